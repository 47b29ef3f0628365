// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks, judged by openpyxl.
#include "data/transfer/bulkcopy.h"
#include "data/editserver.h"
#include "data/transfer/xlsxcell.h"
#include "data/transfer/xlsxwriter.h"
#include "support/python.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;
using howdah::test::python;

namespace {

// Every sheet as rows of [type of the cell, value, format].
constexpr const char *readBook = R"(
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
def cell(c):
    v = c.value
    if v is None: return [c.data_type, None, c.number_format]
    if c.data_type in ('d',): v = v.isoformat()
    return [c.data_type, v if isinstance(v, (int, float, str, bool)) else str(v), c.number_format]
print(json.dumps([[s.title, [[cell(c) for c in row] for row in s.iter_rows()]] for s in book.worksheets]))
)";

struct FullDevice final : QIODevice
{
    explicit FullDevice(qint64 room)
        : m_room(room)
    {
        open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    }
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        if (size > m_room) {
            setErrorString(u"No space left on device"_s);
            return -1;
        }
        m_room -= size;
        return size;
    }
    qint64 m_room;
};

EditColumn column(quint32 type) { return {.name = u"c"_s, .baseTypeOid = type}; }

} // namespace

class XlsxTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;
    QTemporaryDir m_folder;

    QString psql(const QString &sql) { return m_here->psql(sql); }

    QJsonArray sheets(const QByteArray &book)
    {
        QFile file(m_folder.filePath(u"book.xlsx"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(book) != book.size())
            qFatal("no file");
        file.close();
        return QJsonDocument::fromJson(python(readBook, {file.fileName()})).array();
    }
    QJsonArray rowsOf(const QJsonArray &sheets, int sheet = 0) { return sheets[sheet].toArray()[1].toArray(); }

    QByteArray exported(const QString &table)
    {
        QBuffer file;
        if (!file.open(QIODevice::WriteOnly))
            qFatal("a buffer");
        const auto report =
            exportRows(m_here->session(), {.target = *m_here->target(table), .format = BulkFormat::Xlsx}, file);
        if (!report)
            qFatal("%s", qPrintable(describe(report.error())));
        return file.data();
    }

private Q_SLOTS:
    void initTestCase() { m_here = std::make_unique<EditServer>(); }
    void cleanupTestCase() { m_here.reset(); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    void cells_data()
    {
        QTest::addColumn<quint32>("type");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isNumber");
        QTest::addColumn<QByteArray>("text");
        const auto add = [](quint32 type, const char *value, bool isNumber, const char *text = nullptr) {
            QTest::addRow("%u %s", type, value)
                << type << QByteArray(value) << isNumber << QByteArray(text ? text : value);
        };
        add(20, "999999999999999", true);
        add(20, "9007199254740993", false); // 2^53 + 1
        add(20, "9223372036854775807", false);
        add(20, "-42", true);
        add(1700, "10.00", true);
        add(1700, "0.1", true);
        add(1700, "12345678901234567890.123456789", false);
        add(1700, "123456789012345.6", false);
        add(1700, "-0.5", true);
        add(1700, "NaN", false);
        add(1700, "Infinity", false);
        add(1700, "0.0000000000000001", false); // more decimals than there are formats
        add(701, "0.30000000000000004", true);  // a double is one
        add(701, "1e+100", true);
        add(701, "NaN", false);
        add(701, "-Infinity", false);
        add(701, "-0", false);
        add(701, "5e-324", false);
        add(1082, "2026-11-21", true, "46347");
        add(1082, "1900-03-01", true, "61");
        add(1082, "1900-02-28", false);
        add(1082, "0044-03-15 BC", false);
        add(1082, "10000-01-01", false);
        add(1082, "infinity", false);
        add(1114, "2026-11-21 12:00:00", true, "46347.5");
        add(1114, "2026-11-21 12:00:00.000001", false);
        add(1114, "infinity", false);
        add(1184, "2026-11-21 12:00:00+00", false);
        add(1083, "06:00:00", true, "0.25");
        add(1083, "24:00:00", false);
        add(25, "00123", false);
        add(25, "=1+1", false);
        add(790, "$1.00", false);
    }
    void cells()
    {
        QFETCH(quint32, type);
        QFETCH(QByteArray, value);
        QFETCH(bool, isNumber);
        QFETCH(QByteArray, text);
        const XlsxCell cell = xlsxCellOf(value, column(type));
        QCOMPARE(cell.kind == XlsxCell::Kind::Number, isNumber);
        QCOMPARE(cell.text, text);
    }

    void A1_numbersThatADoubleCannotHoldAreTexts()
    {
        psql(u"CREATE TABLE a1 (id int8 PRIMARY KEY, n numeric, f float8, m numeric(10,2), j jsonb); INSERT INTO a1 "
             "VALUES (9007199254740993, 12345678901234567890.123456789, 0.1, 10, '1005254182451511297'), "
             "(1, 0.5, 'NaN', -0.05, NULL)"_s);
        const QJsonArray rows = rowsOf(sheets(exported(u"a1"_s)));
        QCOMPARE(rows.size(), 3);
        const QJsonArray first = rows[1].toArray();
        QCOMPARE(first[0].toArray()[1].toString(), u"9007199254740993"_s);
        QCOMPARE(first[1].toArray()[1].toString(), u"12345678901234567890.123456789"_s);
        QCOMPARE(first[2].toArray()[1].toDouble(), 0.1);
        QCOMPARE(first[3].toArray()[0].toString(), u"n"_s);
        QCOMPARE(first[3].toArray()[2].toString(), u"0.00"_s); // shown as 10.00
        QCOMPARE(first[4].toArray()[1].toString(), u"1005254182451511297"_s);
        const QJsonArray second = rows[2].toArray();
        QCOMPARE(second[1].toArray()[1].toDouble(), 0.5);
        QCOMPARE(second[2].toArray()[1].toString(), u"NaN"_s);
        QCOMPARE(second[3].toArray()[1].toDouble(), -0.05);
        QVERIFY(second[4].toArray()[1].isNull());
    }

    void datesAreDates()
    {
        psql(u"CREATE TABLE days (id int PRIMARY KEY, d date, t timestamp, m timestamp, u timestamp, z timestamptz, "
             "c time); INSERT INTO days VALUES (1, '2024-02-29', '2026-11-21 13:14:15', '1999-12-31 23:59:59.999', "
             "'2026-01-01 00:00:00.000001', '2026-01-01 00:00:00+00', '23:59:59')"_s);
        const QJsonArray row = rowsOf(sheets(exported(u"days"_s)))[1].toArray();
        QCOMPARE(row[1].toArray()[1].toString(), u"2024-02-29T00:00:00"_s);
        QCOMPARE(row[2].toArray()[1].toString(), u"2026-11-21T13:14:15"_s);
        QCOMPARE(row[3].toArray()[1].toString(), u"1999-12-31T23:59:59.999000"_s);
        QCOMPARE(row[4].toArray()[1].toString(), u"2026-01-01 00:00:00.000001"_s);
        QVERIFY(row[5].toArray()[1].toString().startsWith(u"2026-01-01 00:00:00"_s));
        QCOMPARE(row[6].toArray()[1].toString(), u"23:59:59"_s);
    }

    void textsAreWhatTheyAre()
    {
        psql(u"CREATE TABLE texts (id int PRIMARY KEY, v text); INSERT INTO texts VALUES "
             "(1, '<a href=\"x\">&amp;</a>'), (2, E' blank \\n two\\t'), (3, ''), (4, NULL), (5, '=SUM(A1:A9)'), "
             "(6, E'\\U0001F600 \\u202Ertl'), (7, '00123')"_s);
        const QJsonArray rows = rowsOf(sheets(exported(u"texts"_s)));
        QCOMPARE(rows[0].toArray()[1].toArray()[1].toString(), u"v"_s);
        QCOMPARE(rows[1].toArray()[1].toArray()[1].toString(), u"<a href=\"x\">&amp;</a>"_s);
        QCOMPARE(rows[2].toArray()[1].toArray()[1].toString(), u" blank \n two\t"_s);
        QVERIFY(rows[4].toArray()[1].toArray()[1].isNull());
        // A text, not a formula that somebody else has written.
        QCOMPARE(rows[5].toArray()[1].toArray()[1].toString(), u"=SUM(A1:A9)"_s);
        QVERIFY(rows[5].toArray()[1].toArray()[0].toString() != u"f"_s);
        QCOMPARE(rows[6].toArray()[1].toArray()[1].toString(), u"😀 \u202ertl"_s);
        QCOMPARE(rows[7].toArray()[1].toArray()[1].toString(), u"00123"_s);
    }

    void whatXmlCannotHoldIsEscaped()
    {
        QByteArray text;
        appendXlsxText(text, "a\x01\r_x0041_\xef\xbf\xbe_x1");
        QCOMPARE(text, QByteArray("a_x0001__x000D__x005F_x0041__xFFFE__x1"));
    }

    void A16_aTextThatIsTooLongIsRefusedAndNotCut()
    {
        psql(u"CREATE TABLE a16 (id int PRIMARY KEY, \"long one\" text); "
             "INSERT INTO a16 VALUES (1, repeat('x', 32767)), (2, repeat('ü', 32768))"_s);
        QBuffer file;
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto refused =
            exportRows(m_here->session(), {.target = *m_here->target(u"a16"_s), .format = BulkFormat::Xlsx}, file);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Invalid);
        QVERIFY2(
            refused.error().message.contains(u"Row 2, column long one"_s)
                && refused.error().message.contains(u"32768"_s),
            qPrintable(refused.error().message));
        psql(u"DELETE FROM a16 WHERE id = 2"_s);
        QCOMPARE(rowsOf(sheets(exported(u"a16"_s)))[1].toArray()[1].toArray()[1].toString(), QString(32767, u'x'));
    }

    void rowsThatDoNotFitGoToFurtherSheets()
    {
        QBuffer file;
        QVERIFY(file.open(QIODevice::WriteOnly));
        XlsxWriter writer(
            file, u"a [very]: long/name* that? no sheet\\ can have"_s, {column(23), column(25)}, true, 11);
        for (int i = 1; i <= 25; ++i)
            QVERIFY(writer.take({QByteArray::number(i), "text " + QByteArray::number(i)}));
        QVERIFY(writer.finish());
        QCOMPARE(writer.sheets(), 3);
        const QJsonArray all = sheets(file.data());
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0].toArray()[0].toString(), u"a _very__ long_name_ that_ no s"_s);
        QCOMPARE(all[2].toArray()[0].toString(), u"a _very__ long_name_ that_ (3)"_s);
        int next = 1;
        for (int sheet = 0; sheet < 3; ++sheet) {
            const QJsonArray rows = rowsOf(all, sheet);
            QCOMPARE(rows[0].toArray()[0].toArray()[1].toString(), u"c"_s); // each has the header
            for (int row = 1; row < rows.size(); ++row)
                QCOMPARE(rows[row].toArray()[0].toArray()[1].toInt(), next++);
        }
        QCOMPARE(next, 26);
    }

    void noRowsAndNoColumns()
    {
        psql(u"CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES; CREATE TABLE empty (a int, b text)"_s);
        QCOMPARE(rowsOf(sheets(exported(u"empty"_s))).size(), 1); // the header
        QVERIFY(sheets(exported(u"nothing"_s)).size() == 1);
    }

    void theFullDiskIsAnError()
    {
        psql(u"CREATE TABLE many AS SELECT i AS id, md5(i::text) AS v FROM generate_series(1, 50000) i"_s);
        const auto target = m_here->target(u"many"_s);
        qint64 whole = 0;
        {
            QBuffer file;
            QVERIFY(file.open(QIODevice::WriteOnly));
            whole = exportRows(m_here->session(), {.target = *target, .format = BulkFormat::Xlsx}, file)->bytes;
            QCOMPARE(whole, file.size());
        }
        for (const qint64 room : {qint64(0), whole / 2, whole - 1}) {
            FullDevice disk(room);
            const auto report = exportRows(m_here->session(), {.target = *target, .format = BulkFormat::Xlsx}, disk);
            QVERIFY(!report);
            QCOMPARE(report.error().kind, ErrorKind::Io);
            QVERIFY(report.error().message.contains(u"No space left"_s));
        }
    }

    // The same rows give the same bytes.
    void itIsReproducible()
    {
        psql(u"CREATE TABLE same AS SELECT i AS id, 'x' AS v FROM generate_series(1, 100) i"_s);
        QCOMPARE(exported(u"same"_s), exported(u"same"_s));
    }
};

QTEST_GUILESS_MAIN(XlsxTest)
#include "tst_xlsx.moc"
