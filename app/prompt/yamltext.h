// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonValue>

#include <yaml-cpp/yaml.h>

namespace howdah::prompt {

// Where a text begins: what stands before "line N" in messages, and how many lines of the file come before it.
struct YamlPlace
{
    QString file;
    int linesBefore = 0;
};

// A map, with each key once; anything else, and broken YAML, is an error with its line and column in the file.
[[nodiscard]] Result<YAML::Node> loadYamlMap(const QByteArray &yaml, const YamlPlace &place);
// "coach.prompt, line 3, column 5: ...".
[[nodiscard]] Error yamlError(const YamlPlace &place, const YAML::Mark &mark, const QString &message);
[[nodiscard]] QString yamlString(const YAML::Node &scalar);
// Quoted scalars are texts; plain ones are typed by YAML's core schema. An error for what is too large to be meant
// (aliases that multiply) or has keys that are no text.
[[nodiscard]] Result<QJsonValue> jsonOf(const YAML::Node &node, const YamlPlace &place);
// A double-quoted scalar on one line that every YAML reader gives back exactly.
[[nodiscard]] QByteArray yamlQuoted(const QString &text);
// The value in JSON, which is YAML.
[[nodiscard]] QByteArray compactJson(const QJsonValue &value);

// A string as it is, everything else as JSON.
[[nodiscard]] QString jsonText(const QJsonValue &value);

} // namespace howdah::prompt
