// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/activation.h"
#include "prompt/exchange/exchange.h"
#include "prompt/interactions.h"
#include "prompt/keyuse.h"
#include "prompt/promptcase.h"
#include "prompt/promptjournal.h"
#include "prompt/promptlint.h"
#include "prompt/promptsearch.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using test::expected;
using test::PromptDatabase;

// What the page and the commands of prompts rest on, one requirement after the other.
class PromptWorkTest final : public QObject, test::PromptCase
{
    Q_OBJECT

    // A database whose platform knows no history of activations.
    void dropHistory()
    {
        m_base->run(u"DROP TABLE ai_prompt_activations"_s);
        m_base->table = expected(findPromptTables(session())).front();
        QVERIFY(table().activations.isEmpty());
    }

private Q_SLOTS:
    void init() { m_base.emplace(m_server); }

    void P1_showsWhatIsReplaced()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s, true), version(u"A"_s, u"1.1.0"_s)}, m_keys);
        m_base->use(u"A-v1.0.0"_s, 40, u"n > 4"_s);
        m_base->use(
            u"A-v1.0.0"_s, 7, u"true"_s, u"n"_s, u"n"_s, u"now() - interval '31 days'"_s); // too long ago to count
        const ActivationPreview preview =
            expected(previewActivation(session(), table(), m_keys, m_base->idOf(u"A-v1.1.0"_s)));
        QCOMPARE(preview.current->prompt.version, u"1.0.0"_s);
        QCOMPARE(preview.next.prompt.version, u"1.1.0"_s);
        QVERIFY(preview.comparable);
        QVERIFY(preview.difference.find(u"systemPrompt"_s));
        QVERIFY(!preview.difference.find(u"userPrompt"_s));
        QCOMPARE(preview.currentScore->calls, 40);
        QCOMPARE(preview.currentScore->successes, 36);
        QCOMPARE(preview.nextScore->calls, 0);
        // Without the key the texts stay closed, and all else is there.
        const ActivationPreview locked =
            expected(previewActivation(session(), table(), KeyRing(), m_base->idOf(u"A-v1.1.0"_s)));
        QVERIFY(!locked.comparable && locked.difference.isEmpty());
        QCOMPARE(locked.currentScore->calls, 40);
        QCOMPARE(
            previewActivation(session(), table(), m_keys, u"00000000-0000-0000-0000-000000000000"_s).error().kind,
            ErrorKind::NotFound);
    }

    // 200 attempts by two consoles at a time: exactly one of each pair wins, and one version is active.
    void P1_twoConsolesRace()
    {
        m_base->seed(
            {version(u"A"_s, u"1.0.0"_s, true), version(u"A"_s, u"1.1.0"_s), version(u"A"_s, u"1.2.0"_s)}, m_keys);
        const QStringList ids{m_base->idOf(u"A-v1.0.0"_s), m_base->idOf(u"A-v1.1.0"_s), m_base->idOf(u"A-v1.2.0"_s)};
        std::array<std::unique_ptr<connection::Session>, 2> sessions{
            PromptDatabase::open(m_base->info()), PromptDatabase::open(m_base->info())};
        QString active = ids[0];
        for (int round = 0; round < 100; ++round) {
            QStringList others = ids;
            others.removeAll(active);
            std::array<Result<ActivationReport>, 2> outcomes{
                fail(ErrorKind::Internal, QString()), fail(ErrorKind::Internal, QString())};
            std::vector<std::thread> threads;
            for (size_t i = 0; i < 2; ++i)
                threads.emplace_back([&, i] {
                    outcomes[i] = changeActive(
                        *sessions[i], table(),
                        {ActivationAction::Activate, u"A"_s, others[qsizetype(i)], active, {}, {}, {}});
                });
            for (std::thread &thread : threads)
                thread.join();
            QCOMPARE(int(outcomes[0].has_value()) + int(outcomes[1].has_value()), 1);
            const size_t loser = outcomes[0] ? 1 : 0;
            QCOMPARE(outcomes[loser].error().kind, ErrorKind::Conflict);
            active = outcomes[1 - loser]->activatedId;
        }
        QCOMPARE(
            m_base->psql(u"SELECT count(*), min(id::text) FROM ai_prompts WHERE \"isActive\""_s), u"1|"_s + active);
    }

    void P2_historyIsAppendOnly()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s, true)}, m_keys);
        for (const QString &sql :
             {u"UPDATE ai_prompt_activations SET reason = 'x'"_s, u"DELETE FROM ai_prompt_activations"_s,
              u"TRUNCATE ai_prompt_activations"_s})
            QVERIFY(m_base->psql(sql).contains("append-only"_L1));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompt_activations"_s), u"1"_s);
    }

    // Where there is no table for it, the metadata keeps it, a file of this machine too, and files never see it.
    void P2_historyWithoutATable()
    {
        dropHistory();
        m_base->seed(
            {version(u"A"_s, u"1.0.0"_s, true), version(u"A"_s, u"1.1.0"_s), version(u"B"_s, u"1.0.0"_s, true)},
            m_keys);
        const QString first = m_base->idOf(u"A-v1.0.0"_s);
        const QString second = m_base->idOf(u"A-v1.1.0"_s);
        QTemporaryDir folder;
        const QString journal = folder.filePath(u"deep/journal.jsonl"_s);
        QCOMPARE(rollbackTarget(session(), table(), u"A"_s).error().kind, ErrorKind::NotFound);
        expected(changeActive(
            session(), table(), {ActivationAction::Activate, u"A"_s, second, first, u"better"_s, u"ada"_s, journal}));
        QCOMPARE(expected(rollbackTarget(session(), table(), u"A"_s)), first);
        // A program that starts again finds it all in the database.
        const auto again = PromptDatabase::open(m_base->info());
        expected(changeActive(*again, table(), {ActivationAction::Rollback, u"A"_s, {}, second, {}, {}, journal}));
        expected(
            changeActive(*again, table(), {ActivationAction::Deactivate, u"A"_s, {}, first, u"gone"_s, {}, journal}));
        QStringList lines;
        for (const ActivationRecord &record : expected(readActivations(session(), table(), u"A"_s)))
            lines << u"%1 %2 %3"_s.arg(record.number).arg(record.action, record.reason);
        QCOMPARE(lines, (QStringList{u"3 deactivate gone"_s, u"2 rollback "_s, u"1 activate better"_s}));
        QCOMPARE(expected(readActivations(session(), table(), u"B"_s)).size(), size_t(0));
        QFile file(journal);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 3);
        QCOMPARE(file.permissions() & 0x77, QFileDevice::Permissions());
        // It is no part of the prompt: nothing differs, and an update leaves it alone.
        const StoredPrompt stored = m_base->stored(m_keys, u"A-v1.0.0"_s);
        QCOMPARE(stored.prompt.metadata, u"{\"a\": 1}"_s);
        Prompt edited = stored.prompt;
        edited.metadata = u"{\"a\": 2}"_s;
        QCOMPARE(expected(save(stored, edited)).prompt.metadata, u"{\"a\": 2}"_s);
        QCOMPARE(expected(readActivations(session(), table(), u"A"_s)).size(), size_t(3));
    }

    void P3_usedVersionsStayAsTheyAre()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s, true)}, m_keys);
        const StoredPrompt before = m_base->stored(m_keys, u"A-v1.0.0"_s);
        Prompt edited = before.prompt;
        edited.systemPrompt = u"changed while unused"_s;
        const StoredPrompt unused = expected(save(before, edited));
        QCOMPARE(unused.prompt.systemPrompt, u"changed while unused"_s);
        // Used after it was opened for editing, before it is saved.
        m_base->use(u"A-v1.0.0"_s, 1);
        edited.systemPrompt = u"changed too late"_s;
        const auto refused = save(unused, edited);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QVERIFY(refused.error().message.contains("in use"_L1));
        QVERIFY(!describe(refused.error()).contains("too late"_L1));
        QCOMPARE(m_base->stored(m_keys, u"A-v1.0.0"_s).prompt.systemPrompt, u"changed while unused"_s);
        // What merely describes it may change; a new version takes the text.
        Prompt described = unused.prompt;
        described.metadata = u"{\"owner\": \"ada\"}"_s;
        QCOMPARE(expected(save(unused, described)).prompt.metadata, u"{\"owner\": \"ada\"}"_s);
        Prompt next = nextVersion(edited, Bump::Minor);
        QCOMPARE(next.version, u"1.1.0"_s);
        QCOMPARE(next.active, std::optional(false));
        const StoredPrompt saved = expected(save(unused, next));
        QVERIFY(saved.id != before.id);
        QCOMPARE(saved.state, CellState::Open);
        QCOMPARE(saved.prompt.systemPrompt, u"changed too late"_s);
        QCOMPARE(m_base->psql(u"SELECT version FROM ai_prompts WHERE \"isActive\""_s), u"1.0.0"_s);
        // The number is taken now: a clear conflict, and what was typed is still there.
        const auto taken = save(unused, next);
        QCOMPARE(taken.error().kind, ErrorKind::Conflict);
        QVERIFY(taken.error().message.contains("already"_L1));
        QCOMPARE(next.systemPrompt, u"changed too late"_s);
    }

    // A call that is just being recorded by another program counts as use.
    void P3_waitsForCallsThatAreBeingRecorded()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s)}, m_keys);
        m_base->run(u"ALTER TABLE ai_interactions DROP CONSTRAINT \"FK_66aac5beae48475e4d9037e331b\""_s);
        const StoredPrompt before = m_base->stored(m_keys, u"A-v1.0.0"_s);
        const auto platform = PromptDatabase::open(m_base->info(), connection::Names::OfDatabase);
        expected(platform->query({u"BEGIN"_s, {}}).result());
        expected(platform
                     ->query(
                         {u"INSERT INTO ai_interactions (\"sessionId\", \"promptId\", \"userInput\", \"modelUsed\") "
                          "VALUES (uuid_generate_v4(), $1, 'x', 'm')"_s,
                          {before.id.toUtf8()}})
                     .result());
        Prompt edited = before.prompt;
        edited.userPrompt = u"late"_s;
        std::optional<Result<StoredPrompt>> outcome;
        std::thread saver([&] { outcome = save(before, edited); });
        QTRY_COMPARE(
            m_base->psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                         "current_database()"_s),
            u"1"_s);
        expected(platform->query({u"COMMIT"_s, {}}).result());
        saver.join();
        QVERIFY(!*outcome);
        QCOMPARE(outcome->error().kind, ErrorKind::Conflict);
        QCOMPARE(m_base->stored(m_keys, u"A-v1.0.0"_s).prompt.userPrompt, u"{{question}}"_s);
    }

    void P3_conflictWithAnotherOperator()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s)}, m_keys);
        const StoredPrompt mine = m_base->stored(m_keys, u"A-v1.0.0"_s);
        Prompt theirs = mine.prompt;
        theirs.userPrompt = u"theirs"_s;
        expected(save(mine, theirs));
        Prompt wanted = mine.prompt;
        wanted.userPrompt = u"mine"_s;
        const auto refused = save(mine, wanted);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QVERIFY(refused.error().message.contains("Somebody else"_L1));
        // Theirs can be had for a comparison, and then mine can be saved on top of it.
        const StoredPrompt now = expected(readPrompt(session(), table(), m_keys, mine.id));
        QCOMPARE(now.prompt.userPrompt, u"theirs"_s);
        QCOMPARE(expected(save(now, wanted)).prompt.userPrompt, u"mine"_s);
        m_base->run(u"DELETE FROM ai_prompts"_s);
        QCOMPARE(readPrompt(session(), table(), m_keys, mine.id).error().kind, ErrorKind::NotFound);
    }

    void P3_refusesWhatIsNoVersion()
    {
        for (const QString &number : {u"1.0"_s, u""_s, u"v1.0.0"_s, u"1.0.0.0"_s})
            QCOMPARE(save({}, version(u"A"_s, number)).error().kind, ErrorKind::Usage);
        Prompt broken = version(u"A"_s, u"1.0.0"_s);
        broken.metadata = u"{"_s;
        QVERIFY(!save({}, broken));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"0"_s);
    }

    // Whatever is done, the text never stands in the server's log, even when it logs everything.
    void P4_textsNeverReachTheLog()
    {
        const QString canary = u"CANARY-%1"_s.arg(QRandomGenerator::global()->generate64());
        m_base->logEverything();
        QCOMPARE(m_base->psql(u"SHOW log_statement"_s), u"all"_s);
        Prompt secret = version(u"A"_s, u"1.0.0"_s);
        secret.systemPrompt = canary;
        const StoredPrompt saved = expected(save({}, secret));
        Prompt edited = saved.prompt;
        edited.systemPrompt = canary + u" again"_s;
        expected(save(saved, edited));
        QVERIFY(!save(saved, edited)); // a conflict
        QVERIFY(!save({}, edited));    // a duplicate
        KeyRing keys = PromptDatabase::ring(u"k"_s, 1);
        expected(keys.add(u"k2"_s, expected(Key::make()), QDateTime::currentDateTimeUtc()));
        QCOMPARE(expected(reencrypt(session(), table(), keys, false)).changed, 1);
        // Readable texts, by somebody who may switch the logging of values off, ...
        Prompt readable = version(u"B"_s, u"1.0.0"_s);
        readable.systemPrompt = canary + u" readable"_s;
        expected(savePrompt(session(), table(), KeyRing(), {}, readable, true));
        // ... and by somebody who may not.
        const connection::ConnInfo info = m_server.createRole(u"plain_writer"_s, u"pw"_s, m_base->name());
        m_base->run(u"GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_writer"_s);
        const auto other = PromptDatabase::open(info);
        const auto refused = savePrompt(*other, table(), KeyRing(), {}, version(u"C"_s, u"1.0.0"_s), true);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Permission);
        QVERIFY(refused.error().message.contains("log"_L1));
        QVERIFY(m_server.serverLog().contains("ai_prompts"_L1)); // it does log
        QVERIFY(!m_server.serverLog().contains(canary));
    }

    void P4_tellsWhichKeysAreUsed()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s), version(u"A"_s, u"1.1.0"_s)}, m_keys);
        m_base->seed({version(u"B"_s, u"1.0.0"_s)}, PromptDatabase::ring(u"lost"_s, 2));
        m_base->seed({version(u"C"_s, u"1.0.0"_s)}, KeyRing());
        KeyRing ring = PromptDatabase::ring(u"k"_s, 1);
        expected(ring.add(u"new"_s, expected(Key::make()), QDateTime::currentDateTimeUtc()));
        QStringList lines;
        for (const KeyUse &key : expected(readKeyUse(session(), table(), ring)))
            lines << u"%1 %2 %3 %4"_s.arg(key.id).arg(key.held).arg(key.current).arg(key.rows);
        QCOMPARE(lines, (QStringList{u"k 1 0 2"_s, u"new 1 1 0"_s, u" 0 0 1"_s, u"lost 0 0 1"_s}));
    }

    void P4_reencryptingCanBeStopped()
    {
        std::vector<Prompt> wanted;
        for (int i = 0; i < 10; ++i)
            wanted.push_back(version(u"P%1"_s.arg(i), u"1.0.0"_s));
        m_base->seed(wanted, m_keys);
        KeyRing keys = PromptDatabase::ring(u"k"_s, 1);
        expected(keys.add(u"new"_s, expected(Key::make()), QDateTime::currentDateTimeUtc()));
        const auto stopped =
            reencrypt(session(), table(), keys, false, [](qsizetype done, qsizetype) { return done < 4; });
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" = 'new'"_s), u"4"_s);
        for (const StoredPrompt &stored : m_base->stored(keys))
            QCOMPARE(stored.state, CellState::Open);
        QCOMPARE(expected(reencrypt(session(), table(), keys, false)).changed, 6);
    }

    void P5_comparesReadableTexts()
    {
        const Prompt before = version(u"A"_s, u"1.0.0"_s);
        m_base->seed({before}, m_keys);
        const StoredPrompt one = m_base->stored(m_keys, u"A-v1.0.0"_s);
        // Encrypted again, it is other bytes and the same text.
        KeyRing keys = PromptDatabase::ring(u"k"_s, 1);
        expected(keys.add(u"new"_s, expected(Key::make()), QDateTime::currentDateTimeUtc()));
        expected(reencrypt(session(), table(), keys, false));
        QVERIFY(comparePrompts(one.prompt, m_base->stored(keys, u"A-v1.0.0"_s).prompt).isEmpty());
        Prompt after = before;
        after.systemPrompt = u"The secret of A 1.0.0 \t\nmore\u00a0\u200b\r\n"_s;
        after.model = u"other"_s;
        after.metadata = u"{ \"config\": {\"temperature\": 0.2},   \"a\": 1 }"_s;
        const PromptDifference difference = comparePrompts(before, after);
        QStringList fields;
        for (const FieldDifference &field : difference.fields)
            fields << field.field;
        QCOMPARE(fields, (QStringList{u"systemPrompt"_s, u"model"_s, u"config"_s}));
        QVERIFY(difference.tokensAfter.likely > difference.tokensBefore.likely);
        QCOMPARE(visibleBlanks(u"a b \t\nc\u00a0\u200b\r\n"_s), u"a b\u00b7\u2192\nc\u237d<U+200B>\u240d\n"_s);
        const FieldDifference *model = difference.find(u"model"_s);
        QCOMPARE(unifiedText(*model), u"-claude-sonnet-4-5\n\\ No newline at end\n+other\n\\ No newline at end\n"_s);
    }

    // Only what changed, with the lines around it.
    void P5_showsHunks()
    {
        QStringList lines;
        for (int i = 0; i < 40; ++i)
            lines << u"line %1"_s.arg(i);
        Prompt before = version(u"A"_s, u"1.0.0"_s);
        before.userPrompt = lines.join(u'\n') + u'\n';
        lines[5] = u"changed"_s;
        lines.insert(30, u"new"_s);
        Prompt after = before;
        after.userPrompt = lines.join(u'\n') + u'\n';
        const QString text = unifiedText(comparePrompts(before, after).fields.front(), 1);
        QCOMPARE(text, u"@@ 5 @@\n line 4\n-line 5\n+changed\n line 6\n@@ 30 @@\n line 29\n+new\n line 30\n"_s);
    }

    void faults_aMegabyte()
    {
        Prompt huge = version(u"A"_s, u"1.0.0"_s);
        huge.systemPrompt = u"A line of about forty characters, \u00e4\u00f6\u00fc \U0001F600.\n"_s.repeated(28'000);
        const StoredPrompt saved = expected(save({}, huge));
        QVERIFY(saved.prompt == [&] {
            Prompt p = huge;
            p.active = false;
            return p;
        }());
        Prompt edited = huge;
        edited.systemPrompt.insert(500'000, u"inserted\n"_s);
        QCOMPARE(comparePrompts(huge, edited).fields.size(), size_t(1));
        QCOMPARE(expected(PromptIndex({saved}).search({.text = u"FORTY"_s})).front().count, PromptIndex::MostPlaces);
    }

    void faults_hostileNames()
    {
        m_base->run(
            u"CREATE SCHEMA \"o\"\"dd %1\"; CREATE TABLE \"o\"\"dd %1\".\"p'; DROP TABLE x;--\" (\"id\" uuid, "
            "\"prompt_Id\" text, name text, system_prompt text, user_prompt_template text, version text, "
            "model_preference text, is_active boolean, metadata jsonb); "
            "CREATE TABLE \"o\"\"dd %1\".\"c%2\" (id int, prompt_id uuid, tokens_used int, response_time_ms int, "
            "success boolean, created_at timestamptz)"_s);
        PromptTable odd;
        for (const PromptTable &one : expected(findPromptTables(session())))
            if (one.schema.startsWith(u'o'))
                odd = one;
        QCOMPARE(odd.interactions.name, u"c%2"_s);
        const QString name = u"x'; DROP TABLE ai_prompts; -- \"%1\" \u202e\n"_s;
        Prompt prompt = version(name, u"1.0.0"_s);
        prompt.model = u"$1; %2"_s;
        const StoredPrompt saved = expected(savePrompt(session(), odd, m_keys, {}, prompt));
        QCOMPARE(saved.state, CellState::Open);
        QCOMPARE(saved.prompt.name, name);
        expected(changeActive(session(), odd, {ActivationAction::Activate, name, saved.id, {}, u"'"_s, u"\\"_s, {}}));
        QCOMPARE(expected(readActivations(session(), odd, name)).front().by, u"\\"_s);
        QCOMPARE(expected(readScorecard(session(), odd, saved.id, TimeWindow::lastDays(3))).calls, 0);
        QVERIFY(expected(readCalls(session(), odd)).empty());
        QVERIFY(!lintStored(std::span(&saved, 1), {.table = odd}).empty());
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"0"_s);
    }

    void faults_readOnlyUser()
    {
        m_base->seed({version(u"A"_s, u"1.0.0"_s, true)}, m_keys);
        m_base->use(u"A-v1.0.0"_s, 40);
        const connection::ConnInfo info = m_server.createRole(u"only_reader"_s, u"pw"_s, m_base->name());
        m_base->run(u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO only_reader"_s);
        const auto reader = PromptDatabase::open(info);
        const PromptTable seen = expected(findPromptTables(*reader)).front();
        QVERIFY(!seen.mayWrite);
        const StoredPrompt stored = expected(readPrompts(*reader, seen, m_keys)).front();
        QCOMPARE(stored.state, CellState::Open);
        QCOMPARE(expected(readScorecard(*reader, seen, stored.id, {})).calls, 40);
        QCOMPARE(expected(readInteractions(*reader, seen, stored.id)).size(), size_t(40));
        QCOMPARE(expected(readKeyUse(*reader, seen, m_keys)).front().rows, 1);
        QCOMPARE(expected(readActivations(*reader, seen)).size(), size_t(1));
        expected(previewActivation(*reader, seen, m_keys, stored.id));
        const auto refused = savePrompt(*reader, seen, m_keys, stored, nextVersion(stored.prompt, Bump::Patch));
        QCOMPARE(refused.error().sqlState, u"42501"_s);
        QVERIFY(!describe(refused.error()).contains("secret"_L1));
    }
};

QTEST_GUILESS_MAIN(PromptWorkTest)
#include "tst_promptwork.moc"
