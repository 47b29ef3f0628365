// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/parser.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <memory>
#include <pg_query.h>

namespace howdah::sql {

namespace {

// libpg_query prints the tree by recursion, without a depth limit, at about 130 bytes of stack a level, and a level can
// be two bytes of SQL (1+1+1...). So what is long gets a thread with a stack for the worst case, and what is very long
// is not parsed at all.
constexpr qsizetype OnAnyStack = 8 * 1024;
constexpr qsizetype Longest = 256 * 1024;
constexpr uint StackSize = 96 * 1024 * 1024;

ParseFailure tooLarge() { return {ParseFailure::Reason::TooLarge, QStringLiteral("too long or too deeply nested"), 0}; }

std::expected<QByteArray, ParseFailure> parseHere(const QByteArray &sql)
{
    PgQueryParseResult result = pg_query_parse(sql.constData());
    const auto release = [](PgQueryParseResult *r) { pg_query_free_parse_result(*r); };
    const std::unique_ptr<PgQueryParseResult, decltype(release)> guard(&result, release);
    if (!result.error)
        return QByteArray(result.parse_tree);
    const QString message = QString::fromUtf8(result.error->message);
    if (message.startsWith(QLatin1String("memory exhausted")))
        return std::unexpected(tooLarge());
    return std::unexpected(ParseFailure{ParseFailure::Reason::Syntax, message, result.error->cursorpos});
}

std::expected<QByteArray, ParseFailure> parseOnLargeStack(const QByteArray &sql)
{
    std::expected<QByteArray, ParseFailure> answer = std::unexpected(tooLarge());
    const std::unique_ptr<QThread> thread(QThread::create([&] { answer = parseHere(sql); }));
    thread->setObjectName(QStringLiteral("sql parser"));
    thread->setStackSize(StackSize);
    thread->start();
    thread->wait();
    return answer;
}

} // namespace

std::expected<QJsonArray, ParseFailure> parseTree(const QByteArray &sql)
{
    if (sql.contains('\0'))
        return std::unexpected(ParseFailure{ParseFailure::Reason::Syntax, QStringLiteral("NUL character"), 0});
    if (sql.size() > Longest)
        return std::unexpected(tooLarge());
    const auto json = sql.size() <= OnAnyStack ? parseHere(sql) : parseOnLargeStack(sql);
    if (!json)
        return std::unexpected(json.error());
    QJsonParseError error; // Qt stops at 1024 levels
    const QJsonDocument document = QJsonDocument::fromJson(*json, &error);
    if (error.error != QJsonParseError::NoError)
        return std::unexpected(tooLarge());
    return document.object().value(QLatin1String("stmts")).toArray();
}

std::optional<ParseFailure> syntaxFailure(const QByteArray &sql)
{
    if (sql.contains('\0'))
        return ParseFailure{ParseFailure::Reason::Syntax, QStringLiteral("NUL character"), 0};
    if (sql.size() > Longest)
        return tooLarge();
    PgQuerySplitResult result = pg_query_split_with_parser(sql.constData());
    const auto release = [](PgQuerySplitResult *r) { pg_query_free_split_result(*r); };
    const std::unique_ptr<PgQuerySplitResult, decltype(release)> guard(&result, release);
    if (!result.error)
        return std::nullopt;
    const QString message = QString::fromUtf8(result.error->message);
    if (message.startsWith(QLatin1String("memory exhausted")))
        return tooLarge();
    return ParseFailure{ParseFailure::Reason::Syntax, message, result.error->cursorpos};
}

QStringList nameParts(const QJsonValue &names)
{
    QStringList parts;
    for (const QJsonValue part : names.toArray())
        parts += part[QLatin1String("String")][QLatin1String("sval")].toString();
    return parts;
}

} // namespace howdah::sql
