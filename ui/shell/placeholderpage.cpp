// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/placeholderpage.h"

#include <QCoreApplication>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PlaceholderPage::PlaceholderPage(Words words, QWidget *parent)
    : Page({words.key, words.title, words.iconName}, parent)
    , m_words(std::move(words))
{
}

// Made when it is first looked at: the start of the window is not to wait for what nobody sees.
void PlaceholderPage::activate()
{
    if (m_stack)
        return;
    m_stack = new StateStack(new QWidget, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->showEmpty({m_words.iconName, tr("%1: coming soon").arg(m_words.title), m_words.text, {}});
}

std::vector<PlaceholderPage::Words> placesToCome()
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Pages", text); };
    return {
        {u"server"_s, tr("Server"), u"network-server"_s,
         tr("Sessions, locks and sizes of the server will be shown here.")},
    };
}

} // namespace howdah::ui
