// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/unlockdialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace howdah::ui {

UnlockDialog::UnlockDialog(ConnectionController &controller, QWidget *parent)
    : DialogFrame(
          {.title = tr("Unlock writing"),
           .heading = tr("Unlock %1 for writing?").arg(controller.label()),
           .text = tr("This is a production server. It is locked again automatically afterwards; what is still running "
                      "then may finish. Time, reason and every change are recorded in the audit log.")},
          parent)
    , m_controller(controller)
    , m_time(new QComboBox)
    , m_reason(new QLineEdit)
{
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(520);
    for (const int minutes : {5, 15, 30, 60})
        m_time->addItem(tr("%n minute(s)", nullptr, minutes), minutes);
    for (const int hours : {4, 8})
        m_time->addItem(tr("%n hour(s)", nullptr, hours), hours * 60);
    m_time->setCurrentIndex(1);
    m_time->setObjectName(u"unlockTime"_s);
    m_time->setAccessibleName(tr("Duration"));
    m_reason->setObjectName(u"unlockReason"_s);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("What you will do, or the ticket number"));
    auto *form = new QFormLayout;
    form->setSpacing(space::inside);
    form->addRow(tr("&Reason"), m_reason);
    form->addRow(tr("&For"), m_time);
    content()->addLayout(form);
    addProblem(u"unlockProblem"_s);
    addSafe(tr("Keep locked"));
    m_unlock = addAccept(tr("Unlock writing"), ButtonRole::Danger);
    connect(m_unlock, &QPushButton::clicked, this, &UnlockDialog::unlockNow);
    connect(m_reason, &QLineEdit::textChanged, this, &UnlockDialog::follow);
    connect(&controller.productionLock(), &ProductionLock::changed, this, [this] {
        if (!m_controller.guard().isLocked())
            accept();
    });
    connect(&controller, &ConnectionController::stateChanged, this, &QDialog::reject);
    connect(&controller.productionLock(), &ProductionLock::unlockFailed, this, [this](const Error &error) {
        showProblem(error.hint.isEmpty() ? error.message : error.message + u'\n' + error.hint);
        follow();
    });
    m_reason->setFocus();
    follow();
}

void UnlockDialog::follow() { m_unlock->setEnabled(!m_reason->text().trimmed().isEmpty()); }

void UnlockDialog::unlockNow()
{
    showProblem({});
    m_unlock->setEnabled(false);
    m_controller.productionLock().unlock(std::chrono::minutes(m_time->currentData().toInt()), m_reason->text());
}

} // namespace howdah::ui
