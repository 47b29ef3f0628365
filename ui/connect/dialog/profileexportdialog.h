// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "base/result.h"
#include "connection/profile/profileimport.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;

namespace howdah::ui {

// Writes chosen profiles into a file, without any secret, and says beforehand what the format cannot hold. All reading
// and writing happens on another thread.
class ProfileExportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `chosen`: only this one is checked at first; empty: all.
    explicit ProfileExportDialog(const QString &chosen, QWidget *parent = nullptr);

    void setFile(const QString &path) const;

Q_SIGNALS:
    void loaded();
    void exported(const QString &path);
    void failed(const howdah::Error &error);

private:
    void build();
    void showProfiles(const Result<std::vector<connection::Profile>> &profiles, const QString &chosen);
    void judge();
    void chooseFile();
    void write(bool replace);
    [[nodiscard]] connection::ProfileFormat format() const;
    [[nodiscard]] std::vector<connection::Profile> checkedProfiles() const;

    std::vector<connection::Profile> m_profiles;
    QListWidget *m_list;
    QComboBox *m_format;
    QLineEdit *m_file;
    QLabel *m_notes;
    QPushButton *m_write = nullptr;
    bool m_replace = false; // the file is there, and that was said
    bool m_busy = false;
};

} // namespace howdah::ui
