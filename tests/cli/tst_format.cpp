// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl format: files, standard input, what would change, and what must not happen to a file.
#include "migration/ctlprocess.h"

#include <QDateTime>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class FormatTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    int ctl(const QStringList &arguments)
    {
        test::CtlProcess process(QStringList{u"format"_s} + arguments, {u"HOWDAH_DATA_DIR="_s + path(u"data"_s)});
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    // In a shell, in the folder.
    int shell(const QString &script)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"CTL"_s, QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"));
        environment.insert(u"HOWDAH_DATA_DIR"_s, path(u"data"_s));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.start(u"bash"_s, {u"-c"_s, script});
        if (!process.waitForFinished(120'000))
            qFatal("the shell does not end");
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitCode();
    }

private Q_SLOTS:
    void init()
    {
        for (const QString &name : QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System))
            QFile::remove(path(name));
    }

    void filesAreRewritten()
    {
        write(u"a.sql"_s, "select  1;\r\nselect  2;\r\n");
        write(u"b.sql"_s, "SELECT 1;\n");
        QFile::setPermissions(
            path(u"a.sql"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup);
        const QFile::Permissions mode = QFile::permissions(path(u"a.sql"_s));
        const QDateTime untouched = QFileInfo(path(u"b.sql"_s)).lastModified();
        QCOMPARE(ctl({path(u"a.sql"_s), path(u"b.sql"_s)}), 0);
        QCOMPARE(read(u"a.sql"_s), "SELECT 1;\r\nSELECT 2;\r\n");
        QCOMPARE(QFile::permissions(path(u"a.sql"_s)), mode);
        QCOMPARE(QFileInfo(path(u"b.sql"_s)).lastModified(), untouched);
        QVERIFY2(m_err.contains("a.sql: formatted") && !m_err.contains("b.sql"), m_err.constData());
        QVERIFY(m_out.isEmpty());
        QCOMPARE(ctl({path(u"a.sql"_s)}), 0);
        QVERIFY2(m_err.isEmpty(), m_err.constData());
    }

    void checkNamesWhatWouldChange()
    {
        write(u"a.sql"_s, "select  1;\n");
        write(u"b.sql"_s, "SELECT 1;\n");
        QCOMPARE(ctl({u"--check"_s, path(u"a.sql"_s), path(u"b.sql"_s)}), 1);
        QCOMPARE(m_out, path(u"a.sql"_s).toUtf8() + '\n');
        QCOMPARE(read(u"a.sql"_s), "select  1;\n");
        QCOMPARE(ctl({u"--check"_s, path(u"b.sql"_s)}), 0);
        QVERIFY(m_out.isEmpty());
    }

    // patch is the judge.
    void diffIsAPatch()
    {
        QByteArray text = "select  0;\n";
        for (int i = 1; i < 60; ++i)
            text += "SELECT " + QByteArray::number(i) + ";\n";
        text += "select  a from t\nwhere b;\nSELECT 61;";
        write(u"a.sql"_s, text);
        QCOMPARE(ctl({u"--diff"_s, path(u"a.sql"_s)}), 0);
        QCOMPARE(read(u"a.sql"_s), text);
        QVERIFY2(m_out.startsWith("--- ") && m_out.count("@@ -") == 2, m_out.constData());
        QVERIFY2(m_out.contains("\n-select  0;\n+SELECT 0;\n SELECT 1;\n"), m_out.constData());
        QVERIFY2(m_out.contains("\\ No newline at end of file"), m_out.constData());
        if (!QStandardPaths::findExecutable(u"patch"_s).isEmpty()) {
            write(u"a.patch"_s, m_out);
            QCOMPARE(shell(u"patch -s a.sql < a.patch && \"$CTL\" format --check a.sql"_s), 0);
        }
        write(u"b.sql"_s, "select  1;\n");
        QCOMPARE(ctl({u"--diff"_s, u"--check"_s, path(u"b.sql"_s)}), 1);
        QVERIFY2(m_out.contains("+SELECT 1;"), m_out.constData());
    }

    void standardInput()
    {
        QCOMPARE(shell(u"printf 'select  1;\\r\\nselect \\047\\303\\244\\047;' | \"$CTL\" format -"_s), 0);
        QCOMPARE(m_out, QByteArray("SELECT 1;\r\nSELECT 'ä';"));
        QCOMPARE(shell(u"echo 'select  1' | \"$CTL\" format --check -"_s), 1);
        QCOMPARE(shell(u"echo 'select  1' | \"$CTL\" format - a.sql"_s), 64);
    }

    void leftStatementsAreTold()
    {
        write(u"a.sql"_s, "select  1;\n\nselect  1];\n");
        QCOMPARE(ctl({path(u"a.sql"_s)}), 0);
        QCOMPARE(read(u"a.sql"_s), "SELECT 1;\n\nselect  1];\n");
        QVERIFY2(m_err.contains("a.sql:3: left as it is: its brackets do not match"), m_err.constData());
        write(u"b.sql"_s, "select  '\xe4';\n");
        QCOMPARE(ctl({path(u"b.sql"_s)}), 0);
        QCOMPARE(read(u"b.sql"_s), "select  '\xe4';\n");
        QVERIFY2(m_err.contains("UTF-8"), m_err.constData());
    }

    // The nearest file counts most, and none above a root.
    void theStyleOfTheFolder()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(u"deep/down"_s));
        write(u".editorconfig"_s, "root = true\n[*.sql]\nhowdah_sql_keyword_case = lower\nindent_size = 2\n");
        write(u"deep/.editorconfig"_s, "[down/*]\nindent_style = tab\n");
        const QByteArray sql = "SELECT a FROM t\nWHERE aaaaaaaaaaaaaaaaaaaaaaaa = 1 AND bbbbbbbbbbbbbbbbbbbbb AND "
                               "ccccccccccccccccccccc;\n";
        write(u"a.sql"_s, sql);
        write(u"deep/down/a.sql"_s, sql);
        QCOMPARE(ctl({path(u"a.sql"_s), path(u"deep/down/a.sql"_s)}), 0);
        QVERIFY2(read(u"a.sql"_s).contains("\n  and bbb"), read(u"a.sql"_s).constData());
        QVERIFY2(read(u"deep/down/a.sql"_s).contains("\n\tand bbb"), read(u"deep/down/a.sql"_s).constData());
        write(u".editorconfig"_s, "[*]\nhowdah_sql_comma = middle\n");
        QCOMPARE(ctl({path(u"a.sql"_s)}), 2);
        QVERIFY2(m_err.contains(".editorconfig, line 2") && m_err.contains("middle"), m_err.constData());
    }

    void whatIsNoFile()
    {
        write(u"real.sql"_s, "select  1;\n");
        QVERIFY(QFile::link(path(u"real.sql"_s), path(u"link.sql"_s)));
        QCOMPARE(ctl({path(u"link.sql"_s)}), 2);
        QVERIFY2(m_err.contains("is a link"), m_err.constData());
        QCOMPARE(read(u"real.sql"_s), "select  1;\n");
        QVERIFY(QFileInfo(path(u"link.sql"_s)).isSymLink());
        QCOMPARE(ctl({path(u"none.sql"_s)}), 2);
        QCOMPARE(ctl({m_folder.path()}), 2);
        QCOMPARE(ctl({u"/dev/null"_s}), 2);
        QCOMPARE(ctl({}), 64);
        // One that cannot be read does not stop the others.
        QCOMPARE(ctl({path(u"none.sql"_s), path(u"real.sql"_s)}), 2);
        QCOMPARE(read(u"real.sql"_s), "SELECT 1;\n");
    }

    // Where the disk is full, or nobody may write, the file stays whole.
    void whatCannotBeWritten()
    {
        write(u"a.sql"_s, "select  1;\n");
        QCOMPARE(shell(u"ulimit -f 0; trap '' XFSZ; \"$CTL\" format a.sql 2>&1 | cat"_s), 0);
        QCOMPARE(read(u"a.sql"_s), "select  1;\n");
    }
};

QTEST_GUILESS_MAIN(FormatTest)
#include "tst_format.moc"
