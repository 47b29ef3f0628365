// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/edit/resultediting.h"

#include "common/icons.h"
#include "common/spacing.h"
#include "common/widgets.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "grid/gridview.h"
#include "query/result/edit/newrowdialog.h"
#include "query/result/edit/panelplace.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultpane.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;

ResultEditing::ResultEditing(ResultPane *pane)
    : QObject(pane)
    , m_pane(pane)
    , m_model(pane->model())
    , m_table(pane->grid()->table())
    , m_edits(new ResultEdits(pane->services(), pane->model(), pane->outcome().sql, this))
{
    makeActions();
    makeBars();
    pane->model()->setOverlay(m_edits);
    m_table->setEditing(m_edits);
    pane->setUnsaved([self = QPointer(this)] {
        const QString what = self ? self->unsaved() : QString();
        return what.isEmpty() ? QString() : u"%1: %2"_s.arg(self->m_pane->title(), what);
    });
    connect(pane, &ResultPane::finished, m_edits, &ResultEdits::judge);
    connect(pane->model(), &QAbstractItemModel::modelReset, m_edits, &ResultEdits::judge);
    connect(m_edits, &ResultEdits::changed, this, &ResultEditing::update);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ResultEditing::update);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ResultEditing::update);
    update();
}

ResultEditing::~ResultEditing()
{
    // All of it goes with the pane, whatever goes first.
    if (m_model)
        m_model->setOverlay(nullptr);
    if (m_table)
        m_table->setEditing(nullptr);
    delete m_line;
    delete m_changes;
}

// ---- building

QAction *ResultEditing::make(const QString &name, const QString &iconName, const QString &text, const QString &tip)
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : icon(iconName), text, this);
    action->setObjectName(name);
    action->setToolTip(tip);
    action->setData(tip); // for when it can be used
    return action;
}

void ResultEditing::makeActions()
{
    m_edit = make(u"editResult"_s, u"document-edit"_s, tr("Edit"), tr("Edit the rows of this result"));
    m_editCell = make(u"editResultCell"_s, u"document-edit"_s, tr("Edit cell"), tr("Or double-click it, or type"));
    m_setNull = make(u"setResultNull"_s, {}, tr("Set NULL"), tr("Set the cells to NULL"));
    m_revert = make(u"revertResultRows"_s, u"edit-undo"_s, tr("Revert rows"), tr("Discard the changes of the rows"));
    m_deleteRows = make(
        u"deleteResultRows"_s, u"edit-delete"_s, tr("Delete rows"), tr("Mark the rows for deletion when you save"));
    m_insertRow = make(u"insertResultRow"_s, u"list-add"_s, tr("New row..."), tr("Add a row to the table"));
    m_setNull->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_N);
    m_revert->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_Z);
    m_deleteRows->setShortcut(Qt::CTRL | Qt::Key_Delete);
    m_insertRow->setShortcut(Qt::ALT | Qt::Key_Insert);
    m_menu = new QMenu(m_pane);
    m_menu->setToolTipsVisible(true);
    m_menu->addActions({m_editCell, m_setNull, m_revert});
    m_menu->addSeparator();
    m_menu->addActions({m_deleteRows, m_insertRow});
    m_edit->setMenu(m_menu);
    for (QAction *action : {m_setNull, m_revert, m_deleteRows, m_insertRow}) {
        action->setShortcutContext(Qt::WidgetShortcut); // within an editor the same keys belong to its text
        m_table->addAction(action);
    }
    connect(m_editCell, &QAction::triggered, this, [this] { m_table->editCell(m_table->currentIndex()); });
    connect(m_setNull, &QAction::triggered, this, [this] { setSelected(CellValue::null()); });
    connect(m_revert, &QAction::triggered, this, &ResultEditing::revert);
    connect(m_deleteRows, &QAction::triggered, this, &ResultEditing::deleteRows);
    connect(m_insertRow, &QAction::triggered, this, &ResultEditing::insertRow);
    m_pane->addTool(m_edit);
    openMenusAtOnce(m_edit);
}

void ResultEditing::makeBars()
{
    m_changes = new ChangesPanel(m_edits->session(), m_pane);
    m_bar = new EditBar(m_edits->session(), m_pane);
    m_bar->setPanel(m_changes);
    m_pane->addActions(m_bar->actions());
    m_line = new QWidget(m_pane);
    auto *words = new QHBoxLayout;
    words->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    words->setSpacing(space::inside);
    words->addWidget(m_bar->noteLabel(), 1);
    words->addWidget(m_bar->lockedBadge());
    auto *column = new QVBoxLayout(m_line);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addLayout(words);
    m_line->hide();
    m_changes->hide();
    m_pane->addBeside(m_changes);
    m_pane->addBeneath(m_line);
    connect(m_changes, &ChangesPanel::rowActivated, this, &ResultEditing::showRow);
    connect(m_bar->panelAction(), &QAction::toggled, this, [this](bool on) {
        constexpr int Share = 40; // hundredths
        if (on)
            shareWithGrid(m_changes, Share);
    });
}

QAction *ResultEditing::saveAction() const { return m_bar->saveAction(); }

// ---- what can be done

QString ResultEditing::unsaved() const
{
    const data::ChangeSet *changes = m_edits->session()->changes();
    if (!changes || changes->isEmpty())
        return {};
    return tr("%n edited row(s) of %1", nullptr, int(changes->count()))
        .arg(m_edits->session()->shape().schema + u'.' + m_edits->session()->shape().name);
}

int ResultEditing::currentColumn() const { return m_table->currentIndex().column(); }

static void enable(QAction *action, const QString &refusal)
{
    action->setEnabled(refusal.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    const QString tip = refusal.isEmpty() ? action->data().toString() : refusal;
    action->setToolTip(keys.isEmpty() ? tip : u"%1 (%2)"_s.arg(tip, keys));
}

void ResultEditing::update()
{
    m_line->setVisible(m_edits->session()->state() != EditSession::State::Closed);
    const QString refusal = m_edits->refusal();
    enable(m_edit, refusal);
    const int column = currentColumn();
    QString cell = refusal;
    if (cell.isEmpty())
        cell = column < 0 ? tr("Go to a cell first") : m_edits->refusal(m_table->currentIndex().row(), column);
    enable(m_editCell, cell);
    enable(m_setNull, cell);
    QString rows = refusal;
    const int relation = refusal.isEmpty() ? m_edits->relationFor(column) : -1;
    if (rows.isEmpty() && relation < 0)
        rows = tr("Go to a column of the table that is meant: there are several");
    const QString name = relation < 0 ? QString() : m_edits->editable().relations[size_t(relation)].name();
    m_insertRow->setText(name.isEmpty() ? tr("New row...") : tr("New row of %1...").arg(name));
    m_deleteRows->setText(name.isEmpty() ? tr("Delete rows") : tr("Delete rows of %1").arg(name));
    enable(m_insertRow, rows);
    enable(m_deleteRows, rows.isEmpty() && !m_table->currentIndex().isValid() ? tr("Select rows first") : rows);
    enable(m_revert, m_edits->session()->hasEdits() ? QString() : tr("Nothing is edited"));
}

void ResultEditing::sayIfRefused(const Result<void> &done)
{
    if (done)
        return;
    const Error &error = done.error();
    const QString text = error.hint.isEmpty() ? error.message : error.message + u". "_s + error.hint;
    m_pane->say(text);
    if (m_table->currentIndex().isValid())
        m_table->showHint(m_table->currentIndex(), error.message, Tone::Failed);
}

// ---- gestures

std::vector<std::pair<qint64, int>> ResultEditing::selectedCells() const
{
    std::vector<std::pair<qint64, int>> cells;
    for (const QModelIndex &index : m_table->selectionModel()->selectedIndexes())
        cells.emplace_back(m_model->storeRow(index.row()), index.column());
    if (cells.empty() && m_table->currentIndex().isValid())
        cells.emplace_back(m_model->storeRow(m_table->currentIndex().row()), m_table->currentIndex().column());
    return cells;
}

Result<std::vector<qint64>> ResultEditing::selectedRows() const
{
    const ResultModel &model = *m_model;
    if (m_table->isAllSelected() && !(model.isAtStart() && model.isAtEnd()))
        return fail(ErrorKind::Usage, tr("All rows are selected, and not all are here: select some of them"));
    std::vector<qint64> rows;
    for (const auto &[row, column] : selectedCells()) {
        if (row >= 0)
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    const auto repeated = std::ranges::unique(rows);
    rows.erase(repeated.begin(), repeated.end());
    return rows;
}

void ResultEditing::setSelected(const CellValue &value)
{
    const auto rows = selectedRows();
    if (!rows)
        return sayIfRefused(fail(rows.error()));
    const auto cells = selectedCells();
    for (const auto &[row, column] : cells) {
        if (const QString why = m_edits->refusalOf(column); !why.isEmpty())
            return sayIfRefused(fail(ErrorKind::Usage, why));
    }
    const int column = cells.empty() ? -1 : cells.front().second;
    const int relation = column < 0 ? -1 : m_edits->editable().relationOf[size_t(column)];
    m_edits->open(relation, [this, rows = *rows, cells, value](const Result<void> &ready) {
        if (!ready)
            return sayIfRefused(ready);
        m_edits->readRows(rows, [this, cells, value](const Result<void> &read) {
            sayIfRefused(read ? m_edits->setCells(cells, value) : read);
        });
    });
}

void ResultEditing::deleteRows()
{
    const auto rows = selectedRows();
    if (!rows)
        return sayIfRefused(fail(rows.error()));
    m_edits->open(m_edits->relationFor(currentColumn()), [this, rows = *rows](const Result<void> &ready) {
        if (!ready)
            return sayIfRefused(ready);
        m_edits->readRows(
            rows, [this, rows](const Result<void> &read) { sayIfRefused(read ? m_edits->deleteRows(rows) : read); });
    });
}

void ResultEditing::revert()
{
    const auto rows = selectedRows();
    sayIfRefused(rows ? m_edits->revertRows(*rows) : fail(rows.error()));
}

void ResultEditing::insertRow()
{
    m_edits->open(m_edits->relationFor(currentColumn()), [this](const Result<void> &ready) {
        if (!ready)
            return sayIfRefused(ready);
        const data::EditTarget *target = m_edits->session()->target();
        if (!target->canInsert)
            return sayIfRefused(fail(ErrorKind::Usage, tr("You may not add rows to %1").arg(target->shape.name)));
        auto *dialog = new NewRowDialog(m_pane->services(), *target, m_pane);
        connect(dialog, &NewRowDialog::rowWanted, this, [this](const std::map<int, CellValue> &cells) {
            const auto added = m_edits->session()->editor().insertRow(cells);
            if (!added)
                return sayIfRefused(fail(added.error()));
            m_bar->panelAction()->setChecked(true);
            m_changes->selectRow(*added);
        });
        dialog->open();
    });
}

void ResultEditing::showRow(const data::RowKey &key, int column)
{
    const int row = m_edits->rowOf(key);
    if (row < 0)
        return m_pane->say(tr("The row is not among those that are shown"));
    int at = 0;
    for (int shown = 0; shown < m_model->columnCount(); ++shown) {
        if (column >= 0 && m_edits->relationColumn(shown) == column)
            at = shown;
    }
    const QModelIndex index = m_model->index(row, at);
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
    m_table->setFocus(Qt::OtherFocusReason);
}

} // namespace howdah::ui
