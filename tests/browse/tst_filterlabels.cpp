// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Filters on references, over a real server: typed by what a row is called, and shown with it.
#include "browse/filter/filterbar.h"
#include "browse/filter/filterrow.h"
#include "browse/filter/referencesuggestions.h"
#include "browse/filter/tablememory.h"
#include "common/theme.h"
#include "connect/entitybook.h"
#include "edit/editcase.h"

#include <QLineEdit>
#include <QListView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;

namespace {

const QString Nova = u"3f2a91c0-1111-2222-3333-444455556666"_s;
const QString Bo = u"3f2a91c1-1111-2222-3333-444455556666"_s;

} // namespace

class FilterLabelsTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<FilterBar> m_bar;

    FilterRow &row() { return *m_bar->findChildren<FilterRow *>().last(); }
    QLineEdit &field() { return *row().findChildren<QLineEdit *>().first(); }
    ReferenceSuggestions &suggestions() { return *field().findChild<ReferenceSuggestions *>(); }
    QListView *list()
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (widget->objectName() == u"filterSuggestions"_s && widget->isVisible())
                return qobject_cast<QListView *>(widget);
        }
        return nullptr;
    }
    void type(const QString &text)
    {
        field().setFocus();
        field().selectAll();
        QTest::keyClicks(&field(), text);
        QTRY_VERIFY(!suggestions().isSearching());
    }
    void filterOf(const QString &column, const QString &value, data::FilterOperator op = data::FilterOperator::Equal)
    {
        data::FilterSet set;
        set.filters.push_back({column, op, value});
        m_bar->setFilterSet(set);
    }
    static void picture(QWidget &widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("HOWDAH_PICTURES");
        if (folder.isEmpty())
            return;
        Theme theme(*qobject_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            theme.setChoice(choice);
            QCoreApplication::processEvents();
            QVERIFY(widget.grab().save(
                folder + u'/' + name + (choice == ThemeChoice::Dark ? u"-dark"_s : u""_s) + u".png"_s));
        }
    }

private Q_SLOTS:
    void init()
    {
        psql(u"DROP TABLE IF EXISTS runs, agents CASCADE; "
             "CREATE TABLE agents (id uuid PRIMARY KEY, name text, role text); "
             "INSERT INTO agents VALUES ('%1', 'Nova', 'writer'), ('%2', E'<b>Bo</b>\\n\u202Egnp', 'reader'); "
             "INSERT INTO agents SELECT ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'extra ' || i, "
             "'clerk' FROM generate_series(1, 50) i; "
             "CREATE TABLE runs (id int PRIMARY KEY, agent uuid REFERENCES agents, note text)"_s.arg(Nova, Bo));
        begin();
        QVERIFY(QDir().mkpath(entity::modelFolder()));
        QFile model(entity::modelFolder() + u"/agents.yaml"_s);
        QVERIFY(model.open(QIODevice::WriteOnly));
        model.write("title: Agents\ntables: [agents, runs]\nentities:\n  - id: agent\n    table: agents\n"
                    "    singular: agent\n    label: name\n    subtitle: role\n");
        model.close();
        m_window->connection.refreshCatalog();
        const quint32 oid = m_here->shape(u"agents"_s).oid;
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->connection.entityBook().entities()->of(oid)
                && m_window->connection.catalog()->stage == catalog::Stage::Complete,
            30'000);
        m_bar = std::make_unique<FilterBar>();
        m_bar->setConnection(&m_window->connection);
        m_bar->setShape(m_here->shape(u"runs"_s));
        m_bar->resize(1000, 120);
        m_bar->show();
        QApplication::setActiveWindow(m_bar.get());
    }
    void cleanup()
    {
        m_bar.reset();
        end();
    }

    // Words, the first answer, Enter: the value stands there and is applied, and it is said what it is.
    void aValueIsTypedByItsLabel()
    {
        QSignalSpy applied(m_bar.get(), &FilterBar::applied);
        m_bar->addFilter(u"agent"_s);
        type(u"nov"_s);
        QVERIFY(list());
        QCOMPARE(list()->model()->rowCount(), 1);
        QCOMPARE(list()->model()->index(0, 0).data().toString(), u"Nova  ·  3f2a91c0"_s);
        QTest::keyClick(&field(), Qt::Key_Return);
        QCOMPARE(field().text(), Nova);
        QCOMPARE(applied.size(), 1);
        QCOMPARE(m_bar->filterSet().filters.front().value, Nova);
        QTRY_COMPARE(row().label(), u"Nova  ·  3f2a91c0"_s);
        QVERIFY(row().findChild<QLabel *>(u"referenceLabel"_s)->isVisible());
        picture(*m_bar, u"filter-label"_s);
    }

    // Enter before the answer takes the first one when it comes.
    void enterDoesNotOvertakeTheAnswer()
    {
        m_bar->addFilter(u"agent"_s);
        QSignalSpy applied(m_bar.get(), &FilterBar::applied);
        field().setFocus();
        QTest::keyClicks(&field(), u"reader"_s); // its subtitle
        QTest::keyClick(&field(), Qt::Key_Return);
        QVERIFY(applied.isEmpty());
        QTRY_COMPARE(applied.size(), 1);
        QCOMPARE(field().text(), Bo);
        QTRY_VERIFY(row().label().endsWith(u"3f2a91c1"_s));
        // Shown on one line and by nobody's rules.
        QVERIFY(!row().label().contains(u'\n') && !row().label().contains(u'\u202E'));
        QCOMPARE(row().findChild<QLabel *>(u"referenceLabel"_s)->textFormat(), Qt::PlainText);
    }

    void rowsAreChosenByArrows()
    {
        m_bar->addFilter(u"agent"_s);
        type(u"extra 1"_s);
        QVERIFY(list());
        QCOMPARE(list()->model()->rowCount(), 11);
        picture(*list(), u"filter-suggestions"_s);
        QTest::keyClick(list(), Qt::Key_Down);
        QTest::keyClick(list(), Qt::Key_Down);
        QTest::keyClick(list(), Qt::Key_Return);
        QCOMPARE(field().text(), u"00000000-0000-0000-0000-000000000010"_s);
        QVERIFY(!list());
        // Escape leaves what was typed.
        type(u"extra 2"_s);
        QVERIFY(list());
        QTest::keyClick(list(), Qt::Key_Escape);
        QVERIFY(!list());
        QCOMPARE(field().text(), u"extra 2"_s);
    }

    // Words that call nothing are what the server says of them; a pattern is none; a value is meant as it is.
    void whatIsNotFoundIsSaid()
    {
        m_bar->addFilter(u"agent"_s);
        QSignalSpy applied(m_bar.get(), &FilterBar::applied);
        type(u"100%"_s);
        QVERIFY(list());
        QCOMPARE(list()->model()->index(0, 0).data().toString(), u"No row of agents is called so"_s);
        QTest::keyClick(&field(), Qt::Key_Return);
        QCOMPARE(applied.size(), 1);
        QCOMPARE(m_bar->filterSet().filters.front().value, u"100%"_s);
        QCOMPARE(row().label(), QString());
        type(Nova);
        QTest::keyClick(&field(), Qt::Key_Return);
        QCOMPARE(m_bar->filterSet().filters.front().value, Nova);
        // Other columns offer nothing.
        m_bar->setFilterSet({});
        m_bar->addFilter(u"note"_s);
        field().setFocus();
        QTest::keyClicks(&field(), u"nova"_s);
        QVERIFY(!suggestions().isSearching() && !list());
    }

    // Filters that are kept have the value; what they are shown with is asked when they are shown.
    void keptFiltersHaveTheValue()
    {
        filterOf(u"agent"_s, Nova);
        m_bar->saveAs(u"of Nova"_s);
        QCOMPARE(m_bar->savedFilters().front().set.filters.front().value, Nova);
        const QJsonObject json = memoryToJson({.saved = m_bar->savedFilters()});
        QVERIFY(!QJsonDocument(json).toJson().contains("3f2a91c0\""));
        const TableMemory memory = memoryFromJson(json);
        m_bar->setFilterSet({});
        m_bar->setFilterSet(memory.saved.front().set);
        QTRY_COMPARE(row().label(), u"Nova  ·  3f2a91c0"_s);
        filterOf(u"agent"_s, Nova + u", "_s + Bo, data::FilterOperator::InList);
        QTRY_VERIFY2(
            row().label().startsWith(u"Nova  ·  3f2a91c0, "_s) && row().label().endsWith(u"3f2a91c1"_s),
            qPrintable(row().label()));
        // Something that is no value at all takes nobody's labels.
        filterOf(u"agent"_s, u"not a uuid"_s);
        QTest::qWait(0);
        filterOf(u"agent"_s, Nova);
        QTRY_COMPARE(row().label(), u"Nova  ·  3f2a91c0"_s);
    }
};

HOWDAH_UI_TEST_MAIN(FilterLabelsTest)
#include "tst_filterlabels.moc"
