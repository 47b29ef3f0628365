// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demofixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::DemoDatabase;

static const QStringList Ups{
    u"0_init/migration.sql"_s, u"20261123080001_check_values/migration.sql"_s,
    u"20261123080002_validate_values/migration.sql"_s, u"20261123080003_fix_search_path_and_wording/migration.sql"_s};

// The demo data of the assistant pack: complete, the same each time, and sound.
class AssistantDemoTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<DemoDatabase> m_demo; // only read

    QString count(const QString &of) { return m_demo->files.psql(u"SELECT count(*) FROM "_s + of); }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<DemoDatabase>(m_server, u"assistant"_s, Ups);
        m_demo->mustLoad();
    }
    void cleanupTestCase() { m_demo.reset(); }

    void fillsTheTables()
    {
        QCOMPARE(count(u"threads"_s), u"200"_s);
        QCOMPARE(count(u"messages"_s), u"3200"_s);
        QCOMPARE(count(u"tool_calls"_s), u"800"_s);
        QCOMPARE(count(u"complexity_estimation"_s), u"800"_s);
        QVERIFY(count(u"tool_selection"_s).toInt() >= 3 * 800);
        QVERIFY(count(u"token_consumption"_s).toInt() >= 3 * 1600);
        // That one is the history's.
        QCOMPARE(count(u"alembic_version"_s), u"0"_s);
    }

    void isTheSameEachTime()
    {
        DemoDatabase other(m_server, u"assistant"_s, Ups);
        QCOMPARE(other.files.stateOf(u"SET TimeZone = 'Pacific/Apia'"_s), QString());
        QCOMPARE(other.files.stateOf(u"SET DateStyle = 'SQL, DMY'"_s), QString());
        other.mustLoad();
        QCOMPARE(other.fingerprint(), m_demo->fingerprint());
        QCOMPARE(other.files.stateOf(u"SELECT pg_temp.scale()"_s), u"42883"_s);
    }

    // This pack has no users to ask whether somebody lives there.
    void leavesRowsAlone()
    {
        const QString before = m_demo->fingerprint();
        const auto again = m_demo->load();
        QVERIFY(again && !again->loaded);
        QCOMPARE(m_demo->fingerprint(), before);
    }

    void needsTheTables()
    {
        DemoDatabase empty(m_server, u"assistant"_s, {});
        const auto report = empty.load();
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::NotFound);
        QVERIFY2(report.error().hint.contains("migrations/assistant"_L1), qPrintable(report.error().hint));
    }

    void growsWithTheScale()
    {
        DemoDatabase small(m_server, u"assistant"_s, Ups);
        const double one = small.mustLoad(1).milliseconds;
        DemoDatabase large(m_server, u"assistant"_s, Ups);
        const double ten = large.mustLoad(10).milliseconds;
        QCOMPARE(large.files.psql(u"SELECT count(*) FROM messages"_s), u"32000"_s);
        // Ten times the rows may take ten times as long; twice that is left to a busy machine.
        QVERIFY2(ten < 20 * one, qPrintable(u"%1 ms for 1, %2 ms for 10"_s.arg(one).arg(ten)));
    }

    void reportsItsStories()
    {
        const auto perDay = [this](const QString &type, const QString &since, const QString &until) {
            return m_demo->files
                .psql(
                    u"SELECT sum(count) / extract(day FROM '%3'::timestamptz - '%2'::timestamptz) FROM "
                    u"token_consumption JOIN "
                    "messages USING (message_id) WHERE type = '%1' AND creation_date >= '%2' AND creation_date < '%3'"_s
                        .arg(type, since, until))
                .toDouble();
        };
        // Until 2026-03-01: the cache was lost from the 9th to the 16th of February.
        const QString lost = u"2026-02-09 00:00+00"_s;
        const QString found = u"2026-02-16 00:00+00"_s;
        QVERIFY(
            perDay(u"INPUT_CACHED"_s, lost, found) * 4 < perDay(u"INPUT_CACHED"_s, found, u"2026-02-23 00:00+00"_s));
        QVERIFY(
            perDay(u"INPUT_NONCACHED"_s, lost, found)
            > 1.5 * perDay(u"INPUT_NONCACHED"_s, found, u"2026-02-23 00:00+00"_s));
        // A day without a new thread, 33 days before the end.
        QCOMPARE(count(u"threads WHERE (creation_date AT TIME ZONE 'UTC')::date = '2026-01-27'"_s), u"0"_s);
        QVERIFY(count(u"threads WHERE (creation_date AT TIME ZONE 'UTC')::date = '2026-01-28'"_s).toInt() > 0);
        // All values of all enums are there, and every kind of answer to a tool that asks.
        QCOMPARE(
            m_demo->files.psql(
                u"SELECT concat_ws(' ', (SELECT count(DISTINCT entity) FROM messages), (SELECT count(DISTINCT task) "
                u"FROM "
                "token_consumption), (SELECT count(DISTINCT type) FROM token_consumption), (SELECT count(DISTINCT "
                "reasoning) "
                "FROM complexity_estimation), (SELECT count(DISTINCT coalesce(validated::text, '')) FROM tool_calls))"_s),
            u"4 3 3 5 3"_s);
    }

    void isSoundInItself_data()
    {
        QTest::addColumn<QString>("wrong"); // finds none
        QTest::newRow("a call without a request")
            << u"tool_calls JOIN messages USING (message_id) WHERE entity <> 'AI_TOOL'"_s;
        QTest::newRow("a request without a call")
            << u"messages AS m WHERE entity = 'AI_TOOL' AND NOT EXISTS (SELECT FROM tool_calls AS c WHERE c.message_id = m.message_id)"_s;
        QTest::newRow("a choice of tools that is not for a question")
            << u"tool_selection JOIN messages USING (message_id) WHERE entity <> 'USER'"_s;
        QTest::newRow("an estimate that is not of a question")
            << u"complexity_estimation JOIN messages USING (message_id) WHERE entity <> 'USER'"_s;
        QTest::newRow("a tool offered twice")
            << u"(SELECT FROM tool_selection GROUP BY message_id, tool_name HAVING count(*) > 1) AS t"_s;
        QTest::newRow("a thread that begins with something else")
            << u"threads AS t WHERE 'USER' <> (SELECT entity FROM messages AS m WHERE m.thread_id = t.thread_id ORDER "
               u"BY "
               "creation_date LIMIT 1)"_s;
        QTest::newRow("a thread with another last change")
            << u"threads AS t WHERE update_date <> (SELECT max(creation_date) FROM messages AS m WHERE m.thread_id = t.thread_id)"_s;
        QTest::newRow("in the future") << u"messages WHERE creation_date > '2026-03-01 00:00+00'"_s;
        QTest::newRow("a vector that is not the content's")
            << u"messages WHERE search_vector IS DISTINCT FROM CASE WHEN entity IN ('USER', 'AI_MESSAGE') THEN "
               "to_tsvector('english', content) END"_s;
        QTest::newRow("no tokens") << u"token_consumption WHERE count <= 0"_s;
        QTest::newRow("a level for a model that cannot be told")
            << u"complexity_estimation WHERE (reasoning IS NULL) <> (model = 'gpt-4o-mini')"_s;
    }
    void isSoundInItself()
    {
        QFETCH(QString, wrong);
        QCOMPARE(count(wrong), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(AssistantDemoTest)
#include "tst_assistantdemo.moc"
