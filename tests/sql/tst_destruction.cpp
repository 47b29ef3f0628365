// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/typedname.h"
#include "sql/destruction.h"

#include <QStringList>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::sql;

// "delete t", "drop table a.b cascade", "dropPart column t.c", "call function f"
static QString words(const Destruction &one)
{
    static const QStringList Kinds{u"drop"_s,  u"dropPart"_s, u"truncate"_s, u"delete"_s, u"update"_s,
                                   u"merge"_s, u"call"_s,     u"block"_s,    u"unsure"_s, u"retype"_s};
    QString text = Kinds.at(int(one.kind));
    const bool drops = one.kind == Destruction::Kind::Drop || one.kind == Destruction::Kind::DropPart;
    if (drops)
        text += u' ' + one.object;
    text += u' ' + (one.schema.isEmpty() ? one.name : one.schema + u'.' + one.name);
    if (!one.part.isEmpty())
        text += u'.' + one.part;
    return one.cascade ? text + u" cascade"_s : text;
}

class DestructionTest final : public QObject
{
    Q_OBJECT

    static QStringList found(const QString &sql)
    {
        QStringList list;
        for (const Destruction &one : destructionsOfScript(sql.toUtf8()))
            list << words(one);
        return list;
    }

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *sql, const QStringList &expected) {
            QTest::newRow(sql) << QString::fromUtf8(sql) << expected;
        };
        // what goes as a whole
        row("DROP TABLE t", {u"drop table t"_s});
        row("DROP TABLE IF EXISTS a.t, \"B\".\"T t\" CASCADE",
            {u"drop table a.t cascade"_s, u"drop table B.T t cascade"_s});
        row("DROP SCHEMA s CASCADE", {u"drop schema s cascade"_s});
        row("DROP VIEW v; DROP MATERIALIZED VIEW m", {u"drop view v"_s, u"drop materialized view m"_s});
        row("DROP INDEX CONCURRENTLY IF EXISTS i", {u"drop index i"_s});
        row("DROP FUNCTION a.f(int)", {u"drop function a.f"_s});
        row("DROP TYPE a.mood", {u"drop type a.mood"_s});
        row("DROP TRIGGER g ON a.t", {u"dropPart trigger a.t.g"_s});
        row("DROP POLICY p ON t", {u"dropPart policy t.p"_s});
        row("DROP EXTENSION vector", {u"drop extension vector"_s});
        row("DROP DATABASE d", {u"drop database d"_s});
        row("DROP ROLE r", {u"drop role r"_s});
        row("DROP OWNED BY r CASCADE", {u"drop owned by r cascade"_s});
        row("ALTER TABLE a.t DROP COLUMN c, ADD COLUMN d int, DROP e CASCADE",
            {u"dropPart column a.t.c"_s, u"dropPart column a.t.e cascade"_s});
        row("TRUNCATE a, ONLY s.b RESTART IDENTITY CASCADE", {u"truncate a cascade"_s, u"truncate s.b cascade"_s});
        // rows without a condition
        row("DELETE FROM t", {u"delete t"_s});
        row("delete /* all */ from only t -- where x\n", {u"delete t"_s});
        row("DELETE FROM t USING u", {u"delete t"_s});
        row("UPDATE a.t SET x = 1", {u"update a.t"_s});
        row("UPDATE t SET x = 1 FROM u", {u"update t"_s});
        row("DELETE FROM t WHERE true", {u"delete t"_s});
        row("DELETE FROM t WHERE 1 = 1", {u"delete t"_s});
        row("DELETE FROM t WHERE NOT false", {u"delete t"_s});
        row("DELETE FROM t WHERE $1", {u"delete t"_s});
        row("DELETE FROM t WHERE id = id", {u"delete t"_s});
        row("DELETE FROM t WHERE id = 1 OR true", {u"delete t"_s});
        row("UPDATE t SET x = 1 WHERE 1 = 1 AND 2 = 2", {u"update t"_s});
        row("DELETE FROM t WHERE EXISTS (SELECT 1)", {u"delete t"_s});
        for (const char *always :
             {"id IS NOT NULL", "id >= id", "name || id = name || id", "id IN (3, id)", "id BETWEEN id AND id",
              "name LIKE '%'", "name ~ '.*'", "NOT (id <> id)", "id IS NOT DISTINCT FROM id",
              "id = 1 OR id IS NOT NULL"})
            QTest::newRow(always) << u"DELETE FROM t WHERE %1"_s.arg(QString::fromLatin1(always))
                                  << QStringList{u"delete t"_s};
        // inside of others
        row("WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", {u"delete t"_s});
        row("WITH a AS (WITH b AS (UPDATE t SET x = 1 RETURNING *) SELECT * FROM b) INSERT INTO u SELECT * FROM a",
            {u"update t"_s});
        row("EXPLAIN (ANALYZE) DELETE FROM t", {u"delete t"_s});
        row("PREPARE p AS DELETE FROM t", {u"delete t"_s});
        row("EXECUTE p", {u"block p"_s});
        row("COPY (DELETE FROM t RETURNING *) TO STDOUT", {u"delete t"_s});
        row("MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE", {u"merge t"_s});
        row("MERGE INTO t USING u ON t.id = u.id WHEN MATCHED AND true THEN DELETE", {u"merge t"_s});
        // of a newer server than the grammar knows
        row("MERGE INTO a.t USING u ON t.id = u.id WHEN NOT MATCHED BY SOURCE THEN DELETE", {u"unsure a.t"_s});
        row("DELETE FROM t FOR PORTION OF x FROM 1 TO 2", {u"unsure t"_s});
        // what cannot be seen into
        row("DO $$BEGIN DELETE FROM t; END$$", {u"block DO"_s});
        row("CALL a.purge(1)", {u"call a.purge"_s});
        row("SELECT purge_old(7)", {u"call purge_old"_s});
        row("INSERT INTO t SELECT wipe(x) FROM u", {u"call wipe"_s});
        row("SELECT 1 WHERE a.f()", {u"call a.f"_s});
        // under the names of the start
        row("ALTER TABLE a RENAME TO b; DROP TABLE b", {u"drop table a"_s});
        row("ALTER TABLE s.a RENAME TO b; ALTER TABLE s.b SET SCHEMA r; TRUNCATE r.b", {u"truncate s.a"_s});
        row("ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a; ALTER TABLE c RENAME TO b; DROP TABLE a",
            {u"drop table b"_s});
        row("ALTER TABLE a RENAME x TO y; ALTER TABLE a DROP y", {u"dropPart column a.x"_s});
        row("ALTER SCHEMA s RENAME TO r; DELETE FROM r.t", {u"delete s.t"_s});
        row("ALTER TYPE mood RENAME TO temper; DROP TYPE temper", {u"drop type mood"_s});
        row("ALTER TABLE s.a RENAME TO b; DROP TABLE b", {u"drop table s.a"_s, u"drop table b"_s}); // nobody can know
        row("ALTER TABLE p ATTACH PARTITION c DEFAULT; DROP TABLE p", {u"drop table p"_s, u"drop table c"_s});
        row("CREATE VIEW v AS SELECT * FROM t; DELETE FROM v", {u"delete v"_s, u"delete t"_s});
        row("CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f(); INSERT INTO t VALUES (1)", {u"block t"_s});
        // other types
        row("ALTER TABLE t ALTER c TYPE int USING NULL", {u"retype t.c"_s});
        // several at once
        row("SELECT 1; DELETE FROM a; UPDATE b SET x = 1; DELETE FROM a", {u"delete a"_s, u"update b"_s});

        // what leaves everything that is there
        row("SELECT * FROM t", {});
        row("SELECT 'DROP TABLE t; DELETE FROM t'", {});
        row("-- DROP TABLE t\nSELECT 1", {});
        row("INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET x = 1", {});
        row("DELETE FROM t WHERE id = 1", {});
        row("DELETE FROM t WHERE id = $1 AND true", {});
        row("DELETE FROM t WHERE id = 1 OR name = 'x'", {});
        row("DELETE FROM t USING u WHERE t.id = u.id", {});
        row("DELETE FROM t WHERE id IN (SELECT id FROM u)", {});
        row("DELETE FROM t WHERE CURRENT OF c", {});
        row("UPDATE t SET x = 1 WHERE NOT done", {});
        row("MERGE INTO t USING u ON t.id = u.id WHEN MATCHED AND u.gone THEN DELETE", {});
        row("MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET x = 1", {});
        row("EXPLAIN DELETE FROM t", {});
        row("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM t'", {});
        row("CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM t; END", {});
        row("CREATE RULE r AS ON INSERT TO t DO DELETE FROM u", {});
        row("ALTER TABLE t DROP CONSTRAINT c, ALTER x DROP NOT NULL, ALTER y DROP DEFAULT", {});
        row("CREATE TABLE \"DROP TABLE t\" (x int)", {});
        row("VACUUM t; ANALYZE; BEGIN; COMMIT; ROLLBACK TO s", {});
        row("COPY t FROM STDIN;\nDROP TABLE t\n\\.\n", {});
        row("\\i drop.sql\n", {});
    }

    void finds()
    {
        QFETCH(QString, sql);
        QFETCH(QStringList, expected);
        QCOMPARE(found(sql), expected);
    }

    void namesAreTyped()
    {
        QCOMPARE(typableName(u"order items"_s), u"order items"_s);
        QCOMPARE(typableName(u"it's \"quoted\" \\ %1 <b>"_s), u"it's \"quoted\" \\ %1 <b>"_s);
        QCOMPARE(typableName(u"שלום"_s), u"שלום"_s);
        QCOMPARE(typableName(u"a\nb"_s), u"a\\u000ab"_s);
        QCOMPARE(typableName(u"a\u202Eb"_s), u"a\\u202eb"_s);
        QCOMPARE(typableName(u"a\u200B"_s), u"a\\u200b"_s);
        QCOMPARE(typableName(u" a\\b\u00A0c"_s), u"\\u0020a\\\\b\\u00a0c"_s);

        QVERIFY(isTyped(u"users"_s, u"users"_s));
        QVERIFY(!isTyped(u"Users"_s, u"users"_s));
        QVERIFY(!isTyped(u"users "_s, u"users"_s));
        QVERIFY(!isTyped(u"user"_s, u"users"_s));
        QVERIFY(!isTyped({}, {}));
        QVERIFY(isTyped(u"caf\u00E9"_s, u"cafe\u0301"_s));
        QVERIFY(!isTyped(u"a\nb"_s, u"a b"_s));
        QVERIFY(isTyped(u"a\\u000ab"_s, u"a\nb"_s));
        QVERIFY(!isTyped(u"a b"_s, u"a\u00A0b"_s)); // they look the same
    }
};

QTEST_APPLESS_MAIN(DestructionTest)
#include "tst_destruction.moc"
