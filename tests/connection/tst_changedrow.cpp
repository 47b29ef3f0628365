// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/audittransactions.h"
#include "connection/audit/changedrow.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::connection;

// Which statements of the audit log concern a row.
class ChangedRowTest final : public QObject
{
    Q_OBJECT

    static AuditEntry entry(const QString &sql, std::vector<std::optional<QString>> parameters = {})
    {
        AuditEntry one;
        one.sql = sql;
        one.parameters = std::move(parameters);
        return one;
    }

private Q_SLOTS:
    void aRowIsKnownByItsKey_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<bool>("picked"); // found where the row was picked in a table
        QTest::addColumn<bool>("typed");  // found where "orders" and "id = 42" were typed
        const auto row = [](const char *sql, bool picked, bool typed) {
            QTest::newRow(sql) << QString::fromLatin1(sql) << picked << typed;
        };
        row("UPDATE shop.orders SET a = 1 WHERE id = 42", true, true);
        row("UPDATE orders SET a = 1 WHERE id = '42'::int8 AND a = 2", true, true);
        row("UPDATE \"shop\".\"orders\" SET a = 1 WHERE \"orders\".\"id\" OPERATOR(pg_catalog.=) $1::int8", true, true);
        row("DELETE FROM shop.orders WHERE id IN (41, 42)", true, true);
        row("DELETE FROM shop.orders WHERE 42 = id", true, true);
        row("INSERT INTO shop.orders (id, a) VALUES (41, 1), (42, 2)", true, true);
        row("UPDATE shop.orders SET id = 42 WHERE id = 41", false, false);
        row("UPDATE shop.orders SET a = 42 WHERE id = 43", false, false);
        row("UPDATE other.orders SET a = 1 WHERE id = 42", false, true);
        row("UPDATE shop.orders_old SET a = 1 WHERE id = 42", false, false);
        row("INSERT INTO shop.orders (a) VALUES (42)", false, false);
        row("UPDATE shop.orders SET a = 1 WHERE id > 5", true, false);
        row("DELETE FROM shop.orders", true, false);
        row("TRUNCATE shop.orders", true, false);
        row("SELECT 1", false, false);
    }
    void aRowIsKnownByItsKey()
    {
        QFETCH(QString, sql);
        const AuditEntry one = entry(sql, {u"42"_s});
        const AuditedRow picked{u"shop"_s, u"orders"_s, {{u"id"_s, u"42"_s}}, false};
        QTEST(mayHaveChanged(one, picked), "picked");
        QTEST(mayHaveChanged(one, auditedRow(u"ORDERS"_s, u"id = 42"_s)), "typed");
    }

    void whatIsTypedIsRead()
    {
        const AuditedRow qualified = auditedRow(u"shop.orders"_s, u"42"_s);
        QCOMPARE(qualified.schema, u"shop"_s);
        QCOMPARE(qualified.table, u"orders"_s);
        QCOMPARE(qualified.key.size(), size_t(1));
        QCOMPARE(qualified.key.front().second, u"42"_s);
        const AuditedRow quoted = auditedRow(u"\"my shop\".\"a.b\""_s, u"tenant = 1, id = x"_s);
        QCOMPARE(quoted.schema, u"my shop"_s);
        QCOMPARE(quoted.table, u"a.b"_s);
        QCOMPARE(quoted.key.size(), size_t(2));
        QCOMPARE(quoted.key[1], (std::pair<QString, QString>(u"id"_s, u"x"_s)));
        QCOMPARE(auditedRow({}, u"Doe, John"_s).key.front().second, u"Doe, John"_s);
        QVERIFY(auditedRow({}, {}).isEmpty());
    }

    // Values stand where the parameters stood, and only there.
    void valuesAreShownInTheirPlaces()
    {
        const AuditEntry one =
            entry(u"UPDATE t SET a = $2, b = '$1', c = $$ $1 $$ -- $1\nWHERE id = $1"_s, {u"it's"_s, std::nullopt});
        QCOMPARE(readableSql(one), u"UPDATE t SET a = NULL, b = '$1', c = $$ $1 $$ -- $1\nWHERE id = 'it''s'"_s);
        QCOMPARE(readableSql(entry(u"SET x = '***'"_s, {u"***"_s})), u"SET x = '***'"_s);
    }

    void whoIsARoleOrAPerson()
    {
        AuditEntry one;
        one.target = u"anna@corp@db:5432/shop"_s;
        one.systemUser = u"op"_s;
        one.command = u"DELETE 3"_s;
        QCOMPARE(auditPerson(one), u"anna@corp (op)"_s);
        one.systemUser = u"anna@corp"_s;
        QCOMPARE(auditPerson(one), u"anna@corp"_s);
        one.target.clear();
        QCOMPARE(auditPerson(one), u"anna@corp"_s);
    }
};

QTEST_GUILESS_MAIN(ChangedRowTest)
#include "tst_changedrow.moc"
