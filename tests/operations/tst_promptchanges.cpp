// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptactivation.h"
#include "operations/promptsave.h"
#include "operations/promptsync.h"

#include "prompt/promptdatabase.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using prompt::ActivationAction;
using test::expected;
using test::PromptDatabase;

// What changes the prompts of a database: activation, files, edits. Each does what was shown, or nothing.
class PromptChangesTest final : public QObject
{
    Q_OBJECT

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString journal() const { return path(u"state/journal.jsonl"_s); }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    [[nodiscard]] std::vector<prompt::StoredPrompt> stored() { return m_base->stored(m_keys); }
    [[nodiscard]] Result<ActivationPlan> plan(ActivationAction action, const QString &promptId = {})
    {
        const QString id = promptId.isEmpty() ? QString() : m_base->idOf(promptId);
        return planActivation(m_base->session(), m_base->table, stored(), {action, u"coach"_s, id});
    }
    Result<prompt::ActivationReport> carryOut(const ActivationPlan &plan, const QString &reason = {})
    {
        prompt::ActivationRequest request = plan.request;
        request.reason = reason;
        return changeActivePrompt(
            m_base->session(), m_base->table, request, {u"shop"_s, u"public.ai_prompts"_s}, journal());
    }
    void activate(const QString &promptId) { expected(carryOut(expected(plan(ActivationAction::Activate, promptId)))); }
    [[nodiscard]] QString active() const
    {
        return m_base->psql(u"SELECT version FROM ai_prompts WHERE \"isActive\" AND name = 'coach'"_s);
    }

    std::optional<test::TestServer> m_server;
    std::optional<PromptDatabase> m_base;
    std::optional<QTemporaryDir> m_folder;
    const prompt::KeyRing m_keys = PromptDatabase::ring(u"k1"_s, 'a');

private Q_SLOTS:
    void initTestCase() { m_server.emplace(); }
    void init()
    {
        m_folder.emplace();
        m_base.emplace(*m_server);
        m_base->seed(
            {PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true), PromptDatabase::version(u"coach"_s, u"1.1.0"_s),
             PromptDatabase::version(u"coach"_s, u"1.2.0"_s)},
            m_keys);
    }
    void cleanup() { m_base.reset(); }

    // What was shown comes back, or nothing does: somebody else has been there, and the same version is active again.
    void aRollbackDoesWhatWasShown()
    {
        activate(u"coach-v1.1.0"_s);
        const ActivationPlan shown = expected(plan(ActivationAction::Rollback));
        QCOMPARE(shown.next->prompt.version, u"1.0.0"_s);
        activate(u"coach-v1.2.0"_s);
        activate(u"coach-v1.1.0"_s);
        const auto refused = carryOut(shown);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Conflict);
        QCOMPARE(active(), u"1.1.0"_s);
        // Looked at again, it goes back to what the last change replaced.
        const ActivationPlan now = expected(plan(ActivationAction::Rollback));
        QCOMPARE(now.next->prompt.version, u"1.2.0"_s);
        expected(carryOut(now));
        QCOMPARE(active(), u"1.2.0"_s);
    }

    void theJournalSaysWhatItWas()
    {
        activate(u"coach-v1.1.0"_s);
        expected(carryOut(expected(plan(ActivationAction::Rollback)), u"worse answers"_s));
        expected(carryOut(expected(plan(ActivationAction::Deactivate))));
        QFile file(journal());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const QJsonObject back = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(back[u"action"_s].toString(), u"rollback"_s);
        QCOMPARE(back[u"database"_s].toString(), u"shop"_s);
        QCOMPARE(back[u"table"_s].toString(), u"public.ai_prompts"_s);
        QCOMPARE(back[u"reason"_s].toString(), u"worse answers"_s);
        QCOMPARE(back[u"replaced"_s].toString(), m_base->idOf(u"coach-v1.1.0"_s));
        QCOMPARE(back[u"activated"_s].toString(), m_base->idOf(u"coach-v1.0.0"_s));
        QVERIFY(lines[2].contains("\"deactivate\""));
    }

    void refusesBeforeItIsBegun()
    {
        const auto nothing = plan(ActivationAction::Rollback);
        QVERIFY(!nothing && nothing.error().kind == ErrorKind::NotFound);
        QVERIFY(expected(plan(ActivationAction::Activate, u"coach-v1.0.0"_s)).isActiveAlready());
        const ActivationPlan wanted = expected(plan(ActivationAction::Activate, u"coach-v1.1.0"_s));
        m_base->table.mayWrite = false;
        const auto refused = carryOut(wanted);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Permission);
        QCOMPARE(active(), u"1.0.0"_s);
    }

    // Only a folder of seeds says what is active, whatever stands in a file.
    void importingActivatesNothing()
    {
        const prompt::Prompt fresh = PromptDatabase::version(u"judge"_s, u"1.0.0"_s, true);
        write(u"judge.prompt"_s, expected(prompt::promptFileText(fresh)));
        const IncomingPrompts folder = expected(readIncomingFolder(m_folder->path()));
        QCOMPARE(folder.prompts.at(0).active, std::optional(true));
        const IncomingPrompts file = expected(readIncomingFile(path(u"judge.prompt"_s)));
        QVERIFY(!file.prompts.at(0).active);
        const auto planned = expected(planPromptSync(file, stored(), {}, {}));
        expected(applyPromptSync(m_base->session(), m_base->table, planned, m_keys, {}));
        QCOMPARE(m_base->psql(u"SELECT \"isActive\" FROM ai_prompts WHERE name = 'judge'"_s), u"f"_s);
    }

    void brokenFilesStopAllUnlessTheyAreLeftOut()
    {
        write(u"good.prompt"_s, expected(prompt::promptFileText(PromptDatabase::version(u"good"_s, u"1.0.0"_s))));
        write(u"broken.prompt"_s, "---\nname: x\nversion: [\n---\ntext\n");
        const IncomingPrompts folder = expected(readIncomingFolder(m_folder->path()));
        QCOMPARE(folder.files, (QStringList{u"broken.prompt"_s, u"good.prompt"_s}));
        QVERIFY(!planPromptSync(folder, stored(), {}, {}));
        const auto planned = expected(planPromptSync(folder, stored(), {}, {.withoutBroken = true}));
        QCOMPARE(planned.count(prompt::SyncAction::Insert), 1);
    }

    void writesReadableTextsOnlyWhenSomebodySaysSo()
    {
        write(u"good.prompt"_s, expected(prompt::promptFileText(PromptDatabase::version(u"good"_s, u"1.0.0"_s))));
        const auto planned = expected(planPromptSync(expected(readIncomingFolder(m_folder->path())), stored(), {}, {}));
        const prompt::KeyRing none;
        const auto refused = applyPromptSync(m_base->session(), m_base->table, planned, none, {});
        QVERIFY(!refused && refused.error().kind == ErrorKind::Usage);
        const PromptEdit edit{std::nullopt, PromptDatabase::version(u"mine"_s, u"1.0.0"_s), false};
        QVERIFY(asksForReadable(none, edit) && !asksForReadable(m_keys, edit));
        QVERIFY(!savePromptEdit(m_base->session(), m_base->table, none, edit));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"3"_s);
        expected(applyPromptSync(m_base->session(), m_base->table, planned, none, {.readable = true}));
        expected(savePromptEdit(m_base->session(), m_base->table, none, {{}, edit.wanted, true}));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompts"_s), u"5"_s);
        m_base->table.mayWrite = false;
        const auto forbidden = savePromptEdit(m_base->session(), m_base->table, m_keys, edit);
        QVERIFY(!forbidden && forbidden.error().kind == ErrorKind::Permission);
    }

    void whatWasUsedTakesANewVersion()
    {
        const prompt::StoredPrompt used = m_base->stored(m_keys, u"coach-v1.0.0"_s);
        prompt::Prompt wanted = used.prompt;
        wanted.metadata = u"{\"b\": 2}"_s;
        QVERIFY(!needsNewVersion(used, wanted, 7)); // it was no part of what a model was sent
        wanted.userPrompt += u'!';
        QVERIFY(needsNewVersion(used, wanted, 7) && !needsNewVersion(used, wanted, 0));
        QCOMPARE(nextFreeVersion(stored(), wanted, prompt::Bump::Minor).version, u"1.3.0"_s); // 1.1.0, 1.2.0: taken
    }

    void knowsFormatsByTheirNames()
    {
        using prompt::ExchangeFormat;
        QCOMPARE(exchangeFormatOfFile(u"a.litellm.prompt"_s), std::optional(ExchangeFormat::LiteLlm));
        QCOMPARE(exchangeFormatOfFile(u"A.PROMPT.YAML"_s), std::optional(ExchangeFormat::GitHub));
        QCOMPARE(exchangeFormatOfFile(u"a.prompt.yml"_s), std::optional(ExchangeFormat::GitHub));
        QCOMPARE(exchangeFormatOfFile(u"a.prompty"_s), std::optional(ExchangeFormat::Prompty));
        QCOMPARE(exchangeFormatOfFile(u"all.json"_s), std::optional(ExchangeFormat::Langfuse));
        QVERIFY(!exchangeFormatOfFile(u"a.prompt"_s));
    }

    // Of several tables the one of that name; which of two others is meant nobody can say.
    void readsTheSameTableElsewhere()
    {
        QCOMPARE(expected(readPromptsElsewhere(m_base->info(), m_base->table, m_keys)).size(), size_t(3));
        m_base->run(u"CREATE SCHEMA aside; CREATE TABLE aside.ai_prompts AS SELECT * FROM public.ai_prompts LIMIT 1"_s);
        QCOMPARE(expected(readPromptsElsewhere(m_base->info(), m_base->table, m_keys)).size(), size_t(3));
        prompt::PromptTable aside = m_base->table;
        aside.schema = u"aside"_s;
        QCOMPARE(expected(readPromptsElsewhere(m_base->info(), aside, m_keys)).size(), size_t(1));
        aside.schema = u"nowhere"_s;
        const auto refused = readPromptsElsewhere(m_base->info(), aside, m_keys);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Usage);
    }
};

QTEST_GUILESS_MAIN(PromptChangesTest)
#include "tst_promptchanges.moc"
