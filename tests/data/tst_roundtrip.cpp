// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is exported comes back as it was, as it is found out by looking at the file, and nothing goes missing in
// silence.
#include "data/transfer/delimitedlines.h"
#include "data/importfixture.h"
#include "data/transfer/rejectfile.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class RoundTripTest final : public QObject, ImportFixture
{
    Q_OBJECT

    QByteArray exported(const QString &table, BulkFormat format, bool header, bool guards = false)
    {
        QBuffer file;
        if (!file.open(QIODevice::ReadWrite))
            qFatal("a buffer");
        const auto report = exportRows(
            m_here->session(),
            {.target = *m_here->target(table), .format = format, .header = header, .guardsFormulas = guards}, file);
        if (!report)
            qFatal("%s", qPrintable(describe(report.error())));
        m_formulas = report->formulas;
        return file.data();
    }
    // As the window does it: the file is looked at, and what nobody has said is found out.
    Result<ImportReport> imported(const QString &table, const QByteArray &file, ImportDialect said)
    {
        const auto seen =
            previewOfBytes(file, true, said, *m_here->target(table), u"rows."_s + formatKey(*said.format));
        if (!seen)
            return fail(seen.error());
        const ImportRequest request = requestOf(*seen, *m_here->target(table));
        if (auto fine = checkMapping(request, *seen); !fine)
            return fail(fine.error());
        return load(request, file);
    }
    qint64 m_formulas = 0;

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { m_here.reset(); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    void nastyValuesComeBack_data()
    {
        QTest::addColumn<BulkFormat>("format");
        QTest::addColumn<bool>("header");
        for (const BulkFormat format : {BulkFormat::Csv, BulkFormat::Tsv, BulkFormat::Json, BulkFormat::NdJson}) {
            QTest::addRow("%s with a header row", qPrintable(formatKey(format))) << format << true;
            if (format == BulkFormat::Csv || format == BulkFormat::Tsv)
                QTest::addRow("%s without one", qPrintable(formatKey(format))) << format << false;
        }
    }
    void nastyValuesComeBack()
    {
        QFETCH(BulkFormat, format);
        QFETCH(bool, header);
        const QStringList nasty{u""_s,      u"\\N"_s,     u"\\."_s,    u"\\"_s,   u"\""_s,      u"\"\""_s,
                                u","_s,     u";"_s,       u"a;b"_s,    u"\t"_s,   u"\n"_s,      u"\r"_s,
                                u"\r\n"_s,  u"a\nb"_s,    u" a "_s,    u"NULL"_s, u"\ufeff"_s,  u"\ufeffmark"_s,
                                u"[id]"_s,  u"{\"a\"}"_s, u"=1+1"_s,   u"-5"_s,   u"'x"_s,      u"ü😀"_s,
                                u"\\\\N"_s, u"x\\N"_s,    u"\\N\\N"_s, u"\\n"_s,  u"\"\\N\""_s, u"\\N,\\N"_s};
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        const auto value = [&]() -> QString {
            if (random.bounded(6) == 0)
                return u"NULL"_s;
            QString text = nasty[random.bounded(int(nasty.size()))];
            if (random.bounded(3) == 0)
                text += nasty[random.bounded(int(nasty.size()))];
            return sql::quoteLiteral(text);
        };
        // The first name, and the first value, begin as something else does.
        for (int round = 0; round < 12; ++round) {
            const QString columns = round % 3 == 0 ? u"\"[first]\" text, b text, n int"_s
                                  : round % 3 == 1 ? u"\"{x}\" text"_s
                                                   : u"\"mark\" text, \"\\N\" text, n int"_s;
            const int count = int(columns.count(u' ')) - int(columns.count(u','));
            psql(
                u"DROP TABLE IF EXISTS sent, back; CREATE TABLE sent ("_s + columns
                + u"); CREATE TABLE back (LIKE sent)"_s);
            QStringList rows;
            for (int row = 0; row < 40; ++row) {
                QStringList cells;
                for (int cell = 0; cell < count; ++cell)
                    cells << (cell == 2 ? QString::number(row) : value());
                rows << u'(' + cells.join(u',') + u')';
            }
            if (round == 2)
                rows[0] = u"(E'\ufefffirst', E'\\\\N', 0)"_s;
            psql(u"INSERT INTO sent VALUES "_s + rows.join(u','));
            const QByteArray file = exported(u"sent"_s, format, header);
            ImportDialect said{.format = format};
            if (format == BulkFormat::Csv || format == BulkFormat::Tsv)
                said.header = header;
            if (format == BulkFormat::Csv && count == 1)
                said.delimiter = ','; // one column has none to be found out
            const auto report = imported(u"back"_s, file, said);
            const QByteArray about = "seed " + QByteArray::number(seed) + "\n" + file;
            QVERIFY2(report, qPrintable((report ? QString() : describe(report.error())) + QString::fromUtf8(about)));
            QCOMPARE(report->written, 40);
            QCOMPARE(
                psql(u"SELECT count(*) FROM ((TABLE sent EXCEPT ALL TABLE back) UNION ALL (TABLE back EXCEPT ALL "
                     "TABLE sent)) d"_s),
                u"0"_s);
        }
    }

    // A setting of the session, or of the database, does not change what a file says.
    void valuesComeBackWhateverTheSettings_data()
    {
        QTest::addColumn<BulkFormat>("format");
        for (const BulkFormat format : {BulkFormat::Csv, BulkFormat::Tsv, BulkFormat::Json, BulkFormat::NdJson})
            QTest::addRow("%s", qPrintable(formatKey(format))) << format;
    }
    void valuesComeBackWhateverTheSettings()
    {
        QFETCH(BulkFormat, format);
        psql(u"DROP TABLE IF EXISTS sent, back; CREATE TABLE sent (a text[], x xml, i interval, j json, b jsonb); "
             "INSERT INTO sent VALUES ('{NULL,\"NULL\"}', 'a<b/>', '-1 mons +2 days', E'{\\r\\n \"a\":\\n 1.0}', "
             "'null'), "
             "('{}', '<a/>', '-1 days -02:00', E'[\\n]', '{\"$jsontext\": \"x\"}'), "
             "(NULL, NULL, NULL, '{\"$json\": 1}', NULL); CREATE TABLE back (LIKE sent)"_s);
        const QByteArray file = exported(u"sent"_s, format, true);
        for (const QString &setting :
             {u"array_nulls = off"_s, u"xmloption = document"_s, u"IntervalStyle = sql_standard"_s})
            QVERIFY(m_here->session().query({u"SET "_s + setting, {}}).result());
        const auto report = imported(u"back"_s, file, {.format = format});
        for (const QString &setting : {u"array_nulls"_s, u"xmloption"_s, u"IntervalStyle"_s})
            QVERIFY(m_here->session().query({u"RESET "_s + setting, {}}).result());
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        const QString texts = u"SELECT a::text, x::text, i::text, j::text, b::text FROM %1"_s;
        QCOMPARE(
            psql(
                u"SELECT count(*) FROM (("_s + texts.arg(u"sent"_s) + u" EXCEPT ALL "_s + texts.arg(u"back"_s)
                + u") UNION ALL ("_s + texts.arg(u"back"_s) + u" EXCEPT ALL "_s + texts.arg(u"sent"_s) + u")) d"_s),
            u"0"_s);
    }

    void brokenJsonIsNotStoredAsText()
    {
        psql(u"DROP TABLE IF EXISTS narrow; CREATE TABLE narrow (id int, v text)"_s);
        for (const QByteArray &broken :
             {"nonsense"_ba, "[1,]"_ba, "{\"a\" 1}"_ba, "[1 2]"_ba, "{\"a\": tru}"_ba, "01"_ba}) {
            const auto report =
                imported(u"narrow"_s, "[{\"id\": 1, \"v\": " + broken + "}]", {.format = BulkFormat::Json});
            QVERIFY2(!report, broken.constData());
        }
        QVERIFY(imported(
            u"narrow"_s, "[{\"id\": 1, \"v\": {\"a\": [1e400, \"}\", {}, [ ], null, true]}}]"_ba,
            {.format = BulkFormat::Json}));
        QCOMPARE(psql(u"SELECT v FROM narrow"_s), u"{\"a\": [1e400, \"}\", {}, [ ], null, true]}"_s);
    }

    // What others write: one program means NULL, another a text.
    void anUnquotedNIsAskedAbout()
    {
        psql(u"DROP TABLE IF EXISTS asked; CREATE TABLE asked (id int, v text)"_s);
        const QByteArray file("id,v\n1,\\N\n2,\"\\N\"\n3,\n");
        const auto unsaid = imported(u"asked"_s, file, {.format = BulkFormat::Csv});
        QVERIFY(!unsaid);
        QVERIFY2(unsaid.error().message.startsWith(u"Line 2: unquoted \\N"_s), qPrintable(describe(unsaid.error())));
        QCOMPARE(preview(u"asked"_s, file).bareN, 2);
        // Far behind what was looked at, and through a pipe.
        QByteArray large("id,v\n");
        while (large.size() < 2 * previewBytes)
            large += "7,\"a text\"\n";
        large += "8,\\N\n";
        const ImportPreview seen =
            previewOfBytes(large.first(previewBytes), false, {}, *m_here->target(u"asked"_s)).value();
        QCOMPARE(seen.bareN, 0);
        for (const As as : {As::File, As::Pipe}) {
            const auto late = load(requestOf(seen, *m_here->target(u"asked"_s)), large, as);
            QVERIFY(!late);
            QVERIFY2(late.error().message.contains(u"unquoted \\N"_s), qPrintable(describe(late.error())));
        }
        QCOMPARE(psql(u"SELECT count(*) FROM asked"_s), u"0"_s);
        QVERIFY(imported(u"asked"_s, file, {.format = BulkFormat::Csv, .null = "\\N"_ba}));
        QCOMPARE(
            psql(u"SELECT string_agg(coalesce('<' || v || '>', 'NULL'), ' ' ORDER BY id) FROM asked"_s),
            u"NULL <\\N> <>"_s);
        psql(u"TRUNCATE asked"_s);
        QVERIFY(imported(u"asked"_s, file, {.format = BulkFormat::Csv, .null = ""_ba}));
        QCOMPARE(
            psql(u"SELECT string_agg(coalesce('<' || v || '>', 'NULL'), ' ' ORDER BY id) FROM asked"_s),
            u"<\\N> <\\N> NULL"_s);
    }

    void surplusFieldsAreNotDroppedInSilence()
    {
        psql(u"DROP TABLE IF EXISTS narrow; CREATE TABLE narrow (id int, v text)"_s);
        for (const QByteArray &file : {"1,a,lost\n2,b,lost\n"_ba, "id,v,unknown\n1,a,lost\n"_ba}) {
            const auto report = imported(u"narrow"_s, file, {.format = BulkFormat::Csv});
            QVERIFY(!report);
            QCOMPARE(report.error().kind, ErrorKind::Usage);
        }
        const auto members = imported(u"narrow"_s, "[{\"id\": 1, \"lost\": 2}]"_ba, {.format = BulkFormat::Json});
        QVERIFY(!members);
        QVERIFY(members.error().message.contains(u"lost"_s));
        // Without anybody who has looked at it, too.
        QVERIFY(!load({.target = *m_here->target(u"narrow"_s), .fields = {0, 1, noColumn}}, "id,v,x\n1,a,b\n"_ba));
        QCOMPARE(psql(u"SELECT count(*) FROM narrow"_s), u"0"_s);
    }

    // ---- one broken byte

    void aBrokenByteDoesNotChangeTheEncoding()
    {
        QCOMPARE(detectEncoding("Zo\xc3\xab and \xe9\n"), TextEncoding::Utf8); // and reading it tells the line
        QCOMPARE(detectEncoding("Zo\xeb and \xe9\n"), TextEncoding::Windows1252);
        psql(u"TRUNCATE people"_s);
        const QByteArray mixed("id,name,born,score\n1,Zo\xc3\xab,,\n2,caf\xe9,,\n");
        const auto broken = imported(u"people"_s, mixed, {.format = BulkFormat::Csv});
        QVERIFY(!broken);
        QVERIFY2(broken.error().message.startsWith(u"Line 3"_s), qPrintable(describe(broken.error())));
        // The other way round: what looked like an older encoding has UTF-8 further on.
        QByteArray late("id,name,born,score\n1,caf\xe9,,\n");
        for (int i = 2; late.size() < 2 * previewBytes; ++i)
            late += QByteArray::number(i) + ",a name,,\n";
        late += "0,Zo\xc3\xab,,\n";
        const ImportPreview seen =
            previewOfBytes(late.first(previewBytes), false, {}, *m_here->target(u"people"_s)).value();
        QCOMPARE(*seen.dialect.encoding, TextEncoding::Windows1252);
        ImportRequest request = requestOf(seen, *m_here->target(u"people"_s));
        const auto guessed = load(request, late);
        QVERIFY(!guessed);
        QVERIFY2(guessed.error().message.contains(u"looks like UTF-8"_s), qPrintable(describe(guessed.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
        request.isEncodingSaid = true;
        QVERIFY(load(request, late));
        QCOMPARE(psql(u"SELECT name FROM people WHERE id = 1"_s), u"café"_s);
    }

    // ---- rejected rows

    void rejectsAreOnTheDiskBeforeTheCommit()
    {
        psql(u"TRUNCATE people"_s);
        ImportRequest request = requestFor(u"people"_s);
        request.policy = ErrorPolicy::Reject;
        const QByteArray file("id,name,born,score\n1,a,,\n2,b,no,\n");
        int reported = 0;
        request.beforeCommit = [&](const ImportReport &report) -> Result<void> {
            ++reported;
            if (report.rejected != 1 || psql(u"SELECT count(*) FROM people"_s) != u'0')
                return fail(ErrorKind::Internal, u"it is not before the commit"_s);
            return fail(ErrorKind::Io, u"the disk is full"_s);
        };
        const auto report = load(request, file);
        QVERIFY(!report);
        QCOMPARE(report.error().message, u"the disk is full"_s);
        QCOMPARE(reported, 1);
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
        // What was kept for an import that was taken back goes again.
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"rejects.csv"_s);
        RejectFile rejects;
        QVERIFY(rejects.open(path));
        QVERIFY(rejects.keep());
        QVERIFY(QFile::exists(path));
        rejects.drop();
        QVERIFY(!QFile::exists(path));
    }

    // ---- formulas

    void formulasAreCountedAndGuarded_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("guarded");
        QTest::addColumn<int>("count");
        QTest::newRow("plain") << "a,b,1\n"_ba << "a,b,1\n"_ba << 0;
        QTest::newRow("numbers") << "-5,+1.50,-1e-7,-.5\n"_ba << "-5,+1.50,-1e-7,-.5\n"_ba << 0;
        QTest::newRow("each sign") << "=1,+a,-b,@c\n"_ba << "'=1,'+a,'-b,'@c\n"_ba << 4;
        QTest::newRow("no number after all") << "-,-1e,--1,-1-1\n"_ba << "'-,'-1e,'--1,'-1-1\n"_ba << 4;
        QTest::newRow("in quotes") << "\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\",a\n"_ba
                                   << "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",a\n"_ba << 1;
        QTest::newRow("tabulator and CR") << "\t=1,\"\r=1\"\n"_ba << "'\t=1,\"'\r=1\"\n"_ba << 2;
        QTest::newRow("within") << "a=1,\"b\n=c\"\n"_ba << "a=1,\"b\n=c\"\n"_ba << 0;
        QTest::newRow("a text \\N") << "\\N,=1,\\N\n"_ba << "\"\\N\",'=1,\"\\N\"\n"_ba << 1;
        QTest::newRow("nothing") << "\n"_ba << "\n"_ba << 0;
        QTest::newRow("a mark at the beginning") << "\xef\xbb\xbf,a\n"_ba << "\"\xef\xbb\xbf\",a\n"_ba << 0;
    }
    void formulasAreCountedAndGuarded()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, guarded);
        QFETCH(int, count);
        DelimitedLines keeping(',', DelimitedLines::Formulas::Keep);
        DelimitedLines guarding(',', DelimitedLines::Formulas::Guard);
        QByteArray kept;
        QByteArray got;
        keeping.append(kept, line);
        guarding.append(got, line);
        QCOMPARE(got, guarded);
        QCOMPARE(keeping.formulas(), count);
        QCOMPARE(guarding.formulas(), count);
        // Only what is a formula differs.
        QCOMPARE(kept == got, count == 0);
    }
    void formulasOfATable()
    {
        psql(u"DROP TABLE IF EXISTS run; CREATE TABLE run (id int, v text); "
             "INSERT INTO run VALUES (-1, '=cmd|'' /C calc''!A0'), (2, 'plain'), (3, '@SUM(1)')"_s);
        QVERIFY(exported(u"run"_s, BulkFormat::Csv, true).contains("-1,=cmd|"));
        QCOMPARE(m_formulas, 2);
        const QByteArray guarded = exported(u"run"_s, BulkFormat::Csv, true, true);
        QVERIFY2(guarded.contains("-1,'=cmd|") && guarded.contains("3,'@SUM(1)"), guarded.constData());
        QCOMPARE(m_formulas, 2);
        QVERIFY(exported(u"run"_s, BulkFormat::Json, true, true).contains("\"=cmd"));
    }
};

QTEST_GUILESS_MAIN(RoundTripTest)
#include "tst_roundtrip.moc"
