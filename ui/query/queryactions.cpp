// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/queryactions.h"

#include "common/icons.h"
#include "common/tr.h"
#include "query/run/explainchoices.h"

#include <QWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

QAction *QueryActions::make(
    QWidget *page, const char *name, const QString &text, const char *iconName, const QList<QKeySequence> &keys,
    const QString &tip)
{
    auto *action = new QAction(text, page);
    action->setObjectName(QString::fromLatin1(name));
    if (*iconName)
        action->setIcon(icon(QString::fromLatin1(iconName)));
    action->setShortcuts(keys);
    if (!tip.isEmpty())
        action->setToolTip(tip);
    page->addAction(action);
    m_all << action;
    return action;
}

QueryActions::QueryActions(QWidget *page)
{
    using Keys = QList<QKeySequence>;
    run = make(
        page, "runStatement", tr("Run"), "media-playback-start",
        Keys{Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter},
        tr("Run the selection, or the statement at the cursor"));
    runFrom = make(
        page, "runFromHere", tr("Run from here on"), "media-skip-forward", Keys{Qt::CTRL | Qt::ALT | Qt::Key_Return},
        tr("Run the statement at the cursor and all that follow"));
    runAll = make(
        page, "runAll", tr("Run all"), "media-seek-forward",
        Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_Return, Qt::ALT | Qt::Key_X}, tr("Run the whole text"));
    cancel = make(
        page, "cancelRun", tr("Cancel"), "process-stop", Keys{Qt::CTRL | Qt::ALT | Qt::Key_C},
        tr("Cancel what runs; once more where the server does not answer (Esc)"));
    commit = make(
        page, "commitTransaction", tr("Commit"), "dialog-ok-apply", Keys{Qt::CTRL | Qt::ALT | Qt::Key_K},
        tr("COMMIT: keep what the transaction has done"));
    rollBack = make(
        page, "rollBackTransaction", tr("Roll back"), "edit-undo", Keys{Qt::CTRL | Qt::ALT | Qt::Key_R},
        tr("ROLLBACK: undo what the transaction has done"));
    explain = make(
        page, "expectedRows", tr("Expected rows"), "view-statistics", Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_E},
        tr("Ask the server's planner how many rows it would answer or change; nothing is run"));
    plan = make(
        page, "explainPlan", tr("Explain"), "office-chart-bar", Keys{Qt::Key_F7},
        tr("EXPLAIN: show the plan of the selection, or of the statement at the cursor; it is not run"));
    planMeasured = make(
        page, "explainAnalyze", tr("Explain analyze"), "chronometer", Keys{Qt::SHIFT | Qt::Key_F7},
        tr("EXPLAIN ANALYZE: run the statement, and show its plan with what was measured. What it changes is rolled "
           "back"));
    openPlan = make(
        page, "openPlan", tr("Open a plan…"), "document-open", {},
        tr("Show a plan that somebody sent: text, JSON, YAML, XML, or a log of auto_explain"));
    pastePlan = make(
        page, "pastePlan", tr("Open the plan in the clipboard"), "edit-paste", {},
        tr("Show a plan that was copied: text, JSON, YAML, XML, or lines of a log of auto_explain"));
    explainChoices = new ExplainChoices(page);
    explainChoices->addCommands({plan, planMeasured}, {openPlan, pastePlan});
    autocommit = make(
        page, "autocommit", tr("Autocommit"), "", {},
        tr("Each statement commits by itself. Without it the first statement begins a transaction, which you end"));
    stopAtError = make(page, "stopAtError", tr("Stop at an error"), "", {});
    savepoints = make(
        page, "savepoints", tr("Savepoint for each statement"), "", {},
        tr("A statement that fails in a transaction takes nothing else with it"));
    for (QAction *choice : {autocommit, stopAtError, savepoints})
        choice->setCheckable(true);
    statementTimeout = make(page, "statementTimeout", tr("Statement timeout…"), "clock", {});
    idleTimeout = make(page, "idleTimeout", tr("Timeout of idle transactions…"), "clock", {});
    isPrivate = make(
        page, "privateSession", tr("Private: keep no history"), "view-private", {},
        tr("Nothing that is run from now on is kept in the history. The audit log stays what it is"));
    isPrivate->setCheckable(true);

    newTab = make(page, "newQuery", tr("New query"), "tab-new", Keys{Qt::CTRL | Qt::Key_T});
    open = make(page, "openScript", tr("Open a file…"), "document-open", Keys{Qt::CTRL | Qt::Key_O});
    save = make(page, "saveScript", tr("Save"), "document-save", Keys{Qt::CTRL | Qt::Key_S});
    saveAs = make(page, "saveScriptAs", tr("Save as…"), "document-save-as", Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_S});
    rename = make(page, "renameQuery", tr("Rename the tab…"), "edit-rename", {});
    close = make(page, "closeQuery", tr("Close the tab"), "window-close", Keys{Qt::CTRL | Qt::Key_W});
    closeOthers = make(page, "closeOtherQueries", tr("Close the other tabs"), "", {});
    reopen =
        make(page, "reopenQuery", tr("Reopen the closed tab"), "edit-undo", Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_T});
    next = make(page, "nextQuery", tr("Next tab"), "", Keys{Qt::CTRL | Qt::Key_Tab, Qt::CTRL | Qt::Key_PageDown});
    previous = make(
        page, "previousQuery", tr("Previous tab"), "",
        Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_Tab, Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab, Qt::CTRL | Qt::Key_PageUp});
    history = make(
        page, "queryHistory", tr("History"), "view-history", Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_H},
        tr("Show or hide what was run"));
    history->setCheckable(true);
    results = make(
        page, "toResults", tr("Between text and results"), "", Keys{Qt::Key_F6},
        tr("Move the focus to the results, and back to the text"));
    onlyResults = make(
        page, "onlyResults", tr("Only the results"), "view-fullscreen", Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_F12},
        tr("Give the results all the room, or bring the text back"));
    asMigration = make(
        page, "asMigration", tr("Save as migration…"), "document-export", {},
        tr("Write the selection, or the statement at the cursor, as a migration with its way back"));
}

} // namespace howdah::ui
