// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packfiles.h"

#include <QCryptographicHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PackFiles;

static const QStringList Names{u"1732025000001-InitialSchema"_s,    u"1732025000002-AISystemTables"_s,
                               u"1732025000003-CreateIndexes"_s,    u"1795248000001-PromptActivationHistory"_s,
                               u"1795420800001-IndexForeignKeys"_s, u"1795420800002-CheckValues"_s,
                               u"1795420800003-ValidateValues"_s,   u"1795420800004-GuardPrompts"_s,
                               u"1795420800006-GovernPrompts"_s,    u"1795471200001-PromptDatasets"_s};

static QStringList files(const QString &suffix, qsizetype count = Names.size())
{
    QStringList list;
    for (const QString &name : Names.first(count))
        list << name + suffix;
    return list;
}

// A user with a reference given by another, a bundle, a paper, a session, an interaction and its rating.
static const QString Rows = uR"(
    INSERT INTO users (id, email, "firstName", "lastName", role) VALUES
        ('00000000-0000-4000-8000-000000000001', 'seeker@example.org', 'S', 'S', 'seeker'),
        ('00000000-0000-4000-8000-000000000002', 'referrer@example.org', 'R', 'R', 'referrer'),
        ('00000000-0000-4000-8000-000000000003', 'staff@example.org', 'A', 'A', 'admin');
    INSERT INTO "references" (id, "seekerId", "referrerId", "referrerName", "referrerEmail", company, role) VALUES
        ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000001',
         '00000000-0000-4000-8000-000000000002', 'Björn Großmann', 'r@example.org', 'Lotus Health', 'Ward Nurse');
    INSERT INTO bundles (id, "seekerId", title, "shareLink") VALUES
        ('00000000-0000-4000-8000-000000000021', '00000000-0000-4000-8000-000000000001', 'Night work', 'link');
    INSERT INTO bundle_references VALUES
        ('00000000-0000-4000-8000-000000000021', '00000000-0000-4000-8000-000000000011');
    INSERT INTO kyc_documents (id, "userId", "documentType", "frontImageUrl", "reviewerId") VALUES
        ('00000000-0000-4000-8000-000000000031', '00000000-0000-4000-8000-000000000001', 'passport', 'x',
         '00000000-0000-4000-8000-000000000003');
    INSERT INTO ai_prompts (id, "promptId", name, "systemPrompt", "userPromptTemplate", version, "modelPreference") VALUES
        ('00000000-0000-4000-8000-000000000041', 'coach-v1', 'Coach', 'You coach.', '{{message}}', '1.0.0', 'model');
    INSERT INTO ai_sessions (id, "agentId", "userId", "sessionType") VALUES
        ('00000000-0000-4000-8000-000000000051', '00000000-0000-4000-8000-0000000000aa',
         '00000000-0000-4000-8000-000000000001', 'coaching');
    INSERT INTO ai_interactions (id, "sessionId", "promptId", "userInput", "modelUsed") VALUES
        ('00000000-0000-4000-8000-000000000061', '00000000-0000-4000-8000-000000000051',
         '00000000-0000-4000-8000-000000000041', 'hello', 'model');
    INSERT INTO ai_finetune_datasets (id, "interactionId", "qualityScore") VALUES
        ('00000000-0000-4000-8000-000000000071', '00000000-0000-4000-8000-000000000061', 5);
)"_s;

static const QString Counts =
    u"SELECT concat_ws(' ', (SELECT count(*) FROM users), (SELECT count(*) FROM \"references\"), "
    "(SELECT count(*) FROM bundles), (SELECT count(*) FROM bundle_references), (SELECT count(*) FROM kyc_documents), "
    "(SELECT count(*) FROM ai_sessions), (SELECT count(*) FROM ai_interactions), "
    "(SELECT count(*) FROM ai_finetune_datasets))"_s;

// The pack of the DeepRef platform, against seed 002: every object that it names, and how they behave.
class DeeprefTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    // With the first migrations applied.
    std::unique_ptr<PackFiles> applied(qsizetype count)
    {
        auto database = std::make_unique<PackFiles>(m_server, u"deepref"_s);
        for (const QString &file : files(u".up.sql"_s, count)) {
            const QString failure = database->run(file);
            if (!failure.isEmpty())
                qFatal("%s: %s", qPrintable(file), qPrintable(failure));
        }
        return database;
    }

    std::unique_ptr<PackFiles> withRows(qsizetype count = Names.size())
    {
        auto database = applied(count);
        const QString output = database->psql(Rows);
        if (!output.isEmpty())
            qFatal("%s", qPrintable(output));
        return database;
    }

    std::unique_ptr<PackFiles> m_seed;   // the three migrations of the seed; only read
    std::unique_ptr<PackFiles> m_filled; // with rows that every statement leaves as they are

private Q_SLOTS:
    void initTestCase() { m_seed = applied(3); }
    void cleanupTestCase()
    {
        m_filled.reset();
        m_seed.reset();
    }

    void rollsBackExactly()
    {
        PackFiles database(m_server, u"deepref"_s);
        QCOMPARE(test::proveRollbacks(database, files(u".up.sql"_s), files(u".down.sql"_s)), QString());
    }

    void hasExactlyTheTables()
    {
        const QString query = u"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                              "'public'::regnamespace ORDER BY relname COLLATE \"C\""_s;
        const QStringList tables{u"ai_finetune_datasets"_s, u"ai_interactions"_s,   u"ai_prompts"_s,
                                 u"ai_sessions"_s,          u"bundle_references"_s, u"bundles"_s,
                                 u"kyc_documents"_s,        u"references"_s,        u"users"_s};
        QCOMPARE(m_seed->lines(query), tables);
        const auto core = applied(1);
        QCOMPARE(core->lines(query), tables.last(5));
    }

    void hasExactlyTheColumnsOfTheAgents_data()
    {
        QTest::addColumn<QStringList>("columns");
        const QString id = u"id uuid not null default uuid_generate_v4()"_s;
        const QString metadata = u"metadata jsonb not null default '{}'::jsonb"_s;
        QTest::newRow("ai_prompts") << QStringList{
            id,
            u"promptId character varying not null"_s,
            u"name character varying not null"_s,
            u"systemPrompt text not null"_s,
            u"userPromptTemplate text not null"_s,
            u"version character varying not null"_s,
            u"modelPreference character varying not null"_s,
            u"isActive boolean not null default true"_s,
            metadata};
        QTest::newRow("ai_sessions") << QStringList{
            id,
            u"agentId uuid not null"_s,
            u"userId uuid not null"_s,
            u"sessionType character varying not null"_s,
            u"startedAt timestamp without time zone not null default now()"_s,
            u"endedAt timestamp without time zone"_s,
            metadata};
        QTest::newRow("ai_interactions") << QStringList{
            id,
            u"sessionId uuid not null"_s,
            u"promptId uuid not null"_s,
            u"userInput text not null"_s,
            u"aiResponse text"_s,
            u"modelUsed character varying not null"_s,
            u"tokensUsed integer not null default 0"_s,
            u"responseTimeMs integer"_s,
            u"success boolean not null default true"_s,
            u"errorMessage text"_s,
            u"createdAt timestamp without time zone not null default now()"_s};
        QTest::newRow("ai_finetune_datasets") << QStringList{
            id, u"interactionId uuid not null"_s, u"qualityScore integer not null"_s, u"humanFeedback text"_s,
            u"includedInTraining boolean not null default false"_s};
        QTest::newRow("bundle_references") << QStringList{u"bundleId uuid not null"_s, u"referenceId uuid not null"_s};
    }
    void hasExactlyTheColumnsOfTheAgents()
    {
        QFETCH(QStringList, columns);
        QCOMPARE(test::columnsOf(*m_seed, QString::fromUtf8(QTest::currentDataTag())), columns);
    }

    // The seed names columns of the core tables only where it indexes them or tells what they are for.
    void hasTheColumnsOfTheCore_data()
    {
        QTest::addColumn<QStringList>("columns");
        QTest::newRow("users") << QStringList{
            u"role character varying not null"_s,
            u"kycStatus character varying not null default 'pending'::character varying"_s,
            u"emailVerified boolean not null default false"_s,
            u"createdAt timestamp without time zone not null default now()"_s};
        QTest::newRow("references") << QStringList{
            u"seekerId uuid not null"_s,
            u"referrerId uuid not null"_s,
            u"referrerName character varying not null"_s,
            u"company character varying not null"_s,
            u"role character varying not null"_s,
            u"format character varying"_s,
            u"status character varying not null default 'pending'::character varying"_s,
            u"rcsScore numeric(5,2)"_s,
            u"expiryDate timestamp without time zone"_s,
            u"questions jsonb not null default '[]'::jsonb"_s};
        QTest::newRow("bundles") << QStringList{
            u"seekerId uuid not null"_s, u"title character varying not null"_s, u"description text"_s,
            u"isActive boolean not null default true"_s, u"expiryDate timestamp without time zone"_s};
        QTest::newRow("kyc_documents") << QStringList{
            u"userId uuid not null"_s, u"documentType character varying not null"_s,
            u"status character varying not null default 'pending'::character varying"_s};
    }
    void hasTheColumnsOfTheCore()
    {
        QFETCH(QStringList, columns);
        const QStringList there = test::columnsOf(*m_seed, QString::fromUtf8(QTest::currentDataTag()));
        for (const QString &column : columns)
            QVERIFY2(there.contains(column), qPrintable(column + u" is not among\n"_s + there.join(u'\n')));
    }

    void explainsTablesAndColumns()
    {
        const auto database = applied(Names.size());
        QCOMPARE(test::withoutComment(*database), QStringList());
    }

    void hasElevenForeignKeys()
    {
        const QStringList keys = test::foreignKeys(*m_seed);
        QCOMPARE(
            keys, (QStringList{
                      u"ai_finetune_datasets(interactionId) -> ai_interactions(id) cascade"_s,
                      u"ai_interactions(promptId) -> ai_prompts(id) no action"_s,
                      u"ai_interactions(sessionId) -> ai_sessions(id) cascade"_s,
                      u"ai_sessions(userId) -> users(id) cascade"_s,
                      u"bundle_references(bundleId) -> bundles(id) cascade"_s,
                      u"bundle_references(referenceId) -> references(id) cascade"_s,
                      u"bundles(seekerId) -> users(id) cascade"_s,
                      u"kyc_documents(reviewerId) -> users(id) no action"_s,
                      u"kyc_documents(userId) -> users(id) cascade"_s,
                      u"references(referrerId) -> users(id) cascade"_s,
                      u"references(seekerId) -> users(id) cascade"_s,
                  }));
        QCOMPARE(keys.size(), 11);
        QCOMPARE(keys.filter(u"cascade"_s).size(), 9);
    }

    void hasFiveUniquesAndOneCheck()
    {
        const auto definitions = [this](const QString &type) {
            return m_seed->sorted(u"SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
                                  u"WHERE contype = '%1' "
                                  "AND connamespace = 'public'::regnamespace"_s.arg(type));
        };
        QCOMPARE(
            definitions(u"u"_s), (QStringList{
                                     u"ai_finetune_datasets UNIQUE (\"interactionId\")"_s,
                                     u"ai_prompts UNIQUE (\"promptId\")"_s, u"ai_sessions UNIQUE (\"agentId\")"_s,
                                     u"bundles UNIQUE (\"shareLink\")"_s, u"users UNIQUE (email)"_s}));
        QCOMPARE(
            definitions(u"c"_s),
            QStringList{u"ai_finetune_datasets CHECK (((\"qualityScore\" >= 1) AND (\"qualityScore\" <= 5)))"_s});
        QCOMPARE(definitions(u"p"_s).size(), 9);
    }

    void hasTheIndexes_data()
    {
        QTest::addColumn<QStringList>("definitions");
        const auto columns = [](const QStringList &list) {
            QStringList out;
            for (const QString &one : list)
                out << u"btree ("_s + one + u')';
            return out;
        };
        QTest::newRow("users") << columns({u"role"_s, u"\"kycStatus\""_s, u"\"emailVerified\""_s, u"\"createdAt\""_s});
        QTest::newRow("references")
            << columns(
                   {u"status"_s, u"format"_s, u"\"createdAt\""_s, u"\"expiryDate\""_s, u"\"rcsScore\""_s,
                    u"\"seekerId\", status"_s, u"\"referrerId\", status"_s})
                   + QStringList{u"gin (to_tsvector('english'::regconfig, ((((\"referrerName\")::text || ' '::text) || "
                                 "(company)::text) || ' '::text) || (role)::text))"_s};
        QTest::newRow("bundles")
            << columns({u"\"isActive\""_s, u"\"createdAt\""_s, u"\"expiryDate\""_s, u"\"seekerId\", \"isActive\""_s})
                   + QStringList{u"gin (to_tsvector('english'::regconfig, ((title)::text || ' '::text) || "
                                 "COALESCE(description, ''::text)))"_s};
        QTest::newRow("kyc_documents") << columns({u"status"_s, u"\"documentType\""_s, u"\"userId\", status"_s});
        QTest::newRow("ai_prompts") << columns(
            {u"\"isActive\""_s, u"\"modelPreference\""_s, u"\"isActive\", \"modelPreference\""_s});
        QTest::newRow("ai_sessions")
            << columns({u"\"sessionType\""_s, u"\"startedAt\""_s, u"\"endedAt\""_s, u"\"userId\", \"sessionType\""_s})
                   + QStringList{u"btree (\"userId\", \"startedAt\") WHERE (\"endedAt\" IS NULL)"_s};
        QTest::newRow("ai_interactions") << columns(
            {u"\"createdAt\""_s, u"success"_s, u"\"modelUsed\""_s, u"\"sessionId\", \"createdAt\""_s,
             u"\"promptId\", \"createdAt\""_s});
        QTest::newRow("ai_finetune_datasets") << columns(
            {u"\"includedInTraining\""_s, u"\"qualityScore\""_s, u"\"qualityScore\", \"includedInTraining\""_s});
        QTest::newRow("bundle_references") << QStringList();
    }
    void hasTheIndexes()
    {
        QFETCH(QStringList, definitions);
        QStringList there = m_seed->lines(
            u"SELECT substring(pg_get_indexdef(indexrelid) FROM ' USING (.*)$') FROM pg_index WHERE indrelid = "
            "'\"%1\"'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"_s.arg(
                QString::fromUtf8(QTest::currentDataTag())));
        // PostgreSQL's versions differ in the brackets around an expression.
        const auto bare = [](QStringList list) {
            for (QString &line : list)
                line.remove(u'(').remove(u')');
            list.sort();
            return list;
        };
        QCOMPARE(bare(there), bare(definitions));
    }

    void hasThirtySixIndexes()
    {
        const QString query = u"SELECT count(*) FROM pg_index JOIN pg_class AS t ON t.oid = indrelid WHERE "
                              "relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE "
                              "conindid = indexrelid) AND relkind = 'r'"_s;
        QCOMPARE(m_seed->psql(query), u"36"_s);
        QCOMPARE(m_seed->psql(query + u" AND indpred IS NOT NULL"_s), u"1"_s);
        QCOMPARE(m_seed->psql(query + u" AND pg_get_indexdef(indexrelid) LIKE '%USING gin%'"_s), u"2"_s);
        const auto before = applied(2);
        QCOMPARE(before->psql(query), u"0"_s);
    }

    // TypeORM derives a name from the table and the sorted columns, and compares by name.
    void namesAreTypeOrms()
    {
        const auto database = applied(Names.size());
        const QStringList named = database->lines(
            u"SELECT concat_ws('|', conname, CASE WHEN left(conname, 4) = 'REL_' THEN 'REL' ELSE "
            "(ARRAY['PK', 'UQ', 'FK'])[strpos('puf', contype::text)] END, relname, (SELECT string_agg(attname, '_' "
            "ORDER BY "
            "attname COLLATE \"C\") FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)), '') FROM "
            "pg_constraint JOIN pg_class AS t ON t.oid = conrelid WHERE contype IN ('p', 'u', 'f') AND "
            "connamespace = 'public'::regnamespace UNION ALL "
            "SELECT concat_ws('|', i.relname, 'IDX', t.relname, (SELECT string_agg(attname, '_' ORDER BY attname "
            "COLLATE "
            "\"C\") FROM pg_attribute WHERE attrelid = t.oid AND attnum = ANY (indkey)), "
            "coalesce('_' || pg_get_expr(indpred, indrelid), '')) FROM pg_index JOIN pg_class AS i ON i.oid = "
            "indexrelid "
            "JOIN pg_class AS t ON t.oid = indrelid WHERE t.relnamespace = 'public'::regnamespace AND indexprs IS NULL "
            "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"_s);
        QCOMPARE(named.size(), 14 + 6 + 15 + 36 + 4 + 3 + 4 + 3 + 6 + 4);
        for (const QString &line : named) {
            const QStringList words = line.split(u'|');
            QString predicate = words[4];
            predicate.remove(u'(').remove(u')');
            const QByteArray key = (words[2] + u'_' + words[3] + predicate).toUtf8();
            const QString hash = QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex());
            const QString expected = words[1] + u'_' + hash.left(words[1].size() == 2 ? 27 : 26);
            QCOMPARE(words[0], expected);
        }
    }

    // Of checks the expression is the one in the file: the server spells it anew.
    void checksAreTypeOrms()
    {
        static const QRegularExpression line(
            u"(?:CREATE|ALTER) TABLE \"(?<table>\\w+)\"|CONSTRAINT \"(?<name>CHK_\\w+)\" CHECK "
            "\\((?<expression>.*)\\)(?: NOT VALID)?[,;]?$"_s,
            QRegularExpression::MultilineOption);
        qsizetype checks = 0;
        for (const QString &name : Names) {
            QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref/") + name + u".up.sql"_s);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QString table;
            for (auto matches = line.globalMatch(QString::fromUtf8(file.readAll())); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                if (match.hasCaptured(u"table"_s)) {
                    table = match.captured(u"table"_s);
                    continue;
                }
                const QByteArray key = (table + u'_' + match.captured(u"expression"_s)).toUtf8();
                const QString hash =
                    QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex());
                QCOMPARE(match.captured(u"name"_s), u"CHK_"_s + hash.left(26));
                ++checks;
            }
        }
        QCOMPARE(checks, 1 + 3 + 12 + 4 + 11);
    }

    void searchesInFullText()
    {
        const auto database = withRows();
        QCOMPARE(
            database->psql(u"UPDATE bundles SET description = 'Emergencies at three in the morning'"_s), QString());
        const auto check = [&](const QString &index, const QString &query, const QString &found) {
            const QString plan = database->psql(u"SET enable_seqscan = off; EXPLAIN "_s + query);
            QVERIFY2(plan.contains(index), qPrintable(plan));
            QCOMPARE(database->psql(query), found);
        };
        const QString references =
            u"SELECT company FROM \"references\" WHERE to_tsvector('english', \"referrerName\" || ' ' "
            "|| company || ' ' || role) @@ websearch_to_tsquery('english', '%1')"_s;
        check(u"IDX_references_fulltext"_s, references.arg(u"nurses großmann"_s), u"Lotus Health"_s);
        check(u"IDX_references_fulltext"_s, references.arg(u"lotus -nurse"_s), QString());
        const QString bundles = u"SELECT title FROM bundles WHERE to_tsvector('english', title || ' ' || "
                                "coalesce(description, '')) @@ websearch_to_tsquery('english', '%1')"_s;
        check(u"IDX_bundles_fulltext"_s, bundles.arg(u"emergency nights"_s), u"Night work"_s);
        QCOMPARE(database->psql(u"UPDATE bundles SET description = NULL"_s), QString());
        check(u"IDX_bundles_fulltext"_s, bundles.arg(u"working"_s), u"Night work"_s);
    }

    void refusesWhatIsNotUnique_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("users.email") << u"UPDATE users SET email = 'seeker@example.org'"_s;
        QTest::newRow("bundles.shareLink")
            << u"INSERT INTO bundles (\"seekerId\", title, \"shareLink\") SELECT \"seekerId\", title, \"shareLink\" FROM bundles"_s;
        QTest::newRow("ai_prompts.promptId") << u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", "
                                                u"\"userPromptTemplate\", version, \"modelPreference\") "
                                                "SELECT \"promptId\", 'Other', '', '', '1', '' FROM ai_prompts"_s;
        QTest::newRow("ai_sessions.agentId")
            << u"INSERT INTO ai_sessions (\"agentId\", \"userId\", \"sessionType\") SELECT \"agentId\", \"userId\", 'x' FROM ai_sessions"_s;
        QTest::newRow("ai_finetune_datasets.interactionId")
            << u"INSERT INTO ai_finetune_datasets (\"interactionId\", \"qualityScore\") SELECT \"interactionId\", 1 FROM ai_finetune_datasets"_s;
        QTest::newRow("bundle_references") << u"INSERT INTO bundle_references SELECT * FROM bundle_references"_s;
    }
    void refusesWhatIsNotUnique()
    {
        QFETCH(QString, sql);
        if (!m_filled)
            m_filled = withRows(3);
        QCOMPARE(m_filled->stateOf(sql), u"23505"_s);
    }

    void acceptsMarksFromOneToFive()
    {
        const auto database = withRows();
        const QString set = u"UPDATE ai_finetune_datasets SET \"qualityScore\" = %1"_s;
        for (int mark = 1; mark <= 5; ++mark)
            QCOMPARE(database->stateOf(set.arg(mark)), QString());
        for (int mark : {0, 6, -1})
            QCOMPARE(database->stateOf(set.arg(mark)), u"23514"_s);
    }

    void cascades_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>(
            "left"); // users, references, bundles, junction, papers, sessions, interactions, ratings
        QTest::newRow("seeker") << u"users WHERE email = 'seeker@example.org'"_s << u"2 0 0 0 0 0 0 0"_s;
        QTest::newRow("referrer") << u"users WHERE email = 'referrer@example.org'"_s << u"2 0 1 0 1 1 1 1"_s;
        QTest::newRow("reference") << u"\"references\""_s << u"3 0 1 0 1 1 1 1"_s;
        QTest::newRow("bundle") << u"bundles"_s << u"3 1 0 0 1 1 1 1"_s;
        QTest::newRow("session") << u"ai_sessions"_s << u"3 1 1 1 1 0 0 0"_s;
        QTest::newRow("interaction") << u"ai_interactions"_s << u"3 1 1 1 1 1 0 0"_s;
    }
    void cascades()
    {
        QFETCH(QString, where);
        QFETCH(QString, left);
        const auto database = withRows();
        QCOMPARE(database->psql(Counts), u"3 1 1 1 1 1 1 1"_s);
        QCOMPARE(database->stateOf(u"DELETE FROM "_s + where), QString());
        QCOMPARE(database->psql(Counts), left);
    }

    void keepsWhatIsStillNeeded()
    {
        const auto database = withRows();
        QCOMPARE(database->stateOf(u"DELETE FROM ai_prompts"_s), u"23503"_s);
        QCOMPARE(database->stateOf(u"DELETE FROM users WHERE email = 'staff@example.org'"_s), u"23503"_s);
        QCOMPARE(database->psql(Counts), u"3 1 1 1 1 1 1 1"_s);
        // Once nothing refers to them, they may go.
        QCOMPARE(database->stateOf(u"DELETE FROM users WHERE email = 'seeker@example.org'"_s), QString());
        QCOMPARE(database->stateOf(u"DELETE FROM users WHERE email = 'staff@example.org'"_s), QString());
        QCOMPARE(database->stateOf(u"DELETE FROM ai_prompts"_s), QString());
    }

    void leavesAnExtensionThatWasThere()
    {
        PackFiles database(m_server, u"deepref"_s);
        QCOMPARE(database.psql(u"CREATE EXTENSION \"uuid-ossp\""_s), QString());
        const QStringList before = database.facts();
        QCOMPARE(database.run(Names[0] + u".up.sql"_s), QString());
        QCOMPARE(database.run(Names[0] + u".down.sql"_s), QString());
        QCOMPARE(database.facts(), before);
    }

    void stopsAtWhatWasBuiltOnIt()
    {
        const auto database = applied(3);
        QCOMPARE(database->psql(u"CREATE VIEW calls AS SELECT count(*) FROM ai_interactions"_s), QString());
        const QStringList before = database->facts();
        QVERIFY(database->run(Names[1] + u".down.sql"_s).startsWith("2BP01"_L1));
        QCOMPARE(database->facts(), before);
    }
};

QTEST_GUILESS_MAIN(DeeprefTest)
#include "tst_deepref.moc"
