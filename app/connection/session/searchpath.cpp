// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/searchpath.h"

#include "connection/settings/pooling.h"
#include "sql/destruction.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::connection {

SearchPath SearchPath::read(const QString &setting)
{
    QStringList schemas;
    for (qsizetype at = 0; at < setting.size();) {
        QString name;
        bool quoted = false;
        for (; at < setting.size() && (quoted || setting[at] != u','); ++at) {
            if (setting[at] != u'"') {
                name += setting[at];
            } else if (quoted && at + 1 < setting.size() && setting[at + 1] == u'"') {
                name += setting[at++];
            } else {
                quoted = !quoted;
            }
        }
        ++at;
        if (!name.trimmed().isEmpty())
            schemas << name.trimmed();
    }
    return of(schemas == QStringList{u"pg_catalog"_s, u"pg_temp"_s} ? QStringList{sql::AnySchema} : schemas);
}

SearchPath SearchPath::of(const QStringList &schemas) { return {schemas, schemas.contains(sql::AnySchema)}; }

SearchPath SearchPath::forUser(const QString &user) const
{
    SearchPath path = *this;
    for (QString &schema : path.schemas) {
        if (schema == "$user"_L1)
            schema = user;
    }
    return path;
}

QByteArray SearchPath::json() const
{
    return QJsonDocument(QJsonArray::fromStringList(schemas)).toJson(QJsonDocument::Compact);
}

QString SearchPath::setting() const
{
    if (any)
        return {};
    QStringList quoted;
    for (const QString &schema : schemas)
        quoted << sql::quoteIdentifier(schema);
    return quoted.join(u", "_s);
}

QString askedSearchPath(const QString &options)
{
    QString path;
    if (const auto settings = settingsOf(options)) {
        for (const auto &[name, value] : *settings) {
            if (name == "search_path"_L1)
                path = value;
        }
    }
    return path;
}

} // namespace howdah::connection
