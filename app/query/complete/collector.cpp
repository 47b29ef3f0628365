// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/collector.h"

#include "query/complete/matching.h"
#include "query/complete/tr.h"

#include <algorithm>

namespace howdah::query::complete {

Collector::Collector(const StatementText &text, bool isUpperCase)
    : m_text(text)
    , m_isUpperCase(isUpperCase)
{
}

bool Collector::matches(QStringView name) const { return match(m_text.prefix, name) > 0; }

void Collector::add(
    ProposalKind kind, const QString &name, const QString &text, const QString &detail, const Rank &rank)
{
    double fits = match(m_text.prefix, name);
    if (fits <= 0 && text.size() != name.size())
        fits = match(m_text.prefix, text);
    if (fits <= 0)
        return;
    Proposal proposal{
        .text = text,
        .begin = m_text.replaceBegin,
        .end = m_text.replaceEnd,
        .kind = kind,
        .detail = detail,
        .score = fits + rank.score,
    };
    const auto known = m_known.constFind({int(kind), text});
    if (known == m_known.cend()) {
        m_known.insert({int(kind), text}, m_proposals.size());
        m_proposals.push_back({std::move(proposal), rank.why});
    } else if (m_proposals[*known].proposal.score < proposal.score) {
        m_proposals[*known] = {std::move(proposal), rank.why};
    }
}

void Collector::addKeyword(const QString &words, double score)
{
    add(ProposalKind::Keyword, words, m_isUpperCase ? words.toUpper() : words.toLower(), {}, {score, {}, 0});
}

Proposals Collector::take(int most)
{
    const auto before = [](const Entry &first, const Entry &second) {
        const Proposal &one = first.proposal;
        const Proposal &other = second.proposal;
        if (one.score != other.score)
            return one.score > other.score;
        if (one.text.size() != other.text.size())
            return one.text.size() < other.text.size();
        return one.text != other.text ? one.text < other.text : one.kind < other.kind;
    };
    const std::size_t count = std::min(m_proposals.size(), std::size_t(std::max(most, 0)));
    std::ranges::partial_sort(m_proposals, m_proposals.begin() + qsizetype(count), before);
    Proposals proposals;
    proposals.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Proposal &proposal = m_proposals[i].proposal;
        proposal.label = proposal.text;
        if (m_proposals[i].why)
            proposal.why = tr(m_proposals[i].why);
        proposals.push_back(std::move(proposal));
    }
    return proposals;
}

} // namespace howdah::query::complete
