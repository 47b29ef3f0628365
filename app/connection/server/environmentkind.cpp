// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/environmentkind.h"

#include "base/enumtable.h"
#include "connection/tr.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static constexpr std::array Environments{
    EnumName{Environment::Development, "development"_L1, QT_TRANSLATE_NOOP("Connection", "Development")},
    EnumName{Environment::Staging, "staging"_L1, QT_TRANSLATE_NOOP("Connection", "Staging")},
    EnumName{Environment::Production, "production"_L1, QT_TRANSLATE_NOOP("Connection", "Production")}};
static_assert(isWholeTable(Environments));

QString environmentKey(Environment environment) { return nameIn(Environments, environment); }
QString environmentName(Environment environment) { return tr(textIn(Environments, environment)); }
std::optional<Environment> readEnvironment(QStringView key) { return valueNamed(Environments, key); }

Environment environmentFromKey(QStringView key) { return readEnvironment(key).value_or(Environment::Development); }

} // namespace howdah::connection
