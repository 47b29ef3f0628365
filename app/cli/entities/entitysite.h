// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/entities/entitycommand.h"
#include "cli/target/target.h"
#include "entity/record.h"

#include <memory>

namespace howdah::cli {

// A database and what the models say of it.
struct EntitySite
{
    Target target;
    std::shared_ptr<const entity::Entities> entities;
};

// Opens it and reads its catalog. Says what is wrong with files of models, and that nothing can be seen where a setting
// is missing. The exit code of what went wrong, which has been told by then, or ExitOk.
[[nodiscard]] int openSite(EntitySite &site, Output &output, const EntityOptions &options, bool readOnly);
// The entity of that name; ErrorKind::Usage with those that there are.
[[nodiscard]] Result<const entity::BoundEntity *> entityNamed(const EntitySite &site, const QString &name);
// "42", or "a, b" for a key of two columns.
[[nodiscard]] Result<entity::RowValues> keyNamed(const entity::BoundEntity &entity, const QString &text);
[[nodiscard]] QString keyText(const entity::BoundEntity &entity, const entity::RowValues &row);

} // namespace howdah::cli
