// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Drafts of databases that nobody wrote a model for.
#include "catalog/catalogreader.h"
#include "connection/session/session.h"
#include "entity/draft/draftgroups.h"
#include "entity/draft/drafttext.h"
#include "entity/draft/draftwords.h"
#include "entity/draft/draftyaml.h"
#include "entity/entities.h"
#include "entity/modelreader.h"
#include "entity/record.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::entity;

class DraftsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<connection::Session> m_session;
    catalog::Snapshot m_catalog;

    // A shop as such databases are: singular and plural names, keys that are numbers, one reference that no foreign key
    // guards, tables of pairs with a time, two references to the same table, an address with a state.
    static QString shop()
    {
        return uR"(
CREATE TABLE country (country_id int PRIMARY KEY, country varchar(50) NOT NULL, last_update timestamp NOT NULL DEFAULT now());
CREATE TABLE city (city_id int PRIMARY KEY, city varchar(50) NOT NULL, country_id int NOT NULL REFERENCES country);
CREATE TABLE address (address_id int PRIMARY KEY, address varchar(50), state varchar(20), postal_code varchar(10),
                      city_id int NOT NULL REFERENCES city);
CREATE TABLE employees (employee_id int PRIMARY KEY, title varchar(30), last_name varchar(20), first_name varchar(10),
                        birth_date timestamp, reports_to int REFERENCES employees, address_id int REFERENCES address, password text);
CREATE TABLE customers (customer_id int PRIMARY KEY, company_name varchar(40), contact_name varchar(30), email text,
                        address_id int REFERENCES address, created_at timestamptz);
CREATE TABLE categories (category_id int PRIMARY KEY, category_name varchar(15), description text, picture bytea);
CREATE TABLE products (product_id int PRIMARY KEY, product_name varchar(40), category_id int REFERENCES categories,
                       unit_price numeric);
CREATE TABLE movies (movie_id int PRIMARY KEY, title text);
CREATE TABLE product_movie (product_id int REFERENCES products, movie_id int REFERENCES movies, last_update timestamp NOT NULL
                            DEFAULT now(), PRIMARY KEY (product_id, movie_id));
CREATE TABLE orders (order_id int PRIMARY KEY, customer_id int REFERENCES customers, employee_id int REFERENCES employees,
                     packed_by int REFERENCES employees, order_date date, ship_name varchar(40), ship_postal_code varchar(10),
                     status text NOT NULL CHECK (status IN ('open', 'paid', 'it''s lost')));
CREATE TABLE order_details (order_id int REFERENCES orders, product_id int REFERENCES products, quantity int,
                            PRIMARY KEY (order_id, product_id));
CREATE TABLE payment (payment_id int PRIMARY KEY, customer_id int NOT NULL, order_id int NOT NULL, amount numeric, payment_date
                      timestamp);
CREATE TABLE notes_of_nobody (id int PRIMARY KEY, body text))"_s;
    }

    [[nodiscard]] ModelDraft draft() const { return makeDraft(*m_catalog, u"public"_s); }
    static const EntityDraft &named(const ModelDraft &draft, const QString &id)
    {
        const auto found = std::ranges::find(draft.entities, id, &EntityDraft::id);
        if (found == draft.entities.end())
            qFatal("no %s", qPrintable(id));
        return *found;
    }
    static QStringList in(const ModelDraft &draft, const QString &title)
    {
        QStringList all;
        for (const EntityDraft &one : draft.entities) {
            const auto group = std::ranges::find(draft.groups, one.group, &GroupDraft::id);
            if (group != draft.groups.end() && group->title == title)
                all << one.table;
        }
        return all;
    }
    static const RelationDraft *relation(const EntityDraft &entity, const QString &id)
    {
        const auto found = std::ranges::find(entity.relations, id, &RelationDraft::id);
        return found == entity.relations.end() ? nullptr : &*found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString database = m_server.createDatabase();
        QVERIFY(m_server.psql(database, shop()));
        m_session = std::make_unique<connection::Session>();
        QVERIFY(m_session->open(m_server.connInfo(database)).result());
        const auto catalog = catalog::CatalogReader(*m_session).readNow();
        QVERIFY(catalog);
        m_catalog = *catalog;
    }
    void cleanupTestCase() { m_session.reset(); }

    void words()
    {
        for (const auto &[one, many] :
             {std::pair(u"order item"_s, u"order items"_s), std::pair(u"category"_s, u"categories"_s),
              std::pair(u"address"_s, u"addresses"_s), std::pair(u"movie"_s, u"movies"_s),
              std::pair(u"person"_s, u"people"_s), std::pair(u"status"_s, u"statuses"_s),
              std::pair(u"staff"_s, u"staff"_s), std::pair(u"batch"_s, u"batches"_s), std::pair(u"day"_s, u"days"_s),
              std::pair(u"analysis"_s, u"analyses"_s), std::pair(u"case"_s, u"cases"_s)}) {
            QCOMPARE(singularOf(many), one);
            QCOMPARE(pluralOf(one), many);
            QCOMPARE(singularOf(one), one);
            QCOMPARE(pluralOf(many), many);
        }
        QCOMPARE(idOf(u"OrderItems"_s), u"order_items"_s);
        QCOMPARE(idOf(u"userID"_s), u"user_id"_s);
        QCOMPARE(titleOf(u"ai sessions"_s), u"AI sessions"_s);
        QCOMPARE(yamlQuoted(u"it's\none"_s), u"'it''s one'"_s);
    }

    void labels()
    {
        const ModelDraft made = draft();
        QCOMPARE(
            named(made, u"employee"_s).label, u"concat_ws(' ', \"first_name\", \"last_name\")"_s); // not what they do
        QCOMPARE(named(made, u"customer"_s).label, u"\"company_name\""_s);
        QCOMPARE(named(made, u"country"_s).label, u"\"country\""_s);
        QCOMPARE(named(made, u"category"_s).label, u"\"category_name\""_s);
        QCOMPARE(named(made, u"order"_s).label, u"\"order_id\"::text"_s); // not the name of whoever receives it
        QCOMPARE(named(made, u"order_detail"_s).label, u"concat_ws(' ', \"order_id\"::text, \"product_id\"::text)"_s);
        QCOMPARE(named(made, u"country"_s).plural, u"countries"_s);
    }

    void groups()
    {
        const ModelDraft made = draft();
        QCOMPARE(in(made, u"Addresses"_s), (QStringList{u"address"_s, u"city"_s, u"country"_s}));
        QCOMPARE(in(made, u"Products"_s), (QStringList{u"categories"_s, u"movies"_s, u"products"_s}));
        QVERIFY(in(made, u"Orders"_s).contains(u"order_details"_s) && in(made, u"Orders"_s).contains(u"orders"_s));
        QCOMPARE(in(made, u"Other"_s), QStringList{u"notes_of_nobody"_s});
        QCOMPARE(made.groups.back().title, u"Other"_s);
        // What all names begin with tells nothing.
        const TableGroups prefixed = groupTables({u"app_orders"_s, u"app_order_lines"_s, u"app_users"_s}, {});
        QCOMPARE(prefixed.titles, (QStringList{u"Orders"_s, u"Other"_s}));
    }

    void relations()
    {
        const ModelDraft made = draft();
        const EntityDraft &employee = named(made, u"employee"_s);
        // Two columns of the same table are told apart, and those of its own.
        QVERIFY(relation(employee, u"orders_packed_by"_s) && relation(employee, u"orders_employee"_s));
        QCOMPARE(relation(employee, u"orders_packed_by"_s)->title, u"Orders (packed by)"_s);
        QVERIFY(relation(employee, u"employees_reports_to"_s));
        // Pairs are passed through, also where they say when they were made, and are no entity.
        const RelationDraft *movies = relation(named(made, u"product"_s), u"movies"_s);
        QVERIFY(movies && movies->kind == RelationKind::Through && movies->through == "product_movie"_L1);
        QVERIFY(std::ranges::find(made.entities, u"product_movie"_s, &EntityDraft::table) == made.entities.end());
        // A column that is called like the key of another table needs no foreign key.
        const RelationDraft *payments = relation(named(made, u"customer"_s), u"payments"_s);
        QVERIFY(payments && payments->isGuess);
        QVERIFY(relation(named(made, u"payment"_s), u"order"_s)->isGuess);
        QVERIFY(!relation(named(made, u"order"_s), u"customer"_s)->isGuess);
    }

    void whatIsShown()
    {
        const ModelDraft made = draft();
        const QString order = named(made, u"order"_s).more.join(u'\n');
        QVERIFY2(
            order.contains(u"state: {column: 'status', bad"_s) || order.contains(u"good: ['paid']"_s),
            qPrintable(order));
        QVERIFY(order.contains(u"['it''s lost']"_s));
        QVERIFY(order.contains(u"time: 'order_date'"_s));
        QVERIFY(!named(made, u"address"_s).more.join(u'\n').contains(u"state:"_s)); // a part of a country
        const QString employee = named(made, u"employee"_s).more.join(u'\n');
        QVERIFY(employee.contains(u"sensitive: ['password']"_s));
        QVERIFY(!employee.contains(u"time:"_s)); // nobody is made when they are born
        const QString category = named(made, u"category"_s).more.join(u'\n');
        QVERIFY(!category.contains(u"picture"_s) && category.contains(u"long: ['description']"_s));
    }

    // The file holds for the database, each statement is taken by the server, and what is not wanted is not in it.
    void theFile()
    {
        ModelDraft made = draft();
        const auto check = [&](const ModelDraft &one) {
            const ModelReading reading = readModel(yamlOf(one), u"/x/shop.yaml"_s);
            QVERIFY2(
                reading.model, reading.problems.empty() ? "" : qPrintable(describe(reading.problems[0], u"draft"_s)));
            QVERIFY(reading.problems.empty());
            const Entities entities(std::vector{reading.model}, m_catalog);
            QCOMPARE(entities.models().size(), 1U);
            const BoundModel &model = entities.models().front();
            QVERIFY(differencesFrom(entities, model).empty());
            for (const BoundEntity &bound : model.entities) {
                const auto answer = m_session->query(listStatement(entities, bound, u"a"_s, 1)).result();
                QVERIFY2(answer, qPrintable(bound.id() + (answer ? QString() : describe(answer.error()))));
            }
        };
        check(made);
        for (EntityDraft &one : made.entities)
            one.isWanted = one.id != "customer"_L1;
        made.entities.front().relations.front().isWanted = false;
        check(made);
        const QByteArray yaml = yamlOf(made);
        QVERIFY(!yaml.contains("entity: customer") && !yaml.contains("'customers'\n    group"));
        for (EntityDraft &one : made.entities)
            one.isWanted = false;
        QCOMPARE(yamlOf(made), QByteArray());
        QVERIFY(makeDraft(*m_catalog, u"nowhere"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(DraftsTest)
#include "tst_drafts.moc"
