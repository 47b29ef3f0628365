// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h" // whole, as moc makes a type of a pointer to it
#include "connection/session/sessionpool.h"

#include <QObject>

#include <memory>

namespace howdah::catalog {
class CatalogReader;
} // namespace howdah::catalog

namespace howdah::ui {

// The sessions of one connection from when it is being opened until it is left: the pool, the first session out of it,
// and what reads the catalog by that. Its end closes them; it must not be destroyed while it says that it is lost. UI
// thread.
class OpenConnection final : public QObject
{
    Q_OBJECT
public:
    OpenConnection(const connection::ConnInfo &info, const connection::PoolLimits &limits);
    ~OpenConnection() override;

    // Once; an error when no session is to be had.
    [[nodiscard]] Result<QFuture<Result<connection::ServerFacts>>> open();

    [[nodiscard]] connection::SessionPool &pool() { return m_pool; }
    [[nodiscard]] const std::shared_ptr<connection::Session> &session() const { return m_session; }

    // By the first session, which is open.
    void readCatalog();
    void cancelReading();
    [[nodiscard]] bool isReadingCatalog() const { return m_isReading; }

Q_SIGNALS:
    // By the first session, at any time.
    void lost(const howdah::Error &error);
    void fellSilent();
    // Comes more than once while the catalog is read: first the names, then the rest.
    void catalogChanged(std::shared_ptr<const howdah::catalog::Catalog> catalog);
    void catalogRead();
    void catalogFailed(const howdah::Error &error);

private:
    // In the order of who uses whom.
    connection::SessionPool m_pool;
    std::shared_ptr<connection::Session> m_session;
    std::unique_ptr<catalog::CatalogReader> m_reader;
    bool m_isReading = false;
};

} // namespace howdah::ui
