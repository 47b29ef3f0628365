// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionrequest.h"

#include <optional>

namespace howdah::query::complete {

// One way to call a function, its arguments apart.
struct CallForm
{
    QString name; // qualified where it is not PostgreSQL's own
    QStringList arguments;
    QString result;
    QString comment;
    int current = -1; // the argument that the cursor is in; the last one where that is VARIADIC; -1: it has none such
    bool operator==(const CallForm &) const = default;
};

// The call whose parentheses the cursor stands in.
struct CallAtCursor
{
    qsizetype begin = 0;         // of the function's name, bytes of the text
    int argument = 0;            // from 0
    std::vector<CallForm> forms; // those that have so many arguments first
    bool operator==(const CallAtCursor &) const = default;
};

// Nothing, where the cursor is in no call of a function that is known. Any thread.
[[nodiscard]] std::optional<CallAtCursor> callAt(const CompletionIndex &index, const CompletionRequest &request);

// "a integer, b numeric(10,2) DEFAULT 1": at the commas between arguments.
[[nodiscard]] QStringList argumentsOf(const QString &signature);

} // namespace howdah::query::complete
