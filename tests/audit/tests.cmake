# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(audit/auditpage LINKS howdah_ui)
howdah_test(audit/rowlabels LINKS howdah_ui LABELS server)
