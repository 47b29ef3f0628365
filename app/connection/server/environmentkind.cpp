// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/environmentkind.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString tr(const char *text) { return QCoreApplication::translate("Connect", text); }

QString environmentKey(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return u"development"_s;
    case Environment::Staging:
        return u"staging"_s;
    case Environment::Production:
        return u"production"_s;
    }
    return {};
}

QString environmentName(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return tr("Development");
    case Environment::Staging:
        return tr("Staging");
    case Environment::Production:
        return tr("Production");
    }
    return {};
}

std::optional<Environment> readEnvironment(QStringView key)
{
    for (const Environment each : {Environment::Development, Environment::Staging, Environment::Production}) {
        if (key == environmentKey(each))
            return each;
    }
    return {};
}

Environment environmentFromKey(QStringView key) { return readEnvironment(key).value_or(Environment::Development); }

} // namespace howdah::connection
