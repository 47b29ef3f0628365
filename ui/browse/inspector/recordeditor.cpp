// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/recordeditor.h"

#include "grid/gridwords.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "edit/editsession.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText); // values and the server's words
    label->setWordWrap(true);
    return label;
}

RecordEditor::RecordEditor(QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel(this))
    , m_was(plainLabel(this))
    , m_problem(plainLabel(this))
    , m_keep(new QAction(icon(u"dialog-ok-apply"), tr("Apply"), this))
    , m_cancel(new QAction(icon(u"dialog-cancel"), tr("Cancel"), this))
    , m_revert(new QAction(icon(u"edit-undo"), tr("Revert"), this))
    , m_layout(new QVBoxLayout(this))
{
    m_keep->setToolTip(tr("Stage this value; it is written to the database when you save"));
    m_cancel->setToolTip(tr("Leave the value unchanged (Esc)"));
    m_revert->setToolTip(tr("Discard the staged change of this value"));
    m_problem->setObjectName(u"problem"_s);
    m_title->setAccessibleName(tr("Edited value"));
    connect(m_keep, &QAction::triggered, this, [this] { commitWanted(CellEditor::Then::Down); });
    connect(m_cancel, &QAction::triggered, this, [this] { close(), Q_EMIT finished(); });
    connect(m_revert, &QAction::triggered, this, &RecordEditor::revert);

    auto *head = new QHBoxLayout;
    head->addStretch(1);
    for (QAction *action : {m_revert, m_cancel, m_keep})
        head->addWidget(buttonFor(action, ButtonRole::Plain, this));
    m_layout->setContentsMargins(space::group, space::inside, space::inside, space::inside);
    m_layout->setSpacing(space::tight);
    // A line of its own: beside the buttons a narrow panel would cut both.
    m_layout->addWidget(m_title);
    m_layout->addLayout(head);
    m_layout->addWidget(m_was);
    m_layout->addWidget(m_problem);
    hide();
}

QString RecordEditor::problemText() const { return m_problem->isHidden() ? QString() : m_problem->text(); }
QString RecordEditor::wasText() const { return m_was->isHidden() ? QString() : m_was->text(); }

void RecordEditor::edit(GridModel *model, int row, int column)
{
    const QModelIndex cell = model->index(row, column);
    if (!cell.isValid() || (m_cell == cell && m_editor))
        return;
    commit();
    close();
    m_model = model;
    m_cell = cell;
    if (!model->rows().isCut(row, column))
        return open();
    m_reading = true;
    m_title->setText(tr("Loading the whole value"));
    m_was->hide();
    show();
    model->reader().readWhole(
        {{model->rows().basis(row), {column}}}, [self = QPointer(this), cell = m_cell](const auto &read) {
            if (!self || !self->m_reading || self->m_cell != cell)
                return; // another value was gone to
            self->m_reading = false;
            if (read && cell.isValid())
                return self->open();
            self->m_title->setText(tr("The value cannot be edited"));
            self->showProblem(read ? tr("The row no longer exists") : read.error().message);
        });
}

void RecordEditor::open()
{
    const EditSubject subject = m_model->overlay().subject(m_cell.row(), m_cell.column());
    m_title->setText(singleLine(subject.column.name) + u"  "_s + singleLine(subject.column.declared));
    m_editor = makePanelEditor(subject, this);
    m_layout->addWidget(m_editor, 1);
    connect(m_editor, &CellEditor::commitWanted, this, &RecordEditor::commitWanted);
    connect(m_editor, &CellEditor::cancelWanted, m_cancel, &QAction::trigger);
    connect(m_editor, &CellEditor::problemChanged, this, &RecordEditor::showProblem);
    connect(m_editor, &CellEditor::edited, this, &RecordEditor::showWas);
    showProblem(
        subject.readOnly ? m_model->overlay().refusal(m_cell.row(), m_cell.column())
                         : problemWords(m_model->rows(), m_cell.row(), m_cell.column()));
    m_keep->setEnabled(!subject.readOnly);
    showWas();
    show();
    m_editor->show();
    m_editor->setFocus();
}

// Beside an edited value stands what it was.
void RecordEditor::showWas()
{
    const data::StagedRow *staged = m_cell.isValid() ? m_model->rows().staged(m_cell.row()) : nullptr;
    const bool isStaged = staged && staged->cells.contains(m_cell.column());
    m_revert->setEnabled(isStaged);
    const bool isNew = m_cell.isValid() && m_model->rows().state(m_cell.row()) == RowState::New;
    const bool shown = !isNew && m_editor && (isStaged || m_editor->isEdited());
    if (shown) {
        const auto &read = m_editor->subject().read;
        const QString was = !read           ? tr("NULL")
                          : read->isEmpty() ? tr("the empty string")
                                            : singleLine(beginningOf(*read, 301).text);
        m_was->setText(tr("Was: %1").arg(was));
    }
    m_was->setVisible(shown);
}

void RecordEditor::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, color(Tone::Failed, colors));
    m_problem->setPalette(colors);
    m_problem->setVisible(!problem.isEmpty());
}

bool RecordEditor::commit()
{
    m_reading = false;
    if (!m_editor || !m_editor->isEdited() || !m_model || !m_cell.isValid())
        return true;
    std::map<int, data::CellValue> cells = m_editor->companions();
    cells[m_cell.column()] = m_editor->value();
    const Result<void> done = m_model->overlay().setCells(m_cell.row(), cells);
    if (!done)
        showProblem(done.error().message);
    else
        showWas();
    return done.has_value();
}

void RecordEditor::commitWanted(CellEditor::Then then)
{
    if (!m_editor)
        return;
    const QString problem = m_editor->isEdited() ? m_editor->problem() : QString();
    if (!problem.isEmpty() && then != CellEditor::Then::Stay)
        return showProblem(problem);
    if (!commit() || then == CellEditor::Then::Stay)
        return;
    close();
    switch (then) {
    case CellEditor::Then::Next:
        return Q_EMIT columnWanted(1);
    case CellEditor::Then::Previous:
        return Q_EMIT columnWanted(-1);
    case CellEditor::Then::Down:
    case CellEditor::Then::Stay:
        break;
    }
    Q_EMIT finished();
}

void RecordEditor::revert()
{
    EditSession *session = m_model ? m_model->overlay().session() : nullptr;
    if (!session || !m_cell.isValid())
        return;
    const Result<void> done = session->editor().revertCell(m_model->rows().key(m_cell.row()), m_cell.column());
    if (!done)
        return showProblem(done.error().message);
    m_model->overlay().sync();
    close();
    Q_EMIT finished();
}

void RecordEditor::close()
{
    m_reading = false;
    if (m_editor) {
        m_editor->disconnect(this);
        m_editor->hide();
        m_editor->deleteLater();
    }
    m_editor = nullptr;
    m_cell = QModelIndex();
    hide();
}

} // namespace howdah::ui
