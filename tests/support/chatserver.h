// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <memory>
#include <utility>

namespace howdah::test {

// What the server of chat completions says to one request.
struct ChatScript
{
    enum class End {
        Whole,   // the answer ends as HTTP has it
        Cut,     // the connection ends in the middle
        Hang,    // nothing more comes
        Endless, // the last piece again and again
    };
    int status = 200;
    QList<std::pair<QByteArray, QByteArray>> headers{{"Content-Type", "text/event-stream"}};
    QList<QByteArray> pieces;
    int heldFrom = -1; // from this piece on it waits for release()
    End end = End::Whole;

    // A stream of events as Ollama, llama.cpp and vLLM write it, with a piece of text in each; usage where it counts.
    [[nodiscard]] static ChatScript
    answer(const QStringList &texts, const QByteArray &usage = R"({"prompt_tokens":26,"completion_tokens":5})");
    [[nodiscard]] static ChatScript refusal(int status, const QByteArray &body);
};

struct ChatSeen
{
    QByteArray line;                      // POST /v1/chat/completions HTTP/1.1
    QMap<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;
};

// The protocol of chat completions, spoken by a server of ours: no model, but recorded answers, since Debian ships
// neither a model nor a server for one. It listens on this machine only, and works on a thread of its own; its
// functions are for any thread.
class ChatServer final
{
public:
    ChatServer();
    // With TLS: PEM files of a certificate for 127.0.0.1 and its key.
    ChatServer(const QString &certificate, const QString &key);
    ~ChatServer();
    ChatServer(const ChatServer &) = delete;
    ChatServer &operator=(const ChatServer &) = delete;

    [[nodiscard]] QString url() const; // http://127.0.0.1:1234/v1
    // For the next requests, one each; the last stays for all that follow.
    void prepare(const QList<ChatScript> &scripts);
    void release();
    [[nodiscard]] QList<ChatSeen> seen() const;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

} // namespace howdah::test
