// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What was run, found again; without secrets, beside other processes, and when its file is broken.
#include "query/history/historykeeper.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <mutex>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

class HistoryTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString path() const { return m_folder->filePath(u"query/history.sqlite"_s); }
    static HistoryEntry entry(const QString &text)
    {
        return {.text = text, .database = u"u@h:5432/d"_s, .at = QDateTime::currentDateTimeUtc()};
    }
    static void add(HistoryStore &store, const std::vector<HistoryEntry> &entries)
    {
        if (auto added = store.add(entries); !added)
            qFatal("%s", qPrintable(describe(added.error())));
    }
    void open(HistoryStore &store) const
    {
        if (auto opened = store.open(path()); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
    }
    static QStringList found(const HistoryStore &store, const HistoryFilter &filter)
    {
        const auto entries = store.find(filter);
        if (!entries)
            qFatal("%s", qPrintable(describe(entries.error())));
        QStringList texts;
        for (const HistoryEntry &one : *entries)
            texts << one.text;
        return texts;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsAllOfARun()
    {
        HistoryStore store;
        open(store);
        HistoryEntry one{
            .text = u"select :a, :b"_s,
            .parameters = {{u"a"_s, u"1"_s}, {u"b"_s, std::nullopt}},
            .database = u"u@h:5432/d"_s,
            .tab = u"report.sql"_s,
            .at = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC),
            .milliseconds = 1.5,
            .rows = 7,
            .command = u"SELECT 7"_s,
            .error = u"division by zero"_s,
            .sqlState = u"22012"_s};
        one.id = *store.add(std::span(&one, 1));
        QCOMPARE(**store.entry(one.id), one);
        QVERIFY(!*store.entry(one.id + 1));
        const QFileInfo file(path());
        QVERIFY(!file.permission(QFileDevice::ReadGroup) && !file.permission(QFileDevice::ReadOther));
        store.close();
        open(store);
        QCOMPARE(*store.count(), 1);
    }

    void findsWords()
    {
        HistoryStore store;
        open(store);
        HistoryEntry failed = entry(u"update users set email = 'x'"_s);
        failed.error = u"no"_s;
        HistoryEntry elsewhere = entry(u"select * from users where id = 1"_s);
        elsewhere.database = u"other"_s;
        add(store, {entry(u"select * from app.user_accounts"_s), failed, elsewhere, entry(u"select a #>> '{b}'"_s),
                    entry(u"select 'Zürich'"_s)});
        QCOMPARE(found(store, {.words = u"users"_s}).size(), 2);
        QCOMPARE(found(store, {.words = u"USER"_s}).size(), 3); // beginnings, in any case
        QCOMPARE(found(store, {.words = u"users email"_s}), QStringList{failed.text});
        QCOMPARE(found(store, {.words = u"user_acc"_s}).size(), 1);
        QCOMPARE(found(store, {.words = u"zurich"_s}).size(), 1);
        QCOMPARE(found(store, {.words = u"#>>"_s}).size(), 1);
        QCOMPARE(found(store, {.words = u"app.user"_s}).size(), 1);
        QCOMPARE(found(store, {.words = u"\" OR NEAR( * users"_s}).size(), 0); // no syntax of FTS
        QCOMPARE(found(store, {.words = u"users"_s, .database = u"other"_s}), QStringList{elsewhere.text});
        QCOMPARE(found(store, {.failed = true}), QStringList{failed.text});
        QCOMPARE(found(store, {.most = 2}).size(), 2);
        const auto first = *store.find({.most = 2});
        QCOMPARE(found(store, {.before = first.back().id}).size(), 3); // the next page
        QCOMPARE(first[0].text, u"select 'Zürich'"_s);                 // the newest first
    }

    void pinsNamesAndRemoves()
    {
        HistoryStore store;
        open(store);
        add(store, {entry(u"select 1"_s), entry(u"select 2"_s), entry(u"select 3"_s)});
        QVERIFY(store.pin(1, true));
        QVERIFY(store.name(2, u"monthly report"_s));
        QCOMPARE(found(store, {.pinned = true}), QStringList{u"select 1"_s});
        QCOMPARE(found(store, {.words = u"monthly"_s}), QStringList{u"select 2"_s}); // by its name, too
        QCOMPARE(*store.remove({3, 99}), 1);
        QVERIFY(store.pin(1, false));
        QCOMPARE(*store.removeAll({.words = u"monthly"_s}), 1);
        QCOMPARE(*store.count(), 1);
        QCOMPARE(found(store, {.words = u"monthly"_s}).size(), 0);
    }

    // What was removed is nowhere in the files.
    void leavesNothingOfWhatIsRemoved()
    {
        HistoryStore store;
        open(store);
        add(store, {entry(u"select 'verysecretword'"_s), entry(u"select 2"_s)});
        QCOMPARE(*store.removeAll({.words = u"verysecretword"_s}), 1);
        store.close();
        for (const QString &end : {u""_s, u"-wal"_s}) {
            QFile file(path() + end);
            if (file.open(QIODevice::ReadOnly))
                QVERIFY2(!file.readAll().contains("verysecretword"), qPrintable(end));
        }
    }

    void letsGoOfWhatIsOld()
    {
        HistoryStore store;
        open(store);
        std::vector<HistoryEntry> entries;
        for (int day = 10; day > 0; --day) {
            entries.push_back(entry(u"select %1"_s.arg(day)));
            entries.back().at = QDateTime::currentDateTimeUtc().addDays(-day);
        }
        add(store, entries);
        QVERIFY(store.pin(1, true));
        QVERIFY(store.name(2, u"kept"_s));
        QCOMPARE(*store.retain({.days = 5, .entries = 0}), 4); // 8 to 5 days; two are held
        QCOMPARE(*store.count(), 6);
        QCOMPARE(*store.retain({.days = 0, .entries = 2}), 2);
        QCOMPARE(found(store, {}), (QStringList{u"select 1"_s, u"select 2"_s, u"select 9"_s, u"select 10"_s}));
    }

    void exportsLines()
    {
        HistoryStore store;
        open(store);
        add(store, {entry(u"select 1"_s), entry(u"select 'two\nlines'"_s)});
        QBuffer to;
        to.open(QIODevice::WriteOnly);
        QCOMPARE(*store.exportTo(to), 2);
        const QByteArrayList lines = to.data().split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].contains("\"text\":\"select 1\""));
    }

    void masksSecrets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("role") << u"alter role r password 'hushhush'"_s << u"x"_s << u"1"_s;
        QTest::newRow("create") << u"CREATE USER u WITH ENCRYPTED PASSWORD 'hushhush' LOGIN"_s << u"x"_s << u"1"_s;
        QTest::newRow("uri") << u"select dblink_connect('postgresql://u:hushhush@h/d')"_s << u"x"_s << u"1"_s;
        QTest::newRow("conninfo") << u"create subscription s connection 'host=h password=hushhush' publication p"_s
                                  << u"x"_s << u"1"_s;
        QTest::newRow("parameter's place") << u"alter role r password :'p'"_s << u"p"_s << u"hushhush"_s;
        QTest::newRow("parameter's name") << u"select :api_key"_s << u"api_key"_s << u"hushhush"_s;
        QTest::newRow("column") << u"insert into users (name, password) values ($1, $2)"_s << u"2"_s << u"hushhush"_s;
        QTest::newRow("place of an included file") << u"alter role r password $1"_s << u"k"_s << u"hushhush"_s;
        QTest::newRow("value that is a connection") << u"select f(:c)"_s << u"c"_s << u"postgresql://u:hushhush@h/d"_s;
    }
    void masksSecrets()
    {
        QFETCH(QString, text);
        QFETCH(QString, name);
        QFETCH(QString, value);
        HistoryStore store;
        open(store);
        HistoryEntry one = entry(text);
        one.parameters = {{name, value}, {u"harmless"_s, u"plain"_s}};
        one.error = u"it was refused: "_s + (value.contains("hush"_L1) ? value : u"password=hushhush"_s);
        add(store, {one});
        store.close();
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(!bytes.contains("hushhush"));
        QVERIFY(bytes.contains("plain"));
    }

    void isSharedByProcesses()
    {
        constexpr int Each = 200;
        {
            HistoryStore store;
            open(store);
        }
        std::vector<pid_t> children;
        for (int process = 0; process < 2; ++process) {
            children.push_back(fork());
            if (children.back() == 0) {
                HistoryStore store;
                bool good = store.open(path()).has_value();
                for (int i = 0; good && i < Each; ++i) {
                    const HistoryEntry one = entry(u"select %1 of %2"_s.arg(i).arg(process));
                    good = store.add(std::span(&one, 1)).has_value();
                }
                _exit(good ? 0 : 1);
            }
        }
        for (const pid_t child : children) {
            int status = 0;
            waitpid(child, &status, 0);
            QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        HistoryStore store;
        open(store);
        QCOMPARE(*store.count(), 2 * Each);
        QCOMPARE(found(store, {.words = u"199"_s}).size(), 2);
    }

    // Nothing waits for it: what is added is told of, and that is all.
    void saysThatItIsDamaged()
    {
        QVERIFY(QDir(m_folder->path()).mkpath(u"query"_s));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        std::mutex mutex;
        std::vector<Error> told;
        {
            HistoryKeeper keeper(path(), [&](const Error &error) {
                const std::lock_guard lock(mutex);
                told.push_back(error);
            });
            keeper.add(entry(u"select 1"_s));
            const auto asked = keeper.ask([](HistoryStore &store) { return store.count(); }).result();
            QCOMPARE(asked.error().kind, ErrorKind::Invalid);
            keeper.add(entry(u"select 2"_s));
        }
        QCOMPARE(told.size(), std::size_t(1)); // once
        QCOMPARE(told[0].kind, ErrorKind::Invalid);
        const auto aside = HistoryStore::setAside(path());
        QVERIFY(aside && QFile::exists(*aside));
        HistoryStore store;
        open(store);
        QCOMPARE(*store.count(), 0);
    }

    void saysThatTheDiskIsFull()
    {
        HistoryStore store;
        open(store);
        add(store, {entry(u"select 1"_s)});
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{256 << 10, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        const HistoryEntry large = entry(QString(2'000'000, u'x'));
        const auto refused = store.add(std::span(&large, 1));
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Io);
        QCOMPARE(*store.count(), 1);
        add(store, {entry(u"select 2"_s)});
        QCOMPARE(*store.count(), 2);
    }

    void keepsNothingOfWhatIsPrivate()
    {
        HistoryKeeper keeper(path());
        keeper.add(entry(u"select 'open'"_s));
        keeper.setPrivate(true);
        keeper.add(entry(u"select 'private'"_s));
        keeper.setPrivate(false);
        keeper.add(entry(u"select 'open again'"_s));
        const auto texts = keeper.ask([](HistoryStore &store) { return store.find({}); }).result();
        QCOMPARE(texts->size(), std::size_t(2));
        QCOMPARE(texts->at(1).text, "select 'open'"_L1);
    }

    // By its indexes: a search looks at what it finds, however much there is.
    void searchesByIndexes()
    {
        HistoryStore store;
        open(store);
        for (const HistoryFilter &filter :
             {HistoryFilter{.words = u"users"_s}, HistoryFilter{.database = u"d"_s}, HistoryFilter{.failed = true},
              HistoryFilter{.pinned = true}, HistoryFilter{.words = u"users"_s, .before = 100}}) {
            const QStringList plan = *store.planOf(filter);
            for (const QString &line : plan) {
                QVERIFY2(!line.contains("TEMP B-TREE"_L1), qPrintable(plan.join(u'\n')));
                QVERIFY2(!line.startsWith("SCAN e"_L1) || line.contains("INDEX"_L1), qPrintable(plan.join(u'\n')));
            }
        }
        QVERIFY(store.planOf({.words = u"users"_s})->first().contains("VIRTUAL TABLE INDEX"_L1));
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"
