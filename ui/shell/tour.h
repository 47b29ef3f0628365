// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "common/page.h"
#include "common/theme.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>
#include <vector>

namespace howdah::ui {

class MainWindow;

// One picture: `show` brings the window there, `ready` says when it may be taken and is asked again and again.
struct TourStep
{
    QString name; // "browse-filter": becomes 03-browse-filter-light.png
    std::function<void()> show;
    std::function<bool()> ready;
    // Asked while it is not ready: why it never will be; "" when it still may. Empty: nothing is known.
    std::function<QString()> hopeless = {};
};

// Takes a picture of every step in light and dark: 01-browse-light.png, 01-browse-dark.png, ... A step that does not
// become ready within its time, or says that it never will, is named on stderr and makes the tour fail; the others are
// taken all the same. Waits by asking the steps whenever the event loop is idle, never by sleeping. UI thread.
class Tour final : public QObject
{
    Q_OBJECT
public:
    Tour(QWidget *window, Theme *theme, QString folder, std::vector<TourStep> steps, QObject *parent = nullptr);

    // Of the window, in pixels of the interface; 1280 by 800 unless told.
    void setSize(const QSize &size) { m_size = size; }
    void start();

Q_SIGNALS:
    void finished(bool complete);

private:
    void beginStep();
    void look();
    [[nodiscard]] qint64 patience() const;
    void giveUp(const QString &why);
    void take();
    void next();

    QWidget *m_window;
    Theme *m_theme;
    QString m_folder;
    QSize m_size{1280, 800};
    std::vector<TourStep> m_steps;
    std::vector<ThemeChoice> m_schemes{ThemeChoice::Light, ThemeChoice::Dark};
    size_t m_step = 0;
    size_t m_scheme = 0;
    int m_calmLooks = 0;
    bool m_complete = true;
    bool m_gaveUp = false; // on this step: its other picture does not wait again
    QTimer m_timer;
    QElapsedTimer m_clock;
};

// Each of these pages as it stands once the window is connected and nothing loads; all of them where none is named.
// ErrorKind::Usage names the pages that there are. What the steps are given outlives them.
[[nodiscard]] Result<std::vector<TourStep>>
pageSteps(MainWindow &window, const PageServices &services, const QStringList &keys);
// Connected, and nothing that can be seen is loading.
[[nodiscard]] bool isCalm(const MainWindow &window, const PageServices &services);
// Why a window that connects never will; "" while it may.
[[nodiscard]] QString whyNotConnected(const PageServices &services);

// The window with the dialogs and popups that stand over it, as somebody sees it.
[[nodiscard]] QPixmap grabWithPopups(QWidget *window);

} // namespace howdah::ui
