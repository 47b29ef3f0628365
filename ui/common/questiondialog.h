// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "common/prompter.h"

class QLineEdit;

namespace howdah::ui {

// Asks before what cannot be undone: the object, what is lost, the exact SQL. Cancel is the default button; accepting
// waits for the name when the question wants it typed.
class QuestionDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit QuestionDialog(const Question &question, QWidget *parent = nullptr);
};

// Asks for a text, judged while it is typed; the reason for a refusal stands beneath the field.
class TextDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit TextDialog(const TextQuestion &question, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const;

private:
    void judge();

    TextQuestion m_question;
    QLineEdit *m_field;
    QPushButton *m_accept = nullptr;
};

} // namespace howdah::ui
