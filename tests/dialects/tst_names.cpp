// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "migration/history/dialects.h"
#include "migration/source/create.h"
#include "migration/source/pack.h"
#include "migration/source/prismalayout.h"
#include "migration/source/typeormname.h"
#include "migration/history/versionlookup.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// Layouts, pack.yaml and names, as values.
class NamesTest final : public QObject
{
    Q_OBJECT

    static QStringList reported(const Source &source)
    {
        QStringList lines;
        for (const Problem &problem : source.allProblems())
            lines << u"%1 %2%3"_s.arg(problem.file).arg(int(problem.kind)).arg(problem.blocks ? u"!"_s : QString());
        return lines;
    }
    static QString line(const QString &file, ProblemKind kind, bool blocks)
    {
        return u"%1 %2%3"_s.arg(file).arg(int(kind)).arg(blocks ? u"!"_s : QString());
    }
    static Files typeorm(const QStringList &stems)
    {
        Files files{{u"pack.yaml"_s, "history: typeorm\n"}};
        for (const QString &stem : stems) {
            files[stem + u".up.sql"_s] = "SELECT 1;";
            files[stem + u".down.sql"_s] = "SELECT 2;";
        }
        return files;
    }
    static Files prisma(const QStringList &folders)
    {
        Files files{{u"migration_lock.toml"_s, "# made by Prisma\nprovider = \"postgresql\"\n"}};
        for (const QString &folder : folders) {
            files[folder + u"/migration.sql"_s] = "SELECT 1;";
            files[folder + u"/down.sql"_s] = "SELECT 2;";
        }
        return files;
    }
    static QStringList versions(const Source &source)
    {
        QStringList texts;
        for (const Migration &migration : source.migrations)
            texts << migration.version.text();
        return texts;
    }

private Q_SLOTS:
    void classNames_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("className"); // as migration:create of TypeORM 0.3 and 1.1 makes it
        QTest::newRow("as it is") << u"InitialSchema"_s << u"InitialSchema"_s;
        QTest::newRow("dashes") << u"add-user-table"_s << u"AddUserTable"_s;
        QTest::newRow("underscores") << u"add_user_table"_s << u"AddUserTable"_s;
        QTest::newRow("blanks") << u"add user table"_s << u"AddUserTable"_s;
        QTest::newRow("capitals stay") << u"AISystemTables"_s << u"AISystemTables"_s;
        QTest::newRow("digits") << u"step-2-of-3"_s << u"Step2Of3"_s;
        QTest::newRow("two underscores") << u"a__b"_s << u"A_b"_s;
        QTest::newRow("two dashes leave no dash") << u"a--b"_s << u"AB"_s;
        QTest::newRow("at the end") << u"a-"_s << u"A"_s;
        QTest::newRow("a point cannot stand in a name") << u"v1.2"_s << u"V12"_s;
        QTest::newRow("other alphabets") << u"größe-ändern"_s << u"Größeändern"_s;
    }
    void classNames()
    {
        QFETCH(QString, title);
        QFETCH(QString, className);
        const Version version = *Version::parse(u"1732025000001");
        QCOMPARE(typeormClassName(version, title), className + u"1732025000001"_s);
    }

    void typeormKnowsByClassName()
    {
        const Source source = parseSource(typeorm({u"1732025000002-b"_s, u"1732025000001-InitialSchema"_s}));
        QCOMPARE(reported(source), QStringList());
        QCOMPARE(versions(source), (QStringList{u"1732025000001"_s, u"1732025000002"_s}));
        QCOMPARE(source.migrations[0].version.identity(), u"InitialSchema1732025000001"_s);
        QVERIFY(source.find(*Version::keyed(u"1732025000001", u"InitialSchema1732025000001"_s)));
        QVERIFY(!source.find(*Version::keyed(u"1732025000001", u"Other1732025000001"_s)));
    }

    void typeormNeedsTheTimeInMilliseconds()
    {
        for (const QString &stem : {u"001-a"_s, u"20240101000000-a"_s, u"0000000000000-a"_s, u"1732025000001-2fa"_s})
            QCOMPARE(
                reported(parseSource(typeorm({stem}))),
                QStringList{line(stem + u".up.sql"_s, ProblemKind::BadName, true)});
    }

    void readsTheFoldersOfPrisma()
    {
        const Source source = parseSource(prisma({u"20240101000000_add_users"_s, u"0_init"_s, u"extra"_s}));
        QCOMPARE(reported(source), QStringList());
        QCOMPARE(source.pack, prismaPack());
        QCOMPARE(versions(source), (QStringList{u"0_init"_s, u"20240101000000_add_users"_s, u"extra"_s}));
        QCOMPARE(source.migrations[0].name, u"init"_s);
        QCOMPARE(source.migrations[1].name, u"add_users"_s);
        QCOMPARE(source.migrations[2].name, u"extra"_s);
        QCOMPARE(source.migrations[1].up.file, u"20240101000000_add_users/migration.sql"_s);
        QCOMPARE(source.migrations[1].up.text, QByteArray("SELECT 1;"));
        QCOMPARE(source.migrations[1].down->text, QByteArray("SELECT 2;"));
    }

    void prismaProblemsAreNamed()
    {
        Files files = prisma({u"0_init"_s});
        files.remove(u"0_init/down.sql"_s);
        files[u"1_empty/"_s] = {};
        files[u"2_x/migration.sql"_s] = "SELECT '\xff';";
        files[u"2_x/down.sql"_s] = "";
        files[u"2_x/seed.sql"_s] = {};
        files[u"stray.sql"_s] = "SELECT 1;";
        files[u"migration_lock.toml"_s] = "provider = \"mysql\"";
        QCOMPARE(
            reported(parseSource(files)), (QStringList{
                                              line(u"2_x/seed.sql"_s, ProblemKind::StrayFile, false),
                                              line(u"migration_lock.toml"_s, ProblemKind::BadPack, true),
                                              line(u"stray.sql"_s, ProblemKind::StrayFile, false),
                                              line(u"0_init/migration.sql"_s, ProblemKind::MissingDown, false),
                                              line(u"1_empty/migration.sql"_s, ProblemKind::MissingUp, true),
                                              line(u"1_empty/migration.sql"_s, ProblemKind::MissingDown, false),
                                              line(u"2_x/migration.sql"_s, ProblemKind::NotUtf8, true)}));
        files = prisma({u"0_init"_s});
        files[u"migration_lock.toml"_s] = "# provider = \"mysql\"\n";
        QCOMPARE(reported(parseSource(files)), QStringList{line(u"migration_lock.toml"_s, ProblemKind::BadPack, true)});
        files.remove(u"migration_lock.toml"_s);
        files[u"pack.yaml"_s] = "layout: prisma\n";
        QCOMPARE(
            reported(parseSource(files)), QStringList{line(u"migration_lock.toml"_s, ProblemKind::StrayFile, false)});
    }

    // Measured on Prisma 6.19, which put 1_ab before 1_Ba and 1_z before 10_x; its engine sorts by bytes.
    void anOrderThatPrismaDoesNotAgreeOnIsTold()
    {
        QVERIFY(isSurelyBefore(u"0_init"_s, u"20240101000000_x"_s));
        QVERIFY(isSurelyBefore(u"20240101000000_x"_s, u"20240101000001_a"_s));
        QVERIFY(isSurelyBefore(u"1_a"_s, u"1_ab"_s));
        QVERIFY(isSurelyBefore(u"1_a"_s, u"1_b"_s));
        QVERIFY(!isSurelyBefore(u"1_Ba"_s, u"1_ab"_s));
        QVERIFY(!isSurelyBefore(u"10_x"_s, u"1_z"_s));
        QVERIFY(!isSurelyBefore(u"1_a-b"_s, u"1_a_b"_s));
        QCOMPARE(
            reported(parseSource(prisma({u"10_x"_s, u"1_z"_s}))),
            QStringList{line(u"1_z"_s, ProblemKind::AmbiguousOrder, false)});
    }

    void readsPrismasFolderFromTheDisk()
    {
        const QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(text), text.size());
        };
        write(u"migration_lock.toml"_s, "provider = \"postgresql\"\n");
        write(u"0_init/migration.sql"_s, "CREATE TABLE a ();");
        write(u"0_init/down.sql"_s, "DROP TABLE a;");
        write(u"0_init/notes.txt"_s, "x");
        write(u"0_init/deeper/migration.sql"_s, "x");
        QVERIFY(QDir(folder.path()).mkdir(u"1_empty"_s));
        const auto source = readSource(folder.path(), ReadDepth::UpFiles);
        QVERIFY(source);
        QCOMPARE(versions(*source), (QStringList{u"0_init"_s, u"1_empty"_s}));
        QCOMPARE(source->migrations[0].up.text, QByteArray("CREATE TABLE a ();"));
        QVERIFY(!source->migrations[0].down->read);
        Source read = *source;
        readDownFiles(read, {Version::named(u"0_init"_s)});
        QCOMPARE(read.migrations[0].down->text, QByteArray("DROP TABLE a;"));
        QCOMPARE(readSource(folder.path())->migrations[0].down->text, QByteArray("DROP TABLE a;"));
        QCOMPARE(readPack(folder.path()), prismaPack());
    }

    // Each history that pack.yaml may name has its dialect, which calls itself the same.
    void everyHistoryHasItsDialect()
    {
        QFile help(QStringLiteral(HOWDAH_SOURCE_DIR "/resources/help/migrations.md"));
        QVERIFY(help.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(help.readAll());
        static_assert(!isEnumerator<HistoryKind(3)>(), "one more belongs into this list");
        for (const HistoryKind kind : {HistoryKind::Howdah, HistoryKind::Typeorm, HistoryKind::Prisma}) {
            std::vector<Problem> problems;
            const QString name = historyName(kind);
            const Pack pack = parsePack("history: " + name.toUtf8(), problems);
            QCOMPARE(pack.history, name);
            QVERIFY(historyKind(pack) == kind);
            const auto dialect = makeDialect(name);
            QVERIFY2(dialect, qPrintable(name));
            QCOMPARE((*dialect)->name(), name);
            QVERIFY2(text.contains(name), qPrintable(name));
        }
        QVERIFY(!makeDialect(u"flyway"_s));
    }

    void packKeys()
    {
        std::vector<Problem> problems;
        Pack pack = parsePack("history: typeorm\nhistory-table: typeorm_migrations\n", problems);
        QCOMPARE(pack.historyTable, u"typeorm_migrations"_s);
        pack = parsePack(
            "layout: prisma\nalso: alembic_version\nrevisions:\n  0_init: 8a4c6e2f1b3d\n  1_x: 010\n", problems);
        QCOMPARE(pack.history, u"prisma"_s);
        QCOMPARE(
            pack.alembicRevisions,
            (std::vector<std::pair<QString, QString>>{{u"0_init"_s, u"8a4c6e2f1b3d"_s}, {u"1_x"_s, u"010"_s}}));
        pack =
            parsePack("allow:\n  001-a.up.sql:\n    drop-table: it is old\n    drop-column: 'no: nobody'\n", problems);
        QCOMPARE(
            pack.allowedRules, (std::vector<AllowedRule>{
                                   {u"001-a.up.sql"_s, u"drop-table"_s, u"it is old"_s},
                                   {u"001-a.up.sql"_s, u"drop-column"_s, u"no: nobody"_s}}));
        QVERIFY(problems.empty());
    }

    // What is allowed in a file reaches its text, and a file that is not there is named.
    void allowedRules()
    {
        const Source source = parseSource(
            {{u"pack.yaml"_s, "allow:\n  001-a.up.sql: {drop-table: old}\n  001-a.down.sql: {drop-index: old}\n  "
                              "002-b.up.sql: {x: y}\n"},
             {u"001-a.up.sql"_s, "SELECT 1;"},
             {u"001-a.down.sql"_s, "SELECT 1;"}});
        QCOMPARE(source.migrations.at(0).up.allowedRules, QStringList{u"drop-table"_s});
        QCOMPARE(source.migrations.at(0).down->allowedRules, QStringList{u"drop-index"_s});
        QCOMPARE(source.problems.size(), 1U);
        QVERIFY(source.problems[0].message.contains(u"002-b.up.sql"_s) && !source.problems[0].blocks);
    }

    void packKeysThatDoNotGoTogether_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("prisma's history in our layout") << QByteArray("history: prisma\n");
        QTest::newRow("prisma's layout with our history") << QByteArray("layout: prisma\nhistory: howdah\n");
        QTest::newRow("a layout that does not exist") << QByteArray("layout: typeorm\n");
        QTest::newRow("a table for our history") << QByteArray("history-table: a\n");
        QTest::newRow("allowed without a file") << QByteArray("allow: [drop-table]\n");
        QTest::newRow("allowed without a rule") << QByteArray("allow:\n  001-a.up.sql: drop-table\n");
        QTest::newRow("allowed without a reason") << QByteArray("allow:\n  001-a.up.sql:\n    drop-table:\n");
        QTest::newRow("no revisions") << QByteArray("also: alembic_version\n");
        QTest::newRow("revisions of what") << QByteArray("revisions:\n  001: a\n");
        QTest::newRow("revisions as a list") << QByteArray("also: alembic_version\nrevisions: [a]\n");
        QTest::newRow("another table") << QByteArray("also: flyway\nrevisions:\n  001: a\n");
    }
    void packKeysThatDoNotGoTogether()
    {
        QFETCH(QByteArray, yaml);
        std::vector<Problem> problems;
        (void)parsePack(yaml, problems);
        QVERIFY(!problems.empty());
        QVERIFY(problems.front().blocks);
    }

    void theNextMigrationIsNamedAsItsToolWould()
    {
        const QDateTime now(QDate(2026, 1, 2), QTime(3, 4, 5, 678), Qt::UTC);
        const auto next = [&now](const Files &files) {
            return *nextMigration(parseSource(files), u"Add the users"_s, now);
        };
        QCOMPARE(
            next(prisma({u"0_init"_s})),
            (NewMigration{
                u"20260102030405_add_the_users/migration.sql"_s, u"20260102030405_add_the_users/down.sql"_s}));
        QCOMPARE(next(prisma({u"20260102030405_a"_s})).upFile, u"20260102030406_add_the_users/migration.sql"_s);
        QCOMPARE(next(typeorm({})).upFile, u"1767323045678-add-the-users.up.sql"_s);
        QCOMPARE(next(typeorm({u"1767323045678-a"_s})).upFile, u"1767323045679-add-the-users.up.sql"_s);
    }

    void createsPrismasFolder()
    {
        const QTemporaryDir folder;
        QFile pack(folder.filePath(u"pack.yaml"_s));
        QVERIFY(pack.open(QIODevice::WriteOnly) && pack.write("layout: prisma\n") > 0);
        pack.close();
        QVERIFY(createMigration(folder.path(), u"Users"_s));
        const auto source = readSource(folder.path());
        QVERIFY(source);
        QCOMPARE(reported(*source), QStringList());
        QCOMPARE(source->migrations.size(), 1u);
        QCOMPARE(source->migrations[0].name, u"users"_s);
    }

    void twoClassesOfOneTimeAreTwoMigrations()
    {
        const Source twins = parseSource(typeorm({u"1732025000001-add-users"_s, u"1732025000001-add-orders"_s}));
        QCOMPARE(reported(twins), QStringList());
        QCOMPARE(versions(twins), (QStringList{u"1732025000001"_s, u"1732025000001"_s}));
        QCOMPARE(twins.migrations[0].version.identity(), u"AddOrders1732025000001"_s);
        QCOMPARE(twins.migrations[0].up.file, u"1732025000001-add-orders.up.sql"_s);
        QCOMPARE(twins.migrations[0].down->file, u"1732025000001-add-orders.down.sql"_s);
        QCOMPARE(twins.migrations[1].version.identity(), u"AddUsers1732025000001"_s);
        for (const Migration &migration : twins.migrations)
            QCOMPARE(twins.find(migration.version), &migration);
        // Two files of one class are one too many.
        const Source same = parseSource(typeorm({u"1732025000001-add-users"_s, u"1732025000001-add_users"_s}));
        QCOMPARE(
            reported(same),
            QStringList{line(u"1732025000001-add_users.up.sql"_s, ProblemKind::DuplicateVersion, true)});
    }

    void findsTheVersionThatAPersonMeans()
    {
        const auto find = [](const Files &files, const QString &text) {
            const auto found = findVersion(parseSource(files), {}, text);
            return found ? found->text() + u'/' + found->identity() : u"no"_s;
        };
        const Files folders =
            prisma({u"0_init"_s, u"20240101000000_a"_s, u"20240202000000_b"_s, u"20240202000000_c"_s});
        QCOMPARE(find(folders, u"0_init"_s), u"0_init/0_init"_s);
        QCOMPARE(find(folders, u"20240101000000"_s), u"20240101000000_a/20240101000000_a"_s);
        QCOMPARE(find(folders, u"20240202000000"_s), u"no"_s); // two begin so
        QCOMPARE(find(folders, u"20240202000000_c"_s), u"20240202000000_c/20240202000000_c"_s);
        QCOMPARE(find(folders, u"0"_s), u"0/"_s); // before everything
        QCOMPARE(find(folders, u"init"_s), u"no"_s);
        const Files classes = typeorm({u"1732025000001-add-users"_s});
        for (const QString &text : {u"1732025000001"_s, u"AddUsers1732025000001"_s, u"1732025000001-add-users"_s})
            QCOMPARE(find(classes, text), u"1732025000001/AddUsers1732025000001"_s);
        // Two classes of one time: whoever gives the time alone is told how to say which.
        const Files twins = typeorm({u"1732025000001-add-users"_s, u"1732025000001-add-orders"_s});
        QCOMPARE(find(twins, u"1732025000001"_s), u"no"_s);
        const auto ambiguous = findVersion(parseSource(twins), {}, u"1732025000001"_s);
        QVERIFY(!ambiguous);
        QVERIFY(ambiguous.error().message.contains("1732025000001-add-orders, 1732025000001-add-users"_L1));
        QCOMPARE(find(twins, u"1732025000001-add-orders"_s), u"1732025000001/AddOrders1732025000001"_s);
        const Files own{{u"007-a.up.sql"_s, ""}, {u"007-a.down.sql"_s, ""}};
        for (const QString &text : {u"7"_s, u"007"_s, u"007-a"_s})
            QCOMPARE(find(own, text), u"007/"_s);
        QCOMPARE(find(own, u"8"_s), u"8/"_s); // for the plan to refuse
    }
};

QTEST_GUILESS_MAIN(NamesTest)
#include "tst_names.moc"
