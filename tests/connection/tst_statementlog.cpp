// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The file of statements of a profile that wants one.
#include "connection/audit/statementlog.h"
#include "connection/session/session.h"
#include "connection/session/sessioncontext.h"
#include "support/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class TestStatementLog final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    const std::shared_ptr<SessionContext> m_context = std::make_shared<SessionContext>();

    static std::vector<QJsonObject> linesOf(const QString &path)
    {
        QFile file(path);
        std::vector<QJsonObject> lines;
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        while (!file.atEnd())
            lines.push_back(QJsonDocument::fromJson(file.readLine()).object());
        return lines;
    }
    // As it was reached.
    [[nodiscard]] QString targetOf(Session &session) const
    {
        QString target;
        m_context->logStatements([&target](std::span<const StatementEvent> events) { target = events.front().target; });
        (void)session.query({u"SELECT 1"_s, {}}).result();
        m_context->logStatements({});
        return target;
    }

private Q_SLOTS:
    void cleanup() { m_context->logStatements({}); }

    void keepsWhatIsSent()
    {
        const test::TestServer server;
        ConnInfo place = server.connInfo();
        place.context = m_context;
        Session writer({.name = u"writer"_s, .names = Names::OfDatabase});
        QVERIFY(writer.open(place).result());
        Session reader({.name = u"reader"_s, .readOnly = true, .names = Names::OfDatabase});
        QVERIFY(reader.open(place).result());
        const auto log = std::make_shared<StatementLog>(m_folder.filePath(u"a"_s));
        QVERIFY(log->followsNothing());
        log->follow(targetOf(writer), u"Shop / ../é"_s);
        m_context->logStatements([log](std::span<const StatementEvent> events) { log->take(events); });
        QVERIFY(writer.query({u"CREATE TEMP TABLE t (a text)"_s, {}}).result());
        QVERIFY(writer.query({u"INSERT INTO t VALUES ($1), (NULL)"_s, {"it"}}).result());
        QVERIFY(reader.query({u"SELECT\n2"_s, {}}).result());
        QVERIFY(!reader.query({u"SELECT 1/0"_s, {}}).result());
        QVERIFY(!reader.query({u"VACUUM"_s, {}}).result()); // refused before it is sent, and tried all the same
        QVERIFY(writer.pipeline({{u"BEGIN"_s, {}}, {u"SELECT 3"_s, {}}, {u"COMMIT"_s, {}}}).result());
        QVERIFY(writer.query({u"CREATE ROLE log_secret PASSWORD 'Pl4nted'"_s, {}}).result());
        QVERIFY(writer.query({u"DROP ROLE log_secret"_s, {}}).result());
        QVERIFY(writer.query({{}, {}}).result()); // a look whether the line stands
        const QString path = log->file(u"Shop / ../é"_s);
        QCOMPARE(QFileInfo(path).path(), m_folder.filePath(u"a"_s)); // whatever the name holds
        const auto lines = linesOf(path);
        QStringList sql;
        for (const QJsonObject &each : lines)
            sql << each.value(u"sql"_s).toString();
        // Where nothing is locked nobody asks what the "/" of the database is.
        QVERIFY2(sql.size() == 10, qPrintable(sql.join(u"\n---- "_s)));
        QCOMPARE(
            sql.mid(0, 8), (QStringList{
                               u"CREATE TEMP TABLE t (a text)"_s, u"INSERT INTO t VALUES ($1), (NULL)"_s,
                               u"SELECT\n2"_s, u"SELECT 1/0"_s, u"VACUUM"_s, u"BEGIN"_s, u"SELECT 3"_s, u"COMMIT"_s}));
        QCOMPARE(lines[1].value(u"parameters"_s).toArray(), QJsonArray{u"it"_s});
        QCOMPARE(lines[1].value(u"command"_s).toString(), u"INSERT 0 2"_s);
        QCOMPARE(lines[2].value(u"session"_s).toString(), u"reader"_s);
        QVERIFY(lines[3].value(u"error"_s).toString().contains(u"division by zero"_s));
        QVERIFY(!lines[4].value(u"error"_s).toString().isEmpty());
        QVERIFY(QDateTime::fromString(lines[0].value(u"at"_s).toString(), Qt::ISODateWithMs).isValid());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("Pl4nted"));
        QCOMPARE(
            file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        // Of another target, or once it is no longer wanted, nothing is kept.
        log->follow(targetOf(writer), {});
        m_context->logStatements([log](std::span<const StatementEvent> events) { log->take(events); });
        QVERIFY(log->followsNothing());
        QVERIFY(writer.query({u"SELECT 4"_s, {}}).result());
        QCOMPARE(linesOf(path).size(), size_t(10));
    }

    void beginsAnewWhenItIsLarge()
    {
        StatementLog log(m_folder.filePath(u"b"_s), 2000);
        log.follow(u"t"_s, u"p"_s);
        const Statement statement{QString(300, u'x'), {}};
        StatementEvent event;
        event.target = u"t"_s;
        event.statement = &statement;
        for (int i = 0; i < 20; ++i)
            log.take({&event, 1});
        const QDir folder(m_folder.filePath(u"b"_s));
        QCOMPARE(folder.entryList(QDir::Files, QDir::Name), (QStringList{u"p.1.jsonl"_s, u"p.jsonl"_s}));
        for (const QFileInfo &each : folder.entryInfoList(QDir::Files))
            QVERIFY(each.size() <= 2000 && !linesOf(each.filePath()).empty());
    }

    // The file rolls over once in each round, and both find that it has to: nothing of either is lost.
    void twoProgramsRollItOver()
    {
        constexpr int Lines = 30;
        for (int round = 0; round < 40; ++round) {
            const QString folder = m_folder.filePath(u"two%1"_s.arg(round));
            const auto write = [&folder](const QString &who) {
                StatementLog log(folder, 5000);
                log.follow(u"target"_s, u"p"_s);
                const Statement statement{u"SELECT "_s + who, {}};
                StatementEvent event;
                event.target = u"target"_s;
                event.statement = &statement;
                for (int i = 0; i < Lines; ++i)
                    log.take({&event, 1});
            };
            {
                const std::jthread first([&] { write(u"1"_s); });
                const std::jthread second([&] { write(u"2"_s); });
            }
            const size_t kept = linesOf(folder + u"/p.jsonl"_s).size() + linesOf(folder + u"/p.1.jsonl"_s).size();
            QCOMPARE(kept, size_t(2 * Lines));
        }
    }
};

QTEST_GUILESS_MAIN(TestStatementLog)

#include "tst_statementlog.moc"
