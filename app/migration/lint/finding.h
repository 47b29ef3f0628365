// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/lintrule.h"

#include <QByteArray>

#include <optional>

namespace howdah::migration {

// Bytes of a text that others replace.
struct TextEdit
{
    qsizetype offset = 0;
    qsizetype size = 0;
    QByteArray text;
    bool operator==(const TextEdit &) const = default;
};

// A safer way to write it; the edits are in rising order and do not overlap.
struct Rewrite
{
    QString title;
    std::vector<TextEdit> edits;
    bool operator==(const Rewrite &) const = default;
};
[[nodiscard]] QByteArray applied(const QByteArray &text, const Rewrite &rewrite);

struct Finding
{
    QString rule;
    Severity severity = Severity::Warning;
    QString file;
    qsizetype line = 1;   // where it begins
    qsizetype column = 1; // in characters
    qsizetype endLine = 1;
    int statement = 0; // the number in the file, from 1; 0: the file as a whole
    QString relation;  // the table that it is about, as written
    QString lock;      // "ACCESS EXCLUSIVE"; empty when no lock matters
    QString blocks;    // what waits meanwhile, for people
    QString message;
    QString reason;
    QString hint;
    std::optional<Rewrite> rewrite;
    bool operator==(const Finding &) const = default;
};

} // namespace howdah::migration
