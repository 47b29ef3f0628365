// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/conflictcheck.h"
#include "edit/editoffers.h"
#include "edit/roweditor.h"

namespace howdah::ui {

// All that an EditSession knows of the relation that is open, each state in an object of its own, and the order in
// which they go on when one of them is done. Leaving the relation is leave(), then destroying this. UI thread.
class OpenEdit final : public QObject
{
    Q_OBJECT
public:
    OpenEdit(ConnectionController *controller, TaskList *tasks);

    void open(const data::RelationShape &shape);
    void update(const data::RelationShape &shape);
    void retry();
    // The operator's connection is there again, or is not any more.
    void connectionCame();
    void connectionWent();
    // Where the open edits belong to is not where the connection leads now.
    [[nodiscard]] bool isElsewhere() const;
    // Notes what is to be noted. A save that runs is handed over, and goes on to its end.
    [[nodiscard]] SaveRun *leave();
    // Another save of the same relation has ended, and may have left something to restore.
    void lookAgain(const data::JournalOwner &owner);

    [[nodiscard]] const data::RelationShape &shape() const { return m_shape; }

    // From the one that uses nothing to the one that uses most.
    EditConnection connection;
    StagedRows rows;
    RowProblems problems;
    EditHistory history;
    RowEditor editor;
    ConflictCheck check;
    RowSaving saving;
    EditOffers offers;

private:
    void ask();
    void adopt(std::shared_ptr<const data::EditTarget> target);
    void carryTo(const std::shared_ptr<const data::EditTarget> &target);
    void goOn();

    data::RelationShape m_shape;
    std::shared_ptr<const data::EditTarget> m_nextTarget; // came while others worked on the rows
    bool m_asksAgain = false;                             // the same of a question
};

} // namespace howdah::ui
