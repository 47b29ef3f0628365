// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace howdah::ui {

// A button of the bar over the page: flat, or with a border as a field has one; told apart under the pointer and with
// the focus. Derived ones paint their words. UI thread.
class TopButton : public QAbstractButton
{
    Q_OBJECT
public:
    static constexpr int Height = 30;
    static constexpr int ArrowSize = 12;

    enum class Border { None, Field };
    explicit TopButton(Border border, QWidget *parent = nullptr);

protected:
    // The ground, by what the pointer and the keyboard do with it.
    void paintGround(QPainter &painter) const;
    // At the right end of `rest`, which is that much shorter then.
    static void paintArrow(QPainter &painter, QRect &rest);
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const Border m_border;
};

} // namespace howdah::ui
