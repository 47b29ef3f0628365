// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session.h"
#include "sql/querynames.h"

#include <QHash>
#include <QMap>

namespace howdah::metrics {

// A relation as files and command lines name it: "name", "schema.name", quoted or not, in the server's spelling.
struct RelationName
{
    QString schema; // empty: where the database's search path leads
    QString name;
};
[[nodiscard]] RelationName relationNamed(QStringView text);

struct RelationPlace
{
    QByteArray oid; // empty: there is none
    QString schema;
    bool isReadable = false;
};

// A column of a type that neither PostgreSQL brought nor a CREATE TYPE of this database made of its types (citext,
// vector, geometry), and what is called differently there than in pg_catalog.
struct ForeignColumn
{
    QString column;
    QString type; // with its schema
    QString schema;
    QStringList operators;
    QStringList functions;
};

// Looks names up for sessions that have PostgreSQL's names alone: where the database, the role or the profile would
// have them looked up. Asks for the path once. Blocks.
class NameFinder final
{
public:
    explicit NameFinder(connection::Session &session)
        : m_session(session)
    {
    }

    // In their order.
    [[nodiscard]] Result<std::vector<RelationPlace>> find(const std::vector<RelationName> &names);

    // A query, and where schemas were written into it: characters from 1, and how many.
    struct Placed
    {
        connection::Statement statement;
        std::vector<std::pair<qsizetype, qsizetype>> written;
        // A place in the statement, as one in the query.
        [[nodiscard]] qsizetype positionBefore(qsizetype position) const;
    };
    // The query as it may be sent: it only reads (ErrorKind::Permission, Invalid), and relations, types and functions
    // have their schemas. Functions without one are PostgreSQL's, and so are operators, which the text leaves to the
    // session's path. ErrorKind::Invalid where that would be another operator than the column's own.
    [[nodiscard]] Result<Placed> placed(const connection::Statement &query);
    // Rows of a relation, by a condition that is likewise; ErrorKind::NotFound when there is no such relation.
    struct Rows
    {
        QString schema;
        QString condition;
    };
    [[nodiscard]] Result<Rows> placedRows(const RelationName &relation, const QString &condition);

private:
    Result<void> readPath();
    Result<void> learn(const sql::QueryNames &names);
    // Where in the query, by bytes, which schema belongs.
    [[nodiscard]] Result<QMap<qsizetype, QString>> schemasFor(const QByteArray &query);

    connection::Session &m_session;
    bool m_hasPath = false;
    QStringList m_path; // pg_catalog first
    QHash<QString, RelationPlace> m_relations;
    QHash<QString, QString> m_types;                      // the schemas of names without one
    QHash<QString, std::vector<ForeignColumn>> m_foreign; // by relation
};

// Says of an error that a name was not found how names of extensions are written.
[[nodiscard]] Error withNamesExplained(Error error);

} // namespace howdah::metrics
