// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Ways in which the values of sensitive columns could leave by SQL: none of them comes out unless it is revealed.
#include "connection/audit/auditfiles.h"
#include "data/edit/changeset.h"
#include "entity/packdemo.h"
#include "entity/sensitivity.h"
#include "migration/ctlprocess.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::test;

class SensitiveTest final : public QObject
{
    Q_OBJECT

    TestServer m_server;
    std::unique_ptr<PackDemo> m_demo;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;
    QStringList m_secrets;

    int query(const QStringList &arguments)
    {
        CtlProcess process(
            QStringList{u"query"_s, u"--database"_s, connection::toUri(m_demo->connInfo())} + arguments,
            {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)});
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    QByteArray leaked() const
    {
        for (const QString &secret : m_secrets) {
            if (m_out.contains(secret.toUtf8()) || m_err.contains(secret.toUtf8()))
                return secret.toUtf8();
        }
        return {};
    }
    QByteArray auditText() const
    {
        QByteArray all;
        const QDir folder(m_folder.filePath(u"data/audit"_s));
        for (const QString &name : folder.entryList(QDir::Files)) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<PackDemo>(m_server, u"deepref"_s);
        m_demo->psql(uR"(CREATE VIEW people AS SELECT id, email AS mail, "passwordHash" AS proof, 1 AS one FROM users;
                CREATE VIEW folk AS SELECT mail, left(proof, 100) AS begun, one FROM people;
                CREATE MATERIALIZED VIEW kept AS SELECT "passwordHash" || '' AS all_of_it, email FROM users;
                CREATE VIEW whole AS SELECT to_jsonb(u.*) AS doc, u.email FROM users u;
                CREATE VIEW pairs AS SELECT a.email, b."passwordHash" FROM users a JOIN users b USING (id);
                CREATE VIEW both_arms AS SELECT email AS it FROM users UNION ALL SELECT "passwordHash" FROM users;
                CREATE TABLE heirs (extra int) INHERITS (users);
                INSERT INTO heirs SELECT u.*, 1 FROM users u LIMIT 2;
                CREATE SCHEMA other; CREATE TABLE other.plain (email text, note text);
                INSERT INTO other.plain VALUES ('a', 'b'))"_s);
        m_secrets =
            m_demo->psql(uR"(SELECT "passwordHash" FROM users WHERE length("passwordHash") > 20)"_s).split(u'\n');
        QVERIFY(m_secrets.size() > 2);
    }

    void answersAreMasked_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QStringList>("hidden");
        QTest::addColumn<QStringList>("shown");
        const auto row = [](const char *name, const QString &sql, const QString &hidden, const QString &shown) {
            QTest::newRow(name) << sql << hidden.split(u' ', Qt::SkipEmptyParts)
                                << shown.split(u' ', Qt::SkipEmptyParts);
        };
        row("by name", uR"(SELECT email, "passwordHash" FROM users)"_s, u"passwordHash"_s, u"email"_s);
        row("renamed", uR"(SELECT "passwordHash" AS x, email FROM users)"_s, u"x"_s, u"email"_s);
        row("star", u"SELECT * FROM users"_s, u"passwordHash"_s, u"email id"_s);
        row("TABLE", u"TABLE users"_s, u"passwordHash"_s, u"email id"_s);
        row("star and more", uR"(SELECT 1 AS one, *, upper("passwordHash") AS up, 2 AS two FROM users)"_s,
            u"passwordHash up"_s, u"email one two"_s);
        row("two stars", uR"(SELECT a.*, b."passwordHash" || '' AS z, b.email FROM users a, users b)"_s,
            u"passwordHash z"_s, u"email"_s);
        row("expression", uR"(SELECT upper("passwordHash") AS up, lower(email) AS low FROM users)"_s, u"up"_s,
            u"low"_s);
        row("within a CASE", uR"(SELECT CASE WHEN true THEN "passwordHash" END AS c, 1 AS one FROM users)"_s, u"c"_s,
            u"one"_s);
        row("aggregates", uR"(SELECT count("passwordHash") AS n, min("passwordHash") AS least FROM users)"_s,
            u"least"_s, u"n"_s);
        row("whole row", u"SELECT u, u.email FROM users u"_s, u"u"_s, u"email"_s);
        row("whole row by its table", u"SELECT users FROM users"_s, u"users"_s, {});
        row("as json", u"SELECT row_to_json(u) AS j, id FROM users u"_s, u"j"_s, u"id"_s);
        row("all as json", u"SELECT json_agg(users) AS j FROM users"_s, u"j"_s, {});
        row("scalar subquery", uR"(SELECT (SELECT "passwordHash" FROM users LIMIT 1) AS s, 1 AS one)"_s, u"s"_s,
            u"one"_s);
        row("array", uR"(SELECT ARRAY(SELECT "passwordHash" FROM users) AS a)"_s, u"a"_s, {});
        row("renamed within", uR"(SELECT y, z FROM (SELECT "passwordHash" AS y, email AS z FROM users) s)"_s, u"y"_s,
            u"z"_s);
        row("renamed by the alias",
            uR"(SELECT upper(b) AS x FROM (SELECT email, "passwordHash" FROM users) s (a, b))"_s, u"x"_s, {});
        row("columns of the table renamed", uR"(SELECT concat(b, '') AS x FROM (users CROSS JOIN (SELECT 1) t) AS j,
            LATERAL (SELECT "passwordHash" AS b) l)"_s,
            u"x"_s, {});
        row("CTE", uR"(WITH c AS (SELECT "passwordHash" AS h, email FROM users) SELECT h || '' AS x, email FROM c)"_s,
            u"x"_s, u"email"_s);
        row("row of a CTE", u"WITH c AS (SELECT * FROM users) SELECT c FROM c"_s, u"c"_s, {});
        row("recursive CTE", uR"(WITH RECURSIVE r AS (SELECT "passwordHash" AS h, 1 AS n FROM users UNION ALL
            SELECT h || '', n + 1 FROM r WHERE n < 2) SELECT h, n FROM r)"_s,
            u"h"_s, u"n"_s);
        row("UNION", uR"(SELECT email AS it FROM users UNION SELECT "passwordHash" FROM users)"_s, u"it"_s, {});
        row("RETURNING", uR"(UPDATE users SET email = email RETURNING upper("passwordHash") AS x)"_s, u"x"_s, {});
        row("RETURNING itself", uR"(UPDATE users SET email = email RETURNING "passwordHash")"_s, u"passwordHash"_s, {});
        row("view", u"SELECT * FROM people"_s, u"proof"_s, u"mail one"_s);
        row("view over a view", u"SELECT * FROM folk"_s, u"begun"_s, u"mail one"_s);
        row("expression over a view", u"SELECT proof || '' AS x, mail FROM people"_s, u"x"_s, u"mail"_s);
        row("materialized view", u"SELECT * FROM kept"_s, u"all_of_it"_s, u"email"_s);
        row("row in a view", u"SELECT * FROM whole"_s, u"doc"_s, u"email"_s);
        row("join in a view", u"SELECT * FROM pairs"_s, u"passwordHash"_s, u"email"_s);
        row("UNION in a view", u"SELECT * FROM both_arms"_s, u"it"_s, {});
        row("table that inherits", u"SELECT * FROM heirs"_s, u"passwordHash"_s, u"email extra"_s);
        row("only of the parent", uR"(SELECT "passwordHash" FROM ONLY users)"_s, u"passwordHash"_s, {});
        row("nothing of it", u"SELECT email, note, email || note AS x FROM other.plain"_s, {}, u"email note x"_s);
        row("no table", u"SELECT 1 AS one, now() AS n"_s, {}, u"one n"_s);
    }
    void answersAreMasked()
    {
        QFETCH(QString, sql);
        QFETCH(QStringList, hidden);
        QFETCH(QStringList, shown);
        QCOMPARE(query({u"--format"_s, u"json"_s, u"-c"_s, sql}), 0);
        QVERIFY2(leaked().isEmpty(), (leaked() + " in " + m_out.left(500)).constData());
        const QJsonObject outcome = QJsonDocument::fromJson(m_out)["outcomes"_L1][0].toObject();
        const QJsonArray rows = outcome["rows"_L1].toArray();
        QVERIFY2(!rows.isEmpty(), m_out.left(500).constData());
        for (const QJsonValue row : rows) {
            for (const QString &name : std::as_const(hidden)) {
                QVERIFY2(row[name].isNull() || row[name].toString() == data::sensitiveMask(), qPrintable(name));
                QVERIFY2(!row[name].isUndefined(), qPrintable(name));
            }
            for (const QString &name : std::as_const(shown))
                QVERIFY2(!row[name].isUndefined() && row[name].toString() != data::sensitiveMask(), qPrintable(name));
        }
        QCOMPARE(m_err.contains("Hidden as sensitive"), !hidden.isEmpty());
    }

    // Whatever it is written as.
    void inEachFormat_data()
    {
        QTest::addColumn<QStringList>("arguments");
        for (const char *format : {"table", "csv", "json", "ndjson"})
            QTest::newRow(format) << QStringList{
                u"--format"_s, QString::fromLatin1(format), u"-c"_s, u"SELECT * FROM users"_s};
        QTest::newRow("expanded") << QStringList{u"-c"_s, u"\\x on\nSELECT * FROM users;"_s};
        QTest::newRow("COPY of the table") << QStringList{u"-c"_s, u"COPY users TO STDOUT"_s};
        QTest::newRow("COPY of a query") << QStringList{u"-c"_s, u"COPY (SELECT * FROM people) TO STDOUT"_s};
        QTest::newRow("a variable") << QStringList{
            u"-c"_s,
            u"SELECT \"passwordHash\" AS h FROM users WHERE \"passwordHash\" IS NOT NULL LIMIT 1 \\gset\nSELECT :'h' AS x;\n\\echo :h\n"_s};
        QTest::newRow("a cursor") << QStringList{
            u"-c"_s, u"BEGIN; DECLARE c CURSOR FOR SELECT \"passwordHash\" FROM users; FETCH ALL FROM c; COMMIT;"_s};
        QTest::newRow("prepared") << QStringList{
            u"-c"_s, u"PREPARE p AS SELECT \"passwordHash\" FROM users; EXECUTE p;"_s};
    }
    void inEachFormat()
    {
        QFETCH(QStringList, arguments);
        QVERIFY2(query(arguments) == 0, m_err.constData());
        QVERIFY2(leaked().isEmpty(), (leaked() + " in " + m_out.left(500)).constData());
        QVERIFY2(m_out.contains(data::sensitiveMask().toUtf8()), m_out.left(500).constData());
    }
    void toAFile()
    {
        const QString file = m_folder.filePath(u"copied"_s);
        (void)query({u"-c"_s, u"\\copy users to '%1'"_s.arg(file)});
        QFile copied(file);
        if (copied.open(QIODevice::ReadOnly))
            m_out += copied.readAll();
        QVERIFY2(leaked().isEmpty(), m_err.constData());
    }
    void revealedIsNoted()
    {
        QVERIFY(!auditText().contains("were shown"));
        QCOMPARE(query({u"--reveal"_s, u"-c"_s, uR"(SELECT "passwordHash" FROM users)"_s}), 0);
        QVERIFY(!leaked().isEmpty());
        QVERIFY(!m_err.contains("Hidden"));
        QVERIFY2(
            auditText().contains("Sensitive values were shown: users.passwordHash"),
            auditText().right(600).constData());
    }

    // In doubt it is sensitive.
    void whatIsNotKnownIsHidden()
    {
        const auto unknown = entity::Entities::unknown();
        QVERIFY(entity::sensitivityOf(*unknown, 4711).contains(u"anything"_s));
        QCOMPARE(
            entity::sensitiveAnswer(*unknown, {{.name = u"a"_s}, {.name = u"b"_s}}, "SELECT 1"),
            std::vector<bool>({true, true}));
        // A view whose query has not come yet.
        auto early = std::make_shared<catalog::Catalog>(m_demo->entities()->catalog());
        const auto view = std::ranges::find(early->relations, u"people"_s, &catalog::Relation::name);
        if (view != early->relations.end()) { // the models are read before that one was made
            view->definition.clear();
            const entity::Entities entities(entity::packModels(), early);
            QVERIFY(entity::sensitivityOf(entities, view->oid).isWhole);
        }
        const auto catalog = catalog::CatalogReader(m_demo->session()).readNow();
        QVERIFY(catalog);
        auto later = std::make_shared<catalog::Catalog>(**catalog);
        const auto seen = std::ranges::find(later->relations, u"people"_s, &catalog::Relation::name);
        QVERIFY(seen != later->relations.end());
        const catalog::Oid oid = seen->oid;
        QCOMPARE(entity::sensitiveColumns(entity::Entities(entity::packModels(), later), oid), QStringList{u"proof"_s});
        seen->definition.clear();
        const entity::Entities entities(entity::packModels(), later);
        QVERIFY(entity::sensitivityOf(entities, oid).isWhole);
        QCOMPARE(entity::sensitiveColumns(entities, oid).size(), 4);
    }
};

QTEST_GUILESS_MAIN(SensitiveTest)
#include "tst_sensitive.moc"
