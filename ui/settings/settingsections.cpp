// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingsections.h"

#include "base/paths.h"
#include "common/fonts.h"
#include "common/moments.h"
#include "common/tr.h"
#include "common/widgets.h"
#include "settings/settingcontrols.h"

#include <QDesktopServices>
#include <QDir>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLocale>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

Choices<int> sizes(const QString &usual)
{
    Choices<int> choices{{0, usual}};
    for (const int points : settings::interfacePoints.choices) {
        if (points > 0)
            choices.push_back({points, tr("%1 pt").arg(points)});
    }
    return choices;
}

Choices<QString> fixedFamilies(const QString &chosen)
{
    Choices<QString> choices{{QString(), tr("System's fixed font")}};
    const QStringList families = QFontDatabase::families();
    for (const QString &family : families) {
        if (QFontDatabase::isFixedPitch(family) && !QFontDatabase::isPrivateFamily(family))
            choices.push_back({family, family});
    }
    if (!chosen.isEmpty() && !families.contains(chosen))
        choices.push_back({chosen, tr("%1 (not installed)").arg(chosen)});
    return choices;
}

} // namespace

QList<SettingRow *> appearanceRows(Settings &settings)
{
    using settings::compactRows;
    return {
        choiceRow<QString>(
            settings, settings::theme, {tr("Theme"), {}},
            {{u"system"_s, tr("System")}, {u"light"_s, tr("Light")}, {u"dark"_s, tr("Dark")}}),
        choiceRow<bool>(
            settings, compactRows, {tr("Density"), tr("The height of rows in grids, lists and trees.")},
            {{false, tr("Comfortable (26 px)")}, {true, tr("Compact (22 px)")}}),
        numberRow(
            settings, settings::zoom,
            {tr("Zoom"), tr("The whole window. Ctrl++ and Ctrl+- change it, Ctrl+0 resets it.")}, {10, u" %"_s, {}}),
        choiceRow<int>(
            settings, settings::interfacePoints, {tr("Interface font size"), {}}, sizes(tr("System's size"))),
        choiceRow<QString>(
            settings, settings::fixedFamily, {tr("Fixed font"), tr("For values, SQL, JSON and prompts.")},
            fixedFamilies(settings.value(settings::fixedFamily))),
        choiceRow<int>(
            settings, settings::fixedPoints, {tr("Fixed font size"), {}}, sizes(tr("Same as the interface")))};
}

QList<SettingRow *> timeRows(Settings &settings)
{
    const QString example = u"2026-03-01 14:05:09.123456+01"_s;
    using Zone = MomentShape::Zone;
    using Format = MomentShape::Format;
    return {
        choiceRow<QString>(
            settings, settings::timeZone,
            {tr("Time zone"), tr("For timestamps with a time zone. They are shown in it; what is copied, edited and "
                                 "filtered by stays as the server sent it.")},
            {{u"session"_s, tr("The session's")}, {u"local"_s, tr("This computer's")}, {u"utc"_s, tr("UTC")}}),
        choiceRow<QString>(
            settings, settings::timeFormat, {tr("Time format"), {}},
            {{u"server"_s, example},
             {u"seconds"_s, shownMoment(example, {Zone::Session, Format::Seconds})},
             {u"iso"_s, shownMoment(example, {Zone::Session, Format::Iso})},
             {u"locale"_s, shownMoment(example, {Zone::Session, Format::Locale})}})};
}

QList<SettingRow *> limitRows(Settings &settings)
{
    const QString rows = tr(" rows");
    const QString seconds = tr(" s");
    return {
        numberRow(
            settings, settings::pageRows, {tr("Rows per page"), tr("How many rows of a table are read at a time.")},
            {100, rows, {}}),
        numberRow(
            settings, settings::copyRows,
            {tr("Rows copied without a question"), tr("More can be copied; Howdah asks first.")}, {10'000, rows, {}}),
        numberRow(
            settings, settings::rowPreviewBytes,
            {tr("Cell previews"),
             tr("How much of a row's long values is read for the grid. The record shows the whole values.")},
            {1000, tr(" bytes per row"), {}}),
        numberRow(
            settings, settings::saveLockSeconds,
            {tr("Lock time-out when saving rows"),
             tr("How long a save waits for a row that somebody else has locked.")},
            {1, seconds, tr("the server's")}),
        numberRow(
            settings, settings::runLockSeconds,
            {tr("Lock time-out of migrations"),
             tr("How long a statement of a migration waits for a lock before it is tried once more.")},
            {1, seconds, tr("none")}),
        numberRow(
            settings, settings::historyDays,
            {tr("History of queries: age"),
             tr("Older entries are deleted, but for those that are pinned or named. The audit log is something else.")},
            {30, tr(" days"), tr("no limit")}),
        numberRow(
            settings, settings::historyEntries,
            {tr("History of queries: size"), tr("The oldest entries beyond it are deleted, as above.")},
            {10'000, tr(" entries"), tr("no limit")})};
}

QStringList languagesThere()
{
    QStringList names;
    for (const QString &file : QDir(u":/i18n"_s).entryList({u"howdah_*.qm"_s}, QDir::Files, QDir::Name))
        names << file.mid(7, file.size() - 10);
    if (!names.contains(u"en"_s))
        names.prepend(u"en"_s);
    return names;
}

QList<SettingRow *> languageRows(Settings &settings)
{
    Choices<QString> choices{{QString(), tr("System's language")}};
    for (const QString &name : languagesThere())
        choices.push_back({name, QLocale(name).nativeLanguageName()});
    return {choiceRow<QString>(
        settings, settings::language, {tr("Language"), tr("Changes at the next start of Howdah.")}, choices)};
}

QList<SettingRow *> folderRows(const Settings &settings)
{
    auto *folder = new QWidget;
    folder->setObjectName(u"dataFolder"_s);
    auto *row = new QHBoxLayout(folder);
    row->setContentsMargins(0, 0, 0, 0);
    auto *open = button(tr("Open folder"));
    open->setObjectName(u"openDataFolder"_s);
    row->addWidget(open);
    QObject::connect(open, &QPushButton::clicked, folder, [] {
        QDir().mkpath(dataFolder());
        QDesktopServices::openUrl(QUrl::fromLocalFile(dataFolder()));
    });
    auto *found = new SettingRow(
        {tr("Data folder"),
         tr("%1 holds the profiles, the audit log, the private server and these settings (%2). "
            "HOWDAH_DATA_DIR moves it.")
             .arg(QDir::toNativeSeparators(dataFolder()), QDir::toNativeSeparators(settings.path()))},
        folder);
    return {found};
}

} // namespace howdah::ui
