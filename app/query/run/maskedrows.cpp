// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/maskedrows.h"

#include "data/edit/changeset.h"

namespace howdah::query {

constexpr quint32 TextOid = 25; // pg_type.dat

connection::RowBatch MaskedRows::through(connection::RowBatch batch)
{
    if (!m_options.masked)
        return batch;
    if (!m_masked) {
        m_masked = m_options.masked(m_outcome, batch.columns());
        m_masked->resize(size_t(batch.columnCount()));
        if (std::ranges::find(*m_masked, true) != m_masked->end()) {
            connection::Columns columns = batch.columns();
            for (std::size_t i = 0; i < columns.size(); ++i) {
                if ((*m_masked)[i]) {
                    columns[i].typeOid = TextOid;
                    columns[i].typeModifier = -1;
                }
            }
            m_columns = std::make_shared<const connection::Columns>(std::move(columns));
        }
    }
    if (!m_columns)
        return batch;
    const QByteArray mask = data::sensitiveMask().toUtf8();
    connection::RowBatch rows(m_columns);
    for (qsizetype row = 0; row < batch.rowCount(); ++row) {
        for (qsizetype column = 0; column < batch.columnCount(); ++column) {
            if (batch.isNull(row, column))
                rows.appendNull();
            else
                rows.appendValue((*m_masked)[size_t(column)] ? QByteArrayView(mask) : batch.bytes(row, column));
        }
        rows.endRow();
    }
    return rows;
}

} // namespace howdah::query
