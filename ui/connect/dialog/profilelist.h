// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/profile/profile.h"

#include <QFileSystemWatcher>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QListWidget;

namespace howdah::ui {

// The profiles of this user, the private server's first, then by their groups; what was used last comes first in its
// group, and its group before others. Read on another thread, and again when the file changes, since other windows and
// howdahctl write there too. A file that cannot be read is told in their place.
class ProfileList final : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileList(QWidget *parent = nullptr);

    // Ids, the last used first.
    void setUsed(const QStringList &ids);
    // Those with edits that are not kept are marked.
    void setEdited(const QSet<QString> &ids);
    // Reads them again; chooses the one with this id when it is there.
    void reload(const QString &choose = {});
    [[nodiscard]] const connection::Profile *current() const;
    [[nodiscard]] const std::vector<connection::Profile> &profiles() const { return m_profiles; }
    void choose(const QString &id);
    void clearChoice();
    // On the context menu, too.
    void addListAction(QAction *action);

Q_SIGNALS:
    void loaded();
    void chosen(const howdah::connection::Profile &profile);    // looked at
    void activated(const howdah::connection::Profile &profile); // Return, or a double click

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildList();
    void showProfiles(std::vector<connection::Profile> profiles);
    void fill();
    void addGroup(const QString &name);
    void addRow(size_t index);
    void filter();
    void watch();
    [[nodiscard]] std::vector<size_t> order() const;
    [[nodiscard]] QString currentId() const;
    [[nodiscard]] int rowOf(const QString &id) const;

    QLineEdit *m_search;
    QListWidget *m_list;
    QLabel *m_problem;
    std::vector<connection::Profile> m_profiles;
    QStringList m_used;
    QSet<QString> m_edited;
    QFileSystemWatcher m_watcher;
    QTimer m_again;
    QString m_wanted; // to be chosen when it has been read
    Latest m_reads;
};

} // namespace howdah::ui
