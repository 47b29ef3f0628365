// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/tenantchoice.h"

#include "common/settings.h"
#include "connect/entitybook.h"
#include "operations/entities/sessionsettings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr std::size_t MostChoices = 10'000;
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

QString TenantSetting::warning() const
{
    if (isHidden)
        return words;
    if (isMissing)
        return TenantChoice::tr(
                   "%1 %2 was deleted, or this role may not see it: no rows of it can be seen. Choose another one.",
                   "what a tenant is called, and its name")
            .arg(title, shown());
    return {};
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
    m_pending.reset();
    m_session.reset();
}

const TenantSetting *TenantChoice::hidden() const
{
    const auto found =
        std::ranges::find_if(m_settings, [](const TenantSetting &setting) { return !setting.warning().isEmpty(); });
    return found == m_settings.end() ? nullptr : &*found;
}

QString TenantChoice::sentence() const
{
    QStringList sentences;
    for (const TenantSetting &setting : m_settings)
        sentences << (setting.warning().isEmpty() ? setting.sentence() : setting.warning());
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
            m_asked.alsoAsk(
                this, m_session->pipeline(operations::settingQuestions(*entities, model, setting)),
                [this, index](const Result<connection::PipelineAnswer> &answer) { stands(index, answer); });
            const auto question = entity::settingChoices(*entities, model, setting, int(MostChoices) + 1);
            if (!question)
                return ask(index + 1);
            m_asked.alsoAsk(this, m_session->query(*question), [this, index](const Result<connection::Answer> &answer) {
                named(index, answer);
                ask(index + 1);
            });
            return;
        }
    }
    m_session.reset();
}

void TenantChoice::stands(std::size_t index, const Result<connection::PipelineAnswer> &answer)
{
    constexpr std::size_t Value = 1; // of settingQuestions()
    if (index >= m_settings.size() || !answer || answer->answers.size() <= Value)
        return;
    const operations::SettingStanding now = operations::standingIn(answer->answers);
    TenantSetting &setting = m_settings[index];
    setting.isBound = now.isBound;
    setting.isHidden = now.isHidden;
    if (std::exchange(setting.value, now.value) != now.value) {
        setting.label.clear();
        setting.isMissing = false;
    }
    learn(setting, {});
    Q_EMIT changed();
}

void TenantChoice::named(std::size_t index, const Result<connection::Answer> &answer)
{
    if (index >= m_settings.size())
        return;
    TenantSetting &setting = m_settings[index];
    setting.problem = answer ? QString() : answer.error().message;
    if (answer) {
        std::vector<entity::Choice> seen = entity::choicesIn(answer->rows);
        setting.isMore = seen.size() > MostChoices;
        if (setting.isMore)
            seen.resize(MostChoices);
        const QByteArray value = setting.value.toUtf8();
        setting.isMissing = setting.isBound && !value.isEmpty() && !setting.isMore
                         && std::ranges::find(seen, value, &entity::Choice::value) == seen.end();
        learn(setting, seen);
    }
    Q_EMIT changed();
}

// A role that is bound sees no other tenant than its own: what was seen once is offered again.
void TenantChoice::learn(TenantSetting &setting, const std::vector<entity::Choice> &seen)
{
    QJsonObject known = memory().value(KnownPart).toObject();
    std::vector<entity::Choice> all = seen;
    QSet<QByteArray> values;
    for (const entity::Choice &choice : all)
        values.insert(choice.value);
    for (const QJsonValue &one : known.value(setting.name).toArray()) {
        const entity::Choice choice{one[0].toString().toUtf8(), one[1].toString()};
        if (!values.contains(choice.value))
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
    m_pending.reset();
    const auto check = operations::settingCheck(setting->type, value);
    if (!check)
        return found(name, value);
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
                found(name, answer->rows.text(0, 0)); // as the server writes it
        });
}

void TenantChoice::holdFor(QObject *owner, StagedWork work)
{
    m_work.emplace_back(owner, std::move(work));
    connect(owner, &QObject::destroyed, this, [this, owner] {
        std::erase_if(m_work, [owner](const auto &one) { return one.first == owner; });
    });
}

// What is staged was made of the rows of one tenant, and is never another's without a word.
void TenantChoice::found(const QString &name, const QString &value)
{
    m_pending = {name, value};
    QStringList lines;
    for (const auto &[owner, work] : m_work)
        lines << work.lines();
    const auto setting = std::ranges::find(m_settings, name, &TenantSetting::name);
    const bool isOther = setting != m_settings.end() && setting->value != value;
    if (lines.isEmpty() || !isOther)
        applyPending();
    else
        Q_EMIT unsavedFound(lines);
}

void TenantChoice::settle(Unsaved how)
{
    if (!m_pending)
        return;
    switch (how) {
    case Unsaved::Save:
        return saveWork(0);
    case Unsaved::Discard:
        return discardWork(0);
    case Unsaved::Stay:
        m_pending.reset();
        break;
    }
}

void TenantChoice::saveWork(std::size_t index)
{
    if (index >= m_work.size())
        return applyPending();
    m_work[index].second.save([this, index](const QString &problem) {
        if (problem.isEmpty() && m_pending)
            return saveWork(index + 1);
        m_pending.reset();
        if (!problem.isEmpty())
            Q_EMIT failed(makeError(ErrorKind::Conflict, problem, tr("Nothing else was changed.")));
    });
}

void TenantChoice::discardWork(std::size_t index)
{
    if (index >= m_work.size())
        return applyPending();
    m_work[index].second.discard([this, index](const QString &problem) {
        if (problem.isEmpty() && m_pending)
            return discardWork(index + 1);
        m_pending.reset();
        if (!problem.isEmpty())
            Q_EMIT failed(makeError(ErrorKind::Conflict, problem, tr("Nothing else was changed.")));
    });
}

void TenantChoice::applyPending()
{
    if (const auto pending = std::exchange(m_pending, std::nullopt))
        apply(pending->first, pending->second);
}

void TenantChoice::apply(const QString &name, const QString &value)
{
    if (const auto done = m_place.change({{name, value}}); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    for (const auto &[owner, work] : m_work)
        work.forget();
    QJsonObject kept = memory().value(ChosenPart).toObject();
    kept.insert(name, value);
    remember(ChosenPart, kept);
    const auto setting = std::ranges::find(m_settings, name, &TenantSetting::name);
    if (setting != m_settings.end()) {
        setting->value = value;
        setting->label.clear();
        setting->isHidden = setting->isHidden && value.isEmpty();
        setting->isMissing = false; // until it is looked for
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
