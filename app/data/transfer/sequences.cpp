// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/sequences.h"

#include "base/propagate.h"
#include "sql/quote.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Session;

namespace {

struct Sequence
{
    int column = 0;
    QString name; // as SQL
    qint64 step = 1;
    [[nodiscard]] bool descends() const { return step < 0; }
    bool mayMove = false;
};

bool isInteger(const EditColumn &column)
{
    static constexpr std::array<quint32, 3> Integers{20, 21, 23};
    return std::ranges::find(Integers, column.baseTypeOid) != Integers.end();
}

// Those that a column owns, and those that its default names.
QString sequencesSql()
{
    return uR"(SELECT DISTINCT a.attname, n.nspname, s.relname, q.seqincrement,
       pg_catalog.has_sequence_privilege(s.oid, 'UPDATE')
FROM pg_catalog.pg_attribute a
JOIN LATERAL (
    SELECT d.objid AS sequence FROM pg_catalog.pg_depend d
    WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refobjid OPERATOR(pg_catalog.=) a.attrelid AND d.refobjsubid OPERATOR(pg_catalog.=) a.attnum
      AND d.deptype OPERATOR(pg_catalog.=) ANY (ARRAY['a', 'i']::pg_catalog."char"[])
    UNION ALL
    SELECT d.refobjid FROM pg_catalog.pg_attrdef f
    JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_attrdef'::pg_catalog.regclass
      AND d.objid OPERATOR(pg_catalog.=) f.oid
      AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    WHERE f.adrelid OPERATOR(pg_catalog.=) a.attrelid AND f.adnum OPERATOR(pg_catalog.=) a.attnum
) used ON true
JOIN pg_catalog.pg_class s ON s.oid OPERATOR(pg_catalog.=) used.sequence
  AND s.relkind OPERATOR(pg_catalog.=) 'S'::pg_catalog."char"
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) s.relnamespace
JOIN pg_catalog.pg_sequence q ON q.seqrelid OPERATOR(pg_catalog.=) s.oid
WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
  AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')
  AND pg_catalog.has_sequence_privilege(s.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'))"_s;
}

Result<std::vector<Sequence>> sequencesOf(Session &session, const EditTarget &target, const std::vector<int> &columns)
{
    ASSIGN_OR_RETURN(
        const auto answer, session.query({sequencesSql(), {QByteArray::number(target.shape.oid)}}).result());
    std::vector<Sequence> found;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const int column = target.columnNamed(answer.rows.text(row, 0));
        if (std::ranges::find(columns, column) != columns.end() && isInteger(target.columns[size_t(column)]))
            found.push_back(
                {column, sql::quoteQualified(answer.rows.text(row, 1), answer.rows.text(row, 2)),
                 answer.rows.integer(row, 3), answer.rows.boolean(row, 4)});
    }
    return found;
}

// Nothing when it is ahead.
Result<std::optional<SequenceBehind>>
behind(Session &session, const EditTarget &target, const Sequence &sequence, bool moves)
{
    const QString column = columnSql(target.shape, sequence.column);
    const QString end = sequence.descends() ? u"pg_catalog.min("_s : u"pg_catalog.max("_s;
    // What is set is never less than where the sequence stands by then.
    const QString best = sequence.descends() ? u"LEAST"_s : u"GREATEST"_s;
    const QString reached = sequence.descends() ? u"OPERATOR(pg_catalog.<=)"_s : u"OPERATOR(pg_catalog.>=)"_s;
    const QString past = sequence.descends() ? u"OPERATOR(pg_catalog.<)"_s : u"OPERATOR(pg_catalog.>)"_s;
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"SELECT t.highest::pg_catalog.text, s.last_value::pg_catalog.text, s.is_called, CASE WHEN "
                 u"s.is_called THEN "
                 u"t.highest "_s
                     + past + u" s.last_value ELSE t.highest "_s + reached + u" s.last_value END FROM (SELECT "_s + end
                     + column + u")::numeric AS highest FROM "_s + relationSql(target.shape) + u") t, "_s
                     + sequence.name + u" s"_s,
                 {}})
            .result());
    if (answer.rows.rowCount() != 1 || answer.rows.isNull(0, 0) || !answer.rows.boolean(0, 3))
        return std::nullopt;
    SequenceBehind reported{
        .sequence = sequence.name,
        .column = target.columns[size_t(sequence.column)].name,
        .next = answer.rows.value(0, 1).value_or(QByteArray()),
        .highest = answer.rows.value(0, 0).value_or(QByteArray())};
    if (answer.rows.boolean(0, 2))
        reported.next = QByteArray::number(reported.next.toLongLong() + sequence.step);
    if (!moves || !sequence.mayMove)
        return reported;
    RETURN_IF_ERROR(session
                        .query(
                            {u"SELECT pg_catalog.setval($1::pg_catalog.text::pg_catalog.regclass, "_s + best
                                 + u"($2::bigint, s.last_value)) FROM "_s + sequence.name + u" s"_s,
                             {sequence.name.toUtf8(), reported.highest}})
                        .result());
    reported.moved = true;
    return reported;
}

} // namespace

Result<std::vector<SequenceBehind>>
sequencesBehind(Session &session, const EditTarget &target, const std::vector<int> &columns, bool moves)
{
    ASSIGN_OR_RETURN(const auto sequences, sequencesOf(session, target, columns));
    std::vector<SequenceBehind> all;
    for (const Sequence &sequence : sequences) {
        ASSIGN_OR_RETURN(const auto one, behind(session, target, sequence, moves));
        if (one)
            all.push_back(*one);
    }
    return all;
}

} // namespace howdah::data
