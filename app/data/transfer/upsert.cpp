// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/upsert.h"

#include "base/propagate.h"
#include "data/page/qualified.h"
#include "data/page/tr.h"
#include "sql/quote.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Session;
using connection::Statement;

static QString plainTableName() { return u"howdah_import"_s; }

// A column that the relation does not have.
static QString freeName(const EditTarget &target, QString name)
{
    while (target.columnNamed(name) >= 0)
        name += u'_';
    return sql::quoteIdentifier(name);
}

static bool sameColumns(std::vector<int> one, std::vector<int> other)
{
    std::ranges::sort(one);
    std::ranges::sort(other);
    return one == other;
}

Upsert::Upsert(const ImportRequest &request, std::vector<int> columns, Keeps keeps)
    : m_target(&request.target)
    , m_key(request.upsertKey)
    , m_columns(std::move(columns))
    , m_keeps(keeps)
    , m_table(u"pg_temp."_s + sql::quoteIdentifier(plainTableName()))
    , m_number(freeName(request.target, u"howdah_row"_s))
    , m_line(freeName(request.target, u"howdah_line"_s))
    , m_text(freeName(request.target, u"howdah_text"_s))
{
}

Result<Upsert> Upsert::make(const ImportRequest &request, std::vector<int> columns, Keeps keeps)
{
    const EditTarget &target = request.target;
    const bool unique = std::ranges::any_of(target.shape.indexes, [&request](const IndexShape &index) {
        return index.unique && sameColumns(index.columns, request.upsertKey);
    });
    if (!unique)
        return fail(
            ErrorKind::Usage, tr("%1 has no unique key on these columns").arg(target.shape.name),
            tr("Existing rows are found by a primary key or a unique index."));
    for (const int column : request.upsertKey) {
        if (std::ranges::find(columns, column) == columns.end())
            return fail(
                ErrorKind::Usage,
                tr("The file has no values for %1, which is part of the key").arg(target.columns[size_t(column)].name));
    }
    for (const int column : columns) {
        const bool inKey = std::ranges::find(request.upsertKey, column) != request.upsertKey.end();
        if (!inKey && target.columns[size_t(column)].insert == ReadOnlyReason::IdentityAlways)
            return fail(
                ErrorKind::Usage,
                tr("%1 is set by the server only and cannot be updated").arg(target.columns[size_t(column)].name),
                tr("Skip the field."));
    }
    return Upsert(request, std::move(columns), keeps);
}

Upsert Upsert::staging(const ImportRequest &request, std::vector<int> columns, Keeps keeps)
{
    Upsert made(request, std::move(columns), keeps);
    made.m_key.clear();
    return made;
}

QString Upsert::names(const std::vector<int> &columns, const QString &prefix) const
{
    QStringList names;
    for (const int column : columns)
        names << prefix + sql::quoteIdentifier(m_target->columns[size_t(column)].name);
    return names.join(u", "_s);
}

QString Upsert::tableName() const { return plainTableName(); }

QString Upsert::copyInto() const
{
    const QString reported = m_keeps == Keeps::RowsAndText ? u", "_s + m_line + u", "_s + m_text : QString();
    return m_table + u" ("_s + names(m_columns) + reported + u')';
}

Result<void> Upsert::begin(Session &session) const
{
    // The columns have the types of the relation's, and none of its constraints: those are for the merge.
    const std::vector<Statement> statements{
        {u"CREATE TEMPORARY TABLE "_s + sql::quoteIdentifier(plainTableName()) + u" ON COMMIT DROP AS SELECT "_s
             + names(m_columns) + u" FROM "_s + relationSql(m_target->shape) + u" WITH NO DATA"_s,
         {}},
        {u"ALTER TABLE "_s + m_table + u" ADD "_s + m_number + u" bigint GENERATED ALWAYS AS IDENTITY, ADD "_s + m_line
             + u" bigint, ADD "_s + m_text + u" pg_catalog.text"_s,
         {}}};
    ASSIGN_OR_RETURN(const auto made, session.pipeline(statements).result());
    return made.error ? fail(*made.error) : Result<void>();
}

QString Upsert::keysMatch(const QString &one, const QString &other) const
{
    QStringList conditions;
    for (const int column : m_key) {
        const QString name = sql::quoteIdentifier(m_target->columns[size_t(column)].name);
        conditions << one + name + comparisonSql(u"=", m_target->shape.columns[size_t(column)]) + other + name;
    }
    return conditions.join(u" AND "_s);
}

QString Upsert::mergeSql() const
{
    QStringList sets;
    bool overrides = false;
    for (const int column : m_columns) {
        const EditColumn &shape = m_target->columns[size_t(column)];
        overrides |= shape.insert == ReadOnlyReason::IdentityAlways;
        if (std::ranges::find(m_key, column) == m_key.end())
            sets << sql::quoteIdentifier(shape.name) + u" = EXCLUDED."_s + sql::quoteIdentifier(shape.name);
    }
    const QString range = u" WHERE s."_s + m_number + u" OPERATOR(pg_catalog.>=) $1::bigint AND s."_s + m_number
                        + u" OPERATOR(pg_catalog.<) $2::bigint"_s;
    const QString staged = u" FROM "_s + m_table + u" s"_s + range;
    const QString insert =
        u"INSERT INTO "_s + relationSql(m_target->shape) + u" ("_s + names(m_columns) + u')'
        + (overrides ? u" OVERRIDING SYSTEM VALUE"_s : QString()) + u"\nSELECT "_s + names(m_columns, u"s."_s) + staged
        + (hasKey() ? u"\nON CONFLICT ("_s + names(m_key)
                          + (sets.isEmpty() ? u") DO NOTHING"_s : u") DO UPDATE SET "_s + sets.join(u", "_s))
                    : QString());
    const QString counted = u"(SELECT pg_catalog.count(*)"_s + staged + u')';
    if (!hasKey())
        return u"WITH merged AS (\n"_s + insert + u"\nRETURNING 1)\nSELECT pg_catalog.count(*), pg_catalog.count(*), "_s
             + counted + u" FROM merged"_s;
    // A row that is new has no xmax. What goes through a partition cannot tell it, and what is left as it is tells
    // nothing; there, those with a row of the same key are counted by the snapshot that the statement begins with.
    if (m_target->shape.kind == RelationKind::Table && !sets.isEmpty())
        return u"WITH merged AS (\n"_s + insert
             + u"\nRETURNING xmax OPERATOR(pg_catalog.=) 0 AS fresh)\nSELECT pg_catalog.count(*), "
               "pg_catalog.count(*) FILTER (WHERE fresh), "_s
             + counted + u" FROM merged"_s;
    const QString before = u"(SELECT pg_catalog.count(*)"_s + staged + u" AND EXISTS (SELECT FROM "_s
                         + relationSql(m_target->shape) + u" t WHERE "_s + keysMatch(u"t."_s, u"s."_s) + u"))"_s;
    const QString sums = sets.isEmpty()
                           ? u"pg_catalog.count(*) OPERATOR(pg_catalog.+) "_s + before + u", pg_catalog.count(*), "_s
                           : u"pg_catalog.count(*), pg_catalog.count(*) OPERATOR(pg_catalog.-) "_s + before + u", "_s;
    return u"WITH merged AS (\n"_s + insert + u"\nRETURNING 1)\nSELECT "_s + sums + counted + u" FROM merged"_s;
}

Result<Upsert::Counts> Upsert::merge(Session &session, qint64 from, qint64 to) const
{
    ASSIGN_OR_RETURN(
        const auto answer, session.query({mergeSql(), {QByteArray::number(from), QByteArray::number(to)}}).result());
    const qint64 merged = answer.rows.integer(0, 0);
    const qint64 inserted = answer.rows.integer(0, 1);
    const qint64 staged = answer.rows.integer(0, 2);
    if (merged != staged)
        return fail(
            ErrorKind::Conflict, tr("The server kept %1 of %2 rows").arg(merged).arg(staged),
            tr("A trigger or a rule of the table drops rows."));
    return Counts{inserted, merged - inserted};
}

Result<std::vector<Upsert::Staged>> Upsert::ask(Session &session, const Statement &statement) const
{
    ASSIGN_OR_RETURN(const auto answer, session.query(statement).result());
    std::vector<Staged> rows;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        rows.push_back(
            {answer.rows.integer(row, 0), answer.rows.integer(row, 1), answer.rows.value(row, 2).value_or(QByteArray()),
             answer.rows.integer(row, 3), answer.rows.integer(row, 4)});
    return rows;
}

Result<std::vector<Upsert::Staged>> Upsert::duplicates(Session &session, int most) const
{
    if (!hasKey())
        return std::vector<Staged>();
    // NULL is no duplicate of NULL: such rows are new ones.
    QStringList known;
    for (const int column : m_key)
        known << sql::quoteIdentifier(m_target->columns[size_t(column)].name) + u" IS NOT NULL"_s;
    const QString window = u" OVER (PARTITION BY "_s + names(m_key) + u" ORDER BY "_s + m_number + u')';
    return ask(
        session, {u"SELECT * FROM (SELECT "_s + m_number + u" AS number, "_s + m_line + u" AS line, "_s + m_text
                      + u" AS text, pg_catalog.first_value("_s + m_number + u')' + window
                      + u" AS first, pg_catalog.first_value("_s + m_line + u')' + window + u" AS first_line FROM "_s
                      + m_table + u" WHERE "_s + known.join(u" AND "_s)
                      + u") d WHERE number OPERATOR(pg_catalog.>) first ORDER BY number LIMIT $1::bigint"_s,
                  {QByteArray::number(most)}});
}

// The foreign keys by which orphans can be told here. A trigger may bring what is pointed to, or
// change where it points, and a policy may hide it from us, but not from the server.
Result<std::vector<Upsert::Reference>> Upsert::references(Session &session) const
{
    static const QString sql =
        uR"(SELECT c.conname, c.confrelid OPERATOR(pg_catalog.=) c.conrelid, n.nspname, r.relname,
       a.attname, p.attname, o.nspname, q.oprname
FROM pg_catalog.pg_constraint c
CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(c.conkey), pg_catalog.unnest(c.confkey),
    pg_catalog.unnest(c.conpfeqop)) WITH ORDINALITY AS k(own, other, operator, number)
JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) c.confrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) r.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.conrelid AND a.attnum OPERATOR(pg_catalog.=) k.own
JOIN pg_catalog.pg_attribute p ON p.attrelid OPERATOR(pg_catalog.=) c.confrelid
    AND p.attnum OPERATOR(pg_catalog.=) k.other
JOIN pg_catalog.pg_operator q ON q.oid OPERATOR(pg_catalog.=) k.operator
JOIN pg_catalog.pg_namespace o ON o.oid OPERATOR(pg_catalog.=) q.oprnamespace
WHERE c.conrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND c.contype OPERATOR(pg_catalog.=) 'f'::pg_catalog."char"
  AND c.confmatchtype OPERATOR(pg_catalog.=) 's'::pg_catalog."char"
  AND COALESCE(pg_catalog.to_jsonb(c.*) OPERATOR(pg_catalog.->>) 'conperiod'::pg_catalog.text, 'false')
    OPERATOR(pg_catalog.=) 'false'
  AND pg_catalog.has_table_privilege(r.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND NOT pg_catalog.row_security_active(r.oid)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
      WHERE t.tgrelid OPERATOR(pg_catalog.=) c.conrelid AND NOT t.tgisinternal)
ORDER BY c.oid, k.number)"_s;
    ASSIGN_OR_RETURN(const auto answer, session.query({sql, {QByteArray::number(m_target->shape.oid)}}).result());
    struct Key
    {
        QStringList known, matches, same;
        QString relation;
        bool itself = false;
        bool inFile = true;
    };
    std::map<QString, Key> keys;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const auto text = [&](int column) { return answer.rows.text(row, column); };
        const auto inFile = [this](const QString &name) {
            return std::ranges::find(m_columns, m_target->columnNamed(name)) != m_columns.end();
        };
        Key &key = keys[text(0)];
        const QString own = u"s."_s + sql::quoteIdentifier(text(4));
        const QString equals = u" OPERATOR("_s + sql::quoteIdentifier(text(6)) + u'.' + text(7) + u") "_s + own;
        key.relation = sql::quoteQualified(text(2), text(3));
        key.itself = answer.rows.boolean(row, 1);
        key.inFile = key.inFile && inFile(text(4)) && (!key.itself || inFile(text(5)));
        key.known << own + u" IS NOT NULL"_s;
        key.matches << u"r."_s + sql::quoteIdentifier(text(5)) + equals;
        key.same << u"o."_s + sql::quoteIdentifier(text(5)) + equals;
    }
    std::vector<Reference> references;
    for (const auto &[name, key] : keys) {
        if (!key.inFile)
            continue;
        QString orphaned = key.known.join(u" AND "_s) + u" AND NOT EXISTS (SELECT FROM "_s + key.relation
                         + u" r WHERE "_s + key.matches.join(u" AND "_s) + u')';
        if (key.itself)
            orphaned +=
                u" AND NOT EXISTS (SELECT FROM "_s + m_table + u" o WHERE "_s + key.same.join(u" AND "_s) + u')';
        references.push_back({name, key.relation, orphaned});
    }
    return references;
}

Result<std::vector<Upsert::Orphan>> Upsert::orphans(Session &session, int most) const
{
    ASSIGN_OR_RETURN(const auto references, this->references(session));
    std::vector<Orphan> orphans;
    for (const Reference &reference : references) {
        ASSIGN_OR_RETURN(
            const auto some, ask(session, {u"SELECT "_s + m_number + u", "_s + m_line + u", "_s + m_text
                                               + u", NULL, NULL FROM "_s + m_table + u" s WHERE "_s + reference.orphaned
                                               + u" ORDER BY "_s + m_number + u" LIMIT $1::bigint"_s,
                                           {QByteArray::number(most)}}));
        for (const Staged &row : some)
            orphans.push_back({row, reference.name, reference.relation});
    }
    const auto number = [](const Orphan &orphan) { return orphan.row.number; };
    std::ranges::sort(orphans, {}, number);
    const auto twice = std::ranges::unique(orphans, {}, number);
    orphans.erase(twice.begin(), twice.end());
    return orphans;
}

Result<std::vector<Upsert::Staged>> Upsert::rows(Session &session, qint64 from, qint64 to, int most) const
{
    return ask(
        session, {u"SELECT "_s + m_number + u", "_s + m_line + u", "_s + m_text + u", NULL, NULL FROM "_s + m_table
                      + u" WHERE "_s + m_number + u" OPERATOR(pg_catalog.>=) $1::bigint AND "_s + m_number
                      + u" OPERATOR(pg_catalog.<) $2::bigint ORDER BY "_s + m_number + u" LIMIT $3::bigint"_s,
                  {QByteArray::number(from), QByteArray::number(to), QByteArray::number(most)}});
}

Result<void> Upsert::remove(Session &session, const std::vector<Staged> &rows) const
{
    QByteArray numbers;
    for (const Staged &row : rows)
        numbers += (numbers.isEmpty() ? "{" : ",") + QByteArray::number(row.number);
    const auto removed = session
                             .query(
                                 {u"DELETE FROM "_s + m_table + u" WHERE "_s + m_number
                                      + u" OPERATOR(pg_catalog.=) ANY ($1::bigint[])"_s,
                                  {numbers + '}'}})
                             .result();
    return removed ? Result<void>() : fail(removed.error());
}

Result<void> Upsert::index(Session &session) const
{
    ASSIGN_OR_RETURN(
        const auto made,
        session
            .pipeline(
                {{u"CREATE INDEX ON "_s + m_table + u" ("_s + m_number + u')', {}}, {u"ANALYZE "_s + m_table, {}}})
            .result());
    return made.error ? fail(*made.error) : Result<void>();
}

} // namespace howdah::data
