// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilefields.h"
#include "connection/tr.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <memory>

#include <libpq-fe.h>

using namespace Qt::StringLiterals;

// Whether a profile can be kept and used, field by field.
namespace howdah::connection {

namespace {

constexpr qsizetype LongestName = 100;
constexpr qsizetype LongestValue = 8192;
constexpr int MostSessions = 200;

const QMap<QString, QStringList> &choices()
{
    static const QMap<QString, QStringList> known{
        {u"sslmode"_s, {u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s, u"verify-full"_s}},
        {u"channel_binding"_s, {u"disable"_s, u"prefer"_s, u"require"_s}},
        {u"gssencmode"_s, {u"disable"_s, u"prefer"_s, u"require"_s}},
        {u"target_session_attrs"_s,
         {u"any"_s, u"read-write"_s, u"read-only"_s, u"primary"_s, u"standby"_s, u"prefer-standby"_s}},
        {u"keepalives"_s, {u"0"_s, u"1"_s}},
        {u"sslsni"_s, {u"0"_s, u"1"_s}},
        {u"sslcompression"_s, {u"0"_s, u"1"_s}}};
    return known;
}

const QStringList &wholeNumbers()
{
    static const QStringList known{
        u"connect_timeout"_s, u"keepalives_idle"_s, u"keepalives_interval"_s, u"keepalives_count"_s,
        u"tcp_user_timeout"_s};
    return known;
}

std::vector<ProfileKeyword> readKeywords()
{
    // The driver speaks UTF-8 and no replication; the rest is history.
    static const QSet<QString> others{
        u"client_encoding"_s, u"replication"_s, u"fallback_application_name"_s, u"authtype"_s, u"tty"_s};
    std::vector<ProfileKeyword> keywords;
    // Parsing nothing lists what the libpq that runs knows, without asking the environment or a service file.
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse("", nullptr), &PQconninfoFree);
    for (const PQconninfoOption *option = options.get(); option && option->keyword; ++option) {
        const QString keyword = QString::fromUtf8(option->keyword);
        if (isSecretKeyword(keyword) || others.contains(keyword))
            continue;
        keywords.push_back(
            {keyword, QString::fromUtf8(option->label), QString::fromUtf8(option->compiled),
             QString::fromUtf8(option->envvar), choices().value(keyword), wholeNumbers().contains(keyword)});
    }
    return keywords;
}

bool hasControl(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.category() == QChar::Other_Control; });
}

// Collects what is wrong.
class Problems final
{
public:
    void add(const QString &key, const QString &message, const QString &hint = {})
    {
        m_found.push_back({key, makeError(ErrorKind::Usage, message, hint)});
    }
    void add(const QString &key, const Result<void> &checked)
    {
        if (!checked)
            m_found.push_back({key, checked.error()});
    }
    [[nodiscard]] std::vector<FieldProblem> take() { return std::move(m_found); }

private:
    std::vector<FieldProblem> m_found;
};

void checkName(const QString &name, Problems &problems)
{
    if (name.trimmed().isEmpty())
        problems.add(u"name"_s, tr("A profile needs a name"));
    else if (name != name.trimmed() || name.size() > LongestName || hasControl(name))
        problems.add(
            u"name"_s, tr("A profile cannot have this name"),
            tr("Use at most 100 characters on one line, without leading or trailing spaces."));
    // On command lines a name stands where a URI, keywords or an option could.
    else if (!mayBeProfileName(name) || name.startsWith(u'-'))
        problems.add(
            u"name"_s, tr("A profile cannot be named \"%1\"").arg(name),
            tr("It would be read as a connection string: leave out = and ://, and do not begin with -."));
}

void checkPorts(const ConnInfo &target, Problems &problems)
{
    const QString given = target.value(u"port"_s);
    if (given.isEmpty())
        return;
    const QStringList ports = given.split(u',');
    for (const QString &port : ports) {
        bool fine = false;
        const int number = port.toInt(&fine);
        if (!port.isEmpty() && (!fine || number < 1 || number > 65535)) {
            // Not quoted: in a URI with a slash in its password, a part of that stands here.
            problems.add(
                u"port"_s, tr("The port is not valid"), tr("Use a number from 1 to 65535, or one for each host."));
            return;
        }
    }
    const QString hosts = target.value(u"host"_s).isEmpty() ? target.value(u"hostaddr"_s) : target.value(u"host"_s);
    const qsizetype count = hosts.split(u',').size();
    if (ports.size() > 1 && ports.size() != count)
        problems.add(
            u"port"_s, tr("There are %1 ports for %2 hosts").arg(ports.size()).arg(count),
            tr("Give one port for all, or one for each host."));
}

void checkTexts(const Profile &profile, Problems &problems)
{
    static const QRegularExpression colour(u"^#[0-9a-fA-F]{6}$"_s);
    if (!profile.colour.isEmpty() && !colour.match(profile.colour).hasMatch())
        problems.add(u"colour"_s, tr("\"%1\" is not a colour").arg(profile.colour), tr("Use #rrggbb."));
    const std::pair<QString, const QString &> texts[] = {
        {u"group"_s, profile.group}, {u"time_zone"_s, profile.timeZone}, {u"search_path"_s, profile.searchPath}};
    for (const auto &[key, text] : texts) {
        if (text.size() > LongestValue || hasControl(text))
            problems.add(key, tr("A group, time zone or search path is too long, or contains control characters"));
        else if (key != "group"_L1 && text.contains(u';'))
            problems.add(key, tr("A time zone or search path with a semicolon cannot be passed"));
    }
}

void checkSsh(const SshTunnel &ssh, Problems &problems)
{
    if (ssh.enabled && ssh.host.isEmpty())
        problems.add(u"ssh_host"_s, tr("The tunnel has no host"));
    // ssh would take it for an option.
    const auto word = [&problems](const QString &key, const QString &text) {
        if (text.startsWith(u'-') || hasControl(text))
            problems.add(key, tr("\"%1\" is not a valid host or user for a tunnel").arg(text));
    };
    word(u"ssh_host"_s, ssh.host);
    word(u"ssh_user"_s, ssh.user);
    for (const QString &jump : ssh.jumpHosts)
        word(u"ssh_jump"_s, jump);
    if (ssh.port < 0 || ssh.port > 65535)
        problems.add(u"ssh_port"_s, tr("The port \"%1\" is not valid").arg(ssh.port));
}

void checkPool(const PoolLimits &pool, Problems &problems)
{
    if (pool.idle >= 0 && pool.most >= 1 && pool.most <= MostSessions && pool.idle <= pool.most)
        return;
    problems.add(
        pool.idle < 0 || (pool.most >= 1 && pool.most <= MostSessions) ? u"pool_idle"_s : u"pool_most"_s,
        tr("A pool cannot keep %1 of at most %2 sessions").arg(pool.idle).arg(pool.most),
        tr("Use 1 to %1 sessions, and keep no more open than the maximum.").arg(MostSessions));
}

} // namespace

const std::vector<ProfileKeyword> &profileKeywords()
{
    static const std::vector<ProfileKeyword> known = readKeywords();
    return known;
}

bool isProfileKeyword(const QString &keyword)
{
    return std::ranges::find(profileKeywords(), keyword, &ProfileKeyword::keyword) != profileKeywords().end();
}

Result<void> checkKeyword(const QString &key, const QString &value)
{
    const auto refuse = [](const QString &message, const QString &hint = {}) -> Result<void> {
        return fail(ErrorKind::Usage, message, hint);
    };
    if (isSecretKeyword(key))
        return refuse(
            tr("A profile cannot contain %1").arg(key),
            tr("Passwords belong in the keychain: `howdahctl profiles edit NAME --ask-password`."));
    if (!isProfileKeyword(key))
        return refuse(tr("libpq has no keyword \"%1\"").arg(key));
    if (value.size() > LongestValue || hasControl(value))
        return refuse(tr("The value of %1 is too long, or contains control characters").arg(key));
    // Qt's driver splits there.
    if (value.contains(u';'))
        return refuse(
            tr("The value of %1 contains a semicolon, which cannot be passed").arg(key),
            tr("Put it in a service file (pg_service.conf), and enter the name of the service here."));
    if (const auto known = choices().constFind(key); known != choices().constEnd() && !known->contains(value))
        return refuse(tr("%1 cannot be \"%2\"").arg(key, value), tr("Use one of %1.").arg(known->join(u", "_s)));
    if (wholeNumbers().contains(key)) {
        bool fine = false;
        if (value.toInt(&fine) < 0 || !fine)
            return refuse(tr("%1 cannot be \"%2\"").arg(key, value), tr("Use a whole number; 0 turns it off."));
    }
    return {};
}

std::vector<FieldProblem> problemsOf(const Profile &profile)
{
    Problems problems;
    checkName(profile.name, problems);
    for (const auto &[key, value] : profile.target.values.asKeyValueRange())
        problems.add(key, checkKeyword(key, value));
    checkPorts(profile.target, problems);
    checkTexts(profile, problems);
    if (profile.secret == SecretSource::Command
        && (profile.secretCommand.isEmpty() || profile.secretCommand.first().isEmpty()))
        problems.add(u"secret_command"_s, tr("No program for printing the password is given"));
    checkPool(profile.pool, problems);
    checkSsh(profile.ssh, problems);
    return problems.take();
}

Result<void> check(const Profile &profile)
{
    std::vector<FieldProblem> problems = problemsOf(profile);
    return problems.empty() ? Result<void>() : fail(std::move(problems.front().error));
}

} // namespace howdah::connection
