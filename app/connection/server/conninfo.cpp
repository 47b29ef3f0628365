// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/conninfo.h"

#include "connection/server/libpqkeywords.h"
#include "connection/tr.h"

#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

#include <libpq-fe.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// libpq quotes what it stumbles over, which may be a part of a password that should have been percent-encoded.
static QString withoutQuotes(QString complaint)
{
    static const QRegularExpression quoted(u"\"[^\"]*\""_s);
    return complaint.replace(quoted, u"\"...\""_s).trimmed();
}

Result<ConnInfo> parseConnInfoAlone(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return fail(
            ErrorKind::Usage, tr("No connection was given"),
            tr("Give a URI such as postgresql://user@host/database, or keywords such as \"host=... dbname=...\"."));
    // libpq takes a plain word for a database name only in psql; here it would read as a syntax error without a clue.
    char *complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(trimmed.toUtf8().constData(), &complaint), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(complaint, &PQfreemem);
    if (!options)
        return fail(
            ErrorKind::Usage,
            tr("The connection string is not valid: %1")
                .arg(
                    trimmed.contains(u'@') || trimmed.contains("password"_L1)
                        ? withoutQuotes(QString::fromUtf8(complaint))
                        : QString::fromUtf8(complaint).trimmed()),
            tr("Use postgresql://user@host:port/database or keyword=value pairs."));
    ConnInfo info;
    for (const PQconninfoOption *option = options.get(); option->keyword; ++option) {
        if (option->val)
            info.set(QString::fromUtf8(option->keyword), QString::fromUtf8(option->val));
    }
    return info;
}

static QString percent(const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); }

QString toUri(const ConnInfo &info)
{
    QString uri = u"postgresql://"_s;
    if (const QString user = info.value(u"user"_s); !user.isEmpty())
        uri += percent(user) + u'@';
    // A socket folder, a list of hosts or an IPv6 address go into the query, where no bracket or slash can confuse.
    const QString host = info.value(u"host"_s);
    const bool plainHost = !host.isEmpty() && !host.contains(u'/') && !host.contains(u',') && !host.contains(u':');
    QStringList query;
    if (plainHost) {
        uri += percent(host);
        if (const QString port = info.value(u"port"_s); !port.isEmpty())
            uri += u':' + port;
    }
    uri += u'/' + percent(info.value(u"dbname"_s));
    for (auto it = info.values.begin(); it != info.values.end(); ++it) {
        const QString &key = it.key();
        const bool written =
            key == "user"_L1 || key == "dbname"_L1 || (plainHost && (key == "host"_L1 || key == "port"_L1));
        // The port is always said: a PGPORT of whoever uses the URI must not lead elsewhere.
        const bool implied = key != "port"_L1 && isDefault(key, it.value());
        if (!written && !key.contains("password"_L1) && !it.value().isEmpty() && !implied)
            query << key + u'=' + percent(it.value());
    }
    return query.isEmpty() ? uri : uri + u'?' + query.join(u'&');
}

QString describe(const ConnInfo &info)
{
    QString text;
    if (const QString user = info.value(u"user"_s); !user.isEmpty())
        text += user + u'@';
    const QString host = info.value(u"host"_s);
    text += host.isEmpty() || host.startsWith(u'/') ? u"local"_s : host;
    if (const QString port = info.value(u"port"_s); !port.isEmpty() && port != "5432"_L1)
        text += u':' + port;
    return text + u'/' + info.value(u"dbname"_s);
}

} // namespace howdah::connection
