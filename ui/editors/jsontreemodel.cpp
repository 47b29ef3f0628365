// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/jsontreemodel.h"

#include "base/figures.h"
#include "data/page/value.h"
#include "value/valuetext.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr qint64 shownBytes = 400;

struct JsonTreeModel::Item
{
    Item *parent = nullptr;
    int row = 0;
    JsonNode node;        // of a group: the container
    qint64 position = -1; // among its siblings, all groups taken together
    bool isGroup = false;
    qint64 first = 0; // of a group; of a container all
    qint64 count = 0;
    bool populated = false;
    std::vector<std::unique_ptr<Item>> children;
};

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_top(std::make_unique<Item>())
{
    m_top->populated = true;
}

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setJsonIndex(std::shared_ptr<const JsonIndex> index)
{
    beginResetModel();
    m_index = index && !index->problem() ? std::move(index) : nullptr;
    m_top = std::make_unique<Item>();
    m_top->populated = true;
    if (m_index) {
        auto root = std::make_unique<Item>();
        root->parent = m_top.get();
        root->node = m_index->root();
        root->count = m_index->childCount(root->node);
        m_top->children.push_back(std::move(root));
    }
    endResetModel();
}

JsonTreeModel::Item *JsonTreeModel::itemAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Item *>(index.internalPointer()) : m_top.get();
}

void JsonTreeModel::populate(Item &item) const
{
    if (item.populated)
        return;
    item.populated = true;
    const auto add = [&item](Item child) {
        child.parent = &item;
        child.row = int(item.children.size());
        item.children.push_back(std::make_unique<Item>(std::move(child)));
    };
    if (item.count <= 2 * JsonIndex::groupSize) {
        qint64 position = item.first;
        for (const JsonNode &node : m_index->children(item.node, item.first, item.count)) {
            Item child;
            child.node = node;
            child.position = position++;
            child.count = m_index->childCount(node);
            add(std::move(child));
        }
        return;
    }
    qint64 size = JsonIndex::groupSize;
    while (item.count > 2 * size * JsonIndex::groupSize)
        size *= JsonIndex::groupSize;
    for (qint64 from = item.first; from < item.first + item.count; from += size) {
        Item group;
        group.node = item.node;
        group.isGroup = true;
        group.first = from;
        group.count = qMin(size, item.first + item.count - from);
        add(std::move(group));
    }
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    return createIndex(row, column, itemAt(parent)->children[size_t(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Item *parent = itemAt(index)->parent;
    return parent == m_top.get() || !parent ? QModelIndex() : createIndex(parent->row, 0, parent);
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    Item *item = itemAt(parent);
    populate(*item);
    return int(item->children.size());
}

int JsonTreeModel::columnCount(const QModelIndex &) const { return ColumnCount; }

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    const Item *item = itemAt(parent);
    return parent.isValid() ? parent.column() == 0 && item->count > 0 : !item->children.empty();
}

QString JsonTreeModel::nameOf(const Item &item) const
{
    if (item.isGroup)
        return u"[%1 … %2]"_s.arg(countText(item.first), countText(item.first + item.count - 1));
    if (item.node.nameFrom >= 0)
        return jsonStringMeaning(m_index->bytes(item.node.nameFrom, item.node.nameTo));
    return item.position < 0 ? u"$"_s : QString::number(item.position);
}

QString JsonTreeModel::valueOf(const Item &item) const
{
    if (item.isGroup)
        return {};
    if (item.node.kind == JsonKind::Object)
        return item.count == 0 ? u"{}"_s : tr("{ %Ln members }", nullptr, int(item.count));
    if (item.node.kind == JsonKind::Array)
        return item.count == 0 ? u"[]"_s : tr("[ %Ln elements ]", nullptr, int(item.count));
    const bool isCut = item.node.to - item.node.from > shownBytes;
    const QByteArray shown = m_index->bytes(item.node.from, isCut ? item.node.from + shownBytes : item.node.to);
    return singleLine(data::decoded(shown), shownBytes) + (isCut ? u"…"_s : QString());
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_index)
        return {};
    const Item &item = *itemAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == NameColumn ? singleLine(nameOf(item)) : valueOf(item);
    case Qt::EditRole:
        return index.column() == NameColumn ? nameOf(item) : data::decoded(m_index->spelling(item.node));
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? nameOf(item) : nameOf(item) + u": "_s + valueOf(item);
    case KindRole:
        return int(item.node.kind);
    case FromRole:
        return item.node.from;
    case ToRole:
        return item.node.to;
    case IsGroupRole:
        return item.isGroup;
    case SpellingRole:
        return m_index->spelling(item.node);
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Name") : tr("Value");
}

Qt::ItemFlags JsonTreeModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    if (!index.isValid() || !m_editable)
        return flags;
    const Item &item = *itemAt(index);
    const bool canEdit = !item.isGroup
                      && (index.column() == NameColumn ? item.node.nameFrom >= 0 : !item.node.isContainer())
                      && item.node.to - item.node.from <= 100'000;
    return canEdit ? flags | Qt::ItemIsEditable : flags;
}

bool JsonTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    const Item &item = *itemAt(index);
    const QString text = value.toString();
    if (text == data(index, Qt::EditRole).toString())
        return false; // not a byte changes
    if (index.column() == NameColumn) {
        Q_EMIT replacementWanted(item.node.nameFrom, item.node.nameTo, jsonString(text));
        return true;
    }
    const QByteArray spelling = text.trimmed().toUtf8();
    if (const auto problem = jsonProblem(spelling)) {
        Q_EMIT refused(tr("%1: strings must be in double quotes").arg(problem->message));
        return false;
    }
    Q_EMIT replacementWanted(item.node.from, item.node.to, spelling);
    return true;
}

void JsonTreeModel::removeNode(const QModelIndex &index)
{
    if (!index.isValid() || !m_editable || itemAt(index)->isGroup || itemAt(index)->position < 0)
        return;
    const Item &item = *itemAt(index);
    // The container is the next ancestor that is no group.
    const Item *container = item.parent;
    while (container->isGroup)
        container = container->parent;
    const qint64 begin = item.node.nameFrom >= 0 ? item.node.nameFrom : item.node.from;
    const auto around = m_index->children(container->node, qMax<qint64>(0, item.position - 1), 3);
    const bool isFirst = item.position == 0;
    const size_t next = isFirst ? 1 : 2;
    if (next < around.size()) {
        const JsonNode &after = around[next];
        Q_EMIT replacementWanted(begin, after.nameFrom >= 0 ? after.nameFrom : after.from, {});
    } else {
        Q_EMIT replacementWanted(isFirst ? begin : around.front().to, item.node.to, {});
    }
}

void JsonTreeModel::addNode(const QModelIndex &index)
{
    if (!index.isValid() || !m_editable || itemAt(index)->isGroup)
        return;
    const Item &item = *itemAt(index);
    if (!item.node.isContainer() && item.position >= 0) {
        const QByteArray name = item.node.nameFrom >= 0 ? jsonString(tr("name")) + ": " : QByteArray();
        Q_EMIT replacementWanted(item.node.to, item.node.to, ", " + name + "null");
        return;
    }
    if (!item.node.isContainer())
        return;
    const QByteArray name = item.node.kind == JsonKind::Object ? jsonString(tr("name")) + ": " : QByteArray();
    if (item.count == 0) {
        Q_EMIT replacementWanted(item.node.from + 1, item.node.to - 1, name + "null");
        return;
    }
    const auto last = m_index->children(item.node, item.count - 1, 1);
    if (!last.empty())
        Q_EMIT replacementWanted(last.front().to, last.front().to, ", " + name + "null");
}

QString JsonTreeModel::jsonPath(const QModelIndex &index) const
{
    static const QRegularExpression plain(u"^[A-Za-z_][A-Za-z_0-9]*$"_s);
    QString path;
    for (const Item *item = itemAt(index); item && item != m_top.get(); item = item->parent) {
        if (item->isGroup)
            continue;
        if (item->position < 0)
            path.prepend(u'$');
        else if (item->node.nameFrom < 0)
            path.prepend(u'[' + QString::number(item->position) + u']');
        else if (const QString name = nameOf(*item); plain.match(name).hasMatch())
            path.prepend(u'.' + name);
        else
            path.prepend(u'.' + QString::fromUtf8(jsonString(name)));
    }
    return path;
}

QList<int> JsonTreeModel::path(const QModelIndex &index) const
{
    QList<int> rows;
    for (QModelIndex at = index; at.isValid(); at = at.parent())
        rows.prepend(at.row());
    return rows;
}

QModelIndex JsonTreeModel::at(const QList<int> &path) const
{
    QModelIndex found;
    for (const int row : path) {
        const QModelIndex next = index(row, 0, found);
        if (!next.isValid())
            break;
        found = next;
    }
    return found;
}

} // namespace howdah::ui
