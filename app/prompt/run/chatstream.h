// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/run/chat.h"
#include "prompt/run/eventstream.h"

#include <QDateTime>

#include <optional>

namespace howdah::prompt {

// The events of a chat completion as they come, and what they say together. Everything in it is a stranger's.
class ChatStream final
{
public:
    using Clean = std::function<QByteArray(const QByteArray &words)>; // of what errors must not say

    explicit ChatStream(ChatPiece piece, Clean clean = {})
        : m_piece(std::move(piece))
        , m_clean(std::move(clean))
    {
    }

    // False: no more is needed.
    bool feed(QByteArrayView bytes);
    void end();

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] const QString &finishReason() const { return m_finishReason; }
    [[nodiscard]] const QString &model() const { return m_model; }
    [[nodiscard]] const std::optional<TokenUsage> &usage() const { return m_usage; }
    [[nodiscard]] const QString &error() const { return m_error; } // of the server, within the stream
    [[nodiscard]] bool isDone() const { return m_isDone; }         // it said [DONE]
    [[nodiscard]] bool isFinished() const { return m_isDone || !m_finishReason.isEmpty(); }
    [[nodiscard]] bool isOther() const { return m_events.isOther() || m_isNoJson; }

private:
    bool take(const QByteArray &data);
    void takeUsage(const QJsonObject &usage);

    ChatPiece m_piece;
    Clean m_clean;
    EventStream m_events;
    QString m_text;
    QString m_finishReason;
    QString m_model;
    QString m_error;
    std::optional<TokenUsage> m_usage;
    bool m_isDone = false;
    bool m_isNoJson = false;
};

// What a server says of an error: the message in its JSON, in any of the usual shapes, else the beginning of its text.
[[nodiscard]] QString errorWords(const QByteArray &body);
// The header Retry-After: seconds, or a date. Bounded to a day.
[[nodiscard]] std::optional<std::chrono::seconds> retryAfter(const QByteArray &header, const QDateTime &now);

} // namespace howdah::prompt
