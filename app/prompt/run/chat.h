// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/dotprompt.h"

#include <QJsonObject>

#include <chrono>
#include <functional>

namespace howdah::prompt {

struct ChatRequest
{
    std::vector<Message> messages;
    QString model;                      // empty: that of the endpoint
    QJsonObject parameters;             // as the protocol names them: temperature, max_tokens, response_format
    qint64 mostBytes = 4 * 1024 * 1024; // of an answer as it comes over the wire
    // How long it may wait, beside the time-out, for a server that says "try again later" (429, 503). None: it is an
    // error at once.
    std::chrono::seconds patience{0};
    bool operator==(const ChatRequest &) const = default;
};

struct TokenUsage
{
    qint64 input = 0;
    qint64 output = 0;
    bool isCounted = false; // by the server; otherwise estimated from the texts (prompt/tokens.h)
    bool operator==(const TokenUsage &) const = default;
};

struct ChatReply
{
    QString text;
    QString finishReason; // of the server: stop, length, content_filter; empty: it did not say
    QString model;        // that answered, as the server names it; that of the request where it does not
    TokenUsage usage;
    qint64 firstTokenMs = 0; // from the sending to the first piece of text; that of the whole where there was none
    qint64 totalMs = 0;
    bool operator==(const ChatReply &) const = default;
};

// A piece of the answer as it comes, on the thread of the call. It is a stranger's text.
using ChatPiece = std::function<void(const QString &piece)>;

} // namespace howdah::prompt
