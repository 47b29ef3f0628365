#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes app/connection/readonly/readingfunctions.cpp: which functions of PostgreSQL's own only read.

  readingfunctions.py [MATRIX_FOLDER]      (build/matrix, as tests/matrix/run fills it)

Each server of the matrix is asked for its pg_proc. A function reads when PostgreSQL declares it immutable or stable and
it is not named under REFUSED, or when it was reviewed and stands under HARMLESS although it is volatile. A volatile one
that stands nowhere ends the script: somebody has to read what it does first.
"""
import os
import re
import subprocess
import sys
import tempfile
import textwrap

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUTPUT = os.path.join(ROOT, "app", "connection", "readingfunctions.cpp")

# Whatever they are declared: each with the reason why it is no reading.
REFUSED = {
    "evaluates a string as SQL": r"(query|table|cursor|schema|database)_to_xml\w*|ts_stat|ts_rewrite",
    "runs what a type is checked by, by the type's number or name":
        r"(domain|record|array|range|multirange)_(in|recv)|pg_input_(is_valid|error_info)|\w+_validator|amvalidate",
    "switches settings": r"set_config",
    "moves a sequence": r"nextval|setval|pg_nextoid",
    "large objects: writes, or reaches files": r"lo_\w+|loread|lowrite|be_lo_\w+",
    "files of the server": r"pg_(file|read|ls)_\w+|pg_stat_file",
    "other sessions, and the server as a whole":
        r"pg_(terminate|cancel)_backend|pg_reload_conf|pg_rotate_logfile\w*|pg_promote|pg_log_\w+|pg_notify"
        r"|pg_(try_)?advisory\w*",
    "WAL, backups and recovery":
        r"pg_switch_\w+|pg_create_restore_point|pg_(start|stop)_backup|pg_backup_(start|stop)|pg_wal_replay_\w+"
        r"|pg_export_snapshot|pg_logical_emit_message",
    "replication":
        r"pg_(create|drop|copy)_\w*replication_slot|pg_replication_slot_\w+|pg_logical_slot_\w+|pg_replication_origin_\w+"
        r"|pg_sync_replication_slots",
    "statistics": r"pg_stat_reset\w*|pg_stat_force_next_flush|pg_(clear|restore|set)_(relation|attribute)_stats",
    "maintenance": r"brin_(de)?summarize\w*|gin_clean_pending_list|pg_import_system_collations",
    "for pg_dump and pg_upgrade alone": r"binary_upgrade_\w+|pg_extension_config_dump|pg_stop_making_pinned_objects",
    "a trigger": r"RI_FKey_\w+|suppress_redundant_updates_trigger|tsvector_update_trigger\w*|unique_key_recheck",
}

# Volatile, and nothing is different afterwards but the session's own next random number or statistics snapshot.
HARMLESS = (
    r"clock_timestamp|timeofday|timezone|random|random_normal|setseed|array_sample|array_shuffle|gen_random_uuid"
    r"|uuidv[47]|current_query|currtid2?|currval|lastval|pg_sleep\w*|txid_\w+|pg_xact_\w+|pg_last_\w+|pg_current_\w+"
    r"|pg_get_\w+|pg_stat_get_\w+|pg_stat_clear_snapshot|pg_stat_have_stats|pg_control_\w+|pg_is_\w+|pg_\w+_size"
    r"|pg_blocking_pids|pg_safe_snapshot_blocking_pids|pg_isolation_test_session_is_blocked|pg_lock_status"
    r"|pg_prepared_xact|pg_partition_(tree|ancestors)|pg_sequence_last_value|pg_show_\w+|pg_hba_file_rules"
    r"|pg_ident_file_mappings|pg_notification_queue_usage|pg_jit_available|pg_available_wal_summaries"
    r"|pg_wal_summary_contents|pg_(database_)?collation_actual_version")

# By name: an overloaded one is what the worst of its kind is, but triggers and what takes `internal` no query can call.
QUERY = """
SELECT p.proname, bool_or(p.provolatile = 'v'
           AND p.prorettype <> ALL ('{trigger,event_trigger,language_handler}'::regtype[])
           AND NOT 'internal'::regtype = ANY (p.proargtypes))
  FROM pg_catalog.pg_proc p
 WHERE p.pronamespace = 'pg_catalog'::regnamespace GROUP BY 1"""


def run(*arguments, **more):
    done = subprocess.run(arguments, capture_output=True, text=True, **more)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


def functions_of(programs):
    """What a new cluster of that server holds: name -> volatile."""
    as_server = []
    with tempfile.TemporaryDirectory() as folder:
        if os.getuid() == 0:
            as_server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            run("chown", "postgres", folder)
        data = os.path.join(folder, "data")
        run(*as_server, f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "--no-locale", cwd=folder)
        control = [*as_server, f"{programs}/pg_ctl", "-D", data, "-w", "-l", f"{folder}/log"]
        run(*control, "-o", f"-c listen_addresses= -c fsync=off -k {folder}", "start", cwd=folder)
        try:
            rows = run("psql", "-XAtqh", folder, "-U", "postgres", "-d", "postgres", "-c", QUERY)
        finally:
            run(*control, "-m", "immediate", "stop", cwd=folder)
    return {name: volatile == "t" for name, volatile in (row.rsplit("|", 1) for row in rows.split())}


def table(name, entries):
    words = " ".join(f'"{entry}",' for entry in sorted(entries, key=str.encode))
    lines = "\n".join(textwrap.wrap(words, 116, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False))
    return f"constexpr std::array<QByteArrayView, {len(entries)}> {name}{{\n{lines}\n}};\n"


def main():
    matrix = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build", "matrix"))
    servers = sorted(one for one in os.listdir(f"{matrix}/node_modules") if re.fullmatch(r"postgresql-\d+", one))
    volatile = {}
    for server in servers:
        for name, is_volatile in functions_of(f"{matrix}/node_modules/{server}/native/bin").items():
            volatile[name] = volatile.get(name, False) or is_volatile
    refused = {name for name in volatile if any(re.fullmatch(rule, name) for rule in REFUSED.values())}
    reading = {name for name in volatile.keys() - refused if not volatile[name] or re.fullmatch(HARMLESS, name)}
    if unknown := volatile.keys() - refused - reading:
        sys.exit(f"volatile, and nobody has said what they do: {' '.join(sorted(unknown))}")
    versions = ", ".join(server.split("-")[1] for server in servers)
    with open(OUTPUT, "w", encoding="utf-8") as file:
        file.write(f"""// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Written by packaging/readingfunctions.py from pg_proc of PostgreSQL {versions}: change that, not this.
#include "connection/readonly/readingfunctions.h"

#include <algorithm>
#include <array>

namespace howdah::connection {{

namespace {{

// clang-format off
{table("Reading", reading)}
{table("Refused", refused)}// clang-format on

}} // namespace

bool isReadingFunction(QByteArrayView name) {{ return std::ranges::binary_search(Reading, name); }}

bool isRefusedFunction(QByteArrayView name) {{ return std::ranges::binary_search(Refused, name); }}

}} // namespace howdah::connection
""")
    print(f"{len(reading)} read, {len(refused)} are refused")


main()
