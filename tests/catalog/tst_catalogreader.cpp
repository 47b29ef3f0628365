// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/difference.h"
#include "catalog/snapshots.h"

#include <QRegularExpression>
#include <QSignalSpy>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::catalog;
using connection::ConnInfo;
using connection::Names;
using connection::Session;
using connection::SessionOptions;

// Both sides of a comparison, as texts that survive psql's line-wise output.
static QString hex(const QString &text) { return QString::fromLatin1(text.toUtf8().toHex()); }

class CatalogReaderTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    Snapshot m_catalog;

    [[nodiscard]] QStringList ask(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return test::verified(answer) ? answer->split(u'\n', Qt::SkipEmptyParts) : QStringList();
    }

    [[nodiscard]] const Relation &relation(const QString &name, const QString &schema = u"public"_s) const
    {
        static const Relation none;
        const Relation *found = m_catalog->relation(schema, name);
        return QTest::qVerify(found != nullptr, "relation", qPrintable(name), __FILE__, __LINE__) ? *found : none;
    }

    [[nodiscard]] const Column &column(const QString &table, const QString &name) const
    {
        static const Column none;
        const Column *found = m_catalog->column(relation(table).oid, name);
        return QTest::qVerify(found != nullptr, "column", qPrintable(name), __FILE__, __LINE__) ? *found : none;
    }

    template <typename T>
    [[nodiscard]] static const T &named(std::span<const T> all, const QString &name)
    {
        static const T none;
        const auto found = std::ranges::find(all, name, &T::name);
        return QTest::qVerify(found != all.end(), "found", qPrintable(name), __FILE__, __LINE__) ? *found : none;
    }

    std::unique_ptr<Session> openSession(const QString &name = u"test"_s, Names names = Names::OfPostgres)
    {
        auto session = std::make_unique<Session>(SessionOptions{.name = name, .names = names});
        return test::verified(session->open(m_server.connInfo(m_database)).result()) ? std::move(session) : nullptr;
    }

    // The backend of a session, as the server sees it.
    [[nodiscard]] QString stateOf(Session &session) const
    {
        return ask(u"SELECT state FROM pg_stat_activity WHERE pid = "_s + pidOf(session)).value(0);
    }
    [[nodiscard]] static QString pidOf(Session &session)
    {
        const auto answer = session.query({u"SELECT pg_backend_pid()"_s, {}}).result();
        return test::verified(answer) ? answer->rows.text(0, 0) : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QVERIFY(test::runSql(m_server, m_database, test::sourceText(u"tests/catalog/nasty.sql"_s)));
        QVERIFY(test::runSql(
            m_server, m_database,
            u"INSERT INTO left_side SELECT n FROM generate_series(1, 5000) n;"
            "VACUUM ANALYZE left_side"_s));
        m_catalog = test::snapshotOf(m_server, m_database);
        QVERIFY(m_catalog);
    }

    // Names of any kind arrive byte by byte, and no relation is missing or too many.
    void allRelationsAreThere()
    {
        QStringList expected = ask(uR"(
            SELECT concat_ws(' ', c.oid, encode(convert_to(nspname, 'UTF8'), 'hex'), encode(convert_to(relname, 'UTF8'), 'hex'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname IN ('public', 'select', 'Über schema'))"_s);
        QStringList actual;
        for (const Relation &r : m_catalog->relations)
            actual.append(u"%1 %2 %3"_s.arg(r.oid).arg(hex(r.schema), hex(r.name)));
        std::ranges::sort(expected);
        std::ranges::sort(actual);
        QVERIFY(expected.size() > 25);
        QCOMPARE(actual, expected);
        for (const QString &name :
             {u"\"; DROP TABLE users; --"_s, u"dots.in.name"_s, u"line\nbreak\r"_s, u"  "_s, u"קריאה\u200f"_s})
            QCOMPARE(relation(name).name, name);
        QCOMPARE(relation(u"äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüä"_s).name.toUtf8().size(), 62);
    }

    void allColumnsAreThere()
    {
        QStringList expected = ask(uR"(
            SELECT concat_ws(' ', attrelid, attnum, encode(convert_to(attname, 'UTF8'), 'hex'), atttypid, typcategory, typtype,
                             attnotnull, format_type(atttypid, atttypmod))
            FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
            JOIN pg_type t ON t.oid = atttypid
            WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm')
              AND nspname IN ('public', 'select', 'Über schema'))"_s);
        QStringList actual;
        for (const Column &c : m_catalog->columns)
            actual.append(
                u"%1 %2 %3 %4 %5 %6 %7 "_s.arg(c.relation)
                    .arg(c.number)
                    .arg(hex(c.name))
                    .arg(c.typeOid)
                    .arg(QLatin1Char(c.typeCategory))
                    .arg(QLatin1Char(c.typeKind))
                    .arg(c.notNull ? u"t"_s : u"f"_s)
                // Only in our transaction is every type out of the search_path.
                + QString(c.type).replace(QRegularExpression(u"\\bpublic\\."_s), QString()));
        std::ranges::sort(expected);
        std::ranges::sort(actual);
        QVERIFY(expected.size() > 80);
        QCOMPARE(actual, expected);
        QCOMPARE(column(u"types"_s, u"k"_s).type, u"public.mood"_s);
    }

    void relationsAreDescribed()
    {
        const Relation &types = relation(u"types"_s);
        QCOMPARE(types.kind, RelationKind::Table);
        QCOMPARE(types.persistence, Persistence::Permanent);
        QCOMPARE(types.owner, u"howdah"_s);
        QCOMPARE(types.options, u"fillfactor='70', autovacuum_enabled='false'"_s);
        QCOMPARE(types.accessMethod, u"heap"_s);
        QCOMPARE(types.estimatedRows, -1);
        QVERIFY(!types.isPartition && !types.rowSecurity && types.parents.isEmpty() && types.comment.isEmpty());
        const Relation &left = relation(u"left_side"_s);
        QCOMPARE(left.estimatedRows, 5000);
        const QStringList sizes = ask(u"SELECT relpages FROM pg_class WHERE oid = %1;"
                                      "SELECT pg_total_relation_size(%1)"_s.arg(left.oid));
        QCOMPARE((QStringList{QString::number(left.pages), QString::number(left.totalBytes)}), sizes);
        const Relation &watched = relation(u"watched"_s);
        QVERIFY(watched.rowSecurity && watched.forceRowSecurity);
        QCOMPARE(relation(u"line\nbreak\r"_s).comment, u"two\nlines \\ and a backslash"_s);
        QCOMPARE(relation(u"scratch"_s).persistence, Persistence::Unlogged);
        QCOMPARE(relation(u"scratch"_s).replicaIdentity, 'f');
        QCOMPARE(relation(u"free Seq"_s).kind, RelationKind::Sequence);
        const Relation &view = relation(u"view of types"_s, u"select"_s);
        QCOMPARE(view.kind, RelationKind::View);
        QCOMPARE(view.options, u"security_barrier='true', check_option='local'"_s);
        QCOMPARE(view.comment, u"a view"_s);
        QVERIFY2(view.definition.contains(u"FROM public.types"_s), qPrintable(view.definition));
        QCOMPARE(relation(u"totals"_s).kind, RelationKind::MaterializedView);
        QCOMPARE(relation(u"nothing"_s).name, u"nothing"_s);
        QVERIFY(m_catalog->columnsOf(relation(u"nothing"_s).oid).empty());
    }

    void partitionsAndInheritance()
    {
        const Relation &measure = relation(u"measure"_s);
        QCOMPARE(measure.kind, RelationKind::PartitionedTable);
        QCOMPARE(measure.partitionKey, u"RANGE (day)"_s);
        const Relation &year = relation(u"measure_2024"_s);
        QVERIFY(year.isPartition);
        QCOMPARE(year.kind, RelationKind::PartitionedTable);
        QCOMPARE(year.partitionKey, u"LIST (kind)"_s);
        QCOMPARE(year.partitionBound, u"FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"_s);
        QCOMPARE(year.parents, QList<Oid>{measure.oid});
        QCOMPARE(relation(u"measure_2024_rest"_s).partitionBound, u"DEFAULT"_s);
        QStringList children;
        for (const Relation *child : m_catalog->childrenOf(measure.oid))
            children.append(child->name);
        QCOMPARE(children, (QStringList{u"measure_2024"_s, u"measure_old"_s}));

        const Relation &dog = relation(u"dog"_s);
        QVERIFY(!dog.isPartition);
        QCOMPARE(dog.parents, (QList<Oid>{relation(u"animal"_s).oid, relation(u"pet"_s).oid}));
        const Column &name = column(u"dog"_s, u"name"_s);
        QCOMPARE(name.inheritedCount, 2);
        QVERIFY(name.isLocal && name.notNull);
        QVERIFY(!column(u"dog"_s, u"owner"_s).isLocal);
        const auto &sane = named(m_catalog->constraintsOf(year.oid), u"sane"_s);
        QVERIFY(!sane.isLocal);
    }

    void columnsAreDescribed()
    {
        const Column &a = column(u"types"_s, u"a"_s);
        QCOMPARE(a.identity, 'a');
        QVERIFY(a.notNull && a.expression.isEmpty() && a.generated == 0);
        QCOMPARE(column(u"types"_s, u"b"_s).identity, 'd');
        QCOMPARE(column(u"types"_s, u"c"_s).expression, u"nextval('public.types_c_seq'::regclass)"_s);
        const Column &e = column(u"types"_s, u"e"_s);
        QCOMPARE(e.type, u"character varying(255)"_s);
        QCOMPARE(e.expression, u"'it''s'::character varying"_s);
        QCOMPARE(e.comment, u"the \"e\" of 'it'"_s);
        QCOMPARE(e.alterations, u"SET (n_distinct=-0.5)"_s);
        QCOMPARE(column(u"types"_s, u"i"_s).type, u"interval day to second(2)"_s);
        const Column &p = column(u"types"_s, u"p"_s);
        QCOMPARE(p.generated, 's');
        QCOMPARE(p.expression, u"(length((e)::text) * 2)"_s);
        const Column &k = column(u"types"_s, u"k"_s);
        QVERIFY(k.isEnum());
        QCOMPARE(k.typeCategory, 'E');
        QCOMPARE(k.expression, u"'sad'::public.mood"_s);
        const Column &t = column(u"types"_s, u"t"_s);
        QCOMPARE(t.type, u"public.mood[]"_s);
        QCOMPARE(t.innerTypeOid, k.typeOid);
        QCOMPARE(t.typeCategory, 'A');
        const Column &l = column(u"types"_s, u"l"_s);
        QCOMPARE(l.typeKind, 'd');
        QCOMPARE(l.innerTypeOid, e.typeOid);
        QCOMPARE(column(u"types"_s, u"o"_s).collation, u"pg_catalog.\"C\""_s);
        QCOMPARE(column(u"types"_s, u"o"_s).alterations, u"SET STORAGE EXTERNAL"_s);
        QCOMPARE(column(u"types"_s, u"n"_s).alterations, u"SET STATISTICS 500"_s);
        QCOMPARE(column(u"types"_s, u"r"_s).type, u"\"char\""_s);
        // Constants are printed in one zone, whatever the session's.
        QCOMPARE(column(u"types"_s, u"w"_s).expression, u"'2024-02-29 10:00:00+00'::timestamp with time zone"_s);
        // "dropped" left a gap between w and x.
        QCOMPARE(m_catalog->column(relation(u"types"_s).oid, u"dropped"_s), nullptr);
        QCOMPARE(column(u"types"_s, u"x"_s).number - column(u"types"_s, u"w"_s).number, 2);
        QCOMPARE(m_catalog->column(relation(u"types"_s).oid, qint16(column(u"types"_s, u"x"_s).number - 1)), nullptr);
    }

    void constraintsAreDescribed()
    {
        const Oid types = relation(u"types"_s).oid;
        const Constraint *key = m_catalog->primaryKey(types);
        QVERIFY(key);
        QCOMPARE(key->name, u"types Pk"_s);
        QCOMPARE(key->definition, u"PRIMARY KEY (a)"_s);
        QCOMPARE(key->columns, QList<qint16>{1});
        const auto constraints = m_catalog->constraintsOf(types);
        const auto &unique = named(constraints, u"types_e_key"_s);
        QCOMPARE(unique.kind, ConstraintKind::Unique);
        QVERIFY(unique.deferrable && unique.initiallyDeferred && unique.index != 0);
        QVERIFY(named(constraints, u"positive"_s).noInherit);
        QCOMPARE(named(constraints, u"positive"_s).comment, u"not below zero"_s);
        QVERIFY(!named(constraints, u"later"_s).validated);
        QCOMPARE(named(constraints, u"later"_s).definition, u"CHECK ((g < (1000)::numeric)) NOT VALID"_s);
        QCOMPARE(named(constraints, u"types_u_excl"_s).kind, ConstraintKind::Exclusion);

        const Relation &right = relation(u"right_side"_s);
        const auto &single = named(m_catalog->constraintsOf(right.oid), u"right_left"_s);
        QCOMPARE(single.kind, ConstraintKind::ForeignKey);
        QCOMPARE(single.referencedRelation, relation(u"left_side"_s).oid);
        QCOMPARE(single.onDelete, ReferentialAction::Cascade);
        QCOMPARE(single.onUpdate, ReferentialAction::SetNull);
        const auto &pair = named(m_catalog->constraintsOf(right.oid), u"right_side_a_b_fkey"_s);
        QCOMPARE(pair.columns, (QList<qint16>{4, 5}));
        QCOMPARE(pair.referencedColumns, (QList<qint16>{3, 4}));
        QCOMPARE(pair.match, 'f');
        QCOMPARE(pair.onDelete, ReferentialAction::SetDefault);
        QStringList incoming;
        for (const Constraint *reference : m_catalog->referencesTo(right.oid))
            incoming.append(reference->name);
        incoming.sort();
        QCOMPARE(incoming, (QStringList{u"left_right"_s, u"right_side_own_fkey"_s}));
    }

    void indexesAreDescribed()
    {
        const Relation &types = relation(u"types"_s);
        const auto &mixed = named(m_catalog->indexesOf(types.oid), u"types_mixed"_s);
        QCOMPARE(mixed.keyColumns, (QList<qint16>{0, column(u"types"_s, u"g"_s).number}));
        QCOMPARE(mixed.includedColumns, QList<qint16>{column(u"types"_s, u"h"_s).number});
        QCOMPARE(mixed.expressions, QStringList{u"lower((e)::text)"_s});
        QCOMPARE(mixed.predicate, u"(g > (5)::numeric)"_s);
        QCOMPARE(mixed.method, u"btree"_s);
        QCOMPARE(mixed.comment, u"an expression first"_s);
        QCOMPARE(mixed.alterations, u"ALTER COLUMN 1 SET STATISTICS 300"_s);
        QVERIFY(!mixed.unique && !mixed.primary && mixed.valid && mixed.constraint == 0);
        QVERIFY2(
            mixed.definition.startsWith(u"CREATE INDEX types_mixed ON public.types USING btree"_s),
            qPrintable(mixed.definition));
        const auto &unique = named(m_catalog->indexesOf(types.oid), u"types UQ"_s);
        QVERIFY(unique.unique && unique.clustered);
        const auto &primary = named(m_catalog->indexesOf(types.oid), u"types Pk"_s);
        QVERIFY(primary.primary);
        QCOMPARE(primary.constraint, m_catalog->primaryKey(types.oid)->oid);
        const auto &child = named(m_catalog->indexesOf(relation(u"measure_old"_s).oid), u"other_name"_s);
        QCOMPARE(child.parent, named(m_catalog->indexesOf(relation(u"measure"_s).oid), u"measure_value"_s).oid);
    }

    void triggersRulesAndPolicies()
    {
        const Oid watched = relation(u"watched"_s).oid;
        const auto &touch = named(m_catalog->triggersOf(watched), u"Touch It"_s);
        QCOMPARE(touch.functionName, u"touch"_s);
        QCOMPARE(touch.functionSchema, u"public"_s);
        QCOMPARE(touch.enabled, 'O');
        QCOMPARE(touch.comment, u"stamps rows"_s);
        QCOMPARE(named(m_catalog->triggersOf(watched), u"off"_s).enabled, 'D');
        QCOMPARE(m_catalog->triggersOf(watched).size(), 2U);
        // Those that carry out foreign keys are not shown, nor the copies in partitions.
        QVERIFY(m_catalog->triggersOf(relation(u"right_side"_s).oid).empty());
        QVERIFY(m_catalog->triggersOf(relation(u"measure_old"_s).oid).empty());
        const auto &rule = named(m_catalog->rulesOf(watched), u"no delete"_s);
        QCOMPARE(rule.comment, u"zero stays"_s);
        QVERIFY(m_catalog->rulesOf(relation(u"view of types"_s, u"select"_s).oid).empty());
        const auto &own = named(m_catalog->policiesOf(watched), u"own rows"_s);
        QCOMPARE(own.command, 'w');
        QVERIFY(!own.permissive);
        QCOMPARE(own.roles, u"howdah"_s);
        QCOMPARE(own.usingExpression, u"(owner = CURRENT_USER)"_s);
        QCOMPARE(own.checkExpression, u"(id > 0)"_s);
        QCOMPARE(named(m_catalog->policiesOf(watched), u"everybody"_s).roles, u"public"_s);
    }

    void typesSequencesFunctionsExtensions()
    {
        const auto &mood = named(std::span<const Type>(m_catalog->types), u"mood"_s);
        QCOMPARE(mood.labels, (QStringList{u"first"_s, u"sad"_s, u"it's \"ok\""_s, u"line\nbreak"_s, u""_s, u"  "_s}));
        QCOMPARE(mood.comment, u"labels in order"_s);
        const auto &email = named(std::span<const Type>(m_catalog->types), u"email"_s);
        QCOMPARE(email.kind, TypeKind::Domain);
        QVERIFY2(
            email.definition.startsWith(u"AS character varying(320) COLLATE pg_catalog.\"C\" DEFAULT 'a@b'"_s),
            qPrintable(email.definition));
        QCOMPARE(email.constraintComments.value(0).second, u"has an at"_s);
        QCOMPARE(
            named(std::span<const Type>(m_catalog->types), u"point3"_s).definition,
            u"AS (x double precision, \"Y\" double precision, z text COLLATE pg_catalog.\"C\")"_s);
        QCOMPARE(m_catalog->types.size(), 4); // no row types, arrays or multiranges

        const Relation &types = relation(u"types"_s);
        const Sequence *free = m_catalog->sequence(relation(u"free Seq"_s).oid);
        QVERIFY(free);
        QCOMPARE(free->type, u"smallint"_s);
        QCOMPARE(
            (QList<qint64>{free->start, free->increment, free->maximum, free->cache}), (QList<qint64>{7, 3, 700, 1}));
        QCOMPARE(m_catalog->sequencesOf(types.oid).size(), 4);
        const Sequence *identity = m_catalog->sequence(relation(u"types_b_seq"_s).oid);
        QVERIFY(identity && identity->isIdentity && identity->cycles);
        QCOMPARE(identity->ownerRelation, types.oid);
        QCOMPARE(identity->ownerColumn, column(u"types"_s, u"b"_s).number);

        const auto &add = named(std::span<const Function>(m_catalog->functions), u"add_up"_s);
        QCOMPARE(add.arguments, u"a integer, b integer, VARIADIC rest integer[]"_s);
        QCOMPARE(add.result, u"integer"_s);
        QCOMPARE(add.language, u"sql"_s);
        QVERIFY(add.definition.contains(u"SELECT a + b"_s));
        QCOMPARE(named(std::span<const Function>(m_catalog->functions), u"product"_s).kind, FunctionKind::Aggregate);
        QCOMPARE(named(std::span<const Function>(m_catalog->functions), u"nothing"_s).kind, FunctionKind::Procedure);
        const auto &digest = named(std::span<const Function>(m_catalog->functions), u"digest"_s);
        QCOMPARE(digest.extension, u"pgcrypto"_s);
        QCOMPARE(named(std::span<const Extension>(m_catalog->extensions), u"pgcrypto"_s).schema, u"Über schema"_s);

        QCOMPARE(m_catalog->database, m_database);
        QVERIFY(m_catalog->serverVersion >= 130000);
        QStringList schemas;
        for (const Schema &schema : m_catalog->schemas)
            schemas.append(schema.name);
        QCOMPARE(schemas, (QStringList{u"public"_s, u"select"_s, u"Über schema"_s}));
        QCOMPARE(m_catalog->schema(u"select"_s)->comment, u"a keyword, a \"quote\" and a 'string'"_s);
        QCOMPARE(m_catalog->relationsIn(u"Über schema"_s).size(), 1U);
    }

    void stagesComeInOrder()
    {
        const auto session = openSession();
        QVERIFY(session);
        CatalogReader reader(*session);
        QList<std::pair<Stage, Snapshot>> stages;
        connect(&reader, &CatalogReader::stageReady, this, [&](const Snapshot &catalog, Stage stage) {
            QCOMPARE(QThread::currentThread(), thread());
            stages.append({stage, catalog});
        });
        QSignalSpy finished(&reader, &CatalogReader::finished);
        QSignalSpy failed(&reader, &CatalogReader::failed);
        reader.read();
        QVERIFY(reader.isReading());
        QVERIFY(finished.wait(30000));
        QVERIFY(failed.isEmpty() && !reader.isReading());
        QCOMPARE(stages.size(), 3);
        const auto &[firstStage, first] = stages.at(0);
        QCOMPARE(firstStage, Stage::Relations);
        QCOMPARE(first->stage, Stage::Relations);
        QCOMPARE(first->relations.size(), m_catalog->relations.size());
        QVERIFY(first->columns.isEmpty() && first->relation(u"public"_s, u"types"_s));
        const auto &[secondStage, second] = stages.at(1);
        QCOMPARE(secondStage, Stage::Columns);
        QList<Column> withoutDefaults = m_catalog->columns;
        for (Column &column : withoutDefaults)
            column.expression.clear();
        QCOMPARE(second->columns, withoutDefaults);
        QCOMPARE(second->constraints.size(), m_catalog->constraints.size());
        const Constraint *key = second->primaryKey(relation(u"types"_s).oid);
        QVERIFY(key && key->definition == u"PRIMARY KEY (a)"_s);
        QVERIFY(second->indexes.isEmpty());
        QVERIFY(*stages.at(2).second == *m_catalog);
        QCOMPARE(stateOf(*session), u"idle"_s); // and not "idle in transaction"
    }

    // A second read() replaces the first: each stage is told once.
    void readingAgainReplacesTheFormer()
    {
        const auto session = openSession();
        QVERIFY(session);
        CatalogReader reader(*session);
        QSignalSpy stages(&reader, &CatalogReader::stageReady);
        QSignalSpy finished(&reader, &CatalogReader::finished);
        reader.read();
        reader.read();
        QVERIFY(finished.wait(30000));
        QTRY_COMPARE(session->pendingRequests(), 0);
        QCOMPARE(stages.size(), 3);
        QCOMPARE(finished.size(), 1);
    }

    // A long ALTER TABLE elsewhere holds up neither tree nor columns; what waits for its lock can be cancelled.
    void locksHoldUpOnlyTheLastStage()
    {
        const auto blocker = openSession(u"blocker"_s, Names::OfDatabase);
        const auto session = openSession();
        QVERIFY(blocker && session);
        QVERIFY(blocker->query({u"BEGIN"_s, {}}).result());
        QVERIFY(blocker->query({u"LOCK TABLE types IN ACCESS EXCLUSIVE MODE"_s, {}}).result());
        CatalogReader reader(*session);
        QSignalSpy stages(&reader, &CatalogReader::stageReady);
        QSignalSpy failed(&reader, &CatalogReader::failed);
        reader.read();
        QTRY_COMPARE_WITH_TIMEOUT(stages.size(), 2, 30000);
        session->cancel();
        QVERIFY(failed.wait(30000));
        QCOMPARE(failed.at(0).at(0).value<Error>().kind, ErrorKind::Cancelled);
        QTRY_COMPARE(session->pendingRequests(), 0);
        QCOMPARE(stateOf(*session), u"idle"_s); // although the COMMIT was dropped
        QCOMPARE(stages.size(), 2);

        QVERIFY(blocker->query({u"ROLLBACK"_s, {}}).result());
        QSignalSpy finished(&reader, &CatalogReader::finished);
        reader.read();
        QVERIFY(finished.wait(30000));
        QCOMPARE(stages.size(), 5);
    }

    // A locked table has no size for once, and everybody else has.
    void sizesDoNotWait()
    {
        const auto blocker = openSession(u"blocker"_s, Names::OfDatabase);
        QVERIFY(blocker);
        QVERIFY(blocker->query({u"BEGIN"_s, {}}).result());
        QVERIFY(blocker->query({u"LOCK TABLE scratch IN ACCESS EXCLUSIVE MODE"_s, {}}).result());
        const Snapshot catalog = test::snapshotOf(m_server, m_database);
        QVERIFY(catalog);
        QCOMPARE(catalog->relation(u"public"_s, u"scratch"_s)->totalBytes, -1);
        QCOMPARE(catalog->relation(u"public"_s, u"left_side"_s)->totalBytes, relation(u"left_side"_s).totalBytes);
    }

    // Relations of every kind come and go all the time; no read fails, and each one sees a state that has been.
    void relationsVanishMeanwhile()
    {
        const QString database = m_server.createDatabase();
        QVERIFY(test::runSql(m_server, database, u"CREATE TABLE stays (id integer PRIMARY KEY)"_s));
        std::atomic<bool> stop = false;
        std::atomic<int> rounds = 0;
        std::atomic<bool> broken = false;
        std::thread changer([&] {
            Session session({.names = Names::OfDatabase});
            const auto opened = session.open(m_server.connInfo(database)).result();
            broken = !opened;
            while (!stop && !broken) {
                for (const char *sql :
                     {"CREATE TABLE goes (id serial PRIMARY KEY, ref integer REFERENCES stays, t text DEFAULT 'a' "
                      "CHECK (t <> ''))",
                      "CREATE INDEX goes_index ON goes (lower(t)) WHERE id > 5",
                      "CREATE VIEW seen AS SELECT t FROM goes",
                      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                      "CREATE TRIGGER tr BEFORE INSERT ON goes FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION f()",
                      "CREATE POLICY po ON goes USING (id > 0)", "DROP TABLE goes CASCADE", "DROP FUNCTION f"})
                    if (!session.query({QString::fromUtf8(sql), {}}).result())
                        broken = true;
                ++rounds;
            }
        });
        Session session;
        const auto opened = session.open(m_server.connInfo(database)).result();
        CatalogReader reader(session);
        QStringList complaints;
        Snapshot last;
        connect(&reader, &CatalogReader::failed, this, [&](const Error &error) { complaints.append(describe(error)); });
        connect(&reader, &CatalogReader::stageReady, this, [&](const Snapshot &catalog, Stage) { last = catalog; });
        QSignalSpy finished(&reader, &CatalogReader::finished);
        bool whole = opened.has_value();
        for (int i = 0; i < 40 && whole && complaints.isEmpty(); ++i) {
            const auto now = i % 4 == 0 ? CatalogReader(session).readNow() : Result<Snapshot>(last);
            if (!now)
                complaints.append(describe(now.error()));
            reader.read();
            whole = finished.wait(30000) && last && last->relation(u"public"_s, u"stays"_s);
            // One snapshot: whatever relation is there has its columns.
            const Relation *goes = last ? last->relation(u"public"_s, u"goes"_s) : nullptr;
            whole = whole && (!goes || last->columnsOf(goes->oid).size() == 3);
        }
        stop = true;
        changer.join();
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
        QVERIFY(whole && !broken);
        QVERIFY(rounds > 1);
    }

    void aLostConnectionIsTold()
    {
        const auto session = openSession();
        QVERIFY(session);
        CatalogReader reader(*session);
        QSignalSpy failed(&reader, &CatalogReader::failed);
        QCOMPARE(ask(u"SELECT pg_terminate_backend(%1)"_s.arg(pidOf(*session))), QStringList{u"t"_s});
        reader.read();
        QVERIFY(failed.wait(30000));
        QCOMPARE(failed.at(0).at(0).value<Error>().kind, ErrorKind::Connection);
        const auto all = CatalogReader(*session).readAll().result();
        QVERIFY(!all && all.error().kind == ErrorKind::Connection);
    }

    void aReaderMayGoWhileItReads()
    {
        const auto session = openSession();
        QVERIFY(session);
        auto reader = std::make_unique<CatalogReader>(*session);
        reader->read();
        reader.reset();
        const auto again = CatalogReader(*session).readAll().result();
        QVERIFY(again && (*again)->relations.size() == m_catalog->relations.size());
    }

    // A role without any rights sees the same catalog.
    void aPoorRoleMayRead()
    {
        Session session;
        const ConnInfo poor = m_server.createRole(u"poor \"role\""_s, u"secret"_s, m_database);
        QVERIFY(test::verified(session.open(poor).result()));
        const auto catalog = CatalogReader(session).readAll().result();
        QVERIFY(test::verified(catalog));
        const Difference difference = compare(*m_catalog, **catalog);
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
    }

    // Whatever the session is set to, the definitions are the same.
    void settingsOfTheSessionDoNotMatter()
    {
        const auto session = openSession();
        QVERIFY(session);
        for (const char *sql :
             {"SET search_path = 'select', public, 'Über schema'", "SET quote_all_identifiers = on",
              "SET DateStyle = 'German'", "SET IntervalStyle = 'iso_8601'", "SET TimeZone = 'Asia/Tokyo'",
              "SET extra_float_digits = -5", "CREATE TEMPORARY TABLE types (id integer)"})
            QVERIFY(test::verified(session->query({QString::fromUtf8(sql), {}}).result()));
        const auto catalog = CatalogReader(*session).readAll().result();
        QVERIFY(test::verified(catalog));
        const Difference difference = compare(*m_catalog, **catalog);
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
        const auto path = session->query({u"SHOW search_path"_s, {}}).result();
        QVERIFY(path && path->rows.text(0, 0).contains(u"select"_s)); // only our transaction had another
    }
};

QTEST_GUILESS_MAIN(CatalogReaderTest)
#include "tst_catalogreader.moc"
