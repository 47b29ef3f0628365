// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/cascadebar.h"
#include "grid/columnsdialog.h"
#include "browse/filter/filterbar.h"
#include "browse/filter/filtergroupview.h"
#include "grid/sortdialog.h"
#include "browse/filter/tablememory.h"
#include "browse/inspector/trail.h"
#include "support/turnmeter.h"

#include <QComboBox>
#include <QHeaderView>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

Q_DECLARE_METATYPE(howdah::data::FilterSet)
Q_DECLARE_METATYPE(std::vector<howdah::data::SortColumn>)

// What stands around a grid, without a server: columns and their memory, the dialogs, the builder and the trail.
class FindColumnsTest final : public QObject
{
    Q_OBJECT

    static data::RelationShape shape(const QStringList &names)
    {
        data::RelationShape shape{.oid = 7, .schema = u"public"_s, .name = u"t"_s};
        for (const QString &name : names)
            shape.columns.push_back(
                {.name = name, .type = u"text"_s, .typeOid = 25, .category = data::TypeCategory::Text});
        return shape;
    }
    struct Head
    {
        QStandardItemModel model;
        QHeaderView header{Qt::Horizontal};
        explicit Head(int columns)
            : model(0, columns)
        {
            header.setModel(&model);
        }
        [[nodiscard]] QStringList names(const data::RelationShape &shape) const
        {
            QStringList names;
            for (int visual = 0; visual < header.count(); ++visual) {
                const int column = header.logicalIndex(visual);
                names << (header.isSectionHidden(column) ? u"-"_s : QString()) + shape.columns[size_t(column)].name;
            }
            return names;
        }
    };

private Q_SLOTS:
    void columnsStandAsTheyWereLeft()
    {
        const auto t = shape({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        Head head(4);
        ColumnLayout layout{
            {u"c"_s, u"a"_s, u"gone"_s, u"d"_s}, {u"d"_s, u"gone"_s}, {u"d"_s, u"a"_s}, {{u"c"_s, 222}}};
        applyLayout(head.header, t, layout);
        // Frozen ones first, in their order; what has no place stands last.
        QCOMPARE(head.names(t), (QStringList{u"a"_s, u"-d"_s, u"c"_s, u"b"_s}));
        QCOMPARE(head.header.sectionSize(2), 222);
        ColumnLayout read = layoutOf(head.header, t);
        read.frozen = layout.frozen;
        QCOMPARE(layoutFromJson(layoutToJson(read)), read);
        // And again, with nothing moved.
        applyLayout(head.header, t, layoutFromJson(layoutToJson(read)));
        QCOMPARE(head.names(t), (QStringList{u"a"_s, u"-d"_s, u"c"_s, u"b"_s}));
        // Another relation of as many columns does not inherit any of that.
        applyLayout(head.header, shape({u"w"_s, u"x"_s, u"y"_s, u"z"_s}), {});
        QCOMPARE(head.names(t), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    void aDroppedColumnHidesNoOther()
    {
        Head head(3);
        const auto after = shape({u"a"_s, u"c"_s, u"new"_s});
        applyLayout(head.header, after, {{u"a"_s, u"b"_s, u"c"_s}, {u"b"_s}, {}, {}});
        QCOMPARE(head.names(after), (QStringList{u"a"_s, u"c"_s, u"new"_s}));
        // All of them hidden would be a grid without a way out.
        applyLayout(head.header, after, {{}, {u"a"_s, u"c"_s, u"new"_s}, {}, {}});
        QCOMPARE(head.names(after), (QStringList{u"a"_s, u"c"_s, u"new"_s}));
    }

    void memoriesAreKeptAndTheOldestGo()
    {
        const TableMemory memory{
            {{{u"a"_s, data::FilterOperator::Between, u"1"_s, u"2"_s}}, u"b"_s},
            {{u"a"_s, data::Direction::Descending, data::NullPlacement::First}, {u"b"_s}},
            {{u"b"_s, u"a"_s}, {u"a"_s}, {u"b"_s}, {{u"b"_s, 99}}},
            {{u"mine \"x\""_s, {{}, u"c"_s}}}};
        QCOMPARE(memoryFromJson(memoryToJson(memory)), memory);
        TableMemories memories;
        memories.keep(u"kept"_s, memory);
        memories.keep(u"first"_s, {{{}, u"x"_s}, {}, {}, {}});
        for (int i = 0; i < TableMemories::Most + 20; ++i)
            memories.keep(QString::number(i), {{{}, u"x"_s}, {}, {}, {}});
        TableMemories again;
        again.fromJson(memories.toJson());
        QCOMPARE(again.of(u"kept"_s), memory); // a saved filter is work
        QVERIFY(again.of(u"first"_s).isEmpty());
        QVERIFY(!again.of(u"210"_s).isEmpty());
        QVERIFY(again.of(u"never seen"_s).isEmpty());
    }

    void whatAFilterDoesNotKnowIsNotUsed()
    {
        QJsonObject json = memoryToJson({{{{u"a"_s, data::FilterOperator::IsNull, {}}}, {}}, {{u"a"_s}}, {}, {}});
        QJsonObject filter = json.value("filter"_L1).toObject();
        filter.insert(u"join"_s, u"neither"_s);
        json.insert(u"filter"_s, filter);
        const TableMemory memory = memoryFromJson(json);
        QVERIFY(memory.filters.isEmpty());
        QCOMPARE(memory.sort.size(), size_t(1));
    }

    void sortsAreMadeInADialog()
    {
        auto t = shape({u"a"_s, u"b"_s, u"j"_s});
        t.columns[2] = {.name = u"j"_s, .type = u"json"_s, .typeOid = 114, .category = data::TypeCategory::Json};
        const std::vector<data::SortColumn> sort{{u"b"_s, data::Direction::Descending, data::NullPlacement::Last}};
        SortDialog dialog(t, sort);
        QSignalSpy sorted(&dialog, &SortDialog::sorted);
        QCOMPARE(dialog.sort(), sort);
        const auto push = [&](const QString &text) {
            for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
                if (button->text() == text)
                    button->click();
            }
        };
        push(u"Add a column"_s);
        QCOMPARE(dialog.sort().size(), size_t(2));
        QCOMPARE(dialog.sort()[1].column, u"a"_s); // json cannot be sorted
        for (QToolButton *button : dialog.findChildren<QToolButton *>()) {
            if (button->toolTip().startsWith(u"Move up") && button->isEnabled())
                button->click();
        }
        QCOMPARE(dialog.sort()[0].column, u"a"_s);
        QCOMPARE(sorted.size(), 0);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        push(u"Sort"_s);
        QCOMPARE(sorted.size(), 1);
    }

    void columnsAreArrangedInADialog()
    {
        const auto t = shape({u"a"_s, u"b"_s, u"c"_s});
        ColumnsDialog dialog(t, {});
        QSignalSpy changed(&dialog, &ColumnsDialog::changed);
        auto *list = dialog.findChild<QListWidget *>();
        const auto push = [&](const QString &text) {
            for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
                if (button->text() == text)
                    button->click();
            }
        };
        // The whole row toggles, and not its box alone.
        dialog.show();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
        QCOMPARE(dialog.layoutShown().hidden, QSet<QString>{u"b"_s});
        list->setCurrentRow(2);
        push(u"Freeze"_s);
        QCOMPARE(dialog.layoutShown().order, (QStringList{u"c"_s, u"a"_s, u"b"_s}));
        QCOMPARE(dialog.layoutShown().frozen, QSet<QString>{u"c"_s});
        list->setCurrentRow(2);
        push(u"Up"_s);
        QCOMPARE(dialog.layoutShown().order, (QStringList{u"c"_s, u"b"_s, u"a"_s}));
        push(u"Reset"_s);
        QCOMPARE(dialog.layoutShown().order, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QVERIFY(dialog.layoutShown().hidden.isEmpty() && dialog.layoutShown().frozen.isEmpty());
        QVERIFY(changed.size() >= 4);
    }

    void groupsAreBuiltAndSaved()
    {
        FilterBar bar;
        bar.setShape(shape({u"a"_s, u"b"_s}));
        bar.show();
        QSignalSpy applied(&bar, &FilterBar::applied);
        QSignalSpy saved(&bar, &FilterBar::savedFiltersChanged);
        using enum data::FilterOperator;
        const data::FilterSet set{
            {{u"a"_s, Between, u"1"_s, u"2"_s, true}, {u"b"_s, FullText, u"x y"_s}},
            u"true"_s,
            data::Join::Any,
            {{data::Join::All, true, {{u"a"_s, IsNull, {}}}, {{data::Join::Any, false, {{u"b"_s, Regex, u"^x"_s}}}}}},
            u"find me"_s};
        bar.setFilterSet(set);
        QCOMPARE(bar.filterSet(), set);
        QCOMPARE(applied.size(), 0);
        bar.saveAs(u"  first  "_s);
        bar.setFilterSet({});
        bar.saveAs(u"nothing"_s); // keeps nothing
        QCOMPARE(bar.savedFilters(), (std::vector<SavedFilter>{{u"first"_s, set}}));
        QCOMPARE(saved.size(), 1);
        auto *menu = bar.findChild<QMenu *>();
        Q_EMIT menu->aboutToShow();
        menu->actions().constFirst()->trigger();
        QCOMPARE(bar.filterSet(), set);
        QCOMPARE(applied.size(), 1);
        // A problem is told at the line that the address means.
        QVERIFY(bar.showValueProblem({0, 0, 0}, 0, u"no <b>regex</b>"_s));
        QVERIFY(!bar.showValueProblem({0, 1, 0}, 0, u"nobody"_s));
        QStringList problems;
        for (const FilterRow *row : bar.findChildren<FilterRow *>()) {
            if (!row->problem().isEmpty())
                problems << row->filter().value + u':' + row->problem();
        }
        QCOMPARE(problems, QStringList{u"^x:no <b>regex</b>"_s});
        // A column that is not there any more is shown, and not silently left out.
        bar.setFilterSet({{{u"gone"_s, Equal, u"1"_s}}, {}});
        QCOMPARE(bar.filterSet().filters.front().column, u"gone"_s);
    }

    void aTrailIsCutWhereItTurns()
    {
        Trail trail;
        QVERIFY(!trail.canGo(0) && !trail.current());
        trail.start({1, u"a"_s, {}, {}});
        trail.step({2, u"b"_s, {{{u"x"_s, data::FilterOperator::Equal, u"5"_s}}, {}}, {}});
        trail.step({3, u"c"_s, {}, {}});
        QCOMPARE(trail.go(-1).name, u"b"_s);
        QVERIFY(trail.canGo(1) && trail.canGo(-1) && !trail.canGo(-2));
        trail.note({2, u"b"_s, {{}, u"y"_s}, {"k"}});
        trail.note({9, u"of another"_s, {}, {}}); // is not this stop
        trail.step({4, u"d"_s, {}, {}});
        QCOMPARE(trail.stops().size(), size_t(3));
        QCOMPARE(crumbText(trail.go(-1)), u"b where y"_s);
        QCOMPARE(trail.current()->key.front(), QByteArray("k"));
        TrailBar bar;
        QSignalSpy wanted(&bar, &TrailBar::wanted);
        bar.setTrail(trail);
        QCOMPARE(bar.texts(), (QStringList{u"a"_s, u"b where y"_s, u"d"_s}));
        bar.backAction()->trigger();
        QCOMPARE(wanted.constLast().constFirst().toInt(), -1);
        for (int i = 0; i < 100; ++i)
            trail.step({quint32(i), u"x"_s, {}, {}});
        QVERIFY(trail.stops().size() <= 30);
    }

    void deletesAreToldInWords()
    {
        using data::CascadeEffect;
        const auto effect = [](CascadeEffect::Kind kind, quint32 oid, const QString &name, qint64 rows) {
            return CascadeEffect{kind, {.oid = oid, .schema = u"s"_s, .name = name}, u"fk"_s, {rows, true, false}};
        };
        using enum CascadeEffect::Kind;
        // Of the two rows that are deleted nothing goes along but three of b.
        QCOMPARE(
            cascadeText({effect(Deletes, 1, u"a"_s, 2), effect(Deletes, 2, u"b"_s, 3)}, 1, 2),
            u"When this is saved: 3 rows of s.b would also be deleted."_s);
        QVERIFY(cascadeText({effect(Deletes, 1, u"a"_s, 5)}, 1, 2).contains(u"3 rows of s.a would also be deleted"));
        QVERIFY(cascadeText({effect(Prevents, 2, u"b"_s, 1)}, 1, 2).contains(u"1 row of s.b would prevent it (fk)"));
        QVERIFY(cascadeText({effect(Deletes, 1, u"a"_s, 2)}, 1, 2).startsWith(u"No other row"));
    }
};

HOWDAH_UI_TEST_MAIN(FindColumnsTest)
#include "tst_findcolumns.moc"
