// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl data, as a script would use it.
#include "cli/datacli.h"
#include "support/python.h"

#include <csignal>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using howdah::test::CtlProcess;

class DataCommandTest final : public QObject, private howdah::test::DataCli
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init()
    {
        psql(u"TRUNCATE copy"_s);
        for (const QString &name : files())
            QFile::remove(path(name));
    }

    // ---- there and back

    void A9_A16_everyFormatGivesTheSameRowsBack_data()
    {
        QTest::addColumn<QString>("format");
        for (const char *format : {"csv", "tsv", "json", "ndjson", "copy"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }
    void A9_A16_everyFormatGivesTheSameRowsBack()
    {
        QFETCH(QString, format);
        const QString file = path(u"rows."_s + format);
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"all_kinds"_s, u"-o"_s, file, u"--json"_s}), 0);
        QCOMPARE(json()[u"fileFormat"].toString(), format);
        QCOMPARE(json()[u"rows"].toInt(), 4994);
        QCOMPARE(json()[u"bytes"].toInteger(), QFileInfo(file).size());
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"copy"_s, u"-i"_s, file, u"--json"_s}), 0);
        QCOMPARE(json()[u"read"].toInt(), 4994);
        QCOMPARE(json()[u"written"].toInt(), 4994);
        QCOMPARE(json()[u"rejected"].toInt(), 0);
        QCOMPARE(sum(u"copy"_s), sum(u"all_kinds"_s));
        // Through pipes, too.
        psql(u"TRUNCATE copy"_s);
        QCOMPARE(
            shell(
                u"set -o pipefail; \"$CTL\" data export -d \"$URL\" -t all_kinds -f "_s + format
                + u" -o - | \"$CTL\" data import -d \"$URL\" -t copy -f "_s + format + u" -i -"_s),
            0);
        QCOMPARE(sum(u"copy"_s), sum(u"all_kinds"_s));
    }

    void sqlGivesTheSameRowsBack()
    {
        QCOMPARE(
            ctl(u"export"_s, {u"-q"_s, u"TABLE all_kinds;"_s, u"-f"_s, u"sql"_s, u"--into"_s, u"public.copy"_s, u"-o"_s,
                              path(u"rows.sql"_s)}),
            0);
        psql(QString::fromUtf8(read(u"rows.sql"_s)));
        QCOMPARE(sum(u"copy"_s), sum(u"all_kinds"_s));
        QCOMPARE(ctl(u"export"_s, {u"-q"_s, u"SELECT 1"_s, u"-f"_s, u"sql"_s, u"-o"_s, path(u"x.sql"_s)}), 64);
    }

    void aWorkbookOfAQuery()
    {
        const QString file = path(u"q.xlsx"_s);
        QCOMPARE(
            ctl(u"export"_s,
                {u"-q"_s, u"SELECT 1 AS \"a & b\", 9007199254740993 AS big -- and a comment"_s, u"-o"_s, file}),
            0);
        QCOMPARE(
            howdah::test::python(
                "import sys, openpyxl\n"
                "for row in openpyxl.load_workbook(sys.argv[1]).active.iter_rows(values_only=True): print(row)",
                {file}),
            QByteArray("('a & b', 'big')\n(1, '9007199254740993')\n"));
    }

    void aFilterAndColumns()
    {
        QCOMPARE(
            ctl(u"export"_s, {u"-t"_s, u"all_kinds"_s, u"-w"_s, u"id < 12 AND t LIKE 'row%'"_s, u"-c"_s, u"t,id"_s,
                              u"-o"_s, u"-"_s, u"--no-header"_s}),
            0);
        QByteArrayList lines = m_out.trimmed().split('\n');
        std::ranges::sort(lines);
        QCOMPARE(lines, (QByteArrayList{"row 10,10", "row 11,11"}));
        // A condition is one expression, and no way out of it.
        QCOMPARE(
            ctl(u"export"_s,
                {u"-t"_s, u"all_kinds"_s, u"-w"_s, u"true) TO STDOUT; DROP TABLE copy; --"_s, u"-o"_s, u"-"_s}),
            2);
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"all_kinds"_s, u"-c"_s, u"nothing"_s, u"-o"_s, u"-"_s}), 64);
        QCOMPARE(psql(u"SELECT count(*) FROM copy"_s), u"0"_s);
    }

    void aQueryOnlyReads_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("code");
        QTest::newRow("a deletion") << u"DELETE FROM all_kinds RETURNING id"_s << 64;
        QTest::newRow("two statements") << u"SELECT 1; DROP TABLE copy"_s << 64;
        QTest::newRow("a way out") << u"SELECT 1) TO STDOUT; DROP TABLE copy; --"_s << 64;
        QTest::newRow("a function that writes") << u"SELECT nextval('s'), setval('s', 9)"_s << 2;
        QTest::newRow("a deletion in a WITH")
            << u"WITH gone AS (DELETE FROM all_kinds RETURNING id) SELECT * FROM gone"_s << 2;
        QTest::newRow("nothing") << u" "_s << 64;
        QTest::newRow("an error") << u"SELECT 1 / 0"_s << 2;
    }
    void aQueryOnlyReads()
    {
        QFETCH(QString, sql);
        QFETCH(int, code);
        psql(u"CREATE SEQUENCE IF NOT EXISTS s"_s);
        QCOMPARE(ctl(u"export"_s, {u"-q"_s, sql, u"-o"_s, path(u"q.csv"_s)}), code);
        QCOMPARE(psql(u"SELECT count(*) FROM all_kinds"_s), u"4994"_s);
        QCOMPARE(files(), QStringList());
    }

    // ---- checksum

    void theSumIsOfTheContents()
    {
        psql(u"CREATE TABLE one (a int, b text, f float8); INSERT INTO one VALUES (1, 'x', 0.1), (1, 'x', 0.1), "
             "(2, NULL, 1e-7), (3, '', 'NaN'); "
             "CREATE TABLE other (f float8, gone int, b text, a int); ALTER TABLE other DROP gone; "
             "INSERT INTO other (a, b, f) SELECT a, b, f FROM one ORDER BY a DESC"_s);
        const QString one = sum(u"one"_s);
        QVERIFY(one.startsWith(u"1:"_s) && one.size() == 66);
        QCOMPARE(sum(u"other"_s), one);
        // Whatever the session or the database says about values.
        psql(u"ALTER DATABASE \"%1\" SET extra_float_digits = -5"_s.arg(m_database));
        QCOMPARE(sum(u"other"_s), one);
        psql(u"ALTER DATABASE \"%1\" RESET extra_float_digits"_s.arg(m_database));
        const QStringList changes{
            u"UPDATE other SET b = '' WHERE b IS NULL"_s, u"UPDATE other SET a = 4 WHERE a = 3"_s,
            u"DELETE FROM other WHERE ctid = (SELECT min(ctid) FROM other WHERE a = 1)"_s,
            u"ALTER TABLE other RENAME b TO c"_s};
        QStringList sums{one};
        for (const QString &change : changes) {
            psql(change);
            const QString now = sum(u"other"_s);
            QVERIFY2(!sums.contains(now), qPrintable(change));
            sums << now;
        }
        QCOMPARE(ctl(u"checksum"_s, {u"-t"_s, u"nowhere"_s}), 2);
    }

    // As it is documented, by somebody else.
    void theSumIsAsDocumented()
    {
        psql(u"CREATE TABLE documented (b text, a int); INSERT INTO documented VALUES (E'x\\ty', 1), (NULL, 2)"_s);
        QCOMPARE(
            u"1:"_s
                + QString::fromUtf8(
                      howdah::test::python(
                          "import hashlib\n"
                          "rows = [b'1\\tx\\\\ty\\n', b'2\\t\\\\N\\n']\n"
                          "s = sum(int.from_bytes(hashlib.sha256(r).digest(), 'big') for r in rows) % 2**256\n"
                          "t = 'howdah-checksum-1\\n\"a\",\"b\"\\n2\\n%064x\\n' % s\n"
                          "print(hashlib.sha256(t.encode()).hexdigest())",
                          {}))
                      .trimmed(),
            sum(u"documented"_s));
    }

    // ---- import

    void A17_readIsWrittenAndRejected()
    {
        psql(u"CREATE TABLE a17 (id int PRIMARY KEY, n int CHECK (n > 0))"_s);
        QByteArray file("id,n\n");
        for (int i = 1; i <= 7000; ++i)
            file += QByteArray::number(i) + (i % 1000 == 0 ? ",0\n" : ",1\n");
        write(u"in.csv"_s, file);
        const QStringList common{u"-t"_s, u"a17"_s, u"-i"_s, path(u"in.csv"_s), u"--json"_s};
        QCOMPARE(ctl(u"import"_s, common), 2);
        QVERIFY2(m_err.contains("Line 1001:"), m_err.constData());
        QCOMPARE(psql(u"SELECT count(*) FROM a17"_s), u"0"_s);
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--on-error"_s, u"reject"_s}), 64); // where to?
        const QStringList rejecting =
            common + QStringList{u"--on-error"_s, u"reject"_s, u"--rejects"_s, path(u"bad.csv"_s)};
        QCOMPARE(ctl(u"import"_s, rejecting + QStringList{u"--dry-run"_s, u"--force"_s}), 1);
        QCOMPARE(json()[u"dryRun"].toBool(), true);
        QCOMPARE(psql(u"SELECT count(*) FROM a17"_s), u"0"_s);
        QCOMPARE(ctl(u"import"_s, rejecting), 64); // bad.csv is there
        QCOMPARE(ctl(u"import"_s, rejecting + QStringList{u"--force"_s}), 1);
        QCOMPARE(json()[u"read"].toInt(), 7000);
        QCOMPARE(json()[u"written"].toInt(), 6993);
        QCOMPARE(json()[u"rejected"].toInt(), 7);
        QCOMPARE(json()[u"rejects"].toString(), path(u"bad.csv"_s));
        QVERIFY(m_err.contains("7,000 rows read = 6,993 written + 7 rejected"));
        QCOMPARE(psql(u"SELECT count(*) FROM a17"_s), u"6993"_s);
        const QByteArray rejected = read(u"bad.csv"_s);
        QVERIFY(rejected.startsWith("line,code,reason,row\n1001,23514,"));
        QCOMPARE(
            howdah::test::python(
                "import csv, sys\n"
                "print([(r['line'], r['row']) for r in csv.DictReader(open(sys.argv[1], newline=''))][-1])",
                {path(u"bad.csv"_s)}),
            QByteArray("('7001', '7000,0')\n"));
    }

    void upsertCountsBoth()
    {
        psql(
            u"CREATE TABLE up (id int PRIMARY KEY, email text UNIQUE, v text); INSERT INTO up VALUES (1, 'a', 'old')"_s);
        write(u"in.csv"_s, "id,email,v\n1,a,new\n2,b,new\n");
        const QStringList common{u"-t"_s, u"up"_s, u"-i"_s, path(u"in.csv"_s), u"--json"_s};
        QCOMPARE(ctl(u"import"_s, common), 2);
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--upsert"_s}), 0);
        QCOMPARE(json()[u"inserted"].toInt(), 1);
        QCOMPARE(json()[u"updated"].toInt(), 1);
        write(u"in.csv"_s, "email,v\na,third\n");
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--key"_s, u"v"_s}), 64);
        psql(u"ALTER TABLE up ALTER id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 10)"_s);
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--key"_s, u"email"_s}), 0);
        QCOMPARE(psql(u"SELECT id, v FROM up WHERE email = 'a'"_s), u"1|third"_s);
    }

    void aPreviewWritesNothing()
    {
        write(u"in.txt"_s, "ID;full name;n\n1;Zo\xeb;x\n2;\"\";\\N\n");
        psql(u"CREATE TABLE looked (id int, name text, n int)"_s);
        const QStringList common{u"-t"_s, u"looked"_s, u"-i"_s, path(u"in.txt"_s)};
        QCOMPARE(
            ctl(u"import"_s,
                common
                    + QStringList{u"--preview"_s, u"--json"_s, u"--map"_s, u"ID=id"_s, u"--map"_s, u"full name=name"_s}),
            0);
        const QJsonObject seen = json();
        QCOMPARE(seen[u"encoding"].toString(), u"windows-1252"_s);
        QCOMPARE(seen[u"delimiter"].toString(), u";"_s);
        QCOMPARE(seen[u"null"].toString(), u""_s);
        QCOMPARE(seen[u"unclearNull"].toInt(), 3); // the line; nobody has said what it is
        QCOMPARE(seen[u"fields"][1][u"column"].toString(), u"name"_s);
        QCOMPARE(seen[u"rows"][0][1].toString(), u"Zoë"_s);
        QCOMPARE(seen[u"rows"][1][2].toString(), u"\\N"_s);
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--preview"_s, u"--json"_s, u"--null"_s, u"\\N"_s}), 0);
        QVERIFY(json()[u"rows"][1][2].isNull());
        QVERIFY(json()[u"unclearNull"].isNull());
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--preview"_s}), 0);
        QVERIFY2(m_out.contains("does not match the type"), m_out.constData());
        QCOMPARE(psql(u"SELECT count(*) FROM looked"_s), u"0"_s);
        // The same by position, and with a spelling of NULL.
        write(u"in.txt"_s, "7|seven|none\n");
        QCOMPARE(ctl(u"import"_s, common + QStringList{u"--no-header"_s, u"--null"_s, u"none"_s}), 0);
        QCOMPARE(psql(u"SELECT id, name, n IS NULL FROM looked"_s), u"7|seven|t"_s);
    }

    // ---- nothing goes missing in silence

    void whatHasNoPlaceIsRefused()
    {
        psql(u"CREATE TABLE placed (id int, v text)"_s);
        const QStringList common{u"-t"_s, u"placed"_s, u"-i"_s};
        const auto count = [this] { return psql(u"SELECT count(*) FROM placed"_s); };
        write(u"in.csv"_s, "id,v,unknown\n1,a,lost\n");
        write(u"in.json"_s, "[{\"id\": 1, \"unknown\": 2}]");
        write(u"in.txt"_s, "1,a,lost\n2,b,lost\n");
        for (const QString &name : {u"in.csv"_s, u"in.json"_s, u"in.txt"_s}) {
            QCOMPARE(ctl(u"import"_s, common + QStringList{path(name)}), 64);
            QVERIFY2(m_err.contains("--leave-out-unknown"), m_err.constData());
            QCOMPARE(count(), u"0"_s);
            QCOMPARE(ctl(u"import"_s, common + QStringList{path(name), u"--preview"_s}), 0);
            QVERIFY2(m_out.contains("(no column)"), m_out.constData());
        }
        QCOMPARE(ctl(u"import"_s, common + QStringList{path(u"in.csv"_s), u"--map"_s, u"unknown="_s}), 0);
        QCOMPARE(ctl(u"import"_s, common + QStringList{path(u"in.json"_s), u"--leave-out-unknown"_s}), 0);
        QCOMPARE(ctl(u"import"_s, common + QStringList{path(u"in.txt"_s), u"--leave-out-unknown"_s}), 0);
        QCOMPARE(count(), u"4"_s);
        write(u"in.csv"_s, "id,v\n5,\\N\n");
        QCOMPARE(ctl(u"import"_s, common + QStringList{path(u"in.csv"_s)}), 64);
        QVERIFY2(m_err.contains("--null '\\N'"), m_err.constData());
        QCOMPARE(ctl(u"import"_s, common + QStringList{path(u"in.csv"_s), u"--null"_s, u""_s}), 0);
        QCOMPARE(ctl(u"import"_s, common + QStringList{path(u"in.csv"_s), u"--null="_s}), 0);
        QCOMPARE(psql(u"SELECT count(*) FROM placed WHERE id = 5 AND v = E'\\\\N'"_s), u"2"_s);
    }

    void anOlderEncodingIsToldOf()
    {
        psql(u"CREATE TABLE older (id int, v text)"_s);
        write(u"in.csv"_s, "id,v\n1,caf\xe9\n");
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"older"_s, u"-i"_s, path(u"in.csv"_s)}), 0);
        QVERIFY2(m_err.contains("not UTF-8 and is read as Windows-1252"), m_err.constData());
        write(u"in.csv"_s, "id,v\n1,caf\xe9\n2,Zo\xc3\xab\n");
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"older"_s, u"-i"_s, path(u"in.csv"_s)}), 2);
        QVERIFY2(m_err.contains("Line 2"), m_err.constData());
        QCOMPARE(psql(u"SELECT count(*) FROM older"_s), u"1"_s);
    }

    void aFullDeviceIsAnError()
    {
        for (const QString &command :
             {u"export -t all_kinds -o -"_s, u"export -t all_kinds -f json -o -"_s, u"checksum -t all_kinds"_s,
              u"checksum -t all_kinds --json"_s}) {
            QCOMPARE(shell(u"\"$CTL\" data "_s + command + u" -d \"$URL\" > /dev/full"_s), 2);
            QVERIFY2(m_err.contains("written") || m_err.contains("incomplete"), m_err.constData());
        }
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"all_kinds"_s, u"-o"_s, u"/dev/full"_s}), 2);
        QVERIFY2(m_err.contains("No space left on device"), m_err.constData());
        // The rows that were left out would be lost: so nothing is committed.
        psql(u"CREATE TABLE full_disk (id int PRIMARY KEY)"_s);
        write(u"in.csv"_s, "id\n1\nx\n");
        QCOMPARE(
            ctl(u"import"_s, {u"-t"_s, u"full_disk"_s, u"-i"_s, path(u"in.csv"_s), u"--on-error"_s, u"reject"_s,
                              u"--rejects"_s, u"/dev/full"_s}),
            2);
        QCOMPARE(psql(u"SELECT count(*) FROM full_disk"_s), u"0"_s);
        struct stat info{};
        QCOMPARE(stat("/dev/full", &info), 0);
        QVERIFY(S_ISCHR(info.st_mode));
    }

    void formulasAreToldAndGuarded()
    {
        const QString query = u"SELECT '=1+1' AS v, -5 AS n"_s;
        QCOMPARE(ctl(u"export"_s, {u"-q"_s, query, u"-o"_s, u"-"_s}), 0);
        QCOMPARE(m_out, "v,n\n=1+1,-5\n"_ba);
        QVERIFY2(m_err.contains("1 cells begin like a formula"), m_err.constData());
        QCOMPARE(ctl(u"export"_s, {u"-q"_s, query, u"-o"_s, u"-"_s, u"--guard-formulas"_s}), 0);
        QCOMPARE(m_out, "v,n\n'=1+1,-5\n"_ba);
    }

    // Names that were typed are looked up where psql looks them up, and so are those in triggers.
    void namesAreThoseOfTheDatabase()
    {
        psql(
            u"CREATE SCHEMA app; CREATE FUNCTION app.is_new(int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 > 1'; "
            "CREATE TABLE app.orders (id int); INSERT INTO app.orders VALUES (1), (2); CREATE TABLE app.seen (id int); "
            "CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END'; "
            "CREATE TRIGGER t AFTER INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.note()"_s);
        psql(u"ALTER DATABASE \"%1\" SET search_path = app, public"_s.arg(m_database));
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"orders"_s, u"-w"_s, u"is_new(id)"_s, u"-o"_s, u"-"_s}), 0);
        QCOMPARE(m_out, "id\n2\n"_ba);
        QCOMPARE(ctl(u"export"_s, {u"-q"_s, u"SELECT max(id) AS m FROM orders"_s, u"-o"_s, u"-"_s}), 0);
        QCOMPARE(m_out, "m\n2\n"_ba);
        write(u"in.csv"_s, "id\n7\n");
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"orders"_s, u"-i"_s, path(u"in.csv"_s)}), 0);
        psql(u"ALTER DATABASE \"%1\" RESET search_path"_s.arg(m_database));
        QCOMPARE(psql(u"SELECT id FROM app.seen"_s), u"7"_s);
    }

    void wrongWords_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("arguments");
        const QString table = u"copy"_s;
        QTest::newRow("no source") << u"export"_s << QStringList{u"-o"_s, u"-"_s};
        QTest::newRow("two sources") << u"export"_s
                                     << QStringList{u"-t"_s, table, u"-q"_s, u"SELECT 1"_s, u"-o"_s, u"-"_s};
        QTest::newRow("a format") << u"export"_s << QStringList{u"-t"_s, table, u"-f"_s, u"xml"_s, u"-o"_s, u"-"_s};
        QTest::newRow("json and rows") << u"export"_s << QStringList{u"-t"_s, table, u"-o"_s, u"-"_s, u"--json"_s};
        QTest::newRow("an encoding") << u"import"_s
                                     << QStringList{u"-t"_s, table, u"-i"_s, u"/dev/null"_s, u"--encoding"_s, u"x"_s};
        QTest::newRow("a delimiter") << u"import"_s
                                     << QStringList{u"-t"_s, table, u"-i"_s, u"/dev/null"_s, u"--delimiter"_s, u"::"_s};
        QTest::newRow("rejects alone") << u"import"_s
                                       << QStringList{u"-t"_s, table, u"-i"_s, u"/dev/null"_s, u"--rejects"_s, u"x"_s};
        QTest::newRow("an unknown option") << u"checksum"_s << QStringList{u"-t"_s, table, u"--nonsense"_s};
    }
    void wrongWords()
    {
        QFETCH(QString, command);
        QFETCH(QStringList, arguments);
        QCOMPARE(ctl(command, arguments), 64);
        QVERIFY(!m_err.isEmpty());
    }

    void otherCodes()
    {
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"nowhere"_s, u"-o"_s, u"-"_s}), 2);
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"copy"_s, u"-i"_s, path(u"nowhere"_s)}), 2);
        CtlProcess nobody(
            {u"data"_s, u"checksum"_s, u"-d"_s, u"postgresql://nobody@127.0.0.1:1/x"_s, u"-t"_s, u"x"_s, u"--json"_s});
        QCOMPARE(nobody.wait(), 69);
        QCOMPARE(QJsonDocument::fromJson(nobody.out).object()[u"exitCode"].toInt(), 69);
        CtlProcess help({u"data"_s, u"import"_s, u"--help"_s});
        QCOMPARE(help.wait(), 0);
        QVERIFY(help.out.contains("--upsert"));
    }

    // ---- files

    void aFileIsNotReplacedUnlessSaid()
    {
        write(u"rows.csv"_s, "precious");
        const QStringList arguments{u"-t"_s, u"copy"_s, u"-o"_s, path(u"rows.csv"_s)};
        QCOMPARE(ctl(u"export"_s, arguments), 64);
        QCOMPARE(read(u"rows.csv"_s), QByteArray("precious"));
        QCOMPARE(ctl(u"export"_s, arguments + QStringList{u"--force"_s}), 0);
        QVERIFY(read(u"rows.csv"_s).startsWith("id,n,"));
    }

    void theUmaskHolds()
    {
        QCOMPARE(shell(u"umask 077; \"$CTL\" data export -d \"$URL\" -t copy -o \"$DIR/rows.csv\""_s), 0);
        struct stat info{};
        QCOMPARE(stat(qPrintable(path(u"rows.csv"_s)), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
    }

    // The file that was there stays, and no half one is left.
    void A16_theFullDiskIsAnError_data()
    {
        QTest::addColumn<QString>("format");
        for (const char *format : {"csv", "json", "sql", "xlsx"})
            QTest::newRow(format) << QString::fromLatin1(format);
    }
    void A16_theFullDiskIsAnError()
    {
        QFETCH(QString, format);
        write(u"rows."_s + format, "precious");
        const QString run =
            u"\"$CTL\" data export -d \"$URL\" -q 'SELECT i, md5(i::text) FROM generate_series(1, 200000) "
            "i' --into t --force -o \"$DIR/rows."_s
            + format + u'"';
        QCOMPARE(shell(u"trap '' XFSZ; ulimit -f 200; "_s + run), 2);
        QVERIFY2(m_err.contains("cannot be written"), m_err.constData());
        // In the system's words, also where a part of what was given was taken.
        QVERIFY2(m_err.contains("File too large"), m_err.constData());
        QCOMPARE(read(u"rows."_s + format), QByteArray("precious"));
        QCOMPARE(files(), QStringList{u"rows."_s + format});
        // Without a word to it, the system ends the program: the name is still that of the old file.
        QVERIFY(shell(u"ulimit -c 0; ulimit -f 200; "_s + run) != 0);
        QCOMPARE(read(u"rows."_s + format), QByteArray("precious"));
    }

    void theReaderClosesThePipe()
    {
        shell(u"\"$CTL\" data export -d \"$URL\" -q 'SELECT i FROM generate_series(1, 3000000) i' -o - | head -n 2; "
              "echo ${PIPESTATUS[0]}"_s);
        QCOMPARE(m_out, QByteArray("i\n1\n2\n"));
        QVERIFY2(m_err.contains("cannot be written"), m_err.constData());
    }

    void itIsCancelledOnTheWay()
    {
        CtlProcess process(
            {u"data"_s, u"export"_s, u"-d"_s, m_url, u"-q"_s,
             u"SELECT i, pg_sleep(CASE WHEN i > 100000 THEN 600 END) FROM generate_series(1, 200000) i"_s, u"-o"_s,
             path(u"rows.csv"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(
            psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s) == u"1"_s, 30'000);
        QCOMPARE(::kill(pid_t(process.process().processId()), SIGINT), 0);
        QCOMPARE(process.wait(), 2);
        QVERIFY2(process.err.contains("Cancelled"), process.err.constData());
        QCOMPARE(files(), QStringList());
        QCOMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%'"_s), u"0"_s);
    }

    void theServerEndsTheSession()
    {
        CtlProcess process(
            {u"data"_s, u"export"_s, u"-d"_s, m_url, u"-q"_s,
             u"SELECT i, pg_sleep(CASE WHEN i > 100000 THEN 600 END) FROM generate_series(1, 200000) i"_s, u"-o"_s,
             path(u"rows.csv"_s)});
        const QString sleeping = u" FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
        QTRY_VERIFY_WITH_TIMEOUT(psql(u"SELECT count(*)"_s + sleeping) == u"1"_s, 30'000);
        psql(u"SELECT pg_terminate_backend(pid)"_s + sleeping);
        QCOMPARE(process.wait(), 69);
        QCOMPARE(files(), QStringList());
    }

    // ---- sizes and names

    void aCellOf100Megabytes()
    {
        psql(u"CREATE TABLE big (id int, v text); INSERT INTO big VALUES (1, repeat('x', 104857600)); "
             "CREATE TABLE big2 (LIKE big)"_s);
        for (const QString &format : {u"csv"_s, u"ndjson"_s}) {
            QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"big"_s, u"-o"_s, path(u"big."_s + format)}), 0);
            psql(u"TRUNCATE big2"_s);
            QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"big2"_s, u"-i"_s, path(u"big."_s + format)}), 0);
            QCOMPARE(psql(u"SELECT length(v) FROM big2"_s), u"104857600"_s);
        }
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"big"_s, u"-o"_s, path(u"big.xlsx"_s)}), 2);
        QVERIFY(m_err.contains("too long for a spreadsheet cell"));
        QVERIFY(!QFile::exists(path(u"big.xlsx"_s)));
    }

    void nothingAtAll()
    {
        psql(u"CREATE TABLE none (); INSERT INTO none DEFAULT VALUES; INSERT INTO none DEFAULT VALUES"_s);
        for (const char *format : {"csv", "tsv", "json", "ndjson", "sql", "xlsx", "copy"}) {
            const QString name = QString::fromLatin1(format);
            QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"none"_s, u"-o"_s, path(u"none."_s + name), u"--json"_s}), 0);
            QCOMPARE(json()[u"rows"].toInt(), 2);
            QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"copy"_s, u"-o"_s, path(u"empty."_s + name), u"--json"_s}), 0);
            QCOMPARE(json()[u"rows"].toInt(), 0);
        }
        QCOMPARE(read(u"none.json"_s), QByteArray("[\n{},\n{}\n]\n"));
        QCOMPARE(read(u"empty.json"_s), QByteArray("[]\n"));
        QCOMPARE(read(u"none.sql"_s).count("DEFAULT VALUES;\n"), 2);
        QVERIFY(sum(u"none"_s) != sum(u"copy"_s));
    }

    void hostileNames()
    {
        const QString table = u"it's \"a\"; DROP TABLE copy; --\\ %s"_s;
        psql(u"CREATE TABLE \"it's \"\"a\"\"; DROP TABLE copy; --\\ %s\" (\"x\"\"; --'\" int, \"<b>%n\" text); "
             "INSERT INTO \"it's \"\"a\"\"; DROP TABLE copy; --\\ %s\" VALUES (1, '</b>')"_s);
        for (const char *format : {"csv", "json", "sql", "xlsx"})
            QCOMPARE(ctl(u"export"_s, {u"-t"_s, table, u"-o"_s, path(u"x."_s + QString::fromLatin1(format))}), 0);
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, table, u"-i"_s, path(u"x.csv"_s)}), 0);
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, table, u"-i"_s, path(u"x.json"_s)}), 0);
        psql(QString::fromUtf8(read(u"x.sql"_s)));
        QCOMPARE(ctl(u"checksum"_s, {u"-t"_s, table, u"--json"_s}), 0);
        QCOMPARE(json()[u"rows"].toInt(), 4);
        QCOMPARE(psql(u"SELECT count(*) FROM copy"_s), u"0"_s);
    }

    // Both name and schema may be anything.
    void tablesAreNamedAsSqlDoesOrByTheirLetters()
    {
        psql(u"CREATE SCHEMA \"My Schema\"; CREATE TABLE \"My Schema\".\"My Table\" (a int)"_s);
        for (const QString &name : {u"\"My Schema\".\"My Table\""_s, u"My Schema.My Table"_s})
            QCOMPARE(ctl(u"checksum"_s, {u"-t"_s, name}), 0);
        QCOMPARE(ctl(u"checksum"_s, {u"-t"_s, u"public.copy"_s}), 0);
    }
};

QTEST_GUILESS_MAIN(DataCommandTest)
#include "tst_data.moc"
