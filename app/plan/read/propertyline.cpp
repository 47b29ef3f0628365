// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/propertyline.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// That begin a line of their own, at any indentation: what is wrapped is told by them.
constexpr std::array knownKeys{
    "Filter"_L1,
    "Index Cond"_L1,
    "Recheck Cond"_L1,
    "Join Filter"_L1,
    "Hash Cond"_L1,
    "Merge Cond"_L1,
    "Sort Key"_L1,
    "Presorted Key"_L1,
    "Group Key"_L1,
    "Hash Key"_L1,
    "Output"_L1,
    "Order By"_L1,
    "TID Cond"_L1,
    "One-Time Filter"_L1,
    "Rows Removed by Filter"_L1,
    "Rows Removed by Index Recheck"_L1,
    "Rows Removed by Join Filter"_L1,
    "Heap Fetches"_L1,
    "Heap Blocks"_L1,
    "Workers Planned"_L1,
    "Workers Launched"_L1,
    "Buffers"_L1,
    "I/O Timings"_L1,
    "WAL"_L1,
    "Sort Method"_L1,
    "Buckets"_L1,
    "Batches"_L1,
    "Planned Partitions"_L1,
    "Hits"_L1,
    "Cache Key"_L1,
    "Cache Mode"_L1,
    "Remote SQL"_L1,
    "Relations"_L1,
    "Subplans Removed"_L1,
    "Function Call"_L1,
    "Table Function Call"_L1,
    "Sampling"_L1,
    "Run Condition"_L1,
    "Conflict Resolution"_L1,
    "Conflict Arbiter Indexes"_L1,
    "Tuples Inserted"_L1,
    "Conflicting Tuples"_L1,
    "Full-sort Groups"_L1,
    "Pre-sorted Groups"_L1,
    "Index Searches"_L1,
    "Disabled"_L1,
    "Inner Unique"_L1,
    "Planning Time"_L1,
    "Execution Time"_L1,
    "Planning"_L1,
    "JIT"_L1,
    "Settings"_L1,
    "Serialization"_L1,
    "Query Identifier"_L1,
    "Total runtime"_L1,
};

// Each "key: value" of a line that has several, two blanks apart.
std::vector<std::pair<QString, QString>> pairsOf(const PropertyLine &property)
{
    std::vector<std::pair<QString, QString>> pairs;
    QString key = property.key;
    QStringView rest = property.value;
    while (true) {
        const qsizetype gap = rest.indexOf("  "_L1);
        pairs.emplace_back(key, (gap < 0 ? rest : rest.first(gap)).trimmed().toString());
        if (gap < 0)
            return pairs;
        rest = rest.sliced(gap).trimmed();
        const qsizetype colon = rest.indexOf(u':');
        if (colon < 0)
            return pairs;
        key = rest.first(colon).toString();
        rest = rest.sliced(colon + 1).trimmed();
    }
}

QString withoutUnit(QString text)
{
    if (text.endsWith("kB"_L1))
        text.chop(2);
    return text;
}

QString capitalised(QStringView word)
{
    QString text = word.toString();
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

// Each "name=value" of a text, by its place among the parts that commas divide: "shared hit=1, temp read=2".
template <typename Use>
void eachFigure(QStringView text, Use use)
{
    for (const QStringView part : text.split(u',')) {
        QStringView group;
        for (const QStringView word : part.trimmed().split(u' ', Qt::SkipEmptyParts)) {
            const qsizetype equals = word.indexOf(u'=');
            if (equals < 0)
                group = word;
            else
                use(group, word.first(equals), word.sliced(equals + 1));
        }
    }
}

void readBuffers(Item &into, const PropertyLine &property)
{
    eachFigure(property.value, [&](QStringView group, QStringView name, QStringView value) {
        into.add(capitalised(group) + u' ' + capitalised(name) + u" Blocks"_s, value.toString());
    });
}

void readTimings(Item &into, const PropertyLine &property)
{
    eachFigure(property.value, [&](QStringView group, QStringView name, QStringView value) {
        // Until 16 those of shared and local buffers are one.
        const bool isBoth = group.isEmpty() || group == "shared/local"_L1;
        into.add(
            (isBoth ? QString() : capitalised(group) + u' ') + u"I/O "_s + capitalised(name) + u" Time"_s,
            value.toString());
    });
}

void readWal(Item &into, const PropertyLine &property)
{
    eachFigure(property.value, [&](QStringView group, QStringView name, QStringView value) {
        if (group == "buffers"_L1 && name == "full"_L1)
            into.add(u"WAL Buffers Full"_s, value.toString());
        else
            into.add(u"WAL "_s + (name == "fpi"_L1 ? u"FPI"_s : capitalised(name)), value.toString());
    });
}

void readSortMethod(Item &into, const PropertyLine &property)
{
    for (const auto &[key, value] : pairsOf(property)) {
        if (key == "Sort Method"_L1)
            into.add(key, value);
        else {
            into.add(u"Sort Space Used"_s, withoutUnit(value));
            into.add(u"Sort Space Type"_s, key);
        }
    }
}

// "Full-sort Groups: 1  Sort Method: quicksort  Average Memory: 30kB  Peak Memory: 30kB".
void readSortGroups(Item &into, const PropertyLine &property)
{
    Item &group = into.child(property.key, Item::Kind::Map);
    for (const auto &[key, value] : pairsOf(property)) {
        if (key == property.key)
            group.add(u"Group Count"_s, value);
        else if (key.startsWith("Sort Method"_L1))
            group.add(u"Sort Methods Used"_s, value);
        else {
            const QString space = key.section(u' ', 1);
            group.child(u"Sort Space "_s + space, Item::Kind::Map)
                .add(key.section(u' ', 0, 0) + u" Sort Space Used"_s, withoutUnit(value));
        }
    }
}

// "1024 (originally 512)".
void addWithOriginal(Item &into, const QString &name, const QString &value)
{
    const qsizetype open = value.indexOf(u'(');
    const QString now = value.first(open < 0 ? value.size() : open).trimmed();
    const QString original = open < 0 ? now : value.sliced(open + 1).section(u' ', 1).chopped(1);
    into.add(name, now);
    into.add(u"Original "_s + name, original);
}

void readHash(Item &into, const PropertyLine &property)
{
    for (const auto &[key, value] : pairsOf(property)) {
        if (key == "Buckets"_L1 || key == "Batches"_L1)
            addWithOriginal(into, u"Hash "_s + key, value);
        else
            into.add(u"Peak Memory Usage"_s, withoutUnit(value));
    }
}

void readHashedGroups(Item &into, const PropertyLine &property)
{
    for (const auto &[key, value] : pairsOf(property)) {
        into.add(
            key == "Batches"_L1        ? u"HashAgg Batches"_s
            : key == "Memory Usage"_L1 ? u"Peak Memory Usage"_s
                                       : key,
            withoutUnit(value));
    }
}

void readMemoize(Item &into, const PropertyLine &property)
{
    for (const auto &[key, value] : pairsOf(property))
        into.add(key == "Memory Usage"_L1 ? u"Peak Memory Usage"_s : u"Cache "_s + key, withoutUnit(value));
}

void readHeapBlocks(Item &into, const PropertyLine &property)
{
    eachFigure(property.value, [&](QStringView, QStringView name, QStringView value) {
        into.add(capitalised(name) + u" Heap Blocks"_s, value.toString());
    });
}

void readStorage(Item &into, const PropertyLine &property)
{
    for (const auto &[key, value] : pairsOf(property))
        into.add(key, withoutUnit(value));
}

void readMemory(Item &into, const PropertyLine &property)
{
    eachFigure(property.value, [&](QStringView, QStringView name, QStringView value) {
        into.add(u"Memory "_s + capitalised(name), withoutUnit(value.toString()));
    });
}

// Of MERGE: "inserted=1 updated=2 deleted=1 skipped=1".
void readTuples(Item &into, const PropertyLine &property)
{
    eachFigure(property.value, [&](QStringView, QStringView name, QStringView value) {
        into.add(u"Tuples "_s + capitalised(name), value.toString());
    });
}

// "bernoulli ('50'::real) REPEATABLE ('1'::double precision)".
void readSampling(Item &into, const PropertyLine &property)
{
    const qsizetype open = property.value.indexOf(" ("_L1);
    if (open < 0)
        return into.add(u"Sampling Method"_s, property.value.toString());
    const auto inside = [](QStringView text) {
        return text.endsWith(u')') ? text.chopped(1).toString() : text.toString();
    };
    into.add(u"Sampling Method"_s, property.value.first(open).toString());
    const QStringView rest = property.value.sliced(open + 2);
    const qsizetype repeat = rest.indexOf(") REPEATABLE ("_L1);
    into.add(u"Sampling Parameters"_s, repeat < 0 ? inside(rest) : rest.first(repeat).toString());
    if (repeat >= 0)
        into.add(u"Repeatable Seed"_s, inside(rest.sliced(repeat + 14)));
}

// Of Memoize: "capacity=1 distinct keys=1 lookups=2 hit percent=50.00%".
void readEstimates(Item &into, const PropertyLine &property)
{
    static constexpr std::array names{
        std::pair{"capacity"_L1, "Estimated Capacity"_L1}, std::pair{"keys"_L1, "Estimated Distinct Lookup Keys"_L1},
        std::pair{"lookups"_L1, "Estimated Lookups"_L1}, std::pair{"percent"_L1, "Estimated Hit Percent"_L1}};
    eachFigure(property.value, [&](QStringView, QStringView name, QStringView value) {
        for (const auto &[text, key] : names) {
            if (name == text)
                into.add(key, (value.endsWith(u'%') ? value.chopped(1) : value).toString());
        }
    });
}

// A set of GROUPING SETS; those of one kind that follow one another are one entry, as in JSON.
void readGroupKey(Item &into, const PropertyLine &property)
{
    const QString key = property.key + u's';
    Item &sets = into.child(u"Grouping Sets"_s, Item::Kind::List);
    if (sets.items.empty()
        || (!sets.items.back().keys.empty() && sets.items.back().keys.back() != key
            && sets.items.back().keys.back() != "Sort Key"_L1))
        sets.items.push_back(Item::of(Item::Kind::Map));
    sets.items.back().child(key, Item::Kind::List).items.push_back(Item::ofText(property.value.toString()));
}

// What a file or a program answers, of file_fdw: "123 b".
void readFileSize(Item &into, const PropertyLine &property)
{
    const QStringView value = property.value;
    into.add(property.key, (value.endsWith(" b"_L1) ? value.chopped(2) : value).toString());
}

struct Special
{
    QLatin1StringView key;
    void (*read)(Item &, const PropertyLine &);
};
constexpr std::array specials{
    Special{"Buffers"_L1, readBuffers},
    Special{"I/O Timings"_L1, readTimings},
    Special{"WAL"_L1, readWal},
    Special{"Sort Method"_L1, readSortMethod},
    Special{"Full-sort Groups"_L1, readSortGroups},
    Special{"Pre-sorted Groups"_L1, readSortGroups},
    Special{"Buckets"_L1, readHash},
    Special{"Planned Partitions"_L1, readHashedGroups},
    Special{"Batches"_L1, readHashedGroups},
    Special{"Hits"_L1, readMemoize},
    Special{"Heap Blocks"_L1, readHeapBlocks},
    Special{"Storage"_L1, readStorage},
    Special{"Memory"_L1, readMemory},
    Special{"Tuples"_L1, readTuples},
    Special{"Sampling"_L1, readSampling},
    Special{"Estimates"_L1, readEstimates},
    Special{"Foreign File Size"_L1, readFileSize},
    Special{"Hash Key"_L1, readGroupKey},
};

} // namespace

std::optional<PropertyLine> propertyOf(QStringView line, bool known)
{
    constexpr qsizetype longest = 60;
    const QStringView head = line.first(std::min(line.size(), longest));
    const qsizetype colon = head.indexOf(u':');
    if (colon <= 0 || !line[0].isUpper() || (colon + 1 < line.size() && !line[colon + 1].isSpace()))
        return {};
    const QStringView key = line.first(colon);
    const bool isKey = std::ranges::all_of(
        key, [](QChar c) { return c.isLetterOrNumber() || c == u' ' || c == u'/' || c == u'-' || c == u'_'; });
    if (!isKey)
        return {};
    if (known && std::ranges::none_of(knownKeys, [key](QLatin1StringView one) { return key == one; }))
        return {};
    return PropertyLine{key.toString(), line.sliced(colon + 1).trimmed()};
}

void readProperty(Item &into, const PropertyLine &property)
{
    for (const Special &special : specials) {
        if (property.key == special.key)
            return special.read(into, property);
    }
    // A second one shows that there are grouping sets.
    if (property.key == "Group Key"_L1
        && (into.find(u"Grouping Sets") || into.find(u"Group Key") || property.value == "()"_L1)) {
        if (Item *first = into.find(u"Group Key")) {
            const QString set = first->text;
            const auto at = std::ranges::find(into.keys, u"Group Key"_s) - into.keys.begin();
            into.keys.erase(into.keys.begin() + at);
            into.items.erase(into.items.begin() + at);
            readGroupKey(into, {property.key, set});
        }
        return readGroupKey(into, property);
    }
    if (property.key == "Sort Key"_L1 && into.find(u"Node Type") && into.find(u"Node Type")->text == "Aggregate"_L1) {
        if (into.find(u"Group Key"))
            readProperty(into, {u"Group Key"_s, {}}); // turns the first into a set; the empty one is taken off
        Item &sets = into.child(u"Grouping Sets"_s, Item::Kind::List);
        if (!sets.items.empty() && !sets.items.back().items.empty() && !sets.items.back().items.back().items.empty()
            && sets.items.back().items.back().items.back().text.isEmpty())
            sets.items.back().items.back().items.pop_back();
        Item set = Item::of(Item::Kind::Map);
        set.add(property.key, property.value.toString());
        sets.items.push_back(std::move(set));
        return;
    }
    into.add(property.key, property.value.toString());
}

bool isStatementLine(QStringView line)
{
    static constexpr std::array beginnings{
        "Planning Time:"_L1,
        "Planning time:"_L1,
        "Execution Time:"_L1,
        "Execution time:"_L1,
        "Total runtime:"_L1,
        "Planning:"_L1,
        "JIT:"_L1,
        "Settings:"_L1,
        "Serialization:"_L1,
        "Query Identifier:"_L1,
        "Query Text:"_L1,
        "Query Parameters:"_L1,
        "Trigger "_L1};
    return std::ranges::any_of(beginnings, [line](QLatin1StringView begin) { return line.startsWith(begin); });
}

void readJit(Item &into, const PropertyLine &property)
{
    if (property.key == "Functions"_L1)
        return into.add(property.key, property.value.toString());
    if (property.key != "Options"_L1 && property.key != "Timing"_L1)
        return into.add(property.key, property.value.toString());
    Item &group = into.child(property.key, Item::Kind::Map);
    for (const QStringView part : property.value.split(u',')) {
        const QList<QStringView> words = part.trimmed().split(u' ', Qt::SkipEmptyParts);
        if (words.size() < 2)
            continue;
        // "Generation 1.2 ms (Deform 0.5 ms)", of 17 and later.
        if (words.size() >= 5 && words[3].startsWith(u'(')) {
            Item &both = group.child(words[0].toString(), Item::Kind::Map);
            both.add(words[3].sliced(1).toString(), words[4].toString());
            both.add(u"Total"_s, words[1].toString());
        } else
            group.add(words[0].toString(), words[1].toString());
    }
}

Item readTrigger(QStringView line)
{
    Item trigger = Item::of(Item::Kind::Map);
    const qsizetype colon = line.lastIndexOf(u':');
    QStringView name = colon < 0 ? line : line.first(colon);
    if (name.startsWith("Trigger "_L1))
        name = name.sliced(8);
    const qsizetype on = name.lastIndexOf(" on "_L1);
    if (on >= 0) {
        trigger.add(u"Relation"_s, name.sliced(on + 4).toString());
        name = name.first(on);
    }
    const qsizetype constraint = name.indexOf("for constraint "_L1);
    if (constraint >= 0)
        trigger.add(u"Constraint Name"_s, name.sliced(constraint + 15).toString());
    const QStringView own = (constraint < 0 ? name : name.first(constraint)).trimmed();
    if (!own.isEmpty())
        trigger.add(u"Trigger Name"_s, own.toString());
    eachFigure(
        colon < 0 ? QStringView() : line.sliced(colon + 1),
        [&](QStringView, QStringView key, QStringView value) { trigger.add(capitalised(key), value.toString()); });
    return trigger;
}

Item readSettings(QStringView text)
{
    Item settings = Item::of(Item::Kind::Map);
    while (!text.isEmpty()) {
        const qsizetype equals = text.indexOf(" = '"_L1);
        if (equals < 0)
            break;
        QString value;
        qsizetype at = equals + 4;
        for (; at < text.size(); ++at) {
            if (text[at] == u'\'') {
                if (at + 1 >= text.size() || text[at + 1] != u'\'')
                    break;
                ++at;
            }
            value += text[at];
        }
        settings.add(text.first(equals).trimmed().toString(), std::move(value));
        text = text.sliced(std::min(at + 1, text.size()));
        if (text.startsWith(u','))
            text = text.sliced(1).trimmed();
    }
    return settings;
}

void readSerialization(Item &into, QStringView text)
{
    eachFigure(text, [&](QStringView, QStringView name, QStringView value) {
        if (name == "output"_L1)
            into.add(u"Output Volume"_s, withoutUnit(value.toString()));
        else
            into.add(capitalised(name), value.toString());
    });
}

} // namespace howdah::plan
