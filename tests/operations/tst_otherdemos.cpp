// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The demo databases beside that of the window: all there, finished when they were left half made, and left alone once
// they are whole.
#include "operations/demo/demoprompts.h"
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
        QVERIFY(!isThere(server, u"assistant"_s));

        QElapsedTimer clock;
        clock.start();
        const auto made = setUpOtherDemos(server.connInfo());
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
        qInfo("both in %lld ms", clock.restart());
        QVERIFY(ask(server, u"orchestrator"_s, u"SELECT count(*) FROM workflow_executions"_s).toLongLong() > 0);
        QVERIFY(ask(server, u"assistant"_s, u"SELECT count(*) FROM messages"_s).toLongLong() > 0);

        // Whole ones stay as they are, with what somebody did in them.
        QVERIFY(server.psql(u"assistant"_s, u"UPDATE threads SET title = 'mine'"_s));
        QVERIFY(setUpOtherDemos(server.connInfo()));
        QCOMPARE(ask(server, u"assistant"_s, u"SELECT count(*) FROM threads WHERE title <> 'mine'"_s), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(OtherDemosTest)
#include "tst_otherdemos.moc"
