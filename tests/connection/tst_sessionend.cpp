// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/environment.h"
#include "connection/session/session.h"
#include "connection/session/sessionpool.h"
#include "support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <array>
#include <deque>
#include <thread>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

namespace {

constexpr int Sessions = 8;
constexpr int Programs = 30;

std::unique_ptr<Session> opened(const ConnInfo &target)
{
    auto session = std::make_unique<Session>();
    (void)session->open(target);
    return session;
}

// What a program leaves behind that ends at once: sessions in every state.
int runProgram(const QString &kind, const ConnInfo &target)
{
    // Behind the end of QCoreApplication, as what is static is.
    static std::vector<std::shared_ptr<Session>> late;
    if (kind == "pool"_L1) { // given back while they are opening
        SessionPool pool(target, {.idle = Sessions, .most = Sessions});
        std::vector<std::shared_ptr<Session>> lent;
        for (int i = 0; i < Sessions; ++i)
            lent.push_back(pool.lend(SessionRole::Reader, u"pool"_s)->session);
        return 0;
    }
    for (int i = 0; i < Sessions; ++i) {
        std::shared_ptr<Session> session = opened(target);
        if (kind == "closing"_L1) {
            (void)session->query({u"SELECT 1"_s, {}}).result();
            session->closeSoon();
        } else if (kind == "working"_L1) {
            (void)session->query({u"SELECT pg_catalog.pg_sleep(600)"_s, {}});
        }
        late.push_back(std::move(session));
    }
    return 0;
}

// Takes lines, says nothing, and hangs up after some time, or never.
class SilentServer final
{
public:
    using Clock = std::chrono::steady_clock;

    explicit SilentServer(bool hangsUp)
        : m_hangsUp(hangsUp)
        , m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        if (bind(m_socket, reinterpret_cast<sockaddr *>(&at), size) != 0 || listen(m_socket, 64) != 0
            || getsockname(m_socket, reinterpret_cast<sockaddr *>(&at), &size) != 0)
            qFatal("no socket");
        m_port = ntohs(at.sin_port);
        m_thread = std::jthread([this](const std::stop_token &stop) { serve(stop); });
    }
    ~SilentServer()
    {
        m_thread.request_stop();
        m_thread.join();
        for (const Line &line : m_lines)
            ::close(line.socket);
        ::close(m_socket);
    }
    SilentServer(const SilentServer &) = delete;
    SilentServer &operator=(const SilentServer &) = delete;
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] int taken() const { return m_taken; }

private:
    struct Line
    {
        int socket;
        Clock::time_point until;
    };

    void serve(const std::stop_token &stop)
    {
        while (!stop.stop_requested()) {
            pollfd waiting{.fd = m_socket, .events = POLLIN, .revents = 0};
            if (poll(&waiting, 1, 5) == 1) {
                // Spread over the time in which the program ends, and a little more.
                const std::chrono::milliseconds patience(20 + 35 * (m_taken++ % 8));
                m_lines.push_back({accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC), Clock::now() + patience});
            }
            std::erase_if(m_lines, [this](const Line &line) {
                const bool isOver = m_hangsUp && line.until < Clock::now();
                if (isOver)
                    ::close(line.socket);
                return isOver;
            });
        }
    }

    bool m_hangsUp;
    int m_socket;
    int m_port = 0;
    std::atomic<int> m_taken = 0;
    std::deque<Line> m_lines;
    std::jthread m_thread;
};

} // namespace

// The end of a program while sessions are opening, working or closing: no thread of theirs may still use what Qt and
// libpq take down.
class SessionEndTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static QByteArray faultsOf(QProcess &program)
    {
        const QByteArray errors = program.readAllStandardError();
        if (program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0)
            return {};
        return "exit " + QByteArray::number(program.exitCode()) + ": " + errors.left(6000);
    }

private Q_SLOTS:
    void programsThatEndAtOnce_data()
    {
        QTest::addColumn<bool>("isSilent");
        QTest::newRow("pool") << false;
        QTest::newRow("closing") << false;
        QTest::newRow("working") << false;
        QTest::newRow("opening") << false;
        QTest::newRow("pool, and nobody answers in time") << true;
        QTest::newRow("opening, and nobody answers in time") << true;
    }

    void programsThatEndAtOnce()
    {
        QFETCH(bool, isSilent);
        const SilentServer silent(true);
        ConnInfo target = m_server.connInfo();
        if (isSilent) {
            target.set(u"host"_s, u"127.0.0.1"_s);
            target.set(u"port"_s, QString::number(silent.port()));
        }
        const QString kind = QString::fromLatin1(QTest::currentDataTag()).section(u',', 0, 0);
        std::array<QProcess, 3> programs; // at once
        for (int done = 0; done < Programs; done += int(programs.size())) {
            for (QProcess &program : programs)
                program.start(QCoreApplication::applicationFilePath(), {u"--program"_s, kind, toUri(target)});
            for (QProcess &program : programs) {
                QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 60'000);
                QCOMPARE(faultsOf(program), QByteArray());
            }
        }
        QCOMPARE(silent.taken() > 0, isSilent);
    }

    // A dead line holds up the end once, not once for each session.
    void aDeadLineHoldsTheEndUpOnce()
    {
        const SilentServer dead(false);
        ConnInfo target = m_server.connInfo();
        target.set(u"host"_s, u"127.0.0.1"_s);
        target.set(u"port"_s, QString::number(dead.port()));
        QElapsedTimer clock;
        clock.start();
        QProcess program;
        program.start(QCoreApplication::applicationFilePath(), {u"--program"_s, u"opening"_s, toUri(target)});
        QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 60'000);
        QCOMPARE(faultsOf(program), QByteArray());
        QVERIFY2(clock.elapsed() < Sessions * 2000, qPrintable(QString::number(clock.elapsed())));
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--program") == 0)
        return runProgram(QString::fromLocal8Bit(argv[2]), *parseConnInfo(QString::fromLocal8Bit(argv[3])));
    SessionEndTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sessionend.moc"
