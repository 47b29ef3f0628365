// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace howdah::prompt {

// JSON Schema as assertions use it, of the drafts 6 to 2020-12: type, enum, const; properties, required,
// additionalProperties, patternProperties, propertyNames, minProperties, maxProperties, dependentRequired; items,
// prefixItems, additionalItems, contains, minContains, maxContains, minItems, maxItems, uniqueItems; minimum, maximum,
// exclusiveMinimum, exclusiveMaximum, multipleOf; minLength, maxLength, pattern; allOf, anyOf, oneOf, not, if, then,
// else; $ref within the schema. What only explains (title, description, default, examples, format and the like) says
// nothing of a value. No library of Debian 12 checks schemas for C++.

// The keywords that stand in it and are none of these: a schema is never half understood. ErrorKind::Invalid names the
// keyword and where it stands.
[[nodiscard]] Result<void> checkSchema(const QJsonValue &schema);

// Empty when the value is as the schema wants it; else what is wrong and where, as "/items/2: ...". An error when that
// cannot be said in time. The schema must have passed checkSchema().
[[nodiscard]] Result<QString> schemaProblem(const QJsonValue &schema, const QJsonValue &value);

// The value of a text that is JSON as a whole; ErrorKind::Invalid for all else. Numbers are doubles, or whole ones of
// 64 bits.
[[nodiscard]] Result<QJsonValue> jsonValueOf(const QString &text);

} // namespace howdah::prompt
