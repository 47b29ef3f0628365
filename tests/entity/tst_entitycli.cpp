// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl entities, and --set directly and through a proxy that pools transactions.
#include "entity/packdemo.h"
#include "migration/ctlprocess.h"
#include "operations/entities/passwordhash.h"
#include "support/pgbouncer.h"
#include "support/pgprograms.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class EntityCliTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<test::PackDemo> m_deepref;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    int ctl(const QStringList &arguments)
    {
        test::CtlProcess process(arguments, {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)});
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int on(const QString &database, QStringList arguments)
    {
        arguments.prepend(u"entities"_s);
        return ctl(arguments << u"-d"_s << database);
    }
    [[nodiscard]] QString here() const { return connection::toUri(m_deepref->connInfo()); }
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(m_out).object(); }

private Q_SLOTS:
    void initTestCase() { m_deepref = std::make_unique<test::PackDemo>(m_server, u"deepref"_s); }
    void cleanupTestCase() { m_deepref.reset(); }

    void listsModelsAndEntities()
    {
        QCOMPARE(ctl({u"entities"_s, u"list"_s}), 0);
        for (const char *model : {"assistant", "deepref", "orchestrator", "uaip"})
            QVERIFY2(m_out.contains(model), m_out.constData());
        QCOMPARE(on(here(), {u"list"_s, u"--json"_s}), 0);
        QCOMPARE(json()["entities"_L1].toArray().size(), 18);
    }

    void checksFilesAndDatabases()
    {
        QCOMPARE(on(here(), {u"check"_s}), 0);
        QVERIFY2(m_out.contains("No problems found"), (m_out + m_err).constData());
        const QString path = m_folder.filePath(u"own.yaml"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: Own\ntables: [users]\nentities:\n  - id: user\n    table: users\n    singular: user\n"
                   "    label: email ||\n");
        file.close();
        QCOMPARE(ctl({u"entities"_s, u"check"_s, path}), 2);
        QVERIFY2(m_err.contains("own.yaml:7:"), m_err.constData());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: Own\ntables: [users]\nentities:\n  - id: user\n    table: users\n    singular: user\n"
                   "    label: email\n    columns: [nothing]\n    actions:\n      - id: a\n        title: A\n        "
                   "words: W.\n"
                   "        steps:\n          - {sql: UPDATE users SET nowhere = 1 WHERE id = :this(id), rows: 1}\n");
        file.close();
        QCOMPARE(on(here(), {u"check"_s, path}), 2);
        QVERIFY2(m_err.contains("own.yaml:4:1: users has no column \"nothing\""), m_err.constData());
        QVERIFY2(m_err.contains("own.yaml:14:1: "), m_err.constData());
        // What a lane of a timeline names, each in its line.
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: Own\ntables: [users]\nentities:\n  - id: user\n    table: users\n    singular: user\n"
                   "    label: email\n    views:\n      - kind: timeline\n        title: T\n        lanes:\n"
                   "          - {title: A, time: no_time, until: no_until, label: email}\n"
                   "          - {title: B, time: no_other, error: no_error, by: no_by}\n");
        file.close();
        QCOMPARE(on(here(), {u"check"_s, path}), 2);
        for (const char *expected :
             {"12:1: users has no column \"no_time\"", "12:1: users has no column \"no_until\"",
              "13:1: users has no column \"no_other\"", "13:1: users has no column \"no_error\"",
              "13:1: users has no column \"no_by\""})
            QVERIFY2(m_err.contains(QByteArray("own.yaml:") + expected), m_err.constData());
        QVERIFY(!m_err.contains("column \"email\""));
    }

    void showsACard()
    {
        QCOMPARE(on(here(), {u"show"_s, u"user"_s, u"--limit"_s, u"5"_s, u"--json"_s}), 0);
        const QJsonArray rows = json()["rows"_L1].toArray();
        QCOMPARE(rows.size(), 5);
        const QString key = rows[0]["key"_L1].toString();
        QCOMPARE(on(here(), {u"show"_s, u"user"_s, key, u"--json"_s}), 0);
        const QJsonObject card = json();
        QCOMPARE(card["label"_L1], rows[0]["label"_L1]);
        QVERIFY(
            card["values"_L1]["passwordHash"_L1].toString().isEmpty()
            || card["values"_L1]["passwordHash"_L1] == "***"_L1);
        for (const QJsonValue &relation : card["relations"_L1].toArray()) {
            if (relation["relation"_L1] == "sessions"_L1)
                QCOMPARE(
                    QString::number(relation["count"_L1].toInteger()),
                    m_deepref->psql(u"SELECT count(*) FROM ai_sessions WHERE \"userId\" = '"_s + key + u'\''));
        }
        QCOMPARE(on(here(), {u"show"_s, u"user"_s, key}), 0);
        QVERIFY2(m_out.contains("Action set_password"), m_out.constData());
        QCOMPARE(on(here(), {u"show"_s, u"nobody"_s}), 64);
    }

    void readsViews()
    {
        const QString id = m_deepref->psql(u"SELECT \"sessionId\" FROM ai_interactions ORDER BY 1 LIMIT 1"_s);
        QCOMPARE(on(here(), {u"view"_s, u"ai_session"_s, id}), 0); // its first: the timeline
        QVERIFY2(m_out.contains("Interactions\n"), m_out.constData());
        const QStringList thread{u"view"_s, u"ai_session"_s, id, u"--view"_s, u"2"_s};
        QCOMPARE(on(here(), thread + QStringList{u"--format"_s, u"json"_s}), 0);
        QCOMPARE(
            QString::number(std::ranges::count(
                json()["turns"_L1].toArray().toVariantList(), u"user"_s,
                [](const QVariant &turn) { return turn.toMap().value(u"role"_s).toString(); })),
            m_deepref->psql(u"SELECT count(*) FROM ai_interactions WHERE \"sessionId\" = '"_s + id + u'\''));
        const QString path = m_folder.filePath(u"thread.md"_s);
        QCOMPARE(on(here(), thread + QStringList{u"--format"_s, u"markdown"_s, u"--out"_s, path}), 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("## Assistant\n"));
        QCOMPARE(on(here(), {u"view"_s, u"reference"_s}), 0); // the board
        QVERIFY2(m_out.contains("verified ("), m_out.constData());
        // What makes no sense is a wrong command line.
        QCOMPARE(on(here(), {u"view"_s, u"ai_session"_s}), 64);
        QCOMPARE(on(here(), {u"view"_s, u"ai_session"_s, id, u"--view"_s, u"9"_s}), 64);
        QCOMPARE(on(here(), {u"view"_s, u"ai_session"_s, id, u"--format"_s, u"x"_s}), 64);
        QCOMPARE(
            on(here(), {u"view"_s, u"ai_session"_s, u"00000000-0000-4000-8000-000000000000"_s}), 64); // as show has it
    }

    void actsOnARow()
    {
        const QString id = m_deepref->psql(u"SELECT id FROM users ORDER BY id LIMIT 1"_s);
        const QStringList act{u"act"_s, u"user"_s, u"set_password"_s, id};
        // Neither a password on the command line nor anything without consent.
        QCOMPARE(on(here(), act + QStringList{u"-p"_s, u"password=x"_s, u"--yes"_s}), 64);
        QFile file(m_folder.filePath(u"password"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("Elephant-9\n");
        file.close();
        const QStringList typed = act + QStringList{u"--password-file"_s, file.fileName()};
        const QString before = m_deepref->psql(u"SELECT \"passwordHash\" FROM users WHERE id = '"_s + id + u'\'');
        QCOMPARE(on(here(), typed), 64);
        QCOMPARE(m_deepref->psql(u"SELECT \"passwordHash\" FROM users WHERE id = '"_s + id + u'\''), before);
        QCOMPARE(on(here(), typed + QStringList{u"--yes"_s, u"--json"_s}), 0);
        QCOMPARE(json()["action"_L1].toString(), u"deepref.user.set_password"_s);
        QVERIFY(operations::isPasswordOf(
            u"Elephant-9"_s,
            m_deepref->psql(u"SELECT \"passwordHash\" FROM users WHERE id = '"_s + id + u'\'').toUtf8()));
        QVERIFY(!m_err.contains("Elephant") && !m_out.contains("Elephant"));
    }

    void draftsAModel()
    {
        const QString path = m_folder.filePath(u"draft.yaml"_s);
        QCOMPARE(on(here(), {u"draft"_s, u"--out"_s, path}), 0);
        QCOMPARE(on(here(), {u"check"_s, path}), 0);
        QCOMPARE(on(here(), {u"draft"_s, u"--out"_s, path}), 64);
        QCOMPARE(on(here(), {u"draft"_s}), 0);
        QVERIFY(m_out.startsWith("# "));
    }

    // A tenant's setting is made for the session, or in each transaction where a proxy changes the session behind it.
    void settings()
    {
        if (test::serverMajor() < 15)
            QSKIP("the pack needs PostgreSQL 15");
        const test::PackDemo pack(m_server, u"orchestrator"_s);
        const connection::ConnInfo app = m_server.createRole(u"entity_cli"_s, u"pw"_s, pack.database());
        pack.psql(u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO entity_cli"_s);
        const QString tenant = pack.psql(u"SELECT id FROM organizations ORDER BY name LIMIT 1"_s);
        const QString set = u"orchestrator.organization_id="_s + tenant;
        const test::PgBouncer pooler(app);
        connection::ConnInfo direct = app;
        const QString password = direct.value(u"password"_s);
        qputenv("PGPASSWORD", password.toUtf8());
        for (const QString &uri : {connection::toUri(app), connection::toUri(pooler.info(pack.database()))}) {
            QCOMPARE(on(uri, {u"show"_s, u"organization"_s, u"--json"_s}), 0);
            QCOMPARE(json()["rows"_L1].toArray().size(), 0);
            QVERIFY2(m_err.contains("No organization is chosen"), m_err.constData());
            QCOMPARE(on(uri, {u"show"_s, u"organization"_s, u"--json"_s, u"--set"_s, set}), 0);
            QVERIFY2(json()["rows"_L1].toArray().size() == 1, (m_out + m_err).constData());
            QCOMPARE(json()["rows"_L1][0]["key"_L1].toString(), tenant);
        }
        qunsetenv("PGPASSWORD");
        QCOMPARE(on(connection::toUri(app), {u"list"_s, u"--set"_s, u"search_path=x"_s}), 64);
    }
};

QTEST_GUILESS_MAIN(EntityCliTest)
#include "tst_entitycli.moc"
