// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/textposition.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

class QJsonObject;

namespace howdah::prompt {

// One version of a prompt in readable form, whether it came from a file or from a database.
struct Prompt
{
    QString promptId; // names agent and version for programs, as reference-coach-v1
    QString name;     // the agent, the same in all its versions
    QString version;
    QString model;
    QString systemPrompt;
    QString userPrompt;                      // the template of the user message
    QString metadata = QStringLiteral("{}"); // a JSON object, kept as it was written
    std::optional<bool> active;              // empty: the source does not say

    bool operator==(const Prompt &) const = default;
};

// From UTF-8, with a byte order mark that begins it, which QString::fromUtf8() leaves out.
[[nodiscard]] QString exactText(QByteArrayView utf8);

// What one side holds and the other cannot, told instead of lost in silence.
struct Loss
{
    QString prompt; // its promptId or name; empty: concerns all of them
    QString field;
    QString reason;
    bool operator==(const Loss &) const = default;
};

// The metadata as an object; an error when it is anything else.
[[nodiscard]] Result<QJsonObject> metadataOf(const Prompt &prompt);
// Whether two JSON texts say the same, whatever their spacing and order of keys. Texts that are no JSON: byte by byte.
[[nodiscard]] bool sameJson(const QString &a, const QString &b);
// "Reference Coach" and "1.2.0" become reference-coach-v1.2: trailing zeros say nothing.
[[nodiscard]] QString defaultPromptId(const QString &name, const QString &version);
// SHA-256 of both texts, in hexadecimal; for files, which hold the texts beside it.
[[nodiscard]] QString textChecksum(const Prompt &prompt);

} // namespace howdah::prompt
