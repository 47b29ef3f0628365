// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/sessionsettings.h"

#include "base/propagate.h"
#include "connection/session/guard.h"
#include "operations/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::operations {

static constexpr int MostChoices = 10'000;

static bool isOfPlatform(const QString &name)
{
    static const QRegularExpression form(u"^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+$"_s);
    return form.match(name).hasMatch() && !name.startsWith("howdah."_L1, Qt::CaseInsensitive);
}

Result<connection::ConnInfo> withSettings(connection::ConnInfo info, const QStringList &settings)
{
    if (settings.isEmpty())
        return info;
    const bool wasLocked = connection::isLocked(info);
    if (wasLocked)
        info = connection::unlocked(std::move(info));
    // libpq would take PGOPTIONS for a connection that says nothing of options.
    QString options = info.values.contains(u"options"_s) ? info.value(u"options"_s) : qEnvironmentVariable("PGOPTIONS");
    for (const QString &setting : settings) {
        const qsizetype equals = setting.indexOf(u'=');
        const QString name = setting.first(std::max<qsizetype>(0, equals));
        if (equals <= 0)
            return fail(
                ErrorKind::Usage, tr("\"%1\" is not a setting").arg(setting),
                tr("Write name=value, for example app.tenant=42."));
        if (!isOfPlatform(name))
            return fail(
                ErrorKind::Usage, tr("\"%1\" is not a setting of a platform").arg(name),
                tr("Only settings with a dot in their names can be set here, for example app.tenant."));
        QString value = setting.sliced(equals + 1);
        // A space ends a word, and a backslash takes what follows it as it is.
        static const QRegularExpression special(u"([\\s\\\\])"_s);
        value.replace(special, u"\\\\1"_s);
        options += u" -c "_s + name + u'=' + value;
    }
    info.set(u"options"_s, options.trimmed());
    return wasLocked ? connection::locked(std::move(info)) : info;
}

QStringList settingsOf(const connection::ConnInfo &info)
{
    QStringList settings;
    const auto all = connection::settingsOf(info.value(u"options"_s));
    for (const auto &[name, value] : all ? *all : QList<std::pair<QString, QString>>()) {
        if (isOfPlatform(name))
            settings << name + u'=' + value;
    }
    return settings;
}

Result<QStringList> hiddenReasons(connection::Session &session, const entity::Entities &entities)
{
    QStringList reasons;
    for (const entity::BoundModel &model : entities.models()) {
        for (const entity::SessionSetting &setting : model.model->session) {
            const auto statement = entity::settingHidden(entities, model, setting);
            if (!statement)
                continue;
            ASSIGN_OR_RETURN(const connection::Answer answer, session.query(*statement).result());
            if (answer.rows.rowCount() == 1 && answer.rows.boolean(0, 0))
                reasons << setting.words;
        }
    }
    return reasons;
}

Result<std::vector<entity::Choice>> settingChoices(
    connection::Session &session, const entity::Entities &entities, const entity::BoundModel &model,
    const entity::SessionSetting &setting)
{
    const auto statement = entity::settingChoices(entities, model, setting, MostChoices);
    if (!statement)
        return std::vector<entity::Choice>();
    ASSIGN_OR_RETURN(const connection::Answer answer, session.query(*statement).result());
    return entity::choicesIn(answer.rows);
}

} // namespace howdah::operations
