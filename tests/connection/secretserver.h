// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/netserver.h"

namespace howdah::test {

// A server with TLS that asks the role app for its password, "Pl4nted", and knows a certificate of app, whose key is
// locked by "Sesame".
class SecretServer final
{
public:
    // Files in `folder`; `rules`: lines of pg_hba.conf before those of the role.
    explicit SecretServer(const QString &folder, const QByteArray &rules = {})
    {
        using namespace Qt::StringLiterals;
        const Authority authority(folder + u"/ca"_s, u"Test"_s);
        authority.issue(u"server"_s, u"localhost"_s, u"DNS:localhost,IP:127.0.0.1"_s);
        authority.issue(u"app"_s, u"app"_s, {});
        certificate = authority.file(u"app.crt"_s);
        key = folder + u"/locked.key"_s;
        runProgram(
            u"openssl"_s, {u"pkcs8"_s, u"-topk8"_s, u"-in"_s, authority.file(u"app.key"_s), u"-out"_s, key,
                           u"-passout"_s, u"pass:Sesame"_s});
        if (!QFile::setPermissions(key, QFile::ReadOwner | QFile::WriteOwner))
            qFatal("%s cannot be made private", qPrintable(key));
        net.start(
            {u"ssl=on"_s, u"ssl_cert_file="_s + net.adopt(authority.file(u"server.crt"_s)),
             u"ssl_key_file="_s + net.adopt(authority.file(u"server.key"_s)),
             u"ssl_ca_file="_s + net.adopt(authority.file(u"ca.crt"_s))},
            rules + "host all all all scram-sha-256\n");
        net.sql(u"CREATE ROLE app LOGIN PASSWORD 'Pl4nted'"_s);
    }

    NetServer net;
    QString certificate;
    QString key;
};

} // namespace howdah::test
