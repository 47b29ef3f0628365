-- Tables with and without names for people, keys of one column and of two, and values that are hard to write in an array.
CREATE TABLE people (id uuid PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE products (code varchar(10) PRIMARY KEY, title text NOT NULL UNIQUE, note text);
CREATE TABLE places (country char(2), number int, "fullName" text UNIQUE, PRIMARY KEY (country, number));
CREATE TABLE secrets (id int PRIMARY KEY, note text);
CREATE TABLE orders (id int PRIMARY KEY, buyer uuid REFERENCES people, seller uuid REFERENCES people,
    product varchar(10) REFERENCES products, country char(2), number int, secret int REFERENCES secrets,
    parent int REFERENCES orders, FOREIGN KEY (country, number) REFERENCES places);
CREATE TABLE circles (id int PRIMARY KEY, name text);
CREATE TABLE members (person uuid REFERENCES people, circle int REFERENCES circles, PRIMARY KEY (person, circle));
INSERT INTO people SELECT ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'P "' || i || '" {a,b}', i || '@x' FROM generate_series(1, 9) i;
INSERT INTO products VALUES ('a"\{,', 'Apple'), ('b', 'Bread');
INSERT INTO places VALUES ('NO', 1, 'Oslo'), ('NO', 2, 'Bergen'), ('SE', 1, 'Lund');
INSERT INTO secrets VALUES (1, 'x');
INSERT INTO orders SELECT i, ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid,
    ('00000000-0000-0000-0000-' || lpad((i % 2 + 1)::text, 12, '0'))::uuid, 'b', 'NO', 1 + i % 2, 1, CASE WHEN i > 1 THEN 1 END FROM generate_series(1, 5) i;
INSERT INTO circles VALUES (1, 'One'), (2, 'Two');
INSERT INTO members SELECT '00000000-0000-0000-0000-000000000001', i FROM generate_series(1, 2) i;
