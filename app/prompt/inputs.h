// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/dotprompt.h"
#include "prompt/template.h"

#include <QJsonValue>

namespace howdah::prompt {

// A variable of a prompt: what its metadata (input.schema and input.default) declares, and where it is used.
struct Input
{
    QString name;
    QString type; // as declared; empty: it is not
    QString description;
    std::optional<QString> byDefault; // the value where none is given
    bool optional = false;
    bool declared = false;
    bool inSystem = false; // used there
    bool inUser = false;
    bool operator==(const Input &) const = default;
};

// In the order of their first use, and then those that are declared and not used.
[[nodiscard]] std::vector<Input> inputsOf(const Prompt &prompt, Engine engine = Engine::Plain);

struct RenderedPrompt
{
    std::vector<Message> messages; // those without text are left out
    QStringList missing;           // variables with neither value nor default
    QStringList unused;            // values that no variable wants
    QStringList unsupported;       // what the engine would carry out and we do not; why it cannot be carried out
    std::vector<Engine> differing; // engines that would give other texts
};

// What a model would see: the system prompt and the user message, with values and defaults put in.
[[nodiscard]] RenderedPrompt
renderPrompt(const Prompt &prompt, const QMap<QString, QString> &values, Engine engine = Engine::Plain);
// The values as the engine of the prompt takes them: one that its schema declares as a number, a truth value, a list or
// an object is read as JSON, and so is one that a condition or loop of the texts asks for.
[[nodiscard]] TemplateValue typedValues(const Prompt &prompt, const QMap<QString, QString> &values);
// By the rules of Dotprompt, with all that a call may hold.
[[nodiscard]] RenderedPrompt renderPrompt(
    const Prompt &prompt, const HandlebarsData &data, const std::vector<Message> &history,
    const std::optional<QString> &body = {});
// A text with marks {{role "system"}} as turns; what comes before the first mark is the user's. Values never become
// marks.
[[nodiscard]] std::vector<Message>
renderTurns(const QString &text, const QMap<QString, QString> &values, Engine engine = Engine::Handlebars);

[[nodiscard]] QString engineName(Engine engine); // plain, handlebars, mustache, jinja, fstring
[[nodiscard]] std::optional<Engine> engineFromName(QStringView name);

} // namespace howdah::prompt
