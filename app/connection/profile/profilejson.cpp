// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profile.h"
#include "connection/tr.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

// Profiles as JSON: only what differs from the default is written, and what nobody here knows is kept.
namespace howdah::connection {

namespace {

void put(QJsonObject &object, const QString &key, const QString &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

QJsonObject sshJson(const SshTunnel &ssh)
{
    QJsonObject object;
    if (ssh == SshTunnel())
        return object;
    object.insert(u"enabled"_s, ssh.enabled);
    put(object, u"host"_s, ssh.host);
    if (ssh.port > 0)
        object.insert(u"port"_s, ssh.port);
    put(object, u"user"_s, ssh.user);
    put(object, u"identityFile"_s, ssh.identityFile);
    if (!ssh.jumpHosts.isEmpty())
        object.insert(u"jumpHosts"_s, QJsonArray::fromStringList(ssh.jumpHosts));
    return object;
}

// What is in `under` and not in `over` is added to it, in objects below as well.
QJsonObject merged(QJsonObject over, const QJsonObject &under)
{
    for (auto it = under.begin(); it != under.end(); ++it) {
        if (!over.contains(it.key()))
            over.insert(it.key(), it.value());
        else if (over.value(it.key()).isObject() && it->isObject())
            over.insert(it.key(), merged(over.value(it.key()).toObject(), it->toObject()));
    }
    return over;
}

// Reads the fields of an object, remembers which it knows, and the first that is not as it should be.
class Fields final
{
public:
    Fields(const QJsonObject &object, QString place)
        : m_object(object)
        , m_unknown(object)
        , m_place(std::move(place))
    {
        // Kept as unknown, it would be written again and again.
        for (const QString &key : {u"password"_s, u"passphrase"_s, u"sslpassword"_s}) {
            if (object.contains(key))
                complain(key, tr("a password does not belong here; remove it and store it in the keychain"));
        }
    }

    QString text(const QString &key)
    {
        const QJsonValue value = take(key);
        if (!value.isString() && !value.isUndefined())
            complain(key, tr("a string is expected"));
        return value.toString();
    }
    bool flag(const QString &key, bool otherwise = false)
    {
        const QJsonValue value = take(key);
        if (!value.isBool() && !value.isUndefined())
            complain(key, tr("true or false is expected"));
        return value.toBool(otherwise);
    }
    int number(const QString &key, int otherwise)
    {
        const QJsonValue value = take(key);
        const int read = value.toInt(-1);
        if (!value.isUndefined() && read < 0)
            complain(key, tr("a whole number is expected"));
        return value.isUndefined() ? otherwise : read;
    }
    QStringList texts(const QString &key)
    {
        const QJsonValue value = take(key);
        QStringList list;
        if (!value.isArray() && !value.isUndefined())
            complain(key, tr("a list of strings is expected"));
        for (const auto each : value.toArray()) {
            if (!each.isString())
                complain(key, tr("a list of strings is expected"));
            list << each.toString();
        }
        return list;
    }
    QJsonObject object(const QString &key)
    {
        const QJsonValue value = take(key);
        if (!value.isObject() && !value.isUndefined())
            complain(key, tr("an object is expected"));
        return value.toObject();
    }

    void complain(const QString &key, const QString &what)
    {
        if (m_complaint.isEmpty())
            m_complaint = u"%1%2: %3"_s.arg(m_place, key, what);
    }
    void below(const QString &key, const Fields &other)
    {
        if (m_complaint.isEmpty())
            m_complaint = other.m_complaint;
        if (!other.m_unknown.isEmpty())
            m_unknown.insert(key, other.m_unknown);
    }
    [[nodiscard]] const QString &complaint() const { return m_complaint; }
    [[nodiscard]] const QJsonObject &unknown() const { return m_unknown; }

private:
    QJsonValue take(const QString &key)
    {
        m_unknown.remove(key);
        return m_object.value(key);
    }

    const QJsonObject m_object;
    QJsonObject m_unknown;
    const QString m_place;
    QString m_complaint;
};

void readTarget(Fields &fields, ConnInfo &target)
{
    const QJsonObject values = fields.object(u"connection"_s);
    for (auto it = values.begin(); it != values.end(); ++it) {
        // Never read, so that it is never written again, and its owner hears of it.
        if (isSecretKeyword(it.key()))
            fields.complain(
                u"connection."_s + it.key(),
                tr("a password does not belong here; remove it and store it in the keychain"));
        else if (!it->isString())
            fields.complain(u"connection."_s + it.key(), tr("a string is expected"));
        target.set(it.key(), it->toString());
    }
}

void readSecret(Fields &fields, SecretSource &source, QStringList &command)
{
    Fields secret(fields.object(u"secret"_s), u"secret."_s);
    if (const QString key = secret.text(u"source"_s); !key.isEmpty()) {
        const auto read = readSecretSource(key);
        if (!read)
            secret.complain(u"source"_s, tr("one of keychain, ask, passfile, command is expected"));
        source = read.value_or(SecretSource::Ask);
    }
    command = secret.texts(u"command"_s);
    fields.below(u"secret"_s, secret);
}

void readSsh(Fields &fields, SshTunnel &tunnel)
{
    Fields ssh(fields.object(u"ssh"_s), u"ssh."_s);
    tunnel.enabled = ssh.flag(u"enabled"_s);
    tunnel.host = ssh.text(u"host"_s);
    tunnel.port = ssh.number(u"port"_s, 0);
    tunnel.user = ssh.text(u"user"_s);
    tunnel.identityFile = ssh.text(u"identityFile"_s);
    tunnel.jumpHosts = ssh.texts(u"jumpHosts"_s);
    fields.below(u"ssh"_s, ssh);
}

} // namespace

QJsonObject toJson(const Profile &profile)
{
    // Every field, so that one which is added and forgotten here does not compile.
    const auto
        &[id, name, group, colour, environment, target, timeZone, searchPath, secret, secretCommand, ssh, pool,
          logStatements, auditTable, offerMigrations, unknown] = profile;
    QJsonObject keywords;
    for (const auto &[key, value] : target.values.asKeyValueRange()) {
        if (!isSecretKeyword(key))
            keywords.insert(key, value);
    }
    QJsonObject password{{u"source"_s, secretSourceKey(secret)}};
    if (!secretCommand.isEmpty())
        password.insert(u"command"_s, QJsonArray::fromStringList(secretCommand));
    QJsonObject object;
    put(object, u"id"_s, id);
    object.insert(u"name"_s, name);
    put(object, u"group"_s, group);
    put(object, u"colour"_s, colour);
    object.insert(u"environment"_s, environmentKey(environment));
    object.insert(u"connection"_s, keywords);
    put(object, u"timeZone"_s, timeZone);
    put(object, u"searchPath"_s, searchPath);
    object.insert(u"secret"_s, password);
    if (const QJsonObject tunnel = sshJson(ssh); !tunnel.isEmpty())
        object.insert(u"ssh"_s, tunnel);
    if (pool != PoolLimits())
        object.insert(u"pool"_s, QJsonObject{{u"idle"_s, pool.idle}, {u"most"_s, pool.most}});
    if (logStatements)
        object.insert(u"logStatements"_s, true);
    if (auditTable)
        object.insert(u"auditTable"_s, true);
    if (offerMigrations)
        object.insert(u"offerMigrations"_s, true);
    return merged(object, unknown);
}

Result<Profile> profileFromJson(const QJsonObject &object)
{
    Fields fields(object, {});
    Profile profile;
    auto
        &[id, name, group, colour, environment, target, timeZone, searchPath, secret, secretCommand, ssh, pool,
          logStatements, auditTable, offerMigrations, unknown] = profile;
    id = fields.text(u"id"_s);
    name = fields.text(u"name"_s);
    group = fields.text(u"group"_s);
    colour = fields.text(u"colour"_s);
    if (const QString key = fields.text(u"environment"_s); !key.isEmpty()) {
        const auto read = readEnvironment(key);
        if (!read)
            fields.complain(u"environment"_s, tr("one of development, staging, production is expected"));
        // What cannot be read is better guarded than not.
        environment = read.value_or(Environment::Production);
    }
    readTarget(fields, target);
    timeZone = fields.text(u"timeZone"_s);
    searchPath = fields.text(u"searchPath"_s);
    readSecret(fields, secret, secretCommand);
    readSsh(fields, ssh);
    Fields limits(fields.object(u"pool"_s), u"pool."_s);
    pool.idle = limits.number(u"idle"_s, PoolLimits().idle);
    pool.most = limits.number(u"most"_s, PoolLimits().most);
    fields.below(u"pool"_s, limits);
    logStatements = fields.flag(u"logStatements"_s);
    auditTable = fields.flag(u"auditTable"_s);
    offerMigrations = fields.flag(u"offerMigrations"_s);
    unknown = fields.unknown();
    if (!fields.complaint().isEmpty())
        return fail(ErrorKind::Invalid, fields.complaint());
    if (auto fine = check(profile); !fine) {
        Error error = fine.error();
        error.kind = ErrorKind::Invalid;
        return fail(error);
    }
    return profile;
}

} // namespace howdah::connection
