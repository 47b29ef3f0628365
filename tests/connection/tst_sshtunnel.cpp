// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Tunnels by the system's ssh to a real sshd on this machine, with keys of their own.
#include "connection/profile/connectiontest.h"
#include "connection/session/session.h"
#include "connection/sshdaemon.h"
#include "connection/profile/sshtunnel.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class TestSshTunnel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_daemon.reset(); }

    void leadsThere();
    void leadsToASocket();
    void leadsToSeveralHosts();
    void keepsNamesForCertificates();
    void comesBack();
    void goesOverAJumpHost();
    void takesItsKeyFromTheAgent();
    void aRefusalIsNotAskedTwice();
    void reportsWhatChanges();
    void endsWithItsObject();
    void explains_data();
    void explains();
    void usesNoPortOfAStranger();
    void canBeCancelled();
    void takesNoOptionForAHost();
    void theCommandLineGoesThrough();

private:
    [[nodiscard]] SshTunnel tunnel() const { return m_daemon->tunnel(); }
    [[nodiscard]] SshForward::Options options() const { return m_daemon->options(); }
    [[nodiscard]] QString path(const QString &name) const { return m_daemon->path(name); }
    [[nodiscard]] std::unique_ptr<SshForward> opened(const ConnInfo &target) const
    {
        auto forward = SshForward::open(tunnel(), target, options());
        if (!forward)
            qFatal("%s", qPrintable(describe(forward.error())));
        return std::move(*forward);
    }
    // Of a server whose name only the far machine would know.
    [[nodiscard]] ConnInfo far() const
    {
        ConnInfo target = m_server->info(u"db.far.invalid"_s);
        target.set(u"hostaddr"_s, u"127.0.0.1"_s);
        return target;
    }

    std::unique_ptr<test::SshDaemon> m_daemon;
    std::unique_ptr<test::NetServer> m_server;
};

void TestSshTunnel::initTestCase()
{
    m_daemon = std::make_unique<test::SshDaemon>();
    m_server = std::make_unique<test::NetServer>();
    m_server->start();
}

void TestSshTunnel::leadsThere()
{
    qputenv("PGPASSWORD", "Pl4nted");
    const auto forward = opened(far());
    qunsetenv("PGPASSWORD");
    QVERIFY(forward->isUp());
    QCOMPARE(forward->connInfo().value(u"host"_s), u"db.far.invalid"_s);
    QVERIFY(forward->connInfo().value(u"port"_s) != QString::number(m_server->port));
    Session session;
    const auto facts = session.open(forward->connInfo()).result();
    QVERIFY2(facts, facts ? "" : qPrintable(describe(facts.error())));
    const auto answer = session.query({u"SELECT inet_server_port()::text"_s, {}}).result();
    QVERIFY(answer);
    QCOMPARE(answer->rows.text(0, 0), QString::number(m_server->port));
    QFile environment(u"/proc/%1/environ"_s.arg(forward->pid()));
    QVERIFY(environment.open(QIODevice::ReadOnly));
    QVERIFY(!environment.readAll().contains("Pl4nted"));
}

void TestSshTunnel::leadsToASocket()
{
    const auto forward = opened(m_server->local());
    const auto tested = testConnection(forward->connInfo());
    QVERIFY2(tested, tested ? "" : qPrintable(tested.error().sentence));
    QCOMPARE(tested->user, u"howdah"_s);
}

void TestSshTunnel::leadsToSeveralHosts()
{
    ConnInfo target = far();
    target.set(u"host"_s, u"a.invalid,b.invalid"_s);
    target.set(u"hostaddr"_s, u"127.0.0.1,127.0.0.1"_s);
    target.set(u"port"_s, u"%1,%2"_s.arg(test::freePort()).arg(m_server->port));
    const auto forward = opened(target);
    QCOMPARE(forward->connInfo().value(u"port"_s).split(u',').size(), 2);
    const auto tested = testConnection(forward->connInfo());
    QVERIFY2(tested, tested ? "" : qPrintable(tested.error().sentence));
    QCOMPARE(tested->passedOver.size(), 1U);
    ConnInfo nowhere;
    nowhere.set(u"service"_s, u"office"_s);
    QCOMPARE(kindName(SshForward::open(tunnel(), nowhere, options()).error().kind), u"usage"_s);
}

// The certificate is checked against the name of the server, not against the near end of the tunnel.
void TestSshTunnel::keepsNamesForCertificates()
{
    const test::Authority authority(path(u"ca"_s), u"Our CA"_s);
    authority.issue(u"far"_s, u"db.far.invalid"_s, u"DNS:db.far.invalid"_s);
    m_server->start(
        {u"ssl=on"_s, u"ssl_cert_file="_s + m_server->adopt(authority.file(u"far.crt"_s)),
         u"ssl_key_file="_s + m_server->adopt(authority.file(u"far.key"_s))});
    ConnInfo target = far();
    target.set(u"sslmode"_s, u"verify-full"_s);
    target.set(u"sslrootcert"_s, authority.file(u"ca.crt"_s));
    const auto tested = testConnection(opened(target)->connInfo());
    QVERIFY2(tested, tested ? "" : qPrintable(tested.error().sentence));
    QVERIFY(tested->tls && tested->tls->nameVerified);
    target.set(u"host"_s, u"other.invalid"_s);
    const auto wrong = testConnection(opened(target)->connInfo());
    QVERIFY(!wrong);
    QCOMPARE(causeKey(wrong.error().cause), u"tls-wrong-name"_s);
}

void TestSshTunnel::comesBack()
{
    const auto forward = opened(far());
    const ConnInfo target = forward->connInfo();
    QVERIFY(testConnection(target));
    // ssh dies; then the other end does, and is away for a while.
    ::kill(pid_t(forward->pid()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(forward->restarts() == 1 && forward->isUp(), 60'000);
    QVERIFY(testConnection(target)); // at the same place
    m_daemon->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!forward->isUp() && forward->restarts() >= 2, 60'000);
    m_daemon->start();
    QTRY_VERIFY_WITH_TIMEOUT(forward->isUp(), 60'000);
    QVERIFY(testConnection(target));
}

// Two machines: the second is asked by way of the first, in the line to which nobody there can look.
void TestSshTunnel::goesOverAJumpHost()
{
    test::SshDaemon jump;
    m_daemon->knows(jump);
    jump.letsIn(*m_daemon);
    // The key of the jump host is what the configuration says; -i is for the last machine.
    SshForward::Options chosen = options();
    chosen.arguments = {
        u"-F"_s,
        m_daemon->writeConfig(
            u"jump_config"_s, "IdentitiesOnly yes\nIdentityAgent none\nIdentityFile " + path(u"id"_s).toUtf8() + '\n')};
    SshTunnel ssh = tunnel();
    ssh.jumpHosts = {u"%1@127.0.0.1:%2"_s.arg(test::SshDaemon::user()).arg(jump.port)};
    auto forward = SshForward::open(ssh, far(), chosen);
    QVERIFY2(forward, forward ? "" : qPrintable(describe(forward.error())));
    const ConnInfo target = (*forward)->connInfo();
    const auto tested = testConnection(target);
    QVERIFY2(tested, tested ? "" : qPrintable(tested.error().sentence));
    // It does lead over that machine: without it there is no way.
    jump.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!(*forward)->isUp() && (*forward)->restarts() >= 2, 60'000);
    QCOMPARE((*forward)->problem().kind, ErrorKind::Connection);
    jump.start();
    QTRY_VERIFY_WITH_TIMEOUT((*forward)->isUp(), 60'000);
    QVERIFY(testConnection(target));
}

void TestSshTunnel::takesItsKeyFromTheAgent()
{
    test::SshAgent agent(path(u"agent"_s));
    SshForward::Options chosen = options();
    chosen.arguments = {u"-F"_s, m_daemon->writeConfig(u"agent_config"_s, "IdentityFile none\n")};
    SshTunnel ssh = tunnel();
    ssh.identityFile.clear();
    const auto without = SshForward::open(ssh, far(), chosen);
    QVERIFY(!without);
    QVERIFY2(without.error().hint.contains(u"ssh-add"_s), qPrintable(describe(without.error())));
    agent.add(path(u"id"_s));
    const auto forward = SshForward::open(ssh, far(), chosen);
    QVERIFY2(forward, forward ? "" : qPrintable(describe(forward.error())));
    QVERIFY(testConnection((*forward)->connInfo()));
}

// The key is taken away while the tunnel is up: whoever asked again and again would be locked out.
void TestSshTunnel::aRefusalIsNotAskedTwice()
{
    test::SshAgent agent(path(u"agent2"_s));
    SshForward::Options chosen = options();
    chosen.arguments = {u"-F"_s, m_daemon->writeConfig(u"agent_config"_s, "IdentityFile none\n")};
    SshTunnel ssh = tunnel();
    ssh.identityFile.clear();
    agent.add(path(u"id"_s));
    const auto forward = SshForward::open(ssh, far(), chosen);
    QVERIFY2(forward, forward ? "" : qPrintable(describe(forward.error())));
    agent.forgetAll();
    ::kill(pid_t((*forward)->pid()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT((*forward)->problem().kind == ErrorKind::Authentication, 60'000);
    const int restarts = (*forward)->restarts();
    QVERIFY2((*forward)->problem().detail.contains(u"Permission denied"_s), qPrintable((*forward)->problem().detail));
    agent.add(path(u"id"_s)); // which alone changes nothing
    QTest::qWait(2'000);      // some pauses
    QVERIFY(!(*forward)->isUp());
    QCOMPARE((*forward)->restarts(), restarts);
    (*forward)->tryNow();
    QTRY_VERIFY_WITH_TIMEOUT((*forward)->isUp(), 60'000);
    QVERIFY(testConnection((*forward)->connInfo()));
}

void TestSshTunnel::reportsWhatChanges()
{
    std::atomic<int> reported = 0;
    SshForward::Options chosen = options();
    chosen.changed = [&reported] { ++reported; };
    {
        const auto forward = SshForward::open(tunnel(), far(), chosen);
        QVERIFY2(forward, forward ? "" : qPrintable(describe(forward.error())));
        QCOMPARE(reported.load(), 0);
        ::kill(pid_t((*forward)->pid()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT((*forward)->restarts() == 1 && (*forward)->isUp(), 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(reported.load(), 2, 60'000); // it fell, and is up
    }
    QVERIFY(reported.load() <= 3);
}

void TestSshTunnel::endsWithItsObject()
{
    auto forward = opened(far());
    const qint64 pid = forward->pid();
    const ConnInfo target = forward->connInfo();
    QVERIFY(pid > 0);
    forward.reset();
    QCOMPARE(::kill(pid_t(pid), 0), -1);
    QCOMPARE(causeKey(testConnection(target).error().cause), u"refused"_s);
}

void TestSshTunnel::explains_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("words");
    QTest::newRow("key") << u"key"_s << u"connection"_s << u"ssh-add -l"_s;
    QTest::newRow("host key") << u"host key"_s << u"connection"_s << u"verify it"_s;
    QTest::newRow("name") << u"name"_s << u"connection"_s << u"cannot be resolved"_s;
    QTest::newRow("port") << u"port"_s << u"connection"_s << u"by hand"_s;
    QTest::newRow("jump") << u"jump"_s << u"connection"_s << u"cannot be opened"_s;
    QTest::newRow("program") << u"program"_s << u"io"_s << u"openssh-client"_s;
}

void TestSshTunnel::explains()
{
    QFETCH(const QString, what);
    QFETCH(const QString, kind);
    QFETCH(const QString, words);
    SshTunnel ssh = tunnel();
    SshForward::Options chosen = options();
    if (what == "key"_L1)
        ssh.identityFile = path(u"stranger"_s);
    else if (what == "host key"_L1)
        chosen.arguments << u"-o"_s << u"UserKnownHostsFile=/dev/null"_s;
    else if (what == "name"_L1)
        ssh.host = u"no-such-host.invalid"_s;
    else if (what == "port"_L1)
        ssh.port = test::freePort();
    else if (what == "jump"_L1)
        ssh.jumpHosts = {u"no-such-host.invalid"_s};
    else
        chosen.program = u"/no/such/ssh"_s;
    const auto forward = SshForward::open(ssh, far(), chosen);
    QVERIFY(!forward);
    QCOMPARE(kindName(forward.error().kind), kind);
    QVERIFY2(describe(forward.error()).contains(words), qPrintable(describe(forward.error())));
}

// A program that says it is ssh and listens at nothing, while somebody else does.
void TestSshTunnel::usesNoPortOfAStranger()
{
    const QString fake = path(u"fake"_s);
    test::writeFile(
        fake,
        "#!/bin/sh\nfor word; do case $word in 127.0.0.1:*) port=${word#127.0.0.1:}; port=${port%%:*};; esac; done\n"
        "python3 -c \"import socket,time\ns=socket.socket()\ns.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1)\n"
        "s.bind(('127.0.0.1',$port))\ns.listen()\nopen('"
            + path(u"taken"_s).toUtf8()
            + "','w').close()\n"
              "time.sleep(600)\" &\ntrap 'kill $!' TERM\nwait\n");
    QFile::setPermissions(fake, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    SshForward::Options chosen = options();
    chosen.program = fake;
    chosen.patience = std::chrono::seconds(4);
    const auto forward = SshForward::open(tunnel(), far(), chosen);
    QVERIFY(QFile::exists(path(u"taken"_s))); // it did listen
    QVERIFY(!forward);
    QCOMPARE(kindName(forward.error().kind), u"timeout"_s);
}

void TestSshTunnel::canBeCancelled()
{
    SshForward::Options chosen = options();
    std::stop_source stop;
    stop.request_stop();
    chosen.stop = stop.get_token();
    chosen.patience = std::chrono::minutes(10);
    SshTunnel ssh = tunnel();
    int port = 0;
    const int silent = test::listenOnLoopback(0, &port);
    ssh.port = port; // nobody greets
    const auto forward = SshForward::open(ssh, far(), chosen);
    close(silent);
    QVERIFY(!forward);
    QCOMPARE(kindName(forward.error().kind), u"cancelled"_s);
}

// The store refuses such a name; ssh would not take it for an option either.
void TestSshTunnel::takesNoOptionForAHost()
{
    SshTunnel ssh = tunnel();
    ssh.host = u"-oProxyCommand=touch "_s + path(u"hacked"_s);
    QVERIFY(!SshForward::open(ssh, far(), options()));
    QVERIFY(!QFile::exists(path(u"hacked"_s)));
    Profile profile;
    profile.name = u"x"_s;
    profile.ssh = ssh;
    QVERIFY(!check(profile));
}

void TestSshTunnel::theCommandLineGoesThrough()
{
    const QString programs = m_daemon->programFolder();
    const auto ctl = [this, programs](const QStringList &arguments, QByteArray &out) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s, programs + u':' + qEnvironmentVariable("PATH"));
        environment.insert(u"HOWDAH_DATA_DIR"_s, path(u"data"_s));
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), arguments);
        process.waitForFinished(120'000);
        out = process.readAllStandardOutput() + process.readAllStandardError();
        return process.exitCode();
    };
    QByteArray out;
    const SshTunnel ssh = tunnel();
    QStringList add{
        u"profiles"_s, u"add"_s, u"far"_s, u"-d"_s,
        u"host=db.far.invalid hostaddr=127.0.0.1 port=%1 user=howdah dbname=postgres"_s.arg(m_server->port)};
    for (const QString &field :
         {u"secret=passfile"_s, u"ssh_host="_s + ssh.host, u"ssh_port=%1"_s.arg(ssh.port), u"ssh_user="_s + ssh.user,
          u"ssh_key="_s + ssh.identityFile})
        add << u"--set"_s << field;
    QVERIFY2(ctl(add, out) == 0, out.constData());
    QVERIFY2(ctl({u"profiles"_s, u"test"_s, u"far"_s}, out) == 0, out.constData());
    QVERIFY(out.contains("db.far.invalid"));
    const QStringList query{u"data"_s, u"export"_s, u"-d"_s, u"far"_s, u"-q"_s, u"SELECT inet_server_port() AS p"_s,
                            u"-o"_s,   u"-"_s,      u"-f"_s, u"csv"_s};
    QVERIFY2(ctl(query, out) == 0, out.constData());
    QVERIFY2(out.contains("p\n" + QByteArray::number(m_server->port) + '\n'), out.constData());
    QCOMPARE(ctl({u"profiles"_s, u"edit"_s, u"far"_s, u"--set"_s, u"ssh_key="_s + path(u"stranger"_s)}, out), 0);
    QVERIFY(ctl({u"profiles"_s, u"test"_s, u"far"_s}, out) != 0);
    QVERIFY2(out.contains("ssh-add -l"), out.constData());
}

QTEST_GUILESS_MAIN(TestSshTunnel)
#include "tst_sshtunnel.moc"
