// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/run/chatclient.h"

#include "base/loadedmodule.h"
#include "base/propagate.h"
#include "connection/keychain.h"
#include "network/networkmodule.h"
#include "prompt/run/chatstream.h"
#include "prompt/tokens.h"
#include "prompt/tr.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

struct Loaded
{
    network::Module *module = nullptr;
    QString problem;
};

const Loaded &loaded()
{
    static const Loaded once = [] {
        const LoadedModule found = loadModule(u"howdah-network.so"_s, network::EntryPoint);
        using Make = network::Module *(*)();
        return Loaded{found.entry ? reinterpret_cast<Make>(found.entry)() : nullptr, found.problem};
    }();
    return once;
}

// Dotprompt's name for whom the protocol calls the assistant.
QString roleOf(const Message &message) { return message.role == "model"_L1 ? u"assistant"_s : message.role; }

// A text, or a list of parts where pictures are among them.
QJsonValue contentOf(const Message &message)
{
    const auto isMedium = [](const MessagePart &part) { return part.kind == MessagePart::Kind::Media; };
    if (std::ranges::none_of(message.parts, isMedium))
        return message.text;
    QJsonArray parts;
    for (const MessagePart &part : message.parts) {
        if (isMedium(part))
            parts.append(
                QJsonObject{{u"type"_s, u"image_url"_s}, {u"image_url"_s, QJsonObject{{u"url"_s, part.text}}}});
        else if (part.kind == MessagePart::Kind::Text)
            parts.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, part.text}});
    }
    return parts;
}

// One endpoint with its key, and what its answers mean. The key leaves this class in one header only.
class ChatCall final
{
public:
    ChatCall(const Endpoint &endpoint, const QString &key, const ChatRequest &request)
        : m_endpoint(endpoint)
        , m_key(key)
        , m_request(request)
        , m_model(request.model.isEmpty() ? endpoint.model : request.model)
    {
    }

    Result<ChatReply> run(const std::stop_token &stop, const ChatPiece &piece)
    {
        RETURN_IF_ERROR(check());
        bool asksForUsage = true;
        std::chrono::seconds waited{0};
        for (;;) {
            m_repeatAfter.reset();
            m_dislikesUsage = false;
            Result<ChatReply> reply = attempt(asksForUsage, stop, piece);
            if (reply)
                return reply;
            // Some servers know no stream_options, and refuse what they do not know.
            if (m_dislikesUsage && asksForUsage) {
                asksForUsage = false;
                continue;
            }
            const bool mayWait = m_request.patience > std::chrono::seconds(0);
            if (!mayWait || !m_repeatAfter || waited + *m_repeatAfter > m_request.patience)
                return fail(withoutKey(reply.error()));
            waited += *m_repeatAfter;
            if (!wait(*m_repeatAfter, stop))
                return fail(stopped());
        }
    }

private:
    Result<void> check() const
    {
        RETURN_IF_ERROR(checkEndpoint(m_endpoint));
        if (m_model.isEmpty())
            return fail(
                ErrorKind::Usage, tr("No model is named for the endpoint %1").arg(m_endpoint.name),
                tr("Name one for the run, or for the endpoint."));
        if (m_request.messages.empty())
            return fail(ErrorKind::Usage, tr("There is no message to send"));
        if (std::ranges::any_of(m_key, [](QChar c) { return c <= u' ' || c >= QChar(0x7f); }))
            return fail(
                ErrorKind::Usage, tr("The key of the endpoint %1 has special characters in it").arg(m_endpoint.name));
        if (!loaded().module)
            return fail(ErrorKind::Internal, tr("The network cannot be used: %1").arg(loaded().problem));
        return {};
    }

    [[nodiscard]] network::Post post(bool asksForUsage) const
    {
        network::Post post;
        QString address = m_endpoint.baseUrl;
        while (address.endsWith(u'/'))
            address.chop(1);
        post.url = QUrl(address + u"/chat/completions"_s);
        post.headers = {
            {"Content-Type", "application/json"}, {"Accept", "text/event-stream"}, {"User-Agent", "Howdah"}};
        if (!m_key.isEmpty())
            post.headers.emplace_back("Authorization", "Bearer " + m_key.toLatin1());
        QJsonObject body = m_request.parameters;
        QJsonArray messages;
        for (const Message &message : m_request.messages)
            messages.append(QJsonObject{{u"role"_s, roleOf(message)}, {u"content"_s, contentOf(message)}});
        body.insert(u"model"_s, m_model);
        body.insert(u"messages"_s, messages);
        body.insert(u"stream"_s, true);
        if (asksForUsage)
            body.insert(u"stream_options"_s, QJsonObject{{u"include_usage"_s, true}});
        post.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
        post.timeout = m_endpoint.timeout;
        post.mostBytes = m_request.mostBytes;
        return post;
    }

    Result<ChatReply> attempt(bool asksForUsage, const std::stop_token &stop, const ChatPiece &piece)
    {
        QElapsedTimer clock;
        clock.start();
        std::optional<qint64> first;
        ChatStream stream(
            [&](const QString &text) {
                if (!first)
                    first = clock.elapsed();
                if (piece)
                    piece(text);
            },
            [this](const QByteArray &words) { return withoutKey(words); });
        network::PostAnswer answer = loaded().module->post(
            post(asksForUsage), stop, [&stream](QByteArrayView bytes) { return stream.feed(bytes); });
        stream.end();
        const qint64 whole = clock.elapsed();
        if (answer.trouble == network::Trouble::None && answer.status != 200)
            return fail(refused(answer));
        if (stream.isDone() && answer.trouble != network::Trouble::Stopped)
            answer.trouble = network::Trouble::None; // what comes after the end of the answer is of no interest
        if (answer.trouble != network::Trouble::None)
            return fail(failedOnTheWay(answer, stream));
        if (const std::optional<Error> problem = problemOf(stream, answer))
            return fail(*problem);
        ChatReply reply{stream.text(), stream.finishReason(), stream.model(), {}, first.value_or(whole), whole};
        if (reply.model.isEmpty())
            reply.model = m_model;
        reply.usage = stream.usage().value_or(estimated(reply.text));
        return reply;
    }

    // Where the server does not count. What a template of its own adds to the messages nobody knows.
    [[nodiscard]] TokenUsage estimated(const QString &text) const
    {
        TokenUsage usage;
        for (const Message &message : m_request.messages)
            usage.input += estimateTokens(message.text).likely;
        usage.output = estimateTokens(text).likely;
        return usage;
    }

    [[nodiscard]] QString place() const { return tr("%1 (%2)").arg(m_endpoint.name, serverOf(m_endpoint)); }
    [[nodiscard]] static Error stopped() { return makeError(ErrorKind::Cancelled, tr("The run was cancelled")); }

    [[nodiscard]] Error failedOnTheWay(const network::PostAnswer &answer, const ChatStream &stream) const
    {
        using network::Trouble;
        switch (answer.trouble) {
        case Trouble::Stopped:
        case Trouble::None:
            return stopped();
        case Trouble::TimedOut:
            return makeError(
                ErrorKind::Timeout,
                tr("%1 did not finish its answer within %2 seconds").arg(place()).arg(m_endpoint.timeout.count()),
                tr("Allow it more time in its time-out, or ask for a shorter answer."), soFar(stream));
        case Trouble::TooLarge:
            return makeError(
                ErrorKind::Invalid,
                tr("The answer of %1 does not end: more than %2 bytes came").arg(place()).arg(m_request.mostBytes),
                tr("Limit it with max_tokens."), soFar(stream));
        case Trouble::Refused:
            return makeError(
                ErrorKind::Connection, tr("%1 refuses the connection").arg(place()),
                tr("Nothing listens there: start the server, or correct the address."));
        case Trouble::UnknownHost:
            return makeError(
                ErrorKind::Connection, tr("The server of %1 is not known").arg(place()), tr("Correct the address."));
        case Trouble::Untrusted:
            return makeError(
                ErrorKind::Connection,
                tr("The encryption (TLS) of %1 cannot be trusted, so nothing was sent").arg(place()),
                tr("Have its certificate issued or installed by an authority that this machine knows."), answer.words);
        case Trouble::Cut:
            return cutOff(stream);
        case Trouble::Other:
            break;
        }
        return makeError(ErrorKind::Connection, tr("%1 cannot be reached").arg(place()), {}, answer.words);
    }

    [[nodiscard]] static QString soFar(const ChatStream &stream)
    {
        return stream.text().isEmpty() ? tr("Nothing of an answer had come.")
                                       : tr("%1 characters of an answer had come.").arg(stream.text().size());
    }

    [[nodiscard]] Error cutOff(const ChatStream &stream) const
    {
        return makeError(
            ErrorKind::Connection, tr("The answer of %1 was cut off").arg(place()),
            tr("Run it again; the log of the server may say why."), soFar(stream));
    }

    [[nodiscard]] std::optional<Error> problemOf(const ChatStream &stream, const network::PostAnswer &answer) const
    {
        if (!stream.error().isEmpty())
            return makeError(
                ErrorKind::Server, tr("%1 reported an error instead of finishing its answer").arg(place()), {},
                stream.error());
        if (stream.isOther())
            return makeError(
                ErrorKind::Invalid, tr("%1 did not answer with a stream of events").arg(place()),
                tr("Does the address end before /chat/completions, mostly with /v1?"),
                tr("It sent %1.")
                    .arg(QString::fromLatin1(
                        answer.contentType.isEmpty() ? QByteArray("no type") : answer.contentType.left(100))));
        if (!stream.isFinished())
            return cutOff(stream);
        return {};
    }

    // Other statuses than 200, with the words of the server.
    [[nodiscard]] Error refused(const network::PostAnswer &answer)
    {
        const QString words = errorWords(withoutKey(answer.refusal));
        const int status = answer.status;
        if (status == 401 || status == 403)
            return makeError(
                ErrorKind::Authentication,
                m_key.isEmpty() ? tr("%1 wants a key (%2)").arg(place()).arg(status)
                                : tr("%1 does not accept the key (%2)").arg(place()).arg(status),
                tr("Store the right key in the keychain, in the settings or with `howdahctl prompts endpoints key`."),
                words);
        if (status == 404)
            return makeError(
                ErrorKind::NotFound,
                words.contains(u"model"_s, Qt::CaseInsensitive)
                    ? tr("%1 has no model %2 (404)").arg(place(), m_model)
                    : tr("%1 has nothing at this address (404)").arg(place()),
                tr("Check the model and the address, which ends before /chat/completions."), words);
        if (status == 429 || status == 503)
            return comeLater(answer, words);
        if (status >= 300 && status < 400)
            return makeError(
                ErrorKind::Invalid, tr("%1 redirects elsewhere (%2), which is not followed").arg(place()).arg(status),
                tr("Enter the new address for the endpoint, if you trust it with prompts and key."),
                QString::fromUtf8(withoutKey(answer.location).left(300)));
        if (status >= 500)
            return makeError(ErrorKind::Server, tr("%1 failed (%2)").arg(place()).arg(status), {}, words);
        m_dislikesUsage = (status == 400 || status == 422) && answer.refusal.contains("stream_options");
        return makeError(ErrorKind::Invalid, tr("%1 refuses the request (%2)").arg(place()).arg(status), {}, words);
    }

    [[nodiscard]] Error comeLater(const network::PostAnswer &answer, const QString &words)
    {
        const std::optional<std::chrono::seconds> after =
            retryAfter(answer.retryAfter, QDateTime::currentDateTimeUtc());
        const QString when =
            after ? tr("Try again in %1 s, as the server says.").arg(after->count()) : tr("Try again later.");
        // A server may say "at once" for ever.
        m_repeatAfter = std::max(after.value_or(std::chrono::seconds(5)), std::chrono::seconds(1));
        if (answer.status == 429)
            return makeError(
                ErrorKind::Conflict, tr("%1 takes no more requests for now (429)").arg(place()), when, words);
        return makeError(ErrorKind::Server, tr("%1 is not available for now (503)").arg(place()), when, words);
    }

    static bool wait(std::chrono::seconds time, const std::stop_token &stop)
    {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, time, [] { return false; });
        return !stop.stop_requested();
    }

    // Servers quote what they were sent. Before anything is cut, as a part of a key would not be found.
    [[nodiscard]] QByteArray withoutKey(QByteArray words) const
    {
        return m_key.isEmpty() ? words : words.replace(m_key.toLatin1(), "…");
    }
    [[nodiscard]] Error withoutKey(Error error) const
    {
        if (m_key.isEmpty())
            return error;
        for (QString *text : {&error.message, &error.detail, &error.hint})
            text->replace(m_key, u"…"_s);
        return error;
    }

    const Endpoint &m_endpoint;
    const QString &m_key;
    const ChatRequest &m_request;
    QString m_model;
    std::optional<std::chrono::seconds> m_repeatAfter; // of the last attempt: it may succeed later
    bool m_dislikesUsage = false;                      // of the last attempt: for asking for the usage
};

} // namespace

Result<ChatReply>
chat(const Endpoint &endpoint, const ChatRequest &request, std::stop_token stop, const ChatPiece &piece)
{
    Result<QString> read = readEndpointKey(endpoint, stop);
    if (!read && stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("The run was cancelled"));
    ASSIGN_OR_RETURN(QString key, std::move(read));
    Result<ChatReply> reply = chatWithKey(endpoint, key, request, std::move(stop), piece);
    connection::wipeSecret(key);
    return reply;
}

Result<ChatReply> chatWithKey(
    const Endpoint &endpoint, const QString &key, const ChatRequest &request, std::stop_token stop,
    const ChatPiece &piece)
{
    return ChatCall(endpoint, key, request).run(stop, piece);
}

std::optional<double> costOfCall(const std::vector<ModelFacts> &models, const QString &model, const TokenUsage &usage)
{
    const ModelFacts *facts = findModel(models, model);
    if (!facts || !facts->inputPrice || !facts->outputPrice)
        return {};
    return (double(usage.input) * *facts->inputPrice + double(usage.output) * *facts->outputPrice) / 1'000'000;
}

} // namespace howdah::prompt
