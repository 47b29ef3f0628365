// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The exit codes that `howdahctl --help` promises, of every command there is: 64 for a command line that makes no
// sense (69, where there is no connection, is in tst_noconnection.cpp).
#include "cli/everycommand.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace howdah;

class ExitCodesTest final : public QObject, test::EveryCommand
{
    Q_OBJECT

    int m_tried = 0; // options

private Q_SLOTS:
    void initTestCase() { beginTests(); }

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

    void whatMakesNoSenseIs64_data() { addCommands(false); }
    void whatMakesNoSenseIs64()
    {
        QFETCH(QString, name);
        const QStringList words = name.split(u' ');
        QVERIFY2(ctl(words + QStringList{u"--no-such-option"_s}) == 64, qPrintable(name));
        QVERIFY2(m_err.contains("no-such-option") || m_err.contains("required"), m_err.constData());
        QVERIFY2(m_out.isEmpty(), m_out.constData());
        const auto &arguments = m_commands.at(name);
        if (!arguments)
            return;
        const QStringList nobody{u"-d"_s, u"no-such-profile"_s};
        QVERIFY2(ctl(words + *arguments + nobody) == 64, m_err.constData());
        QVERIFY2(m_err.contains("no-such-profile"), m_err.constData());
    }

    // "--option=" is "--option ''", and takes no other word for its value: of every option of every command.
    void anEmptyValueIsOne_data() { addCommands(false); }
    void anEmptyValueIsOne()
    {
        QFETCH(QString, name);
        static const QRegularExpression option(
            u"^  (?:-\\w,)?(--[\\w-]+) [A-Z]{2}"_s, QRegularExpression::MultilineOption);
        QStringList joined = name.split(u' ');
        QStringList parted = joined;
        QCOMPARE(ctl(joined + QStringList{u"--help"_s}), 0);
        const QString help = QString::fromUtf8(m_out);
        for (auto matches = option.globalMatch(help); matches.hasNext(); ++m_tried) {
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
    void anEmptyValueIsOneOfMany() { QVERIFY2(m_tried > 100, qPrintable(QString::number(m_tried))); }
    void anEmptyValueIsOneOfGroups()
    {
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
        QVERIFY2(m_err.contains("See `howdahctl"), m_err.constData());
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
        QVERIFY2(m_err.contains("is not valid UTF-8"), m_err.constData());
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
