// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demopacks.h"

#include "base/paths.h"
#include "migration/source/pack.h"
#include "operations/demo/demoloader.h"

#include <QDir>

#include <algorithm>

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

const std::vector<DemoPack> &shippedDemos()
{
    static const std::vector<DemoPack> all = readDemos();
    return all;
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
