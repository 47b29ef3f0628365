// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/tlsfacts.h"

#include "connection/tr.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QtEndian>

#include <memory>

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

template <auto Free>
struct Freed
{
    template <typename T>
    void operator()(T *what) const
    {
        Free(what);
    }
};
using Bio = std::unique_ptr<BIO, Freed<&BIO_free_all>>;
using X509Pointer = std::unique_ptr<X509, Freed<&X509_free>>;
using Crl = std::unique_ptr<X509_CRL, Freed<&X509_CRL_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<&SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, Freed<&SSL_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<&GENERAL_NAMES_free>>;

QString nameText(const X509_NAME *name)
{
    const Bio out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    char *data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return QString::fromUtf8(data, qsizetype(size)).replace(u" = "_s, u"="_s);
}

QDateTime timeOf(const ASN1_TIME *time)
{
    tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return QDateTime::fromSecsSinceEpoch(timegm(&parts), Qt::UTC);
}

QString addressText(const ASN1_OCTET_STRING *address)
{
    const unsigned char *bytes = ASN1_STRING_get0_data(address);
    QStringList parts;
    if (ASN1_STRING_length(address) == 4) {
        for (int i = 0; i < 4; ++i)
            parts << QString::number(bytes[i]);
        return parts.join(u'.');
    }
    for (int i = 0; i + 1 < ASN1_STRING_length(address); i += 2)
        parts << QString::number(bytes[i] << 8 | bytes[i + 1], 16);
    return parts.join(u':');
}

QStringList namesOf(X509 *certificate)
{
    QStringList names;
    const Names others(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; others && i < sk_GENERAL_NAME_num(others.get()); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(others.get(), i);
        if (name->type == GEN_DNS)
            names << QString::fromUtf8(
                reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                ASN1_STRING_length(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            names << addressText(name->d.iPAddress);
    }
    if (!names.isEmpty())
        return names;
    char common[256] = {};
    if (X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common, sizeof common) > 0)
        names << QString::fromUtf8(common);
    return names;
}

Certificate certificateOf(X509 *certificate)
{
    return {
        nameText(X509_get_subject_name(certificate)), nameText(X509_get_issuer_name(certificate)), namesOf(certificate),
        timeOf(X509_get0_notBefore(certificate)), timeOf(X509_get0_notAfter(certificate))};
}

// ---- asking again

FailureCause causeOf(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return FailureCause::TlsExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return FailureCause::TlsNotYetValid;
    case X509_V_ERR_CERT_REVOKED:
        return FailureCause::TlsRevoked;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        return FailureCause::TlsNoRevocations;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return FailureCause::TlsUnknownIssuer;
    default:
        return FailureCause::TlsOther;
    }
}

class Socket final
{
public:
    Socket(const QString &host, const QString &port, const QDeadlineTimer &deadline)
        : m_deadline(deadline)
    {
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        addrinfo *found = nullptr;
        if (getaddrinfo(host.toUtf8().constData(), port.toUtf8().constData(), &wanted, &found) != 0)
            return;
        for (const addrinfo *each = found; each && m_descriptor < 0; each = each->ai_next)
            tryAddress(*each);
        freeaddrinfo(found);
    }
    ~Socket() { hangUp(); }
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] bool waitFor(short events) const
    {
        pollfd one{m_descriptor, events, 0};
        int answer = 0;
        do {
            answer = poll(&one, 1, int(m_deadline.remainingTime()));
        } while (answer < 0 && errno == EINTR);
        return answer > 0;
    }

private:
    void tryAddress(const addrinfo &address)
    {
        m_descriptor = socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (m_descriptor < 0)
            return;
        const int begun = ::connect(m_descriptor, address.ai_addr, address.ai_addrlen);
        int error = begun == 0 ? 0 : errno;
        if (error == EINPROGRESS && waitFor(POLLOUT)) {
            socklen_t size = sizeof error;
            getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        }
        if (error != 0)
            hangUp();
    }
    void hangUp()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
        m_descriptor = -1;
    }

    const QDeadlineTimer &m_deadline;
    int m_descriptor = -1;
};

// The request of the protocol: length 8, code 80877103; the answer is S or N.
bool asksForTls(const Socket &socket)
{
    unsigned char request[8];
    qToBigEndian<quint32>(8, request);
    qToBigEndian<quint32>(80877103, request + 4);
    char answer = 0;
    return send(socket.descriptor(), request, sizeof request, MSG_NOSIGNAL) == sizeof request && socket.waitFor(POLLIN)
        && recv(socket.descriptor(), &answer, 1, 0) == 1 && answer == 'S';
}

QString fileOf(const ConnInfo &info, const QString &keyword, const QString &usual)
{
    const QString given = info.value(keyword);
    return given.isEmpty() ? QDir::homePath() + u"/.postgresql/"_s + usual : given;
}

// What libpq's own context trusts.
Context contextFor(const ConnInfo &info)
{
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return context;
    const QByteArray root = QFile::encodeName(fileOf(info, u"sslrootcert"_s, u"root.crt"_s));
    SSL_CTX_load_verify_locations(context.get(), root.constData(), nullptr);
    X509_STORE *store = SSL_CTX_get_cert_store(context.get());
    const QByteArray list = QFile::encodeName(fileOf(info, u"sslcrl"_s, u"root.crl"_s));
    const QByteArray folder = QFile::encodeName(info.value(u"sslcrldir"_s));
    if (X509_STORE_load_locations(store, list.constData(), folder.isEmpty() ? nullptr : folder.constData()) == 1)
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return context;
}

int noteObjection(int fine, X509_STORE_CTX *check)
{
    if (fine == 1)
        return fine;
    auto *tls = static_cast<SSL *>(X509_STORE_CTX_get_ex_data(check, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto *refusal = static_cast<std::optional<CertificateRefusal> *>(SSL_get_app_data(tls));
    if (!refusal->has_value()) {
        const int error = X509_STORE_CTX_get_error(check);
        *refusal = CertificateRefusal{causeOf(error), QString::fromUtf8(X509_verify_cert_error_string(error)), {}};
        if (X509 *leaf = X509_STORE_CTX_get0_cert(check))
            (*refusal)->certificate = certificateOf(leaf);
    }
    return fine;
}

// A server name of the handshake must not be one.
bool isAddress(const QString &host)
{
    unsigned char bytes[sizeof(in6_addr)];
    const QByteArray text = host.toUtf8();
    return inet_pton(AF_INET, text.constData(), bytes) == 1 || inet_pton(AF_INET6, text.constData(), bytes) == 1;
}

Error unreadableList(const QString &file, const QString &why)
{
    return makeError(
        ErrorKind::Invalid, tr("The revocation list %1 cannot be used: %2").arg(file, why),
        tr("libpq would silently ignore it, and accept revoked certificates. Get the latest list of the issuer, in PEM "
           "format."));
}

} // namespace

std::optional<TlsFacts> tlsFactsOf(pg_conn *connection)
{
    if (!PQsslInUse(connection))
        return {};
    TlsFacts facts;
    facts.protocol = QString::fromUtf8(PQsslAttribute(connection, "protocol"));
    facts.cipher = QString::fromUtf8(PQsslAttribute(connection, "cipher"));
    facts.bits = QByteArray(PQsslAttribute(connection, "key_bits")).toInt();
    auto *tls = static_cast<SSL *>(PQsslStruct(connection, "OpenSSL"));
    if (!tls)
        return facts;
    // libpq verifies only where it has found trusted issuers, whatever the mode says.
    facts.verified = (SSL_get_verify_mode(tls) & SSL_VERIFY_PEER) != 0;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(connection), &PQconninfoFree);
    for (const PQconninfoOption *option = options.get(); option && option->keyword; ++option) {
        if (QByteArrayView(option->keyword) == "sslmode" && option->val)
            facts.nameVerified = facts.verified && QByteArrayView(option->val) == "verify-full";
    }
    if (const X509Pointer certificate(SSL_get1_peer_certificate(tls)); certificate)
        facts.certificate = certificateOf(certificate.get());
    return facts;
}

std::optional<CertificateRefusal> whyRefused(const ConnInfo &effective, std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    const QString host = effective.value(u"host"_s);
    const QString address = effective.value(u"hostaddr"_s).isEmpty() ? host : effective.value(u"hostaddr"_s);
    const QString port = effective.value(u"port"_s).isEmpty() ? u"5432"_s : effective.value(u"port"_s);
    if (address.isEmpty())
        return {};
    const Context context = contextFor(effective);
    const Socket socket(address, port, deadline);
    if (!context || !socket.isOpen() || !asksForTls(socket))
        return {};
    std::optional<CertificateRefusal> refusal;
    const Tls tls(SSL_new(context.get()));
    SSL_set_app_data(tls.get(), &refusal);
    SSL_set_verify(tls.get(), SSL_VERIFY_PEER, &noteObjection);
    if (!host.isEmpty() && !isAddress(host))
        SSL_set_tlsext_host_name(tls.get(), host.toUtf8().constData());
    SSL_set_fd(tls.get(), socket.descriptor());
    while (!refusal) {
        const int answer = SSL_connect(tls.get());
        if (answer == 1)
            break;
        const int wants = SSL_get_error(tls.get(), answer);
        if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE)
            break;
        if (!socket.waitFor(wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT))
            break;
    }
    ERR_clear_error();
    return refusal;
}

Result<void> checkRevocationList(const ConnInfo &target)
{
    const QString path = target.value(u"sslcrl"_s);
    if (path.isEmpty())
        return {};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(unreadableList(path, file.errorString()));
    const QByteArray text = file.read(64 << 20);
    const Bio in(BIO_new_mem_buf(text.constData(), int(text.size())));
    const Crl list(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (!list)
        return fail(unreadableList(path, tr("it contains no revocation list")));
    return {};
}

void explainCertificate(Diagnosis &diagnosis, const ConnInfo &effective)
{
    const auto refusal = whyRefused(effective);
    if (!refusal)
        return;
    const Certificate &certificate = refusal->certificate;
    const auto day = [](const QDateTime &time) { return QLocale::c().toString(time.date(), u"yyyy-MM-dd"); };
    diagnosis = diagnoseAs(refusal->cause, effective);
    diagnosis.said = refusal->words;
    if (refusal->cause == FailureCause::TlsExpired)
        diagnosis.sentence = tr("The certificate of %1 has expired on %2").arg(diagnosis.place, day(certificate.until));
    else if (refusal->cause == FailureCause::TlsNotYetValid)
        diagnosis.sentence =
            tr("The certificate of %1 is valid only from %2").arg(diagnosis.place, day(certificate.from));
    else if (refusal->cause == FailureCause::TlsUnknownIssuer)
        diagnosis.sentence = tr("The certificate of %1 comes from an issuer that is not trusted here: %2")
                                 .arg(diagnosis.place, certificate.issuer);
}

} // namespace howdah::connection
