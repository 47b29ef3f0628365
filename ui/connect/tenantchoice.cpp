// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/tenantchoice.h"

#include "common/settings.h"
#include "connect/entitybook.h"
#include "operations/entities/sessionsettings.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int MostChoices = 10'000;
constexpr int MostRemembered = 50; // of places, and of choices in each

const QString ChosenPart = u"chosen"_s;
const QString KnownPart = u"known"_s;

} // namespace

QString TenantSetting::sentence() const
{
    if (!isBound)
        return TenantChoice::tr("All rows, whatever is chosen: row-level security does not limit this role.");
    if (value.isEmpty())
        return TenantChoice::tr("%1: none is chosen.", "a tenant").arg(title);
    return TenantChoice::tr("Only what row-level security shows of %1 %2.", "what a tenant is called, and its name")
        .arg(title.toLower(), shown());
}

TenantChoice::TenantChoice(TenantPlace place, Settings &settings, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
    , m_store(settings)
{
    connect(m_place.book, &EntityBook::changed, this, [this] { follow(); });
}

void TenantChoice::drop()
{
    m_asked.drop();
    m_checked.drop();
    m_session.reset();
}

const TenantSetting *TenantChoice::hidden() const
{
    const auto found = std::ranges::find_if(m_settings, &TenantSetting::isHidden);
    return found == m_settings.end() ? nullptr : &*found;
}

QString TenantChoice::sentence() const
{
    QStringList sentences;
    for (const TenantSetting &setting : m_settings)
        sentences << (setting.isHidden ? setting.words : setting.sentence());
    return sentences.join(u' ');
}

// Models hold, or others do.
void TenantChoice::follow()
{
    std::vector<TenantSetting> settings;
    for (const entity::BoundModel &model : m_place.book->entities()->models()) {
        for (const entity::SessionSetting &setting : model.model->session) {
            TenantSetting one;
            one.name = setting.name;
            one.title = setting.title;
            one.type = setting.type;
            one.words = setting.words;
            const auto before = std::ranges::find(m_settings, setting.name, &TenantSetting::name);
            if (before != m_settings.end() && before->title == one.title)
                one = *before; // until it is known again
            settings.push_back(std::move(one));
        }
    }
    const bool wasEmpty = m_settings.empty();
    m_settings = std::move(settings);
    if (!wasEmpty || !m_settings.empty())
        Q_EMIT changed();
    refresh();
}

void TenantChoice::refresh()
{
    m_asked.drop();
    m_session.reset();
    if (m_settings.empty() || !m_place.isConnected())
        return;
    auto session = m_place.takeSession();
    if (!session)
        return;
    m_session = *session;
    m_asked.next();
    ask(0);
}

// One setting after the other: how it stands, and then what can be chosen.
void TenantChoice::ask(std::size_t index)
{
    const auto entities = m_place.book->entities();
    std::size_t at = 0;
    for (const entity::BoundModel &model : entities->models()) {
        for (const entity::SessionSetting &setting : model.model->session) {
            if (at++ != index)
                continue;
            const auto standing = m_session->pipeline(operations::settingQuestions(*entities, model, setting));
            m_asked.alsoAsk(this, standing, [this, index](const Result<connection::PipelineAnswer> &answer) {
                if (!answer || index >= m_settings.size())
                    return;
                const operations::SettingStanding now = operations::standingIn(answer->answers);
                TenantSetting &setting = m_settings[index];
                setting.isBound = now.isBound;
                setting.isHidden = now.isHidden;
                if (std::exchange(setting.value, now.value) != now.value)
                    setting.label.clear();
                learn(setting, {});
                Q_EMIT changed();
            });
            const auto question = entity::settingChoices(*entities, model, setting, MostChoices);
            if (!question)
                return ask(index + 1);
            const auto choices = m_session->query(*question);
            m_asked.alsoAsk(this, choices, [this, index](const Result<connection::Answer> &answer) {
                if (answer && index < m_settings.size()) {
                    learn(m_settings[index], entity::choicesIn(answer->rows));
                    Q_EMIT changed();
                }
                ask(index + 1);
            });
            return;
        }
    }
    m_session.reset();
}

// A role that is bound sees no other tenant than its own: what was seen once is offered again.
void TenantChoice::learn(TenantSetting &setting, const std::vector<entity::Choice> &seen)
{
    QJsonObject known = memory().value(KnownPart).toObject();
    std::vector<entity::Choice> all = seen;
    for (const QJsonValue &one : known.value(setting.name).toArray()) {
        const entity::Choice choice{one[0].toString().toUtf8(), one[1].toString()};
        if (std::ranges::find(all, choice.value, &entity::Choice::value) == all.end())
            all.push_back(choice);
    }
    const auto chosen = std::ranges::find(all, setting.value.toUtf8(), &entity::Choice::value);
    if (chosen != all.end())
        setting.label = chosen->label;
    if (!seen.empty() && setting.isBound) {
        QJsonArray kept;
        for (const entity::Choice &choice : all) {
            if (kept.size() < MostRemembered)
                kept.append(QJsonArray{QString::fromUtf8(choice.value), choice.label});
        }
        known.insert(setting.name, kept);
        remember(KnownPart, known);
    }
    setting.choices = std::move(all);
}

void TenantChoice::choose(const QString &name, const QString &value)
{
    const auto setting = std::ranges::find(m_settings, name, &TenantSetting::name);
    if (setting == m_settings.end() || !m_place.isConnected())
        return;
    const auto check = operations::settingCheck(setting->type, value);
    if (!check)
        return apply(name, value);
    auto session = m_place.takeSession();
    if (!session) {
        Q_EMIT failed(session.error());
        return;
    }
    // The server says whether it is one, before all that is read fails for it.
    m_checked.ask(
        this, (*session)->query(*check),
        [this, name, value, session = *session](const Result<connection::Answer> &answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            else
                apply(name, value);
        });
}

void TenantChoice::apply(const QString &name, const QString &value)
{
    if (const auto done = m_place.change({{name, value}}); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    QJsonObject kept = memory().value(ChosenPart).toObject();
    kept.insert(name, value);
    remember(ChosenPart, kept);
    const auto setting = std::ranges::find(m_settings, name, &TenantSetting::name);
    if (setting != m_settings.end()) {
        setting->value = value;
        setting->label.clear();
        setting->isHidden = setting->isHidden && value.isEmpty();
        learn(*setting, {});
    }
    Q_EMIT changed();
    Q_EMIT chosen();
}

// ---- what is remembered

static QJsonObject objectIn(const QString &text) { return QJsonDocument::fromJson(text.toUtf8()).object(); }

QJsonObject TenantChoice::memory() const
{
    return objectIn(m_store.value(settings::tenants)).value(m_place.name()).toObject();
}

void TenantChoice::remember(const QString &part, const QJsonObject &content)
{
    QJsonObject all = objectIn(m_store.value(settings::tenants));
    QJsonObject here = all.value(m_place.name()).toObject();
    here.insert(part, content);
    while (all.size() >= MostRemembered && !all.contains(m_place.name()))
        all.erase(all.begin());
    all.insert(m_place.name(), here);
    m_store.set(settings::tenants, QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact)));
}

connection::PlatformSettings TenantChoice::remembered() const
{
    connection::PlatformSettings kept;
    const QJsonObject chosen = memory().value(ChosenPart).toObject();
    for (auto at = chosen.begin(); at != chosen.end(); ++at) {
        if (connection::isPlatformSetting(at.key()))
            kept.push_back({at.key(), at.value().toString()});
    }
    return kept;
}

} // namespace howdah::ui
