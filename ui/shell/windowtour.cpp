// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectdialog.h"
#include "connect/connectioncontroller.h"
#include "shell/commandpalette.h"
#include "shell/helpviewer.h"
#include "shell/mainwindow.h"

#include <QApplication>
#include <QDialog>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr auto exampleUri = "postgresql://app@db.example.org:5432/orders?sslmode=verify-full"_L1;

// A page without a connection shows nothing of what the tour is about.
QString whyNotConnected(const ConnectionController &connection)
{
    return connection.state() == ConnectionController::State::Failed ? describe(connection.error()) : QString();
}

} // namespace

// Each step starts from the bare window, whatever the one before has opened.
void MainWindow::closePopups()
{
    m_palette->close();
    for (QWidget *other : QApplication::topLevelWidgets()) {
        if (other == this || !other->isVisible())
            continue;
        if (auto *dialog = qobject_cast<QDialog *>(other))
            dialog->reject();
        else
            other->close();
    }
}

std::vector<TourStep> MainWindow::tourSteps()
{
    std::vector<TourStep> steps;
    for (size_t i = 0; i < m_pages.size(); ++i) {
        for (TourStep step : m_pages[i]->tourSteps()) {
            steps.push_back(
                {step.name,
                 [this, i, show = step.show] {
                     closePopups();
                     showPage(int(i));
                     if (show)
                         show();
                 },
                 [this, ready = step.ready] {
                     return m_services.connection->isConnected() && !m_services.connection->isReadingCatalog()
                         && (!ready || ready());
                 },
                 [this, hopeless = step.hopeless] {
                     const QString why = whyNotConnected(*m_services.connection);
                     return why.isEmpty() && hopeless ? hopeless() : why;
                 }});
        }
    }
    steps.push_back(
        {u"palette"_s,
         [this] {
             closePopups();
             showPage(0);
             openPalette(false, u"pers"_s);
         },
         [this] { return m_palette->isVisible() && !m_palette->model()->isMatching(); }});
    steps.push_back(
        {u"connect"_s,
         [this] {
             closePopups();
             openConnectDialog();
             m_connectDialog->setUri(exampleUri);
             m_connectDialog->setEnvironment(Environment::Staging);
         },
         [this] { return m_connectDialog && m_connectDialog->isVisible(); }});
    steps.push_back(
        {u"help"_s,
         [this] {
             closePopups();
             openHelp();
         },
         [this] { return m_help && m_help->isVisible(); }});
    // Last, since it leaves the connection: a server that is not there, called production.
    steps.push_back(
        {u"failed"_s,
         [this] {
             closePopups();
             connection::ConnInfo nowhere;
             nowhere.set(u"host"_s, u"127.0.0.1"_s);
             nowhere.set(u"port"_s, u"1"_s);
             nowhere.set(u"dbname"_s, u"orders"_s);
             nowhere.set(u"user"_s, u"app"_s);
             m_services.connection->connectTo(nowhere, Environment::Production);
         },
         [this] { return m_services.connection->state() == ConnectionController::State::Failed; }});
    return steps;
}

} // namespace howdah::ui
