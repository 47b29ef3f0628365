// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/dashboard.h"
#include "metrics/paneltext.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

// As a person writes it: comments everywhere, keys in an order of his own, blank lines.
const QByteArray ByHand = R"(# Of the team of quality; ask Ann.
title: Quality   # shown in the list
range: 30d

panels:
  # What the board looks at.
  - title: Scores   # short
    id: scores
    kind: line      # over time
    width: 8

    # By the day, as weeks hide too much.
    query: |
      -- the mean of each day
      SELECT :bucket(at) AS bucket,
             avg(score) AS value
      # not a comment of YAML
      FROM calls GROUP BY 1
    # The rows behind a mark.
    rows:
      relation: calls   # the table
      where: at >= :mark_from

  - id: all
    title: 'All of them'  # quoted
    kind: stat
    query: SELECT count(*) AS value FROM calls
# The end.
)";

QByteArray changed(const QByteArray &yaml, const QString &id, const PanelTexts &wanted)
{
    const Result<QByteArray> text = withPanelChanged(yaml, id, wanted);
    return text ? *text : describe(text.error()).toUtf8();
}

QByteArray replaced(QByteArray text, const char *from, const char *to) { return text.replace(from, to); }

} // namespace

// Panels of files that people write, changed by a form.
class PanelTextTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatIsThere()
    {
        const Result<PanelTexts> texts = panelTexts(ByHand, u"all"_s);
        QVERIFY(texts);
        QCOMPARE(texts->value(u"title"_s), u"All of them"_s);
        QCOMPARE(texts->value(u"query"_s), u"SELECT count(*) AS value FROM calls"_s);
        QVERIFY(!texts->contains(u"rows"_s));
        QCOMPARE(panelTexts(ByHand, u"none"_s).error().kind, ErrorKind::NotFound);
    }

    // Each change is that of its lines alone.
    void changesItsLines_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QString &id, const QString &key, const QString &text,
                            const QByteArray &expected) { QTest::newRow(name) << id << key << text << expected; };
        row("nothing", u"scores"_s, u"kind"_s, u"line"_s, ByHand);
        row("a comment stays behind its value", u"scores"_s, u"kind"_s, u"band"_s,
            replaced(ByHand, "kind: line      # over time", "kind: band      # over time"));
        row("the key at the dash", u"scores"_s, u"title"_s, u"Marks"_s,
            replaced(ByHand, "- title: Scores   # short", "- title: Marks   # short"));
        row("in quotes", u"all"_s, u"title"_s, u"All: \"of\" them"_s,
            replaced(ByHand, "'All of them'  # quoted", "\"All: \\\"of\\\" them\"  # quoted"));
        row("what YAML would take for a flag", u"all"_s, u"title"_s, u"No"_s,
            replaced(ByHand, "'All of them'  # quoted", "\"No\"  # quoted"));
        row("a new key stands where it belongs", u"scores"_s, u"unit"_s, u"points"_s,
            replaced(ByHand, "# over time\n", "# over time\n    unit: points\n"));
        row("one before all", u"all"_s, u"description"_s, u"How many there are."_s,
            replaced(ByHand, "# quoted\n", "# quoted\n    description: How many there are.\n"));
        row("a query of several lines", u"all"_s, u"query"_s, u"SELECT count(*) AS value\nFROM calls"_s,
            replaced(
                ByHand, "query: SELECT count(*) AS value FROM calls",
                "query: |\n      SELECT count(*) AS value\n      FROM calls"));
        row("a block becomes another", u"scores"_s, u"query"_s, u"SELECT 1\n\nFROM a"_s,
            replaced(
                ByHand,
                "      -- the mean of each day\n      SELECT :bucket(at) AS bucket,\n             avg(score) AS value\n"
                "      # not a comment of YAML\n      FROM calls GROUP BY 1\n",
                "      SELECT 1\n\n      FROM a\n"));
        row("a key is removed", u"scores"_s, u"width"_s, QString(), replaced(ByHand, "    width: 8\n", ""));
        row("letters of all kinds", u"all"_s, u"title"_s, u"Größe 漢字 😀 \\"_s,
            replaced(ByHand, "'All of them'", "\"Größe 漢字 😀 \\\\\""));
    }
    void changesItsLines()
    {
        QFETCH(QString, id);
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QByteArray, expected);
        const QByteArray made = changed(ByHand, id, {{key, text}});
        QCOMPARE(made, expected);
        QCOMPARE(panelTexts(made, id)->value(key), text);
        // With the ends of lines of the file.
        QByteArray dos = ByHand;
        dos.replace("\n", "\r\n");
        QCOMPARE(
            changed(dos, id, {{key, text}}),
            expected.contains('\n') ? QByteArray(expected).replace("\n", "\r\n") : expected);
    }

    void severalAtOnce()
    {
        const QByteArray made = changed(
            ByHand, u"scores"_s,
            {{u"unit"_s, u"points"_s}, {u"interval"_s, u"given"_s}, {u"width"_s, u"12"_s}, {u"title"_s, u"S"_s}});
        QByteArray expected = ByHand;
        expected.replace("Scores ", "S ")
            .replace("# over time\n", "# over time\n    unit: points\n    interval: given\n");
        expected.replace("width: 8", "width: 12");
        QCOMPARE(made, expected);
    }

    // In braces: it becomes lines, the others stay.
    void inBraces()
    {
        const QByteArray yaml =
            "title: x\npanels:\n  - {id: a, title: A, query: \"SELECT 1 AS value\", kind: stat, tables: [t]}"
            "  # why\n  - {id: b, title: B, query: SELECT 2}\n";
        const QByteArray made = changed(yaml, u"a"_s, {{u"title"_s, u"Other"_s}, {u"width"_s, u"3"_s}});
        QCOMPARE(
            made, "title: x\npanels:\n  - id: a\n    title: Other\n    query: |\n      SELECT 1 AS value\n"
                  "    kind: stat\n    width: 3\n    tables: [t]  # why\n  - {id: b, title: B, query: SELECT 2}\n");
        QVERIFY(readDashboard(made, u"x.yaml"_s).problems.empty());
    }

    void oneMore()
    {
        const PanelTexts panel{
            {u"id"_s, u"more"_s},
            {u"title"_s, u"More"_s},
            {u"kind"_s, u"stat"_s},
            {u"unit"_s, QString()},
            {u"query"_s, u"SELECT 1 AS value"_s}};
        const Result<QByteArray> made = withPanelAdded(ByHand, panel);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        QCOMPARE(
            *made,
            replaced(
                ByHand, "# The end.",
                "\n  - id: more\n    title: More\n    kind: stat\n    query: |\n      SELECT 1 AS value\n# The end."));
        QCOMPARE(withPanelAdded(*made, panel).error().kind, ErrorKind::Conflict);
    }

    // What cannot be changed without changing something else stays, and says why.
    void refuses()
    {
        const QByteArray anchored = "title: x\npanels:\n  - &one\n    id: a\n    title: &t A\n    query: SELECT 1\n"
                                    "  - id: b\n    title: *t\n    query: SELECT 2\n";
        const Result<QByteArray> made = withPanelChanged(anchored, u"a"_s, {{u"title"_s, u"Other"_s}});
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Invalid);
        QVERIFY(made.error().hint.contains(u"Edit the text"_s));
        QVERIFY(!withPanelChanged("title: [", u"a"_s, {{u"title"_s, u"B"_s}}));
        QVERIFY(!withPanelAdded("title: x\npanels: [{id: a}]\n", {{u"id"_s, u"b"_s}}));
    }

    // Of all built-in dashboards every panel can be changed, and changed back to the byte.
    void builtInOnes()
    {
        int count = 0;
        for (const DashboardFile &file : builtInDashboards()) {
            QFile resource(file.path);
            QVERIFY(resource.open(QIODevice::ReadOnly));
            const QByteArray yaml = resource.readAll();
            for (const PanelDefinition &panel : file.reading.dashboard->panels) {
                const Result<PanelTexts> texts = panelTexts(yaml, panel.id);
                QVERIFY(texts);
                const Result<QByteArray> made = withPanelChanged(
                    yaml, panel.id,
                    {{u"title"_s, u"Another title"_s}, {u"query"_s, (*texts)[u"query"_s] + u"\n-- more"_s}});
                QVERIFY2(made, qPrintable(file.path + panel.id + (made ? QString() : describe(made.error()))));
                QVERIFY(*made != yaml);
                QVERIFY(readDashboard(*made, file.path).problems.empty());
                const Result<QByteArray> back = withPanelChanged(*made, panel.id, *texts);
                QVERIFY(back);
                QCOMPARE(*panelTexts(*back, panel.id), *texts);
                ++count;
            }
        }
        QVERIFY(count > 50);
    }
};

QTEST_GUILESS_MAIN(PanelTextTest)
#include "tst_paneltext.moc"
