#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses the retired words of the glossary (CONTRIBUTING.md) in the texts of the programs: whatever is given to tr() or
translate(), the options of the command line, and the help.

    packaging/retiredwords.py FILE...     every finding as FILE:LINE, exit code 1 where there is one
    packaging/retiredwords.py --self-test
"""
import re
import sys

# What may not stand in a text, and what to use instead.
RETIRED = [
    (r"\bdear\b", "expensive"),
    (r"\banew\b", "again, or re- before the verb"),
    (r"\bmend(s|ed|ing)?\b", "fix"),
    (r"\b(tell|tells|told)\b(?! (apart|them apart))", "show, report or notify"),
    (r"(?i)\bask(s|ed|ing)? again\b", "refresh, or try again"),
    (r"(?i)\btak(e|es|en|ing) (it |them |that |this |everything |what .{1,40} )?(back|away|over)\b", "undo, clear, discard or import"),
    (r"\bat hand\b", "available"),
    (r"\bleads? nowhere\b", "cannot be resolved"),
    (r"\b(on it hangs|hangs on)\b", "depends on"),
    (r"(?i)\bNo \w+ fits\b", "No matching ..."),
    (r"(?<![Tt]here )\bis no (?!longer\b|more\b)\w+", "is not a ..."),
    (r"\b([Ss]ay|said) --\w", "use --..."),
    (r"\bpass(es|ed)? over\b", "skip or ignore"),
    (r"\bcannot be made\b", "cannot be created"),
    (r"\bis there (already|twice)\b|\balready there\b", "already exists, or is duplicated"),
    (r"\bis not there\b", "does not exist"),
    (r"\bstands? (here|there|in|beneath|beside)\b", "is"),
    (r"\bcarried out\b", "evaluated"),
    (r"\blet (it )?go\b", "unfreeze, or drop"),
    (r"\bthe line (was|is|broke|will|would)\b", "the connection"),
    (r"\buser's turn\b", "user message"),
    (r"\bperiod before\b", "previous period"),
    (r"\bempty text\b", "empty string"),
    (r"\b[Rr]ow (level )?security\b(?! (label|policy))", "row-level security"),
    (r"\bpools (sessions|transactions|single statements)\b", "session, transaction or statement pooling"),
    (r"\ball the same\b", "anyway"),
    (r"(?i)^called off\b", "Cancelled: ..."),
    (r"\bin any case\b", "case-insensitive"),
    (r"(?i)\blay(s|ing)? out JSON\b", "Format JSON"),
    (r"(?i)\bin one piece\b", "Inline values, or whole"),
    (r"^What is sent$", "SQL preview"),
    (r"(?i)\bnothing is staged\b", "No changes"),
    (r"\b(Least|Greatest) seen\b", "Min / Max (sample)"),
    (r"\b[Pp]arted by\b", "Delimiter, or separated by"),
    (r"^Goes to$", "Target column"),
    (r"\brefused rows?\b", "rejected rows"),
    (r"\bI know that\b", "I understand that"),
    (r"^Files against\b", "Compare files with ..."),
    (r"^Under which\b", "Profile name"),
    (r"\bas libpq has it\b", "Default (libpq)"),
    (r"^Which of them$", "Target session type"),
    (r"\b[Tt]rusted issuers\b", "root certificates (CA)"),
    (r"\bwhoever answers\b", "server not verified"),
    (r"\b[Bb]y way of\b", "Jump hosts, or via"),
    (r"^Sessions at most$", "Max connections"),
    (r"\b[Ss]igns? of life\b", "TCP keepalive, heartbeat"),
    (r"^What was changed$", "Audit log"),
    (r"\bone a (line|row|file|panel)\b|\ba (file|member|line) each\b", "one per ..."),
]
RULES = [(re.compile(pattern), instead) for pattern, instead in RETIRED]

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<raw>R"(?P<mark>[^()\\\s"]{0,16})\(.*?\)(?P=mark)")"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<character>'(?:[^'\\\n]|\\.)+')|(?P<name>[A-Za-z_]\w*)|(?P<sign>\S)""",
    re.S)
# Functions whose strings people read.
CALLS = {"tr", "translate", "QT_TR_NOOP", "QT_TRANSLATE_NOOP", "add_option", "add_flag", "add_subcommand", "footer",
         "addAction"}


def texts_of_code(code):
    """Line and text of every string that is an argument of one of CALLS; neighbours are one text."""
    calls, before, text, at = [], "", None, 0
    for match in TOKEN.finditer(code):
        kind, token = match.lastgroup, match.group(0)
        if kind == "mark":
            kind = "raw"
        if kind == "comment" or token in ("u", "_s", "_L1"):
            continue
        if kind in ("string", "raw"):
            if text is None:
                text, at = "", match.start()
            text += token[1:-1] if kind == "string" else token[2:]
            continue
        if text is not None:
            if calls and calls[-1] in CALLS:
                yield code.count("\n", 0, at) + 1, text
            text = None
        if token == "(":
            calls.append(before)
        elif token in "{[":
            calls.append(calls[-1] if token == "{" and calls else token)
        elif token in ")}]" and calls:
            calls.pop()
        before = token if kind == "name" else ""


def texts_of_prose(prose):
    """Paragraphs, since a phrase may go over the end of a line; what stands in ``` is an example."""
    line, begin, paragraph, quoted = 0, 1, [], False
    for one in prose.split("\n") + [""]:
        line += 1
        if one.startswith("```"):
            quoted = not quoted
            one = ""
        if quoted or not one.strip():
            if paragraph:
                yield begin, " ".join(paragraph)
            paragraph = []
        else:
            if not paragraph:
                begin = line
            paragraph.append(one.strip())


def findings(name, content):
    texts = texts_of_prose(content) if name.endswith(".md") else texts_of_code(content)
    for line, text in texts:
        for rule, instead in RULES:
            found = rule.search(text)
            if found:
                yield f'{name}:{line}: "{found.group(0)}" is a retired word; use {instead}: {text[:100]}'


def self_test():
    def found(name, content):
        return len(list(findings(name, content)))

    assert found("a.cpp", 'x = tr("This would be dear");') == 1
    assert found("a.cpp", 'x = tr("Clear " // why\n   "search");') == 0
    assert found("a.cpp", 'x = tr("It is no "\n "colour");') == 1, "over two literals"
    assert found("a.cpp", 'x = tr("There is no colour, and it is no longer there");') == 0
    assert found("a.cpp", 'QCoreApplication::translate("A", "Ask again")') == 1
    assert found("a.cpp", 'log(u"This would be dear"_s); // dear') == 0, "not a text of the programs"
    assert found("a.cpp", 'tr("%1").arg(f("dear"))') == 0
    assert found("a.cpp", 'command->add_flag("--yes", m_yes, "Tell --x, mended");') == 1
    assert found("a.cpp", "tr(\"a\"); if (c == '\"') tr(\"anew\");") == 1, "a quote is no string"
    assert found("a.cpp", 'tr("What is sent")') == 1
    assert found("a.cpp", 'tr("Anybody can read what is sent.")') == 0
    assert found("a.cpp", 'tr("Nothing is staged for it")') == 1
    assert found("a.md", "It would be\ndear to\n\nsay so.\n\n```\ndear\n```\n") == 1
    assert found("a.md", "`say --yes`") == 1
    for rule, instead in RULES:
        assert not rule.search("a good text with " + "nothing"), instead


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return 0
    bad = 0
    for name in arguments:
        with open(name, encoding="utf-8") as file:
            for finding in findings(name, file.read()):
                print(finding)
                bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
