// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/chatserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMutex>
#include <QPointer>
#include <QSemaphore>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

using namespace Qt::StringLiterals;

namespace howdah::test {

static QByteArray eventOf(const QJsonObject &delta, const QJsonValue &finish)
{
    const QJsonObject event{
        {u"id"_s, u"chatcmpl-299"_s},
        {u"object"_s, u"chat.completion.chunk"_s},
        {u"created"_s, 1'747'000'000},
        {u"model"_s, u"llama3.2:1b"_s},
        {u"choices"_s, QJsonArray{QJsonObject{{u"index"_s, 0}, {u"delta"_s, delta}, {u"finish_reason"_s, finish}}}}};
    return "data: " + QJsonDocument(event).toJson(QJsonDocument::Compact) + "\n\n";
}

ChatScript ChatScript::answer(const QStringList &texts, const QByteArray &usage)
{
    ChatScript script;
    script.pieces << eventOf({{u"role"_s, u"assistant"_s}, {u"content"_s, QString()}}, QJsonValue());
    for (const QString &text : texts)
        script.pieces << eventOf({{u"content"_s, text}}, QJsonValue());
    script.pieces << eventOf({}, u"stop"_s);
    if (!usage.isEmpty())
        script.pieces << R"(data: {"id":"chatcmpl-299","model":"llama3.2:1b","choices":[],"usage":)" + usage + "}\n\n";
    script.pieces << "data: [DONE]\n\n";
    return script;
}

ChatScript ChatScript::refusal(int status, const QByteArray &body)
{
    return {status, {{"Content-Type", "application/json"}}, {body}};
}

namespace {

struct Shared
{
    mutable QMutex mutex;
    QList<ChatScript> scripts;
    QList<ChatSeen> seen;
    int released = 0;
    quint16 port = 0;
};

// One connection, on the server's thread.
class Conversation final : public QObject
{
public:
    Conversation(QTcpSocket *socket, Shared &shared)
        : QObject(socket)
        , m_socket(socket)
        , m_shared(shared)
    {
        connect(socket, &QTcpSocket::readyRead, this, [this] { read(); });
        connect(socket, &QTcpSocket::bytesWritten, this, [this] { goOn(); });
        read();
    }
    void goOn()
    {
        if (!m_isAnswering || m_socket->bytesToWrite() > 64 * 1024)
            return;
        while (m_next < m_script.pieces.size()) {
            if (m_script.heldFrom >= 0 && m_next >= m_script.heldFrom && !isReleased())
                return;
            writePiece(m_script.pieces[m_next++]);
        }
        switch (m_script.end) {
        case ChatScript::End::Hang:
            return;
        case ChatScript::End::Endless:
            writePiece(m_script.pieces.last());
            return;
        case ChatScript::End::Cut:
            m_isAnswering = false;
            m_socket->disconnectFromHost();
            return;
        case ChatScript::End::Whole:
            break;
        }
        m_isAnswering = false;
        m_socket->write("0\r\n\r\n");
        m_socket->disconnectFromHost();
    }

private:
    void read()
    {
        m_request += m_socket->readAll();
        const qsizetype end = m_request.indexOf("\r\n\r\n");
        if (end < 0 || m_isAnswering)
            return;
        ChatSeen seen;
        const QList<QByteArray> lines = m_request.left(end).split('\n');
        seen.line = lines.first().trimmed();
        for (const QByteArray &line : lines.mid(1))
            seen.headers.insert(line.left(line.indexOf(':')).toLower(), line.mid(line.indexOf(':') + 1).trimmed());
        if (m_request.size() < end + 4 + seen.headers.value("content-length").toLongLong())
            return;
        seen.body = m_request.mid(end + 4);
        m_request.clear();
        {
            const QMutexLocker locked(&m_shared.mutex);
            m_shared.seen << seen;
            m_script = m_shared.scripts.size() > 1 ? m_shared.scripts.takeFirst() : m_shared.scripts.value(0);
        }
        if (m_script.status == 0) { // it goes without a word
            m_socket->disconnectFromHost();
            return;
        }
        QByteArray head = "HTTP/1.1 " + QByteArray::number(m_script.status) + " So\r\nTransfer-Encoding: chunked\r\n";
        for (const auto &[name, value] : m_script.headers)
            head += name + ": " + value + "\r\n";
        m_socket->write(head + "\r\n");
        m_isAnswering = true;
        goOn();
    }
    void writePiece(const QByteArray &piece)
    {
        m_socket->write(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
    }
    [[nodiscard]] bool isReleased() const
    {
        const QMutexLocker locked(&m_shared.mutex);
        return m_shared.released > 0;
    }

    QTcpSocket *m_socket;
    Shared &m_shared;
    QByteArray m_request;
    ChatScript m_script;
    qsizetype m_next = 0;
    bool m_isAnswering = false;
};

} // namespace

class ChatServer::Thread final : public QThread
{
public:
    Thread(const QString &certificate, const QString &key)
        : m_certificate(certificate)
        , m_key(key)
    {
        start();
        m_ready.acquire();
    }
    ~Thread() override
    {
        quit();
        wait();
    }

    Shared shared;

    // On the server's thread.
    template <typename Function>
    void onThread(Function &&function)
    {
        QMetaObject::invokeMethod(m_place, std::forward<Function>(function), Qt::QueuedConnection);
    }
    void goOn()
    {
        for (const QPointer<Conversation> &one : m_conversations)
            if (one)
                one->goOn();
    }
    [[nodiscard]] bool isTls() const { return !m_certificate.isEmpty(); }

protected:
    void run() override
    {
        std::unique_ptr<QTcpServer> server = isTls() ? tlsServer() : std::make_unique<QTcpServer>();
        QObject place;
        m_place = &place;
        connect(server.get(), &QTcpServer::pendingConnectionAvailable, server.get(), [this, &server] {
            while (QTcpSocket *socket = server->nextPendingConnection()) {
                m_conversations << new Conversation(socket, shared);
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
        if (!server->listen(QHostAddress::LocalHost))
            qFatal("No port for the server of chats");
        shared.port = server->serverPort();
        m_ready.release();
        exec();
        m_conversations.clear();
    }

private:
    [[nodiscard]] std::unique_ptr<QTcpServer> tlsServer() const
    {
        auto server = std::make_unique<QSslServer>();
        QFile key(m_key);
        if (!key.open(QIODevice::ReadOnly))
            qFatal("No key for the server of chats");
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(m_certificate));
        configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
        server->setSslConfiguration(configuration);
        return server;
    }

    QString m_certificate;
    QString m_key;
    QSemaphore m_ready;
    QObject *m_place = nullptr;
    QList<QPointer<Conversation>> m_conversations;
};

ChatServer::ChatServer()
    : ChatServer(QString(), QString())
{
}

ChatServer::ChatServer(const QString &certificate, const QString &key)
    : m_thread(std::make_unique<Thread>(certificate, key))
{
}

ChatServer::~ChatServer() = default;

QString ChatServer::url() const
{
    const QString scheme = m_thread->isTls() ? u"https"_s : u"http"_s;
    return u"%1://127.0.0.1:%2/v1"_s.arg(scheme).arg(m_thread->shared.port);
}

void ChatServer::prepare(const QList<ChatScript> &scripts)
{
    const QMutexLocker locked(&m_thread->shared.mutex);
    m_thread->shared.scripts = scripts;
    m_thread->shared.seen.clear();
    m_thread->shared.released = 0;
}

void ChatServer::release()
{
    {
        const QMutexLocker locked(&m_thread->shared.mutex);
        ++m_thread->shared.released;
    }
    m_thread->onThread([this] { m_thread->goOn(); });
}

QList<ChatSeen> ChatServer::seen() const
{
    const QMutexLocker locked(&m_thread->shared.mutex);
    return m_thread->shared.seen;
}

} // namespace howdah::test
