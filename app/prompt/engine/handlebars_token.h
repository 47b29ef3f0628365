// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <vector>

namespace howdah::prompt {

// A stretch of text, or one mark in braces.
struct HandlebarsToken
{
    enum class Kind { Text, Comment, Value, Open, Inverse, Else, Close, Partial };
    Kind kind = Kind::Text;
    QString text;      // of Text; as it was, before white space was taken off
    QStringView inner; // what stands between the braces, for an expression
    bool inverted = false;
    bool stripsBefore = false;
    bool stripsAfter = false;
    bool standalone = false; // takes the line with it
    bool chained = false;    // closes a block with {{else if}}
    QString indent;
    qsizetype offset = 0;
    qsizetype length = 0;
};

// Takes a template apart into texts and marks, by the rules of Handlebars' lexer, with its control of white space.
[[nodiscard]] Result<std::vector<HandlebarsToken>> handlebarsTokens(QStringView text);

// An error with the line of the place.
[[nodiscard]] std::unexpected<Error> refusedAt(QStringView text, qsizetype offset, const QString &message);

} // namespace howdah::prompt
