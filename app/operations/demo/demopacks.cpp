// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demopacks.h"

#include "base/paths.h"
#include "migration/source/pack.h"
#include "operations/demo/demoloader.h"

#include <QDir>

#include <algorithm>
#include <map>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::operations {

static std::vector<DemoPack> readDemos()
{
    const QDir packs(QDir(shareFolder()).filePath(u"migrations"_s));
    std::vector<DemoPack> all;
    for (const QString &name : packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const migration::Pack pack = migration::readPack(packs.filePath(name));
        if (pack.demo.isEmpty())
            continue;
        all.push_back(
            {.pack = name,
             .folder = packs.filePath(name),
             .title = pack.title,
             .database = pack.demoDatabase.isEmpty() ? pack.demo : pack.demoDatabase,
             .hasPrompts = pack.demoPrompts,
             .server = pack.server,
             .isFirst = pack.demo == DemoRequest().pack});
    }
    std::ranges::stable_sort(all, std::greater(), [](const DemoPack &one) { return one.isFirst * 2 + one.hasPrompts; });
    return all;
}

// Read once for each folder of what is shipped: another one is of tests.
const std::vector<DemoPack> &shippedDemos()
{
    static std::mutex mutex;
    static std::map<QString, std::vector<DemoPack>> all;
    const std::lock_guard lock(mutex);
    const auto [found, isNew] = all.try_emplace(shareFolder());
    if (isNew)
        found->second = readDemos();
    return found->second;
}

QString demoDatabaseOf(const QString &pack)
{
    const auto found = std::ranges::find(shippedDemos(), pack, &DemoPack::pack);
    return found == shippedDemos().end() ? QString() : found->database;
}

bool isDemoDatabase(const QString &database)
{
    return std::ranges::find(shippedDemos(), database, &DemoPack::database) != shippedDemos().end();
}

} // namespace howdah::operations
