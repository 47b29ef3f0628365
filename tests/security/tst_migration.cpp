// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of migrations on a database whose owner waits for a superuser (tests/support/hostiledatabase.sql).
#include "migration/ctlprocess.h"
#include "sql/unqualifiednames.h"
#include "support/hostiledatabase.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;
using test::HostileDatabase;

using Files = QMap<QString, QByteArray>;

// One statement of the operator, with its schemas, so that what is answered by the owner was asked by us.
static Files pair(const QString &version, const QByteArray &table, const QByteArray &head = {})
{
    return {
        {version + u"-m.up.sql"_s, head + "CREATE TABLE public." + table + " (id int)"},
        {version + u"-m.down.sql"_s, head + "DROP TABLE public." + table}};
}

static Files packOf(const QByteArray &history, const QString &first, const QString &second, const QString &third)
{
    Files files = pair(first, "one");
    files.insert(pair(second, "two", "-- howdah: transaction off\n"));
    files.insert(pair(third, "three"));
    if (!history.isEmpty())
        files[u"pack.yaml"_s] = history;
    return files;
}

static Files prisma()
{
    Files files{{u"migration_lock.toml"_s, "provider = \"postgresql\"\n"}, {u"pack.yaml"_s, "layout: prisma\n"}};
    const Files flat = packOf({}, u"1"_s, u"2"_s, u"3"_s);
    for (const QString &version : {u"1"_s, u"2"_s, u"3"_s}) {
        files[version + u"_m/migration.sql"_s] = flat[version + u"-m.up.sql"_s];
        files[version + u"_m/down.sql"_s] = flat[version + u"-m.down.sql"_s];
    }
    return files;
}

class MigrationSecurityTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;

    static void writeFiles(const QString &folder, const Files &files)
    {
        QDir(folder).removeRecursively();
        for (auto it = files.begin(); it != files.end(); ++it) {
            QDir().mkpath(QFileInfo(folder + u'/' + it.key()).path());
            QFile file(folder + u'/' + it.key());
            if (!file.open(QIODevice::WriteOnly) || file.write(it.value()) != it.value().size())
                qFatal("%s cannot be written", qPrintable(file.fileName()));
        }
    }

    // What was sent since `forget()`, each text once.
    static QStringList sent(const QString &log)
    {
        static const QRegularExpression first(u"LOG:  (?:statement|execute [^:]*): (.*)$"_s);
        QStringList texts;
        bool open = false;
        const QStringList lines = log.split(u'\n');
        for (const QString &line : lines) {
            if (const auto found = first.match(line); found.hasMatch())
                texts << found.captured(1);
            else if (open && line.startsWith(u'\t'))
                texts.back() += u'\n' + line.sliced(1);
            open = first.match(line).hasMatch() || (open && line.startsWith(u'\t'));
        }
        texts.removeDuplicates();
        return texts;
    }

    // Inside of DO, too.
    static QStringList unqualified(const QString &statement)
    {
        QStringList names;
        for (const sql::UnqualifiedName &name : sql::unqualifiedNames(statement))
            names << sql::described(name);
        return names;
    }

    int howdahctl(const HostileDatabase &database, const QStringList &words)
    {
        QStringList arguments{u"migrate"_s};
        arguments << words << u"--source"_s << m_folder.filePath(u"source"_s) << u"--database"_s
                  << connection::toUri(database.connInfo());
        CtlProcess process(arguments);
        const int code = process.wait();
        m_said = process.out + process.err;
        return code;
    }

    QByteArray m_said;

private Q_SLOTS:
    void nothingOfTheOwnerIsCalled_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QStringList>("versions");
        const QStringList times{u"1767225600001"_s, u"1767225600002"_s, u"1767225600003"_s};
        const QByteArray revisions =
            "also: alembic_version\nrevisions:\n  1767225600001: aaa\n  1767225600002: bbb\n  1767225600003: ccc\n";
        QTest::newRow("howdah") << packOf({}, u"001"_s, u"002"_s, u"003"_s) << QStringList{u"1"_s, u"2"_s, u"3"_s};
        QTest::newRow("typeorm") << packOf("history: typeorm\n", times[0], times[1], times[2]) << times;
        QTest::newRow("typeorm and alembic")
            << packOf("history: typeorm\n" + revisions, times[0], times[1], times[2]) << times;
        QTest::newRow("prisma") << prisma() << QStringList{u"1_m"_s, u"2_m"_s, u"3_m"_s};
    }

    void nothingOfTheOwnerIsCalled()
    {
        QFETCH(const Files, files);
        QFETCH(const QStringList, versions);
        writeFiles(m_folder.filePath(u"source"_s), files);
        HostileDatabase database(m_server);
        QVERIFY(m_server.psql(u"postgres"_s, u"ALTER DATABASE %1 SET log_statement = 'all'"_s.arg(database.name())));
        database.forget();
        const std::vector<std::pair<QStringList, int>> steps{
            {{u"status"_s}, 1},
            {{u"plan"_s}, 1},
            {{u"lint"_s}, -1},
            {{u"up"_s, u"--to"_s, versions[1], u"--yes"_s}, 0},
            {{u"status"_s}, 1},
            {{u"plan"_s, u"down"_s}, 1},
            {{u"diff"_s, versions[0]}, 0},
            {{u"validate"_s}, 0},
            {{u"down"_s, u"--yes"_s}, 0},
            {{u"mark"_s, versions[1], u"applied"_s, u"--yes"_s}, 0},
            {{u"mark"_s, versions[1], u"rolled-back"_s, u"--yes"_s}, 0},
            {{u"baseline"_s, versions[1], u"--yes"_s}, 0},
            {{u"log"_s}, 0},
            {{u"up"_s, u"--yes"_s}, 0},
            {{u"status"_s}, 0},
        };
        for (const auto &[words, code] : steps) {
            const int ended = howdahctl(database, words);
            if (code >= 0)
                QVERIFY2(ended == code, (words.join(u' ').toUtf8() + ": " + m_said).constData());
            const QStringList shadows = database.shadows();
            QVERIFY2(shadows.isEmpty(), qPrintable(words.join(u' ') + u": "_s + shadows.join(u"; "_s)));
            QVERIFY2(!database.isLost(), qPrintable(words.join(u' ')));
        }
    }

    void everyNameThatIsSentHasItsSchema_data() { nothingOfTheOwnerIsCalled_data(); }

    void everyNameThatIsSentHasItsSchema()
    {
        QFETCH(const Files, files);
        QFETCH(const QStringList, versions);
        writeFiles(m_folder.filePath(u"source"_s), files);
        HostileDatabase database(m_server);
        QVERIFY(m_server.psql(u"postgres"_s, u"ALTER DATABASE %1 SET log_statement = 'all'"_s.arg(database.name())));
        database.forget();
        QCOMPARE(howdahctl(database, {u"up"_s, u"--yes"_s}), 0);
        QCOMPARE(howdahctl(database, {u"mark"_s, versions[2], u"rolled-back"_s, u"--yes"_s}), 0);
        QCOMPARE(howdahctl(database, {u"plan"_s}), 1);
        QCOMPARE(howdahctl(database, {u"plan"_s, u"down"_s}), 1);
        QCOMPARE(howdahctl(database, {u"validate"_s}), 0);
        QCOMPARE(howdahctl(database, {u"log"_s}), 0);
        const QStringList statements = sent(database.serverLog());
        QVERIFY(statements.size() > 20);
        QStringList bare;
        for (const QString &statement : statements) {
            // What Qt's driver asks when it opens a connection.
            if (statement == "SELECT version()"_L1 || statement == "SELECT '\\\\' x"_L1)
                continue;
            for (const QString &name : unqualified(statement))
                bare << name + u" in: "_s + statement.simplified().left(300);
        }
        QVERIFY2(bare.isEmpty(), qPrintable(bare.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(MigrationSecurityTest)
#include "tst_migration.moc"
