// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/lintcontext.h"
#include "sql/lockeffects.h"

#include <QSet>

namespace howdah::migration {

// What statements lock, read and rewrites: what the grammar says (sql::lockEffects), and of a database whose
// inventory is known, what its catalog decides: partitions and heirs, keys, views, domains, the present types of
// columns. This is the only place that lint, the review and rehearsals have it from; tests/lint/measured holds it
// against the server. Without an inventory `Extent::Perhaps` and `others` mark what depends on the catalog.
class StatementEffects final
{
public:
    explicit StatementEffects(const LintContext &context)
        : m_context(context)
    {
    }

    // In the order in which they run: of what an earlier one has changed, the inventory no longer decides.
    [[nodiscard]] sql::LockEffects of(const sql::StatementTree &tree);

private:
    void remember(const sql::StatementTree &tree, const sql::LockEffects &effects);

    const LintContext &m_context;
    QSet<QString> m_changed; // keys of relations, names of types
};

} // namespace howdah::migration
