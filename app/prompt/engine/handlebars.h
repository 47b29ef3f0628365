// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/engine/templatevalue.h"

#include <QMap>

#include <memory>
#include <vector>

namespace howdah::prompt {

// Handlebars 4 as Dotprompt sets it up: no escaping, helpers that are not known are errors. Its helpers: if, unless,
// each, with, lookup, log, and of Dotprompt json, role, history, section, media, ifEquals, unlessEquals. Partials,
// white space control and lines that hold a block's mark alone are as in Handlebars; decorators, raw blocks and
// partials with a block are refused by their name.
struct HandlebarsNode;
using HandlebarsTemplate = std::shared_ptr<const std::vector<HandlebarsNode>>;

// ErrorKind::Invalid, with the line.
[[nodiscard]] Result<HandlebarsTemplate> parseHandlebars(QStringView text);

// What a template gives: texts, and between them the marks that are no text. A value never becomes a mark.
struct TemplatePiece
{
    enum class Kind { Text, Role, History, Section, Media };
    Kind kind = Kind::Text;
    QString text; // of Role and Section: the name; of Media: the address
    QString contentType;
    bool operator==(const TemplatePiece &) const = default;
};

struct HandlebarsData
{
    TemplateValue values = TemplateValue::object();  // of the variables
    TemplateValue context = TemplateValue::object(); // of @state and others
    QMap<QString, QString> partials;
};

struct HandlebarsRendering
{
    std::vector<TemplatePiece> pieces; // no two texts follow each other
    QStringList missing;               // variables that were put in and have no value
};

// Errors for unknown helpers and partials, and for more text than a prompt can be.
[[nodiscard]] Result<HandlebarsRendering>
renderHandlebars(const HandlebarsTemplate &parsed, const HandlebarsData &data);

// The variables that a caller gives, each once, in the order of their first use: what a loop finds in its items is not
// among them. With those of the partials, as far as they are given.
[[nodiscard]] QStringList
handlebarsVariables(const HandlebarsTemplate &parsed, const QMap<QString, QString> &partials = {});
[[nodiscard]] QStringList handlebarsPartials(const HandlebarsTemplate &parsed);

// A mark {{role "name"}} or {{history}} outside of all blocks.
struct RoleMark
{
    QString role; // empty: history
    qsizetype offset = 0;
    qsizetype length = 0;
    bool stripsBefore = false; // {{~
    bool stripsAfter = false;  // ~}}
};
[[nodiscard]] std::vector<RoleMark> roleMarks(const HandlebarsTemplate &parsed);

} // namespace howdah::prompt
