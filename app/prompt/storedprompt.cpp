// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/storedprompt.h"

#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using sql::quoteIdentifier;

QString tableOf(const PromptTable &table) { return sql::quoteQualified(table.schema, table.name); }

CellPlace placeOf(const PromptTable &table, const QString &rowId)
{
    return {qualifiedName(table), rowId, table.systemPrompt};
}

// All columns of StoredPrompt; without the history that is kept in the metadata where there is no table for it.
QString promptSelection(const PromptTable &table)
{
    QString metadata = quoteIdentifier(table.metadata) + u"::pg_catalog.text"_s;
    if (table.activations.isEmpty())
        metadata = u"CASE WHEN pg_catalog.jsonb_typeof(%1::pg_catalog.jsonb) OPERATOR(pg_catalog.=) 'object'"
                   " AND %1::pg_catalog.jsonb OPERATOR(pg_catalog.?) '%2' THEN (%1::pg_catalog.jsonb "
                   "OPERATOR(pg_catalog.-) '%2'::pg_catalog.text)::pg_catalog.text ELSE %1::pg_catalog.text END"_s.arg(
                       quoteIdentifier(table.metadata), HistoryKey);
    return u"SELECT %1::pg_catalog.text, xmin::pg_catalog.text, %2, %3, %4, %5, %6, %7, %8, "_s.arg(
               quoteIdentifier(table.id), quoteIdentifier(table.promptId), quoteIdentifier(table.agent),
               quoteIdentifier(table.systemPrompt), quoteIdentifier(table.userPrompt), quoteIdentifier(table.version),
               quoteIdentifier(table.model), quoteIdentifier(table.active))
         + metadata + u", "_s + (table.keyId.isEmpty() ? u"NULL"_s : quoteIdentifier(table.keyId)) + u" FROM "_s
         + tableOf(table);
}

StoredPrompt
storedPrompt(const PromptTable &table, const KeyRing &keys, const connection::RowBatch &rows, qsizetype row)
{
    StoredPrompt stored{.id = rows.text(row, 0), .revision = rows.text(row, 1)};
    OpenedCell cell = openCell(rows.bytes(row, 4), rows.text(row, 10), keys, placeOf(table, stored.id));
    stored.state = cell.state;
    stored.keyId = cell.keyId;
    const auto text = [&](qsizetype column) { return exactText(rows.bytes(row, column)); };
    stored.prompt = {text(2), text(3), text(6), text(7), std::move(cell.text), text(5), text(9), rows.boolean(row, 8)};
    return stored;
}

} // namespace howdah::prompt
