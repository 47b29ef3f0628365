// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"

#include <vector>

#include <locale.h>

namespace howdah::connection {

// Why a connection did not come to be; those further down came further.
enum class FailureCause {
    Unknown,
    BadKeyword,       // libpq does not take what was given
    ServiceMissing,   // pg_service.conf does not have it
    UnknownHost,      // DNS
    NoSocket,         // no server at that unix socket
    SocketPermission, // the socket is not for us
    Unreachable,      // no route
    Refused,          // nobody listens at that port
    Timeout,          // nobody answers
    NotPostgres,      // somebody else answers
    Closed,           // it hung up without a word
    TlsRefused,       // the server has no TLS, and it is wanted
    TlsFile,          // a certificate, key or list here is missing, broken or open to others
    TlsUnknownIssuer,
    TlsExpired,
    TlsNotYetValid,
    TlsRevoked,
    TlsNoRevocations, // the list does not cover the certificate, or is too old
    TlsWrongName,
    TlsClientRefused, // the server wants a certificate of ours, or another one
    TlsOther,
    StartingUp, // also going down, and recovering
    VersionTooOld,
    PoolerOption,     // a pooler does not take a startup parameter
    PoolerStatements, // a pooler gives each statement another server
    NotAllowed,       // pg_hba.conf
    NoTlsNotAllowed,  // pg_hba.conf lets in only who encrypts
    AuthenticationMethod,
    NoPassword,
    WrongPassword,
    UnknownRole,
    UnknownDatabase,
    DatabaseClosed,
    NoConnectPrivilege,
    TooManyConnections,
    BadOption,         // a setting in `options` that the server does not know or accept
    WrongKindOfServer, // target_session_attrs
};

// The stable lower-case name of a cause, for JSON: "tls-wrong-name".
[[nodiscard]] QString causeKey(FailureCause cause);

// A failed attempt to connect, for people.
struct Diagnosis
{
    FailureCause cause = FailureCause::Unknown;
    QString sentence; // what happened, to what
    QString advice;   // what to do
    QString place;    // "db.example.org:5432", of the host that was tried last
    QString said;     // by libpq or the server; without secrets
    QString sqlState;
    bool operator==(const Diagnosis &) const = default;
};

// `text`: of libpq, in English (see EnglishMessages). `sqlState`, where it is known, decides before the text, which a
// server may say in its own language. `target` is the one host that was tried.
[[nodiscard]] Diagnosis diagnose(const QString &text, const QString &sqlState, const ConnInfo &target);
// The same for a cause that is known.
[[nodiscard]] Diagnosis diagnoseAs(FailureCause cause, const ConnInfo &target);
// Of several hosts: that which came furthest.
[[nodiscard]] Diagnosis furthest(const std::vector<Diagnosis> &failures);
[[nodiscard]] Error toError(const Diagnosis &diagnosis);
[[nodiscard]] QString placeOf(const ConnInfo &target);
// The server asks for a password, and none was given.
[[nodiscard]] bool isPasswordWanted(const Error &error);

// The oldest server that Howdah works with.
constexpr int OldestServer = 130000;
[[nodiscard]] Diagnosis tooOld(int serverVersion, const ConnInfo &target);

// A client key whose passphrase is not given is refused; OpenSSL would ask for it on the terminal that the program was
// started from, and wait. Before each connection that libpq opens; any thread.
void neverAskOnTerminal();

// While it lives, libpq and the C library speak English on this thread.
class EnglishMessages final
{
public:
    EnglishMessages();
    ~EnglishMessages();
    EnglishMessages(const EnglishMessages &) = delete;
    EnglishMessages &operator=(const EnglishMessages &) = delete;

private:
    locale_t m_english;
    locale_t m_before;
};

} // namespace howdah::connection
