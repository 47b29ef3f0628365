// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/palette/objectentries.h"

#include "base/enumtable.h"
#include "catalog/catalog.h"
#include "common/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

static constexpr std::array relationKindTexts{
    EnumText{catalog::RelationKind::Table, QT_TRANSLATE_NOOP("Window", "table")},
    EnumText{catalog::RelationKind::PartitionedTable, QT_TRANSLATE_NOOP("Window", "partitioned table")},
    EnumText{catalog::RelationKind::View, QT_TRANSLATE_NOOP("Window", "view")},
    EnumText{catalog::RelationKind::MaterializedView, QT_TRANSLATE_NOOP("Window", "materialized view")},
    EnumText{catalog::RelationKind::ForeignTable, QT_TRANSLATE_NOOP("Window", "foreign table")},
    EnumText{catalog::RelationKind::Sequence, QT_TRANSLATE_NOOP("Window", "sequence")},
};
static_assert(isWholeTable(relationKindTexts));

QString kindWord(catalog::RelationKind kind) { return tr(textIn(relationKindTexts, kind)); }

static constexpr std::array relationKindNames{
    EnumName{catalog::RelationKind::Table, "table"_L1},
    EnumName{catalog::RelationKind::PartitionedTable, "table"_L1},
    EnumName{catalog::RelationKind::View, "view-visible"_L1},
    EnumName{catalog::RelationKind::MaterializedView, "view-visible"_L1},
    EnumName{catalog::RelationKind::ForeignTable, "network-connect"_L1},
    EnumName{catalog::RelationKind::Sequence, "view-sort-ascending"_L1},
};
static_assert(isWholeTable(relationKindNames));

QString iconOf(catalog::RelationKind kind) { return nameIn(relationKindNames, kind); }

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
    // What Howdah keeps for itself is not what anybody came for, and parts less so.
    std::ranges::stable_sort(ordered, {}, [](const catalog::Relation *r) {
        return r->isInternal() || r->isPartition ? 2 : r->schema == "howdah"_L1 ? 1 : 0;
    });
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
