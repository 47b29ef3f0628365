// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/labelledreference.h"

#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/placedsql.h"
#include "entity/referencetext.h"
#include "entity/sensitivity.h"
#include "value/valuetext.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

std::optional<data::Reference> labelledReference(ConnectionController &connection, quint32 relation, int column)
{
    if (!connection.catalog() || relation == 0 || column < 0)
        return std::nullopt;
    auto reference = data::referenceOf(*connection.catalog(), relation, column);
    if (!reference)
        return reference;
    return withLabel(connection, *std::move(reference));
}

data::Reference withLabel(ConnectionController &connection, data::Reference reference)
{
    const entity::Entities &entities = *connection.entityBook().entities();
    const entity::Sensitivity sensitive = entity::sensitivityOf(entities, reference.to.oid);
    if (connection.catalog()) {
        for (const catalog::Column &column : connection.catalog()->columnsOf(reference.to.oid)) {
            if (sensitive.contains(column.name))
                reference.hidden << column.name;
        }
    }
    const entity::BoundEntity *const entity = entities.of(reference.to.oid);
    if (!entity)
        return reference;
    if (!entity->isLabelled)
        return reference;
    const auto placed = [&](const entity::Fragment &fragment) {
        return entity::placedSql(fragment.source(), entities.catalog(), entity->schema, true);
    };
    reference.label = placed(entity->definition->label);
    if (entity->hasSubtitle)
        reference.subtitle = placed(entity->definition->subtitle);
    return reference;
}

static QString keyOf(const data::ReferenceChoice &choice, bool isShort)
{
    QStringList parts;
    for (const QByteArray &part : choice.key) {
        const QString text = data::decoded(part);
        parts << singleLine(isShort ? entity::shortId(text) : text, 80);
    }
    return parts.join(", "_L1);
}

QString choiceKey(const data::ReferenceChoice &choice) { return keyOf(choice, false); }

QString choiceShortKey(const data::ReferenceChoice &choice) { return keyOf(choice, true); }

QString choiceLabel(const data::ReferenceChoice &choice)
{
    return choice.label ? singleLine(*choice.label, 120) : keyOf(choice, false);
}

QString choiceText(const data::ReferenceChoice &choice)
{
    return choice.label ? choiceLabel(choice) + u"  ·  "_s + keyOf(choice, true) : keyOf(choice, false);
}

} // namespace howdah::ui
