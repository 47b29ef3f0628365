// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Labels beside references while rows are exported: what is asked for them, and what the file is then.
#include "data/editserver.h"
#include "data/transfer/besidewriter.h"
#include "operations/entities/referencelabels.h"
#include "operations/entities/sensitiveexport.h"

#include <QBuffer>
#include <QMutex>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data::test;
using namespace howdah::operations;

class ReferenceLabelsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;
    std::unique_ptr<connection::Session> m_labels;
    std::shared_ptr<const entity::Entities> m_entities;
    QMutex m_mutex;
    QStringList m_sent;

    QByteArray exported(data::ExportRequest request)
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        ReferenceLabels labels(*m_labels, m_entities);
        const auto added = labels.addTo(request);
        const auto report = added ? data::exportRows(m_here->session(), request, buffer)
                                  : Result<data::ExportReport>(fail(added.error()));
        if (!report || !labels.unread().empty())
            qFatal("%s", qPrintable(describe(report ? labels.unread().front().error : report.error())));
        return buffer.data();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<EditServer>();
        m_here->psql(
            u"CREATE TABLE people (id int PRIMARY KEY, name text UNIQUE); "
            "CREATE TABLE places (country text, number int, name text UNIQUE, PRIMARY KEY (country, number)); "
            "CREATE TABLE runs (id int PRIMARY KEY, buyer int REFERENCES people, seller int REFERENCES people, "
            "country text, number int, note text, FOREIGN KEY (country, number) REFERENCES places); "
            "INSERT INTO people SELECT i, 'P' || i FROM generate_series(1, 50) i; "
            "INSERT INTO places SELECT 'NO', i, 'N' || i FROM generate_series(1, 5) i; "
            "INSERT INTO runs SELECT i, 1 + i % 50, 1 + i % 7, 'NO', 1 + i % 5, "
            "CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN E'a,\"b\"\\nc' ELSE '\\.' END "
            "FROM generate_series(1, 3500) i"_s);
        m_labels = std::make_unique<connection::Session>();
        QVERIFY(m_labels->open(m_here->connInfo()).result());
        const auto catalog = catalog::CatalogReader(*m_labels).readNow();
        QVERIFY(catalog);
        m_entities =
            std::make_shared<const entity::Entities>(std::vector<std::shared_ptr<const entity::Model>>(), *catalog);
        m_here->context().logStatements([this](std::span<const connection::StatementEvent> events) {
            const QMutexLocker lock(&m_mutex);
            for (const auto &event : events)
                m_sent << event.statement->sql;
        });
    }
    void cleanupTestCase()
    {
        m_here->context().logStatements({});
        m_labels.reset();
        m_here.reset();
    }
    void init() { m_sent.clear(); }

    // 3,500 rows are four batches: each row of a table is read once, by whichever column and batch wants it first.
    void oneStatementForAColumnAndBatchAndNoRowTwice()
    {
        const QByteArray file = exported({.target = *m_here->target(u"runs"_s)});
        const QList<QByteArray> lines = file.split('\n');
        QCOMPARE(lines[0], "id,buyer,buyer_label,seller,seller_label,country,number,number_label,note"_ba);
        QCOMPARE(lines[1], "1,2,P2,2,P2,NO,2,N2,\"\""_ba);
        QCOMPARE(file.count(",P"), 7000);
        const QStringList asked = m_sent.filter(u"pg_catalog.left"_s);
        QCOMPARE(asked.filter(u"\"people\""_s).size() + asked.filter(u" people"_s).size() > 0, true);
        QVERIFY2(asked.size() == 2, qPrintable(asked.join(u'\n')));
    }

    // More batches with other rows: one statement each.
    void eachBatchAsksForWhatItLacks()
    {
        m_here->psql(u"CREATE TABLE many (id int PRIMARY KEY, name text UNIQUE); "
                     "INSERT INTO many SELECT i, 'M' || i FROM generate_series(1, 3000) i; "
                     "CREATE TABLE refers (id int PRIMARY KEY, one int REFERENCES many); "
                     "INSERT INTO refers SELECT i, i FROM generate_series(1, 3000) i"_s);
        const auto catalog = catalog::CatalogReader(*m_labels).readNow();
        const auto before = std::exchange(
            m_entities,
            std::make_shared<const entity::Entities>(std::vector<std::shared_ptr<const entity::Model>>(), *catalog));
        m_sent.clear();
        const QByteArray file = exported({.target = *m_here->target(u"refers"_s), .format = data::BulkFormat::NdJson});
        QCOMPARE(file.count('\n'), 3000);
        QVERIFY(file.endsWith("{\"id\": 3000, \"one\": 3000, \"one_label\": \"M3000\"}\n"));
        QCOMPARE(m_sent.filter(u"pg_catalog.left"_s).size(), 3000 / int(data::besideRows));
    }

    // The file is spelled as the server spells it: what stands beside it changes no other cell.
    void otherCellsAreSpelledAsTheServerSpellsThem()
    {
        for (const auto format : {data::BulkFormat::Csv, data::BulkFormat::Tsv}) {
            data::ExportRequest request{.target = *m_here->target(u"runs"_s), .format = format};
            QBuffer plain;
            plain.open(QIODevice::WriteOnly);
            QVERIFY(data::exportRows(m_here->session(), request, plain));
            // Beside the last column, so that it can be cut off.
            request.beside = {{{5, u"x"_s}}, [](const std::vector<data::RowFields> &rows) {
                                  return std::vector<data::RowFields>(rows.size(), data::RowFields{"|"_ba});
                              }};
            QBuffer wide;
            wide.open(QIODevice::WriteOnly);
            const auto report = data::exportRows(m_here->session(), request, wide);
            QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
            QCOMPARE(report->rows, 3500);
            const QByteArray delimiter = format == data::BulkFormat::Csv ? "," : "\t";
            QByteArray narrowed = wide.data();
            narrowed.replace(delimiter + "|\n", "\n").replace(delimiter + "x\n", "\n");
            QCOMPARE(narrowed, plain.data());
            QCOMPARE(report->bytes, wide.size());
        }
    }

    void ofNoRowsThereIsTheHeader()
    {
        QCOMPARE(
            exported(
                {.target = *m_here->target(u"runs"_s),
                 .columns = {0, 1},
                 .restricts = {u"SELECT id, buyer FROM public.runs WHERE false"_s, {}}}),
            "id,buyer,buyer_label\n"_ba);
        QCOMPARE(
            exported(
                {.target = *m_here->target(u"runs"_s),
                 .columns = {1},
                 .restricts = {u"SELECT buyer FROM public.runs WHERE false"_s, {}},
                 .format = data::BulkFormat::Json}),
            "[]\n"_ba);
    }

    // Of a key of several columns all have to be there.
    void aReferenceThatIsNotWholeHasNone()
    {
        QVERIFY(exported({.target = *m_here->target(u"runs"_s), .columns = {4, 0}}).startsWith("number,id\n"));
    }

    void whatIsStoppedEnds()
    {
        data::ExportRequest request{.target = *m_here->target(u"runs"_s)};
        std::stop_source stop;
        request.beside = {{{1, u"x"_s}}, [&stop](const std::vector<data::RowFields> &) {
                              stop.request_stop();
                              return std::vector<data::RowFields>();
                          }};
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto report = data::exportRows(m_here->session(), request, buffer, {}, stop.get_token());
        QVERIFY(!report && report.error().kind == ErrorKind::Cancelled);
        QVERIFY(m_here->session().isOpen());
    }
};

QTEST_GUILESS_MAIN(ReferenceLabelsTest)
#include "tst_referencelabels.moc"
