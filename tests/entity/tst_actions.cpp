// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Actions of the packs as an operator does them, and all that has to keep them from being done.
#include "connection/session/guard.h"
#include "connection/session/sessioncontext.h"
#include "entity/packdemo.h"
#include "operations/entities/actionrun.h"
#include "operations/entities/passwordhash.h"
#include "operations/entities/sessionsettings.h"
#include "support/pgprograms.h"
#include "data/page/catalogshape.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using data::SaveOutcome;
using entity::RowValues;

namespace {

// Answers as it is told, and remembers what it was asked.
class Answering final : public Decision
{
public:
    explicit Answering(bool answer)
        : m_answer(answer)
    {
    }
    Result<bool> areNamed(const NamesQuestion &question) override
    {
        asked << question.names;
        return m_answer;
    }
    QStringList asked;

private:
    bool m_answer;
};

} // namespace

class ActionsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<test::PackDemo> m_uaip;
    std::unique_ptr<test::PackDemo> m_deepref;

    static Result<ActionPlan>
    plan(const test::PackDemo &here, const QString &name, const QString &action, const QString &key)
    {
        const entity::BoundEntity *one = here.entities()->named(name);
        if (!one)
            qFatal("no entity %s", qPrintable(name));
        return planAction(here.session(), here.entities(), *one, action, {{one->key[0], key.toUtf8()}});
    }
    static ActionPlan
    mustPlan(const test::PackDemo &here, const QString &name, const QString &action, const QString &key)
    {
        auto made = plan(here, name, action, key);
        if (!made)
            qFatal("%s: %s", qPrintable(action), qPrintable(describe(made.error())));
        return *std::move(made);
    }
    static ActionReport
    run(const test::PackDemo &here, const ActionPlan &plan, const QHash<QString, QString> &typed = {})
    {
        const auto given = givenValues(plan, typed);
        if (!given)
            qFatal("%s", qPrintable(describe(given.error())));
        Answering yes(true);
        return runAction(here.session(), plan, *given, yes);
    }
    [[nodiscard]] QString one(const QString &sql) const { return m_uaip->psql(sql + u" LIMIT 1"_s); }
    [[nodiscard]] QString someone() const
    {
        return one(u"SELECT id FROM users WHERE status = 'active' AND deleted_at IS NULL ORDER BY id"_s);
    }
    // Of an operation that is made to wait for it and for nothing else.
    [[nodiscard]] QString waitingApproval() const
    {
        const QString operation =
            one(u"SELECT id FROM operations AS o WHERE status = 'running' AND NOT EXISTS (SELECT FROM "
                u"approval_workflows AS a "
                "WHERE a.operation_id = o.id AND a.status IN ('pending', 'escalated')) ORDER BY id DESC"_s);
        m_uaip->psql(
            u"BEGIN; INSERT INTO operation_states (operation_id, sequence, from_status, to_status) "
            "SELECT operation_id, sequence + 1, to_status, 'waiting_approval' FROM operation_states "
            "WHERE operation_id = '%1' ORDER BY sequence DESC LIMIT 1; "
            "UPDATE operations SET status = 'waiting_approval' WHERE id = '%1'; "
            "INSERT INTO approval_workflows (operation_id, title) VALUES ('%1', 'May it go on?'); COMMIT"_s.arg(
                operation));
        return one(
            u"SELECT id FROM approval_workflows WHERE status = 'pending' AND operation_id = '"_s + operation + u'\'');
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_uaip = std::make_unique<test::PackDemo>(m_server, u"uaip"_s);
        m_deepref = std::make_unique<test::PackDemo>(m_server, u"deepref"_s);
    }
    void cleanupTestCase()
    {
        m_uaip.reset();
        m_deepref.reset();
    }

    void approvingLetsTheOperationGoOn()
    {
        const QString id = waitingApproval();
        QVERIFY(!id.isEmpty());
        const ActionPlan approve = mustPlan(*m_uaip, u"approval"_s, u"approve"_s, id);
        QVERIFY2(approve.isPossible(), qPrintable(approve.refusals.join(u' ')));
        QVERIFY(!approve.label.isEmpty());
        const ActionReport report = run(*m_uaip, approve, {{u"by"_s, someone()}, {u"reason"_s, u"it's fine"_s}});
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(report.changed, (std::vector<qint64>{1, 1, 1}));
        const QString state = m_uaip->psql(
            u"SELECT a.status, a.decision_reason, o.status, (SELECT s.to_status FROM operation_states s WHERE "
            "s.operation_id = o.id ORDER BY sequence DESC LIMIT 1), a.audit_trail -> -1 ->> 'event' "
            "FROM approval_workflows a JOIN operations o ON o.id = a.operation_id WHERE a.id = '"_s
            + id + u'\'');
        QCOMPARE(state, u"approved|it's fine|running|running|approved"_s);
        // The second click: it has been decided.
        const ActionReport again = run(*m_uaip, approve, {{u"by"_s, someone()}});
        QCOMPARE(again.outcome, SaveOutcome::NotSaved);
        QCOMPARE(again.error->kind, ErrorKind::Conflict);
        const ActionPlan later = mustPlan(*m_uaip, u"approval"_s, u"approve"_s, id);
        QVERIFY(!later.isPossible());
        QVERIFY(later.refusals.front().contains(u"decided already"_s));
        QCOMPARE(run(*m_uaip, later, {{u"by"_s, someone()}}).error->message, later.refusals.front());
    }

    void rejectingCancelsIt()
    {
        const QString id = waitingApproval();
        QVERIFY(!id.isEmpty());
        const ActionReport report =
            run(*m_uaip, mustPlan(*m_uaip, u"approval"_s, u"reject"_s, id), {{u"by"_s, someone()}});
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(
            m_uaip->psql(
                u"SELECT a.status, o.status FROM approval_workflows a JOIN operations o ON o.id = a.operation_id "
                "WHERE a.id = '"_s
                + id + u'\''),
            u"rejected|cancelled"_s);
    }

    void operationsPauseAndGoOn()
    {
        const QString id = one(u"SELECT id FROM operations WHERE status = 'running' ORDER BY id"_s);
        for (const auto &[action, status] :
             {std::pair(u"pause"_s, u"paused"_s), std::pair(u"resume"_s, u"running"_s),
              std::pair(u"cancel"_s, u"cancelled"_s)}) {
            const ActionReport report =
                run(*m_uaip, mustPlan(*m_uaip, u"operation"_s, action, id), {{u"by"_s, someone()}});
            QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
            QCOMPARE(m_uaip->psql(u"SELECT status FROM operations WHERE id = '"_s + id + u'\''), status);
        }
    }

    // Exactly the row that was seen, or nothing.
    void aRowThatChangedMeanwhile()
    {
        const QString id = one(u"SELECT id FROM personas WHERE status = 'active' ORDER BY id"_s);
        const ActionPlan deprecate = mustPlan(*m_uaip, u"persona"_s, u"deprecate"_s, id);
        m_uaip->psql(u"UPDATE personas SET tags = tags || 'other'::text WHERE id = '"_s + id + u'\'');
        const ActionReport report = run(*m_uaip, deprecate);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.error->kind, ErrorKind::Conflict);
        QVERIFY(report.error->message.contains(u"changed or deleted since"_s));
        QCOMPARE(m_uaip->psql(u"SELECT status FROM personas WHERE id = '"_s + id + u'\''), u"active"_s);
        QVERIFY(!m_uaip->session().inTransaction());
        QCOMPARE(run(*m_uaip, mustPlan(*m_uaip, u"persona"_s, u"deprecate"_s, id)).outcome, SaveOutcome::Saved);
    }

    // A statement that changes other rows than it says takes everything back.
    void aWrongCount()
    {
        const QString user =
            one(u"SELECT user_id FROM refresh_tokens WHERE revoked_at IS NULL AND expires_at > now() ORDER BY 1"_s);
        const QString id =
            user.isEmpty()
                ? m_uaip
                      ->psql(u"INSERT INTO refresh_tokens (user_id, token_hash, expires_at) SELECT id, 'h', now() + "
                             "interval '1 day' FROM users ORDER BY id LIMIT 1 RETURNING user_id"_s)
                      .section(u'\n', 0, 0)
                : user;
        const ActionPlan revoke = mustPlan(*m_uaip, u"user"_s, u"revoke_tokens"_s, id);
        // A trigger that passes a row over.
        m_uaip->psql(u"CREATE FUNCTION skip_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
                     "CREATE TRIGGER zz BEFORE UPDATE ON refresh_tokens FOR EACH ROW EXECUTE FUNCTION skip_it()"_s);
        const ActionReport report = run(*m_uaip, revoke);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.error->kind, ErrorKind::Conflict);
        QVERIFY2(report.error->message.contains(u"changed 0 rows instead of"_s), qPrintable(report.error->message));
        m_uaip->psql(u"DROP TRIGGER zz ON refresh_tokens"_s);
        const ActionReport done = run(*m_uaip, mustPlan(*m_uaip, u"user"_s, u"revoke_tokens"_s, id));
        QCOMPARE(done.outcome, SaveOutcome::Saved);
        QVERIFY(done.changed.front() >= 1);
        QCOMPARE(
            m_uaip->psql(
                u"SELECT count(*) FROM refresh_tokens WHERE revoked_at IS NULL AND expires_at > now() AND user_id = '"_s
                + id + u'\''),
            u"0"_s);
    }

    // The lock of production is the server's, and what destroys is called by its name.
    void lockedProduction()
    {
        const QString id =
            one(u"SELECT id FROM llm_providers WHERE status <> 'disabled' AND NOT is_default ORDER BY id"_s);
        const ActionPlan deactivate = mustPlan(*m_uaip, u"llm_provider"_s, u"deactivate"_s, id);
        const auto locked = test::PackDemo::open(connection::locked(m_uaip->connInfo()));
        Answering yes(true);
        const RowValues none;
        const ActionReport refused = runAction(*locked, deactivate, none, yes);
        QCOMPARE(refused.outcome, SaveOutcome::NotSaved);
        QVERIFY(refused.error.has_value());
        Answering no(false);
        const ActionReport unnamed = runAction(m_uaip->session(), deactivate, none, no, {.isGuarded = true});
        QCOMPARE(unnamed.outcome, SaveOutcome::NotSaved);
        QCOMPARE(no.asked, QStringList{deactivate.label});
        QCOMPARE(m_uaip->psql(u"SELECT status <> 'disabled' FROM llm_providers WHERE id = '"_s + id + u'\''), u"t"_s);
        QCOMPARE(runAction(m_uaip->session(), deactivate, none, yes, {.isGuarded = true}).outcome, SaveOutcome::Saved);
        QCOMPARE(m_uaip->psql(u"SELECT status FROM llm_providers WHERE id = '"_s + id + u'\''), u"disabled"_s);
    }

    void hashes()
    {
        for (const auto hash : {entity::PasswordHash::Argon2id, entity::PasswordHash::Bcrypt}) {
            const auto made = hashPassword(u"gråtass 🐘"_s, hash);
            QVERIFY(made);
            QVERIFY2(
                made->startsWith(hash == entity::PasswordHash::Bcrypt ? "$2b$12$" : "$argon2id$v=19$"),
                made->constData());
            QVERIFY(isPasswordOf(u"gråtass 🐘"_s, *made));
            QVERIFY(!isPasswordOf(u"gråtass"_s, *made));
            QVERIFY(*hashPassword(u"gråtass 🐘"_s, hash) != *made);
            QCOMPARE(hashPassword({}, hash).error().kind, ErrorKind::Usage);
        }
        QCOMPARE(hashPassword(QString(73, u'x'), entity::PasswordHash::Bcrypt).error().kind, ErrorKind::Usage);
        QVERIFY(hashPassword(QString(72, u'x'), entity::PasswordHash::Bcrypt));
    }

    // The password goes nowhere: neither to the server nor to those who hear of statements.
    void aPassword()
    {
        QByteArray heard;
        auto context = std::make_shared<connection::SessionContext>();
        context->logStatements([&heard](std::span<const connection::StatementEvent> events) {
            for (const auto &event : events) {
                heard += event.statement->sql.toUtf8();
                for (const auto &value : event.statement->parameters)
                    heard += value.value_or(QByteArray()) + '\n';
            }
        });
        connection::ConnInfo info = m_deepref->connInfo();
        info.context = context;
        const auto session = test::PackDemo::open(info);
        const QString id = m_deepref->psql(u"SELECT id FROM users ORDER BY id LIMIT 1"_s);
        const auto made = planAction(
            *session, m_deepref->entities(), *m_deepref->entities()->named(u"user"), u"set_password"_s,
            {{u"id"_s, id.toUtf8()}});
        QVERIFY(made);
        const auto given = givenValues(*made, {{u"password"_s, u"Secret-Xyzzy-1"_s}});
        QVERIFY(given);
        QVERIFY(!readableSteps(*made, *given).join(u' ').contains(u"argon2"_s));
        Answering yes(true);
        const ActionReport report = runAction(*session, *made, *given, yes);
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        context->logStatements({});
        QVERIFY(!heard.isEmpty() && !heard.contains("Xyzzy"));
        const QString hash = m_deepref->psql(u"SELECT \"passwordHash\" FROM users WHERE id = '"_s + id + u'\'');
        QVERIFY(isPasswordOf(u"Secret-Xyzzy-1"_s, hash.toUtf8()));
    }

    void newVersionOfAPersona()
    {
        const QString id = one(u"SELECT id FROM personas ORDER BY id"_s);
        const ActionReport report = run(*m_uaip, mustPlan(*m_uaip, u"persona"_s, u"new_version"_s, id));
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(
            m_uaip->psql(
                u"SELECT n.status, n.version > o.version, n.system_prompt = o.system_prompt FROM personas n JOIN "
                u"personas "
                "o ON o.id = n.parent_persona_id WHERE o.id = '"_s
                + id + u"' ORDER BY n.created_at DESC LIMIT 1"_s),
            u"draft|t|t"_s);
    }

    void verifyAReference()
    {
        const QString id = m_deepref
                               ->psql(u"UPDATE \"references\" SET status = 'submitted', \"expiryDate\" = NULL, "
                                      u"\"rcsScore\" = NULL, \"updatedAt\" = "
                                      "'2020-01-01' WHERE id = (SELECT id FROM \"references\" WHERE \"submittedAt\" IS "
                                      "NOT NULL ORDER BY id LIMIT 1) "
                                      "RETURNING id"_s)
                               .section(u'\n', 0, 0);
        const ActionReport report =
            run(*m_deepref, mustPlan(*m_deepref, u"reference"_s, u"verify"_s, id), {{u"score"_s, u"87.5"_s}});
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(
            m_deepref->psql(
                u"SELECT status, \"rcsScore\", \"updatedAt\" > '2020-01-02' FROM \"references\" WHERE id = '"_s + id
                + u'\''),
            u"verified|87.50|t"_s);
        // What the server refuses is said, and nothing is left behind.
        m_deepref->psql(u"UPDATE \"references\" SET status = 'submitted' WHERE id = '"_s + id + u'\'');
        const ActionReport bad =
            run(*m_deepref, mustPlan(*m_deepref, u"reference"_s, u"verify"_s, id), {{u"score"_s, u"870"_s}});
        QCOMPARE(bad.outcome, SaveOutcome::NotSaved);
        QCOMPARE(bad.error->sqlState, u"23514"_s);
        QVERIFY(!m_deepref->session().inTransaction());
    }

    void whatIsTyped()
    {
        const QString id = one(u"SELECT id FROM approval_workflows ORDER BY id"_s);
        const ActionPlan reject = mustPlan(*m_uaip, u"approval"_s, u"reject"_s, id);
        QCOMPARE(givenValues(reject, {}).error().kind, ErrorKind::Usage);
        QCOMPARE(givenValues(reject, {{u"nobody"_s, u"x"_s}}).error().kind, ErrorKind::Usage);
        QVERIFY(givenValues(reject, {{u"by"_s, someone()}}));
        QCOMPARE(plan(*m_uaip, u"approval"_s, u"burn"_s, id).error().kind, ErrorKind::NotFound);
        QCOMPARE(
            plan(*m_uaip, u"approval"_s, u"reject"_s, u"00000000-0000-0000-0000-000000000000"_s).error().kind,
            ErrorKind::NotFound);
    }

    // A tenant sees nothing until a setting is made, is told so, and acts for itself alone.
    void tenants()
    {
        if (test::serverMajor() < 15)
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo pack(m_server, u"orchestrator"_s);
        const connection::ConnInfo app = m_server.createRole(u"entity_tenant"_s, u"pw"_s, pack.database());
        pack.psql(u"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO entity_tenant"_s);
        const auto blind = test::PackDemo::open(app);
        const auto reasons = hiddenReasons(*blind, *pack.entities());
        QVERIFY2(reasons, reasons ? "" : qPrintable(describe(reasons.error())));
        QCOMPARE(reasons->size(), 1);
        const QString tenant = pack.psql(
            u"SELECT organization_id FROM tasks WHERE status = 'in_progress' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        const auto info = withSettings(app, {u"orchestrator.organization_id="_s + tenant});
        QVERIFY(info);
        const auto seeing = test::PackDemo::open(*info);
        QVERIFY(hiddenReasons(*seeing, *pack.entities())->isEmpty());
        const QString task = pack.psql(
            u"SELECT t.id FROM tasks t WHERE t.status = 'in_progress' AND t.organization_id = '"_s + tenant
            + u"' AND NOT EXISTS (SELECT FROM task_dependencies d WHERE d.task_id = t.id) ORDER BY t.id LIMIT 1"_s);
        const entity::BoundEntity *tasks = pack.entities()->named(u"task");
        const auto made = planAction(*seeing, pack.entities(), *tasks, u"complete"_s, {{u"id"_s, task.toUtf8()}});
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        Answering yes(true);
        const ActionReport report = runAction(*seeing, *made, *givenValues(*made, {}), yes);
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(pack.psql(u"SELECT status FROM tasks WHERE id = '"_s + task + u'\''), u"completed"_s);
        // Those of another tenant are not even there.
        const QString other =
            pack.psql(u"SELECT id FROM tasks WHERE organization_id <> '"_s + tenant + u"' ORDER BY id LIMIT 1"_s);
        QCOMPARE(
            planAction(*seeing, pack.entities(), *tasks, u"complete"_s, {{u"id"_s, other.toUtf8()}}).error().kind,
            ErrorKind::NotFound);
        createUser(pack, tenant);
    }

    void settingsAreChecked()
    {
        connection::ConnInfo info;
        QCOMPARE(withSettings(info, {u"search_path=x"_s}).error().kind, ErrorKind::Usage);
        QCOMPARE(withSettings(info, {u"app"_s}).error().kind, ErrorKind::Usage);
        QCOMPARE(withSettings(info, {u"howdah.asked_search_path=x"_s}).error().kind, ErrorKind::Usage);
        const auto set = withSettings(connection::locked(info), {u"app.tenant=a b\\c"_s});
        QVERIFY(set && connection::isLocked(*set));
        QCOMPARE(operations::settingsOf(*set), QStringList{u"app.tenant=a b\\c"_s});
    }

private:
    // Two tables in one action, with an identifier that both know.
    void createUser(const test::PackDemo &pack, const QString &tenant)
    {
        const QString role = pack.psql(u"SELECT id FROM roles WHERE organization_id IS NULL ORDER BY name LIMIT 1"_s);
        const ActionReport report =
            run(pack, mustPlan(pack, u"organization"_s, u"create_user"_s, tenant),
                {{u"email"_s, u"new@example.org"_s},
                 {u"username"_s, u"newcomer"_s},
                 {u"role"_s, role},
                 {u"password"_s, u"Elephant-1"_s}});
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(
            pack.psql(u"SELECT u.status, count(r.role_id) FROM users u JOIN user_roles r ON r.user_id = u.id WHERE "
                      "username = 'newcomer' GROUP BY 1"_s),
            u"active|1"_s);
        QVERIFY(isPasswordOf(
            u"Elephant-1"_s, pack.psql(u"SELECT password_hash FROM users WHERE username = 'newcomer'"_s).toUtf8()));
        const QString quota = pack.psql(
            u"SELECT id FROM organization_quotas WHERE max_amount IS NOT NULL AND organization_id = '"_s + tenant
            + u"' ORDER BY id LIMIT 1"_s);
        QCOMPARE(
            run(pack, mustPlan(pack, u"quota"_s, u"raise"_s, quota), {{u"amount"_s, u"999999999"_s}}).outcome,
            SaveOutcome::Saved);
        // Not lower: the statement then changes no row.
        QCOMPARE(
            run(pack, mustPlan(pack, u"quota"_s, u"raise"_s, quota), {{u"amount"_s, u"1"_s}}).outcome,
            SaveOutcome::NotSaved);
    }
};

QTEST_GUILESS_MAIN(ActionsTest)
#include "tst_actions.moc"
