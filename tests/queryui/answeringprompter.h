// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/prompter.h"

#include <QPointer>
#include <QWidget>

namespace howdah::test {

// Answers what it was told to, and keeps what it was asked.
class AnsweringPrompter final : public ui::Prompter
{
public:
    void confirm(QWidget *parent, const ui::Question &question, std::function<void(bool)> answered) override
    {
        questions << question;
        if (waits)
            waiting = [parent = QPointer(parent), answered = std::move(answered)](bool yes) {
                if (parent)
                    answered(yes);
            };
        else
            answered(answer);
    }
    void askText(QWidget *, const ui::TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(text);
    }

    QList<ui::Question> questions;
    bool answer = false;
    std::optional<QString> text;
    bool waits = false;
    std::function<void(bool)> waiting;
};

} // namespace howdah::test
