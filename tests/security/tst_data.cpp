// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of rows calls nothing of whoever owns the database, on the sessions that have his path, and types of
// extensions are compared by their own operators all the same.
#include "catalog/catalogreader.h"
#include "data/transfer/bulkcopy.h"
#include "data/page/catalogshape.h"
#include "data/edit/changeset.h"
#include "data/transfer/checksum.h"
#include "data/page/columnstats.h"
#include "data/transfer/exportsource.h"
#include "data/page/pagesource.h"
#include "data/page/recordfetch.h"
#include "data/edit/referencecascade.h"
#include "data/edit/references.h"
#include "data/page/rowfinder.h"
#include "data/edit/saveplan.h"
#include "data/edit/saver.h"
#include "sql/unqualifiednames.h"
#include "support/hostiledatabase.h"

#include <QBuffer>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using connection::Names;
using connection::Session;
using connection::Statement;

namespace {

// An error that a test does not expect ends the program: nothing that follows could be right.
template <typename T>
T expected(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(describe(result.error())));
    return *std::move(result);
}

std::unique_ptr<Session> opened(const connection::ConnInfo &info, Names names)
{
    auto session = std::make_unique<Session>(connection::SessionOptions{.name = u"rows"_s, .names = names});
    if (const auto facts = session->open(info).result(); !facts)
        qFatal("%s", qPrintable(describe(facts.error())));
    return session;
}

catalog::Snapshot catalogOf(Session &session) { return expected(catalog::CatalogReader(session).readAll().result()); }

RelationShape shapeIn(const catalog::Catalog &catalog, const QString &name)
{
    return *shapeOf(catalog, catalog.relation(u"public"_s, name)->oid);
}

} // namespace

class DataSecurityTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::HostileDatabase> m_hostile;
    std::unique_ptr<Session> m_session; // with the owner's path
    catalog::Snapshot m_catalog;
    QStringList m_unqualified;

    // What we send is looked at, and sent.
    void note(const Statement &statement)
    {
        // Compared with the word NULL the parser makes a test for it, without an operator.
        static const QRegularExpression distinct(u"DISTINCT FROM (?!NULL)"_s);
        for (const sql::UnqualifiedName &name : sql::unqualifiedNames(statement.sql)) {
            const bool isNullTest = name.kind == sql::UnqualifiedName::Kind::Syntax && name.name.contains(u"DISTINCT"_s)
                                 && !statement.sql.contains(distinct);
            if (!isNullTest)
                m_unqualified << sql::described(name) + u" in "_s + statement.sql;
        }
    }
    connection::Answer ask(Session &session, const Statement &statement)
    {
        note(statement);
        auto answer = session.query(statement).result();
        if (!answer)
            qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement.sql));
        return *std::move(answer);
    }
    connection::Answer ask(const Statement &statement) { return ask(*m_session, statement); }
    Page page(Session &session, const PageQuery &query, const PageRequest &request)
    {
        PageRun run(std::make_shared<const PageQuery>(query), request, std::make_shared<PagingMemory>());
        while (const auto statement = run.next())
            run.feed(ask(session, *statement));
        return run.takePage();
    }
    EditTarget target(const QString &table) { return expected(readEditTarget(*m_session, shapeIn(*m_catalog, table))); }
    static QString sampleFor(const ColumnShape &column, FilterOperator op)
    {
        using enum FilterOperator;
        if (op == WithinLast || op == WithinNext || op == OlderThan || column.category == TypeCategory::Interval)
            return u"1 day"_s;
        if (op == InThis)
            return u"year"_s;
        if (op == JsonPath || op == JsonMatches)
            return u"$.a == 1"_s;
        if (column.name == "coin"_L1 || column.name == "coins"_L1)
            return column.category == TypeCategory::Array && op != HasElement ? u"{}"_s : u"(1)"_s;
        if (column.name == "moods"_L1)
            return op == HasElement ? u"sad"_s : u"{sad}"_s;
        if (column.category == TypeCategory::DateTime)
            return u"2026-01-01"_s;
        if (column.category == TypeCategory::Enumeration)
            return u"sad"_s;
        if (column.category == TypeCategory::Array && op != HasElement)
            return u"{1}"_s;
        return u"1"_s;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_hostile = std::make_unique<howdah::test::HostileDatabase>(m_server);
        m_session = opened(m_hostile->connInfo(), Names::OfDatabase);
        m_catalog = catalogOf(*m_session);
        m_hostile->forget();
    }
    void init() { m_unqualified.clear(); }
    void cleanup()
    {
        QCOMPARE(m_hostile->shadows().join(u"\n"_s), QString());
        QVERIFY(!m_hostile->isLost());
        m_hostile->forget();
        QCOMPARE(m_unqualified.join(u"\n\n"_s), QString());
    }
    void cleanupTestCase()
    {
        // The trap is one: what says no schema is answered by the owner.
        QVERIFY(m_session->query({u"SELECT count(*) FROM public.accounts WHERE lower(email) = $1"_s, {"x"}}).result());
        QVERIFY(!m_hostile->shadows().isEmpty());
        m_session.reset();
        m_hostile.reset();
    }

    void everyFilterOfEveryColumn()
    {
        const RelationShape shape = shapeIn(*m_catalog, u"accounts"_s);
        for (const ColumnShape &column : shape.columns) {
            for (const FilterOperator op : operatorsFor(column)) {
                const QString value = sampleFor(column, op);
                const FilterSet filters{.filters = {{column.name, op, value, value}}, .search = u"x"_s};
                const PageQuery query = expected(PageQuery::make(shape, filters));
                (void)ask(query.count());
                for (const ValueCheck &check : valueChecks(shape, filters))
                    (void)ask(check.statement);
            }
        }
    }

    void pagesInEveryOrder()
    {
        const RelationShape shape = shapeIn(*m_catalog, u"accounts"_s);
        for (const ColumnShape &column : shape.columns) {
            for (const Direction direction : {Direction::Ascending, Direction::Descending}) {
                PageLimits limits{.pageRows = 7, .offsetRows = 0};
                const PageQuery query = expected(PageQuery::make(shape, {}, {{column.name, direction, {}}}, limits));
                const Page first = page(*m_session, query, {});
                QCOMPARE(first.rows.rowCount(), 7);
                const Place place = placeOf(query, first.rows, 6);
                using enum PageRequest::Kind;
                for (const PageRequest::Kind kind : {Last, After, Before, From, Fraction})
                    QVERIFY(
                        page(*m_session, query, {.kind = kind, .place = place, .fraction = 0.5, .total = {40, true}})
                            .rows.rowCount()
                        > 0);
                (void)ask(query.estimate());
                (void)ask(query.offset(3, 3));
                (void)ask(countBefore(query, place));
                (void)ask(estimateBefore(query, place));
                QVERIFY(foundIn(query, ask(findStatement(query, {"5"})).rows));
                (void)ask(recordStatement(shape, identityOf(query, first.rows, 0)));
            }
        }
        // Without a key, by the blocks of the file.
        RelationShape heap = shape;
        heap.indexes.clear();
        const PageQuery query = expected(PageQuery::make(heap, {}, {}, {.pageRows = 7}));
        const Page first = page(*m_session, query, {});
        (void)ask(recordStatement(heap, identityOf(query, first.rows, 0)));
        (void)ask(query.blocks(
            {.oid = heap.oid, .schema = heap.schema, .name = heap.name, .blocks = 1}, {0, 1, {}}, Reading::Forward, 3,
            130000));
    }

    void statisticsOfEveryColumn()
    {
        m_hostile->owner(u"ANALYZE public.accounts"_s);
        const RelationShape shape = shapeIn(*m_catalog, u"accounts"_s);
        for (int column = 0; column < int(shape.columns.size()); ++column) {
            (void)ask(notedStatsStatement(shape, column));
            (void)ask(expected(exactStatsStatement(shape, {}, column)));
            if (hasStatistics(shape.columns[size_t(column)])) {
                (void)ask(statisticsStatement(shape, column));
                if (isSortable(shape.columns[size_t(column)]))
                    (void)ask(sampleStatement(shape, column));
            }
        }
    }

    void referencesAndWhatADeleteTakesAlong()
    {
        const quint32 accounts = shapeIn(*m_catalog, u"accounts"_s).oid;
        const auto reference = referencesTo(*m_catalog, accounts).at(0);
        for (const QString &search : {u""_s, u"5"_s, u"acc"_s})
            (void)ask(choicesStatement(reference, search, 5));
        (void)ask(choiceStatement(reference, {"5"}));
        (void)ask(referencingCountStatement(reference, {"5"}, 10));
        (void)ask(referencingEstimateStatement(reference, {"5"}));
        (void)ask(typeCheckStatement(u"jsonb"_s, "{}"));
        const CascadePlan plan = expected(cascadePlan(*m_catalog, accounts));
        const auto effects = cascadeEffects(plan, ask(cascadeStatement(plan, {0}, {{"5"}, {"6"}})).rows);
        QCOMPARE(effects.size(), 2U);
        QCOMPARE(effects[1].rows.rows, 2);
    }

    void savesOfEveryKind()
    {
        for (const bool keyed : {true, false}) {
            EditTarget editable = target(u"accounts"_s);
            if (!keyed) {
                editable.shape.indexes.clear();
                editable.identification = Identification::Physical;
                editable.key.clear();
            }
            editable.readsBack = editable.verifies = true;
            ChangeSet changes(std::make_shared<const EditTarget>(editable));
            const PageQuery query = expected(PageQuery::make(editable.shape));
            const Page rows = page(*m_session, query, {});
            const auto row = [&](int at) { return basisOf(query, rows.rows, at); };
            std::map<int, CellValue> cells;
            for (const auto &[column, text] : std::initializer_list<std::pair<int, const char *>>{
                     {1, "new"},
                     {3, "happy"},
                     {4, "1.50"},
                     {5, "2026-02-02 00:00:00+00"},
                     {6, "{a}"},
                     {7, "{\"a\": 1}"}})
                cells[column] = CellValue::text(QByteArray(text));
            QVERIFY(changes.apply(expected(changes.setCells(row(30), cells))));
            QVERIFY(changes.apply(expected(changes.deleteRow(row(31)))));
            cells[0] = CellValue::text(QByteArray(keyed ? "1001" : "1002"));
            QVERIFY(changes.apply(expected(changes.insertRow(cells))));
            const SaveReport report = save(*m_session, editable, changes.rows(), {.lockTimeoutMs = 1000});
            QVERIFY2(!report.error, report.error ? qPrintable(describe(*report.error)) : "");
            QCOMPARE(report.outcome, SaveOutcome::Saved);
            for (const SaveStatement &sent : saveStatements(editable, changes.rows(), {}))
                note(sent.statement);
        }
    }

    void exportsChecksumsAndImports()
    {
        ExportRequest request{.target = target(u"accounts"_s)};
        request.restricts = expected(filteredRows(
            request.target, {}, {.filters = {{u"id"_s, FilterOperator::Greater, u"5"_s}}}, {{.column = u"name"_s}}));
        QBuffer file;
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(expected(exportRows(*m_session, request, file)).rows > 30);
        QVERIFY(!expected(tableChecksum(*m_session, request.target)).sum.isEmpty());
        m_hostile->owner(u"DROP TABLE IF EXISTS public.copied; CREATE TABLE public.copied (LIKE public.accounts "
                         "INCLUDING ALL)"_s);
        m_catalog = catalogOf(*m_session);
        for (const ErrorPolicy policy : {ErrorPolicy::AllOrNothing, ErrorPolicy::Reject}) {
            for (const bool upsert : {false, true}) {
                m_hostile->owner(u"TRUNCATE public.copied"_s);
                ImportRequest import{.target = target(u"copied"_s)};
                for (int column = 0; column < int(import.target.columns.size()); ++column)
                    import.fields.push_back(column);
                import.policy = policy;
                if (upsert)
                    import.upsertKey = {0};
                for (int round = 0; round < (upsert ? 2 : 1); ++round) {
                    QVERIFY(file.seek(0));
                    const auto report =
                        importRows(*m_session, import, file, [](const RejectedRow &) { return Result<void>(); });
                    QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
                    QCOMPARE(report->read, report->written);
                    QCOMPARE(report->updated, round * report->read);
                }
            }
        }
    }

    // Behind a trigger stands a function that turns the path of the session round: what we send then means the same.
    void whatATriggerDoesToThePathDoesNotMatter()
    {
        ImportRequest import{.target = target(u"trapped"_s)};
        import.fields = {0, 1};
        QByteArray text("id,note\n1,a\n2,b\n");
        QBuffer file(&text);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto report = importRows(*m_session, import, file);
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QVERIFY(!m_hostile->planted().isEmpty());
        // What his trigger does by itself is not ours to prevent; that no name of ours was answered is.
        QCOMPARE(m_hostile->shadows().join(u"\n"_s), QString());
        m_hostile->forget();
    }
};

// ---- a database of a friend

class FriendlyNamesTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    std::unique_ptr<Session> m_ours;
    std::unique_ptr<Session> m_typed;
    catalog::Snapshot m_catalog;

    QStringList psql(const QString &sql)
    {
        return expected(m_server.psql(m_database, sql)).split(u'\n', Qt::SkipEmptyParts);
    }
    QStringList firstColumn(Session &session, const PageQuery &query, PageRequest request)
    {
        PageRun run(std::make_shared<const PageQuery>(query), std::move(request), std::make_shared<PagingMemory>());
        const Page page = expected(readPage(session, run));
        QStringList out;
        for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
            out << page.rows.text(row, 0);
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        psql(
            u"CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE SCHEMA app; "
            "CREATE DOMAIN public.address AS ext.citext; "
            "CREATE TABLE public.mails (id int PRIMARY KEY, mail ext.citext NOT NULL, other public.address, "
            "tags ext.citext[]); CREATE INDEX ON public.mails (mail, id); "
            "CREATE TABLE public.keyed (mail ext.citext PRIMARY KEY, v text); "
            "INSERT INTO public.mails SELECT i, (CASE WHEN i % 2 = 0 THEN 'Mail ' ELSE 'mail ' END || i / "
            "4)::ext.citext, "
            "'A' || i % 3, ARRAY['Tag' || i % 5]::ext.citext[] FROM generate_series(1, 4000) i; "
            "INSERT INTO public.keyed SELECT DISTINCT ON (mail) mail, 'v' FROM public.mails; ANALYZE; "
            "CREATE FUNCTION app.is_late(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 3990'; "
            "ALTER DATABASE "_s
            + m_database + u" SET search_path = app, public, ext"_s);
        m_ours = opened(m_server.connInfo(m_database), Names::OfPostgres);
        m_typed = opened(m_server.connInfo(m_database), Names::OfDatabase);
        m_catalog = catalogOf(*m_ours);
    }
    void cleanupTestCase()
    {
        m_ours.reset();
        m_typed.reset();
    }

    void anExtensionsTypeIsComparedByItsOwnOperators_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<FilterOperator>("op");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("psql");
        using enum FilterOperator;
        QTest::newRow("equal") << u"mail"_s << Equal << u"MAIL 7"_s << u"mail = 'MAIL 7'"_s;
        QTest::newRow("in a list") << u"mail"_s << InList << u"MAIL 7, mail 9"_s << u"mail IN ('MAIL 7', 'mail 9')"_s;
        QTest::newRow("between") << u"mail"_s << Between << u"MAIL 70"_s << u"mail BETWEEN 'MAIL 70' AND 'MAIL 79'"_s;
        QTest::newRow("a domain over it") << u"other"_s << Equal << u"a1"_s << u"other = 'a1'"_s;
        QTest::newRow("an element") << u"tags"_s << HasElement << u"TAG3"_s << u"'TAG3' = ANY (tags)"_s;
        QTest::newRow("all of") << u"tags"_s << ContainsAll << u"tag3"_s << u"tags @> '{tag3}'"_s;
    }
    void anExtensionsTypeIsComparedByItsOwnOperators()
    {
        QFETCH(QString, column);
        QFETCH(FilterOperator, op);
        QFETCH(QString, value);
        QFETCH(QString, psql);
        const FilterSet filters{.filters = {{column, op, value, u"MAIL 79"_s}}};
        const PageQuery query = expected(PageQuery::make(shapeIn(*m_catalog, u"mails"_s), filters));
        const QStringList wanted = this->psql(u"SELECT count(*) FROM mails WHERE "_s + psql);
        QVERIFY(wanted.front() != u'0');
        for (Session *session : {m_ours.get(), m_typed.get()})
            QCOMPARE(expected(session->query(query.count()).result()).rows.text(0, 0), wanted.front());
    }

    // Pages follow each other in the order that psql gives, and by the index.
    void pagesFollowTheTypesOwnOrder()
    {
        const RelationShape shape = shapeIn(*m_catalog, u"mails"_s);
        for (const Direction direction : {Direction::Ascending, Direction::Descending}) {
            const PageQuery query =
                expected(PageQuery::make(shape, {}, {{u"mail"_s, direction, {}}}, {.pageRows = 301, .offsetRows = 0}));
            QStringList all;
            PageRequest request;
            while (true) {
                PageRun run(std::make_shared<const PageQuery>(query), request, std::make_shared<PagingMemory>());
                const auto statement = run.next();
                QVERIFY(statement);
                QString plan;
                const auto explained =
                    expected(m_ours->query({u"EXPLAIN "_s + statement->sql, statement->parameters}).result());
                for (qsizetype row = 0; row < explained.rows.rowCount(); ++row)
                    plan += explained.rows.text(row, 0) + u'\n';
                QVERIFY2(plan.contains(u"mails_mail_id_idx"_s), qPrintable(plan));
                QVERIFY2(request.place.empty() || plan.contains(u"Index Cond"_s), qPrintable(plan));
                const Page page = expected(readPage(*m_ours, run));
                for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
                    all << page.rows.text(row, 0);
                if (page.rows.rowCount() < 301)
                    break;
                request = {.kind = PageRequest::Kind::After, .place = placeOf(query, page.rows, 300)};
            }
            const QString way = direction == Direction::Ascending ? u"ASC"_s : u"DESC"_s;
            QCOMPARE(all, psql(u"SELECT id FROM mails ORDER BY mail "_s + way + u", id "_s + way));
        }
    }

    void aKeyOfAnExtensionsTypeFindsItsRow()
    {
        const EditTarget target = expected(readEditTarget(*m_typed, shapeIn(*m_catalog, u"keyed"_s)));
        QCOMPARE(target.columns[0].type, u"ext.citext"_s);
        const PageQuery query = expected(PageQuery::make(target.shape));
        QVERIFY(foundIn(query, expected(m_ours->query(findStatement(query, {"MAIL 7"})).result()).rows));
        ImportRequest import{.target = target, .fields = {0, 1}, .upsertKey = {0}};
        QByteArray text("mail,v\nMAIL 7,changed\n");
        QBuffer file(&text);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(expected(importRows(*m_typed, import, file)).updated, 1);
    }

    void aTypedConditionMeansWhatItSaysInPsql()
    {
        const FilterSet filters{
            .filters = {{u"mail"_s, FilterOperator::Equal, u"MAIL 999"_s}},
            .condition = u"is_late(id) AND other = 'a1'"_s};
        const PageQuery query = expected(PageQuery::make(shapeIn(*m_catalog, u"mails"_s), filters));
        const QStringList wanted =
            psql(u"SELECT id FROM mails WHERE mail = 'mail 999' AND is_late(id) AND other = 'a1' ORDER BY id"_s);
        QVERIFY(!wanted.isEmpty());
        QCOMPARE(firstColumn(*m_typed, query, {}), wanted);
        QVERIFY(!m_ours->query(query.count()).result()); // there it would mean something else, or nothing
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    DataSecurityTest hostile;
    FriendlyNamesTest friendly;
    const int first = QTest::qExec(&hostile, argc, argv);
    return QTest::qExec(&friendly, argc, argv) + first;
}
#include "tst_data.moc"
