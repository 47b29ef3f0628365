// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/keptcolumns.h"

#include "base/error.h"
#include "data/edit/saver.h"
#include "data/page/catalogshape.h"
#include "entity/packdemo.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using operations::keptColumns;

// What a save sets because the application would, as models say.
class KeptColumnsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<test::PackDemo> m_deepref;

    static data::EditTarget targetOf(connection::Session &session, const entity::Entities &entities, quint32 relation)
    {
        const auto shape = data::shapeOf(entities.catalog(), relation);
        auto target = shape ? data::readEditTarget(session, *shape) : fail(ErrorKind::NotFound, u"no shape"_s);
        if (!target)
            qFatal("%s", qPrintable(describe(target.error())));
        target->kept = keptColumns(entities, *target);
        return *target;
    }
    data::EditTarget users() const
    {
        return targetOf(m_deepref->session(), *m_deepref->entities(), m_deepref->entities()->named(u"user")->relation);
    }
    // The first user as it is read.
    data::StagedRow firstUser(const data::EditTarget &target) const
    {
        data::StagedRow row;
        row.key = "1";
        for (const data::EditColumn &column : target.columns) {
            const QString value = m_deepref->psql(
                uR"(SELECT coalesce("%1"::text, '<NULL>') FROM users ORDER BY id LIMIT 1)"_s.arg(column.name));
            row.basis.values.push_back(value == "<NULL>"_L1 ? std::nullopt : std::optional(value.toUtf8()));
            row.basis.cut.push_back(false);
        }
        for (const int column : target.key)
            row.basis.identity.key.push_back(row.basis.values[size_t(column)]);
        return row;
    }

private Q_SLOTS:
    void initTestCase() { m_deepref = std::make_unique<test::PackDemo>(m_server, u"deepref"_s); }

    // One statement, with the expression of the model, which the server computes.
    void anUpdateSetsThem()
    {
        const data::EditTarget target = users();
        QCOMPARE(target.kept.size(), size_t(1));
        const int updated = target.columnNamed(u"updatedAt");
        QCOMPARE(target.kept.front().column, updated);
        data::StagedRow row = firstUser(target);
        row.cells.emplace(target.columnNamed(u"firstName"), data::CellValue::text(u"Ada"_s));
        const QString sql = data::changeStatement(target, row).sql;
        QVERIFY2(sql.contains(uR"("updatedAt" = (pg_catalog.now() AT TIME ZONE 'UTC'))"_s), qPrintable(sql));
        const data::SaveReport report = data::save(m_deepref->session(), target, {row});
        QVERIFY2(report.outcome == data::SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        // The row that comes back has it.
        QVERIFY(report.saved.front().now.values[size_t(updated)] != row.basis.values[size_t(updated)]);
        QCOMPARE(
            m_deepref->psql(uR"(SELECT "firstName", abs(extract(epoch FROM now() AT TIME ZONE 'UTC' - "updatedAt")) < 60
                    FROM users ORDER BY id LIMIT 1)"_s),
            u"Ada|t"_s);
    }

    // Neither over what the operator sets himself, nor where a row is new or goes.
    void notOverWhatIsSet()
    {
        const data::EditTarget target = users();
        data::StagedRow own = firstUser(target);
        own.cells.emplace(target.columnNamed(u"updatedAt"), data::CellValue::text(u"2020-01-02 03:04:05"_s));
        QVERIFY(!data::changeStatement(target, own).sql.contains(u"now()"_s));
        const data::SaveReport report = data::save(m_deepref->session(), target, {own});
        QVERIFY2(report.outcome == data::SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(m_deepref->psql(uR"(SELECT "updatedAt" FROM users ORDER BY id LIMIT 1)"_s), u"2020-01-02 03:04:05"_s);
        data::StagedRow fresh;
        fresh.kind = data::ChangeKind::Insert;
        fresh.cells.emplace(target.columnNamed(u"firstName"), data::CellValue::text(u"Eve"_s));
        QVERIFY(!data::changeStatement(target, fresh).sql.contains(u"updatedAt"_s + u"\" ="_s));
        data::StagedRow gone = firstUser(target);
        gone.kind = data::ChangeKind::Delete;
        QVERIFY(!data::changeStatement(target, gone).sql.contains(u"now()"_s));
    }

    // Whoever lost a race is told, and nothing is set.
    void aRowThatChangedMeanwhile()
    {
        const data::EditTarget target = users();
        data::StagedRow row = firstUser(target);
        row.cells.emplace(target.columnNamed(u"lastName"), data::CellValue::text(u"Lovelace"_s));
        m_deepref->psql(
            uR"(UPDATE users SET "lastName" = 'Byron' WHERE id = (SELECT id FROM users ORDER BY id LIMIT 1))"_s);
        const QString before = m_deepref->psql(uR"(SELECT "updatedAt" FROM users ORDER BY id LIMIT 1)"_s);
        QCOMPARE(data::save(m_deepref->session(), target, {row}).outcome, data::SaveOutcome::NotSaved);
        QCOMPARE(m_deepref->psql(uR"(SELECT "updatedAt" FROM users ORDER BY id LIMIT 1)"_s), before);
    }

    // A trigger of the schema that does it is left to it: not one for other columns, nor one that is switched off.
    void whatATriggerSetsAlready_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("when");
        QTest::addColumn<bool>("isKept");
        const QString sets = uR"(NEW."updatedAt" := now();)"_s;
        QTest::newRow("it sets it") << sets << u"BEFORE UPDATE ON users FOR EACH ROW"_s << false;
        QTest::newRow("by =") << uR"(NEW."updatedAt" = now();)"_s << u"BEFORE INSERT OR UPDATE ON users FOR EACH ROW"_s
                              << false;
        QTest::newRow("it compares") << uR"(IF NEW."updatedAt" = OLD."updatedAt" THEN RAISE NOTICE 'x'; END IF;)"_s
                                     << u"BEFORE UPDATE ON users FOR EACH ROW"_s << true;
        QTest::newRow("of one column") << sets << u"BEFORE UPDATE OF email ON users FOR EACH ROW"_s << true;
        QTest::newRow("at times") << sets << u"BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.email <> NEW.email)"_s
                                  << true;
        QTest::newRow("of inserts") << sets << u"BEFORE INSERT ON users FOR EACH ROW"_s << true;
        QTest::newRow("another column") << uR"(NEW."firstName" := 'x';)"_s << u"BEFORE UPDATE ON users FOR EACH ROW"_s
                                        << true;
    }

    void whatATriggerSetsAlready()
    {
        QFETCH(QString, body);
        QFETCH(QString, when);
        QFETCH(bool, isKept);
        m_deepref->psql(
            u"DROP TRIGGER IF EXISTS stamps ON users; CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE "
            u"plpgsql "
            "AS $$ BEGIN "_s
            + body + u" RETURN NEW; END $$; CREATE TRIGGER stamps "_s + when + u" EXECUTE FUNCTION stamp();"_s);
        const auto look = [this] {
            const auto catalog = catalog::CatalogReader(m_deepref->session()).readNow();
            const entity::Entities entities(entity::packModels(), *catalog);
            return !targetOf(m_deepref->session(), entities, entities.named(u"user")->relation).kept.empty();
        };
        QCOMPARE(look(), isKept);
        m_deepref->psql(u"ALTER TABLE users DISABLE TRIGGER stamps"_s);
        QVERIFY(look());
        m_deepref->psql(u"DROP TRIGGER stamps ON users"_s);
    }

    // Each column of a pack that is named like one that is kept is kept by a trigger, or by its model.
    void everyPackKeepsItsOwn_data()
    {
        QTest::addColumn<QString>("pack");
        for (const QString &pack : {u"deepref"_s, u"assistant"_s, u"uaip"_s, u"orchestrator"_s})
            QTest::newRow(qPrintable(pack)) << pack;
    }

    void everyPackKeepsItsOwn()
    {
        QFETCH(QString, pack);
        if (pack == "orchestrator"_L1 && test::serverMajor() < 15)
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo demo(m_server, pack);
        const entity::Entities &entities = *demo.entities();
        static const QRegularExpression names(
            u"^(updated?_?(at|date)|modified_?(at|date)|last_?modified)$"_s, QRegularExpression::CaseInsensitiveOption);
        int found = 0;
        for (const catalog::Column &column : entities.catalog().columns) {
            const catalog::Relation *table = entities.catalog().relation(column.relation);
            const bool isOwn = table && table->schema == "public"_L1 && !table->isPartition
                            && (table->kind == catalog::RelationKind::Table
                                || table->kind == catalog::RelationKind::PartitionedTable);
            if (!isOwn || !names.match(column.name).hasMatch())
                continue;
            ++found;
            const bool isStamped =
                std::ranges::any_of(entities.catalog().triggersOf(table->oid), [](const catalog::Trigger &trigger) {
                    return trigger.functionName.endsWith("_set_updated_at"_L1);
                });
            const auto target = targetOf(demo.session(), entities, table->oid);
            const bool isKept = std::ranges::any_of(target.kept, [&](const data::KeptColumn &kept) {
                return target.columns[size_t(kept.column)].name == column.name;
            });
            QVERIFY2(isStamped != isKept, qPrintable(table->name + u'.' + column.name));
        }
        QVERIFY(found > 0);
    }
};

QTEST_GUILESS_MAIN(KeptColumnsTest)
#include "tst_keptcolumns.moc"
