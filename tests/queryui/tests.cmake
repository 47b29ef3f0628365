# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# The page of queries. One line for each test program:
howdah_test(queryui/resultedit ALONE LINKS howdah_ui LABELS server)
howdah_test(queryui/resultcompare LINKS howdah_ui)
howdah_test(queryui/resultchart LINKS howdah_ui)
howdah_test(queryui/resultoperations ALONE LINKS howdah_ui LABELS server)
howdah_test(queryui/running LINKS howdah_ui LABELS server)
howdah_test(queryui/transactions LINKS howdah_ui LABELS server)
howdah_test(queryui/resultrows LINKS howdah_ui LABELS server)
howdah_test(queryui/results LINKS howdah_ui LABELS server)
howdah_test(queryui/resultmasks LINKS howdah_ui LABELS server)
howdah_test(queryui/completion LINKS howdah_ui LABELS server)
howdah_test(queryui/checks LINKS howdah_ui LABELS server)
howdah_test(queryui/navigation LINKS howdah_ui LABELS server)
