// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/pgerror.h"

#include "connection/server/tlsfacts.h"
#include "connection/tr.h"
#include "sql/secrets.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static bool namesSecret(QStringView names)
{
    const auto parts = names.split(u',');
    return std::ranges::any_of(
        parts, [](QStringView one) { return sql::isSecretName(one.trimmed().toUtf8().replace('"', "")); });
}

// The words around it depend on the language of the server, the parentheses and quotes do not.
static void maskNamedValues(QString &text)
{
    static const QRegularExpression key(uR"(\(([^()]*)\)=\((.*)\))"_s);
    static const QRegularExpression column(uR"re(\b([\w"]+): "(.*)"$)re"_s, QRegularExpression::MultilineOption);
    for (const QRegularExpression *each : {&key, &column}) {
        qsizetype from = 0;
        QRegularExpressionMatch match;
        while (text.indexOf(*each, from, &match) >= 0) {
            from = match.capturedEnd();
            if (!namesSecret(match.capturedView(1)))
                continue;
            text.replace(match.capturedStart(2), match.capturedLength(2), u"***"_s);
            from = match.capturedStart(2) + 3;
        }
    }
}

// `SQL statement "ALTER ROLE a PASSWORD 'hush'"`
static QString maskQuotedStatement(const QString &line)
{
    const qsizetype open = line.indexOf(u'"');
    const bool quotes = open > 0 && line.endsWith(u'"') && line.size() > open + 1;
    if (!quotes)
        return line;
    const QByteArray inner = line.sliced(open + 1).chopped(1).toUtf8();
    return line.first(open + 1) + QString::fromUtf8(sql::maskSecrets(inner).text) + u'"';
}

QString maskedServerText(const QString &text)
{
    if (text.isEmpty())
        return text;
    QString masked = redact(text);
    maskNamedValues(masked);
    QStringList lines = masked.split(u'\n');
    // A statement of several lines is quoted as it is.
    const bool isOne = masked.count(u'"') == 2 && masked.endsWith(u'"');
    if (isOne)
        return maskQuotedStatement(masked);
    for (QString &line : lines)
        line = maskQuotedStatement(line);
    return lines.join(u'\n');
}

// What a server says of an error or a notice is read, searched for secrets, logged and shown: a person reads no more.
static QString bounded(const char *text)
{
    constexpr qsizetype Most = 64 << 10;
    const QByteArrayView all(text);
    if (all.size() <= Most)
        return QString::fromUtf8(all);
    return QString::fromUtf8(all.first(Most)) + tr(" ... (%1 bytes truncated)").arg(all.size() - Most);
}

QString diagnosticField(const PGresult *result, int code) { return bounded(PQresultErrorField(result, code)); }

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
    error.sqlState = diagnosticField(result, PG_DIAG_SQLSTATE);
    error.kind = kindOf(error.sqlState);
    error.message = maskedServerText(diagnosticField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (error.message.isEmpty())
        error.message = maskedServerText(bounded(PQresultErrorMessage(result)).trimmed());
    QStringList detail;
    if (const QString text = diagnosticField(result, PG_DIAG_MESSAGE_DETAIL); !text.isEmpty())
        detail << text;
    if (const QString text = diagnosticField(result, PG_DIAG_CONTEXT); !text.isEmpty())
        detail << text;
    error.detail = maskedServerText(detail.join(u'\n'));
    error.hint = maskedServerText(diagnosticField(result, PG_DIAG_MESSAGE_HINT));
    error.position = diagnosticField(result, PG_DIAG_STATEMENT_POSITION).toLongLong();
    error.statement = statement;
    return error;
}

Error connectionError(const PGconn *connection, const QString &statement)
{
    Error error = makeError(
        ErrorKind::Connection, tr("The connection to the server was lost"), tr("Reconnect to continue."),
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

} // namespace howdah::connection
