// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <algorithm>

namespace howdah::test {

// Builds a catalog by hand, in any order; done() sorts it as a reader would.
class SampleCatalog final
{
public:
    explicit SampleCatalog(catalog::Stage stage = catalog::Stage::Complete)
    {
        m_catalog.stage = stage;
        m_catalog.database = QStringLiteral("sample");
        m_catalog.serverVersion = 150018;
    }

    SampleCatalog &schema(const QString &name)
    {
        m_catalog.schemas.append({.oid = next(), .name = name});
        return *this;
    }

    catalog::Relation &
    relation(const QString &schema, const QString &name, catalog::RelationKind kind = catalog::RelationKind::Table)
    {
        m_catalog.relations.append({.oid = next(), .kind = kind, .schema = schema, .name = name});
        return m_catalog.relations.last();
    }

    catalog::Relation &partition(
        quint32 parent, const QString &schema, const QString &name,
        catalog::RelationKind kind = catalog::RelationKind::Table)
    {
        catalog::Relation &made = relation(schema, name, kind);
        made.isPartition = true;
        made.parents = {parent};
        return made;
    }

    catalog::Column &column(quint32 relation, qint16 number, const QString &name, const QString &type)
    {
        m_catalog.columns.append({.relation = relation, .number = number, .name = name, .type = type});
        return m_catalog.columns.last();
    }

    catalog::Constraint &
    constraint(quint32 relation, catalog::ConstraintKind kind, const QString &name, const QList<qint16> &columns)
    {
        m_catalog.constraints.append(
            {.oid = next(), .relation = relation, .kind = kind, .name = name, .columns = columns});
        return m_catalog.constraints.last();
    }

    catalog::Index &index(quint32 relation, const QString &name, const QList<qint16> &columns)
    {
        m_catalog.indexes.append(
            {.oid = next(),
             .relation = relation,
             .name = name,
             .method = QStringLiteral("btree"),
             .keyColumns = columns});
        return m_catalog.indexes.last();
    }

    catalog::Function &function(const QString &schema, const QString &name, const QString &arguments)
    {
        m_catalog.functions.append({.oid = next(), .schema = schema, .name = name, .arguments = arguments});
        return m_catalog.functions.last();
    }

    catalog::Type &type(const QString &schema, const QString &name, catalog::TypeKind kind)
    {
        m_catalog.types.append({.oid = next(), .kind = kind, .schema = schema, .name = name});
        return m_catalog.types.last();
    }

    catalog::Catalog &raw() { return m_catalog; }
    [[nodiscard]] quint32 next() { return ++m_oid; }

    [[nodiscard]] catalog::Snapshot done()
    {
        using namespace catalog;
        const auto byName = [](const auto &a, const auto &b) {
            return std::tie(a.schema, a.name) < std::tie(b.schema, b.name);
        };
        std::sort(m_catalog.schemas.begin(), m_catalog.schemas.end(), [](const Schema &a, const Schema &b) {
            return a.name < b.name;
        });
        std::sort(m_catalog.relations.begin(), m_catalog.relations.end(), byName);
        std::sort(m_catalog.functions.begin(), m_catalog.functions.end(), byName);
        std::sort(m_catalog.types.begin(), m_catalog.types.end(), byName);
        const auto byRelation = [](const auto &a, const auto &b) { return a.relation < b.relation; };
        std::stable_sort(m_catalog.columns.begin(), m_catalog.columns.end(), byRelation);
        std::stable_sort(m_catalog.constraints.begin(), m_catalog.constraints.end(), byRelation);
        std::stable_sort(m_catalog.indexes.begin(), m_catalog.indexes.end(), byRelation);
        std::stable_sort(m_catalog.triggers.begin(), m_catalog.triggers.end(), byRelation);
        std::stable_sort(m_catalog.policies.begin(), m_catalog.policies.end(), byRelation);
        Catalog made = m_catalog;
        made.index();
        return std::make_shared<const Catalog>(std::move(made));
    }

private:
    catalog::Catalog m_catalog;
    quint32 m_oid = 16384;
};

} // namespace howdah::test
