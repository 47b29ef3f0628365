// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/pgmessages.h"

#include <QHash>
#include <QtEndian>

#include <utility>

namespace howdah::test {

// https://www.postgresql.org/docs/15/protocol-message-formats.html
enum : quint32 { CancelCode = 80877102, TlsCode = 80877103, GssCode = 80877104 };

static quint32 numberAt(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<quint32>(bytes.constData() + at);
}

static QByteArray take(QByteArray &from, qsizetype size)
{
    QByteArray taken = from.left(size);
    from.remove(0, size);
    return taken;
}

// A message with its type in front; nothing before all of it has come.
static std::optional<QByteArray> takeTyped(QByteArray &from)
{
    if (from.size() < 5)
        return std::nullopt;
    const qsizetype size = 1 + qsizetype(numberAt(from, 1));
    if (from.size() < size)
        return std::nullopt;
    return take(from, size);
}

std::optional<PgMessage> PgConversation::takeStart()
{
    if (m_client.size() < 8 || m_client.size() < qsizetype(numberAt(m_client, 0)))
        return std::nullopt;
    const quint32 code = numberAt(m_client, 4);
    QByteArray bytes = take(m_client, qsizetype(numberAt(m_client, 0)));
    switch (code) {
    case TlsCode:
    case GssCode:
        m_phase = Phase::AskedForTls;
        return PgMessage{code == TlsCode ? "> SSLRequest" : "> GSSENCRequest", bytes};
    case CancelCode:
        return PgMessage{"> CancelRequest", bytes};
    default:
        m_phase = Phase::Talking;
        return PgMessage{"> StartupMessage", bytes};
    }
}

std::optional<PgMessage> PgConversation::nextOfClient()
{
    switch (m_phase) {
    case Phase::Start:
        return takeStart();
    case Phase::AskedForTls:
        return std::nullopt; // what it means depends on the answer
    case Phase::Talking:
        if (auto bytes = takeTyped(m_client))
            return PgMessage{clientName(bytes->front()), *bytes};
        return std::nullopt;
    case Phase::Encrypted:
        if (m_client.isEmpty())
            return std::nullopt;
        return PgMessage{"> TlsData", std::exchange(m_client, {})};
    }
    return std::nullopt;
}

std::optional<PgMessage> PgConversation::nextOfServer()
{
    if (m_server.isEmpty())
        return std::nullopt;
    if (m_phase == Phase::AskedForTls && (m_server.front() == 'S' || m_server.front() == 'N')) {
        m_phase = m_server.front() == 'S' ? Phase::Encrypted : Phase::Start;
        return PgMessage{"< SSLAnswer", take(m_server, 1)};
    }
    if (m_phase == Phase::Encrypted)
        return PgMessage{"< TlsData", std::exchange(m_server, {})};
    const auto bytes = takeTyped(m_server);
    if (!bytes)
        return std::nullopt;
    if (bytes->front() != 'R' || bytes->size() < 9)
        return PgMessage{serverName(bytes->front()), *bytes};
    m_authentication = int(numberAt(*bytes, 5));
    static const QHash<int, QByteArray> methods{
        {0, "AuthenticationOk"},    {3, "AuthenticationCleartextPassword"}, {5, "AuthenticationMD5Password"},
        {10, "AuthenticationSASL"}, {11, "AuthenticationSASLContinue"},     {12, "AuthenticationSASLFinal"}};
    return PgMessage{"< " + methods.value(m_authentication, "Authentication"), *bytes};
}

QByteArray PgConversation::clientName(char type) const
{
    static const QHash<char, QByteArray> names{
        {'P', "Parse"},    {'B', "Bind"},      {'D', "Describe"},    {'E', "Execute"}, {'S', "Sync"},
        {'Q', "Query"},    {'X', "Terminate"}, {'H', "Flush"},       {'C', "Close"},   {'d', "CopyData"},
        {'c', "CopyDone"}, {'f', "CopyFail"},  {'F', "FunctionCall"}};
    if (type != 'p')
        return "> " + names.value(type, QByteArray(1, type));
    return m_authentication == 10 ? "> SASLInitialResponse"
         : m_authentication == 11 ? "> SASLResponse"
                                  : "> PasswordMessage";
}

QByteArray PgConversation::serverName(char type)
{
    static const QHash<char, QByteArray> names{
        {'S', "ParameterStatus"},
        {'K', "BackendKeyData"},
        {'Z', "ReadyForQuery"},
        {'T', "RowDescription"},
        {'D', "DataRow"},
        {'C', "CommandComplete"},
        {'G', "CopyInResponse"},
        {'H', "CopyOutResponse"},
        {'d', "CopyData"},
        {'c', "CopyDone"},
        {'E', "ErrorResponse"},
        {'N', "NoticeResponse"},
        {'1', "ParseComplete"},
        {'2', "BindComplete"},
        {'3', "CloseComplete"},
        {'n', "NoData"},
        {'t', "ParameterDescription"},
        {'A', "NotificationResponse"},
        {'s', "PortalSuspended"},
        {'I', "EmptyQueryResponse"},
        {'v', "NegotiateProtocolVersion"}};
    return "< " + names.value(type, QByteArray(1, type));
}

} // namespace howdah::test
