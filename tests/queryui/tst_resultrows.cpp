// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the rows of an answer that have come, against the server and against plain algorithms.
#include "data/transfer/delimited.h"
#include "query/result/resultexport.h"
#include "query/result/resultpage.h"
#include "query/result/resultstats.h"
#include "query/result/rowarrangement.h"
#include "query/result/sortkeys.h"
#include "query/runfixture.h"
#include "support/memory.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <random>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::RowBatch;
using Is = ResultCondition::Is;

class ResultRowsTest final : public QObject, private test::RunFixture
{
    Q_OBJECT

    std::shared_ptr<ResultStore> rows(const QByteArray &sql)
    {
        const RunReport report = run(sql);
        if (report.outcomes.empty() || !report.outcomes.back().isDone()) {
            qWarning().noquote() << sql
                                 << (report.outcomes.empty() ? QString() : describe(*report.outcomes.back().error));
            return nullptr;
        }
        return report.outcomes.back().result;
    }
    static QList<QByteArray> column(const ResultStore &store, const RowOrder *order, int column)
    {
        QList<QByteArray> values;
        const qint64 count = order ? order->count() : store.rowCount();
        const std::vector<qint64> numbers = order ? *order->rows(0, count) : std::vector<qint64>();
        for (qint64 place = 0; place < count; ++place) {
            const auto value = store.value(order ? numbers[size_t(place)] : place, column);
            values << (*value ? **value : QByteArray("NULL"));
        }
        return values;
    }
    static std::vector<ResultColumn> columnsOf(const ResultStore &store)
    {
        return resultColumns(*store.columns(), nullptr);
    }

private Q_SLOTS:
    void init() { openAnew(); }

    void sortsAsTheServerDoes_data()
    {
        QTest::addColumn<QByteArray>("values");
        QTest::newRow("integer") << QByteArray("(values (3), (-20), (100), (null), (0), (-3), (99)) v(x)");
        QTest::newRow("numeric") << QByteArray(
            "(values (1.0), (-0.001), (1e30), (1.05), ('NaN'::numeric), (0), (-1e-20), ('Infinity'), ('-Infinity'), "
            "(null), (12), (123), (-12), (-123), (0.5), (0.05)) v(x)");
        QTest::newRow("double precision") << QByteArray("(values (1.5::float8), (-1e300), (1e-300), (0), ('NaN'), "
                                                        "('Infinity'), ('-Infinity'), (123456789.25)) v(x)");
        QTest::newRow("text") << QByteArray(
            "(values ('b' collate \"C\"), ('a'), (''), (null), ('ä'), ('B'), ('ab')) v(x)");
        QTest::newRow("date") << QByteArray(
            "(values ('2024-02-29'::date), ('0044-03-15 BC'), ('infinity'), ('-infinity'), ('10000-01-01'), "
            "('1999-12-31'), ('5874897-12-31'), (null)) v(x)");
        QTest::newRow("timestamp") << QByteArray(
            "(values ('2024-02-29 12:00'::timestamp), ('2024-02-29 12:00:00.000001'), ('4000-01-01 BC'), ('infinity'), "
            "('1969-12-31 23:59:59.999999'), (null)) v(x)");
        QTest::newRow("timestamp with time zone") << QByteArray(
            "(values ('2024-10-27 00:30+00'::timestamptz), ('2024-10-27 01:15+00'), ('2024-10-27 00:45+00'), "
            "('1900-01-01'), ('infinity')) v(x)");
        QTest::newRow("time with time zone")
            << QByteArray("(values ('12:00+02'::timetz), ('11:30+01'), ('09:59:59.5+00'), ('23:00-05')) v(x)");
        QTest::newRow("interval") << QByteArray(
            "(values ('1 mon'::interval), ('29 days'), ('31 days'), ('1 year 2 mons -3 days 04:05:06.7'), ('-1 day'), "
            "('00:00:00.000001'), ('-00:00:00.5'), (null)) v(x)");
        QTest::newRow("boolean") << QByteArray("(values (true), (false), (null), (true)) v(x)");
        QTest::newRow("uuid") << QByteArray(
            "(values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid), ('00000000-0000-0000-0000-000000000001')) v(x)");
    }
    void sortsAsTheServerDoes()
    {
        QFETCH(QByteArray, values);
        run("set timezone = 'Europe/Berlin'");
        for (const bool descending : {false, true}) {
            const QByteArray way = descending ? " desc" : "";
            const auto came = rows("select x from " + values);
            const auto wanted = rows("select x from " + values + " order by x" + way);
            QVERIFY(came && wanted);
            const auto order = arrangeRows(*came, columnsOf(*came), {.sort = {{0, descending}}});
            QVERIFY(order);
            QCOMPARE(column(*came, order->get(), 0), column(*wanted, nullptr, 0));
        }
    }

    void sortsEnumerationsByTheirOrder()
    {
        ResultColumn mood;
        mood.shape.category = data::TypeCategory::Enumeration;
        mood.labels = {u"sad"_s, u"ok"_s, u"happy"_s};
        QVERIFY(sortKey(mood, "sad") < sortKey(mood, "ok"));
        QVERIFY(sortKey(mood, "ok") < sortKey(mood, "happy"));
    }

    void sortsBySeveralColumns()
    {
        const auto came = rows("select i % 7 as a, i % 3 as b, i from generate_series(1, 5000) i");
        const auto wanted =
            rows("select i % 7 as a, i % 3 as b, i from generate_series(1, 5000) i order by 1 desc, 2, 3");
        const auto order = arrangeRows(*came, columnsOf(*came), {.sort = {{0, true}, {1, false}}});
        QVERIFY(order);
        for (const int at : {0, 1, 2})
            QCOMPARE(column(*came, order->get(), at), column(*wanted, nullptr, at));
    }

    void filtersAsTheServerDoes_data()
    {
        QTest::addColumn<int>("is");
        QTest::addColumn<int>("column");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("where");
        QTest::newRow("equal") << int(Is::Equal) << 0 << QByteArray("7.0") << QByteArray("n = 7.0");
        QTest::newRow("other") << int(Is::Other) << 0 << QByteArray("7") << QByteArray("n is distinct from 7");
        QTest::newRow("greater") << int(Is::GreaterOrEqual) << 0 << QByteArray("90") << QByteArray("n >= 90");
        QTest::newRow("less") << int(Is::Less) << 0 << QByteArray("9") << QByteArray("n < 9");
        QTest::newRow("null") << int(Is::Null) << 1 << QByteArray() << QByteArray("t is null");
        QTest::newRow("not null") << int(Is::NotNull) << 1 << QByteArray() << QByteArray("t is not null");
        QTest::newRow("with") << int(Is::With) << 1 << QByteArray("tex") << QByteArray("t ilike '%tex%'");
    }
    void filtersAsTheServerDoes()
    {
        QFETCH(int, is);
        QFETCH(int, column);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, where);
        const QByteArray from = "(select (i / 2.0)::numeric(10,2) as n, case when i % 5 > 0 then 'TEXT ' || i end as t "
                                "from generate_series(1, 200) i) x";
        const auto came = rows("select * from " + from);
        const auto wanted = rows("select * from " + from + " where " + where);
        const auto order = arrangeRows(*came, columnsOf(*came), {.conditions = {{column, Is(is), value}}});
        QVERIFY(order);
        QVERIFY(wanted->rowCount() > 0);
        QCOMPARE(this->column(*came, order->get(), 0), this->column(*wanted, nullptr, 0));
    }

    void findsWordsInAnyColumn()
    {
        const auto came = rows("values (1, 'Grün'), (2, 'GRÜN'), (3, 'rot'), (12, null)");
        const auto order = arrangeRows(*came, columnsOf(*came), {.words = u"grün"_s});
        QCOMPARE(column(*came, order->get(), 0), (QList<QByteArray>{"1", "2"}));
        const auto digits = arrangeRows(*came, columnsOf(*came), {.words = u"2"_s});
        QCOMPARE(column(*came, digits->get(), 0), (QList<QByteArray>{"2", "12"}));
    }

    // Beyond what is sorted in memory, against a plain sort of the same values.
    void sortsMillionsInBoundedMemory()
    {
        constexpr qint64 Rows = test::isSanitized() ? 900'000 : 10'000'000;
        const auto shape =
            std::make_shared<const connection::Columns>(connection::Columns{{.name = u"n"_s, .typeOid = 20}});
        ResultStore store;
        std::mt19937_64 random(7);
        std::vector<quint32> values;
        values.reserve(Rows);
        for (qint64 done = 0; done < Rows;) {
            RowBatch batch(shape);
            for (int i = 0; i < 5000; ++i, ++done) {
                values.push_back(quint32(random() % 1'000'000'000));
                batch.appendValue(QByteArray::number(values.back()));
                batch.endRow();
            }
            QVERIFY(store.append(std::move(batch)));
        }
        store.finish();
        const qint64 before = test::residentBytes();
        std::atomic<qint64> progress = 0;
        const auto order = arrangeRows(store, columnsOf(store), {.sort = {{0, false}}}, {}, &progress);
        QVERIFY(order);
        const qint64 grown = test::residentBytes() - before;
        QCOMPARE(qint64(progress), Rows);
        QVERIFY((*order)->bytesInMemory() <= 8 << 20);
        if (!test::isSanitized())
            QVERIFY2(grown < qint64(64) << 20, qPrintable(QString::number(grown)));
        std::vector<quint32> sorted = values;
        std::ranges::sort(sorted);
        for (qint64 first = 0; first < Rows; first += 100'000) {
            const std::vector<qint64> numbers = *(*order)->rows(first, 1000);
            for (size_t i = 0; i < numbers.size(); ++i)
                QCOMPARE(values[size_t(numbers[i])], sorted[size_t(first) + i]);
        }
    }

    void endsWhenAskedTo()
    {
        const auto came = rows("select i from generate_series(1, 20000) i");
        std::stop_source stop;
        stop.request_stop();
        const auto order = arrangeRows(*came, columnsOf(*came), {.sort = {{0, false}}}, stop.get_token());
        QVERIFY(!order);
        QCOMPARE(order.error().kind, ErrorKind::Cancelled);
    }

    void cutsLongValuesOfPages()
    {
        const auto came = rows("select repeat('ä', 100000), 1, null, ''");
        const auto page = readResultPage(*came, nullptr, 0, 10, 101);
        QVERIFY(page);
        QCOMPARE(page->values.bytes(0, 0).size(), 100); // not within a character
        QCOMPARE(page->cut.at({0, 0}), 200'000);
        QCOMPARE(page->cut.size(), size_t(1));
        QVERIFY(page->values.isNull(0, 2));
        QCOMPARE(page->values.bytes(0, 3), QByteArrayView(""));
    }

    void countsAsTheServerDoes_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::newRow("integer") << QByteArray("nullif(i % 13, 5)");
        QTest::newRow("numeric") << QByteArray("(i % 17) / 4.0");
        QTest::newRow("text") << QByteArray("('v' || i % 11) collate \"C\"");
        QTest::newRow("date") << QByteArray("date '2024-01-31' + i % 40");
    }
    void countsAsTheServerDoes()
    {
        QFETCH(QByteArray, expression);
        const QByteArray from = "(select " + expression + " as x from generate_series(1, 3000) i) t";
        const auto came = rows("select x from " + from);
        const auto stats = resultStats(*came, nullptr, columnsOf(*came)[0], 0);
        QVERIFY(stats);
        const auto wanted = rows(
            "select count(*), count(distinct x), count(*) filter (where x is null), min(x)::text, max(x)::text from "
            + from);
        QCOMPARE(QByteArray::number(qint64(stats->stats.rows)), **wanted->value(0, 0));
        QCOMPARE(QByteArray::number(qint64(stats->stats.distinct)), **wanted->value(0, 1));
        QCOMPARE(QByteArray::number(qRound64(stats->stats.nullShare * stats->stats.rows)), **wanted->value(0, 2));
        QCOMPARE(stats->stats.minimum->toUtf8(), **wanted->value(0, 3));
        QCOMPARE(stats->stats.maximum->toUtf8(), **wanted->value(0, 4));
        const auto top = rows(
            "select x::text, count(*) from " + from + " where x is not null group by x order by 2 desc, t.x limit 20");
        QCOMPARE(qsizetype(stats->stats.top.size()), top->rowCount());
        for (size_t i = 0; i < stats->stats.top.size(); ++i) {
            QCOMPARE(stats->stats.top[i].text.toUtf8(), **top->value(qint64(i), 0));
            QCOMPARE(QByteArray::number(stats->stats.top[i].rows), **top->value(qint64(i), 1));
        }
    }
    void sumsExactly()
    {
        const auto came = rows("select 0.1::numeric from generate_series(1, 1000)");
        const auto stats = resultStats(*came, nullptr, columnsOf(*came)[0], 0);
        QCOMPARE(stats->sum, QByteArray("100.0"));
        QVERIFY(stats->mean.startsWith("0.1"));
    }

    // What was exported is the same when the server reads it.
    void exportsWhatCame_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("csv") << int(data::BulkFormat::Csv);
        QTest::newRow("tsv") << int(data::BulkFormat::Tsv);
        QTest::newRow("copy") << int(data::BulkFormat::Copy);
    }
    void exportsWhatCame()
    {
        QFETCH(int, format);
        run("create table t (a integer, b text, c jsonb); insert into t values (1, 'x', '{\"k\": [1, 2]}'), "
            "(2, null, null), (3, '', '\"\"'), (4, E'a\\tb\\nc\\\\N\"q\",;', 'null'), (5, E'\\\\.', '1'), (6, '\\N', "
            "'2')");
        const auto came = rows("select * from t order by a");
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto report = exportResult(
            *came, nullptr, columnsOf(*came), {.format = data::BulkFormat(format), .header = true}, buffer);
        QVERIFY(report);
        QCOMPARE(report->rows, 6);
        QCOMPARE(report->bytes, buffer.data().size());
        run("create table back (like t)");
        const QString file = write(u"out"_s, buffer.data());
        const QByteArray options = format == int(data::BulkFormat::Copy) ? "text"
                                 : format == int(data::BulkFormat::Csv)  ? "csv, header"
                                                                         : "csv, header, delimiter E'\\t'";
        const RunReport read = run("\\copy back from '" + file.toUtf8() + "' (format " + options + ")");
        QVERIFY2(read.failed == 0, read.failed ? qPrintable(describe(*read.outcomes.back().error)) : "");
        QCOMPARE(ask(u"select count(*) from (select * from t except all select * from back) x"_s), u"0"_s);
        QCOMPARE(ask(u"select count(*) from back"_s), u"6"_s);
    }
    void exportsJsonAndInserts()
    {
        run("create table t (a integer, b text); insert into t values (1, 'x'), (2, null)");
        const auto came = rows("select a as id, b from t order by a desc");
        QBuffer json;
        json.open(QIODevice::WriteOnly);
        QVERIFY(exportResult(*came, nullptr, columnsOf(*came), {.format = data::BulkFormat::Json}, json));
        const QJsonArray array = QJsonDocument::fromJson(json.data()).array();
        QCOMPARE(array.size(), 2);
        QCOMPARE(array[0].toObject().value(u"id"_s).toInt(), 2);
        QVERIFY(array[0].toObject().value(u"b"_s).isNull());
        // A filtered order, and only one column.
        const auto order = arrangeRows(*came, columnsOf(*came), {.conditions = {{0, Is::Equal, "1"}}});
        QBuffer csv;
        csv.open(QIODevice::WriteOnly);
        QVERIFY(exportResult(*came, order->get(), columnsOf(*came), {.columns = {1}}, csv));
        QCOMPARE(csv.data(), QByteArray("b\nx\n"));
        QBuffer sql;
        sql.open(QIODevice::WriteOnly);
        QVERIFY(exportResult(*came, nullptr, columnsOf(*came), {.format = data::BulkFormat::SqlInsert}, sql));
        QVERIFY2(sql.data().startsWith("INSERT INTO \"result\" (\"id\", \"b\") VALUES ("), sql.data().constData());
        // Two columns of a name cannot be members of one object: said, not written.
        const auto twice = rows("select 1 as x, 2 as x");
        QBuffer none;
        none.open(QIODevice::WriteOnly);
        const auto refused = exportResult(*twice, nullptr, columnsOf(*twice), {.format = data::BulkFormat::Json}, none);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Invalid);
    }

    void namesTypes()
    {
        const auto came = rows("select 1::smallint, 'x'::varchar(5), 1.5::numeric(10,2), now()::timestamp(3), "
                               "array[1], '{}'::jsonb, b'1'::bit(1), 'a'::char(3), '1'::interval");
        const std::vector<ResultColumn> columns = columnsOf(*came);
        QStringList types;
        for (const ResultColumn &column : columns)
            types << column.shape.type;
        QCOMPARE(
            types,
            (QStringList{
                u"smallint"_s, u"character varying(5)"_s, u"numeric(10,2)"_s, u"timestamp(3) without time zone"_s,
                u"integer[]"_s, u"jsonb"_s, u"bit(1)"_s, u"character(3)"_s, u"interval"_s}));
    }
};

QTEST_GUILESS_MAIN(ResultRowsTest)
#include "tst_resultrows.moc"
