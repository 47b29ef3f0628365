// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objecttreemodel.h"

#include "samplecatalog.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using howdah::test::SampleCatalog;
using Kind = catalog::RelationKind;

namespace {

// The tree as text: two blanks a level, matches in brackets.
QString text(const ObjectTreeModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    QString out;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        QString name = index.data().toString();
        const auto ranges = index.data(ObjectTreeModel::MatchRangesRole).value<QList<MatchRange>>();
        for (auto range = ranges.crbegin(); range != ranges.crend(); ++range)
            name.insert(range->from + range->length, u']').insert(range->from, u'[');
        out += QString(2 * depth, u' ') + name + u'\n' + text(model, index, depth + 1);
    }
    return out;
}

catalog::Snapshot sample()
{
    SampleCatalog made;
    made.schema(u"public"_s).schema(u"audit"_s).schema(u"bare"_s);
    made.relation(u"public"_s, u"agents"_s).estimatedRows = 340;
    made.relation(u"public"_s, u"Agents"_s);
    made.relation(u"public"_s, u"agent_overview"_s, Kind::View);
    made.relation(u"audit"_s, u"agent_log"_s);
    made.relation(u"public"_s, u"users_id_seq"_s, Kind::Sequence);
    const quint32 metrics = made.relation(u"public"_s, u"metrics"_s, Kind::PartitionedTable).oid;
    made.partition(metrics, u"audit"_s, u"metrics_1"_s).estimatedRows = 1'000;
    const quint32 nested = made.partition(metrics, u"public"_s, u"metrics_2"_s, Kind::PartitionedTable).oid;
    made.partition(nested, u"public"_s, u"metrics_2a"_s).estimatedRows = 20;
    made.partition(nested, u"public"_s, u"metrics_2b"_s).estimatedRows = 3;
    made.function(u"public"_s, u"score"_s, u"integer"_s);
    made.function(u"public"_s, u"of_extension"_s, {}).extension = u"hstore"_s;
    made.type(u"public"_s, u"status"_s, catalog::TypeKind::Enum);
    return made.done();
}

catalog::Snapshot large(int tables)
{
    SampleCatalog made;
    made.schema(u"public"_s).schema(u"archive"_s);
    for (int i = 0; i < tables; ++i)
        made.relation(i % 2 ? u"public"_s : u"archive"_s, u"customer_order_line_items_%1"_s.arg(i));
    return made.done();
}

} // namespace

class TestObjectTreeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void objectsStandInTheirSchemas();
    void ownSchemaIsLast();
    void partitionsAreFoldedBeneathTheirParent();
    void aFilterKeepsWhatMatches_data();
    void aFilterKeepsWhatMatches();
    void enterOpensTheBestMatch();
    void keysOutliveASnapshotAndAFilter();
    void stagesGrow();
    void hostileNamesStayOnOneLine();
    void rolesSayWhatIsKnown();
    void countsAreShort_data();
    void countsAreShort();
    void tenThousandTablesAreFilteredAsOneTypes();
    void moreAreFilteredElsewhere();
};

void TestObjectTreeModel::objectsStandInTheirSchemas()
{
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(text(model), QString());
    model.setCatalog(sample());
    QCOMPARE(text(model), uR"(audit
  agent_log
bare
public
  Agents
  agent_overview
  agents
  metrics
    metrics_1
    metrics_2
      metrics_2a
      metrics_2b
  Sequences
    users_id_seq
  Functions
    score
  Types
    status
)"_s);
    QCOMPARE(model.objectCount(), 12);
    model.setCatalog(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.objectCount(), 0);
}

// What Howdah keeps in a database for itself.
void TestObjectTreeModel::ownSchemaIsLast()
{
    SampleCatalog made;
    for (const QString &schema : {u"howdah"_s, u"app"_s, u"public"_s, u"howdah_of_ours"_s})
        made.schema(schema).relation(schema, u"t"_s);
    ObjectTreeModel model;
    model.setCatalog(made.done());
    QCOMPARE(text(model), u"app\n  t\nhowdah_of_ours\n  t\npublic\n  t\nhowdah\n  t\n"_s);
}

void TestObjectTreeModel::partitionsAreFoldedBeneathTheirParent()
{
    ObjectTreeModel model;
    const catalog::Snapshot catalog = sample();
    model.setCatalog(catalog);
    const QModelIndex metrics = model.indexOf(catalog->relation(u"public"_s, u"metrics"_s)->oid);
    // The parent has no estimate of its own: that of its partitions, nested ones too.
    QCOMPARE(metrics.data(ObjectTreeModel::EstimatedRowsRole).toLongLong(), 1'023);
    const QModelIndex part = model.indexOf(catalog->relation(u"audit"_s, u"metrics_1"_s)->oid);
    QCOMPARE(part.parent(), metrics);
    QCOMPARE(part.data(ObjectTreeModel::SchemaRole).toString(), u"audit"_s);
    QVERIFY(part.data(ObjectTreeModel::PartitionRole).toBool());

    // A parent that is not there, or that inherits without partitions, folds nothing.
    SampleCatalog other;
    other.schema(u"s"_s);
    const quint32 base = other.relation(u"s"_s, u"base"_s).oid;
    other.relation(u"s"_s, u"heir"_s).parents = {base};
    other.partition(999'999, u"s"_s, u"orphan"_s);
    model.setCatalog(other.done());
    QCOMPARE(text(model), u"s\n  base\n  heir\n  orphan\n"_s);
}

void TestObjectTreeModel::aFilterKeepsWhatMatches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("tree");
    QTest::addColumn<int>("matches");
    QTest::newRow("any case, anywhere") << u"GENTS"_s << u"public\n  A[gents]\n  a[gents]\n"_s << 2;
    QTest::newRow("a partition keeps its parents")
        << u"2b"_s << u"public\n  metrics\n    metrics_2\n      metrics_[2b]\n"_s << 1;
    QTest::newRow("a found parent keeps its partitions")
        << u"metrics"_s
        << u"public\n  [metrics]\n    [metrics]_1\n    [metrics]_2\n      [metrics]_2a\n      [metrics]_2b\n"_s << 5;
    QTest::newRow("words in any order") << u"over  agent"_s << u"public\n  [agent]_[over]view\n"_s << 1;
    QTest::newRow("words that overlap") << u"agent gents"_s << u"public\n  [Agents]\n  [agents]\n"_s << 2;
    QTest::newRow("schema and name") << u"aud.log"_s << u"[aud]it\n  agent_[log]\n"_s << 1;
    QTest::newRow("all of a schema") << u"audit."_s << u"[audit]\n  agent_log\npublic\n  metrics\n    metrics_1\n"_s
                                     << 2;
    QTest::newRow("a schema is opened by hand") << u"bare"_s << u"[bare]\n"_s << 1;
    QTest::newRow("a schema keeps what it holds") << u"audi"_s << u"[audi]t\n  agent_log\n"_s << 1;
    QTest::newRow("functions and types") << u"sta"_s << u"public\n  Types\n    [sta]tus\n"_s << 1;
    QTest::newRow("the words of groups are not names") << u"Functions"_s << QString() << 0;
    QTest::newRow("nothing") << u"zzz"_s << QString() << 0;
}

void TestObjectTreeModel::aFilterKeepsWhatMatches()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, tree);
    QFETCH(const int, matches);
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCatalog(sample());
    const QString whole = text(model);
    model.setFilter(filter);
    QCOMPARE(text(model), tree);
    QCOMPARE(model.matchCount(), matches);
    for (const QModelIndex &parent : model.matchParents())
        QVERIFY(model.hasChildren(parent));
    model.setFilter(u"  "_s);
    QCOMPARE(text(model), whole);
}

void TestObjectTreeModel::enterOpensTheBestMatch()
{
    ObjectTreeModel model;
    model.setCatalog(sample());
    const auto best = [&model](const QString &filter) {
        model.setFilter(filter);
        return model.bestMatch().data().toString();
    };
    QCOMPARE(best(u"agents"_s), u"agents"_s);
    QCOMPARE(best(u"AGENTS"_s), u"Agents"_s);
    QCOMPARE(best(u"metrics_2"_s), u"metrics_2"_s);
    QCOMPARE(best(u"agent"_s), u"Agents"_s); // the shorter of those that begin so
    QCOMPARE(best(u"view"_s), u"agent_overview"_s);
    QCOMPARE(best(u"public.agents"_s), u"agents"_s);
    QCOMPARE(best(u"st"_s), u"status"_s);
    QVERIFY(best(u"zzz"_s).isNull());
    QVERIFY(best(QString()).isNull());
}

void TestObjectTreeModel::keysOutliveASnapshotAndAFilter()
{
    ObjectTreeModel model;
    const catalog::Snapshot first = sample();
    model.setCatalog(first);
    const ObjectKey overview{ObjectKind::View, u"public"_s, u"agent_overview"_s};
    const ObjectKey functions{ObjectKind::FunctionGroup, u"public"_s, {}};
    for (const ObjectKey &key : {overview, functions, ObjectKey{ObjectKind::Schema, u"audit"_s, {}}}) {
        QVERIFY(model.indexOf(key).isValid());
        QCOMPARE(model.key(model.indexOf(key)), key);
    }
    QCOMPARE(model.parentsAmong({overview, functions, {ObjectKind::Schema, u"gone"_s, {}}}).size(), 1);
    model.setFilter(u"log"_s);
    QVERIFY(!model.indexOf(overview).isValid());
    QVERIFY(!model.indexOf(first->relation(u"public"_s, u"agents"_s)->oid).isValid());
    model.setFilter({});

    SampleCatalog newer;
    newer.schema(u"public"_s).schema(u"aaa"_s);
    newer.relation(u"aaa"_s, u"new"_s);
    newer.relation(u"public"_s, u"agent_overview"_s, Kind::View);
    model.setCatalog(newer.done());
    QCOMPARE(model.indexOf(overview).data().toString(), u"agent_overview"_s);
    QVERIFY(!model.indexOf(functions).isValid());
}

void TestObjectTreeModel::stagesGrow()
{
    ObjectTreeModel model;
    SampleCatalog made(catalog::Stage::Relations);
    made.schema(u"public"_s);
    made.relation(u"public"_s, u"t"_s);
    model.setCatalog(made.done());
    model.setFilter(u"t"_s);
    QCOMPARE(text(model), u"public\n  [t]\n"_s);
    made.raw().stage = catalog::Stage::Complete;
    made.type(u"public"_s, u"t_kind"_s, catalog::TypeKind::Enum);
    model.setCatalog(made.done()); // the filter holds for the newer one, too
    QCOMPARE(text(model), u"public\n  [t]\n  Types\n    [t]_kind\n"_s);
}

void TestObjectTreeModel::hostileNamesStayOnOneLine()
{
    SampleCatalog made;
    made.schema(u"s\n"_s);
    const QString hostile = u"\"; drop\ntable \u202etxt.<b>x</b>"_s;
    const quint32 oid = made.relation(u"s\n"_s, hostile).oid;
    made.relation(u"hidden schema"_s, u"not listed"_s);
    ObjectTreeModel model;
    model.setCatalog(made.done());
    const QModelIndex index = model.indexOf(oid);
    QCOMPARE(index.data().toString(), u"\"; drop↵table �txt.<b>x</b>"_s);
    QCOMPARE(index.data(ObjectTreeModel::NameRole).toString(), hostile);
    QCOMPARE(index.parent().data().toString(), u"s↵"_s);
    QVERIFY(!index.data(Qt::AccessibleTextRole).toString().contains(u'\n'));
    model.setFilter(u"table"_s);
    // The place of the match is the same in what is shown.
    const auto ranges = model.indexOf(oid).data(ObjectTreeModel::MatchRangesRole).value<QList<MatchRange>>();
    QCOMPARE(ranges, (QList<MatchRange>{{8, 5}}));
    QCOMPARE(model.indexOf(oid).data().toString().mid(8, 5), u"table"_s);
    model.setFilter(hostile);
    QCOMPARE(model.matchCount(), 1);
}

void TestObjectTreeModel::rolesSayWhatIsKnown()
{
    ObjectTreeModel model;
    SampleCatalog made;
    made.schema(u"public"_s);
    catalog::Relation &relation = made.relation(u"public"_s, u"t"_s);
    relation.comment = u"<i>notes</i>"_s;
    relation.estimatedRows = 10;
    relation.totalBytes = 8'192;
    const quint32 oid = relation.oid;
    made.function(u"public"_s, u"f"_s, u"integer, text"_s);
    model.setCatalog(made.done());
    const QModelIndex index = model.indexOf(oid);
    QCOMPARE(ObjectKind(index.data(ObjectTreeModel::KindRole).toInt()), ObjectKind::Table);
    QCOMPARE(index.data(ObjectTreeModel::OidRole).toUInt(), oid);
    QCOMPARE(index.data(ObjectTreeModel::CommentRole).toString(), u"<i>notes</i>"_s);
    QCOMPARE(index.data(ObjectTreeModel::EstimatedRowsRole).toLongLong(), 10);
    QCOMPARE(index.data(ObjectTreeModel::BytesRole).toLongLong(), 8'192);
    QCOMPARE(index.parent().data(ObjectTreeModel::ChildCountRole).toInt(), 2);
    QVERIFY(!index.data(Qt::DecorationRole).isValid()); // a delegate's business
    QVERIFY(!index.data(Qt::ForegroundRole).isValid());
    const QModelIndex function = model.indexOf(ObjectKey{ObjectKind::Function, u"public"_s, u"f"_s});
    QCOMPARE(function.data(ObjectTreeModel::DetailRole).toString(), u"(integer, text)"_s);
}

void TestObjectTreeModel::countsAreShort_data()
{
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<QString>("shown");
    QTest::newRow("unknown") << qint64(-1) << QString();
    QTest::newRow("none") << qint64(0) << u"0"_s;
    QTest::newRow("340") << qint64(340) << u"340"_s;
    QTest::newRow("999") << qint64(999) << u"999"_s;
    QTest::newRow("1,000") << qint64(1'000) << u"1 k"_s;
    QTest::newRow("1,204") << qint64(1'204) << u"1.2 k"_s;
    QTest::newRow("9,960") << qint64(9'960) << u"10 k"_s;
    QTest::newRow("999,499") << qint64(999'499) << u"999 k"_s;
    QTest::newRow("999,600") << qint64(999'600) << u"1 M"_s;
    QTest::newRow("10 million") << qint64(10'000'000) << u"10 M"_s;
    QTest::newRow("most") << std::numeric_limits<qint64>::max() << u"9223372 T"_s;
}

void TestObjectTreeModel::countsAreShort()
{
    QFETCH(const qint64, rows);
    QFETCH(const QString, shown);
    const QLocale before;
    QLocale::setDefault(QLocale::c());
    QLocale plain = QLocale::c();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    QLocale::setDefault(plain);
    QCOMPARE(shortCount(rows), shown);
    QLocale::setDefault(before);
}

void TestObjectTreeModel::tenThousandTablesAreFilteredAsOneTypes()
{
    ObjectTreeModel model;
    const catalog::Snapshot catalog = large(10'000);
    QElapsedTimer timer;
    timer.start();
    model.setCatalog(catalog);
    const qint64 build = timer.nsecsElapsed();
    QCOMPARE(model.objectCount(), 10'000);
    qint64 worst = 0;
    const QString typed = u"order_line 99"_s;
    for (qsizetype length = 1; length <= typed.size(); ++length) {
        timer.restart();
        model.setFilter(typed.left(length));
        worst = qMax(worst, timer.nsecsElapsed());
        QVERIFY(model.matchCount() > 0);
    }
    qInfo("10,000 tables: taken in %.2f ms, filtered in at most %.2f ms", double(build) / 1e6, double(worst) / 1e6);
    QCOMPARE(model.matchCount(), 280); // numbers below 10,000 with 99 in them
    QCOMPARE(model.indexOf(model.key(model.bestMatch())), model.bestMatch());
}

void TestObjectTreeModel::moreAreFilteredElsewhere()
{
    ObjectTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setCatalog(large(40'000));
    QCOMPARE(model.objectCount(), 0); // not on this thread
    model.setFilter(u"_1"_s);         // while it is under way: only the last question is answered
    model.setFilter(u"_39999"_s);
    QTRY_COMPARE(model.matchCount(), 1);
    QCOMPARE(resets.count(), 1);
    model.setFilter({});
    model.setCatalog(sample()); // a small one overtakes
    QCOMPARE(model.objectCount(), 12);
    QTest::qWait(1);
    QCOMPARE(model.objectCount(), 12);
    // Gone before the answer comes.
    auto *shortLived = new ObjectTreeModel;
    shortLived->setCatalog(large(40'000));
    delete shortLived;
}

QTEST_GUILESS_MAIN(TestObjectTreeModel)
#include "tst_objecttreemodel.moc"
