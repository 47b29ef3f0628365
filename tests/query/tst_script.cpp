// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a script is cut into, what would run at a place, and psql's commands in it.
#include "query/script/metacommand.h"
#include "query/script/script.h"
#include "support/memory.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

class ScriptTest final : public QObject
{
    Q_OBJECT

    static QByteArray textAt(const Script &script, qint64 offset)
    {
        const Script::Extent extent = script.extentOf(script.at(offset));
        return script.text().sliced(qsizetype(extent.offset), qsizetype(extent.size));
    }

private Q_SLOTS:
    void cutsAsPsqlDoes()
    {
        const Script script("-- a comment; with a semicolon\n"
                            "select ';', $$;$$, \"a;b\"; copy t from stdin;\n1\t;\n2\tx\n\\.\n"
                            "create function f() returns int language sql begin atomic select 1; select 2; end;\n"
                            "select 1 \\gset\n\\echo hi; there\nselect 2");
        QVERIFY(!script.problem());
        QByteArrayList parts;
        for (const Piece &part : script.parts())
            parts << script.textOf(part).toByteArray();
        QCOMPARE(
            parts, (QByteArrayList{
                       "select ';', $$;$$, \"a;b\"", "copy t from stdin", "1\t;\n2\tx\n",
                       "create function f() returns int language sql begin atomic select 1; select 2; end", "select 1",
                       "\\gset", "\\echo hi; there", "select 2"}));
    }

    void tellsWhatRunsAtTheCursor()
    {
        const QByteArray text = "select 1; -- first\n\n-- about two\nselect 2\n  + 3;\ncopy t from stdin;\n1\n\\.\n"
                                "select 4 \\g\n";
        const Script script(text);
        QCOMPARE(textAt(script, 0), "select 1");
        QCOMPARE(textAt(script, 4), "select 1");
        QCOMPARE(textAt(script, 9), "select 1");                            // behind its semicolon
        QCOMPARE(textAt(script, text.indexOf("first")), "select 1");        // on its line
        QCOMPARE(textAt(script, text.indexOf("about")), "select 2\n  + 3"); // a comment belongs to what follows
        QCOMPARE(textAt(script, text.indexOf("+ 3")), "select 2\n  + 3");
        QCOMPARE(textAt(script, text.indexOf("copy")), "copy t from stdin;\n1\n");
        QCOMPARE(textAt(script, text.indexOf("\n1\n") + 1), "copy t from stdin;\n1\n"); // in its data
        QCOMPARE(textAt(script, text.indexOf("\\g")), "select 4 \\g");
        QCOMPARE(textAt(script, text.size()), "select 4 \\g");
        const PartRange rest = script.from(text.indexOf("+ 3"));
        QCOMPARE(rest, (PartRange{1, script.parts().size()}));
        QVERIFY(Script("  -- nothing\n").at(3).isEmpty());
    }

    void runsASelection()
    {
        const QByteArray text = "select 1, 2; select 3;";
        const Script part = Script(text).selected(0, 8);
        QCOMPARE(part.parts().size(), std::size_t(1));
        QCOMPARE(part.textOf(part.parts()[0]), "select 1");
    }

    void tellsWhereItStops()
    {
        const Script script("select 1;\nselect 'open");
        QVERIFY(script.problem());
        QCOMPARE(script.parts().size(), std::size_t(1));
        QCOMPARE(script.problemOffset(), 10);
        QCOMPARE(textAt(script, 3), "select 1");
    }

    void followsStandardStrings()
    {
        const QByteArray text = "select 'a\\'; select 2; -- ';\n";
        QCOMPARE(Script(text).parts().size(), std::size_t(2));
        const Script old(text, false);
        QCOMPARE(old.parts().size(), std::size_t(1));
        QCOMPARE(old.textOf(old.parts()[0]), "select 'a\\'; select 2; -- '");
    }

    // A part of it is read again, and it is as if all had been.
    void takesLittleMemory()
    {
        if (test::isSanitized())
            QSKIP("memory means nothing here");
        QByteArray text;
        text.reserve(50 << 20);
        while (text.size() < (50 << 20) - 100)
            text += "insert into t values (" + QByteArray::number(text.size()) + ", 'some text of a row');\n";
        const qint64 before = test::residentBytes();
        const Script script(text);
        QVERIFY(test::residentBytes() - before < 3 * text.size());
    }

    // ---- psql's commands

    static MetaCommand command(const char *line, const ParameterValues &values = {})
    {
        auto read = readMetaCommand(line, false, values);
        if (!read)
            qFatal("%s: %s", line, qPrintable(describe(read.error())));
        return *read;
    }

    void readsCommands()
    {
        using Kind = MetaCommand::Kind;
        const ParameterValues values{{u"v"_s, {ParameterValue::Kind::Raw, u"a 'b'"_s}}};
        QCOMPARE(command("\\echo a  'b c' \"d\"").text, "a b c \"d\"\n"_L1);
        QCOMPARE(command("\\echo -n a").text, "a"_L1);
        QCOMPARE(command("\\echo :v :'v' :\"v\" :w", values).text, "a 'b' 'a ''b''' \"a 'b'\" :w\n"_L1);
        QCOMPARE(command("\\echo 'it''s\\n\\x41\\101'").text, "it's\nAA\n"_L1);
        const MetaCommand set = command("\\set name 'x' y");
        QCOMPARE(set.kind, Kind::Set);
        QCOMPARE(set.name, "name"_L1);
        QCOMPARE(set.text, "xy"_L1); // as psql joins them
        QCOMPARE(command("\\unset name").name, "name"_L1);
        QCOMPARE(command("\\i 'a b.sql'").text, "a b.sql"_L1);
        QCOMPARE(command("\\ir sub/x.sql").kind, Kind::IncludeRelative);
        QCOMPARE(command("\\timing on").on, std::optional(true));
        QCOMPARE(command("\\timing").on, std::optional<bool>());
        QCOMPARE(command("\\x off").on, std::optional(false));
        QCOMPARE(command("\\q").kind, Kind::Quit);
        QCOMPARE(command("\\restrict abc").kind, Kind::Nothing);
        QCOMPARE(command("\\pset null x").kind, Kind::Remark);
        QCOMPARE(readMetaCommand("\\gset pre_", true, {})->name, "pre_"_L1);
    }

    void readsCopy()
    {
        using End = MetaCommand::CopyData::End;
        const auto copy = [](const char *line) { return *command(line).copy; };
        const auto in = copy("\\copy app.\"T from\" (a, b) from 'it''s.csv' with (format csv, header)");
        QCOMPARE(in.sql, "COPY app.\"T from\" (a, b) FROM STDIN with (format csv, header)"_L1);
        QCOMPARE(in.file, "it's.csv"_L1);
        QVERIFY(in.toServer);
        const auto out = copy("\\COPY (select 'x' from t where a in (select to_char(1,'9') from u)) to /tmp/x.csv csv");
        QCOMPARE(out.sql, "COPY (select 'x' from t where a in (select to_char(1,'9') from u)) TO STDOUT csv"_L1);
        QCOMPARE(out.file, "/tmp/x.csv"_L1);
        QCOMPARE(copy("\\copy t from stdin").end, End::ScriptData);
        QCOMPARE(copy("\\copy t to stdout;").end, End::StandardOutput);
        QVERIFY(!readMetaCommand("\\copy t from program 'rm -rf /'", false, {}));
        QVERIFY(!readMetaCommand("\\copy t", false, {}));
    }

    // What only psql can do is named, and what to use instead.
    void refusesByName_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line :
             {"\\d users", "\\dt+", "\\l", "\\c other", "\\! ls", "\\gexec", "\\watch 1", "\\if :x", "\\o file",
              "\\password", "\\;", "\\e", "\\crosstabview", "\\unknown", "\\echo `date`", "\\g"})
            QTest::newRow(line) << QByteArray(line);
    }
    void refusesByName()
    {
        QFETCH(QByteArray, line);
        const auto read = readMetaCommand(line, false, {});
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Usage);
        QVERIFY2(!read.error().hint.isEmpty() || line == "\\g", qPrintable(describe(read.error())));
    }
};

QTEST_GUILESS_MAIN(ScriptTest)
#include "tst_script.moc"
