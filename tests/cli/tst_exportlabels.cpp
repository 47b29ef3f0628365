// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl data export --labels and --reveal: labels beside references, and what a model calls sensitive.
#include "migration/ctlprocess.h"
#include "support/databasefolder.h"
#include "support/python.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

namespace {

const QByteArray Shop = R"(title: Shop
tables: [agents, runs]
entities:
  - id: agent
    table: agents
    singular: agent
    label: name
    sensitive: [token]
  - id: place
    table: places
    singular: place
    label: (100 / people) || ' ' || title
  - id: run
    table: runs
    singular: run
    label: id || ' run'
    sensitive: [secret]
)";

QByteArray agent(int number) { return "00000000-0000-0000-0000-00000000000" + QByteArray::number(number); }

} // namespace

class ExportLabelsTest final : public QObject, private howdah::test::DatabaseFolder
{
    Q_OBJECT

    QString m_url;
    QByteArray m_out;
    QByteArray m_err;

    int ctl(const QStringList &arguments, const QStringList &environment = {})
    {
        test::CtlProcess process(arguments, QStringList{u"HOWDAH_DATA_DIR="_s + path(u"data"_s)} + environment);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int data(const QString &command, const QStringList &arguments)
    {
        return ctl(QStringList{u"data"_s, command, u"-d"_s, m_url} + arguments);
    }
    int out(const QStringList &arguments) { return data(u"export"_s, QStringList{u"-o"_s, u"-"_s} + arguments); }
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(m_out).object(); }
    [[nodiscard]] QStringList notes()
    {
        if (ctl({u"audit"_s, u"show"_s, u"--json"_s, u"-n"_s, u"1000"_s}) != 0)
            qFatal("%s", m_err.constData());
        QStringList texts;
        for (const QJsonValue &entry : json()[u"entries"].toArray())
            texts << entry[u"text"].toString();
        return texts.filter(u"Sensitive"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QDir(m_folder.path()).mkpath(u"data/entities"_s);
        write(u"data/entities/shop.yaml"_s, Shop);
        m_database = m_server.createDatabase();
        m_url = connection::toUri(m_server.connInfo(m_database));
        psql(u"CREATE TABLE agents (id uuid PRIMARY KEY, name text, token text); "
             "CREATE TABLE places (id int PRIMARY KEY, title text, people int); "
             "CREATE TABLE runs (id int PRIMARY KEY, agent_id uuid REFERENCES agents, place int REFERENCES places, "
             "note text, secret text); "
             "INSERT INTO agents VALUES ('%1', 'Nova, the \"first\"', 't1'), ('%2', 'Bo', 't2'); "
             "INSERT INTO places VALUES (1, 'Oslo', 50), (2, 'Nowhere', 0)"_s.arg(
                 QString::fromLatin1(agent(1)), QString::fromLatin1(agent(2))));
    }
    void init()
    {
        psql(u"TRUNCATE runs; "
             "INSERT INTO runs VALUES (1, '%1', 1, '', 's1'), (2, '%2', 1, 'x', 's2'), (3, NULL, NULL, NULL, NULL)"_s
                 .arg(QString::fromLatin1(agent(1)), QString::fromLatin1(agent(2))));
    }

    // ---- labels

    void labelsStandBesideTheValues()
    {
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"--labels"_s}), 0);
        QCOMPARE(
            m_out, "id,agent_id,agent_id_label,place,place_label,note\n"
                   "1," + agent(1)
                       + ",\"Nova, the \"\"first\"\"\",1,2 Oslo,\"\"\n"
                         "2,"
                       + agent(2)
                       + ",Bo,1,2 Oslo,x\n"
                         "3,,,,,\n");
        // Without them nothing changes.
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"-c"_s, u"id,agent_id"_s, u"-w"_s, u"id = 2"_s}), 0);
        QCOMPARE(m_out, "id,agent_id\n2," + agent(2) + '\n');
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"--labels"_s, u"-f"_s, u"ndjson"_s, u"-w"_s, u"id > 1"_s}), 0);
        QCOMPARE(
            m_out, "{\"id\": 2, \"agent_id\": \"" + agent(2)
                       + "\", \"agent_id_label\": \"Bo\", \"place\": 1, \"place_label\": \"2 Oslo\", \"note\": \"x\"}\n"
                         "{\"id\": 3, \"agent_id\": null, \"agent_id_label\": null, \"place\": null, "
                         "\"place_label\": null, \"note\": null}\n");
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"--labels"_s, u"-f"_s, u"json"_s}), 0);
        QCOMPARE(QJsonDocument::fromJson(m_out).array()[1][u"agent_id_label"].toString(), u"Bo"_s);
        QCOMPARE(
            out(
                {u"-t"_s, u"runs"_s, u"--labels"_s, u"-f"_s, u"tsv"_s, u"-c"_s, u"agent_id,id"_s, u"--no-header"_s,
                 u"-w"_s, u"id = 2"_s}),
            0);
        QCOMPARE(m_out, agent(2) + "\tBo\t2\n");
        const QString book = path(u"runs.xlsx"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"runs"_s, u"--labels"_s, u"-o"_s, book, u"--force"_s}), 0);
        QCOMPARE(
            test::python(
                "import sys, openpyxl\n"
                "for row in openpyxl.load_workbook(sys.argv[1]).active.iter_rows(values_only=True): print(row[:4])",
                {book}),
            "('id', 'agent_id', 'agent_id_label', 'place')\n(1, '" + agent(1) + "', 'Nova, the \"first\"', 1)\n(2, '"
                + agent(2) + "', 'Bo', 1)\n(3, None, None, None)\n");
    }

    void ofAQueryByTheTablesOfItsColumns()
    {
        QCOMPARE(
            out(
                {u"-q"_s, u"SELECT r.agent_id AS who, upper(note) AS who_label FROM runs r WHERE id = 2"_s,
                 u"--labels"_s}),
            0);
        QCOMPARE(m_out, "who,who_label_2,who_label\n" + agent(2) + ",Bo,X\n");
    }

    // What is made to be loaded again has none.
    void notInFormatsThatAreLoaded()
    {
        for (const QString &format : {u"sql"_s, u"copy"_s}) {
            QCOMPARE(out({u"-t"_s, u"runs"_s, u"--labels"_s, u"-f"_s, format}), 64);
            QVERIFY2(m_err.contains("--labels cannot be used with the format " + format.toUtf8()), m_err.constData());
        }
    }

    void anImportRefusesThemUnlessTheyAreLeftOut()
    {
        const QString file = path(u"back.csv"_s);
        psql(u"DROP TABLE IF EXISTS back; CREATE TABLE back (LIKE runs)"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"runs"_s, u"--labels"_s, u"-o"_s, file, u"--force"_s}), 0);
        QCOMPARE(data(u"import"_s, {u"-t"_s, u"back"_s, u"-i"_s, file}), 64);
        QVERIFY2(m_err.contains("agent_id_label"), m_err.constData());
        QCOMPARE(psql(u"SELECT count(*) FROM back"_s), u"0"_s);
        QCOMPARE(data(u"import"_s, {u"-t"_s, u"back"_s, u"-i"_s, file, u"--leave-out-unknown"_s}), 0);
        const QString columns = u"SELECT md5(string_agg((id, agent_id, place, note)::text, ',' ORDER BY id)) FROM "_s;
        QCOMPARE(psql(columns + u"back"_s), psql(columns + u"runs"_s));
    }

    void hostileLabelsAreDataLikeAnyOther()
    {
        const QList<QString> labels{u"two\nlines\r\n\ttab"_s,
                                    u"\u202Egnp.exe\u2066"_s,
                                    u"<img src=x onerror=alert(1)>"_s,
                                    u"=1+1"_s,
                                    u"\\.\\N\\"_s,
                                    u"\u0001\u001b[31m"_s,
                                    QString(1'000'000, u'ü')};
        psql(u"DROP TABLE IF EXISTS hints, hinted; "
             "CREATE TABLE hints (id int PRIMARY KEY, name text); "
             "CREATE UNIQUE INDEX ON hints ((md5(name))); "
             "CREATE TABLE hinted (id int PRIMARY KEY, hint int REFERENCES hints)"_s);
        write(
            u"data/entities/hints.yaml"_s, "title: Hints\ntables: [hints]\nentities:\n  - id: hint\n    table: hints\n"
                                           "    singular: hint\n    label: name\n");
        for (qsizetype i = 0; i < labels.size(); ++i) {
            const QString text =
                labels[i].size() > 1000
                    ? u"repeat('ü', 1000000)"_s
                    : u"convert_from('\\x%1', 'UTF8')"_s.arg(QString::fromLatin1(labels[i].toUtf8().toHex()));
            psql(u"INSERT INTO hints VALUES (%1, %2); INSERT INTO hinted VALUES (%1, %1)"_s.arg(i).arg(text));
        }
        QCOMPARE(out({u"-t"_s, u"hinted"_s, u"--labels"_s, u"-f"_s, u"json"_s}), 0);
        const QJsonArray rows = QJsonDocument::fromJson(m_out).array();
        QCOMPARE(rows.size(), labels.size());
        for (qsizetype i = 0; i < labels.size(); ++i)
            QCOMPARE(rows[i][u"hint_label"].toString(), labels[i].left(200));
        const QString file = path(u"hinted.csv"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"hinted"_s, u"--labels"_s, u"-o"_s, file, u"--force"_s}), 0);
        QVERIFY2(m_err.contains("1 cells begin like a formula"), m_err.constData());
        const QByteArray read = test::python(
            "import sys, csv, json\n"
            "print(json.dumps([row[2] for row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8'))][1:]))",
            {file});
        const QJsonArray cells = QJsonDocument::fromJson(read).array();
        for (qsizetype i = 0; i < labels.size(); ++i)
            QCOMPARE(cells[i].toString(), labels[i].left(200));
        QCOMPARE(
            data(u"export"_s, {u"-t"_s, u"hinted"_s, u"--labels"_s, u"-o"_s, path(u"hinted.xlsx"_s), u"--force"_s}), 0);
        QVERIFY(QFile::remove(path(u"data/entities/hints.yaml"_s)));
    }

    // An expression that fails for some row takes the labels of its column, and nothing else.
    void aLabelThatFailsIsToldOnce()
    {
        psql(u"UPDATE runs SET place = 2 WHERE id = 2"_s);
        const QString file = path(u"failing.ndjson"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"runs"_s, u"--labels"_s, u"-o"_s, file, u"--json"_s, u"--force"_s}), 0);
        QCOMPARE(m_err.count("Labels of place are missing: division by zero"), 1);
        QVERIFY2(!m_err.contains("Labels of agent_id"), m_err.constData());
        QCOMPARE(json()[u"rows"].toInt(), 3);
        QCOMPARE(json()[u"labels"].toArray().size(), 1);
        QCOMPARE(json()[u"labels"][0][u"column"].toString(), u"place"_s);
        const QList<QByteArray> lines = read(u"failing.ndjson"_s).split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY2(
            lines[2].contains("\"agent_id_label\": \"Bo\", \"place\": 2, \"place_label\": null"), lines[2].constData());
    }

    void aRoleThatMayNotReadTheParent()
    {
        psql(u"DROP ROLE IF EXISTS refs_clerk; CREATE ROLE refs_clerk LOGIN PASSWORD 'secret'; GRANT SELECT ON runs TO "
             u"refs_clerk; "
             "GRANT SELECT ON places TO refs_clerk"_s);
        connection::ConnInfo info = m_server.connInfo(m_database);
        info.set(u"user"_s, u"refs_clerk"_s);
        QCOMPARE(
            ctl({u"data"_s, u"export"_s, u"-d"_s, connection::toUri(info), u"-t"_s, u"runs"_s, u"-c"_s,
                 u"agent_id,place"_s, u"-w"_s, u"id = 1"_s, u"--labels"_s, u"-o"_s, u"-"_s},
                {u"PGPASSWORD=secret"_s}),
            0);
        QVERIFY2(!m_err.contains("Labels of place"), m_err.constData());
        QCOMPARE(m_out, "agent_id,agent_id_label,place,place_label\n" + agent(1) + ",,1,2 Oslo\n");
        QVERIFY2(
            m_err.contains("Labels of agent_id are missing: permission denied for table agents"), m_err.constData());
        psql(u"DROP OWNED BY refs_clerk; DROP ROLE refs_clerk"_s);
    }

    // ---- sensitive columns

    void sensitiveColumnsAreLeftOutAndSaid()
    {
        for (const QString &format : {u"csv"_s, u"tsv"_s, u"json"_s, u"ndjson"_s, u"sql"_s, u"copy"_s}) {
            QCOMPARE(out({u"-t"_s, u"runs"_s, u"-f"_s, format}), 0);
            QVERIFY2(!m_out.contains("s1") && !m_out.contains("secret") && !m_out.contains('*'), m_out.constData());
            QVERIFY2(
                m_err.contains("Sensitive columns were left out: secret. --reveal exports them."), m_err.constData());
        }
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"-c"_s, u"id,secret"_s}), 64);
        QVERIFY2(m_err.contains("Sensitive values are not exported: secret"), m_err.constData());
        QCOMPARE(out({u"-q"_s, u"SELECT * FROM runs"_s}), 64);
        QVERIFY2(m_err.contains("Sensitive values are not exported: runs.secret"), m_err.constData());
        QCOMPARE(out({u"-q"_s, u"SELECT id FROM runs WHERE id = 1"_s}), 0);
        const QString folder = path(u"all/"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"runs"_s, u"-t"_s, u"agents"_s, u"-o"_s, folder, u"--json"_s}), 0);
        QCOMPARE(json()[u"tables"][1][u"leftOut"].toArray(), QJsonArray{u"token"_s});
        QVERIFY(notes().isEmpty());
    }

    void revealingIsNoted()
    {
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"-c"_s, u"id,secret"_s, u"-w"_s, u"id = 1"_s, u"--reveal"_s}), 0);
        QCOMPARE(m_out, "id,secret\n1,s1\n"_ba);
        QCOMPARE(notes(), QStringList{u"Sensitive values were shown: secret of public.runs, exported"_s});
        QCOMPARE(out({u"-q"_s, u"SELECT secret FROM runs WHERE id = 1"_s, u"--reveal"_s}), 0);
        QCOMPARE(m_out, "secret\ns1\n"_ba);
        QCOMPARE(notes().size(), 2);
        QVERIFY(!notes().join(u' ').contains(u"s1"_s));
        // A log that cannot be written keeps them where they are.
        QVERIFY(QFile::rename(path(u"data/audit"_s), path(u"data/kept"_s)));
        write(u"data/audit"_s, "in the way");
        QCOMPARE(out({u"-t"_s, u"runs"_s, u"--reveal"_s}), 2);
        QVERIFY2(!m_out.contains("s1"), m_out.constData());
        QVERIFY(QFile::remove(path(u"data/audit"_s)));
        QVERIFY(QFile::rename(path(u"data/kept"_s), path(u"data/audit"_s)));
    }

    // A file without them changes nothing of them when it comes back, whoever loads it.
    void whatWasLeftOutComesBackUntouched()
    {
        const QString file = path(u"round.csv"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"runs"_s, u"-o"_s, file, u"--force"_s}), 0);
        psql(u"UPDATE runs SET note = 'changed'"_s);
        QCOMPARE(data(u"import"_s, {u"-t"_s, u"runs"_s, u"-i"_s, file, u"--upsert"_s}), 0);
        QCOMPARE(psql(u"SELECT string_agg(secret, ',' ORDER BY id) FROM runs"_s), u"s1,s2"_s);
        QCOMPARE(psql(u"SELECT note FROM runs WHERE id = 2"_s), u"x"_s);
        // By position there is nothing in their place either.
        const QString copy = path(u"round.copy"_s);
        QCOMPARE(data(u"export"_s, {u"-t"_s, u"runs"_s, u"-o"_s, copy, u"--force"_s}), 0);
        psql(u"DROP TABLE IF EXISTS back; CREATE TABLE back (LIKE runs)"_s);
        QVERIFY(
            data(u"import"_s, {u"-t"_s, u"back"_s, u"-i"_s, copy}) != 0
            || psql(u"SELECT count(secret) FROM back"_s) == u"0"_s);
    }

    void inProductionTheTableIsNamed()
    {
        QCOMPARE(ctl({u"profiles"_s, u"add"_s, u"shop"_s, u"-d"_s, m_url}), 0);
        QCOMPARE(
            ctl(
                {u"profiles"_s, u"edit"_s, u"shop"_s, u"--set"_s, u"secret=passfile"_s, u"--set"_s,
                 u"environment=production"_s}),
            0);
        const QStringList words{u"data"_s,   u"export"_s, u"-d"_s,     u"shop"_s,     u"-t"_s, u"runs"_s, u"-c"_s,
                                u"secret"_s, u"-w"_s,     u"id = 1"_s, u"--reveal"_s, u"-o"_s, u"-"_s};
        QCOMPARE(ctl(words), 64);
        QVERIFY2(m_err.contains("--confirm 'runs'") && !m_out.contains("s1"), m_err.constData());
        QCOMPARE(ctl(words + QStringList{u"--confirm"_s, u"runs"_s}), 0);
        QCOMPARE(m_out, "secret\ns1\n"_ba);
    }
};

QTEST_GUILESS_MAIN(ExportLabelsTest)
#include "tst_exportlabels.moc"
