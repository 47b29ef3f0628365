// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/timeline.h"

#include <QAbstractTableModel>

#include <memory>

namespace howdah::ui {

// What happened when, a row each: the same that the chart draws, for reading, copying and screen readers. UI thread.
class TimelineModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Lane, What, State, Begin, End, Duration, Try, By, Waits, Failure, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setTimeline(std::shared_ptr<const entity::Timeline> timeline);
    [[nodiscard]] const std::shared_ptr<const entity::Timeline> &timeline() const { return m_timeline; }
    [[nodiscard]] const entity::TimelineEntry &entry(int row) const { return m_timeline->entries[size_t(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // All of it in lines, for a tip and a screen reader.
    [[nodiscard]] QString tip(int row) const;

private:
    [[nodiscard]] QString text(const entity::TimelineEntry &entry, int column) const;

    std::shared_ptr<const entity::Timeline> m_timeline;
};

} // namespace howdah::ui
