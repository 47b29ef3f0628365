# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pgcli_completion.py CUTS.json [EVERY]: pgcli (Debian's package) on the cuts that bench_completion --cuts has written, or
# on one in EVERY of them, judged in the same way. Needs no server: it is given the names of the schema.
import json, sys, time

try:
    import pgcli
except ImportError:
    sys.exit("pgcli is not installed: no comparison")
from pgcli.packages.parseutils.meta import ForeignKey, FunctionMetadata
from pgcli.pgcompleter import PGCompleter
from prompt_toolkit.document import Document

FUNCTIONS = ["count", "sum", "avg", "min", "max", "coalesce", "substring", "stddev_samp", "rank", "row_number", "round", "abs", "concat",
             "lower", "upper", "extract", "date_trunc", "now", "length", "nullif", "greatest", "least", "replace", "cast", "grouping"]


def completer_of(entry):
    completer = PGCompleter(smart_completion=True, settings={"casing_file": None, "generate_casing_file": False})
    completer.extend_schemata(["public", "pg_catalog"])
    completer.set_search_path(["public"])
    completer.extend_relations([("public", name) for name in entry["relations"]], kind="tables")
    completer.extend_columns(
        [("public", table, column, "text", False, None) for table, columns in entry["relations"].items() for column in columns], kind="tables")
    completer.extend_foreignkeys([ForeignKey("public", a, b, "public", c, d) for a, b, c, d in entry["keys"]])
    completer.extend_functions(
        [FunctionMetadata("pg_catalog", name, ["a"], ["text"], ["i"], "text", name in ("count", "sum", "avg", "min", "max"), False, False, False, None)
         for name in FUNCTIONS])
    return completer


def main():
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    seen = 0
    for entry in json.load(open(sys.argv[1])):
        completer = completer_of(entry)
        for at_end in (False, True):
            first = five = never = cuts = 0
            times = []
            for number, (query, begin, end, kind, file) in enumerate(entry["cuts"]):
                if number % every:
                    continue
                data = query.encode()
                name = data[begin:end].decode()
                left = data[:begin + 1].decode()
                text = left + ("" if at_end else data[end:].decode())
                begun = time.process_time()
                try:
                    found = [one.text for one in completer.get_completions(Document(text, len(left)), None)]
                except Exception:  # it fails on some texts
                    found = []
                times.append(1000 * (time.process_time() - begun))
                rest = data[begin:].decode().lower()
                right = [i for i, one in enumerate(found)
                         if one.lower().split("(")[0] == name.lower() or ("." in one and rest.startswith(one.lower()))]
                cuts += 1
                first += bool(right) and right[0] == 0
                five += bool(right) and right[0] < 5
                never += not right
            times.sort()
            share = lambda n: 100 * n / max(cuts, 1)
            print("pgcli %-6s %s %6d cuts  first %5.1f  five %5.1f  never %5.1f  p50 %6.2f p99 %6.2f ms" % (
                entry["set"], "end" if at_end else "mid", cuts, share(first), share(five), share(never), times[len(times) // 2],
                times[int(len(times) * 0.99)]), file=sys.stderr, flush=True)


main()
