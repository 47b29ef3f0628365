// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogreader.h"
#include "data/page/catalogshape.h"
#include "data/page/pagesource.h"
#include "support/testserver.h"

#include <QTest>

namespace howdah::data::test {

// A database of its own on the private server, with a session, for tests that page through real tables.
class PagingServer final
{
public:
    PagingServer()
        : m_database(m_server.createDatabase())
        , m_session(connection::SessionOptions{.name = QStringLiteral("paging"), .readOnly = true})
    {
        for (connection::Session *session : {&m_session, &m_rows}) {
            const auto opened = session->open(m_server.connInfo(m_database)).result();
            if (!opened)
                qFatal("%s", qPrintable(describe(opened.error())));
        }
    }

    [[nodiscard]] howdah::test::TestServer &server() { return m_server; }
    [[nodiscard]] const QString &database() const { return m_database; }
    [[nodiscard]] connection::Session &session() { return m_session; }

    // What psql answers; fails the program on an error, since nothing that follows could be right.
    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error()) + sql));
        return *answer;
    }
    QStringList lines(const QString &sql) const { return psql(sql).split(u'\n', Qt::SkipEmptyParts); }

    RelationShape shape(const QString &name, const QString &schema = QStringLiteral("public"))
    {
        catalog::CatalogReader reader(m_session);
        const auto catalog = reader.readAll().result();
        if (!catalog)
            qFatal("%s", qPrintable(describe(catalog.error())));
        const catalog::Relation *relation = (*catalog)->relation(schema, name);
        if (!relation)
            qFatal("no relation %s", qPrintable(name));
        return *shapeOf(**catalog, relation->oid);
    }

    // Runs every statement of the page; `seen` is told of each before it runs.
    Page read(
        const std::shared_ptr<const PageQuery> &query, const PageRequest &request,
        const std::function<void(const connection::Statement &)> &seen = {})
    {
        PageRun run(query, request, m_memory);
        while (const auto statement = run.next()) {
            if (seen)
                seen(*statement);
            const auto answer = m_rows.query(*statement).result();
            if (!answer)
                qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement->sql));
            run.feed(*answer);
        }
        return run.takePage();
    }

    void forget(int serverVersion = 150000)
    {
        m_memory = std::make_shared<PagingMemory>();
        m_memory->serverVersion = serverVersion;
    }

private:
    howdah::test::TestServer m_server;
    QString m_database;
    connection::Session m_session;
    // As rows are read.
    connection::Session m_rows{connection::SessionOptions{
        .name = QStringLiteral("rows"), .readOnly = true, .names = connection::Names::OfDatabase}};
    std::shared_ptr<PagingMemory> m_memory = std::make_shared<PagingMemory>();
};

inline std::shared_ptr<const PageQuery>
queryOf(RelationShape shape, FilterSet filters = {}, std::vector<SortColumn> sort = {}, PageLimits limits = {})
{
    auto query = PageQuery::make(std::move(shape), std::move(filters), std::move(sort), limits);
    if (!query)
        qFatal("%s", qPrintable(describe(query.error())));
    return std::make_shared<const PageQuery>(*std::move(query));
}

} // namespace howdah::data::test
