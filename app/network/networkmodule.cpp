// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "network/networkmodule.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSslError>
#include <QTimer>

#include <algorithm>
#include <cstring>
#include <memory>

using namespace Qt::StringLiterals;

// Qt Network brings libraries along, which would cost each start of howdahctl time: so it lies in a module that is
// loaded when something is first asked of the network.
namespace howdah::network {

namespace {

constexpr qint64 MostOfRefusal = 64 * 1024;
constexpr qint64 ReadAhead = 256 * 1024;

// A body that goes out once: Qt would send one that it can rewind again, up to three times, when a server closes the
// connection without an answer, and each time may cost money.
class OnceBody final : public QIODevice
{
public:
    explicit OnceBody(const QByteArray &bytes)
        : m_bytes(bytes)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }
    bool seek(qint64 position) override { return position == m_at; }
    [[nodiscard]] bool atEnd() const override { return m_at == m_bytes.size(); }

protected:
    qint64 readData(char *to, qint64 most) override
    {
        const qint64 size = std::min(most, qint64(m_bytes.size()) - m_at);
        if (size <= 0)
            return -1;
        memcpy(to, m_bytes.constData() + m_at, size_t(size));
        m_at += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

Trouble troubleOf(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return Trouble::Refused;
    case QNetworkReply::HostNotFoundError:
        return Trouble::UnknownHost;
    case QNetworkReply::SslHandshakeFailedError:
        return Trouble::Untrusted;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return Trouble::Cut;
    default:
        return Trouble::Other;
    }
}

// One call, on the thread that waits for it.
class PostCall final
{
public:
    PostCall(const Post &post, const BodyPiece &piece)
        : m_post(post)
        , m_piece(piece)
        , m_body(post.body)
    {
    }

    PostAnswer run(std::stop_token stop)
    {
        QNetworkAccessManager manager;
        manager.setProxy(QNetworkProxy::NoProxy);
        QTimer clock;
        clock.setSingleShot(true);
        QObject::connect(&clock, &QTimer::timeout, &m_loop, [this] { end(Trouble::TimedOut); });
        clock.start(m_post.timeout);
        m_reply.reset(manager.post(request(), &m_body));
        QNetworkReply *reply = m_reply.get();
        reply->setReadBufferSize(ReadAhead);
        QObject::connect(reply, &QNetworkReply::readyRead, &m_loop, [this] { take(); });
        QObject::connect(reply, &QNetworkReply::sslErrors, &m_loop, [this](const QList<QSslError> &errors) {
            QStringList words;
            for (const QSslError &error : errors)
                words << error.errorString();
            words.removeDuplicates();
            m_certificate = words.join(u"; "_s);
        });
        QObject::connect(reply, &QNetworkReply::finished, &m_loop, &QEventLoop::quit);
        {
            const std::stop_callback stopped(stop, [this] {
                QMetaObject::invokeMethod(&m_loop, [this] { end(Trouble::Stopped); }, Qt::QueuedConnection);
            });
            if (!reply->isFinished() && !m_isEnded)
                m_loop.exec();
        }
        finish();
        m_reply.reset();
        return m_answer;
    }

private:
    [[nodiscard]] QNetworkRequest request() const
    {
        QNetworkRequest request(m_post.url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
        request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_post.body.size());
        for (const auto &[name, value] : m_post.headers)
            request.setRawHeader(name, value);
        request.setRawHeader("Accept-Encoding", "identity"); // else a few bytes could unpack to gigabytes
        return request;
    }

    [[nodiscard]] int status() const { return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }

    void end(Trouble trouble)
    {
        if (m_isEnded)
            return;
        m_isEnded = true;
        m_answer.trouble = trouble;
        m_loop.quit();
    }

    void take()
    {
        if (m_isEnded)
            return;
        const QByteArray bytes = m_reply->readAll();
        m_taken += bytes.size();
        if (status() != 200)
            m_answer.refusal += bytes.left(MostOfRefusal - m_answer.refusal.size());
        else if (!m_piece(bytes))
            end(Trouble::None);
        if (m_taken > m_post.mostBytes)
            end(Trouble::TooLarge);
    }

    void finish()
    {
        if (!m_isEnded && m_reply->bytesAvailable() > 0)
            take();
        m_answer.status = status();
        m_answer.contentType = m_reply->rawHeader("Content-Type");
        m_answer.retryAfter = m_reply->rawHeader("Retry-After");
        m_answer.location = m_reply->rawHeader("Location");
        const QNetworkReply::NetworkError error = m_reply->error();
        // Other statuses than 200 are errors of Qt's, too, and no trouble of the connection.
        const bool isTrouble = error != QNetworkReply::NoError && (m_answer.status == 0 || m_answer.status == 200);
        if (!m_isEnded && isTrouble) {
            m_answer.trouble = m_certificate.isEmpty() ? troubleOf(error) : Trouble::Untrusted;
            m_answer.words = m_certificate.isEmpty() ? m_reply->errorString() : m_certificate;
        }
        m_isEnded = true;
        QObject::disconnect(m_reply.get(), nullptr, &m_loop, nullptr);
        m_reply->abort();
    }

    const Post &m_post;
    const BodyPiece &m_piece;
    OnceBody m_body;
    QEventLoop m_loop;
    std::unique_ptr<QNetworkReply> m_reply;
    PostAnswer m_answer;
    QString m_certificate;
    qint64 m_taken = 0;
    bool m_isEnded = false;
};

class QtNetworkModule final : public Module
{
public:
    PostAnswer post(const Post &post, std::stop_token stop, const BodyPiece &piece) override
    {
        if (stop.stop_requested())
            return {Trouble::Stopped};
        return PostCall(post, piece).run(std::move(stop));
    }
};

} // namespace

} // namespace howdah::network

extern "C" Q_DECL_EXPORT howdah::network::Module *howdahNetwork()
{
    static howdah::network::QtNetworkModule module;
    return &module;
}
