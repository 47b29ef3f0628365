// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/rehearsalstep.h"

#include "connection/session/databasepath.h"
#include "migration/lint/effects.h"
#include "migration/lint/lint.h"
#include "migration/rehearse/rehearsalrights.h"
#include "migration/source/tr.h"
#include "sql/classify.h"
#include "sql/quote.h"
#include "sql/statementtree.h"

#include <QElapsedTimer>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using sql::StatementTree;
using sql::TransactionRule;

namespace {

// Where the log stands, and what this backend holds of user relations. TOAST tables go with their tables.
const QString LookSql =
    u"SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint, l.relation, l.mode, "
    "pg_catalog.pg_relation_filenode(l.relation) FROM (SELECT pg_catalog.pg_backend_pid() AS pid) p LEFT JOIN "
    "pg_catalog.pg_locks l ON l.pid OPERATOR(pg_catalog.=) p.pid AND l.locktype OPERATOR(pg_catalog.=) 'relation' AND "
    "l.granted AND l.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid"_s;

const QString RelationsSql =
    u"SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_relation_filenode(c.oid) FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid "
    "OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND n.nspname OPERATOR(pg_catalog.!~) '^pg_'"_s;

// Those that we may open, to this role that may not create there.
const QString ClosedSchemasSql =
    u"SELECT n.nspname FROM pg_catalog.pg_namespace n CROSS JOIN pg_catalog.pg_roles r WHERE "
    "r.rolname::pg_catalog.text OPERATOR(pg_catalog.=) $1 AND n.nspname OPERATOR(pg_catalog.!~) "
    "'^(pg_|information_schema$)' AND pg_catalog.pg_has_role(n.nspowner, 'USAGE') AND NOT "
    "pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')"_s;

// Where the script has become somebody else it is not for us to give it more.
const QString StrangeRolesSql =
    u"SELECT r.rolname FROM pg_catalog.pg_roles r WHERE CURRENT_USER OPERATOR(pg_catalog.=) SESSION_USER AND NOT "
    "r.rolsuper AND r.rolname OPERATOR(pg_catalog.!~) '^pg_' AND NOT pg_catalog.pg_has_role(r.oid, 'MEMBER')"_s;

// Weakest first, as PostgreSQL numbers them.
const std::array<QString, 8> Modes{
    u"ACCESS SHARE"_s, u"ROW SHARE"_s,           u"ROW EXCLUSIVE"_s, u"SHARE UPDATE EXCLUSIVE"_s,
    u"SHARE"_s,        u"SHARE ROW EXCLUSIVE"_s, u"EXCLUSIVE"_s,     u"ACCESS EXCLUSIVE"_s};

// "AccessExclusiveLock" -> "ACCESS EXCLUSIVE"
QString modeName(const QString &lock)
{
    QString name;
    for (const QChar c : QStringView(lock).chopped(lock.endsWith("Lock"_L1) ? 4 : 0)) {
        if (c.isUpper() && !name.isEmpty())
            name += u' ';
        name += c.toUpper();
    }
    return name;
}

auto strength(const QString &mode) { return std::ranges::find(Modes, mode) - Modes.begin(); }

QString qualified(const QString &schema, const QString &name) { return schema.isEmpty() ? name : schema + u'.' + name; }

} // namespace

MeasuredStep::MeasuredStep(Scratch &scratch, const Step &step, QString searchPath, std::stop_token stop)
    : m_scratch(scratch)
    , m_session(scratch.session())
    , m_step(step)
    , m_searchPath(std::move(searchPath))
    , m_stop(std::move(stop))
{
}

bool MeasuredStep::failed(const Error &error, int number)
{
    m_outcome.error = error;
    m_outcome.failedStatement = number;
    m_outcome.missingRole = roleMissing(error);
    m_outcome.refused = isRefusal(error);
    return false;
}

// A cancel that came before the request was queued would miss it, hence the second look.
template <typename T>
Result<T> MeasuredStep::wait(QFuture<Result<T>> future)
{
    if (m_stop.stop_requested())
        m_session.cancel();
    return future.result();
}

bool MeasuredStep::ask(const QString &sql)
{
    if (const Result<Answer> answer = m_session.query({sql, {}}).result(); !answer)
        return failed(answer.error(), 0);
    return true;
}

StepOutcome MeasuredStep::run(int first)
{
    const bool transactional = m_step.transactional;
    bool good = begin();
    for (int number = first; good && number <= int(m_step.statements.size()); ++number) {
        if (m_stop.stop_requested())
            good = failed(makeError(ErrorKind::Cancelled, tr("Cancelled")), 0);
        else
            good = runStatement(number);
    }
    if (good && transactional) {
        // Deferred constraints and triggers have their turn here.
        const Result<Answer> committed = wait(m_session.query({u"COMMIT"_s, {}}));
        if (!committed)
            good = failed(committed.error(), 0);
        else
            m_outcome.milliseconds += committed->milliseconds;
    }
    if (!m_session.isOpen())
        return std::move(m_outcome);
    if (!good)
        (void)m_session.query({u"ROLLBACK"_s, {}}).result();
    // What the file has set must not reach the next one.
    for (const QString &reset : {u"RESET SESSION AUTHORIZATION"_s, u"RESET ALL"_s, u"DISCARD TEMP"_s})
        (void)m_session.query({reset, {}}).result();
    return std::move(m_outcome);
}

bool MeasuredStep::begin()
{
    if (m_step.transactional && !ask(u"BEGIN"_s))
        return false;
    if (!m_searchPath.isEmpty()) {
        const Result<Answer> set = m_session
                                       .query(
                                           {u"SELECT pg_catalog.set_config('search_path', $1, $2::boolean)"_s,
                                            {m_searchPath.toUtf8(), m_step.transactional ? "true" : "false"}})
                                       .result();
        if (!set)
            return failed(set.error(), 0);
    }
    return readRelations() && look(nullptr);
}

bool MeasuredStep::readRelations()
{
    const Result<Answer> answer = m_session.query({RelationsSql, {}}).result();
    if (!answer)
        return failed(answer.error(), 0);
    m_relations.clear();
    const connection::RowBatch &rows = answer->rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        m_relations.insert(
            quint32(rows.integer(row, 0)), {qualified(rows.text(row, 1), rows.text(row, 2)),
                                            rows.text(row, 3).front().toLatin1(), rows.integer(row, 4)});
    return true;
}

bool MeasuredStep::runStatement(int number)
{
    const PlannedStatement &planned = m_step.statements[size_t(number - 1)];
    const StatementTree tree = sql::readStatement(m_step.sql(planned).toUtf8());
    const sql::Classification what = sql::classify(tree);
    StatementMeasure measure{.number = number, .line = planned.line, .command = what.command};
    measure.skipped = skipReason(tree);
    if (!measure.skipped.isEmpty()) {
        m_outcome.statements.push_back(measure);
        return !m_step.blockEndedBy(size_t(number) - 1) || ask(u"COMMIT"_s);
    }
    if (!m_step.transactional && planned.block == 0 && what.transaction == TransactionRule::Forbidden)
        return runAlone(std::move(measure), planned, tree);
    // A file without a transaction commits each statement, which is the same as a transaction of its own.
    // Of a transaction that the file has written the first statement begins it, and the last one ends it.
    const bool own = !m_step.transactional && planned.block == 0 && what.transaction == TransactionRule::Allowed;
    const TransactionBlock *begun = m_step.blockBegunBy(size_t(number) - 1);
    if ((own || begun) && (!ask(begun ? m_step.sql(*begun) : u"BEGIN"_s) || !readRelations()))
        return false;
    if (own || begun)
        m_held.clear();
    const bool ends = own || m_step.blockEndedBy(size_t(number) - 1);
    if (!runAsOwner(tree, measure, planned) || (ends && !ask(u"COMMIT"_s)))
        return false;
    m_outcome.milliseconds += measure.milliseconds;
    m_outcome.statements.push_back(std::move(measure));
    return true;
}

// With what a superuser would not need: who is made an owner must be allowed to create in the schema, and who made a
// role is its member only from PostgreSQL 16 on.
bool MeasuredStep::runAsOwner(const StatementTree &tree, StatementMeasure &measure, const PlannedStatement &planned)
{
    const QString role = newOwnerOf(tree);
    QStringList opened;
    if (!role.isEmpty() && !openSchemas(role, opened))
        return false;
    if (!send(measure, planned, tree))
        return false;
    for (const QString &schema : std::as_const(opened)) {
        if (!ask(u"REVOKE CREATE ON SCHEMA %1 FROM %2"_s.arg(schema, sql::quoteIdentifier(role))))
            return false;
    }
    return m_scratch.serverVersion() >= 160000 || !mayMakeRoles(tree) || adoptRoles();
}

bool MeasuredStep::openSchemas(const QString &role, QStringList &schemas)
{
    const Result<Answer> closed = m_session.query({ClosedSchemasSql, {role.toUtf8()}}).result();
    if (!closed)
        return failed(closed.error(), 0);
    for (qsizetype row = 0; row < closed->rows.rowCount(); ++row) {
        schemas << sql::quoteIdentifier(closed->rows.text(row, 0));
        if (!ask(u"GRANT CREATE ON SCHEMA %1 TO %2"_s.arg(schemas.back(), sql::quoteIdentifier(role))))
            return false;
    }
    return schemas.isEmpty() || look(nullptr); // what that wrote is no part of the statement
}

bool MeasuredStep::adoptRoles()
{
    const Result<Answer> strange = m_session.query({StrangeRolesSql, {}}).result();
    if (!strange)
        return failed(strange.error(), 0);
    for (qsizetype row = 0; row < strange->rows.rowCount(); ++row) {
        const QString name = strange->rows.text(row, 0);
        if (m_scratch.initialRoles().contains(name))
            continue;
        if (!ask(u"GRANT %1 TO CURRENT_USER"_s.arg(sql::quoteIdentifier(name))))
            return false;
    }
    return true;
}

// The statement and our look go in one network round trip.
bool MeasuredStep::send(StatementMeasure &measure, const PlannedStatement &planned, const StatementTree &tree)
{
    if (planned.isCopy())
        return copy(measure, planned) && look(&measure);
    const QString sql = withOwnDatabase(tree, m_step.sql(planned), m_target, m_scratch.connInfo().value(u"dbname"_s));
    const auto answer = wait(m_session.pipeline({{sql, {}}, {LookSql, {}}}));
    if (!answer)
        return failed(answer.error(), measure.number);
    if (answer->error)
        return failed(*answer->error, measure.number);
    measure.milliseconds = answer->answers[0].milliseconds;
    if (gaveNothing(answer->answers[0].notices))
        m_outcome.privileged << measure.command;
    readLocks(&measure, answer->answers[1].rows);
    return true;
}

bool MeasuredStep::copy(StatementMeasure &measure, const PlannedStatement &planned)
{
    const QByteArrayView data = QByteArrayView(m_step.text).sliced(planned.dataOffset, planned.dataSize);
    const Result<Answer> answer = wait(m_session.copyIn(m_step.sql(planned), connection::copySource(data)));
    if (!answer)
        return failed(answer.error(), measure.number);
    measure.milliseconds = answer->milliseconds;
    return true;
}

bool MeasuredStep::look(StatementMeasure *measure)
{
    const Result<Answer> answer = m_session.query({LookSql, {}}).result();
    if (!answer)
        return failed(answer.error(), measure ? measure->number : 0);
    readLocks(measure, answer->rows);
    return true;
}

void MeasuredStep::readLocks(StatementMeasure *measure, const connection::RowBatch &rows)
{
    const qint64 wal = rows.integer(0, 0);
    if (measure)
        measure->walBytes = wal - m_wal;
    m_wal = wal;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto oid = quint32(rows.integer(row, 1));
        const auto known = m_relations.find(oid);
        if (known == m_relations.end())
            continue; // made by this transaction, so nobody else can want it
        const qint64 file = rows.integer(row, 3);
        if (measure && !rows.isNull(row, 3) && file != known->file && known->file != 0) {
            measure->rewrites.push_back({known->name, known->kind == 'i' || known->kind == 'I', -1});
            known->file = file;
        }
        const QString mode = modeName(rows.text(row, 2));
        if (m_held.contains({oid, mode}))
            continue;
        m_held.insert({oid, mode});
        if (!measure)
            continue;
        const auto same = std::ranges::find(measure->locks, known->name, &LockTaken::relation);
        if (same == measure->locks.end())
            measure->locks.push_back({known->name, mode});
        else if (strength(mode) > strength(same->mode))
            same->mode = mode;
    }
    if (measure)
        std::ranges::sort(measure->locks, {}, &LockTaken::relation);
}

// By the same table as lint and the review, of the database as it is now.
sql::LockEffects MeasuredStep::expectedEffects(const StatementTree &tree)
{
    const LintScript script = lintScript(m_step);
    Result<LintContext> context =
        readLintContext(m_session, std::span(&script, 1), connection::namesOfPath(m_searchPath).value(0));
    if (!context)
        context = LintContext{};
    return StatementEffects(*context).of(tree);
}

// PostgreSQL runs it in transactions of its own, so its locks cannot be looked at afterwards.
bool MeasuredStep::runAlone(StatementMeasure measure, const PlannedStatement &planned, const StatementTree &tree)
{
    if (!readRelations() || !look(nullptr))
        return false;
    const QHash<quint32, Known> before = m_relations;
    const sql::LockEffects effects = expectedEffects(tree);
    const Result<Answer> answer = wait(m_session.query({m_step.sql(planned), {}}));
    if (!answer)
        return failed(answer.error(), measure.number);
    measure.milliseconds = answer->milliseconds;
    m_outcome.milliseconds += answer->milliseconds;
    m_held.clear();
    if (!readRelations() || !look(&measure))
        return false;
    measure.locks.clear(); // those of our own look
    for (const sql::RelationEffect &effect : effects.relations) {
        const auto known = std::ranges::find_if(before, [&effect](const Known &candidate) {
            return candidate.name == qualified(effect.relation.schema, effect.relation.name)
                || (effect.relation.schema.isEmpty() && candidate.name.endsWith(u'.' + effect.relation.name));
        });
        const bool index = known != before.end() && (known->kind == 'i' || known->kind == 'I');
        if (known != before.end() && !index && !effect.created && effect.lock != sql::LockMode::None)
            measure.locks.push_back({known->name, sql::lockModeName(effect.lock), false});
    }
    std::ranges::sort(measure.locks, {}, &LockTaken::relation);
    compareFiles(measure, before);
    m_outcome.statements.push_back(std::move(measure));
    return true;
}

void MeasuredStep::compareFiles(StatementMeasure &measure, const QHash<quint32, Known> &before) const
{
    for (auto it = before.begin(); it != before.end(); ++it) {
        const auto now = m_relations.constFind(it.key());
        if (now != m_relations.cend() && now->file != it->file && it->file != 0)
            measure.rewrites.push_back({it->name, it->kind == 'i' || it->kind == 'I', -1});
    }
    std::ranges::sort(measure.rewrites, {}, &MeasuredRewrite::relation);
}

QString MeasuredStep::skipReason(const StatementTree &tree)
{
    if (reachesBeyond(tree)) {
        const QString command = sql::classify(tree).command;
        m_outcome.beyond << command;
        return tr("%1 has effects outside the database").arg(command);
    }
    if (needsSuperuser(tree)) {
        const QString command = sql::classify(tree).command;
        m_outcome.privileged << command;
        return tr("%1 needs a superuser").arg(command);
    }
    const QString note = extensionReason(tree);
    if (!note.isEmpty() && !m_outcome.notes.contains(note))
        m_outcome.notes << note;
    return note;
}

QString MeasuredStep::extensionReason(const StatementTree &tree)
{
    QStringList missing;
    QStringList premade;
    const QStringList named = extensionsOf(tree);
    for (const QString &name : named) {
        if (!m_scratch.availableExtensions().contains(name))
            missing << name;
        else if (m_scratch.premadeExtensions().contains(name))
            premade << name;
    }
    if (!missing.isEmpty() && missing.size() == named.size())
        return tr("The extension %1 is not installed on the scratch server, so it was skipped")
            .arg(missing.join(u", "_s));
    if (!premade.isEmpty())
        return tr("The extension %1 exists from the start, since only a superuser could create or alter it, so this "
                  "was skipped")
            .arg(premade.join(u", "_s));
    // Nobody's script needs it to be changed; old dumps do that.
    if (tree.is("CommentStmt"_L1) && named.contains("plpgsql"_L1))
        return tr("The comment on the extension plpgsql was skipped: it is owned by a superuser");
    return {};
}

} // namespace howdah::migration
