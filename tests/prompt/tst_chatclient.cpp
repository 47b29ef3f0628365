// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/run/chatclient.h"

#include "connection/netserver.h"
#include "prompt/run/chatstream.h"
#include "prompt/run/eventstream.h"
#include "support/chatserver.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <future>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using test::ChatScript;
using test::ChatServer;

// The call of an endpoint, against a server of ours that speaks the protocol (support/chatserver.h): recorded answers,
// no model.
class ChatClientTest final : public QObject
{
    Q_OBJECT

    static constexpr auto Key = "sk-very-secret-1234";

    [[nodiscard]] static Endpoint endpoint(const ChatServer &server, int seconds = 30)
    {
        Endpoint made;
        made.name = u"mine"_s;
        made.baseUrl = server.url();
        made.model = u"llama3.2:1b"_s;
        made.timeout = std::chrono::seconds(seconds);
        return made;
    }
    [[nodiscard]] static ChatRequest hello()
    {
        ChatRequest request;
        request.messages = {{u"system"_s, u"You are brief."_s}, {u"user"_s, u"Say hello."_s}};
        return request;
    }
    [[nodiscard]] static Result<ChatReply> ask(const Endpoint &endpoint, const ChatRequest &request = hello())
    {
        return chatWithKey(endpoint, QString::fromLatin1(Key), request);
    }

private Q_SLOTS:
    // ---- what goes well

    void streamsAndCounts()
    {
        ChatServer server;
        ChatScript script = ChatScript::answer({u"Hel"_s, u"lo, wörld"_s, u" 🐘"_s});
        script.heldFrom = 3;
        server.prepare({script});
        std::promise<void> first;
        std::mutex mutex;
        QString pieces;
        std::atomic<bool> isOver = false;
        auto answer = std::async(std::launch::async, [&] {
            ChatRequest request = hello();
            request.parameters = {{u"temperature"_s, 0.2}};
            const Result<ChatReply> reply =
                chatWithKey(endpoint(server), QString::fromLatin1(Key), request, {}, [&](const QString &piece) {
                    const std::scoped_lock locked(mutex);
                    if (pieces.isEmpty())
                        first.set_value();
                    pieces += piece;
                });
            isOver = true;
            return reply;
        });
        // Pieces come while the server still holds the rest.
        QCOMPARE(first.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
        QVERIFY(!isOver);
        server.release();
        const Result<ChatReply> reply = answer.get();
        QVERIFY2(reply, reply ? "" : qPrintable(describe(reply.error())));
        QCOMPARE(reply->text, u"Hello, wörld 🐘"_s);
        QCOMPARE(pieces, reply->text);
        QCOMPARE(reply->usage, (TokenUsage{26, 5, true}));
        QCOMPARE(reply->finishReason, u"stop"_s);
        QCOMPARE(reply->model, u"llama3.2:1b"_s);
        QVERIFY(reply->firstTokenMs <= reply->totalMs);

        const QList<test::ChatSeen> seen = server.seen();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen[0].line, QByteArray("POST /v1/chat/completions HTTP/1.1"));
        QCOMPARE(seen[0].headers.value("authorization"), QByteArray("Bearer ") + Key);
        const QJsonObject body = QJsonDocument::fromJson(seen[0].body).object();
        QCOMPARE(body[u"stream"_s].toBool(), true);
        QCOMPARE(body[u"stream_options"_s][u"include_usage"_s].toBool(), true);
        QCOMPARE(body[u"model"_s].toString(), u"llama3.2:1b"_s);
        QCOMPARE(body[u"temperature"_s].toDouble(), 0.2);
        const QJsonArray messages = body[u"messages"_s].toArray();
        QCOMPARE(messages.size(), 2);
        QCOMPARE(messages[0][u"role"_s].toString(), u"system"_s);
        QCOMPARE(messages[1][u"content"_s].toString(), u"Say hello."_s);
    }

    void estimatesWhatTheServerDoesNotCount()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"Hello there, how are you?"_s}, {})});
        const Result<ChatReply> reply = ask(endpoint(server));
        QVERIFY(reply);
        QVERIFY(!reply->usage.isCounted);
        QVERIFY(reply->usage.input > 0 && reply->usage.output > 0);
    }

    void sendsNoKeyWhereThereIsNone()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"a"_s})});
        QVERIFY(chatWithKey(endpoint(server), {}, hello()));
        QVERIFY(!server.seen().first().headers.contains("authorization"));
    }

    void sendsPicturesAsParts()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"a"_s})});
        ChatRequest request;
        Message message{u"user"_s, u"See [https://h/a.png]"_s};
        message.parts = {{MessagePart::Kind::Text, u"See "_s}, {MessagePart::Kind::Media, u"https://h/a.png"_s}};
        request.messages = {message, {u"model"_s, u"An elephant."_s}};
        QVERIFY(ask(endpoint(server), request));
        const QJsonArray messages = QJsonDocument::fromJson(server.seen().first().body)[u"messages"_s].toArray();
        QCOMPARE(messages[0][u"content"_s][0][u"text"_s].toString(), u"See "_s);
        QCOMPARE(messages[0][u"content"_s][1][u"image_url"_s][u"url"_s].toString(), u"https://h/a.png"_s);
        QCOMPARE(messages[1][u"role"_s].toString(), u"assistant"_s);
    }

    // Some servers refuse what they do not know.
    void asksAgainWithoutUsage()
    {
        ChatServer server;
        server.prepare(
            {ChatScript::refusal(400, R"({"error":{"message":"Unrecognized request argument: stream_options"}})"),
             ChatScript::answer({u"a"_s}, {})});
        const Result<ChatReply> reply = ask(endpoint(server));
        QVERIFY(reply);
        QCOMPARE(server.seen().size(), 2);
        QVERIFY(!server.seen()[1].body.contains("stream_options"));
    }

    void waitsForAServerThatSaysLater()
    {
        ChatServer server;
        ChatScript later = ChatScript::refusal(429, R"({"error":{"message":"slow down"}})");
        later.headers.emplaceBack("Retry-After", "1");
        server.prepare({later, ChatScript::answer({u"a"_s})});
        ChatRequest request = hello();
        request.patience = std::chrono::seconds(5);
        QElapsedTimer clock;
        clock.start();
        const Result<ChatReply> reply = ask(endpoint(server), request);
        QVERIFY(reply);
        QCOMPARE(server.seen().size(), 2);
        QVERIFY(clock.elapsed() >= 900);
    }

    // A server that always says "at once" is asked once, or for as long as there is patience.
    void doesNotAskForEver_data()
    {
        QTest::addColumn<QByteArray>("after");
        for (const char *after : {"0", "-5", "nan", "inf", "Sun, 01 Mar 2020 12:01:30 GMT"})
            QTest::newRow(after) << QByteArray(after);
    }
    void doesNotAskForEver()
    {
        QFETCH(QByteArray, after);
        for (const int patience : {0, 2}) {
            ChatServer server;
            ChatScript later = ChatScript::refusal(429, R"({"error":{"message":"slow down"}})");
            later.headers.emplaceBack("Retry-After", after);
            server.prepare({later, later, later, later, later});
            ChatRequest request = hello();
            request.patience = std::chrono::seconds(patience);
            const Result<ChatReply> reply = ask(endpoint(server), request);
            QVERIFY(!reply);
            QCOMPARE(reply.error().kind, ErrorKind::Conflict);
            QVERIFY(server.seen().size() <= patience + 1);
        }
    }

    // Words are cut after they were cleaned: the beginning of a key is not left at the end.
    void aKeyAcrossTheCutIsNotShown()
    {
        for (const int before : {485, 495}) {
            ChatServer server;
            server.prepare({ChatScript::refusal(
                400, "{\"error\":{\"message\":\"" + QByteArray(before, 'x') + Key + " was sent\"}}")});
            const Result<ChatReply> reply = ask(endpoint(server), hello());
            QVERIFY(!reply);
            QVERIFY2(!reply.error().detail.contains(u"sk-"_s), qPrintable(reply.error().detail));
        }
    }

    // ---- what goes wrong, by its name

    void namesErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("detail");
        QTest::newRow("key") << 401 << QByteArray(R"({"error":{"message":"Incorrect API key provided"}})")
                             << ErrorKind::Authentication << u"mine (%1) does not accept the key (401)"_s
                             << u"Incorrect API key provided"_s;
        QTest::newRow("forbidden") << 403 << QByteArray("no") << ErrorKind::Authentication
                                   << u"mine (%1) does not accept the key (403)"_s << u"no"_s;
        QTest::newRow("model") << 404 << QByteArray(R"({"error":{"message":"model 'llama3.2:1b' not found"}})")
                               << ErrorKind::NotFound << u"mine (%1) has no model llama3.2:1b (404)"_s
                               << u"model 'llama3.2:1b' not found"_s;
        QTest::newRow("address") << 404 << QByteArray("404 page not found") << ErrorKind::NotFound
                                 << u"mine (%1) has nothing at this address (404)"_s << u"404 page not found"_s;
        QTest::newRow("many") << 429 << QByteArray(R"({"error":{"message":"Rate limit"}})") << ErrorKind::Conflict
                              << u"mine (%1) takes no more requests for now (429)"_s << u"Rate limit"_s;
        QTest::newRow("broken") << 500 << QByteArray(R"({"detail":"out of memory"})") << ErrorKind::Server
                                << u"mine (%1) failed (500)"_s << u"out of memory"_s;
        QTest::newRow("request") << 422 << QByteArray(R"({"message":"bad temperature"})") << ErrorKind::Invalid
                                 << u"mine (%1) refuses the request (422)"_s << u"bad temperature"_s;
    }
    void namesErrors()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, message);
        QFETCH(QString, detail);
        ChatServer server;
        ChatScript script = ChatScript::refusal(status, body);
        script.headers.emplaceBack("Retry-After", "20");
        server.prepare({script});
        const Result<ChatReply> reply = ask(endpoint(server));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, kind);
        QCOMPARE(reply.error().message, message.arg(serverOf(endpoint(server))));
        QCOMPARE(reply.error().detail, detail);
        QCOMPARE(reply.error().hint.contains(u"in 20 s"_s), status == 429);
        QCOMPARE(server.seen().size(), 1);
    }

    void showsNoKey()
    {
        ChatServer server;
        for (const int status : {400, 401, 404, 429, 500}) {
            server.prepare({ChatScript::refusal(status, QByteArray("you sent ") + Key + ", model")});
            const Result<ChatReply> reply = ask(endpoint(server));
            QVERIFY(!reply);
            QVERIFY2(!describe(reply.error()).contains(QLatin1String(Key)), qPrintable(describe(reply.error())));
            QVERIFY(reply.error().detail.contains(u"you sent …"_s));
        }
        ChatScript script = ChatScript::answer({u"a"_s});
        script.pieces.insert(1, QByteArray("data: {\"error\":{\"message\":\"bad ") + Key + "\"}}\n\n");
        server.prepare({script});
        const Result<ChatReply> reply = ask(endpoint(server));
        QCOMPARE(reply.error().kind, ErrorKind::Server);
        QCOMPARE(reply.error().detail, u"bad …"_s);
    }

    void followsNoRedirect()
    {
        ChatServer elsewhere;
        elsewhere.prepare({ChatScript::answer({u"gotcha"_s})});
        for (const int status : {301, 302, 307, 308}) {
            ChatServer server;
            server.prepare({{status, {{"Location", elsewhere.url().toUtf8() + "/chat/completions"}}, {}}});
            const Result<ChatReply> reply = ask(endpoint(server));
            QCOMPARE(reply.error().kind, ErrorKind::Invalid);
            QVERIFY(reply.error().message.contains(u"redirects"_s));
            QVERIFY(reply.error().detail.contains(elsewhere.url()));
        }
        QVERIFY(elsewhere.seen().isEmpty());
    }

    void knowsWhatIsNoStream()
    {
        ChatServer server;
        for (const QByteArray &body :
             {QByteArray("<!DOCTYPE html><title>Welcome</title>"), QByteArray(R"({"choices":[]})"),
              QByteArray("data: this is no JSON\n\n"), QByteArray("data: [1]\n\n")}) {
            server.prepare({{200, {{"Content-Type", "text/html"}}, {body}}});
            const Result<ChatReply> reply = ask(endpoint(server));
            QVERIFY(!reply);
            QCOMPARE(reply.error().kind, ErrorKind::Invalid);
            QCOMPARE(
                reply.error().message,
                u"mine (%1) did not answer with a stream of events"_s.arg(serverOf(endpoint(server))));
            QCOMPARE(reply.error().detail, u"It sent text/html."_s);
        }
    }

    void noticesWhatIsCutOff()
    {
        ChatServer server;
        ChatScript script = ChatScript::answer({u"Hel"_s, u"lo"_s});
        script.pieces = script.pieces.mid(0, 3);
        for (const ChatScript::End end : {ChatScript::End::Cut, ChatScript::End::Whole}) {
            script.end = end;
            server.prepare({script});
            const Result<ChatReply> reply = ask(endpoint(server));
            QVERIFY(!reply);
            QCOMPARE(reply.error().kind, ErrorKind::Connection);
            QVERIFY(reply.error().message.contains(u"was cut off"_s));
            QCOMPARE(reply.error().detail, u"5 characters of an answer had come."_s);
        }
    }

    // Each time may cost money.
    void sendsOnceWhateverHappens()
    {
        ChatServer server;
        server.prepare({ChatScript{0, {}, {}}});
        const Result<ChatReply> reply = ask(endpoint(server));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Connection);
        QCOMPARE(server.seen().size(), 1);
    }

    void endsWhatHasNoEnd()
    {
        ChatServer server;
        ChatScript script = ChatScript::answer({QString(1000, u'x')}, {});
        script.pieces = script.pieces.mid(0, 2);
        script.end = ChatScript::End::Endless;
        server.prepare({script});
        ChatRequest request = hello();
        request.mostBytes = 200'000;
        const Result<ChatReply> reply = ask(endpoint(server), request);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Invalid);
        QVERIFY(reply.error().message.contains(u"does not end"_s));
        // Nor where it is one line.
        server.prepare(
            {{200,
              {{"Content-Type", "text/event-stream"}},
              {"data: ", QByteArray(10'000, 'x')},
              -1,
              ChatScript::End::Endless}});
        QVERIFY(ask(endpoint(server), request).error().message.contains(u"does not end"_s));
    }

    void timesOut()
    {
        ChatServer server;
        ChatScript script = ChatScript::answer({u"Hel"_s, u"lo"_s});
        script.pieces = script.pieces.mid(0, 2);
        script.end = ChatScript::End::Hang;
        server.prepare({script});
        const Result<ChatReply> reply = ask(endpoint(server, 1));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Timeout);
        QVERIFY(reply.error().message.contains(u"within 1 seconds"_s));
        QCOMPARE(reply.error().detail, u"3 characters of an answer had come."_s);
    }

    void stops()
    {
        ChatServer server;
        ChatScript script = ChatScript::answer({u"Hel"_s, u"lo"_s});
        script.heldFrom = 2;
        server.prepare({script});
        std::stop_source stop;
        const Result<ChatReply> reply = chatWithKey(
            endpoint(server), {}, hello(), stop.get_token(), [&stop](const QString &) { stop.request_stop(); });
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Cancelled);
        // And before it began.
        QCOMPARE(chatWithKey(endpoint(server), {}, hello(), stop.get_token()).error().kind, ErrorKind::Cancelled);
        QCOMPARE(server.seen().size(), 1);
    }

    void namesWhatIsNotThere()
    {
        Endpoint nobody;
        nobody.name = u"nobody"_s;
        nobody.model = u"m"_s;
        nobody.baseUrl = u"http://127.0.0.1:%1/v1"_s.arg(test::freePort());
        Result<ChatReply> reply = ask(nobody);
        QCOMPARE(reply.error().kind, ErrorKind::Connection);
        QVERIFY2(reply.error().message.endsWith(u"refuses the connection"_s), qPrintable(describe(reply.error())));
        nobody.baseUrl = u"http://nowhere.invalid/v1"_s;
        reply = ask(nobody);
        QCOMPARE(reply.error().kind, ErrorKind::Connection);
        QVERIFY2(reply.error().message.contains(u"is not known"_s), qPrintable(describe(reply.error())));
    }

    void trustsOnlyKnownCertificates()
    {
        QTemporaryDir folder;
        const test::Authority authority(folder.filePath(u"ca"_s), u"Howdah test"_s);
        authority.issue(u"server"_s, u"127.0.0.1"_s, u"IP:127.0.0.1"_s);
        ChatServer server(authority.file(u"server.crt"_s), authority.file(u"server.key"_s));
        server.prepare({ChatScript::answer({u"safe"_s})});
        const Result<ChatReply> refused = ask(endpoint(server));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Connection);
        QVERIFY2(refused.error().message.contains(u"TLS"_s), qPrintable(describe(refused.error())));
        QVERIFY(server.seen().isEmpty());

        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        QSslConfiguration knowing = before;
        knowing.addCaCertificates(QSslCertificate::fromPath(authority.file(u"ca.crt"_s)));
        QSslConfiguration::setDefaultConfiguration(knowing);
        const Result<ChatReply> trusted = ask(endpoint(server));
        QSslConfiguration::setDefaultConfiguration(before);
        QVERIFY2(trusted, trusted ? "" : qPrintable(describe(trusted.error())));
        QCOMPARE(trusted->text, u"safe"_s);
    }

    void refusesWhatCannotBeSent()
    {
        ChatServer server;
        Endpoint nameless = endpoint(server);
        nameless.model.clear();
        QCOMPARE(ask(nameless).error().kind, ErrorKind::Usage);
        QCOMPARE(ask(endpoint(server), {}).error().kind, ErrorKind::Usage);
        // A key that would be two headers.
        const Result<ChatReply> reply = chatWithKey(endpoint(server), u"a\r\nX-Evil: 1"_s, hello());
        QCOMPARE(reply.error().kind, ErrorKind::Usage);
        QVERIFY(!describe(reply.error()).contains(u"X-Evil"_s));
        QVERIFY(server.seen().isEmpty());
    }

    // ---- the parts

    void readsEventsAsTheyAreCut()
    {
        const QByteArray stream = "\xEF\xBB\xBF: hello\r\ndata: a\r\n\r\nevent: x\rdata:b\rdata: c\r\rid: 1\n\ndata\n\n"
                                  "data: last";
        for (qsizetype step = 1; step <= stream.size(); ++step) {
            QList<QByteArray> events;
            const auto take = [&events](const QByteArray &data) {
                events << data;
                return true;
            };
            EventStream reader;
            for (qsizetype at = 0; at < stream.size(); at += step)
                QVERIFY(reader.feed(QByteArrayView(stream).sliced(at, qMin(step, stream.size() - at)), take));
            reader.end(take);
            QCOMPARE(events, (QList<QByteArray>{"a", "b\nc", "", "last"}));
            QVERIFY(!reader.isOther());
        }
    }

    void readsRetryAfter()
    {
        const QDateTime now(QDate(2026, 3, 1), QTime(12, 0, 0), Qt::UTC);
        using std::chrono::seconds;
        QCOMPARE(*retryAfter("20", now), seconds(20));
        QCOMPARE(*retryAfter("0.4", now), seconds(1));
        QCOMPARE(*retryAfter("-5", now), seconds(0));
        QCOMPARE(*retryAfter("1e300", now), seconds(86'400));
        QCOMPARE(*retryAfter("Sun, 01 Mar 2026 12:01:30 GMT", now), seconds(90));
        QVERIFY(!retryAfter("soon", now));
        QVERIFY(!retryAfter("nan", now));
        QVERIFY(!retryAfter("-inf", now));
        QVERIFY(!retryAfter("", now));
    }

    void translatesParameters()
    {
        Prompt prompt;
        prompt.metadata = QStringLiteral(
            R"({"config":{"temperature":0.3,"maxOutputTokens":50,"stopSequences":["x"],"topK":4},"output":{"format":"json"}})");
        const ChatParameters found = chatParameters(prompt);
        QCOMPARE(
            found.parameters, (QJsonObject{
                                  {u"temperature"_s, 0.3},
                                  {u"max_tokens"_s, 50},
                                  {u"stop"_s, QJsonArray{u"x"_s}},
                                  {u"response_format"_s, QJsonObject{{u"type"_s, u"json_object"_s}}}}));
        QCOMPARE(found.left, QStringList{u"topK"_s});
    }

    void reckonsCosts()
    {
        const std::vector<ModelFacts> models{{u"gpt-4o"_s, false, {}, 0, 2.5, 10.0}, {u"free"_s}};
        QCOMPARE(*costOfCall(models, u"gpt-4o-2024-08-06"_s, {1000, 200, true}), 0.0045);
        QVERIFY(!costOfCall(models, u"free"_s, {1000, 200, true}));
        QVERIFY(!costOfCall(models, u"unknown"_s, {1000, 200, true}));
    }

    // ---- where endpoints are configured

    void keepsEndpoints()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"prompts/endpoints.yaml"_s);
        QCOMPARE(*readEndpoints(file), Endpoints{});
        Endpoints all;
        all.list = {
            {u"local \"ollama\""_s, u"http://localhost:11434/v1"_s, u"llama3.2:1b"_s, std::chrono::seconds(5), false},
            {u"maker"_s, u"https://api.example.com/v1"_s, {}, std::chrono::seconds(120), true}};
        all.usual = u"maker"_s;
        QVERIFY(writeEndpoints(all, file));
        QCOMPARE(*readEndpoints(file), all);
        QCOMPARE(findEndpoint(all)->name, u"maker"_s);
        QCOMPARE(findEndpoint(all, u"local \"ollama\""_s)->timeout, std::chrono::seconds(5));
        QVERIFY(findEndpoint(all, u"other"_s).error().hint.contains(u"maker"_s));
        QCOMPARE(findEndpoint({}).error().kind, ErrorKind::NotFound);
        QFile::setPermissions(file, QFile::permissions(file) | QFile::WriteOther);
        QCOMPARE(readEndpoints(file).error().kind, ErrorKind::Permission);
    }

    void refusesEndpoints_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        QTest::newRow("key") << QByteArray("endpoints:\n  - {name: a, url: https://h/v1, key: sk-1}\n")
                             << u"A key has no place in a file"_s;
        QTest::newRow("password") << QByteArray("endpoints:\n  - {name: a, url: https://u:p@h/v1}\n")
                                  << u"user name or password"_s;
        QTest::newRow("scheme") << QByteArray("endpoints:\n  - {name: a, url: ftp://h/v1}\n") << u"not an http"_s;
        QTest::newRow("query") << QByteArray("endpoints:\n  - {name: a, url: \"https://h/v1?k=1\"}\n") << u"query"_s;
        QTest::newRow("twice") << QByteArray("endpoints:\n  - {name: a, url: http://h}\n  - {name: a, url: http://h}\n")
                               << u"two endpoints a"_s;
        QTest::newRow("timeout") << QByteArray("endpoints:\n  - {name: a, url: http://h, timeout: 0}\n")
                                 << u"time-out"_s;
        QTest::newRow("unknown") << QByteArray("endpoints:\n  - {name: a, url: http://h, tokens: 1}\n")
                                 << u"Unknown key tokens"_s;
    }
    void refusesEndpoints()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, says);
        const Result<Endpoints> read = parseEndpoints(yaml, u"endpoints.yaml"_s);
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
        QVERIFY(read.error().message.contains(u"line 2"_s) || read.error().message.contains(u"line 3"_s));
    }

    void knowsWhoCanRead()
    {
        const auto at = [](const QString &url) { return Endpoint{u"a"_s, url}; };
        for (const char *local :
             {"http://localhost:1/v1", "http://LOCALHOST/v1", "http://127.0.0.1/v1", "http://127.9.9.9/v1",
              "http://[::1]:8080/v1"})
            QVERIFY2(isLocal(at(QLatin1String(local))) && !isReadableOnTheWay(at(QLatin1String(local))), local);
        for (const char *away :
             {"http://example.com/v1", "http://localhost.example.com/v1", "http://127.0.0.1.example.com/v1",
              "http://10.0.0.1/v1"})
            QVERIFY2(isReadableOnTheWay(at(QLatin1String(away))), away);
        QVERIFY(!isReadableOnTheWay(at(u"https://example.com/v1"_s)));
        QCOMPARE(serverOf(at(u"https://Example.com:443/v1"_s)), u"https://example.com"_s);
        QCOMPARE(serverOf(at(u"http://[::1]:8080/v1"_s)), u"http://[::1]:8080"_s);
        // The key of one server is not that of another.
        QVERIFY(keyEntry(at(u"https://a.example/v1"_s)) != keyEntry(at(u"https://b.example/v1"_s)));
        QVERIFY(keyEntry(at(u"https://a.example/v1"_s)) != keyEntry(at(u"http://a.example/v1"_s)));
        QCOMPARE(keyEntry(at(u"https://a.example/v1"_s)), keyEntry(at(u"https://a.example/v2"_s)));
    }
};

QTEST_GUILESS_MAIN(ChatClientTest)
#include "tst_chatclient.moc"
