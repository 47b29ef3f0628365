// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migrationlistmodel.h"

#include "migrate/words.h"


#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void MigrationListModel::setRows(std::vector<MigrationRow> rows)
{
    // Applying a migration moves it from one group to the other, but mostly leaves the order as it was.
    const auto same = [](const MigrationRow &a, const MigrationRow &b) { return a.version == b.version; };
    const size_t shorter = std::min(rows.size(), m_rows.size());
    size_t prefix = 0;
    while (prefix < shorter && same(rows[prefix], m_rows[prefix]))
        ++prefix;
    size_t suffix = 0;
    while (suffix < shorter - prefix && same(rows[rows.size() - 1 - suffix], m_rows[m_rows.size() - 1 - suffix]))
        ++suffix;
    replaceMiddle({rows.begin() + qsizetype(prefix), rows.end() - qsizetype(suffix)}, prefix, suffix);
    for (size_t i = 0; i < rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        Q_EMIT dataChanged(index(int(i)), index(int(i)));
    }
}

void MigrationListModel::replaceMiddle(std::vector<MigrationRow> rows, size_t prefix, size_t suffix)
{
    const auto first = qsizetype(prefix);
    if (const qsizetype old = qsizetype(m_rows.size() - prefix - suffix); old > 0) {
        beginRemoveRows({}, int(first), int(first + old - 1));
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + old);
        m_activities.erase(m_activities.begin() + first, m_activities.begin() + first + old);
        endRemoveRows();
    }
    if (!rows.empty()) {
        beginInsertRows({}, int(first), int(first + qsizetype(rows.size()) - 1));
        m_activities.insert(m_activities.begin() + first, rows.size(), Activity::None);
        m_rows.insert(
            m_rows.begin() + first, std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        endInsertRows();
    }
}

int MigrationListModel::indexOf(const migration::Version &version) const
{
    const auto found = std::ranges::find(m_rows, version, &MigrationRow::version);
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

const MigrationRow *MigrationListModel::row(const migration::Version &version) const
{
    const int at = indexOf(version);
    return at < 0 ? nullptr : &m_rows[size_t(at)];
}

void MigrationListModel::setActivity(const migration::Version &version, Activity activity)
{
    const int at = indexOf(version);
    if (at < 0 || m_activities[size_t(at)] == activity)
        return;
    m_activities[size_t(at)] = activity;
    Q_EMIT dataChanged(index(at), index(at));
}

void MigrationListModel::setState(const migration::Version &version, migration::State state)
{
    const int at = indexOf(version);
    if (at < 0 || m_rows[size_t(at)].state == state)
        return;
    m_rows[size_t(at)].state = state;
    Q_EMIT dataChanged(index(at), index(at));
}

void MigrationListModel::clearActivities()
{
    for (size_t i = 0; i < m_activities.size(); ++i) {
        if (std::exchange(m_activities[i], Activity::None) != Activity::None)
            Q_EMIT dataChanged(index(int(i)), index(int(i)));
    }
}

void MigrationListModel::refreshTimes()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Qt::ToolTipRole, AppliedAtRole});
}

int MigrationListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
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
        return QString(
            row.version.text() + u' ' + row.name + u' ' + stateWord(row.state) + u' ' + row.appliedBy);
    default:
        return {};
    }
}

QHash<int, QByteArray> MigrationListModel::roleNames() const
{
    return {{StateRole, "state"},          {GroupRole, "group"},
            {ActivityRole, "activity"},    {VersionRole, "version"},
            {NameRole, "name"},            {AppliedAtRole, "appliedAt"},
            {AppliedAtTextRole, "appliedAtText"}, {AppliedByRole, "appliedBy"},
            {DurationRole, "duration"},    {ProblemsRole, "problems"},
            {SearchRole, "search"},        {Qt::DisplayRole, "display"}};
}

QString MigrationListModel::toolTip(const MigrationRow &row) const
{
    QStringList lines{row.version.text() + u' ' + row.name, stateSentence(row)};
    if (!row.appliedAtText.isEmpty())
        lines << tr("Last run: %1").arg(row.appliedAtText);
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
    if (!row.problems.isEmpty())
        parts << problemsWord(row.problems.size());
    return parts.join(u", "_s);
}

} // namespace howdah::ui
