// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/structure/structuremodel.h"
#include "browse/structure/structureview.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"

#include "samplecatalog.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using howdah::test::SampleCatalog;
using enum catalog::ConstraintKind;
using Part = StructureView::Part;

namespace {

struct Sample
{
    catalog::Snapshot catalog;
    quint32 agents = 0;
    quint32 users = 0;
    quint32 bare = 0;
};

void addAgents(SampleCatalog &made, quint32 agents, quint32 users)
{
    catalog::Column &id = made.column(agents, 1, u"id"_s, u"uuid"_s);
    id.notNull = true;
    id.expression = u"gen_random_uuid()"_s;
    made.column(agents, 3, u"owner_id"_s, u"bigint"_s); // 2 was dropped
    made.column(agents, 4, u"serial"_s, u"bigint"_s).identity = 'd';
    catalog::Column &search = made.column(agents, 5, u"search\n\u202e"_s, u"tsvector"_s);
    search.generated = 's';
    search.expression = u"to_tsvector('english'::regconfig, name)"_s;
    search.comment = u"<b>two</b>\nlines"_s;
    made.column(agents, 6, u"name"_s, u"text"_s).collation = u"\"C\""_s;
    made.constraint(agents, PrimaryKey, u"agents_pkey"_s, {1}).definition = u"PRIMARY KEY (id)"_s;
    made.constraint(agents, Check, u"agents_check"_s, {3}).validated = false;
    catalog::Constraint &owner = made.constraint(agents, ForeignKey, u"agents_owner"_s, {3});
    owner.referencedRelation = users;
    owner.referencedColumns = {1};
    owner.onDelete = catalog::ReferentialAction::Cascade;
    owner.definition = u"FOREIGN KEY (owner_id) REFERENCES people.users(id) ON DELETE CASCADE"_s;
    catalog::Index &primary = made.index(agents, u"agents_pkey"_s, {1});
    primary.unique = primary.primary = true;
    catalog::Index &lower = made.index(agents, u"lower_name"_s, {3, 0});
    lower.expressions = QStringList{u"lower(name)"_s};
    lower.valid = false;
    lower.includedColumns = {4};
    made.raw().triggers.append(
        {.oid = made.next(),
         .relation = agents,
         .enabled = 'D',
         .name = u"touch"_s,
         .functionSchema = u"public"_s,
         .functionName = u"touch_agent"_s,
         .definition = u"CREATE TRIGGER touch BEFORE UPDATE ON public.agents EXECUTE FUNCTION touch_agent()"_s});
    made.raw().rules.append(
        {.oid = made.next(),
         .relation = agents,
         .name = u"keep"_s,
         .definition = u"CREATE RULE keep AS ON DELETE TO public.agents DO INSTEAD NOTHING"_s});
    made.raw().policies.append(
        {.oid = made.next(),
         .relation = agents,
         .command = 'r',
         .permissive = false,
         .name = u"own"_s,
         .roles = u"public"_s,
         .usingExpression = u"(owner_id = 1)"_s});
}

Sample sample(catalog::Stage stage = catalog::Stage::Complete)
{
    SampleCatalog made(stage);
    made.schema(u"public"_s).schema(u"people"_s);
    Sample out;
    catalog::Relation &agents = made.relation(u"public"_s, u"agents"_s);
    agents.comment = u"<i>Agents</i>"_s;
    agents.estimatedRows = 1'234;
    agents.owner = u"uaip"_s;
    out.agents = agents.oid;
    out.users = made.relation(u"people"_s, u"users"_s).oid;
    out.bare = made.relation(u"public"_s, u"bare"_s).oid;
    if (stage >= catalog::Stage::Columns) {
        addAgents(made, out.agents, out.users);
        made.column(out.users, 1, u"id"_s, u"bigint"_s).notNull = true;
        made.constraint(out.users, PrimaryKey, u"users_pkey"_s, {1}).definition = u"PRIMARY KEY (id)"_s;
        catalog::Constraint &best = made.constraint(out.users, ForeignKey, u"best_agent"_s, {1});
        best.referencedRelation = out.agents;
        best.referencedColumns = {1};
    }
    out.catalog = made.done();
    return out;
}

// Rows as lines, cells between bars; empty cells as nothing.
QString text(const StructureTable &table)
{
    QString out;
    for (const auto &row : table.rows) {
        QStringList cells;
        for (const StructureCell &cell : row)
            cells << cell.text;
        out += cells.join(u'|') + u'\n';
    }
    return out;
}

} // namespace

class TestStructureView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tablesSayWhatTheCatalogHolds();
    void everyRowHasACellForEachHead();
    void theModelKeepsTheRules();
    void foreignKeysAreFollowed();
    void cellsAreCopiedAsTheyAre();
    void theSqlIsMadeWhenItIsLookedAt();
    void stagesFillInWhatTheyBring();
    void theSameRelationKeepsItsPlace();
    void expressionsThatComeLaterFindRoom();
    void namesAndCommentsArePlainText();
    void nothingIsSelected();
};

void TestStructureView::tablesSayWhatTheCatalogHolds()
{
    const Sample s = sample();
    QCOMPARE(text(columnsTable(*s.catalog, s.agents)), uR"(id|uuid|not null|gen_random_uuid()||
owner_id|bigint|null|||
serial|bigint|null||identity, by default|
search
)"_s + u"\u202e"_s + uR"(|tsvector|null|to_tsvector('english'::regconfig, name)|generated, stored|<b>two</b>
lines
name|text COLLATE "C"|null|||
)"_s);
    QCOMPARE(
        text(keysTable(*s.catalog, s.agents)),
        u"agents_pkey|primary key|id|PRIMARY KEY (id)||\nagents_check|check|owner_id||not validated|\n"_s);
    QCOMPARE(
        text(indexesTable(*s.catalog, s.agents)),
        u"agents_pkey|id|btree|primary key||||\nlower_name|owner_id, "
        u"lower(name)|btree|invalid: not used, needs to be rebuilt||serial||\n"_s);
    QCOMPARE(
        text(foreignKeysTable(*s.catalog, s.agents)), u"owner_id|people.users|id|cascade|no action||agents_owner|\n"_s);
    QCOMPARE(text(referencesTable(*s.catalog, s.agents)), u"people.users|id|id|no action|no action||best_agent|\n"_s);
    QVERIFY(text(triggersTable(*s.catalog, s.agents)).startsWith(u"touch|trigger|disabled|public.touch_agent|"_s));
    QVERIFY(text(triggersTable(*s.catalog, s.agents)).contains(u"keep|rule|enabled||"_s));
    QCOMPARE(
        text(policiesTable(*s.catalog, s.agents)),
        u"own|SELECT|restrictive|public|(owner_id = 1)||not applied: row-level security is "
        u"off|\n"_s);

    const StructureTable columns = columnsTable(*s.catalog, s.agents);
    QCOMPARE(columns.rows[0][0].mark, KeyMark::Primary);
    QCOMPARE(columns.rows[1][0].mark, KeyMark::Foreign);
    QCOMPARE(columns.rows[2][0].mark, KeyMark::None);
    QCOMPARE(columnsTable(*s.catalog, s.users).rows[0][0].mark, KeyMark::Both);
    QCOMPARE(columns.rows[0][3].nature, CellNature::Code);
    QCOMPARE(indexesTable(*s.catalog, s.agents).rows[1][3].nature, CellNature::Warning);
    QCOMPARE(foreignKeysTable(*s.catalog, s.agents).rows[0][1].link, s.users);
    const QString summary = relationSummary(*s.catalog->relation(s.agents));
    QVERIFY(summary.startsWith(u"Table"_s));
    QVERIFY(summary.contains(QLocale().toString(1'234)));
    QVERIFY(summary.contains(u"owner uaip"_s));
}

void TestStructureView::everyRowHasACellForEachHead()
{
    const Sample s = sample();
    for (const auto make :
         {columnsTable, keysTable, indexesTable, foreignKeysTable, referencesTable, triggersTable, policiesTable}) {
        const StructureTable table = make(*s.catalog, s.agents);
        QVERIFY(!table.rows.empty());
        for (const auto &row : table.rows)
            QCOMPARE(qsizetype(row.size()), table.heads.size());
        QVERIFY(make(*s.catalog, 424'242).rows.empty());
    }
}

void TestStructureView::theModelKeepsTheRules()
{
    const Sample s = sample();
    StructureModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTable(columnsTable(*s.catalog, s.agents));
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.index(3, 0).data(Qt::DisplayRole).toString(), u"search↵�"_s);
    QCOMPARE(model.index(3, 0).data(Qt::EditRole).toString(), u"search\n\u202e"_s);
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"Type"_s);
    QVERIFY(model.isColumnUsed(5));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setTable(columnsTable(*s.catalog, s.agents));
    QCOMPARE(resets.count(), 0);
    model.setTable(columnsTable(*s.catalog, s.users));
    QCOMPARE(resets.count(), 1);
    QVERIFY(!model.isColumnUsed(5));
    model.setTable({});
    QCOMPARE(model.columnCount(), 0);
}

void TestStructureView::foreignKeysAreFollowed()
{
    const Sample s = sample();
    StructureView view;
    view.resize(900, 400);
    view.show();
    QSignalSpy followed(&view, &StructureView::relationActivated);
    view.setRelation(s.catalog, s.agents);
    view.tabs()->setCurrentIndex(3);
    QTableView *keys = view.table(Part::ForeignKeys);
    keys->setCurrentIndex(keys->model()->index(0, 0));
    QTest::keyClick(keys, Qt::Key_Return);
    QCOMPARE(followed.count(), 1);
    QCOMPARE(followed[0][0].toUInt(), s.users);
    const auto clickAt = [keys](int column) {
        QTest::mouseClick(
            keys->viewport(), Qt::LeftButton, {}, keys->visualRect(keys->model()->index(0, column)).center());
    };
    clickAt(1); // the link
    QCOMPARE(followed.count(), 2);
    // The second half of a double click is no step from where the first one led.
    QTest::mouseDClick(keys->viewport(), Qt::LeftButton, {}, keys->visualRect(keys->model()->index(0, 1)).center());
    QCOMPARE(followed.count(), 2);
    clickAt(0);
    QCOMPARE(followed.count(), 2);
    view.setRelation(s.catalog, s.users);
    QTableView *references = view.table(Part::References);
    references->setCurrentIndex(references->model()->index(0, 0));
    QTest::keyClick(references, Qt::Key_Return);
    QCOMPARE(followed.count(), 3);
    QCOMPARE(followed[2][0].toUInt(), s.agents);
    // A column leads nowhere.
    view.tabs()->setCurrentIndex(0);
    view.table(Part::Columns)->setCurrentIndex(view.table(Part::Columns)->model()->index(0, 0));
    QTest::keyClick(view.table(Part::Columns), Qt::Key_Return);
    QCOMPARE(followed.count(), 3);
}

void TestStructureView::cellsAreCopiedAsTheyAre()
{
    const Sample s = sample();
    StructureView view;
    view.resize(900, 400);
    view.show();
    view.setRelation(s.catalog, s.agents);
    QTableView *columns = view.table(Part::Columns);
    QVERIFY(QTest::qWaitForWindowActive(&view));
    columns->setFocus();
    columns->setCurrentIndex(columns->model()->index(3, 0));
    QTest::keyClick(columns, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"search\n\u202e"_s);
    columns->selectionModel()->select(
        QItemSelection(columns->model()->index(0, 0), columns->model()->index(1, 1)),
        QItemSelectionModel::ClearAndSelect);
    QTest::keyClick(columns, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"id\tuuid\nowner_id\tbigint"_s);
}

void TestStructureView::theSqlIsMadeWhenItIsLookedAt()
{
    const Sample s = sample();
    StructureView view;
    view.resize(900, 400);
    view.show();
    view.setRelation(s.catalog, s.agents);
    QCOMPARE(view.sqlView()->sql(), QString());
    view.tabs()->setCurrentIndex(view.tabs()->count() - 1);
    QVERIFY(view.sqlView()->isVisible());
    QVERIFY(view.sqlView()->sql().contains(u"CREATE TABLE public.agents"_s));
    view.setRelation(s.catalog, s.users);
    QVERIFY(view.sqlView()->sql().contains(u"CREATE TABLE people.users"_s));
    QVERIFY(view.sqlView()->isReadOnly());
}

void TestStructureView::stagesFillInWhatTheyBring()
{
    StructureView view;
    view.resize(900, 400);
    view.show();
    const auto rows = [&view](Part part) { return view.table(part)->model()->rowCount(); };
    Sample s = sample(catalog::Stage::Relations);
    view.setRelation(s.catalog, s.agents);
    QCOMPARE(rows(Part::Columns), 0);
    s = sample(catalog::Stage::Columns);
    view.setRelation(s.catalog, s.agents);
    QCOMPARE(rows(Part::Columns), 5);
    QCOMPARE(rows(Part::ForeignKeys), 1);
    QCOMPARE(rows(Part::Indexes), 0); // not known yet, whatever the lists hold
    view.tabs()->setCurrentIndex(view.tabs()->count() - 1);
    QCOMPARE(view.sqlView()->sql(), QString());
    s = sample();
    view.setRelation(s.catalog, s.agents);
    QCOMPARE(rows(Part::Indexes), 2);
    QCOMPARE(rows(Part::Triggers), 2);
    QCOMPARE(rows(Part::Policies), 1);
    QVERIFY(!view.sqlView()->sql().isEmpty());
    QCOMPARE(view.tabs()->tabText(0), u"Columns (5)"_s);
    QCOMPARE(view.tabs()->tabText(3), u"Foreign keys (2)"_s);
    view.setRelation(s.catalog, s.bare);
    QCOMPARE(view.tabs()->tabText(0), u"Columns"_s);
    QCOMPARE(rows(Part::Indexes), 0);
}

void TestStructureView::theSameRelationKeepsItsPlace()
{
    Sample s = sample();
    StructureView view;
    view.resize(900, 400);
    view.show();
    view.setRelation(s.catalog, s.agents);
    view.tabs()->setCurrentIndex(2);
    QTableView *indexes = view.table(Part::Indexes);
    indexes->setCurrentIndex(indexes->model()->index(1, 1));
    indexes->setColumnWidth(0, 77);
    s = sample();
    view.setRelation(s.catalog, s.agents);
    QCOMPARE(view.tabs()->currentIndex(), 2);
    QCOMPARE(indexes->currentIndex(), indexes->model()->index(1, 1));
    QCOMPARE(indexes->columnWidth(0), 77);
    // Columns in which nothing stands are hidden, and come back where something does.
    QVERIFY(view.table(Part::ForeignKeys)->isColumnHidden(7));
    QVERIFY(!view.table(Part::Columns)->isColumnHidden(5));
    view.setRelation(s.catalog, s.users);
    QVERIFY(view.table(Part::Columns)->isColumnHidden(5));
}

void TestStructureView::expressionsThatComeLaterFindRoom()
{
    const Sample s = sample();
    catalog::Catalog early = *s.catalog;
    for (catalog::Column &column : early.columns)
        column.expression = column.notNull ? u"x"_s : QString();
    StructureView view;
    view.resize(900, 400);
    view.show();
    view.setRelation(std::make_shared<const catalog::Catalog>(early), s.agents);
    const QTableView *columns = view.table(Part::Columns);
    int column = 0;
    while (columns->model()->headerData(column, Qt::Horizontal).toString() != "Default"_L1)
        QVERIFY(++column < columns->model()->columnCount());
    const int before = columns->columnWidth(column);
    view.setRelation(s.catalog, s.agents);
    QVERIFY(columns->columnWidth(column) > before);
    QVERIFY(columns->columnWidth(column) >= columns->fontMetrics().horizontalAdvance(u"gen_random_uuid()"_s));
}

void TestStructureView::namesAndCommentsArePlainText()
{
    const Sample s = sample();
    StructureView view;
    view.show();
    view.setRelation(s.catalog, s.agents);
    int shown = 0;
    for (const QLabel *label : view.findChildren<QLabel *>()) {
        if (label->text() != u"<i>Agents</i>"_s)
            continue;
        ++shown;
        QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(label->isVisible());
    }
    QCOMPARE(shown, 1);
}

void TestStructureView::nothingIsSelected()
{
    const Sample s = sample();
    StructureView view;
    view.show();
    view.setRelation(s.catalog, s.agents);
    view.tabs()->setCurrentIndex(view.tabs()->count() - 1);
    view.clear();
    QCOMPARE(view.table(Part::Columns)->model()->rowCount(), 0);
    QVERIFY(!view.sqlView()->isVisible());
    view.setRelation(s.catalog, 424'242); // dropped meanwhile
    QCOMPARE(view.table(Part::Columns)->model()->rowCount(), 0);
    view.setRelation(s.catalog, s.agents);
    QVERIFY(view.sqlView()->isVisible());
}

HOWDAH_UI_TEST_MAIN(TestStructureView)
#include "tst_structureview.moc"
