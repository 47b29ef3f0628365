// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace howdah::ui {

// The narrow column before the rows: a sign for what is to become of each, and for what stands against it. A click
// selects the row.
class GridRowHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit GridRowHeader(QWidget *parent = nullptr);

    // Room for row numbers up to this one; 0: none are shown.
    void setNumbers(qint64 greatest);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
    bool viewportEvent(QEvent *event) override;

private:
    int m_numberWidth = 0;
};

} // namespace howdah::ui
