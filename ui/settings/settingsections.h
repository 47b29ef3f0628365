// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settingrow.h"

#include <QList>

namespace howdah::ui {

class Settings;

// The rows of the page of settings, by its headings. What they change is changed at once; the language says that it
// waits for the next start.
[[nodiscard]] QList<SettingRow *> appearanceRows(Settings &settings);
[[nodiscard]] QList<SettingRow *> timeRows(Settings &settings);
[[nodiscard]] QList<SettingRow *> limitRows(Settings &settings);
[[nodiscard]] QList<SettingRow *> languageRows(Settings &settings);
[[nodiscard]] QList<SettingRow *> folderRows(const Settings &settings);

// The languages that the program holds, by their names in themselves.
[[nodiscard]] QStringList languagesThere();

} // namespace howdah::ui
