// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/catalogshape.h"

#include <algorithm>

namespace howdah::data {

static RelationKind kindOf(catalog::RelationKind kind)
{
    switch (kind) {
    case catalog::RelationKind::Table:
        return RelationKind::Table;
    case catalog::RelationKind::PartitionedTable:
        return RelationKind::PartitionedTable;
    case catalog::RelationKind::View:
        return RelationKind::View;
    case catalog::RelationKind::MaterializedView:
        return RelationKind::MaterializedView;
    case catalog::RelationKind::ForeignTable:
        return RelationKind::ForeignTable;
    case catalog::RelationKind::Sequence:
        return RelationKind::Other;
    }
    return RelationKind::Other;
}

static TypeCategory categoryOf(const catalog::Column &column)
{
    if (column.isEnum())
        return TypeCategory::Enumeration;
    const bool isDomain = column.typeKind == 'd';
    const TypeCategory category = categoryOf(isDomain ? column.innerTypeOid : column.typeOid, column.type);
    if (category == TypeCategory::Other && column.typeCategory == 'A')
        return TypeCategory::Array;
    return category == TypeCategory::Other && column.typeCategory == 'S' ? TypeCategory::Text : category;
}

// The positions of the columns with these attribute numbers; nothing when one of them is not a plain column.
static std::optional<std::vector<int>> positions(std::span<const catalog::Column> columns, const QList<qint16> &numbers)
{
    std::vector<int> out;
    for (const qint16 number : numbers) {
        const auto found = std::ranges::find(columns, number, &catalog::Column::number);
        if (found == columns.end())
            return std::nullopt;
        out.push_back(int(found - columns.begin()));
    }
    return out;
}

static void addIndexes(RelationShape &shape, const catalog::Catalog &catalog, std::span<const catalog::Column> columns)
{
    for (const catalog::Index &index : catalog.indexesOf(shape.oid)) {
        const auto at = positions(columns, index.keyColumns);
        if (at && index.valid && index.predicate.isEmpty() && index.method == QLatin1StringView("btree"))
            shape.indexes.push_back({index.name, *at, index.unique, index.primary});
    }
    // Constraints are known before indexes are.
    const catalog::Constraint *primary = catalog.primaryKey(shape.oid);
    if (primary && std::ranges::none_of(shape.indexes, &IndexShape::primary)) {
        if (const auto at = positions(columns, primary->columns))
            shape.indexes.push_back({.name = primary->name, .columns = *at, .unique = true, .primary = true});
    }
}

std::optional<RelationShape> shapeOf(const catalog::Catalog &catalog, catalog::Oid oid)
{
    const catalog::Relation *relation = catalog.relation(oid);
    if (!relation)
        return std::nullopt;
    RelationShape shape{
        .oid = oid,
        .schema = relation->schema,
        .name = relation->name,
        .kind = kindOf(relation->kind),
        .hasChildren = relation->kind == catalog::RelationKind::Table && !catalog.childrenOf(oid).isEmpty(),
        .estimatedRows = double(relation->estimatedRows),
        .pages = relation->pages};
    const std::span<const catalog::Column> columns = catalog.columnsOf(oid);
    for (const catalog::Column &column : columns) {
        shape.columns.push_back(
            {.name = column.name,
             .type = column.type,
             .typeOid = column.typeOid,
             .category = categoryOf(column),
             .notNull = column.notNull,
             .comment = column.comment,
             .number = column.number,
             .operatorSchema = column.operatorSchema});
    }
    addIndexes(shape, catalog, columns);
    for (const catalog::Constraint &constraint : catalog.constraintsOf(oid)) {
        const auto at = positions(columns, constraint.columns);
        for (const int column : at.value_or(std::vector<int>{})) {
            ColumnShape &marked = shape.columns[size_t(column)];
            marked.inKey |= constraint.kind == catalog::ConstraintKind::PrimaryKey;
            marked.foreignKey |= constraint.kind == catalog::ConstraintKind::ForeignKey;
        }
    }
    return shape;
}

} // namespace howdah::data
