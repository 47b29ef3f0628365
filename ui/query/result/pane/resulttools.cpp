// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resulttools.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridtable.h"
#include "grid/tools/columnbar.h"
#include "grid/tools/findbar.h"
#include "grid/tools/selectionsummary.h"
#include "query/result/pane/resultarranger.h"
#include "query/result/pane/resultcopy.h"
#include "query/result/pane/resultfilterbar.h"
#include "query/result/pane/resultmasks.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultrecord.h"
#include "query/result/pane/resultstatistics.h"

#include <QAction>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using Is = query::ResultCondition::Is;

ResultTools::ResultTools(
    const PageServices &services, GridTable *table, ResultModel *model, const QString &statement, bool isHere,
    QWidget *pane)
    : QObject(pane)
    , m_services(services)
    , m_table(table)
    , m_model(model)
    , m_arranger(new ResultArranger(model, services.tasks, this))
    , m_filterBar(new ResultFilterBar(m_arranger, model, pane))
    , m_find(new FindBar(table, pane))
    , m_columnBar(new ColumnBar(pane))
    , m_copy(new ResultCopy(table, model, services.tasks, this))
    , m_masks(new ResultMasks(services.connection, model, statement, isHere, this))
    , m_record(new ResultRecord(model, pane))
    , m_statistics(new ResultStatistics(model, services.tasks, pane))
    , m_summary(new SelectionSummary(table, model, this))
    , m_sums(new ElidedLabel(pane))
    , m_openFind(new QAction(icon(u"edit-find"_s), tr("Find in the loaded rows"), this))
    , m_next(new QAction(tr("Find the next one"), this))
    , m_previous(new QAction(tr("Find the previous one"), this))
    , m_rows(new QAction(tr("Select whole rows"), this))
    , m_columns(new QAction(tr("Select whole columns"), this))
    , m_goTo(new QAction(icon(u"go-jump"_s), tr("Go to column…"), this))
    , m_clear(new QAction(tr("Show all rows as they came"), this))
    , m_showRecord(new QAction(icon(u"view-list-details"_s), tr("Record"), this))
    , m_showStatistics(new QAction(icon(u"view-statistics"_s), tr("Statistics of the column"), this))
    , m_export(new QAction(icon(u"document-export"_s), tr("Export these rows…"), this))
    , m_reveal(new QAction(tr("Reveal this column"), this))
{
    m_sums->setObjectName(u"selectionSummary"_s);
    m_sums->setMuted();
    m_sums->setAccessibleName(tr("Selected cells"));
    m_record->hide();
    m_statistics->hide();
    makeActions(pane);
    makeFilters();
    arrangeMenu();
    connectParts();
}

void ResultTools::makeActions(QWidget *pane)
{
    m_openFind->setToolTip(tr("Go to the next cell with these words; filters nothing (Ctrl+F)"));
    m_next->setShortcut(Qt::Key_F3);
    m_previous->setShortcut(Qt::SHIFT | Qt::Key_F3);
    m_rows->setShortcut(Qt::SHIFT | Qt::Key_Space);
    m_columns->setShortcut(Qt::CTRL | Qt::Key_Space);
    m_showRecord->setShortcut(Qt::Key_F4);
    for (QAction *action : {m_rows, m_columns})
        action->setShortcutContext(Qt::WidgetShortcut);
    for (QAction *action : {m_next, m_previous, m_showRecord})
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    for (QAction *action : {m_showRecord, m_showStatistics})
        action->setCheckable(true);
    m_showRecord->setToolTip(tr("Every value of the current row, whole (F4)"));
    m_showStatistics->setToolTip(tr("What the values of the current column that have come amount to"));
    m_export->setToolTip(tr("Write the rows that have come to a file; the statement is not run again"));
    m_clear->setToolTip(tr("Neither sorted nor filtered"));
    m_reveal->setToolTip(tr("Shows what is hidden as sensitive; noted in the audit log"));
    m_reveal->setObjectName(u"revealColumn"_s);
    pane->addActions({m_next, m_previous, m_showRecord});
    connect(m_openFind, &QAction::triggered, m_find, &FindBar::open);
    connect(m_next, &QAction::triggered, this, [this] { m_find->go(FindBar::Way::On); });
    connect(m_previous, &QAction::triggered, this, [this] { m_find->go(FindBar::Way::Back); });
    connect(m_rows, &QAction::triggered, m_table, &GridTable::selectWholeRows);
    connect(m_columns, &QAction::triggered, m_table, &GridTable::selectWholeColumns);
    connect(m_goTo, &QAction::triggered, this, [this] {
        QStringList names;
        for (const query::ResultColumn &column : m_model->columns())
            names << column.shape.name;
        if (!names.isEmpty())
            m_columnBar->open(names);
    });
    connect(m_clear, &QAction::triggered, m_arranger, &ResultArranger::clear);
    connect(m_showRecord, &QAction::toggled, m_record, &QWidget::setVisible);
    connect(m_showStatistics, &QAction::toggled, m_statistics, &QWidget::setVisible);
    connect(m_export, &QAction::triggered, this, &ResultTools::exportWanted);
    connect(m_reveal, &QAction::triggered, this, [this] { m_masks->reveal(m_table->currentIndex().column()); });
}

void ResultTools::makeFilters()
{
    const auto make = [this](Is is, const QString &text) {
        auto *action = new QAction(text, this);
        action->setData(int(is));
        connect(action, &QAction::triggered, this, [this, is] { addCondition(int(is)); });
        m_filters << action;
    };
    make(Is::Equal, tr("Only rows with this value"));
    make(Is::Other, tr("Without this value"));
    make(Is::GreaterOrEqual, tr("This value and greater ones"));
    make(Is::LessOrEqual, tr("This value and less ones"));
}

void ResultTools::addCondition(int is)
{
    const QModelIndex at = m_table->currentIndex();
    if (!at.isValid())
        return;
    if (m_model->isMasked(at.column()))
        return Q_EMIT message(tr("These values are sensitive: reveal the column first"));
    if (m_model->isCut(at.row(), at.column()))
        return Q_EMIT message(tr("This value is too long to filter by"));
    const data::CellValue value = m_model->value(at.row(), at.column());
    const auto wanted = Is(is);
    if (!value.isText())
        return m_arranger->add({at.column(), wanted == Is::Other ? Is::NotNull : Is::Null, {}});
    m_arranger->add({at.column(), wanted, value.bytes()});
}

void ResultTools::arrangeMenu()
{
    const auto separator = [this] {
        auto *line = new QAction(this);
        line->setSeparator(true);
        return line;
    };
    auto *ways = new QMenu(m_table);
    ways->addActions(m_copy->ways());
    auto *copyAs = new QAction(tr("Copy as"), this);
    copyAs->setMenu(ways);
    m_table->addActions({m_copy->action(data::ClipFormat::Tsv), copyAs, separator()});
    m_table->addAction(m_copy->action(data::ClipFormat::TsvWithNames)); // for its keys
    m_table->addActions(m_filters);
    m_table->addActions({m_clear, separator(), m_reveal, m_rows, m_columns, m_goTo, m_openFind, separator(), m_export});
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ResultTools::connectParts()
{
    connect(
        m_table->gridHeader(), &GridHeader::sortRequested, m_arranger, qOverload<int, bool>(&ResultArranger::sortBy));
    connect(m_table->gridHeader(), &GridHeader::menuRequested, this, &ResultTools::showHeadMenu);
    connect(m_arranger, &ResultArranger::failed, this, [this](const Error &error) { Q_EMIT message(error.message); });
    connect(m_arranger, &ResultArranger::arranged, m_statistics, &ResultStatistics::rowsChanged);
    connect(m_copy, &ResultCopy::message, this, &ResultTools::message);
    connect(m_columnBar, &ColumnBar::wanted, this, &ResultTools::goTo);
    connect(m_columnBar, &ColumnBar::closed, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_summary, &SelectionSummary::changed, m_sums, &QLabel::setText);
    connect(m_find, &FindBar::closed, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_find, &FindBar::searchAllWanted, m_arranger, &ResultArranger::setWords);
    connect(m_masks, &ResultMasks::changed, this, &ResultTools::currentChanged);
    connect(m_masks, &ResultMasks::changed, m_statistics, &ResultStatistics::rowsChanged);
    connect(m_masks, &ResultMasks::revealed, this, [this](const Result<void> &noted) {
        Q_EMIT message(noted ? tr("Revealed, and noted in the audit log") : noted.error().message);
    });
    connect(m_statistics, &ResultStatistics::valueWanted, this, [this](int column, const QString &value) {
        m_arranger->add({column, Is::Equal, value.toUtf8()});
    });
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ResultTools::currentChanged,
        Qt::QueuedConnection);
    currentChanged();
}

void ResultTools::currentChanged()
{
    const QModelIndex at = m_table->currentIndex();
    m_reveal->setVisible(at.isValid() && m_masks->isSensitive(at.column()));
    m_reveal->setEnabled(at.isValid() && m_model->isMasked(at.column()));
    for (QAction *action : std::as_const(m_filters))
        action->setEnabled(at.isValid());
    m_record->showRow(at.isValid() ? at.row() : -1);
    m_statistics->showColumn(at.isValid() ? at.column() : -1);
}

void ResultTools::goTo(int column)
{
    const int row = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : m_table->topRow();
    const QModelIndex cell = m_model->index(row, column);
    if (!cell.isValid())
        return;
    m_table->setCurrentIndex(cell);
    m_table->scrollTo(cell);
    m_table->setFocus(Qt::OtherFocusReason);
}

void ResultTools::showHeadMenu(int column, const QPoint &at)
{
    auto *menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &sign, const QString &text, auto work) {
        connect(menu->addAction(sign.isEmpty() ? QIcon() : icon(sign), text), &QAction::triggered, this, work);
    };
    if (column >= 0) {
        add(u"view-sort-ascending"_s, tr("Sort ascending"), [=, this] { m_arranger->sortBy(column, false, false); });
        add(u"view-sort-descending"_s, tr("Sort descending"), [=, this] { m_arranger->sortBy(column, false, true); });
        add(u"list-add"_s, tr("Then by this column"), [=, this] { m_arranger->sortBy(column, true, false); });
        menu->addSeparator();
        add({}, tr("Only NULL"), [=, this] { m_arranger->add({column, Is::Null, {}}); });
        add({}, tr("Without NULL"), [=, this] { m_arranger->add({column, Is::NotNull, {}}); });
        menu->addSeparator();
        add(u"view-statistics"_s, tr("Statistics"), [=, this] {
            goTo(column);
            m_showStatistics->setChecked(true);
        });
        add(u"edit-copy"_s, tr("Copy the name"),
            [=, this] { toClipboard(m_model->columns()[size_t(column)].shape.name.toUtf8()); });
        add(u"edit-select-all"_s, tr("Select the column"), [=, this] { m_table->selectColumn(column); });
        add(u"hint"_s, tr("Hide the column"), [=, this] {
            if (m_table->shownColumns().size() > 1)
                m_table->hideColumn(column);
        });
    }
    add({}, tr("Show all columns"), [this] {
        for (int each = 0; each < m_model->columnCount(); ++each)
            m_table->showColumn(each);
    });
    menu->addActions({m_goTo, m_clear});
    menu->popup(at);
}

QList<QAction *> ResultTools::paletteActions() const
{
    return m_copy->paletteActions() << m_filters << m_openFind << m_next << m_previous << m_rows << m_columns << m_goTo
                                    << m_clear << m_showRecord << m_showStatistics << m_export << m_reveal;
}

void ResultTools::rowsFinished()
{
    m_arranger->rowsFinished();
    m_statistics->rowsChanged();
}

} // namespace howdah::ui
