// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// COPY's own text format. psql's \copy is the judge, both ways.
#include "data/transfer/copytext.h"
#include "data/importfixture.h"
#include "support/databasefolder.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class CopyFormatTest final : public QObject, private ImportFixture, private howdah::test::FileFolder
{
    Q_OBJECT

    QByteArray exported(const QString &table)
    {
        QBuffer buffer;
        if (!buffer.open(QIODevice::WriteOnly))
            qFatal("a buffer");
        const auto report =
            exportRows(m_here->session(), {.target = *m_here->target(table), .format = BulkFormat::Copy}, buffer);
        if (!report)
            qFatal("%s", qPrintable(describe(report.error())));
        return buffer.data();
    }
    Result<ImportReport> loadCopy(
        const QString &table, const QByteArray &file, ImportDialect dialect = {}, ErrorPolicy policy = {},
        As as = As::File)
    {
        dialect.format = BulkFormat::Copy;
        ImportRequest request = requestOf(preview(table, file, dialect), *m_here->target(table));
        request.policy = policy;
        return load(request, file, as);
    }
    QString rows(const QString &table) { return psql(u"SELECT x FROM "_s + table + u" x ORDER BY 1"_s); }
    // Nothing else gives a text so many ways to be misread.
    static QString chanceText(QRandomGenerator &chance)
    {
        static const QStringList pieces{u"\\"_s,    u"\\N"_s, u"\\."_s, u"\t"_s, u"\n"_s,   u"\r"_s,
                                        u"\r\n"_s,  u"N"_s,   u"ä"_s,   u"😀"_s, u"\""_s,   u"'"_s,
                                        u","_s,     u"\b"_s,  u"\f"_s,  u"\v"_s, u"\x1b"_s, u"\\x41"_s,
                                        u"\\101"_s, u" "_s,   u"$$"_s,  u"{}"_s, u"word"_s, u"0"_s};
        QString text;
        for (int i = chance.bounded(8); i > 0; --i)
            text += pieces[chance.bounded(int(pieces.size()))];
        return text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        startServer();
        psql(u"CREATE TABLE judged (id int, t text, b bytea, a text[], g int GENERATED ALWAYS AS (id * 2) STORED, "
             "n numeric); CREATE TABLE back (LIKE judged INCLUDING ALL); CREATE TABLE words (a text, b text); "
             "CREATE TABLE single (a text)"_s);
    }
    void cleanupTestCase() { m_here.reset(); }
    void init() { psql(u"TRUNCATE judged, back, words, single"_s); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    void itIsWhatPsqlWritesAndReads_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 20; ++seed)
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void itIsWhatPsqlWritesAndReads()
    {
        QFETCH(quint32, seed);
        QRandomGenerator chance(seed);
        const auto literal = [&chance] {
            return chance.bounded(6) == 0 ? u"NULL"_s : u'\'' + chanceText(chance).replace(u'\'', u"''"_s) + u'\'';
        };
        for (int i = 0; i < 50; ++i)
            psql(u"SET standard_conforming_strings = on; INSERT INTO judged (id, t, b, a, n) VALUES (%1, %2, "
                 "convert_to(%3, 'UTF8'), ARRAY[%4, %5], %6)"_s.arg(
                     QString::number(i), literal(), literal(), literal(), literal(), QString::number(i) + u".50"_s));
        psql(u"\\copy judged to '%1'"_s.arg(path(u"psql"_s)));
        const QByteArray ours = exported(u"judged"_s);
        QCOMPARE(ours, read(u"psql"_s));
        // And back, by each of them.
        write(u"ours"_s, ours);
        psql(u"\\copy back from '%1'"_s.arg(path(u"ours"_s)));
        QCOMPARE(rows(u"back"_s), rows(u"judged"_s));
        for (const As as : {As::File, As::Pipe}) {
            for (const ErrorPolicy policy : {ErrorPolicy::AllOrNothing, ErrorPolicy::Reject}) {
                psql(u"TRUNCATE back"_s);
                const auto report = loadCopy(u"back"_s, read(u"psql"_s), {}, policy, as);
                QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
                QCOMPARE(report->written, 50);
                QCOMPARE(rows(u"back"_s), rows(u"judged"_s));
            }
        }
    }

    // What no server writes, but COPY reads.
    void itReadsWhatCopyReads_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("octal") << "a\\101\\0607\\7\tx\n"_ba;
        QTest::newRow("hexadecimal") << "\\x41\\x4g\\xg\\x\tx\n"_ba;
        QTest::newRow("bytes of one letter") << "\\xc3\\xa4\\303\\244\tx\n"_ba;
        QTest::newRow("other letters") << "\\a\\q\\N\\\\N\tN\n"_ba;
        QTest::newRow("a line break behind a backslash") << "a\\\nb\tx\n"_ba;
        QTest::newRow("a tabulator behind a backslash") << "a\\\tb\tx\n"_ba;
        QTest::newRow("its end") << "a\tb\n\\.\n"_ba;
        QTest::newRow("no line break at the end") << "a\tb\nc\td"_ba;
        QTest::newRow("a backslash at the end") << "a\tb\\"_ba;
        QTest::newRow("DOS") << "a\tb\r\nc\td\r\n"_ba;
        QTest::newRow("DOS, with its end") << "a\tb\r\n\\.\r\n"_ba;
        QTest::newRow("Mac") << "a\tb\rc\td\r"_ba;
        QTest::newRow("empty texts") << "\t\n\\N\t\n"_ba;
        QTest::newRow("quotes") << "\"a\t\"\"\n"_ba;
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("only its end") << "\\.\n"_ba;
    }
    void itReadsWhatCopyReads()
    {
        QFETCH(QByteArray, file);
        write(u"file"_s, file);
        psql(u"\\copy words from '%1'"_s.arg(path(u"file"_s)));
        const QString judge = rows(u"words"_s);
        psql(u"TRUNCATE words"_s);
        const auto report = loadCopy(u"words"_s, file);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(rows(u"words"_s), judge);
        // The same byte by byte.
        CopyTextReader reader({.delimiter = tabulator, .null = "\\N"});
        size_t count = 0;
        for (const char byte : file)
            count += reader.feed({&byte, 1})->size();
        count += reader.finish()->size();
        QCOMPARE(qint64(count), report->read);
    }

    void anEmptyLineIsAnEmptyText()
    {
        write(u"file"_s, "\na\n\n");
        psql(u"\\copy single from '%1'"_s.arg(path(u"file"_s)));
        QCOMPARE(psql(u"SELECT count(*) FROM single WHERE a = ''"_s), u"2"_s);
        psql(u"TRUNCATE single"_s);
        QVERIFY(loadCopy(u"single"_s, "\na\n\n"));
        QCOMPARE(psql(u"SELECT count(*) FROM single WHERE a = ''"_s), u"2"_s);
    }

    void whatCopyRefusesIsRefusedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("line");
        QTest::newRow("too few") << "a\tb\nc\n"_ba << u"Line 2:"_s;
        QTest::newRow("too many") << "a\tb\nc\\\nd\te\nf\tg\th\n"_ba << u"Line 4:"_s;
        QTest::newRow("two ends of lines") << "a\tb\nc\td\r\n"_ba << u"Line 2:"_s;
        QTest::newRow("two ends of lines, DOS first") << "a\tb\r\nc\td\n"_ba << u"Line 2:"_s;
        QTest::newRow("no text") << "a\tb\n\\xff\tx\n"_ba << u"Line 2:"_s;
    }
    void whatCopyRefusesIsRefusedWithItsLine()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, line);
        write(u"file"_s, file);
        QVERIFY(!m_here->server().psql(m_here->database(), u"\\copy words from '%1'"_s.arg(path(u"file"_s))));
        const auto report = loadCopy(u"words"_s, file);
        QVERIFY(!report);
        QVERIFY2(report.error().message.startsWith(line), qPrintable(describe(report.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM words"_s), u"0"_s);
    }

    // psql passes over it in silence.
    void moreBehindTheEndIsRefused()
    {
        const auto report = loadCopy(u"words"_s, "a\tb\n\\.\nc\td\n");
        QVERIFY(!report);
        QVERIFY2(report.error().message.startsWith(u"Line 3:"_s), qPrintable(describe(report.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM words"_s), u"0"_s);
    }

    void otherDelimitersAndNulls()
    {
        psql(u"INSERT INTO words VALUES ('a|b', NULL), ('NULL', ''), (E'\\\\N', E'|\\\\')"_s);
        psql(u"\\copy words to '%1' (delimiter '|', null 'NULL')"_s.arg(path(u"file"_s)));
        // A text that is spelled as NULL is NULL to psql, too.
        psql(u"TRUNCATE words"_s);
        psql(u"\\copy words from '%1' (delimiter '|', null 'NULL')"_s.arg(path(u"file"_s)));
        const QString before = rows(u"words"_s);
        psql(u"TRUNCATE words"_s);
        const auto report = loadCopy(u"words"_s, read(u"file"_s), {.delimiter = '|', .null = "NULL"_ba});
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(rows(u"words"_s), before);
    }

    // The server reads it as it is, wherever the pieces end; what it would read otherwise is taken apart here.
    void aLargeFileIsPassedOn_data()
    {
        QTest::addColumn<QByteArray>("last");
        QTest::addColumn<bool>("passes");
        QTest::newRow("as it is") << ""_ba << true;
        QTest::newRow("quotes are text") << "a \"\tb\n"_ba << true;
        QTest::newRow("a line break behind a backslash") << "a\\\nb\tc\n"_ba << false;
        QTest::newRow("its end") << "\\.\n"_ba << false;
        QTest::newRow("a backslash at the end") << "a\tb\\"_ba << false;
    }
    void aLargeFileIsPassedOn()
    {
        QFETCH(QByteArray, last);
        QFETCH(bool, passes);
        QByteArray file;
        for (int i = 0; i < 60'000; ++i) // a backslash is the last byte of some piece
            file += QByteArray::number(i * 7) + "\t\\N\n";
        file += last;
        QStringList statements;
        m_here->context().observeStatements([&statements](std::span<const connection::StatementEvent> events) {
            for (const connection::StatementEvent &event : events)
                statements << event.statement->sql;
        });
        const auto report = loadCopy(u"words"_s, file);
        m_here->context().observeStatements({});
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        const bool isPassed = !statements.contains(u"ROLLBACK TO SAVEPOINT howdah_import"_s);
        QCOMPARE(statements.filter(u"FORMAT text"_s).size(), 1);
        QCOMPARE(isPassed, passes);
        write(u"file"_s, file);
        const QString sum = u"SELECT count(*), md5(string_agg(w::text, '|' ORDER BY a, b)) FROM words w"_s;
        const QString ours = psql(sum);
        psql(u"TRUNCATE words"_s);
        psql(u"\\copy words from '%1'"_s.arg(path(u"file"_s)));
        QCOMPARE(ours, psql(sum));
        QCOMPARE(QString::number(report->read), psql(u"SELECT count(*) FROM words"_s));
        QCOMPARE(report->written, report->read);
    }
    void theLineOfALargeFileIsTold()
    {
        psql(u"CREATE TABLE wide (n int, t text)"_s);
        QByteArray file;
        for (int i = 1; i <= 60'000; ++i)
            file += (i == 50'000 ? QByteArray("x") : QByteArray::number(i)) + "\t\\N\n";
        const auto report = loadCopy(u"wide"_s, file);
        QVERIFY(!report);
        QVERIFY2(report.error().message.startsWith(u"Line 50000:"_s), qPrintable(describe(report.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM wide"_s), u"0"_s);
    }

    void aHeaderIsOneWhenSaid()
    {
        QVERIFY(loadCopy(u"words"_s, "a\tb\n1\t2\n"));
        QCOMPARE(psql(u"SELECT count(*) FROM words"_s), u"2"_s);
        psql(u"TRUNCATE words"_s);
        QVERIFY(loadCopy(u"words"_s, "b\ta\n1\t2\n", {.header = true}));
        QCOMPARE(rows(u"words"_s), u"(2,1)"_s);
    }

    void refusedLinesAreLeftOutAsTheyAre()
    {
        psql(u"CREATE TABLE numbers (n int PRIMARY KEY, t text)"_s);
        const auto report = loadCopy(u"numbers"_s, "1\ta\nx\\ty\tb\\\\\n1\tc\n2\td\\\ne\n3\n", {}, ErrorPolicy::Reject);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        m_rejected.sort();
        QCOMPARE(m_rejected, (QStringList{u"2 22P02 x\\ty\tb\\\\"_s, u"3 23505 1\tc"_s, u"6  3"_s}));
        QCOMPARE(rows(u"numbers"_s), u"(1,a)\n(2,\"d\ne\")"_s);
    }

    void theNameTellsTheFormat()
    {
        QBuffer buffer;
        buffer.setData("1\t\\N\n");
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        const auto seen = previewOf(buffer, {}, *m_here->target(u"words"_s), u"rows.copy"_s);
        QVERIFY(seen);
        QCOMPARE(*seen->dialect.format, BulkFormat::Copy);
        QVERIFY(!*seen->dialect.header);
        QCOMPARE(seen->bareN, 0);
        QVERIFY(seen->rows.front()[1].isNull());
        QCOMPARE(formatFromKey(u"copy"), std::optional(BulkFormat::Copy));
    }
};

QTEST_GUILESS_MAIN(CopyFormatTest)
#include "tst_copyformat.moc"
