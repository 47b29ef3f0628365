// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard/dashboardlibrary.h"

#include <QHash>
#include <QWidget>

class QAction;
class QListView;
class QStandardItemModel;

namespace howdah::ui {

// The dashboards that there are, the built-in ones first, and a way to begin one of one's own. UI thread.
class DashboardList final : public QWidget
{
    Q_OBJECT
public:
    explicit DashboardList(QAction *makeNew, QWidget *parent = nullptr);

    // `current`: the path of the one that is shown.
    void setEntries(const std::vector<LibraryEntry> &entries, const QString &current);
    // Tables that the database lacks, by the path of the dashboard that cannot do without: such ones are dimmed and
    // stand apart at the end, under a head that says why.
    void setMissing(const QHash<QString, QStringList> &missing);

Q_SIGNALS:
    void chosen(const QString &path);

protected:
    // Its words have colours and heights of their own, which follow the theme and the zoom.
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void addHead(const QString &text);
    [[nodiscard]] bool isForAnother(const LibraryEntry &entry) const;
    void add(const LibraryEntry &entry, bool isCurrent);

    QStandardItemModel *m_model;
    QListView *m_list;
    std::vector<LibraryEntry> m_entries;
    QHash<QString, QStringList> m_missing;
    QString m_current;
    bool m_isFilling = false;
};

} // namespace howdah::ui
