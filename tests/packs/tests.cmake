# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(packs/uaip LINKS howdah_cli LABELS server)
howdah_test(packs/orchestrator LINKS howdah_cli LABELS server)
howdah_test(packs/orchestratortenants LINKS howdah_cli LABELS server)
howdah_test(packs/orchestratordemo LINKS howdah_cli LABELS server)
howdah_test(packs/deepref LINKS howdah_catalog LABELS server)
howdah_test(packs/deeprefvalues LINKS howdah_catalog LABELS server)
howdah_test(packs/deeprefprompts LINKS howdah_catalog LABELS server)
howdah_test(packs/assistant LINKS howdah_catalog LABELS server)
howdah_test(packs/deeprefdemo LINKS howdah_cli LABELS server)
howdah_test(packs/assistantdemo LINKS howdah_cli LABELS server)
howdah_test(packs/deeprefhistory LINKS howdah_catalog howdah_migration LABELS server)
howdah_test(packs/assistanthistory LINKS howdah_catalog howdah_migration LABELS server)
