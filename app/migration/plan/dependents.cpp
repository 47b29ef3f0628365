// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What depends on that which goes; see losses.h.
#include "base/propagate.h"
#include "migration/plan/losses.h"

#include "migration/source/tr.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;
using connection::Statement;

QString describe(const Dependent &dependent)
{
    const QString name = dependent.schema.isEmpty() ? dependent.name : dependent.schema + u'.' + dependent.name;
    const QString text = tr("depends on it: %1 %2").arg(dependent.kind, name);
    return dependent.otherSchema ? tr("%1 (in another schema)").arg(text) : text;
}

// Rules stand for their views, column defaults and constraints for themselves; what belongs to the object itself
// (deptype i and a on the same table) is not told.
constexpr auto Sql = R"(
WITH target AS (
    SELECT c.oid, n.nspname,
           CASE WHEN $2::pg_catalog.text OPERATOR(pg_catalog.=) '' THEN NULL ELSE
                (SELECT a.attnum FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
                   AND a.attname OPERATOR(pg_catalog.=) $2::pg_catalog.text) END AS attnum
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
), hanging AS (
    SELECT DISTINCT d.classid, d.objid, t.oid AS target, t.nspname AS own
    FROM target t JOIN pg_catalog.pg_depend d
         ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
         AND d.refobjid OPERATOR(pg_catalog.=) t.oid
         AND d.deptype OPERATOR(pg_catalog.=) ANY (ARRAY['n', 'a']::pg_catalog."char"[])
         AND (t.attnum IS NULL OR d.refobjsubid OPERATOR(pg_catalog.=) t.attnum)
), named AS (
    SELECT 'view' AS kind, n.nspname, c.relname::pg_catalog.text AS name, h.own
    FROM hanging h JOIN pg_catalog.pg_rewrite r
         ON h.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
         AND r.oid OPERATOR(pg_catalog.=) h.objid
         JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) r.ev_class
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE c.oid OPERATOR(pg_catalog.<>) h.target
    UNION
    SELECT 'foreign key', n.nspname, pg_catalog.concat(c.relname, '.', k.conname), h.own
    FROM hanging h JOIN pg_catalog.pg_constraint k
         ON h.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
         AND k.oid OPERATOR(pg_catalog.=) h.objid
         JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE k.contype OPERATOR(pg_catalog.=) 'f' AND k.conrelid OPERATOR(pg_catalog.<>) h.target
    UNION
    SELECT 'function', n.nspname, p.proname, h.own
    FROM hanging h JOIN pg_catalog.pg_proc p
         ON h.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
         AND p.oid OPERATOR(pg_catalog.=) h.objid
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
    UNION
    SELECT CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname, h.own
    FROM hanging h JOIN pg_catalog.pg_class c
         ON h.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
         AND c.oid OPERATOR(pg_catalog.=) h.objid
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'f']::pg_catalog."char"[])
)
SELECT kind, nspname, name, nspname OPERATOR(pg_catalog.<>) own FROM named ORDER BY 4 DESC, 1, 2, 3)"_L1;

// Of a schema: what others, outside of it, have built upon its tables.
constexpr auto SchemaSql = R"(
SELECT DISTINCT kind, nspname, name, true FROM (
    SELECT 'view' AS kind, n.nspname, c.relname::pg_catalog.text AS name
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class t
         ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
         AND t.oid OPERATOR(pg_catalog.=) d.refobjid
         JOIN pg_catalog.pg_rewrite r
         ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
         AND r.oid OPERATOR(pg_catalog.=) d.objid
         JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) r.ev_class
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE t.relnamespace OPERATOR(pg_catalog.=) pg_catalog.to_regnamespace($1)
      AND c.relnamespace OPERATOR(pg_catalog.<>) t.relnamespace
    UNION ALL
    SELECT 'foreign key', n.nspname, pg_catalog.concat(c.relname, '.', k.conname)
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) k.confrelid
         JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE k.contype OPERATOR(pg_catalog.=) 'f'
      AND t.relnamespace OPERATOR(pg_catalog.=) pg_catalog.to_regnamespace($1)
      AND c.relnamespace OPERATOR(pg_catalog.<>) t.relnamespace
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
        ASSIGN_OR_RETURN(const connection::Answer answer, session.query(lookFor(loss)).result());
        const connection::RowBatch &rows = answer.rows;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            const Dependent dependent{rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.boolean(row, 3)};
            if (!goesToo(dependent))
                loss.dependents.push_back(dependent);
        }
    }
    return losses;
}

} // namespace howdah::migration
