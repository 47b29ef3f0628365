// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tools/gridtools.h"

#include "browse/tools/cellfilters.h"
#include "grid/tools/columnbar.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/tools/findbar.h"
#include "grid/gridedit.h"
#include "grid/gridtable.h"
#include "grid/tools/selectionsummary.h"
#include "browse/tools/wholecopy.h"
#include "common/icons.h"
#include "common/widgets.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

GridTools::GridTools(const Parts &parts, QWidget *pane)
    : QObject(pane)
    , m_parts(parts)
    , m_filters(new CellFilters(parts.table, parts.model, parts.filters, this))
    , m_find(new FindBar(parts.table, pane))
    , m_columnBar(new ColumnBar(pane))
    , m_copy(new WholeCopy(parts.connection, parts.tasks, parts.model, pane))
    , m_summary(new SelectionSummary(parts.table, parts.model, this))
    , m_sums(new ElidedLabel(pane))
    , m_openFind(new QAction(icon(u"edit-find"_s), tr("Find in the loaded rows"), this))
    , m_next(new QAction(tr("Find the next one"), this))
    , m_previous(new QAction(tr("Find the previous one"), this))
    , m_rows(new QAction(tr("Select whole rows"), this))
    , m_selectColumns(new QAction(tr("Select whole columns"), this))
    , m_reveal(new QAction(tr("Reveal this value"), this))
    , m_revealColumn(new QAction(tr("Reveal this column"), this))
{
    m_sums->setObjectName(u"selectionSummary"_s);
    m_sums->setMuted();
    m_sums->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_sums->setAccessibleName(tr("Selected cells"));
    makeActions(pane);
    arrangeMenu();
    connect(parts.edit, &GridEdit::copyAllWanted, m_copy, &WholeCopy::copy);
    connect(m_copy, &WholeCopy::message, this, &GridTools::message);
    connect(m_copy, &WholeCopy::exportWanted, this, &GridTools::exportWanted);
    connect(parts.columns, &ColumnTools::copied, this, &GridTools::message);
    connect(parts.columns, &ColumnTools::goToWanted, m_columnBar, &ColumnBar::open);
    connect(m_columnBar, &ColumnBar::wanted, parts.columns, &ColumnTools::goTo);
    connect(m_columnBar, &ColumnBar::closed, parts.table, qOverload<>(&QWidget::setFocus));
    connect(m_summary, &SelectionSummary::changed, m_sums, &QLabel::setText);
    connect(m_find, &FindBar::closed, parts.table, qOverload<>(&QWidget::setFocus));
    connect(m_find, &FindBar::searchAllWanted, this, [this](const QString &text) { m_parts.filters->search(text); });
}

void GridTools::makeActions(QWidget *pane)
{
    // Ctrl+F is the page's.
    m_openFind->setToolTip(tr("Go to the next cell with these words; filters nothing (Ctrl+F)"));
    m_next->setShortcut(Qt::Key_F3);
    m_previous->setShortcut(Qt::SHIFT | Qt::Key_F3);
    m_rows->setShortcut(Qt::SHIFT | Qt::Key_Space);
    m_selectColumns->setShortcut(Qt::CTRL | Qt::Key_Space);
    for (QAction *action : {m_rows, m_selectColumns})
        action->setShortcutContext(Qt::WidgetShortcut); // elsewhere a space is typed
    for (QAction *action : {m_next, m_previous})
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_openFind, &QAction::triggered, m_find, &FindBar::open);
    connect(m_next, &QAction::triggered, this, [this] { m_find->go(FindBar::Way::On); });
    connect(m_previous, &QAction::triggered, this, [this] { m_find->go(FindBar::Way::Back); });
    connect(m_rows, &QAction::triggered, m_parts.table, &GridTable::selectWholeRows);
    connect(m_selectColumns, &QAction::triggered, m_parts.table, &GridTable::selectWholeColumns);
    pane->addActions({m_next, m_previous});
    m_reveal->setObjectName(u"revealValue"_s);
    m_revealColumn->setObjectName(u"revealColumn"_s);
    for (QAction *action : {m_reveal, m_revealColumn})
        action->setToolTip(tr("Shows what is hidden as sensitive; noted in the audit log"));
    m_reveal->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_M);
    m_reveal->setShortcutContext(Qt::WidgetShortcut);
    connect(&m_parts.model->labels(), &GridLabels::revealed, this, [this](const Result<void> &noted) {
        Q_EMIT message(noted ? tr("Revealed, and noted in the audit log") : noted.error().message);
    });
    connect(m_reveal, &QAction::triggered, this, [this] { reveal(false); });
    connect(m_revealColumn, &QAction::triggered, this, [this] { reveal(true); });
    connect(m_parts.table, &QWidget::customContextMenuRequested, this, &GridTools::updateReveal);
    connect(m_parts.table->selectionModel(), &QItemSelectionModel::currentChanged, this, &GridTools::updateReveal);
    connect(m_parts.model, &QAbstractItemModel::dataChanged, this, &GridTools::updateReveal);
    connect(m_parts.model, &QAbstractItemModel::modelReset, this, &GridTools::updateReveal);
    updateReveal();
}

void GridTools::arrangeMenu()
{
    const auto separator = [this] {
        auto *line = new QAction(this);
        line->setSeparator(true);
        return line;
    };
    GridTable *table = m_parts.table;
    table->insertActions(m_parts.edit->action(GridEdit::Do::InsertRow), m_filters->actions() << separator());
    table->addActions({separator(), m_reveal, m_revealColumn});
    table->addActions({separator(), m_rows, m_selectColumns, m_parts.columns->goToAction(), m_openFind});
}

QList<QAction *> GridTools::paletteActions() const
{
    return m_filters->actions() << m_openFind << m_next << m_previous << m_rows << m_selectColumns << m_reveal
                                << m_revealColumn;
}

void GridTools::updateReveal()
{
    const QModelIndex at = m_parts.table->currentIndex();
    const GridModel &model = *m_parts.model;
    const bool isSensitive = at.isValid() && model.labels().isSensitive(at.column());
    m_reveal->setVisible(isSensitive);
    m_revealColumn->setVisible(isSensitive);
    m_reveal->setEnabled(isSensitive && model.labels().isMasked(model.rows(), at.row(), at.column()));
    m_revealColumn->setEnabled(isSensitive);
}

void GridTools::reveal(bool column)
{
    const QModelIndex at = m_parts.table->currentIndex();
    if (!at.isValid())
        return;
    m_parts.model->labels().reveal(m_parts.model->rows(), column ? -1 : at.row(), at.column());
}

void GridTools::cancel() { m_copy->cancel(); }

void GridTools::close()
{
    m_copy->close();
    m_find->hide(); // nobody is to be given the focus
    m_columnBar->hide();
}

} // namespace howdah::ui
