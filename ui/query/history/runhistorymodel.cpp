// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/runhistorymodel.h"

#include "base/figures.h"
#include "common/quantities.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qsizetype LongestWords = 200;

using Row = RunHistoryModel::Row;

// On the keeper's thread: of a text of megabytes only its beginning comes home.
Row rowOf(const query::HistoryEntry &entry)
{
    const QDateTime at = entry.at.toLocalTime();
    return {
        .id = entry.id,
        .day = at.date(),
        .at = at,
        .words = entry.name.isEmpty() ? entry.text.left(4 * LongestWords).simplified().left(LongestWords) : entry.name,
        .database = entry.database,
        .milliseconds = entry.milliseconds,
        .rows = entry.rows,
        .isNamed = !entry.name.isEmpty(),
        .isFailed = !entry.error.isEmpty(),
        .isPinned = entry.pinned};
}

QString dayText(QDate day)
{
    const QDate today = QDate::currentDate();
    if (day == today)
        return RunHistoryModel::tr("Today");
    if (day == today.addDays(-1))
        return RunHistoryModel::tr("Yesterday");
    return QLocale().toString(day, QLocale::LongFormat);
}

QString factsOf(const Row &row)
{
    QStringList facts{QLocale().toString(row.at.time(), u"HH:mm:ss"_s), durationText(row.milliseconds)};
    if (row.isFailed)
        facts << RunHistoryModel::tr("failed");
    else if (row.rows >= 0)
        facts << rowsWord(row.rows);
    if (!row.database.isEmpty())
        facts << row.database;
    return facts.join(u" · "_s);
}

} // namespace

RunHistoryModel::RunHistoryModel(query::HistoryKeeper *history, QObject *parent)
    : QAbstractListModel(parent)
    , m_history(history)
{
}

void RunHistoryModel::setFilter(const query::HistoryFilter &filter)
{
    m_filter = filter;
    m_filter.most = PageSize;
    m_filter.before = 0;
    readAgain();
}

void RunHistoryModel::readAgain() { ask(0); }

void RunHistoryModel::ask(qint64 before)
{
    query::HistoryFilter filter = m_filter;
    filter.before = before;
    m_isReading = true;
    using Answer = Result<std::vector<Row>>;
    m_asking.ask(
        this, m_history->ask([filter](query::HistoryStore &store) -> Answer {
            const auto found = store.find(filter);
            if (!found)
                return fail(found.error());
            std::vector<Row> rows;
            rows.reserve(found->size());
            for (const query::HistoryEntry &entry : *found)
                rows.push_back(rowOf(entry));
            return rows;
        }),
        [this, before](const Answer &rows) {
            m_isReading = false;
            if (!rows) {
                m_isWhole = true; // asking again and again helps nobody
                Q_EMIT failed(rows.error());
                return;
            }
            take(*rows, before == 0);
            if (before == 0)
                Q_EMIT arrived();
        });
}

void RunHistoryModel::take(const std::vector<Row> &rows, bool isFirst)
{
    std::vector<Row> added;
    QDate day = isFirst || m_rows.empty() ? QDate() : m_rows.back().day;
    for (const Row &row : rows) {
        if (row.day != day) {
            day = row.day;
            added.push_back({.day = day});
        }
        added.push_back(row);
    }
    m_isWhole = qsizetype(rows.size()) < PageSize;
    if (isFirst) {
        beginResetModel();
        m_rows = std::move(added);
        m_entries = qint64(rows.size());
        endResetModel();
        return;
    }
    m_entries += qint64(rows.size());
    if (added.empty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + added.size()) - 1);
    m_rows.insert(m_rows.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    endInsertRows();
}

QModelIndex RunHistoryModel::indexOf(qint64 id) const
{
    const auto found = std::ranges::find(m_rows, id, &Row::id);
    return id == 0 || found == m_rows.end() ? QModelIndex() : index(int(found - m_rows.begin()));
}

QModelIndex RunHistoryModel::firstEntry() const { return m_rows.size() < 2 ? QModelIndex() : index(1); }

int RunHistoryModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant RunHistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= int(m_rows.size()))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const bool isDay = row.id == 0;
    switch (role) {
    case Qt::DisplayRole:
    case WordsRole:
        return isDay ? dayText(row.day) : row.words;
    case Qt::AccessibleTextRole:
        return isDay ? dayText(row.day) : tr("%1, %2").arg(row.words, factsOf(row));
    case FactsRole:
        return isDay ? QString() : factsOf(row);
    case IsDayRole:
        return isDay;
    case IdRole:
        return row.id;
    case ErrorRole:
        return row.isFailed;
    case PinnedRole:
        return row.isPinned;
    case NamedRole:
        return row.isNamed;
    default:
        return {};
    }
}

Qt::ItemFlags RunHistoryModel::flags(const QModelIndex &index) const
{
    return index.data(IsDayRole).toBool() ? Qt::ItemIsEnabled : QAbstractListModel::flags(index);
}

bool RunHistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isWhole && !m_isReading;
}

void RunHistoryModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent) && !m_rows.empty())
        ask(m_rows.back().id);
}

} // namespace howdah::ui
