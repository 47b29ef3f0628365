// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/effects.h"
#include "migration/lint/lintfile.h"
#include "migration/plan/enumuse.h"

#include <QMap>
#include <QSet>

namespace howdah::migration {

// A foreign key whose index is looked for when the whole run has been read.
struct ForeignKey
{
    size_t file = 0;
    int statement = 0;
    qsizetype offset = 0; // in the file
    QString table;        // its tableKey()
    sql::RelationName relation;
    QStringList columns;
};

// What one transaction (or statement, outside of one) has done so far.
struct TransactionState
{
    QStringList exclusive;                             // keys of existing tables under ACCESS EXCLUSIVE
    QStringList exclusiveNames;                        // the same as written
    QSet<QString> notValid;                            // "table constraint", added NOT VALID
    QMap<QString, int> passes;                         // ALTER TABLEs that read or write the table through
    std::vector<std::pair<EnumValue, QString>> values; // added to enums, with the whole name of the type
};

// What rules see while the statements of a run go by, and where they report. One object for one run of lint.
class LintWork final
{
public:
    explicit LintWork(const LintContext &lintContext)
        : context(lintContext)
        , notNull(lintContext.notNull)
        , m_effects(lintContext)
    {
    }

    void run(std::span<const LintScript> scripts);
    [[nodiscard]] std::vector<Finding> take();

    // What a rule has found.
    struct Report
    {
        const char *rule = nullptr;
        sql::RelationName relation = {};
        QString message;
        QString hint = {};
        std::optional<Rewrite> rewrite = {};
        qsizetype at = 0; // byte within the statement
    };
    void report(const Report &report);

    [[nodiscard]] const LintFile &file() const { return *m_file; }
    [[nodiscard]] const LintStatement &statement() const { return *m_statement; }
    [[nodiscard]] const QJsonObject &body() const { return m_statement->tree.body; }
    [[nodiscard]] size_t fileIndex() const { return m_findings.size() - 1; }
    [[nodiscard]] QString key(const sql::RelationName &name) const { return tableKey(context, name); }
    // Made by the run itself, so nobody else uses it.
    [[nodiscard]] bool isNew(const sql::RelationName &name) const { return created.contains(key(name)); }
    [[nodiscard]] const TableFacts *facts(const sql::RelationName &name) const;
    // Of the database, and of the files up to this one.
    [[nodiscard]] const ColumnTypes &columnTypes();

    const LintContext &context;
    QSet<QString> created;                           // relations, by key
    QSet<QString> createdTypes;                      // by name
    QMap<QString, QString> defaultPartitions;        // that the run itself has made or attached; by table
    QSet<QString> dropped;                           // in this file
    QMap<QString, std::vector<QStringList>> indexes; // columns, of tables
    std::vector<ForeignKey> foreignKeys;
    NotNullProofs notNull;         // by the files of the run and those before
    QSet<QString> wideKeys;        // "table column": keys of 64 bits that the run has made
    bool lockTimeout = false;      // set in this file
    bool statementTimeout = false; // the same
    QSet<QString> reportedOnce;    // rules that speak once a file
    TransactionState transaction;

private:
    void readFile(size_t index);
    void readStatement();
    void remember();
    void rememberDefaultPartition();
    void judgeForeignKeys();

    StatementEffects m_effects;
    std::vector<LintFile> m_files;
    std::vector<std::vector<Finding>> m_findings; // of each file
    const LintFile *m_file = nullptr;
    const LintStatement *m_statement = nullptr;
    std::optional<ColumnTypes> m_columnTypes; // once they were asked for
    size_t m_typesRead = 0;                   // files
};

// The rules, by what they look at; each reads one statement.
void checkIndexes(LintWork &work);
void checkAlterTable(LintWork &work);
void checkLosses(LintWork &work);
void checkTransaction(LintWork &work);
void checkLocks(LintWork &work); // last: it knows what the statement holds
void checkSchema(LintWork &work);
void checkRobust(LintWork &work); // a set of its own
// Columns of a CREATE TABLE or ADD COLUMN (a ColumnDef).
void checkColumn(LintWork &work, const sql::RelationName &table, const QJsonObject &column);
// A type that a column gets: its own, or another one.
void checkColumnType(
    LintWork &work, const sql::RelationName &table, const QString &column, const QJsonValue &type, bool isNew);
void checkConstraint(
    LintWork &work, const sql::RelationName &table, const QJsonObject &constraint, const QString &column);

// "schema.table", as a file would write it.
[[nodiscard]] QString displayName(const sql::RelationName &name);
// "a IS NOT NULL AND b IS NOT NULL" as the whole of a check: the columns.
[[nodiscard]] QStringList columnsProvenBy(const QJsonObject &constraint);
[[nodiscard]] QStringList stringsOf(const QJsonValue &list);

} // namespace howdah::migration
