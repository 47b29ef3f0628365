// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "browse/tree/objectindex.h"
#include "entity/entities.h"

#include <QAbstractItemModel>
#include <QSet>

namespace howdah::ui {

// The objects of a database as a tree, through a filter. A new filter or snapshot is a reset: keys name objects across
// it. Offers roles with meaning; icons and colours are the delegate's. UI thread; very large catalogs are taken apart
// and filtered on the thread pool.
class ObjectTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        KindRole = Qt::UserRole + 1, // int of ObjectKind
        OidRole,                     // uint; 0 for groups
        SchemaRole,
        NameRole,          // as it is; Qt::DisplayRole has it visible on one line
        DetailRole,        // the arguments of a function
        EstimatedRowsRole, // qint64; -1: not known
        BytesRole,         // qint64, with indexes; -1: not known
        CommentRole,
        MatchRangesRole, // QList<MatchRange>, in the name
        ChildCountRole,  // int, through the filter
        PartitionRole,   // bool
        IconRole,        // QString: that a model chose; "" for that of the kind
    };

    using QAbstractItemModel::QAbstractItemModel;

    // nullptr: nothing is known.
    void setCatalog(const catalog::Snapshot &catalog);
    [[nodiscard]] const catalog::Snapshot &catalog() const { return m_catalog; }
    // What models say of it; nullptr: nothing. Used where it is grouped.
    void setEntities(std::shared_ptr<const entity::Entities> entities);
    void setGrouped(bool isGrouped);
    [[nodiscard]] bool isGrouped() const { return m_isGrouped; }
    void setFilter(const QString &text);
    [[nodiscard]] QString filter() const { return m_text; }

    // Objects in all, and those that the filter found.
    [[nodiscard]] int objectCount() const { return m_index ? m_index->objects : 0; }
    [[nodiscard]] int matchCount() const { return m_selection.matches; }
    // What Enter should open; invalid without a filter or a match.
    [[nodiscard]] QModelIndex bestMatch() const;
    // What holds a match beneath it.
    [[nodiscard]] QModelIndexList matchParents() const;

    [[nodiscard]] ObjectKind kind(const QModelIndex &index) const;
    [[nodiscard]] ObjectKey key(const QModelIndex &index) const;
    // Invalid when it is not there or hidden by the filter.
    [[nodiscard]] QModelIndex indexOf(const ObjectKey &key) const;
    [[nodiscard]] QModelIndex indexOf(quint32 relationOid) const;
    // Those of the keys that are seen and have something beneath them.
    [[nodiscard]] QModelIndexList parentsAmong(const QSet<ObjectKey> &keys) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    struct Work;
    [[nodiscard]] const ObjectNode &node(const QModelIndex &index) const;
    [[nodiscard]] const std::vector<int> &childrenOf(const QModelIndex &parent) const;
    [[nodiscard]] QModelIndex indexOfNode(int node) const;
    [[nodiscard]] QString displayText(const ObjectNode &node) const;
    [[nodiscard]] QString accessibleText(const ObjectNode &node) const;
    void update(catalog::Snapshot catalog, std::shared_ptr<const ObjectIndex> index);
    void take(Work work);

    catalog::Snapshot m_catalog;
    catalog::Snapshot m_wanted; // the newest; m_catalog follows when its index is made
    std::shared_ptr<const entity::Entities> m_entities;
    bool m_isGrouped = true;
    std::shared_ptr<const ObjectIndex> m_index;
    ObjectSelection m_selection;
    ObjectFilter m_filter;
    QString m_text;
    Latest m_latest;
};

// "10 M", "1.2 k", "340"; "" when not known.
[[nodiscard]] QString shortCount(qint64 rows);
// "Table", "Materialized view".
[[nodiscard]] QString kindText(ObjectKind kind);

} // namespace howdah::ui
