// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/dashboard.h"

#include "metrics/nodereader.h"
#include "metrics/queryname.h"
#include "metrics/tr.h"
#include "sql/parser.h"
#include "sql/querynames.h"

#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr int Columns = 12;
constexpr int MostRows = 4;
constexpr int MostSeries = 100;
constexpr int MostLabels = 2000;
constexpr int HighestCap = 1'000'000;

bool isName(const QString &text)
{
    static const QRegularExpression form(u"^[a-z][a-z0-9_]*$"_s);
    return form.match(text).hasMatch();
}

// Fills a definition from YAML nodes and notes all that is wrong with it, not only the first.
class DashboardReader final : private NodeReader
{
public:
    DashboardReader(const QByteArray &yaml, std::vector<DefinitionProblem> &problems)
        : NodeReader(problems)
        , m_yaml(yaml)
    {
    }

    DashboardDefinition read(const YAML::Node &root)
    {
        readMap(
            root, tr("a dashboard"),
            {
                {u"title"_s, text(m_dashboard.title)},
                {u"description"_s, text(m_dashboard.description)},
                {u"help"_s, text(m_dashboard.help)},
                {u"pack"_s, text(m_dashboard.pack)},
                {u"tables"_s, list(m_dashboard.tables)},
                {u"range"_s, [this](const YAML::Node &node) { readRange(node); }},
                {u"filters"_s, [this](const YAML::Node &node) { readFilters(node); }},
                {u"variables"_s, [this](const YAML::Node &node) { readVariables(node); }},
                {u"moments"_s, [this](const YAML::Node &node) { m_moments = node; }},
                {u"panels"_s, [this](const YAML::Node &node) { m_panels = node; }},
            });
        // Their queries use the filters, wherever those stand in the file.
        checkValues();
        readMoments();
        readPanels();
        if (m_dashboard.title.isEmpty())
            note(root.Mark(), tr("The dashboard has no title"));
        if (m_dashboard.panels.empty() && m_problems.empty())
            note(root.Mark(), tr("The dashboard has no panels"));
        return m_dashboard;
    }

private:
    // ---- parts

    [[nodiscard]] Setter bucket(std::optional<Bucket> &into)
    {
        return [this, &into](const YAML::Node &node) {
            const Result<Bucket> width = parseBucket(node.IsScalar() ? scalar(node) : QString());
            if (width && std::ranges::find(bucketLadder(), *width) != bucketLadder().end())
                into = *width;
            else
                note(node.Mark(), tr("This is not a valid bucket width"), tr("For example 1 hour, 1 day, 1 week."));
        };
    }

    void readRange(const YAML::Node &node)
    {
        text(m_dashboard.range.text)(node);
        const auto range = resolve(m_dashboard.range, QDateTime::currentDateTimeUtc(), QTimeZone::utc());
        if (!range)
            note(node.Mark(), range.error().message, range.error().hint);
    }

    void readFilters(const YAML::Node &node)
    {
        if (!node.IsSequence()) {
            note(node.Mark(), tr("Filters must be a list"));
            return;
        }
        for (const auto &item : node) {
            FilterDefinition filter;
            filter.line = item.Mark().line + 1;
            readMap(
                item, tr("a filter"),
                {{u"name"_s, text(filter.name)},
                 {u"title"_s, text(filter.title)},
                 {u"type"_s, text(filter.type)},
                 {u"values"_s, [&](const YAML::Node &values) {
                      text(filter.valuesSql)(values);
                      filter.valuesLine = textLine(values, m_yaml);
                  }}});
            checkFilter(filter, item.Mark());
            m_filterMarks.push_back(item.Mark());
            m_dashboard.filters.push_back(std::move(filter));
        }
    }

    void checkFilter(FilterDefinition &filter, const YAML::Mark &mark)
    {
        checkChosenName(filter.name, mark);
        // It stands in a cast, as it is.
        static const QRegularExpression type(u"^[a-z_][a-z0-9_]*( [a-z]+)*$"_s);
        if (!type.match(filter.type).hasMatch())
            note(mark, tr("\"%1\" is not the name of a type").arg(filter.type));
        if (filter.valuesSql.isEmpty())
            note(mark, tr("A filter needs values: a query that returns value and label"));
        if (filter.title.isEmpty())
            filter.title = filter.name;
    }

    // Of a filter or a variable: queries know both by it.
    void checkChosenName(const QString &name, const YAML::Mark &mark)
    {
        if (!isName(name))
            note(mark, tr("A filter or variable needs a name of lower-case letters, digits and _"));
        else if (isReservedName(name))
            note(mark, tr("\"%1\" is a name that every query already has").arg(name));
        else if (m_dashboard.filter(name) || m_dashboard.variable(name))
            note(mark, tr("There are two filters or variables named \"%1\"").arg(name));
    }

    // Once all names are known.
    void checkValues()
    {
        for (size_t i = 0; i < m_dashboard.filters.size(); ++i) {
            const FilterDefinition &filter = m_dashboard.filters[i];
            if (filter.valuesSql.isEmpty())
                continue;
            QueryText query;
            takeQuery(query, filter.valuesSql, filter.valuesLine, m_filterMarks[i], QueryPlace::Values);
            if (m_dashboard.inputsOf(filter).contains(filter.name))
                note(
                    m_filterMarks[i],
                    tr("The values of the filter \"%1\" depend on the filter itself").arg(filter.name),
                    tr("Filters may depend on one another, but not in a circle."));
        }
    }

    void readVariables(const YAML::Node &node)
    {
        if (!node.IsSequence()) {
            note(node.Mark(), tr("Variables must be a list"));
            return;
        }
        for (const auto &item : node) {
            VariableDefinition variable;
            variable.line = item.Mark().line + 1;
            readMap(
                item, tr("a variable"),
                {{u"name"_s, text(variable.name)},
                 {u"title"_s, text(variable.title)},
                 {u"type"_s,
                  choice<VariableType>(
                      variable.type, {{u"text"_s, VariableType::Text}, {u"number"_s, VariableType::Number}})},
                 {u"default"_s, text(variable.usual)},
                 {u"least"_s, threshold(variable.least)},
                 {u"most"_s, threshold(variable.most)}});
            checkVariable(variable, item.Mark());
            m_dashboard.variables.push_back(std::move(variable));
        }
    }

    void checkVariable(VariableDefinition &variable, const YAML::Mark &mark)
    {
        checkChosenName(variable.name, mark);
        if (variable.type == VariableType::Text && (variable.least || variable.most))
            note(mark, tr("Only numbers have a least and a greatest value"));
        else if (variable.type == VariableType::Number && variable.usual.isEmpty())
            note(mark, tr("A number needs a default"));
        else if (const QString problem = problemWithValue(variable, variable.usual); !problem.isEmpty())
            note(mark, tr("The default cannot be used: %1").arg(problem));
        if (variable.title.isEmpty())
            variable.title = variable.name;
    }

    void readMoments()
    {
        if (!m_moments.IsDefined() || m_moments.IsNull())
            return;
        MomentsDefinition moments;
        YAML::Node query;
        readMap(
            m_moments, tr("the moments of a dashboard"),
            {{u"tables"_s, list(moments.tables)}, {u"query"_s, [&query](const YAML::Node &value) { query = value; }}});
        readQuery(moments.query, query, m_moments.Mark(), QueryPlace::Panel);
        moments.queryLine = query.IsDefined() ? textLine(query, m_yaml) : 0;
        m_dashboard.moments = std::move(moments);
    }

    void readPanels()
    {
        if (!m_panels.IsDefined() || m_panels.IsNull())
            return;
        if (!m_panels.IsSequence()) {
            note(m_panels.Mark(), tr("Panels must be a list"));
            return;
        }
        for (const auto &item : m_panels)
            readPanel(item);
    }

    void readPanel(const YAML::Node &node)
    {
        PanelDefinition panel;
        panel.line = node.Mark().line + 1;
        YAML::Node query;
        YAML::Node rollup;
        YAML::Node drill;
        YAML::Node links;
        readMap(
            node, tr("a panel"),
            {
                {u"id"_s, text(panel.id)},
                {u"title"_s, text(panel.title)},
                {u"description"_s, text(panel.description)},
                {u"kind"_s, choice(panel.kind, kinds())},
                {u"unit"_s, text(panel.unit)},
                {u"interval"_s, choice(panel.interval, intervals())},
                {u"absent"_s, choice<Absence>(panel.absence, {{u"gap"_s, Absence::Gap}, {u"zero"_s, Absence::Zero}})},
                {u"previous"_s, flag(panel.previous)},
                {u"stacked"_s, flag(panel.stacked)},
                {u"cluster"_s, text(panel.cluster)},
                {u"scale"_s, scale(panel.scale)},
                {u"same-rows"_s, flag(panel.sameRows)},
                {u"logarithmic"_s, axisScale(panel)},
                {u"marks"_s, choice<BarMarks>(panel.marks, {{u"bars"_s, BarMarks::Bars}, {u"dots"_s, BarMarks::Dots}})},
                {u"multiples"_s, optionalFlag(panel.multiples)},
                {u"order"_s, list(panel.order)},
                {u"watch"_s, flag(panel.watch)},
                {u"alarm-above"_s, threshold(panel.alarmAbove)},
                {u"alarm-below"_s, threshold(panel.alarmBelow)},
                {u"width"_s, number(panel.width, 1, Columns)},
                {u"height"_s, number(panel.height, 1, MostRows)},
                {u"limit"_s, number(panel.limit, 1, MostSeries)},
                {u"most"_s, number(panel.most, 1, MostLabels)},
                {u"rank"_s,
                 choice<Ranking>(
                     panel.ranking,
                     {{u"answer"_s, Ranking::Answer}, {u"value"_s, Ranking::Value}, {u"low"_s, Ranking::Low}})},
                {u"bucket"_s, bucket(panel.leastBucket)},
                {u"tables"_s, list(panel.tables)},
                {u"rollup-table"_s, text(panel.rollupTable)},
                {u"query"_s, [&query](const YAML::Node &value) { query = value; }},
                {u"rollup"_s, [&rollup](const YAML::Node &value) { rollup = value; }},
                {u"rows"_s, [&drill](const YAML::Node &value) { drill = value; }},
                {u"links"_s, [&links](const YAML::Node &value) { links = value; }},
                {u"cap"_s, number(panel.cap, 1, HighestCap)},
            });
        checkPanel(panel, node.Mark());
        readQueries(panel, query, rollup, node.Mark());
        if (drill.IsDefined() && !drill.IsNull())
            readDrill(panel, drill);
        if (links.IsDefined() && !links.IsNull())
            readLinks(panel, links);
        m_dashboard.panels.push_back(std::move(panel));
    }

    void readQueries(PanelDefinition &panel, const YAML::Node &query, const YAML::Node &rollup, const YAML::Mark &mark)
    {
        readQuery(panel.query, query, mark, QueryPlace::Panel);
        if (query.IsDefined() && !query.IsNull()) {
            panel.queryLine = textLine(query, m_yaml);
            panel.queryLimit = limitOf(panel.query);
        }
        if (rollup.IsDefined() && !rollup.IsNull()) {
            panel.rollup.emplace();
            readQuery(*panel.rollup, rollup, mark, QueryPlace::Rollup);
            panel.rollupLine = textLine(rollup, m_yaml);
            if (panel.rollupTable.isEmpty())
                note(rollup.Mark(), tr("A query over a rollup needs its table: rollup-table"));
        }
    }

    void checkPanel(const PanelDefinition &panel, const YAML::Mark &mark)
    {
        if (!isName(panel.id))
            note(mark, tr("A panel needs an id of lower-case letters, digits and _"));
        else if (m_dashboard.panel(panel.id) != nullptr)
            note(mark, tr("There are two panels named \"%1\"").arg(panel.id));
        if (panel.title.isEmpty())
            note(mark, tr("The panel has no title"));
        if (panel.watch
            && (panel.kind != PanelKind::Line && panel.kind != PanelKind::Band && panel.kind != PanelKind::Bar))
            note(mark, tr("Only lines, bands and bars over time can be watched"));
        if ((panel.alarmAbove || panel.alarmBelow) && panel.kind == PanelKind::Table)
            note(mark, tr("A table has no thresholds"));
        const bool isEstimated =
            panel.interval == Interval::Mean || panel.interval == Interval::Share || panel.interval == Interval::Skewed;
        if (!panel.cluster.isEmpty() && !isEstimated)
            note(mark, tr("Clusters need an interval: mean, share or skewed"));
        checkLook(panel, mark);
    }

    // What is only for some kinds would else be passed over without a word.
    void checkLook(const PanelDefinition &panel, const YAML::Mark &mark)
    {
        const bool hasTime = panel.kind == PanelKind::Line || panel.kind == PanelKind::Band;
        if (panel.multiples && !hasTime)
            note(mark, tr("Only lines and bands can be split into small charts"));
        if (panel.marks != BarMarks::ByValues && panel.kind != PanelKind::Bar)
            note(mark, tr("Only bars can be drawn as dots"));
        if (panel.marks == BarMarks::Dots && panel.stacked)
            note(mark, tr("Stacked bars cannot be drawn as dots"));
        const bool hasLabels = panel.kind == PanelKind::Bar || panel.kind == PanelKind::Box
                            || panel.kind == PanelKind::HeatMap || panel.kind == PanelKind::Polar;
        if (!panel.order.isEmpty() && !hasLabels)
            note(mark, tr("Only the labels of bars, boxes, heat maps and polar charts have an order"));
        if (!panel.order.isEmpty() && panel.ranking != Ranking::Answer)
            note(mark, tr("Labels have either an order or a rank"));
    }

    void readDrill(PanelDefinition &panel, const YAML::Node &node)
    {
        DrillDefinition drill;
        QString relation;
        YAML::Node condition;
        YAML::Node figure;
        readMap(
            node, tr("the rows of a panel"),
            {{u"relation"_s, text(relation)},
             {u"where"_s, [&condition](const YAML::Node &value) { condition = value; }},
             {u"figure"_s, [&figure](const YAML::Node &value) { figure = value; }}});
        const qsizetype dot = relation.indexOf(u'.');
        drill.schema = dot < 0 ? QString() : relation.first(dot);
        drill.relation = relation.sliced(dot + 1);
        if (drill.relation.isEmpty())
            note(node.Mark(), tr("The rows of a panel need a relation"));
        readQuery(drill.condition, condition, node.Mark(), QueryPlace::Drill);
        if (figure.IsDefined() && !figure.IsNull())
            readQuery(drill.figure.emplace(), figure, node.Mark(), QueryPlace::Drill);
        panel.drill = std::move(drill);
    }

    void readLinks(PanelDefinition &panel, const YAML::Node &node)
    {
        if (!node.IsSequence()) {
            note(node.Mark(), tr("Links must be a list"));
            return;
        }
        for (const auto &item : node) {
            LinkDefinition link;
            link.line = item.Mark().line + 1;
            readMap(
                item, tr("a link"),
                {{u"title"_s, text(link.title)},
                 {u"dashboard"_s, text(link.dashboard)},
                 {u"page"_s, text(link.page)},
                 {u"place"_s, text(link.place)},
                 {u"with"_s, [&](const YAML::Node &with) { readWith(link, with, panel.kind); }}});
            checkLink(link, item.Mark());
            panel.links.push_back(std::move(link));
        }
    }

    // Of a mark its texts, of a row of a table any column.
    void readWith(LinkDefinition &link, const YAML::Node &node, PanelKind kind)
    {
        if (!node.IsMap()) {
            note(node.Mark(), tr("%1 must be a list of \"key: value\" lines").arg(tr("\"with\"")));
            return;
        }
        for (const auto &item : node) {
            QString name;
            QString from;
            text(name)(item.first);
            text(from)(item.second);
            if (kind != PanelKind::Table && from != "series"_L1 && from != "label"_L1 && from != "row"_L1)
                note(
                    item.second.Mark(), tr("\"%1\" is not a valid value").arg(from),
                    tr("Use one of: %1.").arg(u"series, label, row"_s));
            link.with.emplace_back(name, from);
        }
    }

    void checkLink(LinkDefinition &link, const YAML::Mark &mark)
    {
        static const QStringList pages{u"browse"_s, u"migrations"_s, u"prompts"_s, u"audit"_s, u"settings"_s};
        if (link.dashboard.isEmpty() == link.page.isEmpty())
            note(mark, tr("A link leads either to a dashboard or to a page"));
        if (!link.page.isEmpty() && !pages.contains(link.page))
            note(mark, tr("There is no page \"%1\"").arg(link.page), tr("Use one of: %1.").arg(pages.join(u", "_s)));
        if (!link.place.isEmpty() && link.page.isEmpty())
            note(mark, tr("A place is one on a page"));
        if (!link.with.empty() && link.dashboard.isEmpty())
            note(mark, tr("Only another dashboard has filters: with"));
        if (link.title.isEmpty())
            note(mark, tr("The link has no title"));
    }

    void readQuery(QueryText &into, const YAML::Node &node, const YAML::Mark &owner, QueryPlace place)
    {
        const bool isThere = node.IsDefined() && node.IsScalar() && !scalar(node).trimmed().isEmpty();
        if (!isThere) {
            note(
                owner,
                place == QueryPlace::Drill ? tr("The rows have no condition: where") : tr("There is no query here"));
            return;
        }
        takeQuery(into, scalar(node), textLine(node, m_yaml), node.Mark(), place);
    }

    // `first`: its first line in the file.
    void takeQuery(QueryText &into, const QString &sql, int first, const YAML::Mark &mark, QueryPlace place)
    {
        Result<QueryText> query = QueryText::parse(sql);
        if (!query) {
            note(mark, query.error().message, query.error().hint);
            return;
        }
        bool isNamed = true;
        for (const NameUse &use : query->uses()) {
            const QString problem = problemWithName(use, place, m_dashboard);
            isNamed = isNamed && problem.isEmpty();
            if (!problem.isEmpty())
                m_problems.push_back(
                    {first + int(use.at.line) - 1, int(use.at.column), problem,
                     tr("Use \"::\" for a cast, and put spaces around the colon of an array slice.")});
        }
        if (isNamed)
            checkSql(*query, first, mark, place);
        into = std::move(*query);
    }

    // With the names out of the way: what the grammar refuses would be refused at each run.
    void checkSql(const QueryText &query, int first, const YAML::Mark &mark, QueryPlace place)
    {
        QueryText::Places places;
        const QString before = place == QueryPlace::Drill ? u"SELECT "_s : QString();
        const QString text = before + query.written(out, &places);
        const auto tree = sql::parseTree(text.toUtf8());
        if (tree) {
            if (const auto problem = sql::problemWithReading(*tree))
                note(mark, problem->message, tr("Each query of a dashboard must be a single SELECT."));
        } else if (tree.error().reason == sql::ParseFailure::Reason::Syntax) {
            // At its end it is the last line that is not finished.
            const qsizetype character = tree.error().character > 0 ? tree.error().character : text.toUcs4().size();
            const TextPosition at = query.sourceOf(std::max<qsizetype>(1, character - before.size()), places);
            m_problems.push_back(
                {first + int(at.line) - 1, int(at.column), tr("The query cannot be read: %1").arg(tree.error().message),
                 tr("Each query of a dashboard must be a single SELECT.")});
        }
    }
    // The LIMIT at the outermost, where it is a number.
    static qint64 limitOf(const QueryText &query)
    {
        const auto tree = sql::parseTree(plain(query).toUtf8());
        if (!tree || tree->isEmpty())
            return -1;
        const QJsonValue limit = tree->first()["stmt"_L1]["SelectStmt"_L1]["limitCount"_L1]["A_Const"_L1]["ival"_L1];
        return limit["ival"_L1].toInteger(-1);
    }

    // With the names out of the way.
    static QString plain(const QueryText &query) { return query.written(out); }
    static QString out(const NameUse &use) { return use.hasArgument ? bare(use) : u"NULL"_s; }
    static QString bare(const NameUse &use)
    {
        if (use.name == "named"_L1)
            return u"(SELECT 1)"_s;
        return use.name == "sample"_L1 ? use.argument : u'(' + use.argument + u')';
    }

    [[nodiscard]] static std::vector<std::pair<QString, PanelKind>> kinds()
    {
        std::vector<std::pair<QString, PanelKind>> all;
        for (int kind = 0; kind <= int(PanelKind::Table); ++kind)
            all.emplace_back(kindName(PanelKind(kind)), PanelKind(kind));
        return all;
    }

    [[nodiscard]] static std::vector<std::pair<QString, Interval>> intervals()
    {
        return {
            {u"none"_s, Interval::None},
            {u"given"_s, Interval::Given},
            {u"share"_s, Interval::Share},
            {u"mean"_s, Interval::Mean},
            {u"skewed"_s, Interval::Skewed}};
    }

    const QByteArray &m_yaml;
    DashboardDefinition m_dashboard;
    YAML::Node m_moments;
    YAML::Node m_panels;
    std::vector<YAML::Mark> m_filterMarks;
};

} // namespace

DashboardReading readDashboard(const QByteArray &yaml, const QString &path)
{
    DashboardReading reading;
    DashboardDefinition dashboard;
    try {
        const YAML::Node root = YAML::Load(std::string(yaml.constData(), size_t(yaml.size())));
        dashboard = DashboardReader(yaml, reading.problems).read(root);
    } catch (const YAML::Exception &error) {
        const bool isPlaced = !error.mark.is_null();
        reading.problems.push_back(
            {isPlaced ? error.mark.line + 1 : 0,
             isPlaced ? error.mark.column + 1 : 0,
             tr("The file is not YAML: %1").arg(QString::fromStdString(error.msg)),
             {}});
    }
    dashboard.path = path;
    dashboard.id = QFileInfo(path).completeBaseName();
    if (reading.problems.empty())
        reading.dashboard = std::move(dashboard);
    return reading;
}

} // namespace howdah::metrics
