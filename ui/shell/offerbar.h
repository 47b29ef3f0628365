// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QWidget>

class QPushButton;

namespace howdah::ui {

class Banner;

// One line above the pages with what one of them would like to be looked at for; hidden without it. Nothing happens
// unless somebody chooses it.
class OfferBar final : public QWidget
{
    Q_OBJECT
public:
    explicit OfferBar(Tone tone, const QString &show, QWidget *parent = nullptr);

    // "" takes it back.
    void offer(const QString &page, const QString &words);
    [[nodiscard]] QString words() const;

Q_SIGNALS:
    void wanted(const QString &page);

private:
    Banner *m_banner;
    QPushButton *m_show;
    QString m_page;
};

} // namespace howdah::ui
