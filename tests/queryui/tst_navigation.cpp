// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What names mean, where they are defined and used, and what is changed by them.
#include "operations/assist/dependents.h"
#include "queryui/assistfixture.h"
#include "support/hostiledatabase.h"

#include <QListWidget>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class NavigationTest final : public QObject, private howdah::ui::assisttest::AssistFixture
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;

    [[nodiscard]] NameGuide &names() const { return m_assist->names(); }
    [[nodiscard]] QString tipAt(const QByteArray &text)
    {
        put(text);
        QSignalSpy shown(&names(), &NameGuide::tipShown);
        names().describe();
        return shown.wait() || !shown.isEmpty() ? names().tip() : u"no tip"_s;
    }
    [[nodiscard]] QStringList usesOf(const QByteArray &text)
    {
        put(text);
        names().findUses();
        if (!QTest::qWaitFor([this] { return names().usesPopup()->isVisible(); }))
            return {u"no popup"_s};
        QStringList lines;
        for (int row = 0; row < names().usesPopup()->list()->count(); ++row)
            lines << names().usesPopup()->list()->item(row)->text();
        return lines;
    }
    [[nodiscard]] static bool has(const QStringList &lines, const QString &words, const QString &how)
    {
        return std::ranges::any_of(
            lines, [&](const QString &line) { return line.contains(words) && line.contains(how); });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"create table customers (id bigint primary key, name text not null);"
            "comment on column customers.name is 'As on the passport';"
            "create table orders (id bigint primary key, customer_id bigint references customers, total numeric(10,2));"
            "create index on orders (total);"
            "create view big_orders as select o.id, o.total from orders o where o.total > 100;"
            "create materialized view sums as select sum(total) from orders;"
            "create function order_total(order_id bigint) returns numeric language sql as $$ select total from orders "
            "$$;"
            "create function unrelated() returns int language sql as $$ select 1 $$;"
            "create function trg() returns trigger language plpgsql as $$ begin return new; end $$;"
            "create trigger watch before insert on orders for each row execute function trg();"
            "create policy mine on orders using (total > 0);"
            "create view by_function as select order_total(1);"_s);
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
    }
    void init() { make(m_server.connInfo(m_database)); }
    void cleanup()
    {
        names().usesPopup()->hide();
        end();
    }

    void tips()
    {
        const QString column = tipAt("select c.na|me from customers c");
        QVERIFY2(
            column.contains(u"customers.name · text"_s) && column.contains("As on the passport"_L1),
            qPrintable(column));
        const QString table = tipAt("select * from cust|omers");
        QVERIFY2(table.contains("    id bigint not null"_L1), qPrintable(table));
        QVERIFY(tipAt("select * from big_or|ders").contains("total > "_L1));
        QVERIFY(tipAt("select order_to|tal(1)").contains(u"order_total(order_id bigint) · numeric"_s));
    }

    void theResultOfAStatement()
    {
        put("select id, total from orders");
        QTRY_VERIFY(!m_assist->check().resultAt(0).isEmpty());
        QTRY_VERIFY(m_assist->check().resultAt(0).contains(u"total numeric(10,2)"_s));
        m_editor->setCursorByte(2);
        QSignalSpy shown(&names(), &NameGuide::tipShown);
        names().describe();
        QTRY_VERIFY(!shown.isEmpty());
        QVERIFY2(names().tip().contains("total numeric(10,2)"_L1), qPrintable(names().tip()));
    }

    void definitions()
    {
        QSignalSpy objects(m_assist.get(), &EditorAssist::objectWanted);
        QSignalSpy texts(m_assist.get(), &EditorAssist::textWanted);
        put("with paid as (select 1 as one) select * from pai|d");
        names().goToDefinition();
        QTRY_COMPARE(m_editor->cursorByte(), 5);
        put("select o|.id from orders o");
        names().goToDefinition();
        QTRY_COMPARE(m_editor->cursorByte(), 24);
        put("select * from ord|ers");
        QTest::keyClick(m_editor.get(), Qt::Key_F12);
        QTRY_COMPARE(objects.size(), 1);
        QCOMPARE(objects.front().at(1).toString(), u"orders"_s);
        put("select * from big_ord|ers");
        names().goToDefinition();
        QTRY_COMPARE(texts.size(), 1);
        QVERIFY(texts.front().at(1).toByteArray().contains("CREATE"));
        put("select order_to|tal(1)");
        names().goToDefinition();
        QTRY_COMPARE(texts.size(), 2);
        QVERIFY(texts.back().at(1).toByteArray().contains("select total from orders"));
        put("select upp|er('x')");
        names().goToDefinition();
        QTRY_VERIFY(names().tip().contains("PostgreSQL"_L1));
        QCOMPARE(texts.size(), 2);
    }

    void ctrlClick()
    {
        QSignalSpy objects(m_assist.get(), &EditorAssist::objectWanted);
        put("select * from orders|");
        const auto x = int(m_editor->SendScintilla(QsciScintillaBase::SCI_POINTXFROMPOSITION, 0UL, 16L));
        const auto y = int(m_editor->SendScintilla(QsciScintillaBase::SCI_POINTYFROMPOSITION, 0UL, 16L));
        QTest::mouseClick(m_editor->viewport(), Qt::LeftButton, Qt::ControlModifier, QPoint(x, y + 4));
        QTRY_COMPARE(objects.size(), 1);
    }

    // By the server where it knows, by the text where it does not; and which is which.
    void uses()
    {
        const QString known = u"the server knows"_s;
        const QString named = u"its text has the word"_s;
        const QStringList table = usesOf("select * from ord|ers");
        QVERIFY2(has(table, u"view public.big_orders"_s, known), qPrintable(table.join(u'\n')));
        QVERIFY(has(table, u"materialized view public.sums"_s, known));
        QVERIFY(has(table, u"trigger watch on public.orders"_s, known));
        QVERIFY(has(table, u"policy mine on public.orders"_s, known));
        QVERIFY(has(table, u"function public.order_total"_s, named));
        QVERIFY(!table.join(u' ').contains("unrelated"_L1));
        names().usesPopup()->hide();
        const QStringList column = usesOf("select o.tot|al from orders o");
        QVERIFY2(has(column, u"view public.big_orders"_s, known), qPrintable(column.join(u'\n')));
        QVERIFY(has(column, u"index public.orders_total_idx"_s, known));
        names().usesPopup()->hide();
        const QStringList key = usesOf("select * from custom|ers");
        QVERIFY2(has(key, u"orders_customer_id_fkey"_s, known), qPrintable(key.join(u'\n')));
        names().usesPopup()->hide();
        const QStringList function = usesOf("select order_to|tal(1)");
        QVERIFY2(has(function, u"view public.by_function"_s, known), qPrintable(function.join(u'\n')));
        // By the keyboard: the first is opened.
        QSignalSpy texts(m_assist.get(), &EditorAssist::textWanted);
        QTest::keyClick(names().usesPopup()->list(), Qt::Key_Return);
        QTRY_COMPARE(texts.size(), 1);
        QVERIFY(!names().usesPopup()->isVisible());
    }

    void aliasesAreRenamed()
    {
        put("select 1;\nselect o|.id from orders o where o.total > 1;\nselect o.id from orders o");
        QTest::keyClick(m_editor.get(), Qt::Key_F2);
        QTRY_VERIFY(names().renameField()->isVisible());
        QCOMPARE(names().renameField()->text(), u"o"_s);
        QTest::keyClicks(names().renameField(), u"ord"_s);
        QTest::keyClick(names().renameField(), Qt::Key_Return);
        QTRY_COMPARE(
            text(), u"select 1;\nselect ord|.id from orders ord where ord.total > 1;\nselect o.id from orders o"_s);
        m_editor->undo();
        QVERIFY(text().remove(u'|').contains("select o.id from orders o where"_L1));
        put("select o|.id from orders o");
        names().renameAlias();
        QTRY_VERIFY(names().renameField()->isVisible());
        QTest::keyClick(names().renameField(), Qt::Key_Escape);
        QVERIFY(!names().renameField()->isVisible());
    }

    void starsAreExpanded()
    {
        put("select *| from customers");
        names().expandStar();
        QTRY_VERIFY2(
            text().remove(u'|').contains("id"_L1) && text().contains("name"_L1) && !text().contains(u'*'),
            qPrintable(text()));
        m_editor->undo();
        QVERIFY(text().remove(u'|').contains("select * from"_L1));
        put("select 1|");
        names().expandStar();
        QVERIFY(!names().tip().isEmpty());
    }

    void everyActionHasItsFace()
    {
        for (const QAction *action : m_assist->actions()) {
            QVERIFY(!action->text().isEmpty());
            QVERIFY(!action->icon().isNull());
            QVERIFY(!action->toolTip().isEmpty());
            QVERIFY(action->isCheckable() || !action->shortcut().isEmpty());
        }
    }

    // The statement about dependents calls nothing that the owner of the database has put in its way.
    void nothingOfAHostileDatabaseIsCalled()
    {
        howdah::test::HostileDatabase hostile(m_server);
        connection::Session session({.name = u"uses"_s});
        auto opened = session.open(hostile.connInfo());
        QTRY_VERIFY(opened.isFinished());
        hostile.forget();
        auto asked = session.query(operations::dependentsStatement(operations::DependedOn::Relation, 1259, 0));
        QTRY_VERIFY(asked.isFinished());
        const auto answer = asked.result();
        QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
        QCOMPARE(hostile.shadows(), QStringList());
        QVERIFY(!hostile.isLost());
    }
};

QTEST_MAIN(NavigationTest)
#include "tst_navigation.moc"
