// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/whendone.h"
#include "connection/session/session.h"
#include "connection/session/sessionpool.h"
#include "connection/session/sessionwork.h"
#include "support/memory.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class SessionTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<Session> m_session;

    Result<Answer> run(const QString &sql, std::vector<std::optional<QByteArray>> parameters = {})
    {
        return m_session->query({sql, std::move(parameters)}).result();
    }

private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<Session>(SessionOptions{.name = u"test"_s, .names = Names::OfDatabase});
        const auto opened = m_session->open(m_server.connInfo()).result();
        QVERIFY2(opened, qPrintable(opened ? QString() : describe(opened.error())));
        QVERIFY(opened->version >= 130000);
        QCOMPARE(opened->user, u"howdah"_s);
        QVERIFY(opened->backendPid > 0);
    }

    void cleanup() { m_session.reset(); }

    // Each of these is what QPSQL's QVariants lose (FACTS): the text must be what psql prints.
    void valuesAreTheServersText_data()
    {
        QTest::addColumn<QString>("expression");
        for (const char *expression :
             {"12345678901234567890.123456789::numeric", "'NaN'::numeric", "9223372036854775807::int8",
              "'2024-02-29 12:34:56.789012+05:30'::timestamptz", "'infinity'::timestamptz", "'0001-01-01 BC'::date",
              "1e-300::float8", "'{1,NULL,\"a b\"}'::text[]", "'\\xdeadbeef'::bytea",
              "'1 mon -3 days 04:05:06.7'::interval", "'{\"b\": 10.00, \"a\":1}'::json", "true", "''::text",
              "E'line\\nbreak\\ttab'", "'häßlich 𝒳 \u202eabc'"})
            QTest::newRow(expression) << QString::fromUtf8(expression);
    }

    void valuesAreTheServersText()
    {
        QFETCH(QString, expression);
        const auto answer = run(u"SELECT "_s + expression);
        QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
        const auto psql = m_server.psql(u"howdah"_s, u"SELECT "_s + expression);
        QVERIFY2(psql, qPrintable(psql ? QString() : describe(psql.error())));
        const QString expected = *psql;
        QCOMPARE(answer->rows.text(0, 0), expected);
    }

    void nullIsNotEmpty()
    {
        const auto answer = run(u"SELECT NULL::text, '', $1::text, $2::text"_s, {std::nullopt, QByteArray("")});
        QVERIFY(answer);
        QVERIFY(answer->rows.isNull(0, 0));
        QVERIFY(!answer->rows.isNull(0, 1));
        QVERIFY(answer->rows.isNull(0, 2));
        QVERIFY(!answer->rows.isNull(0, 3));
        QVERIFY(answer->rows.text(0, 0).isNull());
        QVERIFY(!answer->rows.text(0, 1).isNull());
    }

    void columnsAreDescribed()
    {
        QVERIFY(run(u"CREATE TEMP TABLE described (id int8 PRIMARY KEY, price numeric(10,2))"_s));
        const auto answer = run(u"SELECT id, price, 1 AS one FROM described"_s);
        QVERIFY(answer);
        const Columns &columns = answer->rows.columns();
        QCOMPARE(columns.size(), 3u);
        QCOMPARE(columns[0].typeOid, 20u);
        QCOMPARE(columns[1].typeOid, 1700u);
        QCOMPARE(columns[1].typeModifier, (10 << 16 | 2) + 4);
        QCOMPARE(columns[1].attributeNumber, qint16(2));
        QCOMPARE(columns[2].relationOid, 0u);
        QCOMPARE(answer->rows.columnNamed(u"one"), 2);
    }

    void countsAreTheServers()
    {
        QVERIFY(run(u"CREATE TEMP TABLE counted (i int)"_s));
        const auto inserted = run(u"INSERT INTO counted SELECT generate_series(1, 7)"_s);
        QVERIFY(inserted);
        QCOMPARE(inserted->affectedRows, 7);
        QCOMPARE(inserted->command, "INSERT 0 7"_ba);
        QCOMPARE(run(u"UPDATE counted SET i = i WHERE i > 5"_s)->affectedRows, 2);
    }

    void secondStatementIsRefused()
    {
        const auto answer = run(u"SELECT 1; SELECT 2"_s);
        QVERIFY(!answer);
        QCOMPARE(answer.error().sqlState, u"42601"_s);
        QVERIFY(run(u"SELECT 1"_s));
    }

    void nulCharactersAreRefused()
    {
        QCOMPARE(run(QString(u"SELECT 1"_s) + QChar(0) + u"; DROP TABLE x"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(run(u"SELECT $1::text"_s, {QByteArray("a\0b", 3)}).error().kind, ErrorKind::Invalid);
        QVERIFY(run(u"SELECT 1"_s));
    }

    void errorHasItsPosition()
    {
        const QString sql = u"SELECT 'ä', nosuch FROM pg_class"_s;
        const auto answer = run(sql);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Server);
        QCOMPARE(answer.error().sqlState, u"42703"_s);
        QCOMPARE(answer.error().position, sql.indexOf("nosuch"_L1) + 1);
        QCOMPARE(answer.error().statement, sql);
    }

    void thousandStatementsInOrder()
    {
        std::vector<QFuture<Result<Answer>>> futures;
        QVERIFY(run(u"CREATE TEMP TABLE ordered (n serial, i int)"_s));
        for (int i = 0; i < 1000; ++i)
            futures.push_back(
                m_session->query({u"INSERT INTO ordered (i) VALUES ($1::int) RETURNING n"_s, {QByteArray::number(i)}}));
        for (int i = 0; i < 1000; ++i) {
            const auto answer = futures[size_t(i)].result();
            QVERIFY(answer);
            QCOMPARE(answer->rows.integer(0, 0), i + 1);
        }
        QCOMPARE(run(u"SELECT count(*) FROM ordered WHERE n = i + 1"_s)->rows.integer(0, 0), 1000);
        QCOMPARE(m_session->pendingRequests(), 0);
    }

    void cancelEndsASleep()
    {
        // The bar is 200 ms. A share of many tries, since a busy machine may take longer once.
        int quick = 0;
        for (int i = 0; i < 20; ++i) {
            auto sleeping = m_session->query({u"SELECT pg_sleep(30)"_s, {}});
            QTRY_VERIFY(m_session->pendingRequests() == 1);
            QElapsedTimer clock;
            clock.start();
            m_session->cancel();
            const auto answer = sleeping.result();
            quick += clock.elapsed() < 200;
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
        }
        QVERIFY2(quick >= 15, qPrintable(u"only %1 of 20 cancels took under 200 ms"_s.arg(quick)));
        QVERIFY(run(u"SELECT 1"_s));
    }

    void cancelDropsWhatWaitsButNotWhatComes()
    {
        auto sleeping = m_session->query({u"SELECT pg_sleep(30)"_s, {}});
        auto waiting = m_session->query({u"SELECT 1"_s, {}});
        m_session->cancel();
        auto later = m_session->query({u"SELECT 2"_s, {}});
        QCOMPARE(sleeping.result().error().kind, ErrorKind::Cancelled);
        QCOMPARE(waiting.result().error().kind, ErrorKind::Cancelled);
        QVERIFY(later.result());
    }

    void statementTimeoutIsNotACancel()
    {
        QVERIFY(run(u"SET statement_timeout = 50"_s));
        const auto answer = run(u"SELECT pg_sleep(30)"_s);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Timeout);
    }

    void aMillionRowsInBoundedMemory()
    {
        qint64 rows = 0;
        qint64 sum = 0;
        // The first batches fill caches and arenas; growth is counted from there.
        qint64 before = 0;
        const auto answer = m_session
                                ->stream(
                                    {u"SELECT g, md5(g::text) FROM generate_series(1, 1000000) g"_s, {}},
                                    [&](const RowBatch &batch) {
                                        if (rows == 0)
                                            before = test::residentBytes();
                                        for (qsizetype i = 0; i < batch.rowCount(); ++i)
                                            sum += batch.integer(i, 0);
                                        rows += batch.rowCount();
                                        return true;
                                    })
                                .result();
        QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
        QCOMPARE(rows, 1000000);
        QCOMPARE(sum, 500000500000);
        const qint64 growth = test::residentBytes() - before;
        // A million rows hold 40 MB; the quarantine of the address sanitizer alone keeps more than that.
        if (!test::isSanitized())
            QVERIFY2(growth < 8 << 20, qPrintable(QString::number(growth)));
    }

    void aStreamCanBeLeft()
    {
        int batches = 0;
        const auto answer =
            m_session
                ->stream(
                    {u"SELECT generate_series(1, 100000000)"_s, {}}, [&](const RowBatch &) { return ++batches < 3; })
                .result();
        QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
        QCOMPARE(batches, 3);
        QVERIFY(run(u"SELECT 1"_s));
    }

    void anEmptyStreamTellsItsColumns()
    {
        Columns columns;
        QVERIFY(m_session
                    ->stream(
                        {u"SELECT 1 AS a, 2 AS b WHERE false"_s, {}},
                        [&](const RowBatch &batch) {
                            columns = batch.columns();
                            return batch.rowCount() == 0;
                        })
                    .result());
        QCOMPARE(columns.size(), 2u);
    }

    // The owner of a database may say where names are looked up, and what answers there.
    void statementsOfOurOwnSeeOnlyPostgresNames()
    {
        const QString database = m_server.createDatabase(u"names"_s);
        const auto made = m_server.psql(
            database,
            u"CREATE SCHEMA evil; CREATE FUNCTION evil.version() RETURNS text LANGUAGE sql AS $$SELECT 'evil'$$;"
            "ALTER DATABASE \"%1\" SET search_path = evil, pg_catalog"_s.arg(database));
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        const auto ask = [&](Names names, const QString &sql, const QString &options = {}) {
            Session session({.name = u"names"_s, .names = names});
            ConnInfo info = m_server.directInfo(database);
            if (!options.isEmpty())
                info.set(u"options"_s, options);
            const auto opened = session.open(info).result();
            if (!opened)
                return describe(opened.error());
            const auto answer = session.query({sql, {}}).result();
            return answer ? answer->rows.text(0, 0) : describe(answer.error());
        };
        QCOMPARE(ask(Names::OfDatabase, u"SELECT version()"_s), u"evil"_s);
        QVERIFY(ask(Names::OfPostgres, u"SELECT version()"_s).startsWith(u"PostgreSQL"_s));
        QCOMPARE(ask(Names::OfPostgres, u"SHOW search_path"_s).remove(u' '), u"pg_catalog,pg_temp"_s);
        // What else the connection asks for stays.
        const QString options = u"-c search_path=evil -c work_mem=5MB"_s;
        QCOMPARE(ask(Names::OfPostgres, u"SHOW search_path"_s, options).remove(u' '), u"pg_catalog,pg_temp"_s);
        QCOMPARE(ask(Names::OfPostgres, u"SHOW work_mem"_s, options), u"5MB"_s);
        QCOMPARE(ask(Names::OfDatabase, u"SHOW search_path"_s, options), u"evil"_s);
    }

    void pipelineAnswersEachStatement()
    {
        QList<qsizetype> seen;
        const auto answer = m_session
                                ->pipeline(
                                    {{u"BEGIN"_s, {}},
                                     {u"CREATE TABLE piped (i int)"_s, {}},
                                     {u"INSERT INTO piped VALUES ($1::int), (2)"_s, {QByteArray("1")}},
                                     {u"COMMIT"_s, {}}},
                                    [&](qsizetype index, const Answer &) { seen << index; })
                                .result();
        QVERIFY(answer);
        QVERIFY(!answer->error);
        QCOMPARE(answer->answers.size(), 4u);
        QCOMPARE(answer->answers[2].affectedRows, 2);
        QCOMPARE(seen, (QList<qsizetype>{0, 1, 2, 3}));
        QCOMPARE(run(u"SELECT sum(i) FROM piped"_s)->rows.integer(0, 0), 3);
        QVERIFY(run(u"DROP TABLE piped"_s));
    }

    void pipelineNamesTheFailedStatement()
    {
        const auto answer = m_session
                                ->pipeline(
                                    {{u"BEGIN"_s, {}},
                                     {u"CREATE TABLE never (i int)"_s, {}},
                                     {u"SELECT nosuch"_s, {}},
                                     {u"COMMIT"_s, {}}})
                                .result();
        QVERIFY(answer);
        QCOMPARE(answer->answers.size(), 2u);
        QVERIFY(answer->error);
        QCOMPARE(answer->error->statement, u"SELECT nosuch"_s);
        QCOMPARE(answer->error->sqlState, u"42703"_s);
        // The transaction is over, and nothing of it is left.
        QVERIFY(run(u"SELECT to_regclass('never') IS NULL AND pg_current_xact_id_if_assigned() IS NULL"_s)
                    ->rows.boolean(0, 0));
    }

    void aLargePipelineDoesNotBlockItself()
    {
        // Far more than the socket buffers hold, both ways at once.
        std::vector<Statement> statements(300, Statement{u"SELECT repeat($1, 100)"_s, {QByteArray(4000, 'x')}});
        const auto answer = m_session->pipeline(std::move(statements)).result();
        QVERIFY(answer);
        QVERIFY(!answer->error);
        QCOMPARE(answer->answers.size(), 300u);
        QCOMPARE(answer->answers.back().rows.bytes(0, 0).size(), 400000);
    }

    void pipelineCanBeCancelled()
    {
        auto running = m_session->pipeline({{u"BEGIN"_s, {}}, {u"SELECT pg_sleep(30)"_s, {}}, {u"COMMIT"_s, {}}});
        m_session->cancel();
        const auto answer = running.result();
        QVERIFY(!answer || answer->error);
        QCOMPARE(answer ? answer->error->kind : answer.error().kind, ErrorKind::Cancelled);
        QVERIFY(run(u"SELECT 1"_s));
    }

    void copyBothWays()
    {
        QVERIFY(run(u"CREATE TEMP TABLE copied (i int, t text)"_s));
        int left = 1000;
        const auto in =
            m_session
                ->copyIn(
                    u"COPY copied FROM STDIN"_s,
                    [&]() -> std::optional<QByteArray> {
                        return left-- > 0 ? std::optional(QByteArray::number(left) + "\tx\\ny\n") : std::nullopt;
                    })
                .result();
        QVERIFY2(in, qPrintable(in ? QString() : describe(in.error())));
        QCOMPARE(in->affectedRows, 1000);
        QByteArray out;
        const auto result = m_session
                                ->copyOut(
                                    u"COPY (SELECT * FROM copied ORDER BY i LIMIT 2) TO STDOUT"_s,
                                    [&](QByteArrayView row) {
                                        out.append(row);
                                        return true;
                                    })
                                .result();
        QVERIFY(result);
        QCOMPARE(out, "0\tx\\ny\n1\tx\\ny\n"_ba);
    }

    void copyDataInMemoryGoInPieces()
    {
        QByteArray data;
        for (int i = 0; data.size() < 5'000'000 / 2; ++i)
            data += QByteArray::number(i) + '\n';
        CopySource source = copySource(data);
        QByteArray whole;
        int pieces = 0;
        while (const std::optional<QByteArray> piece = source()) {
            ++pieces;
            whole += *piece;
        }
        QCOMPARE(pieces, 3);
        QCOMPARE(whole, data);
        QVERIFY(!source());
        QVERIFY(!copySource({})());
    }

    void badCopyDataIsAnError()
    {
        QVERIFY(run(u"CREATE TEMP TABLE bad (i int)"_s));
        bool sent = false;
        const auto in =
            m_session
                ->copyIn(
                    u"COPY bad FROM STDIN"_s,
                    [&]() -> std::optional<QByteArray> {
                        return std::exchange(sent, true) ? std::nullopt : std::optional<QByteArray>("word\n");
                    })
                .result();
        QVERIFY(!in);
        QCOMPARE(in.error().sqlState, u"22P02"_s);
        QCOMPARE(m_session->query({u"COPY bad FROM STDIN"_s, {}}).result().error().kind, ErrorKind::Usage);
        QCOMPARE(m_session->query({u"COPY bad TO STDOUT"_s, {}}).result().error().kind, ErrorKind::Usage);
        QVERIFY(run(u"SELECT 1"_s));
    }

    // Data that fail in the middle end the COPY, and nothing of it is kept.
    void aCopyWhoseDataFailTakesNothing()
    {
        QVERIFY(run(u"CREATE TEMP TABLE broken (i int)"_s));
        int pieces = 0;
        std::optional<Result<Answer>> answer;
        const auto feed = [&]() -> Result<std::optional<QByteArray>> {
            if (++pieces > 3)
                return fail(ErrorKind::Io, u"the disk is gone"_s);
            return QByteArray("1\n2\n");
        };
        QVERIFY(m_session->work([&](SessionWork &work) { answer = work.copyIn(u"COPY broken FROM STDIN"_s, feed); })
                    .result());
        QCOMPARE(answer->error().kind, ErrorKind::Io);
        QCOMPARE(answer->error().message, u"the disk is gone"_s);
        QCOMPARE(m_session->query({u"SELECT count(*) FROM broken"_s, {}}).result()->rows.text(0, 0), u"0"_s);
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
    }

    void noticesArrive()
    {
        QSignalSpy spy(m_session.get(), &Session::noticeReceived);
        QVERIFY(run(u"DO $$ BEGIN RAISE WARNING 'beware of %', 'dogs'; END $$"_s));
        QTRY_COMPARE(spy.size(), 1);
        const auto notice = spy.first().first().value<Notice>();
        QCOMPARE(notice.severity, u"WARNING"_s);
        QCOMPARE(notice.message, u"beware of dogs"_s);
    }

    void notificationsArriveWhileIdle()
    {
        QSignalSpy spy(m_session.get(), &Session::notificationReceived);
        QVERIFY(run(u"LISTEN news"_s));
        QVERIFY(m_server.psql(u"howdah"_s, u"NOTIFY news, 'paper'"_s));
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy.first().first().value<Notification>().payload, u"paper"_s);
    }

    void parametersAreKnown()
    {
        QCOMPARE(m_session->serverParameter(u"server_encoding"_s), u"UTF8"_s);
        QVERIFY(run(u"SET TimeZone = 'Asia/Kolkata'"_s));
        QCOMPARE(m_session->serverParameter(u"TimeZone"_s), u"Asia/Kolkata"_s);
        QCOMPARE(run(u"SHOW application_name"_s)->rows.text(0, 0), u"howdah: test"_s);
    }

    void readOnlySessionsCannotWrite()
    {
        Session reader({.name = u"reader"_s, .readOnly = true, .names = Names::OfDatabase});
        const auto opened = reader.open(m_server.connInfo()).result();
        QVERIFY(opened);
        QVERIFY(opened->readOnly);
        const auto answer = reader.query({u"CREATE TABLE forbidden (i int)"_s, {}}).result();
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Permission);
        QCOMPARE(answer.error().sqlState, u"25006"_s);
    }

    void destructionEndsWhatRuns()
    {
        const int pid = int(run(u"SELECT pg_backend_pid()"_s)->rows.integer(0, 0));
        auto sleeping = m_session->query({u"SELECT pg_sleep(600)"_s, {}});
        auto waiting = m_session->query({u"SELECT 1"_s, {}});
        m_session.reset();
        QCOMPARE(sleeping.result().error().kind, ErrorKind::Cancelled);
        QCOMPARE(waiting.result().error().kind, ErrorKind::Cancelled);
        QTRY_COMPARE(
            m_server.psql(u"howdah"_s, u"SELECT count(*) FROM pg_stat_activity WHERE pid = %1"_s.arg(pid))->trimmed(),
            u"0"_s);
    }

    // Whoever has all answers goes on with something else meanwhile; what runs is cancelled, as by the destructor.
    void aSessionClosesByItself()
    {
        const QString pid = run(u"SELECT pg_backend_pid()"_s)->rows.text(0, 0);
        auto sleeping = m_session->query({u"SELECT pg_sleep(600)"_s, {}});
        m_session->closeSoon();
        QCOMPARE(sleeping.result().error().kind, ErrorKind::Cancelled);
        QTRY_COMPARE(
            m_server.psql(u"howdah"_s, u"SELECT count(*) FROM pg_stat_activity WHERE pid = "_s + pid)->trimmed(),
            u"0"_s);
        QVERIFY(!m_session->isOpen());
    }

    void anyThreadLoadsTheDriver()
    {
        const QStringList before = QSqlDatabase::connectionNames();
        std::thread(Session::loadDriver).join();
        QCOMPARE(QSqlDatabase::connectionNames(), before);
        QVERIFY(run(u"SELECT 1"_s));
    }

    void aLostLineIsAResult()
    {
        QSignalSpy lost(m_session.get(), &Session::connectionLost);
        const QString pid = run(u"SELECT pg_backend_pid()"_s)->rows.text(0, 0);
        auto sleeping = m_session->query({u"SELECT pg_sleep(600)"_s, {}});
        QVERIFY(m_server.psql(u"howdah"_s, u"SELECT pg_terminate_backend(%1)"_s.arg(pid)));
        const auto answer = sleeping.result();
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Connection);
        QTRY_COMPARE(lost.size(), 1);
        QVERIFY(!m_session->isOpen());
        QCOMPARE(run(u"SELECT 1"_s).error().kind, ErrorKind::Connection);
        // The same session can be opened again.
        QVERIFY(m_session->open(m_server.connInfo()).result());
        QVERIFY(run(u"SELECT 1"_s));
    }

    void anIdleLossIsNoticed()
    {
        QSignalSpy lost(m_session.get(), &Session::connectionLost);
        const QString pid = run(u"SELECT pg_backend_pid()"_s)->rows.text(0, 0);
        QVERIFY(m_server.psql(u"howdah"_s, u"SELECT pg_terminate_backend(%1)"_s.arg(pid)));
        QTRY_COMPARE(lost.size(), 1);
        QVERIFY(!m_session->isOpen());
    }

    void openingFailsWithAReason_data()
    {
        QTest::addColumn<QString>("keyword");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("kind");
        QTest::newRow("database") << u"dbname"_s << u"no such \" database"_s << int(ErrorKind::NotFound);
        QTest::newRow("role") << u"user"_s << u"nobody'; --"_s << int(ErrorKind::Authentication);
        QTest::newRow("socket") << u"host"_s << u"/nonexistent"_s << int(ErrorKind::Connection);
        QTest::newRow("semicolon") << u"options"_s << u"-c a=b;c"_s << int(ErrorKind::Usage);
    }

    void openingFailsWithAReason()
    {
        QFETCH(QString, keyword);
        QFETCH(QString, value);
        QFETCH(int, kind);
        ConnInfo info = m_server.connInfo();
        info.set(keyword, value);
        info.set(u"password"_s, u"pla;in' text"_s);
        Session session;
        const auto opened = session.open(info).result();
        QVERIFY(!opened);
        QCOMPARE(int(opened.error().kind), kind);
        QVERIFY(!describe(opened.error()).contains("text"_L1));
    }

    void answersComeHome()
    {
        auto context = std::make_unique<QObject>();
        int answers = 0;
        whenDone(context.get(), m_session->query({u"SELECT 1"_s, {}}), [&](const Result<Answer> &) { ++answers; });
        QTRY_COMPARE(answers, 1);
        whenDone(context.get(), m_session->query({u"SELECT pg_sleep(0.05)"_s, {}}), [&](const Result<Answer> &) {
            ++answers;
        });
        context.reset(); // nobody is at home any more
        QVERIFY(run(u"SELECT 1"_s));
        QCoreApplication::processEvents();
        QCOMPARE(answers, 1);
    }

    void poolLendsAndTakesBack()
    {
        SessionPool pool(m_server.connInfo(), {.idle = 1, .most = 3});
        std::vector<std::shared_ptr<Session>> taken;
        const auto take = [&](SessionRole role) {
            auto future = pool.take(role, u"pool"_s);
            bool done = false;
            Result<std::shared_ptr<Session>> result;
            whenDone(this, future, [&](const Result<std::shared_ptr<Session>> &answer) {
                result = answer;
                done = true;
            });
            [&] { QTRY_VERIFY(done); }();
            if (result)
                taken.push_back(*result);
            return result ? std::nullopt : std::optional(result.error());
        };
        QVERIFY(!take(SessionRole::Rows));
        QVERIFY(!take(SessionRole::Write));
        QVERIFY(!take(SessionRole::Catalog));
        QVERIFY(taken[0]->options().readOnly);
        QVERIFY(!taken[1]->options().readOnly);
        QCOMPARE(pool.sessionsInUse(), 3);
        const auto refused = take(SessionRole::Rows);
        QVERIFY(refused);
        QCOMPARE(refused->kind, ErrorKind::Conflict);
        taken.clear();
        QCOMPARE(pool.sessionsInUse(), 0);
        QCOMPARE(pool.sessionsIdle(), 1); // one read-only session waits, the writer was closed
        QVERIFY(!take(SessionRole::Rows));
        QCOMPARE(pool.sessionsIdle(), 0);
        taken.clear();
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "tst_session.moc"
