// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace howdah::prompt {

// The JSON Schema that a schema of Dotprompt means, which is Picoschema ("topic?: string, what it is about") or JSON
// Schema already. `named`: schemas that an application has registered, by their names. An error for a type that nobody
// knows. An undefined value for no schema.
[[nodiscard]] Result<QJsonValue> jsonSchemaOf(const QJsonValue &schema, const QJsonObject &named = {});

} // namespace howdah::prompt
