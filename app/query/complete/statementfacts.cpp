// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/statementfacts.h"

#include "query/complete/scopewords.h"

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using enum Word;

// Uses that far from the cursor say little of it; a dump of a million rows has more than can be asked.
static constexpr int MostUses = 4000;

StatementFacts::StatementFacts(ScopeColumns &columns, const Place &place)
    : m_columns(columns)
{
    readUses();
    readOperand(place);
    readComparison();
}

static int firstOf(const ColumnUse &use)
{
    return use.schema >= 0 ? use.schema : use.qualifier >= 0 ? use.qualifier : use.name;
}

void StatementFacts::readUses()
{
    const auto &uses = m_columns.scope().uses;
    const int cursor = m_columns.text().cursor;
    m_meanings.resize(uses.size());
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const ColumnUse &use = uses[i];
        if (use.name < 0 || use.qualifier == cursor || std::abs(use.name - cursor) > MostUses * 4)
            continue;
        m_meanings[i] = m_columns.meaning(use);
        if (m_meanings[i]) {
            Style &style = m_styles[m_meanings[i]->source.block * 1000 + m_meanings[i]->source.source];
            ++(use.qualifier >= 0 ? style.qualified : style.bare);
            ++(use.qualifier >= 0 ? m_all.qualified : m_all.bare);
        }
        m_useByPiece.insert(firstOf(use), i);
        m_useByPiece.insert(use.name, i);
    }
    for (std::size_t i = 0; i + 1 < uses.size(); ++i) {
        if (m_meanings[i] && m_meanings[i + 1] && firstOf(uses[i + 1]) == uses[i].name + 2
            && m_columns.text().at(uses[i].name + 1).is('='))
            m_equalities.emplace_back(*m_meanings[i], *m_meanings[i + 1]);
    }
}

bool StatementFacts::qualifies(SourceAt at) const
{
    const Style style = m_styles.value(at.block * 1000 + at.source);
    if (style.qualified + style.bare > 0)
        return style.bare == 0;
    return isQualifying();
}

void StatementFacts::readOperand(const Place &place)
{
    const StatementText &text = m_columns.text();
    m_operandBegin = text.cursor - 2 * int(place.qualifier.size());
    m_operandEnd = text.cursor;
    while (text.at(m_operandEnd + 1).is('.') && text.at(m_operandEnd + 2).isName())
        m_operandEnd += 2;
}

std::optional<Meaning> StatementFacts::meaningAt(int piece, bool endsThere) const
{
    const auto found = m_useByPiece.constFind(piece);
    if (found == m_useByPiece.cend())
        return std::nullopt;
    const ColumnUse &use = m_columns.scope().uses[*found];
    if ((endsThere ? use.name : firstOf(use)) != piece)
        return std::nullopt;
    return m_meanings[*found];
}

static bool comparesBy(const Piece &piece)
{
    return piece.is('=') || piece.is('<') || piece.is('>') || piece.is('!') || piece.is('~');
}

void StatementFacts::readComparison()
{
    const StatementText &text = m_columns.text();
    const auto constantAt = [&](int i) -> const Piece * {
        while (text.at(i).is('(') || text.at(i).is('-') || text.at(i).is(Cast) || text.at(i).is(Interval)
               || (text.at(i).isName() && !text.at(i).atCursor && text.at(i + 1).kind == Piece::Kind::String))
            ++i;
        const Piece &piece = text.at(i);
        return piece.kind == Piece::Kind::Number || piece.kind == Piece::Kind::String ? &piece : nullptr;
    };
    int after = m_operandEnd + 1;
    if (comparesBy(text.at(after))) {
        while (comparesBy(text.at(after)))
            m_comparison.op += QLatin1Char(text.at(after++).symbol);
        m_comparison.partner = meaningAt(after, false);
        m_comparison.constant = constantAt(after);
        return;
    }
    if (text.at(after).is(Not))
        ++after;
    if (text.at(after).is(Like) || text.at(after).is(Ilike) || text.at(after).is(In) || text.at(after).is(Between)) {
        m_comparison.op = text.at(after).name;
        m_comparison.constant = constantAt(after + 1);
        m_comparison.partner = meaningAt(after + 1, false);
        if (text.at(after + 1).is('(') && text.at(after + 2).is(Select)) { // what the subquery gives
            m_comparison.op = u"="_s;
            m_comparison.partner = meaningAt(after + 3, false);
        }
        return;
    }
    int before = m_operandBegin - 1;
    if (comparesBy(text.at(before))) {
        while (comparesBy(text.at(before)))
            m_comparison.op.prepend(QLatin1Char(text.at(before--).symbol));
        m_comparison.isRight = true;
        m_comparison.partner = meaningAt(before, true);
        const Piece &piece = text.at(before);
        if (piece.kind == Piece::Kind::Number || piece.kind == Piece::Kind::String)
            m_comparison.constant = &piece;
    } else if (text.at(before).is(Between) || (text.at(before).is(And) && text.at(before - 2).is(Between))) {
        const int operand = text.at(before).is(Between) ? before - 1 : before - 3;
        m_comparison.op = u"between"_s;
        m_comparison.isRight = true;
        m_comparison.partner = meaningAt(operand, true);
    } else {
        readSubquery();
    }
}

// a IN (SELECT |, a = (SELECT min(|: what the query is compared with.
void StatementFacts::readSubquery()
{
    const StatementText &text = m_columns.text();
    int i = m_operandBegin - 1;
    if (text.at(i).is('(') && isPlainName(text.at(i - 1)))
        i -= 2;
    if (text.at(i).is(Distinct))
        --i;
    if (!text.at(i).is(Select) || !text.at(i - 1).is('('))
        return;
    i -= 2;
    if (text.at(i).is(In)) {
        i -= text.at(i - 1).is(Not) ? 2 : 1;
    } else if (comparesBy(text.at(i))) {
        while (comparesBy(text.at(i)))
            --i;
    } else {
        return;
    }
    m_comparison.partner = meaningAt(i, true);
    m_comparison.op = m_comparison.partner ? u"="_s : QString();
    m_comparison.isSubquery = true;
}

} // namespace howdah::query::complete
