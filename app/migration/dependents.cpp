// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What depends on that which goes; see losses.h.
#include "migration/losses.h"

#include "sql/quote.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;
using connection::Statement;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

QString describe(const Dependent &dependent)
{
    const QString name = dependent.schema.isEmpty() ? dependent.name : dependent.schema + u'.' + dependent.name;
    const QString text = tr("on it hangs: %1 %2").arg(dependent.kind, name);
    return dependent.otherSchema ? tr("%1 (in another schema)").arg(text) : text;
}

// Rules stand for their views, column defaults and constraints for themselves; what belongs to the object itself
// (deptype i and a on the same table) is not told.
constexpr auto Sql = R"(
WITH target AS (
    SELECT c.oid, n.nspname,
           CASE WHEN $2 = '' THEN NULL ELSE
                (SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attname = $2) END AS attnum
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)
), hanging AS (
    SELECT DISTINCT d.classid, d.objid, t.oid AS target, t.nspname AS own
    FROM target t JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
         AND d.deptype IN ('n', 'a') AND (t.attnum IS NULL OR d.refobjsubid = t.attnum)
), named AS (
    SELECT 'view' AS kind, n.nspname, c.relname AS name, h.own
    FROM hanging h JOIN pg_rewrite r ON h.classid = 'pg_rewrite'::regclass AND r.oid = h.objid
         JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid <> h.target
    UNION
    SELECT 'foreign key', n.nspname, c.relname || '.' || k.conname, h.own
    FROM hanging h JOIN pg_constraint k ON h.classid = 'pg_constraint'::regclass AND k.oid = h.objid
         JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.conrelid <> h.target
    UNION
    SELECT 'function', n.nspname, p.proname, h.own
    FROM hanging h JOIN pg_proc p ON h.classid = 'pg_proc'::regclass AND p.oid = h.objid
         JOIN pg_namespace n ON n.oid = p.pronamespace
    UNION
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname, h.own
    FROM hanging h JOIN pg_class c ON h.classid = 'pg_class'::regclass AND c.oid = h.objid
         JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
)
SELECT kind, nspname, name, nspname <> own FROM named ORDER BY 4 DESC, 1, 2, 3)"_L1;

// Of a schema: what others, outside of it, have built upon its tables.
constexpr auto SchemaSql = R"(
SELECT DISTINCT kind, nspname, name, true FROM (
    SELECT 'view' AS kind, n.nspname, c.relname AS name
    FROM pg_depend d JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid
         JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
         JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.relnamespace = to_regnamespace($1) AND c.relnamespace <> t.relnamespace
    UNION ALL
    SELECT 'foreign key', n.nspname, c.relname || '.' || k.conname
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid JOIN pg_class c ON c.oid = k.conrelid
         JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND t.relnamespace = to_regnamespace($1) AND c.relnamespace <> t.relnamespace
) AS hanging ORDER BY 1, 2, 3)"_L1;

static Statement lookFor(const Loss &loss)
{
    if (loss.kind == LossKind::Schema)
        return {QString(SchemaSql), {sql::quoteIdentifier(loss.name).toUtf8()}};
    return {
        QString(Sql),
        {sql::quoteQualified(loss.schema, loss.name).toUtf8(), loss.column.isEmpty() ? "" : loss.column.toUtf8()}};
}

Result<std::vector<Loss>> findDependents(Session &session, std::vector<Loss> losses)
{
    const auto goesToo = [&losses](const Dependent &dependent) {
        return std::ranges::any_of(losses, [&dependent](const Loss &loss) {
            return loss.kind == LossKind::Table && loss.schema == dependent.schema
                && (loss.name == dependent.name || dependent.name.startsWith(loss.name + u'.'));
        });
    };
    for (Loss &loss : losses) {
        if (!loss.exists || loss.kind == LossKind::Rows || loss.kind == LossKind::Other)
            continue;
        const Result<connection::Answer> answer = session.query(lookFor(loss)).result();
        if (!answer)
            return fail(answer.error());
        const connection::RowBatch &rows = answer->rows;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            const Dependent dependent{rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.boolean(row, 3)};
            if (!goesToo(dependent))
                loss.dependents.push_back(dependent);
        }
    }
    return losses;
}

} // namespace howdah::migration
