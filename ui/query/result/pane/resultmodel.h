// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "grid/windowedtablemodel.h"
#include "query/result/resultcolumns.h"
#include "query/result/resultpage.h"
#include "query/result/roworder.h"
#include "query/result/rowwish.h"
#include "value/cellroles.h"

#include <QPointer>
#include <QTimer>

#include <deque>
#include <set>

namespace howdah::ui {

class ResultOverlay;

// The rows of an answer around one place, as they come or in another order, however many there are: pages of them are
// read on other threads. While rows come it grows by itself at its end, up to a window's worth. UI thread; never
// blocks.
class ResultModel final : public WindowedTableModel
{
    Q_OBJECT
public:
    explicit ResultModel(QObject *parent = nullptr);
    ~ResultModel() override;

    // The answer that is shown; its rows may still come. nullptr: none.
    void open(std::shared_ptr<query::ResultStore> store, std::vector<query::ResultColumn> columns);
    // Only these rows, in this order; nullptr: all as they came. Goes to the first one.
    void setOrder(std::shared_ptr<const query::RowOrder> order);
    // How they are sorted, for the heads.
    void setSort(std::vector<query::SortTerm> sort);
    // Outlives this or takes itself away; nullptr: none.
    void setOverlay(ResultOverlay *overlay);
    [[nodiscard]] ResultOverlay *overlay() const;
    // Columns whose values are neither shown nor copied.
    void setMasked(std::set<int> columns);
    [[nodiscard]] bool isMasked(int column) const { return m_masked.contains(column); }

    [[nodiscard]] const std::shared_ptr<query::ResultStore> &store() const { return m_store; }
    [[nodiscard]] const std::shared_ptr<const query::RowOrder> &order() const { return m_order; }
    [[nodiscard]] const std::vector<query::ResultColumn> &columns() const { return m_columns; }
    [[nodiscard]] const std::vector<query::SortTerm> &sort() const { return m_sort; }
    // Of a row that is here, its number in the store; -1 for none.
    [[nodiscard]] qint64 storeRow(int row) const;
    [[nodiscard]] int rowOf(qint64 storeRow) const; // -1 when it is not here
    // What is staged, else what came; of a long value only the beginning is here (isCut).
    [[nodiscard]] data::CellValue value(int row, int column) const;
    [[nodiscard]] bool isCut(int row, int column) const;
    // Rows may have come, or no more will.
    void lookAgain();
    [[nodiscard]] bool isReading() const { return m_reading; }
    // So many rows are here at most, and bytes of them.
    [[nodiscard]] qint64 bytesHeld() const;

    // WindowedTableModel
    [[nodiscard]] qint64 firstPosition() const override;
    [[nodiscard]] bool isPositionExact() const override { return true; }
    [[nodiscard]] qint64 totalRows() const override;
    [[nodiscard]] bool isAtStart() const override { return firstPosition() == 0; }
    [[nodiscard]] bool isAtEnd() const override { return firstPosition() + m_count >= totalRows(); }
    void fetchBefore() override;
    void fetchAfter() override;
    void jumpToStart() override { jumpTo(0); }
    void jumpToEnd() override;
    void jumpToFraction(double fraction) override;
    // To a row by its place among those that are shown.
    void jumpTo(qint64 position);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    // Rows that were asked for are here.
    void pageArrived();
    void failed(const howdah::Error &error);

private:
    enum class Wanted { After, Before, Replace };
    struct Place
    {
        const query::ResultPage *page = nullptr;
        int at = 0;
    };
    void read(Wanted wanted, qint64 first, qint64 count, qint64 show);
    void take(Wanted wanted, query::ResultPage page, qint64 show);
    void append(query::ResultPage page);
    void prepend(query::ResultPage page);
    [[nodiscard]] Place locate(int row) const;
    [[nodiscard]] qint64 pageRows() const;
    [[nodiscard]] QVariant maskedData(int role) const;
    [[nodiscard]] QVariant overlayData(int row, int column, int role) const;
    [[nodiscard]] CellState cellState(int row, int column) const;
    [[nodiscard]] QVariant columnHead(int section, int role) const;
    [[nodiscard]] QVariant rowHead(int row, int role) const;
    void overlayChanged(qint64 first, qint64 last);

    std::shared_ptr<query::ResultStore> m_store;
    std::shared_ptr<const query::RowOrder> m_order;
    std::vector<query::ResultColumn> m_columns;
    std::vector<query::SortTerm> m_sort;
    std::set<int> m_masked;
    QPointer<ResultOverlay> m_overlay;
    std::deque<query::ResultPage> m_pages;
    int m_count = 0;    // rows of all pages
    qint64 m_total = 0; // as it was told last
    bool m_reading = false;
    Latest m_asked;
};

} // namespace howdah::ui
