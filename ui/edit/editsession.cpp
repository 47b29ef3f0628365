// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editsession.h"

#include "base/whendone.h"
#include "edit/saverun.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::RowBasis;

EditSession::EditSession(ConnectionController *connection, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_isLocked(connection->guard().isLocked()) // it may be made while a connection stands
    , m_open(nothingOpen())
{
    m_announce.setSingleShot(true);
    m_announce.setInterval(0);
    connect(&m_announce, &QTimer::timeout, this, &EditSession::changed);
    connect(connection, &ConnectionController::stateChanged, this, &EditSession::connectionChanged);
    connect(&connection->productionLock(), &ProductionLock::changed, this, &EditSession::lockChanged);
}

EditSession::~EditSession() { std::ignore = m_open->leave(); }

// What is told of an open relation is told by this, whichever it is.
std::unique_ptr<OpenEdit> EditSession::nothingOpen()
{
    auto open = std::make_unique<OpenEdit>(m_connection, m_tasks);
    connect(&open->connection, &EditConnection::stateChanged, this, &EditSession::readyChanged);
    connect(&open->connection, &EditConnection::changed, this, &EditSession::announce);
    connect(&open->rows, &StagedRows::rowChanged, this, &EditSession::rowChanged);
    connect(&open->rows, &StagedRows::reset, this, &EditSession::reset);
    connect(&open->rows, &StagedRows::changed, this, &EditSession::announce);
    connect(&open->problems, &RowProblems::problemsChanged, this, &EditSession::problemsChanged);
    connect(&open->history, &EditHistory::stagingEnded, this, &EditSession::stagingEnded);
    connect(&open->history, &EditHistory::changed, this, &EditSession::announce);
    connect(&open->saving, &RowSaving::savingChanged, this, &EditSession::savingChanged);
    connect(&open->saving, &RowSaving::saveProgressed, this, &EditSession::saveProgressed);
    connect(&open->saving, &RowSaving::saved, this, &EditSession::saved);
    connect(&open->saving, &RowSaving::saveFailed, this, &EditSession::saveFailed);
    connect(&open->offers, &EditOffers::offerChanged, this, &EditSession::offerChanged);
    return open;
}

void EditSession::open(const data::RelationShape &shape)
{
    close();
    m_open->open(shape);
}

void EditSession::update(const data::RelationShape &shape)
{
    if (state() == State::Closed)
        m_open->open(shape);
    else
        m_open->update(shape);
}

void EditSession::retry() { m_open->retry(); }

void EditSession::close()
{
    if (state() == State::Closed)
        return;
    const bool wasStaging = m_open->history.isStaging();
    const data::JournalOwner owner = m_open->rows.owner();
    const SaveRun *run = m_open->leave();
    m_open = nothingOpen();
    // How it ends is for the journal, from which the edits are offered again.
    if (run)
        connect(run, &QObject::destroyed, this, [this, owner] { m_open->lookAgain(owner); });
    announce();
    if (run)
        Q_EMIT savingChanged(false);
    Q_EMIT readyChanged();
    if (wasStaging)
        Q_EMIT stagingEnded(fail(ErrorKind::Cancelled, tr("The table was closed")));
    Q_EMIT offerChanged();
    Q_EMIT problemsChanged();
    Q_EMIT reset();
}

// What may be edited is asked again: nothing, while production is locked, and what is staged waits. It comes with each
// second of the time, too.
void EditSession::lockChanged()
{
    const bool isLocked = m_connection->guard().isLocked();
    if (std::exchange(m_isLocked, isLocked) == isLocked || state() == State::Closed || !m_connection->isConnected())
        return;
    m_open->connectionCame();
    announce();
}

void EditSession::connectionChanged()
{
    m_isLocked = m_connection->guard().isLocked();
    if (state() == State::Closed)
        return;
    switch (m_connection->state()) {
    case ConnectionController::State::Connected:
        // Somewhere else: what is staged belongs to the relation that was left.
        if (m_open->isElsewhere())
            return close();
        m_open->connectionCame();
        break;
    case ConnectionController::State::Connecting:
    case ConnectionController::State::Lost:
    case ConnectionController::State::Failed:
    case ConnectionController::State::Disconnected:
        m_open->connectionWent();
        break;
    }
    announce();
}

void EditSession::announce()
{
    if (!m_announce.isActive())
        m_announce.start();
}

// What was read whole in place of its beginning; an error when the value begins otherwise now.
static Result<RowBasis> lengthened(RowBasis shown, const RowBasis &whole, const std::vector<int> &columns)
{
    for (const int column : columns) {
        const auto at = size_t(column);
        const auto &beginning = shown.values[at];
        const bool fits = shown.cut[at] ? beginning && whole.values[at] && whole.values[at]->startsWith(*beginning)
                                        : beginning == whole.values[at];
        if (!fits)
            return fail(
                ErrorKind::Conflict, EditSession::tr("Somebody else changed the value after it was read"),
                EditSession::tr("Refresh to see its current value."));
        shown.values[at] = whole.values[at];
        shown.cut[at] = false;
    }
    return shown;
}

void EditSession::fetchWhole(
    const RowBasis &row, std::vector<int> columns, std::function<void(Result<RowBasis>)> handler)
{
    if (!isReady() || m_open->saving.isSaving())
        return handler(fail(ErrorKind::Usage, refusal()));
    if (!m_open->connection.take())
        return handler(fail(error()));
    const auto target = changes()->sharedTarget();
    // The handler is called also when the relation is left meanwhile: the session goes then, and its answers end.
    whenDone(
        this, m_open->connection.session()->query(data::rowStatement(*target, row, columns)),
        [target, row, columns, handler = std::move(handler)](const Result<connection::Answer> &answer) {
            if (!answer)
                return handler(fail(answer.error()));
            if (answer->rows.rowCount() != 1)
                return handler(fail(
                    ErrorKind::NotFound, tr("The row was changed or deleted after it was read"),
                    tr("Refresh to see the current rows.")));
            Result<RowBasis> whole = lengthened(row, data::basisIn(*target, answer->rows, 0, columns), columns);
            if (whole)
                whole->shownAs = data::rowKeyOf(*target, row);
            handler(std::move(whole));
        });
}

void EditSession::ask(
    const std::vector<connection::Statement> &statements,
    std::function<void(const Result<connection::PipelineAnswer> &)> handler)
{
    if (!isReady() || m_open->saving.isSaving())
        return handler(fail(ErrorKind::Usage, refusal()));
    if (!m_open->connection.take())
        return handler(fail(error()));
    whenDone(this, m_open->connection.session()->pipeline(statements), std::move(handler));
}

} // namespace howdah::ui
