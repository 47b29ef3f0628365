// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardeditor.h"
#include "dashboard/panelform.h"
#include "dashboard/rollupdialog.h"
#include "common/code/sqlview.h"
#include "dashboard/yamlview.h"
#include "metrics/dashboard.h"
#include "stage.h"

#include <QAction>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace howdah::tour {

using namespace ui;

namespace {

const QString key = u"dashboards"_s;

// One of an operator, who mistook a column: the server says which.
constexpr auto ownDashboard = R"(title: Quality of the answers
range: 30d
tables: [tool_usage_records]
panels:
  - id: quality
    title: Quality over time
    kind: line
    unit: score
    interval: mean
    query: |
      SELECT :bucket(used_at) AS bucket, avg(quality_score) AS value,
             stddev_samp(quality_score) AS deviation, count(quality_score) AS n
      FROM tool_usage_records
      WHERE used_at >= :from AND used_at < :to GROUP BY 1
)"_L1;

// With what is typed, a filter that depends on another, and links.
constexpr auto variableDashboard = R"(title: Slow calls
range: 30d
tables: [tool_usage_records, agents]
variables:
  - {name: least, title: "Slower than, ms", type: number, default: 500, least: 0}
filters:
  - {name: agent, title: Agent, type: uuid, values: "SELECT id::text, name FROM agents ORDER BY name"}
  - name: call
    title: Call
    type: uuid
    values: SELECT id::text, id::text FROM tool_usage_records WHERE :agent(agent_id) AND execution_time_ms >= :least
panels:
  - id: slow
    title: Slow calls by day
    kind: bar
    unit: calls
    width: 12
    query: |
      SELECT :bucket(used_at) AS bucket, count(*) AS value, count(*) AS n
      FROM tool_usage_records
      WHERE used_at >= :from AND used_at < :to AND execution_time_ms >= :least AND :agent(agent_id) GROUP BY 1
    links:
      - {title: All of the tools, dashboard: tools}
  - id: list
    title: The slowest calls
    kind: table
    width: 12
    cap: 20
    query: |
      SELECT used_at, execution_time_ms, success
      FROM tool_usage_records
      WHERE used_at >= :from AND used_at < :to AND execution_time_ms >= :least AND :agent(agent_id)
      ORDER BY execution_time_ms DESC
)"_L1;

class Charting final
{
public:
    explicit Charting(Stage &on)
        : stage(on)
        , page(*on.page(key))
    {
    }

    [[nodiscard]] DashboardBoard &board() const { return *page.findChild<DashboardBoard *>(u"board"_s); }
    [[nodiscard]] PanelCard *card(const QString &id) const { return page.findChild<PanelCard *>(u"panel-"_s + id); }
    [[nodiscard]] bool isCurrent(const QString &id) const
    {
        return board().dashboard() && board().dashboard()->id == id;
    }
    [[nodiscard]] bool isOpen(const QString &id) const { return isCurrent(id) && board().isSettled(); }
    [[nodiscard]] Act open(const QString &id) const
    {
        return {[*this] { return stage.isCalm(); }, [*this, id] { page.openPlace(id); }};
    }
    [[nodiscard]] Act opened(const QString &id, std::function<void()> then = {}) const
    {
        return {[*this, id] { return isOpen(id); }, std::move(then)};
    }

    Stage &stage;
    Page &page;
};

void writeOwn(const Charting &at, const QString &name, QLatin1StringView text)
{
    QDir().mkpath(metrics::dashboardFolder());
    QFile file(QDir(metrics::dashboardFolder()).filePath(name));
    if (!file.open(QIODevice::WriteOnly))
        at.stage.miss(file.errorString());
    file.write(text.data(), text.size());
}

// The form of a panel of the dashboard that is shown, with its preview.
Act formOf(const Charting &at, const QString &panel, const std::function<bool()> &isReady)
{
    return {isReady, [at, panel] {
                const PanelCard *card = at.card(panel);
                QAction *edit = card ? card->findChild<QAction *>(u"editPanel"_s) : nullptr;
                if (!edit)
                    return at.stage.miss(u"the form of "_s + panel);
                edit->trigger();
            }};
}

Act formSeen(const Charting &at)
{
    return {[at] {
        const auto *form = at.stage.seen<PanelForm>();
        return form && form->isReady() && form->preview() && form->preview()->answer();
    }};
}

// A panel that is changed by the form, one that the server does not take, and a dashboard with variables and links.
Scenes formScenes(const Charting &at)
{
    Stage &stage = at.stage;
    const QString tools = u"tools"_s;
    const QString own = u"scores"_s; // the editor of the scene before has a draft of its own
    const QString slow = u"slow"_s;
    const auto openOwn = [at](const QString &id) {
        if (!at.isCurrent(id))
            at.page.openPlace(id); // once the file is seen
        return at.isOpen(id);
    };
    return {
        stage.scene(
            key, u"dashboards-form"_s,
            {at.open(tools), formOf(at, u"use"_s, [at, tools] { return at.isOpen(tools); }), formSeen(at)}),
        stage.scene(
            key, u"dashboards-form-error"_s,
            {{[at] { return at.stage.isCalm(); }, [at] { writeOwn(at, u"scores.yaml"_s, ownDashboard); }},
             formOf(at, u"quality"_s, [openOwn, own] { return openOwn(own); }),
             {formSeen(at).when,
              [at] {
                  SqlView *query = at.stage.seen<PanelForm>()->query();
                  query->setText(query->text().replace(u"quality_score"_s, u"quality_scores"_s));
              }},
             {[at] {
                 const auto *form = at.stage.seen<PanelForm>();
                 return form && form->isReady() && form->query()->text().contains(u"quality_scores"_s)
                     && form->preview()->answer()
                     && form->preview()->answer()->outcome.state == metrics::PanelOutcome::State::Failed;
             }}}),
        stage.scene(
            key, u"dashboards-variables"_s,
            {{[at] { return at.stage.isCalm(); }, [at] { writeOwn(at, u"slow.yaml"_s, variableDashboard); }},
             {[openOwn, slow] { return openOwn(slow); }}}),
    };
}

// How charts look that have much to show: each alone on the page.
Scenes lookScenes(const Charting &at)
{
    struct Look
    {
        QString name;
        QString dashboard;
        QString panel;
    };
    Scenes scenes;
    for (const Look &look :
         {Look{u"dashboards-multiples"_s, u"agents"_s, u"trend"_s},
          Look{u"dashboards-dots"_s, u"personas"_s, u"comparison"_s},
          Look{u"dashboards-courses"_s, u"personas"_s, u"all"_s}})
        scenes.push_back(at.stage.scene(
            key, look.name,
            {at.open(look.dashboard),
             at.opened(look.dashboard, [at, look] { at.board().maximise(at.card(look.panel)); }),
             at.opened(look.dashboard)}));
    return scenes;
}

Scenes panelScenes(const Charting &at)
{
    Stage &stage = at.stage;
    const QString tools = u"tools"_s;
    return {
        stage.scene(
            key, u"dashboards-table"_s,
            {at.open(tools),
             at.opened(
                 tools,
                 [at] {
                     at.card(u"slowest"_s)->setTableShown(true);
                     at.board().maximise(at.card(u"slowest"_s));
                 }),
             at.opened(tools)}),
        stage.scene(
            key, u"dashboards-sql"_s,
            {at.opened(
                 tools,
                 [at] {
                     at.board().maximise(nullptr);
                     at.stage.run(*at.card(u"times"_s)->sqlAction());
                 }),
             {[at] { return at.stage.seen<QDialog>(u"sql"_s) != nullptr; }}}),
        stage.scene(
            key, u"dashboards-rollup"_s,
            {at.opened(tools, [at] { at.stage.run(*at.card(u"times"_s)->rollupAction()); }), {[at] {
                 const auto *dialog = at.stage.seen<RollupDialog>();
                 return dialog && !dialog->isAsking();
             }}}),
    };
}

Scenes ownScenes(const Charting &at)
{
    Stage &stage = at.stage;
    const QString own = u"quality"_s;
    return {
        stage.scene(
            key, u"dashboards-failed"_s,
            {{[at] { return at.stage.isCalm(); }, [at] { writeOwn(at, u"quality.yaml"_s, ownDashboard); }}, {[at, own] {
                 if (!at.isCurrent(own))
                     at.page.openPlace(own); // once the file is seen
                 return at.isOpen(own);
             }}}),
        stage.scene(
            key, u"dashboards-editor"_s,
            {{{}, [at] { at.stage.run(key, u"Edit this dashboard"_s); }},
             {[at] {
                  const auto *editor = at.stage.seen<DashboardEditor>();
                  return editor && editor->isReady();
              },
              [at] {
                  YamlView *text = at.stage.seen<YamlView>();
                  text->findFirst(u"kind: line"_s, false, true, false, false, true, 0, 0);
                  text->replaceSelectedText(u"kind: lines"_s);
              }},
             {[at] {
                 const auto *editor = at.stage.seen<DashboardEditor>();
                 return editor && editor->isReady() && editor->hasProblems();
             }}}),
    };
}

} // namespace

Scenes dashboardScenes(Stage &stage)
{
    const Charting at(stage);
    Scenes scenes;
    // Those whose tables this database does not have show how that looks.
    for (const metrics::DashboardFile &file : metrics::builtInDashboards()) {
        const QString id = QFileInfo(file.path).completeBaseName();
        scenes.push_back(stage.scene(key, u"dashboards-"_s + id, {at.open(id), at.opened(id)}));
    }
    for (Scenes part : {lookScenes(at), panelScenes(at), ownScenes(at), formScenes(at)})
        std::ranges::move(part, std::back_inserter(scenes));
    return scenes;
}

} // namespace howdah::tour
