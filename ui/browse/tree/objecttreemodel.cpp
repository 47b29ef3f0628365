// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objecttreemodel.h"

#include "browse/tree/objectgroups.h"

#include "base/figures.h"
#include "value/valuetext.h"

#include <QLocale>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Beyond so many objects the work would be felt while typing.
constexpr qsizetype ObjectsAtOnce = 30'000;

struct ObjectTreeModel::Work
{
    catalog::Snapshot catalog;
    std::shared_ptr<const ObjectIndex> index;
    ObjectFilter filter;
    ObjectSelection selection;
};

QString shortCount(qint64 rows)
{
    if (rows < 0)
        return {};
    static const std::array units{u""_s, u" k"_s, u" M"_s, u" G"_s, u" T"_s};
    double value = double(rows);
    size_t unit = 0;
    // 999.6 thousand is a million.
    while (value >= (unit == 0 ? 1000 : 999.5) && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    QString number = QLocale().toString(value, 'f', unit > 0 && value < 9.95 ? 1 : 0);
    if (const QString zero = QLocale().decimalPoint() + QLocale().zeroDigit(); unit > 0 && number.endsWith(zero))
        number.chop(zero.size());
    return number + units[unit];
}

QString kindText(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Schema:
        return ObjectTreeModel::tr("Schema");
    case ObjectKind::Table:
        return ObjectTreeModel::tr("Table");
    case ObjectKind::PartitionedTable:
        return ObjectTreeModel::tr("Partitioned table");
    case ObjectKind::View:
        return ObjectTreeModel::tr("View");
    case ObjectKind::MaterializedView:
        return ObjectTreeModel::tr("Materialized view");
    case ObjectKind::ForeignTable:
        return ObjectTreeModel::tr("Foreign table");
    case ObjectKind::SequenceGroup:
        return ObjectTreeModel::tr("Sequences");
    case ObjectKind::FunctionGroup:
        return ObjectTreeModel::tr("Functions");
    case ObjectKind::TypeGroup:
        return ObjectTreeModel::tr("Types");
    case ObjectKind::Sequence:
        return ObjectTreeModel::tr("Sequence");
    case ObjectKind::Function:
        return ObjectTreeModel::tr("Function");
    case ObjectKind::Procedure:
        return ObjectTreeModel::tr("Procedure");
    case ObjectKind::Aggregate:
        return ObjectTreeModel::tr("Aggregate");
    case ObjectKind::Enum:
        return ObjectTreeModel::tr("Enum");
    case ObjectKind::Domain:
        return ObjectTreeModel::tr("Domain");
    case ObjectKind::Type:
        return ObjectTreeModel::tr("Type");
    case ObjectKind::EntityGroup:
        return ObjectTreeModel::tr("Group");
    }
    return {};
}

void ObjectTreeModel::setCatalog(const catalog::Snapshot &catalog)
{
    m_wanted = catalog;
    update(catalog, nullptr);
}

void ObjectTreeModel::setEntities(std::shared_ptr<const entity::Entities> entities)
{
    m_entities = std::move(entities);
    update(m_wanted, nullptr);
}

void ObjectTreeModel::setGrouped(bool isGrouped)
{
    if (std::exchange(m_isGrouped, isGrouped) != isGrouped)
        update(m_wanted, nullptr);
}

void ObjectTreeModel::setFilter(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    // An index that is being made for a newer snapshot must not be overtaken by the old one.
    update(m_wanted, m_wanted == m_catalog ? m_index : nullptr);
}

void ObjectTreeModel::update(catalog::Snapshot catalog, std::shared_ptr<const ObjectIndex> index)
{
    m_latest.drop();
    const qsizetype size = index   ? index->objects
                         : catalog ? catalog->relations.size() + catalog->functions.size() + catalog->types.size()
                                   : 0;
    auto run = [catalog = std::move(catalog), index = std::move(index), filter = ObjectFilter(m_text),
                entities = m_isGrouped ? m_entities : nullptr] {
        Work work{catalog, index, filter, {}};
        if (!work.index && work.catalog)
            work.index = makeObjectIndex(*work.catalog);
        if (!index && work.index && entities)
            work.index = std::make_shared<const ObjectIndex>(groupedIndex(*work.index, *entities));
        if (work.index)
            work.selection = select(*work.index, work.filter);
        return work;
    };
    if (size <= ObjectsAtOnce) {
        take(run());
        return;
    }
    m_latest.ask(this, QtConcurrent::run(std::move(run)), [this](const Work &work) { take(work); });
}

void ObjectTreeModel::take(Work work)
{
    beginResetModel();
    m_catalog = std::move(work.catalog);
    m_index = std::move(work.index);
    m_filter = std::move(work.filter);
    m_selection = std::move(work.selection);
    endResetModel();
}

const ObjectNode &ObjectTreeModel::node(const QModelIndex &index) const
{
    return m_index->nodes[size_t(index.internalId())];
}

const std::vector<int> &ObjectTreeModel::childrenOf(const QModelIndex &parent) const
{
    return parent.isValid() ? m_selection.children[size_t(parent.internalId())] : m_selection.roots;
}

QModelIndex ObjectTreeModel::indexOfNode(int at) const
{
    if (at < 0 || !m_index)
        return {};
    // A node may keep its place among siblings that are hidden together with their parent.
    for (int up = at; up >= 0; up = m_index->nodes[size_t(up)].parent) {
        if (m_selection.rows[size_t(up)] < 0)
            return {};
    }
    return createIndex(m_selection.rows[size_t(at)], 0, quintptr(at));
}

QModelIndex ObjectTreeModel::bestMatch() const
{
    return m_filter.isEmpty() ? QModelIndex() : indexOfNode(m_selection.best);
}

QModelIndexList ObjectTreeModel::matchParents() const
{
    QModelIndexList found;
    for (const int at : m_selection.opened)
        found.append(indexOfNode(at));
    return found;
}

ObjectKind ObjectTreeModel::kind(const QModelIndex &index) const { return node(index).kind; }
ObjectKey ObjectTreeModel::key(const QModelIndex &index) const
{
    return index.isValid() ? node(index).key() : ObjectKey();
}

QModelIndex ObjectTreeModel::indexOf(const ObjectKey &key) const
{
    if (!m_index)
        return {};
    const auto found = std::ranges::find_if(m_index->nodes, [&key](const ObjectNode &each) {
        return each.kind == key.kind && each.schema == key.schema && each.key() == key;
    });
    return found == m_index->nodes.end() ? QModelIndex() : indexOfNode(int(found - m_index->nodes.begin()));
}

QModelIndex ObjectTreeModel::indexOf(quint32 relationOid) const
{
    if (!m_index)
        return {};
    // Numbers are unique within one of the server's own tables only: a function may have that of a table.
    const auto found = std::ranges::find_if(m_index->nodes, [relationOid](const ObjectNode &each) {
        return each.oid == relationOid && isRelation(each.kind);
    });
    return found == m_index->nodes.end() ? QModelIndex() : indexOfNode(int(found - m_index->nodes.begin()));
}

QModelIndexList ObjectTreeModel::parentsAmong(const QSet<ObjectKey> &keys) const
{
    QModelIndexList found;
    for (size_t at = 0; at < m_selection.children.size(); ++at) {
        if (!m_selection.children[at].empty() && keys.contains(m_index->nodes[at].key()))
            found.append(indexOfNode(int(at)));
    }
    found.removeAll(QModelIndex());
    return found;
}

QModelIndex ObjectTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column != 0 || parent.column() > 0)
        return {};
    const std::vector<int> &children = childrenOf(parent);
    return size_t(row) < children.size() ? createIndex(row, 0, quintptr(children[size_t(row)])) : QModelIndex();
}

QModelIndex ObjectTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const int up = node(index).parent;
    return up < 0 ? QModelIndex() : createIndex(m_selection.rows[size_t(up)], 0, quintptr(up));
}

int ObjectTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(childrenOf(parent).size());
}

int ObjectTreeModel::columnCount(const QModelIndex &) const { return 1; }
bool ObjectTreeModel::hasChildren(const QModelIndex &parent) const { return rowCount(parent) > 0; }

QString ObjectTreeModel::displayText(const ObjectNode &node) const
{
    if (isContainer(node.kind) && node.kind != ObjectKind::Schema && node.kind != ObjectKind::EntityGroup)
        return kindText(node.kind);
    return singleLine(node.shownName());
}

QString ObjectTreeModel::accessibleText(const ObjectNode &node) const
{
    if (isContainer(node.kind) && node.kind != ObjectKind::Schema && node.kind != ObjectKind::EntityGroup)
        return kindText(node.kind);
    QString text = tr("%1, %2").arg(singleLine(node.shownName()), kindText(node.kind).toLower());
    if (node.rows >= 0)
        text += u", "_s + tr("about %1 rows").arg(countText(node.rows));
    return text;
}

QVariant ObjectTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ObjectNode &here = node(index);
    switch (role) {
    case Qt::DisplayRole:
        return displayText(here);
    case Qt::AccessibleTextRole:
        return accessibleText(here);
    case KindRole:
        return int(here.kind);
    case IconRole:
        return here.iconName;
    case OidRole:
        return here.oid;
    case SchemaRole:
        return here.schema;
    case NameRole:
        return here.name;
    case DetailRole:
        return here.detail;
    case EstimatedRowsRole:
        return here.rows;
    case BytesRole:
        return here.bytes;
    case CommentRole:
        return here.comment;
    case MatchRangesRole:
        return QVariant::fromValue(m_filter.ranges(here));
    case ChildCountRole:
        return rowCount(index);
    case PartitionRole:
        return here.isPartition;
    default:
        return {};
    }
}

QHash<int, QByteArray> ObjectTreeModel::roleNames() const
{
    return {
        {KindRole, "kind"},
        {OidRole, "oid"},
        {SchemaRole, "schema"},
        {NameRole, "name"},
        {DetailRole, "detail"},
        {EstimatedRowsRole, "estimatedRows"},
        {BytesRole, "bytes"},
        {CommentRole, "comment"},
        {MatchRangesRole, "matchRanges"},
        {ChildCountRole, "childCount"},
        {PartitionRole, "partition"}};
}

} // namespace howdah::ui
