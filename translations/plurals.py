#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives sentences with "(s)" that have no English forms yet the regular ones: "%n row(s)" becomes "%n row" and
"%n rows". What is not regular ("%n row(s) were") is written into the file by hand, and stays, also where lupdate
carries it from one context to another."""
import re
import sys

path = sys.argv[1]
with open(path, encoding="utf-8") as file:
    text = file.read()


def filled(match):
    source = match.group(1)
    if "(s)" not in source:
        one = many = source
    else:
        one, many = source.replace("(s)", ""), source.replace("(s)", "s")
    indent = "\n        "
    return (f"<source>{source}</source>{indent}<translation>"
            f"{indent}    <numerusform>{one}</numerusform>{indent}    <numerusform>{many}</numerusform>"
            f"{indent}</translation>")


text = re.sub(r'<translation type="unfinished">(?=(?:\s*<numerusform>[^<]+</numerusform>)+\s*</translation>)', "<translation>",
              text)
text = re.sub(r'<source>([^<]*)</source>\s*<translation type="unfinished">.*?</translation>', filled, text, flags=re.S)
with open(path, "w", encoding="utf-8") as file:
    file.write(text)
