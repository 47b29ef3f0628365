// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/rowmatcher.h"

#include "query/result/sortkeys.h"

#include <algorithm>

namespace howdah::query {

using connection::RowBatch;
using Is = ResultCondition::Is;

RowMatcher::RowMatcher(const std::vector<ResultColumn> &columns, const RowWish &wish)
    : m_columns(columns)
    , m_words(wish.words)
    , m_wordColumns(wish.wordColumns)
{
    for (const ResultCondition &condition : wish.conditions)
        m_conditions.push_back({condition, sortKey(columns[size_t(condition.column)], condition.value)});
    if (m_wordColumns.empty()) {
        for (int column = 0; column < int(columns.size()); ++column)
            m_wordColumns.push_back(column);
    }
}

static char lowered(char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; }

bool hasWords(QByteArrayView value, const QString &words)
{
    const QByteArray wanted = words.toUtf8();
    const bool isPlain = std::ranges::none_of(wanted, [](char c) { return uchar(c) >= 0x80; });
    if (!isPlain)
        return QString::fromUtf8(value).contains(words, Qt::CaseInsensitive);
    const auto found = std::search(value.begin(), value.end(), wanted.begin(), wanted.end(), [](char a, char b) {
        return lowered(a) == lowered(b);
    });
    return found != value.end() || wanted.isEmpty();
}

bool RowMatcher::fulfils(const Condition &wanted, const RowBatch &rows, qsizetype row) const
{
    const int column = wanted.condition.column;
    const Is is = wanted.condition.is;
    if (rows.isNull(row, column))
        return is == Is::Null || is == Is::Other || is == Is::Without;
    const QByteArrayView value = rows.bytes(row, column);
    if (is == Is::Null || is == Is::NotNull)
        return is == Is::NotNull;
    if (is == Is::With || is == Is::Without)
        return hasWords(value, QString::fromUtf8(wanted.condition.value)) == (is == Is::With);
    int order = QByteArrayView(sortKey(m_columns[size_t(column)], value)).compare(wanted.key);
    if (order == 0 && (value.size() > mostSortedBytes || wanted.condition.value.size() > mostSortedBytes))
        order = value.compare(wanted.condition.value);
    switch (is) {
    case Is::Equal:
        return order == 0;
    case Is::Other:
        return order != 0;
    case Is::Less:
        return order < 0;
    case Is::LessOrEqual:
        return order <= 0;
    case Is::Greater:
        return order > 0;
    case Is::GreaterOrEqual:
        return order >= 0;
    case Is::With:
    case Is::Without:
    case Is::Null:
    case Is::NotNull:
        break;
    }
    return false;
}

bool RowMatcher::matches(const RowBatch &rows, qsizetype row) const
{
    const bool all = std::ranges::all_of(m_conditions, [&](const Condition &each) { return fulfils(each, rows, row); });
    return all && (m_words.isEmpty() || std::ranges::any_of(m_wordColumns, [&](int column) {
                       return !rows.isNull(row, column) && hasWords(rows.bytes(row, column), m_words);
                   }));
}

} // namespace howdah::query
