// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintcontext.h"

namespace howdah::migration {

static constexpr qint64 SmallBytes = 8LL * 1024 * 1024;
static constexpr qint64 SmallRows = 10'000;
static constexpr qint64 LargeBytes = 1024LL * 1024 * 1024;
static constexpr qint64 LargeRows = 1'000'000;

bool TableFacts::isSmall() const { return bytes >= 0 && bytes <= SmallBytes && rows < SmallRows && !partitioned; }

bool TableFacts::isLarge() const { return bytes >= LargeBytes || rows >= LargeRows; }

void NotNullProofs::forget(const QString &constraint)
{
    checks.remove(constraint);
    columns.removeIf([&constraint](const auto &proof) { return proof.value() == constraint; });
}

void NotNullProofs::forgetTable(const QString &table)
{
    const QString beginning = table + u' ';
    const auto isOfTable = [&beginning](const auto &entry) { return entry.key().startsWith(beginning); };
    columns.removeIf(isOfTable);
    checks.removeIf(isOfTable);
}

QString tableKey(const LintContext &context, const sql::RelationName &name)
{
    return (name.schema.isEmpty() ? context.schema : name.schema) + u'\n' + name.name;
}

LintScript lintScript(const Script &script, Direction direction)
{
    return {
        .file = script.file,
        .text = script.text,
        .direction = direction,
        .transaction = script.transaction,
        .allowedRules = script.allowedRules};
}

LintScript lintScript(const Step &step)
{
    // A step that runs without a transaction because its statements ask for it reads the same either way.
    return {
        .file = step.file,
        .text = step.text,
        .direction = step.direction,
        .transaction = step.transactional,
        .allowedRules = step.allowedRules};
}

} // namespace howdah::migration
