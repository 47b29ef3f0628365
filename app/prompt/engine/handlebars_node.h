// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/engine/handlebars.h"

namespace howdah::prompt {

// A name, a literal or a call in a template.
struct HandlebarsExpression
{
    enum class Kind { Path, Literal, Call };
    Kind kind = Kind::Path;
    TemplateValue literal;
    QString original;  // as written
    bool data = false; // @name
    bool own = false;  // begins with this, . or ..: never a helper
    int up = 0;        // how many ../
    QStringList path;  // of Path, and of the name of a Call
    std::vector<HandlebarsExpression> parameters;
    QStringList keys; // key=value
    std::vector<HandlebarsExpression> values;
};

// What a template consists of.
struct HandlebarsNode
{
    enum class Kind { Text, Value, Block, Partial };
    Kind kind = Kind::Text;
    QString text;              // of Text; the indentation of a Partial
    HandlebarsExpression call; // of the others
    QStringList names;         // as |item index|
    std::vector<HandlebarsNode> body;
    std::vector<HandlebarsNode> otherwise;
    qsizetype offset = 0;
    qsizetype length = 0; // of its first mark
    int line = 0;
    bool stripsBefore = false;
    bool stripsAfter = false;
};

} // namespace howdah::prompt
