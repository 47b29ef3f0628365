// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "migration/lint/lintrule.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

using Rules = std::vector<LintRule>;

// What a rule is not by default.
struct Kind
{
    bool scales = false;
    bool upOnly = false;
    int since = 13;
    QString set = {};
};

LintRule rule(const char *id, Severity severity, const QString &title, const QString &reason, const Kind &kind = {})
{
    return {QString::fromLatin1(id), severity, kind.scales, kind.upOnly, kind.since, title, reason, kind.set};
}

void addIndexRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "create-index-blocks-writes", Warning, tr("An index is built while writes wait"),
        tr("CREATE INDEX holds SHARE on the table until the whole index is built."), Kind{.scales = true}));
    rules.push_back(rule(
        "drop-index-locks-table", Warning, tr("An index is dropped under a lock that blocks everybody"),
        tr("DROP INDEX needs ACCESS EXCLUSIVE on the index and on its table. While it waits for a long query, every "
           "new query waits behind it."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "reindex-locks-table", Warning, tr("An index is rebuilt while writes wait"),
        tr("REINDEX holds SHARE on the table and ACCESS EXCLUSIVE on the index, which most reads need, too."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "detach-partition-locks", Warning, tr("A partition is detached under a lock that blocks everybody"),
        tr("DETACH PARTITION holds ACCESS EXCLUSIVE on the parent, so no partition can be used."),
        Kind{.scales = true, .since = 14}));
    rules.push_back(rule(
        "refresh-blocks-reads", Warning, tr("A materialized view is refreshed while reads wait"),
        tr("REFRESH MATERIALIZED VIEW holds ACCESS EXCLUSIVE on the view while its query runs."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "full-rewrite", Warning, tr("A whole table is rewritten"),
        tr("The table is copied under ACCESS EXCLUSIVE; nobody can read or write it until that is done, and it needs "
           "twice the space."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "wide-index", Info, tr("An index has more than three columns"),
        tr("Few queries use the later columns, and every write has to maintain them."), Kind{.upOnly = true}));
}

void addConstraintRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "add-foreign-key-scans", Warning, tr("A foreign key is checked against all rows while writes wait"),
        tr("ADD FOREIGN KEY holds SHARE ROW EXCLUSIVE on both tables while every row is looked up."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "add-check-scans", Warning, tr("A check constraint is verified on all rows while everybody waits"),
        tr("ADD CHECK holds ACCESS EXCLUSIVE while every row is read."), Kind{.scales = true}));
    rules.push_back(rule(
        "set-not-null-scans", Warning, tr("All rows are scanned for NULL while everybody waits"),
        tr("SET NOT NULL holds ACCESS EXCLUSIVE while every row is read, unless a valid check proves the same."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "add-unique-builds-index", Warning, tr("A unique or primary key builds its index while everybody waits"),
        tr("The index is built under ACCESS EXCLUSIVE."), Kind{.scales = true}));
    rules.push_back(rule(
        "add-exclusion-builds-index", Warning, tr("An exclusion constraint builds its index while everybody waits"),
        tr("The index is built under ACCESS EXCLUSIVE, and PostgreSQL has no other way for exclusion constraints."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "validate-in-same-transaction", Warning, tr("NOT VALID and VALIDATE are in one transaction"),
        tr("The strong lock that adds the constraint is held until the transaction ends, so all rows are read under "
           "it after all."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "alter-domain-scans", Warning, tr("A domain's constraint is verified on all tables that use it"),
        tr("Every column of that domain is read under a lock that stops writes.")));
    rules.push_back(rule(
        "foreign-key-without-index", Info, tr("A foreign key has no index on the referencing columns"),
        tr("Deleting or changing a referenced row reads the whole referencing table."), Kind{.upOnly = true}));
}

void addColumnRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "add-required-column", Error, tr("A NOT NULL column without a default is added"),
        tr("It fails on a table that has rows."), Kind{.scales = true}));
    rules.push_back(rule(
        "add-column-rewrites", Warning, tr("A new column rewrites the whole table"),
        tr("A volatile default, an identity, a serial or a stored generated column is computed for every row under "
           "ACCESS EXCLUSIVE. A constant or now() is not."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "change-column-type", Warning, tr("The type of a column is changed"),
        tr("Unless the old values can be kept as they are (varchar to a longer varchar or text), the table and its "
           "indexes are rewritten under ACCESS EXCLUSIVE. Running programs may not expect the new type."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "drop-not-null", Info, tr("A column becomes nullable"),
        tr("Running programs may not expect NULL, and reverting requires all rows to be checked."),
        Kind{.upOnly = true}));
}

void addPartitionRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "attach-partition-scans", Warning, tr("A table is scanned to become a partition"),
        tr("ATTACH PARTITION holds ACCESS EXCLUSIVE on the new partition while its rows are checked, unless a valid "
           "check proves the same; a default partition is checked, too."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "create-partition-locks-parent", Warning, tr("A partition is created under a lock on its parent"),
        tr("CREATE TABLE ... PARTITION OF needs ACCESS EXCLUSIVE on the parent, so it waits for every query on any "
           "partition, and everybody waits behind it.")));
}

void addLossRules(Rules &rules)
{
    using enum Severity;
    const QString clients = tr("Running programs use the old name until they are replaced.");
    rules.push_back(rule("rename-table", Warning, tr("A table or view is renamed"), clients, Kind{.upOnly = true}));
    rules.push_back(rule("rename-column", Warning, tr("A column is renamed"), clients, Kind{.upOnly = true}));
    rules.push_back(rule(
        "drop-table", Warning, tr("A table is dropped"), tr("Its rows are lost, and programs that still use it fail."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "drop-column", Warning, tr("A column is dropped"),
        tr("Its values are lost, and programs that still use it fail; so do prepared statements with SELECT *."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "drop-schema", Error, tr("A schema or database is dropped"), tr("Everything in it is lost."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "drop-cascade", Warning, tr("CASCADE drops objects that are not named"),
        tr("Everything that depends on the object is dropped as well, and the file does not say what that is."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "truncate-table", Warning, tr("A table is emptied"),
        tr("All rows are lost; TRUNCATE holds ACCESS EXCLUSIVE and does not fire row triggers."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "truncate-cascade", Error, tr("TRUNCATE empties tables that are not named"),
        tr("CASCADE follows the foreign keys, regardless of ON DELETE."), Kind{.upOnly = true}));
    rules.push_back(rule(
        "update-every-row", Warning, tr("Every row of a table is updated at once"),
        tr("Each row is locked until the transaction ends, the table doubles in size, and all of it goes through the "
           "WAL."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "delete-every-row", Warning, tr("Every row of a table is deleted at once"),
        tr("DELETE without WHERE takes all rows, one by one."), Kind{.scales = true, .upOnly = true}));
}

void addLockRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "no-lock-timeout", Warning, tr("A strong lock is taken without a lock_timeout"),
        tr("While a statement waits for its lock, every later query on the table queues behind it. With lock_timeout "
           "it gives up and can be retried.")));
    rules.push_back(rule(
        "no-statement-timeout", Info, tr("A long statement holds a strong lock without a statement_timeout"),
        tr("lock_timeout ends the waiting for a lock only. Without statement_timeout the lock is held for as long as "
           "the "
           "rows are read or written."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "lock-timeout-off", Warning, tr("lock_timeout is turned off"),
        tr("A statement that waits for its lock without a limit blocks everybody who comes later.")));
    rules.push_back(rule(
        "work-under-lock", Warning, tr("Slow work is done while an earlier statement's lock is held"),
        tr("Locks are held until the transaction ends. Slow work belongs before them, or in a migration of its own."),
        Kind{.scales = true}));
    rules.push_back(rule(
        "several-tables-locked", Warning, tr("One transaction takes exclusive locks on several tables"),
        tr("It waits for each of them in turn while it holds the previous ones; with a program that uses them in "
           "another order that is a deadlock.")));
    rules.push_back(rule(
        "repeated-scans", Info, tr("A table is scanned by several ALTER TABLE"),
        tr("One ALTER TABLE with several commands reads, or rewrites, the table only once.")));
    rules.push_back(rule(
        "lock-table", Warning, tr("A table is locked explicitly"), tr("The lock is held until the transaction ends.")));
    rules.push_back(rule(
        "create-trigger-locks", Info, tr("A trigger is created on a table that is in use"),
        tr("CREATE TRIGGER needs SHARE ROW EXCLUSIVE: it waits for all writers, and new writers wait behind it.")));
    rules.push_back(rule(
        "disable-trigger", Warning, tr("Triggers are disabled"),
        tr("They miss rows that are written meanwhile; with ALL, foreign keys are not checked either.")));
}

void addTransactionRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "not-in-transaction", Error, tr("A statement that cannot run in a transaction is in one"),
        tr("The migration would fail with 25001.")));
    rules.push_back(rule(
        "transaction-control", Error, tr("BEGIN or COMMIT without the other, or ROLLBACK"),
        tr("A migration is one transaction, together with its row in the history.")));
    rules.push_back(rule(
        "not-repeatable", Info, tr("A statement outside a transaction cannot be repeated"),
        tr("When a later statement of the file fails, this one has already taken effect.")));
    rules.push_back(rule(
        "enum-value-used", Error, tr("A new enum value is used in the transaction that adds it"),
        tr("PostgreSQL refuses that with 55P04 until the value is committed.")));
    rules.push_back(rule(
        "enum-value-order", Info, tr("A new enum value is added without its place"),
        tr("It becomes the last one, and sorts after all others; PostgreSQL has no way to move it later."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "older-than-applied", Warning, tr("It is older than a migration that is applied"),
        tr("Databases created from scratch have run the files in a different order."), Kind{.upOnly = true}));
}

void addSchemaRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "small-key", Info, tr("A key has 32 bits or less"),
        tr("It ends at 2,147,483,647 or less, and widening it later rewrites the table."), Kind{.upOnly = true}));
    rules.push_back(rule(
        "narrow-foreign-key", Warning, tr("A foreign key has fewer bits than the key that it references"),
        tr("Rows whose key is greater cannot be referenced; inserting them fails with 22003."), Kind{.upOnly = true}));
    rules.push_back(rule(
        "text-length", Info, tr("A text column has a length"),
        tr("It takes no less space than text, and a longer value is refused; a check constraint can be changed without "
           "a new type."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "serial-column", Info, tr("A column is serial"),
        tr("Its sequence has its own privileges and lifetime; that of an identity column does not."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "json-type", Info, tr("A column is json"),
        tr("json has no equality, so DISTINCT and GROUP BY fail; jsonb has."), Kind{.upOnly = true}));
    rules.push_back(rule(
        "timestamp-without-zone", Info, tr("A column is timestamp without time zone"),
        tr("It is not a point in time: what it means depends on the settings of the reader."), Kind{.upOnly = true}));
    rules.push_back(rule(
        "char-type", Info, tr("A column is char(n)"),
        tr("Values are padded with spaces, which are significant in some comparisons and not in others."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "money-type", Info, tr("A column is money"), tr("Its fraction and its text depend on a server setting."),
        Kind{.upOnly = true}));
    rules.push_back(rule(
        "long-name", Warning, tr("A name is longer than 63 bytes"),
        tr("PostgreSQL truncates it with just a notice, and two names may become the same.")));
    rules.push_back(rule(
        "security-definer-path", Warning, tr("A SECURITY DEFINER function does not set its search_path"),
        tr("The caller decides which objects its names refer to, with the privileges of its owner."),
        Kind{.upOnly = true}));
}

// Only for who asks for them.
void addRobustRules(Rules &rules)
{
    rules.push_back(rule(
        "not-robust", Severity::Info, tr("A statement fails if it is run again"),
        tr("With IF EXISTS, IF NOT EXISTS or OR REPLACE it may be repeated."), Kind{.set = RobustSet}));
}

void addFileRules(Rules &rules)
{
    using enum Severity;
    rules.push_back(rule(
        "cannot-split", Error, tr("The file cannot be split into statements"),
        tr("A quote, comment or COPY data is not closed, or the file is not UTF-8.")));
    rules.push_back(rule(
        "psql-command", Error, tr("The file contains a psql command"),
        tr("A migration is sent to the server, not to psql.")));
    rules.push_back(rule(
        "unknown-syntax", Info, tr("The parser does not know the statement"),
        tr("It is newer than the parser, or wrong; only its first words were checked.")));
    rules.push_back(rule(
        "unused-suppression", Warning, tr("An allowed rule finds nothing"),
        tr("The comment is outdated, or at the wrong statement.")));
    rules.push_back(rule(
        "bad-suppression", Warning, tr("A comment that allows a rule is not valid"),
        tr("It is \"-- howdah: allow RULE REASON\", with a rule that exists and a reason.")));
}

} // namespace

const std::vector<LintRule> &lintRules()
{
    static const Rules rules = [] {
        Rules all;
        addIndexRules(all);
        addConstraintRules(all);
        addColumnRules(all);
        addPartitionRules(all);
        addLossRules(all);
        addLockRules(all);
        addTransactionRules(all);
        addSchemaRules(all);
        addRobustRules(all);
        addFileRules(all);
        return all;
    }();
    return rules;
}

const LintRule *findLintRule(QStringView id)
{
    const auto found = std::ranges::find(lintRules(), id, &LintRule::id);
    return found == lintRules().end() ? nullptr : &*found;
}

static constexpr std::array severityNames{
    EnumName{Severity::Info, "info"_L1},
    EnumName{Severity::Warning, "warning"_L1},
    EnumName{Severity::Error, "error"_L1},
};
static_assert(isWholeTable(severityNames));

QString severityName(Severity severity) { return nameIn(severityNames, severity); }

} // namespace howdah::migration
