// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The same statement's plan in each format is the same tree. What text leaves out or rounds is in comparable(). With
// HOWDAH_PLAN_SETS, a folder with one folder for each set (tpch, tpcds, job), each with schema.sql and its queries in
// other files *.sql, these are compared as well.
#include "connection/session/session.h"
#include "plan/read/planreader.h"
#include "plan/plansets.h"
#include "support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::plan;

namespace {

enum class Judged { All, Analyzed, Parallel };

QString canonicalNumber(const QString &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber ? QString::number(number, 'g', 15) : text;
}

// What text does not write where it is nothing, and what it never writes.
bool isLeftOut(const QString &key, const QString &value)
{
    static const QMap<QString, QString> usual{
        {u"Partial Mode"_s, u"Simple"_s}, {u"Scan Direction"_s, u"Forward"_s}, {u"Operation"_s, u"Select"_s}};
    if (value == "false"_L1 || usual.value(key) == value)
        return true;
    if (key == "Scan Direction"_L1 && value == "NoMovement"_L1)
        return true;
    return key != "Heap Fetches"_L1 && key != "Workers Launched"_L1 && key != "Group Count"_L1 && key != "Calls"_L1
        && canonicalNumber(value) == "0"_L1;
}

QStringList comparableFields(const Fields &fields, Judged judged, bool isText, bool verbose)
{
    QStringList lines;
    std::map<QString, QString> sets;
    for (const auto &[key, value] : fields) {
        if (isLeftOut(key, value) || key.contains(" Time"_L1))
            continue;
        // Text says that only of a verbose plan.
        if (key == "Inner Unique"_L1 && !verbose)
            continue;
        if (judged == Judged::Parallel
            && (key.endsWith(" Blocks"_L1) || key.contains("Memory"_L1) || key.startsWith("Rows Removed"_L1)
                || key.contains("Sort"_L1) || key.startsWith("Cache "_L1) || key.contains("HashAgg"_L1)
                || key.startsWith("Disk"_L1) || key.startsWith("Heap Fetches"_L1) || key.contains("sort Groups"_L1)
                || key.contains("Hash "_L1) || key == "Index Searches"_L1))
            continue;
        if (judged != Judged::All && (key.endsWith(" Blocks"_L1) && !key.endsWith("Heap Blocks"_L1)))
            continue;
        // Sets of one kind stand apart in JSON where another sort begins; in text not always.
        if (key.startsWith("Grouping Sets/"_L1)) {
            QString &all = sets[key.section(u'/', 2)];
            all += (all.isEmpty() ? QString() : u", "_s) + value;
            continue;
        }
        lines << key + u"="_s + canonicalNumber(value);
    }
    for (const auto &[key, value] : sets)
        lines << u"set "_s + key + u"="_s + value;
    lines.sort();
    Q_UNUSED(isText);
    return lines;
}

QString figure(const char *name, std::optional<double> value)
{
    return value ? QLatin1StringView(name) + u'=' + QString::number(*value, 'g', 15) : QString();
}

QStringList comparable(const Plan &plan, Judged judged, PlanFormat format, bool verbose)
{
    const bool isText = format == PlanFormat::Text;
    QStringList lines;
    for (const Node &node : plan.nodes) {
        QStringList parts{
            QString::number(node.parent),
            node.relationship,
            node.subplan,
            node.type,
            node.schema,
            node.relation,
            node.alias,
            node.index,
            figure("startup", node.startupCost),
            figure("total", node.totalCost),
            figure("rows", node.planRows),
            figure("width", node.width)};
        if (node.actual) {
            // How many rows each process met is chance.
            if (judged != Judged::Parallel) {
                parts << figure("actual rows", node.actual->rows) << figure("loops", node.actual->loops);
                parts << QString::number(node.workers.size());
            }
            parts << (node.actual->total && node.actual->loops > 0 ? u"timed"_s : QString());
        }
        // Whether one name is that of the function or of the whole, as of ROWS FROM, text does not say.
        QStringList fields = comparableFields(node.fields, judged, isText, verbose);
        fields.removeAll(u"Function Name="_s + node.alias);
        parts << fields;
        if (judged != Judged::Parallel) {
            for (const Worker &worker : node.workers)
                parts << QString::number(worker.number) << comparableFields(worker.fields, judged, isText, verbose);
        }
        parts.removeAll(QString());
        lines << parts.join(u" | "_s);
    }
    for (const Trigger &trigger : plan.triggers) {
        // Text names the relation only where there are several.
        lines << u"trigger "_s + trigger.constraint + u' ' + QString::number(trigger.calls)
                     + (trigger.constraint.isEmpty() ? u' ' + trigger.name : QString());
    }
    lines << u"settings "_s + comparableFields(plan.settings, Judged::All, isText, verbose).join(u' ');
    lines << u"jit "_s
                 + (judged == Judged::Parallel ? QString()
                                               : comparableFields(
                                                     [&] {
                                                         Fields fields;
                                                         for (const auto &[key, value] : plan.jit) {
                                                             if (!key.startsWith("Timing"_L1))
                                                                 fields.add(key, value);
                                                         }
                                                         return fields;
                                                     }(),
                                                     Judged::All, isText, verbose)
                                                     .join(u' '));
    if (plan.problems.size() > 0)
        lines << u"problem "_s + plan.problems.front().message;
    return lines;
}

} // namespace

class FormatsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    int m_compared = 0;
    int m_analyzed = 0;
    qint64 m_nodes = 0;
    std::map<QString, int> m_kinds;
    QStringList m_differences;

    void open(const QString &database)
    {
        m_session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = u"plans"_s, .names = connection::Names::OfDatabase});
        const auto opened = m_session->open(m_server.connInfo(database)).result();
        if (!opened)
            qFatal("%s", qPrintable(describe(opened.error())));
    }
    Result<QByteArray> ask(const QString &sql)
    {
        const auto answer = m_session->query({sql}).result();
        if (!answer)
            return fail(answer.error());
        QByteArray text;
        for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
            text += answer->rows.bytes(row, 0).toByteArray() + '\n';
        return text;
    }
    void need(const QString &sql)
    {
        if (const auto done = ask(sql); !done)
            qFatal("%s: %s", qPrintable(sql), qPrintable(describe(done.error())));
    }

    // One statement in each format; `change`: in a transaction that is rolled back.
    void compare(const QString &statement, const QString &options, Judged judged, bool verbose)
    {
        static constexpr std::array formats{
            std::pair{PlanFormat::Text, "TEXT"}, std::pair{PlanFormat::Json, "JSON"},
            std::pair{PlanFormat::Yaml, "YAML"}, std::pair{PlanFormat::Xml, "XML"}};
        QStringList first;
        const bool analyze = judged != Judged::All;
        // Once more than it is looked at: the buffers, and what the server knows by heart.
        for (const auto &[format, name] : formats) {
            if (analyze)
                need(u"BEGIN"_s);
            const auto text = ask(u"EXPLAIN (%1, FORMAT %2) %3"_s.arg(options, QLatin1StringView(name), statement));
            if (analyze)
                need(u"ROLLBACK"_s);
            if (!text && text.error().sqlState == "42601"_L1)
                return; // MERGE, and others that this version has not
            if (!text) {
                if (m_differences.size() < 20)
                    qWarning("%s\n%s", qPrintable(describe(text.error())), qPrintable(statement.left(300)));
                m_differences << statement;
                return;
            }
            const auto reading = readPlans(*text);
            if (!reading || reading->format != format || reading->plans.size() != 1) {
                m_differences << statement;
                qWarning("%s: not read: %s", name, text->left(1000).constData());
                return;
            }
            const bool gathers = std::ranges::any_of(
                reading->plans[0].nodes, [](const Node &node) { return node.type.startsWith("Gather"_L1); });
            // Each of them is a run of its own, in which other workers may come first.
            if (gathers && judged == Judged::Analyzed)
                judged = Judged::Parallel;
            const QStringList lines = comparable(reading->plans[0], judged, format, verbose);
            if (format == PlanFormat::Text) {
                first = lines;
                m_nodes += qint64(reading->plans[0].nodes.size());
                for (const Node &node : reading->plans[0].nodes)
                    ++m_kinds[node.type];
            } else if (lines != first) {
                m_differences << statement;
                if (m_differences.size() > 12)
                    return;
                qWarning("%s differs (%s): %s", name, qPrintable(options), qPrintable(statement));
                for (qsizetype i = 0; i < std::max(lines.size(), first.size()); ++i) {
                    if (lines.value(i) != first.value(i))
                        qWarning("  text: %s\n  %s: %s", qPrintable(first.value(i)), name, qPrintable(lines.value(i)));
                }
                return;
            }
        }
        ++(analyze ? m_analyzed : m_compared);
    }
    void compareSet(const QDir &folder);

private Q_SLOTS:
    void initTestCase();
    void generated();
    void changes();
    void remote();
    void sets();
    void cleanupTestCase();
};

void FormatsTest::initTestCase()
{
    m_database = m_server.createDatabase();
    if (const auto made = m_server.psql(m_database, test::shopSchema()); !made)
        qFatal("%s", qPrintable(describe(made.error())));
    open(m_database);
}

void FormatsTest::generated()
{
    QElapsedTimer timer;
    timer.start();
    int turn = 0;
    for (const QStringList &settings : test::planSettings()) {
        for (const QString &setting : settings)
            (void)ask(u"SET "_s + setting); // where this version has it
        const bool isParallel = settings.join(u' ').contains("parallel"_L1);
        for (const QString &statement : test::shopStatements()) {
            const bool verbose = ++turn % 3 == 0;
            const QString some = verbose ? u"VERBOSE, SETTINGS"_s : turn % 3 == 1 ? u"SETTINGS"_s : u"COSTS OFF"_s;
            compare(statement, some, Judged::All, verbose);
            const bool random = statement.contains("TABLESAMPLE system"_L1);
            if (!random && (turn % 2 == 0 || !isParallel))
                compare(
                    statement, u"ANALYZE, BUFFERS, WAL, TIMING %1, "_s.arg(turn % 5 == 0 ? u"ON"_s : u"OFF"_s) + some,
                    isParallel ? Judged::Parallel : Judged::Analyzed, verbose);
        }
        need(u"RESET ALL"_s);
    }
    qInfo("%d + %d analysed statements, %lld nodes, %lld ms", m_compared, m_analyzed, m_nodes, timer.elapsed());
    QVERIFY2(m_differences.isEmpty(), qPrintable(m_differences.join(u'\n')));
    QVERIFY2(m_compared >= 1000, qPrintable(QString::number(m_compared)));
}

void FormatsTest::changes()
{
    m_differences.clear();
    for (const QString &statement : test::shopChanges()) {
        for (const QString &options : {u"VERBOSE"_s, u"SETTINGS"_s, u"COSTS OFF"_s})
            compare(statement, options, Judged::All, options == "VERBOSE"_L1);
        // Each run leaves dead rows behind, which the next one meets.
        compare(statement, u"ANALYZE, BUFFERS, VERBOSE, COSTS OFF"_s, Judged::Parallel, true);
        compare(statement, u"ANALYZE, TIMING OFF, COSTS OFF"_s, Judged::Parallel, false);
    }
    QVERIFY2(m_differences.isEmpty(), qPrintable(m_differences.join(u'\n')));
}

void FormatsTest::remote()
{
    m_differences.clear();
    const connection::ConnInfo info = m_server.directInfo(m_database);
    QString server = test::shopServer(info.value(u"host"_s), info.value(u"port"_s), m_database, info.value(u"user"_s));
    if (m_session->serverParameter(u"server_version"_s).startsWith("13"_L1))
        server.remove(u", async_capable 'true'"_s);
    const auto made = m_server.psql(m_database, server);
    QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
    for (const QString &statement : test::shopRemote()) {
        for (const QString &options : {u"VERBOSE"_s, u"SETTINGS"_s, u"COSTS OFF"_s})
            compare(statement, options, Judged::All, options == "VERBOSE"_L1);
        compare(statement, u"ANALYZE, VERBOSE"_s, Judged::Analyzed, true);
    }
    QVERIFY2(m_differences.isEmpty(), qPrintable(m_differences.join(u'\n')));
}

void FormatsTest::compareSet(const QDir &folder)
{
    const QString database = m_server.createDatabase();
    QFile schema(folder.filePath(u"schema.sql"_s));
    QVERIFY(schema.open(QIODevice::ReadOnly));
    if (const auto made = m_server.psql(database, QString::fromUtf8(schema.readAll())); !made)
        QFAIL(qPrintable(describe(made.error())));
    open(database);
    int queries = 0;
    for (const QString &name : folder.entryList({u"*.sql"_s})) {
        if (name == "schema.sql"_L1)
            continue;
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QString statement = QString::fromUtf8(file.readAll()).trimmed();
        while (statement.endsWith(u';'))
            statement.chop(1);
        // Those of other databases are not for here.
        if (!ask(u"EXPLAIN "_s + statement))
            continue;
        ++queries;
        compare(statement, u"SETTINGS"_s, Judged::All, false);
        compare(statement, u"VERBOSE"_s, Judged::All, true);
        need(u"SET enable_hashjoin = off"_s);
        compare(statement, u"COSTS OFF"_s, Judged::All, false);
        need(u"RESET ALL"_s);
        need(u"SET max_parallel_workers_per_gather = 0"_s);
        need(u"SET statement_timeout = 20000"_s);
        if (ask(u"EXPLAIN ANALYZE "_s + statement))
            compare(statement, u"ANALYZE, BUFFERS"_s, Judged::Analyzed, false);
        need(u"RESET ALL"_s);
    }
    qInfo("%s: %d queries", qPrintable(folder.dirName()), queries);
}

void FormatsTest::sets()
{
    m_differences.clear();
    const QString root = qEnvironmentVariable("HOWDAH_PLAN_SETS");
    if (root.isEmpty())
        QSKIP("HOWDAH_PLAN_SETS names no folder with sets of queries.");
    for (const QString &set : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        compareSet(QDir(root + u'/' + set));
    qInfo("%d + %d analysed statements, %lld nodes", m_compared, m_analyzed, m_nodes);
    QVERIFY2(m_differences.isEmpty(), qPrintable(QString::number(m_differences.size())));
}

void FormatsTest::cleanupTestCase()
{
    QStringList kinds;
    for (const auto &[kind, count] : m_kinds)
        kinds << u"%1 %2"_s.arg(kind).arg(count);
    qInfo("%s", qPrintable(kinds.join(u", "_s)));
}

QTEST_GUILESS_MAIN(FormatsTest)
#include "tst_formats.moc"
