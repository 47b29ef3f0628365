// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QLabel>

namespace howdah::ui {

// A sentence beside a cell: why it cannot be edited, or what is wrong with what was typed. Plain text. Lies over the
// viewport that is its parent, beneath the cell where there is room, else above, and takes no clicks.
class GridHint final : public QLabel
{
    Q_OBJECT
public:
    explicit GridHint(QWidget *viewport);
    void showAt(const QRect &cell, const QString &text, Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
};

} // namespace howdah::ui
