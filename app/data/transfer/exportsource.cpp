// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/exportsource.h"

#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/rowwriter.h"

#include "sql/classify.h"
#include "sql/splitter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Session;
using connection::Statement;

static QString selectSql(const EditTarget &target, const std::vector<int> &columns)
{
    const ExportRequest request{.target = target, .columns = columns};
    QStringList names;
    for (const int column : exportedColumns(request))
        names << columnSql(target.shape, column);
    return u"SELECT "_s + names.join(u", "_s) + u"\nFROM "_s + relationSql(target.shape);
}

// The order that is shown, which a relation without one does not have.
static QString orderSql(const EditTarget &target, const std::vector<SortColumn> &sort)
{
    const Ordering ordering = orderingFor(target.shape, sort);
    const QString order = orderBySql(target.shape, ordering, Reading::Forward);
    const bool asked = !sort.empty() || ordering.access == Access::Keyed;
    return !asked || order.isEmpty() ? QString() : u"\nORDER BY "_s + order;
}

Result<Statement> filteredRows(
    const EditTarget &target, const std::vector<int> &columns, const FilterSet &filters,
    const std::vector<SortColumn> &sort)
{
    Parameters parameters;
    ASSIGN_OR_RETURN(const auto predicate, predicateSql(target.shape, filters, parameters));
    QString sql = selectSql(target, columns);
    if (!predicate.isEmpty())
        sql += u"\nWHERE "_s + predicate;
    return Statement{sql + orderSql(target, sort), parameters.values()};
}

Result<void> selectRows(ExportRequest &request, const std::vector<RowBasis> &rows, const std::vector<SortColumn> &sort)
{
    const EditTarget &target = request.target;
    if (target.identification == Identification::Values)
        return fail(
            ErrorKind::Usage, tr("The rows of %1 cannot be distinguished").arg(target.shape.name),
            tr("Export the filtered rows instead."));
    if (qsizetype(rows.size()) > mostSelectedRows)
        return fail(
            ErrorKind::Usage,
            tr("%1 rows are selected; the limit is %2").arg(qsizetype(rows.size())).arg(mostSelectedRows),
            tr("Export the filtered rows instead."));
    Parameters parameters;
    QStringList each;
    for (const RowBasis &row : rows)
        each << u'(' + identitySql(target, row, parameters).join(u" AND "_s) + u')';
    const QString condition = each.isEmpty() ? u"false"_s : each.join(u"\n   OR "_s);
    request.restricts = {
        selectSql(target, request.columns) + u"\nWHERE "_s + condition + orderSql(target, sort), parameters.values()};
    request.expectedRows = qint64(rows.size());
    return {};
}

// ---- queries

// One statement, without what stands around it.
static Result<QString> oneStatement(const QString &sql)
{
    const QByteArray text = sql.toUtf8();
    sql::Splitter splitter;
    std::vector<sql::Piece> pieces;
    for (const bool last : {false, true}) {
        ASSIGN_OR_RETURN(auto some, last ? splitter.finish() : splitter.feed(text));
        pieces.insert(pieces.end(), some.begin(), some.end());
    }
    if (pieces.size() != 1 || pieces.front().kind != sql::PieceKind::Statement)
        return fail(ErrorKind::Usage, tr("A query must be a single statement"), tr("Remove all but one SELECT."));
    return QString::fromUtf8(sql::textOf(pieces.front(), text));
}

static Result<QString> readingQuery(const QString &sql)
{
    auto one = oneStatement(sql);
    if (!one)
        return one;
    const sql::StatementKind kind = sql::classify(*one).kind;
    // What the parser does not know is judged by the server, in a transaction that only reads.
    if (kind != sql::StatementKind::Select && kind != sql::StatementKind::Unknown)
        return fail(
            ErrorKind::Usage, tr("Only a query that reads can be exported"), tr("Begin with SELECT, VALUES or WITH."));
    return one;
}

static EditColumn columnOf(const connection::Column &column, const QString &type, quint32 base, TypeCategory category)
{
    EditColumn made;
    made.name = column.name;
    made.type = made.declared = type;
    made.typeOid = column.typeOid;
    made.baseTypeOid = base;
    made.category = category;
    return made;
}

Result<QuerySource> readQuery(Session &session, const QString &sql)
{
    ASSIGN_OR_RETURN(const auto query, readingQuery(sql));
    const Statement empty{u"SELECT * FROM (\n"_s + query + u"\n) AS query LIMIT 0"_s, {}};
    RETURN_IF_ERROR(session.query({u"BEGIN TRANSACTION READ ONLY"_s, {}}).result());
    const auto answer = session.query(empty).result();
    QuerySource source{.statement = {query, {}}};
    if (answer)
        source.origins = answer->rows.columns();
    Result<void> named;
    for (qsizetype i = 0; answer && named && i < answer->rows.columnCount(); ++i) {
        const connection::Column &column = answer->rows.columns()[size_t(i)];
        const auto type = session
                              .query(
                                  {u"SELECT pg_catalog.format_type($1::pg_catalog.oid, NULL)"_s,
                                   {QByteArray::number(column.typeOid)}})
                              .result();
        if (type)
            source.target.columns.push_back(columnOf(
                column, type->rows.text(0, 0), column.typeOid, categoryOf(column.typeOid, type->rows.text(0, 0))));
        else
            named = fail(type.error());
    }
    if (session.isOpen())
        (void)session.query({u"ROLLBACK"_s, {}}).result();
    if (!answer) {
        Error error = answer.error();
        error.position = 0; // it counts what was put around the query
        return fail(error);
    }
    return named ? Result<QuerySource>(source) : fail(named.error());
}

} // namespace howdah::data
