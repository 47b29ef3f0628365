// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stage.h"

#include "connect/connectioncontroller.h"
#include "common/settings.h"
#include "shell/palette/commandpalette.h"
#include "shell/helpviewer.h"
#include "shell/placeholderpage.h"

#include <QAction>
#include <QApplication>
#include <QDialog>

using namespace Qt::StringLiterals;

namespace howdah::tour {

Stage::Stage(ui::MainWindow &window, const ui::PageServices &services)
    : m_window(window)
    , m_services(services)
{
}

bool Stage::isConnectedTo(const QString &database) const
{
    return connection().isConnected() && connection().facts().database == database && !connection().isReadingCatalog();
}

void Stage::checkPages()
{
    for (const QString &key : m_window.pageKeys()) {
        if (!m_pages.contains(key))
            miss(u"a scene on the page "_s + key);
        if (!qobject_cast<ui::PlaceholderPage *>(page(key)) && !ui::HelpViewer::topics().contains(key))
            miss(u"resources/help/%1.md"_s.arg(key));
    }
}

ui::TourStep Stage::scene(const QString &page, const QString &name, std::vector<Act> acts) const
{
    auto *stage = const_cast<Stage *>(this);
    stage->m_pages.insert(page);
    const auto at = std::make_shared<size_t>(0);
    const auto begin = [stage, page, at] {
        *at = 0;
        stage->closePopups();
        if (!page.isEmpty())
            stage->window().showPage(page);
    };
    const auto play = [acts = std::move(acts), at] {
        while (*at < acts.size()) {
            const Act &act = acts[*at];
            if (act.when && !act.when())
                return false;
            if (!act.deed && *at + 1 == acts.size())
                return true; // it has to stay so
            ++*at;
            if (act.deed) {
                act.deed();
                return false; // the window has its turn
            }
        }
        return true;
    };
    return {name, begin, play, [services = m_services] { return ui::whyNotConnected(services); }};
}

QAbstractButton *Stage::button(const QString &nameOrText) const
{
    QList<QAbstractButton *> found;
    for (QAbstractButton *one : m_window.findChildren<QAbstractButton *>()) {
        const QString text = one->text().remove(u'&');
        if (one->isVisible() && one->isEnabled() && (one->objectName() == nameOrText || text == nameOrText))
            found << one;
    }
    // What stands above the others is meant.
    const auto isOnTop = [](const QAbstractButton *one) { return one->window()->inherits("QDialog"); };
    const auto top = std::ranges::find_if(found, isOnTop);
    return top != found.end() ? *top : found.value(0);
}

void Stage::press(const QString &nameOrText)
{
    if (QAbstractButton *one = button(nameOrText))
        one->click();
    else
        miss(u"no button "_s + nameOrText);
}

void Stage::run(const QString &page, const QString &text)
{
    for (QAction *action : m_window.page(page)->paletteActions()) {
        if (action->text() == text)
            return run(*action);
    }
    miss(u"no command "_s + text);
}

void Stage::run(QAction &action)
{
    if (action.isEnabled())
        action.trigger();
    else
        miss(u"the command \"%1\" cannot be used"_s.arg(action.text()));
}

// Each scene starts from the bare window, whatever the one before has opened.
void Stage::closePopups()
{
    m_window.palettePopup()->close();
    m_services.settings->reset(ui::settings::zoom.name);
    for (QWidget *other : QApplication::topLevelWidgets()) {
        if (other == &m_window || !other->isVisible())
            continue;
        if (auto *dialog = qobject_cast<QDialog *>(other))
            dialog->reject();
        else
            other->close();
    }
}

void Stage::zoom(int percent) { m_services.settings->set(ui::settings::zoom, percent); }

void Stage::miss(const QString &what)
{
    qWarning("The tour: %s", qPrintable(what));
    m_isComplete = false;
}

std::unique_ptr<connection::Session> Stage::runIn(const QString &database, const QStringList &statements)
{
    connection::ConnInfo target = connection().connInfo();
    target.set(u"dbname"_s, database);
    auto session = std::make_unique<connection::Session>(
        connection::SessionOptions{.name = u"reports"_s, .names = connection::Names::OfDatabase});
    if (const auto opened = session->open(target).result(); !opened) {
        miss(describe(opened.error()));
        return nullptr;
    }
    for (const QString &statement : statements) {
        if (const auto done = session->query({statement, {}}).result(); !done)
            miss(describe(done.error()));
    }
    return session;
}

void Stage::elsewhere(const QString &database, const QStringList &statements) { runIn(database, statements); }

void Stage::hold(const QString &database, const QStringList &statements)
{
    m_holder = runIn(database, QStringList{u"BEGIN"_s} + statements);
}

} // namespace howdah::tour
