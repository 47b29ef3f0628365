# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(sql/quote LINKS howdah_sql)
howdah_test(sql/lexer LINKS howdah_sql)
howdah_test(sql/splitter LINKS howdah_sql ${PG_QUERY_ARCHIVE})
howdah_test(sql/classify LINKS howdah_sql LABELS threads)
howdah_test(sql/condition LINKS howdah_sql)
howdah_test(sql/psql LINKS howdah_connection LABELS server)
howdah_test(sql/lockeffects LINKS howdah_catalog LABELS server)
howdah_test(sql/backslash LINKS howdah_sql)
howdah_test(sql/destruction LINKS howdah_sql)
howdah_test(sql/unqualifiednames LINKS howdah_sql)
howdah_test(sql/formatter LINKS howdah_sql)
