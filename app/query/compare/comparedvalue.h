// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultcolumns.h"

namespace howdah::query {

enum class Sameness {
    Values, // as the types compare: 1.0 is 1.00, an instant is itself in any zone, char(3) 'a' is 'a  '
    Texts,  // as the server wrote them
};

// How the values of a pair of columns are compared: equal bytes are equal values. Pure.
class ComparedValue final
{
public:
    ComparedValue(const ResultColumn &left, const ResultColumn &right, Sameness sameness);

    // NULL stays apart from every value.
    void append(QByteArray &to, const connection::RowBatch &rows, qsizetype row, int column) const;

private:
    enum class Way { Text, Padded, Decimal, Key };
    Way m_way = Way::Text;
    ResultColumn m_as; // of Way::Key
};

} // namespace howdah::query
