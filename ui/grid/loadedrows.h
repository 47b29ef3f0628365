// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridwindow.h"
#include "data/page/page.h"

#include <QObject>

namespace howdah::ui {

// The rows of a query that are here: at most some pages around one place, and where they stand in the whole. Says
// before and after what comes and goes, by its place among them. UI thread.
class LoadedRows final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // Nothing is here yet, of so many rows.
    void begin(data::RowTotal total) { m_total = total; }
    // All rows are others: within a reset.
    void replace(const data::Page &page);
    void append(const data::Page &page);
    void prepend(const data::Page &page);
    // They were deleted.
    void remove(int first, int last);
    void setTotal(data::RowTotal total);
    // What the end of the rows tells of their number; some are in the relation without having been read.
    void learnTotal(qint64 added);

    [[nodiscard]] GridWindow &window() { return m_window; }
    [[nodiscard]] const GridWindow &window() const { return m_window; }
    [[nodiscard]] int count() const { return m_window.rowCount(); }
    [[nodiscard]] data::Position first() const { return m_first; }
    [[nodiscard]] data::RowTotal total() const { return m_total; }
    [[nodiscard]] bool isAtStart() const { return m_atStart; }
    [[nodiscard]] bool isAtEnd() const { return m_atEnd; }
    // There are more rows than can be reached, because they cannot be told apart.
    [[nodiscard]] bool isCut() const { return m_cut; }
    // How long the last page took on its way, in milliseconds.
    [[nodiscard]] double lastPageMs() const { return m_lastMs; }

Q_SIGNALS:
    void aboutToInsert(int first, int last);
    void inserted();
    void aboutToRemove(int first, int last);
    void removed();
    void extentChanged();

private:
    void note(const data::Page &page);
    void dropFirstPage();
    void dropLastPage();

    GridWindow m_window;
    data::Position m_first;
    data::RowTotal m_total;
    bool m_atStart = true;
    bool m_atEnd = true;
    bool m_cut = false;
    double m_lastMs = 0;
};

} // namespace howdah::ui
