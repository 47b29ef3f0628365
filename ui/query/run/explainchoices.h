// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/explain/explainoptions.h"

#include <QMenu>
#include <QObject>

#include <vector>

class QAction;

namespace howdah::ui {

// What EXPLAIN is asked for by the button, as a menu: the options that the server has. One for a page; what was chosen
// stays for the next connection, also where that has not all of it. UI thread.
class ExplainChoices final : public QObject
{
    Q_OBJECT
public:
    explicit ExplainChoices(QWidget *page);

    // Actions that stand before and behind the options.
    void addCommands(const QList<QAction *> &before, const QList<QAction *> &behind);
    [[nodiscard]] QMenu *menu() const { return m_menu; }
    // As server_version_num has it; 0: not known, then all are offered.
    void setServerVersion(int version);
    // What is chosen and can be had there; with ANALYZE where it is `measured`, without what needs it where it is not.
    [[nodiscard]] operations::ExplainOptions options(bool measured) const;
    [[nodiscard]] QAction *action(operations::ExplainOption option) const { return m_actions[size_t(option)]; }

    // For what is kept: operations::ExplainOptions::differences().
    [[nodiscard]] QStringList words() const { return m_chosen.differences(); }
    void setWords(const QStringList &words);

Q_SIGNALS:
    void changed();

private:
    void show();

    QMenu *m_menu;
    operations::ExplainOptions m_chosen;
    std::vector<QAction *> m_actions; // by option; none for ANALYZE, which is a command of its own
    int m_version = 0;
};

} // namespace howdah::ui
