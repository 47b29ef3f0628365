// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windowpages.h"

#include "audit/auditpage.h"
#include "browse/browsepage.h"
#include "browse/change/structureactions.h"
#include "common/keymap.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardpage.h"
#include "migrate/migratepage.h"
#include "operations/demo/demoprompts.h"
#include "prompt/promptpage.h"
#include "query/querypage.h"
#include "settings/settingspage.h"
#include "shell/demowork.h"
#include "shell/mainwindow.h"
#include "shell/placeholderpage.h"

#include <QCoreApplication>
#include <QPointer>

#include <atomic>

using namespace Qt::StringLiterals;

namespace howdah::ui {

template <typename Kind>
static void addPage(MainWindow &window, const PageServices &services)
{
    window.addPage(Kind::ownFace(), [services] { return new Kind(services); });
}

void addPages(MainWindow &window, const PageServices &services, std::shared_ptr<BrowseMemory> memory)
{
    window.addPage(BrowsePage::ownFace(), [&window, services, memory = std::move(memory)] {
        auto *browse = new BrowsePage(services, memory);
        // Each tab has commands of its own.
        QObject::connect(browse, &BrowsePage::actionsChanged, &window, [&window, browse] {
            window.keymap()->addTwins(browse->key(), browse->face().title, browse->paletteActions());
        });
        // Where a migration of a change is written: what the other page has open.
        browse->changes()->setFolder([&window] {
            const auto *migrations = qobject_cast<MigratePage *>(window.page(u"migrations"_s));
            return migrations ? migrations->ownFolder() : QString();
        });
        return browse;
    });
    window.addPage(MigratePage::ownFace(), [&window, services] {
        auto *migrations = new MigratePage(services);
        QObject::connect(
            migrations, &MigratePage::pendingOffered, &window,
            [&window, key = migrations->key()](const QString &words) { window.offer(key, words); });
        return migrations;
    });
    addPage<PromptPage>(window, services);
    addPage<DashboardPage>(window, services);
    window.addPage(QueryPage::ownFace(), [&window, services] {
        auto *queries = new QueryPage(services);
        QObject::connect(queries, &QueryPage::actionsChanged, &window, [&window, queries] {
            window.keymap()->addTwins(queries->key(), queries->face().title, queries->paletteActions());
        });
        // Where a definition is saved as a migration: what the other page has open.
        queries->asMigration()->setFolder([&window] {
            const auto *migrations = qobject_cast<MigratePage *>(window.page(u"migrations"_s));
            return migrations ? migrations->ownFolder() : QString();
        });
        return queries;
    });
    for (const PlaceholderPage::Words &words : placesToCome())
        window.addPage(new PlaceholderPage(words));
    addPage<AuditPage>(window, services);
    window.addPage(
        SettingsPage::ownFace(), [&window, services] { return new SettingsPage(services, *window.keymap()); });
    QObject::connect(&window, &MainWindow::demoWanted, &window, [&window, services] {
        prepareDemo(window, services);
        services.connection->goToPrivateServer();
    });
    window.restore();
}

// The first platform is used meanwhile. The window stops the work and waits for it when it goes; the next start with
// the demo finishes what was left half made.
static void makeOtherDemos(
    MainWindow &window, const PageServices &services, const std::shared_ptr<std::atomic<bool>> &whole,
    const connection::ConnInfo &target)
{
    auto *work = new DemoWork(services.tasks, &window);
    QObject::connect(
        work, &DemoWork::ended, &window,
        [&window, settings = services.settings, whole](const DemoWork::Outcome &outcome) {
            settings->set(settings::demoLoaded, whole->load());
            settings->set(settings::demoWhole, outcome.isWhole);
            // Each reason is told once, and not at every start again.
            const QString problems = outcome.problems.join(u'\n');
            if (!problems.isEmpty() && problems != settings->value(settings::demoProblem))
                window.offer(u"dashboards"_s, problems);
            settings->set(settings::demoProblem, problems);
            window.followDemo();
        });
    work->start(target);
}

void prepareDemo(MainWindow &window, const PageServices &services)
{
    ConnectionController &controller = *services.connection;
    Settings &settings = *services.settings;
    const auto whole = std::make_shared<std::atomic<bool>>(true);
    const auto there = std::make_shared<connection::ConnInfo>(); // written before the connection stands
    const QPointer prompts(qobject_cast<PromptPage *>(window.page(u"prompts"_s)));
    controller.setPreparation([whole, prompts, there](
                                  const connection::ConnInfo &target,
                                  const std::function<void(const QString &)> &progress,
                                  const std::stop_token &stop) { // on a worker thread
        *there = target;
        return operations::prepareDemo(target, progress, stop, [&](const Error &error) {
            *whole = false;
            QMetaObject::invokeMethod(qApp, [prompts, error] {
                if (prompts)
                    prompts->reportDemoProblem(error);
            });
        });
    });
    // Once; a reconnect leaves the data as they are.
    auto *once = new QObject(&controller);
    QObject::connect(
        &controller, &ConnectionController::stateChanged, once,
        [&window, &controller, &settings, services, whole, there, once] {
            if (!controller.isConnected() || !controller.destination().isPrivateServer())
                return;
            settings.set(settings::demoLoaded, whole->load());
            controller.setPreparation({});
            window.followDemo();
            makeOtherDemos(window, services, whole, *there);
            once->deleteLater();
        });
}

} // namespace howdah::ui
