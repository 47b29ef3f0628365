// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "settings/settingrow.h"

class QLineEdit;
class QVBoxLayout;

namespace howdah::ui {

class Banner;
class EndpointsPanel;
class KeychainPanel;
class Keymap;
class ServerPanel;
class ShortcutList;
class StateStack;

// Everything that an operator chooses for himself, under a field that finds it. Each takes effect at once, or says
// when. UI thread.
class SettingsPage final : public Page
{
    Q_OBJECT
public:
    SettingsPage(const PageServices &services, Keymap &keymap, QWidget *parent = nullptr);

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QList<QAction *> paletteActions() const override { return {m_resetAll}; }
    [[nodiscard]] bool needsConnection() const override { return false; }

    void activate() override;
    void refresh() override;
    void focusSearch() override;
    void openPlace(const QString &subject) override; // "endpoints"

    [[nodiscard]] ServerPanel *server() const { return m_server; }
    [[nodiscard]] EndpointsPanel *endpoints() const { return m_endpoints; }
    [[nodiscard]] KeychainPanel *keychain() const { return m_keychain; }

private:
    // A heading and what is beneath it.
    struct Section
    {
        QString title;
        QWidget *box = nullptr;
        QList<SettingRow *> rows;
        QString words; // that it is found by as a whole
    };
    void build();
    [[nodiscard]] QWidget *buildHead();
    void addSection(const QString &title, const QList<SettingRow *> &rows);
    void addSection(const QString &title, QWidget *panel, const QString &words);
    void search(const QString &searched);
    void resetAll();

    PageServices m_services;
    Keymap &m_keymap;
    QAction *m_resetAll;
    QLineEdit *m_search = nullptr;
    Banner *m_problems = nullptr;
    StateStack *m_state = nullptr;
    QVBoxLayout *m_column = nullptr;
    ShortcutList *m_shortcuts = nullptr;
    EndpointsPanel *m_endpoints = nullptr;
    KeychainPanel *m_keychain = nullptr;
    ServerPanel *m_server = nullptr;
    std::vector<Section> m_sections;
};

} // namespace howdah::ui
