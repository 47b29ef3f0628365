// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The exit codes that `howdahctl --help` promises, of every command there is: 64 for a command line that makes no
// sense, 69 where there is no connection.
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using howdah::test::CtlProcess;

class ExitCodesTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;
    // Each command, with what it needs to get as far as the database; {} has none.
    std::map<QString, std::optional<QStringList>> m_commands;
    QHash<QString, QString> m_help; // of each, as far as it was asked for

    int ctl(const QStringList &arguments)
    {
        CtlProcess process(arguments, {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)});
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    // In a shell, where it stands as "$CTL".
    int shell(const QString &script)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"CTL"_s, QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"));
        environment.insert(u"DIR"_s, m_folder.path());
        process.setProcessEnvironment(environment);
        process.start(u"bash"_s, {u"-c"_s, script});
        if (!process.waitForFinished(120'000))
            qFatal("the shell does not end");
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitCode();
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
    }
    // What `--help` lists below "Subcommands:".
    QStringList subcommands(const QStringList &group)
    {
        if (ctl(group + QStringList{u"--help"_s}) != 0)
            qFatal("%s", m_err.constData());
        m_help[group.join(u' ')] = QString::fromUtf8(m_out);
        const QString help = QString::fromUtf8(m_out).section(u"Subcommands:"_s, 1);
        QStringList names;
        static const QRegularExpression line(u"^  (\\w[\\w-]*)"_s, QRegularExpression::MultilineOption);
        for (auto matches = line.globalMatch(help); matches.hasNext();)
            names << matches.next().captured(1);
        return names;
    }
    void collect(const QStringList &group, QStringList &all)
    {
        const QStringList below = subcommands(group);
        if (below.isEmpty())
            all << group.join(u' ');
        for (const QString &name : below)
            collect(group + QStringList{name}, all);
    }
    QStringList allCommands()
    {
        QStringList all;
        collect({}, all);
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QDir(m_folder.path()).mkdir(u"migrations"_s);
        QDir(m_folder.path()).mkdir(u"prompts"_s);
        write(u"migrations/001-a.up.sql"_s, "CREATE TABLE public.a (i int);\n");
        write(u"migrations/001-a.down.sql"_s, "DROP TABLE public.a;\n");
        write(u"rows.csv"_s, "i\n1\n");
        write(u"copy.dump"_s, "PGDMP");
        write(u"copy.dump.json"_s, "{}");
        const QString from = m_folder.filePath(u"migrations"_s);
        const QStringList source{u"-s"_s, from};
        const QStringList agreed = source + QStringList{u"--yes"_s};
        const QStringList keys{u"--key-file"_s, m_folder.filePath(u"keys"_s)};
        const QStringList prompts = QStringList{u"-s"_s, m_folder.filePath(u"prompts"_s)} + keys;
        const QString rows = m_folder.filePath(u"rows.csv"_s);
        m_commands = {
            {u"migrate status"_s, source},
            {u"migrate plan"_s, source},
            {u"migrate up"_s, agreed},
            {u"migrate down"_s, agreed},
            {u"migrate to"_s, QStringList{u"001"_s} + agreed},
            {u"migrate redo"_s, agreed},
            {u"migrate resume"_s, agreed},
            {u"migrate baseline"_s, QStringList{u"001"_s} + agreed},
            {u"migrate mark"_s, QStringList{u"001"_s, u"applied"_s} + agreed},
            {u"migrate log"_s, source},
            {u"migrate diff"_s, QStringList{u"001"_s} + source},
            {u"migrate validate"_s, source},
            {u"migrate create"_s, std::nullopt},
            {u"migrate lint"_s, source},
            {u"migrate rehearse"_s, source},
            {u"migrate dump"_s, QStringList{}},
            {u"migrate restore"_s, std::nullopt}, // the file is judged first
            {u"prompts seed"_s, prompts},
            {u"prompts status"_s, prompts},
            {u"prompts export"_s, QStringList{u"-o"_s, m_folder.filePath(u"out"_s)} + keys},
            {u"prompts import"_s, std::nullopt},
            {u"prompts list"_s, QStringList{}},
            {u"prompts search"_s, QStringList{u"word"_s}},
            {u"prompts lint"_s, QStringList{}},
            {u"prompts render"_s, QStringList{u"a@1"_s} + keys},
            {u"prompts diff"_s, QStringList{u"a@1"_s, u"a@2"_s} + keys},
            {u"prompts activate"_s, QStringList{u"a@1"_s}},
            {u"prompts rollback"_s, QStringList{u"a"_s}},
            {u"prompts deactivate"_s, QStringList{u"a"_s}},
            {u"prompts history"_s, QStringList{}},
            {u"prompts score"_s, std::nullopt},
            {u"prompts reencrypt"_s, keys},
            {u"data export"_s, QStringList{u"-t"_s, u"x"_s, u"-o"_s, m_folder.filePath(u"x.csv"_s)}},
            {u"data import"_s, QStringList{u"-t"_s, u"x"_s, u"-i"_s, rows}},
            {u"data checksum"_s, QStringList{u"-t"_s, u"x"_s}},
            {u"demo load"_s, QStringList{}},
            {u"dashboard rollup plan"_s, QStringList{}},
            {u"dashboard rollup create"_s, QStringList{}},
            {u"dashboard rollup refresh"_s, QStringList{}},
            {u"dashboard rollup status"_s, QStringList{}},
            {u"dashboard rollup drop"_s, QStringList{u"a"_s}},
            {u"audit table create"_s, QStringList{}},
            {u"audit table show"_s, QStringList{}},
            {u"audit table drop"_s, QStringList{}},
            {u"dashboard data"_s, QStringList{u"database"_s, u"--format"_s, u"json"_s}},
        };
        for (const char *none :
             {"prompts keys list",   "prompts keys create",  "prompts keys use", "prompts keys remove",
              "prompts keys backup", "prompts keys restore", "profiles list",    "profiles show",
              "profiles add",        "profiles edit",        "profiles remove",  "profiles import",
              "profiles export",     "profiles test",        "server start",     "server stop",
              "server status",       "server url",           "dashboard list",   "dashboard check",
              "audit show",          "audit export",         "audit verify",     "audit restart"})
            m_commands.emplace(QLatin1StringView(none), std::nullopt);
    }

    // Whoever adds a command says here what it needs, so that it is tried, too.
    void everyCommandIsInTheTable()
    {
        QStringList known;
        for (const auto &[name, arguments] : m_commands)
            known << name;
        QStringList all = allCommands();
        all.sort();
        known.sort();
        QStringList unknown;
        for (const QString &name : all) {
            if (!known.contains(name))
                unknown << name;
        }
        for (const QString &name : known) {
            if (!all.contains(name))
                unknown << name + u" (gone)"_s;
        }
        QCOMPARE(unknown, QStringList());
    }

    void whatMakesNoSenseIs64()
    {
        for (const auto &[name, arguments] : m_commands) {
            const QStringList words = name.split(u' ');
            QVERIFY2(ctl(words + QStringList{u"--no-such-option"_s}) == 64, qPrintable(name));
            QVERIFY2(m_err.contains("no-such-option") || m_err.contains("required"), m_err.constData());
            QVERIFY2(m_out.isEmpty(), m_out.constData());
            if (!arguments)
                continue;
            const QStringList nobody{u"-d"_s, u"no-such-profile"_s};
            QVERIFY2(ctl(words + *arguments + nobody) == 64, qPrintable(name + u": "_s + QString::fromUtf8(m_err)));
            QVERIFY2(m_err.contains("no-such-profile"), m_err.constData());
        }
    }

    void whereNobodyAnswersIs69()
    {
        for (const auto &[name, arguments] : m_commands) {
            if (!arguments)
                continue;
            const QStringList words = name.split(u' ') + *arguments;
            const QStringList nobody{u"-d"_s, u"postgresql://nobody@127.0.0.1:1/x"_s};
            QVERIFY2(ctl(words + nobody) == 69, qPrintable(name + u": "_s + QString::fromUtf8(m_err)));
            QVERIFY2(m_err.contains("127.0.0.1"), m_err.constData());
        }
    }

    void whoIsNotLetInGets69()
    {
        connection::ConnInfo nowhere = m_server.connInfo(u"no_such_database"_s);
        connection::ConnInfo nobody = m_server.connInfo(m_database);
        nobody.set(u"user"_s, u"no_such_role"_s);
        for (const auto &[name, arguments] : m_commands) {
            if (!arguments)
                continue;
            const QStringList words = name.split(u' ') + *arguments;
            for (const connection::ConnInfo &info : {nowhere, nobody})
                QVERIFY2(
                    ctl(words + QStringList{u"-d"_s, connection::toUri(info)}) == 69,
                    qPrintable(name + u": "_s + QString::fromUtf8(m_err)));
        }
    }

    // "--option=" is "--option ''", and takes no other word for its value: of every option of every command.
    void anEmptyValueIsOne()
    {
        static const QRegularExpression option(
            u"^  (?:-\\w,)?(--[\\w-]+) [A-Z]{2}"_s, QRegularExpression::MultilineOption);
        int tried = 0;
        for (const auto &[name, arguments] : m_commands) {
            const QStringList words = name.split(u' ');
            if (!m_help.contains(name))
                allCommands();
            const QString help = m_help[name];
            QStringList joined = words;
            QStringList parted = words;
            for (auto matches = option.globalMatch(help); matches.hasNext(); ++tried) {
                const QString found = matches.next().captured(1);
                joined << found + u'=';
                parted << found << QString();
            }
            const QString wrong = u"--no-such-option"_s; // nothing runs
            QCOMPARE(ctl(parted << wrong), 64);
            const QByteArray said = m_err;
            QCOMPARE(ctl(joined << wrong), 64);
            QCOMPARE(m_err, said);
        }
        QVERIFY2(tried > 100, qPrintable(QString::number(tried)));
        QCOMPARE(ctl({u"--unlock="_s, u"data"_s}), 64);
        QVERIFY2(m_err.startsWith("`howdahctl data` needs a command."), m_err.constData());
        // Behind "--" it is a word like any other, and a flag takes none.
        QCOMPARE(ctl({u"profiles"_s, u"show"_s, u"--"_s, u"--group="_s}), 64);
        QVERIFY2(m_err.contains("--group="), m_err.constData());
    }

    // ---- words that no command has

    void anUnknownWordIsSaid_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("meant");
        const QString command = u"There is no command `howdahctl "_s;
        QTest::newRow("nonsense") << u"nonsense"_s << command + u"nonsense`."_s << QString();
        QTest::newRow("a slip") << u"migarte status"_s << command + u"migarte`."_s << u"migrate"_s;
        QTest::newRow("a beginning") << u"dash list"_s << command + u"dash`."_s << u"dashboard"_s;
        QTest::newRow("of a group") << u"data exprot"_s << command + u"data exprot`."_s << u"export"_s;
        QTest::newRow("of a group in a group")
            << u"dashboard rollup crate"_s << command + u"dashboard rollup crate`."_s << u"create"_s;
        QTest::newRow("capital letters") << u"data EXPORT"_s << command + u"data EXPORT`."_s << u"export"_s;
        QTest::newRow("no command") << QString() << u"`howdahctl` needs a command."_s << QString();
        QTest::newRow("no command of a group") << u"data"_s << u"`howdahctl data` needs a command."_s << QString();
        QTest::newRow("only an option") << u"data --json"_s << u"`howdahctl data` needs a command."_s << QString();
        QTest::newRow("an option") << u"data checksum -t x --jsn"_s
                                   << u"There is no option --jsn of `howdahctl data checksum`."_s << u"--json"_s;
        QTest::newRow("an option with a value")
            << u"data checksum -t x --data-base=y"_s
            << u"There is no option --data-base of `howdahctl data checksum`."_s << u"--database"_s;
        QTest::newRow("a word too many") << u"data checksum -t x surplus"_s
                                         << u"`howdahctl data checksum` does not know what surplus is for."_s
                                         << QString();
    }
    void anUnknownWordIsSaid()
    {
        QFETCH(QString, words);
        QFETCH(QString, said);
        QFETCH(QString, meant);
        QCOMPARE(ctl(words.split(u' ', Qt::SkipEmptyParts)), 64);
        QVERIFY2(m_err.startsWith(said.toUtf8()), m_err.constData());
        QCOMPARE(m_err.contains("Did you mean"), !meant.isEmpty());
        if (!meant.isEmpty())
            QVERIFY2(m_err.contains("Did you mean " + meant.toUtf8() + '?'), m_err.constData());
        QVERIFY(m_out.isEmpty());
        QVERIFY2(m_err.contains("--help` tells more"), m_err.constData());
    }

    void helpAndVersionAreNoFault()
    {
        for (const QString &word : {u"--help"_s, u"--version"_s, u"-h"_s}) {
            QCOMPARE(ctl({word}), 0);
            QVERIFY(!m_out.isEmpty());
        }
    }

    // ---- words that are no text

    // They would be read as other names, and other files be written.
    void namesThatAreNotUtf8AreRefused_data()
    {
        QTest::addColumn<QString>("script");
        const QString create = u"\"$CTL\" migrate create x -s "_s;
        QTest::newRow("an argument") << create + u"$'a\\xe9'"_s;
        QTest::newRow("an option") << create + u"\"$DIR\" --unlock=$'a\\xe9'"_s;
        QTest::newRow("a folder of ours") << u"HOWDAH_DATA_DIR=\"$DIR\"/$'d\\xe9' \"$CTL\" server status"_s;
        QTest::newRow("the home") << u"HOME=\"$DIR\"/$'h\\xe9' \"$CTL\" profiles list"_s;
        QTest::newRow("the current folder") << u"mkdir -p $'a\\xe9'; cd $'a\\xe9'; "_s + create + u"."_s;
    }
    void namesThatAreNotUtf8AreRefused()
    {
        QFETCH(QString, script);
        const QString here = m_folder.filePath(u"words"_s);
        QDir(here).removeRecursively();
        QDir().mkpath(here);
        QCOMPARE(shell(u"cd \"$DIR/words\"; mkdir -p $'a\\xe9'; "_s + script), 64);
        QVERIFY2(m_err.contains("is not text in UTF-8"), m_err.constData());
        QVERIFY2(m_err.contains("\\xe9"), m_err.constData());
        // Nothing was made, under whatever name.
        QCOMPARE(shell(u"cd \"$DIR/words\"; find . | wc -l"_s), 0);
        QCOMPARE(m_out.trimmed(), "2"_ba);
    }

    void aSecretInThemIsNotShown()
    {
        QCOMPARE(shell(u"\"$CTL\" data checksum -t x -d $'postgresql://u:p\\xe9ss@h/d'"_s), 64);
        QVERIFY2(!m_err.contains("ss@"), m_err.constData());
        QCOMPARE(shell(u"\"$CTL\" data checksum -t x -d $'host=h password=p\\xe9ss'"_s), 64);
        QVERIFY2(!m_err.contains("ss"), m_err.constData());
    }

    // Whatever the locale says.
    void namesInUtf8AreThemselves()
    {
        for (const QString &locale : {u"C"_s, u"C.UTF-8"_s, u"POSIX"_s}) {
            const QString folder = u"f\u00fc\U0001F600 %1"_s.arg(locale);
            QCOMPARE(
                shell(u"export LC_ALL=%1; mkdir -p \"$DIR/%2\"; \"$CTL\" migrate create x -s \"$DIR/%2\""_s.arg(
                    locale, folder)),
                0);
            QCOMPARE(QDir(m_folder.filePath(folder)).entryList(QDir::Files).size(), 2);
        }
    }
};

QTEST_GUILESS_MAIN(ExitCodesTest)
#include "tst_exitcodes.moc"
