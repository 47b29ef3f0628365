// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Dashboards and prompts in a database whose owner answers names without a schema, and on the private server.
#include "operations/demo/demosetup.h"
#include "metrics/panelrun.h"
#include "metrics/rollupplan.h"
#include "metrics/rolluprefresh.h"
#include "prompt/activation.h"
#include "prompt/interactions.h"
#include "prompt/keyuse.h"
#include "prompt/promptedit.h"
#include "prompt/scorecard.h"
#include "sql/unqualifiednames.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

namespace {

// What the server was sent, in order, by its own log.
QStringList statementsIn(const QString &log)
{
    static const QRegularExpression begin(u"LOG:  (?:execute [^:]*|statement): "_s);
    QStringList statements;
    bool isWithin = false;
    for (const QString &line : log.split(u'\n')) {
        const QRegularExpressionMatch match = begin.match(line);
        if (match.hasMatch()) {
            statements << line.sliced(match.capturedEnd());
            isWithin = true;
        } else if (isWithin && line.startsWith(u'\t')) {
            statements.last() += u'\n' + line.sliced(1);
        } else {
            isWithin = false;
        }
    }
    return statements;
}

} // namespace

class ReaderNamesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    qsizetype m_seen = 0;

    QString ask(const QString &database, const QString &sql)
    {
        const auto answer = m_server.psql(database, sql);
        if (!answer)
            qWarning("%s", qPrintable(describe(answer.error())));
        return answer ? answer->trimmed() : QString();
    }

    // A database with a pack's demo, whose owner then lays his traps.
    QString makeHostile(const QString &pack)
    {
        const QString name = m_server.createDatabase(u"hostile"_s);
        if (!pack.isEmpty()) {
            connection::Session session({.names = connection::Names::OfDatabase});
            if (!session.open(m_server.connInfo(name)).result())
                return {};
            const auto ready = operations::setUpDemo(
                session, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack, {.anchor = u"2026-03-01 00:00+00"_s});
            if (!ready)
                qFatal("%s", qPrintable(describe(ready.error())));
        }
        ask(name, u"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mallory') THEN "
                  "CREATE ROLE mallory LOGIN; END IF; END $$; GRANT ALL ON SCHEMA public TO mallory; "
                  "ALTER DATABASE %1 OWNER TO mallory"_s.arg(name));
        QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/support/hostiledatabase.sql"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no hostiledatabase.sql");
        ask(name, u"SET SESSION AUTHORIZATION mallory;\n"_s + QString::fromUtf8(file.readAll()));
        ask(u"postgres"_s, u"ALTER DATABASE %1 SET log_statement = 'all'"_s.arg(name));
        forget();
        return name;
    }

    void forget()
    {
        ask(u"postgres"_s, u"ALTER ROLE mallory NOSUPERUSER"_s);
        m_seen = m_server.serverLog().size();
    }

    // Nothing of his was called, and what was sent could not have called it.
    void verifyUntouched()
    {
        const QString log = m_server.serverLog().sliced(m_seen);
        QCOMPARE(ask(u"postgres"_s, u"SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'"_s), u"f"_s);
        static const QRegularExpression shadow(u"LOG:  SHADOW [^\n]*"_s);
        QVERIFY2(!shadow.match(log).hasMatch(), qPrintable(shadow.match(log).captured()));
        const QStringList statements = statementsIn(log);
        QVERIFY(statements.size() > 5);
        for (qsizetype i = 0; i < statements.size(); ++i) {
            if (statements[i] == "SELECT version()"_L1)
                continue; // Qt's driver, with PostgreSQL's names alone
            // The operators of a dashboard have no schemas: the path is set right before it. That of the database comes
            // behind, where nobody but who asks has operators there.
            const bool isOfDashboard =
                i > 0 && statements[i - 1].startsWith("SELECT pg_catalog.set_config('search_path', 'pg_catalog, "_L1);
            for (const sql::UnqualifiedName &name : sql::unqualifiedNames(statements[i])) {
                using Kind = sql::UnqualifiedName::Kind;
                // What gives a bare name to unnest() of several arrays is the grammar.
                const bool isFine = isOfDashboard && (name.kind == Kind::Operator || name.kind == Kind::Syntax);
                if (!isFine)
                    QFAIL(qPrintable(sql::described(name) + u" in "_s + statements[i]));
            }
        }
    }

    static std::unique_ptr<connection::Session> opened(const connection::ConnInfo &info, bool readOnly = false)
    {
        auto session =
            std::make_unique<connection::Session>(connection::SessionOptions{.name = u"test"_s, .readOnly = readOnly});
        if (const auto done = session->open(info).result(); !done)
            qFatal("%s", qPrintable(describe(done.error())));
        return session;
    }

private Q_SLOTS:
    void dashboards_data()
    {
        QTest::addColumn<QString>("pack");
        for (const char *pack : {"", "uaip", "deepref", "assistant", "orchestrator"})
            QTest::newRow(qstrlen(pack) == 0 ? "none" : pack) << QString::fromLatin1(pack);
    }
    void dashboards()
    {
        using namespace metrics;
        QFETCH(QString, pack);
        if (const QByteArray old = test::tooOldFor(15, "What the pack orchestrator uses");
            pack == "orchestrator"_L1 && !old.isEmpty())
            QSKIP(old.constData());
        const QString database = makeHostile(pack);
        const auto session = opened(m_server.connInfo(database), true);
        ask(database, u"SET search_path = pg_catalog; ALTER ROLE mallory PASSWORD 'm'; "
                      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO mallory"_s);
        forget();
        connection::ConnInfo owner = m_server.connInfo(database);
        owner.set(u"user"_s, u"mallory"_s);
        owner.set(u"password"_s, u"m"_s);
        const auto asOwner = opened(owner, true);
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const TimeRange range{now.addDays(-30), now};
        int shown = 0;
        for (const DashboardFile &file : builtInDashboards()) {
            QVERIFY(file.reading.dashboard);
            const DashboardDefinition &dashboard = *file.reading.dashboard;
            if (dashboard.pack != pack)
                continue;
            for (const FilterDefinition &filter : dashboard.filters) {
                const auto values = readFilterValues(*session, filter);
                QVERIFY2(values, qPrintable(values ? QString() : filter.name + describe(values.error())));
            }
            for (const PanelDefinition &panel : dashboard.panels) {
                const PanelRequest request{
                    &dashboard,
                    &panel,
                    contextFor(panel, range, bucketFor(range), QTimeZone("Europe/Berlin"), now),
                    {}};
                const PanelOutcome outcome = runPanel(*session, request);
                QVERIFY2(
                    outcome.state == PanelOutcome::State::Shown || outcome.state == PanelOutcome::State::NeedsTables,
                    qPrintable(dashboard.id + u'/' + panel.id + u": "_s + describe(outcome.error)));
                shown += outcome.state == PanelOutcome::State::Shown ? 1 : 0;
                if (!panel.drill || outcome.data.series.empty() || outcome.data.series[0].points.empty())
                    continue;
                const Series &series = outcome.data.series[0];
                const auto rows = [&](connection::Session &who) {
                    return openRows(
                        who, panel.drill->schema, panel.drill->relation,
                        drillCondition(request, series, series.points[0]));
                };
                // They are read with the database's path, where the operators of mallory are for nobody but him.
                const auto refused = rows(*session);
                QVERIFY(!refused);
                QCOMPARE(refused.error().kind, ErrorKind::Permission);
                QVERIFY2(refused.error().message.contains(u"evil."_s), qPrintable(describe(refused.error())));
                const auto shownRows = rows(*asOwner);
                QVERIFY2(shownRows, qPrintable(shownRows ? QString() : panel.id + describe(shownRows.error())));
                QCOMPARE(shownRows->schema, u"public"_s);
            }
        }
        QVERIFY(shown > 5);
        verifyUntouched();
    }

    void rollups()
    {
        using namespace metrics;
        const QString database = makeHostile(u"uaip"_s);
        const auto session = opened(m_server.connInfo(database));
        const auto possible = possibleRollups(*session);
        QVERIFY2(possible, qPrintable(possible ? QString() : describe(possible.error())));
        QCOMPARE(possible->size(), size_t(1));
        const auto plan = planRollup(*session, possible->front());
        QVERIFY2(plan, qPrintable(plan ? QString() : describe(plan.error())));
        const RollupDefinition definition = plan->source.definition;
        for (const RollupScript &script : {createScript(definition), dropScript(definition)}) {
            for (const QString &text : {script.up, script.down}) {
                for (const sql::UnqualifiedName &name : sql::unqualifiedNames(text))
                    QFAIL(qPrintable(sql::described(name) + u" in "_s + text));
            }
        }
        verifyUntouched();
        QVERIFY(m_server.psql(database, u"SET search_path = pg_catalog;\n"_s + createScript(definition).up));
        forget();
        const auto refreshed = refreshRollup(*session, definition.name);
        QVERIFY2(refreshed, qPrintable(refreshed ? QString() : describe(refreshed.error())));
        QVERIFY(refreshed->added > 0);
        QCOMPARE(findRollups(*session)->size(), size_t(1));
        verifyUntouched();
        // What its state says is a text that the owner may have written.
        ask(database, u"SET search_path = pg_catalog; UPDATE public.%1 SET definition = jsonb_set(definition, "
                      "'{dimensions,0,expression}', '\"(SELECT lo_creat(-1))::uuid\"')"_s.arg(definition.stateName()));
        QVERIFY(!refreshRollup(*session, definition.name));
        QCOMPARE(ask(u"postgres"_s, u"SELECT count(*) FROM pg_largeobject_metadata"_s), u"0"_s);
    }

    void prompts()
    {
        using namespace prompt;
        const QString database = makeHostile(u"deepref"_s);
        const auto session = opened(m_server.connInfo(database));
        const auto tables = findPromptTables(*session);
        QVERIFY2(tables, qPrintable(tables ? QString() : describe(tables.error())));
        const PromptTable &table = tables->front();
        QCOMPARE(table.schema, u"public"_s);
        KeyRing keys;
        QVERIFY(keys.add(u"k"_s, std::move(*Key::make()), QDateTime::currentDateTimeUtc()));
        QVERIFY(reencrypt(*session, table, keys, false));
        const auto stored = readPrompts(*session, table, keys);
        QVERIFY(stored && stored->size() > 1);
        QVERIFY(readKeyUse(*session, table, keys));
        const auto usage = readUsage(*session, table);
        QVERIFY2(usage, qPrintable(usage ? QString() : describe(usage.error())));
        QVERIFY(readCalls(*session, table));
        QVERIFY(readInteractions(*session, table, stored->front().id, 5));
        QVERIFY(readCalibration(*session, table, stored->front()));
        QVERIFY(readScorecard(*session, table, stored->front().id, TimeWindow::lastDays(90)));
        const auto inactive =
            std::ranges::find_if(*stored, [](const StoredPrompt &p) { return !p.prompt.active.value_or(false); });
        QVERIFY(inactive != stored->end());
        const auto preview = previewActivation(*session, table, keys, inactive->id);
        QVERIFY2(preview, qPrintable(preview ? QString() : describe(preview.error())));
        ActivationRequest request;
        request.name = inactive->prompt.name;
        request.id = inactive->id;
        request.expectedId = preview->current ? preview->current->id : QString();
        request.reason = u"better"_s;
        const auto changed = changeActive(*session, table, request);
        QVERIFY2(changed, qPrintable(changed ? QString() : describe(changed.error())));
        QVERIFY(readActivations(*session, table));
        QVERIFY(rollbackTarget(*session, table, request.name) || !preview->current);
        // Where the history stands in the metadata.
        PromptTable bare = table;
        bare.activations.clear();
        QVERIFY(readPrompts(*session, bare, keys));
        QVERIFY(readActivations(*session, bare));
        std::vector<Prompt> wanted;
        Prompt added = stored->front().prompt;
        added.promptId = u"new-one"_s;
        added.version = u"99.0.0"_s;
        added.active = false;
        wanted.push_back(added);
        const auto plan = planSync(wanted, *stored, *usage, true);
        QVERIFY(plan);
        const auto synced = applySync(*session, table, *plan, keys);
        QVERIFY2(synced, qPrintable(synced ? QString() : describe(synced.error())));
        QCOMPARE(synced->inserted, 1);
        verifyUntouched();
    }

    // What the operator's own private server is asked by files of others is asked by somebody who may not do more.
    void thePrivateServer()
    {
        const QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7711))); // for the server's own user
        qputenv("HOWDAH_DATA_DIR", folder.path().toUtf8());
        auto lease = connection::LocalServer().lease();
        QVERIFY2(lease, qPrintable(lease ? QString() : describe(lease.error())));
        const connection::ConnInfo reader = connection::asReader(lease->connInfo());
        const auto owner = opened(lease->connInfo());
        const auto version = owner->query({u"SHOW server_version_num"_s, {}}).result();
        if (version->rows.integer(0, 0) < 140000)
            QSKIP("pg_read_all_data came with PostgreSQL 14");
        QCOMPARE(reader.value(u"user"_s), u"howdah_reader"_s);
        QCOMPARE(connection::asReader(m_server.connInfo()), m_server.connInfo());
        const QString target = folder.filePath(u"written"_s);
        for (const QString &sql :
             {u"CREATE TABLE public.notes AS SELECT 1 AS n"_s, u"ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY"_s,
              // It claims to do nothing, so that nobody can tell by its name.
              u"CREATE FUNCTION public.harmless() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN "
              "EXECUTE 'COPY (SELECT 1) TO PROGRAM ''cat >%1'''; RETURN 1; END $$"_s.arg(target)}) {
            const auto done = owner->query({sql, {}}).result();
            QVERIFY2(done, qPrintable(done ? QString() : describe(done.error())));
        }
        const auto session = opened(reader, true);
        const auto who = session->query({u"SELECT current_setting('is_superuser')"_s, {}}).result();
        QCOMPARE(who->rows.text(0, 0), u"off"_s);
        metrics::DashboardDefinition dashboard;
        metrics::PanelDefinition panel;
        panel.kind = metrics::PanelKind::Table;
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const auto asked = [&](const QString &sql) {
            panel.query = *metrics::QueryText::parse(sql);
            const metrics::TimeRange range{now.addDays(-1), now};
            return metrics::runPanel(
                *session,
                {&dashboard,
                 &panel,
                 metrics::contextFor(panel, range, {metrics::Unit::Day, 1}, QTimeZone::utc(), now),
                 {}},
                {.evenIfDear = true});
        };
        QCOMPARE(asked(u"SELECT n FROM notes"_s).data.rows.rowCount(), 1);
        QCOMPARE(asked(u"SELECT public.harmless()"_s).state, metrics::PanelOutcome::State::Failed);
        QCOMPARE(asked(u"SELECT pg_read_file('PG_VERSION')"_s).state, metrics::PanelOutcome::State::Failed);
        QVERIFY(!QFile::exists(target));
        for (const QString &sql :
             {u"COPY (SELECT 1) TO PROGRAM 'cat >%1'"_s.arg(target), u"SELECT lo_export(1, '%1')"_s.arg(target),
              u"SELECT pg_read_file('PG_VERSION')"_s, u"SET SESSION AUTHORIZATION howdah"_s, u"SET ROLE howdah"_s,
              u"CREATE TABLE public.mine ()"_s, u"ALTER ROLE howdah_reader SUPERUSER"_s}) {
            // Before PostgreSQL 15 everybody may make tables in public; sessions of dashboards are read-only besides.
            if (sql.startsWith("CREATE TABLE"_L1) && test::serverMajor() < 15)
                continue;
            connection::Session plain;
            QVERIFY(plain.open(reader).result());
            QVERIFY2(!plain.query({sql, {}}).result(), qPrintable(sql));
        }
        QVERIFY(!QFile::exists(target));
        // The role that reads does not hide that one may write.
        QVERIFY(owner->query({u"DROP FUNCTION public.harmless()"_s, {}}).result());
    }
};

QTEST_GUILESS_MAIN(ReaderNamesTest)
#include "tst_readernames.moc"
