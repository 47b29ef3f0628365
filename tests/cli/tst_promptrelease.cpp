// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptscli.h"

#include <QProcess>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PromptDatabase;

// `howdahctl prompts`: labels of environments, approvals and the rules on both, as different database users; and the
// message for a commit, with the recipe that the help gives for it.
class PromptReleaseTest final : public QObject, private test::PromptsCli
{
    Q_OBJECT

    QMap<QString, QString> m_uris;

    // As this database user.
    int as(const QString &who, const QStringList &arguments)
    {
        return ctl(arguments + QStringList{u"--database"_s, m_uris.value(who), u"--key-file"_s, keyFile()});
    }

    void addUsers()
    {
        for (const QString &who : {u"ada"_s, u"bob"_s}) {
            if (!m_uris.contains(who))
                (void)m_server.createRole(who, u"secret"_s, m_base->name());
            connection::ConnInfo info = m_base->info();
            info.set(u"user"_s, who);
            info.set(u"password"_s, u"secret"_s);
            QStringList words;
            for (auto value = info.values.begin(); value != info.values.end(); ++value)
                words << value.key() + u"='"_s + value.value() + u'\'';
            m_uris[who] = words.join(u' ');
        }
        m_base->run(
            u"GRANT SELECT, INSERT, UPDATE ON ai_prompts, ai_prompt_activations TO ada, bob; "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ai_prompt_labels TO ada, bob; "
            "GRANT SELECT, INSERT ON ai_prompt_approvals TO ada, bob; GRANT SELECT ON ai_prompt_rules TO ada, bob; "
            "GRANT SELECT ON ai_interactions TO ada, bob"_s);
    }

    [[nodiscard]] QString labels() const
    {
        return m_base->psql(u"SELECT string_agg(l.label || ' ' || p.version || ' ' || l.\"setBy\", ',' ORDER BY "
                            "l.label) FROM ai_prompt_labels AS l JOIN ai_prompts AS p ON p.id = l.\"promptId\""_s);
    }

    // The commands between the marks of a page of the help.
    static QByteArray recipe()
    {
        QFile help(QStringLiteral(HOWDAH_SOURCE_DIR "/resources/help/prompts.md"));
        if (!help.open(QIODevice::ReadOnly))
            return {};
        const QByteArray text = help.readAll();
        const qsizetype at = text.indexOf("```sh\nset -eu\n");
        return at < 0 ? QByteArray() : text.mid(at + 6, text.indexOf("```", at + 6) - at - 6);
    }
    int run(const QString &program, const QStringList &arguments, const QString &folder)
    {
        QProcess process;
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        for (const QString &set : environment())
            all.insert(set.section(u'=', 0, 0), set.section(u'=', 1));
        all.insert(u"PATH"_s, QStringLiteral(HOWDAH_BUILD_DIR) + u':' + all.value(u"PATH"_s));
        all.insert(u"DATABASE_URL"_s, m_base->uri());
        all.insert(u"KEY_FILE"_s, keyFile());
        for (const char *who : {"GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"})
            all.insert(QLatin1String(who), u"bot@example.org"_s);
        process.setProcessEnvironment(all);
        process.setWorkingDirectory(folder);
        process.start(program, arguments);
        process.waitForFinished(-1);
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitCode();
    }

private Q_SLOTS:
    void init()
    {
        begin();
        seedThree();
        addUsers();
    }

    void labelsNameAVersionForEachEnvironment()
    {
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"staging"_s}), 1);
        QVERIFY2(m_err.contains("--yes"), m_err.constData());
        QCOMPARE(labels(), QString());
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"staging"_s, u"--reason"_s, u"trial"_s, u"--yes"_s}), 0);
        QCOMPARE(as(u"bob"_s, {u"label"_s, u"A@1.0.0"_s, u"production"_s, u"--yes"_s}), 0);
        QCOMPARE(labels(), u"production 1.0.0 bob,staging 1.1.0 ada"_s);
        // Only from what was seen.
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"production"_s, u"--replaces"_s, u"none"_s, u"--yes"_s}), 64);
        QVERIFY2(m_err.contains("names 1.0.0, not none"), m_err.constData());
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"production"_s, u"--replaces"_s, u"1.0.0"_s, u"--yes"_s}), 0);
        QCOMPARE(as(u"ada"_s, {u"unlabel"_s, u"A"_s, u"staging"_s, u"--yes"_s}), 0);
        QCOMPARE(labels(), u"production 1.1.0 ada"_s);
        QCOMPARE(as(u"ada"_s, {u"labels"_s, u"--json"_s}), 0);
        const QJsonArray list = json()[u"labels"_s].toArray();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list[0][u"version"_s].toString(), u"1.1.0"_s);
        QVERIFY(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"Not a label"_s, u"--yes"_s}) != 0);
        QVERIFY(as(u"ada"_s, {u"unlabel"_s, u"A"_s, u"staging"_s, u"--yes"_s}) != 0);
        // The active version is another matter.
        QCOMPARE(active(), u"A 1.0.0,B 1.0.0"_s);
    }

    void fourEyes()
    {
        const QStringList rule{u"rule"_s, u"production"_s, u"--approvals"_s, u"1"_s};
        QCOMPARE(prompts(rule), 1);
        QCOMPARE(prompts(rule + QStringList{u"--yes"_s}), 0);
        QCOMPARE(prompts({u"rule"_s, u"active"_s, u"--approvals"_s, u"1"_s, u"--yes"_s}), 0);
        m_base->run(u"SET SESSION AUTHORIZATION ada; UPDATE ai_prompts SET \"modelPreference\" = 'other' "
                    "WHERE name = 'A' AND version = '1.1.0'"_s);
        QCOMPARE(as(u"ada"_s, {u"approve"_s, u"A@1.1.0"_s, u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("ada wrote A 1.1.0, and cannot approve it"), m_err.constData());
        // Before anything is tried it is said what is missing; the database refuses it all the same.
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"production"_s, u"--json"_s}), 1);
        QCOMPARE(json()[u"missingApprovals"_s].toInt(), 1);
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"production"_s, u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("needs 1 approvals"), m_err.constData());
        QCOMPARE(as(u"ada"_s, {u"activate"_s, u"A@1.1.0"_s, u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("needs 1 approvals"), m_err.constData());
        QCOMPARE(active(), u"A 1.0.0,B 1.0.0"_s);
        QCOMPARE(as(u"bob"_s, {u"approve"_s, u"A@1.1.0"_s, u"--comment"_s, u"read it"_s}), 1);
        QCOMPARE(as(u"bob"_s, {u"approve"_s, u"A@1.1.0"_s, u"--comment"_s, u"read it"_s, u"--yes"_s}), 0);
        QCOMPARE(as(u"ada"_s, {u"labels"_s}), 0);
        QVERIFY2(m_out.contains("read it") && m_out.contains("bob"), m_out.constData());
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.1.0"_s, u"production"_s, u"--yes"_s}), 0);
        QCOMPARE(as(u"ada"_s, {u"activate"_s, u"A@1.1.0"_s, u"--yes"_s}), 0);
        QCOMPARE(active(), u"A 1.1.0,B 1.0.0"_s);
        QCOMPARE(as(u"bob"_s, {u"approve"_s, u"A@1.1.0"_s, u"--withdraw"_s, u"--yes"_s}), 0);
        QCOMPARE(as(u"bob"_s, {u"approve"_s, u"A@1.1.0"_s, u"--withdraw"_s, u"--yes"_s}), 2);
        // Rules are not for everybody to change, and a removed one holds nobody.
        QCOMPARE(as(u"ada"_s, {u"rule"_s, u"production"_s, u"--remove"_s, u"--yes"_s}), 2);
        QCOMPARE(prompts({u"rule"_s, u"production"_s, u"--remove"_s, u"--yes"_s}), 0);
        QCOMPARE(as(u"ada"_s, {u"label"_s, u"A@1.0.0"_s, u"production"_s, u"--yes"_s}), 0);
    }

    // A database from before, or a role that was granted nothing: what needs the tables says so, the rest goes on.
    void withoutTheTablesAllElseWorks()
    {
        m_base->run(u"REVOKE ALL ON ai_prompt_labels, ai_prompt_rules, ai_prompt_approvals FROM ada"_s);
        QVERIFY(as(u"ada"_s, {u"labels"_s}) != 0);
        QVERIFY2(m_err.contains("GovernPrompts"), m_err.constData());
        QCOMPARE(as(u"ada"_s, {u"activate"_s, u"A@1.1.0"_s, u"--yes"_s}), 0);
        QFile down(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref/1795420800006-GovernPrompts.down.sql"));
        QVERIFY(down.open(QIODevice::ReadOnly));
        m_base->run(QString::fromUtf8(down.readAll()));
        QVERIFY(as(u"bob"_s, {u"label"_s, u"A@1.1.0"_s, u"production"_s, u"--yes"_s}) != 0);
        QVERIFY2(m_err.contains("GovernPrompts"), m_err.constData());
        QCOMPARE(as(u"bob"_s, {u"rollback"_s, u"A"_s, u"--yes"_s}), 0);
        QCOMPARE(active(), u"A 1.0.0,B 1.0.0"_s);
    }

    void proposesAMessageForTheCommit()
    {
        const QStringList status{u"status"_s,  u"--source"_s, path(u"source"_s),
                                 u"--exact"_s, u"--format"_s, u"commit"_s};
        QCOMPARE(prompts(status), 0);
        QCOMPARE(m_out, QByteArray());
        m_base->run(u"UPDATE ai_prompts SET \"modelPreference\" = 'gpt-5' WHERE name = 'A' AND version = '1.1.0'"_s);
        QCOMPARE(prompts(status), 1);
        QVERIFY2(m_out.startsWith("Change A 1.1.0\n\nChanged:\n- A 1.1.0 ("), m_out.constData());
        QVERIFY2(m_out.endsWith("): model\n"), m_out.constData());
        m_base->run(u"UPDATE ai_prompts SET \"modelPreference\" = 'gpt-5' WHERE name = 'B'; "
                    "INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
                    "\"modelPreference\", \"isActive\") VALUES ('c-1', 'C', 'text', '', '1.0.0', 'model', true)"_s);
        QCOMPARE(prompts(status), 1);
        QVERIFY2(
            m_out.startsWith("Update prompts: 1 added, 2 changed\n\nAdded:\n- C 1.0.0 (c-1): active\n"),
            m_out.constData());
        for (const QByteArray &line : m_out.split('\n'))
            QVERIFY2(line.size() <= 72, line.constData());
    }

    // By model, from the tokens and the prices of a list; the intervals are those that psql finds at the exact ranks.
    void tellsWhatCallsCost()
    {
        m_base->use(u"A-v1.0.0"_s, 100, u"true"_s, u"10 * n"_s, u"1000 * n"_s);
        m_base->use(
            u"A-v1.0.0"_s, 12, u"true"_s, u"10 * n"_s, u"50"_s, u"now() - n * interval '1 minute'"_s, u"'rare'"_s);
        write(
            u"prices.yaml"_s, "models: [{name: m, input-price: 3, output-price: 15}, {name: rare, input-price: 1}]\n");
        const QStringList score{u"score"_s, u"A@1.0.0"_s, u"--days"_s, u"0"_s, u"--models"_s, path(u"prices.yaml"_s)};
        QCOMPARE(prompts(score + QStringList{u"--json"_s}), 0);
        const QJsonArray costs = json()[u"costs"_s].toArray();
        QCOMPARE(costs.size(), 2);
        QCOMPARE(costs[0][u"model"_s].toString(), u"m"_s);
        QCOMPARE(costs[0][u"calls"_s].toInt(), 100);
        // Ranks 40 and 61 hold the median of 100 values.
        QCOMPARE(costs[0][u"p50AsInput"_s][u"value"_s].toDouble(), 50'000 * 3 / 1e6);
        QCOMPARE(costs[0][u"p50AsInput"_s][u"low"_s].toDouble(), 40'000 * 3 / 1e6);
        QCOMPARE(costs[0][u"p50AsInput"_s][u"high"_s].toDouble(), 61'000 * 3 / 1e6);
        QCOMPARE(costs[0][u"p95AsOutput"_s][u"value"_s].toDouble(), 95'000 * 15 / 1e6);
        // Too few to say.
        QCOMPARE(costs[1][u"model"_s].toString(), u"rare"_s);
        QVERIFY(costs[1][u"p50AsInput"_s].isNull());
        QCOMPARE(prompts(score), 0);
        QVERIFY2(
            m_out.contains("Cost of a call, m") && m_out.contains("0.15 as input, 0.75 as output"), m_out.constData());
        QCOMPARE(prompts(score.first(4)), 0);
        QVERIFY2(m_out.contains("models.yaml has no price of m, rare"), m_out.constData());
    }

    // The recipe of the help, as a job of a repository would run it.
    void theRecipeCommitsWhatDiffers()
    {
        const QByteArray script = recipe();
        QVERIFY2(script.contains("status --database") && script.contains("git commit"), script.constData());
        QDir(m_folder->path()).mkdir(u"repository"_s);
        const QString repository = path(u"repository"_s);
        QCOMPARE(run(u"git"_s, {u"init"_s, u"--quiet"_s}, repository), 0);
        QDir(repository).mkdir(u"prompts"_s);
        write(u"recipe.sh"_s, script);
        const auto job = [&] { return run(u"sh"_s, {path(u"recipe.sh"_s)}, repository); };
        const auto subjects = [&] {
            (void)run(u"git"_s, {u"log"_s, u"--format=%s"_s}, repository);
            return QString::fromUtf8(m_out).trimmed().split(u'\n');
        };
        QVERIFY2(job() == 0, m_err.constData());
        QCOMPARE(subjects(), QStringList{u"Update prompts: 3 added, 0 changed"_s});
        // Nothing is committed where nothing differs.
        QVERIFY2(job() == 0, m_err.constData());
        QCOMPARE(subjects().size(), 1);
        m_base->run(u"UPDATE ai_prompts SET \"modelPreference\" = 'gpt-5' WHERE name = 'B'"_s);
        QVERIFY2(job() == 0, m_err.constData());
        QCOMPARE(subjects().value(0), u"Change B 1.0.0"_s);
        QCOMPARE(subjects().size(), 2);
        QCOMPARE(run(u"git"_s, {u"status"_s, u"--porcelain"_s}, repository), 0);
        QCOMPARE(m_out, QByteArray());
        // What cannot be compared is an error of the job, and no commit.
        QFile::remove(keyFile());
        QVERIFY(job() != 0);
        QCOMPARE(subjects().size(), 2);
    }
};

QTEST_GUILESS_MAIN(PromptReleaseTest)
#include "tst_promptrelease.moc"
