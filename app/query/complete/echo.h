// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/scopecolumns.h"

#include <QHash>

#include <functional>

namespace howdah::query::complete {

// Statements repeat themselves: the branches of a UNION, the expressions of SELECT in GROUP BY. What followed the same
// pieces elsewhere is likely to follow here; a name counts by its stem as well, so that ws_quantity in one branch
// brings up cs_quantity in the other.
class Echo final
{
public:
    // `counts` says whether a place is to be looked at.
    Echo(const StatementText &text, const std::function<bool(int)> &counts);

    // 0 to about 40.
    [[nodiscard]] double of(const QString &name) const { return m_byName.value(name); }
    [[nodiscard]] double ofStem(const QString &stem) const { return m_byStem.value(stem); }
    // How likely a name is by what statements before have gone on with; 0 to 1.
    [[nodiscard]] double habit(const QString &name) const { return m_habits.value(name); }
    [[nodiscard]] const QHash<QString, double> &habits() const { return m_habits; }
    void setHabits(QHash<QString, double> habits) { m_habits = std::move(habits); }
    // The part of a name behind its table's mark: quantity of ws_quantity.
    [[nodiscard]] static QString tail(const QString &name);

private:
    [[nodiscard]] double alike(const StatementText &text, int here, int there, int step, int most) const;

    std::vector<QString> m_tails;
    QHash<QString, double> m_habits;
    QHash<QString, double> m_byName;
    QHash<QString, double> m_byStem;
};

} // namespace howdah::query::complete
