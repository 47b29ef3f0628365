// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultstats.h"

#include "base/exactsum.h"
#include "base/propagate.h"
#include "query/result/eachrow.h"
#include "query/result/externalsort.h"
#include "query/result/sortkeys.h"
#include "query/tr.h"

#include <QCryptographicHash>

#include <algorithm>

namespace howdah::query {

namespace {

bool isSummed(const ResultColumn &column)
{
    using enum data::TypeCategory;
    const data::TypeCategory category = column.shape.category;
    static constexpr quint32 oid = 26;
    return (category == Integer && column.shape.typeOid != oid) || category == Decimal || category == Real;
}

// Equal values together, in the order of the type, and how many of each there are.
class Groups final
{
public:
    Result<void> add(QByteArrayView key, quint32 row)
    {
        if (m_count > 0 && QByteArrayView(m_key) == key) {
            ++m_count;
            return {};
        }
        end();
        m_key = key.toByteArray();
        m_row = row;
        m_count = 1;
        m_first = m_first < 0 ? qint64(row) : m_first;
        return {};
    }
    void end()
    {
        if (m_count == 0)
            return;
        ++m_distinct;
        m_last = m_row;
        m_top.push_back({m_row, m_count});
        if (m_top.size() >= size_t(data::mostTopValues) * 8)
            cut();
        m_count = 0;
    }
    void cut()
    {
        std::ranges::stable_sort(m_top, std::ranges::greater{}, &Group::count);
        m_top.resize(std::min(m_top.size(), size_t(data::mostTopValues)));
    }

    struct Group
    {
        qint64 row = 0; // of one of them
        qint64 count = 0;
    };
    [[nodiscard]] const std::vector<Group> &top() const { return m_top; }
    [[nodiscard]] qint64 distinct() const { return m_distinct; }
    [[nodiscard]] qint64 firstRow() const { return m_first; }
    [[nodiscard]] qint64 lastRow() const { return m_last; }

private:
    QByteArray m_key;
    qint64 m_row = 0;
    qint64 m_count = 0;
    qint64 m_distinct = 0;
    qint64 m_first = -1;
    qint64 m_last = -1;
    std::vector<Group> m_top;
};

Result<QString> valueText(const ResultStore &rows, qint64 row, int column)
{
    ASSIGN_OR_RETURN(const ResultStore::Rows block, rows.at(row));
    const QByteArrayView value = block.batch->bytes(row - block.first, column);
    const QString text = QString::fromUtf8(value.first(std::min<qsizetype>(value.size(), 4L * data::mostValueLetters)));
    return text.left(data::mostValueLetters);
}

} // namespace

Result<ResultStats> resultStats(
    const ResultStore &rows, const RowOrder *order, const ResultColumn &column, int at, std::stop_token stop,
    std::atomic<qint64> *progress)
{
    ExternalSort sorter(stop);
    ExactSum sum;
    qint64 nulls = 0;
    qint64 values = 0;
    qint64 count = 0;
    const auto look = [&](const connection::RowBatch &batch, qsizetype row, qint64 number) -> Result<void> {
        if (progress && ++count % 1024 == 0)
            *progress = count;
        if (batch.isNull(row, at)) {
            ++nulls;
            return {};
        }
        ++values;
        const QByteArrayView value = batch.bytes(row, at);
        if (isSummed(column))
            sum.add(value);
        QByteArray key = sortKey(column, value);
        // What is beyond what is sorted by tells values apart, too.
        if (value.size() > mostSortedBytes)
            key += QCryptographicHash::hash(value.toByteArray(), QCryptographicHash::Sha256);
        return sorter.add(key, quint32(number));
    };
    RETURN_IF_ERROR(eachRow(rows, order, stop, look));
    Groups groups;
    RETURN_IF_ERROR(sorter.each([&](QByteArrayView key, quint32 row) { return groups.add(key, row); }));
    groups.end();
    groups.cut();

    ResultStats out;
    data::ColumnStats &stats = out.stats;
    stats.exact = true;
    stats.rows = double(values + nulls);
    stats.nullShare = values + nulls > 0 ? double(nulls) / double(values + nulls) : 0;
    stats.distinct = double(groups.distinct());
    for (const Groups::Group &group : groups.top()) {
        ASSIGN_OR_RETURN(const QString text, valueText(rows, group.row, at));
        stats.top.push_back({text, double(group.count) / double(values + nulls), group.count});
    }
    if (groups.firstRow() >= 0 && data::isSortable(column.shape)) {
        ASSIGN_OR_RETURN(stats.minimum, valueText(rows, groups.firstRow(), at));
        ASSIGN_OR_RETURN(stats.maximum, valueText(rows, groups.lastRow(), at));
    }
    if (const auto mean = sum.average()) {
        out.sum = sum.sum();
        out.mean = *mean;
    }
    return out;
}

} // namespace howdah::query
