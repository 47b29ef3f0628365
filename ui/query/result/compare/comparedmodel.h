// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/compare/differences.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QThreadPool>

#include <set>

namespace howdah::ui {

// The lines of a comparison: what became of each row, and its values; of a cell that differs both. Lines come from the
// answers as they are looked at, on another thread. UI thread.
class ComparedModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit ComparedModel(QObject *parent = nullptr);
    ~ComparedModel() override;

    void show(
        std::shared_ptr<const query::Comparison> comparison, query::CompareSide left, query::CompareSide right,
        bool onlyDifferences);
    void clear();
    void setOnlyDifferences(bool only);
    [[nodiscard]] bool isOnlyDifferences() const { return m_onlyDifferences; }

    [[nodiscard]] const std::shared_ptr<const query::Comparison> &comparison() const { return m_comparison; }
    [[nodiscard]] const query::ComparedRow &row(int row) const;
    // The next difference behind `row`, or before it; -1 when there is none.
    [[nodiscard]] int nextDifference(int row, int step) const;
    // The column of the comparison's wish that is shown there; -1 for the word.
    [[nodiscard]] int wishColumn(int column) const { return column < 1 ? -1 : m_order[size_t(column) - 1]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void failed(const howdah::Error &error);

private:
    using Page = std::vector<query::ComparedLine>;

    void choose();
    [[nodiscard]] const query::ComparedLine *line(int row) const;
    void read(int page) const;
    void take(int page, const Result<std::shared_ptr<const Page>> &read);
    [[nodiscard]] QString text(const query::ComparedLine &line, int column) const;
    [[nodiscard]] QVariant wordData(int row, int role) const;
    [[nodiscard]] QVariant cellData(int row, int column, int role) const;

    std::shared_ptr<const query::Comparison> m_comparison;
    query::CompareSide m_left;
    query::CompareSide m_right;
    std::vector<int> m_order; // the key's columns first
    bool m_onlyDifferences = true;
    std::vector<quint32> m_shown; // places in the comparison's rows; empty: all of them
    bool m_isFiltered = false;
    quint64 m_question = 0; // what is read for another comparison is dropped
    mutable QCache<int, Page> m_pages{64};
    mutable std::set<int> m_reading;
    mutable QThreadPool m_pool;
};

} // namespace howdah::ui
