// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintrewrite.h"
#include "migration/source/tr.h"
#include "sql/altereffects.h"
#include "sql/expressionkind.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::RelationName;

namespace {

// One ALTER TABLE of a table that others use.
class AlterRules final
{
public:
    AlterRules(LintWork &work, RelationName table)
        : m_work(work)
        , m_table(std::move(table))
        , m_name(displayName(m_table))
    {
    }

    void check(const QJsonObject &command, size_t index)
    {
        m_command = index;
        m_what = command["subtype"_L1].toString();
        m_column = command["name"_L1].toString();
        const QJsonValue definition = command["def"_L1];
        if (m_what == "AT_AddConstraint"_L1)
            checkAddConstraint(definition["Constraint"_L1].toObject());
        else if (m_what == "AT_ValidateConstraint"_L1)
            checkValidate();
        else if (m_what == "AT_SetNotNull"_L1)
            checkSetNotNull();
        else if (m_what == "AT_AddColumn"_L1)
            checkAddColumn(definition["ColumnDef"_L1].toObject());
        else if (m_what == "AT_AlterColumnType"_L1)
            checkType(definition["ColumnDef"_L1].toObject());
        else if (m_what.endsWith("Partition"_L1))
            checkPartition(definition["PartitionCmd"_L1].toObject());
        else
            checkRest();
    }

private:
    void report(const char *rule, const QString &message, const QString &hint, std::optional<Rewrite> rewrite = {})
    {
        m_work.report(
            {.rule = rule,
             .relation = m_table,
             .message = message,
             .hint = hint,
             .rewrite = std::move(rewrite),
             .at = m_at});
    }

    // What this command does to the rows that are there.
    [[nodiscard]] sql::CommandWork commandWork() const
    {
        const auto &commands = m_work.statement().effects.commands;
        return m_command < commands.size() ? commands[m_command] : sql::CommandWork{};
    }

    [[nodiscard]] bool partitioned() const
    {
        const TableFacts *const facts = m_work.facts(m_table);
        return facts && facts->partitioned;
    }

    void checkAddConstraint(const QJsonObject &constraint)
    {
        m_at = constraint["location"_L1].toInt();
        const QString kind = constraint["contype"_L1].toString();
        const bool notValid = constraint["skip_validation"_L1].toBool();
        if (notValid)
            rememberNotValid(constraint);
        if (kind == "CONSTR_FOREIGN"_L1 && !notValid)
            report(
                "add-foreign-key-scans",
                tr("writes to %1 and %2 wait until every row is checked")
                    .arg(m_name, displayName(sql::relationName(constraint["pktable"_L1]))),
                tr("Add it NOT VALID, which is quick, and VALIDATE it in another transaction, which blocks nobody."),
                partitioned() ? std::nullopt : rewrite::validatedLater(m_work, m_table, constraint, m_command));
        else if (kind == "CONSTR_CHECK"_L1 && !notValid)
            checkAddCheck(constraint);
        else if (kind == "CONSTR_PRIMARY"_L1 || kind == "CONSTR_UNIQUE"_L1)
            checkUnique(constraint);
        else if (kind == "CONSTR_EXCLUSION"_L1)
            report(
                "add-exclusion-builds-index", tr("everybody who uses %1 waits until the index is built").arg(m_name),
                tr("Do it while the table is not in use."));
    }

    void rememberNotValid(const QJsonObject &constraint)
    {
        m_work.transaction.notValid.insert(m_work.key(m_table) + u' ' + constraint["conname"_L1].toString());
    }

    void checkAddCheck(const QJsonObject &constraint)
    {
        report(
            "add-check-scans", tr("everybody who uses %1 waits until every row is checked").arg(m_name),
            tr("Add it NOT VALID, which is quick, and VALIDATE it in another transaction, which blocks nobody."),
            rewrite::validatedLater(m_work, m_table, constraint, m_command));
    }

    void checkUnique(const QJsonObject &constraint)
    {
        if (constraint.contains("indexname"_L1))
            return;
        report(
            "add-unique-builds-index", tr("everybody who uses %1 waits until the index is built").arg(m_name),
            tr("Create the unique index CONCURRENTLY, then add the constraint USING INDEX."), byIndex(constraint));
    }

    // Only a constraint that comes alone, with nothing but columns.
    std::optional<Rewrite> byIndex(const QJsonObject &constraint) const
    {
        const bool primary = constraint["contype"_L1] == "CONSTR_PRIMARY"_L1;
        const QStringList keys = stringsOf(constraint["keys"_L1]);
        const auto fallback = constraintName(m_table, primary ? QStringList{} : keys, primary ? u"pkey"_s : u"key"_s);
        const QString name = constraint["conname"_L1].toString(fallback.value_or(QString()));
        if (name.isEmpty() || partitioned() || constraint.contains("options"_L1) || constraint.contains("indexspace"_L1)
            || m_work.body()["cmds"_L1].toArray().size() != 1 || (primary && !knownNotNull(keys)))
            return {};
        QByteArray text =
            "CREATE UNIQUE INDEX CONCURRENTLY " + quoted(name) + " ON " + quoted(m_table) + " (" + quoted(keys) + ')';
        if (constraint.contains("including"_L1))
            text += " INCLUDE (" + quoted(stringsOf(constraint["including"_L1])) + ')';
        if (constraint["nulls_not_distinct"_L1].toBool())
            text += " NULLS NOT DISTINCT";
        text += ";\nALTER TABLE " + quoted(m_table) + " ADD CONSTRAINT " + quoted(name)
              + (primary ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX " + quoted(name);
        if (constraint["deferrable"_L1].toBool())
            text += " DEFERRABLE";
        if (constraint["initdeferred"_L1].toBool())
            text += " INITIALLY DEFERRED";
        return rewrite::withoutTransaction(
            m_work, rewrite::replacement(m_work, text, tr("Build the index CONCURRENTLY, without a transaction")));
    }

    [[nodiscard]] bool knownNotNull(const QStringList &columns) const
    {
        const TableFacts *const facts = m_work.facts(m_table);
        return facts
            && std::ranges::all_of(columns, [&](const QString &column) { return facts->columns[column].notNull; });
    }

    void checkValidate()
    {
        const QString name = m_work.key(m_table) + u' ' + m_column;
        if (!m_work.file().transactional || !m_work.transaction.notValid.contains(name))
            return;
        report(
            "validate-in-same-transaction", tr("%1 is validated under the lock that added it").arg(m_column),
            tr("Validate it in another migration, or begin the file with \"-- howdah: transaction off\"."));
    }

    void checkSetNotNull()
    {
        if (m_work.notNull.columns.contains(m_work.key(m_table) + u' ' + m_column) || knownNotNull({m_column})
            || commandWork().scanned == sql::Extent::No)
            return;
        report(
            "set-not-null-scans", tr("everybody who uses %1 waits until every row is read").arg(m_name),
            m_work.context.serverVersion >= 180'000
                ? tr("Add a NOT NULL constraint NOT VALID, and VALIDATE it in another transaction.")
                : tr("Add CHECK (%1 IS NOT NULL) NOT VALID, VALIDATE it in another transaction, then SET NOT NULL and "
                     "drop the check.")
                      .arg(m_column),
            notNullByCheck());
    }

    std::optional<Rewrite> notNullByCheck() const
    {
        const auto name = constraintName(m_table, {m_column}, u"not_null"_s);
        if (!name || m_work.body()["cmds"_L1].toArray().size() != 1)
            return {};
        const QByteArray table = "ALTER TABLE " + quoted(m_table);
        const QByteArray constraint = quoted(*name);
        const QByteArray column = quoted(m_column);
        const bool newer = m_work.context.serverVersion >= 180'000;
        QByteArray text = table + " ADD CONSTRAINT " + constraint
                        + (newer ? " NOT NULL " + column : " CHECK (" + column + " IS NOT NULL)") + " NOT VALID;\n"
                        + table + " VALIDATE CONSTRAINT " + constraint;
        if (!newer)
            text += ";\n" + table + " ALTER COLUMN " + column + " SET NOT NULL;\n" + table + " DROP CONSTRAINT "
                  + constraint;
        return rewrite::withoutTransaction(
            m_work, rewrite::replacement(m_work, text, tr("Prove it with a check first, without a transaction")));
    }

    void checkAddColumn(const QJsonObject &column)
    {
        m_at = column["location"_L1].toInt();
        m_column = column["colname"_L1].toString();
        const QJsonArray constraints = column["constraints"_L1].toArray();
        const auto has = [&](QLatin1String kind) {
            return std::any_of(constraints.begin(), constraints.end(), [&](const QJsonValue &item) {
                return item["Constraint"_L1]["contype"_L1] == kind;
            });
        };
        const bool filled = has("CONSTR_DEFAULT"_L1) || has("CONSTR_IDENTITY"_L1) || has("CONSTR_GENERATED"_L1)
                         || sql::isSerial(sql::typeNameOf(column["typeName"_L1]));
        if ((has("CONSTR_NOTNULL"_L1) || has("CONSTR_PRIMARY"_L1)) && !filled)
            report(
                "add-required-column", tr("%1 of %2 has no value for the rows that exist").arg(m_column, m_name),
                tr("Give it a DEFAULT, or add it without NOT NULL, fill it, and set NOT NULL afterwards."));
        checkNewColumnCost(column);
        if (has("CONSTR_CHECK"_L1))
            report(
                "add-check-scans", tr("everybody who uses %1 waits until every row is checked").arg(m_name),
                tr("Add the column without the check, then the check NOT VALID, and VALIDATE it."));
        if (has("CONSTR_UNIQUE"_L1) || has("CONSTR_PRIMARY"_L1))
            report(
                "add-unique-builds-index", tr("everybody who uses %1 waits until the index is built").arg(m_name),
                tr("Add the column without it, create the unique index CONCURRENTLY, then add the constraint USING "
                   "INDEX."));
        if (has("CONSTR_FOREIGN"_L1) && filled)
            report(
                "add-foreign-key-scans", tr("everybody who uses %1 waits until every row is checked").arg(m_name),
                tr("Add the column without it, then the foreign key NOT VALID, and VALIDATE it."));
    }

    void checkNewColumnCost(const QJsonObject &column)
    {
        const sql::CommandWork effect = commandWork();
        const QString type = sql::typeNameOf(column["typeName"_L1]);
        const bool ownType = effect.rewritten == sql::Extent::Perhaps && isOnlyOwnType(column);
        if (effect.rewritten == sql::Extent::No || ownType)
            return;
        report(
            "add-column-rewrites",
            effect.rewritten == sql::Extent::Yes
                ? tr("%1 is rewritten for the values of %2").arg(m_name, m_column)
                : tr("%1 is rewritten for %2, if its default is volatile").arg(m_name, m_column),
            isConstrained(column)
                ? tr("Its type is a domain that is checked for every row, even where that is NULL: add it with the "
                     "base type and a CHECK NOT VALID, and VALIDATE that in another transaction.")
            : sql::isSerial(type)
                ? tr("Add a plain column, fill it in batches, then give it its sequence.")
                : tr("Add the column without a default, SET DEFAULT for new rows, and fill the old ones in batches."));
    }

    // Only its domain makes the table be rewritten.
    [[nodiscard]] bool isConstrained(const QJsonObject &column) const
    {
        return commandWork().rewritten == sql::Extent::Yes && !sql::isBuiltInType(column["typeName"_L1])
            && isOnlyOwnType(column);
    }

    // A type that is not PostgreSQL's: an enum far more often than a domain with constraints.
    static bool isOnlyOwnType(const QJsonObject &column)
    {
        const QJsonArray constraints = column["constraints"_L1].toArray();
        return std::none_of(constraints.begin(), constraints.end(), [](const QJsonValue &item) {
            return item["Constraint"_L1]["contype"_L1] == "CONSTR_DEFAULT"_L1
                && sql::volatilityOf(item["Constraint"_L1]["raw_expr"_L1]) != sql::Volatility::Stable;
        });
    }

    void checkType(const QJsonObject &column)
    {
        m_at = column["location"_L1].toInt();
        const sql::CommandWork work = commandWork();
        if (work == sql::CommandWork{})
            return;
        QString message = tr("%1 of %2 changes its type").arg(m_column, m_name);
        if (work.rewritten == sql::Extent::Yes)
            message = tr("%1 of %2 changes its type, and all rows are rewritten").arg(m_column, m_name);
        else if (work.rewritten == sql::Extent::No)
            message = tr("%1 of %2 changes its type; all rows are read to build an index or to check a constraint")
                          .arg(m_column, m_name);
        report(
            "change-column-type", message,
            tr("Add a second column of the new type, keep both in sync with a trigger, copy the old values in batches, "
               "then swap them."));
    }

    void checkPartition(const QJsonObject &partition)
    {
        const RelationName child = sql::relationName(partition["name"_L1]);
        if (m_what == "AT_AttachPartition"_L1 && !m_work.isNew(child))
            m_work.report(
                {.rule = "attach-partition-scans",
                 .relation = child,
                 .message = tr("everybody who uses %1 waits until its rows are checked").arg(displayName(child)),
                 .hint =
                     tr("Add an equivalent CHECK constraint, NOT VALID and then validated, before it is attached.")});
        else if (m_what == "AT_DetachPartition"_L1 && !partition["concurrent"_L1].toBool())
            checkDetach();
    }

    // A default partition forbids CONCURRENTLY, so nobody offers that who does not know that there is none.
    void checkDetach()
    {
        const QString message = tr("everybody who uses %1 waits").arg(m_name);
        const TableFacts *const facts = m_work.facts(m_table);
        const QString made = m_work.defaultPartitions.value(m_work.key(m_table));
        const QString standing = !made.isEmpty() ? made : facts ? facts->defaultPartition : QString();
        if (!standing.isEmpty())
            return report(
                "detach-partition-locks", message,
                tr("%1 has the default partition %2, so PostgreSQL refuses CONCURRENTLY. Do it while the table is "
                   "little used, with a short lock_timeout, or detach the default partition first.")
                    .arg(m_name, standing));
        if (!facts)
            return report(
                "detach-partition-locks", message,
                tr("Detach it CONCURRENTLY, outside a transaction, if there is no default partition: with --database, "
                   "lint finds out, and then --fix can write it. A check constraint that describes its rows is left "
                   "behind."));
        report(
            "detach-partition-locks", message,
            tr("Detach it CONCURRENTLY, outside a transaction; a check constraint that describes its rows is left "
               "behind."),
            rewrite::withoutTransaction(
                m_work, rewrite::insertion(
                            m_work, m_work.statement().size, " CONCURRENTLY",
                            tr("Do it CONCURRENTLY, without a transaction"))));
    }

    void checkRest()
    {
        if (m_what == "AT_DropNotNull"_L1)
            report("drop-not-null", tr("%1 of %2 becomes nullable").arg(m_column, m_name), {});
        else if (m_what == "AT_DropColumn"_L1)
            report(
                "drop-column", tr("%1 of %2 is dropped").arg(m_column, m_name),
                tr("Drop it only once no program uses it any more."));
        else if (
            commandWork().rewritten != sql::Extent::No
            && (m_what == "AT_SetLogged"_L1 || m_what == "AT_SetUnLogged"_L1 || m_what == "AT_SetTableSpace"_L1
                || m_what == "AT_SetAccessMethod"_L1))
            report(
                "full-rewrite", tr("%1 is rewritten, and cannot be read meanwhile").arg(m_name),
                tr("Do it while the table is not in use."));
        else if (m_what.startsWith("AT_DisableTrig"_L1))
            report(
                "disable-trigger",
                m_what == "AT_DisableTrigAll"_L1 ? tr("no trigger of %1 fires, including foreign keys").arg(m_name)
                                                 : tr("a trigger of %1 does not fire").arg(m_name),
                tr("Enable it again in the same transaction; or let the trigger itself check a setting."));
    }

    LintWork &m_work;
    RelationName m_table;
    QString m_name;
    QString m_what;
    QString m_column;
    size_t m_command = 0;
    qsizetype m_at = 0;
};

// What proves that a column has no NULL, whoever uses the table.
void rememberProofs(LintWork &work, const QString &table, const QJsonObject &command)
{
    const QString what = command["subtype"_L1].toString();
    const QString named = table + u' ' + command["name"_L1].toString();
    if (what == "AT_ValidateConstraint"_L1) {
        for (const QString &column : work.notNull.checks.take(named))
            work.notNull.columns.insert(table + u' ' + column, named);
    } else if (what == "AT_DropConstraint"_L1) {
        work.notNull.forget(named);
    } else if (what == "AT_DropColumn"_L1) {
        work.notNull.columns.remove(named);
    }
}

} // namespace

void checkAlterTable(LintWork &work)
{
    if (!work.statement().is("AlterTableStmt"_L1))
        return;
    const QString type = work.body()["objtype"_L1].toString();
    const RelationName table = sql::relationName(work.body()["relation"_L1]);
    if (type != "OBJECT_TABLE"_L1 && type != "OBJECT_MATVIEW"_L1)
        return;
    const bool isNew = work.isNew(table);
    AlterRules rules(work, table);
    size_t index = 0;
    for (const QJsonValue item : work.body()["cmds"_L1].toArray()) {
        const QJsonObject command = item["AlterTableCmd"_L1].toObject();
        if (!isNew || command["subtype"_L1] == "AT_AttachPartition"_L1)
            rules.check(command, index);
        ++index;
        rememberProofs(work, work.key(table), command);
        if (command["subtype"_L1] == "AT_AlterColumnType"_L1)
            checkColumnType(
                work, table, command["name"_L1].toString(), command["def"_L1]["ColumnDef"_L1]["typeName"_L1], false);
        if (command["def"_L1]["ColumnDef"_L1].isObject() && command["subtype"_L1] == "AT_AddColumn"_L1)
            checkColumn(work, table, command["def"_L1]["ColumnDef"_L1].toObject());
        if (command["def"_L1]["Constraint"_L1].isObject())
            checkConstraint(work, table, command["def"_L1]["Constraint"_L1].toObject(), {});
    }
}

} // namespace howdah::migration
