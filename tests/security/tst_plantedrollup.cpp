// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The owner of a database has made rollups before us, and waits for who refreshes them: whatever hangs on their tables,
// and what their definition says, would run with the rights of the visitor.
#include "connection/session/session.h"
#include "metrics/rollupscript.h"
#include "migration/ctlprocess.h"
#include "support/hostiledatabase.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;
using test::HostileDatabase;

class PlantedRollupTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<HostileDatabase> m_hostile;
    QTemporaryDir m_folder;
    QByteArray m_said;

    int ctl(const QStringList &arguments)
    {
        CtlProcess process(
            arguments + QStringList{u"-d"_s, connection::toUri(m_hostile->connInfo())},
            {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s), u"DBUS_SESSION_BUS_ADDRESS=disabled:"_s});
        const int code = process.wait();
        m_said = process.out + process.err;
        return code;
    }

    [[nodiscard]] static metrics::RollupDefinition rollup(const QString &name)
    {
        metrics::RollupDefinition definition;
        definition.schema = u"public"_s;
        definition.table = u"accounts"_s;
        definition.time = u"made"_s;
        definition.value = u"balance"_s;
        definition.valueKind = metrics::ValueKind::Numeric;
        definition.dimensions = {{u"mood"_s, u"public.mood"_s}};
        definition.name = name;
        return definition;
    }

    // What he has laid there was not called by us.
    void nothingWasCalled()
    {
        QVERIFY2(!m_hostile->isLost(), m_said.constData());
        QCOMPARE(m_hostile->shadows(), QStringList());
        QCOMPARE(m_hostile->planted(), QStringList());
    }

private Q_SLOTS:
    void initTestCase() { m_hostile.emplace(m_server); }
    void init()
    {
        m_hostile->owner(
            u"DROP TABLE IF EXISTS public.heir; DROP TABLE IF EXISTS public.t, public.t_totals, public.t_state; "
            "DROP DOMAIN IF EXISTS public.counted"_s);
        m_hostile->forget();
    }

    // As he made them they are refreshed, types of his own included.
    void whatIsPlainIsRefreshed()
    {
        m_hostile->owner(metrics::createScript(rollup(u"plain"_s)).up);
        QVERIFY2(ctl({u"dashboard"_s, u"rollup"_s, u"refresh"_s, u"plain"_s, u"--yes"_s}) == 0, m_said.constData());
        nothingWasCalled();
        QVERIFY2(
            ctl({u"dashboard"_s, u"rollup"_s, u"refresh"_s, u"plain"_s, u"--recheck"_s, u"all"_s, u"--yes"_s}) == 0,
            m_said.constData());
        nothingWasCalled();
        // The judge: the rows are there.
        const auto rows =
            m_server.psql(m_hostile->name(), u"SELECT pg_catalog.sum(rolled_n) FROM public.plain_totals"_s);
        QVERIFY(rows);
        QCOMPARE(rows->trimmed(), u"40"_s);
        m_hostile->owner(metrics::createScript(rollup(u"plain"_s)).down);
    }

    void whatHangsOnItIsRefused_data()
    {
        QTest::addColumn<QString>("plant");
        QTest::addColumn<QString>("reported");
        for (const char *table : {"", "_totals", "_state"}) {
            const auto row = [table](const char *what, const QString &sql, const QString &reported) {
                QTest::addRow("%s on t%s", what, table) << sql.arg(QLatin1StringView(table)) << reported;
            };
            row("a trigger",
                u"CREATE TRIGGER x BEFORE INSERT OR UPDATE OR DELETE ON public.t%1 FOR EACH ROW EXECUTE "
                "FUNCTION evil.on_change()"_s,
                u"the trigger x"_s);
            row("a statement's trigger",
                u"CREATE TRIGGER x AFTER INSERT OR UPDATE OR DELETE ON public.t%1 EXECUTE FUNCTION evil.on_change()"_s,
                u"the trigger x"_s);
            row("a rule", u"CREATE RULE x AS ON INSERT TO public.t%1 DO ALSO SELECT evil.planted('rule')"_s,
                u"it has rules"_s);
            row("a policy",
                u"ALTER TABLE public.t%1 ENABLE ROW LEVEL SECURITY; ALTER TABLE public.t%1 FORCE ROW LEVEL "
                "SECURITY; CREATE POLICY x ON public.t%1 USING (evil.planted('policy'))"_s,
                u"row-level security"_s);
            row("a check", u"ALTER TABLE public.t%1 ADD CHECK (evil.planted('check')) NOT VALID"_s, u"the check"_s);
            row("a default",
                u"ALTER TABLE public.t%1 ADD x boolean; ALTER TABLE public.t%1 ALTER x SET DEFAULT "
                "evil.planted('default')"_s,
                u"the default"_s);
            row("a domain", u"ALTER TABLE public.t%1 ADD x public.checked"_s, u"its column x"_s);
            row("an inheritance", u"CREATE TABLE public.heir () INHERITS (public.t%1)"_s, u"inheritance"_s);
        }
        QTest::newRow("a domain for the count")
            << u"CREATE DOMAIN public.counted AS bigint CHECK (evil.planted('count')); ALTER TABLE public.t ALTER "
               "rolled_n TYPE public.counted"_s
            << u"its column rolled_n"_s;
        QTest::newRow("another type for the dimension")
            << u"ALTER TABLE public.t_totals ALTER mood TYPE pg_catalog.text USING 'x'; ALTER TABLE public.t_totals "
               "ALTER mood TYPE public.checked"_s
            << u"its column mood"_s;
    }
    void whatHangsOnItIsRefused()
    {
        QFETCH(QString, plant);
        QFETCH(QString, reported);
        m_hostile->owner(metrics::createScript(rollup(u"t"_s)).up + plant);
        m_hostile->forget(); // checks of what was planted, as he planted it
        QVERIFY2(ctl({u"dashboard"_s, u"rollup"_s, u"refresh"_s, u"t"_s, u"--yes"_s}) != 0, m_said.constData());
        QVERIFY2(
            m_said.contains("is not a plain table, as a rollup should be: ") && m_said.contains(reported.toUtf8()),
            m_said.constData());
        nothingWasCalled();
    }

    // An expression goes into our statements.
    void whatItsDefinitionSaysIsRefused_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("reported");
        QTest::newRow("a cast of a column") << u"mood::text"_s << u"text"_s << u"cast from public.mood to text"_s;
        QTest::newRow("a cast by its words") << u"CAST(coin AS text)"_s << u"text"_s << u"cast from"_s;
        QTest::newRow("a cast that nobody writes") << u"mood"_s << u"text"_s << u"cast from"_s;
        QTest::newRow("a type of his") << u"'sad'::public.mood"_s << u"text"_s << u"not built in"_s;
        QTest::newRow("a domain of his") << u"'x'::public.checked"_s << u"text"_s << u"not built in"_s;
        QTest::newRow("as a type of his") << u"'x'"_s << u"public.checked"_s << u"not built in"_s;
        QTest::newRow("a function of his") << u"evil.planted('x')"_s << u"boolean"_s << u"is refused"_s;
        QTest::newRow("another table") << u"(SELECT name FROM public.turning)"_s << u"text"_s << u"is refused"_s;
        QTest::newRow("a query as text") << u"query_to_xml('SELECT evil.planted()', true, true, '')::text"_s
                                         << u"text"_s << u"is refused"_s;
        QTest::newRow("an end") << u"name) FROM public.accounts; SELECT (1"_s << u"text"_s << u"is refused"_s;
    }
    void whatItsDefinitionSaysIsRefused()
    {
        QFETCH(QString, expression);
        QFETCH(QString, type);
        QFETCH(QString, reported);
        const metrics::RollupDefinition honest = rollup(u"t"_s);
        QJsonObject json = metrics::rollupJson(honest);
        QJsonArray dimensions;
        dimensions.append(QJsonObject{{u"name"_s, u"word"_s}, {u"type"_s, type}, {u"expression"_s, expression}});
        json[u"dimensions"_s] = dimensions;
        m_hostile->owner(
            metrics::createScript(honest).up
            + u"ALTER TABLE public.t ADD word pg_catalog.text; ALTER TABLE public.t_totals ADD word pg_catalog.text; "
              "UPDATE public.t_state SET definition = $json$%1$json$"_s.arg(
                  QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact))));
        QVERIFY2(ctl({u"dashboard"_s, u"rollup"_s, u"refresh"_s, u"t"_s, u"--yes"_s}) != 0, m_said.constData());
        nothingWasCalled();
        const bool isTold =
            m_said.contains(reported.toUtf8()) || m_said.contains("The definition of the rollup cannot be read");
        QVERIFY2(isTold, m_said.constData());
    }

    // What is copied into a dashboard says a series by its type's output function, whatever cast its owner has made.
    void aSeriesIsNoCast()
    {
        m_hostile->owner(metrics::createScript(rollup(u"t"_s)).up);
        QVERIFY2(ctl({u"dashboard"_s, u"rollup"_s, u"refresh"_s, u"t"_s, u"--yes"_s}) == 0, m_said.constData());
        m_hostile->forget();
        const auto block = [](QString sql) {
            return "|\n      " + sql.replace(u"\n"_s, u"\n      "_s).toUtf8() + "\n";
        };
        const QByteArray exact = block(
            u"SELECT :bucket(made) AS bucket, pg_catalog.format('%s', mood) AS series, pg_catalog.count(*) AS "
            "value, pg_catalog.count(*) AS n FROM public.accounts WHERE made >= :from AND made < :to GROUP BY 1, 2"_s);
        QByteArray yaml = "title: T\npanels:\n";
        for (const auto &[id, sql] :
             {std::pair{"counts", metrics::countQuery(rollup(u"t"_s), u"mood"_s)},
              std::pair{"percentiles", metrics::percentileQuery(rollup(u"t"_s), u"mood"_s)}})
            yaml += QByteArray("  - id: ") + id + "\n    title: T\n    kind: line\n    query: " + exact
                  + "    rollup-table: public.t\n    rollup: " + block(sql);
        QFile file(m_folder.filePath(u"t.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(yaml) > 0);
        file.close();
        QVERIFY2(
            ctl(
                {u"dashboard"_s, u"data"_s, file.fileName(), u"--range"_s, u"2025-12-01..2026-02-01"_s, u"--out"_s,
                 m_folder.filePath(u"out"_s)})
                == 0,
            m_said.constData());
        nothingWasCalled();
        for (const QString &name : {u"counts.csv"_s, u"percentiles.csv"_s}) {
            QFile out(m_folder.filePath(u"out/"_s + name));
            QVERIFY(out.open(QIODevice::ReadOnly));
            const QByteArray text = out.readAll();
            QVERIFY2(text.contains("happy") && text.contains("sad") && !text.contains("other"), text.constData());
        }
    }
};

QTEST_GUILESS_MAIN(PlantedRollupTest)
#include "tst_plantedrollup.moc"
