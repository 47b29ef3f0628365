// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "catalog/difference.h"

#include "catalog/identifier.h"
#include "sql/quote.h"

#include <QHash>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

namespace {

// Collects the facts of one catalog.
class Facts final
{
public:
    Facts(const Catalog &catalog, Roles roles)
        : m_catalog(catalog)
        , m_roles(roles)
    {
    }

    QStringList all();
    QList<ObjectFact> byObject();

private:
    void collect();
    void add(const QString &object, QString fact);
    void addComment(const QString &what, const QString &comment);
    void addRoles(const QString &what, const QString &owner, const QString &privileges);
    void addRelation(const Relation &relation);
    void addColumns(const Relation &relation);
    void addColumn(const QString &table, const Column &column);
    void addConstraints(const Relation &relation);
    void addIndexes(const Relation &relation);
    void addTriggers(const Relation &relation);
    void addPolicies(const Relation &relation);
    void addRules(const Relation &relation);
    void addSequence(const Relation &relation);
    void addType(const Type &type);
    void addFunction(const Function &function);
    void addDatabase();

    const Catalog &m_catalog;
    Roles m_roles;
    QList<ObjectFact> m_facts;
    QHash<QString, std::pair<QString, QString>> m_rolesOf; // owner and privileges, by the object
    QString m_schema;                                      // of what is added
    QString m_within;
};

} // namespace

static QString relationName(const Relation &relation) { return qualifiedName(relation.schema, relation.name); }
static QString objectName(const Relation &relation) { return kindName(relation.kind) + u' ' + relationName(relation); }

// `object` empty: it only says again what others say.
void Facts::add(const QString &object, QString fact)
{
    if (fact.contains(u'\n') || fact.contains(u'\r') || fact.contains(u'\\')) {
        fact.replace(u'\\', u"\\\\"_s);
        fact.replace(u'\n', u"\\n"_s);
        fact.replace(u'\r', u"\\r"_s);
    }
    m_facts.append({object, m_schema, m_within, false, std::move(fact), {}, {}});
}

void Facts::addComment(const QString &what, const QString &comment)
{
    if (comment.isEmpty())
        return;
    const QString within = std::exchange(m_within, what);
    add(u"comment on "_s + what, u"comment on "_s + what + u": "_s + comment);
    m_within = within;
}

void Facts::addRoles(const QString &what, const QString &owner, const QString &privileges)
{
    if (m_roles == Roles::Ignore)
        return;
    if (!owner.isEmpty() || !privileges.isEmpty())
        m_rolesOf.insert(what, {owner, privileges});
    if (!owner.isEmpty())
        add({}, u"owner of "_s + what + u": "_s + owner);
    if (!privileges.isEmpty())
        add({}, u"privileges on "_s + what + u": "_s + privileges);
}

static void append(QString &fact, QStringView word, const QString &value)
{
    if (!value.isEmpty())
        fact += (word.isEmpty() ? QString() : u' ' + word.toString()) + u' ' + value;
}

// What the relation is in itself, after its kind and name.
static QString traitsOf(const Catalog &catalog, const Relation &r)
{
    QString out;
    if (r.persistence == Persistence::Unlogged)
        out += u" unlogged"_s;
    append(out, u"partition by", r.partitionKey);
    QStringList parents;
    for (const Oid parent : r.parents)
        if (const Relation *found = catalog.relation(parent))
            parents.append(relationName(*found));
    append(out, r.isPartition ? u"partition of" : u"inherits", parents.join(u", "_s));
    append(out, u"", r.partitionBound);
    if (r.accessMethod != u"heap"_s)
        append(out, u"using", r.accessMethod);
    append(out, u"server", r.foreignServer);
    append(out, u"options", r.foreignOptions);
    append(out, u"with", r.options);
    append(out, u"tablespace", r.tablespace);
    if (r.rowSecurity)
        out += u" row security"_s;
    if (r.forceRowSecurity)
        out += u" forced"_s;
    if (r.replicaIdentity != 'd' && r.replicaIdentity != 'n')
        append(out, u"replica identity", QString(QLatin1Char(r.replicaIdentity)));
    append(out, u"as", r.definition);
    return out;
}

void Facts::addRelation(const Relation &relation)
{
    if (relation.isInternal())
        return;
    const QString what = objectName(relation);
    m_schema = relation.schema;
    if (relation.isPartition && !relation.parents.isEmpty())
        if (const Relation *parent = m_catalog.relation(relation.parents.first()))
            m_within = objectName(*parent);
    if (relation.kind == RelationKind::Sequence)
        addSequence(relation);
    else
        add(what, what + traitsOf(m_catalog, relation));
    m_facts.last().isPartition = relation.isPartition;
    m_within = what;
    addComment(what, relation.comment);
    addRoles(what, relation.owner, relation.privileges);
    addColumns(relation);
    addConstraints(relation);
    addIndexes(relation);
    addTriggers(relation);
    addPolicies(relation);
    addRules(relation);
    m_schema.clear();
    m_within.clear();
}

void Facts::addColumns(const Relation &relation)
{
    const auto columns = m_catalog.columnsOf(relation.oid);
    const QString table = relationName(relation);
    QStringList order;
    for (const Column &column : columns) {
        order.append(quoteIfNeeded(column.name));
        addColumn(table, column);
    }
    if (!order.isEmpty())
        add({}, QString(ColumnOrderFact) + table + u": "_s + order.join(u", "_s));
}

void Facts::addColumn(const QString &table, const Column &column)
{
    const QString name = table + u'.' + quoteIfNeeded(column.name);
    QString fact = u"column "_s + name + u' ' + column.type;
    append(fact, u"collate", column.collation);
    if (column.notNull)
        fact += u" not null"_s;
    append(fact, column.generated ? u"generated" : u"default", column.expression);
    if (column.generated)
        fact += column.generated == 'v' ? u" virtual"_s : u" stored"_s;
    if (column.identity)
        fact += column.identity == 'a' ? u" identity always"_s : u" identity by default"_s;
    if (column.inheritedCount > 0)
        fact += u" inherited %1"_s.arg(column.inheritedCount) + (column.isLocal ? u" and local"_s : QString());
    append(fact, u"", QString(column.alterations).replace(u'\n', u' '));
    append(fact, u"options", column.foreignOptions);
    add(u"column "_s + name, std::move(fact));
    addComment(u"column "_s + name, column.comment);
    addRoles(u"column "_s + name, {}, column.privileges);
}

void Facts::addConstraints(const Relation &relation)
{
    const QString table = relationName(relation);
    const auto here = m_catalog.constraintsOf(relation.oid);
    for (const Constraint &k : here) {
        // A foreign key to a partitioned table has one more of its kind for each partition, made and dropped with that.
        // The parent of a partition's copy stands on another table.
        if (k.kind == ConstraintKind::ForeignKey && k.parent != 0
            && std::ranges::find(here, k.parent, &Constraint::oid) != here.end())
            continue;
        const QString what = u"constraint "_s + quoteIfNeeded(k.name) + u" on "_s + table;
        add(what, what + u": "_s + k.definition + (k.isLocal ? QString() : u" inherited"_s));
        addComment(what, k.comment);
    }
}

static QString traitsOf(const Catalog &catalog, const Relation &table, const Index &x)
{
    QString out;
    if (x.constraint != 0)
        out += u" of constraint"_s;
    if (x.parent != 0) {
        // The name of the parent index stands with the parent table.
        for (const Oid parent : table.parents)
            for (const Index &candidate : catalog.indexesOf(parent))
                if (candidate.oid == x.parent)
                    append(out, u"part of", quoteIfNeeded(candidate.name));
    }
    if (!x.valid)
        out += u" invalid"_s;
    if (x.clustered)
        out += u" clustered"_s;
    if (x.replicaIdentity)
        out += u" replica identity"_s;
    append(out, u"tablespace", x.tablespace);
    append(out, u"", QString(x.alterations).replace(u'\n', u' '));
    return out;
}

void Facts::addIndexes(const Relation &relation)
{
    for (const Index &x : m_catalog.indexesOf(relation.oid)) {
        const QString what = u"index "_s + qualifiedName(relation.schema, x.name);
        add(x.constraint == 0 ? what : QString(), what + u": "_s + x.definition + traitsOf(m_catalog, relation, x));
        addComment(what, x.comment);
    }
}

static QString enabledText(char enabled)
{
    return enabled == 'D' ? u" disabled"_s
         : enabled == 'R' ? u" on replica"_s
         : enabled == 'A' ? u" always"_s
                          : QString();
}

void Facts::addTriggers(const Relation &relation)
{
    for (const Trigger &t : m_catalog.triggersOf(relation.oid)) {
        const QString what = u"trigger "_s + quoteIfNeeded(t.name) + u" on "_s + relationName(relation);
        add(what, what + u": "_s + t.definition + enabledText(t.enabled));
        addComment(what, t.comment);
    }
}

void Facts::addPolicies(const Relation &relation)
{
    for (const Policy &p : m_catalog.policiesOf(relation.oid)) {
        const QString what = u"policy "_s + quoteIfNeeded(p.name) + u" on "_s + relationName(relation);
        QString fact = what + (p.permissive ? u": permissive for "_s : u": restrictive for "_s) + QLatin1Char(p.command)
                     + u" to "_s + p.roles;
        append(fact, u"using", p.usingExpression);
        append(fact, u"with check", p.checkExpression);
        add(what, std::move(fact));
        addComment(what, p.comment);
    }
}

void Facts::addRules(const Relation &relation)
{
    for (const Rule &r : m_catalog.rulesOf(relation.oid)) {
        const QString what = u"rule "_s + quoteIfNeeded(r.name) + u" on "_s + relationName(relation);
        add(what, what + u": "_s + r.definition + enabledText(r.enabled));
        addComment(what, r.comment);
    }
}

void Facts::addSequence(const Relation &relation)
{
    QString fact = u"sequence "_s + relationName(relation);
    if (const Sequence *s = m_catalog.sequence(relation.oid)) {
        fact += u" as %1 start %2 increment %3 minimum %4 maximum %5 cache %6"_s.arg(s->type)
                    .arg(s->start)
                    .arg(s->increment)
                    .arg(s->minimum)
                    .arg(s->maximum)
                    .arg(s->cache);
        if (s->cycles)
            fact += u" cycle"_s;
        const Relation *owner = m_catalog.relation(s->ownerRelation);
        const Column *column = m_catalog.column(s->ownerRelation, s->ownerColumn);
        if (owner)
            m_within = objectName(*owner);
        if (owner && column)
            fact += (s->isIdentity ? u" identity of "_s : u" owned by "_s) + relationName(*owner) + u'.'
                  + quoteIfNeeded(column->name);
    }
    if (relation.persistence == Persistence::Unlogged)
        fact += u" unlogged"_s;
    add(objectName(relation), std::move(fact));
}

static constexpr std::array typeKindNames{
    EnumName{TypeKind::Enum, "enum "_L1},      EnumName{TypeKind::Domain, "domain "_L1},
    EnumName{TypeKind::Composite, "type "_L1}, EnumName{TypeKind::Range, "type "_L1},
    EnumName{TypeKind::Base, "type "_L1},
};
static_assert(isWholeTable(typeKindNames));

static QString kindName(TypeKind kind) { return nameIn(typeKindNames, kind); }

void Facts::addType(const Type &type)
{
    if (!type.extension.isEmpty())
        return;
    const QString name = qualifiedName(type.schema, type.name);
    const QString what = kindName(type.kind) + name;
    QStringList labels;
    for (const QString &label : type.labels)
        labels.append(sql::quoteLiteral(label));
    QString fact = what;
    append(fact, u"", labels.join(u", "_s));
    append(fact, u"", type.definition);
    m_schema = type.schema;
    add(what, std::move(fact));
    addComment(what, type.comment);
    for (const auto &[constraint, comment] : type.constraintComments)
        addComment(u"constraint "_s + quoteIfNeeded(constraint) + u" on "_s + what, comment);
    addRoles(what, type.owner, type.privileges);
}

void Facts::addFunction(const Function &function)
{
    if (!function.extension.isEmpty())
        return;
    const QString what =
        u"function "_s + qualifiedName(function.schema, function.name) + u'(' + function.arguments + u')';
    m_schema = function.schema;
    add(what, what + u": "_s + function.definition);
    addComment(what, function.comment);
    addRoles(what, function.owner, function.privileges);
}

void Facts::addDatabase()
{
    addComment(u"database"_s, m_catalog.comment);
    for (const Schema &s : m_catalog.schemas) {
        if (!s.extension.isEmpty())
            continue;
        const QString what = u"schema "_s + quoteIfNeeded(s.name);
        m_schema = s.name;
        add(what, what);
        addComment(what, s.comment);
        addRoles(what, s.owner, s.privileges);
    }
    m_schema.clear();
    for (const Extension &e : m_catalog.extensions) {
        const QString what = u"extension "_s + quoteIfNeeded(e.name);
        add(what, what + u" version "_s + e.version + u" in "_s + quoteIfNeeded(e.schema));
        addComment(what, e.comment);
    }
    for (const OtherObject &o : m_catalog.others) {
        if (m_roles == Roles::Ignore && o.kind == u"default acl"_s)
            continue;
        QString fact = o.kind + u' ' + o.identity;
        append(fact, u"", o.definition);
        const Relation *relation = m_catalog.relation(o.relation);
        m_schema = relation ? relation->schema : QString();
        m_within = relation ? objectName(*relation) : QString();
        add(o.kind + u' ' + o.identity, std::move(fact));
        addComment(o.kind + u' ' + o.identity, o.comment);
    }
    m_schema.clear();
    m_within.clear();
}

void Facts::collect()
{
    m_facts.reserve(m_catalog.relations.size() * 4 + m_catalog.columns.size() + m_catalog.indexes.size());
    addDatabase();
    for (const Relation &relation : m_catalog.relations)
        addRelation(relation);
    for (const Type &type : m_catalog.types)
        addType(type);
    for (const Function &function : m_catalog.functions)
        addFunction(function);
}

QStringList Facts::all()
{
    collect();
    QStringList facts;
    facts.reserve(m_facts.size());
    for (ObjectFact &fact : m_facts)
        facts.append(std::move(fact.fact));
    std::ranges::sort(facts);
    return facts;
}

QList<ObjectFact> Facts::byObject()
{
    collect();
    m_facts.removeIf([](const ObjectFact &fact) { return fact.object.isEmpty(); });
    for (ObjectFact &fact : m_facts)
        std::tie(fact.owner, fact.privileges) = m_rolesOf.value(fact.object);
    std::ranges::sort(m_facts, {}, &ObjectFact::object);
    return m_facts;
}

QStringList facts(const Catalog &catalog, Roles roles) { return Facts(catalog, roles).all(); }

QList<ObjectFact> objectFacts(const Catalog &catalog) { return Facts(catalog, Roles::Include).byObject(); }

} // namespace howdah::catalog
