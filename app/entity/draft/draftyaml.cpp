// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/draft/draftyaml.h"

#include "entity/draft/drafttext.h"
#include "entity/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

QString lineOf(int indent, const QString &text) { return QString(qsizetype(indent) * 2, u' ') + text + u'\n'; }

QString relationText(const RelationDraft &relation)
{
    QString text = u"- {id: "_s + relation.id + u", title: "_s + yamlQuoted(relation.title) + u", kind: "_s
                 + relationKindName(relation.kind) + u", entity: "_s + relation.entity + u", columns: "_s
                 + yamlList(relation.columns);
    if (!relation.key.isEmpty())
        text += u", key: "_s + yamlList(relation.key);
    if (relation.kind == RelationKind::Through)
        text += u", through: "_s + yamlQuoted(relation.through) + u", others: "_s + yamlList(relation.others);
    return text + u'}' + (relation.isGuess ? u" # "_s + tr("no foreign key says so") : QString());
}

QString entityText(const EntityDraft &entity, const QStringList &ids)
{
    QString text = lineOf(1, u"- id: "_s + entity.id) + lineOf(2, u"table: "_s + yamlQuoted(entity.table))
                 + lineOf(2, u"group: "_s + entity.group) + lineOf(2, u"singular: "_s + yamlQuoted(entity.singular))
                 + lineOf(2, u"plural: "_s + yamlQuoted(entity.plural))
                 + lineOf(2, u"label: "_s + yamlQuoted(entity.label));
    for (const QString &line : entity.more)
        text += lineOf(2, line);
    QString relations;
    for (const RelationDraft &relation : entity.relations) {
        if (relation.isWanted && ids.contains(relation.entity))
            relations += lineOf(3, relationText(relation));
    }
    return relations.isEmpty() ? text : text + lineOf(2, u"relations:"_s) + relations;
}

} // namespace

QByteArray yamlOf(const ModelDraft &draft)
{
    QStringList ids;
    QStringList used;
    for (const EntityDraft &entity : draft.entities) {
        if (entity.isWanted) {
            ids << entity.id;
            used << entity.group;
        }
    }
    if (ids.isEmpty())
        return {};
    QString text = lineOf(0, u"# "_s + tr("A draft made from the catalog: put right what it has guessed."))
                 + lineOf(0, u"title: "_s + yamlQuoted(draft.title)) + lineOf(0, u"tables: "_s + yamlList(draft.tables))
                 + lineOf(0, u"groups:"_s);
    for (const GroupDraft &group : draft.groups) {
        if (used.contains(group.id))
            text += lineOf(1, u"- {id: "_s + group.id + u", title: "_s + yamlQuoted(group.title) + u'}');
    }
    text += lineOf(0, u"entities:"_s);
    // By group, as they are shown.
    for (const GroupDraft &group : draft.groups) {
        for (const EntityDraft &entity : draft.entities) {
            if (entity.isWanted && entity.group == group.id)
                text += entityText(entity, ids);
        }
    }
    return text.toUtf8();
}

QByteArray draftModel(const catalog::Catalog &catalog, const QString &schema)
{
    return yamlOf(makeDraft(catalog, schema));
}

} // namespace howdah::entity
