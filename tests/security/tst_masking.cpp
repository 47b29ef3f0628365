// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditlog.h"
#include "connection/audit/auditrecorder.h"
#include "connection/server/conninfo.h"
#include "connection/audit/statementlog.h"
#include "migration/ctlprocess.h"
#include "sql/secrets.h"
#include "connection/session/session.h"
#include "connection/session/sessioncontext.h"
#include "support/testserver.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::CtlProcess;

namespace {

// A secret is "hush", "cafe" where it has a second part, or what encodes them. The name of a row is the way.
struct Form
{
    const char *sql;
    QByteArrayList parameters = {};
};

const std::vector<Form> &statements()
{
    static const std::vector<Form> forms{
        // roles
        {"ALTER ROLE nobody PASSWORD 'hush'"},
        {"CREATE ROLE r LOGIN ENCRYPTED PASSWORD 'hush' VALID UNTIL '2030-01-01' CONNECTION LIMIT -1 IN ROLE nobody"},
        {"CREATE USER r PASSWORD 'hush'\n  'cafe' IN ROLE nobody"},
        {"ALTER USER nobody WITH PASSWORD E'hu\\x73h-hush'"},
        {"ALTER USER nobody WITH PASSWORD U&'hush\\0063afe'"},
        {"ALTER USER nobody WITH PASSWORD U&'hush!0063afe' UESCAPE '!'"},
        {"ALTER USER nobody PASSWORD $$hush$$"},
        {"ALTER USER nobody PASSWORD $x$hush$x$"},
        {"alter user nobody password/**/'hush'"},
        {"ALTER USER nobody PASSWORD -- it\n 'hush'"},
        {"ALTER GROUP nobody PASSWORD 'hush'"},
        {"ALTER ROLE nobody PASSWORD 'hush' NO SUCH WORDS AT ALL"},
        {"ALTER ROLE nobody PASSWORD 'hush"},
        {"ALTER ROLE nobody PASSWORD $$hush"},
        // statements in literals
        {"DO $$ BEGIN ALTER ROLE nobody PASSWORD 'hush'; END $$"},
        {"DO $do$ BEGIN EXECUTE 'ALTER ROLE nobody PASSWORD ''hush'''; END $do$"},
        {"DO LANGUAGE plpgsql $$ BEGIN EXECUTE $x$ALTER ROLE nobody PASSWORD $y$hush$y$ $x$; END $$"},
        {"DO 'BEGIN ALTER ROLE nobody PASSWORD ''hush''; END'"},
        {"DO E'BEGIN ALTER ROLE nobody PASSWORD \\'hush\\'; END'"},
        {"DO $$ BEGIN EXECUTE format('ALTER ROLE nobody PASSWORD %L', 'hush'); END $$"},
        {"DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', 'nobody', 'hush' || 'cafe'); END $$"},
        {"DO $$ BEGIN EXECUTE 'ALTER ROLE nobody PASSWORD ' || quote_literal('hush'); END $$"},
        {"DO $$ DECLARE the_password text := 'hush'; BEGIN RAISE 'no: %', the_password; END $$"},
        {"DO $$ DECLARE secret constant text DEFAULT 'hush'; BEGIN PERFORM 1/0; END $$"},
        {"DO $$ BEGIN PERFORM crypt('hush', 'cafe'); END $$"},
        {"DO $$ BEGIN UPDATE nothing SET password = 'hush'; END $$"},
        {"CREATE FUNCTION f() RETURNS void LANGUAGE nolanguage AS $$ ALTER ROLE nobody PASSWORD 'hush' $$"},
        {"CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC SELECT no_such(password => 'hush'); END"},
        {"CREATE PROCEDURE f() LANGUAGE nolanguage AS 'ALTER ROLE nobody PASSWORD ''hush'''"},
        {"PREPARE p AS UPDATE nothing SET password = 'hush'"},
        {"EXPLAIN UPDATE nothing SET password = 'hush'"},
        {"SELECT 1 /* ALTER ROLE nobody PASSWORD 'hush' */ FROM nothing"},
        {"-- ALTER ROLE nobody PASSWORD 'hush'\nDELETE FROM nothing"},
        {"DELETE FROM nothing -- postgresql://u:hush@h/d"},
        // columns
        {"UPDATE nothing SET password = 'hush' WHERE id = 1"},
        {"UPDATE nothing SET password='hush', name = 'x'"},
        {"UPDATE nothing SET \"passwd\" = 'hush'"},
        {"UPDATE nothing SET U&\"p\\0061ssword\" = 'hush'"},
        {"UPDATE nothing SET api_key = 'hush'"},
        {"UPDATE nothing SET \"apiKey\" = 'hush'"},
        {"UPDATE nothing SET private_key = 'hush'"},
        {"UPDATE nothing SET client_secret = lower('hush')"},
        {"UPDATE nothing SET access_token = 'hush' || 'cafe'"},
        {"UPDATE nothing SET token = CASE WHEN id = 1 AND true THEN 'hush' ELSE 'cafe' END"},
        {"UPDATE nothing SET credential = coalesce(NULL, 'hush')"},
        {"UPDATE nothing SET password_hash = 'hush'"},
        {"UPDATE nothing SET (name, password) = ('x', 'hush')"},
        {"UPDATE nothing SET (name, password) = ROW ('x', 'hush')"},
        {"UPDATE nothing SET (name, password) = (SELECT 'x', 'hush')"},
        {"UPDATE nothing SET password = $1 WHERE id = $2", {"hush", "1"}},
        {"UPDATE nothing SET password = CAST($1 AS text)", {"hush"}},
        {"INSERT INTO nothing (id, password) VALUES (1, 'hush')"},
        {"INSERT INTO nothing (password, id) VALUES ('hush', 1), ('cafe', 2)"},
        {"INSERT INTO public.nothing AS n (id, name, secret) VALUES (1, lower('x'), upper('hush'))"},
        {"INSERT INTO nothing (id, token) SELECT 1, 'hush' FROM nothing"},
        {"INSERT INTO nothing (id, token) VALUES ($1, $2)", {"1", "hush"}},
        {"INSERT INTO nothing (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET password = 'hush'"},
        {"INSERT INTO nothing (\"Passphrase\") VALUES ('hush')"},
        {"INSERT INTO secrets VALUES ('a', 'hush')"},
        {"INSERT INTO nothing (name, document) VALUES ('a', '{\"password\": \"hush\"}')"},
        {"INSERT INTO nothing (document) VALUES ($1)", {"{\"user\": \"a\", \"api_key\": \"hush\"}"}},
        {"INSERT INTO journal (script) VALUES ($1)", {"ALTER ROLE a PASSWORD 'hush'"}},
        {"INSERT INTO journal (steps) VALUES ($1)", {"[{\"n\": 1, \"sql\": \"ALTER ROLE a PASSWORD 'hush'\"}]"}},
        {"INSERT INTO journal (steps) VALUES ($1)", {"{\"ALTER ROLE a PASSWORD 'hush'\",\"x\"}"}},
        {"MERGE INTO nothing n USING other o ON n.id = o.id WHEN NOT MATCHED THEN INSERT (id, password) VALUES (1, "
         "'hush')"},
        {"WITH a AS (INSERT INTO nothing (password) VALUES ('hush') RETURNING 1) SELECT * FROM a"},
        {"SELECT * FROM nothing WHERE password = 'hush'"},
        {"SELECT * FROM nothing WHERE 'hush' = password"},
        {"SELECT * FROM nothing WHERE password IN ('hush', 'cafe')"},
        {"SELECT * FROM nothing WHERE password IS DISTINCT FROM 'hush'"},
        {"SELECT * FROM nothing WHERE password BETWEEN 'hush' AND 'cafe'"},
        {"SELECT 'hush' AS password FROM nothing"},
        {"CREATE TABLE t (id no_such_type, password text DEFAULT 'hush')"},
        {"ALTER TABLE nothing ALTER COLUMN password SET DEFAULT 'hush'"},
        // functions
        {"SELECT crypt('hush', 'cafe')"},
        {"SELECT no.crypt('hush', gen_salt('bf'))"},
        {"SELECT \"crypt\"('hush', 'x')"},
        {"SELECT pgp_sym_encrypt('data', 'hush')"},
        {"SELECT pgp_sym_decrypt($1, $2)", {"\\x00", "hush"}},
        {"SELECT pgp_pub_decrypt('x', dearmor('y'), 'hush')"},
        {"SELECT encrypt('data', 'hush', 'aes')"},
        {"SELECT decrypt_iv('data', 'hush', 'cafe', 'aes')"},
        {"SELECT hmac('data', 'hush', 'sha256')"},
        {"SELECT sign('{\"sub\": 1}', 'hush')"},
        {"SELECT digest('hush', 'sha256')"},
        {"SELECT vault.create_secret('hush', 'name')"},
        {"SELECT set_password('bob', 'hush')"},
        {"CALL set_api_key(value => 'hush')"},
        {"SELECT set_config('app.jwt_secret', 'hush', false), no_such()"},
        {"SELECT no_such(password := 'hush')"},
        // settings, programs and other servers
        {"SET app.secret = 'hush' 'cafe'"},
        {"SET LOCAL app.api_key TO hush, 1 1"},
        {"ALTER ROLE nobody SET app.token = 'hush'"},
        {"ALTER SYSTEM SET primary_conninfo = 'host=h password=hush' x"},
        {"COPY nothing FROM PROGRAM 'curl -u ann:hush https://h'"},
        {"COPY nothing TO PROGRAM 'PGPASSWORD=hush psql -h h'"},
        {"SELECT dblink('host=h user=u password=hush', 'SELECT 1')"},
        {"SELECT dblink_connect('c', 'postgresql://u:hush@h/d')"},
        {"CREATE USER MAPPING FOR nobody SERVER s OPTIONS (user 'a', password 'hush')"},
        {"ALTER USER MAPPING FOR nobody SERVER s OPTIONS (SET password 'hush')"},
        {"CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', \"password\" 'hush')"},
        {"CREATE SUBSCRIPTION s CONNECTION 'host=h password=hush' PUBLICATION p WITH (no = 1)"},
        {"ALTER SUBSCRIPTION nothing CONNECTION 'postgresql://u:hush@h/d'"},
        {"SELECT no_such('host=h password=''hush'' user=u')"},
        {"SELECT no_such('postgresql://u:hush/cafe@h/d')"},
    };
    return forms;
}

// What errors hold beside statements.
const QStringList &texts()
{
    static const QStringList forms{
        u"connecting to postgresql://ann:hush@host/db failed"_s,
        u"postgresql://ann:hu/hush@host/db"_s,
        u"postgresql://ann:hush/cafe@host/db"_s,
        u"postgresql://ann:p@hush@host/db"_s,
        u"postgresql://ann:p#hush@host/db"_s,
        u"postgresql://ann:p?hush@host/db"_s,
        u"postgresql://ann:p:hush@host/db"_s,
        u"postgresql://ann:hush%2Fcafe%40%23@host/db"_s,
        u"postgresql://:hush@host/db"_s,
        u"postgres://ann:hush@a:1,b:2/db?target_session_attrs=any"_s,
        u"\"postgresql://ann:x\"hush@host/db"_s,
        u"https://ann:hush@proxy.example/x"_s,
        u"postgresql://host/db?user=ann&password=hush&sslmode=require"_s,
        u"postgresql://host/db?password=hush#cafe"_s,
        u"postgresql://host/db?sslpassword=hush"_s,
        u"host=a password=hush user=b"_s,
        u"host=a password='hush cafe' user=b"_s,
        u"host=a password = 'it\\'s hush' user=b"_s,
        u"host=a password='hush"_s,
        u"host=a password=hu'hush user=b"_s,
        u"host=a password=hu;hush user=b"_s,
        u"host=a password=hu&hush user=b"_s,
        u"host=a password=a\\ hush user=b"_s,
        u"dblink('host=a password=''hush cafe'' user=b')"_s,
        u"PASSWORD=hush"_s,
        u"PGPASSWORD=hush psql"_s,
        u"oauth_client_secret=hush"_s,
        u"api_key = \"hush cafe\""_s,
        u"{\"password\": \"hush\", \"user\": \"ann\"}"_s,
        u"{\"apiKey\" : \"x \\\" hush\"}"_s,
    };
    return forms;
}

bool leaks(QString text)
{
    static const QRegularExpression hash(uR"("hash":"[0-9a-f]{64}")"_s); // "cafe" comes up in one by chance
    text.remove(hash);
    return text.contains(u"hush"_s, Qt::CaseInsensitive) || text.contains(u"cafe"_s, Qt::CaseInsensitive)
        || text.contains(u"0063afe"_s);
}

Statement statementOf(const Form &form)
{
    Statement statement{QString::fromUtf8(form.sql), {}};
    for (const QByteArray &value : form.parameters)
        statement.parameters.emplace_back(value);
    return statement;
}

} // namespace

// No secret is told: in an error, in the audit log, in the log of statements, on standard error.
class MaskingTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;

    static QString contentOf(const QString &folder)
    {
        QString all;
        const QStringList names = QDir(folder).entryList(QDir::Files);
        for (const QString &name : names) {
            QFile file(folder + u'/' + name);
            if (file.open(QIODevice::ReadOnly))
                all += QString::fromUtf8(file.readAll());
        }
        return all;
    }

private Q_SLOTS:
    void thereAreEnough() { QVERIFY(statements().size() >= 100); }

    void theAuditLog_data()
    {
        QTest::addColumn<int>("form");
        for (std::size_t i = 0; i < statements().size(); ++i)
            QTest::addRow("%s", QByteArray(statements()[i].sql).simplified().constData()) << int(i);
    }
    void theAuditLog()
    {
        QFETCH(int, form);
        const AuditedStatement result = audited(statementOf(statements()[std::size_t(form)]));
        QVERIFY2(!leaks(result.sql), qPrintable(result.sql));
        for (const auto &parameter : result.parameters)
            QVERIFY2(!leaks(parameter.value_or(QString())), qPrintable(*parameter));
        // Nothing is lost but the secrets.
        QVERIFY(result.sql.contains(u"***"_s) || !result.parameters.empty());
        QCOMPARE(
            result.sql.section(u' ', 0, 0), QString::fromUtf8(statements()[std::size_t(form)].sql).section(u' ', 0, 0));
    }

    // What the server says of them, and what both logs then hold: each is refused, and refusals quote.
    void aServersErrors()
    {
        const QString database = m_server.createDatabase(u"masking"_s);
        const QString audit = m_folder.filePath(u"audit"_s);
        const QString log = m_folder.filePath(u"statements"_s);
        const auto recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>(audit));
        const auto statementLog = std::make_shared<StatementLog>(log);
        ConnInfo place = m_server.connInfo(database);
        place.context = std::make_shared<SessionContext>();
        place.context->observeStatements(
            [recorder](std::span<const StatementEvent> events) { recorder->take(events); });
        place.context->logStatements([statementLog](std::span<const StatementEvent> events) {
            for (const StatementEvent &event : events)
                statementLog->follow(event.target, u"masked"_s);
            statementLog->take(events);
        });
        SessionOptions options;
        options.names = Names::OfDatabase;
        Session session(options);
        QVERIFY(session.open(place).result());
        for (const Form &form : statements()) {
            const auto done = session.query(statementOf(form)).result();
            if (!done)
                QVERIFY2(!leaks(describe(done.error())), qPrintable(describe(done.error())));
        }
        place.context->observeStatements({});
        place.context->logStatements({});
        const QString noted = contentOf(audit);
        const QString logged = contentOf(log);
        QVERIFY(noted.count(u'\n') > 60);
        QVERIFY(logged.count(u'\n') >= qsizetype(statements().size()));
        for (const QString &line : (noted + logged).split(u'\n'))
            QVERIFY2(!leaks(line), qPrintable(line));
    }

    // Rows, keys and places that the server quotes.
    void whatAServerQuotes()
    {
        const QString database = m_server.createDatabase(u"quoting"_s);
        QVERIFY(m_server.psql(
            database,
            u"CREATE TABLE u (id int, password text UNIQUE, CHECK (id > 0)); INSERT INTO u VALUES (1, 'hush');"
            "CREATE TABLE n (token int)"_s));
        SessionOptions options;
        options.names = Names::OfDatabase;
        Session session(options);
        QVERIFY(session.open(m_server.connInfo(database)).result());
        for (const Form &form : std::vector<Form>{
                 {"INSERT INTO u (id, password) VALUES (2, 'hush')"}, // Key (password)=(hush)
                 {"INSERT INTO u (id, password) VALUES (2, $1)", {"hush"}},
                 {"INSERT INTO u VALUES (2, 'hush')"},
                 {"INSERT INTO u (id, password) VALUES (0, 'hushed')"}, // Failing row contains
                 {"UPDATE u SET id = 0, password = $1", {"hushed"}},
                 {"INSERT INTO n (token) VALUES ('hush')"}, // invalid input syntax
                 {"INSERT INTO n (token) VALUES ($1)", {"hush"}},
                 {"DO $$ BEGIN EXECUTE 'ALTER ROLE nobody PASSWORD ''hush'''; END $$"}, // SQL statement "..."
                 {"ALTER ROLE nobody PASSWORD 'x' 'hush'"}}) {
            const auto done = session.query(statementOf(form)).result();
            QVERIFY2(!done, form.sql);
            QVERIFY2(!leaks(describe(done.error())), qPrintable(describe(done.error())));
        }
        // A batch is refused as one statement is.
        const auto batch =
            session.pipeline({{u"BEGIN"_s, {}}, {u"INSERT INTO u (id, password) VALUES (2, 'hush')"_s, {}}}).result();
        QVERIFY(batch && batch->error);
        QVERIFY2(!leaks(describe(*batch->error)), qPrintable(describe(*batch->error)));
    }

    void errorTexts()
    {
        QVERIFY(texts().size() >= 30);
        for (const QString &text : texts()) {
            const Error error = makeError(ErrorKind::Io, text, text, text);
            QVERIFY2(!leaks(describe(error)), qPrintable(error.message));
            QVERIFY2(error.message.contains(u"***"_s), qPrintable(error.message));
            QVERIFY2(!leaks(redact(u"said: "_s + text + u" (and more)"_s)), qPrintable(text));
        }
    }

    void standardError()
    {
        const QString uri = toUri(m_server.connInfo(m_server.createDatabase(u"stderr"_s)));
        const QStringList environment{u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)};
        for (const char *sql :
             {"ALTER ROLE nobody PASSWORD 'hush';",
              "DO $$ BEGIN EXECUTE 'ALTER ROLE nobody PASSWORD ''hush'''; END $$;",
              "UPDATE nothing SET password = 'hush';", "SELECT crypt('hush', 'cafe');",
              "CREATE USER MAPPING FOR nobody SERVER s OPTIONS (user 'a', password 'hush');",
              "ALTER ROLE nobody PASSWORD 'hush' NO SUCH WORDS;"}) {
            test::writeFolder(m_folder.filePath(u"pack"_s), {{u"001-x.up.sql"_s, sql}});
            CtlProcess up(
                {u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, m_folder.filePath(u"pack"_s), u"-d"_s, uri}, environment);
            QCOMPARE(up.wait(), 2);
            QVERIFY2(!leaks(QString::fromUtf8(up.err + up.out)), up.err.constData());
        }
        for (const char *target :
             {"postgresql://ann:hush/cafe@[broken/db", "postgresql://ann:p@hush@127.0.0.1:1/db",
              "postgresql://ann:p#hush@127.0.0.1:1/db", "postgresql://ann:hush%zz@127.0.0.1:1/db",
              "postgresql://127.0.0.1:1/db?password=hush&nonsense=1", "host=127.0.0.1 port=1 password='hush cafe' bad",
              "host=127.0.0.1 port=1 password='hush", "host=127.0.0.1 port=1 dbname=d password=hush"}) {
            CtlProcess look({u"data"_s, u"checksum"_s, u"-d"_s, QString::fromUtf8(target), u"t"_s}, environment);
            QVERIFY(look.wait() != 0);
            QVERIFY2(!leaks(QString::fromUtf8(look.err + look.out)), look.err.constData());
        }
        QVERIFY2(!leaks(contentOf(m_folder.filePath(u"data/audit"_s))), "the audit log of howdahctl");
    }

    void theRestStays()
    {
        for (const char *sql :
             {"UPDATE u SET password_hint = 'blue' WHERE a = 'password'", "INSERT INTO u (id, name) VALUES (1, 'ann')",
              "SELECT password, 'x' FROM u WHERE name = 'ann'", "UPDATE u SET tokens = 5, name = 'ann'",
              "DELETE FROM u WHERE kind = 'password' AND name = 'ann'", "COPY t FROM PROGRAM '/usr/bin/date'",
              "SELECT set_config('search_path', 'a', false)", "DO $$ BEGIN RAISE NOTICE 'x'; END $$",
              "INSERT INTO t (a) VALUES ('it''s', $$x$$, E'\\n') -- a note", "CREATE TABLE passwords_seen (a text)"})
            QCOMPARE(QString::fromUtf8(sql::maskSecrets(sql).text), QString::fromUtf8(sql));
        QCOMPARE(
            QString::fromUtf8(sql::maskSecrets("UPDATE u SET password = 'hush', name = 'ann' WHERE id = 7").text),
            u"UPDATE u SET password = '***', name = 'ann' WHERE id = 7"_s);
        QCOMPARE(
            QString::fromUtf8(sql::maskSecrets("DO $$ BEGIN ALTER ROLE a PASSWORD 'hush'; END $$").text),
            u"DO $$ BEGIN ALTER ROLE a PASSWORD '***'; END $$"_s);
    }
};

QTEST_GUILESS_MAIN(MaskingTest)
#include "tst_masking.moc"
