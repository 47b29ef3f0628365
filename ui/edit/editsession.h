// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/openedit.h"

namespace howdah::ui {

// The edits of one open relation: what is staged, undo and redo, the journal on disk, saving, and what stands against
// it. What is staged outlives everything but a save and the operator's word. What is known of the relation that is open
// stands in objects that close() destroys: ask for them each time. UI thread; never blocks.
class EditSession final : public QObject
{
    Q_OBJECT
public:
    using State = EditConnection::State;

    EditSession(ConnectionController *connection, TaskList *tasks, QObject *parent = nullptr);
    ~EditSession() override;

    // Closes what was open, asks the server what may be edited, and looks for edits that were left behind.
    void open(const data::RelationShape &shape);
    // A newer snapshot of the same relation, or the connection is back: what is staged stays as far as it fits.
    void update(const data::RelationShape &shape);
    // What is staged stays in its journal on disk, and is offered when the relation is opened again. A save that runs
    // goes on to its end.
    void close();
    void retry();

    [[nodiscard]] State state() const { return m_open->connection.state(); }
    [[nodiscard]] const Error &error() const { return m_open->connection.error(); } // of State::Failed
    [[nodiscard]] bool isOnline() const { return m_open->connection.isOnline(); }   // there is a connection
    [[nodiscard]] const data::RelationShape &shape() const { return m_open->shape(); }
    // target() and changes() hold.
    [[nodiscard]] bool isReady() const { return changes() != nullptr; }
    [[nodiscard]] const data::EditTarget *target() const { return m_open->rows.target(); }
    [[nodiscard]] const data::ChangeSet *changes() const { return std::as_const(m_open->rows).changes(); }
    [[nodiscard]] bool hasEdits() const { return m_open->rows.hasEdits(); }
    // Why nothing can be edited now; "" when something can.
    [[nodiscard]] QString refusal() const { return m_open->rows.refusal(); }
    // Why this cell cannot be set; "" when it can.
    template <typename Row>
    [[nodiscard]] QString refusal(const Row &row, int column) const
    {
        return m_open->rows.refusal(row, column);
    }

    // Reads these columns of a row whole, before a cut value is edited, duplicated or shown: the answer is to be edited
    // in place of `row`. ErrorKind::NotFound when the row was changed or deleted since.
    void fetchWhole(
        const data::RowBasis &row, std::vector<int> columns, std::function<void(Result<data::RowBasis>)> handler);

    // Asks about rows of the relation what these statements say, in one round trip over the session that saves. The
    // handler is called also when the relation is left meanwhile, with an error.
    void
    ask(const std::vector<connection::Statement> &statements,
        std::function<void(const Result<connection::PipelineAnswer> &)> handler);

    [[nodiscard]] StagedRows &staged() const { return m_open->rows; }
    [[nodiscard]] RowEditor &editor() const { return m_open->editor; }
    [[nodiscard]] EditHistory &history() const { return m_open->history; }
    [[nodiscard]] RowProblems &problems() const { return m_open->problems; }
    [[nodiscard]] ConflictCheck &conflictCheck() const { return m_open->check; }
    [[nodiscard]] RowSaving &saving() const { return m_open->saving; }
    [[nodiscard]] EditOffers &offers() const { return m_open->offers; }

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
    [[nodiscard]] std::unique_ptr<OpenEdit> nothingOpen();
    void connectionChanged();
    void lockChanged();
    void announce();

    ConnectionController *m_connection;
    TaskList *m_tasks;
    QTimer m_announce;
    bool m_isLocked = false;          // production, when it was last looked at
    std::unique_ptr<OpenEdit> m_open; // never nullptr: with State::Closed where nothing is open
};

} // namespace howdah::ui
