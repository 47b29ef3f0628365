// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintreport.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::migration;

// What editors, scripts and code hosts read.
class LintReportTest final : public QObject
{
    Q_OBJECT

    static std::vector<Finding> findings()
    {
        return lint(
            {.file = u"001 a.up.sql"_s,
             .text = "drop table t;\ncreate index i on u (a);\nalter table x add y int not null;\n"
                     "create table n (j json);\n"},
            {});
    }

private Q_SLOTS:
    void text()
    {
        const QStringList lines = lintText(findings(), u"dir"_s).split(u'\n');
        QCOMPARE(lines.at(0), u"dir/001 a.up.sql:1:1: warning: t is dropped with its rows [drop-table]"_s);
        QVERIFY(lines.at(1).startsWith(u"    ACCESS EXCLUSIVE on t; waiting: reads and writes"_s));
        QVERIFY(lines.at(2).startsWith(u"    Drop it only "_s));
        QVERIFY(lintText(findings(), u"dir/"_s).startsWith(u"dir/001"_s));
        QVERIFY(lintText(findings(), {}).startsWith(u"001 a.up.sql:1:1: "_s));
        Finding hostile;
        hostile.rule = u"drop-table"_s;
        hostile.message = u"a\x1B[31m\nb"_s;
        QCOMPARE(lintText(std::vector{hostile}, {}).count(u'\n'), 1);
        QVERIFY(!lintText(std::vector{hostile}, {}).contains(u'\x1B'));
    }

    void counts()
    {
        const LintCounts counts = countFindings(findings());
        QCOMPARE(counts.errors, 1);
        QCOMPARE(counts.warnings, 2); // drop-table, create-index-blocks-writes
        QCOMPARE(counts.infos, 1);
    }

    void json()
    {
        const QJsonObject object = lintJson(findings(), u"dir"_s);
        QCOMPARE(object[u"format"_s].toInt(), 1);
        QCOMPARE(object[u"errors"_s].toInt(), 1);
        const QJsonObject first = object[u"findings"_s][0].toObject();
        QCOMPARE(first[u"rule"_s].toString(), u"drop-table"_s);
        QCOMPARE(first[u"file"_s].toString(), u"dir/001 a.up.sql"_s);
        QCOMPARE(first[u"lock"_s].toString(), u"ACCESS EXCLUSIVE"_s);
        QVERIFY(first[u"rewrite"_s].isNull());
    }

    // The fields that the schema of SARIF 2.1.0 requires, and the ones that readers of it need.
    void sarif()
    {
        const LintScript index{.file = u"001 a.up.sql"_s, .text = "create index i on u (ä);"};
        std::vector<Finding> all = findings();
        const auto more = lint(index);
        all.insert(all.end(), more.begin(), more.end());
        const QJsonObject log = lintSarif(all, u"some/dir"_s, u"1.2"_s);
        QCOMPARE(log[u"version"_s].toString(), u"2.1.0"_s);
        QVERIFY(log[u"$schema"_s].toString().contains(u"sarif-2.1.0"_s));
        QCOMPARE(log[u"runs"_s].toArray().size(), 1);
        const QJsonObject run = log[u"runs"_s][0].toObject();
        const QJsonObject driver = run[u"tool"_s][u"driver"_s].toObject();
        QVERIFY(!driver[u"name"_s].toString().isEmpty());
        QCOMPARE(driver[u"version"_s].toString(), u"1.2"_s);
        const QJsonArray rules = driver[u"rules"_s].toArray();
        QCOMPARE(rules.size(), qsizetype(lintRules().size()));
        const QStringList levels{u"none"_s, u"note"_s, u"warning"_s, u"error"_s};
        for (const QJsonValue rule : rules) {
            QVERIFY(!rule[u"id"_s].toString().isEmpty());
            QVERIFY(!rule[u"shortDescription"_s][u"text"_s].toString().isEmpty());
            QVERIFY(levels.contains(rule[u"defaultConfiguration"_s][u"level"_s].toString()));
        }
        const QJsonArray results = run[u"results"_s].toArray();
        QCOMPARE(results.size(), qsizetype(all.size()));
        int fixes = 0;
        for (const QJsonValue result : results) {
            QVERIFY(!result[u"message"_s][u"text"_s].toString().isEmpty());
            QVERIFY(levels.contains(result[u"level"_s].toString()));
            QCOMPARE(rules[result[u"ruleIndex"_s].toInt()][u"id"_s], result[u"ruleId"_s]);
            const QJsonValue place = result[u"locations"_s][0][u"physicalLocation"_s];
            QCOMPARE(place[u"artifactLocation"_s][u"uri"_s].toString(), u"some/dir/001%20a.up.sql"_s);
            const QJsonValue region = place[u"region"_s];
            QVERIFY(region[u"startLine"_s].toInt() >= 1 && region[u"startColumn"_s].toInt() >= 1);
            QVERIFY(region[u"endLine"_s].toInt() >= region[u"startLine"_s].toInt());
            for (const QJsonValue fix : result[u"fixes"_s].toArray()) {
                ++fixes;
                const QJsonValue change = fix[u"artifactChanges"_s][0];
                QVERIFY(!change[u"artifactLocation"_s][u"uri"_s].toString().isEmpty());
                const QJsonArray replacements = change[u"replacements"_s].toArray();
                QVERIFY(!replacements.isEmpty());
                for (const QJsonValue replacement : replacements)
                    QVERIFY(replacement[u"deletedRegion"_s][u"byteOffset"_s].toInt(-1) >= 0);
            }
        }
        QVERIFY(fixes >= 2);
    }

    void nothing()
    {
        QVERIFY(lintText({}, u"dir"_s).isEmpty());
        QVERIFY(lintSarif({}, u"dir"_s, u"1"_s)[u"runs"_s][0][u"results"_s].toArray().isEmpty());
        QVERIFY(lintSarif({}, u"dir"_s, u"1"_s)[u"runs"_s][0][u"results"_s].isArray());
    }

    void catalogue()
    {
        const QString text = lintCatalogue();
        QCOMPARE(text.count(u'\n'), qsizetype(lintRules().size()) + 2);
    }
};

QTEST_APPLESS_MAIN(LintReportTest)
#include "tst_report.moc"
