// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/tour.h"

#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "shell/mainwindow.h"

#include <QApplication>
#include <QCoreApplication>
#include <QCursor>
#include <QDir>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int StepTimeoutMs = 60'000;
constexpr int FirstStepTimeoutMs = 300'000;
constexpr int LookEveryMs = 30;
// After it says that it is ready a page may still lay itself out: it must stay ready for this many looks.
constexpr int CalmLooks = 4;

Tour::Tour(QWidget *window, Theme *theme, QString folder, std::vector<TourStep> steps, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_theme(theme)
    , m_folder(std::move(folder))
    , m_steps(std::move(steps))
{
    m_timer.setInterval(LookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &Tour::look);
}

void Tour::start()
{
    if (!QDir().mkpath(m_folder)) {
        qWarning("The folder %s cannot be made", qPrintable(m_folder));
        Q_EMIT finished(false);
        return;
    }
    m_window->resize(m_size);
    // Off the window, where the pointer hovers over nothing.
    QCursor::setPos(m_window->mapToGlobal(m_window->rect().bottomRight() + QPoint(20, 20)));
    m_theme->setChoice(m_schemes.front());
    beginStep();
}

void Tour::beginStep()
{
    if (m_step == m_steps.size()) {
        m_timer.stop();
        Q_EMIT finished(m_complete);
        return;
    }
    m_calmLooks = 0;
    m_clock.start();
    m_timer.start();
    if (m_scheme > 0)
        return;
    m_gaveUp = false;
    m_steps[m_step].show();
}

void Tour::look()
{
    const TourStep &step = m_steps[m_step];
    if (m_gaveUp || !step.ready || step.ready()) {
        if (++m_calmLooks >= CalmLooks)
            take();
        return;
    }
    m_calmLooks = 0;
    if (const QString why = step.hopeless ? step.hopeless() : QString(); !why.isEmpty())
        giveUp(why);
    else if (m_clock.elapsed() > patience())
        giveUp(u"it did not become ready in %1 s"_s.arg(patience() / 1000));
}

// The first step waits for the private server and for its demo data as well.
qint64 Tour::patience() const { return m_step == 0 ? FirstStepTimeoutMs : StepTimeoutMs; }

void Tour::giveUp(const QString &why)
{
    qWarning("The step %s of the tour: %s", qPrintable(m_steps[m_step].name), qPrintable(why));
    m_complete = false;
    m_gaveUp = true;
}

void Tour::take()
{
    const QString scheme = m_schemes[m_scheme] == ThemeChoice::Light ? u"light"_s : u"dark"_s;
    // So that they sort by their number.
    const int digits = m_steps.size() < 100 ? 2 : 3;
    const QString name =
        u"%1/%2-%3-%4.png"_s.arg(m_folder).arg(m_step + 1, digits, 10, QChar(u'0')).arg(m_steps[m_step].name, scheme);
    if (!grabWithPopups(m_window).save(name)) {
        qWarning("%s cannot be written", qPrintable(name));
        m_complete = false;
    }
    next();
}

void Tour::next()
{
    // Both schemes of one step before the next one: what a step opened is still there.
    if (++m_scheme == m_schemes.size()) {
        m_scheme = 0;
        ++m_step;
    }
    m_theme->setChoice(m_schemes[m_scheme]);
    beginStep();
}

bool isCalm(const MainWindow &window, const PageServices &services)
{
    if (!services.connection->isConnected() || services.connection->isReadingCatalog() || !services.tasks->isEmpty())
        return false;
    return std::ranges::none_of(window.findChildren<StateStack *>(), [](const StateStack *one) {
        return one->isVisible() && one->state() == StateStack::State::Loading;
    });
}

QString whyNotConnected(const PageServices &services)
{
    const ConnectionController &connection = *services.connection;
    return connection.state() == ConnectionController::State::Failed ? describe(connection.error()) : QString();
}

Result<std::vector<TourStep>> pageSteps(MainWindow &window, const PageServices &services, const QStringList &keys)
{
    std::vector<TourStep> steps;
    for (const QString &key : keys.isEmpty() ? window.pageKeys() : keys) {
        if (!window.pageKeys().contains(key))
            return fail(
                ErrorKind::Usage, QCoreApplication::translate("Program", "There is no page %1").arg(key),
                QCoreApplication::translate("Program", "Use one of: %1.").arg(window.pageKeys().join(u", "_s)));
        steps.push_back(
            {key, [&window, key] { window.showPage(key); }, [&window, services] { return isCalm(window, services); },
             [services] { return whyNotConnected(services); }});
    }
    return steps;
}

// How many windows it stands upon.
static int heightOf(const QWidget *window)
{
    int height = 0;
    for (const QWidget *below = window->parentWidget(); below; below = below->window()->parentWidget())
        ++height;
    return height;
}

QPixmap grabWithPopups(QWidget *window)
{
    QPixmap picture = window->grab();
    QPainter painter(&picture);
    QWidgetList windows = QApplication::topLevelWidgets(); // in no order
    std::ranges::stable_sort(windows, {}, heightOf);
    for (QWidget *other : std::as_const(windows)) {
        // What completes a text is such a window, too, and is to be seen.
        if (other == window || !other->isVisible() || other->inherits("QTipLabel"))
            continue;
        QPoint place = other->frameGeometry().topLeft() - window->geometry().topLeft();
        if (other->isWindow() && other->inherits("QDialog")) {
            // Without a window manager nobody has put the dialog over the window, nor given it an edge.
            place = window->rect().center() - other->rect().center();
            for (int ring = 12; ring > 0; --ring)
                painter.fillRect(
                    QRect(place, other->size()).adjusted(-ring, 4 - ring, ring, ring + 4), QColor(0, 0, 0, 8));
            painter.fillRect(
                QRect(place, other->size()).adjusted(-1, -1, 1, 1), color(Surface::StrongBorder, window->palette()));
        }
        painter.drawPixmap(place, other->grab());
    }
    return picture;
}

} // namespace howdah::ui
