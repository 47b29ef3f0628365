// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profileimport.h"

#include "base/enumtable.h"
#include "base/propagate.h"
#include "connection/server/environment.h"
#include "connection/profile/profilefields.h"
#include "connection/profile/profilereaders.h"
#include "connection/tr.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr std::initializer_list<ProfileFormat> formats{
    ProfileFormat::Howdah,   ProfileFormat::Uri,     ProfileFormat::DotEnv, ProfileFormat::ServiceFile,
    ProfileFormat::PassFile, ProfileFormat::PgAdmin, ProfileFormat::DBeaver};

Result<QJsonObject> readDocument(const QByteArray &content, const QString &origin)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(content, &problem);
    if (problem.error != QJsonParseError::NoError) {
        const QByteArrayView before =
            QByteArrayView(content).first(std::min(content.size(), qsizetype(problem.offset)));
        return fail(
            ErrorKind::Invalid,
            tr("%1 cannot be read: line %2: %3").arg(origin).arg(before.count('\n') + 1).arg(problem.errorString()));
    }
    if (!document.isObject())
        return fail(ErrorKind::Invalid, tr("%1 cannot be read: an object is expected").arg(origin));
    return document.object();
}

Result<QString> readText(const QByteArray &content, const QString &origin)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(content);
    if (decoder.hasError() || text.contains(QChar::Null))
        return fail(ErrorKind::Invalid, tr("%1 is not valid UTF-8").arg(origin));
    if (text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    return text;
}

Result<ProfileImport> importUris(const QString &text)
{
    ProfileImport import;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const Result<ConnInfo> info = parseConnInfoAlone(line);
        if (!info) {
            import.notes.push_back({lineText(i + 1), info.error().message});
            continue;
        }
        FoundProfile found;
        for (const auto &[key, value] : info->values.asKeyValueRange())
            takeField(found, key, value, lineText(i + 1), import.notes);
        finish(import, std::move(found), lineText(i + 1));
    }
    return import;
}

QString usualName(const ConnInfo &target)
{
    QString name = describe(target);
    name.remove(u'=').replace(u"://"_s, u"/"_s);
    while (name.startsWith(u'-'))
        name.remove(0, 1);
    return name.left(80);
}

QString freeName(const QString &wanted, QSet<QString> &taken)
{
    QString name = wanted;
    for (int i = 2; taken.contains(nameKey(name)); ++i)
        name = u"%1 (%2)"_s.arg(wanted.left(90)).arg(i);
    taken.insert(nameKey(name));
    return name;
}

bool leadToOne(const Profile &a, const Profile &b)
{
    const auto is = [&](const QString &key, const QString &otherwise = {}) {
        const auto value = [&](const Profile &of) {
            const QString given = of.target.value(key);
            return given.isEmpty() ? otherwise : given;
        };
        return value(a) == value(b);
    };
    return is(u"host"_s) && is(u"hostaddr"_s) && is(u"port"_s, u"5432"_s) && is(u"dbname"_s) && is(u"user"_s)
        && is(u"service"_s) && a.ssh.host == b.ssh.host;
}

// What a file may say without being asked about: where it leads is shown beside it.
bool goesStraight(const QString &key, const QString &value, const ConnInfo &target)
{
    static const QSet<QString> keys{
        u"host"_s,
        u"port"_s,
        u"dbname"_s,
        u"user"_s,
        u"service"_s,
        u"connect_timeout"_s,
        u"application_name"_s,
        u"keepalives"_s,
        u"keepalives_idle"_s,
        u"keepalives_interval"_s,
        u"keepalives_count"_s,
        u"tcp_user_timeout"_s,
        u"target_session_attrs"_s,
        u"load_balance_hosts"_s};
    const QString host = target.value(u"host"_s);
    if (key == "service"_L1) // which is then all that it says of its place
        return host.isEmpty() && target.value(u"hostaddr"_s).isEmpty();
    if (key == "hostaddr"_L1)
        return host.isEmpty() || host == value;
    if (key == "sslmode"_L1) {
        const bool isHere = host.isEmpty() || host.startsWith(u'/') || host == "localhost"_L1;
        return (value != "disable"_L1 && value != "allow"_L1) || (isHere && target.value(u"hostaddr"_s).isEmpty());
    }
    return keys.contains(key) || (key == "channel_binding"_L1 && value == "require"_L1);
}

void leaveOut(FoundProfile &found)
{
    const ConnInfo whole = found.profile.target;
    for (const auto &[key, value] : whole.values.asKeyValueRange()) {
        if (goesStraight(key, value, whole))
            continue;
        found.leftOut.push_back({key, value});
        found.profile.target.values.remove(key);
    }
}

} // namespace

QString describe(const Detour &detour)
{
    const QString given = u"%1=%2"_s.arg(detour.key, detour.value.left(200));
    if (detour.key == "hostaddr"_L1)
        return tr("%1: the connection would go to that address, whatever the host says").arg(given);
    if (detour.key == "service"_L1)
        return tr("%1: a service file would decide where the connection goes").arg(given);
    if (detour.key == "passfile"_L1)
        return tr("%1: passwords would be read from that file").arg(given);
    if (detour.key == "options"_L1)
        return tr("%1: the session would start with these settings").arg(given);
    if (detour.key == "sslmode"_L1 || detour.key == "channel_binding"_L1 || detour.key == "gssencmode"_L1)
        return tr("%1: the connection would be less protected").arg(given);
    return tr("%1: which servers are trusted, or what is sent to the server, would change").arg(given);
}

QString lineText(qsizetype line) { return tr("line %1").arg(line); }

static constexpr std::array profileFormatNames{
    EnumName{ProfileFormat::Howdah, "howdah"_L1},   EnumName{ProfileFormat::Uri, "uri"_L1},
    EnumName{ProfileFormat::DotEnv, "dotenv"_L1},   EnumName{ProfileFormat::ServiceFile, "service"_L1},
    EnumName{ProfileFormat::PassFile, "pgpass"_L1}, EnumName{ProfileFormat::PgAdmin, "pgadmin"_L1},
    EnumName{ProfileFormat::DBeaver, "dbeaver"_L1},
};
static_assert(isWholeTable(profileFormatNames));

QString formatKey(ProfileFormat format) { return nameIn(profileFormatNames, format); }

std::optional<ProfileFormat> readFormat(QStringView key)
{
    const auto at = std::ranges::find_if(formats, [key](ProfileFormat each) { return formatKey(each) == key; });
    return at == formats.end() ? std::nullopt : std::optional(*at);
}

std::optional<ProfileFormat> guessFormat(const QString &fileName, const QByteArray &content)
{
    const QString name = QFileInfo(fileName).fileName().toLower();
    if (name == ".env"_L1 || name.startsWith(".env."_L1) || name.endsWith(".env"_L1))
        return ProfileFormat::DotEnv;
    if (name.contains("pgpass"_L1))
        return ProfileFormat::PassFile;
    if (name.contains("pg_service"_L1))
        return ProfileFormat::ServiceFile;
    const QByteArray begin = content.left(4096).trimmed();
    if (begin.startsWith('{')) {
        const QJsonObject document = QJsonDocument::fromJson(content.left(LargestProfileFile)).object();
        if (document.contains(u"Servers"_s))
            return ProfileFormat::PgAdmin;
        if (document.contains(u"connections"_s))
            return ProfileFormat::DBeaver;
        return ProfileFormat::Howdah;
    }
    if (begin.startsWith("postgres://") || begin.startsWith("postgresql://"))
        return ProfileFormat::Uri;
    if (begin.contains("DATABASE_"))
        return ProfileFormat::DotEnv;
    if (begin.startsWith('[') || begin.contains("\n["))
        return ProfileFormat::ServiceFile;
    return {};
}

void takeField(
    FoundProfile &found, const QString &key, const QString &value, const QString &place, std::vector<ImportNote> &notes)
{
    if (value.isEmpty())
        return;
    if (key == "password"_L1) {
        found.password = value;
        return;
    }
    if (key == "sslpassword"_L1) {
        notes.push_back(
            {place, tr("the passphrase of the client key is not imported: it is asked for, or kept in the keychain")});
        return;
    }
    if (const Result<void> set = setField(found.profile, key, value); !set)
        notes.push_back({place, set.error().message});
}

bool isMisread(const ConnInfo &target)
{
    return target.value(u"dbname"_s).contains(u'@') || target.value(u"host"_s).indexOf(u'@', 1) > 0;
}

void finish(ProfileImport &import, FoundProfile found, const QString &place)
{
    Profile &profile = found.profile;
    const ConnInfo &target = profile.target;
    if (target.value(u"host"_s).isEmpty() && target.value(u"hostaddr"_s).isEmpty()
        && target.value(u"service"_s).isEmpty() && target.value(u"dbname"_s).isEmpty()) {
        import.notes.push_back({place, tr("it has neither a host nor a database")});
        return;
    }
    if (isMisread(target)) {
        import.notes.push_back(
            {place, tr("a part of the password may have been read as the host or the database: write @ / : # % in a "
                       "password as %40 %2F %3A %23 %25")});
        return;
    }
    if (!profile.unknown.isEmpty())
        import.notes.push_back({place, tr("unknown fields are ignored: %1").arg(profile.unknown.keys().join(u", "_s))});
    profile.unknown = {};
    profile.id.clear();
    profile.name = profile.name.simplified().left(90);
    profile.name.remove(u'=').replace(u"://"_s, u"/"_s);
    while (profile.name.startsWith(u'-'))
        profile.name = profile.name.mid(1).trimmed();
    if (profile.name.isEmpty())
        profile.name = usualName(target);
    if (const Result<void> fine = check(profile); !fine)
        return import.notes.push_back({place, fine.error().message});
    leaveOut(found);
    import.profiles.push_back(std::move(found));
}

Result<ProfileImport> importHowdah(const QJsonObject &document)
{
    if (document.value(u"format"_s).toInt() != 1 || !document.value(u"profiles"_s).isArray())
        return fail(
            ErrorKind::Invalid, tr("This is not a Howdah export: \"format\": 1 and a list \"profiles\" are expected"));
    ProfileImport import;
    int number = 0;
    for (const auto each : document.value(u"profiles"_s).toArray()) {
        const QString place = tr("profile %1").arg(++number);
        QJsonObject object = each.toObject();
        QJsonObject secret = object.value(u"secret"_s).toObject();
        if (secret.contains(u"command"_s) || secret.value(u"source"_s) == "command"_L1) {
            import.notes.push_back(
                {place, tr("the program that prints its password is not imported: a file from elsewhere could run "
                           "anything; set it with `profiles edit`")});
            secret = {{u"source"_s, u"ask"_s}};
            object.insert(u"secret"_s, secret);
        }
        Result<Profile> profile = profileFromJson(object);
        if (!profile)
            import.notes.push_back({place, profile.error().message});
        else
            finish(import, {std::move(*profile), {}}, place);
    }
    return import;
}

Result<ProfileImport> importProfiles(ProfileFormat format, const QByteArray &content, const QString &origin)
{
    if (content.size() > LargestProfileFile)
        return fail(ErrorKind::Invalid, tr("%1 is too large for a connection file").arg(origin));
    const bool isJson =
        format == ProfileFormat::Howdah || format == ProfileFormat::PgAdmin || format == ProfileFormat::DBeaver;
    if (isJson) {
        ASSIGN_OR_RETURN(const QJsonObject document, readDocument(content, origin));
        return format == ProfileFormat::Howdah  ? importHowdah(document)
             : format == ProfileFormat::PgAdmin ? importPgAdmin(document)
                                                : importDBeaver(document);
    }
    ASSIGN_OR_RETURN(const QString text, readText(content, origin));
    if (format == ProfileFormat::Uri)
        return importUris(text);
    if (format == ProfileFormat::DotEnv)
        return importDotEnv(text, origin);
    return format == ProfileFormat::ServiceFile ? importServiceFile(text, origin) : importPassFile(text, origin);
}

ImportPlan planImport(const ProfileImport &import, const std::vector<Profile> &present)
{
    ImportPlan plan;
    QSet<QString> taken{nameKey(privateProfile().name)};
    for (const Profile &each : present)
        taken.insert(nameKey(each.name));
    for (const FoundProfile &found : import.profiles) {
        const auto same = std::ranges::find_if(
            present, [&](const Profile &each) { return !isPrivate(each) && leadToOne(each, found.profile); });
        if (same != present.end()) {
            plan.present << same->name;
            continue;
        }
        FoundProfile added = found;
        added.profile.name = freeName(added.profile.name, taken);
        plan.add.push_back(std::move(added));
    }
    return plan;
}

} // namespace howdah::connection
