// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/completionindex.h"

#include "query/complete/matching.h"
#include "resources/resources.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::FunctionKind;
using catalog::Oid;

CompletionIndex::CompletionIndex(catalog::Snapshot catalog, IndexExtras extras)
    : m_catalog(std::move(catalog))
    , m_extras(std::move(extras))
{
    readFunctions();
    readSettings();
    readColumns();
    readPrefixes();
    readKeys();
}

static QStringList resourceLines(const QString &name)
{
    QStringList lines = resourceText(u"completion/"_s + name).split(u'\n', Qt::SkipEmptyParts);
    lines.removeIf([](const QString &line) { return line.startsWith(u'#'); });
    return lines;
}

static void countArguments(Signature &function)
{
    int depth = 0;
    bool any = false;
    int optional = 0;
    for (const QString &part : function.arguments.split(u',')) {
        if (depth == 0 && !part.trimmed().isEmpty()) {
            any = true;
            if (part.trimmed().startsWith("OUT "_L1))
                continue;
            ++function.most;
            if (part.contains("DEFAULT"_L1) || part.contains("VARIADIC"_L1))
                ++optional;
        }
        depth += int(part.count(u'(')) - int(part.count(u')'));
    }
    function.least = any ? function.most - optional : 0;
    if (function.arguments.contains("VARIADIC"_L1))
        function.most = 100;
}

void CompletionIndex::readFunctions()
{
    static const QHash<QString, FunctionKind> Kinds{
        {u"f"_s, FunctionKind::Function},
        {u"k"_s, FunctionKind::Function},
        {u"p"_s, FunctionKind::Procedure},
        {u"a"_s, FunctionKind::Aggregate},
        {u"w"_s, FunctionKind::Window}};
    for (const QString &line : resourceLines(u"functions.txt"_s)) {
        const QStringList parts = line.split(u'|');
        if (parts.size() < 4)
            continue;
        m_functions.push_back(
            {.name = parts.at(0),
             .kind = Kinds.value(parts.at(1)),
             .isBare = parts.at(1) == "k"_L1,
             .arguments = parts.mid(3).join(u'|'),
             .result = parts.at(2)});
    }
    for (const catalog::Function &function : m_catalog->functions) {
        if (function.result == "trigger"_L1 || function.result == "event_trigger"_L1)
            continue;
        m_functions.push_back(
            {.schema = function.schema,
             .name = function.name,
             .kind = function.kind,
             .arguments = function.arguments,
             .result = function.result,
             .comment = function.comment});
    }
    std::ranges::for_each(m_functions, countArguments);
    std::ranges::stable_sort(m_functions, {}, &Signature::name);
}

std::pair<qsizetype, qsizetype> CompletionIndex::functionRange(const QString &name) const
{
    const auto found = std::ranges::equal_range(m_functions, name, {}, &Signature::name);
    return {found.begin() - m_functions.begin(), found.end() - m_functions.begin()};
}

void CompletionIndex::readSettings()
{
    for (const QString &line : resourceLines(u"settings.txt"_s))
        m_settings.append(line.section(u'|', 0, 0));
    m_settings += m_extras.settings;
    m_settings.sort();
    m_settings.removeDuplicates();
}

void CompletionIndex::readColumns()
{
    for (const catalog::Column &column : m_catalog->columns)
        m_relationsByColumn[column.name].push_back(column.relation);
    for (const catalog::Relation &relation : m_catalog->relations)
        m_initials.emplace_back(complete::initials(relation.name), relation.oid);
    std::ranges::stable_sort(m_initials, {}, &std::pair<QString, Oid>::first);
    m_columnNames.reserve(std::size_t(m_relationsByColumn.size()));
    for (auto it = m_relationsByColumn.cbegin(); it != m_relationsByColumn.cend(); ++it)
        m_columnNames.push_back(it.key());
    std::ranges::sort(m_columnNames);
}

// ss_sold_date_sk, ss_item_sk: ss_, where two thirds of at least three columns have it.
void CompletionIndex::readPrefixes()
{
    for (const catalog::Relation &relation : m_catalog->relations) {
        const auto columns = m_catalog->columnsOf(relation.oid);
        if (columns.size() < 3)
            continue;
        QHash<QString, int> counts;
        for (const catalog::Column &column : columns) {
            const qsizetype end = column.name.indexOf(u'_');
            if (end > 0 && end + 1 < column.name.size())
                ++counts[column.name.first(end + 1)];
        }
        for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
            if (it.value() * 3 >= int(columns.size()) * 2)
                m_prefixes.insert(relation.oid, it.key());
        }
    }
}

void CompletionIndex::addLink(KeyLink link)
{
    const int position = int(m_links.size());
    for (const qint16 number : link.fromColumns)
        m_keys.insert({link.from, number});
    for (const qint16 number : link.toColumns)
        m_keys.insert({link.to, number});
    m_linksOf[link.from].push_back(position);
    if (link.to != link.from)
        m_linksOf[link.to].push_back(position);
    m_links.push_back(std::move(link));
}

void CompletionIndex::readKeys()
{
    for (const catalog::Constraint &constraint : m_catalog->constraints) {
        if (constraint.kind == catalog::ConstraintKind::PrimaryKey) {
            for (const qint16 number : constraint.columns)
                m_keys.insert({constraint.relation, number});
        }
        if (constraint.kind == catalog::ConstraintKind::ForeignKey && constraint.parent == 0)
            addLink(
                {.from = constraint.relation,
                 .to = constraint.referencedRelation,
                 .fromColumns = constraint.columns,
                 .toColumns = constraint.referencedColumns});
    }
}

bool CompletionIndex::isKey(const catalog::Column *column) const
{
    return column && m_keys.contains({column->relation, column->number});
}

const std::vector<Oid> &CompletionIndex::relationsWith(const QString &column) const
{
    static const std::vector<Oid> None;
    const auto found = m_relationsByColumn.constFind(column);
    return found == m_relationsByColumn.cend() ? None : *found;
}

const catalog::Column *CompletionIndex::column(Oid relation, const QString &name) const
{
    for (const catalog::Column &column : m_catalog->columnsOf(relation)) {
        if (column.name == name)
            return &column;
    }
    return nullptr;
}

const std::vector<int> &CompletionIndex::linksOf(Oid relation) const
{
    static const std::vector<int> None;
    const auto found = m_linksOf.constFind(relation);
    return found == m_linksOf.cend() ? None : *found;
}

QString CompletionIndex::stem(Oid relation, const QString &column) const
{
    const QString prefix = columnPrefix(relation);
    return !prefix.isEmpty() && column.startsWith(prefix) ? column.sliced(prefix.size()) : column;
}

const catalog::Relation *
CompletionIndex::relation(const QString &schema, const QString &name, const QStringList &searchPath) const
{
    if (!schema.isEmpty())
        return m_catalog->relation(schema, name);
    for (const QString &place : searchPath) {
        if (const catalog::Relation *found = m_catalog->relation(place, name))
            return found;
    }
    return nullptr;
}

} // namespace howdah::query::complete
