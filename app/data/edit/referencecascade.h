// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/references.h"

namespace howdah::data {

// What becomes of other rows when some rows are deleted, through every foreign key that leads on, in circles, too.
struct CascadePlan
{
    struct Node // a relation that loses rows; the first is the one that is deleted from
    {
        RelationShape shape;
        bool only = false; // rows of its children by inheritance are not concerned
        int group = 0;     // nodes that reach each other have the same; groups come in the order of the references
        bool operator==(const Node &) const = default;
    };
    struct Edge
    {
        Reference reference;
        int to = 0;       // the node that is referenced
        int from = -1;    // the node that references, -1 when it loses no rows
        quint32 part = 0; // it points at this partition of the node alone
        bool operator==(const Edge &) const = default;
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    bool operator==(const CascadePlan &) const = default;
};

// ErrorKind::NotFound when the catalog does not hold the relation; needs Stage::Columns.
[[nodiscard]] Result<CascadePlan> cascadePlan(const catalog::Catalog &catalog, quint32 relation);

struct CascadeEffect
{
    enum class Kind {
        Deletes,     // rows of the relation go; of the first one those that are asked for are among them
        SetsNull,    // the columns of the key become NULL
        SetsDefault, // or their default
        Prevents,    // rows that reference what would go, so that nothing can
    };
    Kind kind = Kind::Deletes;
    RelationShape relation;
    QString constraint; // "" for Deletes, where several may lead to the same rows
    Counted rows;
    bool operator==(const CascadeEffect &) const = default;
};

// Rows of the first relation by the values of some columns that tell them apart. One statement counts everything, each
// row once, however many ways lead to it.
[[nodiscard]] connection::Statement cascadeStatement(
    const CascadePlan &plan, const std::vector<int> &columns, const std::vector<std::vector<QByteArray>> &rows);
// Effects without rows are left out.
[[nodiscard]] std::vector<CascadeEffect> cascadeEffects(const CascadePlan &plan, const connection::RowBatch &answer);

// What the planner believes of the same statement, where counting took too long.
[[nodiscard]] connection::Statement cascadeEstimateStatement(connection::Statement statement);
[[nodiscard]] std::vector<CascadeEffect> cascadeEstimates(const CascadePlan &plan, const connection::RowBatch &answer);

} // namespace howdah::data
