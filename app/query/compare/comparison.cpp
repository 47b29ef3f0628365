// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/compare/comparison.h"

#include "base/propagate.h"
#include "query/compare/comparedvalue.h"
#include "query/compare/partitions.h"
#include "query/tr.h"

#include <QRandomGenerator>

#include <algorithm>
#include <map>

namespace howdah::query {

// ---- columns

ColumnMatch matchColumns(const std::vector<ResultColumn> &left, const std::vector<ResultColumn> &right)
{
    std::map<QString, std::vector<int>> named;
    for (int at = int(right.size()) - 1; at >= 0; --at)
        named[right[size_t(at)].shape.name].push_back(at);
    ColumnMatch match;
    for (int at = 0; at < int(left.size()); ++at) {
        std::vector<int> &there = named[left[size_t(at)].shape.name];
        if (there.empty()) {
            match.leftOnly.push_back(at);
            continue;
        }
        match.both.push_back({at, there.back()});
        there.pop_back();
    }
    for (const auto &[name, rest] : named)
        match.rightOnly.insert(match.rightOnly.end(), rest.begin(), rest.end());
    std::ranges::sort(match.rightOnly);
    return match;
}

std::vector<int>
guessKey(const ColumnMatch &match, const std::vector<ResultColumn> &left, const std::vector<ResultColumn> &right)
{
    std::vector<int> key;
    quint32 relation = 0;
    for (int at = 0; at < int(match.both.size()); ++at) {
        const ResultColumn &one = left[size_t(match.both[size_t(at)].left)];
        const ResultColumn &other = right[size_t(match.both[size_t(at)].right)];
        if (!one.shape.inKey || one.relationOid == 0 || !other.shape.inKey || other.number != one.number)
            continue;
        if (relation != 0 && relation != one.relationOid)
            continue; // of a second table: the first one's key is what the rows are about, as far as anybody knows
        relation = one.relationOid;
        key.push_back(at);
    }
    if (!key.empty())
        return key;
    for (int at = 0; at < int(match.both.size()); ++at) {
        if (left[size_t(match.both[size_t(at)].left)].shape.name.compare(u"id", Qt::CaseInsensitive) == 0)
            return {at};
    }
    return {};
}

// ---- rows

namespace {

// One side, row by row: what belongs together, and whether it is the same.
class Side final
{
public:
    struct Seeds
    {
        quint64 key = 0;
        quint64 again = 0;
        quint64 content = 0;
    };

    Side(
        const ResultStore &rows, std::vector<int> columns, const std::vector<ComparedValue> &values,
        const std::vector<int> &key, const Seeds &seeds)
        : m_rows(rows)
        , m_columns(std::move(columns))
        , m_values(values)
        , m_isKey(m_columns.size(), key.empty())
        , m_seeds(seeds)
    {
        for (const int at : key)
            m_isKey[size_t(at)] = true;
    }

    [[nodiscard]] qint64 nullKeys() const { return m_nullKeys; }

    Result<void>
    read(qint64 count, Partitions &into, const std::stop_token &stop, const std::function<void(qint64)> &progressed)
    {
        for (qint64 row = 0; row < count;) {
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("The comparison was cancelled"));
            ASSIGN_OR_RETURN(const ResultStore::Rows rows, m_rows.at(row));
            for (; row < std::min(rows.end(), count); ++row)
                RETURN_IF_ERROR(into.add(entryOf(*rows.batch, row - rows.first, quint32(row))));
            progressed(row);
        }
        return into.flush();
    }

private:
    CompareEntry entryOf(const connection::RowBatch &batch, qsizetype row, quint32 number)
    {
        m_key.resize(0);
        m_content.resize(0);
        bool hasNull = false;
        for (size_t at = 0; at < m_columns.size(); ++at) {
            const bool isKey = m_isKey[at];
            m_values[at].append(isKey ? m_key : m_content, batch, row, m_columns[at]);
            hasNull |= isKey && batch.isNull(row, m_columns[at]);
        }
        m_nullKeys += hasNull ? 1 : 0;
        return {
            .key = hashed(m_key, m_seeds.key),
            .again = hashed(m_key, m_seeds.again),
            .content = hashed(m_content, m_seeds.content),
            .row = number};
    }
    static quint64 hashed(const QByteArray &bytes, quint64 seed)
    {
        return qHashBits(bytes.constData(), size_t(bytes.size()), seed);
    }

    const ResultStore &m_rows;
    std::vector<int> m_columns;
    const std::vector<ComparedValue> &m_values;
    std::vector<bool> m_isKey;
    Seeds m_seeds;
    QByteArray m_key;
    QByteArray m_content;
    qint64 m_nullKeys = 0;
};

// Puts the rows of both sides together, a partition at a time.
class Merge final
{
public:
    explicit Merge(Comparison &comparison)
        : m_out(comparison)
    {
    }

    void take(std::vector<CompareEntry> &left, std::vector<CompareEntry> &right)
    {
        const auto inOrder = [](const CompareEntry &a, const CompareEntry &b) { return a.order() < b.order(); };
        std::ranges::sort(left, inOrder);
        std::ranges::sort(right, inOrder);
        auto l = left.begin();
        auto r = right.begin();
        while (l != left.end() || r != right.end()) {
            const auto key = r == right.end() || (l != left.end() && l->id() <= r->id()) ? l->id() : r->id();
            const auto endOf = [&key](auto from, auto end) {
                while (from != end && from->id() == key)
                    ++from;
                return from;
            };
            const auto lEnd = endOf(l, left.end());
            const auto rEnd = endOf(r, right.end());
            m_out.leftRepeated += std::max<qint64>(0, lEnd - l - 1);
            m_out.rightRepeated += std::max<qint64>(0, rEnd - r - 1);
            group(std::span(l, lEnd), std::span(r, rEnd));
            l = lEnd;
            r = rEnd;
        }
    }

    // Only differences, from now on and before.
    void finish()
    {
        if (m_out.isCut)
            m_out.rows.resize(size_t(m_out.wish.most));
        std::ranges::sort(m_out.rows, [](const ComparedRow &a, const ComparedRow &b) {
            return std::pair(a.left, a.right) < std::pair(b.left, b.right); // None comes last
        });
    }

private:
    using Entries = std::span<CompareEntry>;

    void group(Entries left, Entries right)
    {
        if (left.size() <= 1 && right.size() <= 1) {
            together(left.empty() ? nullptr : left.data(), right.empty() ? nullptr : right.data());
            return;
        }
        // Equal ones first, then the others as they stand.
        std::map<quint64, std::vector<CompareEntry *>> byContent;
        for (CompareEntry &entry : right)
            byContent[entry.content].push_back(&entry);
        for (auto &[content, entries] : byContent)
            std::ranges::reverse(entries);
        std::vector<CompareEntry *> lonely;
        for (CompareEntry &entry : left) {
            const auto same = byContent.find(entry.content);
            if (same == byContent.end() || same->second.empty()) {
                lonely.push_back(&entry);
                continue;
            }
            together(&entry, same->second.back());
            same->second.pop_back();
        }
        std::vector<CompareEntry *> rest;
        for (const auto &[content, entries] : byContent)
            rest.insert(rest.end(), entries.begin(), entries.end());
        std::ranges::sort(rest, {}, &CompareEntry::row);
        for (size_t at = 0; at < std::max(lonely.size(), rest.size()); ++at)
            together(at < lonely.size() ? lonely[at] : nullptr, at < rest.size() ? rest[at] : nullptr);
    }

    void together(const CompareEntry *left, const CompareEntry *right)
    {
        const bool isSame = left && right && left->content == right->content;
        if (isSame)
            ++m_out.same;
        else if (left && right)
            ++m_out.changed;
        else
            ++(left ? m_out.removed : m_out.added);
        if (isSame && !m_out.hasSame)
            return;
        m_out.rows.push_back(
            {.left = left ? left->row : ComparedRow::None,
             .right = right ? right->row : ComparedRow::None,
             .isSame = isSame});
        if (qint64(m_out.rows.size()) <= m_out.wish.most)
            return;
        if (m_out.hasSame) {
            m_out.hasSame = false;
            std::erase_if(m_out.rows, [](const ComparedRow &row) { return row.isSame; });
        }
        if (qint64(m_out.rows.size()) > m_out.wish.most) {
            m_out.isCut = true;
            m_out.rows.pop_back();
        }
    }

    Comparison &m_out;
};

std::vector<int> sideOf(const CompareWish &wish, int ColumnPair::*side)
{
    std::vector<int> columns;
    for (const ColumnPair &pair : wish.columns)
        columns.push_back(pair.*side);
    return columns;
}

std::vector<ComparedValue>
valuesOf(const CompareWish &wish, const std::vector<ResultColumn> &left, const std::vector<ResultColumn> &right)
{
    std::vector<ComparedValue> values;
    for (const ColumnPair &pair : wish.columns)
        values.emplace_back(left[size_t(pair.left)], right[size_t(pair.right)], wish.sameness);
    return values;
}

} // namespace

Result<std::shared_ptr<const Comparison>> compareRows(
    const ResultStore &left, const std::vector<ResultColumn> &leftColumns, const ResultStore &right,
    const std::vector<ResultColumn> &rightColumns, const CompareWish &wish, std::stop_token stop,
    std::atomic<int> *progress)
{
    auto out = std::make_shared<Comparison>();
    out->wish = wish;
    out->leftRows = left.rowCount();
    out->rightRows = right.rowCount();
    const qint64 all = out->leftRows + out->rightRows;
    if (std::max(out->leftRows, out->rightRows) >= qint64(ComparedRow::None))
        return fail(ErrorKind::Usage, tr("There are more rows than can be compared"));
    const std::vector<ComparedValue> values = valuesOf(wish, leftColumns, rightColumns);
    QRandomGenerator *random = QRandomGenerator::system(); // whoever wrote the rows cannot know the seeds
    const Side::Seeds seeds{random->generate64(), random->generate64(), random->generate64()};
    Side leftSide(left, sideOf(wish, &ColumnPair::left), values, wish.key, seeds);
    Side rightSide(right, sideOf(wish, &ColumnPair::right), values, wish.key, seeds);
    const int parts = Partitions::wanted(all, wish.memory);
    Partitions leftParts(parts);
    Partitions rightParts(parts);
    const auto told = [progress, all](qint64 done) {
        if (progress)
            *progress = int(1000 * done / std::max<qint64>(all, 1));
    };
    RETURN_IF_ERROR(leftSide.read(out->leftRows, leftParts, stop, told));
    RETURN_IF_ERROR(rightSide.read(out->rightRows, rightParts, stop, [&](qint64 done) { told(out->leftRows + done); }));
    out->nullKeys = leftSide.nullKeys() + rightSide.nullKeys();
    Merge merge(*out);
    for (int part = 0; part < parts; ++part) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("The comparison was cancelled"));
        ASSIGN_OR_RETURN(std::vector<CompareEntry> lefts, leftParts.take(part));
        ASSIGN_OR_RETURN(std::vector<CompareEntry> rights, rightParts.take(part));
        merge.take(lefts, rights);
    }
    merge.finish();
    return out;
}

std::vector<bool> differingColumns(
    const CompareWish &wish, const std::vector<ResultColumn> &leftColumns, const connection::RowBatch &left,
    qsizetype leftRow, const std::vector<ResultColumn> &rightColumns, const connection::RowBatch &right,
    qsizetype rightRow)
{
    const std::vector<ComparedValue> values = valuesOf(wish, leftColumns, rightColumns);
    std::vector<bool> differ;
    for (size_t at = 0; at < values.size(); ++at) {
        QByteArray one;
        QByteArray other;
        values[at].append(one, left, leftRow, wish.columns[at].left);
        values[at].append(other, right, rightRow, wish.columns[at].right);
        differ.push_back(one != other);
    }
    return differ;
}

} // namespace howdah::query
