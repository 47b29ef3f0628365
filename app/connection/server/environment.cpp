// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/environment.h"

#include "connection/server/libpqkeywords.h"

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// Variables that are kept for the operator's own connections, under this prefix.
constexpr const char *keptService = "HOWDAH_PGSERVICE";
constexpr const char *keptZone = "HOWDAH_PGTZ";

void keep(const char *name, const char *as)
{
    if (qEnvironmentVariableIsSet(name))
        qputenv(as, qgetenv(name));
    qunsetenv(name);
}

} // namespace

void takeEnvironment()
{
    keep("PGSERVICE", keptService);
    keep("PGTZ", keptZone);
    qunsetenv("PGDATESTYLE");
    qunsetenv("PGGEQO");
}

ConnInfo withEnvironment(ConnInfo info)
{
    const auto add = [&info](const QString &keyword, const QString &value) {
        if (!info.values.contains(keyword))
            info.set(keyword, value);
    };
    if (qEnvironmentVariableIsSet(keptService))
        add(u"service"_s, qEnvironmentVariable(keptService));
    // PGOPTIONS counts for a connection without options, so both go together.
    if (qEnvironmentVariableIsSet(keptZone)) {
        QString zone = qEnvironmentVariable(keptZone);
        zone.replace(u'\\', u"\\\\"_s).replace(u' ', u"\\ "_s);
        add(u"options"_s, (qEnvironmentVariable("PGOPTIONS") + u" -c TimeZone="_s + zone).trimmed());
    }
    return info;
}

ConnInfo withoutEnvironment(ConnInfo info)
{
    for (const auto &[keyword, known] : libpqKeywords().asKeyValueRange()) {
        // An empty service would be looked up, and an empty timeout is no number; see takeEnvironment() for the first,
        // and whoever connects sets the second.
        if (!known.hasVariable || keyword == "service"_L1 || keyword == "connect_timeout"_L1)
            continue;
        if (!info.values.contains(keyword))
            info.set(keyword, known.defaultValue);
    }
    return info;
}

Result<ConnInfo> parseConnInfo(const QString &text)
{
    Result<ConnInfo> info = parseConnInfoAlone(text);
    if (!info)
        return info;
    return withEnvironment(std::move(*info));
}

} // namespace howdah::connection
