// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/scope.h"

#include <QByteArrayView>
#include <QHash>
#include <QString>

namespace howdah::query::complete {

// What the statements of a history go on with: which names followed which words. A value that is cheap to copy; learn
// in one thread, hand copies to others. Some kilobytes for a statement: some thousand statements, the last ones, are
// enough.
class Habits final
{
public:
    // `weight` -1 forgets a statement that has been learnt.
    void learn(QByteArrayView statement, int weight = 1);
    [[nodiscard]] bool isEmpty() const { return m_next.isEmpty(); }

    // Names that begin as what has been typed, with how likely each is here: 0 to 1 together.
    [[nodiscard]] QHash<QString, double> predict(const StatementText &text, const Scope &scope) const;

private:
    QHash<size_t, QHash<QString, int>> m_next; // by the words before
};

} // namespace howdah::query::complete
