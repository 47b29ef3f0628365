// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/describe/drafttree.h"

#include "entity/draft/draftwords.h"
#include "entity/entitywords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::EntityDraft;
using entity::RelationDraft;

namespace {

// A group, an entity and a relation in one number.
constexpr int RelationBits = 12;
constexpr int EntityBits = 14;
constexpr quintptr RelationMask = (quintptr(1) << RelationBits) - 1;
constexpr quintptr EntityMask = (quintptr(1) << EntityBits) - 1;

QString kindText(const RelationDraft &relation)
{
    switch (relation.kind) {
    case entity::RelationKind::Parent:
        return DraftTree::tr("%1, one row").arg(relation.columns.join(u", "_s));
    case entity::RelationKind::Children:
        return DraftTree::tr("by %1").arg(relation.columns.join(u", "_s));
    case entity::RelationKind::Through:
        return DraftTree::tr("through %1").arg(relation.through);
    }
    return {};
}

} // namespace

quintptr DraftTree::idOf(const Place &place)
{
    return (quintptr(place.group) << (EntityBits + RelationBits)) | (quintptr(place.entity + 1) << RelationBits)
         | quintptr(place.relation + 1);
}

DraftTree::Place DraftTree::placeOf(const QModelIndex &index)
{
    const quintptr id = index.internalId();
    return {
        int(id >> (EntityBits + RelationBits)), int((id >> RelationBits) & EntityMask) - 1, int(id & RelationMask) - 1};
}

void DraftTree::setDraft(const entity::ModelDraft &draft)
{
    beginResetModel();
    m_draft = draft;
    arrange();
    endResetModel();
}

void DraftTree::arrange()
{
    m_members.assign(m_draft.groups.size(), {});
    for (size_t i = 0; i < m_draft.entities.size(); ++i) {
        const auto found = std::ranges::find(m_draft.groups, m_draft.entities[i].group, &entity::GroupDraft::id);
        if (found != m_draft.groups.end())
            m_members[size_t(found - m_draft.groups.begin())].push_back(int(i));
    }
}

QModelIndex DraftTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, idOf({row}));
    Place place = placeOf(parent);
    if (place.entity < 0)
        place.entity = m_members[size_t(place.group)][size_t(row)];
    else
        place.relation = row;
    return createIndex(row, column, idOf(place));
}

QModelIndex DraftTree::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    Place place = placeOf(child);
    if (place.entity < 0)
        return {};
    if (place.relation < 0)
        return createIndex(place.group, 0, idOf({place.group}));
    const auto &members = m_members[size_t(place.group)];
    place.relation = -1;
    return createIndex(int(std::ranges::find(members, place.entity) - members.begin()), 0, idOf(place));
}

int DraftTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_draft.groups.size());
    const Place place = placeOf(parent);
    if (parent.column() != 0 || place.relation >= 0)
        return 0;
    return place.entity < 0 ? int(m_members[size_t(place.group)].size())
                            : int(m_draft.entities[size_t(place.entity)].relations.size());
}

int DraftTree::columnCount(const QModelIndex &) const { return ColumnCount; }

QString DraftTree::textOf(const Place &place, int column) const
{
    if (place.entity < 0)
        return column == Title ? m_draft.groups[size_t(place.group)].title : QString();
    const EntityDraft &entity = m_draft.entities[size_t(place.entity)];
    if (place.relation >= 0) {
        const RelationDraft &relation = entity.relations[size_t(place.relation)];
        if (column == Title)
            return relation.title;
        return column == Source ? kindText(relation) : QString();
    }
    switch (Column(column)) {
    case Title:
        return capital(entity.plural);
    case Label:
        return entity.label;
    case Group:
        return m_draft.groups[size_t(place.group)].title;
    case Source:
        return entity.table;
    case ColumnCount:
        break;
    }
    return {};
}

Qt::CheckState DraftTree::checkOf(const Place &place) const
{
    if (place.relation >= 0)
        return m_draft.entities[size_t(place.entity)].relations[size_t(place.relation)].isWanted ? Qt::Checked
                                                                                                 : Qt::Unchecked;
    if (place.entity >= 0)
        return m_draft.entities[size_t(place.entity)].isWanted ? Qt::Checked : Qt::Unchecked;
    const auto &members = m_members[size_t(place.group)];
    const auto wanted =
        std::ranges::count_if(members, [this](int one) { return m_draft.entities[size_t(one)].isWanted; });
    if (wanted == 0)
        return Qt::Unchecked;
    return wanted == std::ssize(members) ? Qt::Checked : Qt::PartiallyChecked;
}

QVariant DraftTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Place place = placeOf(index);
    if (role == Qt::DisplayRole || role == Qt::EditRole)
        return textOf(place, index.column());
    if (role == Qt::CheckStateRole && index.column() == Title)
        return checkOf(place);
    if (role == Qt::ToolTipRole && place.relation >= 0) {
        const RelationDraft &relation = m_draft.entities[size_t(place.entity)].relations[size_t(place.relation)];
        return relation.isGuess ? tr("No foreign key says so, but the name of the column") : kindText(relation);
    }
    return role == Qt::ToolTipRole ? QVariant(textOf(place, index.column())) : QVariant();
}

QVariant DraftTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Title:
        return tr("Groups, entities and relations");
    case Label:
        return tr("Label (SQL)");
    case Group:
        return tr("Group");
    case Source:
        return tr("Table or columns");
    case ColumnCount:
        break;
    }
    return {};
}

Qt::ItemFlags DraftTree::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Place place = placeOf(index);
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    const bool isEntity = place.entity >= 0 && place.relation < 0;
    if (index.column() == Title)
        flags |= Qt::ItemIsUserCheckable | Qt::ItemIsEditable;
    else if (isEntity && (index.column() == Label || index.column() == Group))
        flags |= Qt::ItemIsEditable;
    return flags;
}

void DraftTree::check(const Place &place, bool isWanted)
{
    if (place.relation >= 0) {
        m_draft.entities[size_t(place.entity)].relations[size_t(place.relation)].isWanted = isWanted;
    } else if (place.entity >= 0) {
        m_draft.entities[size_t(place.entity)].isWanted = isWanted;
    } else {
        for (const int one : m_members[size_t(place.group)])
            m_draft.entities[size_t(one)].isWanted = isWanted;
    }
}

void DraftTree::moveTo(EntityDraft &entity, const QString &title)
{
    const auto found = std::ranges::find(m_draft.groups, title, &entity::GroupDraft::title);
    if (found != m_draft.groups.end()) {
        entity.group = found->id;
        return;
    }
    QString id = entity::idOf(title);
    while (std::ranges::find(m_draft.groups, id, &entity::GroupDraft::id) != m_draft.groups.end())
        id += u'_';
    m_draft.groups.push_back({id, title});
    entity.group = id;
}

bool DraftTree::setText(const Place &place, int column, const QString &text)
{
    if (text.isEmpty() || text == textOf(place, column))
        return false;
    if (place.entity < 0) {
        m_draft.groups[size_t(place.group)].title = text;
        return true;
    }
    EntityDraft &entity = m_draft.entities[size_t(place.entity)];
    if (place.relation >= 0)
        entity.relations[size_t(place.relation)].title = text;
    else if (column == Title)
        entity.plural = text;
    else if (column == Label)
        entity.label = text;
    else
        moveTo(entity, text);
    return true;
}

bool DraftTree::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || (role != Qt::CheckStateRole && role != Qt::EditRole))
        return false;
    const Place place = placeOf(index);
    if (role == Qt::CheckStateRole) {
        check(place, value.toInt() != Qt::Unchecked);
        // What is above and beneath it shows its part.
        const QModelIndex group = this->index(place.group, 0);
        Q_EMIT dataChanged(group, group, {Qt::CheckStateRole});
        if (place.entity < 0 && rowCount(group) > 0)
            Q_EMIT dataChanged(this->index(0, 0, group), this->index(rowCount(group) - 1, 0, group));
        Q_EMIT dataChanged(index, index);
        Q_EMIT edited();
        return true;
    }
    const bool isMove = place.entity >= 0 && place.relation < 0 && index.column() == Group;
    if (isMove)
        beginResetModel();
    const bool isOther = setText(place, index.column(), value.toString().trimmed());
    if (isMove) {
        arrange();
        endResetModel();
    } else if (isOther) {
        Q_EMIT dataChanged(index, index);
    }
    if (isOther)
        Q_EMIT edited();
    return isOther;
}

} // namespace howdah::ui
