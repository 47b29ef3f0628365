// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packfiles.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PackFiles;

static const QStringList Ups{
    u"0_init/migration.sql"_s, u"20261123080001_check_values/migration.sql"_s,
    u"20261123080002_validate_values/migration.sql"_s, u"20261123080003_fix_search_path_and_wording/migration.sql"_s};
static const QStringList Downs{
    u"0_init/down.sql"_s, u"20261123080001_check_values/down.sql"_s, u"20261123080002_validate_values/down.sql"_s,
    u"20261123080003_fix_search_path_and_wording/down.sql"_s};

// A thread with a question, a request for a tool, and what belongs to them.
static const QString Rows = uR"(
    INSERT INTO threads (thread_id, user_id, title) VALUES
        ('00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'Rivers');
    INSERT INTO messages (message_id, thread_id, entity, content) VALUES
        ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000001', 'USER', 'Which rivers were measured?'),
        ('00000000-0000-4000-8000-000000000012', '00000000-0000-4000-8000-000000000001', 'AI_TOOL', 'rivers');
    INSERT INTO tool_calls (message_id, name) VALUES ('00000000-0000-4000-8000-000000000012', 'search');
    INSERT INTO tool_selection (message_id, tool_name) VALUES ('00000000-0000-4000-8000-000000000011', 'search');
    INSERT INTO complexity_estimation (message_id, complexity, model, reasoning) VALUES
        ('00000000-0000-4000-8000-000000000011', 4, 'model', 'LOW');
    INSERT INTO token_consumption (message_id, type, task, count, model) VALUES
        ('00000000-0000-4000-8000-000000000012', 'COMPLETION', 'CHAT_COMPLETION', 17, 'model');
)"_s;

// The pack of the assistant, against seed 004: first its own twelve tests by their names, then how the objects behave.
class AssistantTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackFiles> m_only; // only read

    std::unique_ptr<PackFiles> applied(const QString &rows = {}, qsizetype count = Ups.size())
    {
        auto database = std::make_unique<PackFiles>(m_server, u"assistant"_s);
        for (const QString &up : Ups.first(count))
            if (const QString failure = database->run(up); !failure.isEmpty())
                qFatal("%s: %s", qPrintable(up), qPrintable(failure));
        if (const QString output = rows.isEmpty() ? QString() : database->psql(rows); !output.isEmpty())
            qFatal("%s", qPrintable(output));
        return database;
    }

    QStringList valuesOf(const QString &type)
    {
        return m_only->lines(
            u"SELECT enumlabel FROM pg_enum WHERE enumtypid = '%1'::regtype ORDER BY enumsortorder"_s.arg(type));
    }

private Q_SLOTS:
    void initTestCase() { m_only = applied(); }
    void cleanupTestCase() { m_only.reset(); }

    void shouldHaveAllRequiredTables()
    {
        QCOMPARE(
            m_only->lines(u"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                          "ORDER BY relname COLLATE \"C\""_s),
            (QStringList{
                u"alembic_version"_s, u"complexity_estimation"_s, u"messages"_s, u"threads"_s, u"token_consumption"_s,
                u"tool_calls"_s, u"tool_selection"_s}));
    }

    void shouldHaveAllRequiredEnums()
    {
        QCOMPARE(
            m_only->lines(u"SELECT typname FROM pg_type WHERE typtype = 'e' ORDER BY typname COLLATE \"C\""_s),
            (QStringList{u"entity"_s, u"reasoninglevels"_s, u"task"_s, u"tokentype"_s}));
    }

    void shouldHaveCorrectEnumValuesForEntity()
    {
        QCOMPARE(valuesOf(u"entity"_s), (QStringList{u"USER"_s, u"AI_TOOL"_s, u"TOOL"_s, u"AI_MESSAGE"_s}));
    }

    void shouldHaveCorrectEnumValuesForTask()
    {
        QCOMPARE(valuesOf(u"task"_s), (QStringList{u"CHAT_COMPLETION"_s, u"TOOL_SELECTION"_s, u"CALL_WITHIN_TOOL"_s}));
    }

    void shouldHaveCorrectEnumValuesForTokentype()
    {
        QCOMPARE(valuesOf(u"tokentype"_s), (QStringList{u"INPUT_CACHED"_s, u"INPUT_NONCACHED"_s, u"COMPLETION"_s}));
    }

    void shouldHaveCorrectEnumValuesForReasoninglevels()
    {
        QCOMPARE(
            valuesOf(u"reasoninglevels"_s), (QStringList{u"NONE"_s, u"MINIMAL"_s, u"LOW"_s, u"MEDIUM"_s, u"HIGH"_s}));
    }

    void shouldHaveForeignKeyConstraints()
    {
        QStringList keys = test::foreignKeys(*m_only);
        for (QString &key : keys)
            key = key.section(u' ', 0, 2);
        QCOMPARE(
            keys, (QStringList{
                      u"complexity_estimation(message_id) -> messages(message_id)"_s,
                      u"messages(thread_id) -> threads(thread_id)"_s,
                      u"token_consumption(message_id) -> messages(message_id)"_s,
                      u"tool_calls(message_id) -> messages(message_id)"_s,
                      u"tool_selection(message_id) -> messages(message_id)"_s}));
    }

    void shouldHaveCascadeDeleteOnForeignKeys()
    {
        const QStringList keys = test::foreignKeys(*m_only);
        QCOMPARE(keys.size(), 5);
        for (const QString &key : keys)
            QVERIFY2(key.endsWith(" cascade"_L1), qPrintable(key));
    }

    void shouldHaveGinIndexOnMessagesSearchVector()
    {
        QCOMPARE(
            m_only->lines(u"SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid "
                          "JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin'"_s),
            QStringList{u"CREATE INDEX ix_messages_search_vector ON public.messages USING gin (search_vector)"_s});
    }

    void shouldHaveTriggerForSearchVectorUpdates()
    {
        QCOMPARE(
            m_only->lines(u"SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"_s),
            QStringList{
                u"CREATE TRIGGER messages_search_vector_trigger BEFORE INSERT OR UPDATE OF content, entity, "
                "search_vector ON public.messages FOR EACH ROW EXECUTE FUNCTION messages_search_vector_update()"_s});
    }

    void shouldHaveCorrectColumnTypesForThreadsTable()
    {
        QCOMPARE(
            test::columnsOf(*m_only, u"threads"_s),
            (QStringList{
                u"thread_id uuid not null default gen_random_uuid()"_s, u"user_id uuid not null"_s,
                u"project_id uuid"_s, u"title text not null"_s,
                u"creation_date timestamp(6) with time zone not null default CURRENT_TIMESTAMP"_s,
                u"update_date timestamp(6) with time zone not null default CURRENT_TIMESTAMP"_s}));
    }

    void shouldHaveCorrectColumnTypesForMessagesTable()
    {
        QCOMPARE(
            test::columnsOf(*m_only, u"messages"_s),
            (QStringList{
                u"message_id uuid not null default gen_random_uuid()"_s, u"thread_id uuid not null"_s,
                u"entity entity not null"_s, u"content text not null"_s, u"is_complete boolean not null default true"_s,
                u"creation_date timestamp(6) with time zone not null default CURRENT_TIMESTAMP"_s,
                u"search_vector tsvector"_s}));
    }

    void rollsBackExactly()
    {
        PackFiles database(m_server, u"assistant"_s);
        QCOMPARE(test::proveRollbacks(database, Ups, Downs), QString());
    }

    void rollsBackWithRows()
    {
        PackFiles empty(m_server, u"assistant"_s);
        const auto database = applied(Rows);
        QCOMPARE(database->psql(u"INSERT INTO alembic_version VALUES ('0_init')"_s), QString());
        for (qsizetype i = Downs.size(); i-- > 0;)
            QCOMPARE(database->run(Downs[i]), QString());
        QCOMPARE(database->facts(), empty.facts());
    }

    void stopsAtWhatWasBuiltOnIt()
    {
        const auto database = applied({}, 1);
        QCOMPARE(database->psql(u"CREATE VIEW talk AS SELECT count(*) FROM messages"_s), QString());
        const QStringList before = database->facts();
        QVERIFY(database->run(Downs[0]).startsWith("2BP01"_L1));
        QCOMPARE(database->facts(), before);
    }

    void hasTheOtherColumns_data()
    {
        QTest::addColumn<QStringList>("columns");
        const QString id = u"id uuid not null default gen_random_uuid()"_s;
        const QString message = u"message_id uuid not null"_s;
        QTest::newRow("tool_calls") << QStringList{
            u"tool_call_id uuid not null default gen_random_uuid()"_s,
            message,
            u"provider_call_id text"_s,
            u"name text not null"_s,
            u"arguments jsonb not null default '{}'::jsonb"_s,
            u"validated boolean"_s};
        QTest::newRow("tool_selection") << QStringList{id, message, u"tool_name text not null"_s};
        QTest::newRow("complexity_estimation") << QStringList{
            id, message, u"complexity integer"_s, u"model text not null"_s, u"reasoning reasoninglevels"_s};
        QTest::newRow("token_consumption") << QStringList{
            id,
            message,
            u"type tokentype not null"_s,
            u"task task not null"_s,
            u"count integer not null"_s,
            u"model text not null"_s};
        QTest::newRow("alembic_version") << QStringList{u"version_num character varying(32) not null"_s};
    }
    void hasTheOtherColumns()
    {
        QFETCH(QStringList, columns);
        QCOMPARE(test::columnsOf(*m_only, QString::fromUtf8(QTest::currentDataTag())), columns);
    }

    void hasAPrimaryKeyEverywhere()
    {
        QCOMPARE(
            m_only->sorted(
                u"SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'u') "
                "AND connamespace = 'public'::regnamespace"_s),
            (QStringList{
                u"alembic_version_pkc PRIMARY KEY (version_num)"_s, u"complexity_estimation_pkey PRIMARY KEY (id)"_s,
                u"messages_pkey PRIMARY KEY (message_id)"_s, u"threads_pkey PRIMARY KEY (thread_id)"_s,
                u"token_consumption_pkey PRIMARY KEY (id)"_s, u"tool_calls_pkey PRIMARY KEY (tool_call_id)"_s,
                u"tool_selection_pkey PRIMARY KEY (id)"_s}));
        const auto database = applied(Rows);
        QCOMPARE(
            database->stateOf(u"UPDATE messages SET message_id = '00000000-0000-4000-8000-000000000011'"_s),
            u"23505"_s);
    }

    // A cascade without an index on the key that it follows reads the whole table for each row.
    void indexesEveryForeignKey()
    {
        QCOMPARE(
            m_only->lines(
                u"SELECT conrelid::regclass FROM pg_constraint AS k WHERE contype = 'f' AND NOT EXISTS (SELECT "
                "FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1] AND indpred IS NULL)"_s),
            QStringList());
    }

    void explainsTablesAndColumns() { QCOMPARE(test::withoutComment(*m_only), QStringList()); }

    void cascades_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("left"); // messages, calls, selections, estimates, tokens
        QTest::newRow("thread") << u"threads"_s << u"0 0 0 0 0"_s;
        QTest::newRow("question") << u"messages WHERE entity = 'USER'"_s << u"1 1 0 0 1"_s;
        QTest::newRow("request") << u"messages WHERE entity = 'AI_TOOL'"_s << u"1 0 1 1 0"_s;
        QTest::newRow("call") << u"tool_calls"_s << u"2 0 1 1 1"_s;
    }
    void cascades()
    {
        QFETCH(QString, where);
        QFETCH(QString, left);
        const QString counts =
            u"SELECT concat_ws(' ', (SELECT count(*) FROM messages), (SELECT count(*) FROM tool_calls), "
            "(SELECT count(*) FROM tool_selection), (SELECT count(*) FROM complexity_estimation), "
            "(SELECT count(*) FROM token_consumption))"_s;
        const auto database = applied(Rows);
        QCOMPARE(database->psql(counts), u"2 1 1 1 1"_s);
        QCOMPARE(database->stateOf(u"DELETE FROM "_s + where), QString());
        QCOMPARE(database->psql(counts), left);
    }

    void refusesOrphansAndUnknownValues()
    {
        const auto database = applied(Rows);
        const QString message = u"INSERT INTO messages (thread_id, entity, content) VALUES (%1, '%2', '')"_s;
        QCOMPARE(database->stateOf(message.arg(u"gen_random_uuid()"_s, u"USER"_s)), u"23503"_s);
        QCOMPARE(database->stateOf(message.arg(u"'00000000-0000-4000-8000-000000000001'"_s, u"user"_s)), u"22P02"_s);
        QCOMPARE(
            database->stateOf(u"INSERT INTO tool_calls (message_id, name) VALUES (gen_random_uuid(), 'x')"_s),
            u"23503"_s);
    }

    void keepsTheSearchVector()
    {
        const auto database = applied(Rows);
        const QString find =
            u"SELECT string_agg(entity::text, ' ' ORDER BY entity) FROM messages WHERE search_vector @@ "
            "websearch_to_tsquery('english', '%1')"_s;
        // The question is found by other forms of its words; the traffic with tools is not.
        QCOMPARE(database->psql(find.arg(u"river measuring"_s)), u"USER"_s);
        QCOMPARE(
            database->psql(u"UPDATE messages SET content = 'How deep are lakes?' WHERE entity = 'USER'"_s), QString());
        QCOMPARE(database->psql(find.arg(u"river"_s)), QString());
        QCOMPARE(database->psql(find.arg(u"lake"_s)), u"USER"_s);
        // Who speaks decides, and nobody can write another vector.
        QCOMPARE(database->psql(u"UPDATE messages SET entity = 'AI_MESSAGE' WHERE entity = 'AI_TOOL'"_s), QString());
        QCOMPARE(database->psql(find.arg(u"river"_s)), u"AI_MESSAGE"_s);
        QCOMPARE(database->psql(u"UPDATE messages SET search_vector = NULL"_s), QString());
        QCOMPARE(database->psql(find.arg(u"river"_s)), u"AI_MESSAGE"_s);
        const QString plan = database->psql(u"SET enable_seqscan = off; EXPLAIN "_s + find.arg(u"lake"_s));
        QVERIFY2(plan.contains(u"ix_messages_search_vector"_s), qPrintable(plan));
    }

    void holdsNumbers_data()
    {
        QTest::addColumn<QString>("update");
        QTest::addColumn<QString>("good");
        QTest::addColumn<QString>("bad");
        QTest::newRow("complexity") << u"complexity_estimation SET complexity"_s << u"0 10 NULL"_s << u"-99 -1 11"_s;
        QTest::newRow("count") << u"token_consumption SET count"_s << u"0 1"_s << u"-1"_s;
    }
    void holdsNumbers()
    {
        QFETCH(QString, update);
        QFETCH(QString, good);
        QFETCH(QString, bad);
        const auto database = applied(Rows);
        for (const QString &value : good.split(u' '))
            QCOMPARE(database->stateOf(u"UPDATE %1 = %2"_s.arg(update, value)), QString());
        for (const QString &value : bad.split(u' '))
            QCOMPARE(database->stateOf(u"UPDATE %1 = %2"_s.arg(update, value)), u"23514"_s);
        QCOMPARE(database->psql(u"SELECT count(*) FROM pg_constraint WHERE NOT convalidated"_s), u"0"_s);
    }

    // A backend with other values is refused before one of its writes is.
    void refusesADatabaseWithOtherNumbers()
    {
        const auto database = applied(Rows, 1);
        QCOMPARE(database->stateOf(u"UPDATE complexity_estimation SET complexity = -99"_s), QString());
        const QStringList before = database->facts();
        const QString failure = database->run(Ups[1]);
        QVERIFY2(
            failure.startsWith("23514"_L1) && failure.contains("complexity_estimation.complexity '-99' (1)"_L1),
            qPrintable(failure));
        QCOMPARE(database->facts(), before);
    }

    // Whoever writes messages may have a to_tsvector of his own: it does not decide what is found.
    void namesOfTheSessionDoNotDecide()
    {
        const QString hostile =
            u"CREATE SCHEMA trap; CREATE FUNCTION trap.to_tsvector(text, text) RETURNS tsvector LANGUAGE sql AS "
            "$$SELECT 'trap'::tsvector$$; CREATE ROLE talker; GRANT USAGE ON SCHEMA trap TO talker; "
            "GRANT SELECT, INSERT ON messages TO talker"_s;
        const QString say = u"SET ROLE talker; SET search_path = trap, public; INSERT INTO messages (thread_id, "
                            u"entity, content) VALUES "
                            "('00000000-0000-4000-8000-000000000001', 'USER', 'lakes') RETURNING search_vector"_s;
        for (const qsizetype count : {qsizetype(1), Ups.size()}) {
            const auto database = applied(Rows, count);
            QCOMPARE(database->psql(hostile), QString());
            QCOMPARE(database->psql(say), count == 1 ? u"'trap'"_s : u"'lake':1"_s);
            QCOMPARE(database->psql(u"DROP OWNED BY talker; DROP ROLE talker"_s), QString());
        }
    }

    // Tools are selected and invoked, as the platform says.
    void speaksOfToolsAsThePlatformDoes()
    {
        const QString of = u"SELECT obj_description('%1'::regclass, 'pg_class')"_s;
        QVERIFY(m_only->psql(of.arg(u"tool_calls"_s)).startsWith("Tool invocations by the model"_L1));
        QVERIFY(m_only->psql(of.arg(u"tool_selection"_s)).contains("selected"_L1));
        QCOMPARE(m_only->psql(u"SELECT count(*) FROM pg_description WHERE description ~ 'offered'"_s), u"0"_s);
    }

    void isLaidOutAsPrismaWants()
    {
        QFile lock(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/assistant/migration_lock.toml"));
        QVERIFY(lock.open(QIODevice::ReadOnly));
        QVERIFY(lock.readAll().contains("\nprovider = \"postgresql\"\n"));
    }
};

QTEST_GUILESS_MAIN(AssistantTest)
#include "tst_assistant.moc"
