// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/estimate.h"

#include <QWidget>

#include <optional>

namespace howdah::ui {

// The interval of a share of time that is saved, on a line from "takes twice as long" to "takes none", with a mark
// where it begins to be believed. Says the same in words to who reads the screen.
class SavingBar final : public QWidget
{
    Q_OBJECT
public:
    explicit SavingBar(QWidget *parent = nullptr);

    void setSaving(const std::optional<Estimate> &saving);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int at(double share) const;

    std::optional<Estimate> m_saving;
};

// "Saves 61 % of the time (55 % to 66 %)".
[[nodiscard]] QString savingText(const Estimate &saving);

} // namespace howdah::ui
