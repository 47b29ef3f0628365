// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>
#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

namespace howdah::network {

struct Post
{
    QUrl url;
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    std::chrono::milliseconds timeout{}; // for all of it
    qint64 mostBytes = 0;                // of the answer
};

enum class Trouble {
    None,        // the server has answered; see the status
    Stopped,     // by the stop token
    TimedOut,    // it took longer than was allowed
    TooLarge,    // more than `mostBytes`
    Refused,     // nothing listens there
    UnknownHost, // nobody knows the name
    Untrusted,   // TLS: the certificate, or what the two have in common
    Cut,         // the connection ended before the answer did
    Other,       // see the words
};

struct PostAnswer
{
    Trouble trouble = Trouble::None;
    QString words;  // what the system says of the trouble
    int status = 0; // of HTTP; 0 without an answer
    QByteArray contentType;
    QByteArray retryAfter;
    QByteArray location;
    QByteArray refusal; // the beginning of a body that came with another status than 200
};

// A piece of the body of status 200; false: enough, the rest is not waited for.
using BodyPiece = std::function<bool(QByteArrayView bytes)>;

// What the module network.so offers: one POST, sent once, whatever the connection does. No redirect is followed, no
// cookie and no cache kept, no proxy asked, nothing unpacked. Any thread but that of a window: it blocks, and runs an
// event loop of its own. See prompt/run/chatclient.h.
class Module
{
public:
    virtual ~Module() = default;
    virtual PostAnswer post(const Post &post, std::stop_token stop, const BodyPiece &piece) = 0;
};

// The module's only symbol: `Module *howdahNetwork()`, which answers an object that lives to the end of the program.
constexpr const char *EntryPoint = "howdahNetwork";

} // namespace howdah::network
