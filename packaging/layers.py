#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the sources in app and ui to the order in layers.txt: every include goes down in it, no unit includes itself
by way of others, no folder holds too many files, and what belongs to few places is not used elsewhere. Prints file,
line and reason; exit status 1 when there was anything.

usage: layers.py [--table FILE] [ROOT]
       layers.py --self-test
"""
import os
import re
import sys
import tempfile

MOST_FILES = 60  # in a folder
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Rule:
    """A pattern and the places that it may stand in."""

    def __init__(self, kind, pattern, places, line):
        self.kind, self.pattern, self.places, self.line = kind, re.compile(pattern), places, line
        self.text, self.why, self.within, self.left = pattern, '', [], {}


class Table:
    def __init__(self, text):
        self.on = {}  # place -> places that it stands on
        self.rules = []
        self.problems = []
        self.left = {}  # (file, include) that goes up all the same -> line
        for number, line in enumerate(text.splitlines(), 1):
            words = re.sub(r'(^|\s)#.*', '', line).split()
            if not words:
                continue
            if line[0].isspace():
                self.add_to_rule(words, number)
            elif words[0] == 'left':
                self.left[words[1], words[2]] = number
            elif words[0] in ('header', 'name'):
                self.rules.append(Rule(words[0], words[1], words[2:], number))
            elif words[0] in self.on:
                self.problems.append((number, f'{words[0]} stands in the table twice'))
            else:
                self.on[words[0]] = words[1:]
        for place, below in self.on.items():
            for other in below:
                if other not in self.on:
                    self.problems.append((0, f'{place} stands on {other}, which is no place'))
        self.reach = {}
        for place in self.on:
            self.reach[place] = self.below(place, [])

    def add_to_rule(self, words, number):
        """An indented line below a rule: what is left to be moved, or the reason."""
        if not self.rules:
            self.problems.append((number, 'an indented line without a rule above it'))
        elif words[0] == 'within':
            self.rules[-1].within = words[1:]
        elif words[0] == 'left':
            for name in words[1:]:
                self.rules[-1].left[name] = number
        else:
            self.rules[-1].why = ' '.join([self.rules[-1].why, *words]).strip()

    def below(self, place, path):
        """Everything that a place stands on, with itself."""
        if place in path:
            self.problems.append((0, 'a circle in the table: ' + ' < '.join([*path, place])))
            return set()
        if place in self.reach:
            return self.reach[place]
        found = {place}
        for other in self.on.get(place, []):
            found |= self.below(other, [*path, place])
        return found

    def place_of(self, unit):
        """The longest place that a unit is in."""
        at = unit
        while at:
            if at in self.on:
                return at
            at = os.path.dirname(at)
        return None


def unit_of(path, known):
    """app/x/thing.h, app/x/thing.cpp and app/x/thing_part.cpp are one unit."""
    stem = os.path.splitext(path)[0]
    while '_' in os.path.basename(stem):
        whole = stem[:stem.rindex('_')]
        if whole + '.h' in known:
            return whole
        stem = whole
    return os.path.splitext(path)[0]


def is_in(path, places):
    stem = os.path.splitext(path)[0]
    return any(stem == place or stem.startswith(place + '/') for place in places)


def circles(uses):
    """The strongly connected parts of a graph that have more than one node, by Tarjan's algorithm without recursion."""
    index, low, stack, on_stack, found = {}, {}, [], set(), []
    for root in sorted(uses):
        if root in index:
            continue
        work = [(root, iter(sorted(uses[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(sorted(uses.get(other, ())))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = []
                    while not part or part[-1] != node:
                        part.append(stack.pop())
                        on_stack.discard(part[-1])
                    if len(part) > 1:
                        found.append(sorted(part))
    return found


class Sources:
    def __init__(self, root):
        self.lines = {}  # path -> lines
        self.folders = {}
        for top in ('app', 'ui'):
            for folder, _, names in os.walk(os.path.join(root, top)):
                short = os.path.relpath(folder, root)
                self.folders[short] = len([name for name in names if not name.startswith('.')])
                for name in names:
                    if name.endswith(('.h', '.cpp')):
                        with open(os.path.join(folder, name), encoding='utf-8') as file:
                            self.lines[os.path.join(short, name)] = file.read().split('\n')

    def target(self, path, name):
        """Which of our files an include means."""
        for start in ('app', 'ui', os.path.dirname(path)):
            full = os.path.normpath(os.path.join(start, name))
            if full in self.lines:
                return full
        return None

    def includes(self, path):
        for number, line in enumerate(self.lines[path], 1):
            if match := INCLUDE.match(line):
                yield number, match[2], self.target(path, match[2]) if match[1] == '"' else None


def without_comments(line):
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', re.sub(r'//.*', '', line))


def check_order(table, sources, tell):
    uses, where, seen = {}, {}, set()
    for path in sorted(sources.lines):
        unit = unit_of(path, sources.lines)
        place = table.place_of(unit)
        if place is None:
            tell(path, 1, 'stands in no place of the table')
            continue
        uses.setdefault(unit, set())
        for number, name, target in sources.includes(path):
            if target is None:
                continue
            other = unit_of(target, sources.lines)
            below = table.place_of(other)
            if below is not None and below not in table.reach[place]:
                if (path, name) in table.left:
                    seen.add((path, name))
                    continue
                tell(path, number, f'includes {name}: {place} does not stand on {below}')
            if other != unit:
                uses[unit].add(other)
                where.setdefault((unit, other), (path, number))
    for part in circles(uses):
        unit = part[0]
        other = min(uses[unit] & set(part))
        tell(*where[unit, other], 'a circle of includes: ' + ' '.join(part))
    for known, number in table.left.items():
        if known not in seen:
            tell('packaging/layers.txt', number, f'{" ".join(known)}: this is mended, take it off the list')


def check_rules(table, sources, tell):
    for rule in table.rules:
        seen = set()
        for path in sorted(sources.lines):
            if rule.within and not is_in(path, rule.within):
                continue
            if rule.kind == 'header':
                hits = [(number, name) for number, name, _ in sources.includes(path) if rule.pattern.fullmatch(name)]
            else:
                hits = [(number, match[0]) for number, line in enumerate(sources.lines[path], 1)
                        if (match := rule.pattern.search(without_comments(line)))]
            if not hits or is_in(path, rule.places):
                continue
            if left := [name for name in rule.left if is_in(path, [name])]:
                seen.update(left)
                continue
            for number, name in hits:
                tell(path, number, f'uses {name.strip()}: {rule.why}')
        for name in sorted(set(rule.left) - seen):
            tell('packaging/layers.txt', rule.left[name], f'{name} no longer uses {rule.text}: take it off the list')


def check(table_text, root):
    """What is wrong, as (file, line, reason)."""
    found = []

    def tell(path, line, reason):
        found.append((path, line, reason))

    table, sources = Table(table_text), Sources(root)
    for line, reason in table.problems:
        tell('packaging/layers.txt', line, reason)
    check_order(table, sources, tell)
    check_rules(table, sources, tell)
    for folder, count in sorted(sources.folders.items()):
        if count > MOST_FILES:
            tell(folder, 0, f'holds {count} files, more than {MOST_FILES}: part it')
    for place in table.on:
        if not any(is_in(path, [place]) for path in sources.lines):
            tell('packaging/layers.txt', 0, f'{place} is in the table and nowhere else')
    return found


# ---- the self-test: a small house, and one fault of each kind

TABLE = '''
app/base
app/sql            app/base
app/data           app/sql
app/data/page      app/sql
app/data/edit      app/data/page
ui/common          app/data/edit app/data
ui/one             ui/common
ui/two             ui/common
app/main           ui/one ui/two
header libpq-fe\\.h     app/sql
    only sql talks to the server
header Q(Widget|Dialog) ui
    app works without a screen
name \\bSession\\s+\\w+\\(|migration::run\\(  app/data
    within ui
    left ui/one/old
    operations do that
left app/base/old.h sql/lexer.h
'''
HOUSE = {
    'app/base/result.h': '#include <QString>',
    'app/sql/lexer.h': '#include "base/result.h"\n#include <libpq-fe.h>',
    'app/sql/lexer.cpp': '#include "sql/lexer.h"',
    'app/sql/lexer_words.cpp': '#include "sql/lexer.h"',
    'app/data/rows.h': '#include "sql/lexer.h"',
    'app/data/page/page.h': '#include "sql/lexer.h"',
    'app/data/edit/edit.h': '#include "data/page/page.h"',
    'ui/common/theme.h': '#include "data/edit/edit.h"\n#include <QWidget>',
    'ui/one/page.cpp': '#include "common/theme.h"\n// Session session(x) in a comment',
    'ui/one/old.cpp': 'Session session(target);',
    'ui/two/page.cpp': '#include "common/theme.h"',
    'app/main.cpp': '#include "one/page.cpp"',
    'app/base/old.h': '#include "sql/lexer.h"',
}
FAULTS = [
    ('nothing', {}, []),
    ('an include of what stands above', {'app/base/up.h': '\n#include "sql/lexer.h"'},
     [('app/base/up.h', 2, 'app/base does not stand on app/sql')]),
    ('a page that knows another', {'ui/one/page.cpp': '#include "two/page.cpp"'},
     [('ui/one/page.cpp', 1, 'ui/one does not stand on ui/two')]),
    ('groups of one module in both directions', {'app/data/page/back.cpp': '#include "data/edit/edit.h"'},
     [('app/data/page/back.cpp', 1, 'app/data/page does not stand on app/data/edit')]),
    ('app that includes ui', {'app/data/seen.cpp': '#include "common/theme.h"'},
     [('app/data/seen.cpp', 1, 'app/data does not stand on ui/common')]),
    ('two headers in a circle', {'app/sql/a.h': '#include "sql/b.h"', 'app/sql/b.h': '#include "sql/a.h"'},
     [('app/sql/a.h', 1, 'a circle of includes: app/sql/a app/sql/b')]),
    ('a circle through a source', {'app/sql/a.h': '#include "sql/b.h"', 'app/sql/b.h': '',
                                   'app/sql/b.cpp': '#include "sql/b.h"\n#include "sql/a.h"'},
     [('app/sql/a.h', 1, 'a circle of includes: app/sql/a app/sql/b')]),
    ('a circle through a part of a class', {'app/sql/a.h': '#include "sql/b.h"', 'app/sql/b.h': '',
                                            'app/sql/b_part.cpp': '#include "sql/a.h"'},
     [('app/sql/a.h', 1, 'a circle of includes: app/sql/a app/sql/b')]),
    ('a circle of three beside one another', {'app/sql/a.h': '#include "b.h"', 'app/sql/b.h': '#include "c.h"',
                                              'app/sql/c.h': '#include "a.h"'},
     [('app/sql/a.h', 1, 'app/sql/a app/sql/b app/sql/c')]),
    ('a folder of 61', {f'app/sql/file{number}.h': '' for number in range(58)},
     [('app/sql', 0, 'holds 61 files')]),
    ('a folder that the table does not know', {'app/new/thing.h': ''},
     [('app/new/thing.h', 1, 'stands in no place')]),
    ('libpq elsewhere', {'app/data/rows.cpp': '#include <libpq-fe.h>'},
     [('app/data/rows.cpp', 1, 'only sql talks to the server')]),
    ('a widget in app', {'app/base/box.cpp': '\n\n#include <QDialog>'},
     [('app/base/box.cpp', 3, 'app works without a screen')]),
    ('ui that opens a session', {'ui/two/page.cpp': '    connection::Session session(options);'},
     [('ui/two/page.cpp', 1, 'operations do that')]),
    ('ui that runs migrations', {'ui/one/page.cpp': '\nauto done = migration::run(plan);'},
     [('ui/one/page.cpp', 2, 'operations do that')]),
    ('what is left and was moved', {'ui/one/old.cpp': ''},
     [('packaging/layers.txt', 17, 'take it off the list')]),
    ('an include that was left and is mended', {'app/base/old.h': ''},
     [('packaging/layers.txt', 19, 'take it off the list')]),
]
BAD_TABLES = [
    ('a circle in the table', 'app/base app/sql\napp/sql app/base\n', 'a circle in the table'),
    ('a place on nothing', 'app/base app/nowhere\n', 'is no place'),
    ('a list of circles that are left', 'app/base\ncircle app/base/a app/base/b\n', 'is no place'),
    ('a place twice', 'app/base\napp/base\n', 'twice'),
    ('a place without files', 'app/base\napp/sql\n', 'nowhere else'),
]


def self_test():
    bad = 0

    def run(table, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, 'w', encoding='utf-8') as file:
                    file.write(text)
            return check(table, root)

    for name, changes, expected in FAULTS:
        found = run(TABLE, HOUSE | changes)
        fits = len(found) == len(expected) and all(
            any(path == one[0] and line == one[1] and reason in one[2] for one in found)
            for path, line, reason in expected)
        if not fits:
            print(f'FAIL: {name}: found {found}, expected {expected}')
            bad += 1
    for name, table, reason in BAD_TABLES:
        if not any(reason in one[2] for one in run(table, {'app/base/result.h': ''})):
            print(f'FAIL: {name} passes')
            bad += 1
    print(f'{len(FAULTS) + len(BAD_TABLES) - bad} of {len(FAULTS) + len(BAD_TABLES)} kinds are told')
    return 1 if bad else 0


def main(arguments):
    if arguments[:1] == ['--self-test']:
        return self_test()
    here = os.path.dirname(os.path.abspath(__file__))
    table = os.path.join(here, 'layers.txt')
    if arguments[:1] == ['--table']:
        table, arguments = arguments[1], arguments[2:]
    root = arguments[0] if arguments else os.path.dirname(here)
    with open(table, encoding='utf-8') as file:
        found = check(file.read(), root)
    for path, line, reason in found:
        print(f'{path}:{line}: {reason}')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
