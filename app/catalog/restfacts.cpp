// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/restfacts.h"

#include "base/propagate.h"
#include "resources/resources.h"
#include "sql/quote.h"

#include <QFile>
#include <QHash>
#include <QRandomGenerator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

using connection::Answer;

namespace {

constexpr qsizetype SequencesAtOnce = 200; // a statement of a thousand parts takes the server long to plan

const QByteArray &salt()
{
    static const QByteArray value = [] {
        QByteArray bytes;
        for (int i = 0; i < 4; ++i)
            bytes += QByteArray::number(QRandomGenerator::system()->generate64(), 16);
        return bytes;
    }();
    return value;
}

// The statements of the file that this server understands.
QStringList statementsFor(int serverVersion)
{
    QStringList statements;
    for (const QString &part : resourceText(u"catalog/restfacts.sql"_s).split(u"-- since "_s).sliced(1)) {
        if (part.section(u':', 0, 0).toInt() <= serverVersion)
            statements << part.section(u'\n', 1).trimmed().chopped(1).prepend(
                u"-- "_s + part.section(u'\n', 0, 0) + u'\n');
    }
    return statements;
}

const QString SequencesSql =
    u"SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
    "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relpersistence OPERATOR(pg_catalog.<>) 't' AND CASE WHEN c.relkind "
    "OPERATOR(pg_catalog.=) 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') AND "
    "pg_catalog.has_schema_privilege(n.oid, 'USAGE') END ORDER BY c.oid"_s;

} // namespace

Result<QStringList> restFacts(connection::Session &session, int serverVersion)
{
    QList<QFuture<Result<Answer>>> answers;
    for (const QString &statement : statementsFor(serverVersion)) {
        connection::Statement asked{statement, {}};
        if (statement.contains("$1"_L1))
            asked.parameters.emplace_back(salt());
        answers << session.query(asked);
    }
    QStringList facts;
    for (const QFuture<Result<Answer>> &future : std::as_const(answers)) {
        ASSIGN_OR_RETURN(const Answer answer, future.result());
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
            if (!answer.rows.isNull(row, 0))
                facts << answer.rows.text(row, 0).replace(u'\\', u"\\\\"_s).replace(u'\n', u"\\n"_s);
        }
    }
    std::ranges::sort(facts);
    return facts;
}

Result<QHash<quint32, SequencePlace>> sequencePlaces(connection::Session &session)
{
    ASSIGN_OR_RETURN(const Answer names, session.query({SequencesSql, {}}).result());
    QHash<quint32, SequencePlace> places;
    const qsizetype count = names.rows.rowCount();
    for (qsizetype begin = 0; begin < count; begin += SequencesAtOnce) {
        QStringList parts;
        for (qsizetype row = begin; row < qMin(begin + SequencesAtOnce, count); ++row) {
            const SequencePlace place{names.rows.text(row, 1), names.rows.text(row, 2)};
            const auto oid = quint32(names.rows.integer(row, 0));
            places.insert(oid, place);
            parts << u"SELECT %1, last_value, is_called FROM %2"_s.arg(
                QString::number(oid), sql::quoteQualified(place.schema, place.name));
        }
        ASSIGN_OR_RETURN(const Answer values, session.query({parts.join(u" UNION ALL "_s), {}}).result());
        for (qsizetype row = 0; row < values.rows.rowCount(); ++row) {
            SequencePlace &place = places[quint32(values.rows.integer(row, 0))];
            place.last = values.rows.integer(row, 1);
            place.called = values.rows.boolean(row, 2);
        }
    }
    return places;
}

} // namespace howdah::catalog
