// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogreader.h"
#include "connection/session/sessioncontext.h"
#include "data/page/catalogshape.h"
#include "data/page/pagerun.h"
#include "data/edit/saver.h"
#include "support/testserver.h"

#include <QTest>

namespace howdah::data::test {

inline CellValue operator""_t(const char *text, std::size_t size)
{
    return CellValue::text(QByteArray(text, qsizetype(size)));
}

// A database of its own with a session that may write, and what tests of editing do over and over. An error of the
// server that a test does not expect ends the program: nothing that follows could be right.
class EditServer final
{
public:
    EditServer()
        : m_database(m_server.createDatabase())
        , m_session(open())
    {
    }

    [[nodiscard]] howdah::test::TestServer &server() { return m_server; }
    [[nodiscard]] const QString &database() const { return m_database; }
    [[nodiscard]] connection::Session &session() { return *m_session; }
    [[nodiscard]] connection::ConnInfo connInfo() const
    {
        connection::ConnInfo info = m_server.connInfo(m_database);
        info.context = m_context;
        return info;
    }
    // Of all sessions to it.
    [[nodiscard]] connection::SessionContext &context() const { return *m_context; }

    [[nodiscard]] std::shared_ptr<connection::Session> open() const { return open(connInfo()); }
    [[nodiscard]] static std::shared_ptr<connection::Session> open(const connection::ConnInfo &info)
    {
        auto session =
            // As the window saves and imports: triggers find what they name where the database says.
            std::make_shared<connection::Session>(
                connection::SessionOptions{.name = QStringLiteral("editing"), .names = connection::Names::OfDatabase});
        if (const auto opened = session->open(info).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }
    void reopen() { m_session = open(); }

    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        if (!answer)
            qFatal("%s%s", qPrintable(describe(answer.error())), qPrintable(sql));
        return answer->endsWith(u'\n') ? answer->chopped(1) : *answer;
    }

    RelationShape shape(const QString &name)
    {
        catalog::CatalogReader reader(*m_session);
        const auto catalog = reader.readAll().result();
        if (!catalog)
            qFatal("%s", qPrintable(describe(catalog.error())));
        m_catalog = *catalog;
        const catalog::Relation *relation = m_catalog->relation(QStringLiteral("public"), name);
        if (!relation)
            qFatal("no relation %s", qPrintable(name));
        return *shapeOf(*m_catalog, relation->oid);
    }
    std::shared_ptr<const EditTarget> target(const QString &name) { return target(name, *m_session); }
    // The catalog is read again only when what it says is not so any more.
    std::shared_ptr<const EditTarget> target(const QString &name, connection::Session &session)
    {
        const catalog::Relation *known = m_catalog ? m_catalog->relation(QStringLiteral("public"), name) : nullptr;
        if (known) {
            if (auto target = readEditTarget(session, *shapeOf(*m_catalog, known->oid)))
                return std::make_shared<const EditTarget>(*std::move(target));
        }
        auto target = readEditTarget(session, shape(name));
        if (!target)
            qFatal("%s", qPrintable(describe(target.error())));
        return std::make_shared<const EditTarget>(*std::move(target));
    }

    // The rows of a relation, as a page has them.
    std::vector<RowBasis> rows(const EditTarget &target, const QString &sort = {})
    {
        std::vector<SortColumn> order;
        if (!sort.isEmpty())
            order.push_back({sort});
        const auto query = PageQuery::make(target.shape, {}, order);
        PageRun run(std::make_shared<const PageQuery>(*query), {.rows = 10'000}, std::make_shared<PagingMemory>());
        const auto page = readAll(run);
        std::vector<RowBasis> rows;
        for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
            rows.push_back(basisOf(*query, page.rows, row));
        return rows;
    }
    // The one whose first column says so.
    RowBasis row(const EditTarget &target, const QByteArray &first)
    {
        for (const RowBasis &basis : rows(target)) {
            if (basis.values.front() == first)
                return basis;
        }
        qFatal("no row %s", first.constData());
    }

    // Whether any session but this question is inside a transaction.
    [[nodiscard]] bool isIdle() const
    {
        return psql(QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")) == u'0';
    }

private:
    Page readAll(PageRun &run)
    {
        while (const auto statement = run.next()) {
            const auto answer = m_session->query(*statement).result();
            if (!answer)
                qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement->sql));
            run.feed(*answer);
        }
        return run.takePage();
    }

    howdah::test::TestServer m_server;
    QString m_database;
    const std::shared_ptr<connection::SessionContext> m_context = std::make_shared<connection::SessionContext>();
    std::shared_ptr<connection::Session> m_session;
    catalog::Snapshot m_catalog;
};

// Applies a step that must be possible.
inline void stage(ChangeSet &changes, const Result<ChangeStep> &step)
{
    if (!step)
        qFatal("%s", qPrintable(describe(step.error())));
    if (!changes.apply(*step))
        qFatal("the step does not fit");
}

} // namespace howdah::data::test
