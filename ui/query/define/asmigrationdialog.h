// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "operations/define/scriptmigration.h"

#include <QTimer>

#include <optional>

class QLineEdit;
class QTabWidget;

namespace howdah::ui {

class Banner;
class SqlView;

// A script as the next migration of a folder: its name, both files as they would be written, what the checks say of
// them, and what of the way back is still to be written. UI thread.
class AsMigrationDialog final : public DialogFrame
{
    Q_OBJECT
public:
    AsMigrationDialog(const QString &folder, const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const;
    // What it would be now; or why it cannot be.
    void showDraft(const Result<operations::ScriptMigration> &draft);
    [[nodiscard]] const std::optional<operations::ScriptMigration> &draft() const { return m_draft; }
    void setBusy(bool isBusy);
    void showError(const Error &error);

Q_SIGNALS:
    void titleChanged(); // a moment after it was typed
    void writeWanted();

private:
    QLineEdit *m_title;
    QLabel *m_files;
    Banner *m_others;
    Banner *m_wayBack;
    Banner *m_findings;
    QTabWidget *m_tabs;
    SqlView *m_up;
    SqlView *m_down;
    QPushButton *m_accept;
    QTimer m_typing;
    std::optional<operations::ScriptMigration> m_draft;
};

} // namespace howdah::ui
