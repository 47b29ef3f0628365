// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editsession.h"

#include "base/whendone.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "edit/editcommand.h"
#include "edit/saverun.h"
#include "edit/staging.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::PipelineAnswer;
using data::ChangeSet;
using data::ChangeStep;
using data::EditTarget;
using data::RowBasis;
using data::RowKey;
using data::StagedRow;

EditSession::EditSession(ConnectionController *connection, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_tasks(tasks)
{
    m_announce.setSingleShot(true);
    m_announce.setInterval(0);
    connect(&m_announce, &QTimer::timeout, this, &EditSession::changed);
    m_stagingTimer.setInterval(0);
    connect(&m_stagingTimer, &QTimer::timeout, this, &EditSession::stageOn);
    connect(&m_undo, &QUndoStack::indexChanged, this, [this] { announce(); });
    connect(connection, &ConnectionController::stateChanged, this, &EditSession::connectionChanged);
}

EditSession::~EditSession()
{
    disconnect(&m_undo, nullptr, this, nullptr);
    close();
}

// ---- opening and closing

void EditSession::open(const data::RelationShape &shape)
{
    close();
    m_shape = shape;
    m_owner = owner();
    setState(State::Opening);
    ask();
}

void EditSession::update(const data::RelationShape &shape)
{
    if (m_state == State::Closed)
        return open(shape);
    m_shape = shape;
    ask();
}

void EditSession::retry()
{
    if (m_state == State::Failed)
        ask();
}

void EditSession::close()
{
    if (m_state == State::Closed)
        return;
    ++m_opening;
    ++m_opened;
    m_stagingTimer.stop();
    m_stagingTask.finish();
    const bool wasStaging = isStaging();
    if (const auto staging = std::exchange(m_staging, nullptr))
        staging->abandon();
    // A save that runs keeps the journal and the session, and says there how it ended.
    if (SaveRun *run = std::exchange(m_run, nullptr))
        orphaned(run);
    else if (m_journal && m_changes && m_changes->isEmpty())
        m_journal->remove();
    m_undo.clear();
    m_journal.reset();
    m_session.reset();
    m_changes.reset();
    m_deferred.clear();
    m_known.clear();
    m_problems.clear();
    m_checking = m_settling = m_looking = m_offerBusy = m_checksAgain = false;
    m_checkError.reset();
    m_sent = m_toSend = 0;
    m_lastSave.reset();
    m_unknown.reset();
    m_offers.clear();
    m_lost.clear();
    m_fresh.clear();
    m_nextTarget.reset();
    m_asksAgain = false;
    m_journalError.reset();
    m_shape = {};
    setState(State::Closed);
    if (wasStaging)
        Q_EMIT stagingEnded(fail(ErrorKind::Cancelled, tr("The table was left")));
    Q_EMIT offerChanged();
    Q_EMIT problemsChanged();
    Q_EMIT reset();
}

data::JournalOwner EditSession::owner() const
{
    return {m_connection->identity(), m_connection->facts().database, m_shape.schema, m_shape.name};
}

bool EditSession::takeSession()
{
    if (m_session)
        return true;
    // Triggers of the table find what they name where the database says; what is ours names it all.
    auto taken = m_connection->takeSession(connection::SessionRole::Save, u"edit"_s);
    if (!taken) {
        failOpening(taken.error());
        return false;
    }
    m_session = *std::move(taken);
    connect(m_session.get(), &connection::Session::connectionLost, this, [this, lost = m_session.get()] {
        if (m_session.get() == lost)
            QMetaObject::invokeMethod(this, [this, lost] { dropSession(lost); }, Qt::QueuedConnection);
    });
    return true;
}

void EditSession::dropSession(const connection::Session *lost)
{
    if (m_session.get() != lost)
        return;
    m_session.reset();
    announce();
}

// After an answer: a session that has not opened, or was lost, is of no more use.
void EditSession::dropDeadSession()
{
    if (m_session && !m_session->isOpen() && m_session->pendingRequests() == 0)
        m_session.reset();
}

void EditSession::ask()
{
    if (isSaving() && m_session)
        return askLater();
    const quint64 opening = ++m_opening;
    if (!takeSession())
        return;
    if (m_state == State::Failed)
        setState(State::Opening);
    whenDone(
        this, m_session->pipeline(data::editTargetStatements(m_shape)),
        [this, opening](const Result<PipelineAnswer> &answer) {
            if (opening == m_opening)
                asked(answer);
        });
}

void EditSession::asked(const Result<PipelineAnswer> &answer)
{
    if (!answer) {
        m_session.reset(); // it did not open, or was lost
        return failOpening(answer.error());
    }
    const auto target = data::editTargetOf(m_shape, *answer);
    if (!target)
        return failOpening(target.error());
    adopt(std::make_shared<const EditTarget>(*target));
}

void EditSession::failOpening(const Error &error)
{
    m_error = error;
    setState(State::Failed);
}

void EditSession::adopt(std::shared_ptr<const EditTarget> target)
{
    if (isSaving() || isStaging()) {
        m_nextTarget = std::move(target); // what is on its way is for the old one
        return;
    }
    m_error = {};
    const bool isFirst = !m_changes;
    if (isFirst) {
        m_changes = std::make_unique<ChangeSet>(std::move(target));
        newJournal();
    } else {
        carryTo(std::move(target));
    }
    setState(State::Ready);
    Q_EMIT reset();
    if (m_unknown)
        settle();
    if (isFirst)
        findOffers();
    else
        prepareOffer();
}

// A newer target for what is staged.
void EditSession::carryTo(std::shared_ptr<const EditTarget> target)
{
    const EditTarget &old = m_changes->target();
    const data::CarryOver over(data::columnsOf(old), target);
    const bool same = over.isTrivial() && old.identification == target->identification && old.key == target->key;
    const data::JournalOwner now = owner();
    const bool isNoted = same && data::columnsOf(old) == data::columnsOf(*target) && now == m_owner;
    const std::vector<StagedRow> rows = m_changes->rows();
    m_changes = std::make_unique<ChangeSet>(target);
    for (const StagedRow &row : rows) {
        if (!same)
            m_lost += over.lost(row);
        if (const auto carried = same ? std::optional(row) : over.carried(row))
            m_changes->apply({carried->key, std::nullopt, *carried});
    }
    if (!same) {
        remap([&over](const StagedRow &row) { return over.carried(row); });
        m_known.clear();
        findProblems();
        m_fresh = over.fresh();
    }
    m_owner = now;
    if (!isNoted)
        noteAgain();
    if (!same && !m_changes->isEmpty())
        checkConflicts();
}

void EditSession::connectionChanged()
{
    if (m_state == State::Closed)
        return;
    switch (m_connection->state()) {
    case ConnectionController::State::Connected:
        // Somewhere else: what is staged belongs to the relation that was left.
        if (owner().connection != m_owner.connection || owner().database != m_owner.database)
            return close();
        if (!isSaving())
            m_session.reset();
        ask();
        break;
    case ConnectionController::State::Connecting:
    case ConnectionController::State::Lost:
    case ConnectionController::State::Failed:
    case ConnectionController::State::Disconnected:
        if (!isSaving())
            m_session.reset();
        break;
    }
    announce();
}

void EditSession::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT readyChanged();
    announce();
}

void EditSession::announce()
{
    if (!m_announce.isActive())
        m_announce.start();
}

// ---- what may be done

const EditTarget *EditSession::target() const { return m_changes ? &m_changes->target() : nullptr; }

bool EditSession::isOnline() const { return m_connection->isConnected(); }

QString EditSession::refusal() const
{
    if (m_state == State::Closed)
        return tr("No table is open");
    if (m_state == State::Failed)
        return m_error.message;
    if (!m_changes)
        return tr("The server is being asked what may be edited");
    if (isSaving())
        return tr("What is staged is being saved");
    if (isStaging())
        return tr("The last change is still being staged");
    if (m_unknown)
        return tr("It is not known yet whether the last save was done");
    return m_changes->target().refusal;
}

QString EditSession::refusal(const RowBasis &row, int column) const
{
    const QString why = refusal();
    if (!why.isEmpty())
        return why;
    const RowKey key = data::rowKeyOf(m_changes->target(), row);
    if (const QString refused = m_changes->refusal(key, column); !refused.isEmpty())
        return refused;
    const StagedRow *known = m_changes->row(key);
    const RowBasis &basis = known ? known->basis : row;
    const bool cut = row.cut[size_t(column)] && (!known || basis.cut[size_t(column)]);
    return cut ? tr("Only the beginning of this value was read") : QString();
}

QString EditSession::refusal(const RowKey &row, int column) const
{
    const QString why = refusal();
    return why.isEmpty() ? m_changes->refusal(row, column) : why;
}

Result<void> EditSession::editable() const
{
    const QString why = refusal();
    return why.isEmpty() ? Result<void>()
                         : fail(ErrorKind::Usage, why, m_state == State::Failed ? m_error.hint : QString());
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
                EditSession::tr("Refresh to see what it is now."));
        shown.values[at] = whole.values[at];
        shown.cut[at] = false;
    }
    return shown;
}

void EditSession::fetchWhole(
    const RowBasis &row, std::vector<int> columns, std::function<void(Result<RowBasis>)> handler)
{
    if (!m_changes || !takeSession())
        return handler(fail(m_changes ? m_error : makeError(ErrorKind::Usage, refusal())));
    if (isSaving())
        return handler(fail(ErrorKind::Usage, refusal()));
    const auto target = m_changes->sharedTarget();
    whenDone(
        this, m_session->query(data::rowStatement(*target, row, columns)),
        [target, row, columns, handler = std::move(handler)](const Result<connection::Answer> &answer) {
            if (!answer)
                return handler(fail(answer.error()));
            if (answer->rows.rowCount() != 1)
                return handler(fail(
                    ErrorKind::NotFound, tr("The row was changed or deleted after it was read"),
                    tr("Refresh to see what is there now.")));
            Result<RowBasis> whole = lengthened(row, data::basisIn(*target, answer->rows, 0, columns), columns);
            if (whole)
                whole->shownAs = data::rowKeyOf(*target, row);
            handler(std::move(whole));
        });
}

// ---- steps

Result<void>
EditSession::stage(const QString &what, qsizetype count, std::function<Result<void>(Recorder &, qsizetype)> piece)
{
    if (auto can = editable(); !can)
        return can;
    return begin(std::make_shared<Staging>(this, what, count, std::move(piece)));
}

Result<void> EditSession::begin(std::shared_ptr<Staging> staging)
{
    m_staging = staging;
    if (!staging->turn()) {
        staged(*staging);
        return staging->result();
    }
    const QString words = staging->words();
    m_stagingTask = m_tasks->start(
        words.isEmpty() ? tr("Undoing or redoing a step") : words,
        words.isEmpty() ? nullptr : std::function([this] { cancelStaging(); }));
    m_stagingTimer.start();
    announce();
    return {};
}

void EditSession::stageOn()
{
    const std::shared_ptr<Staging> staging = m_staging;
    if (staging->turn()) {
        m_stagingTask.setProgress({}, staging->fraction());
        announce();
        return;
    }
    staged(*staging);
    // In a turn of its own: the views have just been told of all rows.
    QMetaObject::invokeMethod(
        this, [this, result = staging->result()] { Q_EMIT stagingEnded(result); }, Qt::QueuedConnection);
}

double EditSession::stagingFraction() const { return m_staging ? m_staging->fraction() : 1; }

void EditSession::cancelStaging()
{
    if (m_staging && !m_staging->words().isEmpty())
        m_staging->cancel();
}

void EditSession::staged(Staging &staging)
{
    m_staging.reset();
    m_stagingTimer.stop();
    m_stagingTask.finish();
    std::vector<ChangeStep> steps = staging.takeSteps();
    if (!steps.empty() && !staging.words().isEmpty())
        m_undo.push(new EditCommand(this, staging.words(), std::move(steps)));
    tell(staging.rows());
    goOn();
}

// A step that was made in one piece.
void EditSession::push(const QString &what, std::vector<ChangeStep> steps)
{
    if (steps.empty())
        return;
    std::set<RowKey> rows;
    for (const ChangeStep &step : steps)
        rows.insert(step.key);
    m_undo.push(new EditCommand(this, what, std::move(steps)));
    // What could not be written before is missing in the journal: then all of it is written anew.
    if (m_journalError && !m_muted)
        noteAgain();
    for (const RowKey &key : rows) {
        if (!m_muted)
            writeDown(key);
        findProblem(key);
    }
    tell(rows);
}

void EditSession::applySteps(const Steps &steps, bool backwards)
{
    if (!m_changes)
        return;
    // What is on its way stays what it is; afterwards it is done, or these are for nothing.
    if (isSaving() || isStaging() || m_unknown) {
        m_deferred.emplace_back(steps, backwards);
        return;
    }
    const auto count = qsizetype(steps->size());
    const auto piece = [steps, backwards](Recorder &recorder, qsizetype at) {
        if (!backwards)
            return recorder.add((*steps)[size_t(at)]);
        return recorder.add((*steps)[steps->size() - 1 - size_t(at)].inverse());
    };
    std::ignore = begin(std::make_shared<Staging>(this, QString(), count, piece));
}

// After steps were applied, to whom it may concern.
void EditSession::tell(const std::set<RowKey> &rows)
{
    constexpr qsizetype mostSingle = 200;
    if (qsizetype(rows.size()) > mostSingle) {
        Q_EMIT reset();
    } else {
        for (const RowKey &key : rows)
            Q_EMIT rowChanged(key);
    }
    announce();
}

// Rewrites what is in the history, too, so that undo and redo go on working.
void EditSession::remap(const std::function<std::optional<StagedRow>(const StagedRow &)> &map)
{
    const auto mapped = [&map](const std::optional<StagedRow> &row) { return row ? map(*row) : std::nullopt; };
    for (int i = 0; i < m_undo.count(); ++i) {
        const auto *command = dynamic_cast<const EditCommand *>(m_undo.command(i));
        if (!command)
            continue;
        std::vector<ChangeStep> &steps = *command->steps();
        for (ChangeStep &step : steps) {
            step.before = mapped(step.before);
            step.after = mapped(step.after);
            step.key = step.before ? step.before->key : step.after ? step.after->key : step.key;
        }
        std::erase_if(steps, [](const ChangeStep &step) { return step.isNothing(); });
    }
}

// ---- the journal

void EditSession::newJournal()
{
    m_journal = std::make_shared<data::EditJournal>(data::editFolder(), m_owner, m_changes->target());
}

// All that is staged in a journal of its own, since the old one is for other columns.
void EditSession::noteAgain()
{
    const std::shared_ptr<data::EditJournal> old = std::move(m_journal);
    newJournal();
    Result<void> written;
    for (const StagedRow &row : m_changes->rows()) {
        if (written)
            written = m_journal->append({row.key, std::nullopt, row});
    }
    if (written && m_unknown) {
        std::vector<RowKey> keys;
        for (const StagedRow &row : m_unknown->rows)
            keys.push_back(row.key);
        written = m_journal->appendSaving(m_unknown->report.transaction, keys);
    }
    if (written && old)
        old->remove();
    keepNote(written);
}

void EditSession::writeDown(const RowKey &key)
{
    if (m_journalError)
        return; // told already, and tried again with the next step
    const StagedRow *row = m_changes->row(key);
    if (const auto written = m_journal->append({key, std::nullopt, row ? std::optional(*row) : std::nullopt}); !written)
        keepNote(written);
}

void EditSession::keepNote(const Result<void> &written)
{
    if (written)
        m_journalError.reset();
    else
        m_journalError = written.error();
}

} // namespace howdah::ui
