// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace howdah::test {

using namespace Qt::StringLiterals;

// A small shop in which every kind of node can be had: partitions, foreign keys with triggers, jsonb, a foreign table.
inline QString shopSchema()
{
    return uR"(
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE TABLE public.customers (id int PRIMARY KEY, name text NOT NULL, city text, data jsonb);
CREATE TABLE public."odd ""name" (i int PRIMARY KEY, "a: b" text);
CREATE TABLE public.orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES public.customers ON DELETE CASCADE,
    placed date NOT NULL, total numeric NOT NULL, note text);
CREATE TABLE public.lines (order_id int NOT NULL REFERENCES public.orders ON DELETE CASCADE, n int NOT NULL, sku text,
    amount int, PRIMARY KEY (order_id, n));
CREATE TABLE public.events (id int NOT NULL, at date NOT NULL, kind text, payload text) PARTITION BY RANGE (at);
CREATE TABLE public.events_a PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE public.events_b PARTITION OF public.events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE public.events_c PARTITION OF public.events FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')
    PARTITION BY HASH (id);
CREATE TABLE public.events_c0 PARTITION OF public.events_c FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.events_c1 PARTITION OF public.events_c FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE public.tree (id int PRIMARY KEY, parent int);
INSERT INTO public.customers SELECT g, 'name ' || g, 'city ' || g % 17, jsonb_build_object('a', g % 5) FROM generate_series(1, 300) g;
INSERT INTO public."odd ""name" SELECT g, E'x\ny' || g FROM generate_series(1, 50) g;
INSERT INTO public.orders SELECT g, 1 + g % 300, date '2026-01-01' + g % 90, g % 991, CASE WHEN g % 7 = 0 THEN 'it''s' END
    FROM generate_series(1, 3000) g;
INSERT INTO public.lines SELECT o, n, 'sku ' || (o * n) % 97, o % 11 FROM generate_series(1, 3000) o, generate_series(1, 3) n;
INSERT INTO public.events SELECT g, date '2026-01-01' + g % 90, 'k' || g % 6, repeat('p', g % 40) FROM generate_series(1, 3000) g;
INSERT INTO public.tree SELECT g, g / 2 FROM generate_series(1, 400) g;
CREATE INDEX orders_customer ON public.orders (customer);
CREATE INDEX orders_placed ON public.orders (placed, total);
CREATE INDEX orders_lower ON public.orders (lower(note));
CREATE INDEX customers_data ON public.customers USING gin (data);
CREATE INDEX events_at ON public.events (at);
CREATE INDEX lines_sku ON public.lines (sku);
CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER "noted: it" AFTER INSERT OR UPDATE OR DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.noted();
CREATE TRIGGER noted_events AFTER INSERT OR DELETE ON public.events FOR EACH ROW EXECUTE FUNCTION public.noted();
CREATE VIEW public.summary AS SELECT customer, count(*) AS n, sum(total) AS total FROM public.orders GROUP BY customer;
VACUUM ANALYZE;
)"_s;
}

// After shopSchema(): a server that is this one.
inline QString shopServer(const QString &host, const QString &port, const QString &database, const QString &user)
{
    return uR"(
CREATE SERVER self FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '%1', port '%2', dbname '%3', async_capable 'true');
CREATE USER MAPPING FOR CURRENT_USER SERVER self OPTIONS (user '%4');
CREATE FOREIGN TABLE public.remote_orders (id int, customer int, placed date, total numeric, note text)
    SERVER self OPTIONS (schema_name 'public', table_name 'orders');
CREATE FOREIGN TABLE public.remote_customers (id int, name text, city text) SERVER self
    OPTIONS (schema_name 'public', table_name 'customers');
CREATE TABLE public.mixed (id int, note text) PARTITION BY LIST (id);
CREATE FOREIGN TABLE public.mixed_1 PARTITION OF public.mixed FOR VALUES IN (1) SERVER self OPTIONS (table_name 'mixed_base');
CREATE FOREIGN TABLE public.mixed_2 PARTITION OF public.mixed FOR VALUES IN (2) SERVER self OPTIONS (table_name 'mixed_base');
CREATE TABLE public.mixed_base (id int, note text);
ANALYZE public.mixed_base;
)"_s.arg(host, port, database, user);
}

// Each kind of node at least once.
inline QStringList shopStatements()
{
    return {
        u"SELECT * FROM orders"_s,
        u"SELECT * FROM orders WHERE id = 17"_s,
        u"SELECT id FROM orders WHERE id BETWEEN 5 AND 900 ORDER BY id DESC"_s,
        u"SELECT * FROM orders WHERE customer = 5 OR id < 9"_s,
        u"SELECT * FROM orders WHERE customer IN (5, 6) AND placed > '2026-02-01'"_s,
        u"SELECT * FROM orders WHERE note = 'it''s (a: b)  ->  c' OR note LIKE E'x\\n  Filter: y'"_s,
        u"SELECT lower(note), upper(note || ', ' || total) FROM orders WHERE lower(note) = 'it''s' AND total > 5.5"_s,
        u"SELECT * FROM \"odd \"\"name\" AS \"al: ias (x)\" WHERE \"a: b\" <> E'x\\ny'"_s,
        u"SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer = c.id WHERE c.city = 'city 3'"_s,
        u"SELECT c.name, o.total FROM customers c LEFT JOIN orders o ON o.customer = c.id AND o.total > 900"_s,
        u"SELECT * FROM customers c FULL JOIN orders o ON o.customer = c.id"_s,
        u"SELECT * FROM customers c RIGHT JOIN orders o ON o.customer = c.id AND c.id > 40"_s,
        u"SELECT * FROM customers c, orders o WHERE c.id > o.customer AND o.id < 9"_s,
        u"SELECT * FROM customers c WHERE EXISTS (SELECT FROM orders o WHERE o.customer = c.id AND o.total > 980)"_s,
        u"SELECT * FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer = c.id)"_s,
        u"SELECT * FROM customers c WHERE c.id NOT IN (SELECT customer FROM orders WHERE total > 500)"_s,
        u"SELECT * FROM customers c WHERE c.id IN (SELECT customer FROM orders WHERE total > 500)"_s,
        u"SELECT *, (SELECT max(total) FROM orders o WHERE o.customer = c.id) FROM customers c"_s,
        u"SELECT * FROM orders WHERE total > (SELECT avg(total) FROM orders) AND customer < (SELECT 5 + max(id) / 2 FROM customers)"_s,
        u"SELECT city, count(*), sum(id) FROM customers GROUP BY city HAVING count(*) > 2 ORDER BY 2 DESC"_s,
        u"SELECT customer, placed, count(*) FROM orders GROUP BY customer, placed"_s,
        u"SELECT city, name, count(*) FROM customers GROUP BY GROUPING SETS ((city), (name), ())"_s,
        u"SELECT city, name, count(*) FROM customers GROUP BY ROLLUP (city, name)"_s,
        u"SELECT city, name, count(*) FROM customers GROUP BY CUBE (city, name)"_s,
        u"SELECT customer, placed, total, count(*) FROM orders GROUP BY GROUPING SETS ((customer, placed), (placed, total), (total))"_s,
        u"SELECT DISTINCT city FROM customers"_s,
        u"SELECT DISTINCT ON (customer) * FROM orders ORDER BY customer, placed DESC, id"_s,
        u"SELECT count(DISTINCT customer), string_agg(note, ', ' ORDER BY id) FROM orders"_s,
        u"SELECT *, row_number() OVER (PARTITION BY customer ORDER BY placed), sum(total) OVER (ORDER BY id) FROM orders"_s,
        u"SELECT * FROM (SELECT *, row_number() OVER (ORDER BY id) AS r FROM orders) o WHERE r < 5"_s,
        u"SELECT id FROM orders UNION SELECT id FROM customers"_s,
        u"SELECT id FROM orders UNION ALL SELECT id FROM customers ORDER BY 1 LIMIT 5"_s,
        u"SELECT id FROM orders INTERSECT SELECT id FROM customers"_s,
        u"SELECT id FROM orders INTERSECT ALL SELECT id FROM customers"_s,
        u"SELECT id FROM orders EXCEPT SELECT id FROM customers"_s,
        u"SELECT note FROM orders EXCEPT ALL SELECT name FROM customers"_s,
        u"WITH recent AS MATERIALIZED (SELECT * FROM orders WHERE placed > '2026-02-10') SELECT * FROM recent a JOIN recent b ON a.customer = b.customer AND a.id < b.id"_s,
        u"WITH \"odd, cte: x\" AS MATERIALIZED (SELECT 1 AS a) SELECT * FROM \"odd, cte: x\""_s,
        u"WITH RECURSIVE t AS (SELECT id, parent, 1 AS depth FROM tree WHERE id = 1 UNION ALL SELECT c.id, c.parent, depth + 1 FROM tree c JOIN t ON c.parent = t.id) SELECT * FROM t"_s,
        u"WITH RECURSIVE t AS (SELECT 1 AS n UNION SELECT n + 1 FROM t WHERE n < 20) SELECT sum(n) FROM t"_s,
        u"SELECT * FROM orders ORDER BY customer, note LIMIT 20"_s,
        u"SELECT * FROM orders ORDER BY placed, total, note"_s,
        u"SELECT * FROM orders ORDER BY note COLLATE \"C\" DESC NULLS LAST, lower(note) OFFSET 2900"_s,
        u"SELECT * FROM events WHERE at = '2026-02-05'"_s,
        u"SELECT * FROM events WHERE at >= '2026-02-20' ORDER BY at LIMIT 9"_s,
        u"SELECT e.kind, count(*) FROM events e JOIN orders o ON o.id = e.id GROUP BY e.kind"_s,
        u"SELECT * FROM events WHERE at = (SELECT max(placed) - 20 FROM orders)"_s,
        u"SELECT a.id FROM events a JOIN events b ON a.at = b.at AND a.id = b.id"_s,
        u"SELECT * FROM generate_series(1, 10) g, LATERAL (SELECT * FROM orders o WHERE o.customer = g LIMIT 2) x"_s,
        u"SELECT * FROM generate_series(1, 10) AS g(n) JOIN unnest(ARRAY[1,2]) u ON u = n"_s,
        u"SELECT * FROM ROWS FROM (generate_series(1, 3), generate_series(1, 5)) WITH ORDINALITY"_s,
        u"SELECT unnest(ARRAY[1, 2, 3]), generate_series(1, 2)"_s,
        u"SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(x, y) WHERE x > 1"_s,
        u"SELECT * FROM XMLTABLE('/r/i' PASSING ('<r><i>1</i></r>'::xml) COLUMNS i int PATH '.')"_s,
        u"SELECT * FROM orders TABLESAMPLE bernoulli (50) REPEATABLE (1)"_s,
        u"SELECT * FROM orders TABLESAMPLE system (20)"_s,
        u"SELECT * FROM orders WHERE ctid = '(0,1)'"_s,
        u"SELECT * FROM orders WHERE ctid > '(2,1)'"_s,
        u"SELECT * FROM orders WHERE false"_s,
        u"SELECT * FROM orders WHERE now() < '2020-01-01'::timestamptz"_s,
        u"SELECT 1"_s,
        u"SELECT * FROM summary WHERE n > 9 AND customer < 20"_s,
        u"SELECT * FROM customers WHERE data @> '{\"a\": 3}'"_s,
        u"SELECT * FROM orders WHERE id < 5 FOR UPDATE"_s,
        u"SELECT s.id, c.city FROM (SELECT * FROM orders OFFSET 0) s JOIN customers c ON c.id = s.customer WHERE s.total > 3"_s,
        u"SELECT max(id), min(placed) FROM orders"_s,
        u"SELECT * FROM orders o JOIN customers c ON o.customer = c.id JOIN lines l ON l.order_id = o.id WHERE l.sku = 'sku 3' AND c.city IN ('city 1', 'city 2')"_s,
        u"SELECT * FROM lines l LEFT JOIN LATERAL (SELECT * FROM orders o WHERE o.id = l.order_id + 1) x ON true WHERE l.n = 2"_s,
        u"SELECT c.name FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer = c.id) > ANY (SELECT total FROM orders WHERE id < 10)"_s,
        u"SELECT CASE WHEN EXISTS (SELECT FROM orders WHERE total > 5000) THEN (SELECT count(*) FROM lines) ELSE 0 END"_s,
        u"SELECT total, id = ANY ('{1,2,3}'::int[]) FROM orders WHERE id = ANY ('{1,2,3}') OR total IS NULL"_s,
    };
}

// That change rows.
inline QStringList shopChanges()
{
    return {
        u"INSERT INTO orders VALUES (9001, 1, '2026-01-05', 5, NULL)"_s,
        u"INSERT INTO orders SELECT g + 9100, 1 + g % 10, '2026-01-05', 5, NULL FROM generate_series(1, 20) g RETURNING id, total"_s,
        u"INSERT INTO orders VALUES (1, 1, '2026-01-05', 5, NULL) ON CONFLICT (id) DO NOTHING"_s,
        u"INSERT INTO orders VALUES (1, 1, '2026-01-05', 5, NULL) ON CONFLICT (id) DO UPDATE SET total = excluded.total WHERE orders.total > 7"_s,
        u"UPDATE orders SET total = total + 1 WHERE customer = 7"_s,
        u"UPDATE orders SET total = l.amount FROM lines l WHERE l.order_id = orders.id AND l.n = 1 AND orders.id < 50"_s,
        u"DELETE FROM customers WHERE id = 12"_s,
        u"DELETE FROM orders WHERE id < 20 RETURNING *"_s,
        u"UPDATE events SET kind = 'x' WHERE at < '2026-02-10' AND id < 500"_s,
        u"DELETE FROM events WHERE id % 50 = 1"_s,
        u"INSERT INTO events VALUES (1, '2026-01-09', 'k', 'p'), (2, '2026-03-09', 'k', 'p')"_s,
        u"WITH gone AS (DELETE FROM lines WHERE order_id < 9 RETURNING *) SELECT count(*) FROM gone"_s,
        u"WITH gone AS (DELETE FROM lines WHERE order_id < 9 RETURNING *), more AS (INSERT INTO tree VALUES (5000, 1)) INSERT INTO tree SELECT order_id * 10 + n + 1000, 1 FROM gone"_s,
        u"MERGE INTO orders o USING (SELECT g AS id FROM generate_series(2995, 3005) g) s ON s.id = o.id WHEN MATCHED AND s.id = 2999 THEN DELETE WHEN MATCHED THEN UPDATE SET total = 1 WHEN NOT MATCHED THEN INSERT VALUES (s.id, 1, '2026-01-01', 0, NULL)"_s,
        u"CREATE TABLE made AS SELECT * FROM orders WHERE id < 100"_s,
    };
}

inline QStringList shopRemote()
{
    return {
        u"SELECT * FROM remote_orders WHERE id < 20"_s,
        u"SELECT * FROM remote_orders WHERE note = 'it''s' AND random() < 2"_s,
        u"SELECT c.name, o.total FROM remote_customers c JOIN remote_orders o ON o.customer = c.id WHERE o.id < 50"_s,
        u"SELECT customer, count(*) FROM remote_orders GROUP BY customer ORDER BY 2 DESC LIMIT 5"_s,
        u"SELECT c.name, o.total FROM customers c JOIN remote_orders o ON o.customer = c.id"_s,
        u"SELECT * FROM mixed WHERE note <> 'x'"_s,
        u"UPDATE remote_orders SET total = total + 1 WHERE id = 5"_s,
        u"UPDATE remote_orders SET total = random() WHERE id = 5"_s,
        u"DELETE FROM remote_orders WHERE id = 2999"_s,
        u"INSERT INTO remote_orders VALUES (9901, 1, '2026-01-05', 5, NULL)"_s,
    };
}

// Under which the server makes other plans of the same statement.
inline QList<QStringList> planSettings()
{
    const QStringList parallel{
        u"min_parallel_table_scan_size = 0"_s, u"min_parallel_index_scan_size = 0"_s, u"parallel_setup_cost = 0"_s,
        u"parallel_tuple_cost = 0"_s, u"max_parallel_workers_per_gather = 2"_s};
    return {
        {},
        {u"enable_hashjoin = off"_s},
        {u"enable_mergejoin = off"_s, u"enable_hashjoin = off"_s},
        {u"enable_nestloop = off"_s, u"enable_hashjoin = off"_s, u"enable_material = off"_s},
        {u"enable_seqscan = off"_s},
        {u"enable_indexscan = off"_s, u"enable_indexonlyscan = off"_s, u"enable_seqscan = off"_s},
        {u"enable_hashagg = off"_s},
        {u"enable_sort = off"_s, u"enable_memoize = off"_s},
        {u"enable_incremental_sort = off"_s},
        parallel,
        parallel + QStringList{u"parallel_leader_participation = off"_s, u"enable_hashjoin = off"_s},
        parallel + QStringList{u"enable_seqscan = off"_s, u"work_mem = '64kB'"_s},
        {u"work_mem = '64kB'"_s},
        {u"jit = on"_s, u"jit_above_cost = 0"_s},
        {u"enable_partitionwise_join = on"_s, u"enable_partitionwise_aggregate = on"_s},
        {u"enable_partition_pruning = off"_s, u"from_collapse_limit = 1"_s, u"join_collapse_limit = 1"_s},
    };
}

} // namespace howdah::test
