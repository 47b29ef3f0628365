// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/changingfunctions.h"

#include "connection/readonly/readingfunctions.h"

#include <algorithm>
#include <array>

namespace howdah::connection {

namespace {

// Of PostgreSQL's extensions: they evaluate SQL that comes as a string, or reach files and other servers, some of them
// declared STABLE.
constexpr std::array<QByteArrayView, 27> Outsiders{
    "connectby",
    "crosstab",
    "crosstab2",
    "crosstab3",
    "crosstab4",
    "crosstabn",
    "dblink",
    "dblink_cancel_query",
    "dblink_connect",
    "dblink_connect_u",
    "dblink_exec",
    "dblink_fetch",
    "dblink_get_result",
    "dblink_open",
    "dblink_send_query",
    "pg_file_read",
    "pg_file_rename",
    "pg_file_sync",
    "pg_file_unlink",
    "pg_file_write",
    "pg_prewarm",
    "pg_stat_statements_reset",
    "pg_truncate_visibility_map",
    "xpath_table",
    "xslt_process",
    "heap_force_freeze",
    "heap_force_kill",
};

} // namespace

bool isOutsideFunction(QByteArrayView function) { return std::ranges::find(Outsiders, function) != Outsiders.end(); }

bool changesByItself(QByteArrayView function) { return isRefusedFunction(function) || isOutsideFunction(function); }

} // namespace howdah::connection
