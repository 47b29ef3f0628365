// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Completion in an editor over a real server, as it is typed.
#include "query/assist/calltip.h"
#include "query/assist/knowndatabase.h"
#include "queryui/assistfixture.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QAbstractItemModelTester>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class CompletionTest final : public QObject, private howdah::ui::assisttest::AssistFixture
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;

    [[nodiscard]] bool offers(const QString &text) const { return offered().contains(text); }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"create schema other; create table other.elsewhere (id int);"
            "create table customers (id bigint primary key, name text, data jsonb);"
            "comment on table customers is 'Who buys from us';"
            "comment on column customers.name is 'As on the passport';"
            "create table orders (id bigint primary key, customer_id bigint references customers, total numeric(10,2));"
            "insert into customers select i, 'c' || i, '{\"colour\": 1, \"shape\": 2}' from generate_series(1, 50) i;"
            "create table secrets (id int, data jsonb); insert into secrets values (1, '{\"pin\": 1}');"
            "create function order_total(order_id bigint, rate numeric default 1) returns numeric language sql as $$ "
            "select 1 $$;"
            "create function nothing_needed() returns int language sql as $$ select 1 $$;"
            "create table \"Odd \"\"One\" (\"two\nlines\" int, \"%1\" int);"_s);
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
    }
    void init() { make(m_server.connInfo(m_database)); }
    void cleanup() { end(); }

    // Opens by itself, goes on with what is typed, is accepted by Tab as one step to undo.
    void opensWhileTypingAndIsAccepted()
    {
        new QAbstractItemModelTester(popup().list()->model(), this);
        put("select * from customers c where c|");
        type(u".na"_s);
        QTRY_VERIFY(offers(u"name"_s));
        QVERIFY(m_editor->hasFocus());
        QCOMPARE(offered().first(), u"name"_s);
        press(Qt::Key_Tab);
        QTRY_COMPARE(text(), u"select * from customers c where c.name|"_s);
        QVERIFY(!popup().isVisible());
        m_editor->undo();
        QCOMPARE(QString::fromUtf8(m_editor->bytesOf({0, 100})), u"select * from customers c where c.na"_s);
    }

    void enterAcceptsWhatWasBegunAndGoesOnElsewhere()
    {
        put("select * from |");
        type(u"cus"_s);
        QTRY_VERIFY(offers(u"customers"_s));
        press(Qt::Key_Return);
        QTRY_COMPARE(text(), u"select * from customers|"_s);
        // All of it is typed: Enter is a new line.
        put("select * from |");
        type(u"customers"_s);
        QTRY_VERIFY(!popup().isVisible() || offers(u"customers"_s));
        press(Qt::Key_Return);
        QTRY_VERIFY(text().startsWith(u"select * from customers\n"_s));
        QVERIFY(!popup().isVisible());
        // Opened by a blank, nothing is begun.
        put("select * from|");
        type(u" "_s);
        QTRY_VERIFY(offers(u"customers"_s));
        press(Qt::Key_Return);
        QTRY_VERIFY(text().startsWith(u"select * from \n"_s));
    }

    void keysMoveAndEscapeCloses()
    {
        put("select |from customers");
        press(Qt::Key_Space, Qt::ControlModifier);
        m_assist->completion().complete();
        QTRY_VERIFY(popup().isVisible());
        const int before = popup().currentRow();
        press(Qt::Key_Down);
        QCOMPARE(popup().currentRow(), before + 1);
        press(Qt::Key_PageDown);
        QVERIFY(popup().currentRow() > before + 1);
        press(Qt::Key_Escape);
        QVERIFY(!popup().isVisible());
        QCOMPARE(text(), u"select |from customers"_s);
    }

    void ctrlSpaceIsItsKey()
    {
        put("select * from cust|");
        press(Qt::Key_Space, Qt::ControlModifier);
        QTRY_VERIFY(offers(u"customers"_s));
    }

    // What was typed since the list was made counts, however quick Tab comes.
    void tabBehindQuickTyping()
    {
        put("select * from |");
        type(u"o"_s);
        QTRY_VERIFY(offers(u"orders"_s));
        QTest::keyClick(m_editor.get(), Qt::Key_Backspace);
        type(u"cust"_s);
        press(Qt::Key_Tab);
        QTRY_COMPARE(text(), u"select * from customers|"_s);
    }

    void notInStringsCommentsParametersAndCommands()
    {
        for (const char *before : {"select 'x", "-- some", "/* some", "select :", "\\"}) {
            put(before);
            type(u"cus"_s);
            QTest::qWait(0);
            QTRY_VERIFY(!popup().isVisible());
        }
        put("select 1::|");
        type(u"te"_s);
        QTRY_VERIFY(offers(u"text"_s));
    }

    void canBeTurnedOff()
    {
        QAction *whileTyping = m_assist->actions().last();
        QVERIFY(whileTyping->isChecked());
        whileTyping->trigger();
        QVERIFY(!m_settings->value(settings::completeWhileTyping));
        put("select * from |");
        type(u"cus"_s);
        QTest::qWait(30);
        QVERIFY(!popup().isVisible());
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"customers"_s));
        whileTyping->trigger();
    }

    void functionsGetTheirParentheses()
    {
        put("select order_to|");
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"order_total"_s));
        press(Qt::Key_Tab);
        QTRY_COMPARE(text(), u"select order_total(|)"_s);
        QTRY_VERIFY(m_assist->completion().callTip().isVisible());
        put("select nothing_ne|");
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"nothing_needed"_s));
        press(Qt::Key_Tab);
        QTRY_COMPARE(text(), u"select nothing_needed()|"_s);
        put("select order_to|(1)");
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"order_total"_s));
        press(Qt::Key_Tab);
        QTRY_COMPARE(text(), u"select order_total|(1)"_s);
    }

    void joinsByTheirKey()
    {
        put("select * from orders o join |");
        m_assist->completion().complete();
        QTRY_VERIFY(popup().isVisible());
        const QString first = offered().first(qMin(qsizetype(3), offered().size())).join(u'\n');
        QVERIFY2(first.contains("customers"_L1) && first.contains("customer_id"_L1), qPrintable(offered().join(u'\n')));
    }

    void theCallShowsItsArgument()
    {
        put("select |");
        type(u"order_total(7, "_s);
        QTRY_VERIFY(m_assist->completion().callTip().isVisible());
        QTRY_COMPARE(m_assist->completion().callTip().call().argument, 1);
        const auto &form = m_assist->completion().callTip().call().forms.front();
        QCOMPARE(form.arguments, QStringList({u"order_id bigint"_s, u"rate numeric"_s}));
        QCOMPARE(form.current, 1);
        press(Qt::Key_Escape);
        press(Qt::Key_Escape);
        QVERIFY(!m_assist->completion().callTip().isVisible());
    }

    void saysWhatItKnows()
    {
        put("select na| from customers");
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"name"_s));
        const auto labels = popup().findChildren<QLabel *>();
        QTRY_VERIFY(std::ranges::any_of(
            labels, [](const QLabel *label) { return label->text().contains("As on the passport"_L1); }));
        const QModelIndex first = popup().list()->model()->index(0, 0);
        QVERIFY(first.data(Qt::AccessibleTextRole).toString().contains(u"column"_s));
        QVERIFY(!popup().list()->accessibleName().isEmpty());
    }

    void everyKindHasItsSignAndItsWord()
    {
        using query::complete::ProposalKind;
        for (int kind = 0; kind <= int(ProposalKind::Database); ++kind) {
            QVERIFY2(!kindIcon(ProposalKind(kind)).isNull(), qPrintable(kindName(ProposalKind(kind))));
            QVERIFY(!kindName(ProposalKind(kind)).isEmpty());
        }
    }

    void hostileNamesStayOnOneLine()
    {
        put("select * from \"Odd \"\"One\" x where x.|");
        m_assist->completion().complete();
        QTRY_VERIFY(popup().isVisible());
        for (int row = 0; row < popup().list()->model()->rowCount(); ++row)
            QVERIFY(!popup().list()->model()->index(row, 0).data().toString().contains(u'\n'));
        QVERIFY(offers(u"\"two\nlines\""_s));
        QVERIFY(offers(u"\"%1\""_s));
    }

    void theSearchPathOfTheTab()
    {
        put("select * from else|");
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"other.elsewhere"_s));
        m_searchPath = QStringList{u"other"_s};
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"elsewhere"_s));
    }

    // Nothing was run yet, and the tab has no session.
    void theSearchPathOfTheDatabase()
    {
        m_searchPath.reset();
        QTRY_COMPARE(KnownDatabase::of(m_connection.get())->searchPath(), QStringList{u"public"_s});
        put("select c.\n  from customers c\n order by c.name|");
        m_editor->setCursorByte(9);
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"data"_s));
        QVERIFY(offers(u"name"_s));
    }

    // In the background; the list is filled when they are there.
    void keysOfJson()
    {
        put("select data->'|' from customers");
        m_assist->completion().complete();
        QTRY_VERIFY_WITH_TIMEOUT(
            (m_assist->completion().complete(), offered().join(u' ').contains("colour"_L1)), 10'000);
    }

    void statementsAreLearnt()
    {
        for (int i = 0; i < 5; ++i)
            m_assist->learn("select o.total from orders o where o.total > 5");
        QTRY_VERIFY(KnownDatabase::of(m_connection.get())->habits());
        QTRY_VERIFY(!KnownDatabase::of(m_connection.get())->habits()->isEmpty());
        query::HistoryKeeper history(m_folder.filePath(u"history.sqlite"_s));
        history.add(
            {.text = u"select name from customers"_s, .database = u"here"_s, .at = QDateTime::currentDateTimeUtc()});
        const auto before = KnownDatabase::of(m_connection.get())->habits();
        m_assist->learnHistory(&history, u"here"_s);
        QTRY_VERIFY(KnownDatabase::of(m_connection.get())->habits() != before);
    }

    void snippetsAreOffered()
    {
        QString accepted;
        m_assist->setSnippets(
            {{u"selw"_s, u"SELECT with WHERE"_s}}, [&](const QString &name, SqlEditor::Extent replaces) {
                accepted = name;
                m_editor->replaceBytes(replaces, "SELECT");
            });
        put("|");
        type(u"selw"_s);
        QTRY_VERIFY(offers(u"selw"_s));
        press(Qt::Key_Tab);
        QCOMPARE(accepted, u"selw"_s);
        QVERIFY(text().remove(u'|').startsWith("SELECT"_L1));
    }

    // The server is gone: what is known stays, and nobody waits.
    void aServerThatDies()
    {
        put("select * from cust|");
        const qint64 pid = m_server.pid();
        QVERIFY(pid > 0);
        QVERIFY(m_server.psql(
            u"postgres"_s,
            u"select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"_s));
        m_assist->completion().complete();
        QTRY_VERIFY(offers(u"customers"_s));
        press(Qt::Key_Tab);
        QTRY_COMPARE(text(), u"select * from customers|"_s);
    }

    void itFitsOnASmallScreen()
    {
        put("select * from orders o join |");
        m_assist->completion().complete();
        QTRY_VERIFY(popup().isVisible());
        QVERIFY(popup().width() <= 1024);
        QVERIFY(popup().focusPolicy() == Qt::NoFocus);
        QVERIFY(m_editor->hasFocus());
    }
};

QTEST_MAIN(CompletionTest)
#include "tst_completion.moc"
