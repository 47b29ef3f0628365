// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/structure/structureview.h"

#include "browse/structure/structuredelegate.h"
#include "browse/structure/structuremodel.h"
#include "catalog/ddl.h"
#include "common/density.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "value/valuetext.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int WidestColumn = 280;
constexpr int CommentLines = 3;
constexpr qsizetype CommentCharacters = 400;

// Copies cells as a spreadsheet takes them and follows links.
class StructureTableView final : public QTableView
{
public:
    StructureTableView()
    {
        setItemDelegate(new StructureDelegate(this));
        setSelectionMode(ContiguousSelection);
        setEditTriggers(NoEditTriggers);
        setShowGrid(false);
        setAlternatingRowColors(true);
        setWordWrap(false);
        setCornerButtonEnabled(false);
        setTabKeyNavigation(false);
        setFrameShape(NoFrame);
        setMouseTracking(true);
        setHorizontalScrollMode(ScrollPerPixel);
        verticalHeader()->hide();
        verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        verticalHeader()->setMinimumSectionSize(space::rowCompact);
        verticalHeader()->setDefaultSectionSize(ui::rowHeight());
        horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        horizontalHeader()->setHighlightSections(false);
        horizontalHeader()->setStretchLastSection(true);
        horizontalHeader()->setSectionsMovable(true);
        auto *copy = new QAction(StructureView::tr("Copy"), this);
        copy->setShortcut(QKeySequence::Copy);
        copy->setShortcutContext(Qt::WidgetShortcut);
        connect(copy, &QAction::triggered, this, [this] { copySelection(); });
        addAction(copy);
        setContextMenuPolicy(Qt::CustomContextMenu);
    }

    // A link was followed by this click: the rest of a double click is no step from there.
    void followed() { m_followed = true; }

protected:
    void mousePressEvent(QMouseEvent *event) override
    {
        m_followed = false;
        QTableView::mousePressEvent(event);
    }
    void mouseDoubleClickEvent(QMouseEvent *event) override
    {
        if (!std::exchange(m_followed, false))
            QTableView::mouseDoubleClickEvent(event);
    }
    void mouseMoveEvent(QMouseEvent *event) override
    {
        QTableView::mouseMoveEvent(event);
        const bool link = indexAt(event->position().toPoint()).data(StructureModel::LinkRole).toUInt() != 0;
        viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }

private:
    void copySelection() const
    {
        QModelIndexList cells = selectionModel()->selectedIndexes();
        std::sort(cells.begin(), cells.end());
        QString text;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            if (i > 0)
                text += cells[i].row() == cells[i - 1].row() ? u'\t' : u'\n';
            text += cells[i].data(Qt::EditRole).toString();
        }
        QGuiApplication::clipboard()->setText(text);
    }

    bool m_followed = false;
};

struct PartTexts
{
    QString tab;
    QString none;
};

PartTexts textsOf(StructureView::Part part)
{
    using enum StructureView::Part;
    switch (part) {
    case Columns:
        return {StructureView::tr("Columns"), StructureView::tr("No columns")};
    case Keys:
        return {StructureView::tr("Keys and checks"), StructureView::tr("No keys or checks")};
    case Indexes:
        return {StructureView::tr("Indexes"), StructureView::tr("No indexes")};
    case ForeignKeys:
        return {StructureView::tr("Foreign keys"), StructureView::tr("Does not reference any table")};
    case References:
        return {StructureView::tr("Referenced by"), StructureView::tr("Not referenced by any table")};
    case Triggers:
        return {StructureView::tr("Triggers"), StructureView::tr("No triggers or rules")};
    case Policies:
        return {StructureView::tr("Policies"), StructureView::tr("No policies")};
    }
    return {};
}

StructureTable tableOf(StructureView::Part part, const catalog::Catalog &catalog, quint32 oid)
{
    using enum StructureView::Part;
    switch (part) {
    case Columns:
        return columnsTable(catalog, oid);
    case Keys:
        return keysTable(catalog, oid);
    case Indexes:
        return indexesTable(catalog, oid);
    case ForeignKeys:
        return foreignKeysTable(catalog, oid);
    case References:
        return referencesTable(catalog, oid);
    case Triggers:
        return triggersTable(catalog, oid);
    case Policies:
        return policiesTable(catalog, oid);
    }
    return {};
}

catalog::Stage stageOf(StructureView::Part part)
{
    using enum StructureView::Part;
    switch (part) {
    case Columns:
    case Keys:
    case ForeignKeys:
    case References:
        return catalog::Stage::Columns;
    case Indexes:
    case Triggers:
    case Policies:
        return catalog::Stage::Complete;
    }
    return catalog::Stage::Complete;
}

constexpr std::array allParts{StructureView::Part::Columns,    StructureView::Part::Keys,
                              StructureView::Part::Indexes,    StructureView::Part::ForeignKeys,
                              StructureView::Part::References, StructureView::Part::Triggers,
                              StructureView::Part::Policies};

} // namespace

StructureView::StructureView(QWidget *parent)
    : QWidget(parent)
    , m_summary(mutedLabel())
    , m_comment(plainLabel())
    , m_tabs(new QTabWidget)
    , m_menu(new QToolButton)
    , m_sql(new SqlView)
    , m_sqlStates(new StateStack(m_sql))
{
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_comment->setWordWrap(true);
    for (QLabel *label : {m_summary, m_comment})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *head = new QVBoxLayout;
    // As far from the edge as the words of the tabs.
    head->setContentsMargins(space::inside + space::tight, space::inside, space::inside, space::tight);
    head->setSpacing(space::tight);
    head->addWidget(m_comment);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(m_summary, 1);
    row->addWidget(m_menu);
    head->addLayout(row);
    m_menu->setObjectName(u"changeStructure"_s);
    m_menu->setText(tr("Change"));
    m_menu->setToolTip(tr("Alter, rename, drop and more"));
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_tabs, 1);

    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Structure"));
    for (const Part part : allParts) {
        if (part == Part::ForeignKeys)
            section(part).tab = section(Part::References).tab = m_tabs->addTab(makeForeignKeys(), QString());
        else if (part != Part::References)
            section(part).tab = m_tabs->addTab(makeSection(part), QString());
    }
    m_sql->setAccessibleName(tr("SQL of the relation"));
    m_tabs->addTab(m_sqlStates, tr("DDL"));
    setFocusProxy(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, &StructureView::updateSql);
    clear();
}

QWidget *StructureView::makeSection(Part part)
{
    Section &made = section(part);
    made.model = new StructureModel(this);
    auto *view = new StructureTableView;
    made.view = view;
    made.view->setModel(made.model);
    made.view->setAccessibleName(textsOf(part).tab);
    made.states = new StateStack(made.view);
    connect(view, &QWidget::customContextMenuRequested, this, [this, part](const QPoint &at) { openMenu(part, at); });
    const auto follow = [this, model = made.model](const QModelIndex &index) {
        if (const quint32 link = model->link(index.row()); link != 0)
            Q_EMIT relationActivated(link);
    };
    connect(made.view, &QTableView::activated, this, follow);
    connect(made.view, &QTableView::clicked, this, [follow, view](const QModelIndex &index) {
        if (index.data(StructureModel::LinkRole).toUInt() == 0
            || QGuiApplication::keyboardModifiers() != Qt::NoModifier)
            return;
        view->followed();
        follow(index);
    });
    return made.states;
}

QWidget *StructureView::makeForeignKeys()
{
    auto *split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    for (const Part part : {Part::ForeignKeys, Part::References}) {
        auto *half = new QWidget;
        auto *column = new QVBoxLayout(half);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        QLabel *title = headingLabel(part == Part::ForeignKeys ? tr("References") : textsOf(part).tab, 2);
        title->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
        column->addWidget(title);
        column->addWidget(makeSection(part), 1);
        split->addWidget(half);
    }
    return split;
}

void StructureView::setMenu(QMenu *menu)
{
    m_menu->setMenu(menu);
    m_menu->show();
}

// The column that holds the name.
static int nameColumn(StructureView::Part part) { return part == StructureView::Part::ForeignKeys ? 6 : 0; }

void StructureView::openMenu(Part part, const QPoint &at)
{
    QTableView *view = table(part);
    auto *menu = new QMenu(view);
    menu->setObjectName(u"structureMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(view->actions());
    const QModelIndex index = view->indexAt(at);
    if (m_fillPart && index.isValid()) {
        menu->addSeparator();
        m_fillPart(menu, part, index.siblingAtColumn(nameColumn(part)).data(Qt::EditRole).toString());
    }
    menu->popup(view->viewport()->mapToGlobal(at));
}

QTableView *StructureView::table(Part part) const { return m_sections[size_t(part)].view; }

void StructureView::setRelation(const catalog::Snapshot &catalog, quint32 oid)
{
    m_catalog = catalog;
    m_oid = oid;
    m_sqlStale = true;
    for (const Part part : allParts)
        fill(part);
    updateHead();
    updateTabs();
    updateSql();
}

void StructureView::clear() { setRelation(nullptr, 0); }

void StructureView::fill(Part part)
{
    Section &here = section(part);
    if (!m_catalog || !m_catalog->relation(m_oid)) {
        here.model->setTable({});
        here.states->showEmpty({u"table"_s, tr("No relation selected"), tr("Select one in the list."), {}});
        return;
    }
    if (m_catalog->stage < stageOf(part)) {
        here.states->showLoading();
        return;
    }
    StructureTable table = tableOf(part, *m_catalog, m_oid);
    const bool none = table.rows.empty();
    const int before = here.model->rowCount();
    here.model->setTable(std::move(table));
    if (none) {
        here.states->showEmpty({{}, textsOf(part).none, {}, {}});
        return;
    }
    here.states->showContent();
    // Defaults and other expressions come later than the names, and are fitted too, unless a hand has moved a column.
    const QHeaderView *header = here.view->horizontalHeader();
    if (before != here.model->rowCount() || header->property("fitted").toUInt() != m_oid
        || header->saveState() == header->property("fittedState").toByteArray())
        fitColumns(here);
}

void StructureView::fitColumns(const Section &section)
{
    section.view->horizontalHeader()->setProperty("fitted", m_oid);
    section.view->resizeColumnsToContents();
    for (int column = 0; column < section.model->columnCount(); ++column) {
        // A column in which nothing stands takes room from the others.
        section.view->setColumnHidden(column, !section.model->isColumnUsed(column));
        if (section.view->columnWidth(column) > WidestColumn)
            section.view->setColumnWidth(column, WidestColumn);
    }
    QHeaderView *header = section.view->horizontalHeader();
    header->setProperty("fittedState", header->saveState());
}

void StructureView::updateTabs()
{
    for (const Part part : allParts) {
        if (part == Part::References)
            continue;
        int count = section(part).model->rowCount();
        if (part == Part::ForeignKeys)
            count += section(Part::References).model->rowCount();
        const QString text = textsOf(part).tab;
        m_tabs->setTabText(section(part).tab, count > 0 ? tr("%1 (%2)").arg(text).arg(count) : text);
    }
}

// Made when it is looked at: it goes through everything that the relation has.
void StructureView::updateSql()
{
    if (!m_sqlStale || m_tabs->currentWidget() != m_sqlStates)
        return;
    if (!m_catalog || !m_catalog->relation(m_oid)) {
        m_sqlStates->showEmpty({u"table"_s, tr("No relation selected"), tr("Select one in the list."), {}});
    } else if (m_catalog->stage < catalog::Stage::Complete) {
        m_sqlStates->showLoading();
    } else {
        const QString sql = catalog::ddlOf(*m_catalog, m_oid);
        if (sql != m_sql->sql())
            m_sql->setSql(sql);
        m_sqlStates->showContent();
    }
    m_sqlStale = false;
}

void StructureView::updateHead()
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(m_oid) : nullptr;
    m_summary->setText(relation ? relationSummary(*relation) : QString());
    m_summary->setVisible(relation);
    m_summary->setToolTip(tipText(m_summary->text()));
    const QString comment = relation ? relation->comment : QString();
    const QString shown = comment.left(CommentCharacters).split(u'\n').mid(0, CommentLines).join(u'\n');
    m_comment->setText(shown.size() < comment.size() ? shown + u'…' : shown);
    m_comment->setToolTip(tipText(comment.left(4'000)));
    m_comment->setVisible(!comment.isEmpty());
}

} // namespace howdah::ui
