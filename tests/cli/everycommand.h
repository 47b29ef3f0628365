// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QDir>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <map>

namespace howdah::test {

using namespace Qt::StringLiterals;

// Every command of howdahctl with a database and files to try it with.
class EveryCommand
{
protected:
    TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;
    // Each command, with what it needs to get as far as the database; {} has none.
    std::map<QString, std::optional<QStringList>> m_commands;

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

    // Rows with the words of each command; `connecting`: only of those that get as far as the database.
    void addCommands(bool connecting) const
    {
        QTest::addColumn<QString>("name");
        for (const auto &[name, arguments] : m_commands) {
            if (arguments || !connecting)
                QTest::newRow(qPrintable(name)) << name;
        }
    }

    // In initTestCase.
    void beginTests()
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
            {u"migrate accept"_s, QStringList{u"001"_s, u"--reason"_s, u"a typo"_s} + agreed},
            {u"migrate seed"_s, agreed},
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
            {u"prompts labels"_s, QStringList{}},
            {u"prompts label"_s, QStringList{u"a@1"_s, u"production"_s}},
            {u"prompts unlabel"_s, QStringList{u"a"_s, u"production"_s}},
            {u"prompts approve"_s, QStringList{u"a@1"_s}},
            {u"prompts rule"_s, QStringList{u"production"_s}},
            {u"prompts score"_s, std::nullopt},
            {u"prompts datasets"_s, QStringList{}},
            {u"prompts test"_s, std::nullopt},
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
            {u"entities list"_s, QStringList{}},
            {u"entities check"_s, QStringList{}},
            {u"entities show"_s, QStringList{u"a"_s}},
            {u"entities view"_s, QStringList{u"a"_s, u"1"_s}},
            {u"entities act"_s, QStringList{u"a"_s, u"b"_s, u"1"_s}},
            {u"entities draft"_s, QStringList{}},
            {u"query"_s, QStringList{u"-c"_s, u"SELECT 1"_s}},
            {u"manual"_s, {}},
            {u"completion"_s, {}},
            {u"explain"_s, QStringList{u"-c"_s, u"SELECT 1"_s}},
            {u"prove-index"_s, QStringList{u"-c"_s, u"SELECT 1"_s, u"--estimate"_s}},
            {u"dashboard data"_s, QStringList{u"database"_s, u"--format"_s, u"json"_s}},
        };
        for (const char *none :
             {"format",
              "prompts run",
              "prompts endpoints list",
              "prompts endpoints set",
              "prompts endpoints use",
              "prompts endpoints remove",
              "prompts endpoints key",
              "prompts keys list",
              "prompts keys create",
              "prompts keys use",
              "prompts keys remove",
              "prompts keys backup",
              "prompts keys restore",
              "profiles list",
              "profiles show",
              "profiles add",
              "profiles edit",
              "profiles remove",
              "profiles import",
              "profiles export",
              "profiles test",
              "server start",
              "server stop",
              "server status",
              "server url",
              "dashboard list",
              "dashboard check",
              "audit show",
              "audit export",
              "audit verify",
              "audit restart"})
            m_commands.emplace(QLatin1StringView(none), std::nullopt);
    }
};

} // namespace howdah::test
