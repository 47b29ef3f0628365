// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/callsdialog.h"

#include <QPushButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::CaseFromCall;

CallsDialog::CallsDialog(const QString &version, std::vector<CaseFromCall> calls, QWidget *parent)
    : DialogFrame(
          named(
              tr("Add cases from calls of %1").arg(version),
              tr("The values of the variables are recovered from what was sent. The answer becomes the expected one.")),
          parent)
    , m_calls(std::move(calls))
    , m_list(new QTreeWidget)
{
    setObjectName(u"callsDialog"_s);
    resizeWithin({780, 520});
    m_list->setObjectName(u"calls"_s);
    m_list->setAccessibleName(tr("Calls"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("Call"), tr("Values"), tr("Not recovered")});
    for (const CaseFromCall &one : m_calls) {
        QStringList values;
        for (auto it = one.testCase.variables.begin(); it != one.testCase.variables.end(); ++it)
            values << it.key() + u" = "_s + it.value().simplified().left(80);
        auto *line =
            new QTreeWidgetItem(m_list, {one.testCase.name, values.join(u"; "_s), one.unrecovered.join(u", "_s)});
        line->setFlags(line->flags() | Qt::ItemIsUserCheckable);
        // What cannot be filled in again tests nothing.
        line->setCheckState(0, Qt::Unchecked);
    }
    m_list->resizeColumnToContents(0);
    m_list->setColumnWidth(1, 380);
    content()->addWidget(m_list, 1);
    addSafe(tr("Cancel"));
    QPushButton *add = addAccept(tr("Add"));
    add->setEnabled(false);
    connect(m_list, &QTreeWidget::itemChanged, add, [this, add] { add->setEnabled(!chosen().empty()); });
    connect(add, &QPushButton::clicked, this, &QDialog::accept);
}

std::vector<prompt::TestCase> CallsDialog::chosen() const
{
    std::vector<prompt::TestCase> cases;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row)
        if (m_list->topLevelItem(row)->checkState(0) == Qt::Checked)
            cases.push_back(m_calls[size_t(row)].testCase);
    return cases;
}

} // namespace howdah::ui
