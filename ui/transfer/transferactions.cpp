// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transferactions.h"

#include "common/icons.h"
#include "connect/connectioncontroller.h"
#include "transfer/exportdialog.h"
#include "transfer/importdialog.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

TransferActions::TransferActions(ConnectionController *connection, TaskList *tasks, QWidget *dialogParent)
    : QObject(dialogParent)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_parent(dialogParent)
    , m_export(new QAction(icon(u"document-export"), tr("Export rows…"), this))
    , m_import(new QAction(icon(u"document-import"), tr("Import rows…"), this))
{
    m_export->setShortcut(QKeySequence(u"Ctrl+Shift+E"_s));
    m_import->setShortcut(QKeySequence(u"Ctrl+Shift+I"_s));
    m_export->setToolTip(tr("Write these rows to a file"));
    m_import->setToolTip(tr("Read rows from a file into this table"));
    connect(m_export, &QAction::triggered, this, &TransferActions::openExport);
    connect(m_import, &QAction::triggered, this, &TransferActions::openImport);
    connect(m_connection, &ConnectionController::stateChanged, this, &TransferActions::update);
    update();
}

void TransferActions::setSubject(Provider provider)
{
    m_provider = std::move(provider);
    update();
}

void TransferActions::update()
{
    const bool connected = m_connection->isConnected() && m_provider;
    const auto subject = connected ? m_provider() : std::nullopt;
    m_export->setEnabled(subject.has_value());
    m_import->setEnabled(subject && subject->shape.kind != data::RelationKind::MaterializedView);
}

void TransferActions::show(QDialog *dialog)
{
    if (m_dialog)
        m_dialog->close();
    m_dialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void TransferActions::openExport()
{
    if (auto subject = m_provider ? m_provider() : std::nullopt)
        show(new RowsExportDialog(m_connection, m_tasks, *std::move(subject), m_parent));
}

void TransferActions::openImport()
{
    const auto subject = m_provider ? m_provider() : std::nullopt;
    if (!subject)
        return;
    auto *dialog = new ImportDialog(m_connection, m_tasks, subject->shape, m_parent);
    connect(dialog, &ImportDialog::imported, this, [this, oid = subject->shape.oid] { Q_EMIT imported(oid); });
    show(dialog);
}

} // namespace howdah::ui
