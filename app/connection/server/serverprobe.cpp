// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverprobe.h"

#include "connection/server/pgerror.h"

#include <QStringList>

#include <memory>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// As one text: in libpq's arrays of keywords an empty value counts as none, and the environment would fill it.
QByteArray textOf(const ConnInfo &target)
{
    QMap<QString, QString> values = target.values;
    values.insert(u"connect_timeout"_s, u"5"_s);
    values.insert(u"application_name"_s, u"howdah: probe"_s);
    QStringList words;
    for (const auto &[keyword, value] : values.asKeyValueRange()) {
        QString quoted = value;
        quoted.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
        words << keyword + u"='"_s + quoted + u'\'';
    }
    return words.join(u' ').toUtf8();
}

struct Finish
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};

} // namespace

Ping ping(const ConnInfo &target)
{
    switch (PQping(textOf(target).constData())) {
    case PQPING_OK:
        return Ping::Ready;
    case PQPING_REJECT:
        return Ping::Refused;
    case PQPING_NO_RESPONSE:
    case PQPING_NO_ATTEMPT:
        break;
    }
    return Ping::Silent;
}

Result<QString> askOnce(const ConnInfo &target, const QString &sql)
{
    const std::unique_ptr<PGconn, Finish> connection(PQconnectdb(textOf(target).constData()));
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return fail(connectionError(connection.get()));
    const PgResult result(
        PQexecParams(connection.get(), sql.toUtf8().constData(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return fail(errorOf(result.get(), sql));
    return PQntuples(result.get()) > 0 ? QString::fromUtf8(PQgetvalue(result.get(), 0, 0)) : QString();
}

} // namespace howdah::connection
