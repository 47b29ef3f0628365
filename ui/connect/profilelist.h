// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile.h"

#include <QWidget>

#include <vector>

class QLabel;
class QListWidget;

namespace howdah::ui {

// The profiles of this user, the private server's first: read on another thread, shown with environment and place. A
// file that cannot be read is told in their place.
class ProfileList final : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileList(QWidget *parent = nullptr);

    // Reads them again; chooses the one with this id when it is there.
    void reload(const QString &choose = {});
    [[nodiscard]] const connection::Profile *current() const;
    void clearChoice();

Q_SIGNALS:
    void loaded();
    void chosen(const howdah::connection::Profile &profile);    // looked at
    void activated(const howdah::connection::Profile &profile); // Return, or a double click

private:
    void show(std::vector<connection::Profile> profiles, const QString &choose);

    QListWidget *m_list;
    QLabel *m_problem;
    std::vector<connection::Profile> m_profiles;
};

} // namespace howdah::ui
