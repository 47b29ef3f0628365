// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/candidates/indexcandidates.h"

#include "plan/candidates/conditionterms.h"
#include "plan/tr.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

constexpr size_t MostKeys = 5;
constexpr qsizetype MostIncluded = 3;

QString keySql(const IndexKey &key)
{
    QString sql = key.isExpression ? u"(%1)"_s.arg(key.sql) : key.sql;
    if (key.descending)
        sql += u" DESC"_s;
    if (key.nullsFirst != key.descending)
        sql += key.nullsFirst ? u" NULLS FIRST"_s : u" NULLS LAST"_s;
    return sql;
}

void addKey(std::vector<IndexKey> &keys, IndexKey key)
{
    if (std::ranges::find(keys, key.sql, &IndexKey::sql) == keys.end() && keys.size() < MostKeys)
        keys.push_back(std::move(key));
}

IndexKey keyOf(const Operand &operand) { return {operand.sql, operand.column.isEmpty()}; }

// The conditions of one scan.
struct ScanNeeds
{
    std::vector<IndexKey> equal;
    std::vector<IndexKey> joined;
    std::vector<IndexKey> ranges;
    std::vector<IndexKey> contained;
    std::vector<IndexKey> sorted;
    QStringList tests; // conditions without a value, that a partial index may have
    std::vector<Operand> output;
};

class CandidateFinder final
{
public:
    CandidateFinder(const Plan &plan, const catalog::Catalog &catalog)
        : m_plan(plan)
        , m_catalog(catalog)
    {
    }

    std::vector<IndexCandidate> run()
    {
        for (size_t i = 0; i < m_plan.nodes.size() && m_found.size() < MostCandidates; ++i) {
            const Node &node = m_plan.nodes[i];
            if (const catalog::Relation *relation = relationOf(node))
                scan(int(i), *relation);
        }
        return std::move(m_found);
    }

private:
    [[nodiscard]] const catalog::Relation *relationOf(const Node &node) const
    {
        static const QStringList scans{
            u"Seq Scan"_s, u"Index Scan"_s, u"Index Only Scan"_s, u"Bitmap Heap Scan"_s, u"Sample Scan"_s};
        if (node.relation.isEmpty()
            || !std::ranges::any_of(scans, [&](const QString &s) { return node.type.endsWith(s); }))
            return nullptr;
        const catalog::Relation *only = nullptr;
        for (const catalog::Relation &relation : m_catalog.relations) {
            if (relation.name != node.relation || !relation.hasStorage()
                || (!node.schema.isEmpty() && relation.schema != node.schema))
                continue;
            if (only)
                return nullptr;
            only = &relation;
        }
        return only;
    }

    [[nodiscard]] bool isOf(const Operand &operand, const Node &node, catalog::Oid relation, bool needsAlias) const
    {
        const QString alias = node.alias.isEmpty() ? node.relation : node.alias;
        if (operand.alias.isEmpty() ? needsAlias : operand.alias != alias)
            return false;
        return operand.column.isEmpty() || m_catalog.column(relation, operand.column);
    }

    void scan(int index, const catalog::Relation &relation)
    {
        const Node &node = m_plan.nodes[size_t(index)];
        ScanNeeds needs;
        for (const QStringView field : {u"Index Cond", u"Recheck Cond", u"Filter"}) {
            if (const QString *condition = node.fields.find(field))
                conditions(*condition, node, relation.oid, needs);
        }
        above(index, relation.oid, needs);
        if (const QString *output = node.fields.find(u"Output"))
            needs.output = columnsOf(*output);
        propose(index, relation, needs);
    }

    void conditions(const QString &condition, const Node &node, catalog::Oid relation, ScanNeeds &needs) const
    {
        for (const Term &term : termsOf(condition)) {
            if (!isOf(term.left, node, relation, false))
                continue;
            switch (term.kind) {
            case TermKind::Equal:
                addKey(term.isJoin ? needs.joined : needs.equal, keyOf(term.left));
                break;
            case TermKind::Range:
                addKey(needs.ranges, keyOf(term.left));
                break;
            case TermKind::Contains:
                if (hasGin(relation, term.left))
                    addKey(needs.contained, keyOf(term.left));
                break;
            case TermKind::IsNull:
            case TermKind::IsNotNull:
            case TermKind::IsTrue:
            case TermKind::IsFalse:
                needs.tests << term.sql;
                break;
            }
        }
    }

    [[nodiscard]] bool hasGin(catalog::Oid relation, const Operand &operand) const
    {
        const catalog::Column *column = m_catalog.column(relation, operand.column);
        return column && (column->type == "jsonb"_L1 || column->type == "tsvector"_L1 || column->typeCategory == 'A');
    }

    // What is asked of the rows further up: joins, and the first sort that all rows go through one by one.
    void above(int index, catalog::Oid relation, ScanNeeds &needs) const
    {
        const Node &scan = m_plan.nodes[size_t(index)];
        bool inOrder = true;
        for (int at = scan.parent; at >= 0; at = m_plan.nodes[size_t(at)].parent) {
            const Node &node = m_plan.nodes[size_t(at)];
            for (const QStringView field : {u"Hash Cond", u"Merge Cond", u"Join Filter"}) {
                if (const QString *condition = node.fields.find(field))
                    joins(*condition, scan, relation, needs);
            }
            const QString *key = node.fields.find(u"Sort Key");
            if (key && inOrder)
                sorts(*key, scan, relation, needs);
            inOrder = inOrder && !key && node.children.size() == 1;
        }
    }

    void joins(const QString &condition, const Node &node, catalog::Oid relation, ScanNeeds &needs) const
    {
        for (const Term &term : termsOf(condition)) {
            for (const Operand &side : {term.left, term.right}) {
                if (term.isJoin && isOf(side, node, relation, true))
                    addKey(needs.joined, keyOf(side));
            }
        }
    }

    void sorts(const QString &sortKey, const Node &node, catalog::Oid relation, ScanNeeds &needs) const
    {
        for (const SortTerm &term : sortTermsOf(sortKey)) {
            if (!isOf(term.operand, node, relation, false)) {
                needs.sorted.clear();
                return;
            }
            IndexKey key = keyOf(term.operand);
            key.descending = term.descending;
            key.nullsFirst = term.nullsFirst;
            addKey(needs.sorted, key);
        }
    }

    void propose(int index, const catalog::Relation &relation, const ScanNeeds &needs)
    {
        const auto make = [&](std::initializer_list<const std::vector<IndexKey> *> parts, const QString &reason) {
            IndexCandidate candidate{relation.oid, relation.schema, relation.name};
            for (const std::vector<IndexKey> *part : parts) {
                for (const IndexKey &key : *part)
                    addKey(candidate.keys, key);
            }
            candidate.reason = reason;
            candidate.nodes = {index};
            offer(candidate, needs.equal.size(), needs);
        };
        // A second range only filters what the first one finds.
        const std::vector<IndexKey> range(needs.ranges.begin(), needs.ranges.begin() + !needs.ranges.empty());
        if (!needs.sorted.empty())
            make({&needs.equal, &needs.sorted}, tr("Finds the rows in the order that is sorted into now"));
        if (!needs.equal.empty() || !range.empty())
            make({&needs.equal, &range}, tr("Finds the rows that the conditions leave"));
        if (!needs.joined.empty()) {
            make({&needs.joined}, tr("Finds the rows of a join by its key"));
            make({&needs.equal, &needs.joined, &range}, tr("Finds the rows of a join by its key and the conditions"));
        }
        for (const IndexKey &key : needs.contained) {
            IndexCandidate candidate{relation.oid, relation.schema, relation.name, u"gin"_s, {key}};
            candidate.reason = tr("Finds the rows by what the column contains");
            candidate.nodes = {index};
            add(candidate, 0);
        }
    }

    // As it is, with what makes it answer alone, and of the tested rows only.
    void offer(const IndexCandidate &candidate, size_t equal, const ScanNeeds &needs)
    {
        if (!needs.tests.isEmpty()) {
            IndexCandidate partial = candidate;
            partial.predicate = needs.tests.join(u" AND "_s);
            partial.reason += tr(", and holds only the rows that are asked for");
            add(partial, equal);
        }
        add(candidate, equal);
        QStringList more;
        for (const Operand &column : needs.output) {
            if (std::ranges::find(candidate.keys, column.sql, &IndexKey::sql) == candidate.keys.end()
                && !more.contains(column.sql))
                more << column.sql;
        }
        // Each condition must be answered by it, too.
        if (!more.isEmpty() && more.size() <= MostIncluded && needs.tests.isEmpty() && needs.contained.empty()) {
            IndexCandidate covering = candidate;
            covering.included = more;
            covering.reason += tr(", and answers without the table");
            add(covering, equal);
        }
    }

    [[nodiscard]] std::vector<QString> keysOf(const catalog::Index &index) const
    {
        std::vector<QString> keys;
        qsizetype expression = 0;
        for (const qint16 number : index.keyColumns) {
            if (number == 0) {
                QString sql = index.expressions.value(expression++);
                keys.push_back(sql.startsWith(u'(') && sql.endsWith(u')') ? sql.sliced(1, sql.size() - 2) : sql);
            } else {
                const catalog::Column *column = m_catalog.column(index.relation, number);
                keys.push_back(column ? column->name : QString());
            }
        }
        return keys;
    }

    // How many of the first keys of the candidate the index begins with: those of equality in any order.
    [[nodiscard]] static size_t
    shared(const std::vector<QString> &keys, const std::vector<QString> &wanted, size_t equal)
    {
        size_t count = 0;
        while (count < keys.size() && count < wanted.size()) {
            const bool anyOrder = count < equal;
            const auto end = wanted.begin() + ptrdiff_t(anyOrder ? std::min(equal, wanted.size()) : count + 1);
            if (std::find(wanted.begin() + ptrdiff_t(anyOrder ? 0 : count), end, keys[count]) == end)
                break;
            ++count;
        }
        return count;
    }

    void add(IndexCandidate candidate, size_t equal)
    {
        if (candidate.keys.empty() || m_found.size() >= MostCandidates)
            return;
        std::vector<QString> wanted;
        for (const IndexKey &key : candidate.keys) {
            QString name = key.sql;
            if (!key.isExpression && name.startsWith(u'"'))
                name = name.sliced(1, name.size() - 2).replace(u"\"\""_s, u"\""_s);
            wanted.push_back(name);
        }
        for (const catalog::Index &index : m_catalog.indexesOf(candidate.relation)) {
            const bool whole = index.predicate.isEmpty();
            if (!index.valid || index.method != candidate.method
                || !(
                    whole || index.predicate == candidate.predicate
                    || index.predicate == u"(%1)"_s.arg(candidate.predicate)))
                continue;
            const std::vector<QString> keys = keysOf(index);
            const size_t same = shared(keys, wanted, equal);
            const bool onlyRow = index.unique && whole && same == keys.size() && same <= equal;
            if (onlyRow || (same == wanted.size() && candidate.included.isEmpty()))
                return;
            if (same == keys.size() && same > 0 && !index.unique && !index.exclusion)
                candidate.extends = index.name;
        }
        for (IndexCandidate &found : m_found) {
            if (found.createSql(false) == candidate.createSql(false)) {
                if (std::ranges::find(found.nodes, candidate.nodes.front()) == found.nodes.end())
                    found.nodes.push_back(candidate.nodes.front());
                return;
            }
        }
        m_found.push_back(std::move(candidate));
    }

    const Plan &m_plan;
    const catalog::Catalog &m_catalog;
    std::vector<IndexCandidate> m_found;
};

} // namespace

QString IndexCandidate::name() const
{
    QString name = table;
    for (const IndexKey &key : keys) {
        name += u'_';
        for (const QChar c : key.sql)
            name += c.isLetterOrNumber() || c == u'_' ? c : c == u'(' ? QChar(u'_') : QChar();
    }
    name.remove(QChar());
    const QString end = predicate.isEmpty() ? u"_idx"_s : u"_part_idx"_s;
    while ((name + end).toUtf8().size() > 63)
        name.chop(1);
    return name + end;
}

QString IndexCandidate::createSql(bool concurrently, const QString &name) const
{
    QStringList all;
    for (const IndexKey &key : keys)
        all << keySql(key);
    QString sql = u"CREATE INDEX %1%2 ON %3%4 (%5)"_s.arg(
        concurrently ? u"CONCURRENTLY "_s : QString(), sql::quoteIdentifier(name.isEmpty() ? this->name() : name),
        sql::quoteQualified(schema, table), method == "btree"_L1 ? QString() : u" USING "_s + method,
        all.join(u", "_s));
    if (!included.isEmpty())
        sql += u" INCLUDE (%1)"_s.arg(included.join(u", "_s));
    if (!predicate.isEmpty())
        sql += u" WHERE "_s + predicate;
    return sql;
}

std::vector<IndexCandidate> indexCandidates(const Plan &plan, const catalog::Catalog &catalog)
{
    return CandidateFinder(plan, catalog).run();
}

} // namespace howdah::plan
