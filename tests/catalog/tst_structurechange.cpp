// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/columntypes.h"
#include "catalog/change/structurecheck.h"
#include "catalog/change/structurescript.h"
#include "catalog/difference.h"
#include "catalog/snapshots.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::catalog;
using howdah::test::runSql;
using howdah::test::snapshotOf;

// What SQL is made of a change: run by psql, it gives the catalog that was asked for, and its inverse the former facts.
class StructureChangeTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    Snapshot m_catalog;

    Oid oid(const QString &name) const
    {
        const Relation *relation = m_catalog->relation(u"Odd schema"_s, name);
        return relation ? relation->oid : 0;
    }
    Oid constraint(const QString &table, const QString &name) const
    {
        for (const Constraint &one : m_catalog->constraintsOf(oid(table))) {
            if (one.name == name)
                return one.oid;
        }
        return 0;
    }
    Oid index(const QString &table, const QString &name) const
    {
        for (const Index &one : m_catalog->indexesOf(oid(table))) {
            if (one.name == name)
                return one.oid;
        }
        return 0;
    }
    static ColumnDraft &column(TableDraft &draft, const QString &name)
    {
        return *std::ranges::find(draft.columns, name, &ColumnDraft::name);
    }

    // Applies the change and looks that it is met, then its inverse, and looks that all is as it was.
    void prove(const StructureChange &change, const std::function<void(const Catalog &)> &check = {})
    {
        const StructureScript script = scriptOf(*m_catalog, change);
        QVERIFY2(script.canRun(), qPrintable(script.problems.join(u'\n')));
        QVERIFY(!unmetBy(change, *m_catalog).isEmpty());
        QVERIFY2(runSql(m_server, m_database, script.up), qPrintable(script.up));
        const Snapshot after = snapshotOf(m_server, m_database);
        QVERIFY(after);
        QCOMPARE(unmetBy(change, *after).join(u'\n'), QString());
        QVERIFY(!compare(*m_catalog, *after).isEmpty());
        if (check)
            check(*after);
        QVERIFY2(runSql(m_server, m_database, script.down), qPrintable(script.down));
        const Snapshot back = snapshotOf(m_server, m_database);
        QVERIFY(back);
        const QString difference = describe(compare(*m_catalog, *back).withoutColumnOrder());
        QVERIFY2(
            difference.isEmpty(), qPrintable(difference + u"\nup:\n"_s + script.up + u"\ndown:\n"_s + script.down));
    }

    QString problems(const StructureChange &change) const { return scriptOf(*m_catalog, change).problems.join(u'\n'); }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase();
        QVERIFY(runSql(m_server, m_database, uR"sql(
            CREATE SCHEMA "Odd schema";
            CREATE SCHEMA other;
            SET search_path = "Odd schema";
            CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"');
            CREATE TABLE users (
                id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 3) PRIMARY KEY,
                "E-mail" varchar(40) NOT NULL DEFAULT 'a@b' COLLATE "C",
                age integer DEFAULT 3, score text DEFAULT '7', note text, serial_no serial,
                doubled integer GENERATED ALWAYS AS (age * 2) STORED,
                CONSTRAINT mail_key UNIQUE ("E-mail", age));
            ALTER TABLE users ADD CONSTRAINT age_check CHECK (age > 0 OR note = 'age') NOT VALID;
            COMMENT ON TABLE users IS 'it''s \ a "table"';
            COMMENT ON COLUMN users.note IS 'a note';
            COMMENT ON CONSTRAINT age_check ON users IS 'checks';
            ALTER TABLE users ALTER COLUMN note SET STATISTICS 7;
            CREATE INDEX lower_note ON users (lower(note)) INCLUDE (age) WHERE score <> 'note';
            CREATE INDEX "Odd INDEX name" ON users USING hash (score);
            COMMENT ON INDEX lower_note IS 'ix';
            CREATE TABLE orders (id integer PRIMARY KEY, user_id bigint NOT NULL, mail varchar(40), age integer,
                CONSTRAINT orders_mail FOREIGN KEY (mail, age) REFERENCES users ("E-mail", age) ON DELETE CASCADE);
            CREATE TABLE lines (id integer, order_id integer REFERENCES orders ON UPDATE SET NULL);
            CREATE VIEW names AS SELECT id, note FROM users;
            CREATE VIEW over_names AS SELECT id FROM names;
            CREATE TABLE parted (day date NOT NULL, v text) PARTITION BY RANGE (day);
            CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE INDEX parted_v ON parted (v);
        )sql"_s));
        m_catalog = snapshotOf(m_server, m_database);
        QVERIFY(m_catalog);
    }

    // The operator's search path is not known where a migration runs.
    void typesAreNamedWithTheirSchema()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        ColumnDraft feeling;
        feeling.name = u"feeling"_s;
        feeling.type = u"mood"_s;
        feeling.expression = u"'sad'::mood"_s;
        draft.columns << feeling;
        ColumnDraft feelings = feeling;
        feelings.name = u"feelings"_s;
        feelings.type = u"mood[]"_s;
        feelings.expression.clear();
        draft.columns << feelings;
        ColumnDraft plain = feelings;
        plain.name = u"plain"_s;
        plain.type = u"varchar(9)"_s;
        draft.columns.insert(draft.columns.size() - 2, plain);
        const QString up = scriptOf(*m_catalog, draft).up;
        QVERIFY2(up.contains(u"feeling \"Odd schema\".mood DEFAULT 'sad'::\"Odd schema\".mood"_s), qPrintable(up));
        QVERIFY2(up.contains(u"feelings \"Odd schema\".mood[]"_s), qPrintable(up));
        QVERIFY2(up.contains(u"plain varchar(9)"_s), qPrintable(up));
        prove(draft);
        const IndexDraft index{oid(u"users"_s),           u"ix"_s, u"btree"_s,
                               {{{}, u"(note::mood)"_s}}, {},      u"'sad'::mood = 'sad'"_s};
        QVERIFY(scriptOf(*m_catalog, index).up.contains(u"note::\"Odd schema\".mood"_s));
        QVERIFY(scriptOf(*m_catalog, index).up.contains(u"WHERE 'sad'::\"Odd schema\".mood"_s));
        const ConstraintDraft check{
            .relation = oid(u"users"_s), .name = u"c"_s, .check = u"note::mood IS NOT NULL AND note::text > ''"_s};
        QVERIFY2(
            scriptOf(*m_catalog, check).up.contains(u"(note::\"Odd schema\".mood IS NOT NULL AND note::text > '')"_s),
            qPrintable(scriptOf(*m_catalog, check).up));
        // Of two nobody can say which one is meant.
        QVERIFY(runSql(m_server, m_database, u"CREATE TYPE other.mood AS ENUM ('other')"_s));
        m_catalog = snapshotOf(m_server, m_database);
        QVERIFY2(problems(draft).contains(u"more than one type mood"_s), qPrintable(problems(draft)));
        draft.columns.removeLast();
        draft.columns.last().type = u"other.mood"_s;
        draft.columns.last().expression.clear();
        QCOMPARE(problems(draft), QString());
    }

    void statisticsOfADroppedColumnAreNamedAndRestored()
    {
        QVERIFY(runSql(
            m_server, m_database,
            u"CREATE STATISTICS \"Odd schema\".pair (ndistinct) ON age, score FROM \"Odd schema\".users; "
            "COMMENT ON STATISTICS \"Odd schema\".pair IS 'both'; "
            "CREATE STATISTICS \"Odd schema\".others (mcv) ON note, id FROM \"Odd schema\".users"_s));
        m_catalog = snapshotOf(m_server, m_database);
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        draft.columns.removeIf([](const ColumnDraft &one) { return one.name == u"score"_s; });
        const QString notes = scriptOf(*m_catalog, draft).notes.join(u'\n');
        QVERIFY2(notes.contains(u"statistics object \"Odd schema\".pair"_s), qPrintable(notes));
        QVERIFY2(!notes.contains(u"others"_s), qPrintable(notes));
        prove(draft);
    }

    void lossyTypeChangesAreNamed_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("keeps");
        const auto row = [](const QString &from, const QString &to, bool keeps) {
            QTest::newRow(qPrintable(from + u" to "_s + to)) << from << to << keeps;
        };
        row(u"integer"_s, u"bigint"_s, true);
        row(u"bigint"_s, u"integer"_s, true); // what does not fit is refused
        row(u"numeric"_s, u"integer"_s, false);
        row(u"integer"_s, u"double precision"_s, true);
        row(u"bigint"_s, u"double precision"_s, false);
        row(u"double precision"_s, u"real"_s, false);
        row(u"numeric(12,4)"_s, u"numeric(12,2)"_s, false);
        row(u"numeric(12,2)"_s, u"numeric(14,4)"_s, true);
        row(u"numeric"_s, u"numeric(12,2)"_s, false);
        row(u"timestamp with time zone"_s, u"date"_s, false);
        row(u"date"_s, u"timestamp without time zone"_s, true);
        row(u"timestamp(6) with time zone"_s, u"timestamp(0) with time zone"_s, false);
        row(u"uuid"_s, u"text"_s, true);
        row(u"text"_s, u"integer"_s, false);
        row(u"json"_s, u"jsonb"_s, false);
        row(u"text"_s, u"varchar(3)"_s, true); // what is longer is refused
    }
    void lossyTypeChangesAreNamed()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(bool, keeps);
        QCOMPARE(keepsValues(from, to), keeps);
    }

    void aLossyTypeChangeIsNoted()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        column(draft, u"score"_s).type = u"integer"_s;
        QVERIFY(scriptOf(*m_catalog, draft).notes.join(u'\n').contains(u"Values of score that integer"_s));
        draft = draftOf(*m_catalog, oid(u"users"_s));
        column(draft, u"age"_s).type = u"bigint"_s;
        QVERIFY(!scriptOf(*m_catalog, draft).notes.join(u'\n').contains(u"Values of age"_s));
    }

    // What references a unique index goes along with it, and comes back.
    void aReferencedIndexIsDroppedAndRestored()
    {
        QVERIFY(runSql(
            m_server, m_database,
            u"CREATE UNIQUE INDEX only_age ON \"Odd schema\".users (age); "
            "CREATE TABLE \"Odd schema\".aged (age integer REFERENCES \"Odd schema\".users (age))"_s));
        m_catalog = snapshotOf(m_server, m_database);
        DropObject drop{{ObjectKind::Index, oid(u"users"_s), index(u"users"_s, u"only_age"_s)}};
        drop.cascade = true;
        prove(drop);
    }

    void anIdentityGoesOnBehindWhatIsThere()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"orders"_s));
        column(draft, u"id"_s).identity = 'a';
        QVERIFY(scriptOf(*m_catalog, draft).up.contains(u"ADD GENERATED ALWAYS AS IDENTITY;"_s));
        column(draft, u"id"_s).start = 43;
        const QString up = scriptOf(*m_catalog, draft).up;
        QVERIFY2(up.contains(u"ADD GENERATED ALWAYS AS IDENTITY (START WITH 43)"_s), qPrintable(up));
        prove(draft, [this](const Catalog &after) {
            const auto owned = after.sequencesOf(oid(u"orders"_s));
            QCOMPARE(owned.size(), 1);
            QCOMPARE(owned.first()->start, qint64(43));
        });
    }

    void aTableIsCreated()
    {
        TableDraft draft;
        draft.schema = u"Odd schema"_s;
        draft.name = u"New \"table\"; DROP TABLE users; --"_s;
        draft.comment = u"it's\nnew \\"_s;
        ColumnDraft id;
        id.name = u"id"_s;
        id.type = u"int8"_s;
        id.identity = 'd';
        id.notNull = true;
        ColumnDraft feeling;
        feeling.name = u"Select"_s;
        feeling.type = u"\"Odd schema\".mood[]"_s;
        feeling.expression = u"1 IN (1) OR NULL IS NULL"_s;
        feeling.comment = u"'"_s;
        ColumnDraft flag = feeling;
        flag.name = u"flag"_s;
        flag.type = u"bool"_s;
        feeling.expression = u"'{}'"_s;
        ColumnDraft amount;
        amount.name = u"amount"_s;
        amount.type = u"decimal(12, 2)"_s;
        draft.columns = {id, feeling, flag, amount};
        draft.primaryKey = {u"id"_s, u"Select"_s};
        prove(draft, [&](const Catalog &after) {
            const Relation *made = after.relation(draft.schema, draft.name);
            QVERIFY(made);
            QCOMPARE(after.column(made->oid, u"amount"_s)->type, u"numeric(12,2)"_s);
            QCOMPARE(after.primaryKey(made->oid)->columns.size(), 2);
        });
    }

    void aTableIsAltered()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        QCOMPARE(problems(draft), u"Nothing is changed yet."_s);
        column(draft, u"score"_s).type = u"integer"_s;
        column(draft, u"score"_s).expression = u"8"_s;
        column(draft, u"E-mail"_s).type = u"text"_s;
        column(draft, u"E-mail"_s).comment = u"of the user"_s;
        column(draft, u"age"_s).notNull = true;
        column(draft, u"age"_s).expression = u"1 + 1"_s;
        column(draft, u"id"_s).identity = 'd';
        ColumnDraft fresh;
        fresh.name = u"fresh"_s;
        fresh.type = u"timestamptz(3)"_s;
        fresh.expression = u"now()"_s;
        fresh.notNull = true;
        fresh.comment = u"when"_s;
        draft.columns << fresh;
        draft.comment.clear();
        // The foreign key holds the type of the mail, and the index that of the score.
        QVERIFY(runSql(m_server, m_database, uR"(ALTER TABLE "Odd schema".orders DROP CONSTRAINT orders_mail;
            DROP INDEX "Odd schema".lower_note)"_s));
        m_catalog = snapshotOf(m_server, m_database);
        prove(draft);
    }

    void namesAreExchangedAndTheTableMoves()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"lines"_s));
        column(draft, u"order_id"_s).name = u"x"_s;
        column(draft, u"id"_s).name = u"order_id"_s;
        column(draft, u"x"_s).name = u"id"_s;
        draft.schema = u"other"_s;
        draft.name = u"Lines"_s;
        prove(draft);
    }

    void identitiesComeAndGo()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        column(draft, u"id"_s).identity = 0;
        prove(draft);
        TableDraft orders = draftOf(*m_catalog, oid(u"orders"_s));
        column(orders, u"id"_s).identity = 'a';
        prove(orders);
        column(orders, u"user_id"_s).notNull = false;
        prove(orders);
    }

    void columnsAreDropped_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QStringList>("columns");
        QTest::addColumn<bool>("cascade");
        QTest::newRow("index and comment") << u"users"_s << QStringList{u"score"_s} << false;
        QTest::newRow("serial") << u"users"_s << QStringList{u"serial_no"_s} << false;
        QTest::newRow("identity and key") << u"orders"_s << QStringList{u"user_id"_s} << false;
        QTest::newRow("foreign key of two") << u"orders"_s << QStringList{u"mail"_s, u"age"_s} << false;
        QTest::newRow("referenced") << u"orders"_s << QStringList{u"id"_s} << true;
        QTest::newRow("referenced unique") << u"users"_s << QStringList{u"E-mail"_s} << true;
    }
    void columnsAreDropped()
    {
        QFETCH(const QString, table);
        QFETCH(const QStringList, columns);
        QFETCH(const bool, cascade);
        TableDraft draft = draftOf(*m_catalog, oid(table));
        draft.cascade = cascade;
        draft.columns.removeIf([&](const ColumnDraft &one) { return columns.contains(one.name); });
        prove(draft);
    }

    void indexesAreCreatedAndDropped()
    {
        IndexDraft draft;
        draft.relation = oid(u"users"_s);
        draft.name = u"New \"ix\""_s;
        draft.keys = {{u"E-mail"_s, {}, true}, {{}, u"age + 1"_s, false}};
        draft.included = {u"note"_s};
        draft.predicate = u"age > 3 OR note = ';'"_s;
        draft.unique = true;
        prove(draft);
        draft.concurrently = true;
        prove(draft);
        IndexDraft hash;
        hash.relation = draft.relation;
        hash.name = u"h"_s;
        hash.method = u"hash"_s;
        hash.keys = {{u"note"_s, {}, false}};
        prove(hash);
        for (const bool concurrently : {false, true}) {
            const ObjectRef odd{ObjectKind::Index, oid(u"users"_s), index(u"users"_s, u"Odd INDEX name"_s)};
            prove(DropObject{odd, false, concurrently});
            m_catalog = snapshotOf(m_server, m_database);
            const ObjectRef lower{ObjectKind::Index, oid(u"users"_s), index(u"users"_s, u"lower_note"_s)};
            prove(DropObject{lower, false, concurrently});
            m_catalog = snapshotOf(m_server, m_database);
        }
    }

    void constraintsAreAddedValidatedAndDropped()
    {
        ConstraintDraft foreign;
        foreign.relation = oid(u"orders"_s);
        foreign.kind = ConstraintKind::ForeignKey;
        foreign.name = u"Of user"_s;
        foreign.columns = {u"user_id"_s};
        foreign.referenced = oid(u"users"_s);
        foreign.referencedColumns = {u"id"_s};
        foreign.onDelete = ReferentialAction::SetNull;
        foreign.onUpdate = ReferentialAction::Cascade;
        prove(foreign);
        foreign.notValid = true;
        prove(foreign);
        ConstraintDraft check;
        check.relation = foreign.relation;
        check.name = u"c"_s;
        check.check = u"age > 1 OR mail = ')'"_s;
        prove(check);
        ConstraintDraft unique;
        unique.relation = foreign.relation;
        unique.kind = ConstraintKind::Unique;
        unique.name = u"u"_s;
        unique.columns = {u"mail"_s, u"age"_s};
        prove(unique);
        ConstraintDraft primary;
        primary.relation = oid(u"lines"_s);
        primary.kind = ConstraintKind::PrimaryKey;
        primary.name = u"p"_s;
        primary.columns = {u"id"_s};
        prove(primary);
        prove(ValidateConstraint{oid(u"users"_s), constraint(u"users"_s, u"age_check"_s)});
        m_catalog = snapshotOf(m_server, m_database);
        const ObjectRef aged{ObjectKind::Constraint, oid(u"users"_s), constraint(u"users"_s, u"age_check"_s)};
        prove(DropObject{aged});
        m_catalog = snapshotOf(m_server, m_database);
        const ObjectRef mail{ObjectKind::Constraint, oid(u"users"_s), constraint(u"users"_s, u"mail_key"_s)};
        prove(DropObject{mail, true});
    }

    void thingsAreRenamedAndCommented()
    {
        const ObjectRef table{ObjectKind::Relation, oid(u"users"_s), 0};
        const ObjectRef view{ObjectKind::Relation, oid(u"names"_s), 0};
        const ObjectRef ix{ObjectKind::Index, oid(u"users"_s), index(u"users"_s, u"lower_note"_s)};
        const ObjectRef check{ObjectKind::Constraint, oid(u"users"_s), constraint(u"users"_s, u"age_check"_s)};
        for (const ObjectRef &object : {table, view, ix, check}) {
            prove(RenameObject{object, u"An\"other"_s});
            prove(CommentObject{object, u"it's \\ new"_s});
        }
        prove(CommentObject{table, {}});
    }

    void relationsAreDropped()
    {
        prove(DropObject{{ObjectKind::Relation, oid(u"lines"_s), 0}});
        m_catalog = snapshotOf(m_server, m_database);
        prove(DropObject{{ObjectKind::Relation, oid(u"over_names"_s), 0}});
        m_catalog = snapshotOf(m_server, m_database);
        prove(DropObject{{ObjectKind::Relation, oid(u"parted"_s), 0}});
        m_catalog = snapshotOf(m_server, m_database);
        prove(DropObject{
            {ObjectKind::Relation, oid(u"users"_s), 0}, true, false, {oid(u"names"_s), oid(u"over_names"_s)}});
    }

    void whatCannotBeIsSaid()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        column(draft, u"note"_s).type = u"text); DROP TABLE users; --"_s;
        QVERIFY(problems(draft).contains(u"is not a type"_s));
        column(draft, u"note"_s).type = u"text"_s;
        for (const QString &bad :
             {u"1, 2"_s, u"1 -- x"_s, u"1)--"_s, u"1) FROM (SELECT 1"_s, u"1; SELECT 2"_s, u"/*"_s}) {
            column(draft, u"note"_s).expression = bad;
            QVERIFY2(problems(draft).contains(u"not one expression"_s), qPrintable(bad));
        }
        column(draft, u"note"_s).expression.clear();
        column(draft, u"note"_s).name = u"age"_s;
        QVERIFY(problems(draft).contains(u"Two columns"_s));
        column(draft, u"age"_s).identity = 'a';
        QVERIFY(problems(draft).contains(u"either an identity or a default"_s));
        draft = draftOf(*m_catalog, oid(u"users"_s));
        draft.name = u"orders"_s;
        QVERIFY(problems(draft).contains(u"already exists"_s));
        draft.name = QString(40, u'\u00fc');
        QVERIFY(problems(draft).contains(u"too long"_s));
        QVERIFY(!problems(IndexDraft{.relation = oid(u"users"_s), .name = u"users"_s}).isEmpty());
        ConstraintDraft foreign{.relation = oid(u"orders"_s), .kind = ConstraintKind::ForeignKey, .name = u"f"_s};
        foreign.columns = {u"user_id"_s};
        foreign.referenced = oid(u"users"_s);
        foreign.referencedColumns = {u"note"_s};
        QVERIFY(problems(foreign).contains(u"no primary key or unique constraint"_s));
        foreign.referencedColumns.clear();
        QVERIFY(problems(foreign).contains(u"Each column references"_s));
        QVERIFY(problems(TruncateTable{oid(u"users"_s)}).contains(u"orders"_s));
        QCOMPARE(problems(TruncateTable{oid(u"users"_s), true}), QString());
        QVERIFY(!problems(ValidateConstraint{oid(u"users"_s), constraint(u"users"_s, u"mail_key"_s)}).isEmpty());
        QVERIFY(
            !problems(DropObject{{ObjectKind::Index, oid(u"users"_s), index(u"users"_s, u"mail_key"_s)}}).isEmpty());
    }

    void factsOfOneTableNoticeWhatIsItsOwn()
    {
        const Oid users = oid(u"users"_s);
        const QStringList before = factsOf(*m_catalog, users);
        QVERIFY(before.size() > 15);
        QVERIFY(runSql(m_server, m_database, uR"(COMMENT ON TABLE "Odd schema".lines IS 'x')"_s));
        QCOMPARE(factsOf(*snapshotOf(m_server, m_database), users), before);
        QVERIFY(runSql(m_server, m_database, uR"(COMMENT ON COLUMN "Odd schema".users.age IS 'x')"_s));
        QVERIFY(factsOf(*snapshotOf(m_server, m_database), users) != before);
    }

    void typesAreWrittenAsTheServerDoes()
    {
        for (const QString &type :
             {u"int"_s, u"INT8"_s, u"varchar(20)"_s, u"char"_s, u"decimal( 10 , 2 )"_s, u"numeric(5)"_s,
              u"timestamptz(3)"_s, u"timestamp (2) with time zone"_s, u"time"_s, u"float"_s, u"bool[]"_s,
              u"text[3][]"_s, u"int4range"_s, u"bit varying(3)"_s, u"varbit"_s, u"double  precision"_s}) {
            const auto written = m_server.psql(
                m_database, u"CREATE TEMP TABLE t (c %1); SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                            "WHERE attrelid = 't'::regclass AND attname = 'c'"_s.arg(type));
            QVERIFY(test::verified(written));
            QCOMPARE(canonicalType(type), written->trimmed());
        }
        QVERIFY(typesFor(*m_catalog).contains(u"\"Odd schema\".mood"_s));
    }
};

QTEST_GUILESS_MAIN(StructureChangeTest)
#include "tst_structurechange.moc"
