// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/readonlysettings.h"

#include <algorithm>
#include <array>

namespace howdah::connection {

namespace {

// What they are set to changes how the session itself reads, and nothing else. In byte order.
constexpr std::array<QByteArrayView, 49> Harmless{
    "application_name",
    "array_nulls",
    "bytea_output",
    "check_function_bodies",
    "client_min_messages",
    "constraint_exclusion",
    "cursor_tuple_fraction",
    "datestyle",
    "debug_parallel_query",
    "default_statistics_target",
    "default_text_search_config",
    "default_transaction_deferrable",
    "default_transaction_isolation",
    "effective_cache_size",
    "effective_io_concurrency",
    "extra_float_digits",
    "force_parallel_mode",
    "from_collapse_limit",
    "gin_fuzzy_search_limit",
    "hash_mem_multiplier",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "intervalstyle",
    "jit",
    "join_collapse_limit",
    "lock_timeout",
    "logical_decoding_work_mem",
    "maintenance_work_mem",
    "parallel_leader_participation",
    "plan_cache_mode",
    "quote_all_identifiers",
    "role",
    "row_security",
    "search_path",
    "seed",
    "statement_timeout",
    "stats_fetch_consistency",
    "synchronize_seqscans",
    "synchronous_commit",
    "temp_buffers",
    "timezone",
    "timezone_abbreviations",
    "track_io_timing",
    "transaction_deferrable",
    "transaction_isolation",
    "transaction_timeout",
    "work_mem",
    "xmlbinary",
    "xmloption",
};

constexpr std::array<QByteArrayView, 8> Beginnings{"enable_",       "geqo",      "lc_",       "max_parallel_",
                                                   "min_parallel_", "parallel_", "jit_above", "jit_inline_above"};

// Settings of extensions and of the application (row security often reads them). Those of languages name code that is
// run, those of PostgreSQL's own modules what is logged or loaded.
bool isOfApplication(QByteArrayView name)
{
    const qsizetype dot = name.indexOf('.');
    if (dot <= 0)
        return false;
    const QByteArrayView prefix = name.first(dot);
    if (prefix == "pg_trgm")
        return true;
    static constexpr std::array<QByteArrayView, 7> others{"auto_explain", "cron",      "dblink", "passwordcheck",
                                                          "sepgsql",      "supautils", "session"};
    return !prefix.startsWith("pl") && !prefix.startsWith("pg") && std::ranges::find(others, prefix) == others.end();
}

bool isOn(const QByteArray &value) { return value == "on" || value == "true" || value == "yes" || value == "1"; }

} // namespace

bool isHarmlessSetting(const QByteArray &anyCase, const QByteArray *value)
{
    const QByteArray name = anyCase.toLower(); // the names of settings do not tell case
    const QByteArray given = value ? value->toLower() : QByteArray();
    if (name == "default_transaction_read_only" || name == "transaction_read_only"
        || name == "standard_conforming_strings")
        return value && isOn(given);
    if (name == "client_encoding") // another one could hide a quote in a character
        return value && (given == "utf8" || given == "utf-8" || given == "unicode");
    if (std::ranges::binary_search(Harmless, QByteArrayView(name)) || isOfApplication(name))
        return true;
    return std::ranges::any_of(Beginnings, [&name](QByteArrayView one) { return name.startsWith(one); })
        || name == "random_page_cost" || name == "seq_page_cost" || (name.startsWith("cpu_") && name.endsWith("_cost"))
        || name == "jit_optimize_above_cost";
}

} // namespace howdah::connection
