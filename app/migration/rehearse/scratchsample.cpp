// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/scratchsample.h"

#include "base/propagate.h"
#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::Relation;
using catalog::RelationKind;
using connection::Answer;
using connection::RowBatch;
using connection::Session;

namespace {

constexpr int MostRounds = 64;
constexpr int KeysAtOnce = 1000;

// What a foreign key compares with: parents with parents, and parents with children. Not what `=` would find, which is
// anybody's.
const QString OperatorsSql =
    u"SELECT k.oid, n.nspname, e.oprname, m.nspname, f.oprname FROM pg_catalog.pg_constraint k CROSS JOIN LATERAL ROWS "
    "FROM (pg_catalog.unnest(k.conppeqop), pg_catalog.unnest(k.conpfeqop)) WITH ORDINALITY u(among, between, number) "
    "JOIN pg_catalog.pg_operator e ON e.oid OPERATOR(pg_catalog.=) u.among JOIN pg_catalog.pg_namespace n ON n.oid "
    "OPERATOR(pg_catalog.=) e.oprnamespace JOIN pg_catalog.pg_operator f ON f.oid OPERATOR(pg_catalog.=) u.between "
    "JOIN pg_catalog.pg_namespace m ON m.oid OPERATOR(pg_catalog.=) f.oprnamespace WHERE k.contype "
    "OPERATOR(pg_catalog.=) 'f' ORDER BY k.oid, u.number"_s;

// Tables whose rows a superuser cannot read without running a function of somebody who is none: the planner computes
// what it can of indexes, checks and partition keys, and a value becomes one of a domain by its checks. Nothing for who
// is no superuser.
const QString TrappedSql =
    u"WITH mine AS (SELECT x.relation, x.class, x.object FROM (SELECT i.indrelid, 'pg_catalog.pg_class'::"
    "pg_catalog.regclass, i.indexrelid FROM pg_catalog.pg_index i UNION ALL SELECT k.conrelid, "
    "'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM pg_catalog.pg_constraint k UNION ALL SELECT "
    "s.stxrelid, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid FROM pg_catalog.pg_statistic_ext s UNION "
    "ALL "
    "SELECT c.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_class c WHERE c.relkind "
    "OPERATOR(pg_catalog.=) 'p') x(relation, class, object)), trapped AS (SELECT m.relation FROM mine m JOIN "
    "pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) m.class AND d.objid OPERATOR(pg_catalog.=) m.object "
    "LEFT JOIN pg_catalog.pg_operator o ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_operator'::"
    "pg_catalog.regclass AND o.oid OPERATOR(pg_catalog.=) d.refobjid JOIN pg_catalog.pg_proc p ON p.oid "
    "OPERATOR(pg_catalog.=) CASE WHEN d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass "
    "THEN d.refobjid ELSE o.oprcode::pg_catalog.oid END JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) "
    "p.proowner WHERE NOT r.rolsuper UNION SELECT k.confrelid FROM pg_catalog.pg_constraint k JOIN "
    "pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) k.confrelid AND a.attnum OPERATOR(pg_catalog.=) "
    "ANY "
    "(k.confkey) JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid JOIN pg_catalog.pg_roles r ON "
    "r.oid OPERATOR(pg_catalog.=) t.typowner WHERE NOT r.rolsuper AND t.typtype OPERATOR(pg_catalog.<>) 'e') SELECT "
    "t.relation FROM trapped t WHERE (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname "
    "OPERATOR(pg_catalog.=) CURRENT_USER) UNION SELECT a.relid::pg_catalog.oid FROM trapped t CROSS JOIN LATERAL "
    "pg_catalog.pg_partition_ancestors(t.relation) a(relid) WHERE (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE "
    "r.rolname OPERATOR(pg_catalog.=) CURRENT_USER)"_s;

struct KeyOperators
{
    QStringList amongParents;
    QStringList betweenBoth;
};

QString operatorText(const QString &schema, const QString &name)
{
    return u"OPERATOR(%1.%2)"_s.arg(sql::quoteIdentifier(schema), name);
}

// A value of the text form of COPY.
void appendCopyValue(QByteArray &line, QByteArrayView value)
{
    for (const char c : value) {
        switch (c) {
        case '\\':
            line += "\\\\";
            break;
        case '\n':
            line += "\\n";
            break;
        case '\r':
            line += "\\r";
            break;
        case '\t':
            line += "\\t";
            break;
        default:
            line += c;
        }
    }
}

QByteArray copyText(const RowBatch &rows)
{
    QByteArray text;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        for (qsizetype column = 0; column < rows.columnCount(); ++column) {
            if (column > 0)
                text += '\t';
            if (rows.isNull(row, column))
                text += "\\N";
            else
                appendCopyValue(text, rows.bytes(row, column));
        }
        text += '\n';
    }
    return text;
}

// The text form of a one-dimensional array of these values.
QByteArray arrayOf(const RowBatch &rows, qsizetype column)
{
    QByteArray text("{");
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        text += row > 0 ? ",\"" : "\"";
        for (const char c : rows.bytes(row, column)) {
            if (c == '"' || c == '\\')
                text += '\\';
            text += c;
        }
        text += '"';
    }
    return text + '}';
}

class Sampler final
{
public:
    Sampler(Session &target, Session &scratch, const catalog::Catalog &catalog)
        : m_target(target)
        , m_scratch(scratch)
        , m_catalog(catalog)
    {
    }

    Result<QStringList> run(int rows, const std::function<void(const QString &)> &progress, const std::stop_token &stop)
    {
        for (const auto &part : {&Sampler::readOperators, &Sampler::readTrapped}) {
            RETURN_IF_ERROR((this->*part)());
        }
        for (const Relation &relation : m_catalog.relations) {
            if (!isSampled(relation))
                continue;
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled"));
            if (m_trapped.contains(relation.oid)) {
                m_notes << tr("No rows of %1.%2: reading them as a superuser would run functions owned by a user who "
                              "is not a superuser; rehearse as another role to include them")
                               .arg(relation.schema, relation.name);
                continue;
            }
            progress(relation.schema + u'.' + relation.name);
            RETURN_IF_ERROR(take(relation, rows));
        }
        for (int round = 0; round < MostRounds; ++round) {
            ASSIGN_OR_RETURN(const bool fetched, fetchParents(stop));
            if (!fetched)
                break;
        }
        RETURN_IF_ERROR(removeOrphans());
        RETURN_IF_ERROR(moveSequences());
        return m_notes;
    }

private:
    static bool isSampled(const Relation &relation)
    {
        return (relation.kind == RelationKind::Table || relation.kind == RelationKind::PartitionedTable)
            && !relation.isPartition && relation.extension.isEmpty()
            && relation.persistence != catalog::Persistence::Temporary;
    }

    static QString nameOf(const Relation &relation) { return sql::quoteQualified(relation.schema, relation.name); }

    [[nodiscard]] QStringList columnsOf(const Relation &relation, const QString &alias = {}) const
    {
        QStringList columns;
        for (const catalog::Column &column : m_catalog.columnsOf(relation.oid)) {
            if (!column.generated)
                columns << alias + sql::quoteIdentifier(column.name);
        }
        return columns;
    }

    Result<void> readOperators()
    {
        ASSIGN_OR_RETURN(const Answer answer, m_target.query({OperatorsSql, {}}).result());
        const RowBatch &rows = answer.rows;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            KeyOperators &found = m_operators[catalog::Oid(rows.integer(row, 0))];
            found.amongParents << operatorText(rows.text(row, 1), rows.text(row, 2));
            found.betweenBoth << operatorText(rows.text(row, 3), rows.text(row, 4));
        }
        return {};
    }

    Result<void> readTrapped()
    {
        ASSIGN_OR_RETURN(const Answer answer, m_target.query({TrappedSql, {}}).result());
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
            m_trapped.insert(catalog::Oid(answer.rows.integer(row, 0)));
        return {};
    }

    // What only concerns one table is noted; a lost connection ends it all.
    static bool isFatal(const Error &error)
    {
        return error.kind == ErrorKind::Connection || error.kind == ErrorKind::Cancelled;
    }

    Result<void> take(const Relation &relation, int rows)
    {
        const QStringList columns = columnsOf(relation);
        if (columns.isEmpty())
            return {};
        const bool only = relation.kind == RelationKind::Table;
        const Result<Answer> answer =
            m_target
                .query(
                    {u"SELECT %1 FROM %2 LIMIT %3"_s.arg(
                         columns.join(u", "_s), (only ? u"ONLY "_s : QString()) + nameOf(relation),
                         QString::number(rows)),
                     {}})
                .result();
        if (!answer)
            return note(relation, answer.error());
        return put(relation, answer->rows);
    }

    Result<void> note(const Relation &relation, const Error &error)
    {
        if (isFatal(error))
            return fail(error);
        m_notes << tr("No rows of %1.%2: %3").arg(relation.schema, relation.name, error.message);
        return {};
    }

    Result<void> put(const Relation &relation, const RowBatch &rows)
    {
        if (rows.rowCount() == 0)
            return {};
        QByteArray text = copyText(rows);
        const auto source = [text, sent = false]() mutable -> std::optional<QByteArray> {
            if (std::exchange(sent, true))
                return std::nullopt;
            return std::move(text);
        };
        const QString statement = u"COPY %1 (%2) FROM STDIN"_s.arg(nameOf(relation), columnsOf(relation).join(u", "_s));
        const Result<Answer> done = m_scratch.copyIn(statement, source).result();
        return done ? Result<void>() : note(relation, done.error());
    }

    struct Key
    {
        const Relation *child = nullptr;
        const Relation *parent = nullptr;
        QStringList childColumns; // quoted, of c
        QStringList parentColumns;
        QStringList types;
        KeyOperators operators;
    };

    [[nodiscard]] std::vector<Key> keys() const
    {
        std::vector<Key> keys;
        for (const Constraint &constraint : m_catalog.constraints) {
            if (constraint.kind != ConstraintKind::ForeignKey || constraint.parent != 0)
                continue;
            Key key{m_catalog.relation(constraint.relation), m_catalog.relation(constraint.referencedRelation)};
            if (!key.child || !key.parent || !isSampled(*key.child) || !isSampled(*key.parent))
                continue;
            for (qsizetype i = 0; i < constraint.columns.size(); ++i) {
                const catalog::Column *column = m_catalog.column(key.child->oid, constraint.columns[i]);
                const catalog::Column *referenced =
                    m_catalog.column(key.parent->oid, constraint.referencedColumns.value(i));
                if (!column || !referenced)
                    continue;
                key.childColumns << sql::quoteIdentifier(column->name);
                key.parentColumns << sql::quoteIdentifier(referenced->name);
                key.types << referenced->type;
            }
            key.operators = m_operators.value(constraint.oid);
            if (key.childColumns.size() == constraint.columns.size()
                && key.operators.betweenBoth.size() == constraint.columns.size())
                keys.push_back(key);
        }
        return keys;
    }

    // Rows of the child c without a parent.
    static QString orphans(const Key &key)
    {
        QStringList conditions;
        QStringList matches;
        for (qsizetype i = 0; i < key.childColumns.size(); ++i) {
            conditions << u"c.%1 IS NOT NULL"_s.arg(key.childColumns[i]);
            matches << u"p.%1 %2 c.%3"_s.arg(key.parentColumns[i], key.operators.betweenBoth[i], key.childColumns[i]);
        }
        return u"%1 AND NOT EXISTS (SELECT 1 FROM %2 p WHERE %3)"_s.arg(
            conditions.join(u" AND "_s), nameOf(*key.parent), matches.join(u" AND "_s));
    }

    // True when rows came in that may need parents themselves.
    Result<bool> fetchParents(const std::stop_token &stop)
    {
        bool any = false;
        for (const Key &key : keys()) {
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled"));
            QStringList wanted;
            for (const QString &column : key.childColumns)
                wanted << u"c."_s + column;
            ASSIGN_OR_RETURN(
                const Answer missing,
                m_scratch
                    .query(
                        {u"SELECT DISTINCT %1 FROM %2 c WHERE %3 LIMIT %4"_s.arg(
                             wanted.join(u", "_s), nameOf(*key.child), orphans(key), QString::number(KeysAtOnce)),
                         {}})
                    .result());
            if (missing.rows.rowCount() == 0 || m_trapped.contains(key.parent->oid))
                continue;
            const Result<Answer> found = m_target.query(parentsOf(key, missing.rows)).result();
            if (!found) {
                RETURN_IF_ERROR(note(*key.parent, found.error()));
                continue;
            }
            RETURN_IF_ERROR(put(*key.parent, found->rows));
            any = any || found->rows.rowCount() > 0;
        }
        return any;
    }

    [[nodiscard]] connection::Statement parentsOf(const Key &key, const RowBatch &values) const
    {
        QStringList arrays;
        QStringList names;
        QStringList matches;
        connection::Statement statement;
        for (qsizetype i = 0; i < key.types.size(); ++i) {
            arrays << u"$%1::%2[]"_s.arg(i + 1).arg(key.types[i]);
            names << u"k%1"_s.arg(i);
            matches << u"p.%1 %2 k.k%3"_s.arg(key.parentColumns[i], key.operators.amongParents[i], QString::number(i));
            statement.parameters.emplace_back(arrayOf(values, i));
        }
        statement.sql = u"SELECT %1 FROM pg_catalog.unnest(%2) k(%3) JOIN %4 p ON %5"_s.arg(
            columnsOf(*key.parent, u"p."_s).join(u", "_s), arrays.join(u", "_s), names.join(u", "_s),
            nameOf(*key.parent), matches.join(u" AND "_s));
        return statement;
    }

    // Until none is left: a row that is taken out may have been the parent of another.
    Result<void> removeOrphans()
    {
        for (bool again = true; again;) {
            again = false;
            for (const Key &key : keys()) {
                ASSIGN_OR_RETURN(
                    const Answer done,
                    m_scratch.query({u"DELETE FROM %1 c WHERE %2"_s.arg(nameOf(*key.child), orphans(key)), {}})
                        .result());
                if (done.affectedRows <= 0)
                    continue;
                again = true;
                m_notes << tr("%1 rows of %2.%3 were skipped, because their parents in %4.%5 could not be copied")
                               .arg(done.affectedRows)
                               .arg(key.child->schema, key.child->name, key.parent->schema, key.parent->name);
            }
        }
        return {};
    }

    Result<void> moveSequences()
    {
        for (const catalog::Sequence &sequence : m_catalog.sequences) {
            const Relation *own = m_catalog.relation(sequence.relation);
            const Relation *owner = m_catalog.relation(sequence.ownerRelation);
            const catalog::Column *column = m_catalog.column(sequence.ownerRelation, sequence.ownerColumn);
            if (!own || !owner || !column || !isSampled(*owner) || sequence.increment < 0)
                continue;
            const Result<Answer> done =
                m_scratch
                    .query(
                        {u"SELECT pg_catalog.setval(%1::pg_catalog.regclass, pg_catalog.max(%2)::bigint) FROM %3 "
                         "HAVING pg_catalog.max(%2)::bigint OPERATOR(pg_catalog.>=) %4::bigint"_s.arg(
                             sql::quoteLiteral(nameOf(*own)), sql::quoteIdentifier(column->name), nameOf(*owner),
                             QString::number(sequence.minimum)),
                         {}})
                    .result();
            if (!done && isFatal(done.error()))
                return fail(done.error());
        }
        return {};
    }

    Session &m_target;
    Session &m_scratch;
    const catalog::Catalog &m_catalog;
    QHash<catalog::Oid, KeyOperators> m_operators;
    QSet<catalog::Oid> m_trapped;
    QStringList m_notes;
};

} // namespace

Result<QStringList> copySample(
    Session &target, Session &scratch, const catalog::Catalog &catalog, int rows,
    const std::function<void(const QString &table)> &progress, const std::stop_token &stop)
{
    return Sampler(target, scratch, catalog).run(rows, progress, stop);
}

} // namespace howdah::migration
