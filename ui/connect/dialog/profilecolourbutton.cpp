// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profilecolourbutton.h"

#include "common/theme.h"
#include "connect/profilecolour.h"

#include <QEvent>
#include <QColorDialog>
#include <QMenu>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// A disc as it will be seen, or a ring where there is no colour of its own.
QIcon sample(const QColor &colour, const QPalette &palette)
{
    QPixmap picture(QSize(space::iconSmall, space::iconSmall) * 2);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = colour.isValid() ? legible(colour, palette) : color(Surface::MutedText, palette);
    painter.setPen(QPen(ink, 2));
    painter.setBrush(colour.isValid() ? QBrush(ink) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QRectF(2, 2, space::iconSmall - 4, space::iconSmall - 4));
    return picture;
}

QString nameOf(const QString &colour)
{
    if (colour.isEmpty())
        return ProfileColourButton::tr("Same as the environment");
    for (const Swatch &each : swatches()) {
        if (QColor(each.colour) == QColor(colour))
            return swatchName(each);
    }
    return colour;
}

} // namespace

ProfileColourButton::ProfileColourButton(QWidget *parent)
    : QPushButton(parent)
{
    setMenu(new QMenu(this));
    setAutoDefault(false);
    connect(menu(), &QMenu::aboutToShow, this, &ProfileColourButton::buildMenu);
    refresh();
}

void ProfileColourButton::setColour(const QString &colour)
{
    m_colour = colour;
    refresh();
}

void ProfileColourButton::buildMenu()
{
    menu()->clear();
    const auto add = [this](const QString &colour) {
        QAction *action = menu()->addAction(sample(QColor(colour), palette()), nameOf(colour));
        action->setCheckable(true);
        action->setChecked(QColor(colour) == QColor(m_colour));
        connect(action, &QAction::triggered, this, [this, colour] { choose(colour); });
    };
    add({});
    menu()->addSeparator();
    for (const Swatch &each : swatches())
        add(QColor(each.colour).name());
    menu()->addSeparator();
    connect(menu()->addAction(tr("Another colour…")), &QAction::triggered, this, &ProfileColourButton::chooseOther);
}

void ProfileColourButton::choose(const QString &colour)
{
    setColour(colour);
    Q_EMIT colourChosen();
}

void ProfileColourButton::chooseOther()
{
    auto *dialog = new QColorDialog(m_colour.isEmpty() ? QColor(swatches().front().colour) : QColor(m_colour), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor &chosen) { choose(chosen.name()); });
    dialog->open();
}

void ProfileColourButton::refresh()
{
    setText(nameOf(m_colour));
    setIcon(sample(QColor(m_colour), palette()));
    setAccessibleName(tr("Colour: %1").arg(text()));
}

void ProfileColourButton::changeEvent(QEvent *event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace howdah::ui
