// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "data/edit/carryover.h"
#include "data/edit/editjournal.h"

#include <QDateTime>
#include <QTimer>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <set>
#include <variant>

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

class ConnectionController;
class SaveRun;

// A row that was read, or one that is staged already (the only way for new rows).
using RowRef = std::variant<data::RowBasis, data::RowKey>;

// Cells of one row.
struct RowEdit
{
    RowRef row;
    std::map<int, data::CellValue> cells;
};

struct CellEdit
{
    RowRef row;
    int column = 0;
    data::CellValue value;
};

// How the last attempt to save ended.
struct SaveNote
{
    data::SaveOutcome outcome = data::SaveOutcome::NotSaved;
    QDateTime at;
    qsizetype edited = 0;
    qsizetype added = 0;
    qsizetype deleted = 0;
    std::optional<Error> error;
};

// Edits of an earlier run of the program, or of a relation that was left, that can be taken up again.
struct RestoreOffer
{
    data::RestoredEdits edits;              // the rows as they fit the relation as it is now
    QDateTime at;                           // when they were last written
    QStringList lost;                       // what does not fit any more, a sentence each
    std::vector<data::RowProblem> problems; // who was changed by others meanwhile, or is gone
    bool isChecked = false;                 // problems are known
    std::optional<Error> error;             // why they are not
    // What became of a save that was about to be committed; Unknown: nobody can say.
    std::optional<data::SaveOutcome> settled;
    std::vector<int> fresh; // columns that are new since; read before the rows are compared
    bool isCarried = false; // the relation was altered since
};

// The edits of one open relation: what is staged, undo and redo, the journal on disk, saving, and what stands against
// it. What is staged outlives everything but a save and the operator's word. UI thread; never blocks.
class EditSession final : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Closed,
        Opening, // the server is being asked what may be edited
        Ready,   // target() and changes() hold
        Failed,  // error() says why; retry() asks again
    };

    EditSession(ConnectionController *connection, TaskList *tasks, QObject *parent = nullptr);
    ~EditSession() override;

    // Closes what was open, asks the server what may be edited, and looks for edits that were left behind.
    void open(const data::RelationShape &shape);
    // A newer snapshot of the same relation, or the line is back: what is staged stays as far as it fits.
    void update(const data::RelationShape &shape);
    // What is staged stays in its journal on disk, and is offered when the relation is opened again. A save that runs
    // goes on to its end.
    void close();
    void retry();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] bool isReady() const { return m_changes != nullptr; }
    // Why nothing can be edited now; "" when something can.
    [[nodiscard]] QString refusal() const;
    // Why this cell cannot be set; "" when it can.
    [[nodiscard]] QString refusal(const data::RowBasis &row, int column) const;
    [[nodiscard]] QString refusal(const data::RowKey &row, int column) const;
    // nullptr until isReady().
    [[nodiscard]] const data::EditTarget *target() const;
    [[nodiscard]] const data::ChangeSet *changes() const { return m_changes.get(); }
    [[nodiscard]] const data::RelationShape &shape() const { return m_shape; }
    [[nodiscard]] bool isOnline() const; // there is a connection
    [[nodiscard]] bool hasEdits() const { return m_changes && !m_changes->isEmpty(); }

    // Reads these columns of a row whole, before a cut value is edited, duplicated or shown: the answer is to be edited
    // in place of `row`. ErrorKind::NotFound when the row was changed or deleted since.
    void fetchWhole(
        const data::RowBasis &row, std::vector<int> columns, std::function<void(Result<data::RowBasis>)> handler);

    // ---- Editing. Each call is one step of undo, all or nothing, and answers why not. `what` names it for people:
    // "Paste 12 cells"; "" lets the session find words. What takes longer than a turn of the event loop may goes on in
    // further ones: then success means that it is under way, isStaging() holds, nothing else can be edited, and
    // stagingEnded() tells how it ended. So do undo and redo.
    Result<void> setRows(std::vector<RowEdit> edits, const QString &what);
    Result<void> setCells(const std::vector<CellEdit> &edits, const QString &what = {});
    Result<data::RowKey> insertRow(const std::map<int, data::CellValue> &cells = {});
    // The keys of the new rows; while it is under way, of those that are staged already: of one at least.
    Result<std::vector<data::RowKey>>
    insertRows(std::vector<std::map<int, data::CellValue>> rows, const QString &what = {});
    Result<std::vector<data::RowKey>> duplicateRows(std::vector<RowRef> rows);
    Result<void> deleteRows(std::vector<RowRef> rows);
    Result<void> revertRows(std::vector<data::RowKey> rows);
    Result<void> revertCell(const data::RowKey &row, int column);
    Result<void> revertCells(std::vector<std::pair<data::RowKey, int>> cells);
    Result<void> discardAll();
    [[nodiscard]] bool isStaging() const { return m_staging != nullptr; }
    void cancelStaging();                         // nothing of the step is staged; not of an undo or redo
    [[nodiscard]] double stagingFraction() const; // 0 to 1

    // For its state and its signals, and undo() and redo(). Emptied by a save: what is in the database is not undone by
    // forgetting an edit.
    [[nodiscard]] QUndoStack *undoStack() { return &m_undo; }
    [[nodiscard]] const QUndoStack *undoStack() const { return &m_undo; }

    // ---- What stands against a row: of the last save, of the check after a restart, of checkConflicts(). nullptr
    // without. Goes when the row becomes another than the one that was refused, and comes back with undo.
    [[nodiscard]] const data::RowProblem *problem(const data::RowKey &row) const;
    [[nodiscard]] const std::map<data::RowKey, data::RowProblem> &problems() const { return m_problems; }
    // Compares what is staged with the server.
    void checkConflicts();
    [[nodiscard]] bool isChecking() const { return m_checking; }
    [[nodiscard]] const std::optional<Error> &checkError() const { return m_checkError; } // of the last check
    // After somebody else changed the row: what is staged goes on top of the row as it is now, ...
    Result<void> keepMine(const data::RowKey &row);
    Result<void> keepMine(const data::RowKey &row, int column);
    // ... or is given up where it collides. The rest of the row's edits stay.
    Result<void> keepTheirs(const data::RowKey &row);
    Result<void> keepTheirs(const data::RowKey &row, int column);
    // After somebody else deleted it: as a new row with the values that it had and those that are staged.
    Result<data::RowKey> insertAgain(const data::RowKey &row);

    // ---- Saving
    void save();
    // Within a second, unless COMMIT is on its way.
    void cancelSave();
    [[nodiscard]] bool isSaving() const { return m_run != nullptr; }
    [[nodiscard]] bool isCommitting() const;
    // Why save() would do nothing; "" when it would.
    [[nodiscard]] QString saveRefusal() const;
    [[nodiscard]] qsizetype rowsSent() const { return m_sent; }
    [[nodiscard]] qsizetype rowsToSend() const { return m_toSend; }
    // Nothing before the first, and after close().
    [[nodiscard]] const std::optional<SaveNote> &lastSave() const { return m_lastSave; }

    // The line was lost while COMMIT was on its way, and the server has not told yet what became of it. Until that is
    // known nothing can be saved. The server is asked by itself once the line is back.
    [[nodiscard]] bool isOutcomeUnknown() const { return m_unknown.has_value(); }
    void settle();
    [[nodiscard]] bool isSettling() const { return m_settling; }
    // Where the server cannot tell: the operator has looked. True: the rows are in the database.
    void settleByHand(bool saved);

    // ---- Edits that were left behind
    [[nodiscard]] const RestoreOffer *offer() const { return m_offers.empty() ? nullptr : &m_offers.front(); }
    [[nodiscard]] bool isLookingForOffers() const { return m_looking; }
    [[nodiscard]] size_t offerCount() const { return m_offers.size(); }
    [[nodiscard]] bool isOfferBusy() const { return m_offerBusy; } // something is being found out about it
    Result<void> restore();                                        // one step of undo
    Result<void> discardOffer();                                   // undone by undo(), until the relation is closed
    // What of the staged edits, or of those restored, did not fit a changed relation; a sentence each.
    [[nodiscard]] const QStringList &lostEdits() const { return m_lost; }
    void forgetLostEdits();
    // Why edits cannot be noted on disk: they would not survive the program. Nothing when they can.
    [[nodiscard]] const std::optional<Error> &journalError() const { return m_journalError; }

Q_SIGNALS:
    void readyChanged();
    void rowChanged(const howdah::data::RowKey &row); // its staged state, in any way
    void reset();                                     // of all rows; new target, perhaps
    void problemsChanged();
    // Of a step that took more than one turn.
    void stagingEnded(const howdah::Result<void> &result);
    void savingChanged(bool saving);
    void saveProgressed(qsizetype sent, qsizetype total);
    // The rows that were saved are not staged any more. Their `now` may be empty: read them again.
    void saved(const howdah::data::SaveReport &report);
    void saveFailed(const howdah::data::SaveReport &report); // NotSaved or Unknown
    // Anything that a bar or a panel shows. Once a turn of the event loop.
    void changed();
    void offerChanged();

private:
    friend class EditCommand;
    class Recorder;
    class Staging;
    using Steps = std::shared_ptr<std::vector<data::ChangeStep>>;
    struct KnownProblem // what was found, and the row as it was staged then
    {
        data::RowProblem problem;
        data::StagedRow row;
    };
    struct UnknownOutcome
    {
        data::SaveReport report;
        std::vector<data::StagedRow> rows;
    };

    // opening
    bool takeSession();
    void dropSession(const connection::Session *lost);
    void dropDeadSession();
    void askLater() { m_asksAgain = true; }
    void ask();
    void asked(const Result<connection::PipelineAnswer> &answer);
    void failOpening(const Error &error);
    void adopt(std::shared_ptr<const data::EditTarget> target);
    void carryTo(std::shared_ptr<const data::EditTarget> target);
    void connectionChanged();
    [[nodiscard]] data::JournalOwner owner() const;
    void setState(State state);
    void announce();
    // Brings the answer of a thread that uses the session home, and keeps the session until then, come what may.
    template <typename T, typename Handler>
    void watch(const QFuture<Result<T>> &future, Handler handler);
    [[nodiscard]] Result<void> editable() const;

    // editing
    Result<void> stage(const QString &what, qsizetype count, std::function<Result<void>(Recorder &, qsizetype)> piece);
    Result<void> begin(std::shared_ptr<Staging> staging);
    void stageOn();
    void staged(Staging &staging);
    void push(const QString &what, std::vector<data::ChangeStep> steps);
    void applySteps(const Steps &steps, bool backwards);
    void tell(const std::set<data::RowKey> &rows);
    void remap(const std::function<std::optional<data::StagedRow>(const data::StagedRow &)> &map);
    void newJournal();
    void noteAgain();
    void writeDown(const data::RowKey &row);
    void keepNote(const Result<void> &written);

    // problems
    void know(std::vector<data::RowProblem> problems);
    void findProblems();
    void findProblem(const data::RowKey &row);
    void checked(const Result<data::CheckedRows> &answer);
    void fillIn(const data::CheckedRows &answer, const std::vector<int> &fresh);
    Result<void> resolve(const data::RowKey &row, const std::vector<int> &columns, bool mine);

    // saving
    void finished(SaveRun *run);
    void orphaned(SaveRun *run);
    void goOn();
    void takeSaved(const data::SaveReport &report);
    void noteSave(const data::SaveReport &report, const std::vector<data::StagedRow> &rows);
    void settled(data::SaveOutcome outcome);

    // offers
    void findOffers();
    void offersFound(std::vector<data::RestoredEdits> found);
    void prepareOffer();
    void checkOffer();
    void offerSettled(data::SaveOutcome outcome);
    void fitOffer();
    void offerChecked(const Result<data::CheckedRows> &answer);
    void dropOffer();
    [[nodiscard]] Result<std::unique_ptr<data::EditJournal>> claimOffer();
    [[nodiscard]] Result<void> stageOffer(Recorder &recorder);

    ConnectionController *m_connection;
    TaskList *m_tasks;
    State m_state = State::Closed;
    Error m_error;
    data::RelationShape m_shape;
    data::JournalOwner m_owner;
    quint64 m_opening = 0; // answers to older questions are dropped
    quint64 m_opened = 0;  // the same of all that was asked for another relation
    std::shared_ptr<connection::Session> m_session;
    std::unique_ptr<data::ChangeSet> m_changes;
    std::shared_ptr<data::EditJournal> m_journal; // shared with a save that runs
    std::optional<Error> m_journalError;
    QUndoStack m_undo;
    bool m_muted = false;
    std::shared_ptr<Staging> m_staging;
    TaskHandle m_stagingTask;
    QTimer m_stagingTimer;
    bool m_checksAgain = false;                     // once nothing is being staged
    std::vector<std::pair<Steps, bool>> m_deferred; // undone (true) or redone while a save ran, or something was staged
    std::map<data::RowKey, KnownProblem> m_known;
    std::map<data::RowKey, data::RowProblem> m_problems;
    bool m_checking = false;
    std::optional<Error> m_checkError;
    SaveRun *m_run = nullptr;
    qsizetype m_sent = 0;
    qsizetype m_toSend = 0;
    std::optional<SaveNote> m_lastSave;
    std::optional<UnknownOutcome> m_unknown;
    bool m_settling = false;
    std::vector<RestoreOffer> m_offers;
    bool m_looking = false;
    bool m_offerBusy = false; // something is being found out about the first
    QStringList m_lost;
    std::shared_ptr<const data::EditTarget> m_nextTarget; // came while a save ran
    bool m_asksAgain = false;                             // the same of a question
    std::vector<int> m_fresh; // columns that came after rows were staged: what they hold there is not known yet
    QTimer m_announce;
};

} // namespace howdah::ui
