// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/arraytext.h"
#include "data/editserver.h"
#include "data/edit/referencecascade.h"
#include "sql/quote.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

namespace {

QStringList keysIn(const std::vector<ReferenceChoice> &choices)
{
    QStringList keys;
    for (const ReferenceChoice &choice : choices)
        keys << decoded(choice.key.front());
    return keys;
}

QStringList words(const std::vector<CascadeEffect> &effects)
{
    static const char *const kinds[] = {"deletes", "null", "default", "prevents"};
    QStringList out;
    for (const CascadeEffect &effect : effects)
        out << QLatin1StringView(kinds[int(effect.kind)]) + u' ' + effect.relation.name + u' '
                   + QString::number(effect.rows.rows);
    out.sort();
    return out;
}

} // namespace

class ReferencesTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;
    catalog::Snapshot m_catalog;

    quint32 oid(const QString &name) const { return m_catalog->relation(u"public"_s, name)->oid; }
    Reference outgoing(const QString &table) const
    {
        const auto all = referencesOf(*m_catalog, oid(table));
        if (all.size() != 1)
            qFatal("not one reference but %zu", all.size());
        return all.front();
    }
    connection::RowBatch ask(const connection::Statement &statement)
    {
        const auto answer = m_here->session().query(statement).result();
        if (!answer)
            qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement.sql));
        return answer->rows;
    }
    std::vector<ReferenceChoice> search(const Reference &reference, const QString &text, int limit = 20)
    {
        return choicesIn(reference, ask(choicesStatement(reference, text, limit)));
    }
    QStringList effects(const QString &table, const std::vector<std::vector<QByteArray>> &rows, int columns = 1)
    {
        const auto plan = cascadePlan(*m_catalog, oid(table));
        std::vector<int> key(size_t(columns), 0);
        for (int i = 0; i < columns; ++i)
            key[size_t(i)] = i;
        return words(cascadeEffects(*plan, ask(cascadeStatement(*plan, key, rows))));
    }
    // What really goes, by deleting and taking it back.
    qint64 reallyDeleted(const QString &table, const QString &where, const QString &counted)
    {
        return m_here
            ->psql(u"BEGIN; SELECT count(*) FROM %3 \\gset before_ \n DELETE FROM %1 WHERE %2; "
                   "SELECT :before_count - count(*) FROM %3; ROLLBACK"_s.arg(table, where, counted))
            .toLongLong();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<EditServer>();
        QFile tables(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/data/references.sql"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        m_here->psql(QString::fromUtf8(tables.readAll()));
        m_here->psql(u"ANALYZE"_s);
        catalog::CatalogReader reader(m_here->session());
        const auto catalog = reader.readAll().result();
        QVERIFY2(catalog, qPrintable(describe(catalog ? Error{} : catalog.error())));
        m_catalog = *catalog;
    }
    void cleanupTestCase() { m_here.reset(); }

    void labelColumns_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("label");
        QTest::newRow("a title before an address") << u"team"_s << u"title"_s;
        QTest::newRow("a name") << u"node"_s << u"name"_s;
        QTest::newRow("the first text that is no key") << u"pair"_s << u"note"_s;
        QTest::newRow("a key that is a text tells itself") << u"we\"ird; --"_s << QString();
        QTest::newRow("none") << u"house"_s << QString();
    }
    void labelColumns()
    {
        QFETCH(const QString, table);
        QFETCH(const QString, label);
        const auto shape = shapeOf(*m_catalog, oid(table));
        const int column = labelColumnOf(*shape);
        QCOMPARE(column < 0 ? QString() : shape->columns[size_t(column)].name, label);
    }

    void aSearchFindsByLabelAndKeyInAnyCase()
    {
        const Reference team = outgoing(u"we\"ird; --"_s);
        QCOMPARE(keysIn(search(team, QString(), 3)), QStringList({u"1"_s, u"2"_s, u"3"_s}));
        QCOMPARE(search(team, u"tEAM 42"_s).front().label, u"Team 42"_s);
        QCOMPARE(keysIn(search(team, u"1001"_s)), QStringList({u"1002"_s, u"1001"_s})); // begins with it; has the key
        QCOMPARE(qsizetype(search(team, u"team"_s, 7).size()), 7);
        QVERIFY(search(team, u"no such team"_s).empty());
        QVERIFY(search(team, u"99999999999999999999"_s).empty()); // no error for what is no integer
        QVERIFY(!search(team, QString(), 600).back().label);
    }
    void aSearchTakesHostileTextsAsTheyAre()
    {
        const Reference team = outgoing(u"we\"ird; --"_s);
        QCOMPARE(keysIn(search(team, u"100% \"it's\" \\ _x"_s)), QStringList({u"1000"_s}));
        QCOMPARE(keysIn(search(team, u"%"_s)), QStringList({u"1000"_s}));
        QCOMPARE(keysIn(search(team, u"_"_s)), QStringList({u"1000"_s}));
        QCOMPARE(keysIn(search(team, u"\\"_s)), QStringList({u"1000"_s}));
        QCOMPARE(keysIn(search(team, u"'; DROP TABLE team; --"_s)), QStringList());
        QCOMPARE(search(team, u"<b>"_s).front().label, u"<b>bold</b>"_s);
    }
    void aCompositeKeyIsFoundAndNamed()
    {
        const Reference pair = outgoing(u"pairing"_s);
        const auto found = search(pair, u"y,"_s);
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(found.front().key, (std::vector<QByteArray>{"1", "y,z\""}));
        QCOMPARE(choicesIn(pair, ask(choiceStatement(pair, {"2", "x"}))).front().label, u"three"_s);
        QVERIFY(choicesIn(pair, ask(choiceStatement(pair, {"3", "x"}))).empty());
    }
    void aReferenceToItselfIsOne()
    {
        const Reference node = outgoing(u"node"_s);
        QCOMPARE(node.to.oid, node.from.oid);
        QCOMPARE(search(node, u"n12"_s).front().label, u"n12"_s);
        QCOMPARE(referenceOf(*m_catalog, oid(u"node"_s), 1)->name, node.name);
        QVERIFY(!referenceOf(*m_catalog, oid(u"node"_s), 0));
    }
    void copiesForPartitionsAreNotReferences()
    {
        QCOMPARE(referencesOf(*m_catalog, oid(u"leafed"_s)).size(), size_t(1));
        QCOMPARE(referencesTo(*m_catalog, oid(u"part_of"_s)).size(), size_t(1));
        QCOMPARE(referencesTo(*m_catalog, oid(u"part_of"_s)).front().from.name, u"leafed"_s);
        QCOMPARE(referencesTo(*m_catalog, oid(u"part_low"_s)).size(), size_t(1));
        QCOMPARE(referencesTo(*m_catalog, oid(u"part_high"_s)).size(), size_t(2)); // and the one of its own
    }

    void referencingRowsAreCountedUpToALimit()
    {
        const Reference node = outgoing(u"node"_s);
        QCOMPARE(countedIn(ask(referencingCountStatement(node, {"3"}))), (Counted{2, true, false}));
        QCOMPARE(countedIn(ask(referencingCountStatement(node, {"3"}, 1)), 1), (Counted{1, false, true}));
        QCOMPARE(countedIn(ask(referencingCountStatement(node, {"3"}, 2)), 2), (Counted{2, true, false}));
        const Reference pair = outgoing(u"pairing"_s);
        QCOMPARE(countedIn(ask(referencingCountStatement(pair, {"1", "x"}))), (Counted{2, true, false}));
        const Counted estimate = estimateIn(ask(referencingEstimateStatement(node, {"3"})));
        QVERIFY(estimate.rows > 0 && !estimate.exact && !estimate.atLeast);
    }

    void whatADeleteTakesAlongIsCounted_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("one level") << u"team"_s << u"id = 1"_s << QStringList{u"1"_s}
                                   << QStringList{u"deletes team 1"_s, u"deletes we\"ird; -- 2"_s};
        QTest::newRow("several rows") << u"team"_s << u"id IN (1, 2, 3)"_s << QStringList{u"1"_s, u"2"_s, u"3"_s}
                                      << QStringList{u"deletes team 3"_s, u"deletes we\"ird; -- 3"_s};
        QTest::newRow("nothing more") << u"team"_s << u"id = 9"_s << QStringList{u"9"_s}
                                      << QStringList{u"deletes team 1"_s};
        QTest::newRow("a circle of rows")
            << u"node"_s << u"id = 5"_s << QStringList{u"5"_s} << QStringList{u"deletes node 31"_s};
        QTest::newRow("the whole circle")
            << u"node"_s << u"id = 127"_s << QStringList{u"127"_s} << QStringList{u"deletes node 127"_s};
        QTest::newRow("a row that references itself")
            << u"node"_s << u"id = 500"_s << QStringList{u"500"_s} << QStringList{u"deletes node 1"_s};
    }
    void whatADeleteTakesAlongIsCounted()
    {
        QFETCH(const QString, table);
        QFETCH(const QString, where);
        QFETCH(const QStringList, keys);
        QFETCH(const QStringList, expected);
        std::vector<std::vector<QByteArray>> rows;
        for (const QString &key : keys)
            rows.push_back({key.toUtf8()});
        QCOMPARE(effects(table, rows), expected);
        for (const QString &line : expected) { // the server itself says the same
            const QString name = line.section(u' ', 1, -2);
            QCOMPARE(
                reallyDeleted(sql::quoteIdentifier(table), where, sql::quoteIdentifier(name)),
                line.section(u' ', -1).toLongLong());
        }
    }
    void aCircleOfTablesEndsAndSaysWhatPrevents()
    {
        // Person 9 owns house 9, where person 10 lives, who owns house 10.
        QCOMPARE(
            effects(u"person"_s, {{"9"}}),
            QStringList({u"deletes house 2"_s, u"deletes person 2"_s, u"deletes visit 2"_s, u"prevents visit 1"_s}));
        // Of those that would prevent it, one goes by itself.
        QCOMPARE(
            effects(u"person"_s, {{"1"}}),
            QStringList({u"deletes house 10"_s, u"deletes person 10"_s, u"deletes visit 4"_s}));
    }
    void keysThatBecomeNullAreCounted()
    {
        QCOMPARE(
            effects(u"pair"_s, {{"1", "x"}, {"1", "y,z\""}}, 2),
            QStringList({u"deletes pair 2"_s, u"null pairing 3"_s}));
    }
    void partitionsAreCountedAsTheirTable()
    {
        QCOMPARE(
            effects(u"part_of"_s, {{"3", "3"}, {"12", "12"}}, 2),
            QStringList({u"deletes leafed 2"_s, u"deletes part_of 2"_s}));
        m_here->psql(u"INSERT INTO only_high VALUES (12, 12), (12, 12), (13, 13)"_s);
        QCOMPARE(
            effects(u"part_of"_s, {{"3", "3"}, {"12", "12"}}, 2),
            QStringList({u"deletes leafed 2"_s, u"deletes part_of 2"_s, u"null only_high 2"_s}));
        QCOMPARE(
            effects(u"part_high"_s, {{"12", "12"}}, 2),
            QStringList({u"deletes leafed 1"_s, u"deletes part_high 1"_s, u"null only_high 2"_s}));
    }
    void anEstimateStandsInForACount()
    {
        const auto plan = cascadePlan(*m_catalog, oid(u"person"_s));
        const auto counting = cascadeStatement(*plan, {0}, {{"9"}});
        const auto effects = cascadeEstimates(*plan, ask(cascadeEstimateStatement(counting)));
        QVERIFY(!effects.empty());
        for (const CascadeEffect &effect : effects)
            QVERIFY(effect.rows.rows > 0 && !effect.rows.exact);
        const auto alone = cascadePlan(*m_catalog, oid(u"visit"_s));
        const auto one =
            cascadeEstimates(*alone, ask(cascadeEstimateStatement(cascadeStatement(*alone, {0}, {{"1"}}))));
        QCOMPARE(one.size(), size_t(1));
        QVERIFY(!cascadePlan(*m_catalog, 1));
    }

    void aBudgetEndsWhatTakesTooLong()
    {
        const auto slow =
            budgetedAnswer(m_here->session().pipeline(budgeted({u"SELECT pg_sleep(60)"_s, {}}, 50)).result());
        QVERIFY(!slow);
        QVERIFY(isOverBudget(slow.error()));
        const auto quick = budgetedAnswer(m_here->session().pipeline(budgeted({u"SELECT 7"_s, {}}, 5000)).result());
        QVERIFY(quick);
        QCOMPARE(quick->integer(0, 0), 7);
        QCOMPARE(ask({u"SHOW statement_timeout"_s, {}}).text(0, 0), u"0"_s);
        QCOMPARE(
            m_here->psql(u"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = "
                         "current_database()"_s),
            u"0"_s);
    }
    void aTypeIsAskedWithoutTouchingARow()
    {
        m_here->psql(u"CREATE DOMAIN odd AS int CHECK (value % 2 = 1)"_s);
        const auto check = [this](const QString &type, const QByteArray &text) {
            const auto answer = m_here->session().query(typeCheckStatement(type, text)).result();
            return answer ? QString() : answer.error().message;
        };
        QCOMPARE(check(u"integer"_s, "12"), QString());
        QVERIFY(check(u"integer"_s, "1.5").contains("1.5"_L1));
        QVERIFY(check(u"public.odd"_s, "2").contains("odd"_L1));
        QCOMPARE(check(u"public.odd"_s, "3"), QString());
        QVERIFY(!check(u"jsonb"_s, "{'a'}").isEmpty());
        QVERIFY(!check(u"integer[]"_s, "[1]").isEmpty());
    }

    void arraysComeApartAndTogether_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("elements");
        const QString null = u"<null>"_s;
        QTest::newRow("none") << "{}"_ba << QStringList();
        QTest::newRow("plain") << "{1,2,3}"_ba << QStringList{u"1"_s, u"2"_s, u"3"_s};
        QTest::newRow("NULL and its word") << "{NULL,\"NULL\",nUlL}"_ba << QStringList{null, u"NULL"_s, null};
        QTest::newRow("quotes") << "{\"a \\\"b\\\" \\\\c\",\"\",\",\",\"{}\",\" x \"}"_ba
                                << QStringList{u"a \"b\" \\c"_s, QString(), u","_s, u"{}"_s, u" x "_s};
        QTest::newRow("nested") << "{{1,2},{3,NULL}}"_ba << QStringList{u"{1,2}"_s, u"{3,NULL}"_s};
        QTest::newRow("nested with braces in quotes")
            << "{{\"}\",\"\\\"\"},{a,b}}"_ba << QStringList{u"{\"}\",\"\\\"\"}"_s, u"{a,b}"_s};
        QTest::newRow("bounds") << "[0:1]={7,8}"_ba << QStringList{u"7"_s, u"8"_s};
    }
    void arraysComeApartAndTogether()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QStringList, elements);
        const auto array = arrayTextOf(text);
        QVERIFY2(array, qPrintable(array ? QString() : array.error().message));
        QStringList meanings;
        for (const ArrayElement &element : array->elements)
            meanings << (element.value.isNull() ? u"<null>"_s : decoded(element.value.bytes()));
        QCOMPARE(meanings, elements);
        QCOMPARE(array->text(), text); // what is not touched keeps its spelling
        for (const ArrayElement &element : array->elements) {
            const ArrayElement again = arrayElement(element.value);
            if (element.isArray)
                continue;
            const auto back = arrayTextOf('{' + again.spelling + '}');
            QVERIFY(back);
            QCOMPARE(back->elements.front().value, element.value);
        }
    }
    void brokenArraysAreRefused()
    {
        for (const char *broken :
             {"", "x", "{", "{1", "{1,", "{1,}", "{,1}", "{\"a}", "{a\"b\"}", "{{1}", "{1}2", "[0:1]{1}"})
            QVERIFY2(!arrayTextOf(broken), broken);
    }
};

QTEST_GUILESS_MAIN(ReferencesTest)
#include "tst_references.moc"
