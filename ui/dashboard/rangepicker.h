// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/timerange.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace howdah::ui {

class ChoicePopup;

// The range of time and the zone that a dashboard is looked at in: presets, a text in the forms of timerange.h whose
// error stands beside it, and a list of zones that can be searched.
class RangePicker final : public QWidget
{
    Q_OBJECT
public:
    explicit RangePicker(QWidget *parent = nullptr);

    void setSelection(const metrics::TimeSelection &selection);
    [[nodiscard]] metrics::TimeSelection selection() const { return m_selection; }
    void setZone(const QTimeZone &zone);
    [[nodiscard]] QTimeZone zone() const { return m_zone; }
    // What the text means now.
    [[nodiscard]] Result<metrics::TimeRange> range() const;

    [[nodiscard]] QLineEdit *field() const { return m_field; }
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void selectionChosen(const howdah::metrics::TimeSelection &selection);
    void zoneChosen(const QTimeZone &zone);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void judge();
    void accept();
    void showRangeProblem();
    void openZones();
    QWidget *buildPresets();

    metrics::TimeSelection m_selection;
    QTimeZone m_zone;
    QLineEdit *m_field;
    QLabel *m_problem;
    QPushButton *m_zoneButton;
    ChoicePopup *m_zones = nullptr;
    QTimer m_judging;
};

} // namespace howdah::ui
