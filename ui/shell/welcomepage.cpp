// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/welcomepage.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "shell/demotour.h"

#include <QCommandLinkButton>
#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int ColumnWidth = 640;

PageFace WelcomePage::ownFace()
{
    return {u"welcome"_s, QCoreApplication::translate("WelcomePage", "Welcome"), u"go-home"_s};
}

WelcomePage::WelcomePage(ConnectionController &connection, QWidget *parent)
    : Page(ownFace(), parent)
    , m_connection(connection)
    , m_state(new Banner(Tone::Pending))
    , m_browse(button(tr("Browse")))
{
    auto *middle = new QWidget;
    middle->setMaximumWidth(ColumnWidth);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    column->addStretch(1);
    column->addWidget(headingLabel(tr("Welcome to Howdah")));
    QLabel *words =
        mutedLabel(tr("Browse and edit a database, apply and roll back its migrations, edit its prompts, and "
                      "follow its metrics. Where do you want to begin?"));
    words->setWordWrap(true);
    column->addWidget(words);
    column->addSpacing(space::inside);
    auto *tour = new DemoTour(connection);
    column->addWidget(tour);
    column->addSpacing(space::inside);
    m_connect = addWay(
        column, u"connect"_s, u"network-connect"_s, tr("Connect to a server"),
        tr("A URI, a connection string, or the fields one by one; saved as a profile if you like"));
    QCommandLinkButton *import = addWay(
        column, u"import"_s, u"document-import"_s, tr("Import profiles"),
        tr("From .env files, pgAdmin, DBeaver, and the service and password files of libpq"));
    m_demo = addWay(
        column, u"demo"_s, u"server-database"_s, tr("Load the demo"),
        tr("Four invented platforms of agents with half a year of data, on a private PostgreSQL on this machine"));
    QCommandLinkButton *folder = addWay(
        column, u"folder"_s, u"folder-open"_s, tr("Open a folder of migrations"),
        tr("Howdah's own layout, TypeORM or Prisma; nothing runs before you have seen it"));
    column->addSpacing(space::inside);
    m_state->setObjectName(u"welcomeState"_s);
    m_browse->setObjectName(u"welcomeBrowse"_s);
    m_state->addWidget(m_browse);
    column->addWidget(m_state);
    column->addStretch(2);

    placeInTheMiddle(middle);

    connect(m_connect, &QAbstractButton::clicked, this, &WelcomePage::connectWanted);
    connect(import, &QAbstractButton::clicked, this, &WelcomePage::importWanted);
    connect(m_demo, &QAbstractButton::clicked, this, &WelcomePage::demoWanted);
    connect(folder, &QAbstractButton::clicked, this, &WelcomePage::chooseFolder);
    connect(tour, &DemoTour::placeWanted, this, [this](const QString &page, const QString &subject) {
        Q_EMIT placeWanted(page, subject);
    });
    connect(
        tour, &DemoTour::rowsWanted, this, [this](const QString &schema, const QString &name, const QString &where) {
            Q_EMIT rowsWanted(schema, name, where);
        });
    connect(static_cast<QPushButton *>(m_browse), &QAbstractButton::clicked, this, [this] {
        Q_EMIT placeWanted(u"browse"_s, {});
    });
    connect(&connection, &ConnectionController::stateChanged, this, &WelcomePage::followConnection);
    connect(&connection, &ConnectionController::progressChanged, this, &WelcomePage::followConnection);
    connect(&connection, &ConnectionController::goingProgressed, this, [this](const QString &text) {
        m_state->setText(text);
    });
    connect(&connection, &ConnectionController::goingFailed, this, &WelcomePage::followConnection);
    followConnection();
}

void WelcomePage::placeInTheMiddle(QWidget *middle)
{
    auto *whole = new QWidget;
    auto *row = new QHBoxLayout(whole);
    row->setContentsMargins(space::group, space::group, space::group, space::group);
    row->addStretch(1);
    row->addWidget(middle, 1000);
    row->addStretch(1);
    auto *scroll = new QScrollArea; // a low window still shows all of it
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(whole);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

QCommandLinkButton *WelcomePage::addWay(
    QVBoxLayout *column, const QString &name, const QString &iconName, const QString &title, const QString &text)
{
    auto *way = new QCommandLinkButton(title, text);
    way->setObjectName(name);
    way->setIcon(icon(iconName, Tone::Accent));
    way->setIconSize({space::iconLarge, space::iconLarge});
    way->setAccessibleName(title);
    way->setAccessibleDescription(text);
    column->addWidget(way);
    return way;
}

void WelcomePage::activate() { m_connect->setFocus(); }

void WelcomePage::setDemo(bool demo)
{
    m_isDemo = demo;
    followConnection();
}

void WelcomePage::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Migrations folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        Q_EMIT placeWanted(u"migrations"_s, folder);
    });
    dialog->open();
}

void WelcomePage::followConnection()
{
    using State = ConnectionController::State;
    const State state = m_connection.state();
    const bool isPrivate = m_connection.destination().isPrivateServer();
    m_browse->setVisible(state == State::Connected);
    m_demo->setEnabled(!m_isDemo || state != State::Connected);
    m_state->setVisible(state != State::Disconnected);
    m_state->setTone(state == State::Lost || state == State::Failed ? Tone::Failed : Tone::Pending);
    switch (state) {
    case State::Disconnected:
        break;
    case State::Connecting:
        m_state->setText(m_connection.progressText());
        break;
    case State::Connected:
        m_state->setText(
            m_isDemo ? tr("This is demo data, on a private server that is Howdah's own: people, agents and numbers are "
                          "invented, and nothing you change matters anywhere else.")
            : isPrivate ? tr("Connected to a private server, Howdah's own on this machine.")
                        : tr("Connected to %1").arg(m_connection.label()));
        break;
    case State::Lost:
    case State::Failed:
        m_state->setText(m_connection.error().message);
        break;
    }
}

} // namespace howdah::ui
