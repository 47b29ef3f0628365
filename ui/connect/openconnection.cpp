// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/openconnection.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

OpenConnection::OpenConnection(const connection::ConnInfo &info, const connection::PoolLimits &limits)
    : m_pool(info, limits)
{
}

OpenConnection::~OpenConnection() = default;

Result<QFuture<Result<connection::ServerFacts>>> OpenConnection::open()
{
    ASSIGN_OR_RETURN(const auto lent, m_pool.lend(connection::SessionRole::Catalog, u"catalog"_s));
    m_session = lent.session;
    connect(m_session.get(), &connection::Session::connectionLost, this, &OpenConnection::lost);
    connect(m_session.get(), &connection::Session::serverSilent, this, [this](bool isSilent) {
        if (isSilent)
            Q_EMIT fellSilent();
    });
    return lent.opened;
}

void OpenConnection::readCatalog()
{
    if (!m_reader) {
        m_reader = std::make_unique<catalog::CatalogReader>(*m_session);
        connect(
            m_reader.get(), &catalog::CatalogReader::stageReady, this,
            [this](const std::shared_ptr<const catalog::Catalog> &catalog) { Q_EMIT catalogChanged(catalog); });
        connect(m_reader.get(), &catalog::CatalogReader::finished, this, [this] {
            m_isReading = false;
            Q_EMIT catalogRead();
        });
        connect(m_reader.get(), &catalog::CatalogReader::failed, this, [this](const Error &error) {
            m_isReading = false;
            Q_EMIT catalogFailed(error);
        });
    }
    m_isReading = true;
    m_reader->read();
}

void OpenConnection::cancelReading()
{
    if (m_isReading)
        m_session->cancel();
}

} // namespace howdah::ui
