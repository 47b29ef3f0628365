// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionindex.h"
#include "query/complete/scope.h"

#include <optional>

namespace howdah::query::complete {

// A column that a query can name.
struct VisibleColumn
{
    QString name;
    QString type;
    char category = 'U';                     // as catalog::Column::typeCategory
    const catalog::Column *origin = nullptr; // where it comes from, also through derived tables; nullptr: computed
    bool operator==(const VisibleColumn &) const = default;
};

// A table of a block: positions in the scope.
struct SourceAt
{
    int block = -1;
    int source = -1;
    bool operator==(const SourceAt &) const = default;
};

// What a use of a column means.
struct Meaning
{
    SourceAt source;
    VisibleColumn column;
};

// Brings the names of a statement together with the catalog. Remembers what it has found; one thread. Everything that
// it is made from outlives it.
class ScopeColumns final
{
public:
    ScopeColumns(
        const CompletionIndex &index, const StatementText &text, const Scope &scope, const QStringList &searchPath);

    [[nodiscard]] const CompletionIndex &index() const { return m_index; }
    [[nodiscard]] const Scope &scope() const { return m_scope; }
    [[nodiscard]] const StatementText &text() const { return m_text; }
    [[nodiscard]] const QStringList &searchPath() const { return m_searchPath; }

    [[nodiscard]] const Source &source(SourceAt at) const;
    // nullptr for what is no relation of the catalog.
    [[nodiscard]] const catalog::Relation *relation(SourceAt at) const;
    // The block that a source is computed by; -1: none.
    [[nodiscard]] int blockBehind(SourceAt at) const;
    [[nodiscard]] const std::vector<VisibleColumn> &columns(SourceAt at);
    [[nodiscard]] std::optional<VisibleColumn> column(SourceAt at, const QString &name);
    // The tables that an expression in `block` may name, the nearest first. That at the cursor is not among them.
    [[nodiscard]] std::vector<SourceAt> visible(int block) const;
    [[nodiscard]] std::optional<SourceAt> qualified(int block, const QString &schema, const QString &name) const;
    [[nodiscard]] std::optional<Meaning> meaning(const ColumnUse &use);
    // What a block gives to who reads from it.
    [[nodiscard]] const std::vector<VisibleColumn> &outputs(int block);

private:
    struct Found
    {
        bool isReady = false;
        std::vector<VisibleColumn> columns;
    };
    // The columns of a block's own sources by their names.
    using Names = QHash<QString, std::pair<int, int>>;

    [[nodiscard]] std::vector<VisibleColumn> readSource(SourceAt at);
    [[nodiscard]] std::vector<VisibleColumn> readOutputs(int block);
    [[nodiscard]] VisibleColumn readOutput(const Output &output);
    [[nodiscard]] const Names &namesOf(int block);

    const CompletionIndex &m_index;
    const StatementText &m_text;
    const Scope &m_scope;
    QStringList m_searchPath;
    std::vector<std::vector<Found>> m_sources; // by block and source
    std::vector<Found> m_outputs;              // by block
    QHash<int, Names> m_names;
    int m_depth = 0;
};

} // namespace howdah::query::complete
