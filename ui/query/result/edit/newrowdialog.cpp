// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/edit/newrowdialog.h"

#include "common/spacing.h"
#include "value/valuetext.h"
#include "editors/celleditor.h"

#include <QFormLayout>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace howdah::ui {

NewRowDialog::NewRowDialog(const PageServices &services, const data::EditTarget &target, QWidget *parent)
    : DialogFrame(
          named(
              tr("New row of %1").arg(singleLine(target.shape.schema + u'.' + target.shape.name)),
              tr("It is added when the changes are saved, and is not in this result before the statement is run "
                 "again. What is left as it is gets its default.")),
          parent)
{
    setObjectName(u"newRowDialog"_s);
    auto *fields = new QWidget;
    auto *form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, space::inside, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (int at = 0; at < int(target.columns.size()); ++at) {
        const data::EditColumn &column = target.columns[size_t(at)];
        if (column.insert != data::ReadOnlyReason::None)
            continue;
        EditSubject subject{.column = column, .value = data::CellValue::byDefault()};
        subject.connection = services.connection;
        subject.relation = target.shape.oid;
        subject.position = at;
        CellEditor *editor = makeInPlaceEditor(subject, fields);
        editor->setAccessibleName(column.name);
        editor->setToolTip(column.declared);
        auto *label = plainLabel(singleLine(column.name, 40), fields);
        label->setToolTip(column.declared);
        label->setBuddy(editor);
        form->addRow(label, editor);
        m_editors[at] = editor;
    }
    auto *scroll = new QScrollArea;
    scroll->setWidget(fields);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    content()->addWidget(scroll, 1);
    addProblem(u"newRowProblem"_s);
    addSafe(tr("Cancel"));
    connect(addAccept(tr("Add row")), &QPushButton::clicked, this, &NewRowDialog::accepted);
    setAttribute(Qt::WA_DeleteOnClose);
    constexpr QSize Wanted(560, 480);
    resizeWithin(Wanted);
    if (!m_editors.empty())
        m_editors.begin()->second->setFocus();
}

CellEditor *NewRowDialog::editor(int column) const
{
    const auto found = m_editors.find(column);
    return found == m_editors.end() ? nullptr : found->second;
}

void NewRowDialog::accepted()
{
    std::map<int, data::CellValue> cells;
    for (const auto &[column, editor] : m_editors) {
        if (const QString problem = editor->isEdited() ? editor->problem() : QString(); !problem.isEmpty()) {
            showProblem(u"%1: %2"_s.arg(editor->subject().column.name, problem));
            editor->setFocus();
            return;
        }
        if (editor->isEdited() && !editor->value().isDefault())
            cells[column] = editor->value();
        for (const auto &[position, value] : editor->companions())
            cells.try_emplace(position, value);
    }
    Q_EMIT rowWanted(cells);
    accept();
}

} // namespace howdah::ui
