-- Some 200 lines that use most of SQLite's machinery: b-trees, sorter, indexes, joins, windows, recursion, JSON, dates, FTS.
.mode list
.headers on
PRAGMA foreign_keys = ON;
PRAGMA page_size = 1024;
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, lat REAL, lon REAL);
CREATE TABLE person (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	born INTEGER CHECK (born > 1900),
	city INTEGER REFERENCES city (id) ON DELETE SET NULL
);
CREATE TABLE sale (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
	amount REAL NOT NULL,
	day TEXT NOT NULL,
	note TEXT
);
CREATE INDEX sale_day ON sale (day, amount DESC);
CREATE INDEX sale_person ON sale (person) WHERE amount > 50;

BEGIN;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO city (name, lat, lon) SELECT 'city' || i, (i * 7919 % 180) - 90.0 + i / 7.0, (i * 104729 % 360) - 180.0 FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
INSERT INTO person (name, born, city)
	SELECT char(65 + i % 26) || substr('aeiou', 1 + i % 5, 1) || char(97 + i * 11 % 26) || i, 1920 + i * 37 % 90, 1 + i * 5 % 12 FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
INSERT INTO sale (person, amount, day, note)
	SELECT 1 + i * 31 % 150, round((i * 2654435761 % 100003) / 977.0, 2), date('2020-01-01', '+' || (i * 17 % 1400) || ' days'),
		CASE WHEN i % 7 = 0 THEN NULL ELSE 'order ' || printf('%05d', i * 13 % 2500) END FROM n;
COMMIT;

SELECT count(*), min(amount), max(amount), round(avg(amount), 6), round(sum(amount), 4), total(amount) FROM sale;
SELECT count(DISTINCT city), count(DISTINCT born), group_concat(DISTINCT born % 10) FROM person;
SELECT typeof(1), typeof(1.0), typeof('a'), typeof(x'00'), typeof(NULL), 7 / 2, -7 / 2, 7 % -3, 7.0 / 2, 1 / 0, 5 % 0;
SELECT 9223372036854775807 + 1, -9223372036854775808, 1 << 62, 1 << 64, -1 >> 1, ~0, 0x7f & 0x3c, 3 | 8;
SELECT CAST('12abc' AS INTEGER), CAST('1e3' AS REAL), CAST(3.99 AS INTEGER), CAST(-3.99 AS INTEGER), CAST(1e300 AS INTEGER);
SELECT 0.1 + 0.2, 1e16 + 1, 1.5e-7, 123456789012345.678, 1e100, -0.0, 9e999, round(2.5), round(-2.675, 2);

SELECT c.name, count(*) AS n, round(sum(s.amount), 2) AS total
FROM sale s JOIN person p ON p.id = s.person JOIN city c ON c.id = p.city
GROUP BY c.id HAVING n > 100 ORDER BY total DESC, c.name LIMIT 10;

SELECT p.name, (SELECT max(amount) FROM sale WHERE person = p.id) AS best
FROM person p WHERE p.id IN (SELECT person FROM sale WHERE day BETWEEN '2021-03-01' AND '2021-03-05')
ORDER BY best DESC, p.name LIMIT 8;

SELECT p.name, c.name FROM person p LEFT JOIN city c ON c.id = p.city AND c.lat > 0 WHERE p.id < 12 ORDER BY p.id;
SELECT a.name, b.name FROM person a JOIN person b ON a.born = b.born AND a.id < b.id ORDER BY a.born, a.id, b.id LIMIT 10;
SELECT name FROM person WHERE name GLOB 'A[aeiou]*' UNION SELECT name FROM person WHERE name LIKE '%x1%' ORDER BY 1;
SELECT id FROM person WHERE id < 20 EXCEPT SELECT person FROM sale WHERE amount > 100 INTERSECT SELECT id FROM person ORDER BY 1;

SELECT substr(day, 1, 4) AS year, count(*), round(sum(amount), 2) FROM sale GROUP BY year ORDER BY year;
SELECT strftime('%Y-%W', day) AS week, count(*) FROM sale GROUP BY week ORDER BY count(*) DESC, week LIMIT 5;
SELECT day, amount, rank() OVER (PARTITION BY day ORDER BY amount DESC) AS r,
	round(sum(amount) OVER (PARTITION BY day ORDER BY amount DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 2) AS run
FROM sale WHERE day < '2020-01-12' ORDER BY day, r, amount;
SELECT id, amount, lag(amount, 1, 0) OVER w AS before, lead(amount) OVER w AS after, ntile(4) OVER w AS quarter,
	round(avg(amount) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING), 3) AS smooth
FROM sale WINDOW w AS (ORDER BY id) LIMIT 15;
SELECT first_value(name) OVER (PARTITION BY born % 3 ORDER BY name) AS f, percent_rank() OVER (ORDER BY born) AS pr, name
FROM person WHERE id <= 9 ORDER BY name;

WITH RECURSIVE fib (a, b, n) AS (SELECT 0, 1, 0 UNION ALL SELECT b, a + b, n + 1 FROM fib WHERE n < 60)
SELECT group_concat(a, ' ') FROM fib WHERE n % 6 = 0;
WITH RECURSIVE
	x (v) AS (VALUES (-2.0) UNION ALL SELECT v + 0.08 FROM x WHERE v < 0.6),
	y (v) AS (VALUES (-1.0) UNION ALL SELECT v + 0.16 FROM y WHERE v < 1.0),
	m (n, cx, cy, a, b) AS (
		SELECT 0, x.v, y.v, 0.0, 0.0 FROM x, y
		UNION ALL
		SELECT n + 1, cx, cy, a * a - b * b + cx, 2.0 * a * b + cy FROM m WHERE a * a + b * b < 4.0 AND n < 14),
	d (n, cx, cy) AS (SELECT max(n), cx, cy FROM m GROUP BY cx, cy),
	l (cy, t) AS (SELECT cy, group_concat(substr(' .:-=+*#%@', 1 + n * 9 / 14, 1), '') FROM (SELECT * FROM d ORDER BY cy, cx) GROUP BY cy)
SELECT rtrim(t) FROM l ORDER BY cy;
WITH RECURSIVE s (grid, at) AS (
	SELECT '1.3.', 0 UNION ALL
	SELECT substr(grid, 1, at) || d.v || substr(grid, at + 2), at + 1
	FROM s, (SELECT '1' AS v UNION SELECT '2' UNION SELECT '3' UNION SELECT '4') d
	WHERE at < 4 AND (substr(grid, at + 1, 1) = d.v OR (substr(grid, at + 1, 1) = '.' AND instr(grid, d.v) = 0)))
SELECT grid FROM s WHERE at = 4 ORDER BY grid;

SELECT upper('straße'), lower('ÀB'), length('日本語'), length(CAST('日本語' AS BLOB)), hex('héllo'), unicode('€'), char(8364, 128578);
SELECT substr('hello world', -5), substr('hello', 2, 3), replace('banana', 'an', 'AN'), instr('banana', 'nan'), trim('  x '), ltrim('xxy', 'x');
SELECT quote('it''s'), quote(x'0102ff'), quote(1.0 / 3), printf('%08.3f|%-6s|%+d|%x|%e|%g|%c', 3.14159, 'ab', 5, 255, 12345.678, 1e-10, 'z');
SELECT coalesce(NULL, NULL, 3), ifnull(NULL, 'd'), nullif(4, 4), iif(1 > 2, 'a', 'b'), max(3, 1, 2), min('b', 'a'), abs(-7), sign(-2.5);
SELECT date('2024-02-28', '+2 days'), date('2023-12-31', 'weekday 0'), julianday('2000-01-01 12:00:00'), strftime('%j %w %H:%M:%S', 1700000000, 'unixepoch');
SELECT datetime('2021-05-06 07:08:09.123', '-1 month', 'start of month', '+90 minutes'), time(86399.5, 'unixepoch'), date('now') > '2020';
SELECT sqrt(2), pow(2, 0.5), exp(1), ln(10), log10(1000), log2(8), sin(1), cos(1), tan(1), atan2(1, -1), degrees(pi()), ceil(1.2), floor(-1.2), mod(7.5, 2);
SELECT 'abc' < 'abd', 'a' = 'A', 'a' = 'A' COLLATE NOCASE, x'61' = 'a', 1 = '1', NULL IS NULL, NULL = NULL, 1 IS NOT 2, 2 BETWEEN 1 AND 3;

SELECT json('{"a": [1, 2, {"b": null}]}'), json_extract('{"a": [1, 2.5, {"b": "x"}]}', '$.a[2].b', '$.a[1]'), json_array_length('[1, 2, 3]');
SELECT json_group_array(name) FROM (SELECT name FROM city ORDER BY lat LIMIT 4);
SELECT key, value, type, fullkey FROM json_tree('{"x": {"y": [true, false, null, 1e2]}, "z": "q"}') ORDER BY fullkey;
SELECT json_object('id', id, 'name', name, 'pos', json_array(round(lat, 3), lon)) FROM city WHERE id < 4;
SELECT json_set('{"a": 1}', '$.b', json('[1]')), json_remove('[0, 1, 2]', '$[1]'), json_patch('{"a": 1, "b": 2}', '{"b": null, "c": 3}'), '{"k": {"n": 5}}' ->> '$.k.n';

CREATE VIEW rich AS SELECT person, round(sum(amount), 2) AS total FROM sale GROUP BY person HAVING sum(amount) > 900;
SELECT p.name, r.total FROM rich r JOIN person p ON p.id = r.person ORDER BY r.total DESC LIMIT 6;
CREATE TABLE log (at INTEGER PRIMARY KEY, what TEXT, old, new);
CREATE TRIGGER sale_change AFTER UPDATE OF amount ON sale WHEN old.amount <> new.amount BEGIN
	INSERT INTO log (what, old, new) VALUES ('sale ' || new.id, old.amount, new.amount);
END;
CREATE TRIGGER person_gone BEFORE DELETE ON person BEGIN
	INSERT INTO log (what, old) SELECT 'person ' || old.name, count(*) FROM sale WHERE person = old.id;
END;
UPDATE sale SET amount = round(amount * 1.1, 2) WHERE id % 250 = 0;
DELETE FROM person WHERE id IN (7, 77);
SELECT * FROM log ORDER BY at;
SELECT changes(), total_changes() > 0, last_insert_rowid() > 0, (SELECT count(*) FROM sale);
INSERT INTO city (id, name, lat) VALUES (3, 'again', 1.0) ON CONFLICT (id) DO UPDATE SET name = name || '+' || excluded.name RETURNING id, name;
INSERT OR IGNORE INTO city (name) VALUES ('city1'), ('new one');
INSERT OR REPLACE INTO city (id, name) VALUES (12, 'replaced');
SELECT id, name, lat IS NULL FROM city WHERE id IN (1, 3, 12) OR id > 12 ORDER BY id;
UPDATE person SET city = c.id FROM (SELECT max(id) AS id FROM city) c WHERE person.id % 50 = 0 RETURNING person.id, city;
SAVEPOINT one;
DELETE FROM sale WHERE amount < 60;
SELECT count(*) FROM sale;
SAVEPOINT two;
DELETE FROM sale;
ROLLBACK TO two;
SELECT count(*) FROM sale;
ROLLBACK TO one;
RELEASE one;
SELECT count(*) FROM sale;

INSERT INTO person (name, born) VALUES ('old', 1800);
INSERT INTO sale (person, amount, day) VALUES (9999, 1, '2020-01-01');
INSERT INTO city (name) VALUES ('city2');
SELECT no_such_function(1);
SELECT * FROM nothing;

CREATE VIRTUAL TABLE page USING fts5 (title, body, tokenize = 'porter');
INSERT INTO page VALUES ('First', 'The quick brown foxes jumped over the lazy dogs'), ('Second', 'A dog was running in the park with another dog'),
	('Third', 'Nothing here but cats and one running cat');
SELECT title, highlight(page, 1, '[', ']') FROM page WHERE page MATCH 'dog OR run' ORDER BY rank, title;
SELECT title, round(bm25(page), 6), snippet(page, 1, '<', '>', '..', 4) FROM page WHERE page MATCH 'cat NOT fox' ORDER BY title;
CREATE VIRTUAL TABLE box USING rtree (id, x0, x1, y0, y1);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
INSERT INTO box SELECT i, i * 37 % 101, i * 37 % 101 + 3, i * 53 % 97, i * 53 % 97 + i % 5 FROM n;
SELECT count(*), min(id), max(id) FROM box WHERE x0 > 10 AND x1 < 40 AND y0 > 20 AND y1 < 60;
CREATE TABLE kv (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO kv SELECT printf('%04x', i * 40503 % 65536), zeroblob(i % 40) || hex(i) FROM n;
SELECT count(*), sum(length(v)), min(k), max(k), hex(substr(v, -3)) FROM kv;
CREATE TABLE gen (a INTEGER, b INTEGER AS (a * a) STORED, c TEXT AS ('n' || a) VIRTUAL);
INSERT INTO gen (a) VALUES (3), (5), (-2);
SELECT a, b, c FROM gen ORDER BY b;
EXPLAIN QUERY PLAN SELECT * FROM sale WHERE day = '2020-05-05' ORDER BY amount DESC;
ANALYZE;
SELECT tbl, idx, stat FROM sqlite_stat1 WHERE tbl IN ('sale', 'city') ORDER BY tbl, idx;
REINDEX;
ATTACH 'other.db' AS other;
CREATE TABLE other.copy AS SELECT id, amount, day FROM sale WHERE id % 10 = 0;
SELECT count(*), round(sum(amount), 2) FROM other.copy;
DETACH other;
ALTER TABLE log RENAME TO history;
ALTER TABLE history ADD COLUMN who TEXT DEFAULT 'nobody';
ALTER TABLE history DROP COLUMN old;
SELECT sql FROM sqlite_schema WHERE name = 'history';
.mode csv
SELECT * FROM history LIMIT 3;
.mode column
SELECT id, name, round(lat, 2) AS lat FROM city LIMIT 4;
.mode insert x
SELECT id, name, lat FROM city LIMIT 3;
.mode json
SELECT id, name, round(lat, 2) AS lat FROM city LIMIT 3;
.mode list
VACUUM;
CREATE TABLE node (id INTEGER PRIMARY KEY, up INTEGER, name TEXT);
INSERT INTO node VALUES (1, NULL, 'root'), (2, 1, 'usr'), (3, 1, 'etc'), (4, 2, 'bin'), (5, 2, 'lib'), (6, 5, 'x86'), (7, 3, 'apt'), (8, 6, 'so');
WITH RECURSIVE path (id, depth, p) AS (
	SELECT id, 0, '' FROM node WHERE up IS NULL
	UNION ALL
	SELECT n.id, depth + 1, p || '/' || n.name FROM node n JOIN path ON n.up = path.id
	ORDER BY 2 DESC)
SELECT printf('%*s%s', depth * 2, '', p) FROM path;
CREATE UNIQUE INDEX node_name ON node (up, name COLLATE NOCASE);
INSERT INTO node (up, name) VALUES (2, 'BIN');
SELECT count(*) FILTER (WHERE up > 1), group_concat(name, '>') FILTER (WHERE length(name) = 3) FROM node;
SELECT p.city, count(*) OVER (PARTITION BY p.city % 4 ORDER BY p.id RANGE BETWEEN 40 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS near
FROM person p WHERE p.id % 17 = 0 ORDER BY p.id;
SELECT (SELECT count(*) FROM sale s WHERE s.person = p.id AND s.amount > (SELECT avg(amount) FROM sale)) AS above, count(*)
FROM person p GROUP BY above ORDER BY above;
SELECT EXISTS (SELECT 1 FROM sale WHERE note IS NULL AND amount > 102), NOT EXISTS (SELECT 1 FROM sale WHERE amount < 0);
SELECT note, amount FROM sale WHERE note LIKE 'order 000%' ESCAPE '!' ORDER BY note DESC, amount LIMIT 5 OFFSET 2;
SELECT like('%a_c', 'xabc'), glob('*[0-9]', 'v12'), randomblob(4) <> randomblob(4), length(hex(randomblob(9)));
VALUES (1, 'one'), (2, 'two') UNION ALL VALUES (3, NULL);
SELECT strftime('%J %w %s', '2024-02-29 12:00:00'), julianday('2000-01-01') - julianday('1999-12-31 06:00'), unixepoch('2001-09-09 01:46:40');
SELECT sin(0.5), pow(2, 0.5), ln(10), ceil(-1.5), trunc(2.7), mod(7, 3), degrees(pi()), round(2.5), round(-2.567, 2);
SELECT 1e308 * 10, -1e308 * 10, 9223372036854775807 + 1, 5 / 0, 7 % -3, 1 << 62, ~5, 'abc' || NULL IS NULL, CAST('12abc' AS INTEGER);
CREATE TEMP TABLE fact AS WITH RECURSIVE f (n, v) AS (SELECT 1, 1.0 UNION ALL SELECT n + 1, v * (n + 1) FROM f WHERE n < 20) SELECT * FROM f;
SELECT n, v, printf('%.0f', v), typeof(v), quote(v), printf('%e %g %x', v, v, n) FROM fact WHERE n % 5 = 0;
UPDATE fact SET v = -v WHERE n IN (SELECT n FROM fact ORDER BY v DESC LIMIT 3) RETURNING n, v;
PRAGMA integrity_check;
PRAGMA page_count;
.dump gen
