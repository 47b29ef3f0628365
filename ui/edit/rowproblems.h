// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/stagedrows.h"

namespace howdah::ui {

// What stands against staged rows: of the last save, of the check after a restart, of ConflictCheck. It goes when the
// row becomes another than the one that was refused, and comes back with undo. UI thread.
class RowProblems final : public QObject
{
    Q_OBJECT
public:
    explicit RowProblems(StagedRows &rows)
        : m_rows(rows)
    {
    }

    // nullptr without.
    [[nodiscard]] const data::RowProblem *of(const data::RowKey &row) const;
    [[nodiscard]] const std::map<data::RowKey, data::RowProblem> &all() const { return m_problems; }

    void add(std::vector<data::RowProblem> problems);
    // Looks again whether what is known still stands against the rows as they are staged now.
    void findAll();
    void find(const data::RowKey &row);
    void forget();
    // What a comparison with the server has found: it was made again.
    void forgetCompared();

Q_SIGNALS:
    void problemsChanged();

private:
    struct Known // what was found, and the row as it was staged then
    {
        data::RowProblem problem;
        data::StagedRow row;
    };
    [[nodiscard]] std::optional<data::RowProblem> standing(const Known &known, const data::StagedRow &row) const;

    StagedRows &m_rows;
    std::map<data::RowKey, Known> m_known;
    std::map<data::RowKey, data::RowProblem> m_problems;
};

} // namespace howdah::ui
