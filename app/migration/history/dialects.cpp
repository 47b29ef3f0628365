// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/dialects.h"

#include "base/enumtable.h"
#include "migration/history/alembicbeside.h"
#include "migration/history/nativehistory.h"
#include "migration/history/prismahistory.h"
#include "migration/history/typeormhistory.h"
#include "migration/source/pack.h"
#include "migration/source/tr.h"

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

struct Maker
{
    HistoryKind kind;
    std::unique_ptr<Dialect> (*make)(const Pack &pack);
};

constexpr std::array Makers{
    Maker{
        HistoryKind::Howdah,
        [](const Pack &) -> std::unique_ptr<Dialect> { return std::make_unique<NativeDialect>(); }},
    Maker{
        HistoryKind::Typeorm,
        [](const Pack &pack) -> std::unique_ptr<Dialect> {
            return std::make_unique<TypeormDialect>(pack.schema, pack.historyTable);
        }},
    Maker{
        HistoryKind::Prisma,
        [](const Pack &pack) -> std::unique_ptr<Dialect> { return std::make_unique<PrismaDialect>(pack.schema); }},
};
static_assert(isWholeTable(Makers, &Maker::kind));

} // namespace

Result<std::unique_ptr<Dialect>> makeDialect(const Pack &pack)
{
    const std::optional<HistoryKind> kind = historyKind(pack);
    if (!kind)
        return fail(
            ErrorKind::Invalid, tr("Unknown history dialect \"%1\"").arg(pack.history),
            tr("Correct \"history\" in pack.yaml."));
    std::unique_ptr<Dialect> dialect = Makers[size_t(*kind)].make(pack);
    const bool journal = dialect->keepsAll() || pack.journal;
    dialect->setJournal(journal);
    if (!pack.alembicRevisions.empty())
        dialect = std::make_unique<AlembicBeside>(
            std::move(dialect), pack.schema.isEmpty() && *kind == HistoryKind::Prisma ? u"public"_s : pack.schema,
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
