// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/allowfunctiondialog.h"

#include "base/whendone.h"
#include "operations/writelock.h"

#include <QLineEdit>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

AllowFunctionDialog::AllowFunctionDialog(ConnectionController &controller, QWidget *parent)
    : DialogFrame(
          {.title = tr("Allow a function"),
           .heading = tr("Which function only reads?"),
           .text =
               tr("It is declared VOLATILE, so it is refused while %1 is locked. Allow it if you know what it does: "
                  "tables stay locked, but its other effects are not controlled. This is recorded in the audit log, "
                  "and applies until this window connects elsewhere.")
                   .arg(controller.label())},
          parent)
    , m_controller(controller)
    , m_function(new QLineEdit)
{
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(520);
    m_function->setObjectName(u"allowedFunction"_s);
    m_function->setAccessibleName(tr("Function"));
    m_function->setPlaceholderText(tr("schema.function"));
    content()->addWidget(m_function);
    addProblem(u"allowProblem"_s);
    addSafe(tr("Do not allow"));
    m_allow = addAccept(tr("Allow"), ButtonRole::Danger);
    connect(m_allow, &QPushButton::clicked, this, &AllowFunctionDialog::allowNow);
    connect(m_function, &QLineEdit::textChanged, this, &AllowFunctionDialog::follow);
    connect(&controller, &ConnectionController::stateChanged, this, &QDialog::reject);
    m_function->setFocus();
    follow();
}

void AllowFunctionDialog::follow() { m_allow->setEnabled(m_function->text().contains(u'.')); }

// On the disk before it is allowed; that is done where nobody waits.
void AllowFunctionDialog::allowNow()
{
    showProblem({});
    m_allow->setEnabled(false);
    const QString function = m_function->text().trimmed();
    const operations::LockPlace place{
        m_controller.destination().profile ? m_controller.destination().profile->name : QString(),
        m_controller.connector().identity()};
    const auto done = QtConcurrent::run([context = m_controller.sessionContext(), function, place]() -> Result<void> {
        return operations::allowFunction(context->allowedFunctions(), place, function);
    });
    whenDone(this, done, [this, function](const Result<void> &answer) {
        follow();
        if (answer) {
            Q_EMIT allowed(function);
            accept();
            return;
        }
        showProblem(describe(answer.error()));
    });
}

} // namespace howdah::ui
