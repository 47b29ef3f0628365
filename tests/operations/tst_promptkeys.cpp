// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptkeys.h"

#include "prompt/keybackup.h"
#include "prompt/promptdatabase.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using test::expected;
using test::PromptDatabase;

namespace {

// Saves nothing, as a keychain that was locked meanwhile.
class ClosedStore final : public prompt::KeyStore
{
public:
    Result<prompt::KeyRing> load() override { return prompt::KeyRing(); }
    Result<void> save(const prompt::KeyRing &) override { return fail(ErrorKind::Permission, u"It is locked"_s); }
};

} // namespace

// The keys of prompts: nothing is changed without a trace, and no key is lost or mistaken for another.
class PromptKeysTest final : public QObject
{
    Q_OBJECT

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString journal() const { return path(u"state/journal.jsonl"_s); }
    [[nodiscard]] KeyPlace place() { return {*m_store, u"a file of keys"_s, journal()}; }
    [[nodiscard]] QStringList held()
    {
        QStringList ids;
        const prompt::KeyRing ring = expected(m_store->load());
        for (const prompt::KeyRing::Entry &entry : ring.entries())
            ids << entry.id + (&entry == ring.current() ? u"*"_s : QString());
        return ids;
    }
    [[nodiscard]] QByteArray kept() const
    {
        QFile file(journal());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QStringList entries() const
    {
        QStringList list;
        for (const QByteArray &line : kept().split('\n')) {
            const QJsonObject entry = QJsonDocument::fromJson(line).object();
            if (!entry.isEmpty())
                list << (entry[u"action"_s].toString() + u' ' + entry[u"subject"_s].toString() + u' '
                         + entry[u"state"_s].toString())
                            .trimmed();
        }
        return list;
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<prompt::FileKeyStore> m_store;

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        qputenv("HOWDAH_DATA_DIR", path(u"data"_s).toUtf8());
        m_store.emplace(path(u"keys"_s));
    }

    void eachChangeHasItsLine()
    {
        expected(createPromptKey(place(), u"first"_s));
        expected(addPromptKey(place(), u"typed"_s, expected(prompt::Key::from(QByteArray(32, 'a')))));
        expected(usePromptKey(place(), u"first"_s));
        const auto ring = expected(m_store->load());
        expected(backUpPromptKeys(place(), ring, path(u"backup"_s), u"correct horse"_s));
        QVERIFY(QFile::remove(path(u"keys"_s)));
        const auto backup = expected(openKeyBackup(path(u"backup"_s), u"correct horse"_s));
        QCOMPARE(expected(restorePromptKeys(place(), backup, path(u"backup"_s))).added, 2);
        QCOMPARE(held(), (QStringList{u"first*"_s, u"typed"_s}));
        QCOMPARE(
            entries(), (QStringList{
                           u"keys-create first"_s, u"keys-add typed"_s, u"keys-use first"_s,
                           u"keys-backup "_s + path(u"backup"_s), u"keys-restore "_s + path(u"backup"_s)}));
        QVERIFY(kept().contains("a file of keys") && !kept().contains("correct horse"));
        QVERIFY(!kept().contains(QByteArray(32, 'a').toHex()) && !kept().contains(QByteArray(32, 'a').toBase64()));
    }

    // A folder in the place of the journal: it cannot be written, so nothing else is.
    void theJournalComesFirst()
    {
        expected(createPromptKey(place(), u"first"_s));
        QVERIFY(QFile::remove(journal()) && QDir().mkpath(journal()));
        const auto ring = expected(m_store->load());
        QVERIFY(!createPromptKey(place(), u"second"_s));
        QVERIFY(!addPromptKey(place(), u"typed"_s, expected(prompt::Key::make())));
        QVERIFY(!restorePromptKeys(place(), PromptDatabase::ring(u"other"_s, 'b'), u"backup"_s));
        QVERIFY(!backUpPromptKeys(place(), ring, path(u"backup"_s), u"correct horse"_s));
        QCOMPARE(held(), QStringList{u"first*"_s});
        QVERIFY(!QFile::exists(path(u"backup"_s)));
    }

    void whatWasNotKeptIsSaid()
    {
        ClosedStore closed;
        QVERIFY(!createPromptKey({closed, u"a keychain"_s, journal()}, u"first"_s));
        QCOMPARE(entries(), (QStringList{u"keys-create first"_s, u"keys-create first failed"_s}));
        // What could not be done at all leaves no line.
        expected(createPromptKey(place(), u"first"_s));
        QVERIFY(!createPromptKey(place(), u"first"_s));
        QVERIFY(!usePromptKey(place(), u"nobody"_s));
        QCOMPARE(entries().size(), 3);
    }

    // A text of the one would never open again with the other.
    void anotherKeyOfThatNameIsRefused()
    {
        expected(addPromptKey(place(), u"k1"_s, expected(prompt::Key::from(QByteArray(32, 'a')))));
        prompt::KeyRing backup = PromptDatabase::ring(u"k0"_s, 'c');
        expected(
            backup.add(u"k1"_s, expected(prompt::Key::from(QByteArray(32, 'b'))), QDateTime::currentDateTimeUtc()));
        const auto refused = restorePromptKeys(place(), backup, u"backup"_s);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Conflict);
        QCOMPARE(held(), QStringList{u"k1*"_s});
        // The same one is no conflict, and which one is current stays.
        prompt::KeyRing same = PromptDatabase::ring(u"k1"_s, 'a');
        expected(same.add(u"k2"_s, expected(prompt::Key::make()), QDateTime::currentDateTimeUtc()));
        QCOMPARE(expected(restorePromptKeys(place(), same, u"backup"_s)).added, 1);
        QCOMPARE(held(), (QStringList{u"k1*"_s, u"k2"_s}));
    }

    void aBackupReplacesOnlyWhatItMay()
    {
        const prompt::KeyRing ring = PromptDatabase::ring(u"k1"_s, 'a');
        QFile there(path(u"backup"_s));
        QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
        there.close();
        const auto refused = backUpPromptKeys(place(), ring, path(u"backup"_s), u"correct horse"_s);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Conflict);
        QVERIFY(kept().isEmpty());
        QCOMPARE(there.size(), 4);
        expected(backUpPromptKeys(place(), ring, path(u"backup"_s), u"correct horse"_s, ExistingFile::Replace));
        QVERIFY(expected(openKeyBackup(path(u"backup"_s), u"correct horse"_s)).find(u"k1"_s));
        QVERIFY(!(QFile::permissions(path(u"backup"_s)) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    // A pipe of that name would hold whoever opens it for ever.
    void aPipeIsNoBackup()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(path(u"pipe"_s)).constData(), 0600), 0);
        QVERIFY(!openKeyBackup(path(u"pipe"_s), u"correct horse"_s));
    }

    void readsTypedKeys()
    {
        const QByteArray bytes(32, 'a');
        for (const QString &typed :
             {QString::fromLatin1(bytes.toHex()), QString::fromLatin1(bytes.toHex(' ')),
              QString::fromLatin1(bytes.toBase64()) + u'\n'}) {
            const auto key = typedPromptKey(typed);
            QVERIFY2(key, qPrintable(typed));
            QCOMPARE(key->fingerprint(), expected(prompt::Key::from(bytes)).fingerprint());
        }
        QVERIFY(!typedPromptKey(u"short"_s));
        QVERIFY(!typedPromptKey({}));
    }

    void aKeyInUseStays()
    {
        const test::TestServer server;
        PromptDatabase base(server);
        expected(addPromptKey(place(), u"k1"_s, expected(prompt::Key::from(QByteArray(32, 'a')))));
        base.seed({PromptDatabase::version(u"A"_s, u"1.0.0"_s)}, expected(m_store->load()));
        expected(createPromptKey(place(), u"k2"_s));
        const PromptOrigin origin{u"shop"_s, u"public.ai_prompts"_s};
        const auto refused = removePromptKey(place(), base.session(), base.table, origin, u"k1"_s);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Conflict);
        QCOMPARE(held(), (QStringList{u"k1"_s, u"k2*"_s}));
        // Stopped before the first row, it says so; the next run does what is left.
        const auto ring = expected(m_store->load());
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = reencryptPrompts(base.session(), base.table, ring, origin, journal(), stop.get_token());
        QVERIFY(!stopped && stopped.error().kind == ErrorKind::Cancelled);
        QVERIFY(kept().contains("\"stopped\""));
        QCOMPARE(expected(reencryptPrompts(base.session(), base.table, ring, origin, journal())).changed, 1);
        expected(removePromptKey(place(), base.session(), base.table, origin, u"k1"_s));
        QCOMPARE(held(), QStringList{u"k2*"_s});
        // Without a key, or without the right to write, nothing is begun.
        const qsizetype lines = kept().count('\n');
        const auto keyless = reencryptPrompts(base.session(), base.table, prompt::KeyRing(), origin, journal());
        QVERIFY(!keyless && keyless.error().kind == ErrorKind::Usage);
        prompt::PromptTable readable = base.table;
        readable.mayWrite = false;
        const auto forbidden = reencryptPrompts(base.session(), readable, ring, origin, journal());
        QVERIFY(!forbidden && forbidden.error().kind == ErrorKind::Permission);
        QCOMPARE(kept().count('\n'), lines);
    }
};

QTEST_GUILESS_MAIN(PromptKeysTest)
#include "tst_promptkeys.moc"
