// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/conflictcheck.h"

#include "edit/ownthread.h"

namespace howdah::ui {

using data::StagedRow;

void ConflictCheck::run()
{
    const auto hold = m_rows.hold();
    if (!m_rows.hasEdits() || m_isRunning || hold == StagedRows::Hold::Saving || hold == StagedRows::Hold::Staging
        || !m_connection.isOnline() || !m_connection.take())
        return;
    m_isRunning = true;
    Q_EMIT m_rows.changed();
    const auto target = m_rows.changes()->sharedTarget();
    m_connection.watch(
        this,
        onOwnThread([session = m_connection.session().get(), target, rows = m_rows.changes()->rows(), fresh = m_fresh] {
            return data::checkRows(*session, *target, rows, fresh);
        }),
        [this, target](const Result<data::CheckedRows> &answer) {
            m_isRunning = false;
            m_connection.dropDead();
            Q_EMIT m_rows.changed();
            if (m_history.isStaging())
                m_isDue = true;
            else if (m_rows.changes()->sharedTarget() == target)
                checked(answer);
            else
                run(); // what was asked is not what is staged any more
        });
}

void ConflictCheck::runIfDue()
{
    if (!m_history.isStaging() && std::exchange(m_isDue, false))
        run();
}

// The columns that came after rows were staged, as the server has them.
void ConflictCheck::fillIn(const data::CheckedRows &answer, const std::vector<int> &fresh)
{
    const auto filled = [&](const StagedRow &row) -> std::optional<StagedRow> {
        StagedRow out = row;
        const auto found = answer.bases.find(row.key);
        for (const int column : found == answer.bases.end() ? std::vector<int>() : fresh) {
            out.basis.values[size_t(column)] = found->second.values[size_t(column)];
            out.basis.cut[size_t(column)] = found->second.cut[size_t(column)];
        }
        return out;
    };
    for (const StagedRow &row : m_rows.changes()->rows())
        m_rows.changes()->apply({row.key, row, filled(row)});
    m_history.remap(filled);
    m_rows.noteAgain();
}

void ConflictCheck::checked(const Result<data::CheckedRows> &answer)
{
    if (!answer) {
        m_error = answer.error();
        return;
    }
    m_error.reset();
    if (const std::vector<int> fresh = std::exchange(m_fresh, {}); !fresh.empty())
        fillIn(*answer, fresh);
    m_problems.forgetCompared();
    m_problems.add(answer->problems);
}

} // namespace howdah::ui
