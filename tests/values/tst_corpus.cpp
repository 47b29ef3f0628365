// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The values of corpus.txt, each through everything that is done with a value: the text before is the text after, and
// psql's. Cases A1 to A18 are families of it; those whose point is elsewhere have tests of their own below.
#include "data/transfer/bulkcopy.h"
#include "data/transfer/delimited.h"
#include "data/editserver.h"
#include "support/corpus.h"
#include "support/pgprograms.h"

#include <QBuffer>
#include <QFile>
#include <QScopeGuard>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class CorpusTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;
    howdah::test::Corpus m_corpus;

    // Every value of the table as psql prints it, by id; as one value of JSON, so that line breaks do not part it.
    QStringList psqlTexts(const QString &table)
    {
        return m_here->psql(u"SELECT to_json(format('%s', v)) FROM "_s + table + u" ORDER BY id"_s)
            .split(u'\n', Qt::SkipEmptyParts);
    }
    std::vector<RowBasis> wholeRows(const EditTarget &target)
    {
        std::vector<RowBasis> rows;
        for (const RowBasis &row : m_here->rows(target)) {
            const auto answer = m_here->session().query(rowStatement(target, row, {1})).result();
            if (!answer || answer->rows.rowCount() != 1)
                qFatal("a row is not found again");
            rows.push_back(basisIn(target, answer->rows, 0, {1}));
        }
        return rows;
    }
    void saveIt(const ChangeSet &changes)
    {
        const SaveReport report = save(m_here->session(), changes.target(), changes.rows());
        QVERIFY2(report.outcome == SaveOutcome::Saved, qPrintable(describe(report.error.value_or(Error{}))));
    }
    QString fresh(const howdah::test::Corpus::Family &family)
    {
        const QString table = u"c_"_s + family.table;
        m_here->psql(u"TRUNCATE "_s + table);
        return table;
    }
    void families()
    {
        QTest::addColumn<int>("family");
        for (size_t i = 0; i < m_corpus.families.size(); ++i)
            QTest::newRow(qPrintable(m_corpus.families[i].type)) << int(i);
    }
    void bulkRoundTrip(BulkFormat format)
    {
        QFETCH(int, family);
        const howdah::test::Corpus::Family &here = m_corpus.families[size_t(family)];
        const auto from = m_here->target(here.table);
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto exported = exportRows(m_here->session(), {.target = *from, .format = format, .header = true}, file);
        QVERIFY2(exported, qPrintable(describe(exported ? Error{} : exported.error())));
        QCOMPARE(exported->rows, here.expressions.size() + 1);
        file.seek(0);
        const QString copy = fresh(here);
        const auto imported =
            importRows(m_here->session(), {.target = *m_here->target(copy), .format = format, .fields = {0, 1}}, file);
        QVERIFY2(imported, qPrintable(describe(imported ? Error{} : imported.error())));
        QCOMPARE(imported->read, here.expressions.size() + 1);
        QCOMPARE(imported->written, imported->read);
        QCOMPARE(psqlTexts(copy), psqlTexts(here.table));
        QCOMPARE(
            m_here->psql(u"SELECT id FROM "_s + copy + u" WHERE v IS NOT DISTINCT FROM NULL"_s),
            QString::number(here.expressions.size()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<EditServer>();
        m_corpus = howdah::test::readCorpus(howdah::test::serverMajor());
        for (const QString &sql : m_corpus.setup)
            m_here->psql(sql);
        // The role of the catalog's own entries of privileges.
        m_here->psql(u"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'postgres') THEN "
                     "CREATE ROLE postgres; END IF; END $$"_s);
        QString sql;
        for (const howdah::test::Corpus::Family &family : m_corpus.families) {
            sql += u"CREATE TABLE %1 (id int PRIMARY KEY, v %2);\n"_s.arg(family.table, family.type);
            for (qsizetype i = 0; i < family.expressions.size(); ++i)
                sql += u"INSERT INTO "_s + family.table + u" VALUES ("_s + QString::number(i) + u", "_s
                     + family.expressions[i] + u");\n"_s;
            // And NULL, which is no value and must not become one.
            sql += u"INSERT INTO %1 VALUES (%2, NULL);\n"_s.arg(family.table).arg(family.expressions.size());
            sql += u"CREATE TABLE c_%1 (LIKE %1 INCLUDING ALL);\n"_s.arg(family.table);
        }
        m_here->psql(sql);
    }
    void cleanupTestCase() { m_here.reset(); }

    // What is shown and edited is what psql prints.
    void read_data() { families(); }
    void read()
    {
        QFETCH(int, family);
        const howdah::test::Corpus::Family &here = m_corpus.families[size_t(family)];
        const auto target = m_here->target(here.table);
        const auto rows = wholeRows(*target);
        const auto pages = m_here->rows(*target);
        QCOMPARE(qsizetype(rows.size()), here.expressions.size() + 1);
        const QString select = QStringLiteral("SELECT 'begin', v, 'end' FROM ") + here.table + u" WHERE id = "_s;
        for (size_t i = 0; i < rows.size(); ++i) {
            // psql itself, which prints NULL and an empty text alike.
            const QString printed = m_here->psql(select + QString::number(i));
            const auto &value = rows[i].values[1];
            QCOMPARE(u"begin|"_s + decoded(value.value_or(QByteArray())) + u"|end"_s, printed);
            QCOMPARE(value.has_value(), i + 1 < rows.size());
            // The page has the same text, or its beginning.
            const auto &shown = pages[i].values[1];
            QCOMPARE(shown.has_value(), value.has_value());
            if (pages[i].cut[1])
                QVERIFY(value->startsWith(*shown) && shown->size() < value->size());
            else
                QCOMPARE(shown, value);
        }
    }

    // Away and back by the text that was read, with a save between.
    void editAndUndo_data() { families(); }
    void editAndUndo()
    {
        QFETCH(int, family);
        const howdah::test::Corpus::Family &here = m_corpus.families[size_t(family)];
        const QStringList before = psqlTexts(here.table);
        const auto target = m_here->target(here.table);
        const auto rows = wholeRows(*target);
        ChangeSet changes(target);
        for (const RowBasis &row : rows) {
            const auto step = changes.setCell(row, 1, CellValue::null());
            QVERIFY(step);
            QVERIFY(changes.apply(*step));
            // Typed back: nothing is staged, and so nothing is sent.
            const auto back = changes.setCell(row, 1, CellValue::of(row.values[1]));
            QVERIFY(back);
            QVERIFY(changes.apply(*back));
        }
        QVERIFY(changes.isEmpty());
        for (const RowBasis &row : rows)
            stage(changes, changes.setCell(row, 1, CellValue::null()));
        QCOMPARE(changes.count(), here.expressions.size());
        saveIt(changes);
        QCOMPARE(
            m_here->psql(u"SELECT count(*) FROM "_s + here.table + u" WHERE v IS NOT DISTINCT FROM NULL"_s),
            QString::number(rows.size()));
        ChangeSet back(target);
        const auto empty = wholeRows(*target);
        for (size_t i = 0; i < rows.size(); ++i)
            stage(back, back.setCell(empty[i], 1, CellValue::of(rows[i].values[1])));
        saveIt(back);
        QCOMPARE(psqlTexts(here.table), before);
    }

    void copyAndPaste_data() { families(); }
    void copyAndPaste()
    {
        QFETCH(int, family);
        const howdah::test::Corpus::Family &here = m_corpus.families[size_t(family)];
        const auto rows = wholeRows(*m_here->target(here.table));
        std::vector<std::vector<CellValue>> block;
        for (const RowBasis &row : rows)
            block.push_back({CellValue::of(row.values[0]), CellValue::of(row.values[1])});
        const QByteArray clipboard = blockText(block);
        const auto pasted = blockOf(clipboard);
        QVERIFY(pasted == block);
        // As new rows.
        const QString copy = fresh(here);
        ChangeSet changes(m_here->target(copy));
        for (const auto &cells : pasted)
            stage(changes, changes.insertRow({{0, cells[0]}, {1, cells[1]}}));
        saveIt(changes);
        QCOMPARE(psqlTexts(copy), psqlTexts(here.table));
    }

    void duplicateRow_data() { families(); }
    void duplicateRow()
    {
        QFETCH(int, family);
        const howdah::test::Corpus::Family &here = m_corpus.families[size_t(family)];
        const QStringList before = psqlTexts(here.table);
        const auto target = m_here->target(here.table);
        ChangeSet changes(target);
        const auto rows = wholeRows(*target);
        for (size_t i = 0; i < rows.size(); ++i) {
            const auto copied = changes.duplicateRow(rows[i]);
            QVERIFY(copied);
            QVERIFY(changes.apply(*copied));
            stage(changes, changes.setCell(copied->key, 0, CellValue::text(QByteArray::number(1000 + int(i)))));
        }
        saveIt(changes);
        QCOMPARE(psqlTexts(here.table), before + before);
        m_here->psql(u"DELETE FROM "_s + here.table + u" WHERE id >= 1000"_s);
    }

    void intervalsInEveryStyle_data()
    {
        QTest::addColumn<QString>("style");
        for (const char *style : {"postgres", "postgres_verbose", "sql_standard", "iso_8601"})
            QTest::newRow(style) << QString::fromLatin1(style);
    }
    // As the operator has set it for the database: shown so, typed so, and exactly the same interval in the end.
    void intervalsInEveryStyle()
    {
        QFETCH(QString, style);
        const auto found = std::ranges::find(m_corpus.families, u"interval"_s, &howdah::test::Corpus::Family::type);
        QVERIFY(found != m_corpus.families.end());
        const QString table = found->table;
        const QString database = u"ALTER DATABASE \""_s + m_here->database() + u'"';
        const auto reset = qScopeGuard([&] {
            m_here->psql(database + u" RESET IntervalStyle"_s);
            m_here->reopen();
        });
        m_here->psql(database + u" SET IntervalStyle = "_s + style);
        m_here->reopen();
        QCOMPARE(m_here->psql(u"SHOW IntervalStyle"_s), style);
        const auto target = m_here->target(table);
        const auto rows = wholeRows(*target);
        ChangeSet typed(target);
        for (size_t i = 0; i < rows.size(); ++i) {
            const auto &value = rows[i].values[1];
            const QString printed =
                m_here->psql(u"SELECT 'begin', v, 'end' FROM %1 WHERE id = %2"_s.arg(table).arg(int(i)));
            QCOMPARE(u"begin|"_s + decoded(value.value_or(QByteArray())) + u"|end"_s, printed);
            stage(
                typed,
                typed.insertRow({{0, CellValue::text(QByteArray::number(1000 + int(i)))}, {1, CellValue::of(value)}}));
        }
        saveIt(typed);
        const QString same = u"SELECT count(*) FROM %1 a JOIN %2 b ON b.id = a.id + %3 WHERE interval_send(a.v) IS NOT "
                             "DISTINCT FROM interval_send(b.v)"_s;
        QCOMPARE(m_here->psql(same.arg(table, table).arg(1000)).toInt(), int(rows.size()));
        m_here->psql(u"DELETE FROM "_s + table + u" WHERE id >= 1000"_s);
        // What was read in a style is compared by its value when the row is saved.
        ChangeSet changes(target);
        stage(changes, changes.setCell(rows[1], 1, CellValue::of(rows[0].values[1])));
        saveIt(changes);
        ChangeSet back(target);
        stage(back, back.setCell(wholeRows(*target)[1], 1, CellValue::of(rows[1].values[1])));
        saveIt(back);
        for (const BulkFormat format : {BulkFormat::Csv, BulkFormat::Json}) {
            QBuffer file;
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(exportRows(m_here->session(), {.target = *target, .format = format, .header = true}, file));
            file.seek(0);
            const QString copy = fresh(*found);
            QVERIFY(importRows(
                m_here->session(), {.target = *m_here->target(copy), .format = format, .fields = {0, 1}}, file));
            QCOMPARE(m_here->psql(same.arg(table, copy).arg(0)).toInt(), int(rows.size()));
        }
    }

    void csv_data() { families(); }
    void csv() { bulkRoundTrip(BulkFormat::Csv); }
    void tsv_data() { families(); }
    void tsv() { bulkRoundTrip(BulkFormat::Tsv); }
    void json_data() { families(); }
    void json() { bulkRoundTrip(BulkFormat::Json); }

    void sqlInsert_data() { families(); }
    void sqlInsert()
    {
        QFETCH(int, family);
        const howdah::test::Corpus::Family &here = m_corpus.families[size_t(family)];
        const QStringList before = psqlTexts(here.table);
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto target = m_here->target(here.table);
        QVERIFY(exportRows(m_here->session(), {.target = *target, .format = BulkFormat::SqlInsert}, file));
        m_here->psql(u"TRUNCATE "_s + here.table);
        m_here->psql(QString::fromUtf8(file.data()));
        QCOMPARE(psqlTexts(here.table), before);
    }

    // ---- cases whose point is more than the text

    void A1_bigNumbersAreExactInGridAndCsv()
    {
        m_here->psql(u"CREATE TABLE a1 (id int8 PRIMARY KEY, n numeric, f float8); "
                     "INSERT INTO a1 VALUES (9007199254740993, 12345678901234567890.123456789, 0.1)"_s);
        const auto target = m_here->target(u"a1"_s);
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(exportRows(m_here->session(), {.target = *target, .header = false}, file));
        QCOMPARE(file.data(), QByteArray("9007199254740993,12345678901234567890.123456789,0.1\n"));
        QCOMPARE(m_here->rows(*target)[0].values[1], std::optional<QByteArray>("12345678901234567890.123456789"));
    }

    void cases_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("A2 elements of bigint[]") << u"bigint[]"_s << QByteArray("{9007199254740993,NULL}");
        QTest::newRow("A4 a large number in jsonb") << u"jsonb"_s << QByteArray("{\"id\": 1005254182451511297}");
        QTest::newRow("A5 a bigint is typed") << u"bigint"_s << QByteArray("9223372036854775807");
        QTest::newRow("A6 an interval is duplicated") << u"interval"_s << QByteArray("00:10:00");
        QTest::newRow("A10 infinity, timestamp") << u"timestamp"_s << QByteArray("infinity");
        QTest::newRow("A10 infinity, date") << u"date"_s << QByteArray("-infinity");
        QTest::newRow("A11 BC") << u"date"_s << QByteArray("0044-03-15 BC");
        QTest::newRow("A11 microseconds") << u"timestamp"_s << QByteArray("2026-01-01 00:00:00.000001");
        QTest::newRow("A14 8.03 in json") << u"json"_s << QByteArray("{\"a\": 8.03}");
        QTest::newRow("A14 8.03 in jsonb") << u"jsonb"_s << QByteArray("{\"a\": 8.03}");
    }
    // Typed, saved, shown, its row edited elsewhere, duplicated and exported.
    void cases()
    {
        QFETCH(QString, type);
        QFETCH(QByteArray, text);
        m_here->psql(
            u"DROP TABLE IF EXISTS cases; CREATE TABLE cases (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v "_s
            + type + u", other text); INSERT INTO cases (v) VALUES (NULL)"_s);
        const auto target = m_here->target(u"cases"_s);
        ChangeSet typed(target);
        stage(typed, typed.setCell(m_here->rows(*target)[0], 1, CellValue::text(text)));
        saveIt(typed);
        QCOMPARE(m_here->psql(u"SELECT v FROM cases"_s), QString::fromUtf8(text));
        QCOMPARE(m_here->rows(*target)[0].values[1], std::optional(text));
        ChangeSet other(target);
        stage(other, other.setCell(m_here->rows(*target)[0], 2, "edited"_t));
        saveIt(other);
        ChangeSet copied(target);
        stage(copied, copied.duplicateRow(m_here->rows(*target)[0]));
        saveIt(copied);
        QCOMPARE(
            m_here->psql(u"SELECT v, other FROM cases ORDER BY id"_s),
            u"%1|edited\n%1|edited"_s.arg(QString::fromUtf8(text)));
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(exportRows(m_here->session(), {.target = *target, .columns = {1}, .header = false}, file));
        const auto fields = blockOf(file.data()); // no tabulator in it, so each record is one field
        QVERIFY(file.data().contains(QByteArray(text).replace('"', "\"\"")));
        QCOMPARE(fields.size(), 2U);
    }

    void A3_A13_anUntouchedPartOfJsonKeepsItsSpelling()
    {
        m_here->psql(u"CREATE TABLE a3 (id int PRIMARY KEY, j json, other text); "
                     "INSERT INTO a3 VALUES (1, '{\"b\": 10.00,  \"a\":1}', 'x')"_s);
        ChangeSet changes(m_here->target(u"a3"_s));
        stage(changes, changes.setCell(m_here->rows(changes.target())[0], 2, "y"_t));
        // The cell that was not edited is not sent, in whatever way.
        const connection::Statement sent = changeStatement(changes.target(), changes.rows()[0]);
        QVERIFY(!sent.sql.section(u"RETURNING"_s, 0, 0).contains(u"\"j\""_s));
        for (const auto &parameter : sent.parameters)
            QVERIFY(!parameter->contains("10.0"));
        saveIt(changes);
        QCOMPARE(m_here->psql(u"SELECT j FROM a3"_s), u"{\"b\": 10.00,  \"a\":1}"_s);
    }

    void A7_aDuplicatedRowKeepsTheTypeOfItsJson()
    {
        m_here->psql(u"CREATE TABLE a7 (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, j jsonb, t interval); "
                     "INSERT INTO a7 (j, t) VALUES ('{\"a\": [1]}', '00:10:00')"_s);
        ChangeSet changes(m_here->target(u"a7"_s));
        stage(changes, changes.duplicateRow(m_here->rows(changes.target())[0]));
        saveIt(changes);
        QCOMPARE(
            m_here->psql(u"SELECT id, jsonb_typeof(j), j, t FROM a7 WHERE id = 2"_s),
            u"2|object|{\"a\": [1]}|00:10:00"_s);
    }

    void A9_sumsAndBytesAreExported()
    {
        m_here->psql(u"CREATE TABLE a9 (id int PRIMARY KEY, n numeric, b bytea, j jsonb); "
                     "INSERT INTO a9 VALUES (1, 0.1, '\\x00ff', '{\"a\": 1}'), (2, 0.2, '', 'null')"_s);
        const auto target = m_here->target(u"a9"_s);
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(exportRows(m_here->session(), {.target = *target, .format = BulkFormat::NdJson}, file));
        QCOMPARE(
            file.data(), QByteArray("{\"id\": 1, \"n\": 0.1, \"b\": \"\\\\x00ff\", \"j\": {\"a\": 1}}\n"
                                    "{\"id\": 2, \"n\": 0.2, \"b\": \"\\\\x\", \"j\": {\"$json\": null}}\n"));
        const auto sum = m_here->session().query({u"SELECT sum(n) FROM a9"_s, {}}).result();
        QCOMPARE(sum->rows.text(0, 0), u"0.3"_s);
    }

    void A12_timesAreShownInTheSessionsZone()
    {
        m_here->psql(u"CREATE TABLE a12 (id int PRIMARY KEY, t timestamptz); "
                     "INSERT INTO a12 VALUES (1, '2026-07-01 12:00:00.123456+00')"_s);
        const auto session = m_here->open();
        QVERIFY(session->query({u"SET TimeZone = 'Asia/Kathmandu'"_s, {}}).result());
        const auto target = m_here->target(u"a12"_s);
        const RowBasis row = m_here->rows(*target)[0];
        const auto answer = session->query(rowStatement(*target, row)).result();
        QCOMPARE(
            basisIn(*target, answer->rows, 0).values[1], std::optional<QByteArray>("2026-07-01 17:45:00.123456+05:45"));
        // Read in one zone and saved in another: the moment is what is compared.
        ChangeSet changes(target);
        stage(changes, changes.setCell(basisIn(*target, answer->rows, 0), 1, "2026-07-01 00:00:00+05:45"_t));
        saveIt(changes);
        QCOMPARE(m_here->psql(u"SET TimeZone = 'UTC'; SELECT t FROM a12"_s), u"2026-06-30 18:15:00+00"_s);
    }

    void A15_nullEmptyAndDefaultAreThreeThings()
    {
        m_here->psql(
            u"CREATE TABLE a15 (id int PRIMARY KEY, v text DEFAULT 'given'); INSERT INTO a15 SELECT i, 'x' FROM "
            "generate_series(1, 3) i"_s);
        ChangeSet changes(m_here->target(u"a15"_s));
        const auto rows = m_here->rows(changes.target());
        stage(changes, changes.setCell(rows[0], 1, CellValue::null()));
        stage(changes, changes.setCell(rows[1], 1, ""_t));
        stage(changes, changes.setCell(rows[2], 1, CellValue::byDefault()));
        stage(changes, changes.insertRow({{0, "4"_t}}));
        stage(changes, changes.insertRow({{0, "5"_t}, {1, CellValue::null()}}));
        saveIt(changes);
        QCOMPARE(
            m_here->psql(u"SELECT id, coalesce('<' || v || '>', 'NULL') FROM a15 ORDER BY id"_s),
            u"1|NULL\n2|<>\n3|<given>\n4|<given>\n5|NULL"_s);
    }

    void A18_aBinaryCellIsOnlyChangedWhenItIsSet()
    {
        m_here->psql(u"CREATE TABLE a18 (id int PRIMARY KEY, b bytea, t text); "
                     "INSERT INTO a18 VALUES (1, decode(repeat('00ff', 5000), 'hex'), repeat('z', 5000))"_s);
        const QString before = m_here->psql(u"SELECT md5(b), md5(t) FROM a18"_s);
        ChangeSet changes(m_here->target(u"a18"_s));
        const RowBasis cut = m_here->rows(changes.target())[0];
        QVERIFY(cut.cut[1]);
        // What a preview shows cannot take the place of the value.
        QVERIFY(!changes.setCell(cut, 1, CellValue::of(cut.values[1])));
        const RowBasis whole = wholeRows(changes.target())[0];
        stage(changes, changes.setCell(whole, 1, CellValue::of(whole.values[1])));
        QVERIFY(changes.isEmpty());
        QCOMPARE(m_here->psql(u"SELECT md5(b), md5(t) FROM a18"_s), before);
    }
};

QTEST_GUILESS_MAIN(CorpusTest)
#include "tst_corpus.moc"
