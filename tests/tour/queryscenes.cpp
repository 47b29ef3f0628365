// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridview.h"
#include "plan/planview.h"
#include "query/assist/calltip.h"
#include "query/assist/completion.h"
#include "query/assist/completionpopup.h"
#include "query/querypage.h"
#include "query/result/chart/chartpane.h"
#include "query/result/compare/comparedview.h"
#include "query/result/edit/resultediting.h"
#include "query/result/pane/resultpane.h"
#include "query/result/resultoperations.h"
#include "query/run/parameterfield.h"
#include "edit/editbar.h"
#include "stage.h"

#include <QAction>
#include <QDialog>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace howdah::tour {

using namespace ui;

namespace {

const QString key = u"query"_s;

constexpr auto lookAround = R"(-- What agents have done lately
select tool_id, count(*) as calls, avg(execution_time_ms)::int as ms
  from tool_usage_records
 group by tool_id
 order by calls desc;

select id, tool_id, execution_time_ms, success, used_at
  from tool_usage_records
 order by used_at desc
 limit 200;
)";

constexpr auto misspelt = R"(select t.id,
       t.execution_tim_ms
  from tool_usage_records t
 limit 10;
)";

constexpr auto measured = R"(select t.tool_id, count(*)
  from tool_usage_records t
  join agents a on a.id = t.agent_id
 where t.execution_time_ms > 100
 group by t.tool_id
 order by count(*) desc;
)";

// What is typed is to be gone on with.
constexpr auto begun = R"(select a.name, a.
  from agents a
 order by a.name;
)";

constexpr auto askedFor = R"(select 1;

select id, tool_id, used_at
  from tool_usage_records
 where execution_time_ms > :least
   and success = :ok
 limit 20;
)";

constexpr auto editable = R"(select id, name, role, status
  from personas
 order by name;
)";

class Asking final
{
public:
    explicit Asking(Stage &on)
        : stage(on)
        , page(static_cast<QueryPage &>(*on.page(key)))
    {
    }

    [[nodiscard]] QueryTab &tab() const { return *page.tabs()->current(); }
    // A tab of its own, with this text.
    [[nodiscard]] Act write(const char *sql) const
    {
        return {
            [*this] { return page.isReady() && stage.isCalm(); },
            [*this, sql] { page.openPlace(u"sql:"_s + QString::fromUtf8(sql)); }};
    }
    [[nodiscard]] bool isWritten() const
    {
        return tab().editor()->sizeInBytes() > 0 && !tab().editor()->partsAtCursor().isEmpty();
    }
    [[nodiscard]] Act run(QAction *action) const
    {
        return {[*this] { return isWritten(); }, [action] { action->trigger(); }};
    }
    [[nodiscard]] bool hasRun() const { return !tab().run()->isRunning() && !tab().results()->panes().isEmpty(); }
    [[nodiscard]] Act ran(std::function<void()> then = {}) const
    {
        return {[*this] { return hasRun(); }, std::move(then)};
    }
    [[nodiscard]] bool hasRows() const
    {
        const ResultPane *pane = tab().results()->currentPane();
        return hasRun() && pane && pane->isFinished() && pane->model()->rowCount() > 0;
    }
    [[nodiscard]] ResultOperations *operations() const
    {
        const ResultPane *pane = tab().results()->currentPane();
        return pane ? pane->findChild<ResultOperations *>() : nullptr;
    }
    [[nodiscard]] ResultEdits &edits() const { return *operations()->editing()->edits(); }
    [[nodiscard]] bool isPlanned() const
    {
        const PlanView *plan = tab().results()->currentPlan();
        return !tab().run()->isRunning() && plan && plan->isVisible() && plan->plan();
    }
    // What is offered for one result, by the name of its action.
    void offered(const QString &name) const
    {
        if (auto *action = tab().results()->findChild<QAction *>(name))
            return action->trigger();
        stage.miss(u"the action "_s + name);
    }

    Stage &stage;
    QueryPage &page;
};

Scenes typingScenes(const Asking &at)
{
    Stage &stage = at.stage;
    const QueryActions &actions = at.page.actions();
    return {
        stage.scene(key, u"query-empty"_s, {{[at] { return at.page.isReady() && at.stage.isCalm(); }}}),
        stage.scene(
            key, u"query-completion"_s,
            {at.write(begun),
             {[at] { return at.isWritten(); },
              [at] {
                  SqlEditor *editor = at.tab().editor();
                  editor->setCursorByte(editor->bytes().indexOf("\n"));
                  at.tab().assist()->completion().complete();
              }},
             {[at] { return at.tab().assist()->completion().popup().isVisible(); }}}),
        stage.scene(
            key, u"query-parameters"_s,
            {at.write(askedFor),
             at.run(actions.run),
             at.ran([at] {
                 SqlEditor *editor = at.tab().editor();
                 editor->setCursorByte(editor->bytes().indexOf("from"));
             }),
             {[at] {
                 const ParameterField *least = at.tab().form()->field(u"least"_s);
                 return least && least->isVisible() && !least->typeWord().isEmpty();
             }}}),
    };
}

Scenes runScenes(const Asking &at)
{
    Stage &stage = at.stage;
    const QueryActions &actions = at.page.actions();
    const auto ended = [at](connection::TransactionState state) {
        return [at, state] { return !at.tab().run()->isRunning() && at.tab().run()->transaction().state == state; };
    };
    const auto closing = [at, close = actions.close](const QString &name) {
        return at.stage.scene(key, name, {{[at] { return at.stage.isCalm(); }, [close] { close->trigger(); }}, {[at] {
                                              return at.stage.seen<QDialog>(u"closingDialog"_s) != nullptr;
                                          }}});
    };
    // What it has locked, others would wait for.
    const Act rollBack{
        [at] { return at.stage.isCalm() && at.page.actions().rollBack->isEnabled(); },
        [action = actions.rollBack] { action->trigger(); }};
    return {
        stage.scene(key, u"query-results"_s, {at.write(lookAround), at.run(actions.runAll), {[at] {
                                                  return at.hasRows() && at.tab().results()->resultCount() == 2;
                                              }}}),
        stage.scene(key, u"query-error"_s, {at.write(misspelt), at.run(actions.run), {[at] {
                                                return !at.tab().run()->isRunning()
                                                    && !at.tab().editor()->problems(SqlEditor::Finder::Run).empty();
                                            }}}),
        stage.scene(
            key, u"query-transaction"_s,
            {at.write("begin;\nupdate agents set updated_at = updated_at;\nselect count(*) from agents;\n"),
             at.run(actions.runAll),
             {ended(connection::TransactionState::Open)}}),
        closing(u"query-closing"_s),
        stage.scene(
            key, u"query-transaction-failed"_s,
            {rollBack,
             at.write("begin;\nupdate agents set updated_at = updated_at;\nselect 1/0;\n"),
             at.run(actions.runAll),
             {ended(connection::TransactionState::Failed)}}),
        closing(u"query-closing-failed"_s),
        stage.scene(
            key, u"query-history"_s,
            {rollBack,
             {[at] { return at.page.isReady() && at.stage.isCalm(); },
              [actions = &actions] { actions->history->setChecked(true); }},
             {[at] { return at.stage.seen<QWidget>(u"historyList"_s) != nullptr; }}}),
    };
}

// Two cells, and a row that is to be deleted, with what is staged beside them.
void stageChanges(const Asking &at)
{
    at.edits().open(0, [at](const Result<void> &opened) {
        if (!opened)
            return at.stage.miss(describe(opened.error()));
        at.edits().readRows({0, 1, 2}, [at](const Result<void> &read) {
            constexpr int Role = 2;
            const auto must = [at](const Result<void> &done) {
                if (!done)
                    at.stage.miss(describe(done.error()));
            };
            must(read);
            must(at.edits().setCells({{0, Role}, {1, Role}}, data::CellValue::text(QByteArray("analyst"))));
            must(at.edits().deleteRows({2}));
            at.operations()->editing()->bar()->panelAction()->setChecked(true);
        });
    });
}

Scenes resultScenes(const Asking &at)
{
    Stage &stage = at.stage;
    const QueryActions &actions = at.page.actions();
    const auto rows = [at](std::function<void()> then) { return Act{[at] { return at.hasRows(); }, std::move(then)}; };
    return {
        stage.scene(
            key, u"query-edit"_s,
            {{{}, [actions = &actions] { actions->history->setChecked(false); }},
             at.write(editable),
             at.run(actions.run),
             rows([at] { stageChanges(at); }),
             {[at] {
                 const QWidget *changes = at.operations()->editing()->changes();
                 return changes->isVisible() && at.edits().session()->hasEdits() && at.stage.isCalm();
             }}}),
        stage.scene(
            key, u"query-compare"_s,
            {at.write("select id, name, status\n  from agents\n order by name\n limit 12;\n"),
             at.run(actions.run),
             rows([at] {
                 at.tab().results()->pin(0, u"Before"_s);
                 at.tab().editor()->setBytes(
                     "select id, name,\n       case when name < 'F' then 'paused' else status::text end as status\n"
                     "  from agents\n order by name\n offset 2 limit 12;\n");
             }),
             at.run(actions.run),
             {[at] { return at.hasRows() && at.tab().results()->panes().size() == 2; },
              [at] { at.operations()->compareWith(at.tab().results()->panes().front()); }},
             {[at] {
                 const auto *compared = at.stage.seen<ComparedView>();
                 return compared && !compared->isComparing() && at.stage.isCalm();
             }}}),
        stage.scene(
            key, u"query-chart"_s,
            {at.write("select date_trunc('day', used_at) as day, count(*) as calls\n  from tool_usage_records\n"
                      " group by 1\n order by 1;\n"),
             at.run(actions.run),
             rows([at] { at.offered(u"chartResult"_s); }),
             {[at] { return at.stage.seen<ChartPane>() != nullptr && at.stage.isCalm(); }}}),
    };
}

Scenes planScenes(const Asking &at)
{
    const auto explain = [at](const QString &name, QAction *action, PlanView::Face face) {
        return at.stage.scene(
            key, name,
            {at.write(measured),
             at.run(action),
             {[at] { return at.isPlanned(); }, [at, face] { at.tab().results()->currentPlan()->setFace(face); }},
             {[at] { return at.isPlanned(); }}});
    };
    const QueryActions &actions = at.page.actions();
    return {
        explain(u"query-plan"_s, actions.planMeasured, PlanView::Face::Tree),
        explain(u"query-plan-flame"_s, actions.planMeasured, PlanView::Face::Flame),
        explain(u"query-plan-table"_s, actions.planMeasured, PlanView::Face::Table),
        explain(u"query-plan-estimated"_s, actions.plan, PlanView::Face::Tree),
    };
}

} // namespace

Scenes queryScenes(Stage &stage)
{
    const Asking at(stage);
    Scenes scenes;
    for (Scenes part : {typingScenes(at), runScenes(at), resultScenes(at), planScenes(at)})
        std::ranges::move(part, std::back_inserter(scenes));
    return scenes;
}

} // namespace howdah::tour
