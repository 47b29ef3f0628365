// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/dialects.h"

#include "migration/history/alembicbeside.h"
#include "migration/history/nativehistory.h"
#include "migration/history/prismahistory.h"
#include "migration/history/typeormhistory.h"
#include "migration/source/tr.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// The history dialects, by the names that a pack.yaml gives them.
struct Maker
{
    QLatin1StringView name;
    std::unique_ptr<Dialect> (*make)(const Pack &pack);
};

constexpr std::array Makers{
    Maker{"howdah"_L1, [](const Pack &) -> std::unique_ptr<Dialect> { return std::make_unique<NativeDialect>(); }},
    Maker{
        "typeorm"_L1,
        [](const Pack &pack) -> std::unique_ptr<Dialect> {
            return std::make_unique<TypeormDialect>(pack.schema, pack.historyTable);
        }},
    Maker{
        "prisma"_L1,
        [](const Pack &pack) -> std::unique_ptr<Dialect> { return std::make_unique<PrismaDialect>(pack.schema); }},
};

} // namespace

Result<std::unique_ptr<Dialect>> makeDialect(const Pack &pack)
{
    const auto maker = std::ranges::find(Makers, pack.history, &Maker::name);
    if (maker == Makers.end())
        return fail(
            ErrorKind::Invalid, tr("Unknown history dialect \"%1\"").arg(pack.history),
            tr("Correct \"history\" in pack.yaml."));
    std::unique_ptr<Dialect> dialect = maker->make(pack);
    const bool journal = dialect->keepsAll() || pack.journal;
    dialect->setJournal(journal);
    if (!pack.alembicRevisions.empty())
        dialect = std::make_unique<AlembicBeside>(
            std::move(dialect), pack.schema.isEmpty() && pack.history == "prisma"_L1 ? u"public"_s : pack.schema,
            pack.alembicRevisions);
    dialect->setJournal(journal);
    return dialect;
}

Result<std::unique_ptr<Dialect>> makeDialect(const QString &name)
{
    Pack pack;
    pack.history = name;
    return makeDialect(pack);
}

} // namespace howdah::migration
