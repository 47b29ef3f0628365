// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditreader.h"
#include "connection/audit/startaudit.h"
#include "migration/ctlprocess.h"
#include "migration/run/safetycopy.h"
#include "rehearsal/rehearsalfixture.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::ConnInfo;
using connection::Session;
using connection::SessionContext;

constexpr int Patience = 60'000;

// Whatever way a session is opened on, what it changes stands in the audit log.
class WindowAuditedTest final : public QObject
{
    Q_OBJECT

    using State = ConnectionController::State;

    QTemporaryDir m_data;
    std::unique_ptr<test::TestServer> m_server;
    QString m_database;
    std::unique_ptr<Settings> m_settings;
    TaskList m_tasks;
    std::unique_ptr<ConnectionController> m_controller;
    QList<State> m_states;
    std::shared_ptr<connection::AuditRecorder> m_audit;

    // "session name: where it was" of what holds these words.
    [[nodiscard]] static QStringList noted(const QString &words)
    {
        QStringList found;
        const auto entries = connection::readAudit(connection::auditFolder(), {.text = words});
        if (!entries)
            return {describe(entries.error())};
        for (const connection::AuditEntry &entry : *entries)
            found << entry.session + u": "_s + entry.target;
        return found;
    }
    [[nodiscard]] QString here() const { return u"/"_s + m_database; }
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const auto answer = m_server->psql(m_database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    [[nodiscard]] static Result<connection::ServerFacts> open(const ConnInfo &target)
    {
        Session session({.name = u"direct"_s});
        return session.open(target).result();
    }
    void change(const QString &sql)
    {
        const auto session = m_controller->takeSession(connection::SessionRole::Write, u"test"_s);
        QVERIFY(session);
        const auto done = (*session)->query({sql, {}}).result();
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
    }
    // A migration that creates a table of this name, rehearsed.
    void rehearse(const QString &table, bool onCopy) const
    {
        const test::RehearsalFixture fixture(*m_server);
        migration::RehearsalRequest request = fixture.request(
            test::scripts({{"CREATE TABLE " + table.toUtf8() + " ();", "DROP TABLE " + table.toUtf8() + ';'}}));
        if (onCopy)
            request.target = m_controller->connInfo();
        request.context = m_controller->sessionContext();
        const auto rehearsed = migration::rehearse(request);
        QCOMPARE(test::reported(rehearsed), QStringList{u"001 rollback loses: table public."_s + table});
        const QStringList lines = noted(u"CREATE TABLE "_s + table);
        QVERIFY2(!lines.isEmpty(), "the scratch server is not heard");
        for (const QString &line : lines)
            QVERIFY2(line.contains("howdah_scratch"_L1), qPrintable(line));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_server = std::make_unique<test::TestServer>();
    }
    void init()
    {
        m_database = m_server->createDatabase(u"audited"_s);
        m_settings = std::make_unique<Settings>(m_data.filePath(m_database + u".ini"_s));
        m_controller = std::make_unique<ConnectionController>(m_settings.get(), &m_tasks);
        m_audit = connection::startAudit(
            *m_controller->sessionContext(), [](const Error &error) { qWarning("%s", qPrintable(describe(error))); });
        m_controller->connectTo(m_server->connInfo(m_database), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isConnected(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->catalog() && !m_controller->isReadingCatalog(), Patience);
        m_states.clear();
        connect(m_controller.get(), &ConnectionController::stateChanged, this, [this] {
            m_states << m_controller->state();
        });
    }
    void cleanup()
    {
        m_controller->sessionContext()->observeStatements({});
        m_controller.reset();
        m_settings.reset();
    }

    // By this the other tests, and all that run the programs, notice a way that forgets it.
    void aSessionWithoutItsContextIsNotOpened()
    {
        ConnInfo target = m_server->connInfo(m_database);
        QCOMPARE(open(target).error().kind, ErrorKind::Internal);
        target.context = std::make_shared<SessionContext>();
        QCOMPARE(open(target).error().kind, ErrorKind::Internal);
        target.context->observeStatements([](std::span<const connection::StatementEvent>) {});
        QVERIFY(open(target));
        target.context = m_controller->sessionContext();
        QVERIFY(open(target));
        // What ends with the program, or a little later, is not in its way; and who has no log has no duty.
        m_controller->sessionContext()->observeStatements({});
        QVERIFY(open(target));
        QVERIFY(open(m_server->connInfo(m_database)));
    }

    void theConnectionOfTheWindow()
    {
        change(u"CREATE TABLE public.before ()"_s);
        QCOMPARE(noted(u"TABLE public.before"_s).size(), 1);
        QVERIFY(noted(u"TABLE public.before"_s).front().endsWith(here()));
    }

    void whenItIsBackAfterALoss()
    {
        const QString ended = psql(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                   "current_database() AND pid <> pg_backend_pid()"_s);
        QVERIFY2(ended.startsWith(u't'), qPrintable(ended));
        QTRY_COMPARE_WITH_TIMEOUT(m_states, (QList<State>{State::Lost, State::Connected}), Patience);
        change(u"CREATE TABLE public.afterwards ()"_s);
        QCOMPARE(noted(u"TABLE public.afterwards"_s).size(), 1);
    }

    void aSafetyCopyThatIsPutBack()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        QCOMPARE(psql(u"CREATE TABLE goes AS SELECT 7 AS id"_s), QString());
        const migration::Source source = test::scripts({{"SELECT 1;", "DROP TABLE goes;"}});
        migration::History history{.exists = true, .schemaExists = true};
        history.records = {
            {.version = source.migrations[0].version,
             .name = u"m"_s,
             .checksumUp = source.migrations[0].up.checksum,
             .checksumDown = source.migrations[0].down->checksum}};
        const ConnInfo target = m_controller->connInfo();
        const auto plan = migration::makePlan(source, history, {.direction = migration::Direction::Down});
        const auto reach = migration::findReach(target, plan, {});
        QVERIFY2(reach, reach ? "" : qPrintable(describe(reach.error())));
        const auto copy = migration::makeSafetyCopy(target, *reach, m_data.filePath(u"copies"_s));
        QVERIFY2(copy, copy ? "" : qPrintable(describe(copy.error())));
        QCOMPARE(psql(u"DROP TABLE goes"_s), QString());
        const auto restored = migration::restoreSafetyCopy(target, copy->file);
        QVERIFY2(restored, restored ? "" : qPrintable(describe(restored.error())));
        QCOMPARE(psql(u"SELECT id FROM goes"_s), u"7"_s);
        const QStringList lines = noted(u"goes"_s);
        QVERIFY(!lines.isEmpty());
        QVERIFY2(lines.front().startsWith("restore: "_L1) && lines.front().endsWith(here()), qPrintable(lines.front()));
    }

    void aRehearsalFromNothing() { rehearse(u"rehearsed"_s, false); }
    void aRehearsalOnACopy()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        rehearse(u"rehearsed_on_a_copy"_s, true);
    }

    void aCommand()
    {
        const QString pack = m_data.filePath(u"pack"_s);
        QVERIFY(QDir().mkpath(pack));
        QFile file(pack + u"/001-a.up.sql"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("CREATE TABLE by_command ();\n") > 0);
        file.close();
        test::CtlProcess run(
            {u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, pack, u"-d"_s,
             connection::toUri(m_server->connInfo(m_database))});
        QVERIFY2(run.wait() == 0, run.err.constData());
        const QStringList lines = noted(u"TABLE by_command"_s);
        QVERIFY(!lines.isEmpty());
        QVERIFY(lines.front().endsWith(here()));
    }
};

QTEST_MAIN(WindowAuditedTest)
#include "tst_windowaudited.moc"
