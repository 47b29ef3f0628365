// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "interop/nodetools.h"
#include "migration/source/source.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::NodeTools;
using test::Outcome;

// The pack of DeepRef, by howdahctl and by TypeORM's own command line in turns.
class TypeormInteropTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    NodeTools m_tools;
    Source m_source;
    QStringList m_classes; // as TypeORM named them, oldest first
    connection::ConnInfo m_database;

    static QString pack() { return QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref"); }

    [[nodiscard]] Outcome typeorm(const QStringList &arguments) const
    {
        return m_tools.run(u"typeorm/cli.js"_s, arguments, m_database);
    }
    [[nodiscard]] Outcome typeorm(const QString &command) const
    {
        return typeorm(QStringList{command, u"-d"_s, m_tools.project(u"datasource.js"_s)});
    }
    [[nodiscard]] Outcome howdah(const QString &command, const QStringList &more = {}) const
    {
        CtlProcess process(
            QStringList{u"migrate"_s, command, u"--source"_s, pack(), u"--database"_s, connection::toUri(m_database)}
            + more);
        const int code = process.wait();
        return {code, QString::fromUtf8(process.out + process.err)};
    }
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const auto output = m_server.psql(m_database.value(u"dbname"_s), sql);
        return (output ? *output : describe(output.error())).trimmed();
    }
    // "[X] InitialSchema1732025000001" of each, without the ids.
    [[nodiscard]] QStringList shown() const
    {
        QStringList lines;
        for (QString line : typeorm(u"migration:show"_s).text.split(u'\n')) {
            line = line.trimmed();
            if (line.startsWith("[X]"_L1) || line.startsWith("[ ]"_L1))
                lines << line.left(3) + u' ' + line.section(u' ', -1);
        }
        return lines;
    }
    // So many of the oldest are applied.
    [[nodiscard]] QStringList expected(qsizetype applied) const
    {
        QStringList lines;
        for (qsizetype i = 0; i < m_classes.size(); ++i)
            lines << (i < applied ? u"[X] "_s : u"[ ] "_s) + m_classes[i];
        return lines;
    }
    // What stands in the schema, TypeORM's table included, as facts of the server.
    [[nodiscard]] QString catalog() const
    {
        return psql(u"SELECT c.relkind, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, "
                    "pg_get_expr(d.adbin, d.adrelid) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND "
                    "a.attnum > 0 "
                    "LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) "
                    "WHERE c.relnamespace = 'public'::regnamespace ORDER BY 2, a.attnum;"
                    "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2;"
                    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;"
                    "SELECT id, timestamp, name FROM migrations ORDER BY id"_s);
    }

    // The class that migration:create makes, with the text of our files in it.
    void makeClass(const Migration &migration)
    {
        const QString folder = m_tools.project(u"migrations"_s);
        const Outcome made = typeorm(
            {u"migration:create"_s, u"-o"_s, u"-t"_s, migration.version.text(), folder + u'/' + migration.name});
        QVERIFY2(made.code == 0, qPrintable(made.text));
        const QString file = u"%1/%2-%3.js"_s.arg(folder, migration.version.text(), migration.name);
        QString text = QString::fromUtf8(test::readAll(file));
        m_classes << text.section(u"module.exports = class "_s, 1).section(u' ', 0, 0);
        for (const Script &script : {migration.up, *migration.down}) {
            const QString head =
                script.file == migration.up.file ? u"async up(queryRunner) {"_s : u"async down(queryRunner) {"_s;
            QVERIFY(text.contains(head));
            text.replace(
                head, head
                          + u" await queryRunner.query(require('fs').readFileSync('%1/%2', 'utf8'))"_s.arg(
                              pack(), script.file));
        }
        test::writeAll(file, text.toUtf8());
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = m_tools.install(); !reason.isEmpty())
            QSKIP(qPrintable(u"TypeORM cannot judge: "_s + reason));
        const auto source = readSource(pack());
        QVERIFY(source);
        m_source = *source;
        QVERIFY(m_source.migrations.size() >= 3);
        test::writeAll(
            m_tools.project(u"datasource.js"_s),
            "require('reflect-metadata')\n"
            "const { DataSource } = require('typeorm')\n"
            "const e = process.env\n"
            "module.exports = new DataSource({ type: 'postgres', host: e.HOWDAH_HOST, port: Number(e.HOWDAH_PORT || "
            "5432),\n"
            "  username: e.HOWDAH_USER, database: e.HOWDAH_DATABASE,\n"
            // The user is called howdah, and would have our schema of that name first in its path.
            "  extra: { options: '-c search_path=public' }, migrations: [__dirname + '/migrations/*.js'] "
            "})\n");
        for (const Migration &migration : m_source.migrations) {
            makeClass(migration);
            QCOMPARE(migration.version.identity(), m_classes.last());
        }
        QCOMPARE(m_classes.first(), u"InitialSchema1732025000001"_s);
    }

    void init() { m_database = m_server.connInfo(m_server.createDatabase(u"typeorm"_s)); }

    void namesAreTheOnesOfMigrationCreate_data()
    {
        QTest::addColumn<QString>("title");
        for (const QString &title :
             {u"add-user-table"_s, u"add_user_table"_s, u"step-2-of-3"_s, u"AISystemTables"_s, u"a__b"_s, u"fixV2"_s})
            QTest::newRow(qPrintable(title)) << title;
    }
    void namesAreTheOnesOfMigrationCreate()
    {
        QFETCH(QString, title);
        const QString folder = m_tools.project(u"names"_s);
        QCOMPARE(typeorm({u"migration:create"_s, u"-o"_s, u"-t"_s, u"1732025000009"_s, folder + u'/' + title}).code, 0);
        const QString text = QString::fromUtf8(test::readAll(folder + u"/1732025000009-"_s + title + u".js"_s));
        const Source source = parseSource(
            {{u"pack.yaml"_s, "history: typeorm\n"}, {u"1732025000009-"_s + title + u".up.sql"_s, "SELECT 1;"}});
        QVERIFY2(
            text.contains(u"class "_s + source.migrations.at(0).version.identity() + u" {"_s),
            qPrintable(source.migrations.at(0).version.identity() + u'\n' + text));
    }

    void typeormAgreesWithWhatWeApplied()
    {
        const qsizetype all = m_classes.size();
        QCOMPARE(shown(), expected(0));
        const Outcome up = howdah(u"up"_s, {u"--yes"_s});
        QVERIFY2(up.code == 0, qPrintable(up.text));
        QCOMPARE(shown(), expected(all));
        const Outcome run = typeorm(u"migration:run"_s);
        QCOMPARE(run.code, 0);
        QVERIFY2(run.text.contains("No migrations are pending"_L1), qPrintable(run.text));
    }

    void typeormRevertsWhatWeApplied()
    {
        const qsizetype all = m_classes.size();
        QCOMPARE(howdah(u"up"_s, {u"--yes"_s}).code, 0);
        const QString before = catalog();
        const Outcome reverted = typeorm(u"migration:revert"_s);
        QVERIFY2(reverted.code == 0, qPrintable(reverted.text));
        QVERIFY(reverted.text.contains(m_classes.last() + u" has been reverted successfully"_s));
        QCOMPARE(shown(), expected(all - 1));
        const Outcome status = howdah(u"status"_s);
        QCOMPARE(status.code, 1);
        QVERIFY2(status.text.contains(u"%1 applied, 1 pending"_s.arg(all - 1)), qPrintable(status.text));
        QCOMPARE(howdah(u"up"_s, {u"--yes"_s}).code, 0);
        QCOMPARE(shown(), expected(all));
        QVERIFY(catalog() != before); // a new id, as TypeORM would have taken it
        QCOMPARE(psql(u"SELECT max(id) FROM migrations"_s), QString::number(all + 1));
    }

    void weAgreeWithWhatTypeormApplied()
    {
        const qsizetype all = m_classes.size();
        const Outcome run = typeorm(u"migration:run"_s);
        QVERIFY2(run.code == 0, qPrintable(run.text));
        const Outcome status = howdah(u"status"_s);
        QVERIFY2(status.code == 0, qPrintable(status.text));
        QVERIFY2(status.text.contains(u"%1 applied, 0 pending"_s.arg(all)), qPrintable(status.text));
        QCOMPARE(psql(u"SELECT to_regnamespace('howdah') IS NULL"_s), u"t"_s); // looking writes nothing
        const QString theirs = catalog();
        // Theirs is undone by our files, and applied by TypeORM again.
        const Outcome down = howdah(u"down"_s, {u"--yes"_s});
        QVERIFY2(down.code == 0, qPrintable(down.text));
        QCOMPARE(shown(), expected(all - 1));
        QCOMPARE(typeorm(u"migration:run"_s).code, 0);
        QCOMPARE(shown(), expected(all));
        QCOMPARE(howdah(u"status"_s).code, 0);

        // What both make is the same, TypeORM's own table and its rows included.
        init();
        QCOMPARE(howdah(u"up"_s, {u"--yes"_s}).code, 0);
        QCOMPARE(catalog(), theirs);
    }

    void allTheWayBackLeavesNothingForTypeorm()
    {
        QCOMPARE(typeorm(u"migration:run"_s).code, 0);
        const Outcome down = howdah(u"down"_s, {u"--to"_s, u"0"_s, u"--yes"_s});
        QVERIFY2(down.code == 0, qPrintable(down.text));
        QCOMPARE(shown(), expected(0));
        QCOMPARE(
            psql(u"SELECT string_agg(relname, ' ') FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                 "'public'::regnamespace"_s),
            u"migrations"_s);
        QVERIFY(typeorm(u"migration:revert"_s).text.contains("Nothing to revert"_L1));
    }
};

QTEST_GUILESS_MAIN(TypeormInteropTest)
#include "tst_typeorm.moc"
