// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/allowfunctiondialog.h"

#include "base/whendone.h"
#include "common/widgets.h"
#include "operations/writelock.h"

#include <QLineEdit>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

AllowFunctionDialog::AllowFunctionDialog(ConnectionController &controller, QWidget *parent)
    : QDialog(parent)
    , m_controller(controller)
    , m_function(new QLineEdit)
    , m_problem(plainLabel())
    , m_allow(button(tr("Allow"), ButtonRole::Danger))
{
    setWindowTitle(tr("Allow a function"));
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(520);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside);
    column->addWidget(headingLabel(tr("Which function only reads?")));
    QLabel *words = mutedLabel(tr("It is declared VOLATILE, so it is refused while %1 is locked. Allow it if you know "
                                  "what it does: tables stay locked, but its other effects are not controlled. This is "
                                  "recorded in the audit log, and applies until this window connects elsewhere.")
                                   .arg(controller.label()));
    words->setWordWrap(true);
    column->addWidget(words);
    m_function->setObjectName(u"allowedFunction"_s);
    m_function->setAccessibleName(tr("Function"));
    m_function->setPlaceholderText(tr("schema.function"));
    column->addWidget(m_function);
    m_problem->setObjectName(u"allowProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    auto *row = new QHBoxLayout;
    auto *cancel = button(tr("Do not allow"));
    cancel->setObjectName(u"safe"_s);
    m_allow->setObjectName(u"accept"_s);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_allow);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
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
    m_problem->hide();
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
        m_problem->setText(describe(answer.error()));
        m_problem->show();
    });
}

} // namespace howdah::ui
