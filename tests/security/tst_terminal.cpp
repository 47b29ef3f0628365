// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "connection/server/conninfo.h"
#include "connection/server/environment.h"
#include "migration/ctlprocess.h"
#include "support/hostileproxy.h"
#include "support/testserver.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

namespace {

// What a terminal obeys: ESC, CSI of C1, a title, a bell, a return of the carriage, what turns the reading around; and
// a line that the program could have written.
const QString &evil()
{
    static const QString text = u"x\u001b[2J\u001b]0;owned\u0007\u009b31m\r\b\u202e\u2066\nFAKED: all is applied\n"_s;
    return text;
}

QString literal(const QString &text) { return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\''; }
QString name(const QString &text) { return u'"' + QString(text).replace(u'"', u"\"\""_s) + u'"'; }

} // namespace

// howdahctl on a database in which every name, comment, notice, error and value tries to reach the terminal.
class TerminalTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_uri;

    static bool isRaw(QChar one)
    {
        const ushort code = one.unicode();
        return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code <= 0x9f)
            || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    }
    static QStringList faults(const QByteArray &output)
    {
        QStringList found;
        const QString text = QString::fromUtf8(output);
        for (const QString &line : text.split(u'\n')) {
            if (std::ranges::any_of(line, isRaw))
                found << u"raw: "_s + line;
            if (line.startsWith(u"FAKED"_s))
                found << u"faked: "_s + line;
        }
        return found;
    }
    [[nodiscard]] QString path(const QString &file) const { return m_folder.filePath(file); }

private Q_SLOTS:
    void initTestCase()
    {
        const QString database = m_server.createDatabase(u"terminal"_s);
        m_uri = connection::toUri(m_server.connInfo(database));
        const QString table = name(u"t"_s + evil());
        const auto made = m_server.psql(
            database,
            u"CREATE SCHEMA %1; CREATE TYPE %1.%2 AS ENUM (%3, 'b'); CREATE TABLE %1.%4 (id int PRIMARY KEY, %5 %1.%2, "
            "note text CONSTRAINT %6 CHECK (note <> 'no')); INSERT INTO %1.%4 VALUES (1, %3, %3);"
            "COMMENT ON TABLE %1.%4 IS %3; COMMENT ON SCHEMA %1 IS %3;"
            "CREATE TABLE public.%4 AS SELECT * FROM %1.%4; CREATE TABLE public.plain (id int PRIMARY KEY, note text);"
            "CREATE FUNCTION public.shout() RETURNS trigger LANGUAGE plpgsql AS "
            "$f$ BEGIN RAISE NOTICE USING MESSAGE = %3, DETAIL = %3, HINT = %3; RAISE EXCEPTION USING MESSAGE = %3, "
            "DETAIL = %3, HINT = %3; END $f$;"
            "CREATE TRIGGER shout BEFORE INSERT ON public.plain FOR EACH ROW EXECUTE FUNCTION public.shout();"_s.arg(
                name(u"s"_s + evil()), name(u"e"_s + evil()), literal(evil()), table, name(u"c"_s + evil()),
                name(u"k"_s + evil())));
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        test::writeFolder(
            path(u"pack"_s), {{u"001-shout.up.sql"_s, "INSERT INTO public.plain VALUES (1, 'x');\n"},
                              {u"001-shout.down.sql"_s, "DELETE FROM public.plain;\n"},
                              {u"002-drop.up.sql"_s, "DROP TABLE public." + table.toUtf8() + ";\n"}});
        test::writeFolder(
            path(u"faulty"_s),
            {{u"001-error.up.sql"_s, "DO $$ BEGIN RAISE WARNING USING MESSAGE = " + literal(evil()).toUtf8()
                                         + "; PERFORM 1 / 0; END $$;\nSELECT 1;\n"}});
        QFile rows(path(u"rows.csv"_s));
        QVERIFY(rows.open(QIODevice::WriteOnly));
        rows.write("id,note\n1,a\n");
    }

    void commands_data()
    {
        QTest::addColumn<QStringList>("words");
        const QString evilTable = u"public."_s + name(u"t"_s + evil());
        const QStringList pack{u"-s"_s, path(u"pack"_s), u"-d"_s, m_uri};
        const QStringList on{u"-d"_s, m_uri};
        QTest::newRow("status") << QStringList{u"migrate"_s, u"status"_s} + pack;
        QTest::newRow("plan") << QStringList{u"migrate"_s, u"plan"_s, u"-o"_s, path(u"plan.sql"_s)} + pack;
        QTest::newRow("lint") << QStringList{u"migrate"_s, u"lint"_s} + pack;
        QTest::newRow("up") << QStringList{u"migrate"_s, u"up"_s, u"--yes"_s} + pack;
        QTest::newRow("up with json") << QStringList{u"migrate"_s, u"up"_s, u"--yes"_s, u"--json"_s} + pack;
        QTest::newRow("a warning and an error")
            << QStringList{u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, path(u"faulty"_s)} + on;
        QTest::newRow("log") << QStringList{u"migrate"_s, u"log"_s} + pack;
        QTest::newRow("checksum") << QStringList{u"data"_s, u"checksum"_s, u"-t"_s, evilTable} + on;
        QTest::newRow("checksum of nothing") << QStringList{u"data"_s, u"checksum"_s, u"-t"_s, name(evil())} + on;
        QTest::newRow("export") << QStringList{u"data"_s, u"export"_s, u"-t"_s, evilTable, u"-o"_s, path(u"x.csv"_s)}
                                       + on;
        QTest::newRow("import") << QStringList{u"data"_s,         u"import"_s, u"-t"_s,
                                               u"public.plain"_s, u"-i"_s,     path(u"rows.csv"_s)}
                                       + on;
        QTest::newRow("import elsewhere")
            << QStringList{u"data"_s, u"import"_s, u"-t"_s, evilTable, u"-i"_s, path(u"rows.csv"_s)} + on;
        QTest::newRow("prompts") << QStringList{u"prompts"_s, u"list"_s} + on;
        QTest::newRow("audit show") << QStringList{u"audit"_s, u"show"_s};
        QTest::newRow("audit show with json") << QStringList{u"audit"_s, u"show"_s, u"--json"_s};
        QTest::newRow("audit verify") << QStringList{u"audit"_s, u"verify"_s};
        QTest::newRow("audit table") << QStringList{u"audit"_s, u"table"_s, u"show"_s} + on;
        QTest::newRow("a target") << QStringList{
            u"data"_s, u"checksum"_s, u"-t"_s, u"x"_s, u"-d"_s, u"host=127.0.0.1 port=1 dbname='%1'"_s.arg(evil())};
        QTest::newRow("a profile") << QStringList{u"profiles"_s, u"show"_s, evil()};
    }
    void commands()
    {
        QFETCH(QStringList, words);
        CtlProcess process(words, {u"HOWDAH_DATA_DIR="_s + path(u"data"_s), u"XDG_CONFIG_HOME="_s + path(u"config"_s)});
        (void)process.wait();
        QVERIFY2(!(process.out + process.err).isEmpty(), "it says nothing");
        const QStringList found = faults(process.out) + faults(process.err);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    // Where it was not said by the program the words are there all the same.
    void theWordsAreKept()
    {
        QCOMPARE(cli::terminalBytes("a\033[1mb\tc\nd"), QByteArray("a\\u001b[1mb\tc\nd"));
        QCOMPARE(
            cli::terminalBytes("\xc2\x9b|\xe2\x80\xae|\x7f|\r|\xc3\xa4\xf0\x9f\x98\x80"),
            QByteArray("\\u009b|\\u202e|\\u007f|\\u000d|\xc3\xa4\xf0\x9f\x98\x80"));
        // What is no UTF-8 hides nothing behind its first byte.
        for (const char *first : {"\xc3", "\xe2", "\xe2\x80", "\xf0", "\xf0\x9f\x98", "\xff"})
            QVERIFY2(!cli::terminalBytes(first + QByteArray("\033[2J")).contains('\033'), first);
        const Error error{.kind = ErrorKind::Server, .message = evil(), .detail = evil(), .hint = evil()};
        for (const QString &line : cli::plainError(error).split(u'\n').mid(1))
            QVERIFY2(line.startsWith(u"  "_s), qPrintable(line));
    }

    // libpq writes by itself what a server says before it is connected.
    void noticesWhileConnecting()
    {
        const auto before = [](const QByteArray &message, const test::HostileProxy::Send &send) {
            if (message.startsWith('K')) { // the first that libpq takes notices before
                const QByteArray text = evil().toUtf8();
                QByteArray body("SNOTICE");
                for (const char field : {'C', 'M', 'D', 'H'})
                    body += '\0' + QByteArray(1, field) + (field == 'C' ? QByteArray("00000") : text);
                send(test::pgMessage('N', body + QByteArray(2, '\0')));
            }
            send(message);
        };
        const auto direct = connection::parseConnInfo(m_uri);
        QVERIFY(direct);
        const test::HostileProxy proxy(*direct, before);
        CtlProcess process(
            {u"data"_s, u"checksum"_s, u"-t"_s, u"public.plain"_s, u"-d"_s, connection::toUri(proxy.info())},
            {u"HOWDAH_DATA_DIR="_s + path(u"data"_s)});
        QVERIFY2(process.wait() == 0, process.err.constData());
        QVERIFY2(process.err.contains("\\u001b"), process.err.constData()); // it was said
        const QStringList found = faults(process.out) + faults(process.err);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    // Rows that somebody looks at must not speak to his terminal, whatever they are elsewhere.
    void rowsOnATerminal()
    {
        const QString program = QStandardPaths::findExecutable(u"script"_s);
        if (program.isEmpty())
            QSKIP("script of util-linux makes the terminal");
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOWDAH_DATA_DIR"_s, path(u"data"_s));
        environment.insert(u"ROWS_URI"_s, m_uri);
        process.setProcessEnvironment(environment);
        process.start(
            program, {u"-qec"_s,
                      QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl data export -f csv -o - -d \"$ROWS_URI\" -q "
                                                      "\"SELECT 'a' || chr(27) || ']0;owned' || chr(7)\" 2>/dev/null"),
                      u"/dev/null"_s});
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(120'000));
        const QByteArray out = process.readAllStandardOutput();
        QVERIFY2(out.contains("]0;owned"), out.constData());
        QVERIFY2(out.contains("\\u001b") && !out.contains('\033') && !out.contains('\007'), out.constData());
    }

    // Data that somebody pipes on are exact.
    void dataStaysExact()
    {
        const QString evilTable = u"public."_s + name(u"t"_s + evil());
        CtlProcess out(
            {u"data"_s, u"export"_s, u"-t"_s, evilTable, u"-o"_s, u"-"_s, u"--format"_s, u"csv"_s, u"-d"_s, m_uri},
            {u"HOWDAH_DATA_DIR="_s + path(u"data"_s)});
        QVERIFY2(out.wait() == 0, out.err.constData());
        QVERIFY(QString::fromUtf8(out.out).contains(evil()));
    }
};

QTEST_GUILESS_MAIN(TerminalTest)
#include "tst_terminal.moc"
