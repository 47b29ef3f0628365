// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/proposal.h"
#include "query/complete/rank.h"
#include "query/complete/statementtext.h"

#include <QHash>

namespace howdah::query::complete {

// Gathers proposals, as far as they match what has been typed. One of each text and kind stays, the best.
class Collector final
{
public:
    Collector(const StatementText &text, bool isUpperCase);

    // `name` is what is compared with what has been typed, `text` is inserted.
    void add(ProposalKind kind, const QString &name, const QString &text, const QString &detail, const Rank &rank);
    void addKeyword(const QString &words, double score);
    [[nodiscard]] bool matches(QStringView name) const;
    [[nodiscard]] Proposals take(int most);

private:
    struct Entry
    {
        Proposal proposal;
        const char *why = nullptr;
    };

    const StatementText &m_text;
    bool m_isUpperCase;
    std::vector<Entry> m_proposals;
    QHash<std::pair<int, QString>, std::size_t> m_known;
};

} // namespace howdah::query::complete
