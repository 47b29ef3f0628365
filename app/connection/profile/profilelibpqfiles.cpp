// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilereaders.h"
#include "connection/tr.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

// The files of libpq: pg_service.conf and .pgpass.
namespace howdah::connection {

namespace {

// host:port:database:user:password, where a backslash protects the next character.
QStringList passFields(const QString &line)
{
    QStringList fields{QString()};
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'\\' && i + 1 < line.size())
            fields.last() += line[++i];
        else if (line[i] == u':')
            fields << QString();
        else
            fields.last() += line[i];
    }
    return fields;
}

QString usualPassFile() { return QDir::homePath() + u"/.pgpass"_s; }

} // namespace

Result<ProfileImport> importServiceFile(const QString &text, const QString &origin)
{
    Q_UNUSED(origin)
    ProfileImport import;
    std::optional<FoundProfile> found;
    QString place;
    const auto close = [&] {
        if (found)
            finish(import, std::move(*found), place);
        found.reset();
    };
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        const QString here = lineText(i + 1);
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith(u'[')) {
            close();
            const qsizetype end = line.indexOf(u']');
            if (end < 2) {
                import.notes.push_back({here, tr("there is no service name between [ and ]")});
                continue;
            }
            place = u"[%1]"_s.arg(line.mid(1, end - 1));
            found.emplace();
            found->profile.name = line.mid(1, end - 1);
            continue;
        }
        const qsizetype equals = line.indexOf(u'=');
        const QString key = line.left(equals);
        if (!found)
            import.notes.push_back({here, tr("it comes before the first service")});
        else if (line.startsWith("ldap"_L1))
            import.notes.push_back(
                {here, tr("a service that is looked up in LDAP cannot be imported: create a profile with service=%1")
                           .arg(found->profile.name)});
        else if (equals < 1 || key.trimmed() != key)
            import.notes.push_back({here, tr("libpq reads keyword=value, without spaces around =")});
        else if (key == "service"_L1)
            import.notes.push_back({here, tr("a service cannot refer to another service")});
        else
            takeField(*found, key, line.mid(equals + 1), here, import.notes);
    }
    close();
    return import;
}

Result<ProfileImport> importPassFile(const QString &text, const QString &origin)
{
    ProfileImport import;
    const QFileInfo file(origin);
    const bool usual = QFileInfo(usualPassFile()).absoluteFilePath() == file.absoluteFilePath();
    if (file.exists() && (file.permissions() & (QFile::ReadGroup | QFile::ReadOther)))
        import.notes.push_back({origin, tr("libpq ignores a password file that others can read: chmod 600")});
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QString line = lines[i];
        if (line.endsWith(u'\r'))
            line.chop(1);
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const QStringList fields = passFields(line);
        if (fields.size() < 5) {
            import.notes.push_back({lineText(i + 1), tr("host:port:database:user:password is expected")});
            continue;
        }
        if (fields[0] == "*"_L1) {
            import.notes.push_back({lineText(i + 1), tr("it matches any host, so it names none")});
            continue;
        }
        FoundProfile found;
        found.profile.secret = SecretSource::PassFile; // it stays where it is
        static const QStringList keys{u"host"_s, u"port"_s, u"dbname"_s, u"user"_s};
        for (qsizetype k = 0; k < keys.size(); ++k) {
            if (fields[k] != "*"_L1)
                takeField(found, keys[k], fields[k], lineText(i + 1), import.notes);
        }
        if (!usual)
            takeField(found, u"passfile"_s, file.absoluteFilePath(), lineText(i + 1), import.notes);
        const std::size_t before = import.profiles.size();
        finish(import, std::move(found), lineText(i + 1));
        if (import.profiles.size() > before) // the operator has named it
            (void)agreeTo(import.profiles.back(), {u"passfile"_s});
    }
    return import;
}

} // namespace howdah::connection
