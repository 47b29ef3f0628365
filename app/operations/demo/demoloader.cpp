// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demoloader.h"

#include "base/propagate.h"
#include "operations/tr.h"
#include "sql/classify.h"
#include "sql/quote.h"
#include "sql/splitter.h"

#include "resources/resources.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Answer;
using connection::Session;
using connection::Statement;

namespace {

struct DemoStatement
{
    QString file;
    QString sql;
};

} // namespace

QStringList demoPacks()
{
    QStringList packs;
    for (const QString &name : resourceNames(u"demo"_s)) {
        const QString pack = name.section(u'/', 1, 1);
        const bool isInFolder = name.count(u'/') > 1;
        if (isInFolder && name.endsWith(".sql"_L1) && !packs.contains(pack))
            packs << pack;
    }
    return packs;
}

static Result<void> addStatements(const QString &file, std::vector<DemoStatement> &statements)
{
    const QByteArray text = resourceText(file).toUtf8();
    ASSIGN_OR_RETURN(const auto pieces, sql::split(text));
    for (const sql::Piece &piece : pieces)
        statements.push_back({file.section(u'/', -1), QString::fromUtf8(sql::textOf(piece, text))});
    return {};
}

// What all packs share comes first.
static Result<std::vector<DemoStatement>> statementsOf(const QString &pack)
{
    if (!demoPacks().contains(pack))
        return fail(
            ErrorKind::NotFound, tr("There is no demo data for the pack %1").arg(pack),
            tr("Demo data is available for: %1.").arg(demoPacks().join(u", "_s)));
    std::vector<DemoStatement> statements;
    RETURN_IF_ERROR(addStatements(u"demo/generators.sql"_s, statements));
    for (const QString &name : resourceNames(u"demo/"_s + pack)) {
        if (name.endsWith(".sql"_L1))
            RETURN_IF_ERROR(addStatements(name, statements));
    }
    return statements;
}

// The table that the demo fills first, which stands for all of them.
static QString firstTable(const std::vector<DemoStatement> &statements)
{
    for (const DemoStatement &statement : statements) {
        const sql::Classification what = sql::classify(statement.sql);
        if (what.kind == sql::StatementKind::Insert && !what.relations.empty())
            return what.relations.front().name;
    }
    return {};
}

// True when the pack's tables are there and empty; false when somebody lives there.
static Result<bool> isEmptyPack(Session &session, const DemoRequest &request, const QString &table)
{
    const QString first = sql::quoteQualified(request.schema, table);
    ASSIGN_OR_RETURN(
        const auto there,
        session.query({u"SELECT pg_catalog.to_regclass($1) IS NOT NULL"_s, {first.toUtf8()}}).result());
    if (!there.rows.boolean(0, 0))
        return fail(
            ErrorKind::NotFound, tr("The tables of the pack do not exist"),
            tr("Apply its migrations first: howdahctl migrate up --source migrations/%1.").arg(request.pack));
    ASSIGN_OR_RETURN(
        const auto empty, session.query({u"SELECT NOT EXISTS (SELECT FROM %1)"_s.arg(first), {}}).result());
    return empty.rows.boolean(0, 0);
}

static Result<void> prepare(Session &session, const DemoRequest &request)
{
    const QString anchor = request.anchor.isEmpty() ? u"today"_s : request.anchor;
    const std::vector<Statement> statements{
        {u"BEGIN"_s, {}},
        {u"SELECT pg_catalog.set_config('search_path', $1, true), pg_catalog.set_config('howdah.scale', $2, true), "
         "pg_catalog.set_config('howdah.anchor', ($3::pg_catalog.timestamptz)::pg_catalog.text, true), "
         "pg_catalog.set_config('synchronous_commit', 'on', true), "
         "pg_catalog.set_config('statement_timeout', '0', true)"_s,
         // PostgreSQL's own names come first where its schema is not in the path; in it, it would be current_schema().
         {sql::quoteIdentifier(request.schema).toUtf8() + ", pg_temp", QByteArray::number(request.scale),
          anchor.toUtf8()}},
    };
    for (const Statement &statement : statements) {
        RETURN_IF_ERROR(session.query(statement).result());
    }
    return {};
}

static Result<qint64> runAll(
    Session &session, const std::vector<DemoStatement> &statements, const DemoProgress &progress,
    const std::stop_token &stop)
{
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    qint64 rows = 0;
    int done = 0;
    for (const DemoStatement &statement : statements) {
        if (progress)
            progress(statement.file, done, int(statements.size()));
        if (stop.stop_requested()) // a cancel between two statements meets none
            return fail(ErrorKind::Cancelled, tr("Loading was cancelled; nothing was saved"));
        const Result<Answer> answer = session.query({statement.sql, {}}).result();
        if (!answer) {
            Error error = answer.error();
            error.detail = tr("In %1. %2").arg(statement.file, error.detail).trimmed();
            return fail(error);
        }
        if (answer->command.startsWith("INSERT"))
            rows += answer->affectedRows;
        ++done;
    }
    return rows;
}

Result<DemoReport>
loadDemo(Session &session, const DemoRequest &request, const DemoProgress &progress, std::stop_token stop)
{
    if (request.scale < 1)
        return fail(ErrorKind::Usage, tr("The scale must be at least 1"));
    ASSIGN_OR_RETURN(const auto statements, statementsOf(request.pack));
    ASSIGN_OR_RETURN(const bool empty, isEmptyPack(session, request, firstTable(statements)));
    if (!empty)
        return DemoReport();
    QElapsedTimer clock;
    clock.start();
    const auto rollback = [&session](const Error &error) {
        (void)session.query({u"ROLLBACK"_s, {}}).result();
        return fail(error);
    };
    if (const auto ready = prepare(session, request); !ready)
        return rollback(ready.error());
    const Result<qint64> rows = runAll(session, statements, progress, stop);
    if (!rows)
        return rollback(rows.error());
    if (const auto committed = session.query({u"COMMIT"_s, {}}).result(); !committed)
        return rollback(committed.error());
    RETURN_IF_ERROR(session.query({u"ANALYZE"_s, {}}).result());
    return DemoReport{true, *rows, double(clock.elapsed())};
}

} // namespace howdah::operations
