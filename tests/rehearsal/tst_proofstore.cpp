// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalfixture.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::scripts;

// Proofs on the disk: what they are true of, and what damage does to them.
class ProofStoreTest final : public QObject
{
    Q_OBJECT

    static Source source()
    {
        return scripts({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}});
    }
    static Version version(int number) { return *Version::parse(QString::number(number)); }

    // With everything that a proof can hold.
    static Proof whole()
    {
        Proof proof;
        proof.version = u"002"_s;
        proof.name = u"odd \"name\"\n"_s;
        proof.badge = Badge::NotRestored;
        proof.reason = u"why"_s;
        proof.failed = true;
        proof.losses = {
            {LossKind::Table, u"s"_s, u"t"_s, {}, true, 7, 0},
            {LossKind::Column, u"s"_s, u"t"_s, u"c"_s, false, {}, 3},
            {LossKind::Other, {}, u"ALTER TABLE"_s, {}, false, {}, 9}};
        proof.difference = {{u"gone"_s}, {u"left"_s, u"more"_s}};
        proof.up = {
            {1,
             2,
             u"ALTER TABLE"_s,
             1.5,
             800,
             {},
             {{u"s.t"_s, u"SHARE"_s, true, 8192}, {u"s.u"_s, u"EXCLUSIVE"_s, false, -1}},
             {{u"s.i"_s, true, 16384}}}};
        proof.down = {{1, 1, u"DROP INDEX"_s, 0.5, 0, u"left out"_s, {}, {}}};
        proof.upMilliseconds = 2.5;
        proof.downMilliseconds = 3.5;
        proof.againMilliseconds = 4.5;
        proof.notes = {u"a"_s, u"b"_s};
        proof.at = u"2026-01-02T03:04:05Z"_s;
        proof.serverVersion = 150018;
        proof.database = u"me@there/db"_s;
        proof.sampleRows = 12;
        return proof;
    }

private Q_SLOTS:
    void keepsEverything()
    {
        const QTemporaryDir folder;
        const ProofStore store(folder.filePath(u"new/folder"_s));
        const QByteArray key = proofKey(source(), version(2));
        QVERIFY(!store.find(key));
        QVERIFY(store.keep(key, whole()));
        QCOMPARE(store.find(key), std::optional(whole()));
        Proof other = whole();
        other.badge = Badge::Proven;
        QVERIFY(store.keep(key, other));
        QCOMPARE(store.find(key), std::optional(other));
        QCOMPARE(QDir(store.folder()).entryList(QDir::Files).size(), 1);
    }

    void isTrueOfWhatWasThereBefore()
    {
        const QByteArray second = proofKey(source(), version(2));
        QCOMPARE(second.size(), 64);
        QCOMPARE(proofKey(source(), version(2)), second);
        QVERIFY(proofKey(source(), version(1)) != second);
        QVERIFY(proofKey(source(), version(2), u"me@there/db"_s) != second);
        QVERIFY(proofKey(source(), version(3)).isEmpty());
        const auto edited = [&](auto edit) {
            Source changed = source();
            edit(changed);
            return proofKey(changed, version(2)) != second;
        };
        QVERIFY(edited([](Source &s) { s.migrations[1].up.checksum = "x"; }));
        QVERIFY(edited([](Source &s) { s.migrations[1].down->checksum = "x"; }));
        QVERIFY(edited([](Source &s) { s.migrations[1].down.reset(); }));
        QVERIFY(edited([](Source &s) { s.migrations[0].up.checksum = "x"; }));
        QVERIFY(edited([](Source &s) { s.migrations.erase(s.migrations.begin()); }));
        QVERIFY(edited([](Source &s) { s.pack.schema = u"other"_s; }));
        // Neither the downs of others, nor what comes later, nor names.
        QVERIFY(!edited([](Source &s) { s.migrations[0].down->checksum = "x"; }));
        QVERIFY(!edited([](Source &s) { s.migrations[1].name = u"renamed"_s; }));
        QVERIFY(!edited([](Source &s) {
            s.migrations.push_back(s.migrations[1]);
            s.migrations[2].version = version(3);
        }));
        Source unread = source();
        unread.migrations[1].down->read = false;
        QVERIFY(proofKey(unread, version(2)).isEmpty());
    }

    void prefersTheCopyOfThisDatabase()
    {
        const QTemporaryDir folder;
        const ProofStore store(folder.path());
        Proof nothing = whole();
        nothing.database.clear();
        QVERIFY(store.keep(proofKey(source(), version(2)), nothing));
        QCOMPARE(proofFor(source(), version(2), u"me@there/db"_s, store), std::optional(nothing));
        QVERIFY(store.keep(proofKey(source(), version(2), u"me@there/db"_s), whole()));
        QCOMPARE(proofFor(source(), version(2), u"me@there/db"_s, store), std::optional(whole()));
        QCOMPARE(proofFor(source(), version(2), u"me@elsewhere/db"_s, store), std::optional(nothing));
        QCOMPARE(proofFor(source(), version(2), {}, store), std::optional(nothing));
        QVERIFY(!proofFor(source(), version(1), {}, store));
        const auto all = proofsFor(source(), u"me@there/db"_s, store);
        QCOMPARE(all.size(), 2u);
        QVERIFY(!all[0]);
        QCOMPARE(all[1], std::optional(whole()));
    }

    void isNotHurtByBrokenFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray key = proofKey(source(), version(2));
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("{\"format\":1,\"key\":\"") + key + "\",\"vers";
        QTest::newRow("not JSON") << QByteArray("\0\xff\xfe", 3);
        QTest::newRow("another format") << QByteArray("{\"format\":2,\"key\":\"") + key
                                               + "\",\"version\":\"002\",\"badge\":\"proven\"}";
        QTest::newRow("of another") << QByteArray(
            "{\"format\":1,\"key\":\"abc\",\"version\":\"002\",\"badge\":\"proven\"}");
        QTest::newRow("an unknown badge")
            << QByteArray("{\"format\":1,\"key\":\"") + key + "\",\"version\":\"002\",\"badge\":\"perhaps\"}";
        QTest::newRow("an array") << QByteArray("[1]");
    }
    void isNotHurtByBrokenFiles()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        const ProofStore store(folder.path());
        const QByteArray key = proofKey(source(), version(2));
        QFile file(folder.filePath(QString::fromLatin1(key) + u".json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        QVERIFY(!store.find(key));
        QVERIFY(store.keep(key, whole())); // and is fixed by the next one
        QCOMPARE(store.find(key), std::optional(whole()));
    }

    void saysWhenItCannotKeep()
    {
        const QTemporaryDir folder;
        QFile inTheWay(folder.filePath(u"file"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto kept = ProofStore(inTheWay.fileName()).keep("key", whole());
        QVERIFY(!kept);
        QCOMPARE(kept.error().kind, ErrorKind::Io);
    }
};

QTEST_GUILESS_MAIN(ProofStoreTest)
#include "tst_proofstore.moc"
