# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(lint/rules LINKS howdah_migration howdah_resources)
howdah_test(lint/profile LINKS howdah_migration)
howdah_test(lint/report LINKS howdah_migration)
howdah_test(lint/rewrites LINKS howdah_migration LABELS server)
howdah_test(lint/measured LINKS howdah_migration LABELS server)
howdah_test(lint/lintcli LINKS howdah_migration LABELS server NEEDS howdahctl)
