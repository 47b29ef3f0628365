// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/diagnosis.h"

#include <QDateTime>
#include <QStringList>

#include <chrono>
#include <optional>

struct pg_conn;

namespace howdah::connection {

struct Certificate
{
    QString subject; // "CN=db.example.org"
    QString issuer;
    QStringList names; // for which it is made out: those of its alternative names, else its common name
    QDateTime from;
    QDateTime until;
    bool operator==(const Certificate &) const = default;
};

// How a connection is encrypted, and whom it leads to.
struct TlsFacts
{
    QString protocol; // "TLSv1.3"
    QString cipher;
    int bits = 0;
    bool verified = false;     // the issuer of the certificate is trusted
    bool nameVerified = false; // and it is made out for that host
    Certificate certificate;
    bool operator==(const TlsFacts &) const = default;
};

// Of an open connection; nothing without encryption.
[[nodiscard]] std::optional<TlsFacts> tlsFactsOf(pg_conn *connection);

// libpq says only that a certificate was not accepted. This asks the same server again, with the same trusted issuers
// and revocation list, and says why. `effective` has the values that libpq went by. Nothing when it has no objection or
// does not answer in time. Sends nothing but the request for TLS. Blocks.
struct CertificateRefusal
{
    FailureCause cause = FailureCause::TlsUnknownIssuer;
    QString words; // of OpenSSL
    Certificate certificate;
};
[[nodiscard]] std::optional<CertificateRefusal>
whyRefused(const ConnInfo &effective, std::chrono::milliseconds patience = std::chrono::seconds(5));

// For a certificate that libpq did not accept: says why, where the server tells it when asked again. Blocks for some
// seconds at most.
void explainCertificate(Diagnosis &diagnosis, const ConnInfo &effective);

// libpq passes silently over a revocation list that it cannot read, and then takes revoked certificates:
// ErrorKind::Invalid for one that is missing or no list.
[[nodiscard]] Result<void> checkRevocationList(const ConnInfo &target);

} // namespace howdah::connection
