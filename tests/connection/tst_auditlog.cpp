// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditexport.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <algorithm>
#include <thread>

#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

using Kind = AuditEntry::Kind;
using Outcome = AuditEntry::Outcome;

// The log itself: its chain, its files, and what is done to them.
class AuditLogTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString folder() const { return m_folder->filePath(u"audit"_s); }
    [[nodiscard]] QString file(int number) const
    {
        return folder() + u"/audit-%1.log"_s.arg(number, 6, 10, QChar(u'0'));
    }

    static AuditEntry entry(const QString &sql)
    {
        AuditEntry one;
        one.target = u"app@db/orders"_s;
        one.profile = u"Orders"_s;
        one.sql = sql;
        one.parameters = {u"1"_s, std::nullopt, u"zwölf \"x\", y"_s};
        one.command = u"UPDATE 1"_s;
        one.rows = 1;
        one.milliseconds = 1.25;
        return one;
    }

    void writeLines(int count, qint64 fileBytes = AuditLog::FileBytes) const
    {
        AuditLog log(folder(), fileBytes);
        for (int i = 1; i <= count; ++i)
            QVERIFY(log.append(entry(u"UPDATE t SET a = %1"_s.arg(i))));
    }

    [[nodiscard]] QByteArrayList lines(int number = 1) const
    {
        QFile in(file(number));
        return in.open(QIODevice::ReadOnly) ? in.readAll().split('\n') : QByteArrayList();
    }
    void put(const QByteArrayList &lines, int number = 1) const
    {
        QFile out(file(number));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(lines.join('\n'));
    }
    [[nodiscard]] QStringList problems() const
    {
        QStringList texts;
        const auto report = verifyAudit(folder());
        if (!report)
            return {describe(report.error())};
        for (const AuditProblem &problem : report->problems)
            texts << u"%1: %2"_s.arg(problem.line).arg(problem.text);
        return texts;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatWasWrittenIsReadBack()
    {
        AuditLog log(folder());
        AuditEntry wanted = entry(u"UPDATE t SET note = $3\nWHERE id = $1"_s);
        wanted.outcome = Outcome::Failed;
        wanted.sqlState = u"23505"_s;
        wanted.text = u"duplicate key"_s;
        wanted.transaction = 3;
        wanted.backendPid = 42;
        wanted.session = u"editing"_s;
        const Result<AuditEntry> written = log.append(wanted, true);
        QVERIFY2(written, written ? "" : qPrintable(describe(written.error())));
        QCOMPARE(written->number, 1);
        QVERIFY(!written->systemUser.isEmpty() && written->process == getpid());
        QVERIFY(std::abs(written->at.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        const auto read = readAudit(folder());
        QVERIFY(read);
        QCOMPARE(read->size(), 1u);
        AuditEntry expected = *written;
        expected.at = read->front().at; // in whole milliseconds
        QCOMPARE(read->front() == expected, true);
        QCOMPARE(QFile::permissions(file(1)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void theChainGoesOnOverFilesAndPrograms()
    {
        writeLines(3);
        writeLines(4); // a second program
        writeLines(30, 2000);
        const auto report = verifyAudit(folder());
        QVERIFY(report && report->isWhole());
        QCOMPARE(report->entries, 37);
        QVERIFY(report->files > 2);
        QCOMPARE(report->lastHash.size(), 64);
        const auto read = readAudit(folder());
        QCOMPARE(read->size(), 37u);
        for (std::size_t i = 0; i < read->size(); ++i)
            QCOMPARE((*read)[i].number, qint64(37 - i)); // the newest first
        QVERIFY(verifyAudit(m_folder->filePath(u"nothing"_s))->isWhole());
    }

    void everyTamperingIsFound_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what :
             {"changed", "removed", "first removed", "last removed", "added", "swapped", "duplicated", "hash changed",
              "file removed", "middle file removed", "emptied", "head removed", "rewritten end"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void everyTamperingIsFound()
    {
        QFETCH(QString, what);
        writeLines(20, what.contains("file"_L1) ? 1500 : AuditLog::FileBytes);
        QCOMPARE(problems(), QStringList());
        QByteArrayList all = lines();
        if (what == "changed"_L1)
            all[4].replace("a = 5", "a = 6");
        else if (what == "removed"_L1)
            all.removeAt(4);
        else if (what == "first removed"_L1)
            all.removeFirst();
        else if (what == "last removed"_L1)
            all.removeAt(all.size() - 2);
        else if (what == "added"_L1)
            all.insert(4, all[4]);
        else if (what == "swapped"_L1)
            all.swapItemsAt(4, 5);
        else if (what == "duplicated"_L1)
            all.insert(all.size() - 1, all[all.size() - 2]);
        else if (what == "hash changed"_L1)
            all[4].replace(all[4].size() - 5, 1, all[4].at(all[4].size() - 5) == 'a' ? "b" : "a");
        else if (what == "rewritten end"_L1)
            all = all.first(3) + QByteArrayList{QByteArray()};
        if (what == "file removed"_L1)
            QVERIFY(QFile::remove(file(1)));
        else if (what == "middle file removed"_L1)
            QVERIFY(QFile::remove(file(2)));
        else if (what == "emptied"_L1)
            QVERIFY(QFile::remove(file(1)));
        else if (what == "head removed"_L1)
            QVERIFY(QFile::remove(folder() + u"/head"_s));
        else
            put(all);
        QVERIFY2(!problems().isEmpty(), qPrintable(what));
    }

    void aProblemNamesItsLine()
    {
        writeLines(6);
        QByteArrayList all = lines();
        all[3].replace("a = 4", "a = 5");
        put(all);
        QCOMPARE(problems(), QStringList{u"4: The entry, or the one before it, was changed"_s});
        all.removeAt(1);
        put(all);
        QCOMPARE(problems().size(), 2); // the gap, and the changed line behind it
        QVERIFY(problems().front().startsWith(u"2: "_s));
    }

    void aTornLineIsNoted()
    {
        writeLines(3);
        QFile out(file(1));
        QVERIFY(out.open(QIODevice::Append));
        out.write("{\"at\":\"2026-03-01T12:00:00.000Z\",\"comm");
        out.close();
        auto report = verifyAudit(folder());
        QVERIFY(report->isWhole());
        QCOMPARE(report->torn, 1);
        writeLines(2);
        report = verifyAudit(folder());
        QVERIFY2(report->isWhole(), qPrintable(problems().join(u'\n')));
        QCOMPARE(report->torn, 1);
        QCOMPARE(report->entries, 6); // 3, the note, 2
        const auto notes = readAudit(folder(), {.kind = Kind::Note});
        QCOMPARE(notes->size(), 1u);
        QCOMPARE(notes->front().number, 4);
        // Who writes half a line over a whole one is found all the same.
        QByteArrayList all = lines();
        all[1] = all[1].left(30);
        put(all);
        QVERIFY(!problems().isEmpty());
    }

    void manyWriteAtOnce()
    {
        constexpr int Writers = 4;
        constexpr int Lines = 50;
        std::vector<pid_t> children;
        for (int i = 0; i < Writers; ++i) {
            const pid_t child = fork();
            if (child == 0) {
                AuditLog log(folder(), 20'000);
                bool whole = true;
                for (int line = 0; line < Lines; ++line)
                    whole = log.append(entry(u"INSERT INTO t VALUES (%1)"_s.arg(line))).has_value() && whole;
                _exit(whole ? 0 : 1);
            }
            children.push_back(child);
        }
        for (const pid_t child : children) {
            int status = -1;
            QCOMPARE(waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        const auto report = verifyAudit(folder());
        QVERIFY2(report->isWhole(), qPrintable(problems().join(u'\n')));
        QCOMPARE(report->entries, Writers * Lines);
    }

    // Killed at any moment: the chain holds, with at most one torn line for each kill.
    void killedWhileWriting()
    {
        for (int round = 0; round < 5; ++round) {
            int ready[2];
            QCOMPARE(pipe(ready), 0);
            const pid_t child = fork();
            if (child == 0) {
                AuditLog log(folder(), 5'000);
                while (true) {
                    (void)log.append(entry(u"DELETE FROM t"_s));
                    (void)!write(ready[1], "x", 1);
                }
            }
            close(ready[1]);
            char lines[20];
            QVERIFY(read(ready[0], lines, sizeof lines) > 0);
            ::kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            close(ready[0]);
            QVERIFY2(verifyAudit(folder())->isWhole(), qPrintable(problems().join(u'\n')));
        }
        writeLines(1);
        QVERIFY2(verifyAudit(folder())->isWhole(), qPrintable(problems().join(u'\n')));
    }

    void aFullDiskIsSaidAndLeavesNoHalfLine()
    {
        QVERIFY(QDir().mkpath(folder()));
        const QByteArray disk = QFile::encodeName(folder());
        if (mount("tmpfs", disk.constData(), "tmpfs", 0, "size=64k") != 0)
            QSKIP("a small disk cannot be mounted here (that takes root)");
        const auto away = qScopeGuard([&] { umount2(disk.constData(), MNT_DETACH); });
        AuditLog log(folder());
        Result<AuditEntry> written = log.append(entry(u"UPDATE first"_s));
        for (int i = 0; i < 1000 && written; ++i)
            written = log.append(entry(u"UPDATE t SET note = '%1'"_s.arg(QString(1000, u'x'))));
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Io);
        QVERIFY2(written.error().message.contains(u"No space left"_s), qPrintable(written.error().message));
        const auto report = verifyAudit(folder());
        QVERIFY2(report->isWhole() && report->torn == 0, qPrintable(problems().join(u'\n')));
        QCOMPARE(mount("tmpfs", disk.constData(), "tmpfs", MS_REMOUNT, "size=10m"), 0);
        QVERIFY(log.append(entry(u"UPDATE again"_s)));
        QVERIFY(verifyAudit(folder())->isWhole());
    }

    void isSearched()
    {
        AuditLog log(folder());
        AuditEntry one = entry(u"UPDATE users SET a = 1"_s);
        one.at = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());
        QVERIFY(log.append(one));
        one.profile = u"Other"_s;
        one.sql = u"DELETE FROM orders"_s;
        one.at = one.at.addDays(1);
        QVERIFY(log.append(one));
        one.kind = Kind::Unlock;
        one.text = u"ticket 7"_s;
        one.at = one.at.addDays(1);
        QVERIFY(log.append(one));
        const auto count = [this](const AuditFilter &filter) { return readAudit(folder(), filter)->size(); };
        QCOMPARE(count({}), 3u);
        QCOMPARE(count({.text = u"USERS"_s}), 1u);
        QCOMPARE(count({.text = u"zwölf"_s}), 3u); // a parameter
        QCOMPARE(count({.text = u"Ticket"_s}), 1u);
        QCOMPARE(count({.profile = u"orders"_s}), 1u);
        QCOMPARE(count({.from = QDateTime(QDate(2026, 3, 2), QTime(0, 0), QTimeZone::utc())}), 2u);
        QCOMPARE(count({.to = QDateTime(QDate(2026, 3, 2), QTime(0, 0), QTimeZone::utc())}), 1u);
        QCOMPARE(count({.kind = Kind::Unlock}), 1u);
        QCOMPARE(count({.before = 3}), 2u);
        QCOMPARE(count({.limit = 1}), 1u);
    }

    void isExported()
    {
        writeLines(3);
        const QString csv = m_folder->filePath(u"a.csv"_s);
        QCOMPARE(*exportAudit(folder(), {}, csv, AuditFormat::Csv), 3);
        QFile in(csv);
        QVERIFY(in.open(QIODevice::ReadOnly));
        const QByteArrayList rows = in.readAll().split('\n');
        QCOMPARE(rows.size(), 5); // the header, three, the end
        QCOMPARE(
            rows[0], QByteArray("number,at,kind,outcome,profile,target,system_user,session,transaction,sql,parameters,"
                                "command,rows,ms,sqlstate,text,settings\r"));
        QVERIFY(rows[1].startsWith("1,") && rows[3].startsWith("3,"));
        QVERIFY2(rows[1].contains("\"[\"\"1\"\",null,\"\"zwölf \\\"\"x\\\"\", y\"\"]\""), rows[1].constData());
        const QString json = m_folder->filePath(u"a.json"_s);
        QCOMPARE(*exportAudit(folder(), {.text = u"a = 2"_s}, json, AuditFormat::Json), 1);
        QFile jsonIn(json);
        QVERIFY(jsonIn.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(jsonIn.readAll()).array().first()[u"n"].toInt(), 2);
        QCOMPARE(exportAudit(folder(), {}, csv, AuditFormat::Csv).error().kind, ErrorKind::Conflict);
    }

    void secretsAreMasked_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("masked");
        QTest::addColumn<QString>("parameters");
        QTest::newRow("a role") << u"ALTER ROLE a WITH PASSWORD 'hush' VALID UNTIL 'x'"_s
                                << u"ALTER ROLE a WITH PASSWORD '***' VALID UNTIL 'x'"_s << u"p1 p2"_s;
        QTest::newRow("a dollar quote") << u"CREATE USER a password $x$hush$x$"_s << u"CREATE USER a password '***'"_s
                                        << u"p1 p2"_s;
        QTest::newRow("an escape") << u"ALTER USER a PASSWORD E'hu\\'sh'"_s << u"ALTER USER a PASSWORD '***'"_s
                                   << u"p1 p2"_s;
        QTest::newRow("a mapping") << u"CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'a', password 'hush')"_s
                                   << u"CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'a', password '***')"_s
                                   << u"p1 p2"_s;
        QTest::newRow("a subscription") << u"CREATE SUBSCRIPTION a CONNECTION 'host=b password=hush' PUBLICATION c"_s
                                        << u"CREATE SUBSCRIPTION a CONNECTION '***' PUBLICATION c"_s << u"p1 p2"_s;
        QTest::newRow("crypt") << u"UPDATE u SET h = crypt('hush', gen_salt('bf')), n = 'x' WHERE id = $1"_s
                               << u"UPDATE u SET h = crypt('***', gen_salt('***')), n = 'x' WHERE id = $1"_s
                               << u"p1 p2"_s;
        QTest::newRow("a parameter") << u"UPDATE u SET h = crypt($2, gen_salt('bf')) WHERE id = $1"_s
                                     << u"UPDATE u SET h = crypt($2, gen_salt('***')) WHERE id = $1"_s << u"p1 ***"_s;
        QTest::newRow("nothing") << u"UPDATE u SET password_hint = 'blue' WHERE a = 'password'"_s
                                 << u"UPDATE u SET password_hint = 'blue' WHERE a = 'password'"_s << u"p1 p2"_s;
        QTest::newRow("a column") << u"UPDATE u SET password = 'hush'"_s << u"UPDATE u SET password = '***'"_s
                                  << u"p1 p2"_s;
    }
    void secretsAreMasked()
    {
        QFETCH(QString, sql);
        QFETCH(QString, masked);
        QFETCH(QString, parameters);
        const AuditedStatement result = audited({sql, {QByteArray("p1"), QByteArray("p2")}});
        QCOMPARE(result.sql, masked);
        QCOMPARE(*result.parameters[0] + u' ' + *result.parameters[1], parameters);
    }

    void whatIsVeryLongIsCut()
    {
        const QByteArray big = QByteArray("ä").repeated(100'000);
        const AuditedStatement result = audited({u"UPDATE t SET a = $1"_s, {big, std::nullopt}});
        QVERIFY(result.parameters[0]->size() < AuditTextLimit);
        QVERIFY(result.parameters[0]->contains(u"200000 bytes in all, SHA-256 "_s));
        QVERIFY(!result.parameters[0]->contains(QChar::ReplacementCharacter));
        QVERIFY(!result.parameters[1]);
    }

    void onlyChangesCount_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<bool>("changes");
        for (const auto &[sql, changes] : std::initializer_list<std::pair<const char *, bool>>{
                 {"INSERT INTO t VALUES (1)", true},
                 {"update t set a = 1", true},
                 {"-- note\nDELETE FROM t", true},
                 {"CREATE TABLE t ()", true},
                 {"WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", true},
                 {"SELECT * INTO u FROM t", true},
                 {"SELECT my_function(1)", true},
                 {"SELECT s.f (1)", true},
                 {"SELECT \"count\"(1)", true}, // a function of that name in another schema
                 {"SELECT nextval('s')", true},
                 {"DO $$BEGIN END$$", true},
                 {"CALL p()", true},
                 {"EXECUTE p", true},
                 {"COPY t FROM STDIN", true},
                 {"COPY t TO '/x'", true},
                 {"VACUUM t", true},
                 {"GRANT SELECT ON t TO a", true},
                 {"EXPLAIN ANALYZE DELETE FROM t", true},
                 {"EXPLAIN DELETE FROM t", false},
                 {"EXPLAIN ANALYZE SELECT 1", false},
                 {"SELECT count(*), max(a) FROM t WHERE b IN (1, 2)", false},
                 {"SELECT 'INSERT', \"update\" FROM t FOR UPDATE", false},
                 {"SELECT 1 FROM t FOR NO KEY UPDATE", false},
                 {"WITH a AS (SELECT 1) SELECT * FROM a", false},
                 {"WITH RECURSIVE tree (a) AS (SELECT 1) SELECT * FROM unnest(b) WITH ORDINALITY k (c, d), e AS f (g)",
                  false},
                 {"SELECT set_config('lock_timeout', '2s', true)", false},
                 {"SELECT * FROM (SELECT 1) AS x, danger(1)", true},
                 {"COPY t TO STDOUT", false},
                 {"BEGIN", false},
                 {"COMMIT", false},
                 {"SET a = 1", false},
                 {"SHOW a", false},
                 {"FETCH 10 FROM c", false},
                 {"", false}})
            QTest::newRow(sql) << QString::fromLatin1(sql) << changes;
    }
    void onlyChangesCount()
    {
        QFETCH(QString, sql);
        QFETCH(bool, changes);
        QCOMPARE(mayChange(sql), changes);
    }
};

QTEST_GUILESS_MAIN(AuditLogTest)
#include "tst_auditlog.moc"
