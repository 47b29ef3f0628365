#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds `default:` in a switch over an enum of ours: it would hide from the compiler (-Wswitch) which values the switch
does not know, so that a new value is forgotten there. Switches over numbers, characters and other people's enums need
their `default:`. Reads the text alone: whose enum it is, the labels of the cases say. Prints file, line and reason; exit
status 1 when there was anything.

usage: switches.py [ROOT]
       switches.py --self-test
"""
import os
import re
import sys

NOT_CODE = re.compile(r'''R"(?P<end>\w*)\(.*?\)(?P=end)"|"(?:[^"\\\n]|\\.)*"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'|//[^\n]*|/\*.*?\*/''',
                      re.DOTALL)
ENUM = re.compile(r'\benum\s+(?:class|struct)\s+(\w+)')
ALIAS = re.compile(r'\busing\s+(\w+)\s*=\s*([\w:]+)\s*;')
TAKEN_IN = re.compile(r'\busing\s+enum\s+([\w:]+)\s*;')
WORD = re.compile(r'\bswitch\b|\bdefault\s*:(?!:)|\bcase\b([^:;{}]*(?:::[^:;{}]*)*):(?!:)|[{}]')
QUALIFIED = re.compile(r'(\w+)\s*::\s*\w+\s*$')


def code_of(text):
    """Without comments and literals, at the same lines; what stands between quotes may look like code."""
    return NOT_CODE.sub(lambda match: '""' + '\n' * match[0].count('\n'), text)


def enums_of(codes):
    """The names of all enums, and the other names that they are given."""
    names = {name for code in codes for name in ENUM.findall(code)}
    aliases = [pair for code in codes for pair in ALIAS.findall(code)]
    while more := {new for new, old in aliases if old.split('::')[-1] in names} - names:
        names |= more
    return names


def hidden(code, enums):
    """Where a switch over one of these enums has a default, as (line, name of the enum)."""
    found = []
    open_braces = []  # for each: None, or what is known of the switch that it begins
    is_switch = False
    taken_in = [name.split('::')[-1] for name in TAKEN_IN.findall(code)]
    for match in WORD.finditer(code):
        word = match[0]
        if word == 'switch':
            is_switch = True
        elif word == '{':
            open_braces.append({'enum': None, 'default': 0} if is_switch else None)
            is_switch = False
        elif word == '}':
            closed = open_braces.pop() if open_braces else None
            if closed and closed['enum'] and closed['default']:
                found.append((closed['default'], closed['enum']))
        elif inner := next((one for one in reversed(open_braces) if one), None):
            if word.startswith('default'):
                inner['default'] = code.count('\n', 0, match.start()) + 1
            elif label := QUALIFIED.search(match[1]):
                inner['enum'] = label[1] if label[1] in enums else inner['enum']
            elif taken_in and re.fullmatch(r'\s*\w+\s*', match[1]) and not match[1].strip()[0].isdigit():
                inner['enum'] = inner['enum'] or ' or '.join(taken_in)
    return sorted(found)


def check(codes):
    """What is wrong in files (path -> code), as (path, line, reason)."""
    enums = enums_of(codes.values())
    return [(path, line, f'a default in a switch over {enum}: name its values, so that the compiler asks for a new one')
            for path in sorted(codes) for line, enum in hidden(codes[path], enums)]


def read(root):
    codes = {}
    for top in ('app', 'ui'):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                if name.endswith(('.h', '.cpp')):
                    path = os.path.join(folder, name)
                    with open(path, encoding='utf-8') as file:
                        codes[os.path.relpath(path, root)] = code_of(file.read())
    return codes


# ---- the self-test

HEADER = 'enum class Kind : quint8 { A, B };\nstruct Thing { enum class State { On, Off }; };\nusing Sort = Thing::State;\n'
CASES = [
    ('all values named', 'switch (k) {\ncase Kind::A:\n    return 1;\ncase Kind::B:\n    return 2;\n}', []),
    ('a default', 'switch (k) {\ncase Kind::A:\n    return 1;\ndefault:\n    return 2;\n}', [4]),
    ('a default that comes first', 'switch (k) {\ndefault:\ncase ns::Kind::A:\n    return 1;\n}', [2]),
    ('blocks in the cases', 'switch (k) {\ncase Kind::A: {\n    if (x) {}\n    break;\n}\ndefault: {}\n}', [6]),
    ('a nested enum', 'switch (s) {\ncase Thing::State::On:\ndefault:\n    break;\n}', [3]),
    ('by another name', 'switch (s) {\ncase Sort::On:\ndefault:\n    break;\n}', [3]),
    ('taken in', 'using enum Kind;\nswitch (k) {\ncase A:\ndefault:\n    break;\n}', [4]),
    ('ours around another\'s', 'switch (k) {\ncase Kind::A:\n    switch (c) {\n    case u\'a\':\n    default:\n    }\n'
     'case Kind::B:\n    break;\n}', []),
    ('ours within another\'s', 'switch (c) {\ncase 1:\n    switch (k) {\n    case Kind::A:\n    default:\n    }\ndefault:\n}',
     [5]),
    ('a number', 'switch (n) {\ncase 1:\n    return Kind::A;\ndefault:\n    return Kind::B;\n}', []),
    ('a character', "switch (c) {\ncase '\\'':\ncase '{':\ncase ':':\ndefault:\n    return;\n}", []),
    ('an enum of Qt', 'switch (e) {\ncase QEvent::Paint:\ncase Qt::Key_A:\ndefault:\n    return;\n}', []),
    ('a role of a model, which is a number', 'switch (role) {\ncase Qt::DisplayRole:\ncase StateRole:\ndefault:\n}', []),
    ('in a comment', 'switch (k) {\ncase Kind::A:\n    return; // default: no\ncase Kind::B:\n}', []),
    ('in a text', 'switch (k) {\ncase Kind::A:\n    f("default:", R"(default: {)");\ncase Kind::B:\n}', []),
    ('a defaulted member', 'bool operator==(const Thing &) const = default;\nKind k = Kind::A;', []),
]


def self_test():
    bad = 0
    for name, text, lines in CASES:
        found = [line for _, line, _ in check({'a.h': code_of(HEADER), 'b.cpp': code_of(text)})]
        if found != lines:
            print(f'FAIL: {name}: found {found}, expected {lines}')
            bad += 1
    print(f'{len(CASES) - bad} of {len(CASES)} switches are judged')
    return 1 if bad else 0


def main(arguments):
    if arguments[:1] == ['--self-test']:
        return self_test()
    root = arguments[0] if arguments else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = check(read(root))
    for path, line, reason in found:
        print(f'{path}:{line}: {reason}')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
