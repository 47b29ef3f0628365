#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""extract.py LUPDATE SOURCE_FOLDER BUILD_FOLDER ARGUMENTS...: runs lupdate over app and ui. It names the context of a
free tr() after the namespace and class that it stands in, our tr() (a tr.h in each module) after the module: so it reads
a copy of the sources in which each namespace says so. Fails where a context would be another than at run time."""
import pathlib
import re
import shutil
import subprocess
import sys

lupdate, source, copy = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
files = [path for folder in ("app", "ui") for path in (source / folder).rglob("*") if path.suffix in (".cpp", ".h")]
contexts = {}
for path in files:
    if path.name == "tr.h":
        text = path.read_text(encoding="utf-8")
        contexts[re.search(r"^namespace ([\w:]+) \{", text, re.M).group(1)] = re.search(r'translate\("(\w+)"', text).group(1)


def told(match):
    return match.group(0) + (f" Q_DECLARE_TR_FUNCTIONS({contexts[match.group(1)]})" if match.group(1) in contexts else "")


shutil.rmtree(copy, ignore_errors=True)
for path in files:
    text = re.sub(r"^namespace ([\w:]+) \{", told, path.read_text(encoding="utf-8"), flags=re.M)
    own = re.search(r'^QString tr\(const char.*translate\("(\w+)"', text, re.M)
    if own and path.name != "tr.h":  # a program's file without a module
        text = re.sub(r"^namespace \{", f"namespace {own[1]} {{ Q_DECLARE_TR_FUNCTIONS({own[1]})", text, count=1, flags=re.M)
    target = copy / path.relative_to(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
run = subprocess.run([lupdate, "-silent", "-no-obsolete", "-locations", "none", "-I", copy / "app", "-I", copy / "ui",
                      copy / "app", copy / "ui", *sys.argv[4:]], stderr=subprocess.PIPE, text=True, check=False)
problems = [line.replace(str(copy), str(source)) for line in run.stderr.splitlines() if line.strip() and "::Q" not in line]  # texts of Qt
print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
sys.exit(run.returncode or bool(problems))
