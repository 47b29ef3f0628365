// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/nativelayout.h"

#include "migration/source/layout.h"
#include "migration/source/pack.h"
#include "migration/source/tr.h"
#include "migration/source/typeormname.h"

#include <QVarLengthArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

using File = Files::const_iterator;

struct FileName
{
    Version version;
    QString name;
    bool down = false;
};

// <version>-<name>.up.sql; '_' stands for '-' after the version as well.
std::optional<FileName> readFileName(const QString &file)
{
    const bool down = file.endsWith(".down.sql"_L1);
    if (!down && !file.endsWith(".up.sql"_L1))
        return std::nullopt;
    const QStringView stem = QStringView(file).chopped(down ? 9 : 7);
    std::optional<Version> version = Version::leading(stem);
    if (!version)
        return std::nullopt;
    const QStringView rest = stem.mid(version->text().size());
    if (rest.size() < 2 || (rest[0] != u'-' && rest[0] != u'_'))
        return std::nullopt;
    return FileName{std::move(*version), rest.mid(1).toString(), down};
}

// The files of one version, by direction.
struct Pair
{
    Version version; // as its up file spells it
    QString name;
    bool sameName = true;
    QVarLengthArray<File, 1> up;
    QVarLengthArray<File, 1> down;
};

// What tells migrations apart: the number, or for TypeORM the name of the class, of which two may have one time.
Version keyOf(const FileName &file, HistoryKind history)
{
    switch (history) {
    case HistoryKind::Typeorm:
        return Version::keyed(file.version.text(), typeormClassName(file.version, file.name)).value_or(file.version);
    case HistoryKind::Howdah:
    case HistoryKind::Prisma:
        break;
    }
    return file.version;
}

// Sorted by version; the files come in the order of their names, which is mostly that of their versions.
Pair &pairOf(std::vector<Pair> &pairs, const Version &version)
{
    auto place = pairs.end();
    if (!pairs.empty() && version <= pairs.back().version)
        place = std::ranges::lower_bound(pairs, version, {}, &Pair::version);
    if (place == pairs.end() || place->version != version)
        place = pairs.insert(place, Pair{.version = version});
    return *place;
}

Problem duplicateProblem(const Pair &pair)
{
    QStringList files;
    for (const File &file : pair.up)
        files << file.key();
    for (const File &file : pair.down) {
        if (pair.up.size() < 2)
            files << file.key();
    }
    return {
        ProblemKind::DuplicateVersion, files.value(1), 0,
        tr("Version %1 is used more than once: %2").arg(pair.version.text(), files.join(u", "_s)), true};
}

Migration readMigration(const Pair &pair, const QSet<QString> &unread)
{
    Migration migration;
    const File first = pair.up.isEmpty() ? pair.down.first() : pair.up.first();
    migration.version = pair.version;
    migration.name = pair.name;
    if (pair.up.isEmpty())
        migration.problems.push_back(
            {ProblemKind::MissingUp, first.key(), 0, tr("%1 has no up file").arg(first.key()), true});
    else
        migration.up = readScript(first.key(), first.value(), Part::Up, migration.problems);
    addDown(migration, first.key(), pair.down.isEmpty() ? std::nullopt : std::optional(pair.down.first()), unread);
    return migration;
}

} // namespace

void parseNativeLayout(const Files &files, const QSet<QString> &unread, Source &source)
{
    const HistoryKind history = historyKind(source.pack).value_or(HistoryKind::Howdah);
    std::vector<Pair> pairs;
    pairs.reserve(size_t(files.size()));
    for (auto it = files.begin(); it != files.end(); ++it) {
        if (const std::optional<FileName> name = readFileName(it.key())) {
            const Version version = keyOf(*name, history);
            Pair &pair = pairOf(pairs, version);
            pair.sameName = pair.sameName && (pair.name.isEmpty() || pair.name == name->name);
            pair.name = name->name;
            if (!name->down && pair.up.isEmpty())
                pair.version = version;
            (name->down ? pair.down : pair.up).push_back(it);
        } else if (it.key().endsWith(".sql"_L1, Qt::CaseInsensitive)) {
            source.problems.push_back(
                {ProblemKind::StrayFile, it.key(), 0,
                 tr("%1 is not named <version>-<name>.up.sql or .down.sql and is ignored").arg(it.key()), false});
        }
    }
    source.migrations.reserve(pairs.size());
    for (const Pair &pair : pairs) {
        if (pair.up.size() > 1 || pair.down.size() > 1 || !pair.sameName)
            source.problems.push_back(duplicateProblem(pair));
        source.migrations.push_back(readMigration(pair, unread));
    }
}

} // namespace howdah::migration
