// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/dashboard.h"

#include "metrics/queryname.h"
#include "metrics/tr.h"
#include "sql/parser.h"
#include "sql/querynames.h"

#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <cmath>

#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr int Columns = 12;
constexpr int MostRows = 4;
constexpr int MostSeries = 100;
constexpr int MostLabels = 2000;

QString scalar(const YAML::Node &node)
{
    const std::string &text = node.Scalar();
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

// The line at which the text of a block begins is the one after its "|".
int textLine(const YAML::Node &node, const QByteArray &yaml)
{
    const YAML::Mark mark = node.Mark();
    const bool isBlock = mark.pos >= 0 && mark.pos < yaml.size() && (yaml[mark.pos] == '|' || yaml[mark.pos] == '>');
    return mark.line + (isBlock ? 2 : 1);
}

bool isName(const QString &text)
{
    static const QRegularExpression form(u"^[a-z][a-z0-9_]*$"_s);
    return form.match(text).hasMatch();
}

using Setter = std::function<void(const YAML::Node &)>;
using Setters = QHash<QString, Setter>;

// Fills a definition from YAML nodes and notes all that is wrong with it, not only the first.
class DashboardReader final
{
public:
    DashboardReader(const QByteArray &yaml, std::vector<DefinitionProblem> &problems)
        : m_yaml(yaml)
        , m_problems(problems)
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
                {u"moments"_s, [this](const YAML::Node &node) { m_moments = node; }},
                {u"panels"_s, [this](const YAML::Node &node) { m_panels = node; }},
            });
        // Their queries use the filters, wherever those stand in the file.
        readMoments();
        readPanels();
        if (m_dashboard.title.isEmpty())
            note(root.Mark(), tr("The dashboard has no title"));
        if (m_dashboard.panels.empty() && m_problems.empty())
            note(root.Mark(), tr("The dashboard has no panels"));
        return m_dashboard;
    }

private:
    void note(const YAML::Mark &mark, const QString &message, const QString &hint = {})
    {
        if (mark.is_null())
            m_problems.push_back({0, 0, message, hint});
        else
            m_problems.push_back({mark.line + 1, mark.column + 1, message, hint});
    }

    // ---- shapes

    void readMap(const YAML::Node &node, const QString &what, const Setters &setters)
    {
        if (!node.IsMap()) {
            note(node.Mark(), tr("%1 must be a list of \"key: value\" lines").arg(what));
            return;
        }
        QSet<QString> seen;
        for (const auto &item : node) {
            const QString key = item.first.IsScalar() ? scalar(item.first) : QString();
            const auto setter = setters.constFind(key);
            if (setter == setters.constEnd())
                noteUnknown(item.first, key, what, setters.keys());
            else if (seen.contains(key))
                note(item.first.Mark(), tr("\"%1\" is duplicated here").arg(key));
            else
                (*setter)(item.second);
            seen.insert(key);
        }
    }

    void noteUnknown(const YAML::Node &node, const QString &key, const QString &what, QStringList known)
    {
        known.sort();
        note(
            node.Mark(), tr("\"%1\" is not a key of %2").arg(key, what),
            tr("Possible keys: %1.").arg(known.join(u", "_s)));
    }

    [[nodiscard]] Setter text(QString &into)
    {
        return [this, &into](const YAML::Node &node) {
            if (node.IsScalar())
                into = scalar(node).trimmed();
            else if (!node.IsNull())
                note(node.Mark(), tr("This must be a string"));
        };
    }

    [[nodiscard]] Setter flag(bool &into)
    {
        return [this, &into](const YAML::Node &node) {
            const QString value = node.IsScalar() ? scalar(node) : QString();
            if (value != "true"_L1 && value != "false"_L1)
                note(node.Mark(), tr("This must be true or false"));
            into = value == "true"_L1;
        };
    }

    [[nodiscard]] Setter optionalFlag(std::optional<bool> &into)
    {
        return [this, &into](const YAML::Node &node) { flag(into.emplace())(node); };
    }

    [[nodiscard]] Setter axisScale(PanelDefinition &panel)
    {
        return [this, &panel](const YAML::Node &node) {
            const QString value = node.IsScalar() ? scalar(node) : QString();
            panel.logarithmic = value == "true"_L1;
            panel.logarithmicIfWide = value == "auto"_L1;
            if (!panel.logarithmic && !panel.logarithmicIfWide && value != "false"_L1)
                note(node.Mark(), tr("This must be true, false or auto"));
        };
    }

    [[nodiscard]] Setter number(int &into, int least, int most)
    {
        return [this, &into, least, most](const YAML::Node &node) {
            bool isNumber = false;
            const int value = node.IsScalar() ? scalar(node).toInt(&isNumber) : 0;
            if (isNumber && value >= least && value <= most)
                into = value;
            else
                note(node.Mark(), tr("This must be a number from %1 to %2").arg(least).arg(most));
        };
    }

    [[nodiscard]] Setter list(QStringList &into)
    {
        return [this, &into](const YAML::Node &node) {
            if (!node.IsSequence()) {
                note(node.Mark(), tr("This must be a list"));
                return;
            }
            for (const auto &item : node) {
                if (item.IsScalar())
                    into.append(scalar(item));
                else
                    note(item.Mark(), tr("This must be a string"));
            }
        };
    }

    template <typename Value>
    [[nodiscard]] Setter choice(Value &into, const std::vector<std::pair<QString, Value>> &values)
    {
        return [this, &into, values](const YAML::Node &node) {
            const QString wanted = node.IsScalar() ? scalar(node) : QString();
            QStringList known;
            for (const auto &[name, value] : values) {
                known.append(name);
                if (name == wanted) {
                    into = value;
                    return;
                }
            }
            note(
                node.Mark(), tr("\"%1\" is not a valid value").arg(wanted),
                tr("Use one of: %1.").arg(known.join(u", "_s)));
        };
    }

    [[nodiscard]] Setter scale(std::optional<std::pair<double, double>> &into)
    {
        return [this, &into](const YAML::Node &node) {
            bool isLow = false;
            bool isHigh = false;
            if (node.IsSequence() && node.size() == 2 && node[0].IsScalar() && node[1].IsScalar()) {
                const double low = scalar(node[0]).toDouble(&isLow);
                const double high = scalar(node[1]).toDouble(&isHigh);
                if (isLow && isHigh && low < high)
                    into.emplace(low, high);
            }
            if (!into)
                note(node.Mark(), tr("This must be the least and the greatest value, for example [0, 1]"));
        };
    }

    [[nodiscard]] Setter threshold(std::optional<double> &into)
    {
        return [this, &into](const YAML::Node &node) {
            bool isNumber = false;
            const double number = node.IsScalar() ? scalar(node).toDouble(&isNumber) : 0;
            if (isNumber && std::isfinite(number))
                into = number;
            else
                note(node.Mark(), tr("This must be a number"));
        };
    }

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
                 {u"values"_s, text(filter.valuesSql)}});
            checkFilter(filter, item.Mark());
            m_dashboard.filters.push_back(std::move(filter));
        }
    }

    void checkFilter(FilterDefinition &filter, const YAML::Mark &mark)
    {
        if (!isName(filter.name))
            note(mark, tr("A filter needs a name of lower-case letters, digits and _"));
        else if (isReservedName(filter.name))
            note(mark, tr("\"%1\" is a name that every query already has").arg(filter.name));
        for (const FilterDefinition &other : m_dashboard.filters) {
            if (other.name == filter.name && !filter.name.isEmpty())
                note(mark, tr("There are two filters named \"%1\"").arg(filter.name));
        }
        // It stands in a cast, as it is.
        static const QRegularExpression type(u"^[a-z_][a-z0-9_]*( [a-z]+)*$"_s);
        if (!type.match(filter.type).hasMatch())
            note(mark, tr("\"%1\" is not the name of a type").arg(filter.type));
        if (filter.valuesSql.isEmpty())
            note(mark, tr("A filter needs values: a query that returns value and label"));
        if (const auto tree = sql::parseTree(filter.valuesSql.toUtf8()); tree && !tree->isEmpty()) {
            if (const auto problem = sql::problemWithReading(*tree))
                note(mark, problem->message, tr("Each query of a dashboard must be a single SELECT."));
        }
        if (filter.title.isEmpty())
            filter.title = filter.name;
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
            });
        checkPanel(panel, node.Mark());
        readQuery(panel.query, query, node.Mark(), QueryPlace::Panel);
        if (query.IsDefined() && !query.IsNull()) {
            panel.queryLine = textLine(query, m_yaml);
            panel.queryLimit = limitOf(panel.query);
        }
        if (rollup.IsDefined() && !rollup.IsNull()) {
            panel.rollup.emplace();
            readQuery(*panel.rollup, rollup, node.Mark(), QueryPlace::Rollup);
            if (panel.rollupTable.isEmpty())
                note(rollup.Mark(), tr("A query over a rollup needs its table: rollup-table"));
        }
        if (drill.IsDefined() && !drill.IsNull())
            readDrill(panel, drill);
        m_dashboard.panels.push_back(std::move(panel));
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

    void readQuery(QueryText &into, const YAML::Node &node, const YAML::Mark &owner, QueryPlace place)
    {
        const bool isThere = node.IsDefined() && node.IsScalar() && !scalar(node).trimmed().isEmpty();
        if (!isThere) {
            note(
                owner,
                place == QueryPlace::Drill ? tr("The rows have no condition: where") : tr("There is no query here"));
            return;
        }
        Result<QueryText> query = QueryText::parse(scalar(node));
        if (!query) {
            note(node.Mark(), query.error().message, query.error().hint);
            return;
        }
        const int first = textLine(node, m_yaml);
        for (const NameUse &use : query->uses()) {
            const QString problem = problemWithName(use, place, m_dashboard.filters);
            if (!problem.isEmpty())
                m_problems.push_back(
                    {first + int(use.at.line) - 1, int(use.at.column), problem,
                     tr("Use \"::\" for a cast, and put spaces around the colon of an array slice.")});
        }
        if (const auto problem = problemIn(*query, place))
            note(node.Mark(), problem->message, tr("Each query of a dashboard must be a single SELECT."));
        into = std::move(*query);
    }

    // With the names out of the way: what does not even parse is left to the server, whose words are better.
    static std::optional<sql::QueryProblem> problemIn(const QueryText &query, QueryPlace place)
    {
        const QString text = plain(query);
        const auto tree = sql::parseTree((place == QueryPlace::Drill ? u"SELECT "_s + text : text).toUtf8());
        return tree ? sql::problemWithReading(*tree) : std::nullopt;
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
    static QString plain(const QueryText &query)
    {
        return query.written([](const NameUse &use) { return use.hasArgument ? bare(use) : u"NULL"_s; });
    }
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
    std::vector<DefinitionProblem> &m_problems;
    DashboardDefinition m_dashboard;
    YAML::Node m_moments;
    YAML::Node m_panels;
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
