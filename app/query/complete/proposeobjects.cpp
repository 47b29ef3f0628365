// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The objects that commands name: ALTER, DROP, GRANT, SET, CALL, COPY ...
#include "query/complete/situation.h"

#include "catalog/identifier.h"
#include "query/complete/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::quoteIfNeeded;
using catalog::RelationKind;

namespace {

// One kind of object after the other, as far as its names match.
class ObjectProposer final
{
public:
    ObjectProposer(const Situation &at, Collector &collector)
        : m_at(at)
        , m_collector(collector)
        , m_schema(at.place.qualifier.isEmpty() ? QString() : at.place.qualifier.back())
    {
    }

    void propose(ProposalKind kind);

private:
    void add(ProposalKind kind, const QString &schema, const QString &name, const QString &detail, double score = 50);
    void relations(ProposalKind kind);
    void ofRelation(ProposalKind kind);
    void functions(bool procedures);
    void names(ProposalKind kind, const QStringList &names, const QString &detail);

    const Situation &m_at;
    Collector &m_collector;
    QString m_schema;
};

} // namespace

void ObjectProposer::add(
    ProposalKind kind, const QString &schema, const QString &name, const QString &detail, double score)
{
    if (!m_collector.matches(name))
        return;
    const bool visible = schema.isEmpty() || m_at.columns.searchPath().contains(schema);
    if (!m_schema.isEmpty() && schema != m_schema)
        return;
    const bool bare = visible || !m_schema.isEmpty();
    m_collector.add(
        kind, name, bare ? quoteIfNeeded(name) : catalog::qualifiedName(schema, name), detail,
        {score - (visible ? 0 : 15), {}, 0});
}

static bool isOfKind(const catalog::Relation &relation, ProposalKind kind)
{
    switch (relation.kind) {
    case RelationKind::View:
    case RelationKind::MaterializedView:
        return kind == ProposalKind::View;
    case RelationKind::Sequence:
        return kind == ProposalKind::Sequence;
    case RelationKind::Table:
    case RelationKind::PartitionedTable:
    case RelationKind::ForeignTable:
        break;
    }
    return kind == ProposalKind::Table;
}

void ObjectProposer::relations(ProposalKind kind)
{
    for (const catalog::Relation &relation : m_at.index.catalog().relations) {
        if (isOfKind(relation, kind))
            add(kind, relation.schema, relation.name, catalog::kindName(relation.kind));
    }
    if (m_schema.isEmpty()) {
        for (const catalog::Schema &schema : m_at.index.catalog().schemas)
            add(ProposalKind::Schema, {}, schema.name, tr("schema"), 25);
    }
}

// Columns, constraints, triggers and policies of the relation that the command has named; of all, if it has not.
void ObjectProposer::ofRelation(ProposalKind kind)
{
    const catalog::Catalog &all = m_at.index.catalog();
    const catalog::Relation *relation =
        m_at.index.relation(m_at.place.relationSchema, m_at.place.relationName, m_at.columns.searchPath());
    const auto fits = [&](catalog::Oid oid) { return !relation || oid == relation->oid; };
    if (kind == ProposalKind::Column && relation) {
        for (const catalog::Column &column : all.columnsOf(relation->oid))
            add(kind, {}, column.name, column.type + u" · "_s + relation->name, 60 - 0.1 * column.number);
    } else if (kind == ProposalKind::Constraint) {
        for (const catalog::Constraint &one : all.constraints)
            if (fits(one.relation))
                add(kind, {}, one.name, one.definition);
    } else if (kind == ProposalKind::Trigger) {
        for (const catalog::Trigger &one : all.triggers)
            if (fits(one.relation))
                add(kind, {}, one.name, tr("trigger"));
    } else if (kind == ProposalKind::Policy) {
        for (const catalog::Policy &one : all.policies)
            if (fits(one.relation))
                add(kind, {}, one.name, tr("policy"));
    }
}

void ObjectProposer::functions(bool procedures)
{
    for (const Signature &function : m_at.index.functions()) {
        if (procedures == (function.kind == catalog::FunctionKind::Procedure))
            add(procedures ? ProposalKind::Procedure : ProposalKind::Function, function.schema, function.name,
                u'(' + function.arguments + u')', function.schema.isEmpty() ? 20 : 50);
    }
}

void ObjectProposer::names(ProposalKind kind, const QStringList &names, const QString &detail)
{
    for (const QString &name : names)
        add(kind, {}, name, detail);
}

void ObjectProposer::propose(ProposalKind kind)
{
    const catalog::Catalog &all = m_at.index.catalog();
    switch (kind) {
    case ProposalKind::Table:
    case ProposalKind::View:
    case ProposalKind::Sequence:
        return relations(kind);
    case ProposalKind::Column:
    case ProposalKind::Constraint:
    case ProposalKind::Trigger:
    case ProposalKind::Policy:
        return ofRelation(kind);
    case ProposalKind::Function:
        return functions(false);
    case ProposalKind::Procedure:
        return functions(true);
    case ProposalKind::Index:
        for (const catalog::Index &index : all.indexes) {
            const catalog::Relation *relation = all.relation(index.relation);
            add(kind, relation ? relation->schema : QString(), index.name, relation ? relation->name : QString());
        }
        return;
    case ProposalKind::Schema:
        for (const catalog::Schema &schema : all.schemas)
            add(kind, {}, schema.name, tr("schema"));
        return;
    case ProposalKind::Type:
        return proposeTypes(m_at, m_collector);
    case ProposalKind::Extension:
        for (const catalog::Extension &extension : all.extensions)
            add(kind, {}, extension.name, extension.version);
        return;
    case ProposalKind::Role:
        return names(kind, m_at.index.roles(), tr("role"));
    case ProposalKind::Database:
        return names(kind, m_at.index.databases(), tr("database"));
    case ProposalKind::Setting:
        for (const QString &setting : m_at.index.settings())
            m_collector.add(kind, setting, setting, tr("setting"), {40, {}, 0});
        return;
    case ProposalKind::Keyword:
    case ProposalKind::CommonTable:
    case ProposalKind::Alias:
    case ProposalKind::NewAlias:
    case ProposalKind::Columns:
    case ProposalKind::Join:
    case ProposalKind::Label:
    case ProposalKind::JsonKey:
    case ProposalKind::Window:
        return;
    }
}

void proposeObjects(const Situation &at, Collector &collector)
{
    ObjectProposer proposer(at, collector);
    for (const ProposalKind kind : at.place.kinds)
        proposer.propose(kind);
}

} // namespace howdah::query::complete
