// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalog.h"
#include "shell/palette/commandpalette.h"
#include "shell/palette/fuzzy.h"
#include "shell/palette/objectentries.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

int scoreOf(QStringView pattern, QStringView text)
{
    const auto match = fuzzyMatch(pattern, text);
    return match ? match->score : -100000;
}

PaletteEntries manyObjects(int count)
{
    auto entries = std::make_shared<std::vector<PaletteEntry>>();
    for (int i = 0; i < count; ++i) {
        const QString name = u"measurement_%1_of_sensor_%2"_s.arg(i).arg(i * 7919 % 10007);
        entries->push_back({name, u"table"_s, u"table"_s, {}, {}, u"public"_s, name});
    }
    return entries;
}

// A window with a field that has the focus, and the palette over it.
struct Fixture
{
    QWidget window;
    QLineEdit *below = new QLineEdit;
    CommandPalette *palette = nullptr;
    QAction refresh{u"Refresh"_s};
    QAction theme{u"Theme: dark"_s};

    Fixture()
    {
        window.resize(1000, 700);
        (new QVBoxLayout(&window))->addWidget(below);
        palette = new CommandPalette(&window);
        palette->setCommands(
            {{u"Refresh"_s, {}, u"view-refresh"_s, u"F5"_s, &refresh, {}, {}},
             {u"Theme: dark"_s, {}, {}, {}, &theme, {}, {}}});
        window.show();
        QApplication::setActiveWindow(&window);
        below->setFocus();
    }
    [[nodiscard]] QLineEdit *field() const { return palette->findChild<QLineEdit *>(); }
    [[nodiscard]] QListView *list() const { return palette->findChild<QListView *>(); }
    void await() const { QTRY_VERIFY(!palette->model()->isMatching()); }
};

} // namespace

class TestCommandPalette final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesInOrderWhateverTheCase()
    {
        QVERIFY(fuzzyMatch(u"pa", u"persona_analytics"));
        QVERIFY(fuzzyMatch(u"PA", u"persona_analytics"));
        QVERIFY(fuzzyMatch(u"p a", u"persona_analytics"));
        QVERIFY(fuzzyMatch(u"ÄÖ", u"ä_ö"));
        QVERIFY(!fuzzyMatch(u"ap", u"ab"));
        QVERIFY(!fuzzyMatch(u"aa", u"a"));
        QCOMPARE(fuzzyMatch(u"", u"anything"), FuzzyMatch());
        QCOMPARE(fuzzyMatch(u"abc", u"xaxbxc").value_or(FuzzyMatch()).positions, (QList<int>{1, 3, 5}));
        // The best places, not the first: the run at the end rather than the scattered letters before it.
        QCOMPARE(fuzzyMatch(u"pers", u"props_personas").value_or(FuzzyMatch()).positions, (QList<int>{6, 7, 8, 9}));
    }

    void ranksWhatPeopleMean()
    {
        QVERIFY(scoreOf(u"pers", u"personas") > scoreOf(u"pers", u"operators"));
        QVERIFY(scoreOf(u"pa", u"persona_analytics") > scoreOf(u"pa", u"personas"));
        // Who types a whole name wants that one, and not two beginnings in another.
        QVERIFY(scoreOf(u"operations", u"operations") > scoreOf(u"operations", u"operation_states"));
        QVERIFY(scoreOf(u"orders", u"orders_archive") > scoreOf(u"orders", u"order_states"));
        QVERIFY(scoreOf(u"users", u"users") > scoreOf(u"users", u"users_archive"));
        QVERIFY(scoreOf(u"tur", u"tool_usage_records") > scoreOf(u"tur", u"structures"));
        QVERIFY(scoreOf(u"dL", u"dataLoad") > scoreOf(u"dl", u"deadlines"));
    }

    void longAndHostileTextsAreMatchedToo()
    {
        const QString longName = QString(u"x"_s).repeated(5000) + u"needle"_s;
        const auto match = fuzzyMatch(u"needle", longName);
        QVERIFY(match && !match->positions.isEmpty());
        QCOMPARE(match->positions.constLast(), int(longName.size()) - 1);
        QVERIFY(fuzzyMatch(QString(u"ab"_s).repeated(40), QString(u"ab"_s).repeated(60)));
        QVERIFY(fuzzyMatch(u"drop", u"\"; drop table\n\u202egnorw"));
    }

    void theKeyboardIsEnough()
    {
        Fixture f;
        QSignalSpy chosen(f.palette, &CommandPalette::chosen);
        f.palette->open(CommandPalette::Mode::Everything);
        f.await();
        QTRY_COMPARE(QApplication::focusWidget(), f.field());
        QCOMPARE(f.palette->model()->rowCount(), 2);
        QTest::keyClick(f.field(), Qt::Key_Down);
        QCOMPARE(f.list()->currentIndex().row(), 1);
        QTest::keyClick(f.field(), Qt::Key_Down); // wraps
        QCOMPARE(f.list()->currentIndex().row(), 0);
        QTest::keyClick(f.field(), Qt::Key_Up);
        QTest::keyClick(f.field(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<PaletteEntry>().action, &f.theme);
        QVERIFY(!f.palette->isVisible());
        QTRY_COMPARE(QApplication::focusWidget(), f.below); // back where it was
    }

    void escapeClosesAndChoosesNothing()
    {
        Fixture f;
        QSignalSpy chosen(f.palette, &CommandPalette::chosen);
        f.palette->open(CommandPalette::Mode::Everything);
        f.await();
        QTest::keyClick(f.field(), Qt::Key_Escape);
        QVERIFY(!f.palette->isVisible());
        QCOMPARE(chosen.size(), 0);
    }

    // Enter right behind the last letter means what was typed, though the rows are still those of before.
    void enterWaitsForTheMatch()
    {
        Fixture f;
        f.palette->setObjects(manyObjects(10'000));
        QSignalSpy chosen(f.palette, &CommandPalette::chosen);
        f.palette->open(CommandPalette::Mode::Everything);
        f.await();
        f.field()->setText(u"Theme"_s);
        QVERIFY(f.palette->model()->isMatching());
        QTest::keyClick(f.field(), Qt::Key_Return);
        QTRY_COMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<PaletteEntry>().action, &f.theme);
    }

    void whatCannotBeDoneIsNotOffered()
    {
        Fixture f;
        f.refresh.setEnabled(false);
        f.palette->open(CommandPalette::Mode::Everything);
        f.await();
        QCOMPARE(f.palette->model()->rowCount(), 1);
        QCOMPARE(f.palette->model()->entry(0).title, u"Theme: dark"_s);
    }

    void objectsOnly()
    {
        Fixture f;
        f.palette->setObjects(manyObjects(5));
        f.palette->open(CommandPalette::Mode::Objects);
        f.await();
        QCOMPARE(f.palette->model()->rowCount(), 5);
        f.field()->setText(u"no such table"_s);
        f.await();
        QCOMPARE(f.palette->model()->rowCount(), 0);
        QVERIFY(!f.list()->isVisible());
        QTest::keyClick(f.field(), Qt::Key_Return); // nothing to choose, nothing happens
        QVERIFY(f.palette->isVisible());
    }

    void shortcutAndMatchAreGivenToTheDelegate()
    {
        PaletteModel model;
        QAction action;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEntries(std::make_shared<const std::vector<PaletteEntry>>(
            std::vector<PaletteEntry>{{u"Refresh"_s, u"Browse"_s, {}, u"F5"_s, &action, {}, {}}}));
        model.setPattern(u"rf"_s);
        QTRY_VERIFY(!model.isMatching());
        const QModelIndex row = model.index(0);
        QCOMPARE(row.data(PaletteModel::ShortcutRole).toString(), u"F5"_s);
        QCOMPARE(row.data(PaletteModel::PositionsRole).value<QList<int>>(), (QList<int>{0, 2}));
    }

    void typingOverTenThousandObjectsNeverStalls()
    {
        Fixture f;
        f.palette->setObjects(manyObjects(10'000));
        f.palette->open(CommandPalette::Mode::Everything);
        f.await();
        test::StallWatchdog watchdog;
        watchdog.reset();
        for (const QChar letter : u"measurement 4242 sensor"_s) {
            QTest::keyClick(f.field(), letter.toLatin1());
            QCoreApplication::processEvents();
        }
        f.await();
        QVERIFY(f.palette->model()->rowCount() > 0);
        QVERIFY(f.palette->model()->entry(0).title.contains(u"4242"_s));
        qInfo("longest stall of the event loop: %lld ms", static_cast<long long>(watchdog.longestStallMs()));
    }

    void objectsComeFromTheCatalog()
    {
        catalog::Catalog catalog;
        const auto add = [&catalog](const QString &schema, const QString &name, catalog::RelationKind kind) {
            catalog::Relation relation;
            relation.schema = schema;
            relation.name = name;
            relation.kind = kind;
            catalog.relations << relation;
        };
        add(u"public"_s, u"part_1"_s, catalog::RelationKind::Table);
        catalog.relations.last().isPartition = true;
        add(u"public"_s, u"agents"_s, catalog::RelationKind::Table);
        add(u"public"_s, u"agents_id_seq"_s, catalog::RelationKind::Sequence);
        add(u"howdah"_s, u"a.b"_s, catalog::RelationKind::View);
        const PaletteEntries entries = objectEntries(catalog);
        QCOMPARE(entries->size(), size_t(3)); // sequences are found in the tree
        QCOMPARE((*entries)[0].title, u"agents"_s);
        QCOMPARE((*entries)[1].title, u"howdah.a.b"_s);
        QCOMPARE((*entries)[1].schema, u"howdah"_s);
        QCOMPARE((*entries)[1].name, u"a.b"_s);
        QCOMPARE((*entries)[2].title, u"part_1"_s); // partitions last
    }

    // As in the tree: its schema comes before "public" by its name alone.
    void whatHowdahKeepsIsNotOfferedFirst()
    {
        catalog::Catalog catalog;
        for (const QString &schema : {u"howdah"_s, u"public"_s}) {
            catalog::Relation relation;
            relation.schema = schema;
            relation.name = u"orders"_s;
            catalog.relations << relation;
        }
        const PaletteEntries entries = objectEntries(catalog);
        QCOMPARE((*entries)[0].schema, u"public"_s);
        QCOMPARE((*entries)[1].schema, u"howdah"_s);
    }
};

HOWDAH_UI_TEST_MAIN(TestCommandPalette)
#include "tst_commandpalette.moc"
