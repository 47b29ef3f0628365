// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/topbar.h"

#include "base/whendone.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "connect/profilecolour.h"
#include "connection/profile/profilestore.h"
#include "connection/server/environment.h"
#include "shell/databaseswitcher.h"
#include "shell/taskbutton.h"
#include "shell/tenantswitcher.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int barHeight = 44;
constexpr int dotSize = 10;
constexpr int widestSwitcher = 380;
constexpr qsizetype MostLetters = 200;
constexpr size_t mostProfiles = 12; // the dialog has all

} // namespace

ConnectionSwitcher::ConnectionSwitcher(ConnectionController &controller, QWidget *parent)
    : TopButton(Border::None, parent)
    , m_controller(controller)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, [this] { showMenu(); });
    connect(&controller, &ConnectionController::stateChanged, this, [this] { refresh(); });
    connect(&controller, &ConnectionController::stateChanged, this, [this] { readProfiles(); });
    refresh();
}

QString ConnectionSwitcher::environmentWord() const
{
    switch (m_controller.state()) {
    case ConnectionController::State::Disconnected:
        return {};
    case ConnectionController::State::Connecting:
        return tr("connecting");
    case ConnectionController::State::Connected:
        break;
    case ConnectionController::State::Lost:
        return tr("connection lost");
    case ConnectionController::State::Failed:
        return tr("not connected");
    }
    if (m_controller.destination().isPrivateServer())
        return {};
    return environmentName(m_controller.guard().environment()).toLower();
}

Tone ConnectionSwitcher::tone() const
{
    switch (m_controller.state()) {
    case ConnectionController::State::Disconnected:
        return Tone::Neutral;
    case ConnectionController::State::Connecting:
        return Tone::Running;
    case ConnectionController::State::Connected:
        return environmentTone(m_controller.guard().environment());
    case ConnectionController::State::Lost:
    case ConnectionController::State::Failed:
        return Tone::Failed;
    }
    return Tone::Neutral;
}

// Drawn as it is; the database stands on the button beside this one as long as there is one.
QString ConnectionSwitcher::shownLabel() const
{
    return m_controller.isConnected() ? m_controller.destination().serverLabel() : m_controller.label();
}

void ConnectionSwitcher::refresh()
{
    const QString word = environmentWord();
    setText(plainCaption(m_controller.label(), MostLetters));
    setAccessibleName(word.isEmpty() ? m_controller.label() : tr("%1, %2").arg(m_controller.label(), word));
    setToolTip(tr("Current connection"));
    updateGeometry();
    update();
}

QSize ConnectionSwitcher::sizeHint() const
{
    const QString word = environmentWord();
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    int width = dotSize + QFontMetrics(bold).horizontalAdvance(shownLabel()) + ArrowSize + 5 * space::inside;
    if (!word.isEmpty())
        width += QFontMetrics(smallFont()).horizontalAdvance(word) + space::inside;
    return {qMin(width, widestSwitcher), Height};
}

QSize ConnectionSwitcher::minimumSizeHint() const { return {120, Height}; }

void ConnectionSwitcher::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintGround(painter);
    const QColor dot = dotColour();
    QRect rest = rect().adjusted(space::inside + 2, 0, -space::inside, 0);
    const QRectF circle(rest.left(), rest.center().y() - dotSize / 2.0 + 1, dotSize, dotSize);
    const bool there = m_controller.isConnected();
    // Hollow while there is no connection: the colour does not say it alone.
    painter.setPen(QPen(dot, 2));
    painter.setBrush(there ? QBrush(dot) : QBrush(Qt::NoBrush));
    painter.drawEllipse(circle.adjusted(1, 1, -1, -1));
    rest.setLeft(rest.left() + dotSize + space::inside);
    paintArrow(painter, rest);

    const QString word = environmentWord();
    const int wordWidth = word.isEmpty() ? 0 : QFontMetrics(smallFont()).horizontalAdvance(word) + space::inside;
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::WindowText));
    const QString shown =
        painter.fontMetrics().elidedText(shownLabel(), Qt::ElideMiddle, qMax(0, rest.width() - wordWidth));
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, shown);
    if (!word.isEmpty()) {
        const int used = painter.fontMetrics().horizontalAdvance(shown) + space::inside;
        painter.setFont(smallFont());
        painter.setPen(color(tone(), palette()));
        painter.drawText(rest.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, word);
    }
}

// That of the profile, where it has one; the environment stands beside it as a word in its own colour.
QColor ConnectionSwitcher::dotColour() const
{
    const auto &profile = m_controller.destination().profile;
    if (m_controller.isConnected() && profile && ownColour(*profile).isValid())
        return profileColour(*profile, palette());
    return color(tone(), palette());
}

// For the menu, which must not wait for the disk.
void ConnectionSwitcher::readProfiles()
{
    const auto read = QtConcurrent::run([] { return connection::ProfileStore().profiles(); });
    whenDone(
        this, read,
        [this, used = m_controller.recent().usedProfiles()](const Result<std::vector<connection::Profile>> &all) {
            m_profiles = all ? *all : std::vector<connection::Profile>();
            std::erase_if(m_profiles, &connection::isPrivate);
            std::ranges::stable_sort(m_profiles, {}, [&used](const connection::Profile &each) {
                const qsizetype at = used.indexOf(each.id);
                return at < 0 ? used.size() : at;
            });
        });
}

void ConnectionSwitcher::addProfiles(QMenu *menu)
{
    if (!m_profiles.empty())
        menu->addSeparator();
    for (size_t i = 0; i < m_profiles.size() && i < mostProfiles; ++i) {
        const connection::Profile &each = m_profiles[i];
        const QString name = each.group.isEmpty() ? each.name : tr("%1 / %2").arg(each.group, each.name);
        const QString kind = environmentName(each.environment).toLower();
        QAction *item = menu->addAction(
            ui::icon(u"media-record", environmentTone(each.environment)), tr("%1 (%2)").arg(plainCaption(name), kind));
        connect(item, &QAction::triggered, this, [this, each] { Q_EMIT profileWanted(each); });
    }
}

void ConnectionSwitcher::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(ui::icon(u"server-database"), tr("Private server")), &QAction::triggered, this, [this] {
        m_controller.goToPrivateServer();
    });
    addProfiles(menu);
    readProfiles(); // for the next time
    const std::vector<RecentConnection> recent = m_controller.recent().all();
    if (!recent.empty())
        menu->addSeparator();
    for (const RecentConnection &each : recent) {
        const Result<connection::ConnInfo> info = connection::parseConnInfo(each.uri);
        if (!info)
            continue;
        const QString words = plainCaption(connection::describe(*info));
        QAction *item = menu->addAction(
            ui::icon(u"media-record", environmentTone(each.environment)),
            tr("%1 (%2)").arg(words, environmentName(each.environment).toLower()));
        connect(item, &QAction::triggered, this, [this, info = *info, environment = each.environment] {
            m_controller.goTo(info, environment);
        });
    }
    menu->addSeparator();
    connect(
        menu->addAction(ui::icon(u"network-connect"), tr("Connect to…")), &QAction::triggered, this,
        &ConnectionSwitcher::dialogWanted);
    QAction *again = menu->addAction(ui::icon(u"view-refresh"), tr("Reconnect"));
    connect(again, &QAction::triggered, this, [this] { m_controller.reconnect(); });
    QAction *leave = menu->addAction(ui::icon(u"network-disconnect"), tr("Disconnect"));
    leave->setEnabled(m_controller.state() != ConnectionController::State::Disconnected);
    connect(leave, &QAction::triggered, this, [this] { m_controller.disconnectFromServer(); });
    menu->popup(mapToGlobal(QPoint(0, height() + 2)));
}

SearchButton::SearchButton(QWidget *parent)
    : TopButton(Border::Field, parent)
{
    setText(tr("Search or run a command"));
    setAccessibleName(text());
    setKeys(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SearchButton::setKeys(const QString &keys)
{
    m_keys = keys;
    setToolTip(keys.isEmpty() ? text() : tr("Search or run a command (%1)").arg(keys));
    update();
}

void SearchButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintGround(painter);
    QRect rest = rect().adjusted(space::inside, 0, -space::inside - 2, 0);
    const QRect sign(rest.left() + 2, rest.center().y() - 7, space::iconSmall, space::iconSmall);
    ui::icon(u"edit-find", Tone::Neutral).paint(&painter, sign);
    rest.setLeft(sign.right() + space::inside);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.setFont(smallFont());
    painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter, m_keys);
    rest.setRight(rest.right() - painter.fontMetrics().horizontalAdvance(m_keys) - space::inside);
    painter.setFont(font());
    painter.drawText(
        rest, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, rest.width()));
}

void TopBar::setSearchKeys(const QString &keys) { m_search->setKeys(keys); }

TopBar::TopBar(ConnectionController &controller, TaskList &tasks, QWidget *parent)
    : QWidget(parent)
    , m_switcher(new ConnectionSwitcher(controller))
    , m_databases(new DatabaseSwitcher(controller))
    , m_tenant(new TenantSwitcher(controller))
    , m_search(new SearchButton)
    , m_tasks(new TaskButton(tasks))
{
    setBarHeight(this, barHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::inside, 0, space::inside, 1);
    row->setSpacing(space::inside);
    // Equal stretches at both sides keep the search in the middle as long as there is room.
    auto *left = new QHBoxLayout;
    left->setSpacing(space::tight);
    left->addWidget(m_switcher);
    left->addWidget(m_databases);
    left->addWidget(m_tenant);
    left->addStretch(1);
    auto *right = new QHBoxLayout;
    right->addStretch(1);
    right->addWidget(m_tasks);
    row->addLayout(left, 1);
    row->addWidget(m_search, 0);
    row->addLayout(right, 1);
    connect(m_search, &QAbstractButton::clicked, this, &TopBar::searchWanted);
    connect(m_switcher, &ConnectionSwitcher::dialogWanted, this, &TopBar::dialogWanted);
    connect(m_switcher, &ConnectionSwitcher::profileWanted, this, &TopBar::profileWanted);
}

// In the middle, unless the names on the left would be cut for it.
void TopBar::placeSearch()
{
    auto *row = static_cast<QBoxLayout *>(layout());
    const int side = (width() - m_search->sizeHint().width()) / 2 - 2 * space::inside;
    row->setStretch(0, row->itemAt(0)->sizeHint().width() <= side ? 1 : 0);
}

bool TopBar::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        placeSearch();
    return done;
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Surface::Raised, palette()));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color(Surface::Border, palette()));
}

} // namespace howdah::ui
