// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/structure/structurerun.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "catalog/catalogreader.h"
#include "catalog/change/columntypes.h"
#include "catalog/change/structurecheck.h"
#include "catalog/difference.h"
#include "catalog/identifier.h"
#include "connection/session/guard.h"
#include "migration/lint/lint.h"
#include "migration/plan/scriptplan.h"
#include "operations/dashboards/rollupchanges.h"
#include "operations/define/scriptmigration.h"
#include "operations/tr.h"
#include "sql/destruction.h"
#include "sql/quote.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Names;
using connection::Session;

namespace {

using SessionPtr = std::unique_ptr<Session>;

// Nobody waits here for a definition that somebody else is changing.
constexpr std::chrono::milliseconds DefinitionPatience{5000};

Result<SessionPtr> openStructureSession(const StructurePlace &place, Names names)
{
    auto session = std::make_unique<Session>(connection::SessionOptions{.name = u"structure"_s, .names = names});
    RETURN_IF_ERROR(session->open(place.target).result());
    return session;
}

QString schemaOf(const catalog::Catalog &catalog, const catalog::StructureChange &change)
{
    if (const auto *draft = std::get_if<catalog::TableDraft>(&change))
        return draft->schema;
    const catalog::Relation *relation = catalog.relation(catalog::relationOf(change));
    return relation ? relation->schema : QString();
}

// Somebody else may have changed it while the form was filled.
Result<void> isAsBegun(const StructureProposal &proposal, const catalog::Catalog &now)
{
    const catalog::Oid relation = catalog::relationOf(proposal.change);
    const bool same = relation == 0 || catalog::factsOf(*proposal.began, relation) == catalog::factsOf(now, relation);
    if (same && catalog::scriptOf(now, proposal.change).up == proposal.script.up)
        return {};
    const catalog::Relation *table = proposal.began->relation(relation);
    Error error = makeError(
        ErrorKind::Conflict,
        table ? tr("Somebody else has changed %1 meanwhile").arg(catalog::qualifiedName(table->schema, table->name))
              : tr("Somebody else has changed the database meanwhile"),
        tr("Nothing was changed. Refresh, and make the change again."));
    error.detail = catalog::describe(
        catalog::compare(catalog::factsOf(*proposal.began, relation), catalog::factsOf(now, relation)));
    return std::unexpected(std::move(error));
}

Result<migration::Plan> planOf(const catalog::StructureScript &script)
{
    migration::Step step;
    step.name = script.title;
    step.text = script.up.toUtf8();
    std::vector<migration::Refusal> refusals;
    migration::planScript(step, true, refusals);
    if (!refusals.empty())
        return fail(ErrorKind::Usage, refusals.front().message, refusals.front().hint);
    migration::Plan plan;
    plan.steps.push_back(std::move(step));
    return plan;
}

} // namespace

Result<StructureProposal>
proposeStructure(const StructurePlace &place, const catalog::Snapshot &began, const catalog::StructureChange &change)
{
    StructureProposal proposal{began,         change,      catalog::scriptOf(*began, change), {}, {}, {}, {},
                               place.guarded, place.target};
    if (!proposal.script.canRun())
        return fail(ErrorKind::Usage, proposal.script.problems.join(u'\n'));
    ASSIGN_OR_RETURN(proposal.plan, planOf(proposal.script));
    ASSIGN_OR_RETURN(const SessionPtr reader, openStructureSession(place, Names::OfPostgres));
    ASSIGN_OR_RETURN(const catalog::Snapshot now, catalog::CatalogReader(*reader).readNow(DefinitionPatience));
    RETURN_IF_ERROR(isAsBegun(proposal, *now));
    const std::vector scripts{migration::lintScript(proposal.plan.steps.front())};
    const QString schema = schemaOf(*began, change);
    ASSIGN_OR_RETURN(const migration::LintContext context, migration::readLintContext(*reader, scripts, schema));
    proposal.locks = migration::locksOf(proposal.plan, context);
    proposal.findings = migration::lintRun(scripts, context);
    ASSIGN_OR_RETURN(
        proposal.impact,
        connection::findImpact(*reader, sql::destructionsOfScript(proposal.script.up.toUtf8()), schema));
    return proposal;
}

namespace {

// Views that read a relation, or views that do; each behind those that it reads.
Result<QList<catalog::Oid>> findViews(Session &session, catalog::Oid relation)
{
    const QString sql =
        u"WITH RECURSIVE v (view, depth) AS ("
        "SELECT r.ev_class, 1 FROM pg_catalog.pg_depend d "
        "JOIN pg_catalog.pg_rewrite r ON r.oid OPERATOR(pg_catalog.=) d.objid "
        "WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid "
        "AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid "
        "AND d.refobjid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND r.ev_class OPERATOR(pg_catalog.<>) d.refobjid "
        "UNION SELECT r.ev_class, v.depth OPERATOR(pg_catalog.+) 1 FROM v "
        "JOIN pg_catalog.pg_depend d ON d.refobjid OPERATOR(pg_catalog.=) v.view "
        "JOIN pg_catalog.pg_rewrite r ON r.oid OPERATOR(pg_catalog.=) d.objid "
        "WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid "
        "AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid "
        "AND r.ev_class OPERATOR(pg_catalog.<>) v.view AND v.depth OPERATOR(pg_catalog.<) 64) "
        "SELECT v.view, pg_catalog.max(v.depth) FROM v GROUP BY v.view ORDER BY 2, 1"_s;
    ASSIGN_OR_RETURN(const connection::Answer answer, session.query({sql, {QByteArray::number(relation)}}).result());
    QList<catalog::Oid> views;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        views << catalog::Oid(answer.rows.integer(row, 0));
    return views;
}

// As if CASCADE were chosen already.
catalog::StructureChange cascading(catalog::StructureChange change)
{
    if (auto *drop = std::get_if<catalog::DropObject>(&change)) {
        drop->cascade = true;
        drop->concurrently = false; // which has no CASCADE
    } else if (auto *truncate = std::get_if<catalog::TruncateTable>(&change)) {
        truncate->cascade = true;
    } else if (auto *table = std::get_if<catalog::TableDraft>(&change)) {
        table->cascade = true;
    }
    return change;
}

} // namespace

Result<StructureDependents>
findDependents(const StructurePlace &place, const catalog::Snapshot &began, const catalog::StructureChange &change)
{
    StructureDependents found;
    const auto *drop = std::get_if<catalog::DropObject>(&change);
    if (drop && drop->object.kind == catalog::ObjectKind::Constraint) {
        for (const catalog::Constraint &constraint : began->constraintsOf(drop->object.relation)) {
            if (constraint.oid != drop->object.oid)
                continue;
            for (const catalog::Constraint *reference : catalog::referencesToKey(*began, constraint)) {
                if (const catalog::Relation *owner = began->relation(reference->relation))
                    found.names << tr("foreign key %1 of %2")
                                       .arg(reference->name, catalog::qualifiedName(owner->schema, owner->name));
            }
        }
        return found;
    }
    ASSIGN_OR_RETURN(const SessionPtr reader, openStructureSession(place, Names::OfPostgres));
    const catalog::StructureScript script = catalog::scriptOf(*began, cascading(change));
    ASSIGN_OR_RETURN(
        const std::vector<connection::Impact> impact,
        connection::findImpact(*reader, sql::destructionsOfScript(script.up.toUtf8()), schemaOf(*began, change)));
    for (const connection::Impact &one : impact) {
        for (const connection::CarriedAlong &along : one.along)
            found.names << (along.rows ? tr("%1 (about %2 rows)").arg(along.name, countText(*along.rows)) : along.name);
        found.further += one.furtherAlong;
        if (one.rows)
            found.rows = found.rows.value_or(0) + *one.rows;
        found.isExact = one.exact;
    }
    if (drop && drop->object.kind == catalog::ObjectKind::Relation) {
        ASSIGN_OR_RETURN(found.views, findViews(*reader, drop->object.relation));
    }
    return found;
}

Result<std::optional<qint64>>
findHighestValue(const StructurePlace &place, const catalog::Snapshot &began, catalog::Oid table, qint16 column)
{
    const catalog::Relation *relation = began->relation(table);
    const catalog::Column *wanted = began->column(table, column);
    if (!relation || !wanted || !catalog::isInteger(wanted->type))
        return fail(ErrorKind::Usage, tr("There is no column of whole numbers to look into"));
    ASSIGN_OR_RETURN(const SessionPtr reader, openStructureSession(place, Names::OfDatabase));
    RETURN_IF_ERROR(reader->query({u"SET statement_timeout = '10s'"_s, {}}).result());
    const QString question = u"SELECT pg_catalog.max(%1) FROM %2"_s.arg(
        sql::quoteIdentifier(wanted->name), catalog::qualifiedName(relation->schema, relation->name));
    ASSIGN_OR_RETURN(const connection::Answer answer, reader->query({question, {}}).result());
    std::optional<qint64> highest;
    if (!answer.rows.isNull(0, 0))
        highest = answer.rows.integer(0, 0);
    return highest;
}

QStringList namesToType(const StructureProposal &proposal, const QString &database)
{
    return proposal.guarded ? connection::namesToType(proposal.impact, database) : QStringList();
}

namespace {

// One run of a proposal, on two sessions of its own: what the operator wrote sees the names of the database, and the
// catalog is read by one that does not.
class StructureRun final
{
public:
    StructureRun(
        const StructureProposal &proposal, const StructureRunOptions &options, Session &writer, Session &reader)
        : m_proposal(proposal)
        , m_step(proposal.plan.steps.front())
        , m_options(options)
        , m_writer(writer)
        , m_reader(reader)
    {
    }

    [[nodiscard]] Result<StructureOutcome> run(const std::stop_token &stop);

private:
    [[nodiscard]] Result<void> send(const QString &sql);
    [[nodiscard]] Result<void> hold();
    [[nodiscard]] Result<void> findOursFirst(bool isLocal);
    [[nodiscard]] Result<void> compare();
    [[nodiscard]] Result<void> inTransaction(const std::stop_token &stop);
    [[nodiscard]] Result<void> oneByOne(const std::stop_token &stop);

    const StructureProposal &m_proposal;
    const migration::Step &m_step;
    const StructureRunOptions &m_options;
    Session &m_writer;
    Session &m_reader;
};

Result<void> StructureRun::send(const QString &sql)
{
    RETURN_IF_ERROR(m_writer.query({sql, {}}).result());
    return {};
}

// Nobody else changes it from here on, and nobody who reads or writes waits for that.
Result<void> StructureRun::hold()
{
    using enum catalog::RelationKind;
    const catalog::Relation *table = m_proposal.began->relation(catalog::relationOf(m_proposal.change));
    if (!table || (table->kind != Table && table->kind != PartitionedTable))
        return {};
    return send(
        u"LOCK TABLE ONLY %1 IN SHARE UPDATE EXCLUSIVE MODE"_s.arg(catalog::qualifiedName(table->schema, table->name)));
}

// The names of PostgreSQL first, as they are in statements of ours; those of the operator's own types are found behind.
Result<void> StructureRun::findOursFirst(bool isLocal)
{
    ASSIGN_OR_RETURN(
        const connection::Answer shown,
        m_writer.query({u"SELECT pg_catalog.current_setting('search_path')"_s, {}}).result());
    const QString path = shown.rows.text(0, 0);
    const Result<connection::Answer> done =
        m_writer
            .query(
                {u"SELECT pg_catalog.set_config('search_path', $1, $2)"_s,
                 {(path.isEmpty() ? u"pg_catalog"_s : u"pg_catalog, "_s + path).toUtf8(),
                  QByteArray(isLocal ? "true" : "false")}})
            .result();
    return done ? Result<void>() : fail(done.error());
}

Result<void> StructureRun::compare()
{
    ASSIGN_OR_RETURN(const catalog::Snapshot now, catalog::CatalogReader(m_reader).readNow(DefinitionPatience));
    RETURN_IF_ERROR(isAsBegun(m_proposal, *now));
    if (!m_proposal.guarded && m_proposal.impact.empty())
        return {};
    ASSIGN_OR_RETURN(
        const std::vector<connection::Impact> impact,
        connection::findImpact(
            m_reader, sql::destructionsOfScript(m_step.text), schemaOf(*m_proposal.began, m_proposal.change)));
    return connection::stillAsAgreed(m_proposal.impact, impact);
}

Result<void> StructureRun::inTransaction(const std::stop_token &stop)
{
    RETURN_IF_ERROR(send(u"BEGIN"_s));
    const auto all = [&]() -> Result<void> {
        RETURN_IF_ERROR(findOursFirst(true));
        RETURN_IF_ERROR(send(u"SET LOCAL lock_timeout = %1"_s.arg(m_options.lockTimeout.count())));
        RETURN_IF_ERROR(hold());
        RETURN_IF_ERROR(compare());
        if (m_options.locked)
            m_options.locked();
        for (const migration::PlannedStatement &statement : m_step.statements) {
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled; nothing was changed"));
            RETURN_IF_ERROR(send(m_step.sql(statement)));
        }
        return {};
    };
    if (const Result<void> done = all(); !done) {
        if (m_writer.isOpen())
            (void)send(u"ROLLBACK"_s);
        return done;
    }
    return send(u"COMMIT"_s);
}

// What PostgreSQL refuses in a transaction. CONCURRENTLY stands in nobody's way, so it waits as long as it takes.
Result<void> StructureRun::oneByOne(const std::stop_token &stop)
{
    RETURN_IF_ERROR(compare());
    RETURN_IF_ERROR(findOursFirst(false));
    for (const migration::PlannedStatement &statement : m_step.statements) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled before all statements had run"));
        RETURN_IF_ERROR(send(u"SET lock_timeout = %1"_s.arg(statement.patient ? 0 : m_options.lockTimeout.count())));
        Result<void> done = send(m_step.sql(statement));
        if (!done) {
            Error error = done.error();
            if (statement.patient && error.hint.isEmpty())
                error.hint = tr("It may have left an invalid index: drop that before you try again.");
            return fail(std::move(error));
        }
    }
    return {};
}

Result<StructureOutcome> StructureRun::run(const std::stop_token &stop)
{
    const std::stop_callback cancel(stop, [this] { m_writer.cancel(); });
    QElapsedTimer clock;
    clock.start();
    Result<void> done = m_step.transactional ? inTransaction(stop) : oneByOne(stop);
    if (!done) {
        Error error = done.error();
        if (error.sqlState == "55P03"_L1 && error.hint.isEmpty() && m_step.transactional)
            error.hint = tr("Somebody else is using it. Nothing was changed; try again later.");
        return fail(std::move(error));
    }
    StructureOutcome outcome;
    outcome.milliseconds = clock.elapsed();
    const Result<catalog::Snapshot> after = catalog::CatalogReader(m_reader).readNow(DefinitionPatience);
    if (after) {
        outcome.after = *after;
        outcome.unmet = catalog::unmetBy(m_proposal.change, **after);
    } else {
        outcome.unmet << tr("The change ran, but the catalog could not be read: %1").arg(after.error().message);
    }
    return outcome;
}

} // namespace

Result<std::optional<StructureOutcome>> changeStructure(
    const StructurePlace &place, const StructureProposal &proposal, Decision &decision,
    const StructureRunOptions &options, const std::stop_token &stop)
{
    if (proposal.plan.steps.empty())
        return fail(ErrorKind::Usage, tr("There is nothing to run"));
    // The lock may come and go; another database may be like it to the last oid.
    if (connection::unlocked(place.target).values != connection::unlocked(proposal.target).values
        || place.guarded != proposal.guarded)
        return fail(
            ErrorKind::Conflict, tr("The connection has changed since this was reviewed"),
            tr("Nothing was changed. Make the change again."));
    NamesQuestion question{NamesQuestion::Reason::Production, {}, {}};
    question.names = namesToType(proposal, place.target.value(u"dbname"_s));
    if (place.guarded && !question.names.isEmpty()) {
        for (const connection::Impact &one : proposal.impact)
            question.things << connection::describe(one);
        ASSIGN_OR_RETURN(const bool isNamed, decision.areNamed(question));
        if (!isNamed)
            return std::nullopt;
    }
    ASSIGN_OR_RETURN(const SessionPtr reader, openStructureSession(place, Names::OfPostgres));
    ASSIGN_OR_RETURN(const SessionPtr writer, openStructureSession(place, Names::OfDatabase));
    ASSIGN_OR_RETURN(StructureOutcome outcome, StructureRun(proposal, options, *writer, *reader).run(stop));
    return outcome;
}

Result<migration::NewMigration>
writeStructureMigration(const StructurePlace &place, const QString &folder, const catalog::StructureScript &script)
{
    if (!script.canRun())
        return fail(ErrorKind::Usage, script.problems.join(u'\n'));
    ASSIGN_OR_RETURN(const SessionPtr reader, openStructureSession(place, Names::OfPostgres));
    RETURN_IF_ERROR(checkMigrationFolder(*reader, folder));
    QString notes;
    for (const QString &note : script.notes)
        notes += u"-- "_s + note.simplified() + u'\n';
    return writeMigrationPair(folder, script.title, script.up, notes, script.down);
}

} // namespace howdah::operations
