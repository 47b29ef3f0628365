// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every action of every pack: what it changes, and all that has to keep it from being done.
#include "connection/audit/auditrecorder.h"
#include "connection/session/guard.h"
#include "connection/session/sessioncontext.h"
#include "entity/actioncases.h"
#include "entity/packdemo.h"
#include "operations/entities/actionpreview.h"
#include "operations/entities/passwordhash.h"
#include "sql/quote.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using data::SaveOutcome;
using entity::BoundEntity;
using test::ActionCase;

namespace {

const QString Secret = u"Xyzzy-Elephant-17"_s;

class Answering final : public Decision
{
public:
    explicit Answering(bool answer)
        : m_answer(answer)
    {
    }
    Result<bool> areNamed(const NamesQuestion & /*question*/) override
    {
        ++asked;
        return m_answer;
    }
    int asked = 0;

private:
    bool m_answer;
};

// A pack's demo database with a session that all logs hear.
struct Place
{
    explicit Place(const test::TestServer &server, const QString &pack, const QString &auditFolder)
        : demo(server, pack)
        , recorder(std::make_shared<connection::AuditLog>(auditFolder))
    {
        context->observeStatements(
            [this](std::span<const connection::StatementEvent> events) { recorder.take(events); });
        context->logStatements([this](std::span<const connection::StatementEvent> events) {
            const std::scoped_lock hold(mutex);
            for (const auto &event : events) {
                heard += event.statement->sql.toUtf8();
                for (const auto &value : event.statement->parameters)
                    heard += value.value_or(QByteArray()) + '\n';
            }
        });
        info = demo.connInfo();
        info.context = context;
    }
    ~Place()
    {
        context->observeStatements({});
        context->logStatements({});
    }

    test::PackDemo demo;
    connection::AuditRecorder recorder;
    std::shared_ptr<connection::SessionContext> context = std::make_shared<connection::SessionContext>();
    connection::ConnInfo info;
    std::mutex mutex;
    QByteArray heard;
};

// How many rows of which table were written since a moment, and how many more or fewer there are.
struct Moment
{
    QString xid;
    std::map<QString, qint64> counts;
};

QString tableOf(const BoundEntity &one) { return sql::quoteQualified(one.schema, one.table()); }

QString ownTables(const test::PackDemo &demo)
{
    return demo.psql(
        u"SELECT string_agg(format('SELECT %L::text, count(*), count(*) FILTER (WHERE xmin::text::bigint >= $X) FROM "
        u"%s', "
        "n.nspname || '.' || relname, format('%I.%I', n.nspname, relname)), ' UNION ALL ') FROM pg_class c JOIN "
        "pg_namespace n ON n.oid = "
        "relnamespace WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^(pg_|information_schema)'"_s);
}

} // namespace

class EveryActionTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_audit;
    std::map<QString, std::unique_ptr<Place>> m_places;
    std::map<QString, QString> m_tables;

    static bool isTooOld(const QString &pack) { return pack == "orchestrator"_L1 && test::serverMajor() < 15; }
    Place &place(const QString &pack)
    {
        auto &one = m_places[pack];
        if (!one)
            one = std::make_unique<Place>(m_server, pack, m_audit.filePath(pack));
        return *one;
    }

    Moment now(const test::PackDemo &demo)
    {
        Moment moment{.xid = demo.psql(u"SELECT txid_current()"_s)};
        for (const auto &[table, change] : written(demo, moment))
            moment.counts[table] = change.first;
        return moment;
    }
    // By table: its rows, and those written since.
    std::map<QString, std::pair<qint64, qint64>> written(const test::PackDemo &demo, const Moment &since)
    {
        QString &query = m_tables[demo.database()];
        if (query.isEmpty())
            query = ownTables(demo);
        std::map<QString, std::pair<qint64, qint64>> all;
        const auto answer = demo.session().query({QString(query).replace(u"$X"_s, since.xid), {}}).result();
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error())));
        for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
            all[answer->rows.text(row, 0)] = {answer->rows.integer(row, 1), answer->rows.integer(row, 2)};
        return all;
    }
    // "table +written (count)" of those that are others than they were.
    QStringList changes(const test::PackDemo &demo, const Moment &since)
    {
        QStringList all;
        for (const auto &[table, change] : written(demo, since)) {
            const qint64 more = change.first - since.counts.at(table);
            if (change.second != 0 || more != 0)
                all << u"%1 %2 %3"_s.arg(table).arg(change.second).arg(more);
        }
        return all;
    }

    static QString rowIs(const ActionPlan &plan)
    {
        QStringList all;
        for (const QString &column : plan.entity->key)
            all << u"t.%1 = %2"_s.arg(
                sql::quoteIdentifier(column),
                sql::quoteLiteral(QString::fromUtf8(plan.row.value(column).value_or(QByteArray()))));
        return all.join(u" AND "_s);
    }
    static Result<ActionPlan>
    read(Place &place, const BoundEntity &one, const QString &action, const entity::RowValues &key)
    {
        return planAction(place.demo.session(), place.demo.entities(), one, action, key);
    }
    // The first row that it is possible on.
    static std::optional<ActionPlan>
    findRow(Place &place, const BoundEntity &one, const QString &action, const ActionCase &expected)
    {
        const QString key = u"t."_s + sql::quoteIdentifier(one.key.front());
        const QStringList keys =
            place.demo
                .psql(u"SELECT %1 FROM %2 AS t WHERE (%3) AND (%4) IS NOT TRUE ORDER BY 1 LIMIT 200"_s.arg(
                    key, tableOf(one), QString::fromUtf8(expected.where), QString::fromUtf8(expected.holds)))
                .split(u'\n', Qt::SkipEmptyParts);
        for (const QString &value : keys) {
            auto plan = read(place, one, action, {{one.key.front(), value.toUtf8()}});
            if (plan && plan->isPossible())
                return *std::move(plan);
        }
        return {};
    }
    // What an operator would type: what the case says, else the first choice.
    static QHash<QString, QString> typedFor(Place &place, const ActionPlan &plan, const ActionCase &expected)
    {
        QHash<QString, QString> typed;
        for (const auto &[id, value] : expected.typed) {
            const QString text = QString::fromUtf8(value);
            typed.insert(
                QString::fromUtf8(id),
                text.startsWith("SELECT "_L1) ? place.demo.psql(text).section(u'\n', 0, 0) : text);
        }
        const auto choices = readChoices(place.demo.session(), plan);
        for (const entity::ParameterDefinition &parameter : plan.action->parameters) {
            if (parameter.hash != entity::PasswordHash::None)
                typed.insert(parameter.id, Secret);
            else if (const auto few = choices ? choices->value(parameter.id) : std::vector<entity::Choice>();
                     !typed.contains(parameter.id) && !few.empty())
                typed.insert(parameter.id, QString::fromUtf8(few.front().value));
        }
        return typed;
    }
    // Another value in a column that no action is about.
    static bool touch(Place &place, const BoundEntity &one, const ActionPlan &plan)
    {
        for (const QString &name :
             {u"description"_s, u"content"_s, u"model"_s, u"full_name"_s, u"first_name"_s, u"lastName"_s, u"company"_s,
              u"title"_s, u"source"_s, u"name"_s}) {
            const catalog::Column *column = place.demo.entities()->catalog().column(one.relation, name);
            if (!column || column->typeCategory != 'S')
                continue;
            place.demo.psql(u"UPDATE %1 AS t SET %2 = coalesce(%2, '') || 'x' WHERE %3"_s.arg(
                tableOf(one), sql::quoteIdentifier(name), rowIs(plan)));
            return true;
        }
        if (!place.demo.entities()->catalog().column(one.relation, u"warn_percent"_s))
            return false;
        place.demo.psql(
            u"UPDATE %1 AS t SET warn_percent = warn_percent - 1 WHERE %2"_s.arg(tableOf(one), rowIs(plan)));
        return true;
    }
    static ActionReport
    run(connection::Session &session, const ActionPlan &plan, const entity::RowValues &given, bool isNamed = true)
    {
        Answering answer(isNamed);
        ActionReport report = runAction(session, plan, given, answer, {.isGuarded = true});
        if ((answer.asked > 0) != plan.action->destroys && report.error->kind != ErrorKind::Conflict)
            qFatal("%s: the name was asked %d times", qPrintable(plan.name()), answer.asked);
        return report;
    }
    static QString said(const ActionReport &report)
    {
        return report.error ? describe(*report.error) : u"nothing was refused"_s;
    }
    static QString asJson(Place &place, const BoundEntity &one, const ActionPlan &plan)
    {
        return place.demo.psql(u"SELECT to_jsonb(t) FROM %1 AS t WHERE %2"_s.arg(tableOf(one), rowIs(plan)));
    }
    static QSet<QString> differentColumns(Place &place, const QString &before, const QString &after)
    {
        const QString found = place.demo.psql(
            u"SELECT b.key FROM jsonb_each(%1::jsonb) AS b JOIN jsonb_each(%2::jsonb) AS a USING (key) WHERE a.value <> b.value"_s
                .arg(sql::quoteLiteral(before), sql::quoteLiteral(after)));
        const QStringList names = found.split(u'\n', Qt::SkipEmptyParts);
        return {names.begin(), names.end()};
    }

private Q_SLOTS:
    void initTestCase()
    {
        // Everything that the server is sent, with its values.
        QVERIFY(m_server.psql(u"howdah"_s, u"ALTER ROLE ALL SET log_statement = 'all'"_s));
    }
    void cleanupTestCase() { m_places.clear(); }

    void isDoneOnceAndExactly_data()
    {
        QTest::addColumn<QString>("pack");
        QTest::addColumn<QString>("entityId");
        QTest::addColumn<QString>("actionId");
        for (const auto &file : entity::packModels()) {
            for (const entity::EntityDefinition &one : file.reading.model->entities) {
                for (const entity::ActionDefinition &action : one.actions)
                    QTest::newRow(qPrintable(u"%1.%2.%3"_s.arg(file.reading.model->id, one.id, action.id)))
                        << file.reading.model->id << one.id << action.id;
            }
        }
    }
    void isDoneOnceAndExactly()
    {
        QFETCH(QString, pack);
        QFETCH(QString, entityId);
        QFETCH(QString, actionId);
        if (isTooOld(pack))
            QSKIP("The pack needs PostgreSQL 15");
        const QByteArray name = u"%1.%2.%3"_s.arg(pack, entityId, actionId).toUtf8();
        const ActionCase *expected = test::actionCase(name.constData());
        QVERIFY2(expected, "an action without a case in actioncases.h");
        Place &here = place(pack);
        const BoundEntity *one = here.demo.entities()->named(entityId);
        QVERIFY(one);
        if (*expected->prepare)
            here.demo.psql(QString::fromUtf8(expected->prepare));
        const auto plan = findRow(here, *one, actionId, *expected);
        QVERIFY2(plan, "no row that it is possible on");
        const auto typed = typedFor(here, *plan, *expected);
        const auto given = givenValues(*plan, typed);
        QVERIFY2(given, given ? "" : qPrintable(describe(given.error())));
        const auto preview = previewAction(here.demo.session(), *plan, typed);
        QVERIFY2(preview, preview ? "" : qPrintable(describe(preview.error())));

        refusedByTheLock(here, *plan, *given);
        if (QTest::currentTestFailed())
            return;
        refusedWhereChangedMeanwhile(here, *one, *plan, *given);
        if (QTest::currentTestFailed())
            return;
        const auto again = read(here, *one, actionId, plan->row.isEmpty() ? plan->row : keyOf(*one, *plan));
        QVERIFY2(again && again->isPossible(), again ? "" : qPrintable(describe(again.error())));
        runsOnce(here, *one, *again, *given, *preview, *expected);
        if (QTest::currentTestFailed())
            return;
        tellsNoPassword(here, *again, typed, *preview, *expected);
    }

    // A case of an action that is no more proves nothing.
    void noCaseIsLeftOver()
    {
        QSet<QByteArray> names;
        for (const auto &file : entity::packModels()) {
            for (const entity::EntityDefinition &one : file.reading.model->entities) {
                for (const entity::ActionDefinition &action : one.actions)
                    names << u"%1.%2.%3"_s.arg(file.reading.model->id, one.id, action.id).toUtf8();
            }
        }
        for (const ActionCase &one : test::actionCases())
            QVERIFY2(names.contains(QByteArray(one.name.data(), qsizetype(one.name.size()))), one.name.data());
    }

    // Neither those who hear of statements, nor the audit log, nor the server: also with log_statement = all.
    void noLogHasAPassword()
    {
        QByteArray audited;
        for (const auto &[pack, here] : m_places) {
            QVERIFY2(!here->heard.contains(Secret.toUtf8()), qPrintable(pack));
            QVERIFY(!here->heard.isEmpty());
            const QDir folder(m_audit.filePath(pack));
            for (const QString &name : folder.entryList(QDir::Files)) {
                QFile file(folder.filePath(name));
                QVERIFY(file.open(QIODevice::ReadOnly));
                audited += file.readAll();
            }
        }
        QVERIFY(audited.contains("action uaip.user.set_password"));
        QVERIFY(!audited.contains(Secret.toUtf8()));
        const QString log = m_server.serverLog();
        QVERIFY(log.contains(u"action uaip.user.set_password"_s));
        QVERIFY(log.contains(u"$argon2id$"_s)); // the values are in it
        QVERIFY(!log.contains(Secret));
    }

    // Two approvals are needed: the first counts, the same person does not count twice, the second one grants it.
    void nobodyApprovesTwice()
    {
        Place &here = place(u"uaip"_s);
        here.demo.psql(QString::fromUtf8(test::WaitingOperation));
        const QString id =
            here.demo
                .psql(
                    u"UPDATE approval_workflows AS t SET approval_type = 'majority', required_approvals = 2 WHERE %1 RETURNING id"_s
                        .arg(QString::fromUtf8(test::MadeForTheTest)))
                .section(u'\n', 0, 0);
        const BoundEntity *approvals = here.demo.entities()->named(u"approval");
        const QStringList people =
            here.demo.psql(u"SELECT id FROM users WHERE status = 'active' AND deleted_at IS NULL ORDER BY id LIMIT 2"_s)
                .split(u'\n');
        const auto approve = [&](const QString &who) {
            const auto plan = read(here, *approvals, u"approve"_s, {{u"id"_s, id.toUtf8()}});
            return run(here.demo.session(), *plan, *givenValues(*plan, {{u"by"_s, who}}));
        };
        const auto state = [&] {
            return here.demo.psql(u"SELECT a.status, received_approvals, o.status FROM approval_workflows AS a JOIN "
                                  u"operations AS o ON o.id = "
                                  "operation_id WHERE a.id = '%1'"_s.arg(id));
        };
        QCOMPARE(approve(people[0]).outcome, SaveOutcome::Saved);
        QCOMPARE(state(), u"pending|1|waiting_approval"_s);
        const auto plan = read(here, *approvals, u"approve"_s, {{u"id"_s, id.toUtf8()}});
        const auto choices = readChoices(here.demo.session(), *plan);
        QVERIFY(choices);
        for (const entity::Choice &choice : choices->value(u"by"_s))
            QVERIFY(choice.value != people[0].toUtf8());
        QCOMPARE(approve(people[0]).outcome, SaveOutcome::NotSaved);
        QCOMPARE(state(), u"pending|1|waiting_approval"_s);
        QCOMPARE(approve(people[1]).outcome, SaveOutcome::Saved);
        QCOMPARE(state(), u"approved|2|running"_s);
    }

private:
    static entity::RowValues keyOf(const BoundEntity &one, const ActionPlan &plan)
    {
        entity::RowValues key;
        for (const QString &column : one.key)
            key.insert(column, plan.row.value(column));
        return key;
    }

    // The server refuses it; where it is open for writing, what destroys is called by its name first.
    void refusedByTheLock(Place &here, const ActionPlan &plan, const entity::RowValues &given)
    {
        const Moment before = now(here.demo);
        const auto locked = test::PackDemo::open(connection::locked(here.info));
        Answering yes(true);
        const ActionReport refused = runAction(*locked, plan, given, yes);
        QCOMPARE(refused.outcome, SaveOutcome::NotSaved);
        QVERIFY(refused.error);
        if (plan.action->destroys) {
            const ActionReport unnamed = run(here.demo.session(), plan, given, false);
            QCOMPARE(unnamed.outcome, SaveOutcome::NotSaved);
            QCOMPARE(unnamed.error->kind, ErrorKind::Cancelled);
        }
        QCOMPARE(changes(here.demo, before), QStringList());
    }

    void refusedWhereChangedMeanwhile(
        Place &here, const BoundEntity &one, const ActionPlan &plan, const entity::RowValues &given)
    {
        QVERIFY2(touch(here, one, plan), "no column that could be another one meanwhile: name one in touch()");
        const Moment before = now(here.demo);
        const ActionReport report = run(here.demo.session(), plan, given);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.error->kind, ErrorKind::Conflict);
        QVERIFY2(report.error->message.contains(u"changed or deleted since"_s), qPrintable(report.error->message));
        QCOMPARE(changes(here.demo, before), QStringList());
        QVERIFY(!here.demo.session().inTransaction());
    }

    // Twice at the same moment, and once more: it is done once, and changes what it says.
    void runsOnce(
        Place &here, const BoundEntity &one, const ActionPlan &plan, const entity::RowValues &given,
        const ActionPreview &preview, const ActionCase &expected)
    {
        const QString holds = u"SELECT (%1) IS TRUE FROM %2 AS t WHERE %3"_s.arg(
            QString::fromUtf8(expected.holds), tableOf(one), rowIs(plan));
        QCOMPARE(here.demo.psql(holds), u"f"_s);
        const QString row = asJson(here, one, plan);
        Moment before = now(here.demo);
        std::array<ActionReport, 2> reports;
        {
            std::vector<std::jthread> clicks;
            for (ActionReport &report : reports)
                clicks.emplace_back([&] {
                    const auto session = test::PackDemo::open(here.info);
                    report = run(*session, plan, given);
                });
        }
        const bool isFirst = reports[0].outcome == SaveOutcome::Saved;
        QVERIFY2(
            isFirst != (reports[1].outcome == SaveOutcome::Saved), qPrintable(said(reports[0]) + said(reports[1])));
        const ActionReport &done = reports[isFirst ? 0 : 1];
        checkChanges(here, done, preview, expected, before);
        QCOMPARE(here.demo.psql(holds), u"t"_s);
        QSet<QString> allowed{u"updated_at"_s};
        for (const char *column : expected.columns)
            allowed << QString::fromUtf8(column);
        const auto others = differentColumns(here, row, asJson(here, one, plan)) - allowed;
        QVERIFY2(others.isEmpty(), qPrintable(QStringList(others.values()).join(u' ')));
        before = now(here.demo);
        QCOMPARE(run(here.demo.session(), plan, given).outcome, SaveOutcome::NotSaved);
        QCOMPARE(changes(here.demo, before), QStringList());
    }
    // As many rows of each table as the preview said, and what triggers do beside it.
    void checkChanges(
        Place &here, const ActionReport &done, const ActionPreview &preview, const ActionCase &expected,
        const Moment &before)
    {
        std::map<QString, qint64> wanted;
        QCOMPARE(done.changed.size(), preview.steps.size());
        for (size_t i = 0; i < preview.steps.size(); ++i) {
            const StepPreview &step = preview.steps[i];
            QCOMPARE(done.changed[i] < 0, step.isLeftOut);
            if (step.isLeftOut)
                continue;
            QVERIFY2(step.rows && !step.relation.isEmpty(), qPrintable(step.sql));
            QCOMPARE(done.changed[i], *step.rows);
            wanted[step.relation] += *step.rows;
        }
        for (const auto &[table, change] : written(here.demo, before)) {
            const bool isBeside = std::ranges::any_of(
                expected.beside, [&](const char *one) { return table == u"public."_s + QString::fromUtf8(one); });
            const auto found = wanted.find(table);
            const qint64 own = found == wanted.end() ? 0 : found->second;
            QVERIFY2(
                change.second == own || (isBeside && change.second > own),
                qPrintable(u"%1: %2 rows instead of %3"_s.arg(table).arg(change.second).arg(own)));
            QVERIFY2(change.first >= before.counts.at(table), qPrintable(table));
        }
    }

    void tellsNoPassword(
        Place &here, const ActionPlan &plan, const QHash<QString, QString> &typed, const ActionPreview &preview,
        const ActionCase &expected)
    {
        const auto parameter = std::ranges::find_if(
            plan.action->parameters, [](const auto &one) { return one.hash != entity::PasswordHash::None; });
        const bool hasPassword = parameter != plan.action->parameters.end();
        QCOMPARE(hasPassword, *expected.password != 0);
        if (!hasPassword)
            return;
        QString shown = previewSql(plan, typed).join(u'\n');
        for (const StepPreview &step : preview.steps)
            shown += step.sql;
        QVERIFY(shown.contains(u"***"_s));
        QVERIFY(!shown.contains(Secret) && !shown.contains(u"$2b$"_s) && !shown.contains(u"$argon2"_s));
        const QString hash = here.demo.psql(QString::fromUtf8(expected.password) + u" WHERE "_s + rowIs(plan));
        QVERIFY2(isPasswordOf(Secret, hash.toUtf8()), qPrintable(hash));
        QVERIFY(!isPasswordOf(Secret + u'x', hash.toUtf8()));
        if (parameter->hash != entity::PasswordHash::Bcrypt) {
            QVERIFY(hash.startsWith("$argon2id$v=19$"_L1));
            return;
        }
        // As the platform checks it; pgcrypto calls the same thing 2a.
        if (here.demo.psql(u"SELECT count(*) FROM pg_available_extensions WHERE name = 'pgcrypto'"_s) == "0"_L1)
            return;
        here.demo.psql(u"CREATE EXTENSION IF NOT EXISTS pgcrypto"_s);
        const QString old = sql::quoteLiteral(u"$2a$"_s + hash.sliced(4));
        QCOMPARE(
            here.demo.psql(u"SET log_statement = 'none'; SELECT crypt(%1, %2) = %2, crypt('other', %2) = %2"_s.arg(
                sql::quoteLiteral(Secret), old)),
            u"t|f"_s);
    }
};

QTEST_GUILESS_MAIN(EveryActionTest)
#include "tst_everyaction.moc"
