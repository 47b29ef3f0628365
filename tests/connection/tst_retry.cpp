// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/diagnosis.h"
#include "connection/server/retry.h"
#include "connection/session/session.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

Q_DECLARE_METATYPE(howdah::connection::Retry)

// As a session tells it that could not be opened.
static Error openingError(const QString &said, const ConnInfo &target)
{
    Error error = toError(diagnose(said, {}, target));
    error.message = u"Cannot connect: "_s + said;
    error.detail.clear();
    return error;
}

// Which failures to connect are tried again by themselves, and when.
class TestRetry final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatMayPassIsTriedAgain_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<Retry>("expected");
        const auto row = [](const char *name, const char *said, Retry expected) {
            QTest::newRow(name) << QString::fromUtf8(said) << expected;
        };
        row("refused", "connection to server at \"h\", port 5432 failed: Connection refused", Retry::Soon);
        row("no socket", "connection to server on socket \"/s\" failed: No such file or directory", Retry::Soon);
        row("starting", "FATAL:  the database system is starting up", Retry::Soon);
        row("hung up", "server closed the connection unexpectedly", Retry::Soon);
        row("not promoted yet", "session is read-only", Retry::Soon);
        row("black hole", "connection to server at \"h\" failed: timeout expired", Retry::Later);
        row("network", "could not translate host name \"h\" to address: Temporary failure", Retry::Later);
        row("full", "FATAL:  sorry, too many clients already", Retry::Later);
        row("password", "FATAL:  password authentication failed for user \"u\"", Retry::Never);
        row("no password", "fe_sendauth: no password supplied", Retry::Never);
        row("locked role", "FATAL:  role \"u\" is not permitted to log in", Retry::Never);
        row("hba", "FATAL:  no pg_hba.conf entry for host \"1.2.3.4\", user \"u\"", Retry::Never);
        row("database", "FATAL:  database \"d\" does not exist", Retry::Never);
        row("certificate", "SSL error: certificate verify failed", Retry::Never);
        row("name", "server certificate for \"a\" does not match host name \"b\"", Retry::Never);
        // Of several hosts one says no: it is not asked again and again because the other is away.
        row("one of two",
            "connection to server at \"a\" failed: Connection refused\nconnection to server at \"b\" failed: FATAL:  "
            "password authentication failed for user \"u\"",
            Retry::Never);
    }
    void onlyWhatMayPassIsTriedAgain()
    {
        QFETCH(const QString, said);
        QFETCH(const Retry, expected);
        ConnInfo target;
        target.set(u"host"_s, said.contains("socket"_L1) ? u"/s"_s : u"h"_s);
        const Error error = openingError(said, target);
        QVERIFY(isReasonKnown(error, target));
        QCOMPARE(retryAfter(error, target), expected);
    }

    void otherErrorsAreNot()
    {
        for (const ErrorKind kind :
             {ErrorKind::Authentication, ErrorKind::Permission, ErrorKind::Usage, ErrorKind::NotFound,
              ErrorKind::Cancelled, ErrorKind::Server, ErrorKind::Io, ErrorKind::Internal})
            QCOMPARE(retryAfter(makeError(kind, u"Connection refused"_s), {}), Retry::Never);
        QCOMPARE(retryAfter(makeError(ErrorKind::Timeout, u"x"_s), {}), Retry::Later);
    }

    // A server that says in its own language that the password is wrong takes connections, and this one is not tried
    // again; one that says so because it starts does not yet.
    void aReasonInAnotherLanguageIsLookedInto()
    {
        const test::TestServer server;
        const ConnInfo target = server.connInfo();
        const Error said = openingError(u"FATAL:  Passwort-Authentifizierung fehlgeschlagen"_s, target);
        QVERIFY(!isReasonKnown(said, target));
        QCOMPARE(retryAfterAsking(target), Retry::Never);
        server.stopServer();
        QCOMPARE(retryAfterAsking(target), Retry::Later);
        server.restart();
    }

    void thePausesDoubleAndVaryUpToALimit()
    {
        using Ms = Backoff::Ms;
        Backoff backoff(7);
        Ms longest(0);
        for (Ms nominal = Backoff::First; nominal < Backoff::LongestSoon; nominal *= 2) {
            const Ms pause = backoff.next(Retry::Soon, Ms(0));
            QVERIFY(pause >= nominal / 2 && pause <= nominal);
        }
        bool varies = false;
        const Ms one = backoff.next(Retry::Soon, Ms(0));
        for (int i = 0; i < 1000; ++i) {
            const Ms pause = backoff.next(Retry::Soon, Ms(0));
            varies = varies || pause != one;
            longest = std::max(longest, pause);
        }
        QVERIFY(varies);
        // A server that accepts again is met within a second.
        QVERIFY(longest <= Backoff::LongestSoon && Backoff::LongestSoon < Ms(1'000));
        QVERIFY(backoff.next(Retry::Later, Ms(0)) > Backoff::LongestSoon);
        QVERIFY(backoff.next(Retry::Later, Ms(0)) <= Backoff::LongestLater);
        QVERIFY(backoff.next(Retry::Soon, Backoff::SoonFor) > Backoff::LongestSoon); // the server stays away
        backoff.reset();
        QVERIFY(backoff.next(Retry::Later, Ms(0)) <= Backoff::First);
    }
};

QTEST_GUILESS_MAIN(TestRetry)
#include "tst_retry.moc"
