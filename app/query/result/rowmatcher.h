// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultcolumns.h"
#include "query/result/rowwish.h"

namespace howdah::query {

// Whether rows fulfil what is wished of them. Immutable; the columns outlive it.
class RowMatcher final
{
public:
    RowMatcher(const std::vector<ResultColumn> &columns, const RowWish &wish);
    [[nodiscard]] bool matches(const connection::RowBatch &rows, qsizetype row) const;

private:
    struct Condition
    {
        ResultCondition condition;
        QByteArray key; // of its value
    };
    [[nodiscard]] bool fulfils(const Condition &condition, const connection::RowBatch &rows, qsizetype row) const;

    const std::vector<ResultColumn> &m_columns;
    std::vector<Condition> m_conditions;
    QString m_words;
    std::vector<int> m_wordColumns;
};

// Whether a value has the words, whatever their case.
[[nodiscard]] bool hasWords(QByteArrayView value, const QString &words);

} // namespace howdah::query
