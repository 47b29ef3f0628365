// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Where passwords come from: programs, the real keychain (this program starts itself again on a D-Bus session of its
// own with GNOME Keyring in it), a person, .pgpass; and how they reach the tools of PostgreSQL.
#include "connection/keychain.h"
#include "connection/netserver.h"
#include "connection/server/pgtools.h"
#include "connection/profile/secretsource.h"
#include "connection/session/session.h"
#include "promptui/keyringsession.h"
#include "support/pgprograms.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

namespace {

const QString secret = u"pl4nted sécret: \\ ' \" : end"_s;

Profile profileOf(SecretSource source)
{
    Profile profile;
    profile.id = u"6e1c0d9e-0000-4000-8000-000000000001"_s;
    profile.name = u"shop"_s;
    profile.target.set(u"host"_s, u"db"_s);
    profile.secret = source;
    return profile;
}

QString script(const QTemporaryDir &folder, const QByteArray &text)
{
    static int number = 0;
    const QString path = folder.filePath(u"program%1"_s.arg(++number));
    test::writeFile(path, text);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

// Lines that another run of this program printed, in another environment.
QStringList runAlone(const QMap<QString, QString> &variables)
{
    QProcess alone;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOWDAH_TEST_ASK"_s, u"1"_s);
    for (const auto &[key, value] : variables.asKeyValueRange())
        environment.insert(key, value);
    alone.setProcessEnvironment(environment);
    alone.start(QCoreApplication::applicationFilePath(), QStringList());
    if (!alone.waitForFinished(60'000))
        qFatal("It does not end");
    return QString::fromUtf8(alone.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

class TestSecretSource final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        qunsetenv("PGPASSWORD");
        QVERIFY(Keychain().remove(keychainEntry(profileOf(SecretSource::Keychain))));
    }

    void programPrints_data();
    void programPrints();
    void noShellIsAsked();
    void programFails();
    void programIsEnded();
    void programOfTheProfile();
    void keychainKeeps();
    void keychainHasNone();
    void thereIsNoKeychain();
    void asks();
    void passFileIsLeftToLibpq();
    void keyPassphrase();
    void badRevocationListIsRefused();
    void goesNotPastATunnel();
    void aHintIsOneCommand();
    void toolsSeeItAndNobodyElse();
    void libpqSeesIt();
    void toolsOpenTheKey();
};

void TestSecretSource::programPrints_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *name, const QByteArray &body, const QString &is, const char *kind = "") {
        QTest::newRow(name) << body << is << QString::fromLatin1(kind);
    };
    row("a line", "printf 'geheim\\n'", u"geheim"_s);
    row("no line end", "printf geheim", u"geheim"_s);
    row("the first of many", "printf 'geheim\\nuser: me\\n'", u"geheim"_s);
    row("of Windows", "printf 'geheim\\r\\n'", u"geheim"_s);
    row("blanks are a part", "printf ' a b \\n'", u" a b "_s);
    row("UTF-8", "printf 's\\303\\251cret\\n'", u"sécret"_s);
    row("nothing", "true", {}, "invalid");
    row("an empty line", "printf '\\ngeheim\\n'", {}, "invalid");
    row("no text", "printf 'a\\377b\\n'", {}, "invalid");
    row("a NUL", "printf 'a\\000b\\n'", {}, "invalid");
    row("a long line", "head -c 5000 /dev/zero | tr '\\0' x", {}, "invalid");
    row("endless", "yes", {}, "invalid");
    row("no input to read", "read x || printf geheim", u"geheim"_s);
}

void TestSecretSource::programPrints()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, secret);
    QFETCH(const QString, kind);
    const QTemporaryDir folder;
    const auto found = secretFromCommand({script(folder, "#!/bin/sh\n" + body + '\n')});
    QVERIFY2(found.has_value() == kind.isEmpty(), found ? "" : qPrintable(describe(found.error())));
    if (found)
        QCOMPARE(*found, secret);
    else
        QCOMPARE(kindName(found.error().kind), kind);
}

void TestSecretSource::noShellIsAsked()
{
    const QString hostile = u"$(id) `id` ; rm -rf / | x > y && * ~ \"q\" 'r'"_s;
    const auto echoed = secretFromCommand({u"printf"_s, u"%s"_s, hostile});
    QVERIFY(echoed);
    QCOMPARE(*echoed, hostile);
    QCOMPARE(kindName(secretFromCommand({u"echo geheim"_s}).error().kind), u"io"_s); // a line of a shell is no program
    const QTemporaryDir folder;
    QCOMPARE(kindName(secretFromCommand({script(folder, "echo geheim\n")}).error().kind), u"io"_s); // nor is this
    QCOMPARE(kindName(secretFromCommand({u"/no/such/program"_s}).error().kind), u"io"_s);
    QCOMPARE(kindName(secretFromCommand({}).error().kind), u"usage"_s);
}

// What it complains of is told; what it printed is not, even where it complains of that.
void TestSecretSource::programFails()
{
    const QTemporaryDir folder;
    const QString path = script(
        folder,
        "#!/bin/sh\necho geheim4711\necho 'the store is locked' >&2\necho 'tried geheim4711 twice' >&2\nexit 3\n");
    const auto found = secretFromCommand({path, u"argument"_s});
    QVERIFY(!found);
    const QString reported = describe(found.error());
    QCOMPARE(kindName(found.error().kind), u"io"_s);
    QVERIFY2(reported.contains("the store is locked"_L1) && reported.contains("exit code 3"_L1), qPrintable(reported));
    QVERIFY2(!reported.contains("geheim4711"_L1), qPrintable(reported));
    const auto killed = secretFromCommand({script(folder, "#!/bin/sh\nkill -9 $$\n")});
    QVERIFY(!killed && killed.error().message.contains("killed"_L1));
}

void TestSecretSource::programIsEnded()
{
    const QTemporaryDir folder;
    const QString mark = folder.filePath(u"pid"_s);
    const QString path = script(
        folder, "#!/bin/sh\necho geheim4711\necho \"waiting for a PIN\" >&2\necho $$ > " + mark.toUtf8()
                    + "\nexec sleep 600\n");
    const auto late = secretFromCommand({path}, std::chrono::milliseconds(500));
    QVERIFY(!late);
    QCOMPARE(kindName(late.error().kind), u"timeout"_s);
    QVERIFY(!describe(late.error()).contains("geheim4711"_L1));
    QFile file(mark);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(::kill(file.readAll().trimmed().toInt(), 0), -1); // it is gone
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(
        kindName(secretFromCommand({path}, std::chrono::minutes(10), stop.get_token()).error().kind), u"cancelled"_s);
}

void TestSecretSource::programOfTheProfile()
{
    Profile profile = profileOf(SecretSource::Command);
    profile.secretCommand = {u"printf"_s, u"%s\n"_s, secret};
    const auto info = connInfoWithSecret(profile, {});
    QVERIFY(info);
    QCOMPARE(info->value(u"password"_s), secret);
    QVERIFY(!toUri(*info).contains("pl4nted"_L1) && !describe(*info).contains("pl4nted"_L1));
    profile.secretCommand = {u"false"_s};
    QCOMPARE(kindName(connInfoWithSecret(profile, {}).error().kind), u"io"_s);
}

void TestSecretSource::keychainKeeps()
{
    const Profile profile = profileOf(SecretSource::Keychain);
    const auto written = Keychain().write(keychainEntry(profile), secret);
    QVERIFY2(written, written ? "" : qPrintable(describe(written.error())));
    const auto info = connInfoWithSecret(profile, {});
    QVERIFY2(info, info ? "" : qPrintable(describe(info.error())));
    QCOMPARE(info->value(u"password"_s), secret);
    // Another profile has another one.
    Profile other = profile;
    other.id.back() = u'2';
    QVERIFY(!connInfoWithSecret(other, {})->values.contains(u"password"_s));
    // Nor does it lie readable in anything below the home of this program.
    int files = 0;
    QDirIterator it(qEnvironmentVariable("HOME"), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        ++files;
        QVERIFY2(!file.readAll().contains("pl4nted"), qPrintable(file.fileName()));
    }
    QVERIFY(files > 0);
    QVERIFY(Keychain().remove(keychainEntry(profile)));
    QCOMPARE(kindName(Keychain().read(keychainEntry(profile)).error().kind), u"not-found"_s);
    QVERIFY(Keychain().remove(keychainEntry(profile))); // gone is gone
}

void TestSecretSource::keychainHasNone()
{
    bool asked = false;
    SecretOptions options;
    options.ask = [&](const QString &) -> Result<QString> {
        asked = true;
        return u"x"_s;
    };
    const auto info = connInfoWithSecret(profileOf(SecretSource::Keychain), options);
    QVERIFY(info && !info->values.contains(u"password"_s));
    QVERIFY(!asked); // a server that wants none is not a reason to ask
    const auto later = askForPassword(*info, u"shop"_s, options);
    QVERIFY(asked && later);
    QCOMPARE(later->value(u"password"_s), u"x"_s);
}

void TestSecretSource::thereIsNoKeychain()
{
    const QMap<QString, QString> nowhere{{u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/bus"_s}};
    QCOMPARE(runAlone(nowhere), (QStringList{u"read connection"_s, u"write connection"_s, u"asked typed"_s}));
}

void TestSecretSource::asks()
{
    const Profile profile = profileOf(SecretSource::Ask);
    QString question;
    SecretOptions options;
    options.ask = [&](const QString &text) -> Result<QString> {
        question = text;
        return secret;
    };
    const auto info = connInfoWithSecret(profile, options);
    QVERIFY(info);
    QCOMPARE(info->value(u"password"_s), secret);
    QVERIFY(question.contains("shop"_L1) && question.contains("db"_L1));
    options.ask = [](const QString &) -> Result<QString> { return fail(ErrorKind::Cancelled, u"no"_s); };
    QCOMPARE(kindName(connInfoWithSecret(profile, options).error().kind), u"cancelled"_s);
    QCOMPARE(kindName(connInfoWithSecret(profile, {}).error().kind), u"authentication"_s); // nobody is there
    qputenv("PGPASSWORD", "of the script");
    const auto scripted = connInfoWithSecret(profile, {});
    QVERIFY(scripted && !scripted->values.contains(u"password"_s)); // libpq takes it
}

void TestSecretSource::passFileIsLeftToLibpq()
{
    Profile profile = profileOf(SecretSource::PassFile);
    profile.target.set(u"passfile"_s, u"/home/me/pass"_s);
    const auto info = connInfoWithSecret(profile, {});
    QVERIFY(info);
    QCOMPARE(*info, connInfoOf(profile));
}

void TestSecretSource::keyPassphrase()
{
    Profile profile = profileOf(SecretSource::Keychain);
    profile.target.set(u"sslkey"_s, u"/home/me/me.key"_s);
    const QString entry = keychainEntry(profile, SecretKind::KeyPassphrase);
    QVERIFY(entry != keychainEntry(profile));
    QVERIFY(Keychain().write(entry, u"of the key"_s));
    QCOMPARE(connInfoWithSecret(profile, {})->value(u"sslpassword"_s), u"of the key"_s);
    QVERIFY(Keychain().remove(entry));
    QVERIFY(!connInfoWithSecret(profile, {})->values.contains(u"sslpassword"_s));
}

void TestSecretSource::badRevocationListIsRefused()
{
    Profile profile = profileOf(SecretSource::PassFile);
    profile.target.set(u"sslcrl"_s, u"/no/such/list"_s);
    QCOMPARE(kindName(connInfoWithSecret(profile, {}).error().kind), u"invalid"_s);
}

void TestSecretSource::goesNotPastATunnel()
{
    Profile profile = profileOf(SecretSource::PassFile);
    profile.ssh.enabled = true;
    profile.ssh.host = u"bastion"_s;
    const auto info = connInfoWithSecret(profile, {});
    QVERIFY(!info);
    SecretOptions options;
    options.opensTunnels = true;
    QVERIFY(connInfoWithSecret(profile, options));
    QVERIFY(info.error().message.contains("bastion"_L1) && info.error().hint.contains("ssh -N -L"_L1));
}

// A profile of others may name its hosts as it likes. The judge is the shell.
void TestSecretSource::aHintIsOneCommand()
{
    const auto words = [](const QString &command) {
        QProcess shell;
        shell.start(u"/bin/sh"_s, {u"-c"_s, u"ssh() { printf '%s\\n' \"$@\"; }; "_s + command});
        if (!shell.waitForFinished())
            qFatal("%s", qPrintable(shell.errorString()));
        return QString::fromUtf8(shell.readAllStandardOutput() + shell.readAllStandardError())
            .split(u'\n', Qt::SkipEmptyParts);
    };
    for (const QString &host :
         {u"bastion"_s, u"me@bastion.example.org"_s, u"x; touch /tmp/owned"_s, u"$(touch owned)"_s, u"`id`"_s,
          u"it's"_s, u"a b"_s, u"-oProxyCommand=id"_s, u"x' ; id ; '"_s, u"\"x\" && id"_s, u"a\\b"_s, u"*"_s,
          u"~root"_s}) {
        Profile profile = profileOf(SecretSource::PassFile);
        profile.target.set(u"host"_s, u"db"_s + host);
        profile.ssh.enabled = true;
        profile.ssh.host = host;
        const auto info = connInfoWithSecret(profile, {});
        QVERIFY(!info);
        const QString hint = info.error().hint;
        const qsizetype begin = hint.indexOf("(ssh "_L1) + 1;
        const QString command = hint.sliced(begin, hint.lastIndexOf("), and connect"_L1) - begin);
        const QString port = profile.target.value(u"port"_s);
        QCOMPARE(
            words(command),
            (QStringList{
                u"-N"_s, u"-L"_s, u"5433:db"_s + host + u':' + (port.isEmpty() ? u"5432"_s : port), u"--"_s, host}));
    }
}

void TestSecretSource::toolsSeeItAndNobodyElse()
{
    ConnInfo target;
    target.set(u"host"_s, u"h"_s);
    target.set(u"password"_s, secret);
    target.set(u"passfile"_s, u"/theirs"_s);
    qputenv("PGPASSWORD", "of the script");
    const QTemporaryDir folder;
    const QString spy = script(
        folder,
        "#!/bin/sh\nenv\necho \"args: $*\"\ntr '\\0' ' ' < /proc/$$/cmdline\ntr '\\0' '\\n' < /proc/$$/environ\n"
        "ls -l /proc/$$/fd\nprintf 'file: %s\\n' \"$(cat $PGPASSFILE)\"\nstat -L -c 'mode %a %F' $PGPASSFILE\n");
    const auto seen = runTool({spy, {u"-x"_s}, target});
    QVERIFY2(seen, seen ? "" : qPrintable(describe(seen.error())));
    QString all = QString::fromUtf8(seen->output);
    const qsizetype at = all.indexOf(u"file: "_s);
    QCOMPARE(all.mid(at).section(u'\n', 0, 0), u"file: *:*:*:*:pl4nted sécret\\: \\\\ ' \" \\: end"_s);
    QVERIFY(all.contains("mode 600 regular"_L1));
    all.truncate(at);
    QVERIFY2(!all.contains("pl4nted"_L1), qPrintable(all));
    QVERIFY(!all.contains("of the script"_L1) && !all.contains("/theirs"_L1));
    QVERIFY(all.contains("/memfd:"_L1)); // and in no folder
    // A program that is given none inherits none.
    target.values.remove(u"password"_s);
    const auto without = runTool({spy, {}, target});
    QVERIFY(without && !without->output.contains("/memfd:"));
}

void TestSecretSource::libpqSeesIt()
{
    test::NetServer server;
    server.start({}, "host all all all scram-sha-256\n");
    QString quoted = secret;
    quoted.replace(u'\'', u"''"_s);
    server.sql(u"CREATE ROLE app LOGIN SUPERUSER PASSWORD '%1'"_s.arg(quoted));
    Profile profile = profileOf(SecretSource::Keychain);
    profile.target = server.info();
    profile.target.set(u"user"_s, u"app"_s);
    QVERIFY(Keychain().write(keychainEntry(profile), secret));
    const auto info = connInfoWithSecret(profile, {});
    QVERIFY(info);
    Session session;
    const auto opened = session.open(*info).result();
    QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
    if (const QByteArray why = test::withoutPgDump(); !why.isEmpty())
        QSKIP(why.constData());
    const auto tools = findTools(opened->version);
    QVERIFY(tools);
    // Several workers read the file again, each of them.
    const QTemporaryDir folder;
    const auto dumped = runToolWell(
        {tools->program(u"pg_dump"_s),
         {u"--schema-only"_s, u"--format=directory"_s, u"--jobs=2"_s, u"--file="_s + folder.filePath(u"dump"_s)},
         *info});
    QVERIFY2(dumped, dumped ? "" : qPrintable(describe(dumped.error())));
    ConnInfo wrong = *info;
    wrong.set(u"password"_s, u"another"_s);
    QVERIFY(!runToolWell({tools->program(u"pg_dump"_s), {u"--schema-only"_s}, wrong}));
}

// A client key with a passphrase: pg_dump is given that as well, and nobody else sees it.
void TestSecretSource::toolsOpenTheKey()
{
    const QString phrase = u"pl4nted ph\u00e4se # ; = end"_s;
    const QTemporaryDir folder;
    const test::Authority authority(folder.filePath(u"ca"_s), u"Test"_s);
    authority.issue(u"server"_s, u"localhost"_s, u"DNS:localhost,IP:127.0.0.1"_s);
    authority.issue(u"app"_s, u"app"_s, {});
    const QString key = folder.filePath(u"locked.key"_s);
    test::runProgram(
        u"openssl"_s, {u"pkcs8"_s, u"-topk8"_s, u"-in"_s, authority.file(u"app.key"_s), u"-out"_s, key, u"-passout"_s,
                       u"pass:"_s + phrase});
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner));
    test::NetServer server;
    server.start(
        {u"ssl=on"_s, u"ssl_cert_file="_s + server.adopt(authority.file(u"server.crt"_s)),
         u"ssl_key_file="_s + server.adopt(authority.file(u"server.key"_s)),
         u"ssl_ca_file="_s + server.adopt(authority.file(u"ca.crt"_s))},
        "hostssl all all all cert\n");
    server.sql(u"CREATE ROLE app LOGIN SUPERUSER"_s);
    ConnInfo target = server.info();
    target.set(u"user"_s, u"app"_s);
    target.set(u"sslmode"_s, u"verify-full"_s);
    target.set(u"sslrootcert"_s, authority.file(u"ca.crt"_s));
    target.set(u"sslcert"_s, authority.file(u"app.crt"_s));
    target.set(u"sslkey"_s, key);
    target.set(u"sslpassword"_s, phrase);
    if (const QByteArray why = test::withoutPgDump(); !why.isEmpty())
        QSKIP(why.constData());
    const auto tools = findTools(test::serverMajor() * 10000);
    QVERIFY(tools);
    const auto dump = [&](const ConnInfo &info) {
        return runToolWell(
            {tools->program(u"pg_dump"_s),
             {u"--schema-only"_s, u"--format=directory"_s, u"--jobs=2"_s,
              u"--file="_s + folder.filePath(u"dump%1"_s.arg(QDir(folder.path()).count()))},
             info});
    };
    const auto dumped = dump(target);
    QVERIFY2(dumped, dumped ? "" : qPrintable(describe(dumped.error())));
    ConnInfo wrong = target;
    wrong.set(u"sslpassword"_s, u"another"_s);
    QVERIFY(!dump(wrong));
    // Neither arguments nor environment nor a folder hold it.
    const QString spy = script(
        folder, "#!/bin/sh\nenv\ntr '\\0' ' ' < /proc/$$/cmdline\necho \"args: $*\"\nls -l /proc/$$/fd\n"
                "printf 'file: %s\\n' \"$(tail -n 1 $PGSERVICEFILE)\"\nstat -L -c 'mode %a %F' $PGSERVICEFILE\n");
    const auto seen = runTool({spy, {}, target});
    QVERIFY(seen);
    QString all = QString::fromUtf8(seen->output);
    const qsizetype at = all.indexOf(u"file: "_s);
    QCOMPARE(all.mid(at).section(u'\n', 0, 0), u"file: sslpassword="_s + phrase);
    QVERIFY(all.contains("mode 600 regular"_L1));
    all.truncate(at);
    QVERIFY2(!all.contains("pl4nted"_L1), qPrintable(all));
    QVERIFY(all.contains("/memfd:"_L1));
    // What a service cannot hold, or a connection that names one itself, is refused in words rather than left to fail.
    for (const QString &unfit : {u" begins blank"_s, u"a\nb"_s, QString(300, u'x')}) {
        wrong.set(u"sslpassword"_s, unfit);
        const auto refused = runTool({spy, {}, wrong});
        QVERIFY(!refused && refused.error().message.contains(u"passphrase of the client key"_s));
    }
    wrong = target;
    wrong.set(u"service"_s, u"theirs"_s);
    const auto refused = runTool({spy, {}, wrong});
    QVERIFY(!refused && refused.error().message.contains(u"already uses a service"_s));
}

// What this program prints when another run of it asks.
static int notify()
{
    QTextStream out(stdout);
    const Profile profile = profileOf(SecretSource::Keychain);
    const auto read = Keychain(std::chrono::minutes(1)).read(keychainEntry(profile));
    const auto written = Keychain(std::chrono::minutes(1)).write(keychainEntry(profile), secret);
    out << "read " << (read ? u"yes"_s : kindName(read.error().kind)) << '\n';
    out << "write " << (written ? u"yes"_s : kindName(written.error().kind)) << '\n';
    SecretOptions options;
    options.ask = [](const QString &) -> Result<QString> { return u"typed"_s; };
    const auto info = connInfoWithSecret(profile, options);
    const auto asked = info ? askForPassword(*info, profile.name, options) : info;
    out << "asked " << (asked ? asked->value(u"password"_s) : kindName(asked.error().kind)) << '\n';
    return 0;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet("HOWDAH_TEST_ASK"))
        return notify();
    if (!test::hasKeyringSession())
        return test::runInKeyringSession(argc, argv);
    TestSecretSource test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_secretsource.moc"
