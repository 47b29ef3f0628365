// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/encryptiontexts.h"

#include "common/tr.h"
#include "connection/server/tlsfacts.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QStringList certificateLines(const connection::Certificate &certificate)
{
    if (certificate.subject.isEmpty())
        return {};
    return {
        tr("Certificate: %1").arg(certificate.subject), tr("Issued to: %1").arg(certificate.names.join(u", "_s)),
        tr("Issued by: %1").arg(certificate.issuer),
        tr("Valid until: %1").arg(QLocale().toString(certificate.until.toLocalTime(), QLocale::LongFormat))};
}

EncryptionWords encryptionWords(const connection::ServerFacts &facts)
{
    const bool local = facts.host.startsWith(u'/');
    if (!facts.tls && local)
        return {tr("Unix socket"), tr("The connection does not leave this machine"), true};
    if (!facts.tls)
        return {
            tr("No encryption"), tr("Anyone in between can read and change what is sent. Use sslmode=verify-full."),
            false};
    const connection::TlsFacts &tls = *facts.tls;
    const QString protocol = QString(tls.protocol).replace(u"TLSv"_s, u"TLS "_s);
    EncryptionWords words;
    words.safe = tls.nameVerified || local;
    words.text = tls.nameVerified ? tr("%1, verified").arg(protocol)
               : tls.verified     ? tr("%1, name not verified").arg(protocol)
                                  : tr("%1, not verified").arg(protocol);
    QStringList lines{tr("%1, %2, %3 bits").arg(protocol, tls.cipher).arg(tls.bits)};
    lines
        << (tls.nameVerified ? tr("The issuer is trusted, and the certificate was issued for this host.")
            : tls.verified
                ? tr("The issuer is trusted; the host name was not verified. Use sslmode=verify-full to verify it.")
                : tr("The server was not verified. Use sslmode=verify-full to verify it."));
    lines << certificateLines(tls.certificate);
    words.details = lines.join(u'\n');
    return words;
}

} // namespace howdah::ui
