// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/sessionsettings.h"

#include "base/propagate.h"
#include "connection/session/guard.h"
#include "connection/settings/platformsettings.h"
#include "operations/tr.h"
#include "sql/quote.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::operations {

static constexpr int MostChoices = 10'000;

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
        if (!connection::isPlatformSetting(name))
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
    return connection::written(connection::platformSettings(info));
}

QString settingsNote(const connection::ConnInfo &info)
{
    const QStringList settings = settingsOf(info);
    return settings.isEmpty() ? QString() : tr("Read with %1").arg(settings.join(u", "_s));
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

std::vector<connection::Statement> settingQuestions(
    const entity::Entities &entities, const entity::BoundModel &model, const entity::SessionSetting &setting)
{
    QByteArrayList oids;
    for (const entity::BoundEntity &one : model.entities)
        oids << QByteArray::number(one.relation);
    std::vector<connection::Statement> questions{
        {u"SELECT pg_catalog.bool_or(pg_catalog.row_security_active(c.oid)) FROM pg_catalog.pg_class AS c "
         "WHERE c.oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])"_s,
         {'{' + oids.join(',') + '}'}},
        {u"SELECT pg_catalog.current_setting($1::pg_catalog.text, true)"_s, {setting.name.toUtf8()}}};
    if (auto hidden = entity::settingHidden(entities, model, setting))
        questions.push_back(std::move(*hidden));
    return questions;
}

SettingStanding standingIn(const std::vector<connection::Answer> &answers)
{
    const auto isTrue = [&answers](std::size_t at) {
        return at < answers.size() && answers[at].rows.rowCount() == 1 && answers[at].rows.boolean(0, 0);
    };
    SettingStanding standing{.isBound = isTrue(0), .value = {}, .isHidden = isTrue(2)};
    if (answers.size() > 1 && answers[1].rows.rowCount() == 1)
        standing.value = answers[1].rows.text(0, 0);
    return standing;
}

std::optional<connection::Statement> settingCheck(const QString &type, const QString &value)
{
    // By the names that pg_type has: those of SQL are none that could be quoted.
    static const QHash<QString, QString> known{
        {u"uuid"_s, u"uuid"_s},    {u"smallint"_s, u"int2"_s}, {u"int2"_s, u"int2"_s},       {u"integer"_s, u"int4"_s},
        {u"int"_s, u"int4"_s},     {u"int4"_s, u"int4"_s},     {u"bigint"_s, u"int8"_s},     {u"int8"_s, u"int8"_s},
        {u"boolean"_s, u"bool"_s}, {u"bool"_s, u"bool"_s},     {u"numeric"_s, u"numeric"_s}, {u"date"_s, u"date"_s},
    };
    const QString name = known.value(type.toLower());
    if (value.isEmpty() || name.isEmpty())
        return std::nullopt;
    return connection::Statement{
        u"SELECT ($1::pg_catalog."_s + sql::quoteIdentifier(name) + u")::pg_catalog.text"_s, {value.toUtf8()}};
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
