// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/objectentries.h"

#include "catalog/catalog.h"
#include "common/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString kindWord(catalog::RelationKind kind)
{
    switch (kind) {
    case catalog::RelationKind::Table:
        return tr("table");
    case catalog::RelationKind::PartitionedTable:
        return tr("partitioned table");
    case catalog::RelationKind::View:
        return tr("view");
    case catalog::RelationKind::MaterializedView:
        return tr("materialized view");
    case catalog::RelationKind::ForeignTable:
        return tr("foreign table");
    case catalog::RelationKind::Sequence:
        return tr("sequence");
    }
    return {};
}

QString iconOf(catalog::RelationKind kind)
{
    switch (kind) {
    case catalog::RelationKind::View:
    case catalog::RelationKind::MaterializedView:
        return u"view-visible"_s;
    case catalog::RelationKind::ForeignTable:
        return u"network-connect"_s;
    case catalog::RelationKind::Sequence:
        return u"view-sort-ascending"_s;
    case catalog::RelationKind::Table:
    case catalog::RelationKind::PartitionedTable:
        break;
    }
    return u"table"_s;
}

} // namespace

PaletteEntries objectEntries(const catalog::Catalog &catalog)
{
    auto entries = std::make_shared<std::vector<PaletteEntry>>();
    entries->reserve(size_t(catalog.relations.size()));
    std::vector<const catalog::Relation *> ordered;
    ordered.reserve(size_t(catalog.relations.size()));
    for (const catalog::Relation &relation : catalog.relations) {
        if (relation.kind != catalog::RelationKind::Sequence)
            ordered.push_back(&relation);
    }
    std::ranges::stable_sort(ordered, {}, [](const catalog::Relation *r) { return r->isInternal() || r->isPartition; });
    for (const catalog::Relation *relation : ordered) {
        const bool isPublic = relation->schema == "public"_L1;
        entries->push_back(
            {isPublic ? relation->name : relation->schema + u'.' + relation->name,
             kindWord(relation->kind),
             iconOf(relation->kind),
             {},
             {},
             relation->schema,
             relation->name});
    }
    return entries;
}

} // namespace howdah::ui
