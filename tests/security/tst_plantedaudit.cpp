// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The table of the audit log belongs to whoever can take it over, and waits for who notes something there.
#include "connection/audit/auditlog.h"
#include "connection/audit/audittable.h"
#include "connection/audit/audittablewriter.h"
#include "support/hostiledatabase.h"

#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::HostileDatabase;

class PlantedAuditTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<HostileDatabase> m_hostile;
    std::unique_ptr<Session> m_session;
    std::mutex m_mutex;
    QStringList m_failures;

    // A line as any change makes it; what the writer says about it.
    QString noted(const QString &folder)
    {
        const QString target = describe(m_hostile->connInfo());
        AuditTableWriter writer(
            {.info = m_hostile->connInfo(), .profile = {}, .targets = {target}},
            [this](const Error &error) {
                const std::lock_guard lock(m_mutex);
                m_failures << error.message;
            },
            folder);
        AuditEntry entry;
        entry.target = target;
        entry.sql = u"DELETE FROM t"_s;
        if (const auto appended = AuditLog(folder).append(entry); !appended)
            return describe(appended.error());
        (void)writer.finish();
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_failures, {}).join(u'\n');
    }

private Q_SLOTS:
    void init()
    {
        m_hostile.emplace(m_server);
        m_session = std::make_unique<Session>(SessionOptions{.name = u"audit"_s});
        QVERIFY(m_session->open(m_hostile->connInfo()).result());
        const auto made = createAuditTable(*m_session);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        m_hostile->forget();
    }
    void cleanup() { m_session.reset(); }

    void nothingIsNotedWhereSomethingHangs_data()
    {
        QTest::addColumn<QString>("plant");
        QTest::addColumn<QString>("reported");
        QTest::newRow("a trigger")
            << u"CREATE TRIGGER x BEFORE INSERT ON howdah.audit_log FOR EACH ROW EXECUTE FUNCTION "
               "evil.on_change()"_s
            << u"the trigger x"_s;
        QTest::newRow("in the place of ours")
            << u"DROP TRIGGER audit_log_chain ON howdah.audit_log; CREATE TRIGGER audit_log_chain BEFORE INSERT ON "
               "howdah.audit_log FOR EACH ROW EXECUTE FUNCTION evil.on_change()"_s
            << u"the trigger audit_log_chain"_s;
        QTest::newRow("with the rights of who comes")
            << u"ALTER FUNCTION howdah.audit_log_chain() SECURITY INVOKER"_s << u"the trigger audit_log_chain"_s;
        QTest::newRow("a condition of ours")
            << u"DROP TRIGGER audit_log_chain ON howdah.audit_log; CREATE TRIGGER audit_log_chain BEFORE INSERT ON "
               "howdah.audit_log FOR EACH ROW WHEN (evil.planted('when')) EXECUTE FUNCTION howdah.audit_log_chain()"_s
            << u"the trigger audit_log_chain"_s;
        QTest::newRow("a rule")
            << u"CREATE RULE x AS ON INSERT TO howdah.audit_log DO ALSO SELECT evil.planted('rule')"_s
            << u"it has rules"_s;
        QTest::newRow("a check") << u"ALTER TABLE howdah.audit_log ADD CHECK (evil.planted('check'))"_s
                                 << u"it has the check"_s;
        QTest::newRow("a domain") << u"ALTER TABLE howdah.audit_log ALTER line TYPE public.checked"_s
                                  << u"its column line"_s;
        QTest::newRow("a view") << u"ALTER TABLE howdah.audit_log RENAME TO hidden; CREATE VIEW howdah.audit_log AS "
                                   "SELECT * FROM howdah.hidden WHERE (SELECT evil.planted('view'))"_s
                                << u"it is a view"_s;
    }
    void nothingIsNotedWhereSomethingHangs()
    {
        QFETCH(QString, plant);
        QFETCH(QString, reported);
        QTemporaryDir folder;
        QCOMPARE(noted(folder.path()), QString()); // as we made it
        // It is his now.
        QVERIFY(m_server.psql(
            m_hostile->name(),
            u"ALTER TABLE howdah.audit_log OWNER TO mallory; ALTER FUNCTION howdah.audit_log_chain() "
            "OWNER TO mallory; ALTER SCHEMA howdah OWNER TO mallory"_s));
        QCOMPARE(noted(folder.path()), QString());
        m_hostile->owner(plant);
        m_hostile->forget();
        const QString said = noted(folder.path());
        QVERIFY2(
            said.contains("is not a plain table, as the audit log should be: "_L1) && said.contains(reported),
            qPrintable(said));
        const auto state = auditTableState(*m_session);
        QVERIFY(!state && state.error().message.contains(reported));
        const auto verified = verifyAuditTable(*m_session, folder.path(), *auditTableTarget(*m_session));
        QVERIFY(!verified && verified.error().message.contains(reported));
        QVERIFY(!m_hostile->isLost());
        QCOMPARE(m_hostile->shadows(), QStringList());
        QCOMPARE(m_hostile->planted(), QStringList());
        // The file has the line all the same.
        QVERIFY(verifyAudit(folder.path())->isWhole());
        QCOMPARE(std::ranges::count(*readAudit(folder.path()), u"DELETE FROM t"_s, &AuditEntry::sql), 3);
    }
};

QTEST_GUILESS_MAIN(PlantedAuditTest)
#include "tst_plantedaudit.moc"
