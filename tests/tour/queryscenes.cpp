// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planview.h"
#include "query/querypage.h"
#include "query/result/chart/chartpane.h"
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

Scenes runScenes(const Asking &at)
{
    Stage &stage = at.stage;
    const QueryActions &actions = at.page.actions();
    return {
        stage.scene(key, u"query-empty"_s, {{[at] { return at.page.isReady() && at.stage.isCalm(); }}}),
        stage.scene(key, u"query-results"_s, {at.write(lookAround), at.run(actions.runAll), {[at] {
                                                  return at.hasRun() && at.tab().results()->resultCount() == 2;
                                              }}}),
        stage.scene(key, u"query-error"_s, {at.write(misspelt), at.run(actions.run), {[at] {
                                                return !at.tab().run()->isRunning()
                                                    && !at.tab().editor()->problems(SqlEditor::Finder::Run).empty();
                                            }}}),
        stage.scene(
            key, u"query-transaction"_s,
            {at.write("begin;\nupdate agents set updated_at = updated_at;\nselect 1/0;\n"),
             at.run(actions.runAll),
             {[at] { return !at.tab().run()->isRunning() && at.tab().run()->transaction().isOpen(); }}}),
        stage.scene(
            key, u"query-closing"_s,
            {{[at] { return at.stage.isCalm() && at.tab().run()->transaction().isOpen(); },
              [actions = &actions] { actions->close->trigger(); }},
             {[at] { return at.stage.seen<QDialog>(u"closingDialog"_s) != nullptr; }}}),
        stage.scene(
            key, u"query-parameters"_s,
            {at.write("select id, tool_id, used_at\n  from tool_usage_records\n where execution_time_ms > :least\n"
                      "   and success = :ok\n limit 20;\n"),
             {[at] { return at.isWritten() && at.tab().form()->isVisible(); }}}),
        stage.scene(
            key, u"query-history"_s,
            {{[at] { return at.page.isReady() && at.stage.isCalm(); },
              [actions = &actions] { actions->history->setChecked(true); }},
             {[at] { return at.stage.seen<QWidget>(u"historyList"_s) != nullptr; }}}),
    };
}

Scenes resultScenes(const Asking &at)
{
    Stage &stage = at.stage;
    const QueryActions &actions = at.page.actions();
    return {
        stage.scene(
            key, u"query-chart"_s,
            {{{}, [actions = &actions] { actions->history->setChecked(false); }},
             at.write("select date_trunc('day', used_at) as day, count(*) as calls\n  from tool_usage_records\n"
                      " group by 1\n order by 1;\n"),
             at.run(actions.run),
             at.ran([at] { at.offered(u"chartResult"_s); }),
             {[at] { return at.stage.seen<ChartPane>() != nullptr && at.stage.isCalm(); }}}),
        stage.scene(
            key, u"query-plan"_s,
            {at.write(measured),
             {[at] { return at.isWritten(); }, [actions = &actions] { actions->planMeasured->trigger(); }},
             {[at] {
                 const PlanView *plan = at.tab().results()->currentPlan();
                 return plan && plan->isVisible() && plan->plan();
             }}}),
    };
}

} // namespace

Scenes queryScenes(Stage &stage)
{
    const Asking at(stage);
    Scenes scenes = runScenes(at);
    std::ranges::move(resultScenes(at), std::back_inserter(scenes));
    return scenes;
}

} // namespace howdah::tour
