// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabnotices.h"

#include <QVBoxLayout>

namespace howdah::ui {

TabNotices::TabNotices(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    hide();
}

void TabNotices::say(
    const QString &subject, Tone tone, const QString &text, const std::vector<Choice> &choices, bool canBeHidden)
{
    unsay(subject);
    auto *bar = new Banner(tone, this);
    bar->setObjectName(subject + QStringLiteral("Notice"));
    bar->setText(text);
    const auto add = [this, bar, subject](const QString &words, const std::function<void()> &chosen) {
        auto *one = button(words, ButtonRole::Plain, bar);
        connect(one, &QPushButton::clicked, this, [this, subject, chosen] {
            unsay(subject);
            if (chosen)
                chosen();
        });
        bar->addWidget(one);
    };
    for (const Choice &choice : choices)
        add(choice.text, choice.chosen);
    if (canBeHidden)
        add(tr("Hide"), {});
    m_column->addWidget(bar);
    m_bars[subject] = bar;
    show();
}

void TabNotices::unsay(const QString &subject)
{
    const auto found = m_bars.find(subject);
    if (found == m_bars.end())
        return;
    found->second->hide();
    found->second->deleteLater(); // one of its buttons may have been pressed
    m_bars.erase(found);
    setVisible(!m_bars.empty());
}

QString TabNotices::said(const QString &subject) const
{
    const auto found = m_bars.find(subject);
    return found == m_bars.end() ? QString() : found->second->text();
}

} // namespace howdah::ui
