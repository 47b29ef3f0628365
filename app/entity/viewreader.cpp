// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/viewreader.h"

#include "entity/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

void ViewReader::read(const YAML::Node &node, EntityDefinition &entity)
{
    ViewDefinition view;
    view.line = lineOf(node);
    std::vector<std::pair<QString, ViewKind>> kinds;
    for (const ViewKind kind : {ViewKind::Timeline, ViewKind::Thread, ViewKind::Board})
        kinds.emplace_back(viewKindName(kind), kind);
    readMap(
        node, tr("a view"),
        {{u"kind"_s, choice(view.kind, kinds)},
         {u"title"_s, text(view.title)},
         {u"lanes"_s, each(tr("The lanes of a timeline"), [&](const YAML::Node &item) { readLane(item, view); })},
         {u"relation"_s, text(view.relation)},
         {u"json"_s, text(view.json)},
         {u"role"_s, text(view.role)},
         {u"text"_s, text(view.text)},
         {u"time"_s, text(view.time)},
         {u"reply"_s, text(view.reply)},
         {u"model"_s, text(view.model)},
         {u"tokens"_s, text(view.tokens)},
         {u"cost"_s, text(view.cost)},
         {u"duration"_s, text(view.duration)},
         {u"error"_s, text(view.error)},
         {u"rating"_s, text(view.rating)},
         {u"roles"_s, textPairs(view.roles)},
         {u"details"_s, list(view.details)},
         {u"columns"_s, list(view.columns)},
         {u"moves"_s, textPairs(view.moves)}});
    if (!node.IsMap())
        return;
    if (!node["kind"].IsDefined())
        note(node.Mark(), tr("The view has no kind"), tr("Use one of: %1.").arg(u"timeline, thread, board"_s));
    check(view, node.Mark());
    entity.views.push_back(std::move(view));
}

void ViewReader::readLane(const YAML::Node &node, ViewDefinition &view)
{
    LaneDefinition lane;
    lane.line = lineOf(node);
    readMap(
        node, tr("a lane"),
        {{u"relation"_s, text(lane.relation)},
         {u"title"_s, text(lane.title)},
         {u"time"_s, text(lane.time)},
         {u"until"_s, text(lane.until)},
         {u"label"_s, text(lane.label)},
         {u"state"_s, text(lane.state)},
         {u"error"_s, text(lane.error)},
         {u"attempt"_s, text(lane.attempt)},
         {u"by"_s, text(lane.by)},
         {u"follows"_s, flag(lane.follows)},
         {u"waits"_s, fragment(lane.waits, FragmentKind::Label)}});
    if (!node.IsMap())
        return;
    if (lane.time.isEmpty())
        note(node.Mark(), tr("The lane has no time"));
    view.lanes.push_back(std::move(lane));
}

void ViewReader::check(const ViewDefinition &view, const YAML::Mark &mark)
{
    const bool isThread = view.kind == ViewKind::Thread;
    if (view.title.isEmpty())
        note(mark, tr("The view has no title"));
    if (view.lanes.empty() == (view.kind == ViewKind::Timeline))
        note(mark, view.lanes.empty() ? tr("A timeline needs lanes") : tr("Only a timeline has lanes"));
    if (isThread && view.relation.isEmpty() == view.json.isEmpty())
        note(mark, tr("A thread needs either the relation or the JSON column that holds what was said"));
    if (isThread && !view.relation.isEmpty()
        && ((view.role.isEmpty() && view.reply.isEmpty()) || view.text.isEmpty() || view.time.isEmpty()))
        note(mark, tr("A thread needs the columns of who says what, and when: role (or reply), text, time"));
    if (view.columns.isEmpty() == (view.kind == ViewKind::Board))
        note(mark, view.columns.isEmpty() ? tr("A board needs columns: states") : tr("Only a board has columns"));
    static const QStringList known{u"user"_s, u"assistant"_s, u"tool"_s, u"system"_s};
    for (const auto &[value, role] : view.roles) {
        if (!known.contains(role))
            note(mark, tr("\"%1\" is not a valid value").arg(role), tr("Use one of: %1.").arg(known.join(u", "_s)));
    }
}

} // namespace howdah::entity
