// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/backslash.h"

#include <QTest>

using namespace howdah::sql;

// The policy for psql's commands: two are left out, all others refused, each with its reason.
class BackslashTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void skipped_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::newRow("restrict") << QByteArray("\\restrict");
        QTest::newRow("restrict with key") << QByteArray("\\restrict AbC123");
        QTest::newRow("unrestrict") << QByteArray("\\unrestrict AbC123");
        QTest::newRow("tab") << QByteArray("\\unrestrict\tAbC123");
    }

    void skipped()
    {
        QFETCH(QByteArray, command);
        const BackslashJudgement judgement = judgeBackslash(command);
        QVERIFY(judgement.skip);
        QVERIFY(judgement.command == "\\restrict" || judgement.command == "\\unrestrict");
        QVERIFY(!judgement.reason.isEmpty());
        QVERIFY(judgement.hint.isEmpty());
        const BackslashJudgement inside = judgeBackslash(command, true);
        QVERIFY(!inside.skip);
        QVERIFY(!inside.hint.isEmpty());
    }

    // Every command of psql's help, and some that it does not have.
    void refused()
    {
        for (const char *command :
             {"\\c other",
              "\\connect",
              "\\i file.sql",
              "\\ir file.sql",
              "\\include x",
              "\\include_relative x",
              "\\! rm -rf /",
              "\\!ls",
              "\\copy t from 'x'",
              "\\copy t from stdin",
              "\\COPY t from stdin",
              "\\g",
              "\\gx",
              "\\gset",
              "\\gexec",
              "\\gdesc",
              "\\watch 1",
              "\\crosstabview",
              "\\set a b",
              "\\unset a",
              "\\prompt a",
              "\\if true",
              "\\elif 1",
              "\\else",
              "\\endif",
              "\\o file",
              "\\o | cat",
              "\\w file",
              "\\r",
              "\\p",
              "\\echo hello",
              "\\qecho x",
              "\\warn x",
              "\\timing",
              "\\pset x",
              "\\q",
              "\\quit",
              "\\conninfo",
              "\\encoding LATIN1",
              "\\e",
              "\\ef f",
              "\\ev v",
              "\\setenv A b",
              "\\cd /",
              "\\d",
              "\\dt",
              "\\l",
              "\\sf f",
              "\\password",
              "\\lo_import x",
              "\\h",
              "\\?",
              "\\;",
              "\\:",
              "\\\\",
              "\\",
              "\\ ",
              "\\restricted x",
              "\\RESTRICT x",
              "\\unrestrict!",
              "\\bind 1",
              "\\startpipeline"}) {
            for (const bool inside : {false, true}) {
                const BackslashJudgement judgement = judgeBackslash(command, inside);
                QVERIFY2(!judgement.skip, command);
                QVERIFY2(QByteArrayView(command).startsWith(judgement.command), judgement.command.constData());
                QVERIFY2(!judgement.reason.isEmpty() && !judgement.hint.isEmpty(), command);
            }
        }
    }

    void reasonsDiffer()
    {
        QVERIFY(judgeBackslash("\\connect x").reason.contains(QStringLiteral("database")));
        QVERIFY(judgeBackslash("\\i x").reason.contains(QStringLiteral("another file")));
        QVERIFY(judgeBackslash("\\! x").reason.contains(QStringLiteral("program")));
        QVERIFY(judgeBackslash("\\copy x").hint.contains(QStringLiteral("FROM stdin")));
        QVERIFY(judgeBackslash("\\Copy x").hint.contains(QStringLiteral("FROM stdin")));
    }
};

QTEST_APPLESS_MAIN(BackslashTest)
#include "tst_backslash.moc"
