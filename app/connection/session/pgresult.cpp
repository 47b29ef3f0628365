// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/pgresult.h"

namespace howdah::connection {

std::shared_ptr<const Columns> columnsOf(const PGresult *result)
{
    auto columns = std::make_shared<Columns>();
    const int count = PQnfields(result);
    columns->reserve(size_t(count));
    for (int i = 0; i < count; ++i) {
        columns->push_back(
            {QString::fromUtf8(PQfname(result, i)), PQftype(result, i), PQfmod(result, i), PQftable(result, i),
             qint16(PQftablecol(result, i))});
    }
    return columns;
}

qint64 bytesOf(const PGresult *result)
{
    qint64 bytes = 0;
    for (int row = 0; row < PQntuples(result); ++row) {
        for (int column = 0; column < PQnfields(result); ++column)
            bytes += PQgetlength(result, row, column);
    }
    return bytes;
}

bool isCopy(const PGresult *result)
{
    return result && (PQresultStatus(result) == PGRES_COPY_IN || PQresultStatus(result) == PGRES_COPY_OUT);
}

void appendRows(const PGresult *result, RowBatch &batch)
{
    const int rows = PQntuples(result);
    const int columns = PQnfields(result);
    if (batch.rowCount() == 0) // later it grows by itself, in larger steps
        batch.reserve(rows, bytesOf(result));
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(result, row, column))
                batch.appendNull();
            else
                batch.appendValue(QByteArrayView(PQgetvalue(result, row, column), PQgetlength(result, row, column)));
        }
        batch.endRow();
    }
}

qint64 affectedRows(PGresult *result)
{
    const QByteArrayView text(PQcmdTuples(result));
    return text.isEmpty() ? -1 : text.toByteArray().toLongLong();
}

Notice noticeOf(const PGresult *result)
{
    return {
        diagnosticField(result, PG_DIAG_SEVERITY_NONLOCALIZED), diagnosticField(result, PG_DIAG_SQLSTATE),
        maskedServerText(diagnosticField(result, PG_DIAG_MESSAGE_PRIMARY)),
        maskedServerText(diagnosticField(result, PG_DIAG_MESSAGE_DETAIL)),
        maskedServerText(diagnosticField(result, PG_DIAG_MESSAGE_HINT))};
}

} // namespace howdah::connection
