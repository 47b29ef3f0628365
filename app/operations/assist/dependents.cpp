// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/assist/dependents.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

connection::Statement dependentsStatement(DependedOn what, catalog::Oid oid, qint16 column)
{
    // The rule of a view is the view; who uses the row type of a table uses the table.
    static const QString sql = uR"(
SELECT DISTINCT o.type, o.identity, u.object, u.relation
FROM (
    SELECT CASE WHEN v.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END AS class,
           CASE WHEN v.oid IS NULL THEN d.objid ELSE v.oid END AS object,
           COALESCE(v.oid, r.ev_class, c.conrelid, t.tgrelid, p.polrelid, a.adrelid, i.indrelid, k.oid,
                    0::pg_catalog.oid) AS relation
    FROM pg_catalog.pg_depend AS d
    LEFT JOIN pg_catalog.pg_rewrite AS r ON r.oid OPERATOR(pg_catalog.=) d.objid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_class AS v ON v.oid OPERATOR(pg_catalog.=) r.ev_class
        AND v.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['v', 'm']::pg_catalog."char"[])
        AND r.rulename OPERATOR(pg_catalog.=) '_RETURN'::pg_catalog.name
    LEFT JOIN pg_catalog.pg_constraint AS c ON c.oid OPERATOR(pg_catalog.=) d.objid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_trigger AS t ON t.oid OPERATOR(pg_catalog.=) d.objid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_trigger'::pg_catalog.regclass::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_policy AS p ON p.oid OPERATOR(pg_catalog.=) d.objid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_attrdef AS a ON a.oid OPERATOR(pg_catalog.=) d.objid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_class AS k ON k.oid OPERATOR(pg_catalog.=) d.objid
        AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
    LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid OPERATOR(pg_catalog.=) k.oid
    WHERE d.deptype OPERATOR(pg_catalog.=) ANY (ARRAY['n', 'a']::pg_catalog."char"[])
      AND ((d.refclassid OPERATOR(pg_catalog.=) $1::pg_catalog.regclass::pg_catalog.oid
            AND d.refobjid OPERATOR(pg_catalog.=) $2::pg_catalog.oid
            AND ($3::pg_catalog.int4 OPERATOR(pg_catalog.=) 0
                 OR d.refobjsubid OPERATOR(pg_catalog.=) $3::pg_catalog.int4))
        OR (d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
            AND $3::pg_catalog.int4 OPERATOR(pg_catalog.=) 0
            AND d.refobjid OPERATOR(pg_catalog.=) (
                SELECT y.reltype FROM pg_catalog.pg_class AS y
                WHERE y.oid OPERATOR(pg_catalog.=) $2::pg_catalog.oid
                  AND $1::pg_catalog.text OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.text)))
) AS u
CROSS JOIN LATERAL pg_catalog.pg_identify_object(u.class, u.object, 0) AS o
WHERE u.object OPERATOR(pg_catalog.<>) $2::pg_catalog.oid AND o.identity IS NOT NULL
ORDER BY 1, 2
LIMIT 2000)"_s;
    const QByteArray catalog = what == DependedOn::Relation ? "pg_catalog.pg_class" : "pg_catalog.pg_proc";
    return {sql, {catalog, QByteArray::number(oid), QByteArray::number(column)}};
}

std::vector<Dependent> dependents(const connection::Answer &answer)
{
    std::vector<Dependent> found;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        found.push_back(
            {answer.rows.text(row, 0), answer.rows.text(row, 1), catalog::Oid(answer.rows.integer(row, 2)),
             catalog::Oid(answer.rows.integer(row, 3))});
    return found;
}

} // namespace howdah::operations
