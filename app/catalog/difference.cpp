// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/difference.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

Difference compare(const QStringList &firstFacts, const QStringList &secondFacts)
{
    Difference difference;
    std::ranges::set_difference(firstFacts, secondFacts, std::back_inserter(difference.missing));
    std::ranges::set_difference(secondFacts, firstFacts, std::back_inserter(difference.added));
    return difference;
}

Difference compare(const Catalog &first, const Catalog &second, Roles roles)
{
    return compare(facts(first, roles), facts(second, roles));
}

Difference Difference::withoutColumnOrder() const
{
    Difference rest = *this;
    const auto isOrder = [](const QString &fact) { return fact.startsWith(ColumnOrderFact); };
    rest.missing.removeIf(isOrder);
    rest.added.removeIf(isOrder);
    return rest;
}

bool Difference::isColumnOrderAlone() const { return !isEmpty() && withoutColumnOrder().isEmpty(); }

QString describe(const Difference &difference)
{
    QString out;
    for (const QString &fact : difference.missing)
        out += u"- "_s + fact + u'\n';
    for (const QString &fact : difference.added)
        out += u"+ "_s + fact + u'\n';
    return out;
}

} // namespace howdah::catalog
