// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "metrics/panelrun.h"
#include "metrics/paneltable.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

class ConnectionController;

// What is asked of the database for one panel. Owns what it refers to.
struct PanelQuestion
{
    std::shared_ptr<const metrics::DashboardDefinition> dashboard;
    QString panel;
    metrics::PanelContext context;
    metrics::FilterChoice filters;
    metrics::PanelLimits limits;

    [[nodiscard]] const metrics::PanelDefinition *definition() const { return dashboard->panel(panel); }
    [[nodiscard]] metrics::PanelRequest request() const;
};

struct PanelAnswer
{
    PanelQuestion question;
    metrics::PanelOutcome outcome;
    metrics::PanelTable table; // of what is shown
};

// Asks for panels and for the values of filters on other threads, each with a session of its own, four at a time, so
// that the first row of a dashboard is answered together. A later question with the same key takes the place of the
// earlier one, whose answer nobody gets. Ends what runs within half a second of cancelling. UI thread.
class PanelRunner final : public QObject
{
    Q_OBJECT
public:
    static constexpr int MostAtOnce = 4;

    explicit PanelRunner(ConnectionController *connection, QObject *parent = nullptr);
    ~PanelRunner() override;

    void ask(const QString &key, const PanelQuestion &question);
    // `chosen`: of the filters that its values depend on.
    void askValues(
        const std::shared_ptr<const metrics::DashboardDefinition> &dashboard, const metrics::FilterDefinition &filter,
        const metrics::FilterChoice &chosen);
    void askRows(
        const QString &schema, const QString &relation, const QString &condition,
        std::function<void(const Result<metrics::OpenedRows> &rows)> notify);
    // Which of those that wait comes first: the least. Asked when there is room.
    void setUrgency(std::function<int(const QString &key)> urgency) { m_urgency = std::move(urgency); }

    // Nothing is answered for them any more.
    void cancel(const QString &key);
    void cancelAll();

    [[nodiscard]] bool isAsking(const QString &key) const;
    // Nothing waits and nothing runs, what is being cancelled included.
    [[nodiscard]] bool isIdle() const { return m_waiting.empty() && m_lanes.empty(); }
    [[nodiscard]] int running() const { return int(m_lanes.size()); }
    // Wanted and not answered yet.
    [[nodiscard]] int open() const;

Q_SIGNALS:
    void answered(const QString &key, std::shared_ptr<const howdah::ui::PanelAnswer> answer);
    void valuesRead(const QString &filter, const howdah::metrics::FilterValues &values);
    void valuesFailed(const QString &filter, const howdah::Error &error);
    // Told once for all that ran and waited; these are not answered.
    void connectionLost(const howdah::Error &error);
    void openChanged();

private:
    using Report = std::function<void()>; // on the UI thread, when the answer is still wanted
    struct Done
    {
        std::optional<Error> lost; // the connection
        Report report;
    };
    struct Job
    {
        QString key;
        std::function<Done(connection::Session &)> work;
        std::function<void(const Error &)> refuse; // without a session
    };
    struct Lane
    {
        QString key;
        std::shared_ptr<connection::Session> session;
        bool isLeaving = false;
    };

    void add(Job job);
    void dispatch();
    [[nodiscard]] bool startNext();
    void start(Job job, std::shared_ptr<connection::Session> session);
    void finish(const std::shared_ptr<Lane> &lane, const Result<std::shared_ptr<Done>> &done);
    void leave(const std::shared_ptr<Lane> &lane);
    void ring();

    ConnectionController *m_connection;
    QThreadPool m_pool;
    std::deque<Job> m_waiting;
    std::vector<std::shared_ptr<Lane>> m_lanes;
    std::function<int(const QString &)> m_urgency;
    QTimer m_ring; // a cancel may fall between two statements of one question
};

} // namespace howdah::ui
