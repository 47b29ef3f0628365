// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/promptscli.h"

#include <QProcess>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::expected;
using test::PromptDatabase;

// `howdahctl prompts` as a script sees it: plans before writing, exit codes, JSON.
class PromptsCliTest final : public QObject, test::PromptsCli
{
    Q_OBJECT
private Q_SLOTS:
    void init() { begin(); }

    // The four agents of the platform.
    void seedsThePlatformsAgents()
    {
        makeKey();
        const QString source = QStringLiteral(HOWDAH_SOURCE_DIR "/resources/prompts");
        QCOMPARE(prompts({u"status"_s, u"--source"_s, source}), 1);
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, source}), 1); // a plan
        QVERIFY(m_out.contains("reference-coach-v1") && m_out.contains("insert"));
        QVERIFY(m_err.contains("--yes"));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"0"_s);
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, source, u"--yes"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"inserted"_s].toInt(), 4);
        QCOMPARE(
            m_base->psql(u"SELECT string_agg(\"promptId\" || ' ' || \"modelPreference\" || ' ' || \"isActive\", ',' "
                         "ORDER BY \"promptId\") FROM ai_prompts WHERE \"systemPrompt\" LIKE 'howdah1.first.%'"_s),
            u"authenticity-analyzer-v1 claude-sonnet-4-5 true,reference-coach-v1 claude-sonnet-4-5 true,"
            "reference-intelligence-v1 claude-sonnet-4-5 true,verification-orchestrator-v1 claude-opus-4-1 true"_s);
        QCOMPARE(prompts({u"status"_s, u"--source"_s, source}), 0);
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, source, u"--yes"_s, u"--json"_s}), 0); // skips what is there
        QVERIFY(!json().contains(u"inserted"_s));
        QVERIFY(prompts({u"lint"_s}) <= 1); // never used yet, no errors
        QCOMPARE(ctl({u"lint"_s, u"--source"_s, source}), 0);
    }

    void statusTellsDifferences()
    {
        seedThree();
        const auto status = [this](const QStringList &more = {}) {
            return prompts(QStringList{u"status"_s, u"--source"_s, path(u"source"_s), u"--json"_s} + more);
        };
        QCOMPARE(status(), 0);
        prompt::Prompt edited = PromptDatabase::version(u"A"_s, u"1.1.0"_s);
        edited.systemPrompt = u"edited by hand"_s;
        edited.active = false;
        write(
            u"source/A-v1.1.0.prompt"_s,
            "---\nname: A\nversion: \"1.1.0\"\nmodel: claude-sonnet-4-5\nhowdah.promptId: "
            "A-v1.1.0\nhowdah.metadata: '{\"a\": 1}'\n---\n{{role \"system\"}}\nedited by hand\n{{role \"user\"}}\n"
            "{{question}}\n");
        QCOMPARE(status(), 1);
        QCOMPARE(actions(), (QStringList{u"A-v1.0.0 same"_s, u"A-v1.1.0 update"_s, u"B-v1.0.0 same"_s}));
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, path(u"source"_s), u"--yes"_s, u"--json"_s}), 0);
        QCOMPARE(actions()[1], u"A-v1.1.0 skip"_s);
        QCOMPARE(status(), 1);
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, path(u"source"_s), u"--update"_s}), 1);
        QVERIFY(m_out.contains("systemPrompt") && !m_out.contains("edited by hand"));
        QCOMPARE(status(), 1);
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, path(u"source"_s), u"--update"_s, u"--yes"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"updated"_s].toInt(), 1);
        QCOMPARE(status(), 0);
        QFile::remove(path(u"source/B-v1.0.0.prompt"_s));
        QCOMPARE(status(), 0);
        QCOMPARE(json()[u"onlyInDatabase"_s].toArray().size(), 1);
        QCOMPARE(status({u"--exact"_s}), 1);
        // What was used needs a new version; the others are written all the same.
        m_base->use(u"A-v1.1.0"_s, 2);
        write(u"source/A-v1.1.0.prompt"_s, read(u"source/A-v1.1.0.prompt"_s).replace("by hand", "once more"));
        writePrompt(PromptDatabase::version(u"C"_s, u"1.0.0"_s));
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, path(u"source"_s), u"--update"_s, u"--yes"_s, u"--json"_s}), 1);
        QCOMPARE(actions(), (QStringList{u"A-v1.0.0 same"_s, u"A-v1.1.0 immutable"_s, u"C-v1.0.0 insert"_s}));
        QCOMPARE(json()[u"inserted"_s].toInt(), 1);
    }

    void brokenYamlIsNeverAPrompt()
    {
        seedThree();
        write(u"source/broken.prompt"_s, "---\nname: X\nversion: \"1.0.0\"\nmodel: [open\n---\nHELLO MODEL\n");
        writePrompt(PromptDatabase::version(u"D"_s, u"1.0.0"_s));
        for (const QString &command : {u"seed"_s, u"status"_s}) {
            QStringList arguments{command, u"--source"_s, path(u"source"_s)};
            if (command == "seed"_L1)
                arguments << u"--yes"_s;
            QCOMPARE(prompts(arguments), 2);
            QVERIFY(m_err.contains("broken.prompt, line ") && !m_err.contains("HELLO"));
        }
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"3"_s);
        QCOMPARE(prompts({u"lint"_s, u"--source"_s, path(u"source"_s)}), 64); // a source, and not the database
        QCOMPARE(ctl({u"lint"_s, u"--source"_s, path(u"source"_s)}), 2);
        QCOMPARE(prompts({u"import"_s, path(u"source/broken.prompt"_s), u"--yes"_s}), 2);
    }

    // P7: nasty texts come back byte by byte, and a second export writes nothing.
    void P7_exportImportExport()
    {
        makeKey();
        std::vector<prompt::Prompt> all;
        QRandomGenerator random(7);
        const QStringList pieces{u"---\n"_s,     u"{{role \"user\"}}\n"_s,
                                 u"\r\n"_s,      u"\t"_s,
                                 u"  \n"_s,      u"\U0001F600"_s,
                                 u"\u202eabc"_s, u"{\"json\": {{x}} }"_s,
                                 u"\u00e4"_s,    u"'\"\\"_s,
                                 u"\ufeff"_s,    u"text "_s,
                                 u"\n\n"_s,      u"{% raw %}"_s};
        for (int i = 0; i < 1000; ++i) {
            prompt::Prompt one = PromptDatabase::version(u"N%1"_s.arg(i), u"1.0.0"_s);
            for (QString *text : {&one.systemPrompt, &one.userPrompt})
                for (int k = random.bounded(12); k >= 0; --k)
                    *text += pieces[random.bounded(pieces.size())];
            all.push_back(one);
        }
        all[0].systemPrompt = u"0123456789abcde\n"_s.repeated(1 << 16); // 1 MB
        m_base->seed(all, PromptDatabase::ring(u"x"_s, 3));
        // The keys of the test, in the file of the command.
        expected(prompt::FileKeyStore(keyFile()).save(PromptDatabase::ring(u"x"_s, 3)));
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"one"_s)}), 0); // it needs no --yes
        QCOMPARE(QDir(path(u"one"_s)).entryList(QDir::Files).size(), 1000);
        QCOMPARE(QFile(path(u"one/N0-v1.0.0.prompt"_s)).permissions() & 0x77, QFileDevice::Permissions());
        const QString before =
            m_base->psql(u"SELECT md5(string_agg(p::text || xmin::text, ',' ORDER BY id)) FROM ai_prompts p"_s);
        // Into the same database it changes nothing, ...
        QStringList import{u"import"_s, u"--yes"_s, u"--update"_s, u"--json"_s};
        for (const QString &name : QDir(path(u"one"_s)).entryList(QDir::Files))
            import << path(u"one/"_s + name);
        QCOMPARE(prompts(import), 0);
        QVERIFY(!json().contains(u"updated"_s));
        QCOMPARE(
            m_base->psql(u"SELECT md5(string_agg(p::text || xmin::text, ',' ORDER BY id)) FROM ai_prompts p"_s),
            before);
        // ... and through another one come the same bytes.
        PromptDatabase other(m_server);
        const QStringList there{u"--database"_s, other.uri(), u"--key-file"_s, keyFile()};
        QCOMPARE(ctl(import + there), 0);
        QCOMPARE(json()[u"inserted"_s].toInt(), 1000);
        QCOMPARE(ctl(QStringList{u"export"_s, u"--out"_s, path(u"two"_s), u"--yes"_s} + there), 0);
        for (const QString &name : QDir(path(u"one"_s)).entryList(QDir::Files))
            QVERIFY2(read(u"one/"_s + name) == read(u"two/"_s + name), qPrintable(name));
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"one"_s), u"--json"_s}), 0); // nothing to write
        // The texts that left the database are noted, and not a word of them.
        const QByteArray journal = read(u"data/prompts/journal.jsonl"_s);
        QCOMPARE(journal.count("\"export\""), 2);
        QVERIFY(journal.contains("N42-v1.0.0") && !journal.contains("0123456789abcde"));
    }

    void exportKeepsWhatAPersonEdited()
    {
        seedThree();
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s}), 0);
        const QString name = u"out/A-v1.0.0.prompt"_s;
        write(name, read(name).replace("The secret of A", "My own words for A"));
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s}), 2);
        QVERIFY(m_out.contains("edited"));
        QVERIFY(read(name).contains("My own words"));
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s, u"--overwrite"_s}), 0);
        QVERIFY(!read(name).contains("My own words"));
    }

    // P15: other programs' files, with what has no place there told.
    void P15_exchangesWithOthers_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("lost");
        QTest::newRow("langfuse") << u"langfuse"_s << u"prompts.json"_s << u"version"_s;
        QTest::newRow("prompty") << u"prompty"_s << u"A-v1.1.0.prompty"_s << u"metadata.a"_s;
        QTest::newRow("github") << u"github"_s << u"A-v1.1.0.prompt.yml"_s << u"version"_s;
        QTest::newRow("litellm") << u"litellm"_s << u"A-v1.1.0.prompt"_s << u"name"_s;
    }
    void P15_exchangesWithOthers()
    {
        QFETCH(QString, format);
        QFETCH(QString, file);
        QFETCH(QString, lost);
        seedThree();
        QCOMPARE(
            prompts(
                {u"export"_s, u"--out"_s, path(u"out"_s), u"--format"_s, format, u"--only"_s, u"A-v1.1.0"_s, u"--yes"_s,
                 u"--json"_s}),
            0);
        bool reported = false;
        for (const QJsonValue loss : json()[u"losses"_s].toArray())
            reported = reported || loss[u"field"_s].toString() == lost;
        QVERIFY2(reported, m_out.constData());
        QVERIFY(read(u"out/"_s + file).contains("The secret of A 1.1.0"));
        PromptDatabase other(m_server);
        QCOMPARE(
            ctl(
                {u"import"_s, path(u"out/"_s + file), u"--format"_s, format, u"--database"_s, other.uri(),
                 u"--key-file"_s, keyFile(), u"--yes"_s}),
            0);
        const auto keys = expected(prompt::FileKeyStore(keyFile()).load());
        const auto stored = other.stored(keys);
        QCOMPARE(stored.size(), size_t(1));
        QCOMPARE(stored[0].prompt.systemPrompt, u"The secret of A 1.1.0"_s);
        QCOMPARE(stored[0].prompt.active, std::optional(false));
    }

    void P1_activatesAndRollsBack()
    {
        seedThree();
        m_base->use(u"A-v1.0.0"_s, 40, u"n > 2"_s);
        QCOMPARE(prompts({u"activate"_s, u"A-v1.1.0"_s, u"--reason"_s, u"better"_s}), 1);
        QVERIFY(m_out.contains("A 1.0.0 is replaced by A 1.1.0") && m_out.contains("systemPrompt"));
        QVERIFY(m_out.contains("n = 40") && !m_out.contains("secret"));
        QCOMPARE(active(), u"A 1.0.0,B 1.0.0"_s);
        QCOMPARE(prompts({u"activate"_s, u"A-v1.1.0"_s, u"--replaces"_s, u"0.9.0"_s, u"--yes"_s}), 64);
        QCOMPARE(
            prompts(
                {u"activate"_s, u"A@1.1.0"_s, u"--reason"_s, u"better"_s, u"--by"_s, u"ada"_s, u"--replaces"_s,
                 u"1.0.0"_s, u"--yes"_s, u"--json"_s}),
            0);
        QCOMPARE(json()[u"from"_s].toString(), u"1.0.0"_s);
        QCOMPARE(json()[u"to"_s].toString(), u"1.1.0"_s);
        QCOMPARE(json()[u"fromScore"_s][u"calls"_s].toInt(), 40);
        QCOMPARE(active(), u"A 1.1.0,B 1.0.0"_s);
        QCOMPARE(prompts({u"activate"_s, u"A@1.1.0"_s, u"--yes"_s}), 0); // already
        QCOMPARE(prompts({u"rollback"_s, u"A"_s}), 1);
        QCOMPARE(prompts({u"rollback"_s, u"A"_s, u"--reason"_s, u"worse"_s, u"--yes"_s}), 0);
        QCOMPARE(active(), u"A 1.0.0,B 1.0.0"_s);
        QCOMPARE(prompts({u"deactivate"_s, u"B"_s, u"--yes"_s}), 0);
        QCOMPARE(active(), u"A 1.0.0"_s);
        QCOMPARE(prompts({u"deactivate"_s, u"B"_s, u"--yes"_s}), 2);
        QCOMPARE(prompts({u"activate"_s, u"nobody"_s, u"--yes"_s}), 64);
        QCOMPARE(prompts({u"history"_s, u"A"_s, u"--json"_s}), 0);
        QStringList lines;
        for (const QJsonValue change : json()[u"changes"_s].toArray())
            lines << u"%1 %2>%3 %4"_s.arg(
                change[u"action"_s].toString(), change[u"from"_s].toString(), change[u"to"_s].toString(),
                change[u"reason"_s].toString());
        QCOMPARE(
            lines, (QStringList{
                       u"rollback 1.1.0>1.0.0 worse"_s, u"activate 1.0.0>1.1.0 better"_s,
                       u"activate >1.0.0 Seeded as the first active version"_s}));
        QCOMPARE(read(u"data/prompts/journal.jsonl"_s).count("\"rollback\""), 1);
    }

    void P5_diff()
    {
        seedThree();
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s, u"A"_s}), 0);
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s, u"A-v1.1.0"_s}), 1);
        QVERIFY(m_out.contains("-The secret of A 1.0.0") && m_out.contains("+The secret of A 1.1.0"));
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s, u"A-v1.1.0"_s, u"--words"_s}), 1);
        QVERIFY(m_out.contains("The secret of A 1.[-0-]{+1+}.0"));
        QCOMPARE(prompts({u"diff"_s, path(u"source/A-v1.0.0.prompt"_s)}), 0); // against its version
        write(
            u"source/A-v1.0.0.prompt"_s, read(u"source/A-v1.0.0.prompt"_s).replace("{{question}}", "{{question}} \t"));
        QCOMPARE(prompts({u"diff"_s, path(u"source/A-v1.0.0.prompt"_s), u"--blanks"_s}), 1);
        QVERIFY(m_out.contains("{{question}}\u00b7\u2192"));
        // Another database, where the same text is encrypted with another key.
        PromptDatabase other(m_server);
        copyTo(other);
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s, u"--against"_s, other.uri(), u"--json"_s}), 0);
        QCOMPARE(json()[u"fields"_s].toArray().size(), 0);
        QCOMPARE(prompts({u"diff"_s, u"A-v1.0.0"_s}), 64);
    }

    void P9_render()
    {
        makeKey();
        prompt::Prompt one = PromptDatabase::version(u"R"_s, u"1.0.0"_s, true);
        one.userPrompt = u"{\"q\": \"{{topic}}\"} {{tone}}"_s;
        one.metadata = u"{\"input\": {\"default\": {\"tone\": \"calm\"}}}"_s;
        writePrompt(one);
        const QString file = path(u"source/R-v1.0.0.prompt"_s);
        QCOMPARE(ctl({u"render"_s, file}), 1);
        QVERIFY(m_out.contains("{\"q\": \"{{topic}}\"} calm") && m_err.contains("topic"));
        QCOMPARE(ctl({u"render"_s, file, u"--set"_s, u"topic=a=b"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"messages"_s].toArray()[1][u"content"_s].toString(), u"{\"q\": \"a=b\"} calm"_s);
        write(u"values.json"_s, "{\"topic\": \"trees\", \"tone\": 3}");
        QCOMPARE(ctl({u"render"_s, file, u"--values"_s, path(u"values.json"_s)}), 0);
        QVERIFY(m_out.contains("{\"q\": \"trees\"} 3"));
        QCOMPARE(prompts({u"seed"_s, u"--source"_s, path(u"source"_s), u"--yes"_s}), 0);
        m_base->use(u"R-v1.0.0"_s, 1);
        m_base->run(u"UPDATE ai_interactions SET \"userInput\" = '{\"q\": \"real\"} warm'"_s);
        const QString call = m_base->psql(u"SELECT id FROM ai_interactions"_s);
        QCOMPARE(prompts({u"render"_s, u"R"_s, u"--interaction"_s, call}), 0);
        QVERIFY(m_out.contains("{\"q\": \"real\"} warm"));
        QCOMPARE(ctl({u"render"_s, file, u"--set"_s, u"topic"_s}), 64);
    }

    void P6_score()
    {
        seedThree();
        m_base->use(u"A-v1.0.0"_s, 80, u"n <= 48"_s);
        m_base->use(u"A-v1.1.0"_s, 70, u"n <= 56"_s);
        // Whoever looks again and again has to see more.
        QCOMPARE(prompts({u"score"_s, u"A-v1.1.0"_s, u"--against"_s, u"A-v1.0.0"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"comparison"_s].toArray()[0][u"verdict"_s].toString(), u"inconclusive"_s);
        QVERIFY(json()[u"method"_s].toString().contains("however often"_L1));
        QCOMPARE(prompts({u"score"_s, u"A-v1.1.0"_s, u"--against"_s, u"A-v1.0.0"_s, u"--primary"_s, u"speed"_s}), 64);
        QCOMPARE(prompts({u"score"_s, u"A-v1.1.0"_s, u"--against"_s, u"A-v1.0.0"_s, u"--once"_s, u"--json"_s}), 0);
        const QJsonValue success = json()[u"comparison"_s].toArray()[0];
        QCOMPARE(success[u"verdict"_s].toString(), u"better"_s);
        QVERIFY(qAbs(success[u"change"_s][u"low"_s].toDouble() - 0.0524) < 0.0001);
        const QString rows = json()[u"score"_s][u"rows"_s][u"failures"_s].toString();
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM (%1) AS r"_s.arg(rows)), u"14"_s);
        QCOMPARE(prompts({u"score"_s, u"B"_s}), 0);
        QVERIFY(m_out.contains("not enough data"));
    }

    void P11_search()
    {
        seedThree();
        QCOMPARE(prompts({u"search"_s, u"SECRET of a"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"hits"_s].toArray().size(), 2);
        QCOMPARE(prompts({u"search"_s, u"secret of [AB] 1\\.0"_s, u"--regex"_s, u"--active"_s, u"--json"_s}), 0);
        QCOMPARE(json()[u"hits"_s].toArray().size(), 2);
        QCOMPARE(prompts({u"search"_s, u"no such words"_s}), 1);
        QCOMPARE(prompts({u"search"_s, u"("_s, u"--regex"_s}), 64);
    }

    void readOnlyUsersSeeEverything()
    {
        seedThree();
        connection::ConnInfo info = m_server.createRole(u"cli_reader"_s, u"pw"_s, m_base->name());
        m_base->run(u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO cli_reader"_s);
        const QString password = info.value(u"password"_s);
        const QStringList there{
            u"--database"_s, connection::toUri(info) + u"&password="_s + password, u"--key-file"_s, keyFile()};
        QCOMPARE(ctl(QStringList{u"list"_s, u"--json"_s} + there), 0);
        QCOMPARE(json()[u"mayWrite"_s].toBool(true), false);
        QCOMPARE(json()[u"prompts"_s].toArray()[0][u"state"_s].toString(), u"open"_s);
        QCOMPARE(ctl(QStringList{u"status"_s, u"--source"_s, path(u"source"_s)} + there), 0);
        QCOMPARE(ctl(QStringList{u"export"_s, u"--out"_s, path(u"out"_s), u"--yes"_s} + there), 0);
        writePrompt(PromptDatabase::version(u"D"_s, u"1.0.0"_s));
        for (const QStringList &command :
             {QStringList{u"seed"_s, u"--source"_s, path(u"source"_s)},
              {u"activate"_s, u"A-v1.1.0"_s},
              {u"rollback"_s, u"A"_s},
              {u"reencrypt"_s}}) {
            const int code = ctl(command + QStringList{u"--yes"_s} + there);
            QVERIFY2(code == 2, qPrintable(command.join(u' ') + QString::fromUtf8(m_err)));
        }
        QVERIFY(m_err.contains("do not have permission to write"));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"3"_s);
    }

    void hostileNames()
    {
        makeKey();
        prompt::Prompt odd =
            PromptDatabase::version(u"x\u001b[31m'; DROP TABLE ai_prompts; --/../%1"_s, u"1.0.0"_s, true);
        prompt::Prompt twin = odd;
        odd.promptId = u"../../etc/a b"_s;
        twin.name += u"2"_s;
        twin.promptId = u"../../etc/a/b"_s;
        m_base->seed({odd, twin}, expected(prompt::FileKeyStore(keyFile()).load()));
        QCOMPARE(prompts({u"list"_s}), 0);
        QVERIFY(!m_out.contains('\x1b') && m_out.contains("\\u001b"));
        QCOMPARE(prompts({u"export"_s, u"--out"_s, path(u"out/inner"_s), u"--yes"_s}), 0);
        QCOMPARE(QDir(path(u"out/inner"_s)).entryList(QDir::Files).size(), 2); // not one over the other
        QCOMPARE(QDir(path(u"out"_s)).entryList(QDir::Files).size(), 0);
        QCOMPARE(prompts({u"deactivate"_s, odd.name, u"--reason"_s, u"'\"\\"_s, u"--yes"_s}), 0);
        QCOMPARE(prompts({u"status"_s, u"--source"_s, path(u"out/inner"_s)}), 1);
        QCOMPARE(prompts({u"activate"_s, odd.promptId, u"--yes"_s}), 0);
        QCOMPARE(prompts({u"status"_s, u"--source"_s, path(u"out/inner"_s)}), 0);
    }

    void otherTablesByAMapping()
    {
        makeKey();
        m_base->run(
            u"CREATE SCHEMA o; CREATE TABLE o.texts (nr uuid, code text, who text, sys text, usr text, ver text, llm "
            "text, live boolean, extra jsonb); CREATE TABLE o.prompts (id uuid, prompt_id text, name text, "
            "system_prompt text, user_prompt_template text, version text, model_preference text, is_active "
            "boolean, metadata jsonb)"_s);
        QCOMPARE(prompts({u"list"_s}), 64); // two that look like prompts
        QVERIFY(m_err.contains("o.prompts") && m_err.contains("public.ai_prompts"));
        QCOMPARE(prompts({u"list"_s, u"--table"_s, u"o.prompts"_s}), 0);
        write(
            u"map.yaml"_s,
            "table: o.texts\ncolumns: {id: nr, promptId: code, name: who, systemPrompt: sys, "
            "userPromptTemplate: usr, version: ver, modelPreference: llm, isActive: live, metadata: extra}\n");
        writePrompt(PromptDatabase::version(u"A"_s, u"1.0.0"_s, true));
        const QStringList mapped{u"--mapping"_s, path(u"map.yaml"_s)};
        QCOMPARE(prompts(QStringList{u"seed"_s, u"--source"_s, path(u"source"_s), u"--yes"_s} + mapped), 0);
        QCOMPARE(m_base->psql(u"SELECT code, live, sys LIKE 'howdah1.first.%' FROM o.texts"_s), u"A-v1.0.0|t|t"_s);
        QCOMPARE(prompts(QStringList{u"status"_s, u"--source"_s, path(u"source"_s)} + mapped), 0);
        write(u"map.yaml"_s, "table: o.texts\ncolumns: {nonsense: nr}\n");
        QCOMPARE(prompts(QStringList{u"list"_s} + mapped), 64);
        QVERIFY(m_err.contains("map.yaml, line 2"));
    }

    void drawsNoScreenLibraries()
    {
        QProcess ldd;
        ldd.start(u"ldd"_s, {QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl")});
        QVERIFY(ldd.waitForFinished(60'000));
        const QByteArray libraries = ldd.readAllStandardOutput();
        QVERIFY(libraries.contains("Qt6Core"));
        QVERIFY(!libraries.contains("Qt6Gui") && !libraries.contains("Qt6Widgets"));
    }

private:
    // The prompts of this database in another one, encrypted with another nonce.
    void copyTo(PromptDatabase &other)
    {
        const auto keys = expected(prompt::FileKeyStore(keyFile()).load());
        std::vector<prompt::Prompt> all;
        for (const prompt::StoredPrompt &stored : m_base->stored(keys))
            all.push_back(stored.prompt);
        other.seed(all, keys);
    }
};

QTEST_GUILESS_MAIN(PromptsCliTest)
#include "tst_prompts.moc"
