// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/situation.h"

#include "catalog/identifier.h"
#include "query/complete/matching.h"
#include "query/complete/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::quoteIfNeeded;
using catalog::RelationKind;

// A name that more tables have does not say which is meant.
static constexpr std::size_t Telling = 1000;

namespace {

// What the statement says of the table whose name is being typed.
class RelationRanking final
{
public:
    explicit RelationRanking(const Situation &at);

    [[nodiscard]] Rank rank(const catalog::Relation &relation) const;
    [[nodiscard]] Rank rankCommon(const CommonTable &table) const;

private:
    void readWanted();
    [[nodiscard]] bool isOutput(const QString &name) const;
    [[nodiscard]] Rank rankWanted(const QString &name, const auto &hasColumn, double named) const;
    void addNeighbours(Rank &rank, const catalog::Relation &relation) const;

    const Situation &m_at;
    const Source *m_here = nullptr;
    QString m_alias;
    QStringList m_ofAlias;                // columns that are named with its alias
    QHash<QString, QStringList> m_ofName; // with something that no table is called, by that
    QStringList m_unknown;                // columns that no table has
    QHash<catalog::Oid, int> m_fits;      // how many of these a relation has
    QSet<catalog::Oid> m_there;           // relations that are there already
    QSet<QString> m_read;                 // common tables that are read already
};

} // namespace

RelationRanking::RelationRanking(const Situation &at)
    : m_at(at)
{
    if (!at.block())
        return;
    for (const Source &source : at.block()->sources) {
        if (source.atCursor)
            m_here = &source;
    }
    m_alias = m_here ? m_here->alias : QString();
    for (const Block &block : at.scope.blocks) {
        for (const Source &source : block.sources) {
            if (!source.atCursor)
                m_read.insert(source.name);
        }
    }
    for (int s = 0; s < int(at.block()->sources.size()); ++s) {
        if (const auto *relation = at.columns.relation({at.place.block, s}))
            m_there.insert(relation->oid);
    }
    readWanted();
}

bool RelationRanking::isOutput(const QString &name) const
{
    const auto &outputs = m_at.block()->outputs;
    return std::ranges::any_of(outputs, [&](const Output &output) { return output.alias >= 0 && output.name == name; });
}

void RelationRanking::readWanted()
{
    const Scope &scope = m_at.scope;
    for (std::size_t i = 0; i < scope.uses.size(); ++i) {
        const ColumnUse &use = scope.uses[i];
        if (use.name < 0 || m_at.facts.isKnown(i) || use.qualifier == m_at.text.cursor)
            continue;
        // The block itself, or one within that sees its tables.
        int block = use.block;
        while (block >= 0 && block != m_at.place.block && scope.blocks[std::size_t(block)].seesOuter)
            block = scope.blocks[std::size_t(block)].parent;
        if (block != m_at.place.block)
            continue;
        const QString &name = m_at.text.at(use.name).name;
        const bool mayBeOutput =
            use.clause == Clause::OrderBy || use.clause == Clause::GroupBy || use.clause == Clause::Having;
        if (mayBeOutput && isOutput(name))
            continue;
        if (use.qualifier < 0) {
            if (!m_unknown.contains(name))
                m_unknown.append(name);
            continue;
        }
        const QString &qualifier = m_at.text.at(use.qualifier).name;
        if (!m_alias.isEmpty() && qualifier == m_alias)
            m_ofAlias.append(name);
        else if (!m_at.columns.qualified(use.block, {}, qualifier))
            m_ofName[qualifier].append(name);
    }
    for (const QString &name : m_unknown.mid(0, 200)) {
        const auto &relations = m_at.index.relationsWith(name);
        for (std::size_t i = 0; i < relations.size() && relations.size() < Telling; ++i)
            ++m_fits[relations[i]];
    }
}

Rank RelationRanking::rankWanted(const QString &name, const auto &hasColumn, double named) const
{
    Rank rank;
    if (!m_ofAlias.isEmpty()) {
        const auto has = std::ranges::count_if(m_ofAlias, hasColumn);
        rank.add(
            has == m_ofAlias.size() ? 60 + std::min<double>(double(has), 10) : -60,
            QT_TRANSLATE_NOOP("Completion", "has the columns that are named"));
    }
    if (m_alias.isEmpty() && m_ofName.contains(name))
        rank.add(70, QT_TRANSLATE_NOOP("Completion", "named already"));
    if (m_ofAlias.isEmpty() && m_alias.isEmpty())
        rank.add(std::min(22 * named, 66.0), QT_TRANSLATE_NOOP("Completion", "has the columns that are named"));
    // Without an alias yet: one that is used and that its initials are.
    if (m_alias.isEmpty()) {
        for (auto it = m_ofName.cbegin(); it != m_ofName.cend(); ++it) {
            const bool fits = std::ranges::all_of(it.value(), hasColumn);
            if (fits && it.key() != name)
                rank.add(
                    20 + std::min<double>(double(it.value().size()), 5)
                        + (match(it.key(), name) >= MatchesWords || freeAlias(name, {}) == it.key() ? 25 : 0),
                    QT_TRANSLATE_NOOP("Completion", "has the columns that are named"));
        }
    } else {
        QString letters = m_alias;
        while (!letters.isEmpty() && letters.back().isDigit())
            letters.chop(1);
        if (freeAlias(name, {}) == letters)
            rank.add(25, QT_TRANSLATE_NOOP("Completion", "its alias"));
        else if (match(letters, name) >= MatchesWords)
            rank.add(12, QT_TRANSLATE_NOOP("Completion", "its alias"));
    }
    rank.add(45 * m_at.echo.habit(name), QT_TRANSLATE_NOOP("Completion", "as in statements before"));
    rank.add(m_at.echo.of(name) * 0.6, QT_TRANSLATE_NOOP("Completion", "the statement repeats itself"));
    return rank;
}

void RelationRanking::addNeighbours(Rank &rank, const catalog::Relation &relation) const
{
    if (m_there.contains(relation.oid))
        rank.add(m_alias.isEmpty() ? -18 : -3);
    for (const int position : m_at.index.linksOf(relation.oid)) {
        const KeyLink &link = m_at.index.links()[std::size_t(position)];
        const catalog::Oid other = link.from == relation.oid ? link.to : link.from;
        if (m_there.contains(other)) {
            rank.add(link.isDeclared ? 16 : 12, QT_TRANSLATE_NOOP("Completion", "has a key in common"));
            break;
        }
    }
}

Rank RelationRanking::rank(const catalog::Relation &relation) const
{
    const auto has = [&](const QString &column) { return m_at.index.column(relation.oid, column) != nullptr; };
    Rank rank = rankWanted(relation.name, has, m_fits.value(relation.oid));
    addNeighbours(rank, relation);
    if (relation.isPartition)
        rank.add(-15);
    if (relation.isInternal())
        rank.add(-8);
    if (relation.kind == RelationKind::Sequence)
        rank.add(-30);
    return rank;
}

Rank RelationRanking::rankCommon(const CommonTable &table) const
{
    QStringList names = table.columns;
    if (table.block >= 0 && names.isEmpty()) {
        for (const VisibleColumn &column : m_at.columns.outputs(table.block))
            names.append(column.name);
    }
    const auto has = [&](const QString &column) { return names.contains(column); };
    Rank rank = rankWanted(table.name, has, double(std::ranges::count_if(m_unknown, has)));
    rank.add(m_read.contains(table.name) ? 4 : 22, QT_TRANSLATE_NOOP("Completion", "not read yet"));
    return rank;
}

static ProposalKind kindOf(const catalog::Relation &relation)
{
    switch (relation.kind) {
    case RelationKind::View:
    case RelationKind::MaterializedView:
        return ProposalKind::View;
    case RelationKind::Sequence:
        return ProposalKind::Sequence;
    case RelationKind::Table:
    case RelationKind::PartitionedTable:
    case RelationKind::ForeignTable:
        break;
    }
    return ProposalKind::Table;
}

static void proposeCommonTables(const Situation &at, Collector &collector, const RelationRanking &ranking)
{
    QSet<QString> seen;
    int block = at.place.block;
    for (int depth = 0; block >= 0 && depth < 60; ++depth) {
        const Block &here = at.scope.blocks[std::size_t(block)];
        for (const CommonTable &table : here.commonTables) {
            if (seen.contains(table.name))
                continue;
            seen.insert(table.name);
            // Its own body sees it only when it is recursive.
            const bool isOwn = table.block >= 0 && at.scope.blocks[std::size_t(at.place.block)].first == table.block;
            if (isOwn && !table.recursive)
                continue;
            Rank rank = ranking.rankCommon(table);
            rank.add(50);
            collector.add(ProposalKind::CommonTable, table.name, quoteIfNeeded(table.name), tr("WITH query"), rank);
        }
        block = here.parent;
    }
}

static QString labelled(const catalog::Relation &relation)
{
    const QString kind = catalog::kindName(relation.kind); // as SQL has it
    return relation.comment.isEmpty() ? kind : kind + u" · "_s + relation.comment.section(u'\n', 0, 0);
}

// JOIN orders o on o.customer_id = c.id, in one.
static void proposeJoined(const Situation &at, Collector &collector, const catalog::Relation &relation, double score)
{
    if (!at.text.at(at.text.cursor - 1).is(Word::Join) || at.facts.next().is(Word::On) || at.facts.next().isName())
        return;
    QStringList taken;
    for (const Source &source : at.block()->sources)
        taken.append(source.shown());
    for (int s = 0; s < int(at.block()->sources.size()); ++s) {
        const auto *other = at.columns.relation({at.place.block, s});
        if (!other)
            continue;
        for (const int position : at.index.linksOf(relation.oid)) {
            const KeyLink &link = at.index.links()[std::size_t(position)];
            const bool forth = link.from == relation.oid && link.to == other->oid;
            if (!forth && !(link.to == relation.oid && link.from == other->oid))
                continue;
            const QString alias = freeAlias(relation.name, taken);
            const QString otherAlias = quoteIfNeeded(at.block()->sources[std::size_t(s)].shown());
            QStringList parts;
            for (qsizetype i = 0; i < link.fromColumns.size(); ++i) {
                const auto *mine =
                    at.index.catalog().column(relation.oid, forth ? link.fromColumns.at(i) : link.toColumns.value(i));
                const auto *theirs =
                    at.index.catalog().column(other->oid, forth ? link.toColumns.value(i) : link.fromColumns.at(i));
                if (mine && theirs)
                    parts.append(
                        alias + u'.' + quoteIfNeeded(mine->name) + u" = "_s + otherAlias + u'.'
                        + quoteIfNeeded(theirs->name));
            }
            const QString text = quoteIfNeeded(relation.name) + u' ' + alias + u" on "_s + parts.join(u" and "_s);
            collector.add(
                ProposalKind::Join, relation.name, text,
                link.isDeclared ? tr("foreign key") : tr("as a view joins them"), {score - 4, {}, 0});
        }
    }
}

static void proposeOfCatalog(const Situation &at, Collector &collector, const RelationRanking &ranking)
{
    const QStringList &qualifier = at.place.qualifier;
    QSet<QString> hidden;
    const auto propose = [&](const catalog::Relation &relation, const QString &text, double base) {
        Rank rank = ranking.rank(relation);
        rank.add(base);
        collector.add(kindOf(relation), relation.name, text, labelled(relation), rank);
        if (at.block())
            proposeJoined(at, collector, relation, rank.score);
    };
    if (!qualifier.isEmpty()) {
        for (const catalog::Relation &relation : at.index.catalog().relationsIn(qualifier.back()))
            if (collector.matches(relation.name))
                propose(relation, quoteIfNeeded(relation.name), 45);
        return;
    }
    for (const QString &schema : at.columns.searchPath()) {
        for (const catalog::Relation &relation : at.index.catalog().relationsIn(schema)) {
            if (!collector.matches(relation.name))
                continue;
            propose(
                relation,
                hidden.contains(relation.name) ? catalog::qualifiedName(schema, relation.name)
                                               : quoteIfNeeded(relation.name),
                45);
            hidden.insert(relation.name);
        }
    }
    for (const catalog::Schema &schema : at.index.catalog().schemas) {
        collector.add(
            ProposalKind::Schema, schema.name, quoteIfNeeded(schema.name), tr("schema"),
            {at.facts.next().is('.') ? 80.0 : 25.0, {}, 0});
        if (at.columns.searchPath().contains(schema.name) || at.text.prefix.isEmpty())
            continue;
        for (const catalog::Relation &relation : at.index.catalog().relationsIn(schema.name))
            if (collector.matches(relation.name))
                propose(relation, catalog::qualifiedName(schema.name, relation.name), 15);
    }
}

void proposeRelations(const Situation &at, Collector &collector)
{
    const RelationRanking ranking(at);
    proposeOfCatalog(at, collector, ranking);
    if (!at.place.qualifier.isEmpty() || !at.block())
        return;
    proposeCommonTables(at, collector, ranking);
    // Functions that give rows.
    for (const Signature &function : at.index.functions()) {
        const bool setReturning = function.result.startsWith("SETOF "_L1, Qt::CaseInsensitive)
                               || function.result.startsWith("TABLE("_L1, Qt::CaseInsensitive);
        if (setReturning && collector.matches(function.name))
            collector.add(
                ProposalKind::Function, function.name, quoteIfNeeded(function.name),
                u'(' + function.arguments + u") → "_s + function.result,
                {at.facts.next().is('(')     ? 80.0
                 : function.schema.isEmpty() ? 10.0
                                             : 30.0,
                 {},
                 0});
    }
    if (!at.text.at(at.text.cursor - 1).is(Word::Join)) {
        collector.addKeyword(u"lateral"_s, 12);
        collector.addKeyword(u"only"_s, 5);
        collector.addKeyword(u"select"_s, at.text.at(at.text.cursor - 1).is('(') ? 60 : -10);
    } else {
        collector.addKeyword(u"lateral"_s, 15);
    }
}

} // namespace howdah::query::complete
