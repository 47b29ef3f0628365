// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profileimport.h"
#include "connection/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// What only our own format holds.
void noteLosses(const Profile &profile, std::vector<ImportNote> &notes)
{
    QStringList lost;
    if (profile.environment != Environment::Development)
        lost << tr("environment");
    if (!profile.colour.isEmpty())
        lost << tr("colour");
    if (!profile.group.isEmpty())
        lost << tr("group");
    if (profile.ssh.enabled)
        lost << tr("SSH tunnel");
    if (profile.pool != PoolLimits())
        lost << tr("pool");
    if (!lost.isEmpty())
        notes.push_back({profile.name, tr("this format does not support: %1").arg(lost.join(u", "_s))});
}

QByteArray ourJson(const std::vector<Profile> &profiles, std::vector<ImportNote> &notes)
{
    QJsonArray list;
    for (const Profile &each : profiles) {
        Profile known = each;
        known.unknown = {}; // nobody here can tell whether it is secret
        known.id.clear();
        QJsonObject object = toJson(known);
        if (each.secret == SecretSource::Command) {
            // Its arguments may be as secret as what it prints, and no import would take it.
            object.insert(u"secret"_s, QJsonObject{{u"source"_s, secretSourceKey(SecretSource::Ask)}});
            notes.push_back({each.name, tr("the program that prints its password is not exported")});
        }
        list.append(object);
    }
    return QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"profiles"_s, list}}).toJson();
}

QByteArray uris(const std::vector<Profile> &profiles, std::vector<ImportNote> &notes)
{
    QByteArray text;
    for (const Profile &each : profiles) {
        noteLosses(each, notes);
        text += "# " + each.name.toUtf8() + '\n' + toUri(connInfoOf(each)).toUtf8() + '\n';
    }
    return text;
}

QByteArray serviceFile(const std::vector<Profile> &profiles, std::vector<ImportNote> &notes)
{
    QByteArray text;
    QSet<QString> names;
    for (const Profile &each : profiles) {
        QString name = each.name;
        name.replace(u']', u')').replace(u'[', u'(');
        for (int i = 2; names.contains(name); ++i)
            name = u"%1 %2"_s.arg(each.name).arg(i);
        names.insert(name);
        noteLosses(each, notes);
        if (!each.target.value(u"service"_s).isEmpty())
            notes.push_back(
                {each.name, tr("a service cannot refer to another service (%1)").arg(each.target.value(u"service"_s))});
        text += '[' + name.toUtf8() + "]\n";
        const ConnInfo info = connInfoOf(each);
        for (const auto &[key, value] : info.values.asKeyValueRange()) {
            if (!value.isEmpty() && !isSecretKeyword(key) && key != "service"_L1)
                text += key.toUtf8() + '=' + value.toUtf8() + '\n';
        }
        text += '\n';
    }
    return text;
}

} // namespace

Result<ProfileExport> exportProfiles(ProfileFormat format, const std::vector<Profile> &profiles)
{
    ProfileExport made;
    std::vector<Profile> own;
    for (const Profile &each : profiles) {
        if (isPrivate(each))
            made.notes.push_back({each.name, tr("every user has a private server already")});
        else
            own.push_back(each);
    }
    switch (format) {
    case ProfileFormat::Howdah:
        made.text = ourJson(own, made.notes);
        return made;
    case ProfileFormat::Uri:
        made.text = uris(own, made.notes);
        return made;
    case ProfileFormat::ServiceFile:
        made.text = serviceFile(own, made.notes);
        return made;
    case ProfileFormat::DotEnv:
    case ProfileFormat::PassFile:
    case ProfileFormat::PgAdmin:
    case ProfileFormat::DBeaver:
        break;
    }
    return fail(
        ErrorKind::Usage, tr("Profiles are not exported as %1").arg(formatKey(format)),
        tr("Use howdah, uri or service."));
}

} // namespace howdah::connection
