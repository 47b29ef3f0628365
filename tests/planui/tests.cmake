# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Plans as they are seen. One line for each test program:
howdah_test(planui/planview LINKS howdah_ui)
howdah_test(planui/explaining LINKS howdah_ui LABELS server)
howdah_test(planui/provedialog LINKS howdah_ui_plan LABELS server)
