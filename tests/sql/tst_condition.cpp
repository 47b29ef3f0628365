// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/condition.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::sql;

class ConditionTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepted_data()
    {
        QTest::addColumn<QString>("text");
        int number = 0;
        for (const QString &text :
             {u""_s,
              u" \n"_s,
              u"true"_s,
              u"a = 1 and b is not null"_s,
              u"(a, b) in ((1, 2), (3, 4))"_s,
              u"name ilike '%x%' or \"Größe\" > 3"_s,
              u"exists (select 1 from t where x = y union select 2 limit 1)"_s,
              u"a = (with c as (select 1) select * from c)"_s,
              u"case when a then b else c end"_s,
              u"a between 1 and 2"_s,
              u"not deleted"_s,
              u"/* why */ a > 1"_s,
              u"a > 1 -- why\n"_s,
              u"data @> '{\"a;\": 1}'"_s,
              u"a::text = $$;)$$"_s,
              u"t.a ~ '^\\('"_s,
              u"a = any (array[1, 2])"_s,
              u"x at time zone 'UTC' > now()"_s,
              u"f(a, b => 1)"_s,
              uR"(a = E'\\' or a like 'x\_y%' or a ~ '\d')"_s})
            QTest::addRow("%d: %s", number++, qPrintable(text)) << text;
    }

    void accepted()
    {
        QFETCH(QString, text);
        const auto problem = checkCondition(text);
        QVERIFY2(!problem, qPrintable(problem ? problem->message : QString()));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("message");
        const auto row = [](const QString &text, int offset, const QString &message) {
            QTest::addRow("%s", qPrintable(text)) << text << offset << message;
        };
        row(u"1) UNION SELECT (1"_s, 1, u"syntax error at or near \")\""_s);
        row(u"true) OR (true"_s, 4, u"syntax error at or near \")\""_s);
        row(u"a b"_s, 0, u"A condition cannot be followed by a name: \"b\""_s);
        row(u"a AS b"_s, 0, u"A condition cannot be followed by a name: \"b\""_s);
        row(u"1; drop table x"_s, 2, u"Only one condition is allowed here"_s);
        row(u"true;"_s, 4, u"syntax error at or near \";\""_s);
        row(u"x --"_s, 4, u"The condition must not end in a comment or a semicolon"_s);
        row(u"x -- y"_s, 6, u"The condition must not end in a comment or a semicolon"_s);
        row(u"/*"_s, 0, u"unterminated /* comment at or near \"/*\n\""_s);
        row(u"a /* b"_s, 2, u"unterminated /* comment at or near \"/* b\n\""_s);
        row(u"-- y"_s, 0, u"There is no condition here, only a comment"_s);
        row(u"/* y */"_s, 0, u"There is no condition here, only a comment"_s);
        row(u"1, 2"_s, 3, u"Only one condition is allowed here; combine them with AND"_s);
        row(u"*"_s, 0, u"* is not a condition"_s);
        row(u"t.*"_s, 0, u"* is not a condition"_s);
        row(u"'ä𝒳', x"_s, 7, u"Only one condition is allowed here; combine them with AND"_s);
        row(u"'ä𝒳' ) x"_s, 6, u"syntax error at or near \")\""_s);
        row(u"a = 'x"_s, 4, u"unterminated quoted string at or near \"'x\n\""_s);
        row(u"a = "_s, 4, u"syntax error at end of input"_s);
        row(u"a ="_s, 3, u"syntax error at end of input"_s);
        row(u"a = $1"_s, 4, u"Parameters such as $1 cannot be used here"_s);
        row(u"b or (select $2) = 1"_s, 13, u"Parameters such as $1 cannot be used here"_s);
        row(u"all a"_s, 0, u"syntax error at or near \"all\""_s);
        row(u"where a"_s, 6, u"Only a condition is allowed here, no other part of a query"_s);
        row(u"true\u0000) or"_s, 4, u"SQL cannot contain a NUL character"_s);
        for (const QString &tail :
             {u"from t"_s, u"where true"_s, u"group by 1"_s, u"having true"_s, u"order by 1"_s, u"limit 1"_s,
              u"offset 1"_s, u"fetch first row only"_s, u"union select 1"_s, u"into t"_s, u"for update"_s,
              u"window w as (order by 1)"_s})
            row(u"true "_s + tail, -1, {});
        row(u"distinct a"_s, -1, {});
        // With standard_conforming_strings off the text ends earlier, and what stands in it runs.
        const QString twoWays = u"A backslash before a quote is ambiguous: begin the string with E and double the "
                                u"backslash"_s;
        row(uR"(a = '\'' or f(1) --')"_s + u"\n"_s, 4, twoWays);
        row(uR"(a = 'C:\')"_s, 4, twoWays);
        // Names with escapes, dollars, comments in comments.
        row(u"a = U&'\\0027') or (true"_s, -1, {});
        row(u"a = $a$ $a$) or ($$"_s, -1, {});
        row(u"a /* /* */ ) or (true"_s, -1, {});
        row(u"a) /* ( */ or (true"_s, -1, {});
        row(u"a = 'x'\n') or (true"_s, -1, {});
        row(u"a = (insert into t values (1) returning 1)"_s, -1, {});
        row(u"a = (with d as (delete from t returning 1) select 1 for update); --"_s, -1, {});
        row(u"distinct on (a) b"_s, -1, {});
    }

    void refused()
    {
        QFETCH(QString, text);
        QFETCH(int, offset);
        QFETCH(QString, message);
        const auto problem = checkCondition(text);
        QVERIFY(problem);
        QVERIFY(!problem->message.isEmpty());
        QVERIFY(problem->offset >= 0 && problem->offset <= text.size());
        if (!message.isEmpty())
            QCOMPARE(problem->message, message);
        if (offset >= 0)
            QCOMPARE(problem->offset, offset);
    }

    void largeOnesEndWell()
    {
        QVERIFY(!checkCondition(u"a in (1"_s + u",1"_s.repeated(20'000) + u')'));
        const auto problem = checkCondition(u"1"_s + u"+1"_s.repeated(100'000));
        QVERIFY(problem);
        QCOMPARE(problem->message, u"The condition is too long or too deeply nested"_s);
    }
};

QTEST_APPLESS_MAIN(ConditionTest)
#include "tst_condition.moc"
