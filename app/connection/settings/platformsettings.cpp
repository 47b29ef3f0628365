// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/settings/platformsettings.h"

#include "connection/settings/pooling.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

bool isPlatformSetting(const QString &name)
{
    static const QRegularExpression form(u"^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+$"_s);
    return form.match(name).hasMatch() && !name.startsWith("howdah."_L1, Qt::CaseInsensitive);
}

PlatformSettings merged(PlatformSettings settings, const PlatformSettings &changed)
{
    for (const PlatformSetting &one : changed) {
        std::erase_if(settings, [&one](const PlatformSetting &other) {
            return other.name.compare(one.name, Qt::CaseInsensitive) == 0;
        });
        settings.push_back(one);
    }
    return settings;
}

PlatformSettings platformSettings(const ConnInfo &info)
{
    PlatformSettings found;
    const auto all = settingsOf(info.value(u"options"_s));
    for (const auto &[name, value] : all ? *all : QList<std::pair<QString, QString>>()) {
        if (isPlatformSetting(name))
            found = merged(std::move(found), {{name, value}});
    }
    return found;
}

QStringList written(const PlatformSettings &settings)
{
    QStringList lines;
    for (const PlatformSetting &one : settings) {
        if (!one.value.isEmpty())
            lines << one.name + u'=' + one.value;
    }
    return lines;
}

} // namespace howdah::connection
