// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"

namespace howdah::operations {

// What the server knows to depend on an object, whatever it is called.
struct Dependent
{
    QString kind;     // as pg_identify_object() names it: "view", "table constraint", "function"
    QString identity; // qualified and quoted
    catalog::Oid object = 0;
    catalog::Oid relation = 0; // that it is or belongs to; 0: none
    bool operator==(const Dependent &) const = default;
};

enum class DependedOn { Relation, Function };

// What depends on a relation (or on one of its columns, where `column` is not 0) or on a function: views, rules,
// policies, constraints, indexes, triggers, defaults, functions whose body the server reads. What belongs to it and to
// nothing else by itself (its toast table, its row type) is not among them.
[[nodiscard]] connection::Statement dependentsStatement(DependedOn what, catalog::Oid oid, qint16 column);
// What it has answered, sorted by kind and identity.
[[nodiscard]] std::vector<Dependent> dependents(const connection::Answer &answer);

} // namespace howdah::operations
