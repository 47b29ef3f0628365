// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/pgresult.h"

#include "connection/session/maskederror.h"

#include "connection/session/connectiontest.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString tr(const char *text) { return QCoreApplication::translate("Session", text); }

// What a server says of an error or a notice is read, searched for secrets, logged and shown: a person reads no more.
static QString bounded(const char *text)
{
    constexpr qsizetype Most = 64 << 10;
    const QByteArrayView all(text);
    if (all.size() <= Most)
        return QString::fromUtf8(all);
    return QString::fromUtf8(all.first(Most)) + tr(" ... (%1 bytes were cut)").arg(all.size() - Most);
}

static QString field(const PGresult *result, int code) { return bounded(PQresultErrorField(result, code)); }

static ErrorKind kindOf(const QString &sqlState)
{
    // 57P01..57P05: the server ends the session (shutdown, crash of another backend, dropped database, idle timeout).
    if (sqlState.startsWith("08"_L1) || sqlState.startsWith("57P0"_L1))
        return ErrorKind::Connection;
    if (sqlState.startsWith("28"_L1))
        return ErrorKind::Authentication;
    if (sqlState == "42501"_L1 || sqlState == "25006"_L1)
        return ErrorKind::Permission;
    return ErrorKind::Server;
}

Error errorOf(const PGresult *result, const QString &statement)
{
    Error error;
    error.sqlState = field(result, PG_DIAG_SQLSTATE);
    error.kind = kindOf(error.sqlState);
    error.message = maskedServerText(field(result, PG_DIAG_MESSAGE_PRIMARY));
    if (error.message.isEmpty())
        error.message = maskedServerText(bounded(PQresultErrorMessage(result)).trimmed());
    QStringList detail;
    if (const QString text = field(result, PG_DIAG_MESSAGE_DETAIL); !text.isEmpty())
        detail << text;
    if (const QString text = field(result, PG_DIAG_CONTEXT); !text.isEmpty())
        detail << text;
    error.detail = maskedServerText(detail.join(u'\n'));
    error.hint = maskedServerText(field(result, PG_DIAG_MESSAGE_HINT));
    error.position = field(result, PG_DIAG_STATEMENT_POSITION).toLongLong();
    error.statement = statement;
    return error;
}

Error connectionError(const PGconn *connection, const QString &statement)
{
    Error error = makeError(
        ErrorKind::Connection, tr("The connection to the server was lost"), tr("Reconnect to go on."),
        bounded(PQerrorMessage(connection)).trimmed());
    error.statement = statement;
    return error;
}

Error openingError(const QString &text, const ConnInfo &target)
{
    Diagnosis diagnosis = diagnose(text, {}, target);
    if (diagnosis.cause == FailureCause::TlsUnknownIssuer)
        explainCertificate(diagnosis, target);
    Error error = toError(diagnosis);
    if (error.kind == ErrorKind::Usage)
        error.kind = ErrorKind::Connection;
    return makeError(
        error.kind, tr("Cannot connect: %1").arg(text.trimmed()),
        diagnosis.cause == FailureCause::Unknown ? QString() : diagnosis.sentence + u". "_s + diagnosis.advice);
}

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
        field(result, PG_DIAG_SEVERITY_NONLOCALIZED), field(result, PG_DIAG_SQLSTATE),
        maskedServerText(field(result, PG_DIAG_MESSAGE_PRIMARY)),
        maskedServerText(field(result, PG_DIAG_MESSAGE_DETAIL)), maskedServerText(field(result, PG_DIAG_MESSAGE_HINT))};
}

} // namespace howdah::connection
