// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What makes two columns look like the ends of one key, declared or not.
#include "query/complete/columnranking.h"

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

static bool links(const CompletionIndex &index, const catalog::Column &from, const catalog::Column &to)
{
    for (const int position : index.linksOf(from.relation)) {
        const KeyLink &link = index.links()[std::size_t(position)];
        for (qsizetype i = 0; i < link.fromColumns.size() && i < link.toColumns.size(); ++i) {
            if (link.from == from.relation && link.to == to.relation && link.fromColumns.at(i) == from.number
                && link.toColumns.at(i) == to.number)
                return true;
        }
    }
    return false;
}

// company_type_id and company_type.id: how much of what stands before "_id" the table is called.
static double namedAfter(const CompletionIndex &index, const VisibleColumn &foreign, const VisibleColumn &key)
{
    if (!key.origin || !foreign.name.endsWith("_id"_L1) || key.name != "id"_L1)
        return 0;
    const catalog::Relation *relation = index.catalog().relation(key.origin->relation);
    if (!relation)
        return 0;
    const QStringList wanted = foreign.name.chopped(3).split(u'_');
    const QStringList has = relation->name.split(u'_');
    int common = 0;
    for (const QString &word : wanted) {
        for (const QString &other : has) {
            if (other == word || other == word + u's') {
                ++common;
                break;
            }
        }
    }
    const double share = double(2 * common) / double(wanted.size() + has.size());
    return 12 + 36 * share + (index.isKey(key.origin) ? 6 : 0);
}

double keyLikeness(const CompletionIndex &index, const VisibleColumn &one, const VisibleColumn &other)
{
    if (one.origin && other.origin) {
        if (links(index, *one.origin, *other.origin) || links(index, *other.origin, *one.origin))
            return 60;
        if (one.origin == other.origin)
            return 36; // the table joined to itself, or two readers of one column
    }
    if (one.name == other.name)
        return one.name == "id"_L1 || one.name == "name"_L1 ? 0 : 40;
    const double named = std::max(namedAfter(index, one, other), namedAfter(index, other, one));
    if (named > 0)
        return named;
    const QString stem = one.origin ? index.stem(one.origin->relation, one.name) : Echo::tail(one.name);
    const QString otherStem = other.origin ? index.stem(other.origin->relation, other.name) : Echo::tail(other.name);
    if (stem == otherStem && (stem != one.name || stem != other.name))
        return 44;
    // sold_date_sk and date_sk
    if (one.name.endsWith(u'_' + otherStem) || other.name.endsWith(u'_' + stem))
        return 30;
    return 0;
}

} // namespace howdah::query::complete
