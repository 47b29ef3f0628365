// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Keys in the real keychain: the program starts itself again on a D-Bus session of its own with GNOME Keyring in it.
#include "prompt/keybackup.h"
#include "prompt/keychain.h"
#include "promptui/keyringsession.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

namespace {

constexpr auto Patience = std::chrono::seconds(60);

Result<void> addKey(KeyRing &ring, const QString &id)
{
    Result<Key> key = Key::make();
    if (!key)
        return fail(key.error());
    return ring.add(id, std::move(*key), QDateTime::currentDateTimeUtc());
}

QStringList idsOf(const KeyRing &ring)
{
    QStringList ids;
    for (const KeyRing::Entry &entry : ring.entries())
        ids << entry.id;
    return ids;
}

} // namespace

class TestKeychain final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsNothingAtFirst();
    void givesBackWhatWasSaved();
    void keepsTheKeysOfTwoWriters();
    void isSeenByAnotherThreadWithoutAnEventLoop();
    void removes();
    void liesNowhereReadable();
    void saysThatThereIsNone();
    void backsUp();
    void refusesBadBackups();
    void namesNewKeys();
};

void TestKeychain::holdsNothingAtFirst()
{
    KeychainKeyStore store(u"first"_s, Patience);
    const Result<KeyRing> ring = store.load();
    QVERIFY(!ring);
    QCOMPARE(kindName(ring.error().kind), kindName(ErrorKind::NotFound));
}

void TestKeychain::givesBackWhatWasSaved()
{
    KeychainKeyStore store(u"kept"_s, Patience);
    KeyRing ring;
    QVERIFY(addKey(ring, u"one"_s));
    QVERIFY(addKey(ring, u"two"_s));
    QVERIFY(ring.setCurrent(u"one"_s));
    const auto saved = store.save(ring);
    QVERIFY2(saved, saved ? "" : qPrintable(describe(saved.error())));
    const Result<KeyRing> read = KeychainKeyStore(u"kept"_s, Patience).load();
    QVERIFY2(read, read ? "" : qPrintable(describe(read.error())));
    QVERIFY(read->toText() == ring.toText()); // not compared by QCOMPARE, which would print keys
    QCOMPARE(read->current()->id, u"one"_s);
}

void TestKeychain::keepsTheKeysOfTwoWriters()
{
    constexpr int Each = 4;
    const auto writer = [](QChar name) {
        for (int i = 0; i < Each; ++i) {
            KeychainKeyStore store(u"shared"_s, Patience);
            const auto changed =
                changeKeys(store, [&](KeyRing &ring) { return addKey(ring, name + QString::number(i)); });
            if (!changed)
                qWarning("%s", qPrintable(describe(changed.error())));
        }
    };
    std::thread a(writer, u'a');
    std::thread b(writer, u'b');
    a.join();
    b.join();
    const Result<KeyRing> ring = KeychainKeyStore(u"shared"_s, Patience).load();
    QVERIFY(ring);
    QStringList ids = idsOf(*ring);
    ids.sort();
    QCOMPARE(ids, (QStringList{u"a0"_s, u"a1"_s, u"a2"_s, u"a3"_s, u"b0"_s, u"b1"_s, u"b2"_s, u"b3"_s}));
}

void TestKeychain::isSeenByAnotherThreadWithoutAnEventLoop()
{
    KeychainKeyStore store(u"thread"_s, Patience);
    KeyRing ring;
    QVERIFY(addKey(ring, u"k"_s));
    QVERIFY(store.save(ring));
    for (int i = 0; i < 3; ++i) { // threads that end: the keychain's own must not be one of them
        bool found = false;
        std::thread([&found] { found = KeychainKeyStore(u"thread"_s, Patience).load().has_value(); }).join();
        QVERIFY(found);
    }
}

void TestKeychain::removes()
{
    KeychainKeyStore store(u"gone"_s, Patience);
    QVERIFY(store.remove()); // nothing is there: that is what was wanted
    KeyRing ring;
    QVERIFY(addKey(ring, u"k"_s));
    QVERIFY(store.save(ring));
    QVERIFY(store.remove());
    QCOMPARE(kindName(store.load().error().kind), kindName(ErrorKind::NotFound));
}

// Neither as bytes nor as the text that was stored, in anything below the home of this program.
void TestKeychain::liesNowhereReadable()
{
    KeychainKeyStore store(u"secret"_s, Patience);
    KeyRing ring;
    QVERIFY(addKey(ring, u"k"_s));
    QVERIFY(store.save(ring));
    const auto bytes = ring.entries().front().key.bytes();
    const QByteArray raw(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()));
    int files = 0;
    QDirIterator it(qEnvironmentVariable("HOME"), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        ++files;
        const QByteArray all = file.readAll();
        QVERIFY2(!all.contains(raw), qPrintable(file.fileName()));
        QVERIFY2(!all.contains(raw.toBase64()), qPrintable(file.fileName()));
        QVERIFY2(!all.contains(raw.toHex()), qPrintable(file.fileName()));
    }
    QVERIFY(files > 0); // the keyring itself is among them
}

// In a program of its own, since whoever has once found a keychain does not look again.
void TestKeychain::saysThatThereIsNone()
{
    QProcess alone;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/bus"_s);
    environment.insert(u"HOWDAH_TEST_ASK"_s, u"1"_s);
    alone.setProcessEnvironment(environment);
    alone.start(QCoreApplication::applicationFilePath(), QStringList());
    QVERIFY(alone.waitForFinished(60'000));
    QCOMPARE(QString::fromUtf8(alone.readAllStandardOutput()).trimmed(), u"connection connection"_s);
}

void TestKeychain::backsUp()
{
    KeyRing ring;
    QVERIFY(addKey(ring, u"2026-01"_s));
    QVERIFY(addKey(ring, u"2026-02"_s));
    const QString passphrase = u"korrekt pferd batterie Ä"_s;
    const Result<QByteArray> backup = sealKeys(ring, passphrase);
    QVERIFY(backup);
    QVERIFY(!backup->contains("2026-01"));
    const Result<KeyRing> opened = openKeys(*backup, passphrase);
    QVERIFY(opened);
    QVERIFY(opened->toText() == ring.toText());
    // The same letters, composed differently, and line ends that a mail program has changed.
    const Result<KeyRing> again = openKeys(
        QByteArray(*backup).replace("argon2id\n", "argon2id\n\r\n"),
        passphrase.normalized(QString::NormalizationForm_D));
    QVERIFY(again);
    QVERIFY(again->toText() == ring.toText());
    const Result<QByteArray> other = sealKeys(ring, passphrase);
    QVERIFY(other && *other != *backup);
}

void TestKeychain::refusesBadBackups()
{
    KeyRing ring;
    QVERIFY(addKey(ring, u"k"_s));
    const QString passphrase = u"long enough"_s;
    QCOMPARE(kindName(sealKeys(ring, u"short"_s).error().kind), kindName(ErrorKind::Usage));
    const QByteArray backup = *sealKeys(ring, passphrase);
    QCOMPARE(kindName(openKeys(backup, u"another one"_s).error().kind), kindName(ErrorKind::Authentication));
    QCOMPARE(kindName(openKeys("howdah-keys 1\n", passphrase).error().kind), kindName(ErrorKind::Invalid));
    QCOMPARE(kindName(openKeys(backup.first(60), passphrase).error().kind), kindName(ErrorKind::Invalid));
    QByteArray changed = backup;
    const qsizetype at = changed.size() / 2;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    QCOMPARE(kindName(openKeys(changed, passphrase).error().kind), kindName(ErrorKind::Authentication));
}

void TestKeychain::namesNewKeys()
{
    KeyRing ring;
    const QDate day(2026, 3, 9);
    QCOMPARE(newKeyId(ring, day), u"2026-03"_s);
    QVERIFY(addKey(ring, u"2026-03"_s));
    QCOMPARE(newKeyId(ring, day), u"2026-03-2"_s);
    QVERIFY(addKey(ring, u"2026-03-2"_s));
    QCOMPARE(newKeyId(ring, day), u"2026-03-3"_s);
}

// What saysThatThereIsNone() asks of a program without a session bus.
static int ask()
{
    KeychainKeyStore store(u"nowhere"_s, Patience);
    KeyRing ring;
    (void)addKey(ring, u"k"_s);
    const auto loaded = store.load();
    const auto saved = store.save(ring);
    QTextStream(stdout) << (loaded ? u"loaded"_s : kindName(loaded.error().kind)) << ' '
                        << (saved ? u"saved"_s : kindName(saved.error().kind)) << Qt::endl;
    return 0;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet("HOWDAH_TEST_ASK"))
        return ask();
    if (!test::hasKeyringSession())
        return test::runInKeyringSession(argc, argv);
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
