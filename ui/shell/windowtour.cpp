// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectdialog.h"
#include "connect/connectioncontroller.h"
#include "connect/profileimportdialog.h"
#include "shell/commandpalette.h"
#include "shell/helpviewer.h"
#include "shell/mainwindow.h"

#include <QApplication>
#include <QDialog>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr auto exampleUri = "postgresql://app@db.example.org:5432/orders?sslmode=verify-full"_L1;

// What DBeaver keeps: one with a password along, one of another kind of database, one that is fine.
constexpr auto exampleImport = R"({"connections": {
  "postgres-1": {"provider": "postgresql", "name": "orders", "folder": "Shop", "configuration":
    {"host": "db.example.org", "port": "5432", "database": "orders", "user": "app", "password": "secret"}},
  "mysql-1": {"provider": "mysql", "name": "old shop", "configuration": {"host": "old.example.org"}},
  "postgres-2": {"provider": "postgresql", "name": "reports", "folder": "Shop", "configuration":
    {"host": "replica.example.org", "port": "5433", "database": "orders", "user": "reader"}}}})"_L1;

connection::Profile exampleProfile()
{
    connection::Profile profile;
    profile.name = u"orders"_s;
    profile.group = u"Shop"_s;
    profile.colour = u"#8452b8"_s;
    profile.environment = Environment::Production;
    profile.target = *connection::parseConnInfo(
        u"postgresql://app@db1.example.org:5432,db2.example.org:5433/orders?sslmode=require&target_session_attrs="
        "read-write&sslrootcert=/etc/ssl/certs/shop-ca.pem"_s);
    profile.searchPath = u"shop, public"_s;
    profile.timeZone = u"Europe/Berlin"_s;
    profile.ssh = {true, u"bastion.example.org"_s, 2222, u"operator"_s, {}, {u"gate.example.org"_s}};
    profile.offerMigrations = true;
    return profile;
}

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

// Each tab of a profile that holds something, a problem beside its field, and what an import would make.
void MainWindow::addProfileSteps(std::vector<TourStep> &steps)
{
    const auto shown = [this] { return m_connectDialog && m_connectDialog->isVisible(); };
    const std::pair<QString, int> tabs[] = {
        {u"profile-general"_s, 0},
        {u"profile-security"_s, 1},
        {u"profile-tunnel"_s, 2},
        {u"profile-session"_s, 3},
        {u"profile-advanced"_s, 4}};
    for (const auto &[name, tab] : tabs) {
        steps.push_back(
            {name,
             [this, tab] {
                 closePopups();
                 openConnectDialog();
                 m_connectDialog->setProfile(exampleProfile());
                 m_connectDialog->editor()->setCurrentIndex(tab);
             },
             shown});
    }
    steps.push_back(
        {u"profile-problem"_s,
         [this] {
             closePopups();
             openConnectDialog();
             connection::Profile profile = exampleProfile();
             profile.pool.most = 0;
             profile.target.set(u"connect_timeout"_s, u"soon"_s);
             m_connectDialog->setProfile(profile);
             m_connectDialog->editor()->showField(u"connect_timeout"_s);
         },
         shown});
    const auto read = std::make_shared<bool>(false);
    steps.push_back(
        {u"profile-import"_s,
         [this, read] {
             closePopups();
             openConnectDialog();
             *read = false;
             ProfileImportDialog *dialog = m_connectDialog->openImport();
             connect(dialog, &ProfileImportDialog::read, this, [read] { *read = true; });
             dialog->setText(exampleImport);
         },
         [read] { return *read; }});
}

std::vector<TourStep> MainWindow::tourSteps()
{
    std::vector<TourStep> steps;
    for (size_t i = 0; i < m_places.size(); ++i) {
        for (TourStep step : made(m_places[i])->tourSteps()) {
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
    addProfileSteps(steps);
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
