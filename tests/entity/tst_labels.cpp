// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalogreader.h"
#include "connection/session/sessioncontext.h"
#include "entity/labels.h"
#include "entity/record.h"
#include "support/testserver.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::entity;

namespace {

const QByteArray Shop = R"(title: Shop
tables: [people, orders]
entities:
  - id: person
    table: people
    singular: person
    label: name || ' <' || email || '>'
    relations:
      - {id: orders, title: Orders, entity: order, columns: buyer}
      - {id: groups, title: Groups, kind: through, entity: circle, through: members, columns: person, others: circle}
  - id: order
    table: orders
    singular: order
    label: 1 / (id - 3) || ''
    relations:
      - {id: buyer, title: Buyer, kind: parent, entity: person, columns: buyer}
  - id: circle
    table: circles
    singular: circle
    label: name
)";

QString tables()
{
    QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/entity/labels.sql"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QByteArray person(int number) { return QByteArray("00000000-0000-0000-0000-00000000000") + QByteArray::number(number); }

} // namespace

class LabelsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::shared_ptr<connection::SessionContext> m_context = std::make_shared<connection::SessionContext>();
    std::unique_ptr<connection::Session> m_session;
    std::unique_ptr<Entities> m_entities;
    QStringList m_sent;

    [[nodiscard]] catalog::Oid oid(const QString &table) const
    {
        return m_entities->catalog().relation(u"public"_s, table)->oid;
    }
    [[nodiscard]] LabelledColumn column(const QString &name) const
    {
        for (const LabelledColumn &one : labelledColumns(*m_entities, oid(u"orders"_s))) {
            if (one.column == name)
                return one;
        }
        return {};
    }
    [[nodiscard]] QStringList asked() const { return m_sent.filter(u"pg_catalog.left"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QVERIFY(m_server.psql(m_database, tables()));
        m_session = std::make_unique<connection::Session>();
        connection::ConnInfo info = m_server.connInfo(m_database);
        info.context = m_context;
        const auto opened = m_session->open(info).result();
        QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
        const auto catalog = catalog::CatalogReader(*m_session).readNow();
        QVERIFY(catalog);
        const ModelReading shop = readModel(Shop, u"/x/shop.yaml"_s);
        QVERIFY2(shop.model, shop.model ? "" : qPrintable(describe(shop.problems[0], u"shop"_s)));
        m_entities = std::make_unique<Entities>(std::vector{shop.model}, *catalog);
        m_context->logStatements([this](std::span<const connection::StatementEvent> events) {
            for (const auto &event : events)
                m_sent << event.statement->sql;
        });
    }
    void cleanupTestCase()
    {
        m_context->logStatements({});
        m_session.reset();
    }
    void init() { m_sent.clear(); }

    void sources()
    {
        QCOMPARE(m_entities->models().size(), 1U);
        QVERIFY(!column(u"buyer"_s).source.isGuess);
        // Without a model a column of unique names.
        QCOMPARE(guessedLabelColumn(m_entities->catalog(), oid(u"products"_s)), u"title"_s);
        QCOMPARE(guessedLabelColumn(m_entities->catalog(), oid(u"places"_s)), u"fullName"_s);
        QCOMPARE(guessedLabelColumn(m_entities->catalog(), oid(u"circles"_s)), QString());
        QVERIFY(column(u"product"_s).source.isGuess);
        QCOMPARE(column(u"number"_s).columns, QStringList({u"country"_s, u"number"_s}));
        // What has no name for people has no label.
        QVERIFY(column(u"secret"_s).column.isEmpty());
        QVERIFY(column(u"country"_s).column.isEmpty());
    }

    // Two columns that refer to one table are one question, and no row is asked for twice.
    void oneBatchForAColumnAndNoRowTwice()
    {
        LabelCache cache;
        const LabelSource people = column(u"buyer"_s).source;
        QCOMPARE(column(u"seller"_s).source, people);
        const LabelQuestion question = cache.question(
            {{people, {{person(1)}, {person(2)}, {person(1)}}},
             {people, {{person(2)}, {person(3)}}},
             {column(u"product"_s).source, {{"b"}, {"a\"\\{,"}, {"none"}}},
             {column(u"number"_s).source, {{"NO", "2"}, {"SE", "1"}, {"SE", "2"}}}});
        QCOMPARE(question.wishes().size(), 3U);
        QCOMPARE(question.wishes()[0].keys.size(), 3U);
        // Asked once, wherever it is wanted meanwhile.
        QVERIFY(cache.question({{people, {{person(1)}, {person(3)}}}}).isEmpty());
        const auto answer = m_session->pipeline(question.statements()).result();
        QVERIFY(cache.take(question, answer).isEmpty());
        QCOMPARE(asked().size(), 3);
        QVERIFY2(asked()[0].contains("= ANY"_L1) || asked()[0].contains("=) ANY"_L1), qPrintable(asked()[0]));
        QCOMPARE(*cache.label(people, {person(2)}), u"P \"2\" {a,b} <2@x>"_s);
        QCOMPARE(*cache.label(column(u"product"_s).source, {"a\"\\{,"}), u"Apple"_s);
        QCOMPARE(*cache.label(column(u"number"_s).source, {"SE", "1"}), u"Lund"_s);
        // Not there: known to have none, and not asked again.
        QVERIFY(cache.label(column(u"product"_s).source, {"none"})->isNull());
        QVERIFY(!cache.label(people, {person(9)}));
        m_sent.clear();
        QVERIFY(readLabels(*m_session, cache, {{people, {{person(2)}, {person(3)}}}}));
        QVERIFY(asked().isEmpty());
        QVERIFY(readLabels(*m_session, cache, {{people, {{person(3)}, {person(4)}}}}));
        QCOMPARE(asked().size(), 1);
        QVERIFY(cache.label(people, {person(4)}));
    }

    // A label that fails takes no other with it, and is not tried for each page.
    void aLabelThatFails()
    {
        LabelCache cache;
        const LabelSource orders = column(u"parent"_s).source;
        const LabelSource people = column(u"buyer"_s).source;
        QVERIFY(readLabels(*m_session, cache, {{orders, {{"3"}, {"1"}}}, {people, {{person(5)}}}}));
        QVERIFY(cache.failure(orders) != nullptr);
        QVERIFY(cache.failure(people) == nullptr);
        QVERIFY(!cache.label(people, {person(5)})->isEmpty());
        m_sent.clear();
        QVERIFY(readLabels(*m_session, cache, {{orders, {{"2"}}}}));
        QVERIFY(asked().isEmpty());
    }

    // As the connected role: what it may not see has no label.
    void asTheRole()
    {
        connection::ConnInfo info = m_server.createRole(u"labels_reader"_s, u"pw"_s, m_database);
        QVERIFY(m_server.psql(
            m_database, u"GRANT SELECT ON people TO labels_reader; ALTER TABLE people ENABLE ROW LEVEL SECURITY; "
                        "CREATE POLICY one ON people USING (email = '1@x')"_s));
        connection::Session session;
        QVERIFY(session.open(info).result());
        LabelCache cache;
        const LabelSource people = column(u"buyer"_s).source;
        QVERIFY(readLabels(session, cache, {{people, {{person(1)}, {person(2)}}}}));
        QVERIFY(!cache.label(people, {person(1)})->isNull());
        QVERIFY(cache.label(people, {person(2)})->isNull());
        QVERIFY(m_server.psql(m_database, u"ALTER TABLE people DISABLE ROW LEVEL SECURITY"_s));
    }

    void relatedRecords()
    {
        const BoundEntity *people = m_entities->named(u"person");
        QVERIFY(people);
        const RowValues key{{u"id"_s, person(1)}};
        const auto found = m_session->query(recordStatement(*m_entities, *people, key)).result();
        QVERIFY2(found, found ? "" : qPrintable(describe(found.error())));
        QCOMPARE(found->rows.rowCount(), 1);
        const Record record = recordIn(*m_entities, *people, found->rows, 0);
        QCOMPARE(record.label, u"P \"1\" {a,b} <1@x>"_s);
        QCOMPARE(record.values.value(u"email"_s), QByteArray("1@x"));
        const RelationDefinition &groups = *people->definition->relation(u"groups");
        const auto count = m_session->query(*relatedCount(*m_entities, *people, groups, record.values)).result();
        QCOMPARE(count->rows.integer(0, 0), 2);
        const auto rows = m_session->query(*relatedRows(*m_entities, *people, groups, record.values, 5)).result();
        QVERIFY2(rows, rows ? "" : qPrintable(describe(rows.error())));
        const auto related = relatedIn(*m_entities, *people, groups, rows->rows);
        QCOMPARE(related.size(), 2U);
        QCOMPARE(related[0].label, u"One"_s);
        QCOMPARE(related[0].key.value(u"id"_s), QByteArray("1"));
        QCOMPARE(
            relatedFilter(*m_entities, *people, *people->definition->relation(u"orders"), record.values).front().first,
            u"buyer"_s);
    }
};

QTEST_GUILESS_MAIN(LabelsTest)
#include "tst_labels.moc"
