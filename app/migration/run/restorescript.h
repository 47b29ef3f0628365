// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "sql/splitter.h"

#include <QFile>

namespace howdah::migration {

// What pg_restore writes: text that is mapped, not read, because it holds the rows.
class RestoreScript final
{
public:
    [[nodiscard]] Result<void> open(const QString &path);

    [[nodiscard]] const std::vector<sql::Piece> &pieces() const { return m_pieces; }
    [[nodiscard]] QByteArrayView text(const sql::Piece &piece) const { return sql::textOf(piece, m_text); }

private:
    QFile m_file;
    QByteArrayView m_text;
    std::vector<sql::Piece> m_pieces;
};

} // namespace howdah::migration
