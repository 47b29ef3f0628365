// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/scope.h"

namespace howdah::query::complete {

// Descends into the groups of a statement and notes what each block holds. Used once, by one thread.
class ScopeReader final
{
public:
    explicit ScopeReader(const StatementText &statement);

    [[nodiscard]] Scope read();

private:
    static constexpr int Deepest = 60; // groups in groups

    // Where blocks are read: what is around them.
    struct Around
    {
        int parent = -1;
        bool seesOuter = false;
    };

    [[nodiscard]] const Piece &at(int i) const { return m_text.at(i); }
    [[nodiscard]] Block &block(int i) { return m_scope.blocks[std::size_t(i)]; }
    [[nodiscard]] bool beginsQuery(int i, int end) const;
    [[nodiscard]] bool beginsClause(int i, const Block &block) const;
    [[nodiscard]] bool isAlias(int i, int end) const;
    void mark(int begin, int end, int block, Clause clause);
    void define(int i);

    // Each reads from a piece on and returns where it stopped.
    int readQuery(int i, int end, Around around, int *firstBlock = nullptr);
    int readWith(int i, int end, Around around, std::vector<CommonTable> &tables);
    int readCommonTable(int i, int end, Around around, bool recursive, std::vector<CommonTable> &tables);
    int readBranch(int i, int end, int block);
    int readClause(int i, int end, int block);
    int readSelect(int i, int end, int block);
    int readHead(int i, int end, int block);
    int readTarget(int i, int end, int block);
    int readOutputs(int i, int end, int block, Clause clause);
    int readFrom(int i, int end, int block);
    int readJoin(int i, int end, int block);
    int readSource(int i, int end, int block);
    int readSourceGroup(int i, int end, int block, Source &source);
    int readAlias(int i, int end, int block, Source &source);
    int readUsing(int i, int end, int block);
    int readWindows(int i, int end, int block);
    int readConflict(int i, int end, int block);
    int readColumnList(int i, int end, int block, Clause clause);
    int readExpression(int i, int end, int block, Clause clause, bool inCall = false);
    int readGroup(int i, int end, int block, Clause clause, bool inCall);
    int readName(int i, int end, int block, Clause clause, bool inCall);
    void finishOutput(Output &output, int end, int block);

    const StatementText &m_text;
    Scope m_scope;
    int m_depth = 0;
};

} // namespace howdah::query::complete
