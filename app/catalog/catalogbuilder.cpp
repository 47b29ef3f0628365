// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalogbuilder.h"

#include "base/enumtable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

static constexpr std::array queryNames{
    EnumName{Query::Database, "catalog/database.sql"_L1},
    EnumName{Query::Schemas, "catalog/schemas.sql"_L1},
    EnumName{Query::Relations, "catalog/relations.sql"_L1},
    EnumName{Query::Columns, "catalog/columns.sql"_L1},
    EnumName{Query::Constraints, "catalog/constraints.sql"_L1},
    EnumName{Query::Defaults, "catalog/defaults.sql"_L1},
    EnumName{Query::Checks, "catalog/checks.sql"_L1},
    EnumName{Query::Indexes, "catalog/indexes.sql"_L1},
    EnumName{Query::RelationDetails, "catalog/relationdetails.sql"_L1},
    EnumName{Query::Triggers, "catalog/triggers.sql"_L1},
    EnumName{Query::Policies, "catalog/policies.sql"_L1},
    EnumName{Query::Rules, "catalog/rules.sql"_L1},
    EnumName{Query::Types, "catalog/types.sql"_L1},
    EnumName{Query::Sequences, "catalog/sequences.sql"_L1},
    EnumName{Query::Functions, "catalog/functions.sql"_L1},
    EnumName{Query::Extensions, "catalog/extensions.sql"_L1},
    EnumName{Query::Objects, "catalog/objects.sql"_L1},
};
static_assert(isWholeTable(queryNames));

QString resourceOf(Query query) { return nameIn(queryNames, query); }

static QStringList textsOfJson(const QByteArray &json)
{
    QStringList out;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const auto &value : array)
        out.append(value.toString());
    return out;
}

static RelationKind relationKind(char letter)
{
    switch (letter) {
    case 'p':
        return RelationKind::PartitionedTable;
    case 'v':
        return RelationKind::View;
    case 'm':
        return RelationKind::MaterializedView;
    case 'f':
        return RelationKind::ForeignTable;
    case 'S':
        return RelationKind::Sequence;
    default:
        return RelationKind::Table;
    }
}

static Persistence persistence(char letter)
{
    return letter == 'u' ? Persistence::Unlogged : letter == 't' ? Persistence::Temporary : Persistence::Permanent;
}

static ConstraintKind constraintKind(char letter)
{
    switch (letter) {
    case 'p':
        return ConstraintKind::PrimaryKey;
    case 'u':
        return ConstraintKind::Unique;
    case 'f':
        return ConstraintKind::ForeignKey;
    case 'x':
        return ConstraintKind::Exclusion;
    default:
        return ConstraintKind::Check;
    }
}

static ReferentialAction referentialAction(char letter)
{
    switch (letter) {
    case 'r':
        return ReferentialAction::Restrict;
    case 'c':
        return ReferentialAction::Cascade;
    case 'n':
        return ReferentialAction::SetNull;
    case 'd':
        return ReferentialAction::SetDefault;
    default:
        return ReferentialAction::NoAction;
    }
}

static TypeKind typeKind(char letter)
{
    switch (letter) {
    case 'e':
        return TypeKind::Enum;
    case 'd':
        return TypeKind::Domain;
    case 'c':
        return TypeKind::Composite;
    case 'r':
        return TypeKind::Range;
    default:
        return TypeKind::Base;
    }
}

static FunctionKind functionKind(char letter)
{
    switch (letter) {
    case 'p':
        return FunctionKind::Procedure;
    case 'a':
        return FunctionKind::Aggregate;
    case 'w':
        return FunctionKind::Window;
    default:
        return FunctionKind::Function;
    }
}

// Each of these takes the columns in the order of its query's file.

static Schema schemaOf(RowCursor &row)
{
    Schema s;
    s.oid = row.oid();
    s.name = row.sharedText();
    s.owner = row.sharedText();
    s.comment = row.text();
    s.privileges = row.text();
    s.extension = row.sharedText();
    return s;
}

static Relation relationOf(RowCursor &row)
{
    Relation r;
    r.oid = row.oid();
    r.schema = row.sharedText();
    r.name = row.text();
    r.kind = relationKind(row.letter());
    r.isPartition = row.flag();
    r.persistence = persistence(row.letter());
    r.owner = row.sharedText();
    r.comment = row.text();
    r.rowSecurity = row.flag();
    r.forceRowSecurity = row.flag();
    r.estimatedRows = row.number();
    r.pages = row.number();
    r.parents = row.numbers<Oid>();
    r.accessMethod = row.sharedText();
    r.replicaIdentity = row.letter();
    r.tablespace = row.sharedText();
    r.options = row.sharedText();
    r.privileges = row.sharedText();
    r.extension = row.sharedText();
    r.foreignServer = row.sharedText();
    r.foreignOptions = row.text();
    return r;
}

static Column columnOf(RowCursor &row)
{
    Column c;
    c.relation = row.oid();
    c.number = row.number<qint16>();
    c.name = row.sharedText();
    c.type = row.sharedText();
    c.typeOid = row.oid();
    c.typeCategory = row.letter();
    c.typeKind = row.letter();
    c.innerTypeOid = row.oid();
    c.notNull = row.flag();
    c.identity = row.letter();
    c.generated = row.letter();
    c.isLocal = row.flag();
    c.inheritedCount = row.number<qint16>();
    c.collation = row.sharedText();
    c.comment = row.text();
    c.alterations = row.sharedText();
    c.foreignOptions = row.text();
    c.privileges = row.sharedText();
    c.operatorSchema = row.sharedText();
    return c;
}

static Constraint constraintOf(RowCursor &row)
{
    Constraint k;
    k.oid = row.oid();
    k.relation = row.oid();
    k.name = row.text();
    k.kind = constraintKind(row.letter());
    k.columns = row.numbers<qint16>();
    k.referencedRelation = row.oid();
    k.referencedColumns = row.numbers<qint16>();
    k.onUpdate = referentialAction(row.letter());
    k.onDelete = referentialAction(row.letter());
    k.match = row.letter();
    k.deferrable = row.flag();
    k.initiallyDeferred = row.flag();
    k.validated = row.flag();
    k.index = row.oid();
    k.parent = row.oid();
    k.isLocal = row.flag();
    k.noInherit = row.flag();
    k.definition = row.sharedText();
    k.comment = row.text();
    return k;
}

static Index indexOf(RowCursor &row)
{
    Index x;
    x.oid = row.oid();
    x.relation = row.oid();
    x.name = row.text();
    x.method = row.sharedText();
    x.unique = row.flag();
    x.primary = row.flag();
    x.exclusion = row.flag();
    x.valid = row.flag();
    x.clustered = row.flag();
    x.replicaIdentity = row.flag();
    const auto keys = row.number();
    const QList<qint16> all = row.numbers<qint16>();
    x.keyColumns = all.first(std::min(qsizetype(keys), all.size()));
    x.includedColumns = all.sliced(x.keyColumns.size());
    const QByteArray expressions = row.bytes();
    if (!expressions.isEmpty())
        x.expressions = textsOfJson(expressions);
    x.predicate = row.text();
    x.constraint = row.oid();
    x.parent = row.oid();
    x.tablespace = row.sharedText();
    x.definition = row.text();
    x.comment = row.text();
    x.alterations = row.text();
    return x;
}

static Trigger triggerOf(RowCursor &row)
{
    Trigger t;
    t.oid = row.oid();
    t.relation = row.oid();
    t.name = row.text();
    t.enabled = row.letter();
    t.functionSchema = row.sharedText();
    t.functionName = row.sharedText();
    t.definition = row.text();
    t.comment = row.text();
    return t;
}

static Policy policyOf(RowCursor &row)
{
    Policy p;
    p.oid = row.oid();
    p.relation = row.oid();
    p.name = row.text();
    p.command = row.letter();
    p.permissive = row.flag();
    p.roles = row.sharedText();
    p.usingExpression = row.text();
    p.checkExpression = row.text();
    p.comment = row.text();
    return p;
}

static Rule ruleOf(RowCursor &row)
{
    Rule r;
    r.oid = row.oid();
    r.relation = row.oid();
    r.name = row.text();
    r.enabled = row.letter();
    r.definition = row.text();
    r.comment = row.text();
    return r;
}

static Type typeOf(RowCursor &row)
{
    Type t;
    t.oid = row.oid();
    t.schema = row.sharedText();
    t.name = row.text();
    t.kind = typeKind(row.letter());
    t.owner = row.sharedText();
    t.comment = row.text();
    t.labels = textsOfJson(row.bytes());
    t.definition = row.text();
    t.privileges = row.sharedText();
    t.extension = row.sharedText();
    const QJsonObject comments = QJsonDocument::fromJson(row.bytes()).object();
    for (auto at = comments.constBegin(); at != comments.constEnd(); ++at)
        t.constraintComments.append({at.key(), at.value().toString()});
    return t;
}

static Sequence sequenceOf(RowCursor &row)
{
    Sequence s;
    s.relation = row.oid();
    s.type = row.sharedText();
    s.start = row.number();
    s.increment = row.number();
    s.minimum = row.number();
    s.maximum = row.number();
    s.cache = row.number();
    s.cycles = row.flag();
    s.ownerRelation = row.oid();
    s.ownerColumn = row.number<qint16>();
    s.isIdentity = row.flag();
    return s;
}

static Function functionOf(RowCursor &row)
{
    Function f;
    f.oid = row.oid();
    f.schema = row.sharedText();
    f.name = row.text();
    f.arguments = row.sharedText();
    f.result = row.sharedText();
    f.language = row.sharedText();
    f.kind = functionKind(row.letter());
    f.owner = row.sharedText();
    f.comment = row.text();
    f.definition = row.text();
    f.privileges = row.sharedText();
    f.extension = row.sharedText();
    return f;
}

static Extension extensionOf(RowCursor &row)
{
    Extension e;
    e.oid = row.oid();
    e.name = row.text();
    e.version = row.text();
    e.schema = row.sharedText();
    e.comment = row.text();
    return e;
}

static OtherObject otherOf(RowCursor &row)
{
    OtherObject o;
    o.kind = row.sharedText();
    o.identity = row.text();
    o.definition = row.text();
    o.comment = row.text();
    o.relation = row.oid();
    return o;
}

// Unlike the rest, details and defaults belong to what is there already (and was handed out: the first one detaches).
void CatalogBuilder::addDetails(RowCursor &row)
{
    const auto at = m_catalog.relationByOid.constFind(row.oid());
    if (at == m_catalog.relationByOid.cend())
        return;
    Relation &relation = m_catalog.relations[*at];
    relation.totalBytes = row.number();
    relation.partitionKey = row.text();
    relation.partitionBound = row.text();
    relation.definition = row.text();
}

void CatalogBuilder::addDefault(RowCursor &row)
{
    const Oid relation = row.oid();
    const auto number = row.number<qint16>();
    if (const Column *column = m_catalog.column(relation, number)) {
        const qsizetype at = column - m_catalog.columns.constData();
        m_catalog.columns[at].expression = row.sharedText();
    }
}

void CatalogBuilder::addCheck(RowCursor &row)
{
    const Oid relation = row.oid();
    const Oid oid = row.oid();
    const auto own = m_catalog.constraintsOf(relation);
    const auto found = std::ranges::find(own, oid, &Constraint::oid);
    if (found == own.end())
        return;
    const qsizetype at = &*found - m_catalog.constraints.constData();
    m_catalog.constraints[at].definition = row.sharedText();
}

void CatalogBuilder::addRow(Query query, RowCursor row)
{
    switch (query) {
    case Query::Database:
        m_catalog.database = row.text();
        m_catalog.serverVersion = row.number<int>();
        m_catalog.comment = row.text();
        return;
    case Query::Schemas:
        return m_catalog.schemas.append(schemaOf(row));
    case Query::Relations:
        return m_catalog.relations.append(relationOf(row));
    case Query::Columns:
        return m_catalog.columns.append(columnOf(row));
    case Query::Constraints:
        return m_catalog.constraints.append(constraintOf(row));
    case Query::Defaults:
        return addDefault(row);
    case Query::Checks:
        return addCheck(row);
    case Query::Indexes:
        return m_catalog.indexes.append(indexOf(row));
    case Query::RelationDetails:
        return addDetails(row);
    case Query::Triggers:
        return m_catalog.triggers.append(triggerOf(row));
    case Query::Policies:
        return m_catalog.policies.append(policyOf(row));
    case Query::Rules:
        return m_catalog.rules.append(ruleOf(row));
    case Query::Types:
        return m_catalog.types.append(typeOf(row));
    case Query::Sequences:
        return m_catalog.sequences.append(sequenceOf(row));
    case Query::Functions:
        return m_catalog.functions.append(functionOf(row));
    case Query::Extensions:
        return m_catalog.extensions.append(extensionOf(row));
    case Query::Objects:
        return m_catalog.others.append(otherOf(row));
    }
}

void CatalogBuilder::add(Query query, const connection::RowBatch &batch)
{
    for (qsizetype row = 0; row < batch.rowCount(); ++row)
        addRow(query, RowCursor(batch, row, m_shared));
}

// Sorting by QString's own order, which is that of the lookups; the server's can differ beyond the BMP.
template <typename T, typename Key>
static void sortBy(QList<T> &list, Key key)
{
    const auto less = [&key](const T &a, const T &b) { return key(a) < key(b); };
    if (!std::ranges::is_sorted(std::as_const(list), less)) // a sorted list is not detached
        std::ranges::sort(list, less);
}

template <typename T>
static auto schemaAndName(const T &object)
{
    return std::tie(object.schema, object.name);
}

template <typename T>
static auto relationAndName(const T &object)
{
    return std::tie(object.relation, object.name);
}

Snapshot CatalogBuilder::take(Stage stage)
{
    m_catalog.stage = stage;
    sortBy(m_catalog.schemas, [](const Schema &s) { return std::tie(s.name); });
    sortBy(m_catalog.relations, schemaAndName<Relation>);
    sortBy(m_catalog.columns, [](const Column &c) { return std::tie(c.relation, c.number); });
    sortBy(m_catalog.constraints, [](const Constraint &k) { return std::tie(k.relation, k.kind, k.name); });
    sortBy(m_catalog.indexes, relationAndName<Index>);
    sortBy(m_catalog.triggers, relationAndName<Trigger>);
    sortBy(m_catalog.policies, relationAndName<Policy>);
    sortBy(m_catalog.rules, relationAndName<Rule>);
    sortBy(m_catalog.types, schemaAndName<Type>);
    sortBy(m_catalog.sequences, [](const Sequence &s) { return std::tie(s.relation); });
    sortBy(m_catalog.functions, [](const Function &f) { return std::tie(f.schema, f.name, f.arguments); });
    m_catalog.index();
    return std::make_shared<const Catalog>(m_catalog);
}

} // namespace howdah::catalog
