// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How GridModel reads values in full length, of which the rows have only the beginnings.
#include "base/figures.h"
#include "browse/grid/gridmodel.h"
#include "value/valuetext.h"
#include "edit/editsession.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::RowBasis;
using data::RowKey;

// Whole values that are kept for copying and editing; over it they are read again.
constexpr qsizetype KeptBytes = 64 * 1024 * 1024;
// More is not gathered at once.
constexpr qsizetype MostBytes = 512 * 1024 * 1024;

struct GridModel::WholeReading
{
    std::vector<WholeRow> rows;
    std::function<void(const Result<std::vector<RowBasis>> &)> handler;
    std::vector<RowBasis> done;
    qsizetype bytes = 0;
    quint64 turn = 0;
};

void GridModel::readWhole(
    std::vector<WholeRow> rows, std::function<void(const Result<std::vector<RowBasis>> &)> handler)
{
    auto reading = std::make_shared<WholeReading>();
    reading->rows = std::move(rows);
    reading->handler = std::move(handler);
    reading->turn = m_wholeTurn;
    readNextWhole(reading);
}

static qsizetype bytesOf(const RowBasis &basis)
{
    qsizetype bytes = 0;
    for (const auto &value : basis.values)
        bytes += value ? value->size() : 0;
    return bytes;
}

// What is kept of the row, and what is copied with it, is as it was shown; only the long values are read now.
static RowBasis lengthened(RowBasis shown, const RowBasis &whole, const std::vector<int> &columns, const RowKey &key)
{
    for (const int column : columns) {
        shown.values[size_t(column)] = whole.values[size_t(column)];
        shown.cut[size_t(column)] = false;
    }
    shown.shownAs = key;
    return shown;
}

void GridModel::readNextWhole(const std::shared_ptr<WholeReading> &reading)
{
    if (reading->turn != m_wholeTurn)
        return reading->handler(fail(ErrorKind::Cancelled, tr("Reading was cancelled")));
    if (reading->done.size() == reading->rows.size()) {
        for (const RowBasis &basis : reading->done)
            keepWhole(basis);
        return reading->handler(std::move(reading->done));
    }
    const WholeRow &next = reading->rows[reading->done.size()];
    const auto arrived = [this, reading](const Result<RowBasis> &whole) {
        if (!whole)
            return reading->handler(std::unexpected(whole.error()));
        reading->bytes += bytesOf(*whole);
        if (reading->bytes > MostBytes)
            return reading->handler(fail(
                ErrorKind::Usage, tr("The values have more than %1 in total").arg(sizeText(MostBytes)),
                tr("Export the rows to a file instead.")));
        reading->done.push_back(*whole);
        readNextWhole(reading);
    };
    if (isEditing()) {
        const RowKey key = data::rowKeyOf(*target(), next.basis);
        return m_edit->fetchWhole(
            next.basis, next.columns,
            [self = QPointer(this), arrived, key, shown = next.basis,
             columns = next.columns](const Result<RowBasis> &whole) {
                if (self)
                    arrived(whole ? Result<RowBasis>(lengthened(shown, *whole, columns, key)) : whole);
            });
    }
    readPlainWhole(next, arrived);
}

// Of a relation that cannot be edited: through the session that pages it.
void GridModel::readPlainWhole(const WholeRow &row, const std::function<void(const Result<RowBasis> &)> &handler)
{
    const auto target = this->target();
    m_source->read(
        data::rowStatement(*target, row.basis, row.columns),
        [this, target, row, handler](const Result<connection::RowBatch> &answer) {
            if (!answer && answer.error().kind == ErrorKind::Cancelled && m_source)
                return readPlainWhole(row, handler); // a page took the session's turn
            if (!answer)
                return handler(std::unexpected(answer.error()));
            if (answer->rowCount() != 1)
                return handler(fail(
                    ErrorKind::NotFound, tr("A row was changed or deleted since it was read"),
                    tr("Refresh to see the current rows.")));
            const RowBasis whole = data::basisIn(*target, *answer, 0, row.columns);
            handler(lengthened(row.basis, whole, row.columns, data::rowKeyOf(*target, row.basis)));
        });
}

void GridModel::keepWhole(const RowBasis &basis)
{
    const qsizetype bytes = bytesOf(basis);
    if (m_wholeBytes + bytes > KeptBytes) {
        m_whole.clear();
        m_wholeBytes = 0;
    }
    m_whole[data::rowKeyOf(*target(), basis)] = basis;
    m_wholeBytes += bytes;
}

} // namespace howdah::ui
