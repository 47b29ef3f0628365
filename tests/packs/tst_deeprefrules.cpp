// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packfiles.h"

#include <QDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PackFiles;

static const QString Govern = u"1795420800006-GovernPrompts"_s;

// Labels of environments and approvals, and the rules on both: that the database holds them, whoever writes and
// however.
class DeeprefRulesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    // What the platform has before, with one active version.
    std::unique_ptr<PackFiles> before()
    {
        auto database = std::make_unique<PackFiles>(m_server, u"deepref"_s);
        const QDir folder(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref"));
        for (const QString &file : folder.entryList({u"*.up.sql"_s}, QDir::Files, QDir::Name)) {
            if (file.startsWith(Govern))
                break;
            if (const QString failure = database->run(file); !failure.isEmpty())
                qFatal("%s", qPrintable(failure));
        }
        const QString made = database->psql(
            u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
            "\"modelPreference\", \"isActive\") VALUES ('coach-v1', 'Coach', 'old', '', '1.0.0', 'model', true)"_s);
        if (!made.isEmpty())
            qFatal("%s", qPrintable(made));
        return database;
    }

    // With the rules, and two who write prompts: ada, and bob, who may also release.
    std::unique_ptr<PackFiles> governed()
    {
        auto database = before();
        if (const QString failure = database->run(Govern + u".up.sql"_s); !failure.isEmpty())
            qFatal("%s", qPrintable(failure));
        const QString done =
            database->psql(u"CREATE ROLE ada LOGIN; CREATE ROLE bob LOGIN; "
                           "CREATE ROLE cleo LOGIN; CREATE ROLE releasers; GRANT releasers TO bob; "
                           "GRANT SELECT, INSERT, UPDATE, DELETE ON ai_prompts, ai_prompt_labels TO ada, bob, cleo; "
                           "GRANT SELECT, INSERT ON ai_prompt_approvals, ai_prompt_activations TO ada, bob, cleo"_s);
        if (!done.isEmpty())
            qFatal("%s", qPrintable(done));
        return database;
    }
    static void forget(const PackFiles &database)
    {
        QCOMPARE(
            database.psql(u"DROP OWNED BY ada, bob, cleo, releasers; DROP ROLE ada, bob, cleo, releasers"_s),
            QString());
    }

    // What psql answers somebody else. The role of a session is who connects; SET ROLE does not change who one is.
    static QString as(const PackFiles &database, const QString &who, const QString &sql)
    {
        return database.psql(u"SET SESSION AUTHORIZATION "_s + who + u"; "_s + sql);
    }
    static QString version(const QString &number, const QString &active = u"false"_s)
    {
        return u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
               "\"modelPreference\", \"isActive\") VALUES ('coach-%1', 'Coach', 'text', '', '%1', 'model', %2)"_s.arg(
                   number, active);
    }
    static QString label(const QString &name, const QString &number)
    {
        return u"INSERT INTO ai_prompt_labels (name, label, \"promptId\") SELECT 'Coach', '%1', id FROM ai_prompts "
               "WHERE name = 'Coach' AND version = '%2' ON CONFLICT (name, label) DO UPDATE SET \"promptId\" = "
               "EXCLUDED.\"promptId\""_s.arg(name, number);
    }
    static QString approve(const QString &number, const QString &decision = u"approve"_s)
    {
        return u"INSERT INTO ai_prompt_approvals (\"promptId\", revision, decision) SELECT id, revision, '%2' FROM "
               "ai_prompts WHERE name = 'Coach' AND version = '%1'"_s.arg(number, decision);
    }
    static QString rule(const QString &label, const QString &values)
    {
        return u"INSERT INTO ai_prompt_rules (label, approvals, role, \"approverRole\") VALUES ('%1', %2)"_s.arg(
            label, values);
    }
    static QString activate(const QString &number)
    {
        return u"BEGIN; UPDATE ai_prompts SET \"isActive\" = false WHERE name = 'Coach' AND \"isActive\"; "
               "UPDATE ai_prompts SET \"isActive\" = true WHERE name = 'Coach' AND version = '%1'; COMMIT"_s.arg(
                   number);
    }
    static QString active() { return u"SELECT version FROM ai_prompts WHERE name = 'Coach' AND \"isActive\""_s; }
    static QString labels()
    {
        return u"SELECT l.label || ' ' || p.version || ' ' || l.\"setBy\" FROM ai_prompt_labels AS l JOIN ai_prompts "
               u"AS p "
               "ON p.id = l.\"promptId\" ORDER BY 1"_s;
    }

private Q_SLOTS:
    void rollsBackExactly()
    {
        const auto database = before();
        const QStringList facts = database->facts();
        QCOMPARE(database->run(Govern + u".up.sql"_s), QString());
        QCOMPARE(database->stateOf(label(u"production"_s, u"1.0.0"_s)), QString());
        QCOMPARE(database->stateOf(rule(u"active"_s, u"2, NULL, NULL"_s)), QString());
        QCOMPARE(database->run(Govern + u".down.sql"_s), QString());
        const catalog::Difference left = catalog::compare(facts, database->facts());
        QVERIFY2(left.isEmpty(), qPrintable(describe(left)));
        QCOMPARE(database->psql(active()), u"1.0.0"_s);
        QCOMPARE(database->run(Govern + u".up.sql"_s), QString());
    }

    // Nothing is held to a rule that nobody made.
    void withoutRulesAllIsAsBefore()
    {
        const auto database = governed();
        QCOMPARE(database->psql(active()), u"1.0.0"_s);
        QCOMPARE(as(*database, u"ada"_s, version(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, activate(u"1.1.0"_s)), QString());
        QCOMPARE(
            as(*database, u"ada"_s, u"UPDATE ai_prompts SET \"systemPrompt\" = 'other' WHERE \"isActive\""_s),
            QString());
        QCOMPARE(database->psql(active()), u"1.1.0"_s);
        // The first version of another prompt is active by itself, as the platform's seed has it.
        QCOMPARE(
            as(*database, u"ada"_s,
               u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
               "\"modelPreference\") VALUES ('a1', 'Analyzer', '', '', '1.0.0', '')"_s),
            QString());
        QCOMPARE(database->psql(u"SELECT \"isActive\" FROM ai_prompts WHERE name = 'Analyzer'"_s), u"t"_s);
        QCOMPARE(as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s)), QString());
        QCOMPARE(as(*database, u"bob"_s, label(u"staging"_s, u"1.1.0"_s)), QString());
        QCOMPARE(database->lines(labels()), (QStringList{u"production 1.0.0 ada"_s, u"staging 1.1.0 bob"_s}));
        forget(*database);
    }

    void whoApprovesIsNotWhoWrote()
    {
        const auto database = governed();
        QCOMPARE(database->psql(rule(u"active"_s, u"1, NULL, NULL"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, version(u"1.1.0"_s)), QString());
        const QString own = as(*database, u"ada"_s, approve(u"1.1.0"_s));
        QVERIFY2(own.contains("ada wrote this version"_L1), qPrintable(own));
        // Nor in the name of another, nor by saying that another wrote it.
        const QString forged =
            as(*database, u"ada"_s,
               u"UPDATE ai_prompts SET \"writtenBy\" = '{bob}', revision = 7 WHERE version = '1.1.0'; "
               "INSERT INTO ai_prompt_approvals (\"promptId\", revision, \"decidedBy\") SELECT id, 1, 'bob' FROM "
               "ai_prompts WHERE version = '1.1.0'"_s);
        QVERIFY2(forged.contains("ada wrote this version"_L1), qPrintable(forged));
        QCOMPARE(
            database->psql(u"SELECT concat_ws(' ', \"writtenBy\", revision) FROM ai_prompts WHERE version = '1.1.0'"_s),
            u"{ada} 1"_s);
        const QString early = as(*database, u"ada"_s, activate(u"1.1.0"_s));
        QVERIFY2(early.contains("needs 1 approvals of others than its writers, and has 0"_L1), qPrintable(early));
        QCOMPARE(database->psql(active()), u"1.0.0"_s);
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, activate(u"1.1.0"_s)), QString());
        QCOMPARE(database->psql(active()), u"1.1.0"_s);
        forget(*database);
    }

    // A version that was there before the rule stays active; nobody knows who wrote it, so it takes two to have one who
    // did not.
    void oldVersionsTakeOneMore()
    {
        const auto database = governed();
        QCOMPARE(database->psql(u"SELECT \"writtenBy\" FROM ai_prompts"_s), u"{\"\"}"_s);
        QCOMPARE(database->psql(rule(u"production"_s, u"1, NULL, NULL"_s)), QString());
        QCOMPARE(database->psql(active()), u"1.0.0"_s);
        QCOMPARE(as(*database, u"ada"_s, approve(u"1.0.0"_s)), QString());
        QVERIFY(as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s)).contains("needs 2"_L1));
        // Twice by the same one is one.
        QCOMPARE(as(*database, u"ada"_s, approve(u"1.0.0"_s)), QString());
        QVERIFY(as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s)).contains("has 1"_L1));
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.0.0"_s)), QString());
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.0.0"_s, u"withdraw"_s)), QString());
        QVERIFY(as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s)).contains("has 1"_L1));
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.0.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s)), QString());
        QCOMPARE(database->lines(labels()), QStringList{u"production 1.0.0 ada"_s});
        forget(*database);
    }

    // An approval is of a text, not of whatever the row holds later.
    void aChangedTextIsNotApproved()
    {
        const auto database = governed();
        QCOMPARE(database->psql(rule(u"production"_s, u"1, NULL, NULL"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, version(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.1.0"_s)), QString());
        const QString change = u"UPDATE ai_prompts SET \"systemPrompt\" = 'worse' WHERE version = '1.1.0'"_s;
        QCOMPARE(as(*database, u"ada"_s, change), QString());
        QVERIFY(as(*database, u"ada"_s, label(u"production"_s, u"1.1.0"_s)).contains("has 0"_L1));
        // Whoever approves says which text he read.
        const QString stale =
            as(*database, u"bob"_s,
               u"INSERT INTO ai_prompt_approvals (\"promptId\", revision) SELECT id, 1 FROM ai_prompts WHERE version = "
               "'1.1.0'"_s);
        QVERIFY2(stale.contains("has changed since"_L1), qPrintable(stale));
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, label(u"production"_s, u"1.1.0"_s)), QString());
        // And what is in use is not changed behind its label.
        const QString behind =
            as(*database, u"ada"_s,
               change + u" AND true; UPDATE ai_prompts SET \"modelPreference\" = 'x' WHERE version = '1.1.0'"_s);
        QVERIFY2(behind.contains("production of Coach needs 1"_L1), qPrintable(behind));
        forget(*database);
    }

    void theActiveTextIsNotChangedBehindTheRule_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("text") << u"UPDATE ai_prompts SET \"systemPrompt\" = 'x' WHERE version = '1.0.0'"_s;
        QTest::newRow("template") << u"UPDATE ai_prompts SET \"userPromptTemplate\" = 'x' WHERE version = '1.0.0'"_s;
        QTest::newRow("permissions") << u"UPDATE ai_prompts SET metadata = '{\"permissions\": [\"all\"]}'"_s;
        QTest::newRow("insert") << version(u"2.0.0"_s, u"true"_s).replace("'Coach'"_L1, "'New'"_L1);
        QTest::newRow("by another name")
            << version(u"2.0.0"_s).replace("'Coach'"_L1, "'New'"_L1)
                   + u"; UPDATE ai_prompts SET name = 'Free' WHERE version = '2.0.0'; UPDATE ai_prompts SET \"isActive\" = true WHERE name = 'Free'; UPDATE ai_prompts SET \"isActive\" = false WHERE name = 'Coach'; UPDATE ai_prompts SET name = 'Coach' WHERE name = 'Free'"_s;
    }
    void theActiveTextIsNotChangedBehindTheRule()
    {
        QFETCH(QString, sql);
        const auto database = governed();
        // For all prompts but one, which has a rule of its own that asks for nothing.
        QCOMPARE(
            database->psql(
                rule(u"active"_s, u"1, NULL, NULL"_s)
                + u"; INSERT INTO ai_prompt_rules (label, name) VALUES ('active', 'Free')"_s),
            QString());
        const QString refused = as(*database, u"ada"_s, sql);
        QVERIFY2(refused.contains("needs"_L1), qPrintable(refused));
        QCOMPARE(database->psql(u"SELECT \"systemPrompt\" FROM ai_prompts WHERE name = 'Coach'"_s), u"old"_s);
        forget(*database);
    }

    // A first version is active by itself, unless that would go past the rule; it is not refused either.
    void aFirstVersionWaits()
    {
        const auto database = governed();
        QCOMPARE(database->psql(rule(u"active"_s, u"1, NULL, NULL"_s)), QString());
        QCOMPARE(
            as(*database, u"ada"_s,
               u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
               "\"modelPreference\") VALUES ('a1', 'Analyzer', '', '', '1.0.0', '')"_s),
            QString());
        QCOMPARE(database->psql(u"SELECT \"isActive\" FROM ai_prompts WHERE name = 'Analyzer'"_s), u"f"_s);
        forget(*database);
    }

    void onlyMembersOfTheRole()
    {
        const auto database = governed();
        QCOMPARE(database->psql(rule(u"production"_s, u"0, 'releasers', NULL"_s)), QString());
        QCOMPARE(database->psql(rule(u"active"_s, u"0, 'nobody there', NULL"_s)), QString());
        const QString refused = as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s));
        QVERIFY2(refused.contains("reserved to members of the role releasers"_L1), qPrintable(refused));
        QCOMPARE(as(*database, u"bob"_s, label(u"production"_s, u"1.0.0"_s)), QString());
        QVERIFY(as(*database, u"ada"_s, u"DELETE FROM ai_prompt_labels"_s).contains("reserved"_L1));
        QVERIFY(as(*database, u"ada"_s, u"SET ROLE releasers; SELECT 1"_s).contains("permission denied"_L1));
        QVERIFY(as(*database, u"ada"_s, u"UPDATE ai_prompts SET \"isActive\" = false"_s).contains("reserved"_L1));
        QVERIFY(as(*database, u"ada"_s, u"DELETE FROM ai_prompts"_s).contains("reserved"_L1));
        // The rules themselves are their owner's.
        QVERIFY(as(*database, u"bob"_s, u"DELETE FROM ai_prompt_rules"_s).contains("permission denied"_L1));
        forget(*database);
    }

    void onlyApprovalsOfTheRoleCount()
    {
        const auto database = governed();
        QCOMPARE(database->psql(rule(u"production"_s, u"1, NULL, 'releasers'"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, version(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"cleo"_s, approve(u"1.1.0"_s)), QString());
        QVERIFY(as(*database, u"ada"_s, label(u"production"_s, u"1.1.0"_s)).contains("has 0"_L1));
        QCOMPARE(as(*database, u"bob"_s, approve(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, label(u"production"_s, u"1.1.0"_s)), QString());
        forget(*database);
    }

    void recordsEveryChange()
    {
        const auto database = governed();
        QCOMPARE(as(*database, u"ada"_s, label(u"production"_s, u"1.0.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, version(u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"bob"_s, label(u"production"_s, u"1.1.0"_s)), QString());
        QCOMPARE(as(*database, u"ada"_s, u"DELETE FROM ai_prompt_labels"_s), QString());
        QCOMPARE(database->stateOf(rule(u"active"_s, u"1, NULL, NULL"_s)), QString());
        QCOMPARE(
            database->lines(
                u"SELECT concat_ws(' ', id, subject, operation, label, name, CASE \"changedBy\" WHEN "
                "session_user THEN 'owner' ELSE \"changedBy\" END) FROM ai_prompt_label_changes ORDER BY id"_s),
            (QStringList{
                u"1 label INSERT production Coach ada"_s, u"2 label UPDATE production Coach bob"_s,
                u"3 label DELETE production Coach ada"_s, u"4 rule INSERT active  owner"_s}));
        for (const QString &table : {u"ai_prompt_label_changes"_s, u"ai_prompt_approvals"_s}) {
            QCOMPARE(database->stateOf(u"DELETE FROM "_s + table), u"23001"_s);
            QCOMPARE(database->stateOf(u"TRUNCATE "_s + table), u"23001"_s);
        }
        for (const QString &table : {u"ai_prompt_labels"_s, u"ai_prompt_rules"_s})
            QCOMPARE(database->stateOf(u"TRUNCATE "_s + table), u"23001"_s);
        QVERIFY(as(*database, u"ada"_s, u"INSERT INTO ai_prompt_label_changes (subject) VALUES ('label')"_s)
                    .contains("permission denied"_L1));
        forget(*database);
    }

    void labelsAreOfTheirOwnPrompt()
    {
        const auto database = governed();
        const QString wrong =
            u"INSERT INTO ai_prompt_labels (name, label, \"promptId\") SELECT '%1', '%2', id FROM ai_prompts"_s;
        QCOMPARE(database->stateOf(wrong.arg(u"Other"_s, u"production"_s)), u"23503"_s);
        QCOMPARE(database->stateOf(wrong.arg(u"Coach"_s, u"active"_s)), u"23514"_s);
        QCOMPARE(database->stateOf(wrong.arg(u"Coach"_s, u"Not a label"_s)), u"23514"_s);
        QCOMPARE(database->stateOf(wrong.arg(u"Coach"_s, u"eu-west.canary"_s)), QString());
        QCOMPARE(database->stateOf(u"UPDATE ai_prompts SET name = 'Other'"_s), u"42501"_s);
        QCOMPARE(database->stateOf(u"DELETE FROM ai_prompts"_s), u"23503"_s);
        forget(*database);
    }

    // The triggers have the owner's rights: nobody else may put them on tables of his own, and names of a session
    // decide nothing.
    void rightsOfTheOwnerAreNotLent()
    {
        const auto database = governed();
        QCOMPARE(
            database->psql(
                u"CREATE SCHEMA mine AUTHORIZATION ada; GRANT USAGE ON SCHEMA mine TO PUBLIC; "_s
                + rule(u"active"_s, u"1, NULL, NULL"_s)),
            QString());
        const QString lent =
            as(*database, u"ada"_s,
               u"CREATE TABLE mine.ai_prompt_rules (label text, name text); CREATE TRIGGER t AFTER INSERT ON "
               "mine.ai_prompt_rules FOR EACH ROW EXECUTE FUNCTION public.ai_prompt_note_change('rule')"_s);
        QVERIFY2(lent.contains("permission denied for function"_L1), qPrintable(lent));
        const QString trapped =
            as(*database, u"ada"_s,
               u"CREATE FUNCTION mine.format(text, name) RETURNS text LANGUAGE sql AS $$SELECT 'SELECT NULL'$$; "
               "CREATE FUNCTION mine.equal(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT false'; "
               "CREATE OPERATOR mine.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = mine.equal); "
               "SET search_path = mine, public, pg_catalog; "_s
                   + version(u"1.1.0"_s)
                   + u"; UPDATE ai_prompts SET \"isActive\" = false; "
                     "UPDATE ai_prompts SET \"isActive\" = true WHERE version OPERATOR(pg_catalog.=) '1.1.0'"_s);
        QVERIFY2(trapped.contains("needs 1"_L1), qPrintable(trapped));
        QCOMPARE(database->psql(u"DROP SCHEMA mine CASCADE; SELECT 'gone'"_s).right(4), u"gone"_s);
        forget(*database);
    }
};

QTEST_GUILESS_MAIN(DeeprefRulesTest)
#include "tst_deeprefrules.moc"
