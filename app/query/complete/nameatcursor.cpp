// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/nameatcursor.h"

#include "catalog/identifier.h"
#include "query/complete/scopecolumns.h"
#include "query/complete/scopewords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

static NameMeaning ofRelation(const catalog::Relation &relation)
{
    const bool isView =
        relation.kind == catalog::RelationKind::View || relation.kind == catalog::RelationKind::MaterializedView;
    return {
        .kind = isView ? ProposalKind::View : ProposalKind::Table,
        .name = catalog::qualifiedName(relation.schema, relation.name),
        .type = catalog::kindName(relation.kind),
        .comment = relation.comment,
        .definition = relation.definition,
        .oid = relation.oid};
}

static NameMeaning ofColumn(const CompletionIndex &index, const VisibleColumn &column)
{
    NameMeaning meaning{.kind = ProposalKind::Column, .name = catalog::quoteIfNeeded(column.name), .type = column.type};
    if (!column.origin)
        return meaning;
    if (const catalog::Relation *relation = index.catalog().relation(column.origin->relation))
        meaning.name = catalog::qualifiedName(relation->name, column.origin->name);
    meaning.comment = column.origin->comment;
    meaning.definition = column.origin->expression;
    meaning.oid = column.origin->relation;
    meaning.column = column.origin->number;
    return meaning;
}

namespace {

// Looks a name up in the statement that it stands in.
class NameFinder final
{
public:
    NameFinder(const CompletionIndex &index, const StatementText &text, const QStringList &searchPath)
        : m_index(index)
        , m_text(text)
        , m_scope(readScope(text))
        , m_columns(index, text, m_scope, searchPath)
    {
    }

    [[nodiscard]] std::optional<NameMeaning> find(int piece);

private:
    [[nodiscard]] std::optional<NameMeaning> asSource(int piece);
    [[nodiscard]] std::optional<NameMeaning> asUse(int piece);
    [[nodiscard]] std::optional<NameMeaning> ofSource(SourceAt at);
    [[nodiscard]] std::optional<NameMeaning> asFunction(int piece);
    [[nodiscard]] qsizetype begin(int piece) const { return piece < 0 ? -1 : m_text.at(piece).begin; }

    const CompletionIndex &m_index;
    const StatementText &m_text;
    Scope m_scope;
    ScopeColumns m_columns;
};

} // namespace

std::optional<NameMeaning> NameFinder::ofSource(SourceAt at)
{
    const Source &source = m_columns.source(at);
    if (const catalog::Relation *relation = m_columns.relation(at)) {
        NameMeaning meaning = ofRelation(*relation);
        meaning.definedAt = begin(source.aliasPiece);
        return meaning;
    }
    NameMeaning meaning{.kind = ProposalKind::CommonTable, .name = source.shown()};
    const CommonTable *table = m_scope.commonTable(at.block, source.name);
    meaning.definedAt = source.kind == Source::Kind::Relation && table ? begin(table->piece) : begin(source.begin);
    return meaning;
}

std::optional<NameMeaning> NameFinder::asSource(int piece)
{
    for (int b = 0; b < int(m_scope.blocks.size()); ++b) {
        const auto &sources = m_scope.blocks[std::size_t(b)].sources;
        for (int s = 0; s < int(sources.size()); ++s) {
            const Source &source = sources[std::size_t(s)];
            if (source.namePiece == piece || source.aliasPiece == piece) {
                if (source.kind == Source::Kind::Function && source.namePiece == piece)
                    return asFunction(piece);
                auto found = ofSource({b, s});
                if (found && source.namePiece == piece && found->kind != ProposalKind::CommonTable)
                    found->definedAt = -1;
                return found;
            }
        }
    }
    return std::nullopt;
}

std::optional<NameMeaning> NameFinder::asUse(int piece)
{
    for (const ColumnUse &use : m_scope.uses) {
        if (use.qualifier == piece) {
            const auto at = m_columns.qualified(use.block, {}, m_text.at(piece).name);
            return at ? ofSource(*at) : std::nullopt;
        }
        if (use.name != piece)
            continue;
        const auto found = m_columns.meaning(use);
        if (!found) {
            for (const Output &output : m_scope.blocks[std::size_t(use.block)].outputs) { // ORDER BY total
                if (output.alias >= 0 && output.name == m_text.at(piece).name)
                    return NameMeaning{.name = output.name, .definedAt = begin(output.alias)};
            }
            return std::nullopt;
        }
        NameMeaning meaning = ofColumn(m_index, found->column);
        // Given by a query of the statement: there it is defined.
        if (const int behind = m_columns.blockBehind(found->source); behind >= 0) {
            for (const Output &output : m_scope.blocks[std::size_t(behind)].outputs) {
                if (output.name == found->column.name)
                    meaning.definedAt = begin(output.alias >= 0 ? output.alias : output.begin);
            }
        }
        return meaning;
    }
    return std::nullopt;
}

std::optional<NameMeaning> NameFinder::asFunction(int piece)
{
    const QString &name = m_text.at(piece).name;
    for (const catalog::Function &function : m_index.catalog().functions) {
        if (function.name == name)
            return NameMeaning{
                .kind = ProposalKind::Function,
                .name = catalog::qualifiedName(function.schema, name) + u'(' + function.arguments + u')',
                .type = function.result,
                .comment = function.comment,
                .definition = function.definition,
                .oid = function.oid};
    }
    const auto [first, last] = m_index.functionRange(name);
    if (first == last)
        return std::nullopt;
    const Signature &signature = m_index.functions()[std::size_t(first)];
    return NameMeaning{
        .kind = ProposalKind::Function, .name = name + u'(' + signature.arguments + u')', .type = signature.result};
}

std::optional<NameMeaning> NameFinder::find(int piece)
{
    const Piece &at = m_text.at(piece);
    std::optional<NameMeaning> found = asSource(piece);
    if (!found && m_text.at(piece + 1).is('('))
        found = asFunction(piece);
    if (!found)
        found = asUse(piece);
    if (!found && m_scope.blockOf[std::size_t(piece)] < 0) { // ALTER TABLE orders, DROP VIEW ...
        const bool qualified = m_text.at(piece - 1).is('.');
        const auto *relation =
            m_index.relation(qualified ? m_text.at(piece - 2).name : QString(), at.name, m_columns.searchPath());
        if (relation)
            found = ofRelation(*relation);
    }
    if (found) {
        found->begin = at.begin;
        found->end = at.end;
    }
    return found;
}

std::optional<NameMeaning> nameAt(const CompletionIndex &index, const CompletionRequest &request)
{
    // The word at the cursor is whole here: it is read with the cursor behind it.
    StatementText text = readStatement(request.text, request.cursor);
    if (text.cursor < 0 || text.in != CursorIn::Code || text.replaceEnd <= text.replaceBegin)
        return std::nullopt;
    const QByteArrayView bytes = request.text.sliced(text.replaceBegin, text.replaceEnd - text.replaceBegin);
    const StatementText word = readWhole(bytes);
    Piece &piece = text.pieces[std::size_t(text.cursor)];
    if (word.size() != 1 || !word.at(0).isName())
        return std::nullopt;
    piece.kind = word.at(0).kind;
    piece.name = word.at(0).name;
    piece.word = word.at(0).word;
    piece.atCursor = false;
    const int cursor = text.cursor;
    text.cursor = -1;
    return isReserved(piece.word) ? std::nullopt : NameFinder(index, text, request.searchPath).find(cursor);
}

static void
addUses(std::vector<NameUse> &uses, const QString &kind, const QString &owner, const QString &text, const QString &name)
{
    for (qsizetype at = text.indexOf(name, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(name, at + name.size(), Qt::CaseInsensitive)) {
        const auto isPart = [&](qsizetype i) {
            return i >= 0 && i < text.size() && (text.at(i).isLetterOrNumber() || text.at(i) == u'_');
        };
        if (!isPart(at - 1) && !isPart(at + name.size()))
            uses.push_back({kind, owner, at});
    }
}

std::vector<NameUse> usesOf(const catalog::Catalog &catalog, const QString &name)
{
    std::vector<NameUse> uses;
    if (name.isEmpty())
        return uses;
    for (const catalog::Relation &view : catalog.relations)
        addUses(uses, u"view"_s, catalog::qualifiedName(view.schema, view.name), view.definition, name);
    for (const catalog::Function &function : catalog.functions)
        addUses(uses, u"function"_s, catalog::qualifiedName(function.schema, function.name), function.definition, name);
    for (const catalog::Trigger &trigger : catalog.triggers)
        addUses(uses, u"trigger"_s, catalog::quoteIfNeeded(trigger.name), trigger.definition, name);
    std::ranges::stable_sort(uses, [](const NameUse &one, const NameUse &other) {
        return std::tie(one.kind, one.name, one.offset) < std::tie(other.kind, other.name, other.offset);
    });
    return uses;
}

} // namespace howdah::query::complete
