// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/guardbar.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "connect/allowfunctiondialog.h"
#include "connect/unlockdialog.h"
#include "connection/profile/productionplaces.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int barHeight = 34;

// "4:05", "1:04:05"
QString clock(std::chrono::milliseconds time)
{
    const qint64 seconds = (time.count() + 999) / 1000;
    const QString rest = u"%1:%2"_s.arg(seconds / 60 % 60, seconds >= 3600 ? 2 : 1, 10, QChar(u'0'))
                             .arg(seconds % 60, 2, 10, QChar(u'0'));
    return seconds >= 3600 ? u"%1:%2"_s.arg(seconds / 3600).arg(rest) : rest;
}

} // namespace

GuardBar::GuardBar(ConnectionController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_sign(new IconLabel(space::iconSmall))
    , m_words(new ElidedLabel)
    , m_button(button({}))
    , m_unlock(new QAction(icon(u"object-unlocked"), tr("Unlock writing…"), this))
    , m_lock(new QAction(icon(u"object-locked"), tr("Lock writing now"), this))
    , m_allow(new QAction(tr("Allow a function while writing is locked…"), this))
    , m_role(new QAction(tr("Connect as another role…"), this))
    , m_more(button(tr("More")))
{
    setBarHeight(this, barHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::group, 2, space::inside, 2);
    row->setSpacing(space::inside);
    row->addWidget(m_sign);
    row->addWidget(m_words, 1);
    row->addWidget(m_more);
    row->addWidget(m_button);
    auto *menu = new QMenu(m_more);
    menu->addActions({m_allow, m_role});
    m_more->setMenu(menu);
    m_more->setAccessibleName(tr("More about the lock"));
    m_more->setObjectName(u"guardMore"_s);
    connect(m_allow, &QAction::triggered, this, &GuardBar::openAllowing);
    connect(m_role, &QAction::triggered, this, &GuardBar::otherRoleWanted);
    m_words->setObjectName(u"guardWords"_s);
    m_button->setObjectName(u"guardButton"_s);
    connect(m_unlock, &QAction::triggered, this, &GuardBar::openDialog);
    connect(m_lock, &QAction::triggered, this, [this] { m_controller.productionLock().lock(); });
    connect(m_button, &QPushButton::clicked, this, [this] { (isOpen() ? m_lock : m_unlock)->trigger(); });
    connect(&controller, &ConnectionController::stateChanged, this, &GuardBar::follow);
    connect(&controller.productionLock(), &ProductionLock::changed, this, &GuardBar::follow);
    follow();
}

bool GuardBar::isOpen() const { return m_controller.guard().isGuarded() && !m_controller.guard().isLocked(); }

// What the lock does not hold here.
QStringList GuardBar::cautions() const
{
    QStringList all;
    if (!m_controller.isConnected())
        return all;
    if (m_controller.facts().superuser)
        all << tr("functions of this database run with your superuser privileges");
    if (!connection::provesServer(m_controller.connInfo()))
        all << tr("the server is not verified (set sslmode=verify-full or channel_binding=require)");
    if (const QStringList allowed = m_controller.sessionContext()->allowedFunctions().all(); !allowed.isEmpty())
        all << tr("allowed: %1").arg(allowed.join(u", "_s));
    return all;
}

QString GuardBar::text() const { return m_words->text(); }

// The moment itself does not move while the time that is left becomes less.
void GuardBar::followEnd()
{
    constexpr qint64 Sway = 2000;
    if (!isOpen()) {
        m_until = {};
        return;
    }
    const QDateTime until = QDateTime::currentDateTime().addMSecs(m_controller.guard().remaining().count());
    if (!m_until.isValid() || qAbs(m_until.msecsTo(until)) > Sway)
        m_until = until;
}

// For who listens: a countdown would be read out each second, so it is told until when.
void GuardBar::describeAloud()
{
    const QString end = locale().toString(m_until.time(), QLocale::ShortFormat);
    const QString name = isOpen()
                           ? tr("Production: writing is unlocked until %1 · %2").arg(end, m_controller.guard().reason())
                           : m_words->text();
    setAccessibleName(name);
    setAccessibleDescription(m_words->toolTip());
    m_words->setAccessibleName(name);
    m_button->setAccessibleDescription(name);
}

void GuardBar::follow()
{
    const bool there =
        m_controller.guard().isGuarded() && m_controller.state() != ConnectionController::State::Disconnected;
    setVisible(there);
    const bool connected = there && m_controller.isConnected();
    m_unlock->setEnabled(connected && !isOpen());
    m_lock->setEnabled(connected && isOpen());
    m_allow->setEnabled(connected && !isOpen());
    m_role->setEnabled(connected);
    m_more->setVisible(connected && !isOpen());
    if (!there)
        return;
    followEnd();
    QFont font = this->font();
    font.setWeight(isOpen() ? QFont::Bold : QFont::DemiBold);
    m_words->setFont(font);
    m_words->setText(
        isOpen() ? tr("PRODUCTION: writing is unlocked for %1 · %2")
                       .arg(clock(m_controller.guard().remaining()), m_controller.guard().reason())
                 : (QStringList{tr("Production: locked for writing")} + cautions()).join(u" · "_s));
    m_words->setToolTip(
        isOpen() ? tr("Until %1; then it is locked again, and what is still running may finish")
                       .arg(locale().toString(m_until.time(), QLocale::ShortFormat))
                 : (QStringList{tr("The server itself refuses every write from this window until it is unlocked")}
                    + cautions())
                       .join(u'\n'));
    describeAloud();
    m_button->setText(isOpen() ? tr("Lock now") : tr("Unlock…"));
    m_button->setEnabled(connected);
    const QColor ink = isOpen() ? palette().color(QPalette::Window) : color(Tone::Production, palette());
    QPalette words = palette();
    words.setColor(QPalette::WindowText, ink);
    m_words->setPalette(words);
    m_sign->setIcon(icon(isOpen() ? u"object-unlocked" : u"object-locked", Tone::Production));
    m_sign->setVisible(!isOpen());
    update();
}

void GuardBar::openDialog()
{
    if (m_dialog) {
        m_dialog->raise();
        return;
    }
    m_dialog = new UnlockDialog(m_controller, window());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->open();
}

void GuardBar::openAllowing()
{
    if (m_allowing) {
        m_allowing->raise();
        return;
    }
    m_allowing = new AllowFunctionDialog(m_controller, window());
    m_allowing->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_allowing, &AllowFunctionDialog::allowed, this, &GuardBar::follow);
    m_allowing->open();
}

void GuardBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        follow();
}

void GuardBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor tone = color(Tone::Production, palette());
    QColor ground = tone;
    if (!isOpen())
        ground.setAlphaF(0.14F);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(rect(), ground);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tone);
}

} // namespace howdah::ui
