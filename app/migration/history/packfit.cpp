// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/packfit.h"

#include "base/propagate.h"
#include "migration/history/catalogstate.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

Result<int> tablesNamed(connection::Session &session, const Source &source)
{
    const QString schema = source.pack.schema.isEmpty() ? u"public"_s : source.pack.schema;
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
                 "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind OPERATOR(pg_catalog.=) ANY "
                 "('{r,p}'::pg_catalog.\"char\"[]) AND n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name LIMIT 5000"_s,
                 {schema.toUtf8()}})
            .result());
    ScriptWords words;
    for (const Migration &migration : source.migrations)
        addWords(words, migration.up.text);
    int named = 0;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        named += words.contains(answer.rows.text(row, 0).toLower()) ? 1 : 0;
    return named;
}

} // namespace howdah::migration
