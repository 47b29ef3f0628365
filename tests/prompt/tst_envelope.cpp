// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/envelope.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

class EnvelopeTest final : public QObject
{
    Q_OBJECT

    const CellPlace m_place{u"public.ai_prompts"_s, u"7c9e6679-7425-40de-944b-e07fc1f90ae7"_s, u"systemPrompt"_s};
    const QString m_secret = u"The text that nobody may see, \U0001F512."_s;

    static Key keyOf(char byte) { return Key::from(QByteArray(32, byte)).value(); }

    static KeyRing ring(const QString &id, char byte)
    {
        KeyRing keys;
        if (const Result<void> added = keys.add(id, keyOf(byte), QDateTime::fromSecsSinceEpoch(0)); !added)
            qFatal("%s", qPrintable(describe(added.error())));
        return keys;
    }

    QByteArray sealed(const KeyRing &keys) const { return sealCell(m_secret, *keys.current(), m_place).value(); }

private Q_SLOTS:
    void opensWhatItSealed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("text") << m_secret;
        QTest::newRow("empty") << u""_s;
        QTest::newRow("looks sealed") << u"howdah1.k1.AAAA"_s;
        QTest::newRow("zero") << u"a"_s + QChar(0) + u"b"_s;
        QTest::newRow("line ends") << u"\ufeff\r\n \ufeff"_s;
        QTest::newRow("a megabyte") << u"prompt \u20ac"_s.repeated(131'072);
    }
    void opensWhatItSealed()
    {
        QFETCH(QString, text);
        const KeyRing keys = ring(u"k1"_s, 1);
        const QByteArray stored = sealCell(text, *keys.current(), m_place).value();
        QVERIFY(stored.startsWith("howdah1.k1."));
        QVERIFY(text.isEmpty() || !stored.contains(text.toUtf8()));
        const OpenedCell cell = openCell(stored, u"k1"_s, keys, m_place);
        QCOMPARE(cell.state, CellState::Open);
        QCOMPARE(cell.text, text);
        QCOMPARE(cell.keyId, u"k1"_s);
    }

    void neverLooksEqual()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        QSet<QByteArray> seen;
        for (int i = 0; i < 200; ++i)
            seen.insert(sealed(keys));
        QCOMPARE(seen.size(), 200);
    }

    void detectsEveryChangedByte()
    {
        KeyRing keys = ring(u"k1"_s, 1);
        QVERIFY(keys.add(u"k0"_s, keyOf(1), QDateTime::fromSecsSinceEpoch(0)));
        QVERIFY(keys.setCurrent(u"k1"_s));
        const QByteArray stored = sealed(keys);
        for (qsizetype i = 0; i < stored.size(); ++i) {
            for (int mask = 1; mask < 256; ++mask) {
                QByteArray changed = stored;
                changed[i] = char(changed[i] ^ mask);
                const OpenedCell cell = openCell(changed, u"k1"_s, keys, m_place);
                QVERIFY2(
                    cell.state == CellState::Damaged || cell.state == CellState::WrongKey,
                    qPrintable(u"byte %1 mask %2"_s.arg(i).arg(mask)));
                QVERIFY(cell.text.isNull());
            }
        }
    }

    void detectsCutsAndAdditions()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        const QByteArray stored = sealed(keys);
        for (qsizetype i = 0; i < stored.size(); ++i) {
            QVERIFY(openCell(stored.left(i), u"k1"_s, keys, m_place).state == CellState::Damaged);
            QByteArray without = stored;
            QVERIFY(openCell(without.remove(i, 1), u"k1"_s, keys, m_place).state != CellState::Open);
            QByteArray with = stored;
            QVERIFY(openCell(with.insert(i, 'A'), u"k1"_s, keys, m_place).state != CellState::Open);
            with = stored;
            QVERIFY(openCell(with.insert(i, '\n'), u"k1"_s, keys, m_place).state != CellState::Open);
        }
        for (const char *more : {"A", "=", "\n", " ", "."})
            QVERIFY(openCell(stored + more, u"k1"_s, keys, m_place).state == CellState::Damaged);
    }

    void isBoundToItsPlace()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        const QByteArray stored = sealed(keys);
        for (QString CellPlace::*part : {&CellPlace::table, &CellPlace::rowId, &CellPlace::column}) {
            CellPlace other = m_place;
            other.*part += u'x';
            QCOMPARE(openCell(stored, u"k1"_s, keys, other).state, CellState::Damaged);
        }
        // No letter may move from one part to the next.
        CellPlace shifted = m_place;
        shifted.table.chop(1);
        shifted.rowId.prepend(u's');
        QCOMPARE(openCell(stored, u"k1"_s, keys, shifted).state, CellState::Damaged);
        CellPlace none = m_place;
        none.rowId.clear();
        QVERIFY(!sealCell(m_secret, *keys.current(), none));
    }

    void distinguishesTheStates()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        const QByteArray stored = sealed(keys);
        QCOMPARE(openCell(stored, u"k1"_s, KeyRing(), m_place).state, CellState::Locked);
        QCOMPARE(openCell(stored, u"k1"_s, ring(u"k2"_s, 1), m_place).state, CellState::Locked);
        QCOMPARE(openCell(stored, u"k1"_s, ring(u"k1"_s, 2), m_place).state, CellState::WrongKey);
        QCOMPARE(openCell(stored, u"k2"_s, keys, m_place).state, CellState::Damaged);
        QCOMPARE(openCell(stored, {}, keys, m_place).state, CellState::Open);
        QCOMPARE(openCell("readable", u"k1"_s, keys, m_place).state, CellState::Damaged);
        const OpenedCell plain = openCell("readable", {}, keys, m_place);
        QCOMPARE(plain.state, CellState::Plain);
        QCOMPARE(plain.text, u"readable"_s);
    }

    void survivesChance()
    {
        const KeyRing keys = ring(u"k1"_s, 1);
        QRandomGenerator random(11);
        const QByteArray stored = sealed(keys);
        for (int i = 0; i < 20'000; ++i) {
            QByteArray fuzzed = stored;
            for (int n = 1 + random.bounded(4); n > 0; --n)
                fuzzed[random.bounded(fuzzed.size())] = char(random.bounded(256));
            if (fuzzed != stored)
                QVERIFY(openCell(fuzzed, u"k1"_s, keys, m_place).state != CellState::Open);
        }
    }

    void keepsKeys()
    {
        KeyRing keys = ring(u"a"_s, 1);
        QVERIFY(keys.add(u"b-2"_s, Key::make().value(), QDateTime::fromSecsSinceEpoch(86'400)));
        QVERIFY(!keys.add(u"a"_s, keyOf(3), {}));
        QVERIFY(!keys.add(u"with space"_s, keyOf(3), {}));
        QVERIFY(!keys.add(u"dot."_s, keyOf(3), {}));
        QVERIFY(!keys.add({}, keyOf(3), {}));
        QCOMPARE(keys.current()->id, u"b-2"_s);
        QVERIFY(!keys.remove(u"b-2"_s));
        QVERIFY(keys.setCurrent(u"a"_s));
        const QByteArray stored = sealed(keys);

        QTemporaryDir folder;
        const QString path = folder.filePath(u"keys"_s);
        FileKeyStore store(path);
        QCOMPARE(store.load().error().kind, ErrorKind::NotFound);
        QVERIFY(!QFile::exists(path));
        QVERIFY(store.save(keys));
        const Result<KeyRing> loaded = store.load();
        QVERIFY2(loaded, loaded ? "" : qPrintable(describe(loaded.error())));
        QCOMPARE(loaded->entries().size(), size_t(2));
        QCOMPARE(loaded->current()->id, u"a"_s);
        QCOMPARE(loaded->find(u"b-2"_s)->created, QDateTime::fromSecsSinceEpoch(86'400));
        QCOMPARE(openCell(stored, u"a"_s, *loaded, m_place).text, m_secret);
        QVERIFY(keys.remove(u"b-2"_s));
        QVERIFY(!keys.find(u"b-2"_s));
    }

    void refusesKeysThatOthersMayRead()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"keys"_s);
        FileKeyStore store(path);
        QVERIFY(store.save(ring(u"a"_s, 1)));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
        QCOMPARE(store.load().error().kind, ErrorKind::Permission);
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(store.load());
    }

    void neverShowsKeysInErrors()
    {
        const QByteArray text = ring(u"a"_s, 1).toText();
        const QByteArray encoded = QByteArray(32, 1).toBase64();
        QVERIFY(text.contains(encoded));
        for (QByteArray broken :
             {QByteArray(text).replace(" current", " curent"), QByteArray(text).replace('=', 'A'),
              QByteArray(text).replace("1970", "x"), text + text.mid(text.indexOf('\n') + 1), QByteArray("x") + text}) {
            const Result<KeyRing> read = KeyRing::fromText(broken);
            QVERIFY(!read);
            QCOMPARE(read.error().kind, ErrorKind::Invalid);
            QVERIFY(!describe(read.error()).contains(QString::fromLatin1(encoded.left(8))));
        }
    }

    void wipes()
    {
        QString text = u"secret"_s.repeated(50);
        const QString copy = text;
        wipe(text);
        QVERIFY(text.isEmpty());
        // Others who hold the text keep it.
        QCOMPARE(copy, u"secret"_s.repeated(50));
    }
};

QTEST_GUILESS_MAIN(EnvelopeTest)
#include "tst_envelope.moc"
