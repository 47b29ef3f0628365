// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The demo databases beside that of the window: all there, finished when they were left half made, and left alone once
// they are whole.
#include "operations/demo/demoprompts.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;

class OtherDemosTest final : public QObject
{
    Q_OBJECT

    QString ask(const test::TestServer &server, const QString &database, const QString &sql)
    {
        return server.psql(database, sql).value_or(u"?"_s).trimmed();
    }
    bool isThere(const test::TestServer &server, const QString &database)
    {
        return ask(server, u"postgres"_s, u"SELECT count(*) FROM pg_database WHERE datname = '%1'"_s.arg(database))
            == u"1"_s;
    }

private Q_SLOTS:
    // The packs' files say where; nothing here names them.
    void packsSayWhere()
    {
        const auto &all = shippedDemos();
        QCOMPARE(all.size(), 4U);
        QVERIFY(all[0].isFirst && all[0].database == "howdah"_L1);
        QVERIFY(all[1].hasPrompts && all[1].database == demoPromptDatabase());
        QVERIFY(std::ranges::all_of(all, [](const DemoPack &one) { return !one.title.isEmpty(); }));
        QVERIFY(isDemoDatabase(u"howdah"_s) && isDemoDatabase(u"assistant"_s) && !isDemoDatabase(u"postgres"_s));
    }

    // What fails is named, and keeps nothing from the others; what this server is too old for is not begun.
    void whatFailsIsNamed()
    {
        const test::TestServer server;
        const bool isOld = test::serverMajor() < 15;
        QVERIFY(server.psql(u"postgres"_s, u"CREATE DATABASE orchestrator"_s));
        QVERIFY(server.psql(u"orchestrator"_s, u"CREATE TABLE organizations (mine int)"_s));
        const auto made = setUpOtherDemos(server.connInfo());
        QVERIFY(made && !made->isWhole());
        QCOMPARE(made->failed.size(), isOld ? 0U : 1U);
        QCOMPARE(made->refused.size(), isOld ? 1U : 0U);
        const Error &error = isOld ? made->refused.front() : made->failed.front();
        QVERIFY2(error.message.contains(u"orchestrator"_s), qPrintable(error.message));
        QVERIFY(ask(server, u"assistant"_s, u"SELECT count(*) FROM messages"_s).toLongLong() > 0);
        DemoPack future = shippedDemos().back();
        future.server = 99;
        future.database = u"of_the_future"_s;
        future.isFirst = false;
        const auto refused = makeDemo(server.connInfo(), future);
        QCOMPARE(refused.error().kind, ErrorKind::Usage);
        QVERIFY(refused.error().message.contains(u"99"_s));
        QVERIFY(!isThere(server, future.database));
        QVERIFY(server.psql(u"postgres"_s, u"DROP DATABASE orchestrator; DROP DATABASE assistant"_s));
    }

    void eachPackHasADatabaseOfItsOwn()
    {
        QStringList databases{demoDatabaseOf(u"uaip"_s)};
        for (const QString &pack : demoPacks()) {
            QVERIFY2(!demoDatabaseOf(pack).isEmpty(), qPrintable(pack));
            if (!databases.contains(demoDatabaseOf(pack)))
                databases << demoDatabaseOf(pack);
        }
        QCOMPARE(databases.size(), 4);
        QCOMPARE(demoDatabaseOf(u"nosuch"_s), QString());
    }

    void stoppedInTheMiddleTheyAreFinishedLater()
    {
        const test::TestServer server;
        if (test::serverMajor() < 15)
            QSKIP("The pack needs PostgreSQL 15");
        std::stop_source stop;
        const auto begun = setUpOtherDemos(
            server.connInfo(),
            [&stop](const QString &file, int, int) {
                if (file.startsWith("06-"_L1))
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(!begun);
        QCOMPARE(begun.error().kind, ErrorKind::Cancelled);
        QVERIFY(isThere(server, u"orchestrator"_s));
        QCOMPARE(ask(server, u"orchestrator"_s, u"SELECT count(*) FROM organizations"_s), u"0"_s);
        // The one before it is whole.
        QVERIFY(ask(server, u"assistant"_s, u"SELECT count(*) FROM messages"_s).toLongLong() > 0);

        QElapsedTimer clock;
        clock.start();
        const auto made = setUpOtherDemos(server.connInfo());
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
        QVERIFY(made->isWhole());
        qInfo("both in %lld ms", clock.restart());
        QVERIFY(ask(server, u"orchestrator"_s, u"SELECT count(*) FROM workflow_executions"_s).toLongLong() > 0);
        QVERIFY(ask(server, u"assistant"_s, u"SELECT count(*) FROM messages"_s).toLongLong() > 0);

        // Whole ones stay as they are, with what somebody did in them.
        QVERIFY(server.psql(u"assistant"_s, u"UPDATE threads SET title = 'mine'"_s));
        const auto again = setUpOtherDemos(server.connInfo());
        QVERIFY(again && again->isWhole());
        QCOMPARE(ask(server, u"assistant"_s, u"SELECT count(*) FROM threads WHERE title <> 'mine'"_s), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(OtherDemosTest)
#include "tst_otherdemos.moc"
