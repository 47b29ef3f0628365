// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "query/history/historykeeper.h"

#include <QAbstractListModel>

#include <vector>

namespace howdah::ui {

// Entries of the history, the newest first, with a line above the first of each day. Holds of each what its row shows,
// and reads a page more when the end is scrolled to. UI thread; the keeper outlives it.
class RunHistoryModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IsDayRole = Qt::UserRole,
        IdRole,
        WordsRole, // of the entry: its name, else the beginning of its text in one line
        FactsRole, // when, how long, how many rows, where
        ErrorRole,
        PinnedRole,
        NamedRole,
    };
    static constexpr int PageSize = 300;
    // Of an entry, as its row shows it.
    struct Row
    {
        qint64 id = 0; // 0: the line of a day
        QDate day;     // by the zone of this machine
        QDateTime at;
        QString words;
        QString database;
        double milliseconds = 0;
        qint64 rows = -1;
        bool isNamed = false;
        bool isFailed = false;
        bool isPinned = false;
    };

    explicit RunHistoryModel(query::HistoryKeeper *history, QObject *parent = nullptr);

    void setFilter(const query::HistoryFilter &filter);
    [[nodiscard]] const query::HistoryFilter &filter() const { return m_filter; }
    // From the newest on again; what is shown stays until its answer is there.
    void readAgain();
    [[nodiscard]] qint64 idAt(const QModelIndex &index) const { return index.data(IdRole).toLongLong(); }
    [[nodiscard]] QModelIndex indexOf(qint64 id) const;
    // The first entry, or none.
    [[nodiscard]] QModelIndex firstEntry() const;
    [[nodiscard]] qint64 entries() const { return m_entries; }
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void arrived(); // the first page of what was asked for
    void failed(const howdah::Error &error);

private:
    void ask(qint64 before);
    void take(const std::vector<Row> &rows, bool isFirst);

    query::HistoryKeeper *m_history;
    query::HistoryFilter m_filter;
    std::vector<Row> m_rows;
    Latest m_asking;
    qint64 m_entries = 0;
    bool m_isReading = false;
    bool m_isWhole = true;
};

} // namespace howdah::ui
