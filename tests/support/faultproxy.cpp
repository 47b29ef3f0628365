// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultproxy.h"

#include "support/pgmessages.h"

#include <QDeadlineTimer>
#include <QFile>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include <arpa/inet.h>
#include <cerrno>
#include <linux/filter.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::test {

namespace {

// What one side has not read yet must not pile up here: the other side shall feel it.
constexpr qsizetype MostUnsent = 1 << 16;

// Every packet that arrives at this socket is dropped before TCP sees it, so nothing is acknowledged. What the client
// has not acknowledged yet would be sent again and again, and tell its kernel that somebody is alive: that comes first.
void swallow(int descriptor)
{
    const QDeadlineTimer limit(500);
    for (int unacknowledged = 1; unacknowledged > 0 && !limit.hasExpired();) {
        if (ioctl(descriptor, SIOCOUTQ, &unacknowledged) != 0)
            break; // a listener has sent nothing
        if (unacknowledged > 0)
            std::this_thread::yield();
    }
    sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
    const sock_fprog program{1, &drop};
    if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        qFatal("No packet filter for a socket: %s", strerror(errno));
}

void hearAgain(int descriptor)
{
    const int none = 0;
    setsockopt(descriptor, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none);
}

int listenAt(int port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(quint16(port));
    if (bind(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(descriptor, 64) != 0)
        qFatal("The fault proxy cannot listen: %s", strerror(errno));
    return descriptor;
}

int portOf(int descriptor)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

int portIn(const connection::ConnInfo &server)
{
    const QString port = server.value(u"port"_s);
    return port.isEmpty() ? 5432 : port.toInt();
}

int connectTo(const connection::ConnInfo &server)
{
    const QString host = server.value(u"host"_s);
    sockaddr_storage address{};
    socklen_t size = 0;
    if (host.startsWith(u'/')) {
        auto *local = reinterpret_cast<sockaddr_un *>(&address);
        local->sun_family = AF_UNIX;
        const QByteArray path = QFile::encodeName(host + u"/.s.PGSQL.%1"_s.arg(portIn(server)));
        if (path.size() >= qsizetype(sizeof local->sun_path))
            qFatal("The path of the server's socket is too long for the fault proxy");
        std::ranges::copy(path, local->sun_path);
        size = sizeof *local;
    } else {
        auto *internet = reinterpret_cast<sockaddr_in *>(&address);
        internet->sin_family = AF_INET;
        internet->sin_port = htons(quint16(portIn(server)));
        const QByteArray numbers = host == "localhost"_L1 ? QByteArray("127.0.0.1") : host.toLatin1();
        if (inet_pton(AF_INET, numbers.constData(), &internet->sin_addr) != 1)
            qFatal("The fault proxy wants an address, not %s", qPrintable(host));
        size = sizeof *internet;
    }
    // To a server on this machine this takes no time, so it may block.
    const int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(descriptor, reinterpret_cast<sockaddr *>(&address), size) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

void makeQuick(int descriptor)
{
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    // What a test floods shall reach its limits soon.
    const int size = 1 << 16;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

// One client and its server.
struct Line
{
    struct End
    {
        int descriptor = -1;
        QByteArray unsent;
        bool ended = false;    // it has said all
        bool mustEnd = false;  // after what is unsent the stream ends
        bool hasEnded = false; // our own end of it is closed
    };

    End client;
    End server;
    PgConversation talk;
    std::optional<PgMessage> held; // what a delay holds up
    QDeadlineTimer until;
    bool isStill = false;  // nothing is forwarded
    bool isBroken = false; // the client's stream has been ended on purpose
    bool isOver = false;

    ~Line()
    {
        for (const End &end : {client, server}) {
            if (end.descriptor >= 0)
                close(end.descriptor);
        }
    }
};

} // namespace

class FaultProxy::Loop final
{
public:
    explicit Loop(const connection::ConnInfo &server)
        : m_server(server)
        , m_given(server)
        , m_bell(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_listener(listenAt(0))
        , m_port(portOf(m_listener))
        , m_thread([this] { run(); })
    {
    }
    ~Loop()
    {
        m_end = true;
        ring();
        m_thread.join();
        m_lines.clear();
        close(m_listener);
        close(m_bell);
    }
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    template <typename Change>
    auto with(Change change)
    {
        const std::lock_guard lock(m_mutex);
        if constexpr (std::is_void_v<decltype(change(*this))>) {
            change(*this);
            ring();
        } else {
            return change(*this);
        }
    }

    connection::ConnInfo server() const { return m_given; }
    int port() const { return m_port; }
    void leadTo(const connection::ConnInfo &server) { m_server = server; }
    void arm(const FaultPoint &point, Fault fault, Whole whole, int delayMs)
    {
        m_armed = Armed{point, fault, whole, delayMs, 0};
        m_hasStruck = false;
    }
    bool hasStruck() const { return m_hasStruck; }
    void strikeAll(Fault fault);
    void heal();
    std::vector<QByteArray> seen() const { return m_seen; }
    void forget() { m_seen.clear(); }
    int connections() const
    {
        return int(std::ranges::count_if(m_lines, [](const auto &line) { return !line->isBroken && !line->isOver; }));
    }
    int accepted() const { return m_accepted; }

private:
    struct Armed
    {
        FaultPoint point;
        Fault fault = Fault::Close;
        Whole whole = Whole::Connection;
        int delayMs = 0;
        int passed = 0;
    };

    void ring() const
    {
        const quint64 one = 1;
        [[maybe_unused]] const auto written = write(m_bell, &one, sizeof one);
    }
    void run();
    [[nodiscard]] std::vector<pollfd> wanted() const;
    [[nodiscard]] int patience() const;
    void accept();
    void serve(Line &line);
    void read(Line &line, bool ofClient);
    void forward(Line &line);
    void pass(Line &line, const PgMessage &message);
    bool matches(const PgMessage &message);
    void strike(Line &line, Fault fault, const PgMessage &message, int delayMs);
    void apply(Line &line, Fault fault);
    static void send(Line::End &end);

    mutable std::mutex m_mutex; // guards all that follows
    connection::ConnInfo m_server;
    const connection::ConnInfo m_given;
    std::optional<Armed> m_armed;
    std::optional<Fault> m_network; // what happens to all
    std::vector<std::unique_ptr<Line>> m_lines;
    std::vector<QByteArray> m_seen;
    bool m_hasStruck = false;
    int m_accepted = 0;
    const int m_bell;
    int m_listener; // -1 while it refuses
    const int m_port;
    std::atomic<bool> m_end = false;
    std::thread m_thread;
};

// ---- the loop

// The bell, the listener, then two descriptors a line.
std::vector<pollfd> FaultProxy::Loop::wanted() const
{
    std::vector<pollfd> all{{m_bell, POLLIN, 0}, {m_listener, POLLIN, 0}};
    for (const auto &line : m_lines) {
        const auto events = [&line](const Line::End &end, const Line::End &other) {
            const bool reads = !line->isStill && !line->held && !end.ended && other.unsent.size() < MostUnsent;
            const bool writes = !line->isStill && !end.unsent.isEmpty();
            return short((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
        };
        for (const bool ofClient : {true, false}) {
            const Line::End &end = ofClient ? line->client : line->server;
            const short asked = events(end, ofClient ? line->server : line->client);
            all.push_back({asked ? end.descriptor : -1, asked, 0}); // -1: else a hang-up would wake it for ever
        }
    }
    return all;
}

int FaultProxy::Loop::patience() const
{
    qint64 least = -1;
    for (const auto &line : m_lines) {
        if (line->held)
            least = least < 0 ? line->until.remainingTime() : std::min(least, line->until.remainingTime());
    }
    return int(least);
}

void FaultProxy::Loop::run()
{
    while (!m_end) {
        std::vector<pollfd> descriptors;
        int patienceMs = -1;
        with([&](Loop &) {
            descriptors = wanted();
            patienceMs = patience();
            return true;
        });
        poll(descriptors.data(), descriptors.size(), patienceMs);
        const std::lock_guard lock(m_mutex);
        quint64 rings = 0;
        [[maybe_unused]] const auto rung = ::read(m_bell, &rings, sizeof rings);
        for (const auto &line : m_lines)
            serve(*line);
        std::erase_if(m_lines, [](const auto &line) { return line->isOver; });
        accept();
    }
}

void FaultProxy::Loop::accept()
{
    while (m_listener >= 0) {
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0)
            return;
        ++m_accepted;
        auto line = std::make_unique<Line>();
        line->client.descriptor = client;
        line->server.descriptor = connectTo(m_server);
        if (line->server.descriptor < 0)
            continue; // the client sees the end of its stream
        makeQuick(client);
        makeQuick(line->server.descriptor);
        if (m_network)
            apply(*line, *m_network);
        m_lines.push_back(std::move(line));
    }
}

void FaultProxy::Loop::serve(Line &line)
{
    if (line.isStill || line.isOver)
        return;
    if (line.held && line.until.hasExpired())
        pass(line, *std::exchange(line.held, std::nullopt));
    if (!line.held) {
        read(line, true);
        read(line, false);
        forward(line);
    }
    if (line.isStill || line.isOver)
        return;
    if (!line.held) {
        line.server.mustEnd = line.server.mustEnd || line.client.ended;
        line.client.mustEnd = line.client.mustEnd || line.server.ended;
    }
    send(line.client);
    send(line.server);
    line.isOver = line.client.ended && (line.isBroken || line.server.hasEnded);
}

void FaultProxy::Loop::read(Line &line, bool ofClient)
{
    Line::End &from = ofClient ? line.client : line.server;
    const Line::End &to = ofClient ? line.server : line.client;
    char bytes[1 << 15];
    while (!from.ended && to.unsent.size() < MostUnsent) {
        const ssize_t size = recv(from.descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0) {
            from.ended = true;
            return;
        }
        if (line.isBroken)
            continue; // nobody gets it any more
        const QByteArrayView view(bytes, size);
        if (ofClient)
            line.talk.fromClient(view);
        else
            line.talk.fromServer(view);
        return; // a turn for the other side
    }
}

void FaultProxy::Loop::forward(Line &line)
{
    const auto mayGoOn = [&line] { return !line.isStill && !line.isBroken && !line.isOver && !line.held; };
    bool any = true;
    while (any && mayGoOn()) {
        any = false;
        for (const bool ofClient : {true, false}) {
            if (!mayGoOn())
                return;
            const auto message = ofClient ? line.talk.nextOfClient() : line.talk.nextOfServer();
            if (!message)
                continue;
            any = true;
            if (matches(*message))
                strike(line, m_armed->fault, *message, m_armed->delayMs);
            else
                pass(line, *message);
        }
    }
}

void FaultProxy::Loop::pass(Line &line, const PgMessage &message)
{
    m_seen.push_back(message.name);
    (message.name.startsWith('>') ? line.server : line.client).unsent += message.bytes;
}

void FaultProxy::Loop::send(Line::End &end)
{
    while (!end.unsent.isEmpty()) {
        const ssize_t size =
            ::send(end.descriptor, end.unsent.constData(), size_t(end.unsent.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size < 0) {
            end.unsent.clear();
            end.ended = true;
            return;
        }
        end.unsent.remove(0, size);
    }
    if (end.mustEnd && !end.hasEnded) {
        shutdown(end.descriptor, SHUT_WR);
        end.hasEnded = true;
    }
}

// ---- faults

bool FaultProxy::Loop::matches(const PgMessage &message)
{
    if (!m_armed || m_hasStruck)
        return false;
    const FaultPoint &point = m_armed->point;
    if (!point.message.isEmpty() && point.message != message.name)
        return false;
    if (!message.bytes.contains(point.containing))
        return false;
    return ++m_armed->passed == point.nth;
}

void FaultProxy::Loop::strike(Line &line, Fault fault, const PgMessage &message, int delayMs)
{
    m_hasStruck = true;
    if (fault == Fault::Delay) {
        line.held = message;
        line.until = QDeadlineTimer(delayMs);
        return;
    }
    if (fault == Fault::Truncate)
        pass(line, {message.name, message.bytes.left(std::max<qsizetype>(1, message.bytes.size() / 2))});
    if (m_armed->whole == Whole::Network)
        strikeAll(fault);
    else
        apply(line, fault);
}

void FaultProxy::Loop::apply(Line &line, Fault fault)
{
    if (line.isOver || line.isBroken)
        return;
    // What came before has reached the other side: it is this step that fails.
    send(line.client);
    send(line.server);
    switch (fault) {
    case Fault::BlackHole:
        swallow(line.client.descriptor);
        line.isStill = true;
        return;
    case Fault::Hang:
        line.isStill = true;
        return;
    case Fault::Delay:
        return;
    case Fault::Reset: {
        const linger now{1, 0};
        setsockopt(line.client.descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        line.isOver = true; // closing it sends the RST
        return;
    }
    case Fault::Close:
    case Fault::Truncate:
        line.isBroken = true;
        line.client.mustEnd = line.server.mustEnd = true;
        send(line.client);
        send(line.server);
        return;
    }
}

void FaultProxy::Loop::strikeAll(Fault fault)
{
    m_network = fault;
    for (const auto &line : m_lines)
        apply(*line, fault);
    if (m_listener < 0)
        return;
    if (fault == Fault::BlackHole)
        swallow(m_listener);
    if (fault == Fault::Reset || fault == Fault::Close)
        close(std::exchange(m_listener, -1));
}

void FaultProxy::Loop::heal()
{
    m_network.reset();
    m_armed.reset();
    if (m_listener < 0)
        m_listener = listenAt(m_port);
    hearAgain(m_listener);
    for (const auto &line : m_lines) {
        hearAgain(line->client.descriptor);
        line->isStill = false;
    }
}

// ---- for the tests

FaultProxy::FaultProxy(const connection::ConnInfo &server)
    : m_loop(std::make_unique<Loop>(server))
{
}

FaultProxy::~FaultProxy() = default;

connection::ConnInfo FaultProxy::info() const
{
    connection::ConnInfo through = m_loop->server();
    through.set(u"host"_s, u"127.0.0.1"_s);
    through.set(u"port"_s, QString::number(port()));
    if (through.value(u"sslmode"_s).isEmpty())
        through.set(u"sslmode"_s, u"disable"_s);
    return through;
}

int FaultProxy::port() const { return m_loop->port(); }

void FaultProxy::leadTo(const connection::ConnInfo &server)
{
    m_loop->with([&](Loop &loop) { loop.leadTo(server); });
}

void FaultProxy::arm(const FaultPoint &point, Fault fault, Whole whole, int delayMs)
{
    m_loop->with([&](Loop &loop) { loop.arm(point, fault, whole, delayMs); });
}

bool FaultProxy::hasStruck() const
{
    return m_loop->with([](Loop &loop) { return loop.hasStruck(); });
}

void FaultProxy::strike(Fault fault)
{
    m_loop->with([fault](Loop &loop) { loop.strikeAll(fault); });
}

void FaultProxy::heal()
{
    m_loop->with([](Loop &loop) { loop.heal(); });
}

std::vector<QByteArray> FaultProxy::seen() const
{
    return m_loop->with([](Loop &loop) { return loop.seen(); });
}

void FaultProxy::forget()
{
    m_loop->with([](Loop &loop) { loop.forget(); });
}

int FaultProxy::connections() const
{
    return m_loop->with([](Loop &loop) { return loop.connections(); });
}

int FaultProxy::accepted() const
{
    return m_loop->with([](Loop &loop) { return loop.accepted(); });
}

} // namespace howdah::test
