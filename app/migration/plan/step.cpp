// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/step.h"

#include <algorithm>

namespace howdah::migration {

QString Step::sql(const PlannedStatement &statement) const
{
    return QString::fromUtf8(QByteArrayView(text).sliced(statement.offset, statement.size));
}

std::span<const PlannedStatement> Step::toSend() const
{
    const size_t done = size_t(std::max(firstStatement - 1, 0)) + (remains && remains->done ? 1 : 0);
    return std::span(statements).subspan(std::min(done, statements.size()));
}

const TransactionBlock *Step::blockBegunBy(size_t index) const
{
    const auto found = std::ranges::find(blocks, index, &TransactionBlock::first);
    return found == blocks.end() ? nullptr : &*found;
}

const TransactionBlock *Step::blockEndedBy(size_t index) const
{
    const auto found = std::ranges::find(blocks, index + 1, &TransactionBlock::last);
    return found == blocks.end() ? nullptr : &*found;
}

QString Step::sql(const TransactionBlock &block) const
{
    if (block.begin.size == 0)
        return QStringLiteral("BEGIN");
    return QString::fromUtf8(QByteArrayView(text).sliced(block.begin.offset, block.begin.size));
}

} // namespace howdah::migration
