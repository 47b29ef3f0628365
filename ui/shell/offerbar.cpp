// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/offerbar.h"

#include "common/widgets.h"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

OfferBar::OfferBar(Tone tone, const QString &show, QWidget *parent)
    : QWidget(parent)
    , m_banner(new Banner(tone))
    , m_show(button(show))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    row->addWidget(m_banner);
    auto *later = button(tr("Not now"));
    m_banner->addWidget(m_show);
    m_banner->addWidget(later);
    connect(m_show, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT wanted(m_page);
    });
    connect(later, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void OfferBar::offer(const QString &page, const QString &words)
{
    m_page = page;
    m_banner->setText(words);
    setVisible(!words.isEmpty());
}

QString OfferBar::words() const { return isHidden() ? QString() : m_banner->text(); }

} // namespace howdah::ui
