#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""sqlliterals.py SQLNAMES FILE...: names without a schema in the SQL of C++ string literals.

What can be read as whole statements (with %1 and its like as some name) is read by PostgreSQL's grammar, through the
program sqlnames. Fragments, from which statements are put together, are looked at by their words only: functions that
are known here, types behind "::", operators behind WHERE, ON, AND, OR, WHEN, and syntax that brings operators along.
Names that are put together from pieces, and SQL that does not look like it, are not found; tests/security/tst_names
reads what the server was really sent.

SQL of the operator, or that is only shown, has a comment on its first line or the line before: // sqlnames: <why>.
That of another program than PostgreSQL has one for the whole file: // sqlnames of this file: <why>.
"""
import re
import subprocess
import sys

ESCAPE = "// sqlnames: "
FILE_ESCAPE = "// sqlnames of this file: "
LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/'                                     # comments
    r'|(?:u8|u|U|L)?R"(?P<tag>[^(\s]*)\((?P<raw>.*?)\)(?P=tag)"(?:_\w+)?'
    r'|(?:u8|u|U|L)?"(?P<plain>(?:[^"\\\n]|\\.)*)"(?:_\w+)?'
    r"|'(?:[^'\\\n]|\\.)+'", re.S)
STATEMENT = re.compile(
    r'\s*\(*(SELECT|WITH|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|CREATE|ALTER|DROP|TRUNCATE|COPY|LOCK|EXPLAIN|COMMENT ON'
    r'|GRANT|REVOKE|REFRESH|ANALYZE|VALUES|DECLARE|DO|CALL)\b[\s(]')
FUNCTIONS = re.compile(
    r'(?<![\w.%"])(pg_\w+|has_\w+_privilege|to_(?:reg\w+|char|json|jsonb|timestamp|tsvector)|set_config|current_setting'
    r'|current_database|current_schemas?|count|sum|min|max|avg|bool_and|bool_or|string_agg|array_agg|jsonb?_\w+|array_\w+'
    r'|unnest|generate_(?:series|subscripts)|format|format_type|quote_(?:ident|literal|nullable)|concat|concat_ws|lower'
    r'|upper|length|octet_length|left|right|split_part|starts_with|strpos|replace|translate|repeat|substr|regexp_\w+|md5'
    r'|sha256|encode|decode|convert_(?:to|from)|row_number|rank|dense_rank|ntile|lag|lead|first_value|last_value|now'
    r'|date_trunc|date_part|date_bin|age|clock_timestamp|statement_timestamp|make_\w+|floor|ceil|round|abs|power|sqrt|ln'
    r'|log|exp|random|width_bucket|percentile_\w+|mode|nextval|setval|currval|col_description|obj_description|txid_\w+'
    r'|aclexplode|acldefault|stddev\w*|var_\w+|corr|version|inet_\w+|hashtext\w*)\(')
GRAMMAR_TYPES = {
    "int", "integer", "bigint", "smallint", "boolean", "numeric", "decimal", "dec", "real", "float", "double", "varchar",
    "character", "char", "bit", "time", "timestamp", "interval", "national", "nchar"}
CAST = re.compile(r'::\s*("?[a-z_]\w*"?)(?![\w.:"])')
TYPES = {
    "text", "name", "oid", '"char"', "uuid", "json", "jsonb", "bytea", "date", "inet", "cidr", "bool", "int2", "int4",
    "int8", "float4", "float8", "timestamptz", "timetz", "xid", "xid8", "tid", "cid", "pg_lsn", "regclass", "regproc",
    "regprocedure", "regtype", "regrole", "regnamespace", "regoper", "regoperator", "regconfig", "regcollation", "xml",
    "oidvector", "int2vector", "money", "tsvector", "tsquery", "jsonpath", "point", "aclitem", "bpchar"}
CLAUSE = r'\b(?:WHERE|ON|AND|OR|WHEN|HAVING|NOT)\s[^()\n]*?'
OPERATOR = re.compile(CLAUSE + r'\s(=|<>|!=|<=?|>=?|!?~\*?|\|\||@>|<@|&&)\s')
SYNTAX = re.compile(r'\s(I?LIKE|IN|BETWEEN|IS (?:NOT )?DISTINCT FROM|SIMILAR TO)\s*[(\'$%]')
FRAGMENT = re.compile(r'\b(SELECT|FROM|WHERE|AND|OR|WHEN|THEN|ORDER BY|JOIN|HAVING|RETURNING|ON|USING|CASE|SET|AS|LIMIT)\b')


def unescaped(text):
    return re.sub(r'\\(.)', lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def literals(path):
    """(line, text, is excused) of each run of adjacent literals that is no text for people."""
    source = open(path, encoding="utf-8").read()
    if FILE_ESCAPE in source:
        return
    lines = source.split("\n")
    runs = []  # [start, end, text]
    for match in LITERAL.finditer(source):
        text = match.group("raw") if match.group("raw") is not None else match.group("plain")
        if text is None:
            continue
        if match.group("raw") is None:
            text = unescaped(text)
        if runs and not source[runs[-1][1]:match.start()].strip():
            runs[-1][1] = match.end()
            runs[-1][2] += text
        else:
            runs.append([match.start(), match.end(), text])
    for start, _, text in runs:
        if re.search(r'(\btr|\btranslate|#include|^\s*#.*)\s*\(?\s*$', source[max(0, start - 40):start]):
            continue
        line = source.count("\n", 0, start)
        around = lines[line] + (lines[line - 1] if line else "")
        yield line + 1, text, ESCAPE in around


def words_of_fragment(text):
    bare = re.sub(r"'(?:[^']|'')*'", "''", text)
    found = ["type " + m.group(1) for m in CAST.finditer(bare) if m.group(1) in TYPES]
    if FRAGMENT.search(bare) or "pg_catalog." in bare:
        found += ["function " + m.group(1) for m in FUNCTIONS.finditer(bare)]
        found += ["operator " + m.group(1) for m in OPERATOR.finditer(bare)]
        found += ["syntax " + m.group(1) for m in SYNTAX.finditer(bare)]
        found += ["relation " + m.group(1) for m in re.finditer(r'\b(?:FROM|JOIN)\s+(pg_\w+)\b(?!\.)', bare)]
    return found


def main():
    program, paths = sys.argv[1], sys.argv[2:]
    whole = []  # (path, line, text)
    found = []
    for path in paths:
        for line, text, excused in literals(path):
            if excused:
                continue
            if STATEMENT.match(text):
                whole.append((path, line, text))
            else:
                found += [(path, line, name) for name in words_of_fragment(text)]
    # A place of QString::arg() stands for a name with its schema, or for an expression.
    texts = [re.sub(r'%L?\d+', "x.y", text).replace("\0", "") for _, _, text in whole]
    told = subprocess.run([program, "-0"], input="\0".join(texts).encode(), capture_output=True, check=False)
    unreadable = set()
    for answer in told.stdout.decode().splitlines():
        number, _, name = answer.split(":", 2)
        path, line, _ = whole[int(number) - 1]
        if name.startswith(" unreadable"):
            unreadable.add(int(number) - 1)
        else:
            found.append((path, line, name.strip()))
    for number in unreadable:
        path, line, text = whole[number]
        found += [(path, line, name) for name in words_of_fragment(text)]
    for path, line, name in sorted(set(found)):
        print(f"{path}:{line}: {name}")
    return 1 if found else 0


sys.exit(main())
