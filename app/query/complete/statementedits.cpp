// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/statementedits.h"

#include "catalog/identifier.h"
#include "query/complete/scopecolumns.h"
#include "query/complete/scopewords.h"
#include "sql/splitter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::quoteIfNeeded;

// The statement around the cursor with its word whole again, and the piece that the cursor is in.
static std::pair<StatementText, int> wholeStatement(const CompletionRequest &request)
{
    StatementText text = readStatement(request.text, request.cursor);
    if (text.cursor < 0 || text.in != CursorIn::Code)
        return {{}, -1};
    const int cursor = text.cursor;
    Piece &piece = text.pieces[std::size_t(cursor)];
    text.cursor = -1;
    piece.atCursor = false;
    if (piece.begin == piece.end) { // no word: it stands for nothing, and what is before it counts
        const qsizetype begin = text.pieces.front().begin;
        const qsizetype end = text.pieces.back().end;
        StatementText again = readWhole(request.text.sliced(begin, end - begin));
        for (Piece &one : again.pieces) {
            one.begin += begin;
            one.end += begin;
        }
        return {std::move(again), cursor - 1};
    }
    const StatementText word = readWhole(request.text.sliced(piece.begin, piece.end - piece.begin));
    piece.kind = word.at(0).kind;
    piece.name = word.at(0).name;
    piece.word = word.at(0).word;
    return {std::move(text), cursor};
}

namespace {

// Finds what a name of the statement itself is used by.
class AliasRenamer final
{
public:
    AliasRenamer(const CompletionIndex &index, const StatementText &text, const QStringList &searchPath)
        : m_text(text)
        , m_scope(readScope(text))
        , m_columns(index, text, m_scope, searchPath)
    {
    }

    [[nodiscard]] std::vector<int> placesOf(int piece);
    [[nodiscard]] bool isTaken(const QString &name) const;

private:
    [[nodiscard]] std::vector<int> placesOfSource(SourceAt at);
    [[nodiscard]] std::vector<int> placesOfCommonTable(const CommonTable &table);

    const StatementText &m_text;
    Scope m_scope;
    ScopeColumns m_columns;
};

} // namespace

std::vector<int> AliasRenamer::placesOfSource(SourceAt at)
{
    const Source &source = m_columns.source(at);
    std::vector<int> places{source.aliasPiece};
    for (const ColumnUse &use : m_scope.uses) {
        if (use.qualifier >= 0 && use.schema < 0 && m_text.at(use.qualifier).name == source.alias
            && m_columns.qualified(use.block, {}, source.alias) == at)
            places.push_back(use.qualifier);
    }
    return places;
}

std::vector<int> AliasRenamer::placesOfCommonTable(const CommonTable &table)
{
    std::vector<int> places{table.piece};
    for (int b = 0; b < int(m_scope.blocks.size()); ++b) {
        const auto &sources = m_scope.blocks[std::size_t(b)].sources;
        for (int s = 0; s < int(sources.size()); ++s) {
            const Source &source = sources[std::size_t(s)];
            const CommonTable *meant = m_scope.commonTable(b, source.name);
            if (source.name != table.name || !source.schema.isEmpty() || !meant || meant->piece != table.piece)
                continue;
            places.push_back(source.namePiece);
            for (const ColumnUse &use : m_scope.uses) { // name.column
                if (source.alias.isEmpty() && use.qualifier >= 0 && m_text.at(use.qualifier).name == table.name
                    && m_columns.qualified(use.block, {}, table.name) == SourceAt{b, s})
                    places.push_back(use.qualifier);
            }
        }
    }
    return places;
}

std::vector<int> AliasRenamer::placesOf(int piece)
{
    const QString &name = m_text.at(piece).name;
    for (int b = 0; b < int(m_scope.blocks.size()); ++b) {
        const Block &block = m_scope.blocks[std::size_t(b)];
        for (int s = 0; s < int(block.sources.size()); ++s) {
            if (block.sources[std::size_t(s)].aliasPiece == piece)
                return placesOfSource({b, s});
        }
        for (const CommonTable &table : block.commonTables) {
            if (table.piece == piece)
                return placesOfCommonTable(table);
        }
        for (const Source &source : block.sources) {
            const CommonTable *table = m_scope.commonTable(b, source.name);
            if (source.namePiece == piece && table && source.schema.isEmpty())
                return placesOfCommonTable(*table);
        }
    }
    for (const ColumnUse &use : m_scope.uses) {
        if (use.qualifier != piece || use.schema >= 0)
            continue;
        const auto at = m_columns.qualified(use.block, {}, name);
        if (at && m_columns.source(*at).aliasPiece >= 0)
            return placesOfSource(*at);
        const CommonTable *table = at ? m_scope.commonTable(at->block, name) : nullptr;
        return table ? placesOfCommonTable(*table) : std::vector<int>();
    }
    return {};
}

bool AliasRenamer::isTaken(const QString &name) const
{
    for (const Block &block : m_scope.blocks) {
        for (const Source &source : block.sources) {
            if (source.shown() == name)
                return true;
        }
        for (const CommonTable &table : block.commonTables) {
            if (table.name == name)
                return true;
        }
    }
    return false;
}

std::vector<TextEdit> renameAlias(const CompletionIndex &index, const CompletionRequest &request, const QString &name)
{
    const auto [text, piece] = wholeStatement(request);
    std::vector<TextEdit> edits;
    if (piece < 0 || name.isEmpty())
        return edits;
    AliasRenamer renamer(index, text, request.searchPath);
    if (renamer.isTaken(name))
        return edits;
    std::vector<int> places = renamer.placesOf(piece);
    std::ranges::sort(places);
    const auto [first, last] = std::ranges::unique(places);
    places.erase(first, last);
    for (const int place : places)
        edits.push_back({text.at(place).begin, text.at(place).end, quoteIfNeeded(name)});
    return edits;
}

std::vector<TextEdit> expandStar(const CompletionIndex &index, const CompletionRequest &request)
{
    auto [text, piece] = wholeStatement(request);
    if (!text.at(piece).is('*') && text.at(piece + 1).is('*'))
        ++piece;
    if (!text.at(piece).is('*'))
        return {};
    const Scope scope = readScope(text);
    const int b = scope.blockOf[std::size_t(piece)];
    if (b < 0 || (text.at(piece - 1).is('(') && !text.at(piece - 1).is(Word::Select)))
        return {};
    ScopeColumns columns(index, text, scope, request.searchPath);
    const bool isQualified = text.at(piece - 1).is('.');
    const QString qualifier = isQualified ? text.at(piece - 2).name : QString();
    const auto &sources = scope.blocks[std::size_t(b)].sources;
    QStringList names;
    for (int s = 0; s < int(sources.size()); ++s) {
        const QString &shown = sources[std::size_t(s)].shown();
        if (isQualified && shown != qualifier)
            continue;
        if (columns.columns({b, s}).empty())
            return {}; // a table that is not known
        for (const VisibleColumn &column : columns.columns({b, s})) {
            const bool qualify = isQualified || sources.size() > 1;
            names.append((qualify ? quoteIfNeeded(shown) + u'.' : QString()) + quoteIfNeeded(column.name));
        }
    }
    if (names.isEmpty())
        return {};
    const qsizetype begin = text.at(isQualified ? piece - 2 : piece).begin;
    return {{begin, text.at(piece).end, names.join(u", "_s)}};
}

static QString titleOf(QByteArrayView sql)
{
    static constexpr int LongestTitle = 70;
    const StatementText text = readWhole(sql.first(std::min<qsizetype>(sql.size(), 2000)));
    QString title;
    const bool isQuery = text.at(0).is(Word::Select) || text.at(0).is(Word::With);
    for (int i = 0; i < text.size() && title.size() < LongestTitle; ++i) {
        const Piece &piece = text.at(i);
        if (piece.is('(') || (isQuery && i > 0))
            break;
        const bool glued = piece.is('.') || title.endsWith(u'.') || title.isEmpty();
        title += (glued ? QString() : u" "_s)
               + (piece.kind == Piece::Kind::Symbol ? QString(QLatin1Char(piece.symbol)) : piece.name);
    }
    if (!isQuery)
        return title;
    const Scope scope = readScope(text);
    QStringList names;
    for (const Block &block : scope.blocks) {
        for (const Source &source : block.sources) {
            if (!source.name.isEmpty() && !names.contains(source.name) && names.size() < 4)
                names.append(source.name);
        }
    }
    return names.isEmpty() ? title : title + u" … from "_s + names.join(u", "_s);
}

std::vector<OutlineItem> outlineOf(QByteArrayView script)
{
    std::vector<OutlineItem> items;
    const auto add = [&](const Result<std::vector<sql::Piece>> &pieces) {
        for (const sql::Piece &piece : pieces ? *pieces : std::vector<sql::Piece>()) {
            if (piece.kind == sql::PieceKind::Statement)
                items.push_back(
                    {titleOf(sql::textOf(piece, script)), qsizetype(piece.offset), qsizetype(piece.offset + piece.size),
                     int(piece.line)});
        }
    };
    sql::Splitter splitter;
    add(splitter.feed(script));
    add(splitter.finish()); // an error: what is behind it is not read
    return items;
}

} // namespace howdah::query::complete
