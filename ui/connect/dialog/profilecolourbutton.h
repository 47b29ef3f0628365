// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace howdah::ui {

// Shows a colour with its name and opens a menu of swatches; any other colour by the dialog of the desktop. "" stands
// for the colour of the environment. A colour that could not be told from its ground is drawn darker or lighter.
class ProfileColourButton final : public QPushButton
{
    Q_OBJECT
public:
    explicit ProfileColourButton(QWidget *parent = nullptr);

    [[nodiscard]] const QString &colour() const { return m_colour; } // "#rrggbb" or ""
    void setColour(const QString &colour);

Q_SIGNALS:
    void colourChosen();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildMenu();
    void choose(const QString &colour);
    void chooseOther();
    void refresh();

    QString m_colour;
};

} // namespace howdah::ui
