// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles as values, and the file that holds them.
#include "connection/profile/profilefields.h"
#include "connection/profile/profilestore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

namespace {

Profile fullProfile()
{
    Profile profile;
    profile.name = u"Orders (live)"_s;
    profile.group = u"Shop"_s;
    profile.colour = u"#aa3344"_s;
    profile.environment = Environment::Production;
    for (const auto &[key, value] : std::initializer_list<std::pair<QString, QString>>{
             {u"host"_s, u"db1.example.org,db2.example.org"_s},
             {u"port"_s, u"5432,5433"_s},
             {u"dbname"_s, u"orders"_s},
             {u"user"_s, u"app"_s},
             {u"target_session_attrs"_s, u"prefer-standby"_s},
             {u"sslmode"_s, u"verify-full"_s},
             {u"sslrootcert"_s, u"/etc/ca.pem"_s},
             {u"sslcert"_s, u"/home/me/me.pem"_s},
             {u"sslkey"_s, u"/home/me/me.key"_s},
             {u"sslcrl"_s, u"/etc/ca.crl"_s},
             {u"channel_binding"_s, u"require"_s},
             {u"service"_s, u"office"_s},
             {u"passfile"_s, u"/home/me/pass"_s},
             {u"options"_s, u"-c geqo=off"_s},
             {u"application_name"_s, u"console"_s},
             {u"connect_timeout"_s, u"7"_s},
             {u"keepalives"_s, u"1"_s},
             {u"keepalives_idle"_s, u"30"_s},
             {u"keepalives_interval"_s, u"5"_s},
             {u"keepalives_count"_s, u"3"_s},
             {u"tcp_user_timeout"_s, u"4000"_s}})
        profile.target.set(key, value);
    profile.timeZone = u"Europe/Berlin"_s;
    profile.searchPath = u"shop, \"$user\", public"_s;
    profile.secret = SecretSource::Command;
    profile.secretCommand = {u"pass"_s, u"show"_s, u"orders live"_s};
    profile.ssh = {true, u"bastion"_s, 2222, u"me"_s, u"/home/me/.ssh/id"_s, {u"a@jump:22"_s, u"jump2"_s}};
    profile.pool = {2, 7};
    profile.logStatements = true;
    profile.auditTable = true;
    profile.offerMigrations = true;
    return profile;
}

Profile simple(const QString &name, const QString &host = u"localhost"_s)
{
    Profile profile;
    profile.name = name;
    profile.target.set(u"host"_s, host);
    return profile;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}

QStringList namesOf(const ProfileStore &store)
{
    QStringList names;
    if (const auto all = store.profiles()) {
        for (const Profile &each : *all)
            names << each.name;
    }
    return names;
}

} // namespace

class TestProfileStore final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsEverything();
    void isReadableByItsOwnerOnly();
    void hasThePrivateServerAlways();
    void sorts();
    void namesAreUnique();
    void refusesNames_data();
    void refusesNames();
    void refusesFields_data();
    void refusesFields();
    void holdsNoSecrets();
    void keepsWhatItDoesNotKnow();
    void neverWritesOverABrokenFile_data();
    void neverWritesOverABrokenFile();
    void reportsWhenSomebodyElseHasChangedIt();
    void losesNothingOfTwoConsoles();
    void failedWriteLeavesTheOldFile();
    void namesSimilarOnes();
    void leadsThere();
    void warns();

private:
    QString file() const { return m_folder->filePath(u"profiles.json"_s); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProfileStore::keepsEverything()
{
    ProfileStore store(m_folder->path());
    const Result<Profile> added = store.add(fullProfile());
    QVERIFY2(added, added ? "" : qPrintable(describe(added.error())));
    const Result<Profile> found = ProfileStore(m_folder->path()).find(u"orders (LIVE)"_s);
    QVERIFY2(found, found ? "" : qPrintable(describe(found.error())));
    QCOMPARE(found->id.size(), 36);
    Profile expected = fullProfile();
    expected.id = found->id;
    QVERIFY(*found == expected);
    QVERIFY(ProfileStore(m_folder->path()).find(found->id));
}

void TestProfileStore::isReadableByItsOwnerOnly()
{
    ProfileStore store(m_folder->filePath(u"not/there/yet"_s));
    QVERIFY(store.add(simple(u"a"_s)));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(store.file()) & others));
    QFile::setPermissions(store.file(), QFile::permissions(store.file()) | QFile::ReadOther);
    QVERIFY(store.add(simple(u"b"_s)));
    QVERIFY(!(QFile::permissions(store.file()) & others));
}

void TestProfileStore::hasThePrivateServerAlways()
{
    ProfileStore store(m_folder->path());
    QCOMPARE(namesOf(store), QStringList{u"private"_s});
    QVERIFY(!QFile::exists(file())); // asking makes nothing
    const Result<Profile> found = store.find(u"Private"_s);
    QVERIFY(found && isPrivate(*found));
    QCOMPARE(kindName(store.remove(found->id).error().kind), u"usage"_s);
    QCOMPARE(kindName(store.replace(*found, simple(u"x"_s)).error().kind), u"usage"_s);
    QCOMPARE(kindName(store.add(simple(u"PRIVATE"_s)).error().kind), u"conflict"_s);
    write(file(), "{");
    QVERIFY(store.find(u"private"_s)); // even then
}

void TestProfileStore::sorts()
{
    ProfileStore store(m_folder->path());
    for (const auto &[group, name] :
         {std::pair("b", "x"), std::pair("a", "Z"), std::pair("a", "y"), std::pair("", "q")}) {
        Profile profile = simple(QString::fromLatin1(name));
        profile.group = QString::fromLatin1(group);
        QVERIFY(store.add(profile));
    }
    QCOMPARE(namesOf(store), (QStringList{u"private"_s, u"q"_s, u"y"_s, u"Z"_s, u"x"_s}));
}

void TestProfileStore::namesAreUnique()
{
    ProfileStore store(m_folder->path());
    const auto first = store.add(simple(u"Übung"_s));
    const auto second = store.add(simple(u"other"_s));
    QVERIFY(first && second);
    // In capitals, and with the letters composed otherwise.
    for (const QString &same : {u"ÜBUNG"_s, u"Übung"_s.normalized(QString::NormalizationForm_D), u"übung"_s})
        QCOMPARE(kindName(store.add(simple(same)).error().kind), u"conflict"_s);
    QCOMPARE(kindName(store.replace(*second, simple(u"übUNG"_s)).error().kind), u"conflict"_s);
    QVERIFY(store.replace(*first, simple(u"ÜBUNG"_s))); // its own
    // All, or none.
    QCOMPARE(kindName(store.addAll({simple(u"new"_s), simple(u"OTHER"_s)}).error().kind), u"conflict"_s);
    QCOMPARE(kindName(store.addAll({simple(u"twice"_s), simple(u"Twice"_s)}).error().kind), u"conflict"_s);
    QCOMPARE(namesOf(store).size(), 3);
}

void TestProfileStore::refusesNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("blank") << u"  "_s;
    QTest::newRow("blanks around") << u" a"_s;
    QTest::newRow("long") << QString(101, u'a');
    QTest::newRow("line end") << u"a\nb"_s;
    QTest::newRow("escape") << u"a\x1b[31m"_s;
    QTest::newRow("keywords") << u"host=x"_s;
    QTest::newRow("uri") << u"postgresql://x"_s;
    QTest::newRow("option") << u"--yes"_s;
}

void TestProfileStore::refusesNames()
{
    QFETCH(const QString, name);
    const auto added = ProfileStore(m_folder->path()).add(simple(name));
    QVERIFY(!added);
    QCOMPARE(kindName(added.error().kind), u"usage"_s);
}

void TestProfileStore::refusesFields_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *key, const QString &value) {
        QTest::addRow("%s=%s", key, qPrintable(value.left(20))) << QString::fromLatin1(key) << value;
    };
    row("password", u"x"_s);
    row("sslpassword", u"x"_s);
    row("no_such_keyword", u"x"_s);
    row("replication", u"database"_s);
    row("client_encoding", u"latin1"_s);
    row("sslmode", u"verify_full"_s);
    row("target_session_attrs", u"master"_s);
    row("channel_binding", u"yes"_s);
    row("connect_timeout", u"soon"_s);
    row("keepalives_idle", u"-1"_s);
    row("port", u"0"_s);
    row("port", u"5432,x"_s);
    row("port", u"1,2"_s); // for one host
    row("port", u"70000"_s);
    row("options", u"-c a=b;c"_s);
    row("host", u"a\nb"_s);
    row("colour", u"red"_s);
    row("environment", u"prod"_s);
    row("secret", u"file"_s);
    row("secret", u"command"_s); // which?
    row("pool_idle", u"21"_s);   // more than open
    row("pool_most", u"0"_s);
    row("pool_most", u"many"_s);
    row("ssh_host", u"-oProxyCommand=x"_s);
    row("ssh_jump", u"a,-oProxyCommand=x"_s);
    row("ssh_port", u"99999"_s);
    row("log_statements", u"perhaps"_s);
    row("time_zone", u"a;b"_s);
}

void TestProfileStore::refusesFields()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    Profile profile = simple(u"a"_s);
    profile.ssh.host = u"bastion"_s;
    profile.ssh.enabled = true;
    QVERIFY(check(profile));
    Result<void> refused = setField(profile, key, value);
    if (refused)
        refused = check(profile);
    QVERIFY(!refused);
    QCOMPARE(kindName(refused.error().kind), u"usage"_s);
}

// However it comes into the profile or into the file, it is never written.
void TestProfileStore::holdsNoSecrets()
{
    const QByteArray secret = "s3cret-4711";
    Profile profile = simple(u"a"_s);
    profile.target.set(u"password"_s, QString::fromLatin1(secret));
    ProfileStore store(m_folder->path());
    QVERIFY(!store.add(profile));
    QVERIFY(!QJsonDocument(toJson(profile)).toJson().contains(secret));
    for (const QByteArray &part :
         {QByteArray(R"("connection":{"host":"h","password":"%"})"), QByteArray(R"("password":"%")"),
          QByteArray(R"("secret":{"source":"ask","password":"%"})"), QByteArray(R"("ssh":{"passphrase":"%"})")}) {
        QByteArray text = R"({"format":1,"profiles":[{"id":"1","name":"n",)" + part + "}]}";
        write(file(), text.replace("%", secret));
        const auto all = store.profiles();
        QVERIFY2(!all, part.constData());
        QVERIFY2(describe(all.error()).contains("password"_L1), qPrintable(describe(all.error())));
        QVERIFY(!describe(all.error()).contains(QString::fromLatin1(secret)));
    }
}

void TestProfileStore::keepsWhatItDoesNotKnow()
{
    write(file(), R"({"format":1,"theme":"x","profiles":[{"id":"1","name":"n","connection":{"host":"h"},
        "later":{"a":[1,2]},"ssh":{"host":"b","multiplex":true},"pool":{"most":9,"burst":3}}]})");
    ProfileStore store(m_folder->path());
    const Result<Profile> found = store.find(u"n"_s);
    QVERIFY2(found, found ? "" : qPrintable(describe(found.error())));
    Profile changed = *found;
    changed.pool.most = 12;
    changed.ssh.user = u"me"_s;
    QVERIFY(store.replace(*found, changed));
    QVERIFY(store.add(simple(u"m"_s)));
    const QJsonObject document = QJsonDocument::fromJson(contentOf(file())).object();
    QCOMPARE(document.value(u"theme"_s).toString(), u"x"_s);
    const QJsonObject profile = document.value(u"profiles"_s)[0].toObject();
    QCOMPARE(profile.value(u"later"_s).toObject().value(u"a"_s).toArray().size(), 2);
    QCOMPARE(profile.value(u"ssh"_s).toObject().value(u"multiplex"_s).toBool(), true);
    QCOMPARE(profile.value(u"ssh"_s).toObject().value(u"user"_s).toString(), u"me"_s);
    QCOMPARE(profile.value(u"pool"_s).toObject().value(u"burst"_s).toInt(), 3);
    QCOMPARE(profile.value(u"pool"_s).toObject().value(u"most"_s).toInt(), 12);
}

void TestProfileStore::neverWritesOverABrokenFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("place");
    const auto one = [](const char *fields) {
        return QByteArray(R"({"format":1,"profiles":[{"id":"1","name":"ok"},{)") + fields + "}]}";
    };
    QTest::newRow("empty") << QByteArray() << u"line 1, column 1"_s;
    QTest::newRow("cut off") << QByteArray("{\n \"format\": 1,\n \"profiles\": [") << u"line 3"_s;
    QTest::newRow("no JSON") << QByteArray("{\n  oops\n}") << u"line 2"_s;
    QTest::newRow("binary") << QByteArray("\x00\xff\xfe", 3) << u"line 1"_s;
    QTest::newRow("a list") << QByteArray("[]") << u"top level"_s;
    QTest::newRow("no profiles") << QByteArray(R"({"format":1})") << u"top level"_s;
    QTest::newRow("newer") << QByteArray(R"({"format":2,"profiles":[]})") << u"format"_s;
    QTest::newRow("no object") << QByteArray(R"({"format":1,"profiles":[7]})") << u"profile 1"_s;
    QTest::newRow("no id") << one(R"("name":"n")") << u"profile 2"_s;
    QTest::newRow("id twice") << one(R"("id":"1","name":"n")") << u"profile 2"_s;
    QTest::newRow("name twice") << one(R"("id":"2","name":"OK")") << u"profile 2"_s;
    QTest::newRow("name of the private one") << one(R"("id":"2","name":"private")") << u"profile 2"_s;
    QTest::newRow("wrong type") << one(R"("id":"2","name":"n","group":7)") << u"profile 2: group"_s;
    QTest::newRow("wrong number") << one(R"("id":"2","name":"n","pool":{"most":1.5}))") << u"line 1"_s;
    QTest::newRow("fraction") << one(R"("id":"2","name":"n","pool":{"most":1.5})") << u"profile 2: pool.most"_s;
    QTest::newRow("environment") << one(R"("id":"2","name":"n","environment":"prod")") << u"profile 2: environment"_s;
    QTest::newRow("keyword") << one(R"("id":"2","name":"n","connection":{"hots":"x"})") << u"profile 2"_s;
    QTest::newRow("value") << one(R"("id":"2","name":"n","connection":{"port":5432})")
                           << u"profile 2: connection.port"_s;
    QTest::newRow("command") << one(R"("id":"2","name":"n","secret":{"source":"command","command":"rm"})")
                             << u"profile 2: secret.command"_s;
    QTest::newRow("deep") << QByteArray(2000, '[') << u"line 1"_s;
}

void TestProfileStore::neverWritesOverABrokenFile()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, place);
    write(file(), content);
    ProfileStore store(m_folder->path());
    const auto all = store.profiles();
    QVERIFY(!all);
    QCOMPARE(kindName(all.error().kind), u"invalid"_s);
    QVERIFY2(all.error().message.contains(file()), qPrintable(all.error().message));
    QVERIFY2(all.error().message.contains(place), qPrintable(all.error().message));
    QCOMPARE(kindName(store.add(simple(u"b"_s)).error().kind), u"invalid"_s);
    QCOMPARE(kindName(store.remove(u"1"_s).error().kind), u"invalid"_s);
    QCOMPARE(contentOf(file()), content);
}

void TestProfileStore::reportsWhenSomebodyElseHasChangedIt()
{
    ProfileStore here(m_folder->path());
    ProfileStore there(m_folder->path());
    const Result<Profile> seen = here.add(simple(u"a"_s));
    QVERIFY(seen);
    Profile theirs = *seen;
    theirs.group = u"theirs"_s;
    QVERIFY(there.replace(*seen, theirs));
    Profile mine = *seen;
    mine.group = u"mine"_s;
    QCOMPARE(kindName(here.replace(*seen, mine).error().kind), u"conflict"_s);
    QCOMPARE(here.find(u"a"_s)->group, u"theirs"_s);
    QVERIFY(there.remove(seen->id));
    QCOMPARE(kindName(here.replace(theirs, mine).error().kind), u"conflict"_s);
    QCOMPARE(kindName(here.remove(seen->id).error().kind), u"not-found"_s);
}

void TestProfileStore::losesNothingOfTwoConsoles()
{
    constexpr int Each = 25;
    std::vector<std::thread> consoles;
    std::atomic<int> failures = 0;
    for (int console = 0; console < 4; ++console) {
        consoles.emplace_back([this, console, &failures] {
            ProfileStore store(m_folder->path());
            for (int i = 0; i < Each; ++i) {
                if (!store.add(simple(u"%1-%2"_s.arg(console).arg(i))))
                    ++failures;
                if (!store.profiles()) // never half a file
                    ++failures;
            }
        });
    }
    for (std::thread &console : consoles)
        console.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(namesOf(ProfileStore(m_folder->path())).size(), 4 * Each + 1);
}

void TestProfileStore::failedWriteLeavesTheOldFile()
{
    ProfileStore store(m_folder->path());
    QVERIFY(store.add(simple(u"a"_s)));
    const QByteArray before = contentOf(file());
    Profile large = simple(u"b"_s);
    large.group = QString(8000, u'x');
    // As a full disk; permissions would not stop root.
    rlimit limit{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const rlimit small{4096, limit.rlim_max};
    std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<Profile> added = store.add(large);
    setrlimit(RLIMIT_FSIZE, &limit);
    QVERIFY(!added);
    QCOMPARE(kindName(added.error().kind), u"io"_s);
    QCOMPARE(contentOf(file()), before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), (QStringList{u"profiles.json"_s, u"profiles.json.lock"_s}));
}

void TestProfileStore::namesSimilarOnes()
{
    ProfileStore store(m_folder->path());
    QVERIFY(store.add(simple(u"orders live"_s)));
    QVERIFY(store.add(simple(u"billing"_s)));
    const auto found = store.find(u"orders"_s);
    QVERIFY(!found);
    QCOMPARE(kindName(found.error().kind), u"not-found"_s);
    QVERIFY(found.error().hint.contains("orders live"_L1));
    QVERIFY(!found.error().hint.contains("billing"_L1));
}

void TestProfileStore::leadsThere()
{
    const ConnInfo info = connInfoOf(fullProfile());
    QCOMPARE(
        info.value(u"options"_s),
        u"-c geqo=off -c TimeZone=Europe/Berlin -c search_path=shop,\\ \"$user\",\\ public"_s);
    QCOMPARE(info.value(u"host"_s), u"db1.example.org,db2.example.org"_s);
    QVERIFY(!info.values.contains(u"password"_s));
    QVERIFY(connInfoOf(simple(u"a"_s)).value(u"options"_s).isEmpty());
}

void TestProfileStore::warns()
{
    Profile profile = simple(u"a"_s, u"db.example.org"_s);
    QCOMPARE(cautions(profile).size(), 1);
    profile.target.set(u"sslmode"_s, u"require"_s);
    QVERIFY(cautions(profile).value(0).contains("not verified"_L1));
    profile.target.set(u"sslmode"_s, u"verify-full"_s);
    QVERIFY(cautions(profile).isEmpty());
    profile.target.set(u"sslmode"_s, u"verify-ca"_s);
    profile.environment = Environment::Production;
    QCOMPARE(cautions(profile).size(), 1);
    QVERIFY(cautions(simple(u"b"_s, u"/run/postgresql"_s)).isEmpty());
}

QTEST_GUILESS_MAIN(TestProfileStore)
#include "tst_profilestore.moc"
