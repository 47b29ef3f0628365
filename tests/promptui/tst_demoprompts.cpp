// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The demo of prompts: a second database beside the window's, with encrypted prompts and calls to make figures of.
#include "operations/demo/demoprompts.h"
#include "prompt/promptstore.h"
#include "prompt/scorecard.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class TestDemoPrompts final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isMadeOnce();
    void itsFailureIsTold();
};

void TestDemoPrompts::isMadeOnce()
{
    QTemporaryDir data;
    QFile::setPermissions(data.path(), QFile::permissions(data.path()) | QFile::ExeGroup | QFile::ExeOther);
    test::TestServer server; // before the data folder moves
    qputenv("HOWDAH_DATA_DIR", data.path().toUtf8());
    const Result<void> made = operations::setUpPromptDemo(server.connInfo());
    QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
    const QString database = operations::demoPromptDatabase();
    // Encrypted with a key that only its owner can read; no readable text is left in the table.
    QVERIFY(!(QFile::permissions(operations::demoKeyFile()) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(
        server.psql(database, u"SELECT count(*) FROM ai_prompts WHERE \"systemPrompt\" NOT LIKE 'howdah1.demo.%'"_s)
            ->trimmed(),
        u"0"_s);
    connection::Session session({.name = u"test"_s});
    QVERIFY(session.open(server.connInfo(database)).result());
    prompt::FileKeyStore store(operations::demoKeyFile());
    const auto keys = store.load();
    QVERIFY(keys);
    const auto tables = prompt::findPromptTables(session);
    QVERIFY(tables);
    const auto prompts = prompt::readPrompts(session, tables->front(), *keys);
    QVERIFY(prompts);
    QVERIFY(prompts->size() >= 14);
    // Something to see on every tab: texts, calls, failures, ratings, history.
    qint64 calls = 0;
    bool rated = false;
    bool failed = false;
    for (const prompt::StoredPrompt &one : *prompts) {
        QVERIFY(one.state == prompt::CellState::Open);
        const auto card = prompt::readScorecard(session, tables->front(), one.id, {});
        QVERIFY(card);
        calls += card->calls;
        rated = rated || card->quality.count > 0;
        failed = failed || !card->errors.empty();
    }
    QVERIFY(calls > 1000 && rated && failed);
    // A second time changes nothing.
    const QString before =
        *server.psql(database, u"SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM ai_prompts p"_s);
    QVERIFY(operations::setUpPromptDemo(server.connInfo()));
    QCOMPARE(*server.psql(database, u"SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM ai_prompts p"_s), before);
}

// Without the pack of prompts the window's own database is made all the same, and somebody is told what is missing.
void TestDemoPrompts::itsFailureIsTold()
{
    QTemporaryDir data;
    QFile::setPermissions(data.path(), QFile::permissions(data.path()) | QFile::ExeGroup | QFile::ExeOther);
    test::TestServer server;
    qputenv("HOWDAH_DATA_DIR", data.path().toUtf8());
    const QString deepref = QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref");
    // What is shipped is read once for each folder.
    const auto share = [&data](const QString &name) {
        qputenv("HOWDAH_SHARE_DIR", data.filePath(name).toUtf8());
        const QString packs = data.filePath(name) + u"/migrations/"_s;
        return QDir().mkpath(packs) ? packs : QString();
    };
    // One pack under the name of another: the smaller one is enough to fill the window's database. Of the second one
    // nothing is there but its description.
    const QString broken = share(u"broken"_s);
    QVERIFY(QFile::link(deepref, broken + u"uaip"_s));
    QVERIFY(QDir().mkpath(broken + u"zref"_s));
    QFile description(deepref + u"/pack.yaml"_s);
    QFile itsOwn(broken + u"zref/pack.yaml"_s);
    QVERIFY(description.open(QIODevice::ReadOnly) && itsOwn.open(QIODevice::WriteOnly));
    itsOwn.write(description.readAll() + "\ndemo-database: zref\n");
    itsOwn.close();
    (void)server.psql(u"postgres"_s, u"DROP DATABASE IF EXISTS deepref"_s);
    const QString window = server.createDatabase(u"window"_s);
    QStringList problems;
    QStringList steps;
    const auto prepare = [&] {
        return operations::prepareDemo(
            server.connInfo(window), [&](const QString &step) { steps << step; }, {},
            [&](const Error &error) { problems << describe(error); });
    };
    const Result<void> made = prepare();
    QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
    QVERIFY(steps.size() > 1);
    QCOMPARE(problems.size(), 1);
    QVERIFY2(problems[0].contains(u"migrations/zref"_s), qPrintable(problems[0]));
    QVERIFY(server.psql(window, u"SELECT count(*) FROM ai_prompts"_s)->toInt() > 0);
    // Without any pack there is no demo at all.
    QVERIFY(!share(u"empty"_s).isEmpty());
    problems.clear();
    QVERIFY(!prepare());
    QCOMPARE(problems.size(), 0);
    // With its pack there is nothing to tell.
    const QString whole = share(u"whole"_s);
    QVERIFY(QFile::link(deepref, whole + u"uaip"_s));
    QVERIFY(prepare());
    QCOMPARE(problems, QStringList());
    qunsetenv("HOWDAH_SHARE_DIR");
}

QTEST_GUILESS_MAIN(TestDemoPrompts)
#include "tst_demoprompts.moc"
