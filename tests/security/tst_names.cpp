// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalogreader.h"
#include "connection/audit/audittable.h"
#include "connection/profile/connectiontest.h"
#include "connection/profile/impact.h"
#include "migration/ctlprocess.h"
#include "sql/destruction.h"
#include "sql/unqualifiednames.h"
#include "support/hostiledatabase.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using connection::Session;
using test::CtlProcess;
using test::HostileDatabase;

// A superuser works in a database whose owner answers every name that carries no schema. The server's own log is the
// witness of what was sent and of what was called: nothing can hide from it.
class NamesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<HostileDatabase> m_base;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    // In each statement of the operator's own, which may name things as it likes.
    static constexpr auto Mark = "/* the operator's */"_L1;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QDir().mkpath(QFileInfo(file).path());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
    }

    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    // With the database behind it.
    int ctl(const QStringList &arguments)
    {
        const QStringList environment{
            u"HOWDAH_DATA_DIR="_s + path(u"data"_s), u"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"_s};
        CtlProcess process(arguments + QStringList{u"-d"_s, connection::toUri(m_base->connInfo())}, environment);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }

    // Every statement that the database was sent, as the server logged it.
    [[nodiscard]] QStringList sent() const
    {
        static const QRegularExpression begins(
            u"^\\S+ \\S+ \\S+ \\[\\d+\\] (?:LOG:  (?:statement|execute [^:]*): )?(.*)$"_s);
        QStringList statements;
        bool inside = false;
        const QStringList lines = m_base->serverLog().split(u'\n');
        for (const QString &line : lines) {
            if (line.startsWith(u'\t') && inside) {
                statements.last() += u'\n' + line.sliced(1);
                continue;
            }
            const auto match = begins.match(line);
            inside = match.hasMatch() && match.capturedStart(1) > 0 && line.contains("] LOG:  "_L1)
                  && (line.contains("LOG:  statement: "_L1) || line.contains("LOG:  execute "_L1));
            if (inside)
                statements << match.captured(1);
        }
        return statements;
    }

    // Operators may be as the operator wrote them, where only PostgreSQL's own are found: a schema would change what
    // binds stronger.
    enum class Operators { AreQualified, AreWritten };

    // What is wrong with what was sent since init(), for people; nothing when all is well.
    [[nodiscard]] QString complaint(Operators operators = Operators::AreQualified) const
    {
        using Kind = sql::UnqualifiedName::Kind;
        QStringList wrong;
        const QStringList statements = sent();
        if (statements.isEmpty())
            wrong << u"the server saw no statement"_s;
        for (const QString &statement : statements) {
            // Qt's driver asks that, behind PostgreSQL's path.
            if (statement.contains(Mark) || statement == "SELECT version()"_L1)
                continue;
            QStringList names;
            for (const sql::UnqualifiedName &name : sql::unqualifiedNames(statement)) {
                const bool isOperator = name.kind == Kind::Operator || name.kind == Kind::Syntax;
                if (!isOperator || operators == Operators::AreQualified)
                    names << sql::described(name);
            }
            names.removeDuplicates();
            if (!names.isEmpty())
                wrong << u"%1\n    in %2"_s.arg(names.join(u", "_s), statement.simplified());
        }
        wrong.removeDuplicates();
        for (const QString &shadow : m_base->shadows())
            wrong << u"mallory answered "_s + shadow;
        if (m_base->isLost())
            wrong << u"mallory is a superuser"_s;
        return wrong.join(u'\n');
    }

    [[nodiscard]] std::unique_ptr<Session> open(connection::Names names = connection::Names::OfPostgres) const
    {
        auto session = std::make_unique<Session>(connection::SessionOptions{.name = u"names"_s, .names = names});
        const auto opened = session->open(m_base->connInfo()).result();
        if (!opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QString pack;
        const QDir folder(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref"));
        for (const QString &name : folder.entryList({u"*.up.sql"_s})) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            pack += QString::fromUtf8(file.readAll()) + u'\n';
        }
        m_base.emplace(m_server, pack);
        const auto logged =
            m_server.psql(u"postgres"_s, u"ALTER DATABASE %1 SET log_statement = 'all'"_s.arg(m_base->name()));
        QVERIFY2(logged, qPrintable(logged ? QString() : describe(logged.error())));
    }
    void init() { m_base->forget(); }
    void cleanupTestCase() { m_base.reset(); }

    // The control: this database is hostile, and the witness sees it.
    void namesWithoutASchemaAreAnswered_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("shadow");
        const auto row = [](const char *sql, const char *shadow) {
            QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(shadow);
        };
        row("SELECT set_config('a.b', 'c', false)", "function set_config(text,text,boolean)");
        row("SELECT pg_catalog.count(*) FROM pg_class", "relation pg_class");
        row("SELECT relname = 'a' FROM pg_catalog.pg_class", "operator = (name, name)");
        row("SELECT 'a'::text", "type text");
        row("SELECT count(*) FROM pg_catalog.pg_am", "function count(*)");
        row("SELECT 1 IN (2, 3)", "operator = (integer, integer)");
        row("SELECT CASE 1 WHEN 2 THEN 3 END", "operator = (integer, integer)");
        row("SELECT FROM pg_catalog.pg_class a JOIN pg_catalog.pg_attrdef b USING (oid)", "operator = (oid, oid)");
        row("SELECT pg_catalog.format('%I', relname) FROM pg_catalog.pg_class WHERE relname LIKE 'pg_a%'",
            "operator public.~~ (name, name)");
    }
    void namesWithoutASchemaAreAnswered()
    {
        QFETCH(QString, sql);
        QFETCH(QString, shadow);
        const auto session = open(connection::Names::OfDatabase);
        const auto answer = session->query({sql, {}}).result();
        QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
        QVERIFY2(m_base->shadows().contains(shadow), qPrintable(m_base->shadows().join(u'\n')));
        QVERIFY(m_base->isLost());
        QVERIFY(sent().contains(sql));
        QVERIFY(complaint().contains(sql.simplified()));
    }

    void aSession_data()
    {
        QTest::addColumn<connection::Names>("names");
        QTest::newRow("of PostgreSQL") << connection::Names::OfPostgres;
        QTest::newRow("of the database") << connection::Names::OfDatabase;
    }
    void aSession()
    {
        QFETCH(connection::Names, names);
        const auto session = open(names);
        QVERIFY(session->pooling().result());
        const auto path = session->query({u"SHOW search_path"_s, {}}).result();
        QVERIFY(path);
        QCOMPARE(path->rows.text(0, 0).startsWith("evil"_L1), names == connection::Names::OfDatabase);
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void aTestOfTheConnection()
    {
        const auto report = connection::testConnection(m_base->connInfo());
        QVERIFY(report);
        QVERIFY(report->superuser);
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void theCatalog()
    {
        const auto session = open();
        const auto catalog = catalog::CatalogReader(*session).readNow();
        QVERIFY2(catalog, qPrintable(catalog ? QString() : describe(catalog.error())));
        QVERIFY((*catalog)->relation(u"public"_s, u"accounts"_s));
        QVERIFY((*catalog)->relation(u"evil"_s, u"pg_class"_s));
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void theAuditTable()
    {
        const auto session = open();
        QVERIFY(connection::createAuditTable(*session, {u"mallory"_s}));
        const auto state = connection::auditTableState(*session);
        QVERIFY(state && state->exists && state->isKept);
        QCOMPARE(state->writers, QStringList{u"mallory"_s});
        const auto end = connection::insertAuditLines(*session, u"log"_s, {connection::AuditEntry{}});
        QVERIFY2(end, qPrintable(end ? QString() : describe(end.error())));
        QVERIFY(connection::hasAuditTableEnd(*session, *end).value_or(false));
        const auto target = connection::auditTableTarget(*session);
        QVERIFY(target && target->endsWith(u'/' + m_base->name()));
        QVERIFY(connection::verifyAuditTable(*session, path(u"audit"_s), *target));
        QVERIFY(connection::dropAuditTable(*session));
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void whatAScriptEndangers()
    {
        const auto session = open();
        const auto found = connection::findImpact(
            *session, sql::destructionsOfScript("DROP TABLE /* the operator's */ public.accounts CASCADE;"
                                                "DELETE FROM /* the operator's */ public.orders WHERE true;"
                                                "DROP SCHEMA evil CASCADE; DROP FUNCTION public.md5(name);"
                                                "ALTER TABLE public.orders DROP COLUMN total"));
        QVERIFY2(found, qPrintable(found ? QString() : describe(found.error())));
        QCOMPARE(found->size(), 5U);
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void dataLeave_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("csv") << QStringList{u"-t"_s, u"public.accounts"_s};
        QTest::newRow("json") << QStringList{u"-t"_s, u"public.accounts"_s, u"-f"_s, u"json"_s};
        QTest::newRow("sql") << QStringList{u"-t"_s, u"public.accounts"_s, u"-f"_s, u"sql"_s};
        QTest::newRow("xlsx") << QStringList{u"-t"_s, u"public.accounts"_s, u"-f"_s, u"xlsx"_s};
        QTest::newRow("columns") << QStringList{u"-t"_s, u"public.accounts"_s, u"-c"_s, u"id,email"_s};
        QTest::newRow("view") << QStringList{u"-t"_s, u"public.balances"_s};
    }
    void dataLeave()
    {
        QFETCH(QStringList, arguments);
        const QString file = path(u"out-"_s + QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(
            ctl(QStringList{u"data"_s, u"export"_s, u"--force"_s, u"-o"_s, file} + arguments) == 0, m_err.constData());
        QVERIFY(QFileInfo(file).size() > 100);
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void checksums()
    {
        for (const QString &table : {u"public.accounts"_s, u"public.balances"_s})
            QCOMPARE(ctl({u"data"_s, u"checksum"_s, u"-t"_s, table}), 0);
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void dataCome_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("plain") << QStringList{};
        QTest::newRow("upsert") << QStringList{u"--upsert"_s};
        QTest::newRow("rejects") << QStringList{u"--on-error"_s, u"reject"_s, u"--rejects"_s, path(u"rejects"_s)};
    }
    void dataCome()
    {
        QFETCH(QStringList, arguments);
        write(u"orders.csv"_s, "id,account,total\n1001,1,3.50\n1002,2,4.50\n");
        m_base->owner(u"DELETE FROM public.orders WHERE id > 1000;"_s);
        m_base->forget();
        const int code =
            ctl(QStringList{u"data"_s, u"import"_s, u"-t"_s, u"public.orders"_s, u"-i"_s, path(u"orders.csv"_s)}
                + arguments);
        QVERIFY2(code == 0, m_err.constData());
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void migrations_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        const auto row = [](const char *words, int code) {
            QTest::newRow(words) << QString::fromLatin1(words).split(u' ') << code;
        };
        row("status", 1);
        row("plan", 1);
        row("up --yes", 0);
        row("status --json", 0);
        row("log", 0);
        row("redo --yes", 0);
        row("down --yes", 0);
    }
    void migrations()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        write(
            u"migrations/001-first.up.sql"_s, "CREATE TABLE /* the operator's */ public.made (id int PRIMARY KEY);\n"
                                              "INSERT INTO /* the operator's */ public.made VALUES (1);\n");
        write(u"migrations/001-first.down.sql"_s, "DROP TABLE /* the operator's */ public.made;\n");
        const QStringList whole =
            QStringList{u"migrate"_s} + arguments + QStringList{u"--source"_s, path(u"migrations"_s)};
        const int ended = ctl(whole);
        QVERIFY2(ended == code, m_err.constData());
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void prompts_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        const auto row = [](const QStringList &arguments, int code) {
            QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << code;
        };
        const QString source = QStringLiteral(HOWDAH_SOURCE_DIR "/resources/prompts");
        row({u"keys"_s, u"create"_s, u"--yes"_s}, 0);
        row({u"seed"_s, u"--source"_s, source, u"--yes"_s}, 0);
        row({u"status"_s, u"--source"_s, source}, 0);
        row({u"list"_s}, 0);
        row({u"lint"_s}, 0);
        row({u"export"_s, u"--out"_s, path(u"prompts"_s), u"--yes"_s}, 0);
        row({u"keys"_s, u"list"_s}, 0);
        row({u"search"_s, u"coach"_s}, 0);
        row({u"render"_s, u"reference-coach-v1"_s}, 1);
        row({u"deactivate"_s, u"reference-coach-v1"_s, u"--yes"_s}, 0);
        row({u"activate"_s, u"reference-coach-v1"_s, u"--yes"_s}, 0);
        row({u"history"_s}, 0);
        row({u"score"_s, u"reference-coach-v1"_s}, 0);
    }
    void prompts()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        const int ended = ctl(QStringList{u"prompts"_s} + arguments + QStringList{u"--key-file"_s, path(u"keys"_s)});
        if (QByteArray(QTest::currentDataTag()).startsWith("keys create"))
            return; // no database is asked
        QVERIFY2(ended == code || ended == 1, m_err.constData());
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }

    void dashboards_data()
    {
        QTest::addColumn<QString>("dashboard");
        for (const char *name : {"agents", "database", "operations", "personas", "prompts", "tokens", "tools", "work"})
            QTest::newRow(name) << QString::fromLatin1(name);
        QTest::newRow("own") << path(u"own.yaml"_s);
        QTest::newRow("behind a view that turns the session round") << path(u"view.yaml"_s);
        QTest::newRow("behind a view that turns the path round") << path(u"path.yaml"_s);
    }
    void dashboards()
    {
        QFETCH(QString, dashboard);
        const QByteArray own =
            "  - id: a\n    title: A\n    kind: stat\n    query: select count(*) as value from accounts "
            "where balance > 5 and name like 'account%'\n";
        const auto behind = [&own](const QByteArray &view) -> QByteArray {
            return "title: T\npanels:\n  - id: v\n    title: V\n    kind: stat\n    query: select sum(balance) as "
                   "value "
                   "from "
                 + view + " where id > 3\n" + own;
        };
        write(u"own.yaml"_s, "title: T\npanels:\n" + own);
        write(u"view.yaml"_s, behind("balances"));
        write(u"path.yaml"_s, behind("turning"));
        const int ended =
            ctl({u"dashboard"_s, u"data"_s, dashboard, u"--range"_s, u"30d"_s, u"--out"_s, path(u"panels"_s)});
        QVERIFY2(ended <= 2, m_err.constData());
        if (dashboard.endsWith("own.yaml"_L1))
            QVERIFY2(read(u"panels/a.csv"_s).contains("35"), (m_out + m_err).constData());
        const QString wrong = complaint(Operators::AreWritten);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void rollups()
    {
        const QStringList of{u"--table"_s, u"public.accounts"_s, u"--time"_s, u"made"_s, u"--value"_s, u"balance"_s};
        const QStringList create{u"dashboard"_s, u"rollup"_s, u"create"_s, u"--yes"_s, u"-m"_s};
        QVERIFY2(ctl(create + QStringList{path(u"rollup"_s)} + of) == 0, (m_out + m_err).constData());
        QVERIFY2(ctl({u"dashboard"_s, u"rollup"_s, u"status"_s}) <= 1, m_err.constData());
        QVERIFY2(ctl({u"dashboard"_s, u"rollup"_s, u"refresh"_s}) == 0, m_err.constData());
        QVERIFY2(
            ctl({u"dashboard"_s, u"rollup"_s, u"drop"_s, u"accounts_rollup"_s, u"--yes"_s}) == 0, m_err.constData());
        QVERIFY2(complaint().isEmpty(), qPrintable(complaint()));
    }
};

QTEST_GUILESS_MAIN(NamesTest)
#include "tst_names.moc"
