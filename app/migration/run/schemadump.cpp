// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/schemadump.h"

#include "base/propagate.h"
#include "connection/server/pgtools.h"
#include "connection/session/session.h"
#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

// Only the parts of the head that pg_dump writes in one piece: comments, settings, \restrict, blank lines.
static bool isHead(const QByteArray &line)
{
    return line.isEmpty() || line.startsWith("--") || line.startsWith("SET ") || line.startsWith("\\restrict ")
        || line.startsWith("SELECT pg_catalog.set_config('search_path'");
}

static bool isVolatile(const QByteArray &line)
{
    return line.startsWith("-- Dumped ") || line.startsWith("\\restrict ") || line.startsWith("\\unrestrict ")
        || line.startsWith("SET transaction_timeout");
}

QByteArray withoutVolatileLines(const QByteArray &dump)
{
    QList<QByteArray> lines = dump.split('\n');
    const auto head = std::ranges::find_if_not(lines, isHead) - lines.begin();
    auto tail = qsizetype(lines.size());
    while (tail > head
           && (lines[tail - 1].isEmpty() || lines[tail - 1].startsWith("--") || isVolatile(lines[tail - 1])))
        --tail;
    QByteArray kept;
    bool blank = true; // what was between two lines that go leaves no gap
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const bool outside = i < head || i >= tail;
        if (outside && isVolatile(lines[i]))
            continue;
        if (outside && lines[i].isEmpty() && blank)
            continue;
        blank = lines[i].isEmpty();
        kept += lines[i] + '\n';
    }
    while (kept.endsWith("\n\n"))
        kept.chop(1);
    return kept;
}

Error unreached(Error error)
{
    if (error.kind != ErrorKind::Usage && error.kind != ErrorKind::Authentication && error.kind != ErrorKind::Cancelled)
        error.kind = ErrorKind::Connection;
    return error;
}

Result<QByteArray> dumpSchema(const connection::ConnInfo &target, const DumpOptions &options, std::stop_token stop)
{
    int version = 0;
    {
        connection::Session session({.name = u"dump"_s, .readOnly = true});
        const auto facts = session.open(target).result();
        if (!facts)
            return fail(unreached(facts.error()));
        version = facts->version;
    }
    ASSIGN_OR_RETURN(const auto tools, connection::findTools(version));
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"schema.sql"_s);
    // In its own encoding a dump would depend on the database.
    connection::ToolRun run{
        tools.program(u"pg_dump"_s), {u"--schema-only"_s, u"--encoding=UTF8"_s, u"--file="_s + path}, target};
    if (!options.owners)
        run.arguments << u"--no-owner"_s;
    if (!options.privileges)
        run.arguments << u"--no-privileges"_s;
    for (const QString &schema : options.withoutSchemas)
        run.arguments << u"--exclude-schema="_s + sql::quoteIdentifier(schema);
    RETURN_IF_ERROR(connection::runToolWell(run, std::move(stop)));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("The dump cannot be read: %1").arg(file.errorString()));
    return withoutVolatileLines(file.readAll());
}

} // namespace howdah::migration
