// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "prompt/prompt.h"

class QComboBox;
class QTabWidget;

namespace howdah::ui {

class CompareView;

// Somebody else has changed what is being edited, in the database or in its file: what they changed, what you changed,
// and both against each other.
class ConflictDialog final : public DialogFrame
{
    Q_OBJECT
public:
    enum class Choice { None, KeepMine, TakeTheirs, NewVersion };

    // `where` names the other side: "the database", "coach.prompt". A new version is offered where one can be made.
    ConflictDialog(
        const QString &where, const prompt::Prompt &base, const prompt::Prompt &theirs, const prompt::Prompt &mine,
        bool mayVersion, QWidget *parent = nullptr);

    [[nodiscard]] Choice choice() const { return m_choice; }
    [[nodiscard]] QTabWidget *tabs() const { return m_tabs; }

private:
    void compare();
    void choose(Choice choice);

    prompt::Prompt m_base;
    prompt::Prompt m_theirs;
    prompt::Prompt m_mine;
    Choice m_choice = Choice::None;
    QComboBox *m_field;
    QTabWidget *m_tabs;
    CompareView *m_their;
    CompareView *m_my;
    CompareView *m_both;
};

} // namespace howdah::ui
