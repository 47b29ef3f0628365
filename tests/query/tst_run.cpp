// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Scripts that are run: outcomes in their order, transactions, faults.
#include "query/run/scriptrun.h"
#include "support/faultproxy.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <future>
#include <thread>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::TransactionState;

class RunTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    QTemporaryDir m_folder;

    std::unique_ptr<connection::Session> open(const connection::ConnInfo &info) const
    {
        auto session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = u"query"_s, .names = connection::Names::OfDatabase});
        const auto opened = session->open(info).result();
        if (!opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }
    RunReport run(const QByteArray &text, RunOptions options = {}, RunObserver *observer = nullptr)
    {
        const Script script(text);
        ScriptRun whole(*m_session, script, script.all(), std::move(options), observer);
        return whole.run();
    }
    QString ask(const QString &sql) const { return m_server.psql(m_database, sql)->trimmed(); }
    static QString valueOf(const Outcome &outcome)
    {
        if (!outcome.result || outcome.result->rowCount() == 0)
            return u"none"_s;
        const auto value = outcome.result->value(0, 0);
        return *value ? QString::fromUtf8(**value) : u"NULL"_s;
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return file.fileName();
    }
    static bool isWaiting(const QString &text) { return text == "1"_L1; }

    // Cancels as soon as a statement has begun at the server.
    template <typename When>
    RunReport runAndCancel(ScriptRun &whole, When when, int times = 1)
    {
        auto report = std::async(std::launch::async, [&] { return whole.run(); });
        while (!when() && report.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready) {
        }
        for (int i = 0; i < times; ++i)
            whole.cancel();
        return report.get();
    }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase();
        m_session = open(m_server.connInfo(m_database));
    }
    void cleanup() { m_session.reset(); }

    void tellsEachOutcomeInOrder()
    {
        const RunReport report = run("create table t (a int primary key, b text);\n"
                                     "insert into t values (1, null), (2, ''), (3, 'x');\n"
                                     "select * from t order by a;\n"
                                     "do $$ begin raise notice 'hello'; raise warning 'w'; end $$;\n"
                                     "select 4 where false; select 5");
        QCOMPARE(report.end, RunReport::End::Finished);
        QCOMPARE(report.outcomes.size(), std::size_t(6));
        QCOMPARE(report.done, 6);
        QCOMPARE(report.outcomes[0].command, "CREATE TABLE");
        QCOMPARE(report.outcomes[1].command, "INSERT 0 3");
        QCOMPARE(report.outcomes[1].rows, 3);
        const ResultStore &rows = *report.outcomes[2].result;
        QCOMPARE(rows.rowCount(), 3);
        QVERIFY(!*rows.value(0, 1));
        QCOMPARE(**rows.value(1, 1), "");
        QCOMPARE((*rows.columns())[0].name, "a"_L1);
        QCOMPARE((*rows.columns())[0].typeOid, 23u);
        QVERIFY((*rows.columns())[0].relationOid != 0);
        QCOMPARE(report.outcomes[3].notices.size(), std::size_t(2));
        QCOMPARE(report.outcomes[3].notices[0].message, "hello"_L1);
        QVERIFY(report.outcomes[4].result && report.outcomes[4].result->rowCount() == 0);
        QCOMPARE(report.outcomes[4].result->columns()->size(), std::size_t(1));
        QCOMPARE(report.outcomes[5].place.line, 5);
        QVERIFY(report.outcomes[2].milliseconds > 0);
    }
};

QTEST_GUILESS_MAIN(RunTest)
#include "tst_run.moc"
