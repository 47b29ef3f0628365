// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/columntools.h"

#include "grid/columnsdialog.h"
#include "grid/frozencolumns.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "grid/sortdialog.h"
#include "common/icons.h"
#include "value/valuetext.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

ColumnTools::ColumnTools(GridTable *table, QWidget *window)
    : QObject(table)
    , m_table(table)
    , m_window(window)
    , m_frozen(new FrozenColumns(table))
    , m_columns(new QAction(icon(u"view-table-of-contents-ltr"_s), tr("Columns…"), this))
    , m_sortDialog(new QAction(icon(u"view-sort"_s), tr("Sort by several columns…"), this))
    , m_hide(new QAction(icon(u"hint"_s), tr("Hide this column"), this))
    , m_freeze(new QAction(icon(u"window-pin"_s), tr("Freeze or unfreeze this column"), this))
    , m_filter(new QAction(icon(u"view-filter"_s), tr("Filter by this column"), this))
    , m_statistics(new QAction(icon(u"view-statistics"_s), tr("Statistics of this column"), this))
    , m_ascending(new QAction(icon(u"view-sort-ascending"_s), tr("Sort this column ascending"), this))
    , m_descending(new QAction(icon(u"view-sort-descending"_s), tr("Sort this column descending"), this))
    , m_goTo(new QAction(icon(u"go-jump"_s), tr("Go to column…"), this))
    , m_rowNumbers(new QAction(tr("Row numbers"), this))
{
    makeActions();
    connect(table->gridHeader(), &GridHeader::menuRequested, this, &ColumnTools::showMenu);
    connect(table->horizontalHeader(), &QHeaderView::sectionMoved, this, &ColumnTools::columnsMoved);
}

void ColumnTools::makeActions()
{
    m_columns->setToolTip(tr("Show, hide, move and freeze columns"));
    m_columns->setShortcut(QKeySequence(u"Ctrl+Shift+L"_s));
    m_sortDialog->setShortcut(QKeySequence(u"Ctrl+Shift+O"_s));
    m_sortDialog->setToolTip(tr("Sort by several columns, each with its own direction"));
    m_statistics->setShortcut(QKeySequence(u"Ctrl+Alt+I"_s));
    m_freeze->setToolTip(tr("Keep the column visible on the left while the others scroll"));
    m_goTo->setShortcut(QKeySequence(u"Ctrl+Shift+G"_s));
    m_goTo->setToolTip(tr("Put the cursor into a column, by a part of its name"));
    m_rowNumbers->setCheckable(true);
    m_rowNumbers->setChecked(m_table->areRowNumbersShown());
    m_rowNumbers->setToolTip(tr("Show the place of each row beside it, where it is known exactly"));
    connect(m_goTo, &QAction::triggered, this, &ColumnTools::openGoTo);
    connect(m_rowNumbers, &QAction::toggled, m_table, &GridTable::setRowNumbersShown);
    connect(m_columns, &QAction::triggered, this, &ColumnTools::openColumns);
    connect(m_sortDialog, &QAction::triggered, this, &ColumnTools::openSort);
    connect(m_hide, &QAction::triggered, this, [this] { hide(currentColumn()); });
    connect(m_freeze, &QAction::triggered, this, [this] { toggleFreeze(currentColumn()); });
    connect(m_filter, &QAction::triggered, this, [this] {
        if (currentColumn() >= 0)
            Q_EMIT filterWanted(nameOf(currentColumn()));
    });
    connect(m_statistics, &QAction::triggered, this, [this] { Q_EMIT statisticsWanted(currentColumn()); });
    connect(
        m_ascending, &QAction::triggered, this, [this] { sortBy(currentColumn(), data::Direction::Ascending, false); });
    connect(m_descending, &QAction::triggered, this, [this] {
        sortBy(currentColumn(), data::Direction::Descending, false);
    });
}

QList<QAction *> ColumnTools::paletteActions() const
{
    return {m_columns, m_sortDialog, m_ascending,  m_descending, m_filter,
            m_hide,    m_freeze,     m_statistics, m_goTo,       m_rowNumbers};
}

int ColumnTools::currentColumn() const
{
    const int column = m_table->currentIndex().column();
    return column < int(m_shape.columns.size()) ? column : -1;
}

QString ColumnTools::nameOf(int column) const
{
    return column >= 0 && column < int(m_shape.columns.size()) ? m_shape.columns[size_t(column)].name : QString();
}

// ---- where they stand

void ColumnTools::setShape(const data::RelationShape &shape, const ColumnLayout &layout)
{
    m_shape = shape;
    apply(layout);
}

ColumnLayout ColumnTools::layout() const
{
    ColumnLayout layout = layoutOf(*m_table->horizontalHeader(), m_shape);
    layout.frozen = m_frozenNames;
    return layout;
}

void ColumnTools::apply(const ColumnLayout &layout)
{
    m_applying = true;
    m_frozenNames.clear();
    for (const data::ColumnShape &column : m_shape.columns) {
        if (layout.frozen.contains(column.name))
            m_frozenNames.insert(column.name);
    }
    applyLayout(*m_table->horizontalHeader(), m_shape, layout);
    m_applying = false;
    m_frozen->setCount(int(m_frozenNames.size()));
}

// A column that is dragged among the frozen ones joins them, and one that is pushed out leaves them.
void ColumnTools::columnsMoved()
{
    if (m_applying || m_frozenNames.isEmpty())
        return;
    const qsizetype count = m_frozenNames.size();
    m_frozenNames.clear();
    for (int visual = 0; visual < int(count); ++visual)
        m_frozenNames.insert(nameOf(m_table->horizontalHeader()->logicalIndex(visual)));
}

void ColumnTools::hide(int column)
{
    if (nameOf(column).isEmpty())
        return;
    ColumnLayout wanted = layout();
    wanted.hidden.insert(nameOf(column));
    if (wanted.hidden.size() >= qsizetype(m_shape.columns.size()))
        return; // the last one stays
    apply(wanted);
    // The cursor goes to the next column in sight.
    const QModelIndex current = m_table->currentIndex();
    if (current.column() != column)
        return;
    const QHeaderView *header = m_table->horizontalHeader();
    for (int step = 1; step < header->count(); ++step) {
        const int visual = (header->visualIndex(column) + step) % header->count();
        if (!header->isSectionHidden(header->logicalIndex(visual)))
            return m_table->setCurrentIndex(current.siblingAtColumn(header->logicalIndex(visual)));
    }
}

void ColumnTools::toggleFreeze(int column)
{
    const QString name = nameOf(column);
    if (name.isEmpty())
        return;
    ColumnLayout wanted = layout();
    if (!wanted.frozen.remove(name))
        wanted.frozen.insert(name);
    apply(wanted);
}

// ---- the menu of the head

void ColumnTools::sortBy(int column, data::Direction direction, bool extend)
{
    const QString name = nameOf(column);
    if (name.isEmpty() || !data::isSortable(m_shape.columns[size_t(column)]))
        return;
    std::vector<data::SortColumn> sort = extend ? m_sort : std::vector<data::SortColumn>();
    std::erase_if(sort, [&](const data::SortColumn &each) { return each.column == name; });
    sort.push_back({name, direction, {}});
    Q_EMIT sortWanted(sort);
}

void ColumnTools::fillMenu(QMenu &menu, int column)
{
    const auto add = [&](const QString &sign, const QString &text, auto work) {
        QAction *action = menu.addAction(icon(sign), text);
        connect(action, &QAction::triggered, this, work);
        return action;
    };
    if (!nameOf(column).isEmpty()) {
        using enum data::Direction;
        const bool canSort = data::isSortable(m_shape.columns[size_t(column)]);
        add(u"view-sort-ascending"_s, tr("Sort ascending"), [=, this] {
            sortBy(column, Ascending, false);
        })->setEnabled(canSort);
        add(u"view-sort-descending"_s, tr("Sort descending"), [=, this] {
            sortBy(column, Descending, false);
        })->setEnabled(canSort);
        add(u"list-add"_s, tr("Then by this column"), [=, this] {
            sortBy(column, Ascending, true);
        })->setEnabled(canSort && !m_sort.empty());
        menu.addAction(m_sortDialog);
        menu.addSeparator();
        add(u"view-filter"_s, tr("Filter by this column"), [=, this] { Q_EMIT filterWanted(nameOf(column)); });
        add(u"view-statistics"_s, tr("Statistics"), [=, this] { Q_EMIT statisticsWanted(column); });
        menu.addSeparator();
        add(u"edit-copy"_s, tr("Copy the name"), [=, this] {
            toClipboard(nameOf(column).toUtf8());
            Q_EMIT copied(tr("Copied: %1").arg(singleLine(nameOf(column))));
        });
        add(u"edit-select-all"_s, tr("Select the column"), [=, this] { m_table->selectColumn(column); });
        menu.addSeparator();
        const bool isFrozen = m_frozenNames.contains(nameOf(column));
        add(u"window-pin"_s, isFrozen ? tr("Unfreeze the column") : tr("Freeze the column"),
            [=, this] { toggleFreeze(column); });
        add(u"hint"_s, tr("Hide the column"), [=, this] { hide(column); })->setEnabled(m_shape.columns.size() > 1);
    }
    menu.addActions({m_goTo, m_columns, m_rowNumbers});
}

void ColumnTools::showMenu(int column, const QPoint &at)
{
    if (m_shape.columns.empty())
        return;
    auto *menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu, column);
    menu->popup(at);
}

void ColumnTools::openColumns()
{
    if (m_shape.columns.empty())
        return;
    auto *dialog = new ColumnsDialog(m_shape, layout(), m_window);
    connect(dialog, &ColumnsDialog::changed, this, [this, oid = m_shape.oid](const ColumnLayout &wanted) {
        if (oid == m_shape.oid)
            apply(wanted);
    });
    dialog->open();
}

void ColumnTools::openGoTo()
{
    QStringList names;
    for (const data::ColumnShape &column : m_shape.columns)
        names << column.name;
    if (!names.isEmpty())
        Q_EMIT goToWanted(names);
}

void ColumnTools::goTo(int column)
{
    const QString name = nameOf(column);
    const QAbstractItemModel *model = m_table->model();
    if (name.isEmpty() || !model || column >= model->columnCount())
        return;
    ColumnLayout wanted = layout();
    if (wanted.hidden.remove(name))
        apply(wanted);
    const int row = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : m_table->topRow();
    const QModelIndex cell = model->index(row, column);
    if (cell.isValid()) {
        m_table->setCurrentIndex(cell);
        m_table->scrollTo(cell);
    }
    m_table->setFocus(Qt::OtherFocusReason);
}

void ColumnTools::openSort()
{
    if (m_shape.columns.empty())
        return;
    auto *dialog = new SortDialog(m_shape, m_sort, m_window);
    connect(dialog, &SortDialog::sorted, this, [this, oid = m_shape.oid](const std::vector<data::SortColumn> &sort) {
        if (oid == m_shape.oid)
            Q_EMIT sortWanted(sort);
    });
    dialog->open();
}

} // namespace howdah::ui
