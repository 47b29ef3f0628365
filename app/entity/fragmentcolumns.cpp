// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/fragmentcolumns.h"

#include "sql/parser.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::entity {

static void gatherColumns(const QJsonValue &value, QStringList &into)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            gatherColumns(item, into);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "ColumnRef"_L1)
            into << sql::nameParts(it.value()["fields"_L1]).value(0);
        else if (it.key() != "SubLink"_L1)
            gatherColumns(it.value(), into);
    }
}

QStringList columnsIn(const Fragment &fragment)
{
    QStringList columns;
    if (const auto tree = sql::parseTree("SELECT " + fragment.source().toUtf8()))
        gatherColumns(*tree, columns);
    return columns;
}

} // namespace howdah::entity
