// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogreader.h"
#include "entity/entities.h"
#include "operations/demo/demosetup.h"
#include "support/testserver.h"

namespace howdah::test {

// A database with a pack and its demo data, and what the pack's model says of it. What goes wrong ends the program.
class PackDemo final
{
public:
    PackDemo(const TestServer &server, const QString &pack)
        : m_server(server)
        , m_database(server.createDatabase())
        , m_session(open(server.connInfo(m_database), connection::Names::OfDatabase))
    {
        const auto ready = operations::setUpDemo(
            *m_session, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack,
            {.anchor = QStringLiteral("2026-03-01 00:00+00")});
        if (!ready)
            qFatal("%s", qPrintable(describe(ready.error())));
        m_session = open(server.connInfo(m_database));
        const auto catalog = catalog::CatalogReader(*m_session).readNow();
        if (!catalog)
            qFatal("%s", qPrintable(describe(catalog.error())));
        m_entities = std::make_shared<const entity::Entities>(entity::packModels(), *catalog);
    }

    static std::unique_ptr<connection::Session>
    open(const connection::ConnInfo &info, connection::Names names = connection::Names::OfPostgres)
    {
        auto session = std::make_unique<connection::Session>(connection::SessionOptions{.names = names});
        if (const auto opened = session->open(info).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }

    [[nodiscard]] const QString &database() const { return m_database; }
    [[nodiscard]] connection::ConnInfo connInfo() const { return m_server.connInfo(m_database); }
    [[nodiscard]] connection::Session &session() const { return *m_session; }
    [[nodiscard]] const std::shared_ptr<const entity::Entities> &entities() const { return m_entities; }
    // psql is the judge.
    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        if (!answer)
            qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(sql));
        return answer->endsWith(u'\n') ? answer->chopped(1) : *answer;
    }

private:
    const TestServer &m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    std::shared_ptr<const entity::Entities> m_entities;
};

} // namespace howdah::test
