// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every entity of every pack on its demo data: labels, relations and counts against plain SQL by psql.
#include "entity/actionsql.h"
#include "entity/draft/draftyaml.h"
#include "entity/labels.h"
#include "entity/packdemo.h"
#include "entity/record.h"
#include "sql/quote.h"
#include "support/pgprograms.h"

#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::entity;

namespace {

QString quoted(const QString &name) { return sql::quoteIdentifier(name); }

QString conditionOf(const QStringList &columns, const QStringList &own, const RowValues &row)
{
    QStringList conditions;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const auto value = row.value(own[i]);
        conditions << quoted(columns[i])
                          + (value ? u" = "_s + sql::quoteLiteral(QString::fromUtf8(*value)) : u" = NULL"_s);
    }
    return conditions.join(u" AND "_s);
}

} // namespace

class EntityPacksTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::map<QString, std::unique_ptr<test::PackDemo>> m_demos;

    const test::PackDemo &demo(const QString &pack)
    {
        auto &one = m_demos[pack];
        if (!one)
            one = std::make_unique<test::PackDemo>(m_server, pack);
        return *one;
    }
    static bool isTooOld(const QString &pack) { return pack == "orchestrator"_L1 && test::serverMajor() < 15; }

    // The newest row, or nothing in a table that the demo leaves empty.
    static std::optional<Record> firstRow(const test::PackDemo &here, const BoundEntity &one)
    {
        const auto answer = here.session().query(listStatement(*here.entities(), one, {}, 1)).result();
        if (!answer)
            qFatal("%s: %s", qPrintable(one.id()), qPrintable(describe(answer.error())));
        return answer->rows.rowCount() == 1 ? std::optional(recordIn(*here.entities(), one, answer->rows, 0))
                                            : std::nullopt;
    }

    static void checkRelation(
        const test::PackDemo &here, const BoundEntity &one, const RelationDefinition &relation, const RowValues &row)
    {
        const QString name = one.id() + u'.' + relation.id;
        const Entities &entities = *here.entities();
        const BoundEntity *other = entities.otherOf(one, relation);
        QVERIFY2(other, qPrintable(name));
        QString from = quoted(other->table());
        QString where;
        if (relation.kind == RelationKind::Parent) {
            where = conditionOf(relation.key.isEmpty() ? other->key : relation.key, relation.columns, row);
        } else if (relation.kind == RelationKind::Children) {
            where = conditionOf(relation.columns, relation.key.isEmpty() ? one.key : relation.key, row);
        } else {
            from = quoted(relation.through) + u" JOIN "_s + from + u" AS o ON o."_s + quoted(other->key[0]) + u" = "_s
                 + quoted(relation.through) + u'.' + quoted(relation.others[0]);
            where = quoted(relation.through) + u'.' + conditionOf(relation.columns, one.key, row);
        }
        const QString expected = here.psql(u"SELECT count(*) FROM "_s + from + u" WHERE "_s + where);
        const auto statement = relatedCount(entities, one, relation, row);
        QVERIFY2(statement, qPrintable(name));
        const auto counted = here.session().query(*statement).result();
        QVERIFY2(counted, qPrintable(name + (counted ? QString() : describe(counted.error()))));
        QVERIFY2(
            counted->rows.text(0, 0) == expected,
            qPrintable(u"%1: %2 instead of %3"_s.arg(name, counted->rows.text(0, 0), expected)));
        const auto rows = here.session().query(*relatedRows(entities, one, relation, row, 3)).result();
        QVERIFY2(rows, qPrintable(name + (rows ? QString() : describe(rows.error()))));
        QCOMPARE(rows->rows.rowCount(), std::min<qint64>(3, expected.toLongLong()));
    }

private Q_SLOTS:
    // Five things to try in each demo, and each leads to something.
    void theTourLeadsSomewhere_data()
    {
        QTest::addColumn<QString>("pack");
        for (const QString &pack : {u"assistant"_s, u"deepref"_s, u"orchestrator"_s, u"uaip"_s})
            QTest::newRow(qPrintable(pack)) << pack;
    }
    void theTourLeadsSomewhere()
    {
        QFETCH(QString, pack);
        if (isTooOld(pack))
            QSKIP("The pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        const auto model = here.entities()->models().front().model;
        QCOMPARE(model->tour.size(), 5U);
        for (const TourStep &step : model->tour) {
            QVERIFY2(!step.words.isEmpty(), qPrintable(step.title));
            if (step.entity.isEmpty())
                continue;
            const BoundEntity *one = here.entities()->named(step.entity);
            QVERIFY2(one, qPrintable(step.title));
            const QString where = step.where.isEmpty() ? u"true"_s : step.where.source();
            const QString count = here.psql(
                u"SELECT count(*) FROM %1.%2 WHERE %3"_s.arg(quoted(one->schema), quoted(one->table()), where));
            QVERIFY2(count.toLongLong() > 0, qPrintable(step.title));
        }
    }

    void cleanupTestCase() { m_demos.clear(); }

    void everyEntity_data()
    {
        QTest::addColumn<QString>("pack");
        for (const QString &pack : {u"assistant"_s, u"deepref"_s, u"orchestrator"_s, u"uaip"_s})
            QTest::newRow(qPrintable(pack)) << pack;
    }
    void everyEntity()
    {
        QFETCH(QString, pack);
        if (isTooOld(pack))
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        const Entities &entities = *here.entities();
        QCOMPARE(entities.models().size(), 1U);
        const BoundModel &model = entities.models().front();
        QCOMPARE(model.model->id, pack);
        QStringList differences;
        for (const DefinitionProblem &problem : differencesFrom(entities, model))
            differences << describe(problem, pack);
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join(u'\n')));
        int shown = 0;
        for (const BoundEntity &one : model.entities) {
            QVERIFY2(one.isLabelled && !one.key.isEmpty(), qPrintable(one.id()));
            const auto record = firstRow(here, one);
            if (!record)
                continue;
            ++shown;
            const QString label = here.psql(
                u"SELECT ("_s + one.definition->label.source() + u")::text FROM "_s + quoted(one.table()) + u" WHERE "_s
                + conditionOf(one.key, one.key, record->values));
            QCOMPARE(record->label.trimmed(), label.trimmed());
            QVERIFY2(!record->label.isEmpty(), qPrintable(one.id()));
            for (const RelationDefinition &relation : one.definition->relations) {
                checkRelation(here, one, relation, record->values);
                if (QTest::currentTestFailed())
                    return;
            }
        }
        // Some tables are empty in the demo: rules and approvals of prompts, the history of another tool.
        QVERIFY2(shown * 10 >= int(model.entities.size()) * 7, qPrintable(QString::number(shown)));
    }

    // No table of a pack is forgotten, and groups are in the order of the file.
    void everyTable_data() { everyEntity_data(); }
    void everyTable()
    {
        QFETCH(QString, pack);
        if (isTooOld(pack))
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        const QString missing =
            here.psql(u"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
                      "AND relnamespace = 'public'::regnamespace ORDER BY 1"_s);
        for (const QString &table : missing.split(u'\n')) {
            const auto *relation = here.entities()->catalog().relation(u"public"_s, table);
            const bool isHistory =
                table == "migrations"_L1 || table == "_prisma_migrations"_L1 || table == "typeorm_metadata"_L1;
            QVERIFY2(isHistory || here.entities()->of(relation->oid), qPrintable(table));
        }
        for (const BoundEntity &one : here.entities()->models().front().entities)
            QVERIFY2(one.model->group(one.definition->group), qPrintable(one.id()));
    }

    // The labels of all references of a page, as plain SQL has them.
    void labelsOfReferences_data() { everyEntity_data(); }
    void labelsOfReferences()
    {
        QFETCH(QString, pack);
        if (isTooOld(pack))
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        const Entities &entities = *here.entities();
        int compared = 0;
        for (const BoundEntity &one : entities.models().front().entities) {
            const auto answer = here.session().query(listStatement(entities, one, {}, 50)).result();
            QVERIFY(answer);
            std::vector<Record> records;
            for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
                records.push_back(recordIn(entities, one, answer->rows, row));
            for (const LabelledColumn &column : labelledColumns(entities, one.relation)) {
                LabelCache cache;
                std::vector<LabelKey> keys;
                for (const Record &record : records) {
                    LabelKey key;
                    for (const QString &name : column.columns)
                        if (const auto value = record.values.value(name))
                            key.push_back(*value);
                    if (key.size() == size_t(column.columns.size()))
                        keys.push_back(key);
                }
                QVERIFY(readLabels(here.session(), cache, {{column.source, keys}}));
                QVERIFY2(!cache.failure(column.source), qPrintable(one.id() + u'.' + column.column));
                const BoundEntity *other = entities.of(column.source.relation);
                if (keys.empty() || !other || column.source.key.size() != 1)
                    continue;
                const QString expected = here.psql(
                    u"SELECT ("_s + other->definition->label.source() + u")::text FROM "_s + quoted(other->table())
                    + u" WHERE "_s + quoted(column.source.key[0].name) + u" = "_s
                    + sql::quoteLiteral(QString::fromUtf8(keys[0][0])));
                QCOMPARE(cache.label(column.source, keys[0])->trimmed(), expected.left(200).trimmed());
                ++compared;
            }
        }
        QVERIFY(compared >= 4);
    }

    // What a model sends of its own is SQL that the server takes; nothing is run.
    void everyStatement_data() { everyEntity_data(); }
    void everyStatement()
    {
        QFETCH(QString, pack);
        if (isTooOld(pack))
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        const Entities &entities = *here.entities();
        const RowValues none;
        const auto ask = [&](const QString &name, const std::optional<connection::Statement> &statement) {
            if (!statement)
                return;
            const auto answer = here.session().query({u"EXPLAIN "_s + statement->sql, statement->parameters}).result();
            QVERIFY2(answer, qPrintable(name + u": "_s + describe(answer ? Error() : answer.error())));
        };
        for (const BoundEntity &one : entities.models().front().entities) {
            if (const auto kept = keptValues(entities, one))
                ask(one.id(), kept->statement);
            for (const ActionDefinition &action : one.definition->actions) {
                const QString name = one.id() + u'.' + action.id;
                ask(name, preconditionStatement(entities, one, action, none));
                for (const ParameterDefinition &parameter : action.parameters)
                    ask(name, choicesStatement(entities, one, action, parameter, none, 1));
                for (const StepDefinition &step : action.steps) {
                    ask(name, stepStatement(entities, one, action, step, none, none));
                    ask(name, stepCondition(entities, one, action, step, none, none));
                    ask(name, stepCount(entities, one, action, step, none, none));
                }
            }
        }
    }

    // A draft is a model that holds, with all tables and most of the relations.
    void drafts_data() { everyEntity_data(); }
    void drafts()
    {
        QFETCH(QString, pack);
        if (isTooOld(pack))
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        QCOMPARE(schemaToDescribe(here.entities()->catalog()), u"public"_s);
        const QByteArray yaml = draftModel(here.entities()->catalog(), u"public"_s);
        const ModelReading reading = readModel(yaml, u"/x/draft.yaml"_s);
        QVERIFY2(reading.model, reading.problems.empty() ? "" : qPrintable(describe(reading.problems[0], u"draft"_s)));
        const Entities drafted(std::vector{reading.model}, here.entities()->snapshot());
        QCOMPARE(drafted.models().size(), 1U);
        const BoundModel &model = drafted.models().front();
        const auto differences = differencesFrom(drafted, model);
        QVERIFY2(differences.empty(), differences.empty() ? "" : qPrintable(describe(differences[0], u"draft"_s)));
        for (const BoundEntity &one : model.entities) {
            const auto answer = here.session().query(listStatement(drafted, one, u"a"_s, 1)).result();
            QVERIFY2(answer, qPrintable(one.id() + (answer ? QString() : describe(answer.error()))));
        }
        if (pack == "deepref"_L1) {
            const EntityDefinition *bundle = reading.model->entityOfTable(u"bundles");
            QVERIFY(bundle && bundle->relation(u"references"));
            QCOMPARE(bundle->relation(u"references")->kind, RelationKind::Through);
            QVERIFY(!reading.model->entityOfTable(u"bundle_references"));
            QCOMPARE(reading.model->entityOfTable(u"users")->sensitive, QStringList{u"passwordHash"_s});
            QCOMPARE(reading.model->entityOfTable(u"users")->kept.front().first, u"updatedAt"_s);
        }
    }
};

QTEST_GUILESS_MAIN(EntityPacksTest)
#include "tst_packs.moc"
