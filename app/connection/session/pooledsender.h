// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/settings/platformsettings.h"
#include "connection/settings/pooling.h"
#include "connection/session/statementsender.h"

namespace howdah::connection {

// Sends statements on a connection that may have a proxy in it, which may give each transaction another server. What a
// session is elsewhere, each transaction is there: settings are made in it and end with it, so that none is missed by a
// value that is read, and none is left behind for others; one that may only read begins as READ ONLY, before anything
// else can be said in it. Without a proxy statements just go on. On the session's thread.
class PooledSender final
{
public:
    PooledSender(
        ServerConnection &connection, StatementSender &sender, const SessionOptions &options, ReadingMode &mode);

    // There is a proxy. `options`: the settings that came so, which proxies refuse or drop. Tries a transaction: a
    // proxy that pools single statements refuses them.
    [[nodiscard]] Result<void> setUp(const QString &options);
    // Without a proxy: at the server, for the session. Else from the next transaction on. Outside of a transaction.
    [[nodiscard]] Result<void> change(const PlatformSettings &settings);
    [[nodiscard]] bool isPooled() const { return m_pooled; }
    [[nodiscard]] Result<Pooling> pooling();

    [[nodiscard]] Result<Answer> query(const Statement &statement);
    [[nodiscard]] Result<PipelineAnswer>
    pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);
    // What answers piece by piece cannot go in a pipeline: its transaction is begun before it and ended behind it.
    [[nodiscard]] Result<Answer> inBlock(const QString &sql, const std::function<Result<Answer>()> &work);

private:
    // Its name, and the statement that makes it; empty: none any more.
    using Setting = std::pair<QByteArray, QString>;
    struct Woven
    {
        std::vector<Statement> all;    // the given ones and those around them
        std::vector<qsizetype> own;    // where the given ones stand in it
        std::vector<Setting> settings; // what they set for the session
    };
    Result<PipelineAnswer> send(const Woven &woven, const PipelineProgress &progress);
    Result<Woven> weave(const std::vector<Statement> &statements);
    Result<Statement> forPool(const Statement &statement, bool inBlock, std::vector<Setting> &settings);
    void keep(const std::vector<Setting> &settings);
    [[nodiscard]] std::vector<Statement> setup() const;

    ServerConnection &m_connection;
    StatementSender &m_sender;
    const SessionOptions &m_options;
    ReadingMode &m_mode;
    bool m_pooled = false;
    std::optional<Pooling> m_pooling; // once it was asked for
    std::vector<Setting> m_settings;  // what each transaction is to have, in this order
};

} // namespace howdah::connection
