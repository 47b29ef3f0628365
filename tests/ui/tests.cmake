# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(ui/theme LINKS howdah_ui)
howdah_test(ui/statestack LINKS howdah_ui)
howdah_test(ui/settings LINKS howdah_ui)
howdah_test(ui/sqlview LINKS howdah_ui)
howdah_test(ui/prompter LINKS howdah_ui)
howdah_test(ui/commandpalette LINKS howdah_ui)
howdah_test(ui/mainwindow LINKS howdah_ui)
howdah_test(ui/connectioncontroller LINKS howdah_ui LABELS server)
howdah_test(ui/guardbar LINKS howdah_ui LABELS server)
howdah_test(ui/connectdialog LINKS howdah_ui LABELS server)
howdah_test(ui/encryptionwords LINKS howdah_ui)
