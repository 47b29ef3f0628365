// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QWidget>

#include <optional>

namespace howdah::ui {

// Lies around everything in the window: nothing in development, a band in amber or red for staging and production; a
// narrower one in the colour of the profile where it has one.
class EnvironmentFrame final : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;
    void setTone(std::optional<Tone> tone);
    // The colour that the operator gave to the profile, within that of the environment; invalid: none.
    void setOwnColour(const QColor &colour);
    [[nodiscard]] std::optional<Tone> tone() const { return m_tone; }
    [[nodiscard]] QColor ownColour() const { return m_own; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void makeRoom();

    std::optional<Tone> m_tone;
    QColor m_own;
};

} // namespace howdah::ui
