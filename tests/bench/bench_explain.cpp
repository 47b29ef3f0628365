// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// EXPLAIN against psql's, in the same run and in turns: 200 statements that are measured, by operations::explain() with
// its transaction that is rolled back and with the reading of its plan, and by psql -f with EXPLAIN (ANALYZE, ...) of
// the same options; the same without ANALYZE. Then what measuring costs a statement: ANALYZE with and without TIMING
// against the statement itself. Prints lines of JSON.
#include "bench/figures.h"

#include "operations/explain/explaining.h"
#include "plan/figures.h"
#include "plan/read/planreader.h"
#include "support/testserver.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;

namespace {

constexpr int Statements = 200;
constexpr int Rounds = 9;

class Nobody final : public operations::Decision
{
public:
    Result<bool> areNamed(const operations::NamesQuestion &) override { return false; }
};

QByteArray statementOf(int number)
{
    return "SELECT o.customer, count(*), sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer WHERE o.id < "
         + QByteArray::number(50 + number) + " GROUP BY o.customer ORDER BY 2 DESC LIMIT 5";
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const test::TestServer server;
    const QString database = server.createDatabase();
    const auto made = server.psql(
        database,
        u"CREATE TABLE customers (id int PRIMARY KEY, name text); CREATE TABLE orders (id int PRIMARY KEY, customer "
        u"int, "
        "total int); INSERT INTO customers SELECT g, 'name ' || g FROM generate_series(1, 500) g; INSERT INTO orders "
        "SELECT g, 1 + g % 500, g % 97 FROM generate_series(1, 300000) g; VACUUM ANALYZE"_s);
    if (!made)
        qFatal("%s", qPrintable(describe(made.error())));
    connection::Session session({.name = u"explain"_s, .names = connection::Names::OfDatabase});
    if (!session.open(server.connInfo(database)).result())
        qFatal("no session");
    QTemporaryDir folder;
    Nobody nobody;
    for (const bool measured : {true, false}) {
        operations::ExplainRequest request;
        request.options.set(operations::ExplainOption::Analyze, measured);
        const QString words = operations::explainWords(request.options, operations::versionOf(session));
        QFile script(folder.filePath(u"explain.sql"_s));
        if (!script.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("no script");
        for (int i = 0; i < Statements; ++i)
            script.write(words.toUtf8() + statementOf(i) + ";\n");
        script.close();
        std::vector<double> ours, theirs;
        for (int round = 0; round < Rounds; ++round) {
            ours.push_back(timed([&] {
                for (int i = 0; i < Statements; ++i) {
                    request.statement = statementOf(i);
                    const auto explained = operations::explain(session, request, nobody);
                    const auto reading = explained ? plan::readPlans(explained->json) : fail(explained.error());
                    if (!reading)
                        qFatal("%s", qPrintable(describe(reading.error())));
                    (void)plan::figuresOf(reading->plans.front());
                }
            }));
            theirs.push_back(timed([&] {
                QProcess psql;
                psql.setStandardOutputFile(QProcess::nullDevice());
                psql.start(
                    QStandardPaths::findExecutable(u"psql"_s),
                    {u"-Xqd"_s, connection::toUri(server.connInfo(database)), u"-f"_s, script.fileName()});
                if (!psql.waitForFinished(60'000) || psql.exitCode() != 0)
                    qFatal("psql: %s", psql.readAllStandardError().constData());
            }));
        }
        print(
            measured ? u"explain analyze of 200 statements, rolled back and read, to psql's"_s
                     : u"explain of 200 statements, read, to psql's"_s,
            median(ours), "ms", median(ours) / median(theirs), 3.0);
    }

    // What measuring itself costs: the server's clocks.
    const QString large = u"SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer"_s;
    std::vector<double> plain, timing, rows;
    for (int round = 0; round < Rounds; ++round) {
        plain.push_back(timed([&] { (void)session.query({large, {}}).result(); }));
        for (const bool hasTiming : {true, false}) {
            operations::ExplainRequest request;
            request.statement = large.toUtf8();
            request.options.set(operations::ExplainOption::Analyze, true);
            request.options.set(operations::ExplainOption::Timing, hasTiming);
            (hasTiming ? timing : rows).push_back(timed([&] {
                if (!operations::explain(session, request, nobody))
                    qFatal("not explained");
            }));
        }
    }
    print(
        u"explain analyze of 300,000 rows, to the statement"_s, median(timing), "ms", median(timing) / median(plain),
        {});
    print(u"the same without TIMING"_s, median(rows), "ms", median(rows) / median(plain), {});
    return 0;
}
