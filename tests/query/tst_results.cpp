// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of any number, held in memory and in a file without a name.
#include "query/result/packedrows.h"
#include "query/result/resultstore.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::RowBatch;

class ResultsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    const std::shared_ptr<const connection::Columns> m_columns = std::make_shared<const connection::Columns>(
        connection::Columns{{.name = u"n"_s, .typeOid = 20}, {.name = u"t"_s, .typeOid = 25}});

    // Rows n from `first` on: "n", and a text that is NULL, empty or long.
    RowBatch batch(qint64 first, qint64 rows) const
    {
        RowBatch made(m_columns);
        for (qint64 n = first; n < first + rows; ++n) {
            made.appendValue(QByteArray::number(n));
            if (n % 3 == 0)
                made.appendNull();
            else
                made.appendValue(n % 3 == 1 ? QByteArray() : QByteArray("text \0 of ", 10) + QByteArray::number(n));
            made.endRow();
        }
        return made;
    }
    static void verifyRow(const ResultStore &store, qint64 n)
    {
        QCOMPARE(**store.value(n, 0), QByteArray::number(n));
        const auto text = store.value(n, 1);
        QVERIFY(text);
        if (n % 3 == 0)
            QVERIFY(!*text);
        else
            QCOMPARE(**text, n % 3 == 1 ? QByteArray() : QByteArray("text \0 of ", 10) + QByteArray::number(n));
    }

private Q_SLOTS:
    void packsRows()
    {
        const RowBatch made = batch(0, 100);
        const RowBatch back = unpackRows(packRows(made), m_columns);
        QCOMPARE(back.rowCount(), 100);
        for (qsizetype row = 0; row < 100; ++row) {
            QCOMPARE(back.isNull(row, 1), made.isNull(row, 1));
            QCOMPARE(back.bytes(row, 0), made.bytes(row, 0));
            QCOMPARE(back.bytes(row, 1), made.bytes(row, 1));
        }
    }

    void readsAnyRow()
    {
        constexpr qint64 Rows = 50'000;
        constexpr qint64 Memory = 256 << 10;
        ResultStore store({.memory = Memory, .folder = m_folder.path()});
        for (qint64 n = 0; n < Rows; n += 500)
            QVERIFY(store.append(batch(n, 500)));
        store.finish();
        QCOMPARE(store.rowCount(), Rows);
        QVERIFY(store.bytesOnDisk() > 0);
        // A jumping reader, backwards, forwards and at the ends.
        for (const qint64 n : {0LL, Rows - 1, 777LL, 25'000LL, 25'001LL, 24'999LL, 499LL, 500LL, 40'000LL, 3LL})
            verifyRow(store, n);
        for (qint64 n = 0; n < Rows; n += 97)
            verifyRow(store, n);
        QVERIFY2(store.bytesInMemory() < 2 * Memory, qPrintable(QString::number(store.bytesInMemory())));
        QCOMPARE(store.at(Rows).error().kind, ErrorKind::NotFound);
        // Nobody sees the file, and nothing is left of it.
        QVERIFY(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
        const ResultStore::Rows rows = *store.at(1234);
        QVERIFY(rows.first <= 1234 && rows.end() > 1234);
        QCOMPARE((*rows.batch).columns()[1].name, "t"_L1);
    }

    void readsWhileRowsCome()
    {
        ResultStore store({.memory = 64 << 10, .folder = m_folder.path()});
        std::thread writer([&] {
            for (qint64 n = 0; n < 20'000; n += 100)
                store.append(batch(n, 100));
            store.finish();
        });
        qint64 seen = 0;
        bool whole = true;
        while (!store.isFinished() || seen < store.rowCount()) {
            const qint64 rows = store.rowCount();
            if (rows == 0)
                continue;
            const auto value = store.value(rows - 1, 0);
            whole = whole && value && **value == QByteArray::number(rows - 1);
            seen = rows;
        }
        writer.join();
        QVERIFY(whole);
        QCOMPARE(seen, 20'000);
    }

    void keepsWhatCameWhenStopped()
    {
        ResultStore store;
        QVERIFY(store.append(batch(0, 10)));
        store.stop();
        QVERIFY(!store.append(batch(10, 10)));
        QCOMPARE(store.rowCount(), 10);
        QVERIFY(!store.problem());
    }

    // As a full disk: the system lets no file grow beyond that.
    void saysThatTheDiskIsFull()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{200'000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        ResultStore store({.memory = 0, .folder = m_folder.path()});
        qint64 n = 0;
        while (store.append(batch(n, 500)))
            n += 500;
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(n > 0);
        QCOMPARE(store.rowCount(), n);
        QVERIFY(store.problem());
        QCOMPARE(store.problem()->kind, ErrorKind::Io);
        QVERIFY(store.problem()->message.contains(m_folder.path()));
        verifyRow(store, n - 1);
        verifyRow(store, 0);
        QVERIFY(!store.append(batch(n, 500))); // it stays so: nothing is left out in the middle
    }

    void leavesRoomOnTheDisk_data()
    {
        QTest::addColumn<qint64>("disk");
        QTest::addColumn<qint64>("free");
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("keepsSome");
        QTest::newRow("a limit") << qint64(200'000) << qint64(0) << u"may take on the disk"_s << true;
        QTest::newRow("a disk that is nearly full") << qint64(0) << (qint64(1) << 60) << u"free on the disk"_s << false;
    }
    void leavesRoomOnTheDisk()
    {
        QFETCH(qint64, disk);
        QFETCH(qint64, free);
        QFETCH(QString, words);
        QFETCH(bool, keepsSome);
        ResultStore store({.memory = 0, .disk = disk, .free = free, .folder = m_folder.path()});
        qint64 n = 0;
        while (n < 100'000 && store.append(batch(n, 500)))
            n += 500;
        QVERIFY(n < 100'000);
        QCOMPARE(n > 0, keepsSome);
        QCOMPARE(store.rowCount(), n);
        QCOMPARE(store.problem()->kind, ErrorKind::Io);
        QVERIFY2(store.problem()->message.contains(words), qPrintable(store.problem()->message));
        QVERIFY(disk == 0 || store.bytesOnDisk() <= disk);
        if (keepsSome)
            verifyRow(store, n - 1);
    }

    void obeysTheSetting()
    {
        qputenv("HOWDAH_SPOOL_LIMIT_MB", "1");
        ResultStore store({.memory = 0, .folder = m_folder.path()});
        qunsetenv("HOWDAH_SPOOL_LIMIT_MB");
        for (qint64 n = 0; n < 100'000 && store.append(batch(n, 500)); n += 500) {
        }
        QVERIFY(store.problem());
        QVERIFY(store.bytesOnDisk() > 500'000 && store.bytesOnDisk() <= 1 << 20);
    }

    // Many answers take together what one may, and one file.
    void sharesWhatSeveralMayTake()
    {
        constexpr qint64 Memory = 256 << 10;
        const auto budget =
            std::make_shared<ResultBudget>(ResultBudget::Limits{.memory = Memory, .folder = m_folder.path()});
        const auto files = [] { return QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System).size(); };
        const auto before = files();
        std::vector<std::unique_ptr<ResultStore>> stores;
        for (qint64 n = 0; n < 200; ++n) {
            stores.push_back(std::make_unique<ResultStore>(budget));
            QVERIFY(stores.back()->append(batch(n * 1000, 500)));
            QVERIFY(stores.back()->append(batch(n * 1000 + 500, 500)));
        }
        qint64 memory = 0;
        for (const auto &store : stores)
            memory += store->bytesInMemory();
        QVERIFY(memory > Memory / 2 && memory <= Memory);
        QCOMPARE(budget->bytesInMemory(), memory);
        QVERIFY(budget->bytesOnDisk() > 0);
        QVERIFY(files() <= before + 1);
        for (const qint64 n : {199, 0, 100, 3}) {
            const auto value = stores[std::size_t(n)]->value(777, 0);
            QCOMPARE(**value, QByteArray::number(n * 1000 + 777));
        }
        // What is closed makes room for others.
        stores.erase(stores.begin(), stores.begin() + 199);
        QVERIFY(stores[0]->append(batch(199'000 + 1000, 500)));
        QCOMPARE(**stores[0]->value(1499, 0), QByteArray::number(200'499));
        stores.clear();
        QCOMPARE(budget->bytesInMemory(), 0);
        QCOMPARE(budget->bytesOnDisk(), 0);
    }

    void saysThatThereIsNoFolder()
    {
        ResultStore store({.memory = 0, .folder = u"/nonexistent/folder"_s});
        QVERIFY(!store.append(batch(0, 1)));
        QCOMPARE(store.problem()->kind, ErrorKind::Io);
        QCOMPARE(store.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(ResultsTest)
#include "tst_results.moc"
