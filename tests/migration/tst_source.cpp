// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/create.h"
#include "migration/source/source.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

class SourceTest final : public QObject
{
    Q_OBJECT

    static QStringList reported(const Source &source)
    {
        QStringList lines;
        for (const Problem &problem : source.allProblems())
            lines << u"%1:%2 %3%4"_s.arg(problem.file)
                         .arg(problem.line)
                         .arg(int(problem.kind))
                         .arg(problem.blocks ? u"!"_s : u""_s);
        return lines;
    }

    // The only problem that is expected, or a failing test.
    static Problem only(const Source &source)
    {
        const std::vector<Problem> all = source.allProblems();
        return all.size() == 1 ? all.front() : Problem{.file = u"(%1 problems)"_s.arg(all.size())};
    }

    static Files pair(const QByteArray &up, const QByteArray &down = "DROP TABLE a;")
    {
        return {{u"001-a.up.sql"_s, up}, {u"001-a.down.sql"_s, down}};
    }

private Q_SLOTS:
    void readsPairsInTheOrderOfTheirNumbers()
    {
        const Source source = parseSource(
            {{u"10-ten.up.sql"_s, "10"},
             {u"10-ten.down.sql"_s, "-10"},
             {u"002_two.up.sql"_s, "2"},
             {u"002_two.down.sql"_s, "-2"},
             {u"1-first-of-all.up.sql"_s, "1"},
             {u"1-first-of-all.down.sql"_s, "-1"},
             {u"README.md"_s, "x"},
             {u"notes.txt"_s, "x"}});
        QCOMPARE(reported(source), QStringList());
        QCOMPARE(source.migrations.size(), 3u);
        QCOMPARE(source.migrations[0].name, u"first-of-all"_s);
        QCOMPARE(source.migrations[1].version.text(), u"002"_s);
        QCOMPARE(source.migrations[1].name, u"two"_s);
        QCOMPARE(source.migrations[2].up.text, QByteArray("10"));
        QCOMPARE(source.migrations[2].down->text, QByteArray("-10"));
        QVERIFY(source.find(*Version::parse(u"2")));
        QVERIFY(!source.find(*Version::parse(u"3")));
    }

    void anEmptyFolderIsAnEmptySource() { QCOMPARE(parseSource({}), Source()); }

    void twoFilesWithOneVersionAreBothNamed()
    {
        Files files = pair("x");
        files[u"1-b.up.sql"_s] = "y";
        const Source source = parseSource(files);
        const std::vector<Problem> all = source.problems;
        QCOMPARE(all.size(), 1u);
        QCOMPARE(all[0].kind, ProblemKind::DuplicateVersion);
        QVERIFY(all[0].blocks);
        QVERIFY(all[0].message.contains("001-a.up.sql"_L1));
        QVERIFY(all[0].message.contains("1-b.up.sql"_L1));
    }

    void upAndDownOfDifferentNamesAreNoPair()
    {
        const Source source = parseSource({{u"001-a.up.sql"_s, "x"}, {u"001-b.down.sql"_s, "y"}});
        QCOMPARE(only(source).kind, ProblemKind::DuplicateVersion);
        QVERIFY(only(source).message.contains("001-b.down.sql"_L1));
    }

    void theUpFileSpellsTheVersion()
    {
        const Source source = parseSource({{u"001-a.down.sql"_s, "y"}, {u"1-a.up.sql"_s, "x"}});
        QCOMPARE(reported(source), QStringList());
        QCOMPARE(source.migrations[0].version.text(), u"1"_s);
        QCOMPARE(source.migrations[0].up.text, QByteArray("x"));
        QCOMPARE(source.migrations[0].down->text, QByteArray("y"));
    }

    void threeFilesWithOneVersionAreAllNamed()
    {
        Files files = pair("x");
        files[u"1-a.up.sql"_s] = "y";
        files[u"01-a.down.sql"_s] = "z";
        const Source source = parseSource(files);
        QCOMPARE(source.problems.size(), 1u);
        QVERIFY(source.problems[0].message.endsWith("001-a.up.sql, 1-a.up.sql"_L1));
        files.remove(u"1-a.up.sql"_s);
        QVERIFY(parseSource(files).problems[0].message.endsWith("001-a.up.sql, 001-a.down.sql, 01-a.down.sql"_L1));
    }

    void aMissingDownIsToldAndDoesNotBlock()
    {
        const Source source = parseSource({{u"001-a.up.sql"_s, "x"}});
        QCOMPARE(only(source).kind, ProblemKind::MissingDown);
        QVERIFY(!only(source).blocks);
        QVERIFY(!source.migrations[0].down);
    }

    void aMissingUpBlocks()
    {
        const Source source = parseSource({{u"001-a.down.sql"_s, "x"}});
        QCOMPARE(only(source).kind, ProblemKind::MissingUp);
        QVERIFY(only(source).blocks);
    }

    void strayFilesAreTold()
    {
        Files files = pair("x");
        files[u"seed.sql"_s] = "y";
        files[u"002.up.sql"_s] = "no name";
        QCOMPARE(reported(parseSource(files)), (QStringList{u"002.up.sql:0 6"_s, u"seed.sql:0 6"_s}));
    }

    void badBytes_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("line");
        const int notUtf8 = int(ProblemKind::NotUtf8);
        QTest::newRow("latin-1") << QByteArray("SELECT 1;\n-- caf\xE9\n") << notUtf8 << 2;
        QTest::newRow("cut at the end") << QByteArray("a\nb\n\xE2\x82") << notUtf8 << 3;
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << notUtf8 << 1;
        QTest::newRow("overlong, three bytes") << QByteArray("\xE0\x80\xAF") << notUtf8 << 1;
        QTest::newRow("a surrogate") << QByteArray("\n\xED\xA0\x80") << notUtf8 << 2;
        QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80") << notUtf8 << 1;
        QTest::newRow("utf-16") << QByteArray("\xFF\xFEs\0e\0", 6) << notUtf8 << 1;
        QTest::newRow("NUL") << QByteArray("a\nb\0c", 5) << int(ProblemKind::ContainsNul) << 2;
    }
    void badBytes()
    {
        QFETCH(QByteArray, up);
        QFETCH(int, kind);
        QFETCH(int, line);
        const Problem problem = only(parseSource(pair(up)));
        QCOMPARE(int(problem.kind), kind);
        QCOMPARE(problem.file, u"001-a.up.sql"_s);
        QCOMPARE(int(problem.line), line);
        QVERIFY(problem.blocks);
    }

    void goodUnicodePasses()
    {
        QCOMPARE(reported(parseSource(pair(u"-- é € 😀 עברית\nSELECT 1;"_s.toUtf8()))), QStringList());
    }

    void aByteOrderMarkIsNotRunButCounted()
    {
        const Source with = parseSource(pair("\xEF\xBB\xBFSELECT 1;"));
        const Source without = parseSource(pair("SELECT 1;"));
        QCOMPARE(reported(with), QStringList());
        QCOMPARE(with.migrations[0].up.text, QByteArray("SELECT 1;"));
        QVERIFY(with.migrations[0].up.checksum != without.migrations[0].up.checksum);
    }

    void directives_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<bool>("transaction");
        QTest::addColumn<int>("problemLine"); // of an unknown directive; 0: none
        QTest::newRow("none") << QByteArray("SELECT 1;") << true << 0;
        QTest::newRow("off") << QByteArray("-- howdah: transaction off\nVACUUM;") << false << 0;
        QTest::newRow("on") << QByteArray("-- howdah: transaction on\nSELECT 1;") << true << 0;
        QTest::newRow("spelled loosely, CRLF")
            << QByteArray("--howdah:  transaction   off \r\nVACUUM;\r\n") << false << 0;
        QTest::newRow("below other comments")
            << QByteArray("-- x\n\n/* y\n*/\n-- howdah: transaction off\n") << false << 0;
        QTest::newRow("behind a BOM") << QByteArray("\xEF\xBB\xBF-- howdah: transaction off\n") << false << 0;
        QTest::newRow("after a statement") << QByteArray("SELECT 1;\n-- howdah: transaction off\n") << true << 0;
        QTest::newRow("misspelt") << QByteArray("-- x\n-- howdah: transaction of\n") << true << 2;
        QTest::newRow("an open comment") << QByteArray("/* x\n-- howdah: transaction off\n") << true << 0;
    }
    void directives()
    {
        QFETCH(QByteArray, up);
        QFETCH(bool, transaction);
        QFETCH(int, problemLine);
        const Source source = parseSource(pair(up));
        QCOMPARE(source.migrations[0].up.transaction, transaction);
        QCOMPARE(source.allProblems().size(), size_t(problemLine > 0));
        if (problemLine > 0) {
            QCOMPARE(only(source).kind, ProblemKind::UnknownDirective);
            QCOMPARE(int(only(source).line), problemLine);
        }
    }

    void readsPackYaml()
    {
        const Source source = parseSource(
            {{u"pack.yaml"_s, "title: A pack\nlayout: howdah\nhistory: howdah\nschema: shop\nserver: 15\norder: "
                              "refuse\ndemo: shop\n"}});
        QCOMPARE(reported(source), QStringList());
        QCOMPARE(
            source.pack, (Pack{
                             .title = u"A pack"_s,
                             .schema = u"shop"_s,
                             .order = OrderPolicy::Refuse,
                             .server = 15,
                             .demo = u"shop"_s}));
    }

    void brokenPackYamlIsToldByItsLine_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("line");
        QTest::newRow("no yaml") << QByteArray("title: x\norder: [warn\n") << 3;
        QTest::newRow("unknown key") << QByteArray("title: x\ntitel: y\n") << 2;
        QTest::newRow("unknown order") << QByteArray("title: x\n\norder: maybe\n") << 3;
        QTest::newRow("no version") << QByteArray("title: x\nserver: fifteen\n") << 2;
        QTest::newRow("a list") << QByteArray("- title\n") << 1;
        QTest::newRow("unknown dialect") << QByteArray("history: oracle\n") << 1;
        QTest::newRow("nested") << QByteArray("title:\n  a: b\n") << 2;
    }
    void brokenPackYamlIsToldByItsLine()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, line);
        const Problem problem = only(parseSource({{u"pack.yaml"_s, yaml}}));
        QCOMPARE(problem.kind, ProblemKind::BadPack);
        QCOMPARE(problem.file, u"pack.yaml"_s);
        QCOMPARE(int(problem.line), line);
        QVERIFY(problem.blocks);
    }

    void readsAFolder()
    {
        const QTemporaryDir folder;
        QVERIFY(folder.isValid());
        const auto write = [&folder](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write(u"001-a.up.sql"_s, "SELECT 1;");
        write(u"001-a.down.sql"_s, "SELECT 2;");
        QVERIFY(QDir(folder.path()).mkdir(u"002-folder.up.sql"_s));
        const Result<Source> source = readSource(folder.path());
        QVERIFY(source);
        QCOMPARE(source->migrations.size(), 1u);
        QCOMPARE(source->migrations[0].up.text, QByteArray("SELECT 1;"));
        QCOMPARE(source->folder, QDir(folder.path()).absolutePath());
    }

    void aFileThatCannotBeReadIsTold()
    {
        const QTemporaryDir folder;
        QVERIFY(QFile::link(folder.filePath(u"nowhere"_s), folder.filePath(u"001-a.up.sql"_s)));
        const Result<Source> source = readSource(folder.path());
        QVERIFY(source);
        QCOMPARE(source->problems.size(), 1u);
        QCOMPARE(source->problems[0].kind, ProblemKind::Unreadable);
        QCOMPARE(source->problems[0].file, u"001-a.up.sql"_s);
        QVERIFY(source->problems[0].blocks);
    }

    void downFilesCanBeReadLater()
    {
        const QTemporaryDir folder;
        for (const auto &[name, text] : std::initializer_list<std::pair<const char *, const char *>>{
                 {"1-a.up.sql", "a"}, {"1-a.down.sql", "-a"}, {"2-b.up.sql", "b"}, {"2-b.down.sql", "\xFF"}}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        Result<Source> source = readSource(folder.path(), ReadDepth::UpFiles);
        QVERIFY(source);
        QCOMPARE(reported(*source), QStringList());
        QVERIFY(!source->migrations[0].down->read);
        QCOMPARE(source->migrations[0].down->file, u"1-a.down.sql"_s);
        readDownFiles(*source, {*Version::parse(u"1"), *Version::parse(u"2"), *Version::parse(u"3")});
        QCOMPARE(*source, *readSource(folder.path()));
        QCOMPARE(reported(*source), QStringList{u"2-b.down.sql:1 3!"_s});
    }

    void aLargeFileIsReadWhole()
    {
        const QTemporaryDir folder;
        for (const qsizetype size : {qsizetype(65535), qsizetype(65536), qsizetype(200000)}) {
            QFile file(folder.filePath(u"%1-a.up.sql"_s.arg(size)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray(size, 'x'));
        }
        const Result<Source> source = readSource(folder.path());
        QVERIFY(source);
        QCOMPARE(source->migrations.size(), 3u);
        for (const Migration &migration : source->migrations)
            QCOMPARE(migration.up.text.size(), migration.version.text().toLongLong());
    }

    void aFolderThatIsNotThereIsAnError()
    {
        const Result<Source> source = readSource(u"/nowhere/at/all"_s);
        QVERIFY(!source);
        QCOMPARE(source.error().kind, ErrorKind::NotFound);
        QVERIFY(source.error().message.contains("/nowhere/at/all"_L1));
    }

    void numbersTheNextMigration_data()
    {
        QTest::addColumn<QString>("newest");
        QTest::addColumn<QString>("next");
        QTest::newRow("the first") << QString() << u"001-add-users.up.sql"_s;
        QTest::newRow("the width is kept") << u"0009"_s << u"0010-add-users.up.sql"_s;
        QTest::newRow("no width") << u"9"_s << u"10-add-users.up.sql"_s;
        QTest::newRow("overflow") << u"999"_s << u"1000-add-users.up.sql"_s;
        QTest::newRow("dates") << u"20240101000000"_s << u"20260203040506-add-users.up.sql"_s;
        QTest::newRow("a date from the future") << u"20990101000000"_s << u"20990101000001-add-users.up.sql"_s;
        QTest::newRow("milliseconds") << u"1732025000001"_s << u"1770091506000-add-users.up.sql"_s;
    }
    void numbersTheNextMigration()
    {
        QFETCH(QString, newest);
        QFETCH(QString, next);
        Files files;
        if (!newest.isEmpty())
            files[newest + u"-x.up.sql"_s] = "x";
        const QDateTime now(QDate(2026, 2, 3), QTime(4, 5, 6), Qt::UTC);
        const Result<NewMigration> made = nextMigration(parseSource(files), u"Add users!"_s, now);
        QVERIFY(made);
        QCOMPARE(made->upFile, next);
        QCOMPARE(made->downFile, QString(next).replace(".up."_L1, ".down."_L1));
        QVERIFY(!nextMigration(parseSource(files), u" / "_s, now));
    }
};

QTEST_GUILESS_MAIN(SourceTest)
#include "tst_source.moc"
