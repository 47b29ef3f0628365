// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/define/definitions.h"
#include "query/assist/editorassist.h"
#include "query/editor/sqleditor.h"
#include "query/history/parametermemory.h"
#include "query/planmarks.h"
#include "query/queryactions.h"
#include "query/result/resultarea.h"
#include "query/run/parameterform.h"
#include "query/run/runbar.h"
#include "query/run/transactionbar.h"
#include "query/tabfile.h"
#include "query/tabforecast.h"
#include "query/tabnotices.h"
#include "query/tabrun.h"
#include "query/tabwait.h"

class QSplitter;

namespace howdah::ui {

// What the tabs of a page write into; each may be nullptr.
struct TabMemories
{
    query::HistoryKeeper *history = nullptr;
    query::ParameterMemory *parameters = nullptr;
};

// One text with its database, its transaction and what came of its runs. UI thread.
class QueryTab final : public QWidget
{
    Q_OBJECT
public:
    // `actions` and `memories` outlive it. `id`: of its draft.
    QueryTab(
        const PageServices &services, const TabMemories &memories, const QueryActions &actions, QString id,
        QWidget *parent = nullptr);
    ~QueryTab() override;

    [[nodiscard]] const QString &id() const { return m_id; }
    // Of its file, else as it was named.
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString tip() const;
    void setTitle(const QString &title);

    [[nodiscard]] SqlEditor *editor() const { return m_editor; }
    [[nodiscard]] ResultArea *results() const { return m_results; }
    [[nodiscard]] ParameterForm *form() const { return m_form; }
    [[nodiscard]] EditorAssist *assist() const { return m_assist; }
    [[nodiscard]] TabFile *file() const { return m_file; }
    [[nodiscard]] TabRun *run() const { return m_run; }
    [[nodiscard]] TabNotices *notices() const { return m_notices; }
    [[nodiscard]] TabForecast *forecast() const { return m_forecast; }
    [[nodiscard]] PlanMarks *planMarks() const { return m_planMarks; }
    [[nodiscard]] RunBar *runBar() const { return m_bar; }
    [[nodiscard]] TransactionBar *transactionBar() const { return m_transaction; }
    [[nodiscard]] QSplitter *splitter() const { return m_splitter; }
    // Of the text and the results, while both are seen.
    [[nodiscard]] QList<int> sizes() const;

    void restore(const query::Draft &draft);
    [[nodiscard]] query::Draft draft() const; // its place is set by whoever knows it

    void choose(const RunChoices &choices);
    enum class Part { AtCursor, FromCursor, All };
    void runPart(Part part);
    // Shows the plan of the statement at the cursor, or of the selection, among the results. `measured`: it is run, and
    // what it changes is rolled back after it was asked about.
    void explain(bool measured);
    // A plan that somebody sent, among the results until it is closed.
    void openPlan(const QString &title, const QByteArray &text);
    void openPlanFile(const QString &path);
    // What that would run.
    [[nodiscard]] QByteArray textOf(Part part) const;
    // Of what it was opened for, where that is such.
    [[nodiscard]] const std::optional<operations::Definition> &definition() const { return m_definition; }
    void setDefinition(const operations::Definition &definition) { m_definition = definition; }
    // Lines of what ends with it, or is lost: an open transaction, rows that were edited.
    [[nodiscard]] QStringList unsavedWork() const;
    // The place of the text of the last run that was at this byte of it.
    void showPlace(qint64 offset);
    void toggleFocus();
    // The text is hidden while they have all the room; whatever needs it brings it back.
    void showOnlyResults(bool only);
    [[nodiscard]] bool showsOnlyResults() const { return m_editor->isHidden(); }

Q_SIGNALS:
    // Its title, its marks, or what can be done with it.
    void changed();
    // Its draft is to be written.
    void draftChanged();
    void historyAdded();
    void connectWanted(const QString &place);
    // An index was proved for a plan that is shown, and is wanted as a migration.
    void migrationWanted(const QByteArray &sql);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] TabRun::Order orderAt(SqlEditor::Extent extent, const QByteArray &prefix = {}) const;
    void start(TabRun::Order order);
    void offerSnippets();
    void dressPlan(PlanView *view);
    void proveIndex(PlanView *view);
    void build();
    QWidget *buildRunRow(QWidget *parent);
    void connectRun();
    void connectFile();
    void connectTransaction();
    void noteLoss(const Error &error);
    void noteChange(query::FileChange change);
    void notePlace();
    void warnOfIdle();
    void showTransaction();
    void noteProblem(const query::Outcome &outcome);
    void startDraft();
    [[nodiscard]] qint64 placeNow(qint64 offset) const;

    PageServices m_services;
    const QueryActions &m_actions;
    const QString m_id;
    QString m_title;
    std::optional<operations::Definition> m_definition;
    SqlEditor *m_editor;
    ResultArea *m_results;
    ParameterForm *m_form;
    RunBar *m_bar;
    TransactionBar *m_transaction;
    TabNotices *m_notices;
    QSplitter *m_splitter;
    QList<int> m_sizesBefore; // the results had all the room
    TabRun *m_run;
    TabFile *m_file;
    TabForecast *m_forecast = nullptr;
    EditorAssist *m_assist = nullptr;
    PlanMarks *m_planMarks = nullptr;
    QTimer m_draftTimer;
    std::vector<SqlEditor::Problem> m_problems; // of the last run
    struct Edit
    {
        qint64 offset = 0;
        qint64 removed = 0;
        qint64 inserted = 0;
    };
    std::vector<Edit> m_edits; // since the last run began
    Latest m_holding;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui
