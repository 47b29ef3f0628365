// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditfollower.h"
#include "connection/audit/auditkeeper.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditanchor.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditrecorder.h"
#include "connection/audit/auditreader.h"
#include "connection/keychain.h"
#include "connection/profile/profilestore.h"
#include "migration/ctlprocess.h"
#include "promptui/keyringsession.h"
#include "connection/session/session.h"
#include "connection/session/sessioncontext.h"
#include "support/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::CtlProcess;

// What is cut off the end of the audit log, or removed with its folder, is missed: by the head, by the file of the
// state folder, and by the real keychain of GNOME. Each row is an attack.
class AuditAnchorTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder;

    static AuditEntry entry(const QString &sql)
    {
        AuditEntry one;
        one.target = u"app@db/orders"_s;
        one.sql = sql;
        return one;
    }
    static void append(int lines)
    {
        AuditLog log;
        for (int i = 0; i < lines; ++i)
            QVERIFY(log.append(entry(u"DELETE FROM t WHERE id = %1"_s.arg(i))));
    }
    // As a program that writes and ends.
    static void writeLines(int lines)
    {
        const AuditKeeper keeper;
        append(lines);
    }
    static QString logFile() { return auditFolder() + u"/audit-000001.log"_s; }
    static QByteArray bytes(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void put(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    // Leaves the first lines.
    static void cut(int lines)
    {
        QByteArrayList all = bytes(logFile()).split('\n');
        put(logFile(), all.first(lines).join('\n') + '\n');
    }
    static QStringList problems()
    {
        QStringList texts;
        const auto report = verifyAudit(auditFolder());
        for (const AuditProblem &problem : report->problems)
            texts << problem.text;
        return texts;
    }
    [[nodiscard]] QStringList environment() const
    {
        return {
            u"HOWDAH_DATA_DIR="_s + m_folder->filePath(u"data"_s),
            u"HOWDAH_STATE_DIR="_s + m_folder->filePath(u"state"_s)};
    }
    [[nodiscard]] std::unique_ptr<CtlProcess> ctl(const QStringList &words) const
    {
        auto process = std::make_unique<CtlProcess>(words, environment());
        process->wait();
        return process;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("HOWDAH_DATA_DIR", QFile::encodeName(m_folder->filePath(u"data"_s)));
        qputenv("HOWDAH_STATE_DIR", QFile::encodeName(m_folder->filePath(u"state"_s)));
    }

    void whatIsWholeIsWhole()
    {
        writeLines(5);
        const auto report = verifyAudit(auditFolder());
        QVERIFY2(report->isWhole(), qPrintable(problems().join(u'\n')));
        QCOMPARE(report->witnesses.size(), 2u);
        QVERIFY(report->noKeychain.isEmpty());
        for (const AuditWitness &witness : report->witnesses)
            QVERIFY(witness.holds && witness.end.number == 5);
        // An anchor that is behind is no finding.
        append(3);
        QVERIFY2(verifyAudit(auditFolder())->isWhole(), qPrintable(problems().join(u'\n')));
    }

    void everyLossIsFound_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what :
             {"the tail", "the tail and the head", "the tail, the head and the state", "the folder",
              "the folder and the state", "the tail rewritten", "all rewritten", "head set back", "all set back"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void everyLossIsFound()
    {
        QFETCH(QString, what);
        writeLines(3);
        const QByteArray oldHead = bytes(auditHeadPath(auditFolder()));
        const QByteArray oldState = bytes(auditAnchorPath());
        writeLines(4);
        QCOMPARE(problems(), QStringList());
        if (what.contains("folder"_L1))
            QVERIFY(QDir(auditFolder()).removeRecursively());
        else if (what != "all rewritten"_L1)
            cut(3);
        if (what.contains("the head"_L1))
            QVERIFY(QFile::remove(auditHeadPath(auditFolder())));
        if (what.contains("state"_L1))
            QVERIFY(QFile::remove(auditAnchorPath()));
        if (what.endsWith("set back"_L1))
            put(auditHeadPath(auditFolder()), oldHead);
        if (what == "all set back"_L1)
            put(auditAnchorPath(), oldState);
        if (what.endsWith("rewritten"_L1)) { // whole by itself, with its head
            QVERIFY(QFile::remove(auditHeadPath(auditFolder())));
            QVERIFY(QFile::remove(auditAnchorPath()));
            if (what == "all rewritten"_L1)
                QVERIFY(QFile::remove(logFile()));
            append(9);
        }
        QVERIFY2(!problems().isEmpty(), qPrintable(what));
        // ... and still when the log went on in between, and at the next start.
        QStringList reported;
        const AuditFollower follower(
            auditFolder(), {.lost = [&reported](const Error &loss) { reported << loss.message; }});
        writeLines(3);
        QVERIFY2(!reported.isEmpty(), qPrintable(what));
        QVERIFY2(!problems().isEmpty(), qPrintable(what));
        reported.clear();
        {
            AuditKeeper keeper;
            keeper.lookNow();
        }
        QVERIFY2(!reported.isEmpty() || problems().filter(u"Entries are missing"_s).size() > 0, qPrintable(what));
    }

    // Without a keychain the file holds the end alone, and verifying says so.
    void withoutAKeychainTheFileIsTheAnchor()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        const QStringList none = environment() + QStringList{u"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"_s};
        append(4);
        CtlProcess whole({u"audit"_s, u"verify"_s}, none);
        QCOMPARE(whole.wait(), 0);
        QVERIFY2(whole.out.contains("No anchor in the keychain"), whole.out.constData());
        QVERIFY2(
            whole.out.contains("Anchor: entry 4 in " + QFile::encodeName(m_folder->path())), whole.out.constData());
        QVERIFY(QDir(auditFolder()).removeRecursively());
        CtlProcess gone({u"audit"_s, u"verify"_s}, none);
        QCOMPARE(gone.wait(), 2);
        QVERIFY2(gone.out.contains("The last 4 entries are missing"), gone.out.constData());
    }

    // The head is compared before anything is added: what is added goes on behind the gap.
    void theGapStaysVisible()
    {
        append(6);
        cut(2);
        QStringList reported;
        const AuditFollower follower(
            auditFolder(), {.lost = [&reported](const Error &loss) { reported << loss.message; }});
        append(1);
        QCOMPARE(reported, QStringList{u"Entries of the audit log are missing: it had 6, and ends with entry 2"_s});
        QCOMPARE(readAudit(auditFolder())->front().number, 7);
        QCOMPARE(problems(), QStringList{u"Entries are missing before number 7"_s});
    }

    void aLineWithoutItsBreakIsWholeIfItsHashHolds()
    {
        append(4);
        const QByteArray all = bytes(logFile());
        put(logFile(), all.chopped(1));
        auto report = verifyAudit(auditFolder());
        QVERIFY2(report->isWhole() && report->torn == 0 && report->entries == 4, qPrintable(problems().join(u'\n')));
        QCOMPARE(readAudit(auditFolder())->size(), 4u);
        append(1);
        report = verifyAudit(auditFolder());
        QVERIFY2(report->isWhole() && report->torn == 0 && report->entries == 5, qPrintable(problems().join(u'\n')));
        // Another hash: that is no whole line.
        QByteArray changed = bytes(logFile()).chopped(1);
        changed.replace(changed.size() - 4, 1, changed.at(changed.size() - 4) == 'a' ? "b" : "a");
        put(logFile(), changed);
        QVERIFY(!problems().isEmpty());
    }

    void whoBeginsAnewSaysWhy()
    {
        writeLines(6);
        cut(2);
        QCOMPARE(ctl({u"audit"_s, u"verify"_s})->process().exitCode(), 2);
        QCOMPARE(ctl({u"audit"_s, u"restart"_s})->process().exitCode(), 64);
        const auto restarted = ctl({u"audit"_s, u"restart"_s, u"--reason"_s, u"the disk was lost"_s});
        QVERIFY2(restarted->process().exitCode() == 0, restarted->err.constData());
        const auto whole = ctl({u"audit"_s, u"verify"_s});
        QVERIFY2(whole->process().exitCode() == 0, whole->out.constData());
        const auto first = readAudit(auditFolder())->front();
        QCOMPARE(first.number, 1);
        QVERIFY2(first.text.contains(u"the disk was lost"_s), qPrintable(first.text));
        QVERIFY(first.text.contains(u"ended with entry 6"_s));
    }

    void aCommandThatWritesSaysWhatIsMissing()
    {
        const QString uri = toUri(m_server.connInfo(m_server.createDatabase(u"anchored"_s)));
        test::writeFolder(
            m_folder->filePath(u"pack"_s),
            {{u"001-t.up.sql"_s, "CREATE TABLE t (id int);\n"}, {u"001-t.down.sql"_s, "DROP TABLE t;\n"}});
        const QStringList pack{u"-s"_s, m_folder->filePath(u"pack"_s), u"-d"_s, uri};
        const auto up = ctl(QStringList{u"migrate"_s, u"up"_s, u"--yes"_s} + pack);
        QVERIFY2(up->process().exitCode() == 0, up->err.constData());
        QVERIFY2(!up->err.contains("audit log"), up->err.constData());
        QVERIFY(Keychain().read(u"audit/"_s + auditFolder()));
        QVERIFY(QDir(m_folder->filePath(u"data/audit"_s)).removeRecursively());
        QVERIFY(QFile::remove(auditAnchorPath())); // the keychain alone knows
        QCOMPARE(ctl({u"audit"_s, u"verify"_s})->process().exitCode(), 2);
        const auto down = ctl(QStringList{u"migrate"_s, u"down"_s, u"--yes"_s} + pack);
        QVERIFY2(
            down->err.contains("audit log") && down->err.contains("the keychain refers to entry"),
            down->err.constData());
        QCOMPARE(ctl({u"audit"_s, u"verify"_s})->process().exitCode(), 2);
    }

    // ---- what is logged, too

    void editsOfProfilesAreNoted()
    {
        ProfileStore store;
        Profile profile;
        profile.name = u"Orders"_s;
        profile.environment = Environment::Production;
        profile.target.set(u"host"_s, u"db.example"_s);
        profile.target.set(u"sslmode"_s, u"verify-full"_s);
        auto kept = store.add(profile);
        QVERIFY2(kept, kept ? "" : qPrintable(describe(kept.error())));
        Profile changed = *kept;
        changed.environment = Environment::Development;
        changed.target.set(u"host"_s, u"elsewhere.example"_s);
        auto replaced = store.replace(*kept, changed);
        QVERIFY(replaced);
        QVERIFY(store.remove(replaced->id));
        const auto noted = *readAudit(auditFolder(), {.kind = AuditEntry::Kind::Profile});
        QCOMPARE(noted.size(), 3u);
        QCOMPARE(noted[2].text, u"created: production"_s);
        QVERIFY2(
            noted[1].text.contains(u"environment"_s) && noted[1].text.contains(u"host"_s), qPrintable(noted[1].text));
        QVERIFY2(noted[1].text.contains(u"from production to development"_s), qPrintable(noted[1].text));
        QVERIFY(!noted[1].text.contains(u"elsewhere"_s));
        QCOMPARE(noted[0].text, u"removed"_s);
    }

    // Where it cannot be noted production stays what it is.
    void productionIsNotEditedUnseen()
    {
        ProfileStore store;
        Profile profile;
        profile.name = u"Orders"_s;
        profile.environment = Environment::Production;
        profile.target.set(u"host"_s, u"db.example"_s);
        profile.target.set(u"sslmode"_s, u"verify-full"_s);
        auto kept = store.add(profile);
        QVERIFY(kept);
        QVERIFY(QDir(auditFolder()).removeRecursively());
        put(auditFolder(), "a file where the folder should be");
        Profile changed = *kept;
        changed.environment = Environment::Development;
        QVERIFY(!store.replace(*kept, changed));
        QCOMPARE(store.find(u"Orders"_s)->environment, Environment::Production);
    }

    void unlockingAUriIsNoted()
    {
        const QString uri = toUri(m_server.connInfo(m_server.createDatabase(u"unlocked"_s)));
        test::writeFolder(m_folder->filePath(u"pack"_s), {{u"001-t.up.sql"_s, "CREATE TABLE t (id int);\n"}});
        const auto up = ctl(
            {u"--unlock"_s, u"ticket 12"_s, u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, m_folder->filePath(u"pack"_s),
             u"-d"_s, uri});
        QVERIFY2(up->process().exitCode() == 0, up->err.constData());
        const auto noted = *readAudit(auditFolder(), {.kind = AuditEntry::Kind::Unlock});
        QCOMPARE(noted.size(), 1u);
        QCOMPARE(noted[0].text, u"ticket 12"_s);
        QVERIFY(noted[0].target.endsWith(u"unlocked"_s) || !noted[0].target.isEmpty());
    }

    void whatHasEffectsIsNoted()
    {
        const QString database = m_server.createDatabase(u"effects"_s);
        QVERIFY(m_server.psql(
            database, u"CREATE FUNCTION public.count(int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT $1'"_s));
        const auto recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>());
        ConnInfo place = m_server.connInfo(database);
        place.context = std::make_shared<SessionContext>();
        place.context->observeStatements(
            [recorder](std::span<const StatementEvent> events) { recorder->take(events); });
        SessionOptions options;
        options.names = Names::OfDatabase;
        Session session(options);
        QVERIFY(session.open(place).result());
        const auto run = [&session](const QString &sql) { (void)session.query({sql, {}}).result(); };
        const QStringList noted{
            u"SELECT public.count(1)"_s, u"SELECT \"pg_catalog\".pg_reload_conf()"_s,
            u"COPY (SELECT public.count(2)) TO STDOUT"_s, u"BEGIN"_s, u"DECLARE c CURSOR FOR SELECT public.count(3)"_s,
            u"COMMIT"_s,
            // A transaction that begins as one that reads need not stay one.
            u"BEGIN READ ONLY"_s, u"SET TRANSACTION READ WRITE"_s, u"CREATE TABLE written ()"_s, u"COMMIT"_s,
            u"BEGIN /* READ ONLY */"_s, u"CREATE TABLE again ()"_s, u"COMMIT"_s, u"BEGIN READ ONLY"_s,
            u"SELECT pg_terminate_backend(0)"_s, u"COMMIT"_s};
        for (const QString &sql : noted) {
            if (sql.startsWith(u"COPY"_s))
                (void)session.copyOut(sql, [](QByteArrayView) { return true; }).result();
            else
                run(sql);
        }
        QStringList found;
        const auto entries = *readAudit(auditFolder(), {.kind = AuditEntry::Kind::Statement});
        for (const AuditEntry &one : entries)
            found.prepend(one.sql);
        const auto isQuiet = [](const QString &sql) {
            return sql.startsWith(u"BEGIN"_s) || sql.startsWith(u"COMMIT"_s) || sql.startsWith(u"SET"_s);
        };
        QStringList wanted;
        std::ranges::remove_copy_if(noted, std::back_inserter(wanted), isQuiet);
        QCOMPARE(found, wanted);
        // A statement that ends its session: nobody knows what it did.
        run(u"SELECT * FROM pg_stat_activity WHERE pg_catalog.pg_backend_pid() IS NULL"_s);
        const auto backend = session.query({u"SELECT pg_backend_pid()"_s, {}}).result();
        QVERIFY(backend);
        const auto waiting = session.query({u"SELECT pg_sleep(600)"_s, {}});
        QVERIFY(m_server.psql(
            database,
            u"DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND "
            "pid = %1) LOOP PERFORM pg_stat_clear_snapshot(); END LOOP; PERFORM pg_terminate_backend(%1); END $$"_s.arg(
                backend->rows.text(0, 0))));
        QVERIFY(!waiting.result());
        place.context->observeStatements({});
        const auto last = readAudit(auditFolder())->front();
        QCOMPARE(last.sql, u"SELECT pg_sleep(600)"_s);
        QCOMPARE(last.outcome, AuditEntry::Outcome::Unknown);
    }
};

int main(int argc, char **argv)
{
    if (!howdah::test::hasKeyringSession())
        return howdah::test::runInKeyringSession(argc, argv);
    QCoreApplication application(argc, argv);
    AuditAnchorTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_auditanchor.moc"
