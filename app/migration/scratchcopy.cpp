// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/scratchcopy.h"

#include "catalog/catalogreader.h"
#include "connection/pgtools.h"
#include "migration/scratchsample.h"
#include "sql/quote.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::PgTools;
using connection::Session;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

Result<void> CopyTarget::open(const connection::ConnInfo &target)
{
    connection::SessionOptions options;
    options.name = u"rehearsal: copy"_s;
    options.readOnly = true;
    m_session = std::make_unique<Session>(options);
    const auto facts = m_session->open(target).result();
    if (!facts)
        return fail(facts.error());
    m_facts = *facts;
    m_target = target;
    m_target.set(u"user"_s, facts->user);
    m_target.set(u"dbname"_s, facts->database);
    m_name = connection::describe(m_target);
    // A database that is busy must not be kept waiting for a rehearsal.
    for (const QString &limit : {u"SET statement_timeout = '60s'"_s, u"SET lock_timeout = '5s'"_s}) {
        if (auto set = m_session->query({limit, {}}).result(); !set)
            return fail(set.error());
    }
    catalog::CatalogReader reader(*m_session);
    Result<catalog::Snapshot> snapshot = reader.readNow();
    if (!snapshot)
        return fail(snapshot.error());
    m_catalog = *snapshot;
    return {};
}

Result<ScratchOptions> CopyTarget::scratchOptions()
{
    const Result<Answer> answer =
        m_session
            ->query(
                {u"SELECT pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype FROM "
                 "pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"_s,
                 {}})
            .result();
    if (!answer)
        return fail(answer.error());
    return ScratchOptions{true, answer->rows.text(0, 0), answer->rows.text(0, 1), answer->rows.text(0, 2)};
}

Result<QString> CopyTarget::searchPath(const QString &without)
{
    const Result<Answer> answer =
        m_session->query({u"SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s"_s, {}}).result();
    if (!answer)
        return fail(answer.error());
    QStringList schemas;
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row) {
        if (const QString schema = answer->rows.text(row, 0); schema != without)
            schemas << sql::quoteIdentifier(schema);
    }
    return schemas.isEmpty() ? u"public"_s : schemas.join(u", "_s);
}

namespace {

// The roles that own something in the target, or are given something there.
const QString RolesSql =
    u"SELECT DISTINCT r.rolname FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid WHERE "
    "d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.dbid = (SELECT oid FROM pg_catalog.pg_database "
    "WHERE datname = pg_catalog.current_database()) AND r.rolname !~ '^pg_'"_s;

class SchemaCopy final
{
public:
    SchemaCopy(CopyTarget &target, Scratch &scratch, RehearsalObserver &observer, std::stop_token stop)
        : m_target(target)
        , m_scratch(scratch)
        , m_observer(observer)
        , m_stop(std::move(stop))
    {
    }

    Result<QStringList> run(int sampleRows)
    {
        m_observer.phaseStarted(RehearsalPhase::Copying, m_target.name());
        Result<PgTools> tools = connection::findTools(m_target.serverVersion());
        if (!tools)
            return fail(tools.error());
        m_tools = *tools;
        if (!m_folder.isValid())
            return fail(ErrorKind::Io, tr("There is no temporary folder: %1").arg(m_folder.errorString()));
        if (const int major = m_target.serverVersion() / 10000; major != m_scratch.serverVersion() / 10000)
            m_warnings << tr("The scratch server is PostgreSQL %1, the database is on %2")
                              .arg(m_scratch.serverVersion() / 10000)
                              .arg(major);
        for (const auto &part :
             {&SchemaCopy::makeRoles, &SchemaCopy::makeExtensions, &SchemaCopy::dump, &SchemaCopy::chooseEntries}) {
            if (auto done = (this->*part)(); !done)
                return fail(done.error());
        }
        if (auto done = restore(u"pre-data"_s); !done)
            return fail(done.error());
        if (sampleRows > 0) {
            if (auto done = sample(sampleRows); !done)
                return fail(done.error());
        }
        if (auto done = restore(u"post-data"_s); !done)
            return fail(done.error());
        if (auto opened = openSchemas(); !opened)
            return fail(opened.error());
        return m_warnings;
    }

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    Result<void> makeRoles()
    {
        const Result<Answer> roles = m_target.session().query({RolesSql, {}}).result();
        if (!roles)
            return fail(roles.error());
        for (qsizetype row = 0; row < roles->rows.rowCount(); ++row) {
            if (auto made = m_scratch.makeRole(roles->rows.text(row, 0)); !made)
                return fail(made.error());
        }
        return {};
    }

    // Most need a superuser, so they are made beforehand.
    Result<void> makeExtensions()
    {
        for (const catalog::Extension &extension : m_target.catalog().extensions) {
            if (extension.name == "plpgsql"_L1)
                continue;
            if (!m_scratch.availableExtensions().contains(extension.name)) {
                m_warnings << tr("The extension %1 is not installed on the scratch server, so the copy lacks what "
                                 "depends on it")
                                  .arg(extension.name);
                continue;
            }
            const QString schema = sql::quoteIdentifier(extension.schema);
            if (extension.schema != "public"_L1 && extension.schema != "pg_catalog"_L1) {
                // As the owner of the copy: the schema may hold more.
                if (auto made = m_scratch.session().query({u"CREATE SCHEMA IF NOT EXISTS "_s + schema, {}}).result();
                    !made)
                    return fail(made.error());
                m_madeSchemas << extension.schema;
            }
            const QString statement = u"CREATE EXTENSION IF NOT EXISTS %1 SCHEMA %2 CASCADE"_s;
            if (auto made = m_scratch.runAsSuperuser(statement.arg(sql::quoteIdentifier(extension.name), schema));
                !made)
                m_warnings << tr("The extension %1 cannot be made on the scratch server: %2")
                                  .arg(extension.name, made.error().message);
        }
        return {};
    }

    Result<void> dump()
    {
        connection::ToolRun run{
            m_tools.program(u"pg_dump"_s),
            {u"--format=custom"_s, u"--schema-only"_s, u"--no-owner"_s, u"--no-publications"_s, u"--no-subscriptions"_s,
             u"--no-security-labels"_s, u"--no-tablespaces"_s, u"--lock-wait-timeout=10000"_s,
             u"--file="_s + path(u"schema"_s)},
            m_target.connInfo()};
        if (auto done = connection::runToolWell(run, m_stop); !done)
            return fail(done.error());
        return {};
    }

    // Without what is made already, and what the owner of the copy may not make.
    Result<void> chooseEntries()
    {
        const auto list =
            connection::runToolWell({m_tools.program(u"pg_restore"_s), {u"--list"_s, path(u"schema"_s)}, {}}, m_stop);
        if (!list)
            return fail(list.error());
        static const QRegularExpression left(
            uR"(^\d+; \d+ \d+ (EXTENSION|EVENT TRIGGER|COMMENT - (EXTENSION|EVENT TRIGGER)) )"_s);
        QByteArray kept;
        bool triggers = false;
        for (const QByteArray &line : list->split('\n')) {
            const QString text = QString::fromUtf8(line);
            triggers = triggers || text.contains(" EVENT TRIGGER "_L1);
            const bool made = std::ranges::any_of(m_madeSchemas, [&text](const QString &schema) {
                return text.contains(u" SCHEMA - %1 "_s.arg(schema)) && !text.contains("COMMENT"_L1)
                    && !text.contains("ACL"_L1);
            });
            if (!made && !left.match(text).hasMatch())
                kept += line + '\n';
        }
        if (triggers)
            m_warnings << tr("Event triggers were left out: they need a superuser, which the copy is not given");
        QFile file(path(u"list"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(kept) != kept.size())
            return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(file.fileName(), file.errorString()));
        return {};
    }

    // Goes on after an error: a copy that lacks something can still prove most.
    Result<void> restore(const QString &section)
    {
        const auto done = connection::runTool(
            {m_tools.program(u"pg_restore"_s),
             {u"--section="_s + section, u"--no-owner"_s, u"--use-list="_s + path(u"list"_s), path(u"schema"_s)},
             m_scratch.connInfo()},
            m_stop);
        if (!done)
            return fail(done.error());
        for (const QString &line : done->messages.split(u'\n')) {
            if (const qsizetype at = line.indexOf("error: "_L1); done->exitCode != 0 && at >= 0)
                m_warnings << tr("The copy is not complete: %1").arg(line.mid(at + 7));
        }
        return {};
    }

    // A new owner has to be allowed to create where the thing is, unless a superuser decides.
    Result<void> openSchemas()
    {
        for (const catalog::Schema &schema : m_target.catalog().schemas) {
            const QString grant = u"GRANT CREATE ON SCHEMA %1 TO PUBLIC"_s.arg(sql::quoteIdentifier(schema.name));
            const auto granted = m_scratch.runAsSuperuser(grant);
            if (!granted && granted.error().kind == ErrorKind::Connection)
                return fail(granted.error());
        }
        return {};
    }

    Result<void> sample(int rows)
    {
        const auto progress = [this](const QString &table) {
            m_observer.phaseStarted(RehearsalPhase::Sampling, table);
        };
        auto notes = copySample(m_target.session(), m_scratch.session(), m_target.catalog(), rows, progress, m_stop);
        if (!notes)
            return fail(notes.error());
        m_warnings += *notes;
        return {};
    }

    CopyTarget &m_target;
    Scratch &m_scratch;
    RehearsalObserver &m_observer;
    std::stop_token m_stop;
    PgTools m_tools;
    QTemporaryDir m_folder; // only this user may enter it
    QStringList m_madeSchemas;
    QStringList m_warnings;
};

} // namespace

Result<QStringList> copyTarget(
    CopyTarget &target, Scratch &scratch, int sampleRows, RehearsalObserver &observer, const std::stop_token &stop)
{
    return SchemaCopy(target, scratch, observer, stop).run(sampleRows);
}

} // namespace howdah::migration
