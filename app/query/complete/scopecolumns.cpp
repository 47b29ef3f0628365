// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/scopecolumns.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

static constexpr int DeepestTable = 40;

ScopeColumns::ScopeColumns(
    const CompletionIndex &index, const StatementText &text, const Scope &scope, const QStringList &searchPath)
    : m_index(index)
    , m_text(text)
    , m_scope(scope)
    , m_searchPath(searchPath)
    , m_sources(scope.blocks.size())
    , m_outputs(scope.blocks.size())
{
    if (!m_searchPath.contains("pg_catalog"_L1))
        m_searchPath.append(u"pg_catalog"_s);
    for (std::size_t i = 0; i < scope.blocks.size(); ++i)
        m_sources[i].resize(scope.blocks[i].sources.size());
}

const Source &ScopeColumns::source(SourceAt at) const
{
    return m_scope.blocks[std::size_t(at.block)].sources[std::size_t(at.source)];
}

static bool isCommonTable(const Source &source)
{
    return source.kind == Source::Kind::Relation && source.schema.isEmpty() && !source.isTarget;
}

const catalog::Relation *ScopeColumns::relation(SourceAt at) const
{
    const Source &wanted = source(at);
    if (wanted.kind != Source::Kind::Relation || wanted.atCursor)
        return nullptr;
    if (isCommonTable(wanted) && m_scope.commonTable(at.block, wanted.name))
        return nullptr;
    return m_index.relation(wanted.schema, wanted.name, m_searchPath);
}

int ScopeColumns::blockBehind(SourceAt at) const
{
    const Source &wanted = source(at);
    if (wanted.kind == Source::Kind::Derived)
        return wanted.block;
    if (!isCommonTable(wanted))
        return -1;
    const CommonTable *table = m_scope.commonTable(at.block, wanted.name);
    return table ? table->block : -1;
}

const std::vector<VisibleColumn> &ScopeColumns::columns(SourceAt at)
{
    Found &found = m_sources[std::size_t(at.block)][std::size_t(at.source)];
    if (!found.isReady && m_depth < DeepestTable) {
        found.isReady = true; // before it is read: what refers to itself sees nothing
        ++m_depth;
        found.columns = readSource(at);
        --m_depth;
    }
    return found.columns;
}

static void rename(std::vector<VisibleColumn> &columns, const QStringList &names)
{
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (std::size_t(i) < columns.size())
            columns[std::size_t(i)].name = names.at(i);
        else
            columns.push_back({.name = names.at(i)});
    }
}

std::vector<VisibleColumn> ScopeColumns::readSource(SourceAt at)
{
    const Source &wanted = source(at);
    std::vector<VisibleColumn> columns;
    if (const int behind = blockBehind(at); behind >= 0) {
        columns = outputs(behind);
        if (wanted.kind == Source::Kind::Relation)
            rename(columns, m_scope.commonTable(at.block, wanted.name)->columns);
    } else if (const catalog::Relation *found = relation(at)) {
        for (const catalog::Column &column : m_index.catalog().columnsOf(found->oid))
            columns.push_back(
                {.name = column.name, .type = column.type, .category = column.typeCategory, .origin = &column});
    } else if (wanted.kind == Source::Kind::Function && wanted.columns.isEmpty()) {
        columns.push_back({.name = wanted.shown()});
    } else if (isCommonTable(wanted)) {
        if (const CommonTable *table = m_scope.commonTable(at.block, wanted.name))
            rename(columns, table->columns);
    }
    rename(columns, wanted.columns);
    return columns;
}

const std::vector<VisibleColumn> &ScopeColumns::outputs(int block)
{
    Found &found = m_outputs[std::size_t(block)];
    if (!found.isReady && m_depth < DeepestTable) {
        found.isReady = true;
        ++m_depth;
        found.columns = readOutputs(block);
        --m_depth;
    }
    return found.columns;
}

std::vector<VisibleColumn> ScopeColumns::readOutputs(int block)
{
    const Block &from = m_scope.blocks[std::size_t(block)];
    std::vector<VisibleColumn> columns;
    for (const Output &output : from.outputs) {
        if (!output.star) {
            columns.push_back(readOutput(output));
            continue;
        }
        for (int s = 0; s < int(from.sources.size()); ++s) {
            const Source &wanted = from.sources[std::size_t(s)];
            if (output.starQualifier.isEmpty() || output.starQualifier == wanted.shown()) {
                const auto &all = this->columns({block, s});
                columns.insert(columns.end(), all.begin(), all.end());
            }
        }
    }
    std::erase_if(columns, [](const VisibleColumn &column) { return column.name.isEmpty(); });
    return columns;
}

VisibleColumn ScopeColumns::readOutput(const Output &output)
{
    VisibleColumn column{.name = output.name};
    if (output.use >= 0) {
        if (const auto found = meaning(m_scope.uses[std::size_t(output.use)])) {
            column = found->column;
            column.name = output.name;
        }
        return column;
    }
    const Piece &first = m_text.at(output.begin);
    if (first.kind == Piece::Kind::Number) {
        column.category = 'N';
    } else if (first.kind == Piece::Kind::String) {
        column.category = 'S';
    } else if (m_text.at(output.begin + 1).is('(')) {
        const auto [begin, end] = m_index.functionRange(first.name);
        if (begin < end) {
            column.type = m_index.functions()[std::size_t(begin)].result;
            static const QStringList Numbers{u"bigint"_s, u"integer"_s, u"numeric"_s, u"double precision"_s, u"real"_s};
            column.category = Numbers.contains(column.type) ? 'N' : column.type == "text"_L1 ? 'S' : 'U';
        }
    }
    return column;
}

std::vector<SourceAt> ScopeColumns::visible(int block) const
{
    std::vector<SourceAt> sources;
    for (int depth = 0; block >= 0 && depth < DeepestTable; ++depth) {
        const Block &at = m_scope.blocks[std::size_t(block)];
        for (int s = 0; s < int(at.sources.size()); ++s) {
            if (!at.sources[std::size_t(s)].atCursor)
                sources.push_back({block, s});
        }
        if (!at.seesOuter)
            break;
        block = at.parent;
    }
    return sources;
}

std::optional<SourceAt> ScopeColumns::qualified(int block, const QString &schema, const QString &name) const
{
    for (const SourceAt at : visible(block)) {
        const Source &candidate = source(at);
        if (candidate.shown() == name && (schema.isEmpty() || schema == candidate.schema))
            return at;
    }
    return std::nullopt;
}

std::optional<VisibleColumn> ScopeColumns::column(SourceAt at, const QString &name)
{
    for (const VisibleColumn &column : columns(at)) {
        if (column.name == name)
            return column;
    }
    return std::nullopt;
}

const ScopeColumns::Names &ScopeColumns::namesOf(int block)
{
    const auto known = m_names.constFind(block);
    if (known != m_names.cend())
        return *known;
    Names names;
    const Block &at = m_scope.blocks[std::size_t(block)];
    for (int s = int(at.sources.size()) - 1; s >= 0; --s) {
        if (at.sources[std::size_t(s)].atCursor)
            continue;
        const auto &all = columns({block, s});
        for (int c = int(all.size()) - 1; c >= 0; --c)
            names.insert(all[std::size_t(c)].name, {s, c});
    }
    return *m_names.insert(block, names);
}

std::optional<Meaning> ScopeColumns::meaning(const ColumnUse &use)
{
    if (use.name < 0 || use.block < 0)
        return std::nullopt;
    const QString &name = m_text.at(use.name).name;
    if (use.qualifier >= 0) {
        const auto at = qualified(
            use.block, use.schema >= 0 ? m_text.at(use.schema).name : QString(), m_text.at(use.qualifier).name);
        if (!at)
            return std::nullopt;
        const auto found = column(*at, name);
        return found ? std::optional(Meaning{*at, *found}) : std::nullopt;
    }
    int block = use.block;
    for (int depth = 0; block >= 0 && depth < DeepestTable; ++depth) {
        const Names &names = namesOf(block);
        const auto found = names.constFind(name);
        if (found != names.cend()) {
            const SourceAt at{block, found->first};
            return Meaning{at, columns(at)[std::size_t(found->second)]};
        }
        if (!m_scope.blocks[std::size_t(block)].seesOuter)
            break;
        block = m_scope.blocks[std::size_t(block)].parent;
    }
    return std::nullopt;
}

} // namespace howdah::query::complete
