# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# The page of queries. One line for each test program:
howdah_test(queryui/definitions LINKS howdah_ui LABELS server)
howdah_test(queryui/asmigration LINKS howdah_ui LABELS server)
howdah_test(queryui/history LINKS howdah_ui)
howdah_test(queryui/parameters LINKS howdah_ui)
