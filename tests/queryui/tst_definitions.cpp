// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Functions, views and triggers as texts: what is opened makes the same again, and what somebody else has done to it
// meanwhile is said before it is replaced.
#include "compare/compareview.h"
#include "operations/define/definitions.h"
#include "query/define/definitionpicker.h"
#include "query/define/definitionreview.h"
#include "query/define/definitions.h"
#include "queryui/definefixture.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>

using namespace howdah;
using namespace howdah::test;
using operations::Definition;
using operations::DefinitionKind;
using operations::DefinitionName;

class DefinitionsTest final : public QObject, private DefineFixture
{
    Q_OBJECT

    std::unique_ptr<Definitions> m_definitions;
    QList<Definition> m_opened;
    QByteArrayList m_runs;
    QStringList m_reports;

    void start()
    {
        m_opened.clear();
        m_runs.clear();
        m_reports.clear();
        m_definitions = std::make_unique<Definitions>(services(), m_window.get());
        connect(
            m_definitions.get(), &Definitions::textWanted, this,
            [this](const QString &, const QByteArray &, const Definition &definition) { m_opened << definition; });
        connect(m_definitions.get(), &Definitions::runWanted, this, [this](const QByteArray &text) { m_runs << text; });
        connect(m_definitions.get(), &Definitions::reported, this, [this](Tone, const QString &text) {
            m_reports << text;
        });
    }
    [[nodiscard]] std::shared_ptr<connection::Session> session() const
    {
        auto taken = m_connection->takeSession(connection::SessionRole::Reader, u"test"_s);
        return taken ? *taken : nullptr;
    }
    Definition read(const DefinitionName &name)
    {
        const auto one = session();
        const auto read = operations::readDefinition(*one, name);
        if (!read)
            qFatal("%s", qPrintable(describe(read.error())));
        return *read;
    }
    DefinitionReview *review() const { return m_window->findChild<DefinitionReview *>(); }
    void answer(const QString &button) const
    {
        auto *pressed = review()->findChild<QPushButton *>(button);
        QVERIFY(pressed);
        pressed->click();
    }
    static DefinitionName function(const QString &name, const QString &arguments)
    {
        return {.kind = DefinitionKind::Function, .schema = u"public"_s, .name = name, .arguments = arguments};
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup()
    {
        m_definitions.reset();
        endTest();
    }

    void placesHoldAnyName()
    {
        const DefinitionName hostile{DefinitionKind::Trigger, u"a \"b\":c"_s, u"x\n]\\"_s, {}, u"t,(\""_s};
        QCOMPARE(operations::definitionOfPlace(operations::placeOf(hostile)), hostile);
        QVERIFY(!operations::definitionOfPlace(u"definition:nonsense"_s));
        QVERIFY(!operations::definitionOfPlace(u"pack:deepref"_s));
    }

    // Run again, everything is as it was: by the server's own definition before and after.
    void whatIsOpenedMakesTheSame_data()
    {
        QTest::addColumn<QString>("made");
        QTest::addColumn<DefinitionName>("name");
        QTest::addColumn<QString>("facts");
        const QString base = u"CREATE TABLE t (id int PRIMARY KEY, \"Odd \"\"name\" text); "_s;
        const QString viewFacts =
            u"SELECT pg_get_viewdef(c.oid), c.reloptions, (SELECT string_agg(attname, ',' ORDER BY attnum) FROM "
            "pg_attribute WHERE attrelid = c.oid), obj_description(c.oid), c.relowner, relispopulated FROM pg_class c WHERE relname = 'v'"_s;
        QTest::newRow("view with options and its own column names")
            << base
                   + u"CREATE VIEW v (a, \"B b\") WITH (security_barrier, security_invoker = true, check_option = "
                     u"'local') "
                     "AS SELECT id, \"Odd \"\"name\" FROM t WHERE id > 0; COMMENT ON VIEW v IS 'c'"_s
            << DefinitionName{DefinitionKind::View, u"public"_s, u"v"_s, {}, {}} << viewFacts;
        QTest::newRow("materialized view with an index")
            << base
                   + u"CREATE MATERIALIZED VIEW v (a) WITH (fillfactor = 70) AS SELECT id FROM t; CREATE UNIQUE INDEX "
                     u"i "
                     "ON v (a); COMMENT ON MATERIALIZED VIEW v IS 'it''s'"_s
            << DefinitionName{DefinitionKind::MaterializedView, u"public"_s, u"v"_s, {}, {}}
            << viewFacts + u"; SELECT indexdef FROM pg_indexes WHERE tablename = 'v'"_s;
        QTest::newRow("function")
            << u"CREATE FUNCTION \"f;x\"(a int DEFAULT 3, VARIADIC b text[] DEFAULT '{}') RETURNS SETOF text LANGUAGE "
               u"sql STABLE "
               "SECURITY DEFINER SET search_path = pg_catalog, public ROWS 7 AS $q$ SELECT '$$; ' || a::text $q$"_s
            << function(u"f;x"_s, u"a integer, VARIADIC b text[]"_s)
            << u"SELECT pg_get_functiondef(oid), proowner FROM pg_proc WHERE proname = 'f;x'"_s;
        const QString trigger = base
                              + u"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
                                "CREATE TRIGGER \"T r\" BEFORE UPDATE OF id ON t FOR EACH ROW WHEN (OLD.id <> NEW.id) "
                                "EXECUTE FUNCTION f('a', 'it''s');"_s;
        const QString triggerFacts =
            u"SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal"_s;
        QTest::newRow("trigger") << trigger
                                 << DefinitionName{DefinitionKind::Trigger, u"public"_s, u"T r"_s, {}, u"t"_s}
                                 << triggerFacts;
        QTest::newRow("disabled trigger")
            << trigger + u"ALTER TABLE t DISABLE TRIGGER \"T r\""_s
            << DefinitionName{DefinitionKind::Trigger, u"public"_s, u"T r"_s, {}, u"t"_s} << triggerFacts;
        QTest::newRow("constraint trigger")
            << base
                   + u"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
                     "CREATE CONSTRAINT TRIGGER \"T r\" AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                     "EXECUTE FUNCTION f(); COMMENT ON TRIGGER \"T r\" ON t IS 'why'"_s
            << DefinitionName{DefinitionKind::Trigger, u"public"_s, u"T r"_s, {}, u"t"_s}
            << triggerFacts + u"; SELECT obj_description(oid, 'pg_trigger') FROM pg_trigger WHERE NOT tgisinternal"_s;
    }
    void whatIsOpenedMakesTheSame()
    {
        QFETCH(const QString, made);
        QFETCH(const DefinitionName, name);
        QFETCH(const QString, facts);
        make(made);
        connectNow();
        const QString before = ask(facts);
        QVERIFY(!before.isEmpty());
        const Definition opened = read(name);
        QVERIFY(operations::definitionsIn(*m_connection->catalog()).contains(name));
        QVERIFY(operations::makesDefinition(opened.text.toUtf8()));
        make(opened.text);
        QCOMPARE(ask(facts), before);
        QCOMPARE(read(name), opened);
        // What it makes is found in its text.
        const auto one = session();
        const auto named = operations::definitionMadeBy(*one, opened.text.toUtf8(), u"elsewhere"_s);
        QVERIFY(named && *named);
        QCOMPARE(**named, name);
        // What cannot be replaced says so, and does it in one transaction.
        QCOMPARE(opened.replaces, opened.text.contains("CREATE OR REPLACE"_L1));
        QCOMPARE(opened.text.startsWith("BEGIN;"_L1), !opened.replaces || opened.text.contains("ALTER TABLE"_L1));
        QVERIFY(opened.replaces || !opened.notes.isEmpty());
    }

    void isFoundByTypingAndOpenedByReturn()
    {
        make(u"CREATE FUNCTION add_up(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b'; CREATE VIEW "
             u"\"<b>v</b>\" AS "
             "SELECT 1 AS a; CREATE TABLE t (); CREATE AGGREGATE g (int) (sfunc = int4pl, stype = int)"_s);
        connectNow();
        start();
        m_definitions->openAction()->trigger();
        auto *picker = m_window->findChild<DefinitionPicker *>();
        QVERIFY(picker);
        auto *list = picker->findChild<QListView *>(u"definitionList"_s);
        const QAbstractItemModelTester tester(list->model());
        QCOMPARE(list->model()->rowCount(), 2);
        auto *search = picker->findChild<QLineEdit *>(u"definitionSearch"_s);
        QTest::keyClicks(search, u"integer ADD"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_opened.size(), 1, Patience);
        QCOMPARE(m_opened.first().name, function(u"add_up"_s, u"a integer, b integer"_s));
        QVERIFY(m_opened.first().text.startsWith("CREATE OR REPLACE FUNCTION public.add_up"_L1));
    }

    void opensWhatAnotherPageNames()
    {
        make(u"CREATE VIEW \"we \"\"ird\" AS SELECT 1 AS a"_s);
        connectNow();
        start();
        QVERIFY(!m_definitions->openPlace(u"pack:x"_s));
        QVERIFY(
            m_definitions->openPlace(operations::placeOf({DefinitionKind::View, u"public"_s, u"we \"ird"_s, {}, {}})));
        QTRY_COMPARE_WITH_TIMEOUT(m_opened.size(), 1, Patience);
        QVERIFY(m_opened.first().text.contains("public.\"we \"\"ird\""_L1));
        // What is gone is said.
        make(u"DROP VIEW \"we \"\"ird\""_s);
        m_definitions->open(m_opened.first().name);
        QTRY_COMPARE_WITH_TIMEOUT(m_reports.size(), 1, Patience);
        QVERIFY(m_reports.first().contains("There is no view"_L1));
    }

    void showsTheDifferenceBeforeItRuns()
    {
        make(u"CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'"_s);
        connectNow();
        start();
        const Definition opened = read(function(u"f"_s, u"a integer"_s));
        const QByteArray text = QString(opened.text).replace(u"SELECT a"_s, u"SELECT a + 1"_s).toUtf8();
        m_definitions->review(text, opened);
        QTRY_VERIFY_WITH_TIMEOUT(review(), Patience);
        QVERIFY(!review()->findChild<Banner *>(u"definitionConflict"_s));
        QTRY_VERIFY_WITH_TIMEOUT(
            review()->view()->summary().contains("1 changes"_L1) || review()->view()->summary().contains("1 change"_L1),
            Patience);
        QVERIFY(m_runs.isEmpty());
        // Escape and Cancel run nothing.
        QTest::keyClick(review(), Qt::Key_Escape);
        QTRY_VERIFY(!review());
        QVERIFY(m_runs.isEmpty());
        m_definitions->review(text, opened);
        QTRY_VERIFY_WITH_TIMEOUT(review(), Patience);
        answer(u"accept"_s);
        QTRY_COMPARE(m_runs, QByteArrayList{text});
        // Ours is no conflict the next time.
        make(QString::fromUtf8(text));
        m_definitions->ran(text);
        QTest::qWait(0);
        m_definitions->review(text, opened);
        QTRY_VERIFY_WITH_TIMEOUT(review(), Patience);
        QVERIFY(!review()->findChild<Banner *>(u"definitionConflict"_s));
    }

    void saysThatSomebodyElseHasReplacedIt()
    {
        make(u"CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'"_s);
        connectNow();
        start();
        const Definition opened = read(function(u"f"_s, u"a integer"_s));
        make(u"CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 42'"_s);
        m_definitions->review(opened.text.toUtf8(), opened);
        QTRY_VERIFY_WITH_TIMEOUT(review(), Patience);
        QVERIFY(review()->findChild<Banner *>(u"definitionConflict"_s));
        answer(u"openTheirs"_s);
        QTRY_COMPARE(m_opened.size(), 1);
        QVERIFY(m_opened.first().text.contains("SELECT 42"_L1));
        QVERIFY(m_runs.isEmpty());
        // Other arguments make another function.
        QTRY_VERIFY(!review());
        m_definitions->review(QString(opened.text).replace(u"a integer"_s, u"a bigint"_s).toUtf8(), opened);
        QTRY_VERIFY_WITH_TIMEOUT(review() && review()->findChild<Banner *>(u"definitionAnother"_s), Patience);
        // Gone altogether.
        make(u"DROP FUNCTION f(int)"_s);
        m_definitions->review(opened.text.toUtf8(), opened);
        QTRY_VERIFY_WITH_TIMEOUT(review() && review()->findChild<Banner *>(u"definitionGone"_s), Patience);
    }

    void whatReplacesNothingRunsAtOnce()
    {
        make(u"CREATE TYPE mood AS ENUM ('a'); CREATE FUNCTION f(m mood) RETURNS int LANGUAGE sql AS 'SELECT 1'"_s);
        connectNow();
        start();
        m_definitions->review("SELECT 1");
        QCOMPARE(m_runs.size(), 1);
        m_definitions->review("CREATE VIEW fresh AS SELECT 1");
        QTRY_COMPARE_WITH_TIMEOUT(m_runs.size(), 2, Patience);
        // A type that the path of the tab finds, and ours does not.
        m_definitions->review("CREATE OR REPLACE FUNCTION f(m mood) RETURNS int LANGUAGE sql AS 'SELECT 2'");
        QTRY_VERIFY_WITH_TIMEOUT(review(), Patience);
        QCOMPARE(m_runs.size(), 2);
    }

    // The server's refusal comes with what to do.
    void advisesOnWhatCannotBeReplaced()
    {
        make(
            u"CREATE VIEW v AS SELECT 1 AS a, 2 AS b; CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; "
            "CREATE TABLE t ()"_s);
        connectNow();
        const auto refused = [this](const QByteArray &sql) {
            connection::Session one(connection::SessionOptions{.name = u"t"_s, .names = connection::Names::OfDatabase});
            if (!one.open(m_server->connInfo(m_database)).result())
                qFatal("no session");
            const auto answer = one.query({QString::fromUtf8(sql)}).result();
            return answer ? u"taken"_s : operations::adviceFor(answer.error(), sql);
        };
        QVERIFY(refused("CREATE OR REPLACE VIEW v AS SELECT 1 AS a").contains("keeps its columns"_L1));
        QVERIFY(refused("CREATE OR REPLACE VIEW t AS SELECT 1 AS a").contains("Something else"_L1));
        QVERIFY(refused("CREATE OR REPLACE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT 1'")
                    .contains("keeps its result"_L1));
        QCOMPARE(refused("SELECT nothing"), QString());
    }

    void worksForARoleWithoutRights()
    {
        make(
            u"CREATE SCHEMA s; CREATE VIEW s.v AS SELECT 1 AS a; CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"_s);
        connection::Session one(connection::SessionOptions{.name = u"nobody"_s});
        const auto info = m_server->createRole(u"nobody_%1"_s.arg(m_database), u"secret"_s, m_database);
        const auto open = one.open(info).result();
        QVERIFY2(open, open ? "" : qPrintable(describe(open.error())));
        // Catalogs are open to everybody; the server is the judge of who may replace it.
        for (const DefinitionName &name :
             {DefinitionName{DefinitionKind::Function, u"s"_s, u"f"_s, {}, {}},
              DefinitionName{DefinitionKind::View, u"s"_s, u"v"_s, {}, {}}}) {
            const auto opened = operations::readDefinition(one, name);
            QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
            const auto refused = one.query({opened->text}).result();
            QVERIFY(!refused);
            QVERIFY(!operations::adviceFor(refused.error(), opened->text.toUtf8()).isEmpty());
        }
    }
};

HOWDAH_UI_TEST_MAIN(DefinitionsTest)
#include "tst_definitions.moc"
