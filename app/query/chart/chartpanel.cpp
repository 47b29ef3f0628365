// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A chart of an answer as a panel of a dashboard.
#include "data/edit/changeset.h"
#include "query/chart/resultchart.h"
#include "query/complete/statementtext.h"
#include "query/tr.h"
#include "sql/quote.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::query {

using metrics::PanelKind;

// Without what ends it, and comments behind it.
static QString subquery(const connection::Statement &statement)
{
    const QByteArray text = data::readableSql(statement).toUtf8();
    const complete::StatementText pieces = complete::readWhole(text);
    int last = pieces.size() - 1;
    while (pieces.at(last).is(';'))
        --last;
    return QString::fromUtf8(text.first(last < 0 ? 0 : pieces.at(last).end)).trimmed();
}

static QString problemWithQuery(const QString &sql)
{
    const complete::StatementText text = complete::readWhole(sql.toUtf8());
    int first = 0;
    while (text.at(first).is('('))
        ++first;
    const QString word = text.at(first).name;
    if (word != "select"_L1 && word != "with"_L1 && word != "values"_L1 && word != "table"_L1)
        return tr("Only a query can become a panel, as a dashboard only reads");
    for (int at = 0; at < text.size(); ++at) {
        const complete::Piece &piece = text.at(at);
        if (piece.kind == complete::Piece::Kind::Name && text.at(at - 1).is('(')
            && (piece.name == "insert"_L1 || piece.name == "update"_L1 || piece.name == "delete"_L1
                || piece.name == "merge"_L1))
            return tr("The statement changes rows: a dashboard only reads");
    }
    return {};
}

// What the columns are called in the query; apart where two have one name.
static QStringList namesOf(const std::vector<ResultColumn> &columns, QString &aliases)
{
    QStringList names;
    for (const ResultColumn &column : columns)
        names << column.shape.name;
    if (QSet<QString>(names.begin(), names.end()).size() != names.size() || names.contains(u"?column?"_s)) {
        for (qsizetype at = 0; at < names.size(); ++at)
            names[at] = u"c%1"_s.arg(at + 1);
        aliases = u" ("_s + names.join(u", "_s) + u')';
    }
    for (QString &name : names)
        name = u"answer."_s + sql::quoteIdentifier(name);
    return names;
}

static QString timeSql(const ResultColumn &column, const QString &name)
{
    constexpr quint32 TimestampTz = 1184;
    return column.shape.typeOid == TimestampTz ? name : u'(' + name + u"::timestamp AT TIME ZONE :zone)"_s;
}

static QString kindText(PanelKind kind) { return metrics::kindName(kind); }

Result<metrics::PanelTexts> panelOf(
    const ChartChoice &choice, const std::vector<ResultColumn> &columns, const QString &title,
    const connection::Statement &statement)
{
    if (const QString why = problemWith(choice, columns); !why.isEmpty())
        return fail(ErrorKind::Usage, why);
    const QString inner = subquery(statement);
    if (const QString why = problemWithQuery(inner); !why.isEmpty())
        return fail(ErrorKind::Usage, why);
    QString aliases;
    const QStringList names = namesOf(columns, aliases);
    const QString x = names[choice.x];
    QStringList outputs;
    QString where;
    const bool isHeatMap = choice.kind == PanelKind::HeatMap;
    if (choice.kind == PanelKind::Line) {
        const QString time = timeSql(columns[size_t(choice.x)], x);
        outputs << time + u" AS bucket"_s;
        where = u"\nWHERE %1 OPERATOR(pg_catalog.>=) :from AND %1 OPERATOR(pg_catalog.<) :to"_s.arg(time);
    } else if (choice.kind == PanelKind::Scatter) {
        outputs << x + u"::pg_catalog.float8 AS x"_s;
    } else {
        outputs << x + u"::pg_catalog.text AS label"_s;
    }
    const bool isOfSeveral = choice.values.size() > 1;
    QString series = choice.series < 0 ? QString() : names[choice.series] + u"::pg_catalog.text"_s;
    if (isOfSeveral)
        series = series.isEmpty() ? u"figure.name"_s : u"pg_catalog.concat_ws(' · ', "_s + series + u", figure.name)"_s;
    if (!series.isEmpty())
        outputs << series + (isHeatMap ? u" AS row"_s : u" AS series"_s);
    QString figures;
    if (isOfSeveral) {
        QStringList rows;
        for (const int value : choice.values)
            rows << u"(%1, %2::pg_catalog.float8)"_s.arg(
                sql::quoteLiteral(figureName(choice, columns, value)), names[value]);
        figures = u"\nCROSS JOIN LATERAL (VALUES "_s + rows.join(u", "_s) + u") AS figure (name, value)"_s;
        outputs << u"figure.value AS value"_s;
    } else {
        outputs << names[choice.values.front()] + u"::pg_catalog.float8 AS value"_s;
    }
    return metrics::PanelTexts{
        {u"title"_s, title},
        {u"kind"_s, kindText(choice.kind)},
        {u"query"_s, u"SELECT "_s + outputs.join(u", "_s) + u"\nFROM (\n"_s + inner + u"\n) AS answer"_s + aliases
                         + figures + where}};
}

} // namespace howdah::query
