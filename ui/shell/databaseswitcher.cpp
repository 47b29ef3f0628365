// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/databaseswitcher.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "connect/connectioncontroller.h"

#include <QActionGroup>
#include <QMenu>
#include <QPainter>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int WidestButton = 220;
constexpr qsizetype MostNameLetters = 200;
constexpr size_t MostVisited = 40; // each is a connection of its own

} // namespace

DatabaseSwitcher::DatabaseSwitcher(ConnectionController &controller, QWidget *parent)
    : TopButton(Border::None, parent)
    , m_controller(controller)
{
    setObjectName(u"databases"_s);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &DatabaseSwitcher::showMenu);
    connect(&controller, &ConnectionController::stateChanged, this, [this] { refresh(); });
    refresh();
}

void DatabaseSwitcher::refresh()
{
    const bool connected = m_controller.isConnected();
    setVisible(connected);
    if (!connected)
        return;
    const QString database = m_controller.facts().database;
    setText(plainCaption(database, MostNameLetters));
    setAccessibleName(tr("Database %1").arg(database));
    setToolTip(plainToolTip(tr("Database %1: change it").arg(database)));
    updateGeometry();
    update();
}

QSize DatabaseSwitcher::sizeHint() const
{
    const int words = fontMetrics().horizontalAdvance(m_controller.facts().database);
    return {qMin(words + space::iconSmall + ArrowSize + 5 * space::inside, WidestButton), Height};
}

QSize DatabaseSwitcher::minimumSizeHint() const { return {90, Height}; }

void DatabaseSwitcher::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintGround(painter);
    QRect rest = rect().adjusted(space::inside, 0, -space::inside, 0);
    const QRect sign(rest.left(), rest.center().y() - space::iconSmall / 2 + 1, space::iconSmall, space::iconSmall);
    ui::icon(u"server-database", Tone::Neutral).paint(&painter, sign);
    rest.setLeft(sign.right() + space::inside);
    paintArrow(painter, rest);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(
        rest, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_controller.facts().database, Qt::ElideMiddle, rest.width()));
}

void DatabaseSwitcher::showMenu()
{
    if (!m_controller.isConnected())
        return;
    delete m_menu;
    m_items.clear();
    m_menu = new QMenu(this);
    m_menu->setAttribute(Qt::WA_DeleteOnClose);
    m_menu->setObjectName(u"databaseMenu"_s);
    m_menu->setToolTipsVisible(true);
    connect(m_menu, &QMenu::aboutToHide, this, [this] { m_toVisit.clear(); }); // what is asked just now is kept
    addNote(tr("Reading the databases"));
    read();
    m_menu->popup(mapToGlobal(QPoint(0, height() + 2)));
}

void DatabaseSwitcher::addNote(const QString &text) { m_menu->addAction(plainCaption(text))->setEnabled(false); }

void DatabaseSwitcher::read()
{
    const QString server = m_controller.destination().serverLabel();
    if (std::exchange(m_server, server) != server)
        m_known.clear();
    m_asked.ask(
        this, QtConcurrent::run(&operations::databasesOf, m_controller.target()),
        [this](const Databases &databases) { showDatabases(databases); });
}

void DatabaseSwitcher::showDatabases(const Databases &databases)
{
    if (!m_menu)
        return;
    m_menu->clear();
    if (!databases)
        return addNote(databases.error().message);
    auto *group = new QActionGroup(m_menu);
    const QString here = m_controller.facts().database;
    m_toVisit = {here};
    for (const operations::ServerDatabase &database : *databases) {
        QAction *item = m_menu->addAction(plainCaption(database.name));
        item->setCheckable(true);
        item->setChecked(database.name == here);
        item->setData(database.name);
        item->setToolTip(plainToolTip(database.comment.isEmpty() ? database.name : database.comment));
        group->addAction(item);
        m_items.insert(database.name, item);
        connect(item, &QAction::triggered, this, [this, name = database.name] {
            if (name != m_controller.facts().database)
                m_controller.goToDatabase(name);
        });
        if (database.name != here && m_toVisit.size() < MostVisited)
            m_toVisit.push_back(database.name);
        if (m_known.contains(database.name))
            setPlatforms(database.name, m_known.value(database.name));
    }
    if (m_platforms)
        return visitNext();
    m_asked.ask(this, QtConcurrent::run(&operations::shippedPlatforms), [this](const auto &platforms) {
        m_platforms = platforms;
        visitNext();
    });
}

// One after the other: a server has few connections, and a proxy fewer.
void DatabaseSwitcher::visitNext()
{
    if (m_toVisit.empty() || !m_controller.isConnected() || m_controller.destination().serverLabel() != m_server)
        return;
    const QString database = m_toVisit.front();
    m_toVisit.pop_front();
    const auto visit = QtConcurrent::run([target = m_controller.target(), database, platforms = *m_platforms] {
        return operations::platformsOf(target, database, platforms);
    });
    m_asked.ask(this, visit, [this, database](const Result<QStringList> &platforms) {
        if (platforms) // of one that does not let us in nothing is known
            setPlatforms(database, *platforms);
        visitNext();
    });
}

void DatabaseSwitcher::setPlatforms(const QString &database, const QStringList &platforms)
{
    m_known.insert(database, platforms);
    QAction *item = m_menu ? m_items.value(database) : nullptr;
    if (!item)
        return;
    const QString name = plainCaption(database);
    item->setText(
        platforms.isEmpty()
            ? name
            : tr("%1 – %2", "a database and the platforms in it").arg(name, plainCaption(platforms.join(u", "_s))));
}

} // namespace howdah::ui
