// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilereaders.h"
#include "connection/tr.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

// The connections of pgAdmin (servers.json, as its export writes it) and of DBeaver (data-sources.json).
namespace howdah::connection {

namespace {

// A text or a number, as either program writes ports.
QString textOf(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toInteger());
    if (value.isBool())
        return value.toBool() ? u"1"_s : u"0"_s;
    return value.toString();
}

QString colourOf(const QString &text)
{
    static const QRegularExpression hex(u"^#[0-9a-fA-F]{6}$"_s);
    if (hex.match(text).hasMatch())
        return text.toLower();
    const QStringList parts = text.split(u',');
    if (parts.size() != 3)
        return {};
    QString colour(u'#');
    for (const QString &part : parts) {
        bool fine = false;
        const int value = part.trimmed().toInt(&fine);
        if (!fine || value < 0 || value > 255)
            return {};
        colour += u"%1"_s.arg(value, 2, 16, QChar(u'0'));
    }
    return colour;
}

// One server or connection on its way into a profile.
class Taking final
{
public:
    Taking(ProfileImport &import, QString place)
        : m_import(import)
        , m_place(std::move(place))
    {
    }

    void set(const QString &key, const QJsonValue &value)
    {
        const QString text = textOf(value);
        takeField(found, key, text, u"%1: %2"_s.arg(m_place, key), m_import.notes);
    }
    // pgAdmin in server mode keeps files in a place of its own.
    void setFile(const QString &key, const QJsonValue &value)
    {
        if (value.toString().startsWith("<STORAGE_DIR>"_L1))
            note(key, tr("the file is in the storage of pgAdmin's server: copy it from there"));
        else
            set(key, value);
    }
    void note(const QString &what, const QString &why)
    {
        m_import.notes.push_back({u"%1: %2"_s.arg(m_place, what), why});
    }
    void done() { finish(m_import, std::move(found), m_place); }

    FoundProfile found;

private:
    ProfileImport &m_import;
    QString m_place;
};

// ---- pgAdmin

void takeParameters(Taking &taking, const QJsonObject &parameters)
{
    static const QStringList files{u"sslcert"_s, u"sslkey"_s,    u"sslrootcert"_s,
                                   u"sslcrl"_s,  u"sslcrldir"_s, u"passfile"_s};
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        if (files.contains(it.key()))
            taking.setFile(it.key(), it.value());
        else
            taking.set(it.key(), it.value());
    }
}

void takePgAdminTunnel(Taking &taking, const QJsonObject &server)
{
    if (!textOf(server.value(u"UseSSHTunnel"_s)).toInt())
        return;
    taking.set(u"ssh_host"_s, server.value(u"TunnelHost"_s));
    taking.set(u"ssh_port"_s, server.value(u"TunnelPort"_s));
    taking.set(u"ssh_user"_s, server.value(u"TunnelUsername"_s));
    taking.set(u"ssh_key"_s, server.value(u"TunnelIdentityFile"_s));
    if (server.contains(u"TunnelPassword"_s))
        taking.note(u"TunnelPassword"_s, tr("ssh asks for it; it is better to use a key and the agent"));
}

void takePgAdmin(Taking &taking, const QJsonObject &server)
{
    static const QMap<QString, QString> fields{
        {u"Name"_s, u"name"_s},
        {u"Group"_s, u"group"_s},
        {u"Host"_s, u"host"_s},
        {u"HostAddr"_s, u"hostaddr"_s},
        {u"Port"_s, u"port"_s},
        {u"Username"_s, u"user"_s},
        {u"MaintenanceDB"_s, u"dbname"_s},
        {u"Service"_s, u"service"_s},
        {u"SSLMode"_s, u"sslmode"_s},
        {u"Timeout"_s, u"connect_timeout"_s}};
    static const QMap<QString, QString> files{
        {u"SSLCert"_s, u"sslcert"_s},
        {u"SSLKey"_s, u"sslkey"_s},
        {u"SSLRootCert"_s, u"sslrootcert"_s},
        {u"SSLCrl"_s, u"sslcrl"_s},
        {u"PassFile"_s, u"passfile"_s}};
    for (auto it = fields.begin(); it != fields.end(); ++it)
        taking.set(it.value(), server.value(it.key()));
    for (auto it = files.begin(); it != files.end(); ++it)
        taking.setFile(it.value(), server.value(it.key()));
    takeParameters(taking, server.value(u"ConnectionParameters"_s).toObject());
    takePgAdminTunnel(taking, server);
    const QString colour = server.value(u"BgColor"_s).toString();
    taking.found.profile.colour = colourOf(colour);
    if (!colour.isEmpty() && taking.found.profile.colour.isEmpty())
        taking.note(u"BgColor"_s, tr("not a colour"));
    for (const QString &key : {u"PasswordExecCommand"_s, u"PasswordExec"_s}) {
        if (!server.value(key).toString().isEmpty())
            taking.note(
                key,
                tr("a program named in a file is not imported: it could run anything; set it with `profiles edit`"));
    }
    if (!server.value(u"Role"_s).toString().isEmpty())
        taking.note(u"Role"_s, tr("a role to switch to after connecting is not supported: use SET ROLE"));
    if (!taking.found.profile.target.value(u"passfile"_s).isEmpty())
        taking.found.profile.secret = SecretSource::PassFile;
    taking.done();
}

// ---- DBeaver

// What the PostgreSQL driver for Java knows under another name.
void takeJdbcProperty(Taking &taking, const QString &key, const QJsonValue &value)
{
    static const QMap<QString, QString> same{
        {u"ApplicationName"_s, u"application_name"_s},
        {u"connectTimeout"_s, u"connect_timeout"_s},
        {u"sslmode"_s, u"sslmode"_s},
        {u"sslrootcert"_s, u"sslrootcert"_s},
        {u"sslcert"_s, u"sslcert"_s},
        {u"options"_s, u"options"_s},
        {u"currentSchema"_s, u"search_path"_s},
        {u"user"_s, u"user"_s},
        {u"channelBinding"_s, u"channel_binding"_s},
        {u"password"_s, u"password"_s}};
    static const QMap<QString, QString> kinds{
        {u"any"_s, u"any"_s},
        {u"primary"_s, u"primary"_s},
        {u"master"_s, u"primary"_s},
        {u"secondary"_s, u"standby"_s},
        {u"slave"_s, u"standby"_s},
        {u"preferSecondary"_s, u"prefer-standby"_s},
        {u"preferSlave"_s, u"prefer-standby"_s}};
    if (key == "targetServerType"_L1 && kinds.contains(value.toString()))
        taking.set(u"target_session_attrs"_s, kinds.value(value.toString()));
    else if (key == "sslkey"_L1)
        taking.note(key, tr("Java keeps keys as PKCS-8; libpq needs PEM (openssl pkcs8 -inform DER)"));
    else if (const auto at = same.constFind(key); at != same.constEnd())
        taking.set(*at, value);
    else
        taking.note(key, tr("a property of the Java driver"));
}

void takeJdbcUrl(Taking &taking, const QString &url)
{
    if (!url.startsWith("jdbc:postgresql:"_L1))
        return;
    QUrl parsed(url.mid(5));
    // Several hosts are no URL to Qt.
    static const QRegularExpression several(u"^jdbc:postgresql://([^/?]*,[^/?]*)(?:/([^?]*))?"_s);
    if (const auto match = several.match(url); match.hasMatch()) {
        QStringList hosts;
        QStringList ports;
        for (const QString &each : match.captured(1).split(u',')) {
            hosts << each.section(u':', 0, 0);
            ports << each.section(u':', 1, 1);
        }
        taking.set(u"host"_s, hosts.join(u','));
        taking.set(u"port"_s, ports.join(u',').remove(u',').isEmpty() ? QString() : ports.join(u','));
        taking.set(u"dbname"_s, QUrl::fromPercentEncoding(match.captured(2).toUtf8()));
        parsed = QUrl(u"postgresql://x/"_s + url.section(u'?', 1).prepend(u'?'));
    } else {
        taking.set(u"host"_s, parsed.host());
        taking.set(u"port"_s, parsed.port() > 0 ? QString::number(parsed.port()) : QString());
        taking.set(u"dbname"_s, parsed.path(QUrl::FullyDecoded).mid(1));
    }
    for (const auto &[key, value] : QUrlQuery(parsed.query()).queryItems(QUrl::FullyDecoded))
        takeJdbcProperty(taking, key, value);
}

void takeDBeaverTunnel(Taking &taking, const QJsonObject &handler)
{
    if (!handler.value(u"enabled"_s).toBool())
        return;
    const QJsonObject properties = handler.value(u"properties"_s).toObject();
    taking.set(u"ssh_host"_s, properties.value(u"host"_s));
    taking.set(u"ssh_port"_s, properties.value(u"port"_s));
    taking.set(u"ssh_user"_s, properties.value(u"user"_s));
    taking.set(u"ssh_key"_s, properties.value(u"keyPath"_s));
    const QString jump = properties.value(u"jumpServer0.host"_s).toString();
    if (!jump.isEmpty()) {
        QString word = jump;
        if (const QString user = properties.value(u"jumpServer0.user"_s).toString(); !user.isEmpty())
            word = user + u'@' + word;
        if (const QString port = textOf(properties.value(u"jumpServer0.port"_s)); !port.isEmpty() && port != "0"_L1)
            word += u':' + port;
        taking.set(u"ssh_jump"_s, word);
    }
}

void takeDBeaverTls(Taking &taking, const QJsonObject &handler)
{
    if (!handler.value(u"enabled"_s).toBool())
        return;
    const QJsonObject properties = handler.value(u"properties"_s).toObject();
    const QString mode = properties.value(u"sslMode"_s).toString();
    taking.set(u"sslmode"_s, mode.isEmpty() ? u"require"_s : mode);
    taking.set(u"sslrootcert"_s, properties.value(u"ssl.ca.cert"_s));
    taking.set(u"sslcert"_s, properties.value(u"ssl.client.cert"_s));
    taking.set(u"sslkey"_s, properties.value(u"ssl.client.key"_s));
}

void takeDBeaver(Taking &taking, const QJsonObject &connection)
{
    const QJsonObject configuration = connection.value(u"configuration"_s).toObject();
    takeJdbcUrl(taking, configuration.value(u"url"_s).toString());
    taking.set(u"name"_s, connection.value(u"name"_s));
    taking.set(u"group"_s, connection.value(u"folder"_s));
    for (const auto &[theirs, ours] :
         {std::pair(u"host"_s, u"host"_s), std::pair(u"port"_s, u"port"_s), std::pair(u"database"_s, u"dbname"_s),
          std::pair(u"user"_s, u"user"_s), std::pair(u"password"_s, u"password"_s)})
        taking.set(ours, configuration.value(theirs));
    const QString type = configuration.value(u"type"_s).toString();
    taking.set(
        u"environment"_s, type == "prod"_L1   ? u"production"_s
                          : type == "test"_L1 ? u"staging"_s
                                              : u"development"_s);
    taking.found.profile.colour = colourOf(configuration.value(u"color"_s).toString());
    const QJsonObject properties = configuration.value(u"properties"_s).toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it)
        takeJdbcProperty(taking, it.key(), it.value());
    const QJsonObject handlers = configuration.value(u"handlers"_s).toObject();
    takeDBeaverTunnel(taking, handlers.value(u"ssh_tunnel"_s).toObject());
    takeDBeaverTls(taking, handlers.value(u"postgre_ssl"_s).toObject());
    if (configuration.value(u"auth-model"_s) == "postgres_pgpass"_L1)
        taking.found.profile.secret = SecretSource::PassFile;
    else if (taking.found.profile.target.value(u"user"_s).isEmpty())
        taking.note(
            u"user"_s,
            tr("DBeaver keeps user and password in its own encrypted file: set the user with `profiles edit`"));
    taking.done();
}

} // namespace

Result<ProfileImport> importPgAdmin(const QJsonObject &document)
{
    const QJsonValue servers = document.value(u"Servers"_s);
    if (!servers.isObject())
        return fail(ErrorKind::Invalid, tr("This is not a pgAdmin servers.json: an object \"Servers\" is expected"));
    ProfileImport import;
    const QJsonObject all = servers.toObject();
    for (auto it = all.begin(); it != all.end(); ++it) {
        Taking taking(import, tr("server %1").arg(it.key()));
        if (it->isObject())
            takePgAdmin(taking, it->toObject());
        else
            taking.note(u"Servers"_s, tr("an object is expected"));
    }
    return import;
}

Result<ProfileImport> importDBeaver(const QJsonObject &document)
{
    const QJsonValue connections = document.value(u"connections"_s);
    if (!connections.isObject())
        return fail(
            ErrorKind::Invalid, tr("This is not a DBeaver data-sources.json: an object \"connections\" is expected"));
    ProfileImport import;
    const QJsonObject all = connections.toObject();
    for (auto it = all.begin(); it != all.end(); ++it) {
        const QJsonObject connection = it->toObject();
        const QString name = connection.value(u"name"_s).toString();
        Taking taking(import, tr("connection %1").arg(name.isEmpty() ? it.key() : name));
        if (connection.value(u"provider"_s) != "postgresql"_L1)
            taking.note(u"provider"_s, tr("\"%1\" is not PostgreSQL").arg(connection.value(u"provider"_s).toString()));
        else
            takeDBeaver(taking, connection);
    }
    return import;
}

} // namespace howdah::connection
