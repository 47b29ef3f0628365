// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/rowreader.h"

#include "base/figures.h"
#include "edit/editsession.h"

namespace howdah::ui {

using connection::RowBatch;
using data::RowBasis;
using data::RowKey;

// More is not gathered at once.
constexpr qsizetype MostBytes = 512 * 1024 * 1024;

struct RowReader::Reading
{
    std::vector<WholeRow> rows;
    std::function<void(const Result<std::vector<RowBasis>> &)> handler;
    Latest::Question question;
    std::vector<RowBasis> done;
    qsizetype bytes = 0;
};

RowReader::RowReader(const PageReader &pages, const EditedRelation &edited, const GridRows &rows, WholeValues &whole)
    : m_pages(pages)
    , m_edited(edited)
    , m_rows(rows)
    , m_whole(whole)
{
    m_wanted.next();
}

void RowReader::readRecord(int row, std::function<void(const Result<RowBatch> &)> handler)
{
    const data::RowIdentity found = m_rows.identity(row);
    if (!found.isEmpty())
        return m_pages.source()->record(found, std::move(handler));
    // A row of a view cannot be found again, nor one that is not saved: what is here is all there is.
    if (row < 0 || row >= m_rows.count())
        return handler(fail(ErrorKind::NotFound, tr("The row no longer exists")));
    auto columns = std::make_shared<connection::Columns>();
    for (const data::ColumnShape &shape : m_pages.query()->shape().columns)
        columns->push_back({.name = shape.name, .typeOid = shape.typeOid});
    RowBatch one(columns);
    for (int i = 0; i < m_rows.columnCount(); ++i) {
        if (const auto known = m_rows.value(row, i).parameter())
            one.appendValue(*known);
        else
            one.appendNull();
    }
    one.endRow();
    handler(one);
}

void RowReader::readWhole(
    std::vector<WholeRow> rows, std::function<void(const Result<std::vector<RowBasis>> &)> handler)
{
    readNext(std::make_shared<Reading>(Reading{std::move(rows), std::move(handler), m_wanted.question(), {}, 0}));
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

void RowReader::readNext(const std::shared_ptr<Reading> &reading)
{
    if (reading->done.size() == reading->rows.size()) {
        for (const RowBasis &basis : reading->done)
            m_whole.keep(data::rowKeyOf(*m_edited.target(), basis), basis);
        return reading->handler(std::move(reading->done));
    }
    const auto arrived = [this, reading](const Result<RowBasis> &whole) {
        if (!whole)
            return reading->handler(std::unexpected(whole.error()));
        // The relation may have been left, and with it this.
        if (!reading->question.isWanted())
            return reading->handler(fail(ErrorKind::Cancelled, tr("Reading was cancelled")));
        reading->bytes += bytesOf(*whole);
        if (reading->bytes > MostBytes)
            return reading->handler(fail(
                ErrorKind::Usage, tr("The values have more than %1 in total").arg(sizeText(MostBytes)),
                tr("Export the rows to a file instead.")));
        reading->done.push_back(*whole);
        readNext(reading);
    };
    const WholeRow &next = reading->rows[reading->done.size()];
    if (!m_edited.isActive())
        return readPlain(next, arrived);
    const RowKey key = data::rowKeyOf(*m_edited.target(), next.basis);
    m_edited.session()->fetchWhole(
        next.basis, next.columns,
        [arrived, key, shown = next.basis, columns = next.columns](const Result<RowBasis> &whole) {
            arrived(whole ? Result<RowBasis>(lengthened(shown, *whole, columns, key)) : whole);
        });
}

// Of a relation that cannot be edited: through the session that pages it.
void RowReader::readPlain(const WholeRow &row, const std::function<void(const Result<RowBasis> &)> &handler)
{
    const auto target = m_edited.target();
    m_pages.source()->read(
        data::rowStatement(*target, row.basis, row.columns),
        [this, target, row, handler](const Result<RowBatch> &answer) {
            if (!answer && answer.error().kind == ErrorKind::Cancelled)
                return readPlain(row, handler); // a page took the session's turn
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

} // namespace howdah::ui
