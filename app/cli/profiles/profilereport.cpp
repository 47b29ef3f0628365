// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/profiles/profilereport.h"

#include "base/enumtable.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace connection;

QString placeText(const Profile &profile)
{
    QString text = describe(profile.target);
    if (const QString service = profile.target.value(u"service"_s); !service.isEmpty())
        text += tr(" (service %1)").arg(service);
    return profile.ssh.enabled ? tr("%1 by %2").arg(text, profile.ssh.host) : text;
}

QString profileText(const Profile &profile)
{
    std::vector<QStringList> rows;
    const auto add = [&rows](const QString &key, const QString &value) {
        if (!value.isEmpty())
            rows.push_back({key, value});
    };
    add(tr("name"), profile.name);
    add(tr("group"), profile.group);
    add(tr("environment"), environmentKey(profile.environment));
    add(tr("colour"), profile.colour);
    for (const auto &[key, value] : profile.target.values.asKeyValueRange())
        add(key, value);
    add(u"time_zone"_s, profile.timeZone);
    add(u"search_path"_s, profile.searchPath);
    add(u"secret"_s, secretSourceKey(profile.secret));
    add(tr("program"), profile.secretCommand.join(u' '));
    if (profile.ssh.enabled) {
        add(u"ssh_host"_s, profile.ssh.host);
        add(u"ssh_port"_s, profile.ssh.port > 0 ? QString::number(profile.ssh.port) : QString());
        add(u"ssh_user"_s, profile.ssh.user);
        add(u"ssh_key"_s, profile.ssh.identityFile);
        add(u"ssh_jump"_s, profile.ssh.jumpHosts.join(u','));
    }
    add(tr("sessions"), tr("at most %1, %2 kept open").arg(profile.pool.most).arg(profile.pool.idle));
    add(u"log_statements"_s, profile.logStatements ? tr("yes") : QString());
    add(u"audit_table"_s, profile.auditTable ? tr("yes") : QString());
    add(u"offer_migrations"_s, profile.offerMigrations ? tr("yes") : QString());
    return alignedTable(rows);
}

QJsonObject profileJson(const Profile &profile)
{
    QJsonObject object = toJson(profile);
    object.insert(u"place"_s, placeText(profile));
    if (const QStringList words = cautions(profile); !words.isEmpty())
        object.insert(u"cautions"_s, QJsonArray::fromStringList(words));
    return object;
}

static QString tlsText(const TlsFacts &tls)
{
    QString text = tr("%1, %2, %3 bits").arg(tls.protocol, tls.cipher).arg(tls.bits);
    text += u"; "_s;
    text += tls.nameVerified ? tr("issuer and name verified")
          : tls.verified     ? tr("issuer verified, name not")
                             : tr("not verified");
    return text;
}

static constexpr std::array poolingNames{
    EnumName{Pooling::None, "none"_L1},
    EnumName{Pooling::Session, "session"_L1},
    EnumName{Pooling::Transaction, "transaction"_L1},
    EnumName{Pooling::Unknown, "unknown"_L1},
};
static_assert(isWholeTable(poolingNames));

static QString poolingKey(Pooling pooling) { return nameIn(poolingNames, pooling); }

QString reportText(const ConnectionReport &report)
{
    std::vector<QStringList> rows;
    rows.push_back({tr("server"), tr("PostgreSQL %1 at %2").arg(report.versionText, report.place)});
    rows.push_back({tr("user"), report.superuser ? tr("%1 (superuser)").arg(report.user) : report.user});
    rows.push_back({tr("database"), report.database});
    rows.push_back(
        {tr("state"), report.inRecovery ? tr("standby, read-only")
                      : report.readOnly ? tr("read-only by default")
                                        : tr("open for writing")});
    rows.push_back({tr("encryption"), report.tls ? tlsText(*report.tls) : tr("none")});
    if (report.tls && !report.tls->certificate.subject.isEmpty()) {
        const Certificate &certificate = report.tls->certificate;
        rows.push_back({tr("certificate"), certificate.names.join(u", "_s)});
        rows.push_back({tr("issuer"), certificate.issuer});
        rows.push_back({tr("valid until"), QLocale::c().toString(certificate.until, u"yyyy-MM-dd HH:mm 'UTC'")});
    }
    if (const QString pooling = describe(report.pooling); !pooling.isEmpty())
        rows.push_back({tr("reached"), pooling});
    rows.push_back({tr("connected in"), tr("%1 ms").arg(report.milliseconds, 0, 'f', 1)});
    for (const Diagnosis &other : report.passedOver)
        rows.push_back({tr("skipped"), other.sentence});
    return alignedTable(rows);
}

QJsonObject reportJson(const ConnectionReport &report)
{
    QJsonObject object{
        {u"place"_s, report.place},
        {u"version"_s, report.version},
        {u"versionText"_s, report.versionText},
        {u"user"_s, report.user},
        {u"database"_s, report.database},
        {u"superuser"_s, report.superuser},
        {u"inRecovery"_s, report.inRecovery},
        {u"readOnly"_s, report.readOnly},
        {u"milliseconds"_s, report.milliseconds},
        {u"pooling"_s, poolingKey(report.pooling)}};
    if (const QString words = describe(report.pooling); !words.isEmpty())
        object.insert(u"poolingWords"_s, words);
    if (report.tls) {
        const Certificate &certificate = report.tls->certificate;
        object.insert(
            u"tls"_s, QJsonObject{
                          {u"protocol"_s, report.tls->protocol},
                          {u"cipher"_s, report.tls->cipher},
                          {u"bits"_s, report.tls->bits},
                          {u"verified"_s, report.tls->verified},
                          {u"nameVerified"_s, report.tls->nameVerified},
                          {u"certificate"_s, QJsonObject{
                                                 {u"subject"_s, certificate.subject},
                                                 {u"issuer"_s, certificate.issuer},
                                                 {u"names"_s, QJsonArray::fromStringList(certificate.names)},
                                                 {u"until"_s, certificate.until.toString(Qt::ISODate)}}}});
    }
    QJsonArray passedOver;
    for (const Diagnosis &other : report.passedOver)
        passedOver.append(diagnosisJson(other));
    if (!passedOver.isEmpty())
        object.insert(u"passedOver"_s, passedOver);
    return object;
}

QString diagnosisText(const Diagnosis &diagnosis)
{
    QString text = plainLine(diagnosis.sentence) + u'\n' + plainLine(diagnosis.advice) + u'\n';
    if (!diagnosis.said.isEmpty()) {
        for (const QString &line : diagnosis.said.split(u'\n'))
            text += u"  "_s + plainLine(line.trimmed()) + u'\n';
    }
    return text;
}

QJsonObject diagnosisJson(const Diagnosis &diagnosis)
{
    return {{u"cause"_s, causeKey(diagnosis.cause)},
            {u"sentence"_s, diagnosis.sentence},
            {u"advice"_s, diagnosis.advice},
            {u"place"_s, diagnosis.place},
            {u"said"_s, diagnosis.said},
            {u"sqlState"_s, diagnosis.sqlState}};
}

} // namespace howdah::cli
