// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the cells of a GridTable are edited.
#include "grid/gridmodel.h"
#include "grid/gridtable.h"

#include <QApplication>
#include <QKeyEvent>

#include <algorithm>

namespace howdah::ui {

namespace {

// Of the rows of a relation.
class GridCellEditing final : public CellEditing
{
    Q_DECLARE_TR_FUNCTIONS(howdah::ui::GridTable)
public:
    explicit GridCellEditing(GridModel *model)
        : m_model(model)
    {
    }

    [[nodiscard]] QString refusal(int row, int column) const override
    {
        if (QString why = m_model->overlay().refusal(row, column); !why.isEmpty())
            return why;
        return m_model->labels().isMasked(m_model->rows(), row, column)
                 ? tr("Sensitive, and hidden: reveal it first (Ctrl+Alt+M)")
                 : QString();
    }
    // Only the beginning of the value is here.
    [[nodiscard]] bool isToBeRead(int row, int column) const override { return m_model->rows().isCut(row, column); }
    void read(int row, int column, std::function<void(const Result<void> &)> handler) override
    {
        m_model->reader().readWhole(
            {{m_model->rows().basis(row), {column}}},
            [handler = std::move(handler)](const Result<std::vector<data::RowBasis>> &read) {
                handler(read ? Result<void>() : fail(read.error()));
            });
    }
    [[nodiscard]] QString waiting() const override { return tr("Loading the whole value"); }
    [[nodiscard]] EditSubject subject(int row, int column) const override
    {
        return m_model->overlay().subject(row, column);
    }
    Result<void>
    set(int row, int column, const data::CellValue &value, const std::map<int, data::CellValue> &companions) override
    {
        std::map<int, data::CellValue> cells = companions;
        cells[column] = value;
        return m_model->overlay().setCells(row, cells);
    }
    bool wantPanel(int row, int column) override { return m_model->wantPanelEditor(row, column); }

private:
    GridModel *m_model;
};

} // namespace

std::unique_ptr<CellEditing> GridTable::editingOf(WindowedTableModel *model)
{
    auto *grid = qobject_cast<GridModel *>(model);
    return grid ? std::make_unique<GridCellEditing>(grid) : nullptr;
}

void GridTable::showHint(const QModelIndex &index, const QString &text, Tone tone)
{
    m_hint->showAt(visualRect(index), text, tone);
}

// ---- opening

static bool isTyping(const QEvent *event)
{
    if (!event || event->type() != QEvent::KeyPress)
        return false;
    const auto *key = static_cast<const QKeyEvent *>(event);
    const bool command = key->modifiers() & (Qt::ControlModifier | Qt::MetaModifier)
                      && !(key->modifiers() & Qt::AltModifier); // AltGr comes as both
    return !command && !key->text().isEmpty() && key->text().front().isPrint();
}

bool GridTable::edit(const QModelIndex &index, EditTrigger trigger, QEvent *event)
{
    const bool asked = trigger == AllEditTriggers || bool(trigger & editTriggers());
    if (!m_editing || !asked || !index.isValid() || state() == EditingState)
        return m_editing && asked ? false : QTableView::edit(index, trigger, event);
    const bool composes = event && event->type() == QEvent::InputMethod;
    if (trigger == AnyKeyPressed && !composes && !isTyping(event))
        return false;
    editCell(index, isTyping(event) && trigger == AnyKeyPressed ? static_cast<QKeyEvent *>(event)->text() : QString());
    if (composes && m_editor)
        QCoreApplication::sendEvent(m_editor->focusProxy() ? m_editor->focusProxy() : m_editor, event);
    return true;
}

void GridTable::editCell(const QModelIndex &index, const QString &typed)
{
    if (!m_editing || !index.isValid() || state() == EditingState)
        return;
    scrollTo(index);
    if (const QString why = m_editing->refusal(index.row(), index.column()); !why.isEmpty())
        return showHint(index, why, Tone::Edited);
    if (m_editing->isToBeRead(index.row(), index.column()))
        return readThenEdit(index, typed);
    openEditorAt(index, typed);
}

// What is typed until the rest arrives goes into the editor.
void GridTable::readThenEdit(const QModelIndex &index, const QString &typed)
{
    if (m_reading && index == m_edited)
        return;
    m_edited = index;
    m_reading = true;
    m_typed = typed;
    showHint(index, m_editing->waiting(), Tone::Running);
    m_editing->read(
        index.row(), index.column(),
        [self = QPointer(this), cell = QPersistentModelIndex(index)](const Result<void> &read) {
            if (!self || !self->m_reading || cell != self->m_edited)
                return; // the operator went on
            self->m_reading = false;
            self->m_hint->hide();
            if (!read)
                self->showHint(cell, read.error().message, Tone::Failed);
            else if (cell.isValid())
                self->openEditorAt(cell, self->m_typed);
        });
}

bool GridTable::takeTypedWhileReading(const QKeyEvent &event)
{
    if (!m_reading)
        return false;
    if (isTyping(&event)) {
        m_typed += event.text();
        return true;
    }
    if (event.key() == Qt::Key_Backspace) {
        m_typed.chop(1);
        return true;
    }
    m_reading = event.key() != Qt::Key_Escape && m_reading;
    return event.key() == Qt::Key_Escape;
}

void GridTable::openEditorAt(const QModelIndex &index, const QString &typed)
{
    // A text of many lines, or of very many characters, is edited beside the grid, unless it is typed again.
    if (typed.isEmpty() && !fitsInPlace(m_editing->subject(index.row(), index.column()))
        && m_editing->wantPanel(index.row(), index.column()))
        return;
    setCurrentIndex(index);
    QTableView::edit(index, AllEditTriggers, nullptr);
    if (m_editor && !typed.isEmpty())
        m_editor->beginWith(typed);
}

CellEditor *GridTable::makeEditor(const QModelIndex &index, QWidget *parent)
{
    if (!m_editing)
        return nullptr;
    CellEditor *editor = makeInPlaceEditor(m_editing->subject(index.row(), index.column()), parent);
    m_editor = editor;
    m_edited = index;
    connect(
        editor, &CellEditor::commitWanted, this, [this, editor](CellEditor::Then then) { commitWanted(editor, then); });
    connect(editor, &CellEditor::cancelWanted, this, [this, editor] {
        m_entering = false;
        closeEditor(editor, QAbstractItemDelegate::RevertModelCache);
    });
    connect(editor, &CellEditor::problemChanged, this, [this](const QString &problem) {
        if (problem.isEmpty())
            m_hint->hide();
    });
    return editor;
}

// ---- keeping

bool GridTable::stageFrom(CellEditor *editor)
{
    if (editor != m_editor || !editor->isEdited() || !m_editing || !m_edited.isValid())
        return true;
    const Result<void> done = m_editing->set(m_edited.row(), m_edited.column(), editor->value(), editor->companions());
    if (!done)
        showHint(m_edited, done.error().message, Tone::Failed);
    return done.has_value();
}

void GridTable::commitWanted(CellEditor *editor, CellEditor::Then then)
{
    if (editor != m_editor)
        return;
    // Whoever goes on by the keyboard can put it right at once; whoever left has left, and the server will tell.
    const QString problem = editor->isEdited() && then != CellEditor::Then::Stay ? editor->problem() : QString();
    if (!problem.isEmpty())
        return showHint(m_edited, problem, Tone::Failed);
    if (!stageFrom(editor))
        return;
    closeEditor(editor, QAbstractItemDelegate::NoHint);
    std::ignore = goOn(then);
}

void GridTable::commitOpenEditor()
{
    m_reading = false;
    if (!m_editor)
        return;
    CellEditor *editor = m_editor;
    stageFrom(editor);
    closeEditor(editor, QAbstractItemDelegate::NoHint);
}

void GridTable::closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint)
{
    if (editor == m_editor)
        m_editor = nullptr; // what it still says as it goes is not for us
    QTableView::closeEditor(editor, hint);
}

// ---- going on

// False at the end of the cells.
bool GridTable::goOn(CellEditor::Then then)
{
    const QModelIndex here = currentIndex();
    const std::vector<int> columns = shownColumns();
    const auto at = std::ranges::find(columns, here.column());
    if (then == CellEditor::Then::Stay || !here.isValid() || at == columns.end())
        return false;
    int row = here.row();
    auto place = int(at - columns.begin());
    if (then == CellEditor::Then::Down) {
        ++row;
    } else {
        m_entering = true;
        place += then == CellEditor::Then::Next ? 1 : -1;
        if (place == int(columns.size()))
            ++row, place = 0;
        else if (place < 0)
            --row, place = int(columns.size()) - 1;
    }
    const QModelIndex next = model()->index(row, columns[size_t(place)]);
    if (next.isValid())
        setCurrentIndex(next);
    return next.isValid();
}

bool GridTable::focusNextPrevChild(bool next)
{
    if (m_entering && state() != EditingState)
        return goOn(next ? CellEditor::Then::Next : CellEditor::Then::Previous) || QTableView::focusNextPrevChild(next);
    return QTableView::focusNextPrevChild(next);
}

void GridTable::mousePressEvent(QMouseEvent *event)
{
    m_entering = false;
    QTableView::mousePressEvent(event);
}

void GridTable::focusOutEvent(QFocusEvent *event)
{
    const QWidget *now = QApplication::focusWidget();
    if (!now || !isAncestorOf(now))
        m_entering = false;
    QTableView::focusOutEvent(event);
}

} // namespace howdah::ui
