// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The manual pages and the completion of shells, against what --help of each command says; the shells themselves and
// mandoc are the judges.
#include "cli/everycommand.h"

using namespace howdah;
using namespace howdah::test;

class ManualTest final : public QObject, EveryCommand
{
    Q_OBJECT

    QStringList m_all;                // commands that do something: "migrate up"
    QMap<QString, QStringList> m_own; // long options of each, without those of the program
    QStringList m_everywhere;

    QString file(const QString &name) const { return m_folder.filePath(name); }
    QStringList longOptions(const QStringList &command)
    {
        if (ctl(command + QStringList{u"--help"_s}) != 0)
            qFatal("%s", m_err.constData());
        QStringList names;
        static const QRegularExpression line(u"^  (?:-\\w,)?(--[a-z][a-z-]*)"_s, QRegularExpression::MultilineOption);
        const QString help = QString::fromUtf8(m_out);
        for (auto matches = line.globalMatch(help); matches.hasNext();)
            names << matches.next().captured(1);
        return names;
    }
    // What each of these command lines is completed to, a line each, by one shell that all of them are asked of.
    QList<QStringList> completed(const QString &shell, const QString &ask, const QList<QStringList> &lines)
    {
        QString script = ask;
        for (const QStringList &line : lines) {
            QStringList words;
            for (const QString &word : line)
                words << u'\'' + word + u'\'';
            script += u"try %1\n"_s.arg(words.join(u' '));
        }
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(
            u"PATH"_s, QStringLiteral(HOWDAH_BUILD_DIR ":") + environment.value(u"PATH"_s)); // whom they ask
        environment.insert(u"HOME"_s, m_folder.path());
        environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.path());
        environment.insert(u"HOWDAH_DATA_DIR"_s, file(u"data"_s));
        process.setProcessEnvironment(environment);
        process.start(shell, shell == "fish"_L1 ? QStringList{u"-N"_s, u"-c"_s, script} : QStringList{u"-c"_s, script});
        if (!process.waitForFinished(120'000) || process.exitCode() != 0)
            qFatal("%s: %s", qPrintable(shell), process.readAllStandardError().constData());
        QList<QStringList> answers;
        const QStringList found = QString::fromUtf8(process.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : found)
            answers << line.sliced(1).split(u' ', Qt::SkipEmptyParts);
        return answers;
    }
    QStringList sorted(QStringList words)
    {
        words.sort();
        words.removeDuplicates();
        return words;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_all = allCommands();
        QVERIFY(m_all.size() > 50);
        for (const QString &command : std::as_const(m_all))
            m_own[command] = longOptions(command.split(u' '));
        m_everywhere = longOptions({});
        QVERIFY(m_everywhere.contains(u"--unlock"_s));
        for (const char *shell : {"bash", "zsh", "fish"}) {
            QCOMPARE(ctl({u"completion"_s, QString::fromLatin1(shell)}), 0);
            write(u"completion."_s + QString::fromLatin1(shell), m_out);
        }
        QCOMPARE(ctl({u"profiles"_s, u"add"_s, u"orders"_s, u"--database"_s, u"postgresql://db/orders"_s}), 0);
        QCOMPARE(ctl({u"profiles"_s, u"add"_s, u"$(touch owned)"_s, u"--database"_s, u"postgresql://db/x"_s}), 0);
    }

    void pagesNameEverything()
    {
        QCOMPARE(ctl({u"manual"_s, file(u"man"_s)}), 0);
        const QDir pages(file(u"man"_s));
        QMap<QString, QString> texts;
        for (const QString &name : pages.entryList({u"*.1"_s})) {
            QFile page(pages.filePath(name));
            QVERIFY(page.open(QIODevice::ReadOnly));
            texts[name] = QString::fromUtf8(page.readAll()).replace(u"\\-"_s, u"-"_s);
        }
        QVERIFY(texts.contains(u"howdahctl.1"_s));
        for (const QString &option : std::as_const(m_everywhere))
            QVERIFY2(texts[u"howdahctl.1"_s].contains(u"\\fB%1\\fR"_s.arg(option)), qPrintable(option));
        for (const QString &command : std::as_const(m_all)) {
            const QString group = command.section(u' ', 0, 0);
            const QString page = texts.value(u"howdahctl-%1.1"_s.arg(group));
            QVERIFY2(texts[u"howdahctl.1"_s].contains(u"howdahctl-%1(1)"_s.arg(group)), qPrintable(group));
            const QString own =
                command == group ? page : page.section(u".SS \"%1\"\n"_s.arg(command), 1).section(u".SS "_s, 0, 0);
            QVERIFY2(!own.isEmpty(), qPrintable(command));
            for (const QString &option : std::as_const(m_own[command]))
                QVERIFY2(own.contains(u"\\fB%1\\fR"_s.arg(option)), qPrintable(command + u' ' + option));
        }
        // The same program, the same bytes.
        QCOMPARE(ctl({u"manual"_s, file(u"again"_s)}), 0);
        QCOMPARE(shell(u"diff -r \"$DIR/man\" \"$DIR/again\""_s), 0);
        // And a page is one to those who set them.
        QCOMPARE(shell(u"cd \"$DIR/man\" && mandoc -T lint -W warning *.1"_s), 0);
        QVERIFY2(m_out.isEmpty(), m_out.constData());
        QCOMPARE(shell(u"cd \"$DIR/man\" && mandoc -T ascii howdahctl-migrate.1 | col -b"_s), 0);
        QVERIFY(m_out.contains("The migrations folder"));
        QVERIFY(m_out.contains("--lock-timeout SECONDS"));
    }
    void theWindowHasItsPage()
    {
        QProcess help;
        help.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdah"), {u"-platform"_s, u"offscreen"_s, u"--help"_s});
        QVERIFY(help.waitForFinished(60'000));
        QFile page(QStringLiteral(HOWDAH_SOURCE_DIR "/packaging/howdah.1"));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(page.readAll()).replace(u"\\-"_s, u"-"_s);
        static const QRegularExpression option(u"--[a-z][a-z-]+"_s);
        int found = 0;
        const QString words = QString::fromUtf8(help.readAllStandardOutput());
        for (auto matches = option.globalMatch(words); matches.hasNext(); ++found) {
            const QString name = matches.next().captured();
            QVERIFY2(text.contains(name) || name == "--help-all"_L1 || name == "--with"_L1, qPrintable(name));
        }
        QVERIFY(found > 15);
        QCOMPARE(shell(u"mandoc -T lint -W warning '%1'"_s.arg(page.fileName())), 0);
        QVERIFY2(m_out.isEmpty(), m_out.constData());
    }

    // Every command and every option, in each shell.
    void shellsComplete_data()
    {
        QTest::addColumn<QString>("ask");
        const QString script = file(u"completion."_s);
        QTest::newRow("bash") << u"source '%1bash'\n"
                                 "try() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _howdahctl; "
                                 "echo \"=${COMPREPLY[*]}\"; }\n"_s.arg(script);
        // What zsh calls to show candidates says them instead.
        QTest::newRow("zsh") << u"compdef() {}\n"
                                "_describe() { local name=${@[-1]}; print -r -- = ${${(P)name}%%:*}; }\n"
                                "compadd() { shift; print -r -- \"=$*\"; }\n"
                                "_files() { print -r -- \"=files $*\"; }\n"
                                "compset() { PREFIX=${PREFIX#*=}; }\n"
                                "source '%1zsh'\n"
                                "try() { words=(\"$@\"); CURRENT=$#; PREFIX=${@[-1]}; _howdahctl; }\n"_s.arg(script);
        QTest::newRow("fish")
            << u"source '%1fish'\n"
               "function try; echo \"=\"(string join -- \' \' (complete -C \"$argv\" | string replace -r \"\\t.*\" \"\")); end\n"_s
                   .arg(script);
    }
    void shellsComplete()
    {
        QFETCH(QString, ask);
        const QString shell = QString::fromLatin1(QTest::currentDataTag());
        QList<QStringList> lines{{u"howdahctl"_s, u""_s}, {u"howdahctl"_s, u"migrate"_s, u""_s}};
        for (const QString &command : std::as_const(m_all))
            lines << QStringList{u"howdahctl"_s} + command.split(u' ') + QStringList{u"--"_s};
        const QList<QStringList> answers = completed(shell, ask, lines);
        QCOMPARE(answers.size(), lines.size());
        QCOMPARE(sorted(answers[0]), sorted(subcommands({})));
        QCOMPARE(sorted(answers[1]), sorted(subcommands({u"migrate"_s})));
        for (qsizetype i = 0; i < m_all.size(); ++i) {
            QStringList expected = m_own[m_all[i]] + m_everywhere;
            expected << u"--help"_s;
            QStringList offered = answers[i + 2];
            offered.removeIf([](const QString &word) { return !word.startsWith("--"_L1); });
            QVERIFY2(
                sorted(offered) == sorted(expected),
                qPrintable(m_all[i] + u": "_s + sorted(offered).join(u' ') + u" / "_s + sorted(expected).join(u' ')));
        }
    }
    void shellsCompleteValues_data() { shellsComplete_data(); }
    void shellsCompleteValues()
    {
        QFETCH(QString, ask);
        const QString shell = QString::fromLatin1(QTest::currentDataTag());
        const QList<QStringList> lines{
            {u"howdahctl"_s, u"migrate"_s, u"lint"_s, u"--format"_s, u""_s},
            // A value is no command, nor is what follows one of another option.
            {u"howdahctl"_s, u"--unlock"_s, u"query"_s, u"migrate"_s, u""_s},
            {u"howdahctl"_s, u"query"_s, u"-d"_s, u""_s},
            {u"howdahctl"_s, u"completion"_s, u""_s}};
        const QList<QStringList> answers = completed(shell, ask, lines);
        QCOMPARE(answers.size(), lines.size());
        QCOMPARE(sorted(answers[0]), QStringList({u"json"_s, u"sarif"_s, u"text"_s}));
        QCOMPARE(sorted(answers[1]), sorted(subcommands({u"migrate"_s})));
        // A name that the shell would run is not offered.
        QCOMPARE(sorted(answers[2]), QStringList({u"orders"_s, u"private"_s}));
        QVERIFY(!QFile::exists(u"owned"_s));
        QCOMPARE(sorted(answers[3]), QStringList({u"bash"_s, u"fish"_s, u"profiles"_s, u"zsh"_s}));
    }
    void otherShellsAreRefused()
    {
        QCOMPARE(ctl({u"completion"_s, u"tcsh"_s}), 64);
        QVERIFY(m_out.isEmpty());
        QCOMPARE(ctl({u"manual"_s, u"/proc/nothing/here"_s}), 2);
        QVERIFY(m_err.contains("/proc/nothing/here"));
    }
};

QTEST_GUILESS_MAIN(ManualTest)
#include "tst_manual.moc"
