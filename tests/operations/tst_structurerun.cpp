// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalogreader.h"
#include "catalog/difference.h"
#include "connection/session/guard.h"
#include "operations/structure/structurerun.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using namespace howdah::catalog;

namespace {

// Types what it was given, and remembers what it was asked for.
class Typist final : public Decision
{
public:
    Result<bool> areNamed(const NamesQuestion &question) override
    {
        asked = question;
        return types;
    }
    NamesQuestion asked;
    bool types = true;
};

} // namespace

// A change of the structure from its review to the look at the catalog afterwards, on a real server.
class StructureRunTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    Snapshot m_catalog;
    Typist m_typist;

    void run(const QString &sql) const
    {
        const auto done = m_server.psql(m_database, sql);
        QVERIFY2(done, qPrintable(done ? QString() : done.error().detail));
    }
    [[nodiscard]] QString ask(const QString &sql) const { return m_server.psql(m_database, sql)->trimmed(); }
    [[nodiscard]] StructurePlace place(bool guarded = false) const { return {m_server.connInfo(m_database), guarded}; }
    void look()
    {
        connection::Session session;
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        const auto read = CatalogReader(session).readNow();
        QVERIFY(read);
        m_catalog = *read;
    }
    [[nodiscard]] Oid oid(const QString &name) const { return m_catalog->relation(u"public"_s, name)->oid; }
    [[nodiscard]] TableDraft withNote() const
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        ColumnDraft note;
        note.name = u"note"_s;
        note.type = u"text"_s;
        draft.columns << note;
        return draft;
    }
    [[nodiscard]] QString columns() const
    {
        return ask(u"SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute "
                   "WHERE attrelid = 'users'::regclass AND attnum > 0 AND NOT attisdropped"_s);
    }

private Q_SLOTS:
    void init()
    {
        m_typist = {};
        m_database = m_server.createDatabase();
        run(u"CREATE TABLE users (id integer PRIMARY KEY, name text); "
            "INSERT INTO users SELECT i, 'n' FROM generate_series(1, 300) i; "
            "CREATE TABLE orders (id integer, user_id integer REFERENCES users); INSERT INTO orders VALUES (1, 1); "
            "CREATE VIEW names AS SELECT name FROM users; CREATE VIEW more AS SELECT name FROM names; ANALYZE"_s);
        look();
    }

    void whatItLocksAndDestroysIsSaidBefore()
    {
        TableDraft draft = draftOf(*m_catalog, oid(u"users"_s));
        draft.columns[0].type = u"bigint"_s;
        const auto proposal = proposeStructure(place(), m_catalog, draft);
        QVERIFY2(proposal, qPrintable(proposal ? QString() : describe(proposal.error())));
        QVERIFY(!proposal->locks.empty());
        QCOMPARE(proposal->locks.front().mode, sql::LockMode::AccessExclusive);
        QCOMPARE(proposal->locks.front().rewritten, sql::Extent::Yes);
        QVERIFY(!proposal->findings.empty());

        const auto drop =
            proposeStructure(place(true), m_catalog, DropObject{{ObjectKind::Relation, oid(u"orders"_s), 0}});
        QVERIFY(drop);
        QCOMPARE(drop->impact.size(), size_t(1));
        QCOMPARE(namesToType(*drop, m_database), QStringList{u"orders"_s});
    }

    void itRunsWholeAndIsLookedAtAfterwards()
    {
        const auto proposal = proposeStructure(place(), m_catalog, withNote());
        QVERIFY(proposal);
        const auto outcome = changeStructure(place(), *proposal, m_typist);
        QVERIFY2(outcome, qPrintable(outcome ? QString() : describe(outcome.error())));
        QVERIFY(outcome->has_value());
        QCOMPARE((*outcome)->unmet, QStringList());
        QVERIFY((*outcome)->after->column(oid(u"users"_s), u"note"_s));
        QCOMPARE(columns(), u"id,name,note"_s);
        QVERIFY(m_typist.asked.names.isEmpty());
    }

    // A copy has the same oids and facts.
    void whatWasReviewedElsewhereIsRefused()
    {
        const auto proposal = proposeStructure(place(), m_catalog, withNote());
        QVERIFY(proposal);
        const QString copy = m_database + u"_copy"_s;
        QVERIFY(m_server.psql(u"postgres"_s, u"CREATE DATABASE %1 TEMPLATE %2"_s.arg(copy, m_database)));
        const auto outcome = changeStructure({m_server.connInfo(copy), false}, *proposal, m_typist);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Conflict);
        QCOMPARE(m_server.psql(copy, u"SELECT count(*) FROM pg_attribute WHERE attname = 'note'"_s)->trimmed(), u"0"_s);
    }

    // Types of the form are PostgreSQL's, whatever the database calls so.
    void namesOfPostgresComeFirst()
    {
        run(u"CREATE DOMAIN public.text AS pg_catalog.text CHECK (false); ALTER DATABASE %1 SET search_path = public, "
            "pg_catalog"_s.arg(m_database));
        look();
        const auto proposal = proposeStructure(place(), m_catalog, withNote());
        QVERIFY2(proposal, qPrintable(proposal ? QString() : describe(proposal.error())));
        const auto outcome = changeStructure(place(), *proposal, m_typist);
        QVERIFY2(outcome, qPrintable(outcome ? QString() : describe(outcome.error())));
        QCOMPARE(
            ask(u"SELECT atttypid = 'pg_catalog.text'::regtype FROM pg_attribute WHERE attname = 'note' AND attrelid = "
                "'public.users'::regclass"_s),
            u"t"_s);
    }

    void aFailureLeavesNothing()
    {
        TableDraft draft = withNote();
        draft.comment = u"x"_s;
        draft.columns[1].type = u"integer"_s; // 'n' is none, and a view depends on it
        const auto proposal = proposeStructure(place(), m_catalog, draft);
        QVERIFY(proposal);
        QVERIFY(!changeStructure(place(), *proposal, m_typist));
        QCOMPARE(columns(), u"id,name"_s);
        QCOMPARE(
            ask(u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"_s),
            u"0"_s);
    }

    void anotherClientsChangeIsNoticed()
    {
        const auto proposal = proposeStructure(place(), m_catalog, withNote());
        QVERIFY(proposal);
        run(u"ALTER TABLE users ADD COLUMN other integer"_s);
        const auto outcome = changeStructure(place(), *proposal, m_typist);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Conflict);
        QVERIFY2(outcome.error().detail.contains(u"other integer"_s), qPrintable(outcome.error().detail));
        QCOMPARE(columns(), u"id,name,other"_s);
        QCOMPARE(proposeStructure(place(), m_catalog, withNote()).error().kind, ErrorKind::Conflict);
    }

    void nobodyChangesItBetweenTheLookAndTheRun()
    {
        const auto proposal = proposeStructure(place(), m_catalog, withNote());
        QVERIFY(proposal);
        StructureRunOptions options;
        QString meanwhile;
        QString rows;
        options.locked = [&] {
            const auto other =
                m_server.psql(m_database, u"SET lock_timeout = '50ms'; ALTER TABLE users ADD COLUMN other integer"_s);
            meanwhile = other ? u"altered"_s : other.error().detail;
            rows = ask(u"SELECT count(*) FROM users"_s); // who reads does not wait
        };
        QVERIFY(changeStructure(place(), *proposal, m_typist, options));
        QVERIFY2(meanwhile.contains(u"lock timeout"_s), qPrintable(meanwhile));
        QCOMPARE(rows, u"300"_s);
        QCOMPARE(columns(), u"id,name,note"_s);
    }

    void aLockIsNotWaitedForLong()
    {
        const auto proposal = proposeStructure(place(), m_catalog, withNote());
        QVERIFY(proposal);
        connection::Session other;
        QVERIFY(other.open(m_server.connInfo(m_database)).result());
        QVERIFY(other.query({u"BEGIN"_s, {}}).result());
        QVERIFY(other.query({u"LOCK TABLE public.users IN SHARE MODE"_s, {}}).result());
        const auto outcome =
            changeStructure(place(), *proposal, m_typist, {.lockTimeout = std::chrono::milliseconds(100)});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().sqlState, u"55P03"_s);
        QVERIFY(outcome.error().hint.contains(u"Nothing was changed"_s));
        QVERIFY(other.query({u"ROLLBACK"_s, {}}).result());
        QCOMPARE(columns(), u"id,name"_s);
    }

    void productionWantsTheNames()
    {
        const DropObject drop{{ObjectKind::Relation, oid(u"orders"_s), 0}};
        const auto proposal = proposeStructure(place(true), m_catalog, drop);
        QVERIFY(proposal);
        m_typist.types = false;
        const auto declined = changeStructure(place(true), *proposal, m_typist);
        QVERIFY(declined && !declined->has_value());
        QCOMPARE(m_typist.asked.names, QStringList{u"orders"_s});
        QCOMPARE(ask(u"SELECT to_regclass('orders') IS NULL"_s), u"f"_s);
        m_typist.types = true;
        QVERIFY(changeStructure(place(true), *proposal, m_typist));
        QCOMPARE(ask(u"SELECT to_regclass('orders') IS NULL"_s), u"t"_s);
    }

    void lockedProductionHoldsAtTheServer()
    {
        StructurePlace locked = place();
        locked.target = connection::locked(locked.target);
        const auto proposal = proposeStructure(locked, m_catalog, withNote());
        QVERIFY2(proposal, qPrintable(proposal ? QString() : describe(proposal.error())));
        QVERIFY(!changeStructure(locked, *proposal, m_typist));
        QCOMPARE(columns(), u"id,name"_s);
    }

    void dependentsAreFoundAndComeBack()
    {
        DropObject drop{{ObjectKind::Relation, oid(u"users"_s), 0}};
        const auto dependents = findDependents(place(), m_catalog, drop);
        QVERIFY2(dependents, qPrintable(dependents ? QString() : describe(dependents.error())));
        QCOMPARE(dependents->views, (QList<Oid>{oid(u"names"_s), oid(u"more"_s)}));
        QVERIFY(dependents->names.join(u'\n').contains(u"more"_s));
        QCOMPARE(dependents->rows, std::optional<qint64>(300));
        drop.cascade = true;
        drop.along = dependents->views;
        const auto proposal = proposeStructure(place(), m_catalog, drop);
        QVERIFY(proposal);
        QVERIFY(changeStructure(place(), *proposal, m_typist));
        QCOMPARE(ask(u"SELECT to_regclass('more') IS NULL"_s), u"t"_s);
        run(u"DELETE FROM orders"_s); // rows are not restored, so none may reference one
        run(proposal->script.down);
        const Snapshot before = m_catalog;
        look();
        QCOMPARE(catalog::describe(compare(*before, *m_catalog)), QString());
    }

    void whoReferencesAKeyIsFound()
    {
        const Constraint *key = m_catalog->primaryKey(oid(u"users"_s));
        QVERIFY(key);
        const DropObject drop{{ObjectKind::Constraint, oid(u"users"_s), key->oid}};
        const auto dependents = findDependents(place(), m_catalog, drop);
        QVERIFY(dependents);
        QCOMPARE(dependents->names.size(), 1);
        QVERIFY(dependents->names.first().contains(u"orders_user_id_fkey"_s));
    }

    void anIndexIsCreatedConcurrently()
    {
        IndexDraft draft;
        draft.relation = oid(u"users"_s);
        draft.name = u"by_name"_s;
        draft.keys = {{u"name"_s, {}, false}};
        draft.concurrently = true;
        const auto proposal = proposeStructure(place(), m_catalog, draft);
        QVERIFY(proposal && !proposal->plan.steps.front().transactional);
        const auto outcome = changeStructure(place(), *proposal, m_typist);
        QVERIFY2(outcome, qPrintable(outcome ? QString() : describe(outcome.error())));
        QCOMPARE((*outcome)->unmet, QStringList());
        // A unique one over equal values fails, and what it leaves is said.
        look();
        draft.name = u"unique_name"_s;
        draft.unique = true;
        const auto second = proposeStructure(place(), m_catalog, draft);
        QVERIFY(second);
        const auto failed = changeStructure(place(), *second, m_typist);
        QVERIFY(!failed);
        QVERIFY(failed.error().hint.contains(u"invalid index"_s));
    }

    void aMigrationIsWrittenBesideTheOthers()
    {
        const QTemporaryDir folder;
        QDir(folder.path()).mkpath(u"m"_s);
        const QString path = folder.filePath(u"m"_s);
        for (const QString &name : {u"007-first.up.sql"_s, u"007-first.down.sql"_s}) {
            QFile file(path + u'/' + name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("SELECT 1;\n");
        }
        const StructureScript script = scriptOf(*m_catalog, withNote());
        const auto made = writeStructureMigration(place(), path, script);
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
        QCOMPARE(made->upFile, u"008-alter-table-public-users.up.sql"_s);
        QFile up(path + u'/' + made->upFile);
        QFile down(path + u'/' + made->downFile);
        QVERIFY(up.open(QIODevice::ReadOnly) && down.open(QIODevice::ReadOnly));
        QVERIFY(up.readAll().contains(script.up.toUtf8()));
        QVERIFY(down.readAll().contains(script.down.toUtf8()));
        const auto again = writeStructureMigration(place(), path, script);
        QVERIFY(again && again->upFile.startsWith(u"009"_s));
        QFile first(path + u"/007-first.up.sql"_s);
        QVERIFY(first.open(QIODevice::ReadOnly));
        QCOMPARE(first.readAll(), QByteArray("SELECT 1;\n"));
    }
};

QTEST_GUILESS_MAIN(StructureRunTest)
#include "tst_structurerun.moc"
