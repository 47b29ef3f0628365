// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lossnames.h"

#include "connection/databasepath.h"

namespace howdah::migration {

static bool lacksSchema(const Loss &loss)
{
    return loss.schema.isEmpty() && loss.kind != LossKind::Schema && loss.kind != LossKind::Other;
}

Result<std::vector<Loss>> nameSchemas(connection::Session &session, std::vector<Loss> losses, const QString &schema)
{
    QStringList names;
    for (const Loss &loss : losses) {
        if (lacksSchema(loss) && !names.contains(loss.name))
            names << loss.name;
    }
    const auto found = connection::findOnDatabasePath(session, names, schema);
    if (!found)
        return fail(found.error());
    for (Loss &loss : losses) {
        if (lacksSchema(loss))
            loss.schema = found->value(loss.name);
    }
    return losses;
}

} // namespace howdah::migration
