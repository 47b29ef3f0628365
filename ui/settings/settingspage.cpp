// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingspage.h"

#include "common/icons.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "settings/endpointspanel.h"
#include "settings/keychainpanel.h"
#include "settings/serverpanel.h"
#include "settings/settingsections.h"
#include "settings/shortcutlist.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int WidestColumn = 860; // a longer line is hard to follow to its end

PageFace SettingsPage::ownFace() { return {u"settings"_s, tr("Settings"), u"configure"_s}; }

SettingsPage::SettingsPage(const PageServices &services, Keymap &keymap, QWidget *parent)
    : Page(ownFace(), parent)
    , m_services(services)
    , m_keymap(keymap)
    , m_resetAll(new QAction(icon(u"edit-undo"), tr("Reset all settings"), this))
{
    m_resetAll->setToolTip(tr("Everything on this page as it was at first"));
    connect(m_resetAll, &QAction::triggered, this, &SettingsPage::resetAll);
}

// Made when it is first looked at: the start of the window is not to wait for what nobody sees.
void SettingsPage::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::group, space::group, 0, 0);
    outer->setSpacing(space::inside);
    outer->addWidget(buildHead());
    m_problems = new Banner(Tone::Edited);
    m_problems->setObjectName(u"unreadSettings"_s);
    m_problems->setText(m_services.settings->problems().join(u'\n'));
    outer->addWidget(m_problems);
    m_problems->setVisible(!m_services.settings->problems().isEmpty());
    auto *content = new QWidget;
    content->setMaximumWidth(WidestColumn);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, space::group, space::group);
    m_column->setSpacing(space::group);
    Settings &settings = *m_services.settings;
    addSection(tr("Appearance"), appearanceRows(settings));
    addSection(tr("Time"), timeRows(settings));
    addSection(tr("Limits"), limitRows(settings));
    m_shortcuts = new ShortcutList(m_keymap);
    addSection(tr("Shortcuts"), m_shortcuts, tr("keyboard keys"));
    addSection(tr("Language"), languageRows(settings));
    addSection(tr("Data"), folderRows(settings));
    m_endpoints = new EndpointsPanel(m_services);
    addSection(tr("Endpoints"), m_endpoints, tr("prompts models run Ollama llama.cpp vLLM OpenAI API key"));
    m_keychain = new KeychainPanel(m_services);
    addSection(tr("Keychain"), m_keychain, tr("passwords secrets passphrase keys forget"));
    m_server = new ServerPanel(m_services);
    addSection(tr("Private server"), m_server, tr("PostgreSQL demo start stop delete size"));
    m_column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_state = new StateStack(scroll);
    outer->addWidget(m_state, 1);
}

QWidget *SettingsPage::buildHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, space::group, 0);
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(tr("Settings")));
    row->addSpacing(space::group);
    m_search = new QLineEdit;
    m_search->setObjectName(u"settingsSearch"_s);
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setMaximumWidth(360);
    addClearButton(m_search);
    row->addWidget(m_search, 1);
    row->addStretch(1);
    row->addWidget(buttonFor(m_resetAll));
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { search(text.trimmed()); });
    return head;
}

void SettingsPage::addSection(const QString &title, const QList<SettingRow *> &rows)
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(headingLabel(title, 2));
    for (SettingRow *row : rows)
        column->addWidget(row);
    m_column->addWidget(box);
    m_sections.push_back({title, box, rows, {}});
}

void SettingsPage::addSection(const QString &title, QWidget *panel, const QString &words)
{
    addSection(title, {});
    m_sections.back().box->layout()->addWidget(panel);
    m_sections.back().words = words;
}

void SettingsPage::activate()
{
    if (!m_state)
        build();
    refresh();
}

void SettingsPage::refresh()
{
    if (!m_state)
        return;
    m_endpoints->refresh();
    m_keychain->refresh();
    m_server->refresh();
}

void SettingsPage::openPlace(const QString &subject)
{
    if (subject == "endpoints"_L1 && m_search)
        m_search->setText(tr("Endpoints"));
}

void SettingsPage::focusSearch()
{
    if (!m_search)
        return;
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

// The heading finds all that is beneath it.
void SettingsPage::search(const QString &searched)
{
    bool any = false;
    for (const Section &section : m_sections) {
        const bool isWhole = searched.isEmpty() || section.title.contains(searched, Qt::CaseInsensitive)
                          || section.words.contains(searched, Qt::CaseInsensitive);
        bool shown = isWhole;
        for (SettingRow *row : section.rows) {
            row->setVisible(isWhole || row->holds(searched));
            shown = shown || row->holds(searched);
        }
        if (m_shortcuts->parentWidget() == section.box)
            shown = m_shortcuts->showOnly(isWhole ? QString() : searched) || isWhole;
        section.box->setVisible(shown);
        any = any || shown;
    }
    if (any)
        m_state->showContent();
    else
        m_state->showEmpty({u"edit-find"_s, tr("No matching settings"), tr("Try another word."), {}});
}

void SettingsPage::resetAll()
{
    for (const SettingFacts &one : chosenSettings())
        m_services.settings->reset(one.name);
}

} // namespace howdah::ui
