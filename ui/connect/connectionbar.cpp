// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectionbar.h"

#include "common/widgets.h"
#include "connect/connectioncontroller.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds ShownFor{15'000}; // that it is back, where nothing was lost with it

int seconds(milliseconds time) { return int((time.count() + 999) / 1000); }

QString duration(milliseconds time)
{
    const int whole = seconds(time);
    return whole < 120 ? ConnectionBar::tr("%n second(s)", nullptr, whole)
                       : ConnectionBar::tr("%n minute(s)", nullptr, whole / 60);
}

} // namespace

ConnectionBar::ConnectionBar(ConnectionController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_banner(new Banner(Tone::Failed, this))
    , m_try(button(tr("Try now")))
    , m_stop(button(tr("Stop trying")))
    , m_dismiss(button(tr("Dismiss")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_banner);
    for (QPushButton *each : {m_try, m_stop, m_dismiss})
        m_banner->addWidget(each);
    m_stop->setToolTip(tr("What is shown stays; Try now tries again"));
    connect(m_try, &QPushButton::clicked, this, [this] { m_controller.reconnect(); });
    connect(m_stop, &QPushButton::clicked, this, [this] { m_controller.reconnector().stop(); });
    connect(m_dismiss, &QPushButton::clicked, this, &QWidget::hide);
    connect(&controller, &ConnectionController::stateChanged, this, [this] { follow(); });
    connect(&controller.reconnector(), &Reconnector::changed, this, [this] { follow(); });
    connect(&controller, &ConnectionController::returned, this, [this] { showReturn(); });
    m_fade.setSingleShot(true);
    m_fade.setInterval(ShownFor);
    connect(&m_fade, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

QString ConnectionBar::text() const { return m_banner->text(); }

// What comes next.
QString ConnectionBar::outlook() const
{
    const Reconnector &again = m_controller.reconnector();
    QString why;
    if (again.reason())
        why = again.reason()->message + u' ' + again.reason()->hint;
    switch (again.state()) {
    case Reconnector::State::Idle:
        return {};
    case Reconnector::State::Waiting:
        if (again.remaining() <= milliseconds(1'000))
            break;
        return tr("Trying again in %n second(s). %1", nullptr, seconds(again.remaining())).arg(why);
    case Reconnector::State::Trying:
        break;
    case Reconnector::State::Stopped:
        return why.isEmpty()
                 ? tr("It will not be retried until you choose Try now.")
                 : tr("It is not retried automatically, since that could lock the account: %1").arg(why.trimmed());
    }
    return again.attempts() > 1 ? tr("Trying again (attempt %1). %2").arg(again.attempts()).arg(why)
                                : tr("Trying again.");
}

// What went with the connection.
QString ConnectionBar::losses() const
{
    QStringList reported;
    if (!m_controller.productionLock().lostWriting().isEmpty())
        reported << tr("What was being written (%1) was lost unless it had been committed; nothing is run again.")
                        .arg(m_controller.productionLock().lostWriting().join(u", "_s));
    if (m_controller.productionLock().hasLockedAgain())
        reported << tr("Writing is locked again.");
    return reported.join(u' ');
}

void ConnectionBar::follow()
{
    if (m_controller.state() != ConnectionController::State::Lost) {
        // What is said of the return stays, until something else happens.
        if (m_controller.state() != ConnectionController::State::Connected || m_banner->text().isEmpty()
            || m_dismiss->isHidden())
            hide();
        return;
    }
    m_fade.stop();
    QStringList parts{
        tr("The connection was lost; the data shown is out of date. %1.").arg(m_controller.error().message), losses(),
        outlook()};
    parts.removeAll(QString());
    m_banner->setTone(Tone::Failed);
    m_banner->setText(parts.join(u' ').trimmed());
    const bool stopped = m_controller.reconnector().state() == Reconnector::State::Stopped;
    m_stop->setVisible(!stopped);
    m_try->show();
    m_dismiss->hide();
    show();
}

void ConnectionBar::showReturn()
{
    const QString lost = losses();
    m_banner->setTone(lost.isEmpty() ? Tone::Applied : Tone::Edited);
    m_banner->setText(
        (tr("Reconnected after %1.").arg(duration(m_controller.reconnector().outage())) + u' ' + lost).trimmed());
    m_try->hide();
    m_stop->hide();
    m_dismiss->show();
    show();
    if (lost.isEmpty())
        m_fade.start();
}

} // namespace howdah::ui
