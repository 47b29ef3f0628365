// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/restorescript.h"

#include "base/propagate.h"
#include "migration/source/tr.h"

namespace howdah::migration {

Result<void> RestoreScript::open(const QString &path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, m_file.errorString()));
    if (m_file.size() == 0)
        return {};
    const uchar *mapped = m_file.map(0, m_file.size());
    if (!mapped)
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, m_file.errorString()));
    m_text = QByteArrayView(mapped, m_file.size());
    ASSIGN_OR_RETURN(std::vector<sql::Piece> pieces, sql::split(m_text));
    m_pieces = std::move(pieces);
    return {};
}

} // namespace howdah::migration
