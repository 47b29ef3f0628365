// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// 1 M rows to CSV and back by exportRows() and importRows(), against psql's \copy of the same rows; and a save of 1,000
// staged edits against a psql script of as many updates in one transaction. Both sides include connecting, psql its
// start, too. Also how much memory the export and the import take while they run, over what was taken before. In turns;
// prints lines of JSON.
#include "bench/figures.h"

#include "catalog/catalogreader.h"
#include "data/transfer/bulkcopy.h"
#include "data/page/catalogshape.h"
#include "data/page/pagerun.h"
#include "data/edit/saver.h"
#include "support/memory.h"
#include "support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::data;

namespace {

constexpr int Rows = 1'000'000;
constexpr int Edits = 1000;
constexpr int Rounds = 5;

class Bench final
{
public:
    Bench()
        : m_database(m_server.createDatabase())
    {
        sql(u"CREATE TABLE t (id bigint PRIMARY KEY, name text, n numeric, at timestamptz, flag boolean, note text); "
            "INSERT INTO t SELECT i, 'name, of ' || i, i / 7.0, '2026-01-01'::timestamptz + i * interval '1 second', "
            "i % 3 = 0, CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('x', i % 40) END FROM generate_series(1, "_s
            + QString::number(Rows) + u") i; CREATE TABLE copy (LIKE t); VACUUM ANALYZE t"_s);
        connection::Session session;
        orGiveUp(session.open(m_server.connInfo(m_database)).result());
        catalog::CatalogReader reader(session);
        const auto catalog = orGiveUp(reader.readAll().result());
        m_target = orGiveUp(readEditTarget(session, *shapeOf(*catalog, catalog->relation(u"public"_s, u"t"_s)->oid)));
        m_copy = orGiveUp(readEditTarget(session, *shapeOf(*catalog, catalog->relation(u"public"_s, u"copy"_s)->oid)));
    }

    void exporting()
    {
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < Rounds; ++round) {
            theirs.push_back(psql({u"-c"_s, u"\\copy t to '"_s + path(u"theirs"_s) + u"' csv header"_s}));
            ours.push_back(timed([this] {
                QFile file(path(u"ours"_s));
                if (!file.open(QIODevice::WriteOnly))
                    qFatal("no file");
                connection::Session session;
                orGiveUp(session.open(m_server.connInfo(m_database)).result());
                const qint64 idle = test::residentBytes();
                orGiveUp(exportRows(session, {.target = m_target}, file, [&](BulkProgress) { sample(idle); }));
            }));
        }
        if (QFile(path(u"ours"_s)).size() != QFile(path(u"theirs"_s)).size())
            qFatal("the files differ");
        print(u"CSV export of 1 M rows, to psql"_s, median(ours), "ms", median(ours) / median(theirs), 1.11);
    }

    void importing()
    {
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < Rounds; ++round) {
            sql(u"TRUNCATE copy"_s);
            theirs.push_back(psql({u"-c"_s, u"\\copy copy from '"_s + path(u"theirs"_s) + u"' csv header"_s}));
            sql(u"TRUNCATE copy"_s);
            ours.push_back(timed([this] {
                QFile file(path(u"ours"_s));
                if (!file.open(QIODevice::ReadOnly))
                    qFatal("no file");
                connection::Session session;
                orGiveUp(session.open(m_server.connInfo(m_database)).result());
                const qint64 idle = test::residentBytes();
                const ImportRequest request{.target = m_copy, .fields = {0, 1, 2, 3, 4, 5}};
                const auto report =
                    orGiveUp(importRows(session, request, file, {}, [&](BulkProgress) { sample(idle); }));
                if (report.written != Rows)
                    qFatal("rows are missing");
            }));
        }
        print(u"CSV import of 1 M rows, to psql"_s, median(ours), "ms", median(ours) / median(theirs), 1.11);
        const double megabytes = double(m_peak) / (1 << 20);
        print(u"memory of export and import over idle"_s, megabytes, "MB", megabytes, 32);
    }

    void saving()
    {
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < Rounds; ++round) {
            QByteArray script("BEGIN;\n");
            for (int i = 1; i <= Edits; ++i)
                script += "UPDATE t SET note = 'theirs " + QByteArray::number(round)
                        + "' WHERE id = " + QByteArray::number(i * 900) + ";\n";
            QFile file(path(u"script"_s));
            if (!file.open(QIODevice::WriteOnly) || file.write(script + "COMMIT;\n") < 0)
                qFatal("no file");
            file.close();
            theirs.push_back(psql({u"-f"_s, file.fileName()}));
            const auto rows = staged(round);
            ours.push_back(timed([&] {
                connection::Session session;
                orGiveUp(session.open(m_server.connInfo(m_database)).result());
                const SaveReport report = save(session, m_target, rows);
                if (report.outcome != SaveOutcome::Saved)
                    qFatal("%s", qPrintable(describe(*report.error)));
            }));
        }
        print(u"save of 1,000 staged edits, to a psql script"_s, median(ours), "ms", median(ours) / median(theirs), 2);
    }

private:
    std::vector<StagedRow> staged(int round)
    {
        connection::Session session;
        orGiveUp(session.open(m_server.connInfo(m_database)).result());
        const auto answer = orGiveUp(session
                                         .query(
                                             {u"SELECT "_s + basisExpressions(m_target).join(u", "_s)
                                                  + u" FROM public.t WHERE id % 900 = 0 AND id <= 900000 ORDER BY id"_s,
                                              {}})
                                         .result());
        ChangeSet changes(std::make_shared<const EditTarget>(m_target));
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
            const QByteArray note = "ours " + QByteArray::number(round);
            const auto step = changes.setCell(basisIn(m_target, answer.rows, row), 5, CellValue::text(note));
            if (!step || !changes.apply(*step))
                qFatal("not staged");
        }
        if (changes.count() != Edits)
            qFatal("%d edits", int(changes.count()));
        return changes.rows();
    }

    void sample(qint64 idle) { m_peak = std::max(m_peak, test::residentBytes() - idle); }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    void sql(const QString &text)
    {
        if (const auto done = m_server.psql(m_database, text); !done)
            qFatal("%s", qPrintable(describe(done.error())));
    }
    template <typename Work>
    static double timed(const Work &work)
    {
        QElapsedTimer clock;
        clock.start();
        work();
        return milliseconds(clock);
    }
    double psql(const QStringList &arguments)
    {
        return timed([&] {
            QProcess process;
            process.setStandardOutputFile(QProcess::nullDevice());
            process.start(
                QStandardPaths::findExecutable(u"psql"_s),
                QStringList{u"-Xqd"_s, connection::toUri(m_server.connInfo(m_database))} + arguments);
            if (!process.waitForFinished(-1) || process.exitCode() != 0)
                qFatal("psql: %s", process.readAllStandardError().constData());
        });
    }

    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    EditTarget m_target;
    EditTarget m_copy;
    qint64 m_peak = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Bench bench;
    bench.exporting();
    bench.importing();
    bench.saving();
    return 0;
}
