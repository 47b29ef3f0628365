# SPDX-FileCopyrightText: The Howdah developers
# SPDX-License-Identifier: GPL-3.0-or-later
howdah_test(prompt/promptfile LINKS howdah_prompt)
howdah_test(prompt/dotprompt LINKS howdah_prompt yaml-cpp)
howdah_test(prompt/envelope LINKS howdah_prompt)
howdah_test(prompt/secrets LINKS howdah_prompt ${SODIUM_LIBRARY})
howdah_test(prompt/promptstore LINKS howdah_prompt LABELS server)
howdah_test(prompt/template LINKS howdah_prompt)
howdah_test(prompt/textdiff LINKS howdah_prompt)
howdah_test(prompt/promptlint LINKS howdah_prompt)
howdah_test(prompt/exchange LINKS howdah_prompt)
howdah_test(prompt/scorecard LINKS howdah_prompt LABELS server)
howdah_test(prompt/promptwork LINKS howdah_prompt LABELS server)
howdah_test(prompt/promptlook LINKS howdah_prompt LABELS server)
