// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/situation.h"

#include "catalog/identifier.h"
#include "query/complete/scopewords.h"
#include "query/complete/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::quoteIfNeeded;

static constexpr double ColumnBase = 60;
static constexpr double OutputBase = 55;
static constexpr double QualifierBase = 45;
static constexpr double UnboundBase = 30; // of a table that the statement does not name yet

// A name that is not followed by what it needs.
static void addFollowing(const Situation &at, Rank &rank, bool isFunction, bool isQualifier)
{
    const Piece &next = at.facts.next();
    if (next.is('(') && next.begin == at.text.replaceEnd)
        rank.add(isFunction ? 60 : -120);
    else if (next.is('.'))
        rank.add(isQualifier ? 80 : -120);
}

static QString detailOf(const Situation &at, SourceAt source, const VisibleColumn &column)
{
    const QString &table = at.columns.source(source).shown();
    return column.type.isEmpty() ? table : column.type + u" · "_s + table;
}

static void proposeOfSource(const Situation &at, Collector &collector, SourceAt source)
{
    for (const VisibleColumn &column : at.columns.columns(source)) {
        if (!collector.matches(column.name))
            continue;
        Rank rank = at.ranking.rank(source, column);
        rank.add(ColumnBase);
        addFollowing(at, rank, false, false);
        collector.add(
            ProposalKind::Column, column.name, quoteIfNeeded(column.name), detailOf(at, source, column), rank);
    }
}

// Before FROM is there, or in a table that is not: names that followed here in statements before.
static void proposeHabits(const Situation &at, Collector &collector)
{
    for (auto it = at.echo.habits().cbegin(); it != at.echo.habits().cend(); ++it) {
        if (it.value() < 0.02)
            continue;
        const bool isColumn = !at.index.relationsWith(it.key()).empty();
        const bool isFunction = at.index.functionRange(it.key()).first < at.index.functionRange(it.key()).second;
        if (isFunction || (isColumn && at.place.qualifier.isEmpty()) || (!isColumn && !at.place.qualifier.isEmpty()))
            continue;
        Rank rank;
        rank.add(UnboundBase - 5 + 70 * it.value(), QT_TRANSLATE_NOOP("Completion", "as in statements before"));
        addFollowing(at, rank, false, !isColumn);
        collector.add(
            isColumn ? ProposalKind::Column : ProposalKind::Alias, it.key(), quoteIfNeeded(it.key()), {}, rank);
    }
}

// Behind the dot of an alias whose table is not there yet: of the relations that have its initials.
static void proposeGuessed(const Situation &at, Collector &collector)
{
    QString letters = at.place.qualifier.back();
    while (!letters.isEmpty() && letters.back().isDigit())
        letters.chop(1);
    const auto found =
        std::ranges::equal_range(at.index.initials(), letters, {}, &std::pair<QString, catalog::Oid>::first);
    int most = 50;
    for (auto it = found.begin(); it != found.end() && --most > 0; ++it) {
        const catalog::Relation *relation = at.index.catalog().relation(it->second);
        for (const catalog::Column &column : at.index.catalog().columnsOf(it->second)) {
            const double score = UnboundBase + at.echo.of(column.name) + 50 * at.echo.habit(column.name)
                               - 0.1 * column.number - (at.index.isKey(&column) ? 3 : 0);
            collector.add(
                ProposalKind::Column, column.name, quoteIfNeeded(column.name), column.type + u" · "_s + relation->name,
                {score, QT_TRANSLATE_NOOP("Completion", "if that is its table"), 0});
        }
    }
}

// The aliases that tables may get.
static void proposeInitials(const Situation &at, Collector &collector)
{
    const QString typed = at.text.prefix.toLower();
    const auto &all = at.index.initials();
    auto it = std::ranges::lower_bound(all, typed, {}, &std::pair<QString, catalog::Oid>::first);
    for (int most = 200; it != all.end() && it->first.startsWith(typed) && most > 0; ++it, --most) {
        Rank rank;
        rank.add(UnboundBase - 12 + 40 * at.echo.habit(it->first));
        addFollowing(at, rank, false, true);
        const catalog::Relation *relation = at.index.catalog().relation(it->second);
        if (!it->first.isEmpty())
            collector.add(ProposalKind::Alias, it->first, quoteIfNeeded(it->first), relation->name, rank);
    }
}

// Behind a dot: of a table, of a relation that the statement does not name yet, of a schema.
static void proposeQualified(const Situation &at, Collector &collector)
{
    const QStringList &qualifier = at.place.qualifier;
    const QString &name = qualifier.back();
    const QString schema = qualifier.size() > 1 ? qualifier.at(qualifier.size() - 2) : QString();
    const auto addStar = [&] { collector.add(ProposalKind::Columns, u"*"_s, u"*"_s, {}, {20, {}, 0}); };
    if (at.place.block >= 0) {
        if (name == "excluded"_L1 && at.block()->hasConflict && !at.block()->sources.empty()) {
            proposeOfSource(at, collector, {at.place.block, 0});
            return;
        }
        if (const auto source = at.columns.qualified(at.place.block, schema, name)) {
            proposeOfSource(at, collector, *source);
            addStar();
            return;
        }
    }
    if (const auto *relation = at.index.relation(schema, name, at.columns.searchPath())) {
        for (const catalog::Column &column : at.index.catalog().columnsOf(relation->oid)) {
            const double heard = std::max(at.echo.of(column.name), 0.8 * at.echo.ofStem(Echo::tail(column.name)));
            collector.add(
                ProposalKind::Column, column.name, quoteIfNeeded(column.name), column.type + u" · "_s + relation->name,
                {ColumnBase + heard + 50 * at.echo.habit(column.name), {}, 0});
        }
        addStar();
        return;
    }
    proposeHabits(at, collector);
    proposeGuessed(at, collector);
}

// Is a name in more than one of the tables of the innermost query that has it?
static bool isAmbiguous(const Situation &at, SourceAt source, const QString &name)
{
    int count = 0;
    for (int s = 0; s < int(at.scope.blocks[std::size_t(source.block)].sources.size()); ++s) {
        if (at.columns.source({source.block, s}).atCursor)
            continue;
        if (at.columns.column({source.block, s}, name))
            ++count;
    }
    return count > 1;
}

static void proposeVisible(const Situation &at, Collector &collector)
{
    const bool dotFollows = at.facts.next().is('.');
    for (const SourceAt source : at.columns.visible(at.place.block)) {
        const QString shown = quoteIfNeeded(at.columns.source(source).shown());
        for (const VisibleColumn &column : at.columns.columns(source)) {
            const QString qualified = shown + u'.' + quoteIfNeeded(column.name);
            if (!collector.matches(column.name) && !collector.matches(qualified))
                continue;
            Rank rank = at.ranking.rank(source, column);
            rank.add(collector.matches(column.name) ? ColumnBase : ColumnBase - 40);
            addFollowing(at, rank, false, false);
            const bool ambiguous = isAmbiguous(at, source, column.name);
            const QString detail = detailOf(at, source, column);
            if (ambiguous || (at.facts.qualifies(source) && !dotFollows)) {
                collector.add(ProposalKind::Column, column.name, qualified, detail, rank);
                rank.add(ambiguous ? -30 : -5);
            }
            collector.add(ProposalKind::Column, column.name, quoteIfNeeded(column.name), detail, rank);
        }
    }
}

// The tables, to be followed by a dot. Where one follows already, the column behind it says which may be meant.
static void proposeQualifiers(const Situation &at, Collector &collector)
{
    const bool dotFollows = at.facts.next().is('.');
    const Piece &behind = at.text.at(at.text.cursor + 2);
    for (const SourceAt source : at.columns.visible(at.place.block)) {
        const QString &shown = at.columns.source(source).shown();
        if (shown.isEmpty() || !collector.matches(shown))
            continue;
        Rank rank;
        rank.add(QualifierBase);
        addFollowing(at, rank, false, true);
        if (dotFollows && behind.isName()) {
            if (const auto column = at.columns.column(source, behind.name)) {
                Rank fits = at.ranking.rank(source, *column);
                rank.add(fits.score, fits.why);
            } else {
                rank.add(-90);
            }
        } else {
            rank.add(at.ranking.rankSource(source).score);
            if (at.facts.qualifies(source))
                rank.add(20);
        }
        if (source.block != at.place.block)
            rank.add(-10);
        rank.add(at.echo.of(shown) * 0.7 + 55 * at.echo.habit(shown));
        collector.add(ProposalKind::Alias, shown, quoteIfNeeded(shown), at.columns.source(source).name, rank);
    }
}

static void proposeOutputs(const Situation &at, Collector &collector)
{
    const Block *block = at.block();
    const Clause clause = at.place.clause;
    if (clause != Clause::OrderBy && clause != Clause::GroupBy && clause != Clause::Having)
        return;
    const Block &first = at.scope.blocks[std::size_t(block->first)];
    for (const Output &output : clause == Clause::OrderBy ? first.outputs : block->outputs) {
        if (output.name.isEmpty() || output.star || (output.use >= 0 && output.alias < 0 && &first == block))
            continue;
        Rank rank = at.ranking.rankOutput(output.name);
        rank.add(clause == Clause::OrderBy ? OutputBase : OutputBase - 30);
        addFollowing(at, rank, false, false);
        collector.add(ProposalKind::Column, output.name, quoteIfNeeded(output.name), tr("of the select list"), rank);
    }
}

// Before FROM is there, the columns of everything; those of relations that have what has been named already first.
static void proposeUnbound(const Situation &at, Collector &collector)
{
    if (at.text.prefix.isEmpty() && at.scope.uses.empty())
        return;
    QHash<catalog::Oid, int> named;
    for (const ColumnUse &use : at.scope.uses) {
        if (use.block != at.place.block || use.name < 0 || named.size() > 5000)
            continue;
        const auto &relations = at.index.relationsWith(at.text.at(use.name).name);
        for (std::size_t i = 0; i < relations.size() && relations.size() < 200; ++i) // what all have says nothing
            ++named[relations[i]];
    }
    int most = 3000;
    for (const QString &name : at.index.columnNames()) {
        if (!name.startsWith(at.text.prefix, Qt::CaseInsensitive))
            continue;
        const auto &relations = at.index.relationsWith(name);
        int together = 0;
        const catalog::Relation *one = nullptr;
        for (std::size_t i = 0; i < relations.size() && i < 50; ++i) {
            const int count = named.value(relations[i]);
            if (!one || count > together)
                one = at.index.catalog().relation(relations[i]);
            together = std::max(together, count);
        }
        Rank rank;
        rank.add(UnboundBase + std::min(together * 10, 25) + at.echo.of(name) * 0.5 + 70 * at.echo.habit(name));
        addFollowing(at, rank, false, false);
        collector.add(ProposalKind::Column, name, quoteIfNeeded(name), one ? one->name : QString(), rank);
        if (--most <= 0)
            break;
    }
}

static void proposeStar(const Situation &at, Collector &collector)
{
    const Piece &before = at.text.at(at.text.cursor - 1);
    if (before.is(Word::Select) || before.is(Word::Returning) || (before.is('(') && at.place.call >= 0))
        collector.add(ProposalKind::Columns, u"*"_s, u"*"_s, {}, {ColumnBase + 5, {}, 0});
}

void proposeColumns(const Situation &at, Collector &collector)
{
    if (!at.place.qualifier.isEmpty()) {
        proposeQualified(at, collector);
        return;
    }
    if (at.place.block < 0)
        return;
    proposeVisible(at, collector);
    proposeQualifiers(at, collector);
    proposeOutputs(at, collector);
    proposeStar(at, collector);
    if (at.block()->hasConflict)
        collector.add(ProposalKind::Alias, u"excluded"_s, u"excluded"_s, tr("the row that was refused"), {60, {}, 0});
    if (at.block()->sources.empty()) {
        proposeUnbound(at, collector);
        proposeHabits(at, collector);
        proposeInitials(at, collector);
    }
}

static const Source *targetOf(const Block &block) { return block.sources.empty() ? nullptr : &block.sources.front(); }

// Columns that both of the last two tables have.
static void proposeShared(const Situation &at, Collector &collector)
{
    const auto &sources = at.block()->sources;
    if (sources.size() < 2)
        return;
    std::size_t last = sources.size() - 1;
    while (last > 1 && sources[last].begin > at.text.cursor)
        --last;
    for (const VisibleColumn &column : at.columns.columns({at.place.block, int(last)})) {
        for (std::size_t s = 0; s < last; ++s) {
            const auto other = at.columns.column({at.place.block, int(s)}, column.name);
            if (!other)
                continue;
            const double key = keyLikeness(at.index, column, *other);
            collector.add(
                ProposalKind::Column, column.name, quoteIfNeeded(column.name), column.type, {ColumnBase + key, {}, 0});
        }
    }
}

void proposeColumnNames(const Situation &at, Collector &collector)
{
    const Block &block = *at.block();
    if (at.place.clause == Clause::Using) {
        proposeShared(at, collector);
        return;
    }
    if (!targetOf(block))
        return;
    const SourceAt target{at.place.block, 0};
    QStringList used;
    for (const ColumnUse &use : at.scope.uses) {
        // In SET a target is followed by =, and a comma or SET stands before it.
        const bool isTarget =
            use.clause != Clause::Set || at.text.at(use.name - 1).is(Word::Set) || at.text.at(use.name - 1).is(',');
        if (use.block == at.place.block && use.clause == at.place.clause && use.name >= 0 && isTarget)
            used.append(at.text.at(use.name).name);
    }
    const auto &columns = at.columns.columns(target);
    QStringList rest;
    double order = 0;
    for (const VisibleColumn &column : columns) {
        const bool isUsed = used.contains(column.name);
        if (!isUsed && (!column.origin || (column.origin->identity != 'a' && column.origin->generated == 0)))
            rest.append(quoteIfNeeded(column.name));
        Rank rank;
        rank.add(40 * at.echo.habit(column.name));
        rank.add(ColumnBase - order + (isUsed ? -40 : 0) + at.echo.of(column.name));
        order = std::min(order + 0.5, 20.0);
        if (at.place.clause == Clause::ConflictTarget && at.index.isKey(column.origin))
            rank.add(30, QT_TRANSLATE_NOOP("Completion", "part of a key"));
        if (at.place.clause == Clause::Set && at.index.isKey(column.origin))
            rank.add(-10);
        collector.add(
            ProposalKind::Column, column.name, quoteIfNeeded(column.name), detailOf(at, target, column), rank);
    }
    if (at.place.clause == Clause::InsertColumns && used.isEmpty() && rest.size() > 1)
        collector.add(
            ProposalKind::Columns, rest.first(), rest.join(u", "_s), tr("all columns"), {ColumnBase + 10, {}, 0});
}

} // namespace howdah::query::complete
