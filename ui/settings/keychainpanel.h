// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "operations/keptsecrets.h"

class QLabel;
class QPushButton;
class QTreeWidget;

namespace howdah::ui {

// Which program is the keychain of this desktop, what it holds of Howdah, by names alone, and a way to forget one. It
// is asked only when somebody wants to know: it may have to be unlocked for that. UI thread; the keychain is asked on
// others.
class KeychainPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit KeychainPanel(const PageServices &services, QWidget *parent = nullptr);

    // Who answers.
    void refresh();
    // What it holds.
    void look();
    [[nodiscard]] const std::vector<operations::KeptSecret> &held() const { return m_held; }

Q_SIGNALS:
    void looked();

private:
    [[nodiscard]] std::vector<operations::SecretPlace> places() const;
    void showHeld(const Result<std::vector<operations::KeptSecret>> &held);
    void follow();
    void askForget();

    PageServices m_services;
    QLabel *m_who;
    QTreeWidget *m_list;
    QPushButton *m_look;
    QPushButton *m_forget;
    QLabel *m_news;
    std::vector<operations::KeptSecret> m_held;
    Latest m_whos;
    Latest m_looks;
};

// The program that answers for the desktop's keychain: "gnome-keyring-daemon (Secret Service)"; "" where none does.
// Blocks.
[[nodiscard]] QString keychainProgram();

} // namespace howdah::ui
