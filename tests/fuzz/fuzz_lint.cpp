// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Random bytes into lint: it must not crash, its places must lie in the text, and its rewrites must be edits of it.
#include "migration/lint/lint.h"

#include <cstdint>
#include <cstdlib>

using namespace howdah::migration;

static void require(bool holds)
{
    if (!holds)
        std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    LintContext context;
    context.lockTimeoutByRunner = false;
    context.serverVersion = size % 2 == 0 ? 180'000 : 130'000;
    const LintScript script{
        .file = QStringLiteral("x.sql"),
        .text = text,
        .direction = size % 3 == 0 ? Direction::Down : Direction::Up,
        .transaction = !text.contains("transaction off")};
    for (const Finding &finding : lint(script, context)) {
        require(findLintRule(finding.rule) != nullptr);
        require(finding.line >= 1 && finding.line <= text.count('\n') + 1);
        require(finding.column >= 1 && finding.column <= text.size() + 1);
        if (!finding.rewrite)
            continue;
        qsizetype end = 0;
        for (const TextEdit &edit : finding.rewrite->edits) {
            require(edit.offset >= end && edit.size >= 0 && edit.offset + edit.size <= text.size());
            end = edit.offset + edit.size;
        }
        (void)lint({.file = script.file, .text = applied(text, *finding.rewrite)}, context);
    }
    return 0;
}
