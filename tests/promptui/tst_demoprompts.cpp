// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The demo of prompts: a second database beside the window's, with encrypted prompts and calls to make figures of.
#include "cli/demoprompts.h"
#include "prompt/promptstore.h"
#include "prompt/scorecard.h"
#include "support/testserver.h"

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
};

void TestDemoPrompts::isMadeOnce()
{
    QTemporaryDir data;
    QFile::setPermissions(data.path(), QFile::permissions(data.path()) | QFile::ExeGroup | QFile::ExeOther);
    test::TestServer server; // before the data folder moves
    qputenv("HOWDAH_DATA_DIR", data.path().toUtf8());
    const Result<void> made = cli::setUpPromptDemo(server.connInfo());
    QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
    const QString database = cli::demoPromptDatabase();
    // Encrypted with a key that only its owner can read; no readable text is left in the table.
    QVERIFY(!(QFile::permissions(cli::demoKeyFile()) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(
        server.psql(database, u"SELECT count(*) FROM ai_prompts WHERE \"systemPrompt\" NOT LIKE 'howdah1.demo.%'"_s)
            ->trimmed(),
        u"0"_s);
    connection::Session session({.name = u"test"_s});
    QVERIFY(session.open(server.connInfo(database)).result());
    prompt::FileKeyStore store(cli::demoKeyFile());
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
    QVERIFY(cli::setUpPromptDemo(server.connInfo()));
    QCOMPARE(*server.psql(database, u"SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM ai_prompts p"_s), before);
}

QTEST_GUILESS_MAIN(TestDemoPrompts)
#include "tst_demoprompts.moc"
