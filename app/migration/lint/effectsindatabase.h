// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/inventory.h"
#include "migration/lint/lintcontext.h"
#include "sql/altereffects.h"
#include "sql/lockeffects.h"
#include "sql/statementtree.h"

#include <QSet>

namespace howdah::migration {

// Adds what the inventory knows to the effects of one statement; one object for one statement.
class EffectsInDatabase final
{
public:
    EffectsInDatabase(
        const sql::StatementTree &tree, const LintContext &context, const QSet<QString> &changed,
        sql::LockEffects &effects)
        : m_tree(tree)
        , m_body(tree.body)
        , m_inventory(*context.inventory)
        , m_context(context)
        , m_changed(changed)
        , m_effects(effects)
    {
    }

    void refine();

    // What a name of a type is remembered by when the run changes it.
    [[nodiscard]] static QString typeKey(const QString &name) { return QStringLiteral("type ") + name; }

private:
    using Oid = Inventory::Oid;

    // effectsindatabase.cpp
    [[nodiscard]] Oid find(const sql::RelationName &name) const { return m_inventory.find(name, m_context.schema); }
    [[nodiscard]] Oid find(const QJsonValue &rangeVar) const { return find(sql::relationName(rangeVar)); }
    [[nodiscard]] char kindOf(Oid oid) const;
    [[nodiscard]] bool isChanged(Oid oid) const;
    [[nodiscard]] const Inventory::Column *column(Oid table, const QString &name) const;
    [[nodiscard]] const Inventory::Type *type(const QJsonValue &names) const;
    [[nodiscard]] bool hasChecks(Oid table) const;
    [[nodiscard]] sql::RelationName nameOf(Oid oid) const;
    [[nodiscard]] bool since(int major) const { return m_context.serverVersion >= major * 10'000; }
    sql::RelationEffect &at(Oid oid);
    void lock(Oid oid, sql::LockMode mode, sql::CommandWork work = {});
    void lockTree(Oid oid, sql::LockMode mode, sql::CommandWork work = {});
    void lockSequences(Oid table, sql::LockMode mode, int ofColumn = 0);
    void lockViewed(Oid view, sql::LockMode mode);
    void lockNamed(const QJsonValue &expression);
    void joinPartition(Oid parent, bool asDefault, sql::Extent filled);
    void dropMissing();
    void normalise();

    // effectsofstatements.cpp
    void settled() {}
    void createSchema();
    void query();
    void createTable();
    void createIndex();
    void reindex();
    void vacuum();
    void cluster();
    void truncate();
    void refresh();
    void lockTable();
    void trigger();
    void rule();
    void policy();
    void domain();
    void objectSchema();
    void rename();
    void publication();
    [[nodiscard]] bool isOnly(const sql::RelationName &name) const;
    [[nodiscard]] bool firesMore(Oid table) const;
    [[nodiscard]] bool callsFunctions(const QJsonValue &value) const;
    [[nodiscard]] bool queried(const sql::RelationEffect &effect, bool alone);

    // effectsofdrop.cpp
    void drop();
    void dropRelation(Oid oid, bool cascade);
    void dropPartOf(const QString &type);
    void dropType(const sql::RelationName &name, bool cascade);
    void dropSchema(const QString &name, bool cascade);

    // effectsofalter.cpp
    void alterTable();
    void alterComposite();
    void alterCommand(const QJsonObject &command);
    [[nodiscard]] bool recurses(const QString &what, const QJsonObject &command) const;
    [[nodiscard]] sql::CommandWork workOn(Oid table, const QJsonObject &command, const sql::AlterEffect &effect) const;
    [[nodiscard]] sql::CommandWork newColumnWork(const QJsonObject &command, const sql::AlterEffect &effect) const;
    [[nodiscard]] sql::CommandWork typeWork(Oid table, const QJsonObject &command) const;
    [[nodiscard]] sql::Extent notNullScan(Oid table, const QString &name) const;
    [[nodiscard]] sql::Extent defaultExtent(const QJsonValue &expression) const;
    void addConstraint(const QJsonObject &constraint);
    sql::Extent validateConstraint(const QString &name); // says what it scans
    void dropConstraint(const QString &name, bool cascade);
    void dropColumn(const QString &name, bool cascade);
    void changeKeys(const QString &column, bool rewritten);
    void partition(const QJsonObject &command, bool attaches);
    void partitionOfIndex(const QJsonObject &command);
    void lockWith(const QString &what, const QString &column);
    [[nodiscard]] const Inventory::Constraint *constraint(Oid table, const QString &name) const;

    const sql::StatementTree &m_tree;
    const QJsonObject &m_body;
    const Inventory &m_inventory;
    const LintContext &m_context;
    const QSet<QString> &m_changed;
    sql::LockEffects &m_effects;
    std::vector<Oid> m_dropped;
    Oid m_table = 0;      // of an ALTER TABLE
    bool m_heirs = false; // and what inherits from it
};

} // namespace howdah::migration
