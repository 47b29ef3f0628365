// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/history/historyentry.h"

#include <QIODevice>
#include <QSqlDatabase>

#include <functional>
#include <span>

namespace howdah::query {

// The history of what was run, as a file of SQLite with an index of its words. Several processes may use one file at a
// time. Of the thread that opens it; blocks on the disk. Errors: ErrorKind::Invalid where the file is damaged (nothing
// is ever repaired in silence: setAside()), ::Io where it cannot be written (full, no rights), ::Timeout where another
// process holds it for longer than two seconds.
class HistoryStore final
{
public:
    HistoryStore() = default;
    ~HistoryStore();
    HistoryStore(const HistoryStore &) = delete;
    HistoryStore &operator=(const HistoryStore &) = delete;

    // Made where there is none, for this user alone.
    [[nodiscard]] Result<void> open(const QString &path);
    [[nodiscard]] bool isOpen() const { return m_database.has_value(); }
    void close();
    // A damaged file gets another name, which is answered; the next open() makes a new one.
    [[nodiscard]] static Result<QString> setAside(const QString &path);
    [[nodiscard]] static QString usualPath(); // in dataFolder()

    // All or none; masked first. Answers the id of the last.
    Result<qint64> add(std::span<const HistoryEntry> entries);
    // The newest first.
    [[nodiscard]] Result<std::vector<HistoryEntry>> find(const HistoryFilter &filter) const;
    [[nodiscard]] Result<std::optional<HistoryEntry>> entry(qint64 id) const;
    [[nodiscard]] Result<qint64> count() const;

    [[nodiscard]] Result<void> pin(qint64 id, bool pinned);
    [[nodiscard]] Result<void> name(qint64 id, const QString &name);
    // What is removed is overwritten in the file. Answers how many there were.
    Result<qint64> remove(const std::vector<qint64> &ids);
    Result<qint64> removeAll(const HistoryFilter &filter); // `most` and `before` do not count
    Result<qint64> retain(const HistoryRetention &retention, const QDateTime &now = QDateTime::currentDateTimeUtc());
    // One JSON object a line, the oldest first. Answers how many. ErrorKind::Io where `to` does not take it.
    Result<qint64> exportTo(QIODevice &to, const HistoryFilter &filter = {}) const;

    // How SQLite would look for this: for tests that hold it to its indexes.
    [[nodiscard]] Result<QStringList> planOf(const HistoryFilter &filter) const;

private:
    [[nodiscard]] Result<void> setUp();
    Result<void> run(const QString &sql, const QVariantList &values = {}) const;
    [[nodiscard]] Result<void> inTransaction(const std::function<Result<void>()> &work);

    QString m_path;
    std::optional<QSqlDatabase> m_database; // Qt's list knows it by a name of its own
};

} // namespace howdah::query
