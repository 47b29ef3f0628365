// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogreader.h"
#include "catalog/difference.h"
#include "connection/session/session.h"
#include "sql/splitter.h"
#include "support/testserver.h"

#include <QFile>
#include <QTest>

namespace howdah::test {

// A new database for the files of a pack: runs them statement by statement in one transaction, without a history, so
// that what is tested is the files alone. psql is the judge of what they made.
class PackFiles final
{
public:
    PackFiles(const TestServer &server, const QString &pack)
        : m_server(server)
        , m_pack(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack)
        , m_name(server.createDatabase(pack))
    {
        if (const auto opened = m_session.open(server.connInfo(m_name)).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
    }

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] connection::Session &session() { return m_session; }
    // What psql answers, without the last line end; its complaint where it fails.
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const Result<QString> output = m_server.psql(m_name, sql);
        return (output ? *output : describe(output.error())).trimmed();
    }
    [[nodiscard]] QStringList lines(const QString &sql) const
    {
        const QString output = psql(sql);
        return output.isEmpty() ? QStringList() : output.split(QLatin1Char('\n'));
    }
    // In the order of code units: that of the server depends on its locale.
    [[nodiscard]] QStringList sorted(const QString &sql) const
    {
        QStringList list = lines(sql);
        list.sort();
        return list;
    }
    // The SQLSTATE of one statement; empty when it succeeds.
    [[nodiscard]] QString stateOf(const QString &sql)
    {
        const auto answer = m_session.query({sql, {}}).result();
        return answer ? QString() : answer.error().sqlState;
    }

    // Runs a file of the pack; empty, or what went wrong. After an error nothing of it is left.
    [[nodiscard]] QString run(const QString &file)
    {
        QFile source(m_pack + QLatin1Char('/') + file);
        if (!source.open(QIODevice::ReadOnly))
            return source.errorString();
        const QByteArray text = source.readAll();
        const auto pieces = sql::split(text);
        if (!pieces)
            return describe(pieces.error());
        std::vector<connection::Statement> statements{{QStringLiteral("BEGIN"), {}}};
        for (const sql::Piece &piece : *pieces)
            statements.push_back({QString::fromUtf8(sql::textOf(piece, text)), {}});
        statements.push_back({QStringLiteral("COMMIT"), {}});
        const auto answer = m_session.pipeline(statements).result();
        if (!answer)
            return describe(answer.error());
        const auto &error = answer->error;
        if (!error)
            return {};
        (void)m_session.query({QStringLiteral("ROLLBACK"), {}}).result();
        return error->sqlState + QLatin1Char(' ') + describe(*error);
    }

    [[nodiscard]] QStringList facts()
    {
        catalog::CatalogReader reader(m_session);
        const auto snapshot = reader.readAll().result();
        if (!snapshot)
            qFatal("%s", qPrintable(describe(snapshot.error())));
        return catalog::facts(**snapshot);
    }

private:
    TestServer m_server;
    QString m_pack;
    QString m_name;
    connection::Session m_session{{.names = connection::Names::OfDatabase}};
};

// What is made and lost on the way: each up adds facts, each down takes exactly these away, and all ups together make
// the same again. Empty, or what differs.
[[nodiscard]] inline QString proveRollbacks(PackFiles &database, const QStringList &ups, const QStringList &downs)
{
    std::vector<QStringList> snapshots{database.facts()};
    for (const QString &up : ups) {
        if (const QString failure = database.run(up); !failure.isEmpty())
            return up + QLatin1Char('\n') + failure;
        snapshots.push_back(database.facts());
        if (snapshots.back() == snapshots[snapshots.size() - 2])
            return up + QStringLiteral(" changes nothing");
    }
    for (qsizetype i = ups.size(); i-- > 0;) {
        if (const QString failure = database.run(downs[i]); !failure.isEmpty())
            return downs[i] + QLatin1Char('\n') + failure;
        const catalog::Difference left = catalog::compare(snapshots[size_t(i)], database.facts());
        if (!left.isEmpty())
            return downs[i] + QLatin1Char('\n') + describe(left);
    }
    for (const QString &up : ups) {
        if (const QString failure = database.run(up); !failure.isEmpty())
            return up + QLatin1Char('\n') + failure;
    }
    const catalog::Difference again = catalog::compare(snapshots.back(), database.facts());
    return again.isEmpty() ? QString() : describe(again);
}

// "schema.table" and "schema.table.column" of what has no comment.
[[nodiscard]] inline QStringList withoutComment(const PackFiles &database)
{
    return database.lines(QStringLiteral(
        "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind = 'r' AND c.relnamespace = "
        "'public'::regnamespace"
        " AND obj_description(c.oid, 'pg_class') IS NULL UNION ALL "
        "SELECT c.oid::regclass || '.' || a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
        " AND col_description(c.oid, a.attnum) IS NULL"));
}

// "column type not null default" of each column of a table, in order.
[[nodiscard]] inline QStringList columnsOf(const PackFiles &database, const QString &table)
{
    return database.lines(
        QStringLiteral(
            "SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not "
            "null' "
            "ELSE '' END || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') FROM pg_attribute AS a "
            "LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = "
            "'\"%1\"'::regclass "
            "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum")
            .arg(table));
}

// "table(columns) -> table(columns) action" of every foreign key, sorted.
[[nodiscard]] inline QStringList foreignKeys(const PackFiles &database)
{
    return database.sorted(QStringLiteral(
        "SELECT t.relname || '(' || (SELECT string_agg(attname, ',' ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY "
        "AS u (c, n)"
        " JOIN pg_attribute ON attrelid = k.conrelid AND attnum = c) || ') -> ' || r.relname || '(' || (SELECT "
        "string_agg(attname, ',' ORDER BY n)"
        " FROM unnest(k.confkey) WITH ORDINALITY AS u (c, n) JOIN pg_attribute ON attrelid = k.confrelid AND attnum = "
        "c) || ') '"
        " || CASE k.confdeltype WHEN 'c' THEN 'cascade' WHEN 'a' THEN 'no action' ELSE k.confdeltype::text END"
        " FROM pg_constraint AS k JOIN pg_class AS t ON t.oid = k.conrelid JOIN pg_class AS r ON r.oid = k.confrelid"
        " WHERE k.contype = 'f'"));
}

} // namespace howdah::test
