// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectioncontroller.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Connect", text); }

} // namespace

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

Environment environmentFromKey(QStringView key)
{
    if (key == "production"_L1)
        return Environment::Production;
    return key == "staging"_L1 ? Environment::Staging : Environment::Development;
}

Tone environmentTone(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return Tone::Applied;
    case Environment::Staging:
        return Tone::Staging;
    case Environment::Production:
        return Tone::Production;
    }
    return Tone::Neutral;
}

} // namespace howdah::ui
