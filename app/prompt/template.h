// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace howdah::prompt {

// Whose rules a template follows. All know {{name}} or {name} with plain, perhaps dotted, names. Handlebars is carried
// out (prompt/engine/handlebars.h); of the others, what goes beyond names (conditions, loops, partials) is found and
// reported, and stays as it is.
enum class Engine {
    Plain,      // {{name}}; what is unknown stays; JSON braces are text. As the platforms' own code has it
    Handlebars, // with conditions, loops and the helpers of Dotprompt; unknown: empty. No HTML escaping
    Mustache,   // as Handlebars without \; {{name}} is HTML-escaped, {{{name}}} and {{&name}} are not
    Jinja,      // {{ name }}, {# comments #}; unknown: empty
    FString,    // {name}; {{ and }} are literal braces; unknown: an error
};

// One place of a template that is not plain text.
struct TemplatePart
{
    enum class Kind { Variable, Comment, Literal, Unsupported, Stray };
    Kind kind = Kind::Variable;
    qsizetype offset = 0;
    qsizetype length = 0;
    QString name;     // of the variable; the text of a literal; what is not supported
    bool raw = false; // not to be escaped
    bool operator==(const TemplatePart &) const = default;
};

// In the order of the text; what is between them is plain. Never fails: what cannot be understood is a part itself.
[[nodiscard]] std::vector<TemplatePart> templateParts(QStringView text, Engine engine = Engine::Plain);
// The names, each once, in the order of their first use.
[[nodiscard]] QStringList templateVariables(QStringView text, Engine engine = Engine::Plain);

struct Rendering
{
    QString text;
    QStringList missing; // variables without a value
    QStringList unused;  // values that no variable wants
    QStringList unsupported;
};

// Each value is put in as it is and not looked at again: braces in it stay braces.
[[nodiscard]] Rendering
renderTemplate(const QString &text, const QMap<QString, QString> &values, Engine engine = Engine::Plain);

// The engines that would give another text than `engine` does, for these values.
[[nodiscard]] std::vector<Engine>
enginesThatDiffer(const QString &text, const QMap<QString, QString> &values, Engine engine = Engine::Plain);

// The values that turned the template into `rendered`, where the text between the variables tells them apart for
// certain; a variable that could be taken more than one way is left out.
[[nodiscard]] QMap<QString, QString> recoverValues(const QString &text, const QString &rendered);

} // namespace howdah::prompt
