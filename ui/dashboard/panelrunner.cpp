// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelrunner.h"

#include "base/whendone.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelOutcome;

constexpr int RingMs = 40;

metrics::PanelRequest PanelQuestion::request() const { return {dashboard.get(), definition(), context, filters}; }

PanelRunner::PanelRunner(ConnectionController *connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    m_pool.setMaxThreadCount(MostAtOnce);
    m_pool.setObjectName(u"dashboards"_s);
    m_ring.setInterval(RingMs);
    connect(&m_ring, &QTimer::timeout, this, &PanelRunner::ring);
}

PanelRunner::~PanelRunner()
{
    m_waiting.clear();
    do {
        for (const auto &lane : m_lanes)
            lane->session->cancel();
    } while (!m_pool.waitForDone(RingMs));
}

void PanelRunner::ask(const QString &key, const PanelQuestion &question)
{
    cancel(key);
    const auto notify = [this, key](std::shared_ptr<const PanelAnswer> answer) { Q_EMIT answered(key, answer); };
    Job job{.key = key, .work = {}, .refuse = {}};
    job.work = [question, notify](connection::Session &session) {
        auto answer = std::make_shared<PanelAnswer>();
        answer->question = question;
        answer->outcome = runPanel(session, question.request(), question.limits);
        Done done{std::nullopt, [notify, answer] { notify(answer); }};
        if (answer->outcome.state == PanelOutcome::State::Shown)
            answer->table = tableOf(*question.definition(), answer->outcome.data);
        else if (answer->outcome.state == PanelOutcome::State::Failed)
            if (answer->outcome.error.kind == ErrorKind::Connection)
                done.lost = answer->outcome.error;
        return done;
    };
    job.refuse = [question, notify](const Error &error) {
        auto answer = std::make_shared<PanelAnswer>();
        answer->question = question;
        answer->outcome.error = error;
        notify(answer);
    };
    add(std::move(job));
}

void PanelRunner::askValues(
    const std::shared_ptr<const metrics::DashboardDefinition> &dashboard, const metrics::FilterDefinition &filter,
    const metrics::FilterChoice &chosen)
{
    const QString name = filter.name;
    Job job{.key = u"filter:"_s + name, .work = {}, .refuse = {}};
    cancel(job.key);
    job.work = [this, dashboard, filter, chosen, name](connection::Session &session) {
        const auto values = readFilterValues(session, *dashboard, filter, chosen);
        if (values)
            return Done{std::nullopt, [this, name, found = *values] { Q_EMIT valuesRead(name, found); }};
        Done done{std::nullopt, [this, name, error = values.error()] { Q_EMIT valuesFailed(name, error); }};
        if (values.error().kind == ErrorKind::Connection)
            done.lost = values.error();
        return done;
    };
    job.refuse = [this, name](const Error &error) { Q_EMIT valuesFailed(name, error); };
    add(std::move(job));
}

void PanelRunner::askRows(
    const QString &schema, const QString &relation, const QString &condition,
    std::function<void(const Result<metrics::OpenedRows> &rows)> notify)
{
    Job job{.key = u"relation:"_s + relation, .work = {}, .refuse = {}};
    cancel(job.key);
    job.work = [schema, relation, condition, notify](connection::Session &session) {
        const Result<metrics::OpenedRows> rows = metrics::openRows(session, schema, relation, condition);
        Done done{std::nullopt, [notify, rows] { notify(rows); }};
        if (!rows && rows.error().kind == ErrorKind::Connection)
            done.lost = rows.error();
        return done;
    };
    job.refuse = [notify](const Error &error) { notify(fail(error)); };
    add(std::move(job));
}

void PanelRunner::add(Job job)
{
    m_waiting.push_back(std::move(job));
    // Together with what else is asked in this turn, so that the most urgent one begins.
    QMetaObject::invokeMethod(this, &PanelRunner::dispatch, Qt::QueuedConnection);
    Q_EMIT openChanged();
}

void PanelRunner::cancel(const QString &key)
{
    const auto before = m_waiting.size();
    std::erase_if(m_waiting, [&key](const Job &job) { return job.key == key; });
    bool isLess = before != m_waiting.size();
    for (const auto &lane : m_lanes) {
        if (lane->key == key && !lane->isLeaving) {
            leave(lane);
            isLess = true;
        }
    }
    if (isLess)
        Q_EMIT openChanged();
}

void PanelRunner::cancelAll()
{
    m_waiting.clear();
    for (const auto &lane : m_lanes)
        leave(lane);
    Q_EMIT openChanged();
}

void PanelRunner::leave(const std::shared_ptr<Lane> &lane)
{
    lane->isLeaving = true;
    lane->session->cancel();
    m_ring.start();
}

void PanelRunner::ring()
{
    bool isAny = false;
    for (const auto &lane : m_lanes) {
        if (lane->isLeaving)
            lane->session->cancel();
        isAny = isAny || lane->isLeaving;
    }
    if (!isAny)
        m_ring.stop();
}

bool PanelRunner::isAsking(const QString &key) const
{
    return std::ranges::any_of(m_waiting, [&key](const Job &job) { return job.key == key; })
        || std::ranges::any_of(m_lanes, [&key](const auto &lane) { return lane->key == key && !lane->isLeaving; });
}

int PanelRunner::open() const
{
    return int(m_waiting.size())
         + int(std::ranges::count_if(m_lanes, [](const auto &lane) { return !lane->isLeaving; }));
}

void PanelRunner::dispatch()
{
    while (startNext())
        ;
}

bool PanelRunner::startNext()
{
    if (m_waiting.empty() || m_lanes.size() >= MostAtOnce)
        return false;
    auto next = m_waiting.begin();
    if (m_urgency)
        next = std::ranges::min_element(m_waiting, {}, [this](const Job &job) { return m_urgency(job.key); });
    auto session = m_connection->takeSession(connection::SessionRole::Reader, u"dashboards"_s);
    if (!session && session.error().kind == ErrorKind::Conflict && !m_lanes.empty())
        return false; // one of ours comes free
    Job job = std::move(*next);
    m_waiting.erase(next);
    if (session) {
        start(std::move(job), *std::move(session));
    } else if (session.error().kind == ErrorKind::Connection) {
        m_waiting.clear();
        Q_EMIT connectionLost(session.error());
        Q_EMIT openChanged();
    } else {
        job.refuse(session.error());
        Q_EMIT openChanged();
    }
    return true;
}

void PanelRunner::start(Job job, std::shared_ptr<connection::Session> session)
{
    auto lane = std::make_shared<Lane>(Lane{job.key, session, false});
    m_lanes.push_back(lane);
    const auto future = QtConcurrent::run(
        &m_pool, [plain = session.get(), work = std::move(job.work)]() -> Result<std::shared_ptr<Done>> {
            return std::make_shared<Done>(work(*plain));
        });
    whenDone(this, future, [this, lane](const Result<std::shared_ptr<Done>> &done) { finish(lane, done); });
}

void PanelRunner::finish(const std::shared_ptr<Lane> &lane, const Result<std::shared_ptr<Done>> &done)
{
    const bool isWanted = !lane->isLeaving;
    std::erase(m_lanes, lane);
    lane->session.reset(); // back to its pool
    if (isWanted && done && (*done)->lost) {
        const Error lost = *(*done)->lost;
        cancelAll();
        Q_EMIT connectionLost(lost);
    } else if (isWanted && done) {
        (*done)->report();
    }
    Q_EMIT openChanged();
    dispatch();
}

} // namespace howdah::ui
