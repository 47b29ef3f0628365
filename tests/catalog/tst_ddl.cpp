// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/ddl.h"
#include "catalog/difference.h"
#include "catalog/identifier.h"
#include "catalog/snapshots.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::catalog;

class DdlTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    // What makes the objects of a database, in the order in which they were made.
    static QStringList scriptsOf(const Catalog &catalog)
    {
        QList<std::pair<Oid, QString>> scripts;
        const auto add = [&](Oid oid) { scripts.append({oid, ddlOf(catalog, oid, ForeignKeys::Omit)}); };
        for (const Type &type : catalog.types)
            if (type.extension.isEmpty())
                add(type.oid);
        for (const Function &function : catalog.functions)
            if (function.extension.isEmpty())
                add(function.oid);
        for (const Relation &relation : catalog.relations) {
            const Sequence *sequence = catalog.sequence(relation.oid);
            if (!relation.isInternal() && (!sequence || sequence->ownerRelation == 0))
                add(relation.oid);
        }
        std::ranges::sort(scripts);
        QStringList out;
        for (const auto &[oid, script] : std::as_const(scripts))
            out.append(script);
        for (const Relation &relation : catalog.relations)
            out.append(foreignKeysDdl(catalog, relation.oid));
        out.removeAll(QString());
        return out;
    }

    // Runs each script in a transaction. One that needs what comes later is tried again after the others, as long as
    // that leads on.
    bool runAll(const QString &database, QStringList scripts)
    {
        while (!scripts.isEmpty()) {
            QStringList left;
            QString complaint;
            for (const QString &script : std::as_const(scripts)) {
                const auto done = m_server.psql(database, u"BEGIN;\n"_s + script + u"COMMIT;\n"_s);
                if (!done) {
                    left.append(script);
                    complaint += describe(done.error()) + u'\n' + script;
                }
            }
            if (left.size() == scripts.size())
                return QTest::qVerify(false, "scripts", qPrintable(complaint), __FILE__, __LINE__);
            scripts = left;
        }
        return true;
    }

    static QString prerequisites(const Catalog &catalog)
    {
        QString out = u"DROP SCHEMA public;\n"_s;
        for (const Schema &schema : catalog.schemas)
            out += u"CREATE SCHEMA %1;\n"_s.arg(quoteIfNeeded(schema.name));
        for (const Extension &extension : catalog.extensions)
            out += u"CREATE EXTENSION IF NOT EXISTS %1 SCHEMA %2;\n"_s.arg(
                quoteIfNeeded(extension.name), quoteIfNeeded(extension.schema));
        return out;
    }

    // The server writes "v IN ('a', 'b')" of a varchar as an array that is cast, and, having read that, as an array of
    // casts: one meaning in two forms, which pg_dump does not avoid either. The second form is stable.
    static QString inStableForm(QString fact)
    {
        static const QRegularExpression cast(
            uR"(\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\])"_s);
        static const QRegularExpression element(u"('(?:[^']|'')*'::character varying)"_s);
        for (auto found = cast.match(fact); found.hasMatch(); found = cast.match(fact)) {
            const QString elements = found.captured(1).replace(element, u"(\\1)::text"_s);
            fact.replace(found.capturedStart(), found.capturedLength(), u"ARRAY["_s + elements + u']');
        }
        return fact.replace(u"ANY ((ARRAY["_s, u"ANY (ARRAY["_s);
    }

private Q_SLOTS:
    void builtAgainIsTheSame_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::newRow("hand-made") << QStringList{u"tests/catalog/nasty.sql"_s};
        QStringList pack;
        const QDir folder(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip"));
        for (const QString &name : folder.entryList({u"*.up.sql"_s}, QDir::Files, QDir::Name))
            pack.append(u"migrations/uaip/"_s + name);
        QVERIFY(pack.size() >= 6);
        QTest::newRow("uaip") << pack;
    }

    // The DDL of every object, run in an empty database, gives a database with equal facts.
    void builtAgainIsTheSame()
    {
        QFETCH(QStringList, files);
        const QString original = m_server.createDatabase();
        for (const QString &file : files)
            QVERIFY(test::runSql(m_server, original, test::sourceText(file)));
        const Snapshot first = test::snapshotOf(m_server, original);
        QVERIFY(first);
        QVERIFY(first->relations.size() > 15);

        const QString copy = m_server.createDatabase();
        QVERIFY(test::runSql(m_server, copy, prerequisites(*first)));
        QVERIFY(runAll(copy, scriptsOf(*first)));
        const Snapshot second = test::snapshotOf(m_server, copy);
        QVERIFY(second);

        // Schemas were made here, by other means: their comments and owners are not the question. Nor are privileges,
        // which the text of an object leaves out.
        const auto comparable = [](QStringList all) {
            for (QString &fact : all)
                fact = inStableForm(fact);
            all.sort();
            all.removeIf([](const QString &fact) {
                return fact.startsWith(u"comment on schema "_s) || fact.startsWith(u"owner of schema "_s)
                    || fact.startsWith(u"privileges on "_s);
            });
            return all;
        };
        const Difference difference = compare(comparable(facts(*first)), comparable(facts(*second)));
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
    }

    void isWrittenForReading()
    {
        const QString database = m_server.createDatabase();
        QVERIFY(test::runSql(m_server, database, uR"(
            CREATE TABLE teams (id serial PRIMARY KEY);
            CREATE TABLE "order" (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                team integer NOT NULL REFERENCES teams ON DELETE CASCADE,
                "Title" varchar(80) NOT NULL DEFAULT 'it''s',
                price numeric(8,2) CHECK (price >= 0),
                length integer GENERATED ALWAYS AS (char_length("Title")) STORED
            );
            CREATE INDEX by_team ON "order" (team) WHERE price > 0;
            COMMENT ON TABLE "order" IS 'Who wants what';
            COMMENT ON COLUMN "order"."Title" IS 'C:\temp';
        )"_s));
        const Snapshot catalog = test::snapshotOf(m_server, database);
        QVERIFY(catalog);
        const Relation *order = catalog->relation(u"public"_s, u"order"_s);
        QVERIFY(order);
        QCOMPARE(ddlOf(*catalog, order->oid), uR"(CREATE TABLE public."order" (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    team integer NOT NULL,
    "Title" character varying(80) DEFAULT 'it''s'::character varying NOT NULL,
    price numeric(8,2),
    length integer GENERATED ALWAYS AS (char_length(("Title")::text)) STORED,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_price_check CHECK ((price >= (0)::numeric))
);
CREATE INDEX by_team ON public."order" USING btree (team) WHERE (price > (0)::numeric);
COMMENT ON TABLE public."order" IS 'Who wants what';
COMMENT ON COLUMN public."order"."Title" IS E'C:\\temp';
ALTER TABLE public."order" ADD CONSTRAINT order_team_fkey FOREIGN KEY (team) REFERENCES public.teams(id) ON DELETE CASCADE;
)"_s);
        const Relation *teams = catalog->relation(u"public"_s, u"teams"_s);
        QVERIFY(teams);
        QCOMPARE(ddlOf(*catalog, teams->oid), uR"(CREATE SEQUENCE public.teams_id_seq AS integer;
CREATE TABLE public.teams (
    id integer DEFAULT nextval('public.teams_id_seq'::regclass) NOT NULL,
    CONSTRAINT teams_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.teams_id_seq OWNED BY public.teams.id;
)"_s);
    }

    void nothingIsSaidOfTheUnknown()
    {
        const Snapshot catalog = test::snapshotOf(m_server, m_server.createDatabase());
        QVERIFY(catalog);
        QCOMPARE(ddlOf(*catalog, 4294967295U), QString());
        QCOMPARE(foreignKeysDdl(*catalog, 4294967295U), QString());
    }
};

QTEST_GUILESS_MAIN(DdlTest)
#include "tst_ddl.moc"
