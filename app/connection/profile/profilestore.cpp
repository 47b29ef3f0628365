// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilestore.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "base/propagate.h"
#include "base/writeproblem.h"
#include "connection/server/filelock.h"
#include "connection/profile/profilenotes.h"
#include "connection/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr int Format = 1;
constexpr qint64 LargestFile = 16 << 20;
constexpr QFileDevice::Permissions OwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

Error broken(const QString &file, const QString &where, const QString &what)
{
    return makeError(
        ErrorKind::Invalid, tr("The profiles in %1 cannot be read: %2: %3").arg(file, where, what),
        tr("Fix the file, or move it away. Until then it is left as it is, and nothing can be changed."));
}

QString lineAndColumn(const QByteArray &text, qsizetype offset)
{
    const QByteArrayView before = QByteArrayView(text).first(std::clamp<qsizetype>(offset, 0, text.size()));
    const qsizetype column = before.size() - before.lastIndexOf('\n');
    return tr("line %1, column %2").arg(before.count('\n') + 1).arg(column);
}

Error taken(const QString &name)
{
    return makeError(
        ErrorKind::Conflict, tr("A profile named \"%1\" already exists").arg(name),
        tr("Names are not case-sensitive."));
}

bool isTaken(const std::vector<Profile> &profiles, const Profile &by)
{
    const QString key = nameKey(by.name);
    return key == nameKey(privateProfile().name) || std::ranges::any_of(profiles, [&](const Profile &each) {
               return each.id != by.id && nameKey(each.name) == key;
           });
}

// Names that begin alike, or contain what was typed.
QStringList alike(const std::vector<Profile> &profiles, const QString &name)
{
    const QString key = nameKey(name);
    QStringList found;
    for (const Profile &each : profiles) {
        const QString other = nameKey(each.name);
        if (other.contains(key) || key.contains(other) || other.left(3) == key.left(3))
            found << each.name;
    }
    return found;
}

} // namespace

ProfileStore::ProfileStore(const QString &folder)
    : m_file((folder.isEmpty() ? dataFolder() : folder) + u"/profiles.json"_s)
{
}

Result<ProfileStore::Content> ProfileStore::read() const
{
    // A profile may name a command.
    RETURN_IF_ERROR(checkOwnFile(m_file));
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) {
        if (!file.exists())
            return Content{};
        return fail(ErrorKind::Io, tr("The profiles in %1 cannot be read: %2").arg(m_file, file.errorString()));
    }
    const QByteArray text = file.read(LargestFile + 1);
    if (text.size() > LargestFile)
        return fail(broken(m_file, lineAndColumn(text, LargestFile), tr("the file is too large")));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return fail(broken(m_file, lineAndColumn(text, problem.offset), problem.errorString()));
    Content content{document.object(), {}};
    const QJsonValue profiles = content.document.value(u"profiles"_s);
    if (!document.isObject() || !profiles.isArray())
        return fail(broken(m_file, tr("top level"), tr("an object with a list of profiles is expected")));
    if (content.document.value(u"format"_s).toInt() != Format)
        return fail(
            broken(m_file, u"format"_s, tr("it was written by a newer version of Howdah, or by another program")));
    for (const auto each : profiles.toArray()) {
        const QString where = tr("profile %1").arg(content.profiles.size() + 1);
        if (!each.isObject())
            return fail(broken(m_file, where, tr("an object is expected")));
        Result<Profile> profile = profileFromJson(each.toObject());
        if (!profile)
            return fail(broken(m_file, where, profile.error().message));
        const bool twice =
            std::ranges::any_of(content.profiles, [&](const Profile &other) { return other.id == profile->id; });
        if (profile->id.isEmpty() || twice || isPrivate(*profile))
            return fail(broken(m_file, where, tr("its id is missing, or is not unique")));
        if (isTaken(content.profiles, *profile))
            return fail(broken(m_file, where, tr("its name \"%1\" is not unique").arg(profile->name)));
        content.profiles.push_back(std::move(*profile));
    }
    return content;
}

Result<void> ProfileStore::write(const Content &content) const
{
    QJsonArray profiles;
    for (const Profile &each : content.profiles)
        profiles.append(toJson(each));
    QJsonObject document = content.document;
    document.insert(u"format"_s, Format);
    document.insert(u"profiles"_s, profiles);
    const QByteArray text = QJsonDocument(document).toJson();
    QSaveFile file(m_file);
    // Flushed by hand: commit() of Qt 6.4 passes over an error of its own flush, and would put a cut file in place.
    const bool written = file.open(QIODevice::WriteOnly) && file.setPermissions(OwnerOnly)
                      && file.write(text) == text.size() && file.flush() && file.commit();
    if (!written)
        return fail(ErrorKind::Io, tr("The profiles cannot be written to %1: %2").arg(m_file, whyNotWritten(file)));
    return {};
}

Result<void> ProfileStore::change(const std::function<Result<void>(std::vector<Profile> &)> &edit) const
{
    const QString folder = QFileInfo(m_file).path();
    if (auto made = makePrivateFolder(folder); !made)
        return made;
    ASSIGN_OR_RETURN(const auto lock, FileLock::acquire(m_file + u".lock"_s, FileLock::Mode::Exclusive));
    ASSIGN_OR_RETURN(Content content, read());
    const std::vector<Profile> before = content.profiles;
    if (auto edited = edit(content.profiles); !edited)
        return edited;
    // Only of the usual file: another folder is that of another user, or of a test.
    if (folder == dataFolder()) {
        if (auto noted = noteProfileChanges(before, content.profiles); !noted)
            return noted;
    }
    return write(content);
}

Result<std::vector<Profile>> ProfileStore::profiles() const
{
    ASSIGN_OR_RETURN(Content content, read());
    std::vector<Profile> all = std::move(content.profiles);
    std::ranges::stable_sort(
        all, {}, [](const Profile &each) { return std::pair(nameKey(each.group), nameKey(each.name)); });
    all.insert(all.begin(), privateProfile());
    return all;
}

Result<Profile> ProfileStore::find(const QString &name) const
{
    // Without the file: the private server is there even while that is broken.
    if (nameKey(name) == nameKey(privateProfile().name))
        return privateProfile();
    ASSIGN_OR_RETURN(std::vector<Profile> all, profiles());
    for (Profile &each : all) {
        if (nameKey(each.name) == nameKey(name) || each.id == name)
            return std::move(each);
    }
    const QStringList others = alike(all, name);
    return fail(
        ErrorKind::NotFound, tr("There is no profile named \"%1\"").arg(name),
        others.isEmpty() ? tr("`howdahctl profiles list` lists the profiles; a database can also be a URI "
                              "(postgresql://user@host/name) or keywords (host=... dbname=...).")
                         : tr("Existing profiles: %1.").arg(others.join(u", "_s)));
}

Result<Profile> ProfileStore::add(Profile profile)
{
    ASSIGN_OR_RETURN(std::vector<Profile> added, addAll({std::move(profile)}));
    return std::move(added.front());
}

Result<std::vector<Profile>> ProfileStore::addAll(std::vector<Profile> profiles)
{
    for (Profile &each : profiles) {
        each.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        each.name = each.name.normalized(QString::NormalizationForm_C);
        RETURN_IF_ERROR(check(each));
    }
    RETURN_IF_ERROR(change([&profiles](std::vector<Profile> &all) -> Result<void> {
        for (const Profile &each : profiles) {
            if (isTaken(all, each))
                return fail(taken(each.name));
            all.push_back(each);
        }
        return {};
    }));
    return profiles;
}

Result<Profile> ProfileStore::replace(const Profile &before, Profile after)
{
    if (isPrivate(before))
        return fail(ErrorKind::Usage, tr("The profile of the private server cannot be changed"));
    after.id = before.id;
    after.name = after.name.normalized(QString::NormalizationForm_C);
    RETURN_IF_ERROR(check(after));
    RETURN_IF_ERROR(change([&](std::vector<Profile> &all) -> Result<void> {
        const auto at = std::ranges::find(all, before.id, &Profile::id);
        if (at == all.end())
            return fail(ErrorKind::Conflict, tr("The profile \"%1\" was removed in the meantime").arg(before.name));
        if (*at != before)
            return fail(
                ErrorKind::Conflict, tr("The profile \"%1\" was changed in the meantime").arg(before.name),
                tr("Review it, then change it again."));
        if (isTaken(all, after))
            return fail(taken(after.name));
        *at = after;
        return {};
    }));
    return after;
}

Result<Profile> ProfileStore::putBack(Profile removed)
{
    if (isPrivate(removed) || removed.id.isEmpty())
        return fail(ErrorKind::Usage, tr("This profile was never saved"));
    RETURN_IF_ERROR(check(removed));
    RETURN_IF_ERROR(change([&removed](std::vector<Profile> &all) -> Result<void> {
        if (std::ranges::find(all, removed.id, &Profile::id) != all.end())
            return fail(ErrorKind::Conflict, tr("The profile \"%1\" already exists").arg(removed.name));
        if (isTaken(all, removed))
            return fail(taken(removed.name));
        all.push_back(removed);
        return {};
    }));
    return removed;
}

Result<void> ProfileStore::remove(const QString &id)
{
    if (id == privateProfile().id)
        return fail(ErrorKind::Usage, tr("The profile of the private server cannot be removed"));
    return change([&id](std::vector<Profile> &all) -> Result<void> {
        if (std::erase_if(all, [&id](const Profile &each) { return each.id == id; }) == 0)
            return fail(ErrorKind::NotFound, tr("This profile no longer exists"));
        return {};
    });
}

} // namespace howdah::connection
