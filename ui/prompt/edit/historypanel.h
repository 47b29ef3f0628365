// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/list/promptoverview.h"

#include <QWidget>

class QTreeWidget;

namespace howdah::ui {

class StateStack;

// Who activated which version of a prompt, when and why. UI thread.
class HistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPanel(QWidget *parent = nullptr);

    void show(const PromptOverview &overview, const prompt::StoredPrompt &stored);
    [[nodiscard]] QTreeWidget *list() const { return m_list; }

private:
    QTreeWidget *m_list;
    StateStack *m_state;
};

} // namespace howdah::ui
