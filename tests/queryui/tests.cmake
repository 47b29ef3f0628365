# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
# The page of queries. One line for each test program:
howdah_test(queryui/editor LINKS howdah_ui)
howdah_test(queryui/editortext LINKS howdah_ui)
howdah_test(queryui/editorsearch LINKS howdah_ui)
howdah_test(queryui/editorsize LINKS howdah_ui)
