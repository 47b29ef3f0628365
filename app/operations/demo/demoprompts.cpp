// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demoprompts.h"

#include "base/paths.h"
#include "base/propagate.h"
#include "operations/demo/demosetup.h"
#include "operations/tr.h"
#include "prompt/keybackup.h"
#include "prompt/promptstore.h"
#include "prompt/prompttable.h"
#include "sql/quote.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

QString demoKeyFile() { return QDir(dataFolder()).filePath(u"demo-prompt-keys"_s); }
QString demoPromptDatabase()
{
    const auto found = std::ranges::find(shippedDemos(), true, &DemoPack::hasPrompts);
    return found == shippedDemos().end() ? QString() : found->database;
}

static Result<void> makeDatabase(const connection::ConnInfo &target, const QString &name, std::stop_token stop)
{
    connection::Session session({.name = u"demo"_s, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(target).result());
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    ASSIGN_OR_RETURN(
        const auto there,
        session
            .query(
                {u"SELECT 1 FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) $1::pg_catalog.text"_s,
                 {name.toUtf8()}})
            .result());
    if (there.rows.rowCount() > 0)
        return {};
    RETURN_IF_ERROR(session.query({u"CREATE DATABASE "_s + sql::quoteIdentifier(name), {}}).result());
    return {};
}

// The demo's own key: it protects nothing but invented texts, and shows how it is with real ones.
static Result<prompt::KeyRing> demoKeys()
{
    prompt::FileKeyStore store(demoKeyFile());
    return prompt::changeKeys(store, [](prompt::KeyRing &ring) -> Result<void> {
        if (ring.current())
            return {};
        ASSIGN_OR_RETURN(prompt::Key key, prompt::Key::make());
        return ring.add(u"demo"_s, std::move(key), QDateTime::currentDateTimeUtc());
    });
}

static Result<void> checkServer(connection::Session &session, const DemoPack &pack)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        session.query({u"SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4"_s, {}}).result());
    const int version = int(answer.rows.integer(0, 0) / 10'000);
    if (version >= pack.server)
        return {};
    return fail(
        ErrorKind::Usage, tr("The demo database %1 needs PostgreSQL %2").arg(pack.database).arg(pack.server),
        tr("This server is PostgreSQL %1.").arg(version));
}

static Result<void> encryptPrompts(connection::Session &session)
{
    ASSIGN_OR_RETURN(const auto keys, demoKeys());
    ASSIGN_OR_RETURN(const auto tables, prompt::findPromptTables(session));
    ASSIGN_OR_RETURN(const auto encrypted, prompt::reencrypt(session, tables.front(), keys, false));
    if (!encrypted.refused.empty())
        return fail(ErrorKind::Internal, tr("Some prompts of the demo could not be encrypted"));
    return {};
}

Result<DemoReport> makeDemo(
    const connection::ConnInfo &target, const DemoPack &pack, const DemoRequest &request, const DemoProgress &progress,
    std::stop_token stop, DemoMigrations::Which which)
{
    connection::ConnInfo there = target;
    {
        connection::Session session({.name = u"demo"_s, .names = connection::Names::OfPostgres});
        RETURN_IF_ERROR(session.open(target).result());
        RETURN_IF_ERROR(checkServer(session, pack));
    }
    if (!pack.isFirst) {
        RETURN_IF_ERROR(makeDatabase(target, pack.database, stop));
        there.set(u"dbname"_s, pack.database);
    }
    connection::Session session({.name = u"demo"_s, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(there).result());
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    ASSIGN_OR_RETURN(const auto source, migration::readSource(pack.folder));
    ASSIGN_OR_RETURN(const auto loaded, setUpDemo(session, source, request, progress, stop, {.which = which}));
    // Whoever has worked with it decides how its prompts are kept.
    if (pack.hasPrompts && loaded.data.loaded)
        RETURN_IF_ERROR(encryptPrompts(session));
    return loaded.data;
}

Result<OtherDemos>
setUpOtherDemos(const connection::ConnInfo &target, const DemoProgress &progress, std::stop_token stop)
{
    OtherDemos all;
    for (const DemoPack &pack : shippedDemos()) {
        if (pack.isFirst || pack.hasPrompts)
            continue;
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Loading was cancelled; nothing was saved"));
        const auto made = makeDemo(target, pack, {}, progress, stop);
        if (made)
            continue;
        if (made.error().kind == ErrorKind::Cancelled)
            return fail(made.error());
        Error error = made.error();
        if (error.kind == ErrorKind::Usage) {
            all.refused.push_back(std::move(error));
            continue;
        }
        error.message = tr("The demo database %1 could not be made: %2").arg(pack.database, error.message);
        all.failed.push_back(std::move(error));
    }
    return all;
}

Result<void> setUpPromptDemo(const connection::ConnInfo &target, const DemoProgress &progress, std::stop_token stop)
{
    for (const DemoPack &pack : shippedDemos()) {
        if (pack.hasPrompts)
            RETURN_IF_ERROR(makeDemo(target, pack, {}, progress, stop));
    }
    return {};
}

Result<void> prepareDemo(
    const connection::ConnInfo &target, const std::function<void(const QString &)> &progress, std::stop_token stop,
    const std::function<void(const Error &)> &problem)
{
    progress(tr("Preparing the demo"));
    connection::Session session({.name = u"demo"_s, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(target).result());
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    RETURN_IF_ERROR(setUpDemo(
        session, shippedDemos().empty() ? QString() : shippedDemos().front().folder, {},
        [&progress](const QString &file, int count, int total) {
            progress(tr("Loading demo data: %1 (%2 of %3)").arg(file).arg(count).arg(total));
        },
        stop));
    const auto prompts = setUpPromptDemo(
        target,
        [&progress](const QString &file, int count, int total) {
            progress(tr("Loading the prompt demo: %1 (%2 of %3)").arg(file).arg(count).arg(total));
        },
        stop);
    if (!prompts && prompts.error().kind == ErrorKind::Cancelled)
        return fail(prompts.error());
    if (!prompts)
        problem(prompts.error());
    return {};
}

} // namespace howdah::operations
