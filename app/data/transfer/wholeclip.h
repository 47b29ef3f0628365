// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/pagequery.h"
#include "data/transfer/cliptext.h"

#include <atomic>
#include <map>

namespace howdah::data {

// How much is copied at most.
struct ClipLimits
{
    qint64 rows = 0;
    qsizetype bytes = 0;
    bool operator==(const ClipLimits &) const = default;
};

// What lies over the rows that are read, as edits were staged.
struct ClipOverlay
{
    std::map<RowKey, std::map<int, CellValue>> cells; // of rows of the relation, by column
    std::vector<ClipRow> added;                       // behind all of them
};

// All rows of a query as one text of the clipboard, with what is staged on them: read by one statement, so as of one
// moment, row by row; only the text is in memory. Whoever streams statement() hands its rows to take().
class WholeClip final
{
public:
    // ErrorKind::Usage when the query cannot be asked so, or the format cannot hold the columns.
    static Result<std::shared_ptr<WholeClip>> make(
        const PageQuery &shown, std::shared_ptr<const EditTarget> target, std::vector<int> columns, ClipFormat format,
        ClipLimits most, ClipOverlay overlay = {});

    [[nodiscard]] connection::Statement statement() const;
    // False when there is more than may be copied. On one thread.
    [[nodiscard]] bool take(const connection::RowBatch &rows);
    // When all have come.
    [[nodiscard]] QByteArray finish();

    [[nodiscard]] qint64 rows() const { return m_rows; } // any thread
    // There is more: what finish() gives is the beginning.
    [[nodiscard]] bool isCut() const { return m_isCut; }

private:
    WholeClip(PageQuery query, ClipWriter writer)
        : m_query(std::move(query))
        , m_writer(std::move(writer))
    {
    }
    [[nodiscard]] bool isFull() const { return m_writer.rows() >= m_most.rows || m_writer.bytes() >= m_most.bytes; }

    PageQuery m_query;
    ClipWriter m_writer;
    std::shared_ptr<const EditTarget> m_target;
    std::vector<int> m_columns;
    ClipLimits m_most;
    ClipOverlay m_overlay;
    bool m_isCut = false;
    std::atomic<qint64> m_rows = 0;
};

} // namespace howdah::data
