// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/versionlookup.h"

#include "migration/source/tr.h"

#include <functional>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using Names = std::map<Version, QString>; // every version with its name

static std::vector<Version>
matching(const Names &names, const std::function<bool(const Version &, const QString &)> &is)
{
    std::vector<Version> found;
    for (const auto &[version, name] : names) {
        if (is(version, name))
            found.push_back(version);
    }
    return found;
}

Result<Version> findVersion(const Source &source, const History &history, const QString &text)
{
    Names names;
    for (const Record &record : history.records)
        names[record.version] = record.name;
    for (const Migration &migration : source.migrations)
        names[migration.version] = migration.name;
    const std::optional<Version> digits = Version::parse(text);

    std::vector<Version> found = matching(names, [&text](const Version &version, const QString &name) {
        return version.text() == text || version.identity() == text || label(version, name) == text;
    });
    if (found.empty() && digits && digits->isZero())
        return *digits;
    if (found.empty() && digits)
        found = matching(names, [&digits](const Version &version, const QString &) {
            const auto leading = Version::leading(version.text());
            return leading && leading->number() == digits->number();
        });
    if (found.size() == 1)
        return found.front();
    if (found.size() > 1) {
        QStringList all;
        for (const Version &version : found)
            all << label(version, names[version]);
        return fail(
            ErrorKind::Usage, tr("\"%1\" is ambiguous: %2").arg(text, all.join(u", "_s)), tr("Give the full name."));
    }
    if (digits)
        return *digits;
    return fail(
        ErrorKind::Usage, tr("There is no migration \"%1\"").arg(text),
        tr("Give one that is in the source or the history."));
}

} // namespace howdah::migration
