// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "metrics/paneldata.h"

#include <QWidget>

class QToolButton;

namespace howdah::ui {

// The entities of a chart by line, marker and name. Each is a button: pressed, its series is shown.
class Legend final : public QWidget
{
    Q_OBJECT
public:
    explicit Legend(EntityStyles &styles, QWidget *parent = nullptr);
    // Nothing is shown for a single series without a name and without a previous period.
    void setData(const metrics::PanelData &shown);
    [[nodiscard]] QStringList hidden() const;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void hiddenChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int place(int width, bool really) const;
    void dress();

    EntityStyles &m_styles;
    std::vector<QToolButton *> m_buttons;
    QToolButton *m_previous = nullptr;
};

// The same into a picture; returns the height that it took. Nothing is painted when `painter` is null.
int paintLegend(
    QPainter *painter, const QRect &place, const QPalette &palette, const metrics::PanelData &data,
    EntityStyles &styles);

} // namespace howdah::ui
