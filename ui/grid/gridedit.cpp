// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridedit.h"

#include "grid/gridview.h"
#include "common/icons.h"
#include "edit/editsession.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QItemSelectionModel>
#include <QLocale>
#include <QMenu>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::ClipFormat;

GridEdit::GridEdit(GridTable *table, GridModel *model, EditSession *session, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_model(model)
    , m_session(session)
{
    makeActions();
    arrangeMenu();
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &GridEdit::scheduleUpdate);
    connect(table->selectionModel(), &QItemSelectionModel::currentChanged, this, &GridEdit::scheduleUpdate);
    connect(model, &QAbstractItemModel::modelReset, this, &GridEdit::scheduleUpdate);
    connect(model, &QAbstractItemModel::rowsInserted, this, &GridEdit::scheduleUpdate);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &GridEdit::scheduleUpdate);
    connect(model, &GridModel::editsChanged, this, &GridEdit::scheduleUpdate);
    if (session) {
        connect(session, &EditSession::readyChanged, this, &GridEdit::scheduleUpdate);
        connect(session, &EditSession::changed, this, &GridEdit::scheduleUpdate);
        connect(session, &EditSession::stagingEnded, this, [this](const Result<void> &result) {
            if (const auto then = std::exchange(m_afterStaging, nullptr)) {
                busy(-1);
                then(result);
            }
        });
    }
    updateActions();
}

GridEdit::~GridEdit() = default;

// ---- actions

QAction *
GridEdit::make(Do what, const QString &iconName, const QString &text, const QString &tip, const QKeySequence &keys)
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : icon(iconName), text, this);
    if (!keys.isEmpty()) {
        action->setShortcut(keys);
        // Only while the cells have the focus: within an editor the same keys belong to its text.
        action->setShortcutContext(Qt::WidgetShortcut);
    }
    const QString shortcut = keys.isEmpty() ? QString() : u" ("_s + keys.toString(QKeySequence::NativeText) + u')';
    m_tips[what] = tip + shortcut;
    connect(action, &QAction::triggered, this, [this, what] { run(what); });
    m_actions[what] = action;
    return action;
}

void GridEdit::makeActions()
{
    make(Do::Copy, u"edit-copy"_s, tr("Copy"), tr("Copy the cells for a spreadsheet"), QKeySequence::Copy);
    make(Do::CopyWithNames, {}, tr("With column names"), tr("Copy with column names in the first row"));
    make(Do::CopyCsv, {}, tr("As CSV"), tr("Copy as comma-separated values with names"));
    make(Do::CopyJson, {}, tr("As JSON"), tr("Copy as an array of objects; numbers are kept exactly"));
    make(Do::CopyInsert, {}, tr("As SQL INSERT"), tr("Copy as one statement per row"));
    make(Do::CopyUpdate, {}, tr("As SQL UPDATE"), tr("Copy as one statement per row, by its key"));
    make(Do::CopyMarkdown, {}, tr("As Markdown"), tr("Copy as a Markdown table"));
    make(
        Do::CopyInList, {}, tr("As IN list"),
        tr("Copy the values of one column as what stands behind IN: each once, without NULL"));
    make(Do::CopyNames, {}, tr("Column names"), tr("Copy the names of the columns, with commas between them"));
    make(
        Do::Paste, u"edit-paste"_s, tr("Paste"),
        tr("Paste a block of cells from here on; a single value fills all selected cells"), QKeySequence::Paste);
    make(
        Do::PasteAsRows, {}, tr("Paste as new rows"), tr("Add a new row for each pasted row"),
        Qt::CTRL | Qt::SHIFT | Qt::Key_V);
    make(Do::InsertRow, u"list-add"_s, tr("Insert row"), tr("Add a new row"), Qt::ALT | Qt::Key_Insert);
    make(
        Do::DuplicateRows, u"edit-duplicate"_s, tr("Duplicate rows"),
        tr("Add copies of the selected rows; values numbered by the server get new numbers"),
        Qt::CTRL | Qt::SHIFT | Qt::Key_D);
    make(
        Do::DeleteRows, u"edit-delete"_s, tr("Delete rows"), tr("Mark the rows for deletion when you save"),
        Qt::CTRL | Qt::Key_Delete);
    make(Do::SetNull, {}, tr("Set NULL"), tr("Set the cells to NULL"), Qt::CTRL | Qt::ALT | Qt::Key_N);
    make(
        Do::SetEmpty, {}, tr("Set empty string"), tr("Set the cells to the empty string"),
        Qt::CTRL | Qt::ALT | Qt::Key_E);
    make(Do::SetDefault, {}, tr("Set DEFAULT"), tr("Let the server use its default"), Qt::CTRL | Qt::ALT | Qt::Key_D);
    make(
        Do::FillDown, {}, tr("Fill down"),
        tr("Copy the first selected row to the others, or the row above to a single one"), Qt::CTRL | Qt::Key_D);
    make(
        Do::RevertCells, u"edit-undo"_s, tr("Revert cells"), tr("Discard the staged changes of the cells"),
        Qt::CTRL | Qt::ALT | Qt::Key_Z);
    make(Do::RevertRows, {}, tr("Revert rows"), tr("Discard all staged changes of the rows"));
}

void GridEdit::arrangeMenu()
{
    const auto separator = [this] {
        auto *line = new QAction(this);
        line->setSeparator(true);
        return line;
    };
    auto *ways = new QMenu(m_table);
    ways->setToolTipsVisible(true);
    for (const Do what :
         {Do::CopyWithNames, Do::CopyCsv, Do::CopyJson, Do::CopyInsert, Do::CopyUpdate, Do::CopyMarkdown,
          Do::CopyInList, Do::CopyNames})
        ways->addAction(action(what));
    auto *copyAs = new QAction(tr("Copy as"), this);
    copyAs->setMenu(ways);
    m_menu = {
        action(Do::Copy),
        copyAs,
        action(Do::Paste),
        action(Do::PasteAsRows),
        separator(),
        action(Do::InsertRow),
        action(Do::DuplicateRows),
        action(Do::DeleteRows),
        separator(),
        action(Do::SetNull),
        action(Do::SetEmpty),
        action(Do::SetDefault),
        action(Do::FillDown),
        separator(),
        action(Do::RevertCells),
        action(Do::RevertRows)};
    m_table->addActions(m_menu);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

QList<QAction *> GridEdit::paletteActions() const
{
    QList<QAction *> all;
    for (const auto &[what, action] : m_actions)
        all << action;
    return all;
}

void GridEdit::scheduleUpdate()
{
    if (!std::exchange(m_updating, true))
        QMetaObject::invokeMethod(this, &GridEdit::updateActions, Qt::QueuedConnection);
}

void GridEdit::updateActions()
{
    m_updating = false;
    m_known.reset();
    m_known = selection();
    for (const auto &[what, action] : m_actions)
        enable(what, refusalOf(what));
    m_known.reset();
}

void GridEdit::enable(Do what, const QString &refusal)
{
    QAction *action = m_actions.at(what);
    action->setEnabled(refusal.isEmpty());
    const QString tip = refusal.isEmpty() ? m_tips.at(what) : m_tips.at(what) + u"\n"_s + refusal;
    // A tool tip guesses rich text, and reasons quote names.
    action->setToolTip(tipText(tip));
    action->setStatusTip(refusal);
}

// ---- why not

QString GridEdit::editRefusal() const
{
    if (!m_session)
        return tr("These rows cannot be edited here");
    if (const QString why = m_session->refusal(); !why.isEmpty())
        return why;
    return m_model->rows().isEditing() ? QString() : tr("What can be edited here is not known yet");
}

QString GridEdit::refusalOf(Do what) const
{
    switch (what) {
    case Do::Copy:
    case Do::CopyWithNames:
    case Do::CopyCsv:
    case Do::CopyJson:
    case Do::CopyMarkdown:
    case Do::CopyNames:
        return copyRefusal(ClipFormat::Tsv);
    case Do::CopyInList:
        return copyRefusal(ClipFormat::InList);
    case Do::CopyInsert:
        return copyRefusal(ClipFormat::SqlInsert);
    case Do::CopyUpdate:
        return copyRefusal(ClipFormat::SqlUpdate);
    case Do::Paste:
    case Do::PasteAsRows:
    case Do::InsertRow:
    case Do::DuplicateRows:
    case Do::DeleteRows:
    case Do::SetNull:
    case Do::SetEmpty:
    case Do::SetDefault:
    case Do::FillDown:
    case Do::RevertCells:
    case Do::RevertRows:
        break; // these change something
    }
    if (const QString why = editRefusal(); !why.isEmpty())
        return why;
    if (what != Do::InsertRow && what != Do::PasteAsRows && selection().isEmpty())
        return tr("Nothing is selected");
    return rowRefusal(what);
}

QString GridEdit::copyRefusal(ClipFormat format) const
{
    const Selection cells = selection();
    if (cells.isEmpty() || !m_model->rows().target())
        return tr("Nothing is selected");
    data::ClipBlock block{.target = m_model->rows().target(), .columns = cells.columns};
    // The rows tell only whether they are saved, which an UPDATE alone has to know.
    for (const int row : cells.rows) {
        const bool isNew = m_model->rows().state(row) == RowState::New;
        if (isNew || block.rows.empty())
            block.rows.push_back({.basis = {.identity = m_model->rows().identity(row)}});
        if (isNew || format != ClipFormat::SqlUpdate)
            break;
    }
    return data::clipRefusal(block, format);
}

QString GridEdit::rowRefusal(Do what) const
{
    const data::EditTarget &target = *m_model->rows().target();
    const QModelIndex current = m_table->currentIndex();
    switch (what) {
    case Do::InsertRow:
    case Do::PasteAsRows:
    case Do::DuplicateRows:
        return target.canInsert ? QString() : tr("Rows cannot be added to %1").arg(singleLine(target.shape.name));
    case Do::DeleteRows:
        return target.canDelete ? QString() : tr("Rows of %1 cannot be deleted").arg(singleLine(target.shape.name));
    case Do::Paste:
    case Do::SetNull:
    case Do::SetEmpty:
    case Do::SetDefault:
        return current.isValid() ? m_model->overlay().refusal(current.row(), current.column())
                                 : tr("Nothing is selected");
    case Do::FillDown:
        return fillRefusal();
    case Do::RevertCells:
    case Do::RevertRows: {
        const std::vector<int> rows = selection().rows;
        const bool any = std::ranges::any_of(rows, [this](int row) { return m_model->rows().staged(row) != nullptr; });
        return any ? QString() : tr("No changes in the selected rows");
    }
    case Do::Copy:
    case Do::CopyWithNames:
    case Do::CopyCsv:
    case Do::CopyJson:
    case Do::CopyInsert:
    case Do::CopyUpdate:
    case Do::CopyMarkdown:
    case Do::CopyInList:
    case Do::CopyNames:
        break; // these change nothing
    }
    return {};
}

QString GridEdit::fillRefusal() const
{
    const Selection cells = selection();
    if (cells.rows.size() == 1 && cells.rows.front() == 0)
        return tr("There is no row above");
    return {};
}

// ---- what is selected

GridEdit::Selection GridEdit::selection() const
{
    if (m_known)
        return *m_known;
    std::set<int> rows;
    std::set<int> columns;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.insert(rows.end(), row);
        for (int column = range.left(); column <= range.right(); ++column)
            columns.insert(column);
    }
    if (const QModelIndex current = m_table->currentIndex(); rows.empty() && current.isValid()) {
        rows.insert(current.row());
        columns.insert(current.column());
    }
    Selection selection{.rows = {rows.begin(), rows.end()}};
    for (const int column : m_table->shownColumns()) {
        if (columns.contains(column))
            selection.columns.push_back(column);
    }
    return selection;
}

bool GridEdit::isMoreSelected() const
{
    return m_table->isAllSelected() && !(m_model->isAtStart() && m_model->isAtEnd());
}

QString GridEdit::restNote() const
{
    return isMoreSelected() ? u". "_s + tr("Rows that are not loaded stay as they are") : QString();
}

void GridEdit::run(Do what)
{
    m_table->commitOpenEditor();
    switch (what) {
    case Do::Copy:
        return copy(ClipFormat::Tsv);
    case Do::CopyWithNames:
        return copy(ClipFormat::TsvWithNames);
    case Do::CopyCsv:
        return copy(ClipFormat::Csv);
    case Do::CopyJson:
        return copy(ClipFormat::Json);
    case Do::CopyInsert:
        return copy(ClipFormat::SqlInsert);
    case Do::CopyUpdate:
        return copy(ClipFormat::SqlUpdate);
    case Do::CopyMarkdown:
        return copy(ClipFormat::Markdown);
    case Do::CopyInList:
        return copy(ClipFormat::InList);
    case Do::CopyNames:
        return copyNames();
    case Do::Paste:
        return paste(false);
    case Do::PasteAsRows:
        return paste(true);
    case Do::InsertRow:
        return insertRow();
    case Do::DuplicateRows:
        return duplicateRows();
    case Do::DeleteRows:
        return deleteRows();
    case Do::SetNull:
        return setSelected(CellValue::null(), tr("Set NULL"));
    case Do::SetEmpty:
        return setSelected(CellValue::text(QByteArray("")), tr("Set empty string"));
    case Do::SetDefault:
        return setSelected(CellValue::byDefault(), tr("Set DEFAULT"));
    case Do::FillDown:
        return fillDown();
    case Do::RevertCells:
        return revertCells();
    case Do::RevertRows:
        return revertRows();
    }
}

void GridEdit::busy(int change)
{
    const bool was = isBusy();
    m_busy += change;
    if (was != isBusy())
        Q_EMIT busyChanged(isBusy());
}

} // namespace howdah::ui
