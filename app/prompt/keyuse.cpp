// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/keyuse.h"

#include "base/propagate.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

Result<std::vector<KeyUse>> readKeyUse(connection::Session &session, const PromptTable &table, const KeyRing &ring)
{
    std::vector<KeyUse> keys;
    for (const KeyRing::Entry &entry : ring.entries())
        keys.push_back(
            {.id = entry.id,
             .held = true,
             .current = &entry == ring.current(),
             .created = entry.created,
             .fingerprint = QString::fromLatin1(entry.key.fingerprint().toHex())});
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"SELECT CASE WHEN pg_catalog.starts_with(%1, 'howdah1.') THEN pg_catalog.split_part(%1, '.', 2) ELSE "
                 u"'' "
                 "END, pg_catalog.count(*) FROM %2 GROUP BY 1 ORDER BY 1"_s.arg(
                     sql::quoteIdentifier(table.systemPrompt), sql::quoteQualified(table.schema, table.name)),
                 {}})
            .result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const QString id = answer.rows.text(row, 0);
        auto found = std::find_if(keys.begin(), keys.end(), [&id](const KeyUse &key) { return key.id == id; });
        if (found == keys.end())
            found = keys.insert(keys.end(), {.id = id});
        found->rows = answer.rows.integer(row, 1);
    }
    return keys;
}

} // namespace howdah::prompt
