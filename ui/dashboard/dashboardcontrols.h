// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardchoice.h"

#include <QWidget>

class QAction;
class QBoxLayout;
class QPushButton;

namespace howdah::ui {

class AutoRefresh;
class DashboardFilters;
class RangePicker;

// What is asked of all panels of a dashboard alike, as it is chosen now: range, zone, filters, whether the period
// before is shown. Each change can be taken back. UI thread; asks nobody.
class DashboardControls final : public QWidget
{
    Q_OBJECT
public:
    // `refresh` is shown as a button between the others.
    explicit DashboardControls(QAction *refresh, QWidget *parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

    // Another dashboard, or the same as it is on the disk now.
    void begin(const metrics::DashboardDefinition &dashboard, const DashboardChoice &choice);
    [[nodiscard]] const DashboardChoice &choice() const { return m_history.current(); }
    void choose(const DashboardChoice &choice); // can be taken back
    void goBack();
    void toggleFilter(const QString &filter, const QString &value);
    void chooseRange(const QDateTime &from, const QDateTime &to);
    void setZone(const QTimeZone &zone);
    [[nodiscard]] QTimeZone zone() const;
    // As of now; nothing when the range cannot be read.
    [[nodiscard]] std::optional<BoardQuestion> question() const;

    [[nodiscard]] QAction *back() const { return m_back; }
    [[nodiscard]] QAction *previous() const { return m_previous; }
    [[nodiscard]] QAction *weekdays() const { return m_weekdays; }
    [[nodiscard]] DashboardFilters *filters() const { return m_filters; }
    [[nodiscard]] AutoRefresh *autoRefresh() const { return m_auto; }
    void focusRange();
    // That all of it needs to lie in one line.
    [[nodiscard]] int wholeWidth() const;

Q_SIGNALS:
    void changed(); // the panels are to be asked again

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildActions();
    void connectParts();
    void take();    // what holds now is shown, and asked
    void display(); // in the widgets
    void toggle(bool DashboardChoice::*what);
    QAction *makeAction(const QString &text, const QString &iconName, const QKeySequence &keys, const QString &toolTip);
    QPushButton *buttonOf(QAction *action, const QString &name);

    QBoxLayout *m_lines = nullptr;
    ChoiceHistory m_history;
    bool m_hasPrevious = false; // any panel of what is shown
    RangePicker *m_range;
    DashboardFilters *m_filters;
    AutoRefresh *m_auto;
    QAction *m_back = nullptr;
    QAction *m_previous = nullptr;
    QAction *m_weekdays = nullptr;
    QPushButton *m_previousButton = nullptr;
    QPushButton *m_weekdaysButton = nullptr;
};

} // namespace howdah::ui
