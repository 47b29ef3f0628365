// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints with their keys in the real keychain, and what is asked before a guarded text leaves: the program starts
// itself again on a session of its own. The endpoint is a server of ours that speaks the protocol, no model.
#include "operations/namesanswers.h"
#include "operations/promptrun.h"

#include "connection/keychain.h"
#include "operations/keptsecrets.h"
#include "operations/promptendpoints.h"
#include "promptui/keyringsession.h"
#include "prompt/promptjournal.h"
#include "support/chatserver.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using namespace howdah::operations;
using test::ChatScript;
using test::ChatServer;
using test::NamesAnswers;

class TestPromptRun final : public QObject
{
    Q_OBJECT

    static constexpr auto Key = "sk-Pl4nted-in-the-keychain";

    static Endpoint endpoint(const QString &url)
    {
        Endpoint made;
        made.name = u"mine"_s;
        made.baseUrl = url;
        made.model = u"m"_s;
        return made;
    }
    static PromptRunWish wish(const Endpoint &endpoint)
    {
        PromptRunWish made;
        made.prompt.name = u"coach"_s;
        made.prompt.version = u"1.2.0"_s;
        made.prompt.model = u"gpt-4o"_s;
        made.prompt.systemPrompt = u"Be brief."_s;
        made.prompt.userPrompt = u"Hello {{name}}"_s;
        made.rendered = renderPrompt(made.prompt, {{u"name"_s, u"Ngozi"_s}});
        made.endpoint = endpoint;
        made.origin = {u"me@host/db"_s, u"public.prompts"_s};
        return made;
    }
    static QByteArray journal()
    {
        QFile file(promptJournalFile());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        QFile::remove(endpointsFile());
        QFile::remove(promptJournalFile());
        QFile::remove(ownModelsFile());
    }

    void aKeyStaysWithItsServer()
    {
        Endpoint one = endpoint(u"https://a.example/v1"_s);
        QVERIFY(saveEndpoint({{}, one, QLatin1String(Key)}));
        one = *findEndpoint(*readEndpoints());
        QVERIFY(one.hasKey);
        QCOMPARE(*readEndpointKey(one), QLatin1String(Key));
        // It is listed with what else the keychain holds of Howdah, and removed where it is configured.
        const auto kept = keptSecrets({});
        QVERIFY(kept);
        const auto listed = std::ranges::find(*kept, KeptSecret::Kind::EndpointKey, &KeptSecret::kind);
        QVERIFY(listed != kept->end());
        QCOMPARE(listed->name, u"mine"_s);
        QCOMPARE(forgetSecret(*listed).error().kind, ErrorKind::Usage);
        // The same server under another name, and another path: it goes along.
        Endpoint renamed = one;
        renamed.name = u"yours"_s;
        renamed.baseUrl = u"https://a.example/v2"_s;
        QVERIFY(saveEndpoint({u"mine"_s, renamed, {}}));
        renamed = *findEndpoint(*readEndpoints(), u"yours"_s);
        QCOMPARE(*readEndpointKey(renamed), QLatin1String(Key));
        QVERIFY(!connection::Keychain().read(keyEntry(one)));
        // Another server: it is forgotten.
        Endpoint moved = renamed;
        moved.baseUrl = u"https://b.example/v1"_s;
        QVERIFY(saveEndpoint({u"yours"_s, moved, {}}));
        QVERIFY(!findEndpoint(*readEndpoints())->hasKey);
        QVERIFY(!connection::Keychain().read(keyEntry(renamed)));
        // Nor does it go where somebody else has led the name in the file.
        QVERIFY(saveEndpoint({u"yours"_s, renamed, QLatin1String(Key)}));
        Endpoints all = *readEndpoints();
        all.list.front().baseUrl = u"https://evil.example/v1"_s;
        QVERIFY(writeEndpoints(all));
        QCOMPARE(readEndpointKey(*findEndpoint(*readEndpoints())).error().kind, ErrorKind::NotFound);
        // Removed with it.
        all.list.front().baseUrl = u"https://a.example/v2"_s;
        QVERIFY(writeEndpoints(all));
        QVERIFY(removeEndpoint(u"yours"_s));
        QVERIFY(!connection::Keychain().read(keyEntry(renamed)));
        QVERIFY(readEndpoints()->list.empty());
    }

    void namesAreTakenOnce()
    {
        QVERIFY(saveEndpoint({{}, endpoint(u"http://localhost/v1"_s), {}}));
        QCOMPARE(saveEndpoint({{}, endpoint(u"http://localhost/v2"_s), {}}).error().kind, ErrorKind::Conflict);
        QCOMPARE(saveEndpoint({u"gone"_s, endpoint(u"http://localhost/v2"_s), {}}).error().kind, ErrorKind::NotFound);
        Endpoint other = endpoint(u"http://localhost/v2"_s);
        other.name = u"other"_s;
        QVERIFY(saveEndpoint({{}, other, {}}));
        QCOMPARE(findEndpoint(*readEndpoints())->name, u"mine"_s);
        QVERIFY(useEndpoint(u"other"_s));
        QCOMPARE(findEndpoint(*readEndpoints())->name, u"other"_s);
    }

    void theKeyIsInNoFile()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"Hi"_s})});
        QVERIFY(saveEndpoint({{}, endpoint(server.url()), QLatin1String(Key)}));
        PromptRunWish guarded = wish(*findEndpoint(*readEndpoints()));
        guarded.guard.state = CellState::Open;
        NamesAnswers yes(true);
        const auto report = runPrompt(*planPromptRun(guarded), yes, promptJournalFile());
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(server.seen().first().headers.value("authorization"), QByteArray("Bearer ") + Key);
        int files = 0;
        for (QDirIterator it(QFileInfo(endpointsFile()).path(), QDir::Files, QDirIterator::Subdirectories);
             it.hasNext();) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(Key), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files >= 2); // endpoints and journal
    }

    void asksBeforeAGuardedTextLeaves_data()
    {
        QTest::addColumn<CellState>("state");
        QTest::addColumn<bool>("active");
        QTest::addColumn<bool>("production");
        QTest::addColumn<QString>("says");
        QTest::newRow("plain") << CellState::Plain << false << false << QString();
        QTest::newRow("active elsewhere") << CellState::Plain << true << false << QString();
        QTest::newRow("draft in production") << CellState::Plain << false << true << QString();
        QTest::newRow("encrypted") << CellState::Open << false << false << u"is encrypted in its database"_s;
        QTest::newRow("production") << CellState::Plain << true << true << u"is active in production"_s;
        QTest::newRow("both") << CellState::Open << true << true << u"is active in production and encrypted"_s;
    }
    void asksBeforeAGuardedTextLeaves()
    {
        QFETCH(CellState, state);
        QFETCH(bool, active);
        QFETCH(bool, production);
        QFETCH(QString, says);
        ChatServer server;
        server.prepare({ChatScript::answer({u"Hi"_s})});
        PromptRunWish guarded = wish(endpoint(server.url()));
        guarded.guard = {state, active, production};
        const PromptRunPlan plan = *planPromptRun(guarded);
        NamesAnswers no(false);
        const auto refused = runPrompt(plan, no, promptJournalFile());
        if (says.isEmpty()) {
            QVERIFY(refused && no.asked.empty());
            QCOMPARE(journal(), QByteArray());
            return;
        }
        QCOMPARE(refused.error().kind, ErrorKind::Cancelled);
        QVERIFY(server.seen().isEmpty());
        QCOMPARE(journal(), QByteArray());
        QCOMPARE(no.asked.size(), size_t(1));
        QCOMPARE(no.asked[0].reason, NamesQuestion::Reason::SentAway);
        QCOMPARE(no.asked[0].names, QStringList{u"mine"_s});
        const QString things = no.asked[0].things.join(u' ');
        QVERIFY2(
            things.contains(says) && things.contains(u"coach 1.2.0"_s) && things.contains(serverOf(plan.endpoint)),
            qPrintable(things));
        NamesAnswers yes(true);
        QVERIFY(runPrompt(plan, yes, promptJournalFile()));
        QCOMPARE(server.seen().size(), 1);
        QVERIFY(journal().contains("\"action\":\"run\"") && journal().contains("coach 1.2.0"));
        QVERIFY(!journal().contains("Be brief"));
        // Without that line nothing is sent.
        const auto unwritten = runPrompt(plan, yes, u"/dev/null/journal"_s);
        QVERIFY(!unwritten);
        QCOMPARE(server.seen().size(), 1);
    }

    void reckonsByTheListOfModels()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"Hi"_s})});
        const PromptRunPlan plan = *planPromptRun(wish(endpoint(server.url())));
        NamesAnswers yes(true);
        auto report = runPrompt(plan, yes, promptJournalFile());
        QVERIFY(report && !report->cost);
        QVERIFY(report->noCost.contains(u"models.yaml"_s));
        QFile models(ownModelsFile());
        QDir().mkpath(QFileInfo(models).path());
        QVERIFY(models.open(QIODevice::WriteOnly));
        models.write("models:\n  - {name: \"llama3.2:1b\", input-price: 2, output-price: 10}\n");
        models.close();
        report = runPrompt(plan, yes, promptJournalFile());
        QVERIFY(report && report->cost);
        QCOMPARE(*report->cost, (26 * 2.0 + 5 * 10.0) / 1'000'000);
    }

    void refusesWhatIsIncomplete()
    {
        PromptRunWish incomplete = wish(endpoint(u"http://localhost/v1"_s));
        incomplete.rendered = renderPrompt(incomplete.prompt, {});
        const auto plan = planPromptRun(incomplete);
        QCOMPARE(plan.error().kind, ErrorKind::Usage);
        QCOMPARE(plan.error().message, u"Variables without a value: name"_s);
        PromptRunWish locked = wish(endpoint(u"http://localhost/v1"_s));
        locked.guard.state = CellState::Locked;
        QCOMPARE(planPromptRun(locked).error().kind, ErrorKind::Permission);
        PromptRunWish away = wish(endpoint(u"http://example.com/v1"_s));
        QVERIFY(planPromptRun(away)->warnings.join(u' ').contains(u"not encrypted"_s));
        // Which model: that of the wish, of the endpoint, of the prompt.
        QCOMPARE(planPromptRun(away)->request.model, u"m"_s);
        away.endpoint.model.clear();
        QCOMPARE(planPromptRun(away)->request.model, u"gpt-4o"_s);
        away.model = u"o3"_s;
        QCOMPARE(planPromptRun(away)->request.model, u"o3"_s);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (!test::hasKeyringSession())
        return test::runInKeyringSession(argc, argv);
    TestPromptRun test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_promptrun.moc"
