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

using namespace Qt::StringLiterals;

namespace howdah::operations {

QString demoKeyFile() { return QDir(dataFolder()).filePath(u"demo-prompt-keys"_s); }
QString demoPromptDatabase() { return u"deepref"_s; }
QStringList demoDatabases() { return {demoPromptDatabase(), u"orchestrator"_s, u"assistant"_s}; }

QString demoDatabaseOf(const QString &pack)
{
    if (pack == DemoRequest().pack)
        return u"howdah"_s; // the one of the window
    return demoDatabases().contains(pack) ? pack : QString();
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

static Result<void> setUpBeside(
    const connection::ConnInfo &target, const QString &name, const DemoProgress &progress, const std::stop_token &stop)
{
    RETURN_IF_ERROR(makeDatabase(target, name, stop));
    connection::ConnInfo there = target;
    there.set(u"dbname"_s, name);
    connection::Session session({.name = u"demo"_s, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(there).result());
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    RETURN_IF_ERROR(setUpDemo(session, QDir(shareFolder()).filePath(u"migrations/"_s + name), {}, progress, stop));
    return {};
}

Result<void> setUpOtherDemos(const connection::ConnInfo &target, const DemoProgress &progress, std::stop_token stop)
{
    Result<void> all;
    for (const QString &name : demoDatabases()) {
        if (name == demoPromptDatabase())
            continue;
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Loading was cancelled; nothing was saved"));
        const auto made = setUpBeside(target, name, progress, stop);
        if (!made && made.error().kind == ErrorKind::Cancelled)
            return made;
        if (!made && all)
            all = made;
    }
    return all;
}

Result<void> setUpPromptDemo(const connection::ConnInfo &target, const DemoProgress &progress, std::stop_token stop)
{
    if (const auto made = makeDatabase(target, demoPromptDatabase(), stop); !made)
        return made;
    connection::ConnInfo there = target;
    there.set(u"dbname"_s, demoPromptDatabase());
    connection::Session session({.name = u"demo"_s, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(there).result());
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    ASSIGN_OR_RETURN(
        const auto loaded,
        setUpDemo(session, QDir(shareFolder()).filePath(u"migrations/deepref"_s), {}, progress, stop));
    if (!loaded.data.loaded)
        return {}; // whoever has worked with it decides how its prompts are kept
    ASSIGN_OR_RETURN(const auto keys, demoKeys());
    ASSIGN_OR_RETURN(const auto tables, prompt::findPromptTables(session));
    ASSIGN_OR_RETURN(const auto encrypted, prompt::reencrypt(session, tables.front(), keys, false));
    if (!encrypted.refused.empty())
        return fail(ErrorKind::Internal, tr("Some prompts of the demo could not be encrypted"));
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
        session, QDir(shareFolder()).filePath(u"migrations/uaip"_s), {},
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
