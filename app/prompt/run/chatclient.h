// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/models.h"
#include "prompt/run/chat.h"
#include "prompt/run/chatparameters.h"
#include "prompt/run/endpoint.h"

#include <optional>
#include <stop_token>

namespace howdah::prompt {

// Asks the endpoint with the key that the keychain has for it, and waits for the whole answer: streams by
// POST {base}/chat/completions with stream=true. Blocks up to the endpoint's time-out: on a worker thread, never on
// that of the window. Any thread; each call stands for itself. Redirects are not followed, no cookie is kept, no proxy
// is asked. Errors name what happened and never hold the key, whatever the server says:
// ErrorKind::Cancelled (stopped), ::Timeout, ::Authentication (401, 403), ::NotFound (404: no such model or address),
// ::Connection (refused, unknown host, TLS, cut off in the middle), ::Invalid (no stream of events, more bytes than
// allowed, the server refuses the request), ::Conflict (429: too many requests, with what the server says of when),
// ::Server (5xx and errors within the stream), and those of the keychain.
[[nodiscard]] Result<ChatReply>
chat(const Endpoint &endpoint, const ChatRequest &request, std::stop_token stop = {}, const ChatPiece &piece = {});
// The same with a key that is at hand; empty: none is sent.
[[nodiscard]] Result<ChatReply> chatWithKey(
    const Endpoint &endpoint, const QString &key, const ChatRequest &request, std::stop_token stop = {},
    const ChatPiece &piece = {});

// By the prices of models.yaml; empty: it names none for this model. In its currency.
[[nodiscard]] std::optional<double>
costOfCall(const std::vector<ModelFacts> &models, const QString &model, const TokenUsage &usage);

} // namespace howdah::prompt
