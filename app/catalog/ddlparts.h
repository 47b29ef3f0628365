// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

// What the DDL of tables and that of other objects share; not for other modules.
namespace howdah::catalog {

[[nodiscard]] QString nameOf(const Relation &relation);
// COMMENT ON <what> IS '...'; empty without a comment.
[[nodiscard]] QString commentDdl(const QString &what, const QString &comment);
// " INCREMENT BY 2 ...": what differs from the defaults of its type.
[[nodiscard]] QString sequenceOptions(const Sequence &sequence);
[[nodiscard]] QString sequenceDdl(const Relation &relation, const Sequence &sequence);
// ALTER SEQUENCE ... OWNED BY; empty when it belongs to no column, or is an identity.
[[nodiscard]] QString sequenceOwnerDdl(const Catalog &catalog, const Relation &relation, const Sequence &sequence);

} // namespace howdah::catalog
