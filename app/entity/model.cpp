// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/model.h"

#include "base/enumtable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

constexpr std::array toneNames{EnumName{Tone::Neutral, "neutral"_L1}, EnumName{Tone::Active, "active"_L1},
                               EnumName{Tone::Good, "good"_L1},       EnumName{Tone::Waiting, "waiting"_L1},
                               EnumName{Tone::Warning, "warning"_L1}, EnumName{Tone::Bad, "bad"_L1},
                               EnumName{Tone::Muted, "muted"_L1}};
static_assert(isWholeTable(toneNames));

constexpr std::array relationKindNames{
    EnumName{RelationKind::Parent, "parent"_L1}, EnumName{RelationKind::Children, "children"_L1},
    EnumName{RelationKind::Through, "through"_L1}};
static_assert(isWholeTable(relationKindNames));

constexpr std::array viewKindNames{
    EnumName{ViewKind::Timeline, "timeline"_L1}, EnumName{ViewKind::Thread, "thread"_L1},
    EnumName{ViewKind::Board, "board"_L1}};
static_assert(isWholeTable(viewKindNames));

template <typename Item>
const Item *named(const std::vector<Item> &items, QStringView name, QString Item::*member)
{
    const auto found = std::ranges::find_if(items, [&](const Item &item) { return item.*member == name; });
    return found == items.end() ? nullptr : &*found;
}

} // namespace

Tone StateDefinition::toneOf(QStringView value) const
{
    const auto found = std::ranges::find_if(tones, [value](const auto &one) { return one.first == value; });
    return found == tones.end() ? Tone::Neutral : found->second;
}

const ParameterDefinition *ActionDefinition::parameter(QStringView name) const
{
    return named(parameters, name, &ParameterDefinition::id);
}

const RelationDefinition *EntityDefinition::relation(QStringView name) const
{
    return named(relations, name, &RelationDefinition::id);
}

const ActionDefinition *EntityDefinition::action(QStringView name) const
{
    return named(actions, name, &ActionDefinition::id);
}

const EntityDefinition *Model::entity(QStringView name) const { return named(entities, name, &EntityDefinition::id); }

const EntityDefinition *Model::entityOfTable(QStringView table) const
{
    return named(entities, table, &EntityDefinition::table);
}

const GroupDefinition *Model::group(QStringView name) const { return named(groups, name, &GroupDefinition::id); }

QString toneName(Tone tone) { return nameIn(toneNames, tone); }
QString relationKindName(RelationKind kind) { return nameIn(relationKindNames, kind); }
QString viewKindName(ViewKind kind) { return nameIn(viewKindNames, kind); }

} // namespace howdah::entity
