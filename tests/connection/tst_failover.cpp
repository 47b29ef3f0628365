// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/whendone.h"
#include "connection/netserver.h"
#include "connection/session/session.h"
#include "connection/session/sessionpool.h"
#include "support/verifyok.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::NetServer;

// A real primary and a real standby behind one connection that names both hosts.
class FailoverTest final : public QObject
{
    Q_OBJECT

    static constexpr int PatienceMs = 30'000;

    std::unique_ptr<NetServer> m_primary;
    std::unique_ptr<NetServer> m_standby;

    // Both hosts, in this order.
    static ConnInfo both(const NetServer &first, const NetServer &second, const QString &attributes)
    {
        ConnInfo target = first.info(u"127.0.0.1,127.0.0.1"_s);
        target.set(u"port"_s, u"%1,%2"_s.arg(first.port).arg(second.port));
        target.set(u"target_session_attrs"_s, attributes);
        return target;
    }
    static Result<QString> ask(Session &session, const QString &sql)
    {
        const auto answer = session.query({sql, {}}).result();
        return answer ? Result<QString>(answer->rows.text(0, 0)) : Result<QString>(fail(answer.error()));
    }
    static QString text(Session &session, const QString &sql)
    {
        const auto answer = ask(session, sql);
        return answer ? *answer : describe(answer.error());
    }
    static int portOf(Session &session) { return text(session, u"SELECT inet_server_port()"_s).toInt(); }

private Q_SLOTS:
    void init()
    {
        if (!NetServer::canMakeStandby())
            QSKIP("these programs of PostgreSQL have no pg_basebackup");
        m_primary = std::make_unique<NetServer>();
        m_primary->start({}, "host all all all trust\nlocal replication all trust\n");
        m_primary->sql(u"CREATE TABLE kept (what text)"_s);
        m_standby = std::make_unique<NetServer>(NetServer::StandbyOf{*m_primary});
        m_standby->start();
    }
    void cleanup()
    {
        m_standby.reset();
        m_primary.reset();
    }

    void picksTheHost()
    {
        struct Case
        {
            const char *attributes;
            bool standby;
        };
        for (const auto &[attributes, standby] :
             {Case{"read-write", false}, Case{"primary", false}, Case{"read-only", true}, Case{"standby", true},
              Case{"prefer-standby", true}}) {
            for (const bool primaryFirst : {true, false}) {
                const NetServer &first = primaryFirst ? *m_primary : *m_standby;
                const NetServer &second = primaryFirst ? *m_standby : *m_primary;
                Session session;
                const auto opened = session.open(both(first, second, QString::fromLatin1(attributes))).result();
                VERIFY_OK(opened);
                QVERIFY2(opened->inRecovery == standby, attributes);
                QCOMPARE(portOf(session), standby ? m_standby->port : m_primary->port);
            }
        }
        // Without a wish the first one that answers is taken.
        Session session;
        VERIFY_OK(session.open(both(*m_standby, *m_primary, u"any"_s)).result());
        QCOMPARE(portOf(session), m_standby->port);
    }

    void followsTheNewPrimary()
    {
        const ConnInfo target = both(*m_primary, *m_standby, u"read-write"_s);
        Session session({.names = Names::OfDatabase});
        QSignalSpy lost(&session, &Session::connectionLost);
        VERIFY_OK(session.open(target).result());
        QCOMPARE(portOf(session), m_primary->port);
        VERIFY_OK(session.query({u"INSERT INTO kept VALUES ('committed')"_s, {}}).result());
        VERIFY_OK(session.query({u"BEGIN"_s, {}}).result());
        VERIFY_OK(session.query({u"INSERT INTO kept VALUES ('open')"_s, {}}).result());
        Session reader({.names = Names::OfDatabase});
        VERIFY_OK(reader.open(m_standby->info()).result());
        QTRY_COMPARE_WITH_TIMEOUT(
            text(reader, u"SELECT string_agg(what, ' ') FROM kept"_s), u"committed"_s, PatienceMs);

        m_primary->kill();
        QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, PatienceMs);
        const Error error = lost.first().first().value<Error>();
        QVERIFY2(error.message.contains(u"open transaction"_s), qPrintable(describe(error)));
        QVERIFY(session.inTransaction());

        // Until somebody is promoted nobody writes; who only reads can go on.
        const auto early = session.open(target).result();
        QVERIFY(!early);
        QVERIFY2(!early.error().hint.isEmpty(), qPrintable(describe(early.error())));
        VERIFY_OK(session.open(both(*m_primary, *m_standby, u"prefer-standby"_s)).result());
        QCOMPARE(portOf(session), m_standby->port);

        m_standby->sql(u"SELECT pg_promote()"_s);
        const auto opened = session.open(target).result();
        VERIFY_OK(opened);
        QVERIFY(!opened->inRecovery && !opened->readOnly);
        QCOMPARE(portOf(session), m_standby->port);
        QVERIFY(!session.inTransaction());
        // What was open is gone, and nobody has sent it again.
        QCOMPARE(text(session, u"SELECT string_agg(what, ' ') FROM kept"_s), u"committed"_s);
        VERIFY_OK(session.query({u"INSERT INTO kept VALUES ('later')"_s, {}}).result());
    }

    void aReaderGoesOnAtThePrimary()
    {
        const ConnInfo target = both(*m_primary, *m_standby, u"prefer-standby"_s);
        Session session;
        QSignalSpy lost(&session, &Session::connectionLost);
        VERIFY_OK(session.open(target).result());
        QCOMPARE(portOf(session), m_standby->port);
        m_standby->kill();
        QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, PatienceMs);
        VERIFY_OK(session.open(target).result());
        QCOMPARE(portOf(session), m_primary->port);
    }

    void thePoolFollows()
    {
        SessionPool pool(both(*m_primary, *m_standby, u"read-write"_s));
        const auto take = [&] {
            std::optional<Result<std::shared_ptr<Session>>> taken;
            whenDone(this, pool.take(SessionRole::Rows, u"pool"_s), [&](const auto &answer) { taken = answer; });
            [&] { QTRY_VERIFY_WITH_TIMEOUT(taken.has_value(), PatienceMs); }();
            return taken && *taken ? **taken : nullptr;
        };
        std::shared_ptr<Session> session = take();
        QVERIFY(session);
        QCOMPARE(portOf(*session), m_primary->port);
        session.reset();
        QCOMPARE(pool.sessionsIdle(), 1);
        session = take();
        QSignalSpy lost(session.get(), &Session::connectionLost);
        m_primary->kill();
        QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, PatienceMs);
        session.reset();
        QCOMPARE(pool.sessionsIdle(), 0);
        m_standby->sql(u"SELECT pg_promote()"_s);
        session = take();
        QVERIFY(session);
        QCOMPARE(portOf(*session), m_standby->port);
    }
};

QTEST_GUILESS_MAIN(FailoverTest)
#include "tst_failover.moc"
