// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/rowproblems.h"

namespace howdah::ui {

using data::RowKey;
using data::RowProblem;
using data::StagedRow;

const RowProblem *RowProblems::of(const RowKey &row) const
{
    const auto found = m_problems.find(row);
    return found == m_problems.end() ? nullptr : &found->second;
}

void RowProblems::add(std::vector<RowProblem> problems)
{
    for (RowProblem &problem : problems) {
        const StagedRow *row = m_rows.changes()->row(problem.key);
        if (!row)
            continue;
        const RowKey key = problem.key;
        m_known[key] = {std::move(problem), *row};
        find(key);
        Q_EMIT m_rows.rowChanged(key);
    }
    Q_EMIT m_rows.changed();
}

void RowProblems::findAll()
{
    std::vector<RowKey> keys;
    for (const auto &[key, problem] : m_problems)
        keys.push_back(key);
    for (const auto &[key, known] : m_known)
        keys.push_back(key);
    for (const RowKey &key : keys)
        find(key);
}

void RowProblems::forget()
{
    m_known.clear();
    findAll();
}

void RowProblems::forgetCompared()
{
    std::erase_if(m_known, [](const auto &known) {
        const auto kind = known.second.problem.kind;
        return kind == RowProblem::Kind::Changed || kind == RowProblem::Kind::Gone;
    });
    findAll();
}

// What was refused was another row when it is staged otherwise.
std::optional<RowProblem> RowProblems::standing(const Known &known, const StagedRow &row) const
{
    const RowProblem &problem = known.problem;
    if (problem.kind == RowProblem::Kind::Changed && problem.now) {
        auto conflicts = data::conflictsOf(m_rows.changes()->target(), row, *problem.now);
        if (conflicts.empty())
            return std::nullopt;
        RowProblem stands = problem;
        stands.conflicts = std::move(conflicts);
        return stands;
    }
    const bool isSame = problem.kind == RowProblem::Kind::Gone ? row.basis == known.row.basis : row == known.row;
    return isSame ? std::optional(problem) : std::nullopt;
}

void RowProblems::find(const RowKey &key)
{
    const StagedRow *row = m_rows.changes()->row(key);
    const auto known = m_known.find(key);
    std::optional<RowProblem> stands;
    if (row && known != m_known.end())
        stands = standing(known->second, *row);
    const auto old = m_problems.find(key);
    const bool stood = old != m_problems.end();
    if (stands ? stood && old->second == *stands : !stood)
        return;
    if (stands)
        m_problems[key] = *std::move(stands);
    else
        m_problems.erase(old);
    Q_EMIT problemsChanged();
}

} // namespace howdah::ui
