// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverprocess.h"
#include "support/pgprograms.h"
#include "support/serverfixture.h"
#include "support/verifyok.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <array>
#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::quickOptions;

namespace {

// This test as a console: says each step and the server's process, holds its lease until its input ends.
int runConsole(const QString &folder)
{
    LocalServer server(folder, quickOptions());
    auto lease = server.lease([](StartStep step, const QString &) {
        std::printf("step %d\n", int(step));
        std::fflush(stdout);
    });
    if (!lease) {
        std::printf("error %s\n", qPrintable(describe(lease.error())));
        return 1;
    }
    std::printf("pid %lld\n", static_cast<long long>(server.status().value_or(ServerStatus()).pid));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return lease->end() ? 0 : 1;
}

// Runs runConsole() in a process of its own.
class Console final
{
public:
    explicit Console(const QString &folder)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(), {u"--console"_s, folder});
    }
    ~Console() { end(); }
    Console(const Console &) = delete;
    Console &operator=(const Console &) = delete;

    // The rest of the first line that begins with `word`; empty when it ended without one.
    QString line(const QByteArray &word)
    {
        do {
            while (m_process.canReadLine()) {
                const QByteArray text = m_process.readLine().trimmed();
                if (text.startsWith(word))
                    return QString::fromUtf8(text.mid(word.size() + 1));
            }
        } while (m_process.waitForReadyRead(60'000));
        return {};
    }
    qint64 serverPid() { return line("pid").toLongLong(); }
    int end()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(60'000);
        return m_process.exitCode();
    }
    void crash()
    {
        m_process.kill();
        m_process.waitForFinished(60'000);
    }

private:
    QProcess m_process;
};

} // namespace

// The private server as consoles use it, one and several at once.
class LocalServerTest : public QObject
{
    Q_OBJECT
private:
    std::optional<test::ServerFixture> m_at;

private Q_SLOTS:
    void initTestCase()
    {
        // What the server must not take over from us.
        qputenv("PGDATA", "/nonexistent");
        qputenv("PGPORT", "1");
        qputenv("LC_MESSAGES", "de_DE.UTF-8");
    }
    void init() { m_at.emplace(); }
    void cleanup() { m_at.reset(); }

    void makesStartsAndServes()
    {
        LocalServer local = m_at->server();
        QCOMPARE(m_at->state(), ServerState::NotInitialised);
        QList<StartStep> steps;
        const auto started =
            local.start(Lifetime::UntilLastLease, [&](StartStep step, const QString &) { steps << step; });
        VERIFY_OK(started);
        QVERIFY(steps.startsWith(StartStep::Initialising));
        QVERIFY(steps.contains(StartStep::Starting));
        QVERIFY(steps.contains(StartStep::CreatingDatabase));
        QCOMPARE(started->value(u"host"_s), local.folder() + u"/run"_s);
        QCOMPARE(
            m_at->psql(toUri(*started), u"SELECT current_database() || ' ' || current_user"_s), u"howdah howdah"_s);

        const auto status = local.status();
        VERIFY_OK(status);
        QCOMPARE(status->state, ServerState::Running);
        QCOMPARE(status->version, m_at->ask(u"SHOW server_version"_s));
        QCOMPARE(status->clients, 0);
        QVERIFY(!status->kept);
        QVERIFY(m_at->drafts().isEmpty());
    }

    void isSafeByItsSettings()
    {
        VERIFY_OK(m_at->server().start());
        QCOMPARE(m_at->ask(u"SHOW listen_addresses"_s), u""_s);
        QCOMPARE(m_at->ask(u"SHOW unix_socket_permissions"_s), u"0700"_s);
        QCOMPARE(m_at->ask(u"SHOW data_checksums"_s), u"on"_s);
        QCOMPARE(m_at->ask(u"SHOW server_encoding"_s), u"UTF8"_s);
        QCOMPARE(m_at->ask(u"SHOW lc_messages"_s), u"C"_s);
        QCOMPARE(
            m_at->ask(u"SELECT datcollate || ' ' || datctype FROM pg_database WHERE datname = 'howdah'"_s),
            u"%1 %1"_s.arg(serverLocale()));
        if (test::serverMajor() >= 15) // before, it could be nothing else
            QCOMPARE(m_at->ask(u"SELECT datlocprovider FROM pg_database WHERE datname = 'howdah'"_s), u"c"_s);
        QCOMPARE(
            m_at->ask(
                u"SELECT string_agg(concat_ws(' ', type, array_to_string(user_name, ','), auth_method), ';' ORDER BY "
                "line_number) FROM pg_hba_file_rules"_s),
            test::serverMajor() >= 14 ? u"local howdah peer;local howdah_reader peer;local all scram-sha-256"_s
                                      : u"local howdah peer;local all scram-sha-256"_s);
        // What others wrote is read by a role that may do nothing else.
        if (test::serverMajor() >= 14)
            QCOMPARE(
                m_at->ask(u"SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
                          "WHERE rolname = 'howdah_reader'"_s),
                u"f|f|f|f|t"_s);
        QCOMPARE(
            int(QFile::permissions(m_at->folder + u"/run"_s) & (QFile::ReadOther | QFile::ExeOther | QFile::ReadGroup)),
            0);

        // Neither file nor ALTER SYSTEM opens it to the network, at the next start either.
        QCOMPARE(m_at->ask(u"ALTER SYSTEM SET listen_addresses = '*'"_s), u""_s);
        VERIFY_OK(m_at->server().stop());
        VERIFY_OK(m_at->server().start());
        QCOMPARE(m_at->ask(u"SHOW listen_addresses"_s), u""_s);
    }

    void theLogHoldsNoStatements()
    {
        VERIFY_OK(m_at->server().start());
        QVERIFY(m_at->ask(u"SELECT 'my secret prompt' FROM missing_table"_s).startsWith(u"psql: "_s));
        QFile log(m_at->server().logFile());
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray text = log.readAll();
        QVERIFY(text.contains("missing_table"));
        QVERIFY(!text.contains("secret prompt"));
        QCOMPARE(int(log.permissions() & (QFile::ReadGroup | QFile::ReadOther)), 0);
    }

    void othersNeedAPassword()
    {
        VERIFY_OK(m_at->server().start());
        QCOMPARE(m_at->ask(u"CREATE ROLE guest LOGIN PASSWORD 'right'"_s), u""_s);
        ConnInfo guest = m_at->server().connInfo();
        guest.set(u"user"_s, u"guest"_s);
        QCOMPARE(m_at->psql(toUri(guest), u"SELECT current_user"_s, u"right"_s), u"guest"_s);
        QVERIFY(m_at->psql(toUri(guest), u"SELECT 1"_s, u"wrong"_s).contains(u"password authentication failed"_s));
        QVERIFY(m_at->psql(toUri(guest), u"SELECT 1"_s).startsWith(u"psql: "_s));
    }

    void aSecondStartUsesTheFirst()
    {
        VERIFY_OK(m_at->server().start());
        const qint64 pid = m_at->server().status()->pid;
        QVERIFY(pid > 0);
        QList<StartStep> steps;
        VERIFY_OK(
            m_at->server().start(Lifetime::UntilLastLease, [&](StartStep step, const QString &) { steps << step; }));
        QCOMPARE(m_at->server().status()->pid, pid);
        QVERIFY(steps.isEmpty());
    }

    void twoConsolesAtOnceStartOne()
    {
        Console first(m_at->folder);
        Console second(m_at->folder);
        const qint64 pid = first.serverPid();
        QVERIFY(pid > 0);
        QCOMPARE(second.serverPid(), pid);
        QCOMPARE(first.end(), 0);
        QCOMPARE(m_at->state(), ServerState::Running);
        QCOMPARE(second.end(), 0);
        QCOMPARE(m_at->state(), ServerState::Stopped);
    }

    void twoThreadsAtOnceStartOne()
    {
        VERIFY_OK(m_at->server().start());
        VERIFY_OK(m_at->server().stop());
        std::array<std::optional<Result<ConnInfo>>, 2> answers;
        {
            const std::jthread first([&] { answers[0] = m_at->server().start(); });
            const std::jthread second([&] { answers[1] = m_at->server().start(); });
        }
        VERIFY_OK(*answers[0]);
        VERIFY_OK(*answers[1]);
        QFile log(m_at->server().logFile());
        QVERIFY(log.open(QIODevice::ReadOnly));
        QCOMPARE(log.readAll().count("starting PostgreSQL"), 2); // once before, once by the two
    }

    void theLastLeaseStopsIt()
    {
        LocalServer local = m_at->server();
        auto first = local.lease();
        VERIFY_OK(first);
        auto second = m_at->server().lease();
        VERIFY_OK(second);
        VERIFY_OK(first->end());
        QCOMPARE(m_at->state(), ServerState::Running);
        QCOMPARE(m_at->psql(toUri(second->connInfo()), u"SELECT 1"_s), u"1"_s);
        VERIFY_OK(second->end());
        QCOMPARE(m_at->state(), ServerState::Stopped);
        VERIFY_OK(second->end()); // a second time changes nothing
    }

    void leasesOfManyConsolesInTurn()
    {
        // Ends and starts that overlap: whoever holds a lease has a server.
        std::array<bool, 3> served{};
        {
            std::vector<std::jthread> consoles;
            for (bool &good : served)
                consoles.emplace_back([&good, this] {
                    good = true;
                    for (int turn = 0; turn < 4 && good; ++turn) {
                        auto lease = m_at->server().lease();
                        good = lease && m_at->psql(toUri(lease->connInfo()), u"SELECT 1"_s) == u"1"_s && lease->end();
                    }
                });
        }
        QCOMPARE(served, (std::array{true, true, true}));
        QCOMPARE(m_at->state(), ServerState::Stopped);
    }

    void aKeptServerStays()
    {
        LocalServer local = m_at->server();
        auto lease = local.lease();
        VERIFY_OK(lease);
        VERIFY_OK(m_at->server().start(Lifetime::Kept));
        QVERIFY(m_at->server().status()->kept);
        VERIFY_OK(lease->end());
        QCOMPARE(m_at->state(), ServerState::Running);
        VERIFY_OK(m_at->server().stop());
        QCOMPARE(m_at->state(), ServerState::Stopped);

        // Kept was that run, not the next.
        auto next = local.lease();
        VERIFY_OK(next);
        VERIFY_OK(next->end());
        QCOMPARE(m_at->state(), ServerState::Stopped);
    }

    void anotherClientKeepsIt()
    {
        LocalServer local = m_at->server();
        auto lease = local.lease();
        VERIFY_OK(lease);
        QProcess other;
        other.start(m_at->psqlProgram(), {u"-XAtq"_s, toUri(local.connInfo())});
        other.write("SELECT 'here';\n");
        QVERIFY(other.waitForReadyRead(60'000));
        QCOMPARE(m_at->server().status()->clients, 1);
        VERIFY_OK(lease->end());
        QCOMPARE(m_at->state(), ServerState::Running);
        other.write("SELECT 'still';\n\\q\n");
        QVERIFY(other.waitForFinished(60'000));
        QCOMPARE(other.exitCode(), 0);
    }

    void aCrashedConsoleLeavesNothingBehind()
    {
        qint64 pid = 0;
        {
            Console crashing(m_at->folder);
            pid = crashing.serverPid();
            QVERIFY(pid > 0);
            crashing.crash();
        }
        QCOMPARE(m_at->state(), ServerState::Running);
        Console next(m_at->folder);
        QCOMPARE(next.serverPid(), pid);
        QCOMPARE(next.end(), 0);
        QCOMPARE(m_at->state(), ServerState::Stopped);
    }

    void aCrashWhileMakingItLeavesNoHalf()
    {
        {
            Console crashing(m_at->folder);
            QCOMPARE(crashing.line("step"), QString::number(int(StartStep::Initialising)));
            crashing.crash();
        }
        QCOMPARE(m_at->state(), ServerState::NotInitialised);
        VERIFY_OK(m_at->server().start());
        QVERIFY(m_at->drafts().isEmpty());
        QCOMPARE(m_at->ask(u"SELECT 1"_s), u"1"_s);
    }

    void foldersOfEveryName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("socketBelow");
        QTest::newRow("spaces") << u" two  words "_s << true;
        QTest::newRow("quotes") << uR"(it's "quoted" \ `x`)"_s << true;
        QTest::newRow("shell") << u"$(touch pwned); *"_s << true;
        QTest::newRow("unicode") << u"größe \u202e\u05d0 \U0001f418"_s << true;
        QTest::newRow("comma") << u"a,b"_s << false;
        QTest::newRow("deep") << QString(60, u'd') + u'/' + QString(60, u'e') << false;
        QTest::newRow("percent") << u"100% = &?#@:"_s << true;
    }
    void foldersOfEveryName()
    {
        QFETCH(QString, name);
        QFETCH(bool, socketBelow);
        m_at->folder = m_at->base + u'/' + name + u"/server"_s;
        const auto started = m_at->server().start();
        VERIFY_OK(started);
        const QString sockets = started->value(u"host"_s);
        QCOMPARE(sockets.startsWith(m_at->folder), socketBelow);
        QVERIFY(QFile::encodeName(sockets + u"/.s.PGSQL.5432"_s).size() <= 107);
        QCOMPARE(int(QFile::permissions(sockets) & (QFile::ReadOther | QFile::ExeOther | QFile::ExeGroup)), 0);
        QCOMPARE(m_at->ask(u"SELECT current_setting('data_directory')"_s), m_at->folder + u"/data"_s);
        QVERIFY(!QFile::exists(m_at->folder + u"/data/pwned"_s) && !QFile::exists(u"pwned"_s));
        VERIFY_OK(m_at->server().stop());
        QCOMPARE(m_at->state(), ServerState::Stopped);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--console") == 0)
        return runConsole(QString::fromLocal8Bit(argv[2]));
    LocalServerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_localserver.moc"
