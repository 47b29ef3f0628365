// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/engine/handlebars.h"
#include "prompt/prompt.h"

namespace howdah::prompt {

// A part of a message that is more than one text.
struct MessagePart
{
    enum class Kind { Text, Media, Section };
    Kind kind = Kind::Text;
    QString text; // the address of a medium, the name of a section
    QString contentType{};
    bool operator==(const MessagePart &) const = default;
};

struct Message
{
    QString role;
    QString text;                     // for reading; a medium is its address in brackets
    std::vector<MessagePart> parts{}; // empty: the text is all
    bool isHistory = false;           // it came with the call
    bool operator==(const Message &) const = default;
};

struct DotpromptRendering
{
    std::vector<Message> messages;
    QStringList missing;
};

// What a body of Dotprompt gives. `history` comes where {{history}} stands, or before the last message when that is the
// user's, or at the end.
[[nodiscard]] Result<DotpromptRendering>
renderDotprompt(const QString &body, const HandlebarsData &data, const std::vector<Message> &history = {});
// The same of a stored prompt, whose texts are two templates.
[[nodiscard]] Result<DotpromptRendering>
renderDotprompt(const Prompt &prompt, const HandlebarsData &data, const std::vector<Message> &history = {});

// What a body becomes here: the first text where it is the system's, and the rest as the user's message, with the marks
// of further roles in it.
struct DotpromptBody
{
    std::optional<QString> system;
    std::optional<QString> user;
    qsizetype systemOffset = 0; // where the texts begin in the body
    qsizetype userOffset = 0;
    bool more = false; // messages than these two
};
// `lines`: marks stand in lines of their own, as we write them, and one line break before and after each belongs to
// them. Else that holds for those only that do stand so. `marks` in the order of the body.
[[nodiscard]] DotpromptBody dotpromptBody(const QString &body, const std::vector<RoleMark> &marks, bool lines);
// The marks of a text, also of one that is not Handlebars otherwise.
[[nodiscard]] std::vector<RoleMark> roleMarksOf(const QString &text);

// Further messages in a user message, each after its mark, and back: turnsOf() gives exactly what multiTurnText() took.
// The first is the user's, without a mark.
[[nodiscard]] QString multiTurnText(const std::vector<Message> &messages);
[[nodiscard]] std::vector<Message> turnsOf(const QString &userText);

} // namespace howdah::prompt
