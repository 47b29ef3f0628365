// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/scratchcopy.h"

#include "base/propagate.h"
#include "base/writeproblem.h"
#include "catalog/catalogreader.h"
#include "connection/server/pgtools.h"
#include "migration/run/schemadump.h"
#include "migration/rehearse/scratchsample.h"
#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::PgTools;
using connection::Session;

Result<void> CopyTarget::open(const connection::ConnInfo &target)
{
    connection::SessionOptions options;
    options.name = u"rehearsal: copy"_s;
    options.readOnly = true;
    m_session = std::make_unique<Session>(options);
    const auto facts = m_session->open(target).result();
    if (!facts)
        return fail(unreached(facts.error()));
    m_facts = *facts;
    m_target = target;
    m_target.set(u"user"_s, facts->user);
    m_target.set(u"dbname"_s, facts->database);
    m_name = connection::describe(m_target);
    // A database that is busy must not be kept waiting for a rehearsal.
    for (const QString &limit : {u"SET statement_timeout = '60s'"_s, u"SET lock_timeout = '5s'"_s}) {
        RETURN_IF_ERROR(m_session->query({limit, {}}).result());
    }
    catalog::CatalogReader reader(*m_session);
    ASSIGN_OR_RETURN(catalog::Snapshot snapshot, reader.readNow());
    m_catalog = snapshot;
    return {};
}

Result<ScratchOptions> CopyTarget::scratchOptions()
{
    ASSIGN_OR_RETURN(
        const Answer answer,
        m_session
            ->query(
                {u"SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype FROM "
                 "pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()"_s,
                 {}})
            .result());
    ScratchOptions options{answer.rows.text(0, 0), answer.rows.text(0, 1), answer.rows.text(0, 2), {}};
    for (const catalog::Extension &extension : m_catalog->extensions)
        options.extensions.push_back({extension.name, extension.schema, false});
    return options;
}

Result<QString> CopyTarget::searchPath(const QString &without)
{
    // A session of its own: the other one looks no names up there.
    connection::SessionOptions options;
    options.name = u"rehearsal: path"_s;
    options.readOnly = true;
    options.names = connection::Names::OfDatabase;
    Session session(options);
    RETURN_IF_ERROR(session.open(m_target).result());
    ASSIGN_OR_RETURN(
        const Answer answer,
        session.query({u"SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s"_s, {}}).result());
    QStringList schemas;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        if (const QString schema = answer.rows.text(row, 0); schema != without)
            schemas << sql::quoteIdentifier(schema);
    }
    return schemas.isEmpty() ? u"public"_s : schemas.join(u", "_s);
}

namespace {

// The roles that own something in the target, or are given something there.
const QString NeededRolesSql =
    u"SELECT DISTINCT r.rolname FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_roles r ON r.oid "
    "OPERATOR(pg_catalog.=) d.refobjid JOIN pg_catalog.pg_database b ON b.oid OPERATOR(pg_catalog.=) d.dbid WHERE "
    "d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_authid'::pg_catalog.regclass AND b.datname "
    "OPERATOR(pg_catalog.=) pg_catalog.current_database() AND r.rolname OPERATOR(pg_catalog.!~) '^pg_'"_s;

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
        ASSIGN_OR_RETURN(PgTools tools, connection::findTools(m_target.serverVersion()));
        m_tools = tools;
        if (!m_folder.isValid())
            return fail(ErrorKind::Io, tr("There is no temporary folder: %1").arg(m_folder.errorString()));
        if (const int major = m_target.serverVersion() / 10000; major != m_scratch.serverVersion() / 10000)
            m_warnings << tr("The scratch server runs PostgreSQL %1, the database is on %2")
                              .arg(m_scratch.serverVersion() / 10000)
                              .arg(major);
        m_warnings += m_scratch.notes();
        for (const auto &part : {&SchemaCopy::makeRoles, &SchemaCopy::dump, &SchemaCopy::chooseEntries}) {
            RETURN_IF_ERROR((this->*part)());
        }
        RETURN_IF_ERROR(restore(u"pre-data"_s));
        if (sampleRows > 0) {
            RETURN_IF_ERROR(sample(sampleRows));
        }
        RETURN_IF_ERROR(restore(u"post-data"_s));
        return m_warnings;
    }

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    Result<void> makeRoles()
    {
        ASSIGN_OR_RETURN(const Answer roles, m_target.session().query({NeededRolesSql, {}}).result());
        for (qsizetype row = 0; row < roles.rows.rowCount(); ++row) {
            RETURN_IF_ERROR(m_scratch.makeRole(roles.rows.text(row, 0)));
        }
        return {};
    }

    // Made with the extensions that lie in them.
    [[nodiscard]] bool isMadeSchema(const QString &entry) const
    {
        return !entry.contains("COMMENT"_L1) && !entry.contains("ACL"_L1)
            && std::ranges::any_of(m_target.catalog().extensions, [&](const catalog::Extension &extension) {
                   return m_scratch.availableExtensions().contains(extension.name)
                       && entry.contains(u" SCHEMA - %1 "_s.arg(extension.schema));
               });
    }

    Result<void> dump()
    {
        connection::ToolRun run{
            m_tools.program(u"pg_dump"_s),
            {u"--format=custom"_s, u"--schema-only"_s, u"--no-owner"_s, u"--no-publications"_s, u"--no-subscriptions"_s,
             u"--no-security-labels"_s, u"--no-tablespaces"_s, u"--lock-wait-timeout=10000"_s,
             u"--file="_s + path(u"schema"_s)},
            m_target.connInfo()};
        RETURN_IF_ERROR(connection::runToolWell(run, m_stop));
        return {};
    }

    // Without what is made already, and what the owner of the copy may not make.
    Result<void> chooseEntries()
    {
        ASSIGN_OR_RETURN(
            const auto list,
            connection::runToolWell({m_tools.program(u"pg_restore"_s), {u"--list"_s, path(u"schema"_s)}, {}}, m_stop));
        static const QRegularExpression left(
            uR"(^\d+; \d+ \d+ (EXTENSION|EVENT TRIGGER|COMMENT - (EXTENSION|EVENT TRIGGER)) )"_s);
        QByteArray kept;
        bool triggers = false;
        for (const QByteArray &line : list.split('\n')) {
            const QString text = QString::fromUtf8(line);
            triggers = triggers || text.contains(" EVENT TRIGGER "_L1);
            if (!isMadeSchema(text) && !left.match(text).hasMatch())
                kept += line + '\n';
        }
        if (triggers)
            m_warnings << tr("Event triggers were skipped: they need a superuser, which the copy does not have");
        QFile file(path(u"list"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(kept) != kept.size())
            return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(file.fileName(), whyNotWritten(file)));
        return {};
    }

    // Goes on after an error: a copy that lacks something can still prove most.
    Result<void> restore(const QString &section)
    {
        ASSIGN_OR_RETURN(
            const auto done,
            connection::runTool(
                {m_tools.program(u"pg_restore"_s),
                 {u"--section="_s + section, u"--no-owner"_s, u"--use-list="_s + path(u"list"_s), path(u"schema"_s)},
                 m_scratch.connInfo()},
                m_stop));
        for (const QString &line : done.messages.split(u'\n')) {
            if (const qsizetype at = line.indexOf("error: "_L1); done.exitCode != 0 && at >= 0)
                m_warnings << tr("The copy is not complete: %1").arg(line.mid(at + 7));
        }
        return {};
    }

    Result<void> sample(int rows)
    {
        const auto progress = [this](const QString &table) {
            m_observer.phaseStarted(RehearsalPhase::Sampling, table);
        };
        ASSIGN_OR_RETURN(
            auto notes, copySample(m_target.session(), m_scratch.reader(), m_target.catalog(), rows, progress, m_stop));
        m_warnings += notes;
        return {};
    }

    CopyTarget &m_target;
    Scratch &m_scratch;
    RehearsalObserver &m_observer;
    std::stop_token m_stop;
    PgTools m_tools;
    QTemporaryDir m_folder; // only this user may enter it
    QStringList m_warnings;
};

} // namespace

Result<QStringList> copyTarget(
    CopyTarget &target, Scratch &scratch, int sampleRows, RehearsalObserver &observer, const std::stop_token &stop)
{
    return SchemaCopy(target, scratch, observer, stop).run(sampleRows);
}

} // namespace howdah::migration
