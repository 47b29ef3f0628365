// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objecttree.h"

#include "base/figures.h"
#include "browse/tree/objectdelegate.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "value/valuetext.h"

#include <QAction>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// A database with fewer objects is shown with all its schemas open.
constexpr int FewObjects = 200;

ObjectTree::ObjectTree(QWidget *parent)
    : QWidget(parent)
    , m_model(new ObjectTreeModel(this))
    , m_view(new QTreeView)
    , m_search(new QLineEdit)
    , m_states(new StateStack(m_view))
    , m_clearFilter(new QAction(tr("Clear the filter"), this))
    , m_schemas(new QAction(tr("Show tables by schema"), this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ObjectDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setExpandsOnDoubleClick(false); // a partitioned table opens instead
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAccessibleName(tr("Database objects"));
    m_view->installEventFilter(this);

    m_search->addAction(icon(u"search"), QLineEdit::LeadingPosition);
    addClearButton(m_search);
    m_search->setPlaceholderText(tr("Filter objects"));
    m_search->setAccessibleName(tr("Filter objects by name"));
    m_search->setToolTip(tr("Part of a name, or schema.name (Ctrl+F)"));
    m_search->installEventFilter(this);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *field = new QVBoxLayout;
    field->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    field->addWidget(m_search);
    column->addLayout(field);
    column->addWidget(m_states, 1);
    setFocusProxy(m_search);

    connect(m_model, &QAbstractItemModel::modelReset, this, &ObjectTree::afterReset);
    m_schemas->setObjectName(u"tablesBySchema"_s);
    m_schemas->setIcon(icon(u"view-list-tree"));
    m_schemas->setCheckable(true);
    m_schemas->setShortcut(QKeySequence(u"Ctrl+Alt+S"_s));
    m_schemas->setToolTip(tr("Schemas with their tables, instead of the groups that a model of entities has"));
    connect(m_schemas, &QAction::toggled, this, [this](bool on) {
        m_expansionKnown = m_expansionKnown && hasExpandedRoot(on);
        m_model->setGrouped(!on);
    });
    connect(m_search, &QLineEdit::textChanged, m_model, &ObjectTreeModel::setFilter);
    connect(m_clearFilter, &QAction::triggered, m_search, &QLineEdit::clear);
    connect(m_view, &QTreeView::expanded, this, &ObjectTree::remember);
    connect(m_view, &QTreeView::collapsed, this, &ObjectTree::remember);
    connect(m_view, &QTreeView::clicked, this, &ObjectTree::choose);
    connect(m_view, &QTreeView::doubleClicked, this, &ObjectTree::activate);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ObjectTree::wantMenu);
}

void ObjectTree::setLoading(std::function<void()> cancel)
{
    if (!m_model->catalog())
        m_states->showLoading(tr("Loading the database objects"), std::move(cancel));
}

void ObjectTree::setCatalog(const catalog::Snapshot &catalog)
{
    m_states->setStale({});
    m_model->setCatalog(catalog);
}

void ObjectTree::setEntities(std::shared_ptr<const entity::Entities> entities)
{
    // Nothing was opened in groups before there were any.
    if (!entities->isEmpty() && m_model->isGrouped())
        m_expansionKnown = m_expansionKnown && hasExpandedRoot(false);
    m_model->setEntities(std::move(entities));
}

bool ObjectTree::hasExpandedRoot(bool isSchema) const
{
    const ObjectKind kind = isSchema ? ObjectKind::Schema : ObjectKind::EntityGroup;
    return std::ranges::any_of(m_expanded, [kind](const ObjectKey &key) { return key.kind == kind; });
}

void ObjectTree::setFailed(const Error &error, std::function<void()> retry)
{
    if (m_model->catalog())
        m_states->setStale(tr("This list is out of date: %1").arg(error.message), std::move(retry));
    else
        m_states->showFailed(error, std::move(retry));
}

void ObjectTree::clear()
{
    m_expanded.clear();
    m_chosen.reset();
    m_awaited = 0;
    m_expansionKnown = false;
    m_search->clear();
    m_states->setStale({});
    m_model->setCatalog(nullptr);
}

void ObjectTree::afterReset()
{
    const QScopedValueRollback quiet(m_restoring, true);
    showState();
    if (!m_model->catalog())
        return;
    if (!m_model->filter().trimmed().isEmpty()) {
        for (const QModelIndex &index : m_model->matchParents())
            m_view->expand(index);
        const QModelIndex best = m_model->bestMatch();
        m_view->setCurrentIndex(best);
        if (best.isValid())
            m_view->scrollTo(best);
        return;
    }
    expandAtFirst();
    for (const QModelIndex &index : m_model->parentsAmong(m_expanded))
        m_view->expand(index);
    if (m_awaited != 0) {
        selectRelation(m_awaited);
    } else if (m_chosen) {
        const QModelIndex chosen = m_model->indexOf(*m_chosen);
        m_view->setCurrentIndex(chosen);
        if (chosen.isValid())
            m_view->scrollTo(chosen);
    }
}

void ObjectTree::showState()
{
    if (!m_model->catalog())
        return;
    const int objects = m_model->objectCount();
    m_search->setPlaceholderText(tr("Filter %1 objects").arg(countText(objects)));
    if (objects == 0) {
        m_states->showEmpty(
            {u"table"_s, tr("No tables here yet"), tr("The tables and views of this database will be listed here."),
             m_emptyActions});
    } else if (m_model->rowCount() == 0) {
        m_states->showEmpty(
            {u"search"_s,
             tr("No matches for “%1”").arg(singleLine(m_model->filter(), 40)),
             tr("None of the %1 objects has a name like this.").arg(countText(objects)),
             {m_clearFilter}});
    } else {
        m_states->showContent();
    }
}

// Nothing is remembered of this database: the tables should be in sight, but not thousands of them below one another.
void ObjectTree::expandAtFirst()
{
    if (m_expansionKnown || m_model->objectCount() == 0)
        return;
    m_expansionKnown = true;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ObjectKey key = m_model->key(m_model->index(row, 0));
        if (m_model->objectCount() <= FewObjects || m_model->rowCount() == 1 || key.schema == "public"_L1)
            m_expanded.insert(key);
    }
}

void ObjectTree::remember(const QModelIndex &index)
{
    if (m_restoring || !m_model->filter().trimmed().isEmpty())
        return; // what a filter opens is not what the operator opened
    m_expansionKnown = true;
    if (m_view->isExpanded(index))
        m_expanded.insert(m_model->key(index));
    else
        m_expanded.remove(m_model->key(index));
}

void ObjectTree::choose(const QModelIndex &index)
{
    m_chosen = m_model->key(index);
    m_awaited = 0;
    if (isRelation(m_model->kind(index)))
        Q_EMIT relationSelected(index.data(ObjectTreeModel::OidRole).toUInt());
}

void ObjectTree::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    m_chosen = m_model->key(index);
    m_awaited = 0;
    const ObjectKind kind = m_model->kind(index);
    const quint32 oid = index.data(ObjectTreeModel::OidRole).toUInt();
    if (isContainer(kind))
        m_view->setExpanded(index, !m_view->isExpanded(index));
    else if (isRelation(kind))
        Q_EMIT relationActivated(oid);
    else
        Q_EMIT objectActivated(oid, kind);
}

void ObjectTree::enterTree()
{
    if (!m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_model->index(0, 0));
    m_view->setFocus(Qt::ShortcutFocusReason);
}

void ObjectTree::wantMenu(const QPoint &at)
{
    const QModelIndex index = m_view->indexAt(at);
    const ObjectKey key = index.isValid() ? m_model->key(index) : ObjectKey();
    const bool isOne = index.isValid() && isRelation(m_model->kind(index));
    if (index.isValid()
        && (m_model->kind(index) == ObjectKind::Function || m_model->kind(index) == ObjectKind::Procedure)) {
        Q_EMIT functionMenuWanted(index.data(ObjectTreeModel::OidRole).toUInt(), m_view->viewport()->mapToGlobal(at));
        return;
    }
    Q_EMIT menuWanted(
        isOne ? index.data(ObjectTreeModel::OidRole).toUInt() : 0,
        key.kind == ObjectKind::Schema && key.schema.isEmpty() ? key.name : key.schema,
        m_view->viewport()->mapToGlobal(at));
}

void ObjectTree::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ObjectTree::selectRelation(quint32 oid)
{
    const QModelIndex index = m_model->indexOf(oid);
    // Hidden by the filter or not read yet: later.
    m_awaited = index.isValid() ? 0 : oid;
    if (!index.isValid())
        return;
    m_chosen = m_model->key(index);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

bool ObjectTree::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter) {
        activate(m_view->currentIndex());
        return true;
    }
    if (watched == m_search && key->key() == Qt::Key_Down) {
        enterTree();
        return true;
    }
    if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
        m_search->clear();
        return true;
    }
    // Above the first row is the field again.
    if (watched == m_view && key->key() == Qt::Key_Up && m_view->currentIndex() == m_model->index(0, 0)) {
        focusSearch();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

static QJsonArray jsonOf(const ObjectKey &key) { return {int(key.kind), key.schema, key.name}; }

static ObjectKey keyOf(const QJsonValue &value)
{
    const QJsonArray array = value.toArray();
    return {ObjectKind(array.at(0).toInt()), array.at(1).toString(), array.at(2).toString()};
}

QJsonObject ObjectTree::saveState() const
{
    QJsonObject state;
    if (m_expansionKnown) {
        QJsonArray expanded;
        for (const ObjectKey &key : m_expanded)
            expanded.append(jsonOf(key));
        state.insert("expanded"_L1, expanded);
    }
    state.insert("schemas"_L1, m_schemas->isChecked());
    if (m_chosen)
        state.insert("current"_L1, jsonOf(*m_chosen));
    return state;
}

void ObjectTree::restoreState(const QJsonObject &state)
{
    m_schemas->setChecked(state.value("schemas"_L1).toBool());
    if (const QJsonValue expanded = state.value("expanded"_L1); expanded.isArray()) {
        m_expansionKnown = true;
        m_expanded.clear();
        for (const QJsonValue value : expanded.toArray())
            m_expanded.insert(keyOf(value));
    }
    if (const QJsonValue current = state.value("current"_L1); current.isArray())
        m_chosen = keyOf(current);
    if (!m_model->catalog())
        return;
    {
        const QScopedValueRollback quiet(m_restoring, true);
        m_view->collapseAll();
    }
    afterReset();
}

} // namespace howdah::ui
