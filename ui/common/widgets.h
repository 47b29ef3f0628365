// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QWidget>

class QAction;
class QLineEdit;

namespace howdah::ui {

// A label that shows its text as it is, whoever wrote it, and lets it be selected when asked to.
[[nodiscard]] QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
// Second-rank words in a muted colour that follows the theme.
[[nodiscard]] QLabel *mutedLabel(const QString &text = {}, QWidget *parent = nullptr);
// What went wrong, in the colour of failures, which follows the theme.
[[nodiscard]] QLabel *failedLabel(const QString &text = {}, QWidget *parent = nullptr);
[[nodiscard]] QLabel *headingLabel(const QString &text, int step = 1, QWidget *parent = nullptr);

enum class ButtonRole { Plain, Primary, Danger };
[[nodiscard]] QPushButton *button(const QString &text, ButtonRole role = ButtonRole::Plain, QWidget *parent = nullptr);
// A button that is the face of an action: text, icon, tooltip with the shortcut, enabled state; kept in step with it.
[[nodiscard]] QPushButton *buttonFor(QAction *action, ButtonRole role = ButtonRole::Plain, QWidget *parent = nullptr);

// A button at the end of a field that empties it, there while there is something to empty. Qt's own fades away over the
// words that stand in an empty field.
void addClearButton(QLineEdit *field);

// A bar whose height goes with the zoom of the window.
void setBarHeight(QWidget *bar, int pixels);

// A one-pixel line.
[[nodiscard]] QWidget *separator(Qt::Orientation orientation, QWidget *parent = nullptr);

// One line of plain text that is cut with an ellipsis where there is no room for it; the tooltip then has all of it.
class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    // Second-rank words; the colour follows the theme.
    void setMuted();
    [[nodiscard]] bool isCut() const;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, QLabel::minimumSizeHint().height()}; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_muted = false;
};

// An icon that redraws itself when the theme changes.
class IconLabel final : public QWidget
{
    Q_OBJECT
public:
    explicit IconLabel(int size, QWidget *parent = nullptr);
    void setIcon(const QIcon &icon);
    [[nodiscard]] QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_size;
};

// A short word in the colour of a tone on its quiet ground, with the tone's sign: "applied", "production".
class Badge final : public QWidget
{
    Q_OBJECT
public:
    explicit Badge(Tone tone = Tone::Neutral, const QString &text = {}, QWidget *parent = nullptr);
    void setBadge(Tone tone, const QString &text);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    QString m_text;
};

// A quiet box in the colour of a tone with its sign, a text, and room for buttons at its right; plain text.
class Banner final : public QWidget
{
    Q_OBJECT
public:
    explicit Banner(Tone tone, QWidget *parent = nullptr);
    void setTone(Tone tone);
    void setText(const QString &text);
    [[nodiscard]] QString text() const;
    void addWidget(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    IconLabel *m_sign;
    QLabel *m_text;
};

// Draws the same badge where there is no widget: in a delegate. Returns the width used.
int paintBadge(QPainter *painter, const QRect &rect, const QPalette &palette, Tone tone, const QString &text);

} // namespace howdah::ui
