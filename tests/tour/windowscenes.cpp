// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/connectdialog.h"
#include "connect/connectioncontroller.h"
#include "connect/dialog/profileimportdialog.h"
#include "connection/server/environment.h"
#include "shell/palette/commandpalette.h"
#include "shell/databaseswitcher.h"
#include "shell/helpviewer.h"
#include "shell/welcomepage.h"
#include "stage.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::tour {

using namespace ui;

namespace {

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

// The dialog that connects, filled in by somebody.
TourStep connecting(Stage &stage, const QString &name, std::function<void(ConnectDialog &)> fill)
{
    const auto dialog = [&stage] { return stage.seen<ConnectDialog>(); };
    return stage.scene(
        {}, name,
        {{{}, [&stage] { stage.window().openConnectDialog(); }},
         {[dialog] { return dialog() != nullptr; }, [dialog, fill] { fill(*dialog()); }},
         {[dialog] { return dialog() != nullptr; }}});
}

// Each tab of a profile that holds something, a problem beside its field, and what an import would make.
Scenes profileScenes(Stage &stage)
{
    Scenes scenes;
    const std::pair<QString, int> tabs[] = {
        {u"profile-general"_s, 0},
        {u"profile-security"_s, 1},
        {u"profile-tunnel"_s, 2},
        {u"profile-session"_s, 3},
        {u"profile-advanced"_s, 4}};
    for (const auto &[name, tab] : tabs) {
        scenes.push_back(connecting(stage, name, [tab](ConnectDialog &dialog) {
            dialog.setProfile(exampleProfile());
            dialog.editor()->setCurrentIndex(tab);
        }));
    }
    scenes.push_back(connecting(stage, u"profile-problem"_s, [](ConnectDialog &dialog) {
        connection::Profile profile = exampleProfile();
        profile.pool.most = 0;
        profile.target.set(u"connect_timeout"_s, u"soon"_s);
        dialog.setProfile(profile);
        dialog.editor()->showField(u"connect_timeout"_s);
    }));
    const auto read = std::make_shared<bool>(false);
    TourStep import = connecting(stage, u"profile-import"_s, [read](ConnectDialog &dialog) {
        ProfileImportDialog *importing = dialog.openImport();
        QObject::connect(importing, &ProfileImportDialog::read, importing, [read] { *read = true; });
        importing->setText(exampleImport);
    });
    import.ready = [read, shown = import.ready] { return shown() && *read; };
    scenes.push_back(import);
    return scenes;
}

} // namespace

Scenes otherPageScenes(Stage &stage)
{
    const auto calm = [&stage] { return stage.isCalm(); };
    Scenes scenes;
    for (const QString &key : {u"server"_s, u"audit"_s})
        scenes.push_back(stage.scene(key, key, {{calm}}));
    scenes.push_back(stage.scene(u"settings"_s, u"settings"_s, {{calm}}));
    const auto searched = [&stage](const QString &words) {
        return [&stage, words] {
            if (auto *field = stage.seen<QLineEdit>(u"settingsSearch"_s))
                field->setText(words);
        };
    };
    scenes.push_back(stage.scene(
        u"settings"_s, u"settings-shortcuts"_s,
        {{calm, searched(u"shortcuts"_s)}, {[&stage] { return stage.seen<QTreeWidget>(u"shortcuts"_s) != nullptr; }}}));
    scenes.push_back(
        stage.scene(u"settings"_s, u"settings-server"_s, {{calm, searched(u"private server"_s)}, {[&stage] {
                                                              return stage.seen<QLabel>(u"serverState"_s)
                                                                  && stage.canPress(u"stopServer"_s);
                                                          }}}));
    scenes.push_back(stage.scene(
        u"settings"_s, u"settings-endpoints"_s,
        {{calm, searched(u"endpoints"_s)}, {[&stage] { return stage.seen<QTreeWidget>(u"endpoints"_s) != nullptr; }}}));
    scenes.push_back(stage.scene(
        u"settings"_s, u"settings-endpoint"_s,
        {{calm, searched(u"endpoints"_s)},
         {[&stage] { return stage.canPress(u"addEndpoint"_s); }, [&stage] { stage.press(u"addEndpoint"_s); }},
         {[&stage] { return stage.seen<QDialog>(u"endpointDialog"_s) != nullptr; }}}));
    // What comes next is looked at as it was.
    scenes.push_back(stage.scene(
        u"settings"_s, u"settings-zoomed"_s, {{calm, searched({})}, {{}, [&stage] { stage.zoom(130); }}, {calm}}));
    scenes.push_back(stage.scene(
        u"audit"_s, u"audit-verified"_s,
        {{[&stage] { return stage.canPress(u"Verify the log"_s); }, [&stage] { stage.press(u"Verify the log"_s); }},
         {[&stage] { return stage.isCalm() && stage.seen<QWidget>(u"auditNews"_s) != nullptr; }}}));
    return scenes;
}

Scenes windowScenes(Stage &stage)
{
    CommandPalette *palette = stage.window().palettePopup();
    Scenes scenes{
        stage.scene(
            u"browse"_s, u"palette"_s, {{{}, [&stage] { stage.window().openPalette(false, u"pers"_s); }}, {[palette] {
                                            return palette->isVisible() && !palette->model()->isMatching();
                                        }}}),
        connecting(
            stage, u"connect"_s,
            [](ConnectDialog &dialog) {
                dialog.setUri(u"postgresql://app@db.example.org:5432/orders?sslmode=verify-full"_s);
                dialog.setEnvironment(Environment::Staging);
            }),
    };
    scenes.push_back(
        stage.scene(u"browse"_s, u"welcome"_s, {{{}, [&stage] { stage.window().showWelcome(); }}, {[&stage] {
                                                    return stage.seen<WelcomePage>() != nullptr;
                                                }}}));
    // Until it is known which platforms they hold.
    scenes.push_back(stage.scene(
        u"browse"_s, u"databases"_s,
        {{[&stage] { return stage.seen<DatabaseSwitcher>() != nullptr; },
          [&stage] { stage.seen<DatabaseSwitcher>()->showMenu(); }},
         {[&stage] {
             const auto *menu = stage.seen<QMenu>(u"databaseMenu"_s);
             const auto items = menu ? menu->actions() : QList<QAction *>();
             return std::ranges::any_of(items, [](const QAction *item) { return item->text().contains(u'–'); });
         }}}));
    std::ranges::move(profileScenes(stage), std::back_inserter(scenes));
    scenes.push_back(stage.scene({}, u"help"_s, {{{}, [&stage] { stage.window().openHelp(); }}, {[&stage] {
                                                     return stage.seen<HelpViewer>() != nullptr;
                                                 }}}));
    // A server that is not there, called production.
    TourStep failed = stage.scene(
        {}, u"failed"_s,
        {{{},
          [&stage] {
              connection::ConnInfo nowhere;
              nowhere.set(u"host"_s, u"127.0.0.1"_s);
              nowhere.set(u"port"_s, u"1"_s);
              nowhere.set(u"dbname"_s, u"orders"_s);
              nowhere.set(u"user"_s, u"app"_s);
              stage.connection().connectTo(nowhere, Environment::Production);
          }},
         {[&stage] { return stage.connection().state() == ConnectionController::State::Failed; }}});
    failed.hopeless = {};
    scenes.push_back(failed);
    return scenes;
}

} // namespace howdah::tour
