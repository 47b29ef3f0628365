# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(editors/jsoneditor LINKS howdah_ui)
howdah_test(editors/celleditors LINKS howdah_ui)
howdah_test(editors/referenceeditor LINKS howdah_ui LABELS server)
