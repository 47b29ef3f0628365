// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/wholeclip.h"

#include "base/propagate.h"
#include "data/page/tr.h"

#include <algorithm>

namespace howdah::data {

Result<std::shared_ptr<WholeClip>> WholeClip::make(
    const PageQuery &shown, std::shared_ptr<const EditTarget> target, std::vector<int> columns, ClipFormat format,
    ClipLimits most, ClipOverlay overlay)
{
    // What is staged on rows without any identity is found by their values as they were read, and long ones were not
    // read whole.
    const bool isWide = std::ranges::any_of(target->columns, &EditColumn::wide);
    if (target->identification == Identification::Values && isWide && !overlay.cells.empty())
        return fail(
            ErrorKind::Usage,
            tr("The staged changes of %1 cannot be copied together with all of its rows").arg(target->shape.name),
            tr("Save or discard them first."));
    PageLimits limits = shown.limits();
    limits.previews = false;
    ASSIGN_OR_RETURN(auto query, PageQuery::make(shown.shape(), shown.filters(), shown.sort(), limits));
    const std::shared_ptr<WholeClip> clip(new WholeClip(std::move(query), ClipWriter(target, columns, format)));
    clip->m_target = std::move(target);
    clip->m_columns = std::move(columns);
    clip->m_most = most;
    clip->m_overlay = std::move(overlay);
    return clip;
}

// One more than may be copied, to know that there is more.
connection::Statement WholeClip::statement() const { return m_query.all(m_most.rows + 1); }

bool WholeClip::take(const connection::RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (isFull()) {
            m_isCut = true;
            return false;
        }
        ClipRow line{.basis = {.identity = identityOf(m_query, rows, row)}};
        const std::map<int, CellValue> *staged = nullptr;
        if (!m_overlay.cells.empty()) {
            const auto found = m_overlay.cells.find(rowKeyOf(*m_target, basisOf(m_query, rows, row)));
            staged = found == m_overlay.cells.end() ? nullptr : &found->second;
        }
        for (const int column : m_columns) {
            const auto set = staged ? staged->find(column) : std::map<int, CellValue>::const_iterator();
            line.cells.push_back(staged && set != staged->end() ? set->second : CellValue::of(rows.value(row, column)));
        }
        m_writer.add(line);
        m_rows = m_writer.rows();
    }
    return true;
}

QByteArray WholeClip::finish()
{
    for (const ClipRow &row : m_overlay.added) {
        if (isFull())
            m_isCut = true;
        if (m_isCut)
            break; // they follow what is missing
        m_writer.add(row);
    }
    m_rows = m_writer.rows();
    return m_writer.finish();
}

} // namespace howdah::data
