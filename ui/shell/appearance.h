// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace howdah::ui {

class Settings;
class Theme;

// Makes the window look as the settings say, and again whenever one of them changes: theme, density, fonts, zoom, how
// moments are written. UI thread.
class Appearance final : public QObject
{
    Q_OBJECT
public:
    // Both outlive it. The theme stays as it was made until its setting changes: the command line may have named it.
    Appearance(Settings &settings, Theme &theme, QObject *parent = nullptr);

    // In steps of ten percent, within the bounds of the setting.
    void zoomBy(int steps);
    void resetZoom();

private:
    void follow(const QString &name);
    void applyFonts();
    void applyMoments();

    Settings &m_settings;
    Theme &m_theme;
};

} // namespace howdah::ui
