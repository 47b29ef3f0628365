// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/statementplaces.h"

#include "sql/lexer.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

struct Part
{
    QByteArray text; // as names are compared: words in lower case, quoted names without quotes
    qsizetype begin = 0;
    qsizetype end = 0;
    bool isName = false; // or a keyword
    bool isQuoted = false;
};

std::vector<Part> partsOf(QByteArrayView text, bool standardStrings)
{
    std::vector<Part> parts;
    sql::Lexer lexer;
    lexer.setStandardStrings(standardStrings);
    lexer.setInput(text, 0, true);
    for (;;) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::End || token.type == sql::TokenType::NeedMore)
            return parts;
        if (token.type == sql::TokenType::Backslash) {
            lexer.skip(1);
            continue;
        }
        Part part{
            .text = text.sliced(token.begin, token.end - token.begin).toByteArray(),
            .begin = token.begin,
            .end = token.end};
        part.isQuoted = token.type == sql::TokenType::QuotedName;
        part.isName = part.isQuoted || token.type == sql::TokenType::Word;
        if (token.type == sql::TokenType::Word)
            part.text = part.text.toLower();
        else if (part.isQuoted && part.text.size() >= 2)
            part.text = part.text.sliced(1, part.text.size() - 2).replace("\"\"", "\"");
        parts.push_back(std::move(part));
    }
}

bool isWord(const Part &part, const char *word) { return part.isName && !part.isQuoted && part.text == word; }

// Words that may stand behind a relation, and are no alias of it.
bool endsRelation(const Part &part)
{
    static constexpr std::array words{"where",  "on",        "using",       "join",      "left",       "right",
                                      "full",   "inner",     "cross",       "natural",   "group",      "order",
                                      "limit",  "offset",    "having",      "set",       "values",     "select",
                                      "union",  "intersect", "except",      "returning", "for",        "fetch",
                                      "window", "when",      "tablesample", "default",   "overriding", "with"};
    return part.isName && !part.isQuoted
        && std::ranges::any_of(words, [&](const char *word) { return part.text == word; });
}

// One place where a relation (a table, a CTE, a function) is named.
struct Mention
{
    QByteArray relation;
    QByteArray alias; // else that name
    StatementRange range;
    int depth = 0; // of parentheses
};

class Places final
{
public:
    Places(QByteArrayView statement, bool standardStrings)
        : m_parts(partsOf(statement, standardStrings))
    {
        readMentions();
    }

    // A relation by its alias: the second use of a name without one is "name_1" to the planner.
    [[nodiscard]] std::optional<StatementRange> relation(const QByteArray &name, const QByteArray &alias) const
    {
        const Mention *first = nullptr;
        for (const Mention &mention : m_mentions) {
            if (!name.isEmpty() && mention.relation != name)
                continue;
            if (mention.alias == alias)
                return mention.range;
            if (!first)
                first = &mention;
        }
        // "orders_2" is the third mention of orders that has that alias.
        const qsizetype line = alias.lastIndexOf('_');
        bool isNumber = false;
        const int number = line > 0 ? alias.sliced(line + 1).toInt(&isNumber) : 0;
        if (isNumber && number > 0) {
            const QByteArray stem = alias.first(line);
            int seen = 0;
            for (const Mention &mention : m_mentions) {
                if ((name.isEmpty() || mention.relation == name) && mention.alias == stem && seen++ == number)
                    return mention.range;
            }
        }
        return first && !name.isEmpty() ? std::optional(first->range) : std::nullopt;
    }

    // "GROUP BY", "LIMIT"; the `which`-th of them.
    [[nodiscard]] std::optional<StatementRange> words(std::initializer_list<const char *> words, size_t which = 0) const
    {
        for (size_t i = 0; i + words.size() <= m_parts.size(); ++i) {
            size_t at = i;
            const bool fits = std::ranges::all_of(words, [&](const char *word) { return isWord(m_parts[at++], word); });
            if (fits && which-- == 0)
                return range(i, i + words.size());
        }
        return {};
    }

    // The key of a sort or a group, behind those words: with them.
    [[nodiscard]] std::optional<StatementRange> clause(const char *first, const QString &key) const
    {
        const std::vector<QByteArray> wanted = core(partsOf(key.toUtf8(), true));
        std::optional<StatementRange> any;
        for (size_t i = 0; i + 2 < m_parts.size() && !wanted.empty(); ++i) {
            if (!isWord(m_parts[i], first) || !isWord(m_parts[i + 1], "by"))
                continue;
            size_t end = i + 2;
            if (matches(end, wanted))
                return range(i, end);
            if (!any)
                any = range(i, i + 2);
        }
        return any;
    }

    // "((o.customer = c.id) AND (o.total > 5))": where one of its comparisons stands, in either order.
    [[nodiscard]] std::optional<StatementRange> condition(const QString &text) const
    {
        if (m_parts.size() > StatementPlaces::MostTokens)
            return {};
        for (const std::vector<Part> &one : comparisons(partsOf(text.toUtf8(), true))) {
            std::vector<QByteArray> wanted = core(one);
            if (wanted.size() < 2)
                continue;
            if (const auto found = find(wanted))
                return found;
            const auto equals = std::ranges::find(wanted, "=");
            if (equals == wanted.end())
                continue;
            std::vector<QByteArray> turned(equals + 1, wanted.end());
            turned.emplace_back("=");
            turned.insert(turned.end(), wanted.begin(), equals);
            if (const auto found = find(turned))
                return found;
        }
        return {};
    }

private:
    [[nodiscard]] StatementRange range(size_t first, size_t end) const
    {
        return {m_parts[first].begin, m_parts[end - 1].end - m_parts[first].begin};
    }

    // Names behind FROM, JOIN, INTO, UPDATE, a comma of a list, and WITH.
    void readMentions()
    {
        int depth = 0;
        for (size_t i = 0; i < m_parts.size(); ++i) {
            if (!m_parts[i].isName)
                depth += m_parts[i].text == "(" ? 1 : m_parts[i].text == ")" ? -1 : 0;
            const bool isName = m_parts[i].isName && !(i > 0 && m_parts[i - 1].text == "." && !m_parts[i - 1].isName);
            if (isName && mayStandHere(i))
                i = readMention(i, depth);
        }
        // The planner numbers those of the whole before those of its parts.
        std::ranges::stable_sort(m_mentions, {}, &Mention::depth);
    }
    [[nodiscard]] bool mayStandHere(size_t i) const
    {
        if (i == 0)
            return false;
        const Part &before = m_parts[i - 1];
        static constexpr std::array words{"from", "join",    "into", "update",   "using",
                                          "only", "lateral", "with", "recursive"};
        if (before.isName)
            return std::ranges::any_of(words, [&](const char *word) { return isWord(before, word); })
                && !std::ranges::any_of(words, [&](const char *word) { return isWord(m_parts[i], word); })
                && !isWord(m_parts[i], "select");
        // Of a list behind FROM, or an opened one: columns stand there as well, and are not looked up by that name.
        return before.text == "," || before.text == "(";
    }
    size_t readMention(size_t first, int depth)
    {
        size_t last = first;
        while (last + 2 < m_parts.size() && m_parts[last + 1].text == "." && !m_parts[last + 1].isName
               && m_parts[last + 2].isName)
            last += 2;
        Mention mention{.relation = m_parts[last].text, .alias = m_parts[last].text, .range = {}, .depth = depth};
        size_t end = last + 1;
        size_t next = end;
        if (next < m_parts.size() && m_parts[next].text == "(" && !m_parts[next].isName) // a function
            next = behindParentheses(next);
        if (next < m_parts.size() && m_parts[next].text == "*")
            ++next;
        const bool hasAs = next + 1 < m_parts.size() && isWord(m_parts[next], "as");
        if (hasAs)
            ++next;
        if (next < m_parts.size() && m_parts[next].isName && !endsRelation(m_parts[next])) {
            mention.alias = m_parts[next].text;
            end = next + 1;
        }
        mention.range = range(first, end);
        m_mentions.push_back(std::move(mention));
        return last;
    }
    [[nodiscard]] size_t behindParentheses(size_t open) const
    {
        int depth = 0;
        for (size_t i = open; i < m_parts.size() && i < open + 200; ++i) {
            if (m_parts[i].text == "(" && !m_parts[i].isName)
                ++depth;
            else if (m_parts[i].text == ")" && !m_parts[i].isName && --depth == 0)
                return i + 1;
        }
        return open;
    }

    // Split at AND and OR, whatever depth they stand at.
    static std::vector<std::vector<Part>> comparisons(const std::vector<Part> &parts)
    {
        std::vector<std::vector<Part>> all(1);
        for (const Part &part : parts) {
            if (isWord(part, "and") || isWord(part, "or"))
                all.emplace_back();
            else
                all.back().push_back(part);
        }
        return all;
    }

    // What is the same in the text and in the plan: without parentheses, casts and what qualifies a name.
    static std::vector<QByteArray> core(const std::vector<Part> &parts)
    {
        std::vector<QByteArray> words;
        for (size_t i = 0; i < parts.size(); i = coreEnd(parts, i)) {
            if (isCore(parts, i))
                words.push_back(parts[i].text);
        }
        return words;
    }
    static bool isCore(const std::vector<Part> &parts, size_t i)
    {
        const QByteArray &text = parts[i].text;
        if (parts[i].isName)
            return !(i + 1 < parts.size() && parts[i + 1].text == "." && !parts[i + 1].isName);
        return text != "(" && text != ")" && text != "." && text != ";";
    }
    // Behind what belongs to it: a cast is passed over with its type.
    static size_t coreEnd(const std::vector<Part> &parts, size_t i)
    {
        size_t next = i + 1;
        while (next + 2 < parts.size() && parts[next].text == ":" && parts[next + 1].text == ":") {
            next += 3;
            while (next < parts.size() && parts[next].isName
                   && (parts[next].text == "varying" || parts[next].text == "precision" || parts[next].text == "without"
                       || parts[next].text == "with" || parts[next].text == "time" || parts[next].text == "zone"))
                ++next;
        }
        return next;
    }

    // Whether the words stand from there on; `at` is behind them then.
    [[nodiscard]] bool matches(size_t &at, const std::vector<QByteArray> &wanted) const
    {
        size_t i = at;
        size_t last = at;
        for (const QByteArray &word : wanted) {
            while (i < m_parts.size() && !isCore(m_parts, i))
                i = coreEnd(m_parts, i);
            if (i >= m_parts.size() || m_parts[i].text != word)
                return false;
            last = i + 1;
            i = coreEnd(m_parts, i);
        }
        at = last;
        return true;
    }
    [[nodiscard]] std::optional<StatementRange> find(const std::vector<QByteArray> &wanted) const
    {
        for (size_t i = 0; i < m_parts.size(); ++i) {
            if (!isCore(m_parts, i) || m_parts[i].text != wanted.front())
                continue;
            size_t end = i;
            if (!matches(end, wanted))
                continue;
            // With what qualifies its first name.
            size_t first = i;
            while (first >= 2 && m_parts[first - 1].text == "." && !m_parts[first - 1].isName
                   && m_parts[first - 2].isName)
                first -= 2;
            return range(first, end);
        }
        return {};
    }

    std::vector<Part> m_parts;
    std::vector<Mention> m_mentions;
};

class NodePlace final
{
public:
    NodePlace(const Places &places, const Node &node)
        : m_places(places)
        , m_node(node)
    {
    }

    [[nodiscard]] std::vector<StatementRange> all() const
    {
        std::vector<StatementRange> found;
        const auto add = [&](const std::optional<StatementRange> &range) {
            if (range && std::ranges::find(found, *range) == found.end())
                found.push_back(*range);
        };
        const Fields &fields = m_node.fields;
        if (!m_node.producedCte().isEmpty())
            add(m_places.relation(m_node.producedCte().toUtf8(), m_node.producedCte().toUtf8()));
        const QByteArray alias = m_node.alias.toUtf8();
        if (!m_node.relation.isEmpty()) {
            const QByteArray relation = m_node.relation.toUtf8();
            const auto place = m_places.relation(relation, alias.isEmpty() ? relation : alias);
            // A partition is numbered by the alias of its table: "t_6" of "t".
            add(place ? place : m_places.relation({}, alias.first(std::max<qsizetype>(0, alias.lastIndexOf('_')))));
        } else if (const QString *cte = fields.find(u"CTE Name"))
            add(m_places.relation(cte->toUtf8(), alias));
        else if (!alias.isEmpty())
            add(m_places.relation(fields.text(u"Function Name").toUtf8(), alias));
        for (const QStringView key :
             {u"Hash Cond", u"Merge Cond", u"Join Filter", u"Index Cond", u"Recheck Cond", u"Filter", u"TID Cond",
              u"One-Time Filter"}) {
            if (const QString *condition = fields.find(key))
                add(m_places.condition(*condition));
        }
        if (const QString *key = fields.find(u"Sort Key"))
            add(sortPlace(*key));
        if (const QString *key = fields.find(u"Group Key"))
            add(m_places.clause("group", key->section(u", "_s, 0, 0)));
        add(byType());
        return found;
    }

private:
    [[nodiscard]] std::optional<StatementRange> sortPlace(QString key) const
    {
        key = key.section(u", "_s, 0, 0);
        for (const auto &suffix : {" NULLS LAST"_L1, " NULLS FIRST"_L1, " DESC"_L1}) {
            if (key.endsWith(suffix))
                key.chop(suffix.size());
        }
        return m_places.clause("order", key);
    }
    [[nodiscard]] std::optional<StatementRange> byType() const
    {
        const QString &type = m_node.type;
        if (type == "Limit"_L1) {
            const auto limit = m_places.words({"limit"});
            return limit ? limit : m_places.words({"fetch"});
        }
        if (type == "Unique"_L1)
            return m_places.words({"distinct"});
        if (type == "WindowAgg"_L1)
            return m_places.words({"over"});
        if (type == "LockRows"_L1)
            return m_places.words({"for"});
        if (type == "Recursive Union"_L1)
            return m_places.words({"recursive"});
        if (type == "SetOp"_L1)
            return m_places.words({m_node.fields.text(u"Command").startsWith("Intersect"_L1) ? "intersect" : "except"});
        if (type == "Append"_L1 || type == "Merge Append"_L1)
            return m_places.words({"union"});
        if (type == "Values Scan"_L1)
            return m_places.words({"values"});
        return {};
    }

    const Places &m_places;
    const Node &m_node;
};

} // namespace

StatementPlaces::StatementPlaces(const Plan &plan, QByteArrayView statement, bool standardStrings)
    : m_inherited(plan.nodes.size())
{
    const Places places(statement, standardStrings);
    // A plan of many nodes over few relations asks the same again and again.
    for (size_t node = 0; node < plan.nodes.size(); ++node) {
        for (const StatementRange &range : NodePlace(places, plan.nodes[node]).all()) {
            if (!m_inherited[node])
                m_inherited[node] = range;
            m_found.push_back({int(node), range});
        }
    }
    // Children stand behind their parents.
    for (size_t node = plan.nodes.size(); node-- > 1;) {
        const int parent = plan.nodes[node].parent;
        if (parent < 0 || plan.nodes[size_t(parent)].children.empty())
            continue;
        if (!m_inherited[size_t(parent)] && plan.nodes[size_t(parent)].children.front() == int(node))
            m_inherited[size_t(parent)] = m_inherited[node];
    }
}

std::optional<StatementRange> StatementPlaces::of(int node) const
{
    return node >= 0 && size_t(node) < m_inherited.size() ? m_inherited[size_t(node)] : std::nullopt;
}

std::vector<int> StatementPlaces::at(qsizetype byte) const
{
    std::vector<const Found *> there;
    for (const Found &found : m_found) {
        if (found.range.contains(byte))
            there.push_back(&found);
    }
    std::ranges::stable_sort(there, {}, [](const Found *found) { return found->range.size; });
    std::vector<int> nodes;
    for (const Found *found : there) {
        if (std::ranges::find(nodes, found->node) == nodes.end())
            nodes.push_back(found->node);
    }
    return nodes;
}

qsizetype behindExplain(QByteArrayView sql, bool standardStrings)
{
    const std::vector<Part> parts = partsOf(sql, standardStrings);
    if (parts.empty() || !isWord(parts[0], "explain"))
        return 0;
    size_t at = 1;
    if (at < parts.size() && parts[at].text == "(") {
        while (at < parts.size() && parts[at].text != ")") // of options: none has parentheses
            ++at;
        ++at;
    } else {
        while (at < parts.size()
               && (isWord(parts[at], "analyze") || isWord(parts[at], "analyse") || isWord(parts[at], "verbose")))
            ++at;
    }
    return at < parts.size() ? parts[at].begin : 0;
}

} // namespace howdah::plan
