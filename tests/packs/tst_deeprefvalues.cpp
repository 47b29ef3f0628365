// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packfiles.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PackFiles;

static const QStringList Platform{
    u"1732025000001-InitialSchema"_s, u"1732025000002-AISystemTables"_s, u"1732025000003-CreateIndexes"_s,
    u"1795248000001-PromptActivationHistory"_s};
static const QString Indexes = u"1795420800001-IndexForeignKeys"_s;
static const QString Check = u"1795420800002-CheckValues"_s;
static const QString Validate = u"1795420800003-ValidateValues"_s;

// One row of each table whose values are held.
static const QString Rows = uR"(
    INSERT INTO users (id, email, "firstName", "lastName", role) VALUES
        ('00000000-0000-4000-8000-000000000001', 'seeker@example.org', 'S', 'S', 'seeker');
    INSERT INTO "references" ("seekerId", "referrerId", "referrerName", "referrerEmail", company, role)
        SELECT id, id, '', '', '', '' FROM users;
    INSERT INTO bundles ("seekerId", title, "shareLink") SELECT id, '', 'link' FROM users;
    INSERT INTO kyc_documents ("userId", "documentType", "frontImageUrl") SELECT id, 'passport', '' FROM users;
    INSERT INTO ai_prompts (id, "promptId", name, "systemPrompt", "userPromptTemplate", version, "modelPreference")
        VALUES ('00000000-0000-4000-8000-000000000041', 'coach-v1', 'Coach', '', '', '1.0.0', 'model');
    INSERT INTO ai_sessions (id, "agentId", "userId", "sessionType") SELECT id, id, id, 'coaching' FROM users;
    INSERT INTO ai_interactions ("sessionId", "promptId", "userInput", "modelUsed")
        SELECT id, '00000000-0000-4000-8000-000000000041', '', '' FROM ai_sessions;
)"_s;

// What this pack adds to the platform's core tables: indexes on all foreign keys, and checks on what columns may hold.
class DeeprefValuesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackFiles> m_checked; // with one row in each table, whose values the statements change

    std::unique_ptr<PackFiles> platform(const QStringList &more = {})
    {
        auto database = std::make_unique<PackFiles>(m_server, u"deepref"_s);
        for (const QString &file : Platform + more)
            if (const QString failure = database->run(file + u".up.sql"_s); !failure.isEmpty())
                qFatal("%s: %s", qPrintable(file), qPrintable(failure));
        if (const QString output = database->psql(Rows); !output.isEmpty())
            qFatal("%s", qPrintable(output));
        return database;
    }

private Q_SLOTS:
    void initTestCase() { m_checked = platform({Check, Validate}); }
    void cleanupTestCase() { m_checked.reset(); }

    void holdsValues_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("good");
        QTest::addColumn<QString>("bad");
        const auto row = [](const char *place, const QString &good, const QString &bad) {
            const QString name = QString::fromUtf8(place);
            QTest::newRow(place) << name.section(u'.', 0, 0) << name.section(u'.', 1) << good << bad;
        };
        row("users.role", u"seeker referrer employer admin"_s, u"nonsense-role Admin"_s);
        row("users.kycStatus", u"pending in_review verified rejected"_s, u"processing ok"_s);
        row("references.relationship", u"manager peer report client mentor NULL"_s, u"friend"_s);
        row("references.format", u"video audio text NULL"_s, u"hologram"_s);
        row("references.status", u"pending in_progress submitted verified rejected expired"_s, u"done Verified"_s);
        row("references.rcsScore", u"0 100 0.01 99.99 NULL"_s, u"555.5 100.01 -0.01 NaN"_s);
        row("bundles.viewCount", u"0 2147483647"_s, u"-1"_s);
        row("kyc_documents.documentType", u"passport drivers_license national_id residence_permit"_s, u"ticket"_s);
        row("kyc_documents.status", u"pending processing verified rejected"_s, u"in_review"_s);
        row("ai_sessions.sessionType", u"coaching verification authenticity intelligence"_s, u"x"_s);
        row("ai_interactions.tokensUsed", u"0 1"_s, u"-1"_s);
        row("ai_interactions.responseTimeMs", u"0 1 NULL"_s, u"-1"_s);
    }
    void holdsValues()
    {
        QFETCH(QString, table);
        QFETCH(QString, column);
        QFETCH(QString, good);
        QFETCH(QString, bad);
        const auto update = [&](const QString &value) {
            return u"UPDATE \"%1\" SET \"%2\" = %3"_s.arg(
                table, column, value == "NULL"_L1 ? value : u'\'' + value + u'\'');
        };
        for (const QString &value : good.split(u' '))
            QVERIFY2(m_checked->stateOf(update(value)).isEmpty(), qPrintable(value));
        for (const QString &value : bad.split(u' '))
            QVERIFY2(m_checked->stateOf(update(value)) == "23514"_L1, qPrintable(value));
    }

    // What a check accepts is what the comment of its column lists.
    void checksSayWhatCommentsSay()
    {
        const QStringList differing = m_checked->lines(
            u"SELECT c.conrelid::regclass || '.' || a.attname || ' ' || m[1] FROM pg_constraint AS c JOIN pg_attribute "
            "AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1], "
            "regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''::', 'g') AS m "
            "WHERE c.contype = 'c' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace "
            "AND col_description(c.conrelid, c.conkey[1]) !~ ('\\m' || m[1] || '\\M')"_s);
        QCOMPARE(differing, QStringList());
    }

    // New rows are held at once, and those that are there are read without stopping anybody.
    void checksInTwoSteps()
    {
        const QString unread = u"SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND NOT convalidated"_s;
        const auto database = platform({Check});
        QCOMPARE(database->psql(unread), u"12"_s);
        QCOMPARE(database->stateOf(u"UPDATE users SET role = 'nonsense-role'"_s), u"23514"_s);
        QCOMPARE(database->run(Validate + u".up.sql"_s), QString());
        QCOMPARE(database->psql(unread), u"0"_s);
    }

    void refusesADatabaseWithOtherValues()
    {
        const auto database = platform();
        QCOMPARE(database->stateOf(u"UPDATE users SET role = 'moderator'"_s), QString());
        QCOMPARE(database->stateOf(u"UPDATE \"references\" SET \"rcsScore\" = 555.5"_s), QString());
        const QStringList before = database->facts();
        const QString failure = database->run(Check + u".up.sql"_s);
        QVERIFY2(failure.startsWith("23514"_L1), qPrintable(failure));
        for (const QString &found : {u"users.role 'moderator' (1)"_s, u"references.rcsScore '555.50' (1)"_s})
            QVERIFY2(failure.contains(found), qPrintable(failure));
        QCOMPARE(database->facts(), before);
    }

    void followsForeignKeysByIndex()
    {
        const auto database = platform({Indexes});
        const QString of = u"SET enable_seqscan = off; EXPLAIN SELECT FROM %1 WHERE \"%2\" = "
                           "'00000000-0000-4000-8000-000000000001'"_s;
        const QString members = database->psql(of.arg(u"bundle_references"_s, u"referenceId"_s));
        QVERIFY2(members.contains("IDX_5f1afc4b44212730c6b78848b7"_L1), qPrintable(members));
        const QString papers = database->psql(of.arg(u"kyc_documents"_s, u"reviewerId"_s));
        QVERIFY2(papers.contains("IDX_3256a066ee781d0174a5b663ad"_L1), qPrintable(papers));
    }
};

QTEST_GUILESS_MAIN(DeeprefValuesTest)
#include "tst_deeprefvalues.moc"
