// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/gridroles.h"
#include "data/pagesource.h"

#include <deque>
#include <memory>

namespace howdah::ui {

// The rows of a relation around one place: at most some pages of them, however long the relation is. Pages come by
// themselves when the view nears an end of the window, and go at the other end. UI thread; never blocks.
class GridModel final : public WindowedTableModel
{
    Q_OBJECT
public:
    explicit GridModel(QObject *parent = nullptr);
    ~GridModel() override;

    // Another relation, filter or order: the first page is asked for. The session is used by this model alone.
    void
    open(std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total);
    void close();
    // Reads again what is shown, at the same place.
    void reload();
    // Another session for the same query, after the line was lost: what is shown stays, and is read again.
    void reopen(std::shared_ptr<connection::Session> session);
    void cancel();

    [[nodiscard]] bool isOpen() const { return m_source != nullptr; }
    [[nodiscard]] bool isLoading() const { return m_source && m_source->isFetching(); }
    [[nodiscard]] const data::PageQuery *query() const { return m_source ? &m_source->query() : nullptr; }
    [[nodiscard]] const std::vector<data::SortColumn> &sort() const { return m_sort; }
    void setSortShown(std::vector<data::SortColumn> sort) { m_sort = std::move(sort); }
    [[nodiscard]] data::RowTotal total() const { return m_total; }
    void setTotal(data::RowTotal total);
    // How long the last page took on its way, in milliseconds.
    [[nodiscard]] double lastPageMs() const { return m_lastMs; }
    // There are more rows than can be reached, because they cannot be told apart.
    [[nodiscard]] bool isCut() const { return m_cut; }

    // The whole row for the record panel.
    void fetchRecord(int row, std::function<void(const Result<connection::RowBatch> &)> handler);
    [[nodiscard]] data::RowIdentity identity(int row) const;
    // The values that are here, as text; wide ones may be cut.
    [[nodiscard]] QString text(int row, int column) const;

    // WindowedTableModel
    [[nodiscard]] qint64 firstPosition() const override { return m_first.row; }
    [[nodiscard]] bool isPositionExact() const override { return m_first.exact; }
    [[nodiscard]] qint64 totalRows() const override { return m_total.rows; }
    [[nodiscard]] bool isAtStart() const override { return m_atStart; }
    [[nodiscard]] bool isAtEnd() const override { return m_atEnd; }
    void fetchBefore() override;
    void fetchAfter() override;
    void jumpToStart() override;
    void jumpToEnd() override;
    void jumpToFraction(double fraction) override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int MostPages = 5;

Q_SIGNALS:
    void loadingChanged(bool loading);
    void pageArrived();
    // The rows that are here stay. No more are asked for until reload(), reopen() or a jump.
    void failed(const howdah::Error &error);

private:
    enum class Wanted { Nothing, Replace, After, Before };

    void fetch(data::PageRequest request, Wanted wanted, int showRow = 0);
    void arrived(const data::Page &page, Wanted wanted, int showRow);
    void replace(const data::Page &page, int showRow);
    void append(const data::Page &page);
    void prepend(const data::Page &page);
    void learnTotal();
    [[nodiscard]] std::pair<const connection::RowBatch *, int> locate(int row) const;
    [[nodiscard]] const data::ColumnShape &column(int section) const;

    std::unique_ptr<data::PageSource> m_source;
    std::deque<connection::RowBatch> m_pages;
    std::vector<data::SortColumn> m_sort;
    data::Position m_first;
    data::RowTotal m_total;
    int m_rows = 0;
    int m_serverVersion = 0;
    bool m_atStart = true;
    bool m_atEnd = true;
    bool m_cut = false;
    bool m_failed = false;
    Wanted m_wanted = Wanted::Nothing;
    double m_lastMs = 0;
};

} // namespace howdah::ui
