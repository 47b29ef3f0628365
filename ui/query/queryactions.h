// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>

namespace howdah::ui {

class ExplainChoices;

// What the page of queries can do, with its keys: of the tab in front. Owned by the page.
struct QueryActions
{
    explicit QueryActions(QWidget *page);

    // ---- running
    QAction *run;     // the selection, else the statement at the cursor
    QAction *runFrom; // that and all that follow
    QAction *runAll;
    QAction *cancel;
    QAction *commit;
    QAction *rollBack;
    QAction *explain;      // the rows that it would answer or change
    QAction *plan;         // EXPLAIN of the statement at the cursor, which is not run
    QAction *planMeasured; // EXPLAIN ANALYZE of it; what changes something is rolled back
    QAction *openPlan;     // that somebody sent, from a file
    QAction *pastePlan;    // from the clipboard
    ExplainChoices *explainChoices;
    QAction *autocommit;
    QAction *stopAtError;
    QAction *savepoints;
    QAction *statementTimeout;
    QAction *idleTimeout;
    QAction *isPrivate;

    // ---- tabs and files
    QAction *newTab;
    QAction *open;
    QAction *save;
    QAction *saveAs;
    QAction *rename;
    QAction *close;
    QAction *closeOthers;
    QAction *reopen;
    QAction *next;
    QAction *previous;
    QAction *history;
    QAction *results;     // to and from them
    QAction *onlyResults; // the text makes room for them, and comes back
    QAction *asMigration;

    [[nodiscard]] QList<QAction *> all() const { return m_all; }

private:
    QAction *make(
        QWidget *page, const char *name, const QString &text, const char *iconName, const QList<QKeySequence> &keys,
        const QString &tip = {});
    QList<QAction *> m_all;
};

} // namespace howdah::ui
