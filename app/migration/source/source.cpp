// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/source.h"

#include "base/propagate.h"
#include "migration/source/folderreader.h"
#include "migration/source/foreignlayout.h"
#include "migration/source/layout.h"
#include "migration/source/nativelayout.h"
#include "migration/source/pack.h"
#include "migration/source/prismalayout.h"
#include "migration/source/tr.h"
#include "migration/source/typeormname.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static Script *scriptOf(Source &source, const QString &file)
{
    for (Migration &migration : source.migrations) {
        if (migration.up.file == file)
            return &migration.up;
        if (migration.down && migration.down->file == file)
            return &*migration.down;
    }
    return nullptr;
}

static void allowRules(Source &source)
{
    for (const AllowedRule &allowed : source.pack.allowedRules) {
        if (Script *script = scriptOf(source, allowed.file))
            script->allowedRules << allowed.rule;
        else
            source.problems.push_back(
                {ProblemKind::BadPack, u"pack.yaml"_s, 0,
                 tr("%1 is allowed for %2, which is not in the folder").arg(allowed.rule, allowed.file), false});
    }
}

// Code where a migration would be, unless a file of the same number is read.
static void noteCode(const QStringList &others, Source &source)
{
    QSet<QString> numbers;
    for (const Migration &migration : source.migrations)
        numbers.insert(migration.version.number());
    for (const QString &name : others) {
        const std::optional<Version> version = name.contains(u'/') ? std::nullopt : versionOfCode(name);
        if (version && !numbers.contains(version->number()))
            source.problems.push_back(
                {ProblemKind::StrayFile, name, 0, tr("%1 is not SQL and is ignored").arg(name), false});
    }
}

static void recognise(const Files &files, const QStringList &others, Source &source)
{
    source.other = recogniseLayout(others + files.keys(), files);
    if (source.other && !source.other->tool.isEmpty())
        source.problems.insert(
            source.problems.begin(), {ProblemKind::ForeignLayout,
                                      {},
                                      0,
                                      tr("This is a folder of %1, which is not read here").arg(source.other->tool),
                                      false});
}

Source parseSource(const Files &files, const QSet<QString> &unread, const QStringList &others)
{
    Source source;
    if (const auto pack = files.find(u"pack.yaml"_s); pack != files.end())
        source.pack = parsePack(*pack, source.problems);
    else if (files.contains(PrismaLockFile))
        source.pack = prismaPack();
    switch (source.pack.layout) {
    case Layout::Howdah:
        parseNativeLayout(files, unread, source);
        break;
    case Layout::Prisma:
        parsePrismaLayout(files, unread, source);
        break;
    }
    if (source.pack.history == "typeorm"_L1)
        nameForTypeorm(source);
    allowRules(source);
    noteCode(others, source);
    if (source.migrations.empty())
        recognise(files, others, source);
    return source;
}

Error noMigrations(const Source &source)
{
    if (source.other && !source.other->tool.isEmpty())
        return makeError(
            ErrorKind::Usage, tr("%1 is a folder of %2, which is not read here").arg(source.folder, source.other->tool),
            source.other->advice);
    return makeError(
        ErrorKind::Usage, tr("There are no migrations in %1").arg(source.folder),
        source.other ? source.other->advice
                     : tr("They are files such as 001-users.up.sql and 001-users.down.sql; howdahctl migrate create "
                          "writes a pair."));
}

static Result<FolderFiles> readFiles(const QString &folder, Layout layout, ReadDepth depth)
{
    switch (layout) {
    case Layout::Howdah:
        break;
    case Layout::Prisma:
        return readPrismaFolder(folder, depth);
    }
    return readFolder(folder, depth);
}

Result<Source> readSource(const QString &folder, ReadDepth depth)
{
    ASSIGN_OR_RETURN(const FolderFiles found, readFiles(folder, readPack(folder).layout, depth));
    Source source = parseSource(found.files, found.unread, found.others);
    if (source.migrations.empty()
        && (!source.other || source.other->tool.isEmpty())) // what lies a folder deeper tells the rest
        source = parseSource(found.files, found.unread, found.others + namesBelow(folder, found.others));
    source.folder = QDir::cleanPath(QDir(folder).absolutePath());
    for (auto it = found.unreadable.begin(); it != found.unreadable.end(); ++it)
        source.problems.push_back(unreadableProblem(it.key(), it.value()));
    return source;
}

void readDownFiles(Source &source, const std::vector<Version> &versions)
{
    for (const Version &version : versions) {
        const auto found = std::ranges::lower_bound(source.migrations, version, {}, &Migration::version);
        if (found == source.migrations.end() || found->version != version)
            continue;
        std::optional<Script> &down = found->down;
        if (!down || down->read)
            continue;
        const QString file = down->file;
        if (const auto bytes = readFolderFile(source.folder, file)) {
            Script text = readScript(file, *bytes, Part::Down, found->problems);
            text.allowedRules = down->allowedRules;
            down = std::move(text);
        } else {
            found->problems.push_back(unreadableProblem(file, bytes.error()));
        }
    }
}

} // namespace howdah::migration
