// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "sql/querynames.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <optional>

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
        QString path; // what it runs with: PostgreSQL's, and the database's behind that where its functions are called
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
        QString path;
    };
    // They are read in a session with the database's path (SessionRole::Rows): ErrorKind::Permission where somebody has
    // operators there that would take the place of PostgreSQL's.
    [[nodiscard]] Result<Rows> placedRows(const RelationName &relation, const QString &condition);

private:
    Result<void> readPath();
    Result<void> learn(const sql::QueryNames &names);
    struct Places
    {
        QMap<qsizetype, QString> schemas; // by where they are to be written, in bytes
        QString path;
    };
    [[nodiscard]] Result<Places> placesIn(const QByteArray &query);
    [[nodiscard]] Result<QString> pathFor(bool callsTheDatabase);
    Result<QString> findStrangers();

    connection::Session &m_session;
    bool m_hasPath = false;
    QStringList m_path; // pg_catalog first
    QHash<QString, RelationPlace> m_relations;
    QHash<QString, QString> m_types;                      // the schemas of names without one
    QHash<QString, std::vector<ForeignColumn>> m_foreign; // by relation
    QSet<QString> m_calling;                              // relations behind which functions stand
    std::optional<QString> m_stranger; // an operator on the path of somebody else than us and superusers, or ""
};

// Says of an error that a name was not found how names of extensions are written.
[[nodiscard]] Error withNamesExplained(Error error);

} // namespace howdah::metrics
