// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/bulkcopy.h"
#include "data/editserver.h"
#include "data/page/jsontext.h"

#include <QBuffer>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class BulkCopyTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;
    std::vector<RejectedRow> m_rejected;

    QString psql(const QString &sql) { return m_here->psql(sql); }
    Result<ImportReport> load(const QString &table, const QByteArray &file, ImportRequest request = {})
    {
        request.target = *m_here->target(table);
        if (request.fields.empty()) {
            for (int i = 0; i < int(request.target.columns.size()); ++i)
                request.fields.push_back(i);
        }
        QBuffer device;
        device.setData(file);
        if (!device.open(QIODevice::ReadOnly))
            qFatal("a buffer");
        m_rejected.clear();
        return importRows(m_here->session(), request, device, [this](const RejectedRow &row) {
            m_rejected.push_back(row);
            return Result<void>();
        });
    }

private Q_SLOTS:
    void initTestCase() { m_here = std::make_unique<EditServer>(); }
    void cleanupTestCase() { m_here.reset(); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    // ---- delimited text

    void fieldsAreReadAsCopyDoes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // | between fields, \n between records, N for NULL
        QTest::newRow("plain") << QByteArray("a,b\nc,d\n") << QByteArray("a|b\nc|d\n");
        QTest::newRow("no line break at the end") << QByteArray("a,b") << QByteArray("a|b\n");
        QTest::newRow("NULL and empty") << QByteArray(",\"\"\n") << QByteArray("N|\n");
        QTest::newRow("quotes") << QByteArray("\"a\"\"b\",\"c,d\",\"e\nf\"\n") << QByteArray("a\"b|c,d|e\nf\n");
        QTest::newRow("a quoted part") << QByteArray("a\"b,c\"d\n") << QByteArray("ab,cd\n");
        QTest::newRow("CR LF") << QByteArray("a,b\r\n\r\nc\r\n") << QByteArray("a|b\nN\nc\n");
        QTest::newRow("CR") << QByteArray("a\rb\r") << QByteArray("a\nb\n");
        QTest::newRow("CR LF in quotes") << QByteArray("\"a\r\nb\"\r\n") << QByteArray("a\r\nb\n");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
    }
    void fieldsAreReadAsCopyDoes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        // However the text is cut into pieces.
        for (qsizetype piece = 1; piece <= std::max<qsizetype>(text.size(), 1); ++piece) {
            DelimitedReader reader({});
            QByteArray got;
            const auto take = [&got](const std::vector<DelimitedRecord> &records) {
                for (const DelimitedRecord &record : records) {
                    for (size_t i = 0; i < record.cells.size(); ++i)
                        got += (i > 0 ? "|" : "") + (record.cells[i].isNull() ? "N" : record.cells[i].bytes());
                    got += '\n';
                }
            };
            for (qsizetype at = 0; at < text.size(); at += piece)
                take(reader.feed(QByteArrayView(text).sliced(at, std::min(piece, text.size() - at))));
            take(reader.finish());
            QCOMPARE(got, expected);
        }
    }

    void whatASpreadsheetCopiesIsABlock()
    {
        const auto block = blockOf("1\tplain\r\n2\t\"with\ttab and \"\"quote\"\"\"\r\n3\t\r\n");
        QCOMPARE(block.size(), 3U);
        QCOMPARE(block[1][1], "with\ttab and \"quote\""_t);
        QVERIFY(block[2][1].isNull());
        QCOMPARE(blockText({{""_t, CellValue::null(), "a\nb"_t}}), QByteArray("\"\"\t\t\"a\nb\"\n"));
    }

    // ---- JSON

    void jsonKeepsItsSpelling()
    {
        const auto members =
            membersOf("{ \"a\" : 10.00 , \"b\":{\"x\": [1e400, \"}\\\"\"]},\"\\u00e4\": \"\\ud83d\\ude00\\n\" }");
        QVERIFY(members);
        QCOMPARE(
            *members, (std::vector<JsonMember>{
                          {"a", "10.00"}, {"b", "{\"x\": [1e400, \"}\\\"\"]}"}, {"ä", "\"\\ud83d\\ude00\\n\""}}));
        const EditColumn text{.baseTypeOid = 25};
        const EditColumn json{.baseTypeOid = 114};
        QCOMPARE(*valueOfJson((*members)[2].value, text), CellValue::text("😀\n"_ba));
        QCOMPARE(*valueOfJson((*members)[1].value, json), CellValue::text((*members)[1].value));
        for (const QByteArray &broken :
             {"{"_ba, "{\"a\"}"_ba, "{\"a\":}"_ba, "{\"a\": \"b}"_ba, "[1]"_ba, "{\"a\": 1,}"_ba})
            QVERIFY2(!membersOf(broken), broken.constData());
    }

    void objectsAreFoundHoweverTheyStand()
    {
        for (const QByteArray &text :
             {"[{\"a\": 1},\n {\"a\": \"}\"}]\n"_ba, "{\"a\": 1}\n{\"a\": \"}\"}\n"_ba,
              "{\"a\": 1} {\"a\": \"}\"}"_ba}) {
            JsonObjectReader reader;
            std::vector<JsonObject> all;
            for (const char c : text) {
                const auto some = reader.feed(QByteArrayView(&c, 1));
                QVERIFY(some);
                all.insert(all.end(), some->begin(), some->end());
            }
            QVERIFY(reader.finish());
            QCOMPARE(all.size(), 2U);
            QCOMPARE(all[1].text, "{\"a\": \"}\"}"_ba);
        }
        JsonObjectReader open;
        QVERIFY(open.feed("[{\"a\": 1}"));
        QVERIFY(!open.finish());
        QVERIFY(!JsonObjectReader().feed("1, 2"));
    }

    // ---- A8, A16, A17: what others lost on the way

    void A8_arraysAreWrittenAsArrays()
    {
        psql(u"CREATE TYPE a8_mood AS ENUM ('ok', 'so so'); "
             "CREATE TABLE a8 (id int PRIMARY KEY, e a8_mood[], t text[]); INSERT INTO a8 VALUES (1, '{}', '{}')"_s);
        ChangeSet changes(m_here->target(u"a8"_s));
        const RowBasis row = m_here->rows(changes.target())[0];
        stage(changes, changes.setCell(row, 1, "{ok,\"so so\"}"_t));
        stage(changes, changes.setCell(row, 2, "{item,NULL,\"NULL\"}"_t));
        QCOMPARE(save(m_here->session(), changes.target(), changes.rows()).outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT e, t, cardinality(t) FROM a8"_s), u"{ok,\"so so\"}|{item,NULL,\"NULL\"}|3"_s);
    }

    void A16_leadingZerosAndLongTextsAreExported()
    {
        psql(u"CREATE TABLE a16 (id int PRIMARY KEY, zip text, long text); "
             "INSERT INTO a16 VALUES (1, '00123', repeat('x', 200000)), (2, NULL, '')"_s);
        const auto target = m_here->target(u"a16"_s);
        for (const BulkFormat format : {BulkFormat::Csv, BulkFormat::SqlInsert, BulkFormat::Json}) {
            QBuffer file;
            QVERIFY(file.open(QIODevice::ReadWrite));
            const auto report = exportRows(m_here->session(), {.target = *target, .format = format}, file);
            QVERIFY(report);
            QCOMPARE(report->rows, 2);
            QCOMPARE(report->bytes, file.size());
            QVERIFY(file.size() > 200'000);
            QVERIFY(file.data().contains("00123"));
        }
    }

    void A16_aFilterIsExportedWithItsValues()
    {
        psql(
            u"CREATE TABLE filtered (id int PRIMARY KEY, v text); INSERT INTO filtered VALUES (1, 'it''s'), (2, 'b')"_s);
        const auto target = m_here->target(u"filtered"_s);
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto report = exportRows(
            m_here->session(),
            {.target = *target,
             .columns = {1},
             .restricts = {u"SELECT v FROM filtered WHERE v = $1::text"_s, {"it's"}},
             .header = false},
            file);
        QVERIFY(report);
        QCOMPARE(file.data(), "it's\n"_ba);
    }

    void A17_noRowIsLostWithoutAWord()
    {
        psql(u"CREATE TABLE a17 (id int PRIMARY KEY, v text)"_s);
        QByteArray file("id,v\n");
        for (int i = 1; i <= 5000; ++i)
            file += QByteArray::number(i) + ",\"line\nbreak " + QByteArray::number(i) + "\"\n";
        const auto report = load(u"a17"_s, file);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->read, 5000);
        QCOMPARE(report->written, 5000);
        QCOMPARE(psql(u"SELECT count(*) FROM a17"_s), u"5000"_s);
        // A trigger that drops rows is no success.
        psql(u"TRUNCATE a17; CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS "
             "'BEGIN IF NEW.id % 2 = 1 THEN RETURN NULL; END IF; RETURN NEW; END'; "
             "CREATE TRIGGER t BEFORE INSERT ON a17 FOR EACH ROW EXECUTE FUNCTION odd()"_s);
        const auto dropped = load(u"a17"_s, file);
        QVERIFY(!dropped);
        QVERIFY(dropped.error().message.contains(u"2500"_s));
        QCOMPARE(psql(u"SELECT count(*) FROM a17"_s), u"0"_s);
        const auto kept = load(u"a17"_s, file, {.policy = ErrorPolicy::Reject});
        QVERIFY(kept);
        QCOMPARE(kept->read, 5000);
        QCOMPARE(kept->written, 2500);
        QCOMPARE(kept->rejected, 2500);
    }

    // ---- errors by line

    void theFirstErrorTakesAllBack_data()
    {
        QTest::addColumn<BulkFormat>("format");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("line");
        QTest::newRow("bad value") << BulkFormat::Csv << "id,n\n1,1\n2,\"x\ny\"\n"_ba << u"Line 3:"_s;
        QTest::newRow("after a line break in quotes") << BulkFormat::Csv << "id,n\n1,\"1\n\"\n2,x\n"_ba << u"Line 4:"_s;
        QTest::newRow("duplicate key") << BulkFormat::Csv << "id,n\n1,1\n2,2\n1,3\n"_ba << u"Line 4:"_s;
        QTest::newRow("missing field") << BulkFormat::Csv << "id,n\n1,1\n2\n"_ba << u"Line 3:"_s;
        QTest::newRow("open quote") << BulkFormat::Csv << "id,n\n1,1\n2,\"2\n"_ba << u"Line 3:"_s;
        QTest::newRow("tsv") << BulkFormat::Tsv << "id\tn\n1\t1\n2\tx\n"_ba << u"Line 3:"_s;
        QTest::newRow("ndjson") << BulkFormat::NdJson << "{\"id\": 1, \"n\": 1}\n{\"id\": 2, \"n\": \"x\"}\n"_ba
                                << u"Line 2:"_s;
        QTest::newRow("json, unknown member")
            << BulkFormat::Json << "[{\"id\": 1},\n{\"id\": 2, \"z\": 3}]"_ba << u"Line 2:"_s;
    }
    void theFirstErrorTakesAllBack()
    {
        QFETCH(BulkFormat, format);
        QFETCH(QByteArray, file);
        QFETCH(QString, line);
        psql(u"DROP TABLE IF EXISTS lines; CREATE TABLE lines (id int PRIMARY KEY, n int)"_s);
        const auto report = load(u"lines"_s, file, {.format = format});
        QVERIFY(!report);
        QVERIFY2(report.error().message.startsWith(line), qPrintable(describe(report.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM lines"_s), u"0"_s);
    }

    void refusedRowsAreLeftOutAndTold()
    {
        psql(u"CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents SELECT generate_series(1, 100); "
             "CREATE TABLE picky (id int PRIMARY KEY, p int REFERENCES parents, n int CHECK (n > 0))"_s);
        QByteArray file("id,p,n\n");
        for (int i = 1; i <= 3000; ++i)
            file += QByteArray::number(i) + ',' + QByteArray::number(i % 100 + 1) + ",1\n";
        file += "3001,1,0\n1,1,1\n3002,999,1\n3003,x,1\n3004,1\n3005,,1\n";
        const auto report = load(u"picky"_s, file, {.policy = ErrorPolicy::Reject});
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->read, 3006);
        QCOMPARE(report->written, 3001);
        QCOMPARE(report->rejected, 5);
        QCOMPARE(report->read, report->written + report->rejected);
        QStringList reported;
        for (const RejectedRow &row : m_rejected)
            reported << QString::number(row.line) + u' ' + QString::fromUtf8(row.text.trimmed()) + u' '
                            + row.error.sqlState;
        reported.sort();
        QCOMPARE(
            reported, (QStringList{
                          u"3002 3001,1,0 23514"_s, u"3003 1,1,1 23505"_s, u"3004 3002,999,1 23503"_s,
                          u"3005 3003,x,1 22P02"_s, u"3006 3004,1 "_s}));
        QCOMPARE(psql(u"SELECT count(*), max(id) FROM picky"_s), u"3001|3005"_s);
    }

    void fieldsAreMappedByName()
    {
        psql(u"CREATE TABLE mapped (id int PRIMARY KEY, a text, b text DEFAULT 'given')"_s);
        const auto target = m_here->target(u"mapped"_s);
        DelimitedReader reader({});
        const auto header = reader.feed("a,unknown,id\n");
        const auto fields = fieldsOf(*target, header[0]);
        QCOMPARE(fields, (std::vector<int>{1, noColumn, 0}));
        // What nobody has said a word about is not dropped.
        const auto unsaid = load(u"mapped"_s, "a,unknown,id\nx,y,1\n"_ba, {.fields = fields});
        QVERIFY(!unsaid);
        QVERIFY2(unsaid.error().message.contains(u"Field 2"_s), qPrintable(describe(unsaid.error())));
        const auto report = load(
            u"mapped"_s,
            "\xef\xbb\xbf"
            "a,unknown,id\nx,y,1\n\\N,y,2\n"_ba,
            {.fields = {1, leftOut, 0}, .null = "\\N"});
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(psql(u"SELECT * FROM mapped ORDER BY id"_s), u"1|x|given\n2||given"_s);
        QCOMPARE(psql(u"SELECT a IS NULL FROM mapped WHERE id = 2"_s), u"t"_s);
    }

    void anImportCanBeStopped()
    {
        psql(u"CREATE TABLE stopped (id int)"_s);
        QByteArray file;
        for (int i = 0; i < 100'000; ++i)
            file += QByteArray::number(i) + '\n';
        QBuffer device(&file);
        QVERIFY(device.open(QIODevice::ReadOnly));
        std::stop_source stop;
        const auto report = importRows(
            m_here->session(), {.target = *m_here->target(u"stopped"_s), .fields = {0}, .header = false}, device, {},
            [&stop](BulkProgress) { stop.request_stop(); }, stop.get_token());
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
        QCOMPARE(psql(u"SELECT count(*) FROM stopped"_s), u"0"_s);
    }

    void formatsHaveNames()
    {
        for (const BulkFormat format :
             {BulkFormat::Csv, BulkFormat::Tsv, BulkFormat::Json, BulkFormat::NdJson, BulkFormat::SqlInsert,
              BulkFormat::Xlsx})
            QCOMPARE(formatFromKey(formatKey(format)), std::optional(format));
        QVERIFY(!formatFromKey(u"xls"));
    }
};

QTEST_GUILESS_MAIN(BulkCopyTest)
#include "tst_bulkcopy.moc"
