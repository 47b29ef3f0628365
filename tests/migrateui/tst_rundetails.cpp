// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/rundetails.h"

#include "support/turnmeter.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

RunDetails details()
{
    auto preview = std::make_shared<Preview>();
    migration::Step step{
        .version = *migration::Version::parse(u"003"_s), .name = u"index|odd"_s, .file = u"003-index.up.sql"_s};
    step.text = "CREATE TABLE t (id int);\nSELECT '```';\n";
    step.statements = {{.offset = 0, .size = 23, .line = 1}, {.offset = 25, .size = 12, .line = 2}};
    preview->plan.steps = {step};
    preview->sql = QString::fromUtf8(step.text);
    preview->lines = runLinesOf(preview->plan);
    RunDetails reported{.target = u"app@db/orders"_s, .server = u"PostgreSQL 15.20"_s, .source = u"/srv/orders"_s};
    reported.began = QDateTime(QDate(2026, 3, 1), QTime(14, 5, 9), Qt::UTC);
    reported.preview = preview;
    reported.lines = preview->lines;
    reported.outcome = {migration::RunReport{}, 1400};
    reported.summary = u"1 migration applied in 1.4 s."_s;
    return reported;
}

} // namespace

class TestRunDetails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void whatWhereWhenAndHow()
    {
        RunDetails reported = details();
        reported.lines[0].state = RunLine::State::Done;
        reported.lines[0].milliseconds = 1400;
        reported.lines[1].state = RunLine::State::Done;
        reported.lines[1].milliseconds = 12;
        reported.lines[1].rows = 1234;
        reported.safetyCopy = u"/srv/copy.dump"_s;
        reported.notices = {u"NOTICE: hello"_s};
        const QString text = runMarkdown(reported);
        for (const QString &part :
             {u"# Apply 1 migration"_s, u"app@db/orders"_s, u"PostgreSQL 15.20"_s, u"2026-03-01T14:05:09Z"_s,
              u"1.4 s"_s, u"**done**"_s, u"`/srv/copy.dump`"_s, u"| done | 12 ms | 1,234 |"_s, u"NOTICE: hello"_s,
              u"CREATE TABLE t (id int);"_s})
            QVERIFY2(text.contains(part), qPrintable(part + u'\n' + text));
    }

    void aFailureIsQuotedWhole()
    {
        RunDetails reported = details();
        migration::RunFailure failure{
            .version = reported.lines[0].version, .name = u"index"_s, .file = u"003-index.up.sql"_s};
        failure.statement = 2;
        failure.of = 2;
        failure.position.line = 2;
        failure.error = makeError(ErrorKind::Server, u"relation \"t\" already exists"_s, u"Look again."_s);
        failure.error.sqlState = u"42P07"_s;
        reported.outcome.report->failure = failure;
        const QString text = runMarkdown(reported);
        for (const QString &part :
             {u"**failed**"_s, u"`003-index.up.sql`, line 2, statement 2 of 2"_s, u"SQLSTATE 42P07"_s,
              u"relation \"t\" already exists"_s, u"Look again."_s})
            QVERIFY2(text.contains(part), qPrintable(part + u'\n' + text));
        failure.error.kind = ErrorKind::Cancelled;
        reported.outcome.report->failure = failure;
        QVERIFY(runMarkdown(reported).contains(u"**cancelled**"_s));
    }

    // What a file or a name holds must not become a table, a link or the end of a fence.
    void dataStaysData()
    {
        QCOMPARE(markdownText(u"a|b*c [x](y) <b>"_s), u"a\\|b\\*c \\[x\\](y) \\<b\\>"_s);
        QCOMPARE(markdownCode(u"two\nlines"_s), u"`two lines`"_s);
        QCOMPARE(markdownCode(u"a `b` c"_s), u"``a `b` c``"_s);
        QCOMPARE(markdownCode(u"x | y"_s), u"`x \\| y`"_s);
        QCOMPARE(markdownCode(u"`"_s), u"`` ` ``"_s);
        const QString text = runMarkdown(details());
        QVERIFY(text.contains(u"003-index\\|odd"_s));
        QVERIFY(text.contains(u"````sql\n"_s)); // longer than the fence in the SQL
    }

    void veryLongSqlIsCut()
    {
        RunDetails reported = details();
        auto preview = std::make_shared<Preview>(*reported.preview);
        preview->sql = QString(1'000'000, u'x');
        reported.preview = preview;
        const QString text = runMarkdown(reported);
        QVERIFY(text.size() < 200'000);
        QVERIFY(text.contains(u"Truncated: the SQL has"_s));
    }
};

HOWDAH_UI_TEST_MAIN(TestRunDetails)
#include "tst_rundetails.moc"
