// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "packdatabase.h"

#include <QMap>
#include <QSet>

// What the tests of packs ask of every constraint, in a database that holds demo data. Each function answers what is
// wrong, one a line; nothing is a success.
namespace howdah::test {

struct ForeignKey
{
    QString table;
    QString name;
    QString column; // the last: in a key of two columns the first is the organization
    QString parent;
    QString onDelete; // CASCADE, SET NULL, RESTRICT
};

// Of a pack's file of objects.
inline QList<ForeignKey> foreignKeys(const QStringList &objects)
{
    static const QRegularExpression line(QStringLiteral(
        "^constraint (\\w+)\\.(\\w+) FOREIGN KEY \\((?:\\w+, )?(\\w+)\\) REFERENCES (\\w+)\\(.*\\)(?: ON UPDATE "
        "CASCADE)? ON DELETE (CASCADE|SET NULL|RESTRICT)"));
    QList<ForeignKey> keys;
    for (const QString &object : objects) {
        if (const auto match = line.match(object); match.hasMatch())
            keys.push_back(
                {match.captured(1), match.captured(2), match.captured(3), match.captured(4), match.captured(5)});
    }
    return keys;
}

// Every migration changes something, its way back takes just that away, and up again makes what was there.
inline QString rollbackProblems(TestServer &server, const QString &pack)
{
    PackDatabase database(server);
    const migration::Source source = packSource(pack);
    std::vector<QStringList> snapshots{database.facts()};
    for (const migration::Migration &migration : source.migrations) {
        if (const QString failed = failureOf(database.run(source, {.to = migration.version})); !failed.isEmpty())
            return failed;
        snapshots.push_back(database.facts());
        if (snapshots.back() == snapshots[snapshots.size() - 2])
            return migration.name + QStringLiteral(" changes nothing");
    }
    for (size_t i = source.migrations.size(); i-- > 0;) {
        const QString failed = failureOf(database.run(source, {.direction = migration::Direction::Down}));
        if (!failed.isEmpty())
            return failed;
        if (const auto left = catalog::compare(snapshots[i], database.facts()); !left.isEmpty())
            return source.migrations[i].name + QLatin1Char('\n') + describe(left);
    }
    if (const QString failed = failureOf(database.run(source)); !failed.isEmpty())
        return failed;
    const catalog::Difference again = catalog::compare(snapshots.back(), database.facts());
    return again.isEmpty() ? QString() : describe(again);
}

// Statements that insert a copy of a row with a new id and the given settings, such as "name = 'x' WHERE kind = 'y'".
inline QStringList copyOfRow(PackDatabase &database, const QString &table, const QString &settings)
{
    const QString set = settings.section(QStringLiteral("WHERE"), 0, 0).trimmed();
    const QString where = settings.contains(QStringLiteral("WHERE"))
                            ? QStringLiteral("WHERE ") + settings.section(QStringLiteral("WHERE"), 1)
                            : QString();
    const QString columns = database.value(
        QStringLiteral(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attnum > 0 "
            "AND NOT attisdropped AND attgenerated = '' AND attrelid = '%1'::regclass")
            .arg(table));
    return {
        QStringLiteral("CREATE TEMP TABLE a_copy ON COMMIT DROP AS SELECT * FROM %1 %2 ORDER BY id LIMIT 1")
            .arg(table, where),
        QStringLiteral("UPDATE a_copy SET id = gen_random_uuid()%1")
            .arg(set.isEmpty() ? QString() : QStringLiteral(", ") + set),
        QStringLiteral("INSERT INTO %1 (%2) SELECT %2 FROM a_copy").arg(table, columns)};
}

// Every check and unique constraint of the objects is in the file of refusals, and is broken as it says there.
inline QString refusalProblems(PackDatabase &database, const QStringList &objects, const QStringList &refusals)
{
    static const QRegularExpression named(QStringLiteral(
        "^(?:constraint (\\w+)\\.(\\w+) (?:CHECK|UNIQUE)|index CREATE UNIQUE INDEX (\\w+) ON public\\.(\\w+))"));
    QStringList problems;
    QSet<QString> tried;
    for (const QString &line : refusals) {
        const QString table = line.section(QLatin1Char('.'), 0, 0);
        const QString name = line.section(QLatin1Char('.'), 1).section(QLatin1Char(':'), 0, 0);
        QString settings = line.section(QLatin1Char(':'), 1).trimmed();
        const bool unique = name.startsWith(QLatin1String("uq_"));
        QStringList statements;
        if (unique || settings.startsWith(QLatin1String("INSERT ")))
            statements = copyOfRow(database, table, settings.remove(QLatin1String("INSERT ")));
        else
            statements << QStringLiteral("UPDATE %1 SET %2 WHERE id = (SELECT id FROM %1 ORDER BY id LIMIT 1)")
                              .arg(table, settings);
        QString outcome = database.refusal(statements);
        // A partition has an index of its own, which tells by its own name.
        if (const QString index = outcome.section(QLatin1Char(' '), 1);
            unique && outcome.startsWith(QLatin1String("23505 ")))
            outcome = QStringLiteral("23505 ")
                    + database.value(QStringLiteral("SELECT relname FROM pg_class WHERE oid = "
                                                    "coalesce(pg_partition_root('%1'), '%1'::regclass)")
                                         .arg(index));
        const QString wanted = (unique ? QStringLiteral("23505 ") : QStringLiteral("23514 ")) + name;
        if (outcome != wanted)
            problems << QStringLiteral("%1 should be refused by %2, but: %3").arg(line, wanted, outcome);
        tried.insert(name);
    }
    for (const QString &object : objects) {
        const auto match = named.match(object);
        const QString name = match.captured(2) + match.captured(3);
        // (organization_id, id) cannot be violated before the primary key is.
        if (match.hasMatch() && !tried.contains(name) && !name.endsWith(QLatin1String("_tenant")))
            problems << name + QStringLiteral(" is not tried");
    }
    return problems.join(QLatin1Char('\n'));
}

// No foreign key takes an id that is not there.
inline QString strangerProblems(PackDatabase &database, const QList<ForeignKey> &keys)
{
    QStringList problems;
    for (const ForeignKey &key : keys) {
        // Triggers of the pack would refuse some of it before the key does.
        QStringList statements{QStringLiteral("ALTER TABLE %1 DISABLE TRIGGER USER").arg(key.table)};
        // A row that others refer to by its organization cannot leave it.
        if (key.column == QLatin1String("organization_id")) {
            for (const ForeignKey &other : keys) {
                if (other.parent != key.table)
                    continue;
                const QString statement = other.table == key.table
                                            ? QStringLiteral("UPDATE %1 SET %2 = NULL")
                                            : QStringLiteral("DELETE FROM %1 WHERE %2 IS NOT NULL");
                statements << statement.arg(other.table, other.column);
            }
        }
        statements << QStringLiteral("UPDATE %1 SET %2 = gen_random_uuid() WHERE id = "
                                     "(SELECT id FROM %1 WHERE %2 IS NOT NULL ORDER BY id LIMIT 1)")
                          .arg(key.table, key.column);
        const QString outcome = database.refusal(statements);
        if (outcome != QStringLiteral("23503 ") + key.name)
            problems << QStringLiteral("%1 takes a stranger: %2").arg(key.name, outcome);
    }
    return problems.join(QLatin1Char('\n'));
}

// What becomes of the referring row when the other is deleted. `before` has, for a table, what has to go before a row
// $1 of it may; `choice` has, for a key, which rows to look at.
inline QString deletionProblems(
    PackDatabase &database, const QList<ForeignKey> &keys, const QMap<QString, QString> &before = {},
    const QMap<QString, QString> &choice = {})
{
    QStringList problems;
    for (const ForeignKey &key : keys) {
        const QString where = choice.value(key.name, QStringLiteral("true"));
        const QString row = database.value(
            QStringLiteral("SELECT id || ' ' || %1 FROM %2 WHERE %1 IS NOT NULL AND %3 ORDER BY id LIMIT 1")
                .arg(key.column, key.table, where));
        const QString child = QLatin1Char('\'') + row.section(QLatin1Char(' '), 0, 0) + QLatin1Char('\'');
        const QString parent = QLatin1Char('\'') + row.section(QLatin1Char(' '), 1) + QLatin1Char('\'');
        QStringList statements;
        if (before.contains(key.parent) && key.onDelete != QLatin1String("RESTRICT"))
            statements << QString(before[key.parent]).replace(QLatin1String("$1"), parent);
        statements << QStringLiteral("DELETE FROM %1 WHERE id = %2").arg(key.parent, parent);
        if (key.onDelete == QLatin1String("RESTRICT")) {
            const QString outcome = database.refusal(statements);
            if (!outcome.endsWith(key.name)) // 23503, from PostgreSQL 18 on 23001
                problems << QStringLiteral("%1 should refuse: %2").arg(key.name, outcome);
            continue;
        }
        const QString left = key.onDelete == QLatin1String("CASCADE")
                               ? QStringLiteral("NOT EXISTS (SELECT FROM %1 WHERE %2 = %3 OR id = %4)")
                                     .arg(key.table, key.column, parent, child)
                               : QStringLiteral("EXISTS (SELECT FROM %1 WHERE id = %4 AND %2 IS NULL) AND NOT EXISTS "
                                                "(SELECT FROM %1 WHERE %2 = %3)")
                                     .arg(key.table, key.column, parent, child);
        // A division by zero tells that it ended well; a constant failure would be seen before.
        statements << QStringLiteral("SELECT 1 / CASE WHEN %1 THEN 0 ELSE 1 END").arg(left);
        const QString outcome = database.refusal(statements);
        if (outcome != QLatin1String("22012"))
            problems << QStringLiteral("%1 (%2): %3").arg(key.name, key.onDelete, outcome);
    }
    return problems.join(QLatin1Char('\n'));
}

// Every tr_..._updated_at stamps the time of the transaction, unless the statement says another.
inline QString stampProblems(PackDatabase &database, const QStringList &objects)
{
    static const QRegularExpression named(
        QStringLiteral("^trigger CREATE TRIGGER tr_(\\w+)_updated_at BEFORE UPDATE (?:OF (\\w+))?"));
    QStringList problems;
    for (const QString &object : objects) {
        const auto match = named.match(object);
        if (!match.hasMatch())
            continue;
        const QString column = match.captured(2).isEmpty() ? QStringLiteral("id") : match.captured(2);
        const QString statement = QStringLiteral(
            "UPDATE %1 SET %2 = %2 %3 WHERE id = (SELECT id FROM %1 ORDER BY id LIMIT 1) RETURNING updated_at = %4");
        (void)database.session().query({QStringLiteral("BEGIN"), {}}).result();
        const QString stamped =
            database.value(statement.arg(match.captured(1), column, QString(), QStringLiteral("now()")));
        const QString kept = database.value(statement.arg(
            match.captured(1), column, QStringLiteral(", updated_at = '2001-02-03'"), QStringLiteral("'2001-02-03'")));
        (void)database.session().query({QStringLiteral("ROLLBACK"), {}}).result();
        if (stamped != QLatin1String("t") || kept != QLatin1String("t"))
            problems << QStringLiteral("%1: stamped %2, explicit %3").arg(match.captured(1), stamped, kept);
    }
    return problems.join(QLatin1Char('\n'));
}

// What both kinds of seeds ask of every table: a UUID key that makes itself, a comment, and an index that begins with
// each foreign key's column (of two columns, with either).
inline QString shapeProblems(const PackDatabase &database)
{
    const QString sql = QStringLiteral(
        "SELECT relname || ' has no uuid key' FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind "
        "IN ('r', 'p') AND NOT relispartition "
        "AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
        "  JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
        // The key of a partitioned table holds what it is partitioned by.
        "  WHERE i.indrelid = c.oid AND i.indisprimary AND i.indnatts = CASE c.relkind WHEN 'p' THEN 2 ELSE 1 END "
        "  AND a.atttypid = 'uuid'::regtype AND pg_get_expr(d.adbin, d.adrelid) ~ "
        "  CASE c.relkind WHEN 'p' THEN '^([a-z]+_uuid_v7|gen_random_uuid)\\(\\)$' ELSE '^gen_random_uuid\\(\\)$' END) "
        "UNION ALL SELECT relname || ' has no comment' FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p') AND NOT relispartition AND obj_description(oid, 'pg_class') IS NULL "
        "UNION ALL SELECT conname || ' leads no index' FROM pg_constraint k WHERE contype = 'f' AND connamespace = "
        "'public'::regnamespace "
        "AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = "
        "k.conkey[cardinality(k.conkey)])");
    return database.psql(sql);
}

} // namespace howdah::test
