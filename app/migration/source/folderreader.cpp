// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/folderreader.h"

#include "base/plainfile.h"
#include "migration/source/prismalayout.h"
#include "migration/source/tr.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// The content, or errno.
std::expected<QByteArray, int> readFile(int folder, const char *name)
{
    static const qint64 most = fileSizeLimit();
    return readPlainFileAt(folder, name, most);
}

bool isWanted(const QString &name) { return name.endsWith(".sql"_L1, Qt::CaseInsensitive) || name == "pack.yaml"_L1; }

Error folderError(const QString &folder, int number)
{
    if (number == ENOENT)
        return makeError(
            ErrorKind::NotFound, tr("The folder %1 does not exist").arg(folder), tr("Check the path of the source."));
    return makeError(
        ErrorKind::Io, tr("The folder %1 cannot be read: %2").arg(folder, qt_error_string(number)),
        tr("Give the folder that holds the migrations."));
}

struct ListedFile
{
    QByteArray path;
    QString name;
    std::optional<QByteArray> bytes;
    int error = 0;
};

void readPart(int folder, std::span<ListedFile> files)
{
    for (ListedFile &file : files) {
        if (file.bytes)
            continue;
        std::expected<QByteArray, int> bytes = readFile(folder, file.path.constData());
        if (bytes)
            file.bytes = std::move(*bytes);
        else
            file.error = bytes.error();
    }
}

// Many small files take the system longer than they take us, so two go at them.
void readListed(int folder, std::vector<ListedFile> &files)
{
    constexpr std::size_t Many = 200;
    const std::span all(files);
    if (files.size() < Many)
        return readPart(folder, all);
    const std::size_t half = files.size() / 2;
    const auto other = std::async(std::launch::async, readPart, folder, all.first(half));
    readPart(folder, all.subspan(half));
    other.wait();
}

void addFile(int folder, const QByteArray &path, const QString &name, FolderFiles &found)
{
    std::expected<QByteArray, int> bytes = readFile(folder, path.constData());
    if (!bytes && (bytes.error() == EISDIR || bytes.error() == ENOENT))
        return;
    if (!bytes)
        found.unreadable.insert(name, plainFileProblem(bytes.error()));
    found.files.insert(name, bytes.value_or(QByteArray()));
}

bool isFolder(int parent, const dirent &entry)
{
    if (entry.d_type != DT_UNKNOWN)
        return entry.d_type == DT_DIR;
    struct stat facts;
    return fstatat(parent, entry.d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(facts.st_mode);
}

// One migration. What else lies there is looked for only by name: strays are told, not read.
void addPrismaMigration(int parent, const QString &name, ReadDepth depth, FolderFiles &found)
{
    const QByteArray path = QFile::encodeName(name);
    const int folder = openat(parent, path.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(folder < 0 ? nullptr : fdopendir(folder), &closedir);
    found.files.insert(name + u'/', {});
    if (!directory) {
        found.unreadable.insert(name + u'/', qt_error_string(errno));
        return;
    }
    while (const dirent *entry = readdir(directory.get())) {
        const QString file = QFile::decodeName(entry->d_name);
        if (!file.endsWith(".sql"_L1, Qt::CaseInsensitive) || isFolder(dirfd(directory.get()), *entry))
            continue;
        const QString key = name + u'/' + file;
        const bool down = file == PrismaDownFile;
        if (file == PrismaUpFile || (down && depth == ReadDepth::Everything)) {
            addFile(dirfd(directory.get()), entry->d_name, key, found);
            continue;
        }
        found.files.insert(key, {});
        if (down)
            found.unread.insert(key);
    }
}

} // namespace

Result<FolderFiles> readPrismaFolder(const QString &folder, ReadDepth depth)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(opendir(QFile::encodeName(folder).constData()), &closedir);
    if (!directory)
        return fail(folderError(folder, errno));
    const int handle = dirfd(directory.get());
    FolderFiles found;
    while (const dirent *entry = readdir(directory.get())) {
        const QString name = QFile::decodeName(entry->d_name);
        if (name == "."_L1 || name == ".."_L1)
            continue;
        if (isFolder(handle, *entry))
            addPrismaMigration(handle, name, depth, found);
        else if (isWanted(name) || name == PrismaLockFile)
            addFile(handle, entry->d_name, name, found);
        else
            found.others << name;
    }
    return found;
}

Result<FolderFiles> readFolder(const QString &folder, ReadDepth depth)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(opendir(QFile::encodeName(folder).constData()), &closedir);
    if (!directory)
        return fail(folderError(folder, errno));
    std::vector<ListedFile> listed;
    FolderFiles found;
    while (const dirent *entry = readdir(directory.get())) {
        const QString name = QFile::decodeName(entry->d_name);
        if (entry->d_type == DT_DIR || !isWanted(name)) {
            if (name != "."_L1 && name != ".."_L1)
                found.others << (entry->d_type == DT_DIR ? name + u'/' : name);
            continue;
        }
        const bool left = depth == ReadDepth::UpFiles && name.endsWith(".down.sql"_L1);
        if (left)
            found.unread.insert(name);
        listed.push_back({entry->d_name, name, left ? std::optional(QByteArray()) : std::nullopt, 0});
    }
    readListed(dirfd(directory.get()), listed);
    // Put into the map in its own order: each has its place at the end then.
    std::ranges::sort(listed, {}, &ListedFile::name);
    for (const ListedFile &file : listed) {
        if (!file.bytes && file.error == EISDIR)
            continue;
        if (!file.bytes)
            found.unreadable.insert(file.name, plainFileProblem(file.error));
        found.files.insert(found.files.cend(), file.name, file.bytes.value_or(QByteArray()));
    }
    return found;
}

QStringList namesBelow(const QString &folder, const QStringList &names)
{
    constexpr qsizetype Most = 4000;
    QStringList found;
    for (const QString &name : names) {
        if (!name.endsWith(u'/') || found.size() >= Most)
            continue;
        const std::unique_ptr<DIR, int (*)(DIR *)> directory(
            opendir(QFile::encodeName(folder + u'/' + name).constData()), &closedir);
        while (directory && found.size() < Most) {
            const dirent *entry = readdir(directory.get());
            if (!entry)
                break;
            const QString below = QFile::decodeName(entry->d_name);
            if (below != "."_L1 && below != ".."_L1)
                found << name + below;
        }
    }
    return found;
}

std::expected<QByteArray, QString> readFolderFile(const QString &folder, const QString &name)
{
    Result<QByteArray> bytes = readPlainFileIn(folder, name);
    if (!bytes)
        return std::unexpected(bytes.error().message);
    return std::move(*bytes);
}

} // namespace howdah::migration
