// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/situation.h"

#include "catalog/identifier.h"
#include "query/complete/matching.h"
#include "query/complete/scopewords.h"
#include "query/complete/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::quoteIfNeeded;

// a.x = b.y AND a.z = b.w; `from` is the table that has the key.
static QString
conditionOf(const CompletionIndex &index, const KeyLink &link, const QString &from, const QString &to, bool turned)
{
    QStringList parts;
    for (qsizetype i = 0; i < link.fromColumns.size(); ++i) {
        const auto *begin = index.catalog().column(link.from, link.fromColumns.at(i));
        const auto *end = index.catalog().column(link.to, link.toColumns.value(i));
        if (!begin || !end)
            return {};
        const QString one = quoteIfNeeded(from) + u'.' + quoteIfNeeded(begin->name);
        const QString other = quoteIfNeeded(to) + u'.' + quoteIfNeeded(end->name);
        parts.append(turned ? other + u" = "_s + one : one + u" = "_s + other);
    }
    return parts.join(u" and "_s);
}

// The table that has just been joined, with each that stands before it.
void proposeJoinConditions(const Situation &at, Collector &collector)
{
    const Piece &before = at.text.at(at.text.cursor - 1);
    const Piece &next = at.facts.next();
    if (!before.is(Word::On) || !at.block() || next.is('.') || next.is('='))
        return;
    const auto &sources = at.block()->sources;
    int joined = -1;
    for (int s = 0; s < int(sources.size()); ++s) {
        if (sources[std::size_t(s)].begin < at.text.cursor)
            joined = s;
    }
    const catalog::Relation *relation = joined < 0 ? nullptr : at.columns.relation({at.place.block, joined});
    if (!relation)
        return;
    const QString name = sources[std::size_t(joined)].shown();
    for (int s = joined - 1; s >= 0; --s) {
        const catalog::Relation *other = at.columns.relation({at.place.block, s});
        if (!other)
            continue;
        const QString otherName = sources[std::size_t(s)].shown();
        for (const int position : at.index.linksOf(relation->oid)) {
            const KeyLink &link = at.index.links()[std::size_t(position)];
            Rank rank;
            rank.add(
                120 + double(s - joined) + double(link.fromColumns.size()) - (link.isDeclared ? 0 : 10),
                link.isDeclared ? QT_TRANSLATE_NOOP("Completion", "foreign key")
                                : QT_TRANSLATE_NOOP("Completion", "as a view joins them"));
            if (link.from == relation->oid && link.to == other->oid) {
                const QString text = conditionOf(at.index, link, name, otherName, false);
                collector.add(ProposalKind::Join, text, text, tr(rank.why), rank);
            }
            if (link.to == relation->oid && link.from == other->oid) {
                const QString text = conditionOf(at.index, link, otherName, name, true);
                collector.add(ProposalKind::Join, text, text, tr(rank.why), rank);
            }
        }
    }
}

QString freeAlias(const QString &relation, const QStringList &taken)
{
    QString alias = initials(relation);
    if (alias.isEmpty())
        alias = u"t"_s;
    if (quoteIfNeeded(alias) != alias) // "as", "is"
        alias += u'1';
    QString free = alias;
    for (int n = 2; taken.contains(free); ++n)
        free = alias + QString::number(n);
    return free;
}

static QStringList takenAliases(const Situation &at)
{
    QStringList taken;
    for (const SourceAt source : at.columns.visible(at.place.block))
        taken.append(at.columns.source(source).shown());
    return taken;
}

void proposeAliases(const Situation &at, Collector &collector)
{
    if (!at.block() || (at.place.clause != Clause::From && at.place.clause != Clause::Target))
        return;
    int before = at.text.cursor - 1;
    if (at.text.at(before).is(Word::As))
        --before;
    for (const Source &source : at.block()->sources) {
        const bool isHere = source.alias.isEmpty() && !source.name.isEmpty()
                         && (source.namePiece == before || (source.end > before && source.begin <= before));
        if (!isHere)
            continue;
        QStringList taken = takenAliases(at);
        taken.removeOne(source.name);
        const QString alias = freeAlias(source.name, taken);
        collector.add(ProposalKind::NewAlias, alias, alias, tr("alias of %1").arg(source.name), {30, {}, 0});
    }
}

} // namespace howdah::query::complete
