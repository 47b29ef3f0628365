// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace howdah::ui {

// One line of the page of settings: what it is, a sentence about it, what it is changed by, and a way back. UI thread.
class SettingRow final : public QWidget
{
    Q_OBJECT
public:
    struct Words
    {
        QString title;
        QString about; // "" without one
    };
    // `others`: words that it is found by, too.
    SettingRow(const Words &words, QWidget *control, const QStringList &others = {}, QWidget *parent = nullptr);

    // Whether somebody has chosen it, so that there is a way back.
    void setChosen(bool chosen);
    [[nodiscard]] bool holds(const QString &searched) const;

Q_SIGNALS:
    void resetWanted();

private:
    QString m_words;
    QToolButton *m_reset;
};

} // namespace howdah::ui
