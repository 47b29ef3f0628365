// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/proposal.h"

#include <QByteArray>

namespace howdah::test {

// A name of a query that is to be completed.
struct Cut
{
    QByteArray query;
    qsizetype begin = 0; // of the name
    qsizetype end = 0;
    QByteArray kind; // table, column, qualifier, qualified, function

    // The query with one letter of the name, and the cursor behind it: with what follows, or without.
    [[nodiscard]] QByteArray text(bool atEnd) const
    {
        return query.first(begin + 1) + (atEnd ? QByteArray() : query.sliced(end));
    }
};

// The names of a query that are there to be found: what it does not define itself.
[[nodiscard]] std::vector<Cut> cutsOf(const QByteArray &query);

// Where the right name stands, alone or with what follows it in the query; -1: nowhere.
[[nodiscard]] int rankOf(const query::complete::Proposals &proposals, const Cut &cut);

} // namespace howdah::test
