// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/statement.h"

namespace howdah::connection {

CopySource copySource(QByteArrayView data)
{
    return [data, at = qsizetype(0)]() mutable -> std::optional<QByteArray> {
        constexpr qsizetype Chunk = 1 << 20;
        if (at >= data.size())
            return std::nullopt;
        const QByteArrayView chunk = data.sliced(at, qMin(Chunk, data.size() - at));
        at += chunk.size();
        return chunk.toByteArray();
    };
}

} // namespace howdah::connection
