// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QWidget>

#include <optional>

namespace howdah::ui {

// Lies around everything in the window: nothing in development, a band in amber or red for staging and production.
class EnvironmentFrame final : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;
    void setTone(std::optional<Tone> tone);
    [[nodiscard]] std::optional<Tone> tone() const { return m_tone; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::optional<Tone> m_tone;
};

} // namespace howdah::ui
