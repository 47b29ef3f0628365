// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/corefiles.h"
#include "base/paths.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connection/audit/auditfollower.h"
#include "connection/audit/startaudit.h"
#include "connection/server/environment.h"
#include "shell/windowpages.h"
#include "stage.h"

#include <QApplication>
#include <QScopeGuard>
#include <QTranslator>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// What the tour makes is its own, wherever it runs. As root the private server runs as another user, who must be able
// to pass.
static bool useFolderOfItsOwn(const QTemporaryDir &folder)
{
    if (qEnvironmentVariableIsSet("HOWDAH_DATA_DIR"))
        return true;
    qputenv("HOWDAH_DATA_DIR", folder.filePath(u"data"_s).toUtf8());
    return folder.isValid()
        && QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeGroup | QFile::ExeOther);
}

// Those whose names begin with one of these; without any, all.
static tour::Scenes chosenScenes(tour::Stage &stage, const QStringList &beginnings)
{
    tour::Scenes scenes;
    for (tour::Scenes part :
         {tour::browseScenes(stage), tour::migrationScenes(stage), tour::promptScenes(stage),
          tour::dashboardScenes(stage), tour::queryScenes(stage), tour::otherPageScenes(stage),
          tour::windowScenes(stage)})
        std::ranges::move(part, std::back_inserter(scenes));
    std::erase_if(scenes, [&beginnings](const TourStep &scene) {
        return !beginnings.isEmpty()
            && std::ranges::none_of(beginnings, [&](const QString &one) { return scene.name.startsWith(one); });
    });
    return scenes;
}

// HOWDAH_TOUR_SIZE=1024x700, of the window.
static std::optional<QSize> wantedSize()
{
    const QStringList sides = qEnvironmentVariable("HOWDAH_TOUR_SIZE").split(u'x');
    const QSize size(sides.value(0).toInt(), sides.value(1).toInt());
    return size.width() > 0 && size.height() > 0 ? std::optional(size) : std::nullopt;
}

// windowtour FOLDER [SCENE...]: plays scenes on the window with the demo, and leaves a picture of each in light and in
// dark.
int main(int argc, char **argv)
{
    refuseCoreFiles();
    connection::takeEnvironment();
    if (argc < 2) {
        std::fputs("usage: windowtour FOLDER [SCENE...]\n", stderr);
        return 64;
    }
    const QTemporaryDir folder;
    if (!useFolderOfItsOwn(folder)) {
        std::fputs("windowtour: no folder can be made\n", stderr);
        return 73;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"howdah"_s);
    QApplication::setApplicationDisplayName(u"Howdah"_s);
    QTranslator english;
    if (english.load(QStringLiteral(HOWDAH_TRANSLATIONS "/howdah_en.qm")))
        QCoreApplication::installTranslator(&english);

    Settings settings(Settings::defaultPath());
    Theme theme(application, ThemeChoice::Light, Theme::StyleSheet::Later);
    TaskList tasks;
    DialogPrompter prompter;
    ConnectionController controller(&settings, &tasks);
    const PageServices services{&controller, &settings, &tasks, &prompter};
    MainWindow window(services, theme);
    addPages(window, services);
    const auto notify = [](const Error &error) { qWarning("%s", qPrintable(describe(error))); };
    const connection::AuditFollower losses({}, {.lost = notify});
    const auto audit = connection::startAudit(*controller.sessionContext(), notify);
    const auto silent = qScopeGuard([&controller] { controller.sessionContext()->observeStatements({}); });
    std::unique_ptr<tour::Stage> stage;
    QObject::connect(&window, &MainWindow::firstPainted, &window, &MainWindow::makePages);
    QObject::connect(&window, &MainWindow::pagesMade, &window, [&] {
        prepareDemo(window, services);
        controller.connectToPrivateServer();
        stage = std::make_unique<tour::Stage>(window, services);
        tour::Scenes scenes = chosenScenes(*stage, QCoreApplication::arguments().mid(2));
        stage->checkPages();
        auto *pictures = new Tour(&window, &theme, QString::fromLocal8Bit(argv[1]), std::move(scenes), &window);
        if (const std::optional<QSize> size = wantedSize())
            pictures->setSize(*size);
        QObject::connect(pictures, &Tour::finished, &window, [&stage](bool complete) {
            QCoreApplication::exit(complete && stage->isComplete() ? 0 : 2);
        });
        pictures->start();
    });
    theme.dress();
    window.show();
    return QApplication::exec();
}
