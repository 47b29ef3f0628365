// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/corefiles.h"
#include "base/localwords.h"
#include "base/paths.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "connection/audit/auditkeeper.h"
#include "connection/server/environment.h"
#include "connection/profile/profilestore.h"
#include "howdahrender.h"
#include "shell/mainwindow.h"
#include "shell/noting.h"
#include "shell/tour.h"
#include "shell/windowpages.h"
#include "shell/windowset.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QTextStream>
#include <QTranslator>

#include <cstdio>
#include <ctime>
#include <stop_token>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

struct Options
{
    QString database;                    // empty: the private server
    QString tour;                        // the folder of the pictures
    QStringList pages;                   // that the tour takes; empty: all
    std::optional<RenderOptions> render; // pictures of a dashboard, and no window
    std::optional<ThemeChoice> theme;
    bool demo = false;
    bool quitAfterPaint = false;
};

QString tr(const char *text) { return QCoreApplication::translate("Program", text); }

std::optional<ThemeChoice> themeFromWord(const QString &word)
{
    if (word == "light"_L1)
        return ThemeChoice::Light;
    if (word == "dark"_L1)
        return ThemeChoice::Dark;
    return word == "system"_L1 ? std::optional(ThemeChoice::System) : std::nullopt;
}

// The options of --render.
class RenderParser final
{
public:
    [[nodiscard]] QList<QCommandLineOption> options() const
    {
        return {m_render, m_out, m_format, m_range, m_zone, m_filter, m_now, m_scale, m_panels};
    }
    [[nodiscard]] std::optional<RenderOptions> read(const QCommandLineParser &parser) const
    {
        if (!parser.isSet(m_render))
            return std::nullopt;
        RenderOptions options;
        options.dashboard = parser.value(m_render);
        options.folder = parser.isSet(m_out) ? parser.value(m_out) : u"."_s;
        if (parser.isSet(m_format))
            options.formats = parser.value(m_format).split(u',', Qt::SkipEmptyParts);
        options.asking.range = parser.value(m_range);
        options.asking.zone = parser.value(m_zone);
        options.asking.filters = parser.values(m_filter);
        options.asking.now = parser.value(m_now);
        if (parser.isSet(m_scale))
            options.scale = parser.value(m_scale).toDouble(); // what is no number is no scale
        options.eachPanel = parser.isSet(m_panels);
        return options;
    }

private:
    QCommandLineOption m_render{
        u"render"_s, tr("Render this dashboard (a file, or the name of a built-in one) to images, and exit."),
        u"dashboard"_s};
    QCommandLineOption m_out{
        u"out"_s, tr("With --render: the folder for the images; default: the current folder."), u"folder"_s};
    QCommandLineOption m_format{u"format"_s, tr("With --render: any of png,svg,pdf."), u"formats"_s};
    QCommandLineOption m_range{
        u"range"_s, tr("With --render: the time range, for example 30d, last month, 2026-03-01..2026-04-01."),
        u"range"_s};
    QCommandLineOption m_zone{u"zone"_s, tr("With --render: the time zone, UTC by default."), u"zone"_s};
    QCommandLineOption m_filter{u"filter"_s, tr("With --render: a filter, name=value; may be repeated."), u"filter"_s};
    QCommandLineOption m_now{u"now"_s, tr("With --render: the time that relative ranges count from."), u"time"_s};
    QCommandLineOption m_scale{u"scale"_s, tr("With --render: the scale of the PNG, 1 to 3."), u"scale"_s};
    QCommandLineOption m_panels{u"panels"_s, tr("With --render: an image of each panel as well.")};
};

// Pictures want no screen, and those that were made without one are the same everywhere.
void chooseScreen(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument != "--render" && !argument.startsWith("--render="))
            continue;
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        // The fonts of a PDF come in the order of a hash.
        QHashSeed::setDeterministicGlobalSeed();
    }
}

Options readOptions(const QApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("A desktop console for PostgreSQL."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption database(
        u"database"_s, tr("Connect to this profile, URI or conninfo; default: the private server."), u"url"_s);
    const QCommandLineOption tour(
        u"tour"_s, tr("Write a screenshot of every page to this folder, and exit."), u"folder"_s);
    const QCommandLineOption pages(
        u"pages"_s, tr("With --tour: the pages to capture, by their keys, e.g. browse,migrations."), u"keys"_s);
    const QCommandLineOption theme(u"theme"_s, tr("light, dark or system."), u"theme"_s);
    const QCommandLineOption demo(u"demo"_s, tr("Load demo data into the private server the first time."));
    const QCommandLineOption quit(u"quit-after-paint"_s, tr("Print the time to the first frame as JSON, and exit."));
    RenderParser render;
    parser.addOptions({database, tour, pages, theme, demo, quit});
    parser.addOptions(render.options());
    parser.process(application);
    Options options;
    options.database = parser.value(database);
    options.tour = parser.value(tour);
    options.pages = parser.value(pages).split(u',', Qt::SkipEmptyParts);
    options.demo = parser.isSet(demo);
    options.quitAfterPaint = parser.isSet(quit);
    if (parser.isSet(theme)) {
        options.theme = themeFromWord(parser.value(theme));
        if (!options.theme) {
            QTextStream(stderr) << tr("--theme must be light, dark or system") << Qt::endl;
            std::exit(64);
        }
    }
    options.render = render.read(parser);
    if (options.render) {
        options.render->database = options.database;
        options.render->scheme = options.theme == ThemeChoice::Dark ? ColorScheme::Dark : ColorScheme::Light;
    }
    return options;
}

// Milliseconds since the kernel started this process; it counts in ticks of a hundredth of a second.
double millisecondsSinceStart()
{
    QFile stat(u"/proc/self/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray text = stat.readAll();
    // The second field is the name, which may hold spaces; the rest begins after its closing parenthesis.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double started = fields.value(19).toDouble() * 1000 / double(sysconf(_SC_CLK_TCK));
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return double(now.tv_sec) * 1000 + double(now.tv_nsec) / 1e6 - started;
}

void reportOnTerminal(const Error &error)
{
    cli::TerminalText device(cli::standardError());
    QTextStream(&device) << cli::plainError(error) << Qt::endl;
}

void connectAtStart(MainWindow &window, const PageServices &services, const Options &options)
{
    ConnectionController &controller = *services.connection;
    // Nobody has used it before, or said what to open.
    const bool isFirst = services.settings->value(settings::windowGeometry).isEmpty();
    if (isFirst && options.database.isEmpty() && !options.demo && options.tour.isEmpty())
        window.showWelcome();
    // A server folder that is gone took its demo along.
    const bool fresh = !QDir(dataFolder()).exists(u"server"_s);
    if (options.demo
        && (fresh || !services.settings->value(settings::demoLoaded) || !services.settings->value(settings::demoWhole)
            || !options.tour.isEmpty()))
        prepareDemo(window, services);
    // The page says what there is to try, once.
    if (options.demo && options.tour.isEmpty() && options.database.isEmpty()
        && !services.settings->value(settings::demoWelcomed)) {
        window.showWelcome();
        services.settings->set(settings::demoWelcomed, true);
    }
    if (options.database.isEmpty()) {
        controller.connectToPrivateServer();
        return;
    }
    if (connection::mayBeProfileName(options.database)) {
        const auto profile = connection::ProfileStore().find(options.database);
        if (!profile) {
            reportOnTerminal(profile.error());
            std::exit(64);
        }
        // The dialog asks for the password where that is needed, and goes by itself where it is not.
        window.connectTo(*profile);
        return;
    }
    if (const auto info = connection::parseConnInfo(options.database)) {
        controller.connectTo(*info, Environment::Development);
    } else {
        reportOnTerminal(info.error());
        std::exit(64);
    }
}

void followTheme(Theme &theme, Settings &settings)
{
    const bool wasDark = settings.value(settings::lastSystemScheme) == "dark"_L1;
    const bool isKnown = !settings.value(settings::lastSystemScheme).isEmpty();
    QObject::connect(&theme, &Theme::systemSchemeChanged, &theme, [&settings](ColorScheme scheme) {
        settings.set(settings::lastSystemScheme, scheme == ColorScheme::Dark ? u"dark"_s : u"light"_s);
    });
    theme.followSystem(isKnown ? (wasDark ? ColorScheme::Dark : ColorScheme::Light) : theme.scheme());
}

void startTour(MainWindow &window, Theme &theme, const QString &folder, std::vector<TourStep> steps)
{
    auto *tour = new Tour(&window, &theme, folder, std::move(steps), &window);
    QObject::connect(tour, &Tour::finished, qApp, [](bool complete) { QCoreApplication::exit(complete ? 0 : 2); });
    tour->start();
}

} // namespace

int main(int argc, char **argv)
{
    refuseCoreFiles();
    cli::guardStandardError();
    connection::takeEnvironment();
    if (const auto words = checkLocalWords(argc, argv); !words) {
        std::fprintf(stderr, "howdah: %s\n", qPrintable(describe(words.error())));
        constexpr int UsageError = 64; // of sysexits.h
        return UsageError;
    }
    chooseScreen(argc, argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"howdah"_s);
    QApplication::setApplicationDisplayName(u"Howdah"_s);
    QApplication::setApplicationVersion(QStringLiteral(HOWDAH_VERSION));
    QGuiApplication::setDesktopFileName(u"io.github.howdah.Howdah"_s);
    QGuiApplication::setWindowIcon(
        QIcon::fromTheme(QGuiApplication::desktopFileName(), QIcon(u":/howdah/ui/howdah.svg"_s)));
    // English has plurals, too; another language stands above it.
    QTranslator english;
    if (english.load(u":/i18n/howdah_en.qm"_s))
        QCoreApplication::installTranslator(&english);
    // Read alone: who asks for help or a picture gets no file.
    const QString language =
        QSettings(Settings::defaultPath(), QSettings::IniFormat).value(settings::language.name).toString();
    QTranslator translator;
    if (translator.load(language.isEmpty() ? QLocale() : QLocale(language), u"howdah"_s, u"_"_s, u":/i18n"_s))
        QCoreApplication::installTranslator(&translator);
    Options options = readOptions(application);
    if (options.render) {
        cli::TerminalText outDevice(stdout);
        cli::TerminalText errDevice(cli::standardError());
        QTextStream out(&outDevice);
        QTextStream err(&errDevice);
        cli::Output output{out, err};
        return renderDashboard(output, *options.render);
    }
    options.demo = options.demo || !options.tour.isEmpty();

    Settings settings(Settings::defaultPath());
    const auto remembered = themeFromWord(settings.value(settings::theme));
    Theme theme(
        application, options.theme.value_or(remembered.value_or(ThemeChoice::System)), Theme::StyleSheet::Later);
    DialogPrompter prompter;
    connection::AuditKeeper auditKeeper; // ends behind whatever still notes something
    WindowSet windows(
        settings, theme, prompter, [](OpenWindow &open) -> std::shared_ptr<void> { return noteStatements(open); });
    OpenWindow &first = windows.make();
    MainWindow &window = first.window;
    const PageServices &services = first.services;
    QObject::connect(&window, &MainWindow::firstPainted, &window, [&] {
        if (options.quitAfterPaint) {
            QTextStream(stdout) << "{\"firstPaintMs\": " << millisecondsSinceStart() << "}" << Qt::endl;
            std::quick_exit(0); // taking the window down again is not what is measured
        }
        // What the first frame need not wait for.
        followTheme(theme, settings);
        auditKeeper.lookNow();
        window.makePages();
    });
    QObject::connect(&window, &MainWindow::pagesMade, &window, [&] {
        auto steps = pageSteps(window, services, options.pages);
        if (!steps) {
            reportOnTerminal(steps.error());
            QCoreApplication::exit(64);
            return;
        }
        connectAtStart(window, services, options);
        if (!options.tour.isEmpty())
            startTour(window, theme, options.tour, *std::move(steps));
    });
    theme.dress();
    window.show();
    // The end of the desktop's session, too: what was left is kept, and the private server does not stay behind.
    const cli::Interrupt interrupt;
    const std::stop_callback ended(interrupt.token(), [&windows] {
        QMetaObject::invokeMethod(
            &windows,
            [&windows] {
                windows.closeUnasked();
                QCoreApplication::exit(0);
            },
            Qt::QueuedConnection);
    });
    return QApplication::exec();
}
