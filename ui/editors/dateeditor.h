// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/lineeditor.h"

class QCalendarWidget;
class QToolButton;

namespace howdah::ui {

// A date or a time by its text, with a calendar (Alt+Down) that changes the date in the text and leaves the rest of it
// alone. Any text may be typed: infinity, BC, "tomorrow".
class DateEditor final : public LineEditor
{
    Q_OBJECT
public:
    explicit DateEditor(QWidget *parent = nullptr);

    void showCalendar();
    [[nodiscard]] QCalendarWidget *calendar() const { return m_calendar; } // nullptr before it was shown
    void choose(QDate date);

protected:
    void load(const data::CellValue &value) override;
    void applyReadOnly(bool readOnly) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *makePopup();

    QToolButton *m_button;
    QWidget *m_popup = nullptr;
    QCalendarWidget *m_calendar = nullptr;
};

} // namespace howdah::ui
