// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/draft/draftgroups.h"

#include "entity/draft/draftwords.h"
#include "entity/tr.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

// A table that so many groups refer to is a group of its own: the users of a platform belong to none of its parts.
constexpr qsizetype HubFrom = 3;

class Grouping final
{
public:
    Grouping(const QStringList &tables, const std::vector<TableTie> &ties)
        : m_tables(tables)
        , m_ties(ties)
        , m_group(size_t(tables.size()))
    {
        std::iota(m_group.begin(), m_group.end(), 0);
    }

    TableGroups run()
    {
        joinPrefixes();
        // What is joined decides what is next, until nothing is.
        for (auto step :
             {&Grouping::joinLookups, &Grouping::joinMutual, &Grouping::joinPairs, &Grouping::joinDetails,
              &Grouping::joinNearest}) {
            while ((this->*step)()) {
            }
        }
        return named();
    }

private:
    struct Neighbours
    {
        QMap<int, int> to; // groups that it refers to, and how often
        QMap<int, int> from;
        QMap<int, int> pairs;
    };

    [[nodiscard]] int count() const { return int(m_tables.size()); }
    [[nodiscard]] qsizetype sizeOf(int group) const { return std::ranges::count(m_group, group); }
    bool join(int one, int other)
    {
        if (one == other)
            return false;
        std::ranges::replace(m_group, std::max(one, other), std::min(one, other));
        return true;
    }

    [[nodiscard]] Neighbours neighboursOf(int group) const
    {
        Neighbours all;
        for (const TableTie &tie : m_ties) {
            const int from = m_group[size_t(tie.from)];
            const int to = m_group[size_t(tie.to)];
            if (from == to)
                continue;
            if (tie.isPair && (from == group || to == group))
                ++all.pairs[from == group ? to : from];
            else if (from == group)
                ++all.to[to];
            else if (to == group)
                ++all.from[from];
        }
        return all;
    }
    // Of those that are still alone, the first that `target` names a group for joins it.
    template <typename Target>
    bool joinSingle(Target target)
    {
        for (int table = 0; table < count(); ++table) {
            const int group = m_group[size_t(table)];
            if (sizeOf(group) != 1)
                continue;
            if (const int found = target(group, neighboursOf(group)); found >= 0)
                return join(group, found);
        }
        return false;
    }

    void joinPrefixes()
    {
        QStringList ids;
        for (const QString &table : m_tables)
            ids << singularFirst(idOf(table));
        const auto prefix = [](const QString &id) { return id.section(u'_', 0, 0); };
        // That all names have in common tells nothing.
        while (ids.size() > 1 && std::ranges::all_of(ids, [&](const QString &id) {
                   return id.contains(u'_') && prefix(id) == prefix(ids.front());
               })) {
            for (QString &id : ids)
                id = singularFirst(id.section(u'_', 1));
        }
        QHash<QString, int> first;
        for (int table = 0; table < count(); ++table) {
            m_words << prefix(ids[table]);
            if (const auto found = first.constFind(m_words.back()); found != first.constEnd())
                join(m_group[size_t(*found)], m_group[size_t(table)]);
            else
                first.insert(m_words.back(), table);
        }
        m_ids = ids;
    }
    static QString singularFirst(const QString &id)
    {
        const QString rest = id.section(u'_', 1);
        const QString first = singularOf(id.section(u'_', 0, 0));
        return rest.isEmpty() ? first : first + u'_' + rest;
    }

    // Kinds, countries, suppliers: refer to nothing, and one group alone refers to them; a country and its cities, too.
    bool joinLookups()
    {
        constexpr qsizetype mostInChain = 2;
        for (int group = 0; group < count(); ++group) {
            const qsizetype size = sizeOf(group);
            if (size == 0 || size > mostInChain || !wordOfGroup(group).isEmpty())
                continue;
            const Neighbours all = neighboursOf(group);
            if (all.to.isEmpty() && all.pairs.isEmpty() && all.from.size() == 1)
                return join(group, all.from.firstKey());
        }
        return false;
    }
    // Shops and those who lead them.
    bool joinMutual()
    {
        return joinSingle([](int, const Neighbours &all) {
            const auto both = std::ranges::find_if(
                all.to.keyBegin(), all.to.keyEnd(), [&](int other) { return all.from.contains(other); });
            return both == all.to.keyEnd() ? -1 : *both;
        });
    }
    bool joinPairs()
    {
        return joinSingle([](int, const Neighbours &all) { return all.pairs.size() == 1 ? all.pairs.firstKey() : -1; });
    }
    // What refers to one group alone, and nothing refers to, is about it.
    bool joinDetails()
    {
        return joinSingle([](int, const Neighbours &all) {
            return all.to.size() == 1 && all.from.isEmpty() ? all.to.firstKey() : -1;
        });
    }
    // The others: to the group that they have most to do with, those first that nothing refers to.
    bool joinNearest()
    {
        const auto nearest = [](int, const Neighbours &all) {
            if (all.from.size() >= HubFrom)
                return -1;
            QMap<int, int> links = all.to;
            for (const auto &more : {all.from, all.pairs}) {
                for (auto it = more.begin(); it != more.end(); ++it)
                    links[it.key()] += it.value();
            }
            const auto most = std::ranges::max_element(links);
            return most == links.end() ? -1 : links.key(*most);
        };
        return joinSingle(
                   [&](int group, const Neighbours &all) { return all.from.isEmpty() ? nearest(group, all) : -1; })
            || joinSingle(nearest);
    }

    [[nodiscard]] int linksOf(int table) const
    {
        return int(std::ranges::count_if(
            m_ties, [&](const TableTie &tie) { return (tie.from == table) != (tie.to == table); }));
    }
    // That most names in it begin with; "" where they have none in common.
    [[nodiscard]] QString wordOfGroup(int group) const
    {
        QMap<QString, int> times;
        for (int table = 0; table < count(); ++table) {
            if (m_group[size_t(table)] == group)
                ++times[m_words[table]];
        }
        const auto most = std::ranges::max_element(times);
        return most == times.end() || *most < 2 ? QString() : times.key(*most);
    }
    [[nodiscard]] QString titleOfGroup(int group) const
    {
        int best = -1;
        for (int table = 0; table < count(); ++table) {
            if (m_group[size_t(table)] == group && (best < 0 || linksOf(table) > linksOf(best)))
                best = table;
        }
        const QString word = wordOfGroup(group);
        const bool isTable = std::ranges::any_of(m_ids, [&](const QString &id) { return id == word; });
        if (!word.isEmpty() && !isTable)
            return titleOf(word);
        return titleOf(pluralOf(word.isEmpty() ? m_tables[best] : word));
    }
    [[nodiscard]] TableGroups named() const
    {
        TableGroups groups;
        groups.of.resize(m_group.size());
        QHash<int, int> places;
        const QString other = tr("Other");
        for (int table = 0; table < count(); ++table) {
            const int group = m_group[size_t(table)];
            const bool isAlone = sizeOf(group) == 1 && linksOf(table) == 0;
            const int key = isAlone ? -1 : group;
            if (!places.contains(key) && !isAlone) {
                places.insert(key, int(groups.titles.size()));
                groups.titles << titleOfGroup(group);
            }
            groups.of[size_t(table)] = places.value(key, -1);
        }
        // Last.
        if (std::ranges::find(groups.of, -1) != groups.of.end()) {
            std::ranges::replace(groups.of, -1, int(groups.titles.size()));
            groups.titles << other;
        }
        return groups;
    }

    const QStringList m_tables;
    const std::vector<TableTie> m_ties;
    std::vector<int> m_group; // by table: the first of its group
    QStringList m_ids;        // by table, without what all have in common
    QStringList m_words;      // by table: what its name begins with
};

} // namespace

TableGroups groupTables(const QStringList &tables, const std::vector<TableTie> &ties)
{
    return Grouping(tables, ties).run();
}

} // namespace howdah::entity
