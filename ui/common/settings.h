// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace howdah::ui {

// A key of the settings file with its type, what holds when it is absent, and what it may be: numbers between `least`
// and `most` where one is less than the other, one of `choices` where there are any.
template <typename T>
struct Setting
{
    QLatin1StringView name;
    T fallback{};
    T least{};
    T most{};
    std::vector<T> choices{};
};

// The one table of keys: what an operator chooses stands in chosenSettings(), too. State of a single page is kept by
// the shell under "page/<key>" as JSON.
namespace settings {
inline const Setting<QString> theme{
    QLatin1StringView("appearance/theme"),
    QStringLiteral("system"),
    {},
    {},
    {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")}};
inline const Setting<QString> lastSystemScheme{QLatin1StringView("appearance/last-system-scheme"), {}};
inline const Setting<bool> compactRows{QLatin1StringView("appearance/compact-rows"), false};
// Of the whole window, in percent.
inline const Setting<int> zoom{QLatin1StringView("appearance/zoom"), 100, 70, 200};
// In points; 0 is the system's, and for the fixed font the size of the interface.
inline const Setting<int> interfacePoints{
    QLatin1StringView("appearance/interface-points"), 0, 0, 0, {0, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 24}};
inline const Setting<int> fixedPoints{
    QLatin1StringView("appearance/fixed-points"), 0, 0, 0, {0, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 24}};
inline const Setting<QString> fixedFamily{QLatin1StringView("appearance/fixed-family"), {}}; // empty: the system's
inline const Setting<QString> timeZone{
    QLatin1StringView("time/zone"),
    QStringLiteral("session"),
    {},
    {},
    {QStringLiteral("session"), QStringLiteral("local"), QStringLiteral("utc")}};
inline const Setting<QString> timeFormat{
    QLatin1StringView("time/format"),
    QStringLiteral("server"),
    {},
    {},
    {QStringLiteral("server"), QStringLiteral("seconds"), QStringLiteral("iso"), QStringLiteral("locale")}};
inline const Setting<int> pageRows{QLatin1StringView("limits/page-rows"), 200, 20, 5000};
inline const Setting<int> copyRows{QLatin1StringView("limits/copy-rows"), 100'000, 100, 10'000'000};
inline const Setting<int> rowPreviewBytes{QLatin1StringView("limits/row-preview-bytes"), 8000, 1000, 1'000'000};
inline const Setting<int> saveLockSeconds{QLatin1StringView("limits/save-lock-seconds"), 10, 0, 3600};
inline const Setting<int> runLockSeconds{QLatin1StringView("limits/run-lock-seconds"), 2, 0, 3600};
// What the history of queries lets go of by itself; 0: nothing.
inline const Setting<int> historyDays{QLatin1StringView("history/days"), 1095, 0, 36'500};
inline const Setting<int> historyEntries{QLatin1StringView("history/entries"), 500'000, 0, 100'000'000};
// A JSON object: keys by the identifiers of Keymap.
inline const Setting<QString> shortcuts{QLatin1StringView("keys/chosen"), {}};
// "de", "en"; empty: the system's.
inline const Setting<QString> language{QLatin1StringView("language/name"), {}};

inline const Setting<QByteArray> windowGeometry{QLatin1StringView("window/geometry"), {}};
inline const Setting<QString> currentPage{QLatin1StringView("window/page"), QStringLiteral("browse")};
// URIs without passwords, newest first; the environment of each stands before it: "staging postgresql://...".
inline const Setting<QStringList> recentConnections{QLatin1StringView("connect/recent"), {}};
// Ids of profiles, the last used first.
inline const Setting<QStringList> usedProfiles{QLatin1StringView("connect/profiles"), {}};
// JSON: by connection and database what was chosen of the settings of its platform, and names of what can be.
inline const Setting<QString> tenants{QLatin1StringView("connect/tenants"), {}};
// Completion in the page of queries opens by itself, so long after a letter.
inline const Setting<bool> completeWhileTyping{QLatin1StringView("query/complete-while-typing"), true};
inline const Setting<int> completionDelayMs{QLatin1StringView("query/completion-delay-ms"), 60, 0, 5000};
// References stand in grids as their values alone, without labels.
inline const Setting<bool> plainReferences{QLatin1StringView("browse/plain-references"), false};
inline const Setting<bool> demoLoaded{QLatin1StringView("demo/loaded"), false};
inline const Setting<bool> demoWhole{QLatin1StringView("demo/whole"), false}; // the databases beside it are there, too
inline const Setting<QString> demoProblem{QLatin1StringView("demo/problem"), {}}; // of those databases, as it was told
inline const Setting<bool> demoWelcomed{QLatin1StringView("demo/welcomed"), false}; // its tour was shown once
} // namespace settings

// What a text of the file says for this key; nothing where it does not say what the key may be.
[[nodiscard]] std::optional<bool> settingIn(const QVariant &found, const Setting<bool> &key);
[[nodiscard]] std::optional<int> settingIn(const QVariant &found, const Setting<int> &key);
[[nodiscard]] std::optional<QString> settingIn(const QVariant &found, const Setting<QString> &key);
template <typename T>
[[nodiscard]] std::optional<T> settingIn(const QVariant &found, const Setting<T> & /*key*/)
{
    return found.isValid() && found.canConvert<T>() ? std::optional(found.template value<T>()) : std::nullopt;
}

// A line of the table, whatever its type.
struct SettingFacts
{
    enum class Kind { Switch, Number, Text };
    QLatin1StringView name;
    Kind kind = Kind::Text;
    QString fallback;    // as it stands in the file
    QStringList choices; // as they stand in the file; empty: any
    int least = 0;
    int most = 0; // no more than `least`: no bounds
    bool (*holds)(const QVariant &found) = nullptr;
};
// What the page of settings shows, in its order.
[[nodiscard]] std::span<const SettingFacts> chosenSettings();

// The settings of the window program, in one ini file that is replaced atomically. Never a secret. What the file says
// that cannot be is as if it said nothing, and is named by problems(). UI thread.
class Settings final : public QObject
{
    Q_OBJECT
public:
    static constexpr int currentVersion = 1;

    // The file need not exist. Programs pass defaultPath(), tests a file of their own.
    explicit Settings(const QString &path);
    [[nodiscard]] static QString defaultPath();
    [[nodiscard]] QString path() const { return m_store.fileName(); }

    template <typename T>
    [[nodiscard]] T value(const Setting<T> &key) const
    {
        return settingIn(m_store.value(key.name), key).value_or(key.fallback);
    }
    // What the key may not be is not taken.
    template <typename T>
    void set(const Setting<T> &key, const T &value)
    {
        const QVariant given = QVariant::fromValue(value);
        if (!settingIn(given, key))
            return;
        const bool isNew = this->value(key) != value;
        m_store.setValue(key.name, given);
        if (isNew)
            Q_EMIT changed(QString(key.name));
    }
    // As if it had never been chosen.
    void reset(QLatin1StringView name);
    [[nodiscard]] bool isChosen(QLatin1StringView name) const { return m_store.contains(name); }

    // What the file held that could not be used, when it was opened, a sentence each; empty for a sound one.
    [[nodiscard]] const QStringList &problems() const { return m_problems; }

    [[nodiscard]] QJsonObject pageState(const QString &page) const;
    void setPageState(const QString &page, const QJsonObject &state);
    // Writes now rather than when the event loop is next idle.
    void sync() { m_store.sync(); }

Q_SIGNALS:
    // Of a key of the table.
    void changed(const QString &name);

private:
    void findProblems();

    QSettings m_store;
    QStringList m_problems;
};

} // namespace howdah::ui
