// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/keymap.h"

#include <QTimer>
#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace howdah::ui {

// All commands with their keys, and beneath them what changes those of the current one. UI thread.
class ShortcutList final : public QWidget
{
    Q_OBJECT
public:
    explicit ShortcutList(Keymap &keymap, QWidget *parent = nullptr);

    // Those that hold the words in their names, pages or keys; whether there are any.
    bool showOnly(const QString &searched);

private:
    void build();
    void fill();
    void follow();
    void apply(const QKeySequence &keys);
    [[nodiscard]] const Keymap::Entry *current() const;

    Keymap &m_keymap;
    QTreeWidget *m_list;
    QKeySequenceEdit *m_keys;
    QPushButton *m_apply;
    QPushButton *m_none;
    QPushButton *m_reset;
    QPushButton *m_resetAll;
    QLabel *m_problem;
    QLabel *m_refused; // what the file of settings chose and cannot be
    QString m_searched;
    QTimer m_filling; // many commands come at once
};

} // namespace howdah::ui
