// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace howdah::query::complete {

// A function that may be called, with one of its signatures.
struct Signature
{
    QString schema; // empty: PostgreSQL's own
    QString name;
    catalog::FunctionKind kind = catalog::FunctionKind::Function;
    bool isBare = false; // current_date: no parentheses
    QString arguments;
    QString result;
    QString comment;
    int least = 0; // arguments
    int most = 0;
};

// Columns that belong together in the condition of a join.
struct KeyLink
{
    catalog::Oid from = 0;
    catalog::Oid to = 0;
    QList<qint16> fromColumns;
    QList<qint16> toColumns;
    bool isDeclared = true; // a foreign key; else read from the condition of a view
};

// What a catalog does not hold. Read when the index is built; empty is allowed.
struct IndexExtras
{
    QStringList roles;
    QStringList databases;
    QStringList settings; // beyond those of PostgreSQL itself
};

// A catalog, made ready to be asked at each key press. Immutable; any thread. Holds its catalog.
class CompletionIndex final
{
public:
    // Without what views say of keys: buildIndex() adds that.
    CompletionIndex(catalog::Snapshot catalog, IndexExtras extras);

    // Only before it is handed out.
    void addLink(KeyLink link);

    [[nodiscard]] const catalog::Catalog &catalog() const { return *m_catalog; }
    [[nodiscard]] const std::vector<Signature> &functions() const { return m_functions; } // by name
    [[nodiscard]] std::pair<qsizetype, qsizetype> functionRange(const QString &name) const;
    [[nodiscard]] const QStringList &settings() const { return m_settings; }
    [[nodiscard]] const QStringList &roles() const { return m_extras.roles; }
    [[nodiscard]] const QStringList &databases() const { return m_extras.databases; }

    // Relations that have a column of this name.
    [[nodiscard]] const std::vector<catalog::Oid> &relationsWith(const QString &column) const;
    [[nodiscard]] const std::vector<QString> &columnNames() const { return m_columnNames; } // sorted, once each
    [[nodiscard]] const catalog::Column *column(catalog::Oid relation, const QString &name) const;
    [[nodiscard]] const std::vector<KeyLink> &links() const { return m_links; }
    // Positions in links(), of either end.
    [[nodiscard]] const std::vector<int> &linksOf(catalog::Oid relation) const;

    // Is it part of a primary or foreign key, or of a join of a view? nullptr is not.
    [[nodiscard]] bool isKey(const catalog::Column *column) const;

    // Relations whose initials are these: what an alias stands for that is not there yet. Sorted by initials.
    [[nodiscard]] const std::vector<std::pair<QString, catalog::Oid>> &initials() const { return m_initials; }

    // What nearly all columns of a relation begin with, "l_"; empty: nothing.
    [[nodiscard]] QString columnPrefix(catalog::Oid relation) const { return m_prefixes.value(relation); }
    // The name without that prefix.
    [[nodiscard]] QString stem(catalog::Oid relation, const QString &column) const;

    // The relation that a name means: in `schema`, or the first of the search path that has it. nullptr: none.
    [[nodiscard]] const catalog::Relation *
    relation(const QString &schema, const QString &name, const QStringList &searchPath) const;

private:
    void readFunctions();
    void readSettings();
    void readColumns();
    void readPrefixes();
    void readKeys();

    catalog::Snapshot m_catalog;
    IndexExtras m_extras;
    std::vector<Signature> m_functions;
    QStringList m_settings;
    std::vector<QString> m_columnNames;
    QHash<QString, std::vector<catalog::Oid>> m_relationsByColumn;
    std::vector<std::pair<QString, catalog::Oid>> m_initials;
    QHash<catalog::Oid, QString> m_prefixes;
    QSet<std::pair<catalog::Oid, qint16>> m_keys;
    std::vector<KeyLink> m_links;
    QHash<catalog::Oid, std::vector<int>> m_linksOf;
};

using SharedIndex = std::shared_ptr<const CompletionIndex>;

} // namespace howdah::query::complete
