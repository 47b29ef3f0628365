# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# The page of queries. One line for each test program:
howdah_test(queryui/resultedit LINKS howdah_ui LABELS server)
howdah_test(queryui/resultcompare LINKS howdah_ui)
howdah_test(queryui/resultchart LINKS howdah_ui)
howdah_test(queryui/resultoperations LINKS howdah_ui LABELS server)
