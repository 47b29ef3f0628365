// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

namespace howdah::catalog {

// Foreign keys are left out where tables that refer to each other are made one after the other.
enum class ForeignKeys { Include, Omit };

// As ddlOf() gives it for a table.
[[nodiscard]] QString tableDdl(const Catalog &catalog, const Relation &table, ForeignKeys foreignKeys);
// What hangs on a table or view: indexes, comments, triggers, rules, policies.
[[nodiscard]] QString attachmentsDdl(const Catalog &catalog, const Relation &relation);
// ALTER TABLE ... ADD CONSTRAINT for the foreign keys of a table.
[[nodiscard]] QString foreignKeysDdl(const Catalog &catalog, Oid relation);

// The parts, for SQL that changes a table that is there.
// "name type ... NOT NULL", as in CREATE TABLE.
[[nodiscard]] QString columnDdl(const Catalog &catalog, const Relation &table, const Column &column);
// " GENERATED ALWAYS AS IDENTITY (...)"
[[nodiscard]] QString identityDdl(const Catalog &catalog, const Relation &table, const Column &column);
// ALTER TABLE ... ADD CONSTRAINT, with its comment and what its index has beyond it.
[[nodiscard]] QString constraintDdl(const Catalog &catalog, const Relation &table, const Constraint &constraint);
// CREATE INDEX, with its comment.
[[nodiscard]] QString indexDdl(const Relation &relation, const Index &index);

} // namespace howdah::catalog
