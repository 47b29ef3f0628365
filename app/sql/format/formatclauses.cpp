// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatclauses.h"

#include <algorithm>
#include <array>
#include <optional>

namespace howdah::sql {

namespace {

using ClauseKind = FormatClause::Kind;

// Walks over the words of a query, of one level.
class ClauseFinder final
{
public:
    ClauseFinder(FormatMeasures &atoms, int begin, int end)
        : m_atoms(atoms)
        , m_begin(atoms.code(begin, end))
        , m_end(end)
        , m_clauses{{ClauseKind::Plain, begin, begin, end}}
    {
    }

    std::vector<FormatClause> find()
    {
        for (int i = m_begin; i < m_end;) {
            const std::optional<FormatClause> found = clauseAt(i);
            if (!found) {
                note(i);
                i = m_atoms.behind(i);
                continue;
            }
            for (int word = i; word < found->body; ++word) {
                Atom &atom = m_atoms.at(word);
                atom.isKeyword |= !atom.key.empty();
            }
            const int first = m_clauses.front().begin;
            m_clauses.back().end = i;
            if (i == m_begin)
                m_clauses.clear();
            m_clauses.push_back(*found);
            if (i == m_begin)
                m_clauses.back().begin = first; // with the comments before it
            m_previous = m_atoms.key(found->body - 1);
            m_beforePrevious = {};
            i = found->body;
        }
        m_clauses.back().end = m_end;
        return std::move(m_clauses);
    }

private:
    void note(int i)
    {
        if (m_atoms.at(i).isComment())
            return;
        m_beforePrevious = m_previous;
        m_previous = m_atoms.opens(i) ? std::string_view("(") : m_atoms.key(i);
    }

    [[nodiscard]] std::string_view wordBehind(int i, int count = 1) const
    {
        for (; count > 0; --count)
            i = m_atoms.code(i + 1, m_end);
        return i < m_end ? m_atoms.key(i) : std::string_view();
    }
    // A clause whose name is this many words.
    [[nodiscard]] FormatClause clause(ClauseKind kind, int i, int words) const
    {
        int body = i;
        for (; words > 0 && body < m_end; --words)
            body = m_atoms.code(body, m_end) + 1;
        return {kind, i, std::min(body, m_end), m_end};
    }

    std::optional<FormatClause> clauseAt(int i)
    {
        const std::string_view word = m_atoms.key(i);
        if (word.empty())
            return {};
        if (auto beginning = beginningAt(i, word))
            return beginning;
        if (word == "from")
            return m_previous == "distinct" && (m_beforePrevious == "is" || m_beforePrevious == "not")
                     ? std::optional<FormatClause>()
                     : inFrom(clause(ClauseKind::List, i, 1));
        if (word == "where" || word == "having")
            return leaveFrom(clause(ClauseKind::Condition, i, 1));
        if ((word == "group" || word == "order") && wordBehind(i) == "by")
            return leaveFrom(clause(ClauseKind::List, i, 2));
        if (word == "limit" || (word == "offset" && m_clauseWord != "limit")
            || (word == "fetch" && (wordBehind(i) == "first" || wordBehind(i) == "next"))
            || (word == "window" && m_verb == "select")) {
            m_clauseWord = word;
            return leaveFrom(clause(ClauseKind::Plain, i, 1));
        }
        if (word == "union" || word == "intersect" || word == "except") {
            m_verb = {};
            return leaveFrom(
                clause(ClauseKind::SetOperation, i, wordBehind(i) == "all" || wordBehind(i) == "distinct" ? 2 : 1));
        }
        if (word == "returning")
            return leaveFrom(clause(ClauseKind::List, i, 1));
        if (word == "for")
            return lockAt(i);
        return m_isFrom ? joinAt(i, word) : changeAt(i, word);
    }

    // What a query begins with, or goes on with behind WITH or UNION.
    std::optional<FormatClause> beginningAt(int i, std::string_view word)
    {
        if (word == "with" && (i == m_begin || m_previous == "(") && m_verb.empty())
            return clause(ClauseKind::With, i, wordBehind(i) == "recursive" ? 2 : 1);
        if (word == "with" && m_verb == "insert" && m_clauseWord == "insert" && wordBehind(i, 2) == "as") {
            m_clauseWord = word;
            return clause(ClauseKind::With, i, 1);
        }
        if (word == "select") {
            m_verb = m_clauseWord = word;
            m_isFrom = false;
            FormatClause found = clause(ClauseKind::List, i, 1);
            const std::string_view next = wordBehind(i);
            if (next == "all" || next == "distinct")
                found.body = m_atoms.code(found.body, m_end) + 1;
            if (next == "distinct" && m_atoms.key(m_atoms.code(found.body, m_end)) == "on")
                found.body =
                    std::min(m_end, m_atoms.behind(m_atoms.code(m_atoms.code(found.body, m_end) + 1, m_end - 1)));
            return found;
        }
        if (word == "values" && m_atoms.code(i + 1, m_end) < m_end && m_atoms.at(m_atoms.code(i + 1, m_end)).isOpen('(')
            && (m_verb.empty() || m_verb == "insert")) {
            m_clauseWord = word;
            return clause(ClauseKind::List, i, 1);
        }
        const bool isVerb = (word == "insert" && wordBehind(i) == "into")
                         || (word == "merge" && wordBehind(i) == "into")
                         || (word == "delete" && wordBehind(i) == "from") || word == "update";
        if (isVerb && m_verb.empty() && m_previous != "for") {
            m_verb = m_clauseWord = word;
            m_isInsert = word == "insert";
            return clause(ClauseKind::Plain, i, word == "update" ? 1 : 2);
        }
        return {};
    }

    std::optional<FormatClause> lockAt(int i)
    {
        const std::string_view next = wordBehind(i);
        if (m_verb != "select" || (next != "update" && next != "share" && next != "no" && next != "key"))
            return {};
        return leaveFrom(clause(ClauseKind::Plain, i, next == "no" ? 4 : next == "key" ? 3 : 2));
    }

    // LEFT OUTER JOIN, CROSS JOIN...
    std::optional<FormatClause> joinAt(int i, std::string_view word)
    {
        static constexpr std::array<std::string_view, 8> Words{"join",  "left",  "right",   "full",
                                                               "inner", "cross", "natural", "outer"};
        if (std::ranges::find(Words, word) == Words.end())
            return changeAt(i, word);
        int count = 0;
        for (int at = i; count < 5 && at < m_end; at = m_atoms.code(at + 1, m_end)) {
            ++count;
            if (m_atoms.key(at) == "join")
                return clause(ClauseKind::Join, i, count);
            if (std::ranges::find(Words, m_atoms.key(at)) == Words.end())
                break;
        }
        return changeAt(i, word);
    }

    std::optional<FormatClause> changeAt(int i, std::string_view word)
    {
        const bool isMerge = m_verb == "merge";
        if (word == "set" && (m_verb == "update" || (m_isInsert && m_previous == "update")))
            return clause(ClauseKind::List, i, 1);
        if (word == "on" && wordBehind(i) == "conflict" && m_isInsert)
            return leaveFrom(clause(ClauseKind::Plain, i, 2));
        if (word == "using" && (isMerge || m_verb == "delete") && m_clauseWord != "using") {
            m_clauseWord = word;
            return isMerge ? clause(ClauseKind::Join, i, 1) : inFrom(clause(ClauseKind::List, i, 1));
        }
        if (word == "when" && isMerge)
            return leaveFrom(clause(ClauseKind::Plain, i, 1));
        if (word == "default" && wordBehind(i) == "values" && m_verb == "insert")
            return clause(ClauseKind::Plain, i, 2);
        if (word == "overriding" && m_verb == "insert")
            return clause(ClauseKind::Plain, i, 1);
        return {};
    }

    FormatClause inFrom(FormatClause found)
    {
        m_isFrom = true;
        return found;
    }
    FormatClause leaveFrom(FormatClause found)
    {
        m_isFrom = false;
        return found;
    }

    FormatMeasures &m_atoms;
    int m_begin;
    int m_end;
    std::vector<FormatClause> m_clauses;
    std::string_view m_verb;       // of the query, or of the part of a UNION
    std::string_view m_clauseWord; // of the clause, where it matters
    std::string_view m_previous;
    std::string_view m_beforePrevious;
    bool m_isFrom = false;
    bool m_isInsert = false;
};

} // namespace

std::vector<FormatClause> clausesOf(FormatMeasures &atoms, int begin, int end)
{
    return ClauseFinder(atoms, begin, end).find();
}

} // namespace howdah::sql
