# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(chart/plotticks LINKS howdah_ui)
howdah_test(chart/chartscene LINKS howdah_ui)
howdah_test(chart/chartlook LINKS howdah_ui)
howdah_test(chart/chartview LINKS howdah_ui)
howdah_test(chart/panelpicture LINKS howdah_ui)
howdah_test(chart/render LINKS howdah_connection Qt6::Gui LABELS server NEEDS howdah)
