// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objectdelegate.h"
#include "browse/tree/objecttree.h"
#include "common/statestack.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include "samplecatalog.h"

#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using howdah::test::SampleCatalog;
using Kind = catalog::RelationKind;

namespace {

// Two schemas with tables and one with a partitioned table; `extra` more tables in the last.
catalog::Snapshot sample(int extra = 0)
{
    SampleCatalog made;
    made.schema(u"audit"_s).schema(u"public"_s).schema(u"store"_s);
    made.relation(u"audit"_s, u"log"_s);
    made.relation(u"public"_s, u"agents"_s);
    made.relation(u"public"_s, u"personas"_s);
    const quint32 metrics = made.relation(u"store"_s, u"metrics"_s, Kind::PartitionedTable).oid;
    made.partition(metrics, u"store"_s, u"metrics_1"_s);
    made.function(u"public"_s, u"score"_s, {});
    for (int i = 0; i < extra; ++i)
        made.relation(u"store"_s, u"table %1"_s.arg(i));
    return made.done();
}

struct Fixture
{
    ObjectTree tree;
    catalog::Snapshot catalog;
    QSignalSpy selected{&tree, &ObjectTree::relationSelected};
    QSignalSpy activated{&tree, &ObjectTree::relationActivated};
    QSignalSpy objects{&tree, &ObjectTree::objectActivated};

    explicit Fixture(const catalog::Snapshot &first = sample())
        : catalog(first)
    {
        tree.resize(300, 600);
        tree.show();
        if (first)
            tree.setCatalog(first);
    }

    [[nodiscard]] QTreeView *view() const { return tree.view(); }
    [[nodiscard]] quint32 oid(const QString &schema, const QString &name) const
    {
        return catalog->relation(schema, name)->oid;
    }
    [[nodiscard]] QModelIndex index(const QString &schema, const QString &name) const
    {
        return tree.model()->indexOf(oid(schema, name));
    }
    [[nodiscard]] QModelIndex schema(const QString &name) const
    {
        return tree.model()->indexOf(ObjectKey{ObjectKind::Schema, name, {}});
    }
    [[nodiscard]] QString current() const { return view()->currentIndex().data().toString(); }
    void click(const QModelIndex &at) const
    {
        view()->scrollTo(at);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(at).center());
    }
    void type(const QString &text) { QTest::keyClicks(tree.searchField(), text); }
    void press(Qt::Key key) { QTest::keyClick(tree.searchField(), key); }
    // The words that are seen instead of the tree.
    [[nodiscard]] QStringList words() const
    {
        QStringList found;
        for (const QLabel *label : tree.findChildren<QLabel *>()) {
            if (label->isVisible() && !label->text().isEmpty())
                found << label->text();
        }
        return found;
    }
};

} // namespace

class TestObjectTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSmallDatabaseIsOpenAndALargeOneIsNot();
    void clicksSelectAndEnterActivates();
    void theFieldFiltersAndLeadsIntoTheTree();
    void aNewerSnapshotKeepsWhatIsOpenAndSelected();
    void aFilterForgetsNothing();
    void stateIsRestoredAcrossSessions();
    void aRelationIsShownOnceItIsKnown();
    void allStatesAreShown();
    void tipsArePlainText();
    void C6_eighteenThousandTablesNeitherStallNorFillMemory();
};

void TestObjectTree::aSmallDatabaseIsOpenAndALargeOneIsNot()
{
    Fixture small;
    QVERIFY(small.view()->isExpanded(small.schema(u"audit"_s)));
    QVERIFY(!small.view()->isExpanded(small.index(u"store"_s, u"metrics"_s)));
    QVERIFY(small.tree.searchField()->placeholderText().contains(u'6'));
    QCOMPARE(small.view()->visualRect(small.schema(u"public"_s)).height(), 26);
    Fixture big(sample(500));
    QVERIFY(!big.view()->isExpanded(big.schema(u"store"_s)));
    QVERIFY(big.view()->isExpanded(big.schema(u"public"_s)));
}

void TestObjectTree::clicksSelectAndEnterActivates()
{
    Fixture f;
    f.click(f.index(u"public"_s, u"agents"_s));
    QCOMPARE(f.selected.count(), 1);
    QCOMPARE(f.selected[0][0].toUInt(), f.oid(u"public"_s, u"agents"_s));
    QCOMPARE(f.activated.count(), 0);
    QTest::keyClick(f.view(), Qt::Key_Down);
    QCOMPARE(f.selected.count(), 1); // passing by opens nothing
    QTest::keyClick(f.view(), Qt::Key_Return);
    QCOMPARE(f.activated.count(), 1);
    QCOMPARE(f.activated[0][0].toUInt(), f.oid(u"public"_s, u"personas"_s));
    const QModelIndex log = f.index(u"audit"_s, u"log"_s);
    f.click(log);
    QTest::mouseDClick(f.view()->viewport(), Qt::LeftButton, {}, f.view()->visualRect(log).center());
    QCOMPARE(f.activated.count(), 2);

    // A schema opens and closes, a partitioned table opens its rows, a function its definition.
    f.view()->setCurrentIndex(f.schema(u"audit"_s));
    QTest::keyClick(f.view(), Qt::Key_Enter);
    QVERIFY(!f.view()->isExpanded(f.schema(u"audit"_s)));
    QTest::keyClick(f.view(), Qt::Key_Enter);
    QVERIFY(f.view()->isExpanded(f.schema(u"audit"_s)));
    QCOMPARE(f.activated.count(), 2);
    f.view()->setCurrentIndex(f.index(u"store"_s, u"metrics"_s));
    QTest::keyClick(f.view(), Qt::Key_Return);
    QCOMPARE(f.activated.count(), 3);
    f.view()->setCurrentIndex(f.tree.model()->indexOf(ObjectKey{ObjectKind::Function, u"public"_s, u"score"_s}));
    QTest::keyClick(f.view(), Qt::Key_Return);
    QCOMPARE(f.activated.count(), 3);
    QCOMPARE(f.objects.count(), 1);
    QCOMPARE(f.objects[0][1].value<ObjectKind>(), ObjectKind::Function);
}

void TestObjectTree::theFieldFiltersAndLeadsIntoTheTree()
{
    Fixture f;
    QVERIFY(QTest::qWaitForWindowActive(&f.tree));
    f.tree.focusSearch();
    f.type(u"pers"_s);
    QCOMPARE(f.tree.model()->matchCount(), 1);
    QCOMPARE(f.current(), u"personas"_s);
    QCOMPARE(f.selected.count() + f.activated.count(), 0);
    f.press(Qt::Key_Return);
    QCOMPARE(f.activated.count(), 1);
    QCOMPARE(f.activated[0][0].toUInt(), f.oid(u"public"_s, u"personas"_s));
    f.press(Qt::Key_Escape);
    QCOMPARE(f.tree.searchField()->text(), QString());
    QCOMPARE(f.tree.model()->rowCount(), 3);
    QCOMPARE(f.current(), u"personas"_s);
    f.type(u"metrics_1"_s); // folded beneath its parent, which opens
    QVERIFY(f.view()->isExpanded(f.index(u"store"_s, u"metrics"_s)));
    f.press(Qt::Key_Down);
    QVERIFY(f.view()->hasFocus());
    QCOMPARE(f.current(), u"metrics_1"_s);
    QTest::keyClick(f.view(), Qt::Key_Escape);
    QVERIFY(!f.view()->isExpanded(f.index(u"store"_s, u"metrics"_s)));
    f.view()->setCurrentIndex(f.tree.model()->index(0, 0));
    QTest::keyClick(f.view(), Qt::Key_Up);
    QVERIFY(f.tree.searchField()->hasFocus());
}

void TestObjectTree::aNewerSnapshotKeepsWhatIsOpenAndSelected()
{
    Fixture f;
    f.view()->collapse(f.schema(u"audit"_s));
    f.view()->expand(f.index(u"store"_s, u"metrics"_s));
    f.click(f.index(u"store"_s, u"metrics_1"_s));
    f.selected.clear();
    f.catalog = sample(30);
    f.tree.setCatalog(f.catalog);
    QVERIFY(!f.view()->isExpanded(f.schema(u"audit"_s)));
    QVERIFY(f.view()->isExpanded(f.schema(u"public"_s)));
    QVERIFY(f.view()->isExpanded(f.index(u"store"_s, u"metrics"_s)));
    QCOMPARE(f.current(), u"metrics_1"_s);
    QCOMPARE(f.selected.count(), 0); // nobody clicked
    // What is selected may be gone.
    SampleCatalog bare;
    bare.schema(u"public"_s);
    bare.relation(u"public"_s, u"agents"_s);
    f.catalog = bare.done();
    f.tree.setCatalog(f.catalog);
    QVERIFY(!f.view()->currentIndex().isValid());
    QVERIFY(f.view()->isExpanded(f.schema(u"public"_s)));
}

void TestObjectTree::aFilterForgetsNothing()
{
    Fixture f;
    f.view()->collapse(f.schema(u"audit"_s));
    f.click(f.index(u"public"_s, u"agents"_s));
    f.type(u"log"_s);
    QVERIFY(f.view()->isExpanded(f.schema(u"audit"_s)));
    f.view()->collapse(f.schema(u"audit"_s));
    f.view()->expand(f.schema(u"audit"_s));
    f.tree.setCatalog(f.catalog); // a refresh while one types
    QCOMPARE(f.tree.model()->matchCount(), 1);
    f.press(Qt::Key_Escape);
    QVERIFY(!f.view()->isExpanded(f.schema(u"audit"_s)));
    QCOMPARE(f.current(), u"agents"_s);
}

void TestObjectTree::stateIsRestoredAcrossSessions()
{
    QByteArray saved;
    {
        Fixture f;
        f.view()->collapse(f.schema(u"audit"_s));
        f.view()->expand(f.index(u"store"_s, u"metrics"_s));
        f.click(f.index(u"public"_s, u"personas"_s));
        saved = QJsonDocument(f.tree.saveState()).toJson();
    }
    const auto check = [](Fixture &f) {
        QVERIFY(!f.view()->isExpanded(f.schema(u"audit"_s)));
        QVERIFY(f.view()->isExpanded(f.schema(u"public"_s)));
        QVERIFY(f.view()->isExpanded(f.index(u"store"_s, u"metrics"_s)));
        QCOMPARE(f.current(), u"personas"_s);
    };
    const QJsonObject state = QJsonDocument::fromJson(saved).object();
    Fixture later(nullptr);
    later.tree.restoreState(state);
    QCOMPARE(QJsonDocument(later.tree.saveState()).toJson().size(), saved.size());
    later.catalog = sample();
    later.tree.setCatalog(later.catalog);
    check(later);
    Fixture already;
    already.tree.restoreState(state);
    check(already);
    // Nonsense in a settings file changes nothing.
    Fixture odd;
    odd.tree.restoreState(QJsonDocument::fromJson(R"({"expanded": 3, "current": [99, {}, null]})").object());
    QVERIFY(odd.view()->isExpanded(odd.schema(u"public"_s)));
}

void TestObjectTree::aRelationIsShownOnceItIsKnown()
{
    Fixture f(nullptr);
    f.catalog = sample(500);
    f.tree.selectRelation(f.oid(u"store"_s, u"metrics_1"_s));
    f.tree.setCatalog(f.catalog);
    QCOMPARE(f.current(), u"metrics_1"_s);
    QVERIFY(f.view()->viewport()->rect().intersects(f.view()->visualRect(f.view()->currentIndex())));
    f.type(u"agents"_s);
    f.tree.selectRelation(f.oid(u"audit"_s, u"log"_s)); // hidden by the filter
    f.press(Qt::Key_Escape);
    QCOMPARE(f.current(), u"log"_s);
    QCOMPARE(f.selected.count() + f.activated.count(), 0);
}

void TestObjectTree::allStatesAreShown()
{
    Fixture f(nullptr);
    const StateStack *states = f.tree.states();
    f.tree.setLoading();
    QCOMPARE(states->state(), StateStack::State::Loading);
    f.tree.setFailed(makeError(ErrorKind::Connection, u"The server is gone."_s));
    QCOMPARE(states->state(), StateStack::State::Failed);
    QVERIFY(f.words().contains(u"The server is gone."_s));
    f.tree.setCatalog(SampleCatalog().schema(u"public"_s).done());
    QCOMPARE(states->state(), StateStack::State::Empty);
    QVERIFY(f.words().contains(u"No tables here yet"_s));
    f.tree.setCatalog(sample());
    QCOMPARE(states->state(), StateStack::State::Filled);
    f.tree.setLoading(); // the tree stays while it is read again
    QCOMPARE(states->state(), StateStack::State::Filled);
    f.tree.setFailed(makeError(ErrorKind::Connection, u"The server is gone."_s));
    QCOMPARE(states->state(), StateStack::State::Filled);
    QVERIFY(states->isStale());
    f.tree.setCatalog(sample());
    QVERIFY(!states->isStale());
    f.type(u"zz<b>z"_s);
    QCOMPARE(states->state(), StateStack::State::Empty);
    QVERIFY(f.words().contains(u"No matches for “zz<b>z”"_s));
    for (QPushButton *button : f.tree.findChildren<QPushButton *>()) {
        if (button->isVisible())
            button->click();
    }
    QCOMPARE(states->state(), StateStack::State::Filled);
    QCOMPARE(f.tree.searchField()->text(), QString());
    f.tree.clear();
    QCOMPARE(f.tree.model()->rowCount(), 0);
}

void TestObjectTree::tipsArePlainText()
{
    SampleCatalog made;
    made.schema(u"public"_s);
    catalog::Relation &relation = made.relation(u"public"_s, u"a\nb"_s);
    relation.estimatedRows = 1'234'567;
    relation.comment = u"<b>bold</b>\nline"_s;
    const quint32 oid = relation.oid;
    const quint32 other = made.relation(u"public"_s, u"new"_s).oid;
    Fixture f(made.done());
    QCOMPARE(
        ObjectDelegate::tip(f.tree.model()->indexOf(oid)),
        u"public.a↵b\nTable\nAbout %1 rows, as last analysed\n\n<b>bold</b>\nline"_s.arg(
            QLocale().toString(1'234'567)));
    QVERIFY(ObjectDelegate::tip(f.tree.model()->indexOf(other)).contains(u"Never analysed"_s));
}

// A generous bound, for sanitizers and busy machines; the figure is in the output.
void TestObjectTree::C6_eighteenThousandTablesNeitherStallNorFillMemory()
{
    const qint64 before = howdah::test::residentBytes();
    Fixture f(sample(18'000));
    f.view()->expandAll();
    QCoreApplication::processEvents();
    const qint64 grown = howdah::test::residentBytes() - before;
    qInfo("18,000 tables: %lld MB", grown >> 20);
    if (!howdah::test::isSanitized())
        QVERIFY(grown < 128 << 20);
    howdah::test::StallWatchdog watchdog;
    QTest::qWait(1);
    watchdog.reset();
    for (const QChar c : u"table 99"_s) {
        f.type(c);
        QCoreApplication::processEvents();
    }
    qInfo("longest stall: %lld ms", watchdog.longestStallMs());
    QVERIFY(watchdog.longestStallMs() < 1'000);
    QCOMPARE(f.tree.model()->matchCount(), 432); // numbers below 18,000 with 99 in them
    QCOMPARE(f.current(), u"table 99"_s);
}

HOWDAH_UI_TEST_MAIN(TestObjectTree)
#include "tst_objecttree.moc"
