// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lint.h"
#include "migration/lint/lintprofile.h"
#include "migration/source/pack.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// How much a rule counts: by the size of its table, by the profile of the source, by what earlier files prove.
class LintProfileTest final : public QObject
{
    Q_OBJECT

    static LintScript script(const QByteArray &sql) { return {.file = u"001-a.up.sql"_s, .text = sql}; }

    static QStringList rulesOf(const std::vector<Finding> &findings)
    {
        QStringList rules;
        for (const Finding &finding : findings)
            rules << finding.rule;
        return rules;
    }

private Q_SLOTS:
    void severityFollowsTheSize()
    {
        LintContext context;
        TableFacts &facts = context.tables[tableKey(context, {u"public"_s, u"t"_s})];
        const auto severity = [&](const char *sql) { return lint(script(sql), context).at(0).severity; };
        const char *const index = "create index on t (a)";
        const char *const required = "alter table public.t add a int not null";
        facts = {.bytes = 0, .rows = 0};
        QCOMPARE(severity(index), Severity::Info);
        QCOMPARE(severity(required), Severity::Info);
        facts = {.bytes = 8192, .rows = 10};
        QCOMPARE(severity(index), Severity::Info);
        QCOMPARE(severity(required), Severity::Error); // it fails on one row
        facts = {.bytes = 100'000'000, .rows = 500'000};
        QCOMPARE(severity(index), Severity::Warning);
        facts = {.bytes = 100'000'000, .rows = 1'000'000};
        QCOMPARE(severity(index), Severity::Error);
        facts = {.bytes = 1'073'741'824, .rows = -1};
        QCOMPARE(severity(index), Severity::Error);
        QVERIFY(lint(script(index), context).at(0).message.contains(u"1"_s));
        QCOMPARE(severity("drop table t"), Severity::Warning); // that does not scale
        facts = {.bytes = 0, .rows = 0, .partitioned = true};
        QCOMPARE(severity(index), Severity::Warning);
        QVERIFY(!lint(script(index), context).at(0).rewrite);
    }

    void aProfileTurnsRulesOffAndWeighsThem()
    {
        const LintScript sql = script("drop table t; create table u (a json)");
        LintContext context;
        QCOMPARE(rulesOf(lint(sql, context)), (QStringList{u"drop-table"_s, u"json-type"_s}));
        context.profile.rules = {{u"json-type"_s, u"off"_s}, {u"drop-table"_s, u"error"_s}};
        QCOMPARE(rulesOf(lint(sql, context)), QStringList{u"drop-table"_s});
        QCOMPARE(lint(sql, context).front().severity, Severity::Error);
        context.profile.sets = QStringList{QString(RobustSet)};
        QVERIFY(rulesOf(lint(sql, context)).contains(u"not-robust"_s));
        // What a comment allows is found, whatever the profile makes of it.
        const LintScript allowed = script("-- howdah: allow json-type it is only stored\ncreate table u (a json)");
        QCOMPARE(rulesOf(lint(allowed, {.profile = {.rules = {{u"json-type"_s, u"off"_s}}}})), QStringList());
        QVERIFY(checkProfile(context.profile));
        QVERIFY(!checkProfile({.rules = {{u"no-such-rule"_s, u"off"_s}}}));
        QVERIFY(!checkProfile({.sets = {u"no-such-set"_s}}));
    }

    void aProfileIsInThePack()
    {
        std::vector<Problem> problems;
        const Pack pack =
            parsePack("lint:\n  sets: robust\n  off: wide-index, serial-column\n  error: [drop-table]\n", problems);
        QVERIFY(problems.empty());
        QCOMPARE(pack.lint.sets, QStringList{u"robust"_s});
        const QMap<QString, QString> rules{
            {u"wide-index"_s, u"off"_s}, {u"serial-column"_s, u"off"_s}, {u"drop-table"_s, u"error"_s}};
        QCOMPARE(pack.lint.rules, rules);
        for (const char *wrong : {"lint: off\n", "lint:\n  never: drop-table\n", "lint:\n  off:\n"}) {
            problems.clear();
            (void)parsePack(wrong, problems);
            QVERIFY2(problems.size() == 1 && problems.front().blocks, wrong);
        }
    }

    // Where each file is judged on its own, and where several run one after the other.
    void anEarlierFileProvesThatThereIsNoNull()
    {
        const LintScript check = script("alter table t add constraint c check (a is not null) not valid");
        const LintScript validated = script("alter table t validate constraint c");
        const LintScript drop = script("alter table t drop constraint c");
        const LintScript set = script("alter table t alter a set not null");
        const QString rule = u"set-not-null-scans"_s;
        const auto warns = [&](const std::vector<LintScript> &files) {
            LintContext context;
            for (const LintScript &file : files)
                learn(context, file);
            std::vector<LintScript> run = files;
            run.push_back(set);
            const bool alone = rulesOf(lint(set, context)).contains(rule);
            return rulesOf(lintRun(run)).contains(rule) == alone ? int(alone) : -1;
        };
        QCOMPARE(warns({}), 1);
        QCOMPARE(warns({check}), 1);
        QCOMPARE(warns({check, validated}), 0);
        QCOMPARE(warns({check, validated, drop}), 1);
        QCOMPARE(warns({check, validated, script("drop table t")}), 1);
        QCOMPARE(warns({script("create table u (a int check (a is not null))")}), 1);
        QCOMPARE(warns({script("alter table t add b int, add check (a is not null and b > 0)")}), 0);
    }
};

QTEST_GUILESS_MAIN(LintProfileTest)
#include "tst_profile.moc"
