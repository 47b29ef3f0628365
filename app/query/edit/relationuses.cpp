// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/statementtext.h"
#include "query/edit/editableresult.h"

#include <algorithm>

namespace howdah::query {

using complete::Piece;
using complete::StatementText;

namespace {

// A WITH query: its name, and the pieces within its parentheses.
struct WithQuery
{
    QString name;
    int at = 0; // where its name stands
    int open = 0;
    int close = 0;
};

bool isWord(const Piece &piece, QStringView word)
{
    return piece.kind == Piece::Kind::Name && piece.name.compare(word, Qt::CaseInsensitive) == 0;
}

} // namespace

// name [(columns)] AS [NOT] [MATERIALIZED] ( ... ); a window's definition looks the same, and names no relation.
static std::vector<WithQuery> withQueries(const StatementText &text)
{
    std::vector<WithQuery> queries;
    for (int as = 1; as < text.size(); ++as) {
        if (!isWord(text.at(as), u"as"))
            continue;
        int open = as + 1;
        if (isWord(text.at(open), u"not"))
            ++open;
        if (isWord(text.at(open), u"materialized"))
            ++open;
        if (!text.at(open).is('('))
            continue;
        int name = as - 1;
        if (text.at(name).is(')') && text.at(name).match > 0)
            name = text.at(name).match - 1;
        if (name >= 0 && text.at(name).isName())
            queries.push_back({text.at(name).name, name, open, text.closing(open)});
    }
    return queries;
}

// The places where a relation of this name may be meant: not where a column of it is named by it.
static std::vector<int> placesOf(const StatementText &text, const QString &name)
{
    std::vector<int> places;
    for (int at = 0; at < text.size(); ++at) {
        const Piece &piece = text.at(at);
        if (piece.isName() && piece.name == name && !text.at(at + 1).is('.'))
            places.push_back(at);
    }
    return places;
}

namespace {

class Uses final
{
public:
    explicit Uses(const StatementText &text)
        : m_text(text)
        , m_queries(withQueries(text))
    {
    }

    // Of all places of the name together; `depth` ends what names itself.
    [[nodiscard]] int of(const QString &name, int definition, int depth) const
    {
        constexpr int Deepest = 16;
        if (depth > Deepest)
            return 2;
        int uses = 0;
        for (const int at : placesOf(m_text, name)) {
            const WithQuery *within = innermost(at);
            if (at != definition)
                uses += within ? of(within->name, within->at, depth + 1) : 1;
        }
        return std::min(uses, 2);
    }

private:
    [[nodiscard]] const WithQuery *innermost(int at) const
    {
        const WithQuery *found = nullptr;
        for (const WithQuery &query : m_queries) {
            if (at > query.open && at < query.close && (!found || query.open > found->open))
                found = &query;
        }
        return found;
    }

    const StatementText &m_text;
    std::vector<WithQuery> m_queries;
};

} // namespace

// A WITH query is computed wherever it is named, and what it names with it.
int usesOfRelation(const QString &sql, const QString &name)
{
    const StatementText text = complete::readWhole(sql.toUtf8());
    return Uses(text).of(name, -1, 0);
}

} // namespace howdah::query
