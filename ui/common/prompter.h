// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QWidget;

namespace howdah::ui {

// A question before something that cannot be undone. All texts are plain text.
struct Question
{
    QString title;            // "Roll back 3 migrations?"
    QString text;             // names the object and what will happen
    QString sql;              // the exact SQL that will be sent; "" without one
    QStringList losses;       // what will be lost, a line each: "personas: 1,204 rows"
    QString acceptText;       // the verb: "Roll back"
    QStringList typeToAccept; // names that must be typed first, each in a field of its own (production)
    Tone tone = Tone::Accent; // Failed for what destroys
};

struct TextQuestion
{
    QString title;
    QString text;
    QString value;
    QString placeholder;
    QString acceptText;
    std::function<QString(const QString &)> problem; // "" when the text is acceptable; shown beneath the field
};

// Asks the operator. Never blocks and never nests an event loop: the answer comes through the callback, on the UI
// thread, once; not at all when `parent` dies first. Tests bring a Prompter of their own.
class Prompter
{
public:
    virtual ~Prompter() = default;
    virtual void confirm(QWidget *parent, const Question &question, std::function<void(bool)> answered) = 0;
    virtual void
    askText(QWidget *parent, const TextQuestion &question, std::function<void(std::optional<QString>)> answered) = 0;
};

// The real one: window-modal dialogs whose default button is the safe one.
class DialogPrompter final : public Prompter
{
public:
    void confirm(QWidget *parent, const Question &question, std::function<void(bool)> answered) override;
    void askText(
        QWidget *parent, const TextQuestion &question, std::function<void(std::optional<QString>)> answered) override;
};

} // namespace howdah::ui
