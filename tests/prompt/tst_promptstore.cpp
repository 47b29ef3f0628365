// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/activation.h"
#include "prompt/promptstore.h"
#include "support/testserver.h"

#include <QDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using connection::Session;

// Prompts in a database with the deepref pack, and what happens to them.
class PromptStoreTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<Session> m_session;
    PromptTable m_table;

    std::unique_ptr<Session> open(const connection::ConnInfo &info) const
    {
        auto session = std::make_unique<Session>(connection::SessionOptions{.name = u"test"_s});
        if (const auto facts = session->open(info).result(); !facts)
            qFatal("%s", qPrintable(describe(facts.error())));
        return session;
    }

    QString psql(const QString &sql) const
    {
        const Result<QString> output = m_server.psql(m_database, sql);
        return (output ? *output : describe(output.error())).trimmed();
    }

    static KeyRing ring(const QString &id, char byte)
    {
        KeyRing keys;
        if (const auto added = keys.add(id, Key::from(QByteArray(32, byte)).value(), QDateTime::fromSecsSinceEpoch(0));
            !added)
            qFatal("%s", qPrintable(describe(added.error())));
        return keys;
    }

    static Prompt version(const QString &name, const QString &number, bool active = false)
    {
        return {name + u"-v"_s + number, name,  number, u"claude"_s, u"The secret of "_s + name, u"{{question}}"_s,
                u"{\"a\": 1}"_s,         active};
    }

    SyncPlan plan(const std::vector<Prompt> &wanted, const KeyRing &keys, bool update = false)
    {
        const auto stored = readPrompts(*m_session, m_table, keys);
        const auto usage = readUsage(*m_session, m_table);
        if (!stored || !usage)
            qFatal("%s", qPrintable(describe(stored ? usage.error() : stored.error())));
        const Result<SyncPlan> made = planSync(wanted, *stored, *usage, update);
        if (!made)
            qFatal("%s", qPrintable(describe(made.error())));
        return *made;
    }

    void seed(const std::vector<Prompt> &wanted, const KeyRing &keys)
    {
        const auto done = applySync(*m_session, m_table, plan(wanted, keys), keys);
        if (!done)
            qFatal("%s", qPrintable(describe(done.error())));
    }

    QString idOf(const QString &promptId) const
    {
        return psql(u"SELECT id FROM ai_prompts WHERE \"promptId\" = '%1'"_s.arg(promptId));
    }

    void use(const QString &promptId, int calls) const
    {
        const QString failed = psql(
            u"SET session_replication_role = replica; INSERT INTO ai_interactions (\"sessionId\", \"promptId\", "
            "\"userInput\", \"modelUsed\", \"tokensUsed\", \"responseTimeMs\", success) SELECT uuid_generate_v4(), "
            "'%1', 'x', 'm', 100 * n, 10 * n, n % 4 <> 0 FROM generate_series(1, %2) AS n"_s.arg(idOf(promptId))
                .arg(calls));
        if (!failed.isEmpty())
            qFatal("%s", qPrintable(failed));
    }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase(u"prompts"_s);
        const QDir pack(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref"));
        for (const QString &name : pack.entryList({u"*.up.sql"_s}, QDir::Files, QDir::Name)) {
            QFile file(pack.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const Result<QString> applied = m_server.psql(m_database, QString::fromUtf8(file.readAll()));
            QVERIFY2(applied, applied ? "" : qPrintable(describe(applied.error())));
        }
        m_session = open(m_server.connInfo(m_database));
        const auto tables = findPromptTables(*m_session);
        QVERIFY2(tables, tables ? "" : qPrintable(describe(tables.error())));
        QCOMPARE(tables->size(), size_t(1));
        m_table = tables->front();
    }

    void findsTables()
    {
        QCOMPARE(qualifiedName(m_table), u"public.ai_prompts"_s);
        QCOMPARE(m_table.keyId, u"keyId"_s);
        QCOMPARE(m_table.activations, u"ai_prompt_activations"_s);
        QCOMPARE(m_table.interactions.name, u"ai_interactions"_s);
        QVERIFY(m_table.mayWrite);
        psql(u"CREATE SCHEMA other; CREATE TABLE other.prompts (id uuid, prompt_id text, name text, system_prompt "
             "text, user_prompt_template text, version text, model_preference text, is_active boolean, metadata jsonb);"
             "CREATE TABLE other.texts (nr uuid, code text, who text, sys text, usr text, ver text, llm text, "
             "live boolean, extra jsonb);"_s);
        const auto tables = findPromptTables(*m_session);
        QVERIFY(tables);
        QCOMPARE(tables->size(), size_t(2));
        QCOMPARE(qualifiedName(tables->front()), u"other.prompts"_s);
        QCOMPARE(tables->front().systemPrompt, u"system_prompt"_s);
        QCOMPARE(tables->front().keyId, QString());
        const QByteArray yaml =
            "table: other.texts\ncolumns: {id: nr, promptId: code, name: who, systemPrompt: sys,\n"
            "  userPromptTemplate: usr, version: ver, modelPreference: llm, isActive: live, metadata: extra}\n";
        const auto mapping = parseTableMapping(yaml, u"map.yaml"_s);
        QVERIFY2(mapping, mapping ? "" : qPrintable(describe(mapping.error())));
        const auto mapped = findPromptTables(*m_session, *mapping);
        QVERIFY2(mapped, mapped ? "" : qPrintable(describe(mapped.error())));
        m_table = mapped->front();
        seed({version(u"Coach"_s, u"1.0.0"_s, true)}, ring(u"k"_s, 1));
        QCOMPARE(
            psql(u"SELECT code, who, ver, live, sys LIKE 'howdah1.k.%' FROM other.texts"_s),
            u"Coach-v1.0.0|Coach|1.0.0|t|t"_s);
        const auto missing = parseTableMapping(QByteArray(yaml).replace(": nr", ": gone"), u"m"_s);
        QVERIFY(missing);
        QCOMPARE(findPromptTables(*m_session, *missing).error().kind, ErrorKind::NotFound);
        const auto unnamed = parseTableMapping(QByteArray(yaml).replace("id: nr, ", ""), u"m"_s);
        QVERIFY(unnamed);
        QCOMPARE(
            findPromptTables(*m_session, *unnamed).error().message,
            u"other.texts has no column id, and the mapping specifies no other for it"_s);
        // It need only name what has another name.
        psql(u"ALTER TABLE ai_prompts RENAME COLUMN \"systemPrompt\" TO words"_s);
        const auto some = parseTableMapping("table: ai_prompts\ncolumns: {systemPrompt: words}", u"m"_s);
        QVERIFY(some);
        const auto found = findPromptTables(*m_session, *some);
        QVERIFY2(found, found ? "" : qPrintable(describe(found.error())));
        const PromptTable &little = found->front();
        QCOMPARE(little.systemPrompt, u"words"_s);
        QCOMPARE(little.userPrompt, u"userPromptTemplate"_s);
        QCOMPARE(little.keyId, u"keyId"_s);
        QCOMPARE(little.activations, u"ai_prompt_activations"_s);
        QCOMPARE(little.interactions.name, u"ai_interactions"_s);
        QVERIFY(parseTableMapping(yaml + "colour: red\n", u"m.yaml"_s)
                    .error()
                    .message.startsWith("m.yaml, line 4, column 1"_L1));
    }

    void reportsADatabaseWithoutPrompts()
    {
        psql(u"DROP TABLE ai_prompts CASCADE"_s);
        QCOMPARE(findPromptTables(*m_session).error().kind, ErrorKind::NotFound);
    }

    void seedsEncryptedAndReadsBack()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        const std::vector<Prompt> wanted{
            version(u"Coach"_s, u"1.10.0"_s, true), version(u"Coach"_s, u"1.9.0"_s),
            version(u"Analyzer"_s, u"1.0.0"_s)};
        const SyncPlan first = plan(wanted, keys);
        QCOMPARE(first.count(SyncAction::Insert), 3);
        QVERIFY(!first.inSync());
        const auto report = applySync(*m_session, m_table, first, keys);
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->inserted, 3);
        QCOMPARE(
            psql(u"SELECT count(*) FROM ai_prompts WHERE \"systemPrompt\" LIKE 'howdah1.k1.%' AND \"keyId\" = 'k1' "
                 "AND \"systemPrompt\" NOT LIKE '%secret%'"_s),
            u"3"_s);
        QCOMPARE(psql(u"SELECT name, action FROM ai_prompt_activations"_s), u"Coach|activate"_s);
        const auto stored = readPrompts(*m_session, m_table, keys);
        QVERIFY(stored);
        QCOMPARE(stored->at(0).prompt.name, u"Analyzer"_s);
        QCOMPARE(stored->at(1).prompt.version, u"1.9.0"_s);
        QCOMPARE(stored->at(2).prompt.version, u"1.10.0"_s);
        QVERIFY(stored->at(2).prompt == wanted[0]);
        QVERIFY(plan(wanted, keys).inSync());
        QVERIFY(!m_server.serverLog().contains("The secret of"_L1));
    }

    void refusesToWriteWithoutAKey()
    {
        const SyncPlan first = plan({version(u"Coach"_s, u"1.0.0"_s)}, KeyRing());
        QCOMPARE(applySync(*m_session, m_table, first, KeyRing()).error().kind, ErrorKind::Usage);
        QCOMPARE(psql(u"SELECT count(*) FROM ai_prompts"_s), u"0"_s);
        QVERIFY(applySync(*m_session, m_table, first, KeyRing(), true));
        QCOMPARE(psql(u"SELECT \"systemPrompt\", \"keyId\" IS NULL FROM ai_prompts"_s), u"The secret of Coach|t"_s);
    }

    void oneBadRowHidesNoOther()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        std::vector<Prompt> wanted;
        for (int i = 0; i < 500; ++i)
            wanted.push_back(version(u"P%1"_s.arg(i, 3, 10, QChar(u'0')), u"1.0.0"_s));
        seed(wanted, keys);
        psql(u"UPDATE ai_prompts SET \"systemPrompt\" = overlay(\"systemPrompt\" placing '!' from 40 for 1) "
             "WHERE name = 'P250'"_s);
        // A text moved to another row is damaged, too.
        psql(u"UPDATE ai_prompts SET \"systemPrompt\" = (SELECT \"systemPrompt\" FROM ai_prompts WHERE name = 'P001') "
             "WHERE name = 'P251'"_s);
        const auto stored = readPrompts(*m_session, m_table, keys);
        QVERIFY(stored);
        QCOMPARE(stored->size(), size_t(500));
        for (const StoredPrompt &row : *stored) {
            const bool bad = row.prompt.name == "P250"_L1 || row.prompt.name == "P251"_L1;
            QCOMPARE(row.state, bad ? CellState::Damaged : CellState::Open);
            QCOMPARE(row.prompt.systemPrompt.isEmpty(), bad);
        }
        QCOMPARE(plan(wanted, keys).count(SyncAction::Unknown), 2);
        const auto locked = readPrompts(*m_session, m_table, KeyRing());
        QVERIFY(locked);
        QCOMPARE(locked->at(0).state, CellState::Locked);
        QCOMPARE(locked->at(0).prompt.userPrompt, u"{{question}}"_s);
        QCOMPARE(readPrompts(*m_session, m_table, ring(u"k1"_s, 2))->at(0).state, CellState::WrongKey);
    }

    void updatesWithAPlanAndKeepsWhatWasUsed()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        std::vector<Prompt> wanted{version(u"Coach"_s, u"1.0.0"_s, true), version(u"Analyzer"_s, u"1.0.0"_s, true)};
        seed(wanted, keys);
        use(u"Coach-v1.0.0"_s, 8);
        for (Prompt &prompt : wanted)
            prompt.systemPrompt += u" and more"_s;
        // Even without updating it is told that what was used would need a new version.
        QCOMPARE(plan(wanted, keys).count(SyncAction::Skip), 1);
        QCOMPARE(plan(wanted, keys).count(SyncAction::Immutable), 1);
        const SyncPlan update = plan(wanted, keys, true);
        QCOMPARE(update.items[0].action, SyncAction::Immutable);
        QVERIFY(update.items[0].note.contains(u'8'));
        QCOMPARE(update.items[1].action, SyncAction::Update);
        QCOMPARE(update.items[1].differences, QStringList{u"systemPrompt"_s});
        const auto report = applySync(*m_session, m_table, update, keys);
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->updated, 1);
        const SyncPlan after = plan(wanted, keys, true);
        QCOMPARE(after.items[1].action, SyncAction::Same);
        QCOMPARE(after.items[0].action, SyncAction::Immutable);
        // What only describes may change even then; whether it is active never changes this way.
        wanted[0] = version(u"Coach"_s, u"1.0.0"_s, false);
        wanted[0].metadata = u"{\"a\": 2}"_s;
        const SyncPlan described = plan(wanted, keys, true);
        QCOMPARE(described.items[0].action, SyncAction::Update);
        QVERIFY(applySync(*m_session, m_table, described, keys));
        QCOMPARE(psql(u"SELECT metadata, \"isActive\" FROM ai_prompts WHERE name = 'Coach'"_s), u"{\"a\": 2}|t"_s);
    }

    void readsUsage()
    {
        seed({version(u"Coach"_s, u"1.0.0"_s)}, ring(u"k1"_s, 1));
        use(u"Coach-v1.0.0"_s, 101);
        const auto usage = readUsage(*m_session, m_table);
        QVERIFY2(usage, usage ? "" : qPrintable(describe(usage.error())));
        QCOMPARE(usage->size(), size_t(1));
        const Usage &one = usage->front();
        QCOMPARE(one.id, idOf(u"Coach-v1.0.0"_s));
        QCOMPARE(one.calls, 101);
        QCOMPARE(one.successes, 76);
        QCOMPARE(one.medianMs, std::optional(510.0));
        QCOMPARE(one.p95Ms, std::optional(960.0));
        QCOMPARE(one.medianTokens, std::optional(5100.0));
        QVERIFY(!one.lastUsed.isEmpty());
    }

    void noticesOtherOperators()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        std::vector<Prompt> wanted{version(u"Coach"_s, u"1.0.0"_s)};
        const SyncPlan insertion = plan(wanted, keys);
        seed(wanted, keys);
        QCOMPARE(applySync(*m_session, m_table, insertion, keys).error().kind, ErrorKind::Conflict);
        wanted[0].userPrompt = u"mine"_s;
        wanted.push_back(version(u"New"_s, u"1.0.0"_s));
        const SyncPlan update = plan(wanted, keys, true);
        psql(u"UPDATE ai_prompts SET \"userPromptTemplate\" = 'theirs'"_s);
        const auto refused = applySync(*m_session, m_table, update, keys);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        // All of it or nothing.
        QCOMPARE(psql(u"SELECT \"userPromptTemplate\" FROM ai_prompts"_s), u"theirs"_s);
        QVERIFY(!describe(refused.error()).contains("secret"_L1));
    }

    void refusesContradictions()
    {
        const Prompt one = version(u"Coach"_s, u"1.0.0"_s);
        QVERIFY(!planSync({one, one}, {}, {}, false));
        Prompt other = one;
        other.promptId = u"coach-one"_s;
        QCOMPARE(planSync({one, other}, {}, {}, false).error().kind, ErrorKind::Conflict);
        const auto active =
            planSync({version(u"Coach"_s, u"1.0.0"_s, true), version(u"Coach"_s, u"2.0.0"_s, true)}, {}, {}, false);
        QVERIFY(active);
        QCOMPARE(active->items[0].wanted.active, std::optional(true));
        QCOMPARE(active->items[1].wanted.active, std::optional(false));
        QVERIFY(!active->items[1].note.isEmpty());
    }

    void activatesAndRollsBack()
    {
        seed({version(u"Coach"_s, u"1.0.0"_s, true), version(u"Coach"_s, u"1.1.0"_s)}, ring(u"k1"_s, 1));
        const QString old = idOf(u"Coach-v1.0.0"_s);
        const QString next = idOf(u"Coach-v1.1.0"_s);
        ActivationRequest request{ActivationAction::Activate, u"Coach"_s, next, old, u"better"_s, u"ada"_s};
        const auto done = changeActive(*m_session, m_table, request);
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
        QCOMPARE(done->replacedId, old);
        const QString active = u"SELECT version FROM ai_prompts WHERE \"isActive\""_s;
        QCOMPARE(psql(active), u"1.1.0"_s);
        // Again: what was seen active no longer is.
        QCOMPARE(changeActive(*m_session, m_table, request).error().kind, ErrorKind::Conflict);
        request = {ActivationAction::Rollback, u"Coach"_s, {}, next, u"worse"_s, {}};
        QVERIFY(changeActive(*m_session, m_table, request));
        QCOMPARE(psql(active), u"1.0.0"_s);
        request = {ActivationAction::Deactivate, u"Coach"_s, {}, old, {}, {}};
        QVERIFY(changeActive(*m_session, m_table, request));
        QCOMPARE(psql(active), QString());
        request = {ActivationAction::Activate, u"Coach"_s, u"no-such-id"_s, {}, {}, {}};
        QCOMPARE(changeActive(*m_session, m_table, request).error().kind, ErrorKind::NotFound);
        const auto history = readActivations(*m_session, m_table, u"Coach"_s);
        QVERIFY(history);
        QStringList lines;
        for (const ActivationRecord &record : *history)
            lines << record.action + u' ' + record.reason;
        QCOMPARE(
            lines, (QStringList{
                       u"deactivate "_s, u"rollback worse"_s, u"activate better"_s,
                       u"activate Seeded as the first active version"_s}));
        QCOMPARE(history->at(2).by, u"ada"_s);
        QVERIFY(!history->at(1).by.isEmpty());
    }

    // However many press at once: one wins, the others are told, and one version is active.
    void oneOfManyWins()
    {
        std::vector<Prompt> wanted{version(u"Coach"_s, u"1.0.0"_s, true)};
        for (int i = 1; i <= 8; ++i)
            wanted.push_back(version(u"Coach"_s, u"1.%1.0"_s.arg(i)));
        seed(wanted, ring(u"k1"_s, 1));
        std::vector<std::unique_ptr<Session>> sessions;
        for (int i = 0; i < 8; ++i)
            sessions.push_back(open(m_server.connInfo(m_database)));
        QString active = idOf(u"Coach-v1.0.0"_s);
        for (int round = 0; round < 25; ++round) {
            std::vector<Result<ActivationReport>> outcomes(8, fail(ErrorKind::Internal, u"not run"_s));
            std::vector<std::thread> threads;
            QStringList ids;
            for (int i = 1; i <= 8; ++i)
                ids << idOf(u"Coach-v1.%1.0"_s.arg((i + round) % 9));
            ids.removeAll(active);
            for (qsizetype i = 0; i < ids.size(); ++i)
                threads.emplace_back([&, i] {
                    outcomes[size_t(i)] = changeActive(
                        *sessions[size_t(i)], m_table,
                        {ActivationAction::Activate, u"Coach"_s, ids[i], active, {}, {}});
                });
            for (std::thread &thread : threads)
                thread.join();
            int won = 0;
            for (qsizetype i = 0; i < ids.size(); ++i) {
                won += outcomes[size_t(i)] ? 1 : 0;
                if (!outcomes[size_t(i)])
                    QCOMPARE(outcomes[size_t(i)].error().kind, ErrorKind::Conflict);
            }
            QCOMPARE(won, 1);
            active = psql(u"SELECT id FROM ai_prompts WHERE \"isActive\""_s);
            QVERIFY(!active.contains(u'\n') && !active.isEmpty());
        }
        QCOMPARE(psql(u"SELECT count(*) FROM ai_prompt_activations"_s), u"26"_s);
    }

    void rotatesKeysAndResumes()
    {
        KeyRing keys = ring(u"old"_s, 1);
        std::vector<Prompt> wanted;
        for (int i = 0; i < 20; ++i)
            wanted.push_back(version(u"P%1"_s.arg(i), u"1.0.0"_s));
        seed(wanted, keys);
        psql(u"UPDATE ai_prompts SET \"systemPrompt\" = 'howdah1.old.x' WHERE name = 'P3'"_s);
        psql(u"UPDATE ai_prompts SET \"systemPrompt\" = 'readable', \"keyId\" = NULL WHERE name = 'P4'"_s);
        QVERIFY(keys.add(u"new"_s, Key::make().value(), QDateTime::fromSecsSinceEpoch(1)));
        const auto dry = reencrypt(*m_session, m_table, keys, true);
        QVERIFY(dry);
        QCOMPARE(dry->changed, 19);
        QCOMPARE(psql(u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" = 'new'"_s), u"0"_s);
        // Half way: a lock that is not given up stops it at P9.
        psql(u"CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stopped''; END'; "
             "CREATE TRIGGER stop BEFORE UPDATE ON ai_prompts FOR EACH ROW WHEN (OLD.name = 'P9') "
             "EXECUTE FUNCTION stop()"_s);
        const auto stopped = reencrypt(*m_session, m_table, keys, false);
        QVERIFY(!stopped);
        QVERIFY(!describe(stopped.error()).contains("secret"_L1));
        psql(u"DROP TRIGGER stop ON ai_prompts"_s);
        const auto half = readPrompts(*m_session, m_table, keys);
        QCOMPARE(
            std::count_if(
                half->begin(), half->end(), [](const StoredPrompt &p) { return p.state == CellState::Damaged; }),
            1);
        const auto resumed = reencrypt(*m_session, m_table, keys, false);
        QVERIFY2(resumed, resumed ? "" : qPrintable(describe(resumed.error())));
        QVERIFY(resumed->current > 0);
        QCOMPARE(resumed->current + resumed->changed, 19);
        QCOMPARE(resumed->refused.size(), size_t(1));
        QCOMPARE(resumed->refused[0].prompt.name, u"P3"_s);
        QVERIFY(keys.remove(u"old"_s));
        const auto after = readPrompts(*m_session, m_table, keys);
        QCOMPARE(
            std::count_if(
                after->begin(), after->end(), [](const StoredPrompt &p) { return p.state == CellState::Open; }),
            19);
    }

    void showsEverythingToWhoMayOnlyRead()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        seed({version(u"Coach"_s, u"1.0.0"_s, true)}, keys);
        const connection::ConnInfo info = m_server.createRole(u"reader_of_prompts"_s, u"pw"_s, m_database);
        psql(u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_of_prompts"_s);
        const auto session = open(info);
        const auto tables = findPromptTables(*session);
        QVERIFY(tables);
        QVERIFY(!tables->front().mayWrite);
        const auto stored = readPrompts(*session, tables->front(), keys);
        QVERIFY(stored);
        QCOMPARE(stored->front().state, CellState::Open);
        const auto refused = changeActive(
            *session, tables->front(), {ActivationAction::Deactivate, u"Coach"_s, {}, stored->front().id, {}, {}});
        QVERIFY(!refused);
        QCOMPARE(refused.error().sqlState, u"42501"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM ai_prompts WHERE \"isActive\""_s), u"1"_s);
    }
};

QTEST_GUILESS_MAIN(PromptStoreTest)
#include "tst_promptstore.moc"
