// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/settings.h"

#include "base/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

const Setting<int> versionKey{"version"_L1, 0};

// Of an ini file every value is a text.
QString written(bool value) { return value ? u"true"_s : u"false"_s; }
QString written(int value) { return QString::number(value); }
QString written(const QString &value) { return value; }

template <typename T>
constexpr SettingFacts::Kind kindOf()
{
    if constexpr (std::is_same_v<T, bool>)
        return SettingFacts::Kind::Switch;
    else if constexpr (std::is_same_v<T, int>)
        return SettingFacts::Kind::Number;
    else
        return SettingFacts::Kind::Text;
}

template <const auto &Key>
SettingFacts factsOf()
{
    using Type = std::remove_cvref_t<decltype(Key.fallback)>;
    SettingFacts facts{Key.name, kindOf<Type>(), written(Key.fallback), {}, 0, 0, {}};
    for (const Type &choice : Key.choices)
        facts.choices << written(choice);
    if constexpr (std::is_same_v<Type, int>) {
        facts.least = Key.least;
        facts.most = Key.most;
    }
    facts.holds = [](const QVariant &found) { return settingIn(found, Key).has_value(); };
    return facts;
}

template <typename T>
bool isChoice(const Setting<T> &key, const T &value)
{
    return key.choices.empty() || std::ranges::find(key.choices, value) != key.choices.end();
}

} // namespace

std::optional<bool> settingIn(const QVariant &found, const Setting<bool> & /*key*/)
{
    if (found.typeId() == QMetaType::Bool)
        return found.toBool();
    const QString text = found.toString();
    if (text == "true"_L1 || text == "1"_L1)
        return true;
    return text == "false"_L1 || text == "0"_L1 ? std::optional(false) : std::nullopt;
}

std::optional<int> settingIn(const QVariant &found, const Setting<int> &key)
{
    bool isNumber = false;
    const int number = found.toInt(&isNumber);
    const bool isWithin = key.least >= key.most || (number >= key.least && number <= key.most);
    return isNumber && isWithin && isChoice(key, number) ? std::optional(number) : std::nullopt;
}

std::optional<QString> settingIn(const QVariant &found, const Setting<QString> &key)
{
    if (found.typeId() != QMetaType::QString)
        return {};
    return isChoice(key, found.toString()) ? std::optional(found.toString()) : std::nullopt;
}

std::span<const SettingFacts> chosenSettings()
{
    static const std::vector<SettingFacts> table{factsOf<settings::theme>(),
                                                 factsOf<settings::compactRows>(),
                                                 factsOf<settings::zoom>(),
                                                 factsOf<settings::interfacePoints>(),
                                                 factsOf<settings::fixedFamily>(),
                                                 factsOf<settings::fixedPoints>(),
                                                 factsOf<settings::timeZone>(),
                                                 factsOf<settings::timeFormat>(),
                                                 factsOf<settings::pageRows>(),
                                                 factsOf<settings::copyRows>(),
                                                 factsOf<settings::rowPreviewBytes>(),
                                                 factsOf<settings::saveLockSeconds>(),
                                                 factsOf<settings::runLockSeconds>(),
                                                 factsOf<settings::historyDays>(),
                                                 factsOf<settings::historyEntries>(),
                                                 factsOf<settings::shortcuts>(),
                                                 factsOf<settings::language>()};
    return table;
}

Settings::Settings(const QString &path)
    : m_store(path, QSettings::IniFormat)
{
    m_store.setAtomicSyncRequired(true);
    findProblems();
    // A file of a later version keeps its number: what we know in it is used, the rest stays as it is.
    if (value(versionKey) < currentVersion)
        set(versionKey, currentVersion);
}

QString Settings::defaultPath() { return QDir(dataFolder()).filePath(u"settings.ini"_s); }

// Before anything is written: a file that cannot be read is kept aside, since the next write replaces it.
void Settings::findProblems()
{
    if (m_store.status() == QSettings::FormatError) {
        const QString aside = path() + u".damaged"_s;
        QFile::remove(aside);
        m_problems
            << (QFile::copy(path(), aside) ? tr("The settings file %1 is damaged; a copy is in %2.").arg(path(), aside)
                                           : tr("The settings file %1 is damaged.").arg(path()));
    }
    for (const SettingFacts &one : chosenSettings()) {
        if (!m_store.contains(one.name) || one.holds(m_store.value(one.name)))
            continue;
        m_problems << tr("%1 cannot be “%2”; the default is used.")
                          .arg(QString(one.name), m_store.value(one.name).toString().left(40));
    }
}

void Settings::reset(QLatin1StringView name)
{
    if (!m_store.contains(name))
        return;
    m_store.remove(name);
    Q_EMIT changed(QString(name));
}

QJsonObject Settings::pageState(const QString &page) const
{
    return QJsonDocument::fromJson(m_store.value(u"page/"_s + page).toString().toUtf8()).object();
}

void Settings::setPageState(const QString &page, const QJsonObject &state)
{
    m_store.setValue(u"page/"_s + page, QString::fromUtf8(QJsonDocument(state).toJson(QJsonDocument::Compact)));
}

} // namespace howdah::ui
