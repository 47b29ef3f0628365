// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transfer/transfersubject.h"

#include <QDialog>
#include <QPointer>

#include <functional>

class QAction;

namespace howdah::ui {

class ConnectionController;
class TaskList;

// Exporting what is open to a file, and importing a file into it. One dialog at a time. UI thread.
class TransferActions final : public QObject
{
    Q_OBJECT
public:
    using Provider = std::function<std::optional<TransferSubject>()>;

    // `dialogParent` owns this, and the dialogs.
    TransferActions(ConnectionController *connection, TaskList *tasks, QWidget *dialogParent);

    // Asked when an action is triggered; nothing when nothing is open.
    void setSubject(Provider provider);
    [[nodiscard]] QAction *exportAction() const { return m_export; }
    [[nodiscard]] QAction *importAction() const { return m_import; }
    // What is open has changed.
    void update();
    // The one that is open; nullptr without.
    [[nodiscard]] QDialog *dialog() const { return m_dialog; }

Q_SIGNALS:
    // Rows were written: what shows them is stale.
    void imported(quint32 relationOid);

private:
    void openExport();
    void openImport();
    void show(QDialog *dialog);

    ConnectionController *m_connection;
    TaskList *m_tasks;
    QWidget *m_parent;
    Provider m_provider;
    QAction *m_export;
    QAction *m_import;
    QPointer<QDialog> m_dialog;
};

} // namespace howdah::ui
