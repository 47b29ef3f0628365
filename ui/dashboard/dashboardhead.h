// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;

namespace howdah::ui {

class DashboardControls;

// The head of the page: what is shown, what is asked, and what can be done with it, in one row where there is room for
// all of it, else with the controls in a row of their own. UI thread.
class DashboardHead final : public QWidget
{
    Q_OBJECT
public:
    DashboardHead(QWidget *title, DashboardControls *controls, QWidget *buttons, QWidget *parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool isOneRow() const { return m_isOneRow; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    // What is asked, or the title, may have become longer.
    bool event(QEvent *event) override;

private:
    void arrange();

    QWidget *m_title;
    DashboardControls *m_controls;
    QWidget *m_buttons;
    QGridLayout *m_grid;
    bool m_isOneRow = false;
};

} // namespace howdah::ui
