// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationlistmodel.h"

#include "common/quantities.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Version;

void MigrationListModel::setRows(std::vector<MigrationRow> rows)
{
    std::set<Version> wanted;
    for (const MigrationRow &row : rows)
        wanted.insert(row.version);
    removeOthers(wanted);
    std::set<Version> known;
    for (const MigrationRow &row : m_rows)
        known.insert(row.version);
    for (size_t i = 0; i < rows.size(); ++i) {
        if (!known.contains(rows[i].version)) {
            const auto begin = rows.begin() + qsizetype(i);
            const auto end = std::find_if(
                begin, rows.end(), [&known](const MigrationRow &row) { return known.contains(row.version); });
            insert(int(i), {begin, end});
            i += size_t(end - begin) - 1;
            continue;
        }
        moveHere(rows[i].version, int(i));
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        Q_EMIT dataChanged(index(int(i)), index(int(i)));
    }
}

void MigrationListModel::removeOthers(const std::set<Version> &wanted)
{
    for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
        int first = last;
        while (first >= 0 && !wanted.contains(m_rows[size_t(first)].version))
            --first;
        if (first == last)
            continue;
        beginRemoveRows({}, first + 1, last);
        m_rows.erase(m_rows.begin() + first + 1, m_rows.begin() + last + 1);
        m_activities.erase(m_activities.begin() + first + 1, m_activities.begin() + last + 1);
        m_places.clear();
        endRemoveRows();
        last = first;
    }
}

void MigrationListModel::insert(int at, const std::vector<MigrationRow> &rows)
{
    beginInsertRows({}, at, at + int(rows.size()) - 1);
    m_activities.insert(m_activities.begin() + at, rows.size(), Activity::None);
    m_rows.insert(m_rows.begin() + at, rows.begin(), rows.end());
    m_places.clear();
    endInsertRows();
}

// A migration that changes its group may change its place.
void MigrationListModel::moveHere(const Version &version, int at)
{
    int from = at;
    while (m_rows[size_t(from)].version != version)
        ++from;
    if (from == at || !beginMoveRows({}, from, from, {}, at))
        return;
    std::rotate(m_rows.begin() + at, m_rows.begin() + from, m_rows.begin() + from + 1);
    std::rotate(m_activities.begin() + at, m_activities.begin() + from, m_activities.begin() + from + 1);
    m_places.clear();
    endMoveRows();
}

int MigrationListModel::indexOf(const Version &version) const
{
    if (m_places.empty()) {
        for (size_t i = 0; i < m_rows.size(); ++i)
            m_places.emplace(m_rows[i].version, int(i));
    }
    const auto found = m_places.find(version);
    return found == m_places.end() ? -1 : found->second;
}

const MigrationRow *MigrationListModel::row(const Version &version) const
{
    const int at = indexOf(version);
    return at < 0 ? nullptr : &m_rows[size_t(at)];
}

void MigrationListModel::setActivity(const Version &version, Activity activity)
{
    const int at = indexOf(version);
    if (at < 0 || m_activities[size_t(at)] == activity)
        return;
    m_activities[size_t(at)] = activity;
    Q_EMIT dataChanged(index(at), index(at));
}

// A plan may hold thousands: one change is told, not as many.
void MigrationListModel::setActivities(const std::vector<Version> &versions, Activity activity)
{
    int first = int(m_rows.size());
    int last = -1;
    for (const Version &version : versions) {
        const int at = indexOf(version);
        if (at < 0 || std::exchange(m_activities[size_t(at)], activity) == activity)
            continue;
        first = std::min(first, at);
        last = std::max(last, at);
    }
    if (last >= first)
        Q_EMIT dataChanged(index(first), index(last), {ActivityRole});
}

void MigrationListModel::setDone(
    const Version &version, migration::State state, const QDateTime &at, double milliseconds)
{
    const int place = indexOf(version);
    if (place < 0)
        return;
    MigrationRow &row = m_rows[size_t(place)];
    row.state = state;
    row.note.clear(); // what it says was true before
    row.appliedAt = at;
    row.appliedAtText = at.toString(Qt::ISODate);
    row.appliedBy.clear();
    row.milliseconds = milliseconds;
    Q_EMIT dataChanged(index(place), index(place));
}

void MigrationListModel::clearActivities()
{
    const auto busy = [](Activity activity) { return activity != Activity::None; };
    const auto first = std::ranges::find_if(m_activities, busy);
    if (first == m_activities.end())
        return;
    const auto last = std::find_if(m_activities.rbegin(), m_activities.rend(), busy);
    const int from = int(first - m_activities.begin());
    const int to = int(m_activities.rend() - last) - 1;
    std::ranges::fill(m_activities, Activity::None);
    Q_EMIT dataChanged(index(from), index(to), {ActivityRole});
}

void MigrationListModel::refreshTimes()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Qt::ToolTipRole, AppliedAtRole});
}

int MigrationListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

static QString searchText(const MigrationRow &row)
{
    return QStringList{row.version.text(), row.name,      stateWord(row.state),
                       row.appliedBy,      row.proofText, findingsWord(row.errors, row.warnings)}
        .join(u' ');
}

QVariant MigrationListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const MigrationRow &row = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return QString(row.version.text() + u' ' + row.name);
    case Qt::ToolTipRole:
        return toolTip(row);
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    case StateRole:
        return int(row.state);
    case GroupRole:
        return int(groupOf(row.state));
    case ActivityRole:
        return int(m_activities[size_t(index.row())]);
    case VersionRole:
        return row.version.text();
    case NameRole:
        return row.name;
    case AppliedAtRole:
        return row.appliedAt;
    case AppliedAtTextRole:
        return row.appliedAtText;
    case AppliedByRole:
        return row.appliedBy;
    case DurationRole:
        return row.milliseconds;
    case ProblemsRole:
        return row.problems;
    case SearchRole:
        return searchText(row);
    case LaneRole:
        return row.lane;
    case ProofRole:
        return row.proof ? QVariant(int(*row.proof)) : QVariant();
    case ErrorsRole:
        return row.errors;
    case WarningsRole:
        return row.warnings;
    default:
        return {};
    }
}

QHash<int, QByteArray> MigrationListModel::roleNames() const
{
    return {
        {StateRole, "state"},
        {GroupRole, "group"},
        {ActivityRole, "activity"},
        {VersionRole, "version"},
        {NameRole, "name"},
        {AppliedAtRole, "appliedAt"},
        {AppliedAtTextRole, "appliedAtText"},
        {AppliedByRole, "appliedBy"},
        {DurationRole, "duration"},
        {ProblemsRole, "problems"},
        {SearchRole, "search"},
        {LaneRole, "lane"},
        {ProofRole, "proof"},
        {ErrorsRole, "errors"},
        {WarningsRole, "warnings"},
        {Qt::DisplayRole, "display"}};
}

QString MigrationListModel::toolTip(const MigrationRow &row) const
{
    QStringList lines{row.version.text() + u' ' + row.name, stateSentence(row)};
    if (!row.appliedAtText.isEmpty())
        lines << tr("Last run: %1").arg(row.appliedAtText);
    if (!row.proofText.isEmpty())
        lines << tr("Rehearsed: %1").arg(row.proofText);
    if (const QString found = findingsWord(row.errors, row.warnings); !found.isEmpty())
        lines << tr("Checks: %1").arg(found);
    lines << row.problems;
    return lines.join(u'\n');
}

QString MigrationListModel::accessibleText(const MigrationRow &row) const
{
    QStringList parts{row.version.text() + u' ' + row.name, stateWord(row.state)};
    if (row.appliedAt.isValid())
        parts << relativeTime(row.appliedAt, QDateTime::currentDateTime());
    if (!row.appliedBy.isEmpty())
        parts << tr("by %1").arg(row.appliedBy);
    if (!row.proofText.isEmpty())
        parts << row.proofText;
    if (const QString found = findingsWord(row.errors, row.warnings); !found.isEmpty())
        parts << found;
    if (!row.problems.isEmpty())
        parts << problemsWord(row.problems.size());
    return parts.join(u", "_s);
}

} // namespace howdah::ui
