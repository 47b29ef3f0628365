// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Files from elsewhere: encodings, guesses about them, mapping, rejected rows, and what goes wrong on the way.
#include "data/importfixture.h"
#include "data/transfer/sniffing.h"
#include "data/transfer/rejectfile.h"

#include <QBuffer>
#include <QTemporaryDir>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

namespace {

QByteArray utf16(const QString &text, bool little, bool mark)
{
    QByteArray out;
    for (const QChar c : (mark ? QString(QChar(0xfeff)) : QString()) + text) {
        const char low = char(c.unicode() & 0xff);
        const char high = char(c.unicode() >> 8);
        out += little ? QByteArray{1, low} + high : QByteArray{1, high} + low;
    }
    return out;
}

// Fails to read behind so many bytes, as a disk does.
class BrokenDevice final : public QIODevice
{
public:
    BrokenDevice(QByteArray text, qint64 good)
        : m_text(std::move(text))
        , m_good(good)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    qint64 readData(char *to, qint64 most) override
    {
        const qint64 some = std::min(most, m_good - m_at);
        if (some <= 0) {
            setErrorString(u"Input/output error"_s);
            return -1;
        }
        std::copy_n(m_text.constData() + m_at, some, to);
        m_at += some;
        return some;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_text;
    qint64 m_good;
    qint64 m_at = 0;
};

} // namespace

class BulkImportTest final : public QObject, ImportFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { m_here.reset(); }
    void init() { psql(u"TRUNCATE people"_s); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    // ---- encodings

    void encodings_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<TextEncoding>("encoding");
        const QString text = u"id,name,born,score\n1,Zoë “quoted” €,2000-02-29,1.50\n2,Ærø,,\n"_s;
        const QString astral = u"id,name,born,score\n1,Zoë “quoted” €,2000-02-29,1.50\n2,Ærø,,\n3,😀,,\n"_s;
        QByteArray windows("id,name,born,score\n1,Zo\xeb \x93quoted\x94 \x80,2000-02-29,1.50\n2,\xc6r\xf8,,\n");
        QTest::newRow("UTF-8") << text.toUtf8() << TextEncoding::Utf8;
        QTest::newRow("UTF-8 with a mark") << "\xef\xbb\xbf" + text.toUtf8() << TextEncoding::Utf8;
        QTest::newRow("UTF-16 LE") << utf16(text, true, false) << TextEncoding::Utf16Le;
        QTest::newRow("UTF-16 LE with a mark") << utf16(text, true, true) << TextEncoding::Utf16Le;
        QTest::newRow("UTF-16 BE") << utf16(text, false, false) << TextEncoding::Utf16Be;
        QTest::newRow("UTF-16 BE with a mark") << utf16(astral, false, true) << TextEncoding::Utf16Be;
        QTest::newRow("Windows-1252") << windows << TextEncoding::Windows1252;
        QTest::newRow("Windows-1252, CR LF") << windows.replace("\n", "\r\n") << TextEncoding::Windows1252;
    }
    void encodings()
    {
        QFETCH(QByteArray, file);
        QFETCH(TextEncoding, encoding);
        const ImportPreview seen = preview(u"people"_s, file);
        QCOMPARE(*seen.dialect.encoding, encoding);
        QCOMPARE(seen.fields[1].name, u"name"_s);
        for (const As as : {As::File, As::Pipe}) {
            psql(u"TRUNCATE people"_s);
            const auto report = load(requestOf(seen, *m_here->target(u"people"_s)), file, as);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            QCOMPARE(report->read, report->written);
            QCOMPARE(psql(u"SELECT name, born, score FROM people WHERE id = 1"_s), u"Zoë “quoted” €|2000-02-29|1.50"_s);
            QCOMPARE(psql(u"SELECT name, born IS NULL FROM people WHERE id = 2"_s), u"Ærø|t"_s);
            if (report->read == 3)
                QCOMPARE(psql(u"SELECT name FROM people WHERE id = 3"_s), u"😀"_s);
        }
    }

    void latin1HasWhatWindowsHasNot()
    {
        const QByteArray file("id,name,born,score\n1,\xe9\x85 \x81,,\n");
        QCOMPARE(detectEncoding(file), TextEncoding::Latin1);
        ImportRequest request = requestFor(u"people"_s);
        request.encoding = TextEncoding::Latin1;
        QVERIFY(load(request, file));
        QCOMPARE(psql(u"SELECT name = U&'\\00e9\\0085 \\0081' FROM people"_s), u"t"_s);
        // A byte that means nothing is not made up.
        request.encoding = TextEncoding::Windows1252;
        const auto report = load(request, file);
        QVERIFY(!report);
        QVERIFY2(report.error().message.startsWith(u"Line 2: this is not valid"_s), qPrintable(report.error().message));
    }

    void brokenTextIsAnErrorWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<TextEncoding>("encoding");
        QTest::addColumn<QString>("line");
        QTest::newRow("UTF-8") << "id,name,born,score\n1,a,,\n2,\xff\xfe,,\n"_ba << TextEncoding::Utf8 << u"Line 3"_s;
        const QString half = u"id,name,born,score\n1,"_s + QChar(0xd83d) + u",,\n"_s;
        QTest::newRow("half a pair") << utf16(half, true, true) << TextEncoding::Utf16Le << u"Line 1"_s;
        QTest::newRow("half a pair at the end")
            << utf16(half.chopped(3), true, true) << TextEncoding::Utf16Le << u"Line 2"_s;
        QTest::newRow("half a unit") << utf16(u"id,name,born,score\n1,a,,\n"_s, true, true) + 'x'
                                     << TextEncoding::Utf16Le << u"Line 3"_s;
    }
    void brokenTextIsAnErrorWithItsLine()
    {
        QFETCH(QByteArray, file);
        QFETCH(TextEncoding, encoding);
        QFETCH(QString, line);
        ImportRequest request = requestFor(u"people"_s);
        request.encoding = encoding;
        const auto report = load(request, file);
        QVERIFY(!report);
        QVERIFY2(report.error().message.startsWith(line), qPrintable(describe(report.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
    }

    // However the file comes in pieces.
    void textIsTheSameInPieces()
    {
        const QString text = QString(u"ä€😀\n"_s).repeated(50);
        for (const TextEncoding encoding : {TextEncoding::Utf8, TextEncoding::Utf16Le, TextEncoding::Utf16Be}) {
            QByteArray file = encoding == TextEncoding::Utf8 ? "\xef\xbb\xbf" + text.toUtf8()
                                                             : utf16(text, encoding == TextEncoding::Utf16Le, true);
            for (const qint64 piece : {1, 2, 3, 5, 1000}) {
                QBuffer buffer(&file);
                QVERIFY(buffer.open(QIODevice::ReadOnly));
                TextSource source(buffer, encoding);
                QByteArray all;
                while (true) {
                    const auto some = source.read(piece);
                    QVERIFY2(some, qPrintable(describe(some ? Error{} : some.error())));
                    if (some->isEmpty())
                        break;
                    all += *some;
                }
                QCOMPARE(all, text.toUtf8());
            }
        }
    }

    // ---- guesses

    void dialects_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<BulkFormat>("format");
        QTest::addColumn<char>("delimiter");
        QTest::addColumn<bool>("header");
        QTest::addColumn<QByteArray>("null");
        QTest::newRow("commas") << "id,name\n1,a;b;c\n"_ba << BulkFormat::Csv << ',' << true << ""_ba;
        QTest::newRow("semicolons") << "id;name\n1;a,b\n2;c,d\n"_ba << BulkFormat::Csv << ';' << true << ""_ba;
        QTest::newRow("bars") << "x|y\n1|2\n"_ba << BulkFormat::Csv << '|' << true << ""_ba;
        QTest::newRow("tabulators") << "id\tname\n1\t\\N\n"_ba << BulkFormat::Csv << '\t' << true << ""_ba;
        QTest::newRow("a head that begins as an array does")
            << "[id],name\n1,2\n"_ba << BulkFormat::Csv << ',' << true << ""_ba;
        QTest::newRow("a head that begins as an object does")
            << "{id},name\n1,2\n"_ba << BulkFormat::Csv << ',' << true << ""_ba;
        QTest::newRow("no header") << "1,2000-01-01\n2,2000-01-02\n"_ba << BulkFormat::Csv << ',' << false << ""_ba;
        QTest::newRow("words above numbers") << "a,b\n1,2\n"_ba << BulkFormat::Csv << ',' << true << ""_ba;
        QTest::newRow("one column") << "name\nx\n"_ba << BulkFormat::Csv << ',' << true << ""_ba;
        QTest::newRow("a quoted \\N") << "id,name\n1,\"\\N\"\n"_ba << BulkFormat::Csv << ',' << true << ""_ba;
        QTest::newRow("objects") << "{\"id\": 1}\n{\"id\": 2}\n"_ba << BulkFormat::NdJson << ',' << false << ""_ba;
        QTest::newRow("an array") << " [{\"id\": 1}]"_ba << BulkFormat::Json << ',' << false << ""_ba;
        QTest::newRow("nothing") << ""_ba << BulkFormat::Csv << ',' << true << ""_ba;
    }
    void dialects()
    {
        QFETCH(QByteArray, file);
        QFETCH(BulkFormat, format);
        QFETCH(char, delimiter);
        QFETCH(bool, header);
        QFETCH(QByteArray, null);
        const ImportDialect dialect = preview(u"people"_s, file).dialect;
        QCOMPARE(*dialect.format, format);
        QCOMPARE(*dialect.delimiter, delimiter);
        QCOMPARE(*dialect.header, header);
        QCOMPARE(*dialect.null, null);
    }

    void typesAreGuessed()
    {
        const ImportPreview seen = preview(
            u"people"_s,
            "a,b,c,d,e,f,g,h,i\n"
            "1,1.5,t,2000-01-01,2000-01-01 10:00:00,00123,{\"a\": 1},6f1d6c1e-1a2b-4c3d-8e9f-001122334455,\n"
            "-2,2,f,2000-01-02,2000-01-02,9,[1],6f1d6c1e-1a2b-4c3d-8e9f-001122334455,\n"_ba);
        std::vector<LooksLike> looks;
        for (const PreviewField &field : seen.fields)
            looks.push_back(field.looksLike);
        QVERIFY(
            looks
            == (std::vector{
                LooksLike::Integer, LooksLike::Number, LooksLike::Boolean, LooksLike::Date, LooksLike::Timestamp,
                LooksLike::Text, LooksLike::Json, LooksLike::Uuid, LooksLike::Nothing}));
        QVERIFY(seen.whole);
        QVERIFY(seen.fields[8].hasNull);
        QVERIFY(!canHold(m_here->target(u"people"_s)->columns[0], LooksLike::Text));
        QVERIFY(canHold(m_here->target(u"people"_s)->columns[3], LooksLike::Integer));
    }

    void theBeginningIsEnough()
    {
        QByteArray file("id,name,born,score\n");
        for (int i = 0; file.size() < 3 * previewBytes; ++i)
            file += QByteArray::number(i) + ",\"a long name\nof two lines\",,\n";
        const ImportPreview seen = preview(u"people"_s, file);
        QCOMPARE(int(seen.rows.size()), previewRows);
        QVERIFY(!seen.whole);
        QCOMPARE(seen.lines[1], 4);
        QVERIFY(!seen.error);
        const ImportPreview open = preview(u"people"_s, "id,name\n1,\"open\n"_ba);
        QVERIFY(open.error);
        QVERIFY(open.error->message.startsWith(u"Line 2"_s));
    }

    // ---- mapping

    void fieldsAreMapped()
    {
        const auto target = m_here->target(u"people"_s);
        const QByteArray file("key,full name,id,unused\n1,a,7,x\n");
        const ImportPreview seen = preview(u"people"_s, file);
        ImportRequest request = requestOf(seen, *target);
        QCOMPARE(request.fields, (std::vector{noColumn, noColumn, 0, noColumn}));
        QVERIFY(mapField(request, seen, u"full name=name"_s));
        QVERIFY(mapField(request, seen, u"3="_s));
        QVERIFY(mapField(request, seen, u"1=id"_s));
        const auto homeless = checkMapping(request, seen);
        QVERIFY(!homeless);
        QVERIFY2(homeless.error().message.endsWith(u": unused"_s), qPrintable(homeless.error().message));
        ImportRequest all = request;
        leaveOutUnknown(all);
        QVERIFY(checkMapping(all, seen));
        QVERIFY(mapField(request, seen, u"unused="_s));
        QVERIFY(checkMapping(request, seen));
        QCOMPARE(request.fields, (std::vector{0, 1, leftOut, leftOut}));
        QVERIFY(load(request, file));
        QCOMPARE(psql(u"SELECT * FROM people"_s), u"1|a||"_s);
        QVERIFY(mapField(request, seen, u"id=id"_s));
        QCOMPARE(checkMapping(request, seen).error().kind, ErrorKind::Usage); // twice
        for (const QString &wrong : {u"nowhere=id"_s, u"key=nothing"_s, u"key"_s, u"=id"_s, u"9=id"_s})
            QCOMPARE(mapField(request, seen, wrong).error().kind, ErrorKind::Usage);
        const ImportPreview none = preview(u"people"_s, "x,y\n1,2\n"_ba);
        QVERIFY(!checkMapping(requestOf(none, *target), none));
    }

    void membersAreMapped()
    {
        const QByteArray file("{\"key\": 1, \"x\": null, \"name\": \"a\"}\n{\"key\": 2, \"x\": 1}\n");
        const ImportPreview seen = preview(u"people"_s, file);
        ImportRequest request = requestOf(seen, *m_here->target(u"people"_s));
        QVERIFY(mapField(request, seen, u"key=id"_s));
        const auto homeless = load(request, file);
        QVERIFY(!homeless);
        QVERIFY(homeless.error().message.contains(u"no column named x"_s));
        QVERIFY(mapField(request, seen, u"x="_s));
        for (const As as : {As::File, As::Pipe}) {
            psql(u"TRUNCATE people"_s);
            const auto report = load(request, file, as);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            QCOMPARE(psql(u"SELECT id, name FROM people ORDER BY id"_s), u"1|a\n2|"_s);
        }
        // One that comes later and goes nowhere is not dropped without a word.
        const auto late = load(request, file + "{\"key\": 3, \"late\": 1}\n");
        QVERIFY(!late);
        QVERIFY(late.error().message.startsWith(u"Line 3"_s));
        ImportRequest rest = request;
        leaveOutUnknown(rest);
        psql(u"TRUNCATE people"_s);
        QVERIFY(load(rest, file + "{\"key\": 3, \"late\": 1}\n"));
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"3"_s);
        const auto twice = load(request, "{\"key\": 3, \"key\": 4}\n"_ba);
        QVERIFY(!twice);
    }

    void whatTheServerComputesIsLeftOut()
    {
        psql(u"CREATE TABLE computed (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, "
             "b int GENERATED ALWAYS AS (a * 2) STORED)"_s);
        const QByteArray file("id,a,b\n17,1,2\n");
        const ImportPreview seen = preview(u"computed"_s, file);
        const ImportRequest request = requestOf(seen, *m_here->target(u"computed"_s));
        QCOMPARE(request.fields, (std::vector{0, 1, leftOut})); // said by the table itself
        QVERIFY(load(request, file));
        QCOMPARE(psql(u"SELECT * FROM computed"_s), u"17|1|2"_s);
    }

    // ---- the end of the data

    void aLineThatCopyTakesForTheEndIsAValue()
    {
        psql(u"CREATE TABLE ends (v text)"_s);
        const QByteArray file("v\na\n\\.\nb\n");
        for (const As as : {As::File, As::Pipe}) {
            psql(u"TRUNCATE ends"_s);
            const auto report = load(requestFor(u"ends"_s), file, as);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            QCOMPARE(report->written, 3);
            QCOMPARE(psql(u"SELECT string_agg(v, ' ' ORDER BY v) FROM ends"_s), u"\\. a b"_s);
        }
    }

    void aFileThatCannotBeReadToItsEndIsAnError()
    {
        QByteArray file("id,name,born,score\n");
        for (int i = 0; i < 100'000; ++i)
            file += QByteArray::number(i) + ",name,,\n";
        BrokenDevice device(file, file.size() / 2);
        const auto report = importRows(m_here->session(), requestFor(u"people"_s), device);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Io);
        QVERIFY(report.error().message.contains(u"Input/output error"_s));
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
    }

    void theLineIsToldOfAPipeToo()
    {
        QByteArray file("id,name,born,score\n");
        for (int i = 0; i < 30'000; ++i)
            file += QByteArray::number(i) + ",\"two\nlines\",,\n";
        file += "30000,x,no date,\n";
        for (const As as : {As::File, As::Pipe}) {
            const auto report = load(requestFor(u"people"_s), file, as);
            QVERIFY(!report);
            QVERIFY2(report.error().message.startsWith(u"Line 60002: "_s), qPrintable(describe(report.error())));
        }
    }

    // ---- rehearsal, rejects

    void aRehearsalTakesEverythingBack()
    {
        ImportRequest request = requestFor(u"people"_s);
        request.rehearse = true;
        const auto report = load(request, "id,name,born,score\n1,a,,\n2,b,,\n"_ba);
        QVERIFY(report);
        QCOMPARE(report->written, 2);
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
        QVERIFY(!load(request, "id,name,born,score\n1,a,,\n1,b,,\n"_ba));
    }

    void aDeferredConstraintIsAnErrorOfTheWhole()
    {
        psql(u"CREATE TABLE deferred (id int PRIMARY KEY, p int REFERENCES deferred DEFERRABLE INITIALLY DEFERRED)"_s);
        // A row may come before the one that it points to.
        QVERIFY(load(requestFor(u"deferred"_s), "id,p\n1,2\n2,1\n"_ba));
        const auto report = load(requestFor(u"deferred"_s), "id,p\n3,99\n"_ba);
        QVERIFY(!report);
        QCOMPARE(report.error().sqlState, u"23503"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM deferred"_s), u"2"_s);
    }

    void rejectedRowsAreInTheirFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"rejects.csv"_s);
        RejectFile rejects;
        QVERIFY(rejects.open(path));
        ImportRequest request = requestFor(u"people"_s);
        request.policy = ErrorPolicy::Reject;
        QByteArray file("id,name,born,score\n1,a,,\n2,\"q \"\"x\"\"\",no,\n3,b\n");
        QBuffer buffer(&file);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        const auto report = importRows(
            m_here->session(), request, buffer, [&rejects](const RejectedRow &row) { return rejects.take(row); });
        QVERIFY(report);
        QVERIFY(!QFile::exists(path)); // not before it is known that the import stands
        QVERIFY(rejects.keep());
        QFile kept(path);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        DelimitedReader reader({});
        const auto records = reader.feed(kept.readAll());
        QCOMPARE(records.size(), 3U);
        QCOMPARE(records[0].cells[3], "row"_t);
        // Those that cannot be sent are told at once, before those that the server refuses.
        std::map<QByteArray, QByteArray> rows;
        for (size_t i = 1; i < records.size(); ++i)
            rows[records[i].cells[0].bytes()] = records[i].cells[3].bytes();
        QCOMPARE(rows, (std::map<QByteArray, QByteArray>{{"3", "2,\"q \"\"x\"\"\",no,"}, {"4", "3,b"}}));
    }

    void rejectsThatCannotBeWrittenAreAnError()
    {
        ImportRequest request = requestFor(u"people"_s);
        request.policy = ErrorPolicy::Reject;
        QByteArray file("id,name,born,score\n1,a,,\n2,b,no,\n");
        QBuffer buffer(&file);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        const auto report = importRows(m_here->session(), request, buffer, [](const RejectedRow &) {
            return Result<void>(fail(ErrorKind::Io, u"full"_s));
        });
        QVERIFY(!report);
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
    }

    // ---- faults

    void aStatementThatTakesLongIsCancelled()
    {
        psql(u"CREATE TABLE slow (id int PRIMARY KEY); CREATE FUNCTION sleepy() RETURNS trigger LANGUAGE plpgsql AS "
             "'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'; "
             "CREATE TRIGGER t BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION sleepy()"_s);
        for (const bool upsert : {false, true}) {
            ImportRequest request = requestFor(u"slow"_s);
            if (upsert)
                request.upsertKey = {0};
            QByteArray file("id\n1\n2\n");
            QBuffer buffer(&file);
            QVERIFY(buffer.open(QIODevice::ReadOnly));
            std::stop_source stop;
            std::jthread canceller([&] {
                while (psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s) == u'0') {
                }
                stop.request_stop();
            });
            const auto report = importRows(m_here->session(), request, buffer, {}, {}, stop.get_token());
            QVERIFY(!report);
            QCOMPARE(report.error().kind, ErrorKind::Cancelled);
            QCOMPARE(psql(u"SELECT count(*) FROM slow"_s), u"0"_s);
        }
    }

    void theServerIsKilledOnTheWay()
    {
        QByteArray file("id,name,born,score\n");
        for (int i = 0; i < 200'000; ++i)
            file += QByteArray::number(i) + ",name,,\n";
        QBuffer buffer(&file);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        const auto session = m_here->open();
        const auto pid = session->query({u"SELECT pg_backend_pid()::text"_s, {}}).result()->rows.text(0, 0);
        bool killed = false;
        const auto report = importRows(*session, requestFor(u"people"_s), buffer, {}, [&](BulkProgress done) {
            if (done.rows > 50'000 && !std::exchange(killed, true))
                psql(u"SELECT pg_terminate_backend("_s + pid + u')');
        });
        QVERIFY(killed);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Connection);
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
    }

    // ---- sizes

    void aCellOf100Megabytes()
    {
        psql(u"CREATE TABLE wide (id int, v text)"_s);
        const QByteArray cell(100 << 20, 'x');
        for (const ErrorPolicy policy : {ErrorPolicy::AllOrNothing, ErrorPolicy::Reject}) {
            ImportRequest request = requestFor(u"wide"_s);
            request.policy = policy;
            const auto report = load(request, "id,v\n1," + cell + "\n2,y\n");
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        }
        QCOMPARE(psql(u"SELECT count(*), max(length(v)) FROM wide"_s), u"4|104857600"_s);
    }

    void manyColumns()
    {
        QStringList names;
        QByteArray header;
        QByteArray row;
        for (int i = 0; i < 1600; ++i) {
            names << u"c%1 int"_s.arg(i);
            header += (i > 0 ? ",c" : "c") + QByteArray::number(i);
            row += (i > 0 ? "," : "") + QByteArray::number(i);
        }
        psql(u"CREATE TABLE wideopen ("_s + names.join(u',') + u')');
        const QByteArray file = header + '\n' + row + '\n' + row + '\n';
        const ImportPreview seen = preview(u"wideopen"_s, file);
        QCOMPARE(seen.fields.size(), 1600U);
        const auto report = load(requestOf(seen, *m_here->target(u"wideopen"_s)), file);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(psql(u"SELECT count(*), sum(c1599) FROM wideopen"_s), u"2|3198"_s);
    }

    void noRows()
    {
        for (const QByteArray &file : {""_ba, "id,name,born,score\n"_ba, "id,name,born,score"_ba}) {
            const auto report = load(requestFor(u"people"_s), file);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            QCOMPARE(report->read, 0);
            QCOMPARE(report->written, 0);
        }
    }

    void hostileNames()
    {
        psql(u"CREATE TABLE \"it's \"\"a\\b%s; DROP TABLE people --\" (\"id\"\"'\" int PRIMARY KEY, \"<b>\\\" text)"_s);
        const QString name = u"it's \"a\\b%s; DROP TABLE people --"_s;
        const QByteArray file("\"id\"\"'\",<b>\\\n1,a\n");
        ImportRequest request = requestOf(preview(name, file), *m_here->target(name));
        QCOMPARE(request.fields, (std::vector{0, 1}));
        request.upsertKey = {0};
        for (int i = 0; i < 2; ++i) {
            const auto report = load(request, file);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            QCOMPARE(report->updated, i);
        }
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(BulkImportTest)
#include "tst_bulkimport.moc"
