// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/modelfiles.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::entity;

namespace {

// Its lines are counted below.
const QByteArray Whole = R"(title: Shop
tables: [people, orders]
groups:
  - {id: main, title: Main}
entities:
  - id: person
    table: people
    group: main
    singular: person
    plural: people
    label: coalesce(name, email)
    subtitle: email
    state: {column: status, good: active, bad: [lost, gone]}
    columns: [name]
    json: {data: object}
    sensitive: [secret]
    kept: {updated_at: now()}
    relations:
      - {id: orders, title: Orders, entity: order, columns: person_id}
      - {id: tags, kind: through, entity: order, through: pairs, columns: person, others: item}
    actions:
      - id: close
        title: Close
        words: Closes it.
        destroys: true
        when:
          - {sql: status = 'active', otherwise: It is closed.}
        parameters:
          - {id: reason, title: Reason}
          - {id: password, type: password, hash: bcrypt}
        steps:
          - sql: |
              UPDATE people SET note = :reason,
                  secret = :password
              WHERE id = :this(id)
            rows: 1
          - if: EXISTS (SELECT FROM orders WHERE person_id = :this(id))
            sql: DELETE FROM orders WHERE person_id = :this(id)
            rows: SELECT count(*) FROM orders WHERE person_id = :this(id)
    views:
      - kind: timeline
        title: Timeline
        lanes:
          - {relation: orders, time: at, label: id}
      - kind: board
        title: Board
        columns: [active, lost]
        moves: {lost: close}
  - id: order
    table: orders
    singular: order
    label: id::text
session:
  - name: shop.tenant
    title: Tenant
    choices: SELECT id, name FROM tenants
    hidden: current_setting('shop.tenant', true) IS NULL
    words: Nobody is chosen.
tour:
  - {title: Find who left, entity: person, where: status = 'gone'}
  - {title: Roll back, page: migrations, place: pack:shop}
)";

} // namespace

class ModelsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aWholeOne()
    {
        const ModelReading reading = readModel(Whole, u"/x/shop.yaml"_s);
        QVERIFY2(
            reading.problems.empty(),
            qPrintable(reading.problems.empty() ? QString() : describe(reading.problems[0], u"shop"_s)));
        const Model &model = *reading.model;
        QCOMPARE(model.id, u"shop"_s);
        QCOMPARE(model.entities.size(), 2U);
        const EntityDefinition &person = *model.entity(u"person");
        QCOMPARE(model.entityOfTable(u"people"), &person);
        QCOMPARE(person.label.source(), u"coalesce(name, email)"_s);
        QCOMPARE(person.label.line, 11);
        QCOMPARE(person.state.toneOf(u"gone"), Tone::Bad);
        QCOMPARE(person.state.toneOf(u"other"), Tone::Neutral);
        QCOMPARE(person.json.front().second, JsonShape::Object);
        QVERIFY(person.isSensitive(u"secret"));
        QCOMPARE(person.kept.front().first, u"updated_at"_s);
        QCOMPARE(person.relation(u"orders")->columns, QStringList{u"person_id"_s});
        QCOMPARE(person.relation(u"tags")->title, u"tags"_s);
        const ActionDefinition &close = *person.action(u"close");
        QVERIFY(close.destroys);
        QCOMPARE(close.parameter(u"password")->hash, PasswordHash::Bcrypt);
        QCOMPARE(close.steps.size(), 2U);
        QCOMPARE(close.steps[0].rows, 1);
        QVERIFY(!close.steps[1].count.isEmpty() && !close.steps[1].onlyIf.isEmpty());
        QCOMPARE(model.entity(u"order")->plural, u"order"_s);
        QCOMPARE(model.session.front().name, u"shop.tenant"_s);
        QCOMPARE(model.tour.size(), 2U);
        QCOMPARE(model.tour[0].where.source(), u"status = 'gone'"_s);
        QCOMPARE(model.tour[1].place, u"pack:shop"_s);
    }

    void brokenFiles_data()
    {
        QTest::addColumn<QByteArray>("was");
        QTest::addColumn<QByteArray>("is");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const char *was, const char *is, int line, const QString &message) {
            QTest::newRow(name) << QByteArray(was) << QByteArray(is) << line << message;
        };
        row("no YAML", "title: Shop", "title: [Shop", 2, u"The file is not YAML"_s);
        row("not a map", "", "- a\n", 1, u"a model must be a list of \"key: value\" lines"_s);
        row("unknown key", "title: Shop", "titel: Shop", 1, u"\"titel\" is not a key of a model"_s);
        row("a key twice", "tables: [people, orders]", "title: X", 2, u"\"title\" is duplicated here"_s);
        row("no title", "title: Shop", "description: X", 1, u"The model has no title"_s);
        row("no tables", "tables: [people, orders]", "pack: shop", 1, u"does not say which tables it is found by"_s);
        row("tables no list", "tables: [people, orders]", "tables: people", 2, u"This must be a list"_s);
        row("table with schema", "[people, orders]", "[public.people]", 1, u"The table public.people has a schema"_s);
        row("group without id", "{id: main, title: Main}", "{title: Main}", 4, u"A group needs an id"_s);
        row("group without title", "{id: main, title: Main}", "{id: main}", 4, u"The group has no title"_s);
        row("unknown group", "    group: main", "    group: other", 6, u"There is no group \"other\""_s);
        row("entity without table", "    table: orders\n", "", 49, u"The entity has no table"_s);
        row("entity twice", "  - id: order\n", "  - id: person\n", 49, u"\"person\" is used twice"_s);
        row("table twice", "table: orders", "table: people", 49, u"is that of the entity \"person\" already"_s);
        row("no singular", "    singular: order\n", "", 49, u"The entity has no name for one of it"_s);
        row("no label", "    label: id::text\n", "", 49, u"The entity has no label"_s);
        row("label cannot be read", "label: id::text", "label: id ||", 52, u"The expression cannot be read"_s);
        row("label with a comma", "label: id::text", "label: id, name", 52, u"This must be a single SQL expression"_s);
        row("label with a clause", "label: id::text", "label: id FROM x", 52,
            u"This must be a single SQL expression"_s);
        row("label of two", "label: id::text", "label: id; DROP TABLE x", 52, u"must be a single statement"_s);
        row("label that calls", "label: id::text", "label: evil(id)", 52, u"only call well-known functions"_s);
        row("label that sleeps", "label: id::text", "label: pg_sleep(1)", 52, u"answers something else each time"_s);
        row("label with a name", "label: id::text", "label: :reason", 52, u"No names are known here: \":reason\""_s);
        row("state without column", "{column: status, good", "{good", 13, u"The state has no column"_s);
        row("two tones", "bad: [lost, gone]", "bad: [active]", 13, u"The state \"active\" has a tone already"_s);
        row("unknown tone", "good: active", "pink: active", 13, u"\"pink\" is not a key of a state"_s);
        row("unknown shape", "{data: object}", "{data: tree}", 15, u"\"tree\" is not a valid value"_s);
        row("kept by two", "updated_at: now()", "updated_at: SELECT 1", 17, u"The expression cannot be read"_s);
        row("relation nowhere", "entity: order, columns: person_id", "columns: a", 19, u"leads to no entity"_s);
        row("relation to nobody", "entity: order, columns: person_id", "entity: x, columns: a", 19,
            u"There is no entity \"x\""_s);
        row("relation without columns", ", columns: person_id", "", 19, u"The relation has no columns"_s);
        row("relation through nothing", "through: pairs, ", "", 20, u"A relation through a table needs it"_s);
        row("key of another size", "columns: person_id", "columns: a, key: [a, b]", 19, u"not as many columns"_s);
        row("action without words", "        words: Closes it.\n", "", 22, u"does not say what it means"_s);
        row("destroys perhaps", "destroys: true", "destroys: perhaps", 25, u"This must be true or false"_s);
        row("condition without words", ", otherwise: It is closed.", "", 27, u"does not say why not"_s);
        row("condition with a parameter", "status = 'active'", "status = :reason", 27,
            u"There is no parameter \":reason\""_s);
        row("password without hash", ", hash: bcrypt", "", 30, u"A password needs the hash"_s);
        row("hash of a text", "title: Reason}", "title: Reason, hash: bcrypt}", 29, u"Only a password has a hash"_s);
        row("no type", "{id: reason, title: Reason}", "{id: reason, type: 'text; drop'}", 29,
            u"is not the name of a type"_s);
        row("named this", "{id: reason,", "{id: this,", 29, u"is a name that every statement already has"_s);
        row("unused parameter", "note = :reason", "note = ''", 29, u"No step uses the parameter \"reason\""_s);
        row("no WHERE", "              WHERE id = :this(id)\n", "", 33, u"without WHERE would change every row"_s);
        row("a step that reads", "DELETE FROM orders WHERE person_id = :this(id)", "SELECT 1", 38,
            u"A step must be an INSERT, UPDATE or DELETE"_s);
        row("a step in a step", "sql: DELETE FROM orders WHERE",
            "sql: WITH x AS (DELETE FROM people RETURNING id) DELETE FROM orders WHERE", 38,
            u"changes rows that nobody counts"_s);
        row("an error on the third line", "WHERE id = :this(id)\n", "WHERE id == = :this(id)\n", 35,
            u"The statement cannot be read"_s);
        row("this without a column", "WHERE id = :this(id)\n", "WHERE id = :this\n", 35, u"\":this\" needs a column"_s);
        row("unknown parameter", "secret = :password", "secret = :passwort", 34,
            u"There is no parameter \":passwort\""_s);
        row("no count", "            rows: 1\n", "", 32, u"does not say how many rows it changes"_s);
        row("none", "            rows: 1\n", "            rows: 0\n", 36, u"This must be a number from 1"_s);
        row("a count that writes", "rows: SELECT count(*) FROM orders", "rows: DELETE FROM orders", 39,
            u"A query must be a SELECT"_s);
        row("view without kind", "kind: timeline", "title: X", 42, u"\"title\" is duplicated here"_s);
        row("lane of nothing", "relation: orders, time", "relation: x, time", 44, u"person has no relation \"x\""_s);
        row("lane of nothing further", "relation: orders, time", "relation: orders.x, time", 44,
            u"order has no relation \"x\""_s);
        row("lane that waits for two", "time: at, ", "time: at, waits: 'a, b', ", 44, u"single SQL expression"_s);
        row("lane without time", "time: at, ", "", 44, u"The lane has no time"_s);
        row("move nowhere", "moves: {lost: close}", "moves: {gone: close}", 45, u"has no column \"gone\""_s);
        row("move by nothing", "moves: {lost: close}", "moves: {lost: burn}", 45, u"person has no action \"burn\""_s);
        row("setting without a dot", "shop.tenant\n", "tenant\n", 54, u"is not the name of a setting"_s);
        row("step without title", "title: Find who left, ", "", 60, u"The step has no title"_s);
        row("step to nobody", "left, entity: person", "left, entity: x", 60, u"There is no entity \"x\""_s);
        row("step to two", "left, entity: person", "left, page: browse, entity: person", 60,
            u"either to an entity or to a page"_s);
        row("step to nowhere", "left, entity: person, where: status = 'gone'", "left", 60,
            u"either to an entity or to a page"_s);
        row("step to no page", "page: migrations", "page: attic", 61, u"There is no page \"attic\""_s);
        row("condition of a page", "place: pack:shop", "where: a = 1", 61, u"Only rows of an entity"_s);
        row("place of an entity", "where: status = 'gone'", "place: x", 60, u"A place is one on a page"_s);
        row("condition of a step", "where: status = 'gone'", "where: status = = 1", 60, u"cannot be read"_s);
        row("key of a step", "page: migrations", "site: migrations", 61, u"is not a key of a step of a tour"_s);
        row("hidden without words", "    words: Nobody is chosen.\n", "", 54, u"belong together"_s);
    }
    // Each error at its line, in a sentence; and that there are at least forty of them.
    void brokenFiles()
    {
        QFETCH(QByteArray, was);
        QFETCH(QByteArray, is);
        QFETCH(int, line);
        QFETCH(QString, message);
        QByteArray yaml = is;
        if (!was.isEmpty()) {
            const qsizetype at = Whole.indexOf(was);
            QVERIFY2(at >= 0, was.constData());
            yaml = QByteArray(Whole).replace(at, was.size(), is);
        }
        const ModelReading reading = readModel(yaml, u"/x/shop.yaml"_s);
        QVERIFY(!reading.model);
        QStringList all;
        bool isFound = false;
        for (const DefinitionProblem &problem : reading.problems) {
            all << describe(problem, u"shop.yaml"_s);
            isFound = isFound || (problem.line == line && problem.message.contains(message));
        }
        QVERIFY2(isFound, qPrintable(u"wanted line %1: %2\n"_s.arg(line).arg(message) + all.join(u'\n')));
    }

    // Whatever is cut off or put in, the reader answers and does not end the program.
    void everyLineLeftOut()
    {
        const QList<QByteArray> lines = Whole.split('\n');
        for (qsizetype i = 0; i < lines.size(); ++i) {
            QList<QByteArray> fewer = lines;
            fewer.removeAt(i);
            std::ignore = readModel(fewer.join('\n'), u"/x/shop.yaml"_s);
            std::ignore = readModel(lines.first(i).join('\n'), u"/x/shop.yaml"_s);
            QList<QByteArray> other = lines;
            other[i] = "  - [{}, ~, a: b]";
            std::ignore = readModel(other.join('\n'), u"/x/shop.yaml"_s);
        }
    }

    void filesOfAFolder()
    {
        QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        write(u"b.yaml"_s, Whole);
        write(u"a.yaml"_s, "title: x");
        write(u"c.txt"_s, Whole);
        const std::vector<ModelFile> files = modelsIn(folder.path());
        QCOMPARE(files.size(), 2U);
        QVERIFY(!files[0].reading.model && !files[0].reading.problems.empty());
        QVERIFY(files[1].reading.model);
        QVERIFY(!files[1].isBuiltIn());
    }

    void everyPackHasOne()
    {
        const std::vector<ModelFile> files = packModels();
        QStringList ids;
        for (const ModelFile &file : files) {
            QVERIFY2(
                file.reading.model,
                qPrintable(file.reading.problems.empty() ? file.path : describe(file.reading.problems[0], file.path)));
            QVERIFY(file.isBuiltIn());
            ids << file.reading.model->id;
        }
        QCOMPARE(ids, QStringList({u"assistant"_s, u"deepref"_s, u"orchestrator"_s, u"uaip"_s}));
    }
};

QTEST_GUILESS_MAIN(ModelsTest)
#include "tst_models.moc"
