// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/conditionfield.h"
#include "browse/filter/filterbar.h"
#include "browse/filter/operatortexts.h"
#include "support/turnmeter.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCalendarWidget>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

Q_DECLARE_METATYPE(howdah::data::FilterSet)

namespace {

data::RelationShape sampleShape()
{
    using enum data::TypeCategory;
    data::RelationShape shape{.oid = 1, .schema = u"public"_s, .name = u"agents"_s};
    shape.columns = {
        {.name = u"id"_s, .type = u"bigint"_s, .typeOid = 20, .category = Integer},
        {.name = u"Name"_s, .type = u"text"_s, .typeOid = 25, .category = Text},
        {.name = u"name"_s, .type = u"text"_s, .typeOid = 25, .category = Text},
        {.name = u"active"_s, .type = u"boolean"_s, .typeOid = 16, .category = Boolean},
        {.name = u"config"_s, .type = u"jsonb"_s, .typeOid = 3802, .category = Json}};
    return shape;
}

struct Fixture
{
    FilterBar bar;
    QSignalSpy applied{&bar, &FilterBar::applied};

    Fixture()
    {
        bar.setShape(sampleShape());
        bar.resize(800, 200);
        bar.show();
    }

    // Lines that were removed live on until the event loop runs.
    [[nodiscard]] QList<FilterRow *> lines() const
    {
        QCoreApplication::sendPostedEvents(); // a layout shows what it is given a turn later
        QList<FilterRow *> found;
        for (FilterRow *row : bar.findChildren<FilterRow *>()) {
            if (row->isVisibleTo(&bar))
                found << row;
        }
        return found;
    }
    [[nodiscard]] static QLineEdit *value(FilterRow *row)
    {
        for (QLineEdit *edit : row->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == u"Value"_s)
                return edit;
        }
        return nullptr;
    }
    [[nodiscard]] QLineEdit *condition() const
    {
        for (QLineEdit *edit : bar.findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == u"Condition"_s)
                return edit;
        }
        return nullptr;
    }
    // The words beneath the condition, "" when there are none.
    [[nodiscard]] QString problem() const
    {
        for (const QLabel *label : bar.findChildren<QLabel *>()) {
            if (label->isVisibleTo(&bar) && label->wordWrap())
                return label->text();
        }
        return {};
    }
    [[nodiscard]] QToolButton *button(const QString &text) const
    {
        for (QToolButton *each : bar.findChildren<QToolButton *>()) {
            if (each->text() == text || each->toolTip() == text)
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] data::FilterSet last() const { return applied.constLast().constFirst().value<data::FilterSet>(); }
};

} // namespace

class TestFilterBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsSentBeforeEnter();
    void aNewLineHasTheCursorInItsValue();
    void aLineWithoutAValueAsksForNothing();
    void operatorsFollowTheColumn();
    void operatorsWithoutAValueHideTheField();
    void columnsAreToldApartByCase();
    void aBrokenConditionIsNotApplied_data();
    void aBrokenConditionIsNotApplied();
    void theServersErrorIsShownUntilTheConditionChanges();
    void linesCanBeRemovedAndCleared();
    void aSetIsRestoredWithoutASignal();
    void aLongValueIsSeenFromItsBeginning();
    void anotherRelationTakesTheLinesAway();
    void whatEmptiesAFieldIsGoneWithItsText();
    void whatIsNotAppliedYetSaysSo();
    void daysComeFromACalendar();
    void wordsOfAConditionAreOffered();
    void wordsBeforeTheCursor_data();
    void wordsBeforeTheCursor();
};

void TestFilterBar::nothingIsSentBeforeEnter()
{
    Fixture f;
    f.bar.addFilter(u"id"_s);
    QCOMPARE(f.lines().size(), 1);
    QLineEdit *value = Fixture::value(f.lines().constFirst());
    QVERIFY(value);
    QCOMPARE(value->placeholderText(), u"bigint"_s);
    QTest::keyClicks(value, u"42"_s);
    QTest::keyClicks(f.condition(), u"active"_s);
    QCOMPARE(f.applied.count(), 0);
    QTest::keyClick(value, Qt::Key_Return);
    QCOMPARE(f.applied.count(), 1);
    const data::FilterSet set = f.last();
    QCOMPARE(set.filters, (std::vector<data::Filter>{{u"id"_s, data::FilterOperator::Equal, u"42"_s}}));
    QCOMPARE(set.condition, u"active"_s);
    QTest::keyClick(f.condition(), Qt::Key_Return);
    QCOMPARE(f.applied.count(), 2);
}

void TestFilterBar::aNewLineHasTheCursorInItsValue()
{
    Fixture f;
    QVERIFY(QTest::qWaitForWindowActive(&f.bar));
    f.bar.addFilter(u"id"_s);
    QTRY_COMPARE(QApplication::focusWidget(), Fixture::value(f.lines().constFirst()));
    f.bar.addFilter(u"active"_s); // begins with an operator that takes no value
    QTRY_COMPARE(QApplication::focusWidget()->parentWidget(), f.lines().constLast());
    f.bar.focusCondition();
    QTRY_COMPARE(QApplication::focusWidget(), f.condition());
}

void TestFilterBar::aLineWithoutAValueAsksForNothing()
{
    Fixture f;
    f.bar.addFilter(u"id"_s);
    QVERIFY(f.bar.filterSet().isEmpty());
    f.bar.addFilter(u"no such column"_s);
    QCOMPARE(f.lines().size(), 1);
}

void TestFilterBar::operatorsFollowTheColumn()
{
    Fixture f;
    f.bar.addFilter(u"active"_s);
    FilterRow *row = f.lines().constFirst();
    QCOMPARE(row->filter().op, data::operatorsFor(sampleShape().columns[3]).front());
    // Another column keeps the operator where it has it.
    row->setFilter({u"id"_s, data::FilterOperator::IsNull, {}});
    auto *column = row->findChildren<QComboBox *>().constFirst();
    column->setCurrentIndex(4);
    QCOMPARE(row->filter().column, u"config"_s);
    QCOMPARE(row->filter().op, data::FilterOperator::IsNull);
    column->setCurrentIndex(0);
    row->setFilter({u"id"_s, data::FilterOperator::Less, u"3"_s});
    column->setCurrentIndex(3);
    const auto ops = data::operatorsFor(sampleShape().columns[3]);
    QVERIFY(std::ranges::find(ops, row->filter().op) != ops.end());
    for (int each = 0; each <= int(data::FilterOperator::HasElement); ++each)
        QVERIFY(!operatorText(data::FilterOperator(each)).isEmpty());
}

void TestFilterBar::operatorsWithoutAValueHideTheField()
{
    Fixture f;
    f.bar.addFilter(data::Filter{u"name"_s, data::FilterOperator::IsNull, {}});
    FilterRow *row = f.lines().constFirst();
    QVERIFY(!Fixture::value(row)->isVisibleTo(row));
    QCOMPARE(f.applied.count(), 1); // complete as it is
    QCOMPARE(f.last().filters.size(), size_t(1));
    row->setFilter({u"name"_s, data::FilterOperator::Contains, u"x"_s});
    QVERIFY(Fixture::value(row)->isVisibleTo(row));
}

void TestFilterBar::columnsAreToldApartByCase()
{
    Fixture f;
    for (const QString &name : {u"name"_s, u"Name"_s}) {
        f.bar.setFilterSet({{{name, data::FilterOperator::Equal, u"x"_s}}, {}});
        QCOMPARE(f.bar.filterSet().filters.front().column, name);
    }
}

void TestFilterBar::aBrokenConditionIsNotApplied_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("not an expression") << u"score >"_s;
    QTest::newRow("a second statement") << u"true; DROP TABLE agents"_s;
    QTest::newRow("out of the parentheses") << u"true) OR (true"_s;
    QTest::newRow("a parameter") << u"id = $1"_s;
    QTest::newRow("an open comment") << u"true /* "_s;
}

void TestFilterBar::aBrokenConditionIsNotApplied()
{
    QFETCH(const QString, text);
    Fixture f;
    f.condition()->setText(text);
    QVERIFY(!f.problem().isEmpty());
    QTest::keyClick(f.condition(), Qt::Key_Return);
    QCOMPARE(f.applied.count(), 0);
    f.condition()->setText(u"score > 1"_s);
    QCOMPARE(f.problem(), QString());
    QTest::keyClick(f.condition(), Qt::Key_Return);
    QCOMPARE(f.applied.count(), 1);
}

void TestFilterBar::theServersErrorIsShownUntilTheConditionChanges()
{
    Fixture f;
    f.condition()->setText(u"scor > 1"_s);
    f.bar.showProblem(u"column <b>scor</b> does not exist"_s);
    QCOMPARE(f.problem(), u"column <b>scor</b> does not exist"_s);
    for (const QLabel *label : f.bar.findChildren<QLabel *>()) {
        if (label->text() == f.problem())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QTest::keyClicks(f.condition(), u"0"_s);
    QCOMPARE(f.problem(), QString());
}

void TestFilterBar::linesCanBeRemovedAndCleared()
{
    Fixture f;
    f.bar.addFilter(data::Filter{u"id"_s, data::FilterOperator::Equal, u"1"_s});
    f.bar.addFilter(data::Filter{u"name"_s, data::FilterOperator::Equal, u"x"_s});
    QCOMPARE(f.last().filters.size(), size_t(2));
    QToolButton *remove = f.lines().constFirst()->findChild<QToolButton *>();
    QVERIFY(!remove->accessibleName().isEmpty());
    remove->click();
    QCOMPARE(f.lines().size(), 1);
    QCOMPARE(f.last().filters, (std::vector<data::Filter>{{u"name"_s, data::FilterOperator::Equal, u"x"_s}}));
    QVERIFY(f.button(u"Clear"_s)->isVisibleTo(&f.bar));
    f.button(u"Clear"_s)->click();
    QVERIFY(f.lines().isEmpty());
    QVERIFY(f.last().isEmpty());
    QVERIFY(!f.button(u"Clear"_s)->isVisibleTo(&f.bar));
}

void TestFilterBar::aSetIsRestoredWithoutASignal()
{
    Fixture f;
    const data::FilterSet set{
        {{u"id"_s, data::FilterOperator::InList, u"1, 2"_s},
         {u"config"_s, data::FilterOperator::JsonHasKey, u"a"_s},
         {u"active"_s, data::FilterOperator::IsTrue, {}}},
        u"score > 1"_s};
    f.bar.setFilterSet(set);
    QCOMPARE(f.applied.count(), 0);
    QCOMPARE(f.bar.filterSet(), set);
    QCOMPARE(f.lines().size(), 3);
}

// As it comes with a reference that is followed; only who types in it wants its end.
void TestFilterBar::aLongValueIsSeenFromItsBeginning()
{
    Fixture f;
    const QString key = u"056ae63b-0d10-42e1-9eb4-317aa259ad66"_s;
    f.bar.setFilterSet({{{u"name"_s, data::FilterOperator::Equal, key}}, u"id > 0"_s});
    QCOMPARE(f.condition()->cursorPosition(), 0);
    QLineEdit *value = Fixture::value(f.lines().constFirst());
    QCOMPARE(value->text(), key);
    QCOMPARE(value->cursorPosition(), 0);
}

void TestFilterBar::anotherRelationTakesTheLinesAway()
{
    Fixture f;
    f.bar.setFilterSet({{{u"id"_s, data::FilterOperator::Equal, u"1"_s}}, u"true"_s});
    f.bar.setShape({.name = u"other"_s, .columns = {{.name = u"x"_s, .type = u"text"_s}}});
    QVERIFY(f.lines().isEmpty());
    QVERIFY(f.bar.filterSet().isEmpty());
    QCOMPARE(f.applied.count(), 0);
    f.button(u"Add a filter on a column"_s)->click();
    QCOMPARE(f.lines().constFirst()->filter().column, u"x"_s);
    f.bar.setShape({});
    f.button(u"Add a filter on a column"_s)->click();
    QVERIFY(f.lines().isEmpty());
}

// Qt's own button fades away for a while, over the words that stand in the empty field.
void TestFilterBar::whatEmptiesAFieldIsGoneWithItsText()
{
    Fixture f;
    const auto *clear = f.condition()->findChild<QAction *>(u"clearField"_s);
    QVERIFY(clear);
    const auto isShown = [&f] {
        const auto buttons = f.condition()->findChildren<QToolButton *>();
        return std::ranges::any_of(buttons, [&f](QToolButton *each) { return each->isVisibleTo(f.condition()); });
    };
    QVERIFY(!isShown());
    f.condition()->setText(u"active"_s);
    QVERIFY(isShown());
    f.bar.setFilterSet({});
    QVERIFY(!isShown());
    QTest::keyClicks(f.condition(), u"id > 1"_s);
    QSignalSpy edited(f.condition(), &QLineEdit::textEdited);
    f.condition()->findChild<QAction *>(u"clearField"_s)->trigger();
    QCOMPARE(f.condition()->text(), QString());
    QCOMPARE(edited.count(), 1); // who follows what is typed hears of it
    QVERIFY(!isShown());
    f.condition()->undo();
    QCOMPARE(f.condition()->text(), u"id > 1"_s);
}

// A filter that is typed looks like one that restricts the rows: the button is there exactly as long as it does not.
void TestFilterBar::whatIsNotAppliedYetSaysSo()
{
    Fixture f;
    auto *apply = f.bar.findChild<QPushButton *>(u"applyFilter"_s);
    QVERIFY(apply && !apply->isVisibleTo(&f.bar));
    f.bar.addFilter(u"id"_s);
    QVERIFY(!apply->isVisibleTo(&f.bar)); // it asks for nothing yet
    QLineEdit *value = Fixture::value(f.lines().constFirst());
    QTest::keyClicks(value, u"4"_s);
    QVERIFY(apply->isVisibleTo(&f.bar));
    QTest::keyClick(value, Qt::Key_Return);
    QVERIFY(!apply->isVisibleTo(&f.bar));
    QTest::keyClicks(value, u"2"_s);
    QVERIFY(apply->isVisibleTo(&f.bar));
    QTest::keyClick(value, Qt::Key_Backspace); // as it was applied
    QVERIFY(!apply->isVisibleTo(&f.bar));
    f.condition()->setText(u"active"_s);
    QVERIFY(apply->isVisibleTo(&f.bar));
    apply->click();
    QCOMPARE(f.last().condition, u"active"_s);
    QVERIFY(!apply->isVisibleTo(&f.bar));
    f.condition()->setText(u"active AND"_s); // a broken one is not applied, and says so
    apply->click();
    QVERIFY(apply->isVisibleTo(&f.bar));
    f.bar.setFilterSet({{{u"id"_s, data::FilterOperator::Equal, u"1"_s}}, {}}); // as the rows are
    QVERIFY(!apply->isVisibleTo(&f.bar));
    f.button(u"Clear"_s)->click();
    QVERIFY(!apply->isVisibleTo(&f.bar));
}

void TestFilterBar::daysComeFromACalendar()
{
    Fixture f;
    data::RelationShape shape = sampleShape();
    shape.columns.push_back(
        {.name = u"day"_s, .type = u"date"_s, .typeOid = 1082, .category = data::TypeCategory::DateTime});
    f.bar.setShape(shape);
    f.bar.chooseFilter(u"day"_s);
    const auto calendar = [&f] { return f.bar.findChild<QCalendarWidget *>(u"filterCalendar"_s); };
    QTRY_VERIFY(calendar() && calendar()->isVisible());
    Q_EMIT calendar()->clicked(QDate(2026, 1, 31));
    QCOMPARE(f.applied.count(), 1); // chosen is applied
    QCOMPARE(
        f.last().filters,
        (std::vector<data::Filter>{{u"day"_s, data::FilterOperator::GreaterOrEqual, u"2026-01-31"_s}}));
    QTRY_VERIFY(!calendar());
    // A range has two ends: the first one is not applied alone.
    f.bar.setFilterSet({{{u"day"_s, data::FilterOperator::Between, {}, {}}}, {}});
    auto *choose = f.lines().constFirst()->findChild<QAction *>(u"chooseValue"_s);
    QVERIFY(choose->isVisible());
    choose->trigger();
    QTRY_VERIFY(calendar() && calendar()->isVisible());
    Q_EMIT calendar()->clicked(QDate(2026, 2, 1));
    QCOMPARE(f.applied.count(), 1);
    QCOMPARE(Fixture::value(f.lines().constFirst())->text(), u"2026-02-01"_s);
    // Where there is nothing to choose from nothing is offered.
    f.lines().constFirst()->setFilter({u"day"_s, data::FilterOperator::WithinLast, u"7 days"_s});
    QVERIFY(!choose->isVisible());
    f.lines().constFirst()->setFilter({u"id"_s, data::FilterOperator::Equal, u"1"_s});
    QVERIFY(!choose->isVisible());
}

void TestFilterBar::wordsOfAConditionAreOffered()
{
    Fixture f;
    QVERIFY(QTest::qWaitForWindowActive(&f.bar));
    f.bar.focusCondition();
    QTRY_COMPARE(QApplication::focusWidget(), f.condition());
    auto *field = static_cast<ConditionField *>(f.condition());
    QTest::keyClicks(field, u"NOT nam"_s);
    QTRY_VERIFY(field->offers()->popup()->isVisible());
    QCOMPARE(field->offers()->completionCount(), 1); // "Name" stands in quotes
    // Nothing is chosen in the list: Enter is for the condition.
    QTest::keyClick(field, Qt::Key_Backspace);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(f.applied.count(), 1);
    QCOMPARE(f.last().condition, u"NOT na"_s);
    QVERIFY(!field->offers()->popup()->isVisible());
    field->clear();
    QTest::keyClicks(field, u"\"Na"_s);
    QTRY_VERIFY(field->offers()->popup()->isVisible());
    Q_EMIT field->offers()->activated(field->offers()->currentCompletion());
    QCOMPARE(field->text(), u"\"Name\""_s);
    QTest::keyClicks(field, u" = 'na"_s);
    QVERIFY(!field->offers()->popup()->isVisible()); // within a string
    field->clear();
    QTest::keyClicks(field, u"date_tr"_s);
    QTRY_VERIFY(field->offers()->popup()->isVisible());
    QCOMPARE(field->offers()->currentCompletion(), u"date_trunc("_s);
}

void TestFilterBar::wordsBeforeTheCursor_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("word");
    QTest::newRow("nothing") << QString() << QString();
    QTest::newRow("a word") << u"sco"_s << u"sco"_s;
    QTest::newRow("the last one") << u"score > 1 AND na"_s << u"na"_s;
    QTest::newRow("behind a parenthesis") << u"lower(na"_s << u"na"_s;
    QTest::newRow("a number") << u"score > 12"_s << QString();
    QTest::newRow("a string") << u"name = 'na"_s << QString();
    QTest::newRow("behind a string") << u"name = 'it''s' o"_s << u"o"_s;
    QTest::newRow("a quoted name") << u"a = 1 AND \"Na"_s << u"\"Na"_s;
    QTest::newRow("behind a quoted name") << u"\"a b\" i"_s << u"i"_s;
    QTest::newRow("a type") << u"a::te"_s << QString();
    QTest::newRow("a part") << u"t.na"_s << QString();
}

void TestFilterBar::wordsBeforeTheCursor()
{
    QFETCH(const QString, before);
    QFETCH(const QString, word);
    const WordBefore found = wordBefore(before + u" rest"_s, before.size());
    QCOMPARE(found.text, word);
    QCOMPARE(found.from, before.size() - word.size());
}

HOWDAH_UI_TEST_MAIN(TestFilterBar)
#include "tst_filterbar.moc"
