// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace howdah::test {

struct PgMessage
{
    QByteArray name; // "> Parse", "< ReadyForQuery": the sender and PostgreSQL's own name
    QByteArray bytes;
};

// Cuts the two streams of one connection into PostgreSQL's messages. What a name means depends on what the other side
// has said before, so both directions share one object.
class PgConversation final
{
public:
    void fromClient(QByteArrayView bytes) { m_client.append(bytes); }
    void fromServer(QByteArrayView bytes) { m_server.append(bytes); }
    // The next whole message; nothing when more bytes are needed.
    std::optional<PgMessage> nextOfClient();
    std::optional<PgMessage> nextOfServer();

private:
    enum class Phase { Start, AskedForTls, Talking, Encrypted };

    std::optional<PgMessage> takeStart();
    [[nodiscard]] QByteArray clientName(char type) const;
    [[nodiscard]] static QByteArray serverName(char type);

    Phase m_phase = Phase::Start;
    int m_authentication = 0; // the last method that the server asked for
    QByteArray m_client;
    QByteArray m_server;
};

} // namespace howdah::test
