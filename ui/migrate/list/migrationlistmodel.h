// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationrow.h"

#include <QAbstractListModel>

#include <map>
#include <set>

namespace howdah::ui {

// The migrations of a source and a database as a list: applied first, then what is pending, each by version. Offers
// roles with meaning; signs and colours are the delegate's. UI thread.
class MigrationListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        StateRole = Qt::UserRole, // migration::State as int
        GroupRole,                // MigrationGroup as int
        ActivityRole,             // Activity as int
        VersionRole,
        NameRole,
        AppliedAtRole,     // QDateTime, invalid when it was never applied
        AppliedAtTextRole, // the server's own text of it
        AppliedByRole,
        DurationRole, // double, milliseconds; negative when unknown
        ProblemsRole, // QStringList
        SearchRole,   // everything that a search looks into
        LaneRole,     // bool: out of order, beside the line of the others
        ProofRole,    // migration::Badge as int; invalid when its rollback was never rehearsed
        ErrorsRole,   // int: findings of the checks, of those that wait
        WarningsRole, // int
    };
    // What a run that is under way does with a migration.
    enum class Activity { None, Waiting, Applying, RollingBack };

    using QAbstractListModel::QAbstractListModel;

    // Changes only what differs, so that a selection stays with its migration.
    void setRows(std::vector<MigrationRow> rows);
    [[nodiscard]] const std::vector<MigrationRow> &rows() const { return m_rows; }
    [[nodiscard]] const MigrationRow *row(const migration::Version &version) const;
    // -1 when there is none.
    [[nodiscard]] int indexOf(const migration::Version &version) const;

    // What a run tells before the history is read again.
    void setActivity(const migration::Version &version, Activity activity);
    void setActivities(const std::vector<migration::Version> &versions, Activity activity);
    void setDone(const migration::Version &version, migration::State state, const QDateTime &at, double milliseconds);
    void clearActivities();
    // The words for "5 minutes ago" grow old.
    void refreshTimes();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    [[nodiscard]] QString toolTip(const MigrationRow &row) const;
    [[nodiscard]] QString accessibleText(const MigrationRow &row) const;
    void removeOthers(const std::set<migration::Version> &wanted);
    void insert(int at, const std::vector<MigrationRow> &rows);
    void moveHere(const migration::Version &version, int at);

    std::vector<MigrationRow> m_rows;
    mutable std::map<migration::Version, int> m_places; // of the rows; empty until it is asked for
    std::vector<Activity> m_activities;                 // one a row
};

} // namespace howdah::ui
