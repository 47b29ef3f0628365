// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelquery.h"

#include "metrics/queryname.h"
#include "metrics/ranksql.h"
#include "metrics/rollupsteps.h"
#include "metrics/timerange.h"
#include "sql/quote.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

// A list of texts as PostgreSQL reads an array.
QByteArray arrayText(const QStringList &values)
{
    QByteArray text = "{";
    for (const QString &value : values) {
        QByteArray quoted = value.toUtf8();
        quoted.replace('\\', "\\\\").replace('"', "\\\"");
        text += (text.size() > 1 ? ",\"" : "\"") + quoted + '"';
    }
    return text + '}';
}

// Both periods.
TimeRange wholeOf(const PanelContext &context)
{
    return {context.previous.isValid() ? context.previous.from : context.range.from, context.range.to};
}

bool hasUse(const QueryText &query, const std::initializer_list<QLatin1StringView> &names)
{
    return std::ranges::any_of(
        query.uses(), [&](const NameUse &use) { return std::ranges::find(names, use.name) != names.end(); });
}

// Writes names as SQL and gathers the values; each value is one parameter, however often it stands there.
class NameWriter final
{
public:
    enum class Form { Parameters, Literals };

    NameWriter(const PanelRequest &request, Form form)
        : m_request(request)
        , m_form(form)
    {
    }

    void setMark(const Series &series, const Point &point)
    {
        m_series = &series;
        m_point = &point;
    }

    [[nodiscard]] QString operator()(const NameUse &use)
    {
        const PanelContext &context = m_request.context;
        if (use.name == "from"_L1)
            return instant(u"from"_s, context.previous.isValid() ? context.previous.from : context.range.from);
        if (use.name == "to"_L1)
            return instant(u"to"_s, context.range.to);
        if (use.name == "until"_L1) {
            const bool isOver = !context.now.isValid() || context.range.to <= context.now;
            return instant(u"until now"_s, isOver ? context.range.to : context.now);
        }
        if (use.name == "named"_L1)
            return named(use.argument);
        if (use.name == "zone"_L1)
            return zone();
        if (use.name == "clustered"_L1)
            return u"(pg_catalog.hashtextextended((%1)::pg_catalog.text, 0) OPERATOR(pg_catalog.&) 255)"_s.arg(
                use.argument);
        if (use.name == "bucket"_L1)
            return bucketed(use.argument);
        if (use.name == "current"_L1)
            return current(use.argument);
        if (use.name == "sample"_L1)
            return sampled(use.argument);
        if (use.name == "scale"_L1)
            return context.precision == Precision::Sample ? number(1 / context.sampleShare) : u"1"_s;
        if (use.name == "rank_low"_L1 || use.name == "rank_high"_L1)
            return ranked(use);
        if (std::optional<QString> rollup = ofRollup(use))
            return *rollup;
        if (m_point != nullptr) {
            if (std::optional<QString> mark = ofMark(use.name))
                return *mark;
        }
        return chosen(use);
    }

    [[nodiscard]] std::vector<std::optional<QByteArray>> takeValues() { return std::move(m_values); }

private:
    QString value(const QString &name, const QByteArray &text, const QString &type)
    {
        if (m_form == Form::Literals)
            return sql::quoteLiteral(QString::fromUtf8(text)) + u"::"_s + type;
        auto at = m_known.constFind(name);
        if (at == m_known.constEnd()) {
            m_values.emplace_back(text);
            at = m_known.insert(name, int(m_values.size()));
        }
        return u"$%1::%2"_s.arg(*at).arg(type);
    }

    QString instant(const QString &name, const QDateTime &time)
    {
        return value(name, instantBytes(time), u"pg_catalog.timestamptz"_s);
    }
    QString zone() { return value(u"zone"_s, m_request.context.zone.id(), u"pg_catalog.text"_s); }

    // What lies between the two periods belongs to none of them.
    QString current(const QString &time)
    {
        const PanelContext &context = m_request.context;
        const QString from = instant(u"current"_s, context.range.from);
        if (!context.hasPause())
            return u"((%1) OPERATOR(pg_catalog.>=) %2)"_s.arg(time, from);
        return u"(CASE WHEN (%1) OPERATOR(pg_catalog.>=) %2 THEN true WHEN (%1) OPERATOR(pg_catalog.<) %3 THEN false END)"_s
            .arg(time, from, instant(u"until"_s, context.previous.to));
    }

    // A range that begins within a bucket begins with a shorter one: else the previous period would share it.
    QString bucketed(const QString &time)
    {
        const PanelContext &context = m_request.context;
        const QString bucket = bucketSql(time, context.bucket, zone());
        QString cases;
        const auto cut = [&](const QString &name, const QDateTime &from) {
            if (!from.isValid() || bucketStart(from, context.bucket, context.zone) == from)
                return;
            const QString bound = instant(name, from);
            cases += u" WHEN (%1) OPERATOR(pg_catalog.>=) %2 THEN greatest(%3, %2)"_s.arg(time, bound, bucket);
        };
        cut(u"current"_s, context.range.from);
        if (context.hasPause())
            cut(u"until"_s, context.previous.to);
        cut(u"from"_s, context.previous.from);
        return cases.isEmpty() ? bucket : u"CASE%1 ELSE %2 END"_s.arg(cases, bucket);
    }

    [[nodiscard]] static QString number(double value) { return QString::number(value, 'g', 17); }
    [[nodiscard]] static QByteArray numberOf(double value)
    {
        return std::isfinite(value) ? number(value).toUtf8() : QByteArray("NaN");
    }

    [[nodiscard]] QString sampled(const QString &table) const
    {
        const PanelContext &context = m_request.context;
        if (context.precision != Precision::Sample)
            return table;
        // Repeatable, so that two looks at the same data show the same.
        return u"%1 TABLESAMPLE SYSTEM (%2) REPEATABLE (%3)"_s.arg(table, number(context.sampleShare * 100))
            .arg(context.samplePart);
    }

    // Two things of one name are two: each is told by the beginning of its id, longer than any that they share by
    // chance.
    [[nodiscard]] static QString named(const QString &argument)
    {
        const auto [table, column, version] = namedArgument(argument).value_or(NamedArgument());
        // Of one name several: by their versions, and by their ids where those are the same, too.
        const auto severalOf = [](const QString &columns) {
            return u"pg_catalog.count(*) OVER (PARTITION BY "_s + columns + u") OPERATOR(pg_catalog.>) 1"_s;
        };
        const QString one = u"named_one."_s + column;
        QString words = one + u"::pg_catalog.text"_s;
        QString same = one;
        if (!version.isEmpty()) {
            words += u" OPERATOR(pg_catalog.||) CASE WHEN "_s + severalOf(one)
                   + u" THEN ' v' OPERATOR(pg_catalog.||) named_one."_s + version + u"::pg_catalog.text ELSE '' END"_s;
            same += u", named_one."_s + version;
        }
        return u"(SELECT named_one.id, %1 OPERATOR(pg_catalog.||) CASE WHEN %2 THEN ' (' OPERATOR(pg_catalog.||)"
               " pg_catalog.\"left\"(named_one.id::pg_catalog.text, 8) OPERATOR(pg_catalog.||) ')' ELSE '' END AS name"
               " FROM %3 AS named_one)"_s.arg(words, severalOf(same), table);
    }

    // What is not a share was refused when the file was read.
    [[nodiscard]] static QString ranked(const NameUse &use)
    {
        const RankArgument argument = rankArgument(use.argument).value_or(RankArgument{0.5, u"0"_s});
        return rankSql(argument.share, argument.count, use.name == "rank_low"_L1 ? RankEnd::Low : RankEnd::High);
    }

    std::optional<QString> ofRollup(const NameUse &use)
    {
        if (use.name == "step"_L1)
            return stepSql(use.argument);
        if (use.name == "step_value"_L1)
            return stepPointSql(use.argument, StepPoint::Middle);
        if (use.name == "step_low"_L1)
            return stepPointSql(use.argument, StepPoint::Low);
        if (use.name == "step_high"_L1)
            return stepPointSql(use.argument, StepPoint::High);
        if (use.name != "rolled"_L1 && use.name != "live"_L1)
            return std::nullopt;
        if (!m_pieces)
            m_pieces = rollupPieces(m_request).value_or(RollupPieces{{}, {wholeOf(m_request.context)}});
        return within(use.argument, use.name == "live"_L1 ? m_pieces->live : m_pieces->rolled);
    }

    QString within(const QString &time, const std::vector<TimeRange> &ranges)
    {
        // A column without zone is compared as it is, so that its index serves: the bounds are turned, not the column.
        static const QRegularExpression utcColumn(
            uR"(^((?:\w+\.)?(?:\w+|"(?:[^"]|"")+"))\s+AT TIME ZONE 'UTC'$)"_s,
            QRegularExpression::CaseInsensitiveOption);
        const QRegularExpressionMatch column = utcColumn.match(time);
        const QString compared = column.hasMatch() ? column.captured(1) : time;
        const QString turned = column.hasMatch() ? u" AT TIME ZONE 'UTC'"_s : QString();
        QStringList parts;
        for (const TimeRange &range : ranges)
            parts << u"((%1) OPERATOR(pg_catalog.>=) (%2%4) AND (%1) OPERATOR(pg_catalog.<) (%3%4))"_s.arg(
                compared, bound(range.from), bound(range.to), turned);
        return parts.isEmpty() ? u"false"_s : u'(' + parts.join(u" OR "_s) + u')';
    }

    QString bound(const QDateTime &time) { return instant(u"at "_s + QString::number(time.toMSecsSinceEpoch()), time); }

    QString chosen(const NameUse &use)
    {
        if (const VariableDefinition *variable = m_request.dashboard->variable(use.name)) {
            const bool isNumber = variable->type == VariableType::Number;
            return value(
                use.name, valueOf(*variable, m_request.filters).toUtf8(),
                isNumber ? u"pg_catalog.numeric"_s : u"pg_catalog.text"_s);
        }
        const QStringList values = m_request.filters.value(use.name);
        const auto &filters = m_request.dashboard->filters;
        const auto filter = std::ranges::find(filters, use.name, &FilterDefinition::name);
        if (values.isEmpty() || filter == filters.end())
            return u"true"_s;
        return u"((%1) OPERATOR(pg_catalog.=) ANY (%2))"_s.arg(
            use.argument, value(use.name, arrayText(values), filter->type + u"[]"_s));
    }

    std::optional<QString> ofMark(const QString &name)
    {
        // A mark of the previous period stands where it is shown, but its rows are where they were.
        const auto index = m_series->points.empty() ? 0 : m_point - m_series->points.data();
        const bool isMoved = m_series->isPrevious && index >= 0 && size_t(index) < m_series->trueBuckets.size();
        const QDateTime begin = isMoved ? m_series->trueBuckets[size_t(index)] : m_point->bucket;
        const QDateTime end =
            isMoved ? nextBucket(begin, m_request.context.bucket, m_request.context.zone) : m_point->bucketEnd;
        const TimeRange whole = m_series->isPrevious ? m_request.context.previous : m_request.context.range;
        // Rows of the bucket that lie outside of the range were not counted.
        if (name == "mark_from"_L1)
            return instant(name, begin.isValid() ? std::max(begin, whole.from) : whole.from);
        if (name == "mark_to"_L1)
            return instant(name, end.isValid() ? std::min(end, whole.to) : whole.to);
        if (name == "mark_x"_L1)
            return value(name, numberOf(m_point->x), u"double precision"_s);
        if (name == "mark_x_end"_L1)
            return value(name, numberOf(m_point->xEnd), u"double precision"_s);
        if (name == "series"_L1)
            return value(name, m_series->name.toUtf8(), u"pg_catalog.text"_s);
        if (name == "label"_L1)
            return value(name, m_point->label.toUtf8(), u"pg_catalog.text"_s);
        if (name == "row"_L1)
            return value(name, m_point->row.toUtf8(), u"pg_catalog.text"_s);
        return std::nullopt;
    }

    const PanelRequest &m_request;
    Form m_form;
    std::optional<RollupPieces> m_pieces;
    const Series *m_series = nullptr;
    const Point *m_point = nullptr;
    QMap<QString, int> m_known;
    std::vector<std::optional<QByteArray>> m_values;
};

} // namespace

const QueryText &queryOf(const PanelRequest &request)
{
    const bool isRollup = request.context.precision == Precision::Rollup && request.panel->rollup;
    return isRollup ? *request.panel->rollup : request.panel->query;
}

QString valueOf(const VariableDefinition &variable, const FilterChoice &chosen)
{
    const QStringList typed = chosen.value(variable.name);
    return typed.isEmpty() || !problemWithValue(variable, typed.constLast()).isEmpty() ? variable.usual
                                                                                       : typed.constLast();
}

// Whether one of the widths of the ladder is narrower than another.
static bool isNarrower(const Bucket &one, const Bucket &other)
{
    const auto &ladder = bucketLadder();
    return std::ranges::find(ladder, one) < std::ranges::find(ladder, other);
}

PanelContext contextFor(
    const PanelDefinition &panel, const TimeRange &range, const Bucket &bucket, const QTimeZone &zone,
    const QDateTime &now)
{
    PanelContext context;
    context.range = range;
    context.bucket = panel.leastBucket && isNarrower(bucket, *panel.leastBucket) ? *panel.leastBucket : bucket;
    context.zone = zone;
    context.now = now;
    if (panel.previous)
        context.previous = equalPart(previousPeriod(range, zone), range, now, zone);
    return context;
}

connection::Statement panelStatement(const PanelRequest &request, QueryText::Places *places)
{
    NameWriter writer(request, NameWriter::Form::Parameters);
    connection::Statement statement;
    statement.sql = queryOf(request).written(std::ref(writer), places);
    statement.parameters = writer.takeValues();
    return statement;
}

QString readablePanelSql(const PanelRequest &request)
{
    NameWriter writer(request, NameWriter::Form::Literals);
    return queryOf(request).written(std::ref(writer));
}

bool readsCells(const PanelDefinition &panel)
{
    return panel.rollup && hasUse(*panel.rollup, {"rolled"_L1, "live"_L1});
}

std::optional<RollupPieces> rollupPieces(const PanelRequest &request)
{
    const PanelContext &context = request.context;
    const TimeRange whole = wholeOf(context);
    std::vector<QDateTime> bounds;
    if (request.panel->rollup && hasUse(*request.panel->rollup, {"bucket"_L1}))
        bounds = bucketStarts(whole, context.bucket, context.zone);
    bounds.push_back(context.range.from);
    if (context.hasPause())
        bounds.push_back(context.previous.to);
    return piecesOf(context.rollup, whole, bounds);
}

bool canBeSampled(const PanelDefinition &panel)
{
    return hasUse(panel.query, {"sample"_L1}) && panel.kind != PanelKind::Table;
}

bool isScaledUp(const PanelDefinition &panel) { return hasUse(panel.query, {"scale"_L1}); }

QString sampledTable(const PanelDefinition &panel)
{
    for (const NameUse &use : panel.query.uses()) {
        if (use.name == "sample"_L1)
            return use.argument.trimmed().section(u' ', 0, 0);
    }
    return {};
}

connection::Statement filterStatement(const FilterDefinition &filter)
{
    // Named by us, and never more than a list can hold.
    return {
        u"SELECT * FROM (%1\n) AS choice(value, label) LIMIT %2"_s.arg(
            filter.valuesSql, QString::number(MostFilterValues + 1)), // at once: the text may hold a "%2"
        {}};
}

connection::Statement
filterStatement(const DashboardDefinition &dashboard, const FilterDefinition &filter, const FilterChoice &chosen)
{
    const Result<QueryText> query = QueryText::parse(filter.valuesSql);
    if (!query)
        return filterStatement(filter);
    const PanelRequest request{&dashboard, nullptr, {}, chosen};
    NameWriter writer(request, NameWriter::Form::Parameters);
    FilterDefinition written = filter;
    written.valuesSql = query->written(std::ref(writer));
    connection::Statement statement = filterStatement(written);
    statement.parameters = writer.takeValues();
    return statement;
}

bool takesMoments(const PanelRequest &request)
{
    const PanelKind kind = request.panel->kind;
    return request.dashboard->moments && hasUse(request.panel->query, {"bucket"_L1})
        && (kind == PanelKind::Line || kind == PanelKind::Band || kind == PanelKind::Bar);
}

connection::Statement momentsStatement(const PanelRequest &request)
{
    NameWriter writer(request, NameWriter::Form::Parameters);
    connection::Statement statement;
    statement.sql =
        u"SELECT at, label FROM (%1\n) AS moment(at, label) WHERE at IS NOT NULL ORDER BY at DESC LIMIT %2"_s.arg(
            request.dashboard->moments->query.written(std::ref(writer)),
            QString::number(MostMoments + 1)); // one more tells that there are more
    statement.parameters = writer.takeValues();
    return statement;
}

QString drillFigure(const PanelRequest &request, const Series &series, const Point &point)
{
    if (!request.panel->drill || !request.panel->drill->figure)
        return {};
    NameWriter writer(request, NameWriter::Form::Literals);
    writer.setMark(series, point);
    return request.panel->drill->figure->written(std::ref(writer));
}

QString drillConditionBefore(const PanelRequest &request, const Series &series, const QDateTime &end)
{
    const auto &drill = request.panel->drill;
    if (!drill || series.isRest || !hasUse(drill->condition, {"mark_to"_L1})
        || hasUse(drill->condition, {"label"_L1, "row"_L1, "mark_x"_L1, "mark_x_end"_L1}))
        return {};
    PanelRequest ever = request;
    ever.context.range = {QDateTime(QDate(1, 1, 1), QTime(0, 0), Qt::UTC), end};
    ever.context.previous = {};
    const Series one{.name = series.name, .points = {Point()}};
    return drillCondition(ever, one, one.points[0]);
}

QString drillCondition(const PanelRequest &request, const Series &series, const Point &point)
{
    if (!request.panel->drill || series.isRest)
        return {};
    NameWriter writer(request, NameWriter::Form::Literals);
    writer.setMark(series, point);
    return request.panel->drill->condition.written(std::ref(writer));
}

} // namespace howdah::metrics
