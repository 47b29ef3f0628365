// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelquery.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Whole = R"(title: Personas
description: How they do.
pack: uaip
tables: [personas, persona_analytics]
range: 90d
filters:
  - name: persona
    title: Persona
    type: uuid
    values: select id::text, name from personas order by name
panels:
  - id: quality
    title: Quality
    kind: line
    interval: mean
    previous: true
    width: 8
    query: |
      select :bucket(measured_at) as bucket, avg(q) as value, stddev_samp(q) as deviation, count(*) as n
      from persona_analytics
      where measured_at >= :from and measured_at < :to and :persona(persona_id)
      group by 1
    rows:
      relation: public.persona_analytics
      where: measured_at >= :mark_from and measured_at < :mark_to and :persona(persona_id)
      figure: avg(q)
  - id: all
    title: All
    kind: table
    query: select 1
)";

} // namespace

class DashboardTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aWholeOne()
    {
        const DashboardReading reading = readDashboard(Whole, u"/x/personas.yaml"_s);
        QVERIFY2(
            reading.problems.empty(), qPrintable(reading.problems.empty() ? QString() : reading.problems[0].message));
        QVERIFY(reading.dashboard);
        const DashboardDefinition &dashboard = *reading.dashboard;
        QCOMPARE(dashboard.id, u"personas"_s);
        QCOMPARE(dashboard.tables, (QStringList{u"personas"_s, u"persona_analytics"_s}));
        QCOMPARE(dashboard.range.text, u"90d"_s);
        QCOMPARE(dashboard.filters.size(), size_t(1));
        QCOMPARE(dashboard.filters[0].type, u"uuid"_s);
        QVERIFY(!dashboard.isBuiltIn());
        const PanelDefinition *quality = dashboard.panel(u"quality");
        QVERIFY(quality);
        QCOMPARE(quality->kind, PanelKind::Line);
        QCOMPARE(quality->interval, Interval::Mean);
        QVERIFY(quality->previous);
        QCOMPARE(quality->width, 8);
        QCOMPARE(quality->line, 12);
        QCOMPARE(quality->queryLine, 19);
        QCOMPARE(quality->drill->schema, u"public"_s);
        QCOMPARE(quality->drill->relation, u"persona_analytics"_s);
        QCOMPARE(quality->drill->figure->source(), u"avg(q)"_s);
        QVERIFY(dashboard.panel(u"nothing") == nullptr);
    }

    // How a chart looks, where the file says so; and what is for other kinds is not passed over.
    void looks()
    {
        const auto read = [](const QByteArray &keys) {
            return readDashboard(
                "title: x\npanels:\n  - id: a\n    title: A\n    query: select 1\n    " + keys + '\n', u"/x/a.yaml"_s);
        };
        const auto panel = [&read](const QByteArray &keys) {
            const DashboardReading reading = read(keys);
            return reading.dashboard ? reading.dashboard->panels[0] : PanelDefinition();
        };
        QVERIFY(panel("kind: bar\n    logarithmic: auto").logarithmicIfWide);
        QVERIFY(!panel("kind: bar\n    logarithmic: auto").logarithmic);
        QVERIFY(panel("kind: bar\n    logarithmic: true").logarithmic);
        QVERIFY(!panel("kind: bar\n    logarithmic: false").logarithmicIfWide);
        QCOMPARE(panel("kind: bar\n    marks: dots").marks, BarMarks::Dots);
        QCOMPARE(panel("kind: bar\n    marks: bars").marks, BarMarks::Bars);
        QCOMPARE(panel("kind: bar").marks, BarMarks::ByValues);
        QCOMPARE(panel("kind: line\n    multiples: false").multiples, std::optional(false));
        QCOMPARE(panel("kind: band\n    multiples: true").multiples, std::optional(true));
        QCOMPARE(panel("kind: polar\n    order: [b, a]").order, (QStringList{u"b"_s, u"a"_s}));
        for (const QByteArray &wrong :
             {QByteArray("kind: bar\n    logarithmic: maybe"), QByteArray("kind: line\n    marks: dots"),
              QByteArray("kind: bar\n    marks: lines"), QByteArray("kind: bar\n    stacked: true\n    marks: dots"),
              QByteArray("kind: bar\n    multiples: true"), QByteArray("kind: line\n    order: [a]"),
              QByteArray("kind: bar\n    rank: low\n    order: [a]"), QByteArray("kind: line\n    multiples: often")})
            QVERIFY2(read(wrong).problems.size() == 1, wrong.constData());
    }

    void aPanelHasItsLeastBucket()
    {
        QByteArray yaml = Whole;
        yaml.replace("width: 8", "bucket: 1 week");
        const DashboardReading reading = readDashboard(yaml, u"x.yaml"_s);
        QVERIFY(reading.dashboard);
        const PanelDefinition &panel = *reading.dashboard->panel(u"quality");
        const TimeRange range{
            QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC), QDateTime(QDate(2026, 4, 1), QTime(0, 0), Qt::UTC)};
        const auto bucketOf = [&](const Bucket &asked) {
            return contextFor(panel, range, asked, QTimeZone::utc(), range.to).bucket;
        };
        QCOMPARE(bucketOf({Unit::Hour, 1}), (Bucket{Unit::Week, 1}));
        QCOMPARE(bucketOf({Unit::Month, 1}), (Bucket{Unit::Month, 1})); // a wider one stays
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *from, const char *to, int line, const char *words) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << line << QString::fromUtf8(words);
        };
        row("no YAML", "title: Personas", "title: [Personas", 2, "not YAML");
        row("unknown key", "pack: uaip", "pakc: uaip", 3, "\"pakc\" is not a key of a dashboard");
        row("key twice", "pack: uaip", "title: again", 3, "is duplicated here");
        row("range", "range: 90d", "range: soon", 5, "not a valid time range");
        row("filter of nothing", "    values: select id::text, name from personas order by name\n", "", 7,
            "needs values");
        row("filter's name", "name: persona\n", "name: from\n", 7, "a name that every query already has");
        row("filter's type", "type: uuid", "type: uuid); drop table x; --", 7, "not the name of a type");
        row("kind", "kind: line", "kind: pie", 14, "\"pie\" is not a valid value");
        row("width", "width: 8", "width: 13", 17, "from 1 to 12");
        row("bucket", "width: 8", "bucket: soon", 17, "not a valid bucket width");
        row("flag", "previous: true", "previous: maybe", 16, "true or false");
        row("unknown name", ":to and :persona", ":later and :persona", 21, "\":later\" is not defined");
        row("name without its argument", ":bucket(measured_at)", ":bucket", 19, "needs an expression");
        row("name with an argument", "measured_at < :to and", "measured_at < :to(1) and", 21, "takes no parentheses");
        row("name of a drill", "measured_at < :to and", "measured_at < :mark_to and", 21, "only be used in \"rows\"");
        row("two statements", "      group by 1", "      group by 1; drop table personas", 18, "single statement");
        row("panel twice", "id: all", "id: quality", 27, "two panels");
        row("panel without a query", "    query: select 1\n", "", 27, "no query");
        row("panel's id", "id: all", "id: All of it", 27, "needs an id");
        // What the grammar refuses, at its line of the file.
        row("SQL", "avg(q) as value, stddev", "avg(q) as value,, stddev", 19, "syntax error");
        row("SQL behind names", "from persona_analytics\n", "frmo persona_analytics\n", 20, "syntax error");
        row("SQL in one line", "query: select 1", "query: select 1 1 1", 30, "syntax error");
        row("SQL that ends too early", "group by 1\n", "group by\n", 22, "syntax error");
        row("SQL of a filter", "name from personas", "name frmo personas", 10, "syntax error");
        row("SQL of a condition", "where: measured_at", "where: and measured_at", 25, "syntax error");
        row("SQL of a figure", "figure: avg(q)", "figure: avg(q", 26, "syntax error");
        row("range in the values of a filter", "order by name", "where :from < now()", 10,
            "only filters and variables");
        row("relation", "      relation: public.persona_analytics\n", "", 24, "need a relation");
    }
    void problems()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(int, line);
        QFETCH(QString, words);
        QByteArray yaml = Whole;
        QVERIFY(yaml.contains(from));
        yaml.replace(from, to);
        const DashboardReading reading = readDashboard(yaml, u"x.yaml"_s);
        QVERIFY(!reading.dashboard);
        const bool isTold = std::ranges::any_of(reading.problems, [&](const DefinitionProblem &problem) {
            return problem.line == line && problem.message.contains(words);
        });
        QString reported;
        for (const DefinitionProblem &problem : reading.problems)
            reported += describe(problem, u"x.yaml"_s) + u'\n';
        QVERIFY2(isTold, qPrintable(reported));
    }

    // Filters that depend on one another, and what is typed.
    void variablesAndInputs()
    {
        const auto read = [](const QByteArray &head, const QByteArray &query = "select 1") {
            return readDashboard(
                "title: x\n" + head + "panels:\n  - {id: a, title: A, kind: table, query: \"" + query + "\"}\n",
                u"/x/a.yaml"_s);
        };
        const QByteArray filters =
            "filters:\n  - {name: a, values: \"select x, x from t where :b(y) and z > :least\"}\n"
            "  - {name: b, values: \"select x, x from t where :c(y)\"}\n"
            "  - {name: c, values: \"select x, x from t\"}\n";
        const QByteArray variables =
            "variables:\n  - {name: least, title: At least, type: number, default: 3, least: 0, "
            "most: 10}\n  - {name: word}\n";
        const DashboardReading reading = read(filters + variables, "select :least, :word");
        QVERIFY2(reading.dashboard, reading.problems.empty() ? "" : qPrintable(reading.problems[0].message));
        const DashboardDefinition &dashboard = *reading.dashboard;
        QStringList inputs = dashboard.inputsOf(dashboard.filters[0]);
        inputs.sort();
        QCOMPARE(inputs, (QStringList{u"b"_s, u"c"_s, u"least"_s}));
        QVERIFY(dashboard.inputsOf(dashboard.filters[2]).isEmpty());
        const VariableDefinition &least = *dashboard.variable(u"least");
        QCOMPARE(least.usual, u"3"_s);
        QVERIFY(problemWithValue(least, u"10"_s).isEmpty());
        QVERIFY(problemWithValue(least, u"-1"_s).contains(u"below 0"_s));
        QVERIFY(problemWithValue(least, u"11"_s).contains(u"above 10"_s));
        QVERIFY(problemWithValue(least, u"1,5"_s).contains(u"not a number"_s));
        QVERIFY(problemWithValue(*dashboard.variable(u"word"), u"anything; at 'all"_s).isEmpty());
        const auto words = [](const DashboardReading &wrong) {
            QString all;
            for (const DefinitionProblem &problem : wrong.problems)
                all += describe(problem, u"a.yaml"_s) + u'\n';
            return all;
        };
        QVERIFY(words(read(QByteArray(filters).replace("from t\"}", "from t where :a(y)\"}") + variables))
                    .contains(u"depend on the filter itself"_s));
        QVERIFY(words(read("variables:\n  - {name: n, type: number}\n")).contains(u"needs a default"_s));
        QVERIFY(words(read("variables:\n  - {name: n, type: number, default: many}\n")).contains(u"not a number"_s));
        QVERIFY(words(read("variables:\n  - {name: n, least: 3}\n")).contains(u"Only numbers"_s));
        QVERIFY(words(read("variables:\n  - {name: n}\n", "select :n(x)")).contains(u"takes no parentheses"_s));
        QVERIFY(words(read(filters + "variables:\n  - {name: a}\n")).contains(u"two filters or variables"_s));
    }

    void links()
    {
        const auto read = [](const QByteArray &links) {
            return readDashboard(
                "title: x\npanels:\n  - id: a\n    title: A\n    query: select 1 as value\n    links:\n" + links,
                u"/x/a.yaml"_s);
        };
        const DashboardReading reading = read(
            "      - {title: Its calls, dashboard: tools, with: {agent: series}}\n      - {title: M, page: audit}\n");
        QVERIFY2(reading.dashboard, reading.problems.empty() ? "" : qPrintable(reading.problems[0].message));
        const auto &found = reading.dashboard->panels[0].links;
        QCOMPARE(found.size(), size_t(2));
        QCOMPARE(found[0].with.front(), (std::pair<QString, QString>(u"agent"_s, u"series"_s)));
        QCOMPARE(found[1].page, u"audit"_s);
        QCOMPARE(found[1].line, 8);
        for (const QByteArray &wrong :
             {QByteArray("      - {title: A}\n"), QByteArray("      - {title: A, dashboard: b, page: audit}\n"),
              QByteArray("      - {title: A, page: nowhere}\n"), QByteArray("      - {dashboard: b}\n"),
              QByteArray("      - {title: A, dashboard: b, with: {x: colour}}\n"),
              QByteArray("      - {title: A, page: audit, with: {x: label}}\n"),
              QByteArray("      - {title: A, dashboard: b, place: c}\n")})
            QVERIFY2(read(wrong).problems.size() == 1, wrong.constData());
    }

    void severalProblemsAtOnce()
    {
        QByteArray yaml = Whole;
        yaml.replace("kind: line", "kind: pie").replace("width: 8", "width: wide").replace("id: all", "id: 1");
        QCOMPARE(readDashboard(yaml, u"x.yaml"_s).problems.size(), size_t(3));
    }

    void rubbish_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a text") << QByteArray("hello");
        QTest::newRow("a list") << QByteArray("- a\n- b\n");
        QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01", 4);
        QTest::newRow("only a title") << QByteArray("title: x");
        QTest::newRow("panels of text") << QByteArray("title: x\npanels: none");
        QTest::newRow("panels of texts") << QByteArray("title: x\npanels: [a, b]");
        QTest::newRow("deep") << "title: " + QByteArray(5000, '[');
    }
    void rubbish()
    {
        QFETCH(QByteArray, yaml);
        const DashboardReading reading = readDashboard(yaml, u"x.yaml"_s);
        QVERIFY(!reading.dashboard);
        QVERIFY(!reading.problems.empty());
    }

    // What is delivered has no problem.
    void builtInOnes()
    {
        const auto files = builtInDashboards();
        QVERIFY(files.size() >= 8);
        for (const DashboardFile &file : files) {
            for (const DefinitionProblem &problem : file.reading.problems)
                qWarning("%s", qPrintable(describe(problem, file.path)));
            QVERIFY(file.reading.dashboard);
            QVERIFY(file.reading.dashboard->isBuiltIn());
        }
    }

    void aFolder()
    {
        QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write(u"a.yaml"_s, Whole);
        write(u"b.yaml"_s, "title: [");
        write(u"c.txt"_s, Whole);
        const auto files = dashboardsIn(folder.path());
        QCOMPARE(files.size(), size_t(2));
        QCOMPARE(
            std::ranges::count_if(files, [](const DashboardFile &file) { return file.reading.dashboard.has_value(); }),
            1);
        QVERIFY(dashboardsIn(folder.filePath(u"nowhere"_s)).empty());
    }
};

QTEST_GUILESS_MAIN(DashboardTest)
#include "tst_dashboard.moc"
