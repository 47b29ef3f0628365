// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/serverprobe.h"

#include "connection/pgresult.h"

#include <QList>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// libpq's two null-terminated arrays, and what they point to.
struct Parameters
{
    explicit Parameters(const ConnInfo &target)
    {
        QMap<QString, QString> values = target.values;
        values.insert(u"connect_timeout"_s, u"5"_s);
        values.insert(u"application_name"_s, u"howdah: probe"_s);
        for (const auto &[keyword, value] : values.asKeyValueRange())
            texts << keyword.toUtf8() << value.toUtf8();
        for (qsizetype i = 0; i < texts.size(); i += 2) {
            keywords.push_back(texts[i].constData());
            valuePointers.push_back(texts[i + 1].constData());
        }
        keywords.push_back(nullptr);
        valuePointers.push_back(nullptr);
    }

    QList<QByteArray> texts;
    std::vector<const char *> keywords;
    std::vector<const char *> valuePointers;
};

struct Finish
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};

} // namespace

Ping ping(const ConnInfo &target)
{
    const Parameters parameters(target);
    switch (PQpingParams(parameters.keywords.data(), parameters.valuePointers.data(), 0)) {
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
    const Parameters parameters(target);
    const std::unique_ptr<PGconn, Finish> connection(
        PQconnectdbParams(parameters.keywords.data(), parameters.valuePointers.data(), 0));
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
