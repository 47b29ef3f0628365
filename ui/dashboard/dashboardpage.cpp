// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardpage.h"

#include "common/settings.h"
#include "common/statestack.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/tenantchoice.h"
#include "dashboard/autorefresh.h"
#include "dashboard/dashboardcontrols.h"
#include "dashboard/dashboardeditor.h"
#include "dashboard/dashboardexports.h"
#include "dashboard/dashboardfilters.h"
#include "dashboard/dashboardlist.h"
#include "dashboard/dashboardrollups.h"
#include "dashboard/missingtables.h"
#include "dashboard/newdashboard.h"
#include "dashboard/panelforms.h"
#include "dashboard/panelsqldialog.h"

#include <QAction>
#include <QFileInfo>
#include <QSplitter>
#include <QStackedWidget>
#include <QWindowStateChangeEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DashboardPage::~DashboardPage()
{
    if (m_watchedWindow)
        m_watchedWindow->removeEventFilter(this);
    delete m_rollups; // with its assistant, which has a session
    delete m_forms;   // with its form, which asks for a preview
    delete m_editor;  // which keeps its draft
    m_board->disconnect(this);
    m_task.finish();
}

PageFace DashboardPage::ownFace() { return {u"dashboards"_s, tr("Dashboards"), u"office-chart-line"_s}; }

QList<QAction *> DashboardPage::paletteActions() const
{
    return QList<QAction *>{m_new,
                            m_copy,
                            m_edit,
                            m_addPanel,
                            m_controls->back(),
                            m_refresh,
                            m_controls->previous(),
                            m_controls->weekdays()}
         + m_exports->actions();
}

bool DashboardPage::isEditing() const { return m_editor; }

// ---- being seen

void DashboardPage::activate()
{
    m_library.start();
    m_list->setFocus();
}

void DashboardPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_library.start();
    if (window() != m_watchedWindow) {
        if (m_watchedWindow)
            m_watchedWindow->removeEventFilter(this);
        m_watchedWindow = window();
        m_watchedWindow->installEventFilter(this);
    }
    followVisibility();
    if (m_isWanted)
        ask(PanelCard::Keep::Nothing);
}

void DashboardPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    followVisibility();
}

bool DashboardPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_watchedWindow && event->type() == QEvent::WindowStateChange)
        followVisibility();
    return Page::eventFilter(watched, event);
}

void DashboardPage::followVisibility()
{
    m_controls->autoRefresh()->setPaused(
        !isVisible() || window()->isMinimized() || !m_services.connection->isConnected());
}

// ---- the list

void DashboardPage::lookForMissing()
{
    m_missing->look();
    m_list->setMissing(m_missing->byPath());
    if (m_isFirst && m_missing->byPath().contains(m_path) && !isEditing())
        openFirst();
}

// Until somebody chooses one: the first of those that can be filled.
void DashboardPage::openFirst()
{
    const QString path = m_missing->firstThatFits();
    if (path != m_path)
        openDashboard(path);
    m_isFirst = true;
}

void DashboardPage::libraryChanged()
{
    m_list->setEntries(m_library.entries(), m_path);
    m_missing->look();
    m_list->setMissing(m_missing->byPath());
    if (!m_openLater.isEmpty())
        openPlace(std::exchange(m_openLater, {}));
    if (m_library.find(m_editLater) && openDashboard(std::exchange(m_editLater, {}))) {
        edit();
        return;
    }
    if (m_library.find(m_showLater)) {
        openDashboard(std::exchange(m_showLater, {}));
        notify(Tone::Applied, tr("%1 was saved.").arg(QFileInfo(m_path).fileName()));
        return;
    }
    if (m_editor)
        m_editor->fileChanged();
    const LibraryEntry *entry = m_library.find(m_path);
    if (!entry && !m_library.entries().empty()) {
        openFirst();
        return;
    }
    if (entry && entry->dashboard != m_shown)
        showEntry();
    updateActions();
}

bool DashboardPage::openDashboard(const QString &path)
{
    if (!m_library.find(path))
        return false;
    if (isEditing())
        closeEditor();
    if (!m_path.isEmpty())
        m_choices[m_path] = toJson(m_controls->choice());
    m_path = path;
    m_isFirst = false;
    m_list->setEntries(m_library.entries(), m_path);
    showEntry();
    return true;
}

void DashboardPage::openPlace(const QString &subject)
{
    if (subject.startsWith("panel:"_L1) && m_library.isRead()) {
        m_beginner->add(subject.sliced(QStringLiteral("panel:").size()).toUtf8(), m_library.entries(), m_path);
        return;
    }
    for (const LibraryEntry &entry : m_library.entries()) {
        if (QFileInfo(entry.path).completeBaseName() == subject || entry.path == subject) {
            openDashboard(entry.path);
            return;
        }
    }
    if (!m_library.isRead())
        m_openLater = subject;
}

void DashboardPage::showEntry()
{
    const LibraryEntry *entry = m_library.find(m_path);
    if (!entry)
        return;
    m_title->setText(entry->title());
    m_news->hide();
    m_missing->show({}, {});
    const bool isSame = m_shown && entry->dashboard && m_shown->path == entry->dashboard->path;
    m_shown = entry->dashboard;
    m_controls->setVisible(entry->dashboard != nullptr);
    m_description->setVisible(entry->dashboard && !entry->dashboard->description.isEmpty());
    if (!entry->dashboard) {
        m_board->setDashboard(nullptr);
        showProblems(*entry);
    } else if (isSame) { // changed on disk: what was chosen goes on
        showDashboard(*entry, m_controls->choice());
    } else {
        showDashboard(*entry, choiceFromJson(m_choices[m_path].toObject(), {entry->dashboard->range, {}, true, false}));
    }
    updateActions();
}

void DashboardPage::showDashboard(const LibraryEntry &entry, const DashboardChoice &choice)
{
    m_description->setText(entry.dashboard->description);
    m_board->setDashboard(entry.dashboard);
    m_controls->begin(*entry.dashboard, DashboardChoice(choice));
    if (!isEditing())
        m_faces->setCurrentWidget(m_board);
    if (m_services.connection->isConnected())
        m_state->showContent();
    else
        showNoConnection();
    ask(PanelCard::Keep::Nothing);
}

void DashboardPage::showProblems(const LibraryEntry &entry)
{
    if (isEditing())
        return;
    constexpr size_t MostTold = 8;
    QStringList lines;
    for (const metrics::DefinitionProblem &problem : entry.problems) {
        if (size_t(lines.size()) == MostTold) {
            lines << tr("and %1 more").arg(entry.problems.size() - MostTold);
            break;
        }
        QString line = problem.line > 0 ? tr("Line %1: %2").arg(problem.line).arg(problem.message) : problem.message;
        lines << (problem.hint.isEmpty() ? line : line + u' ' + problem.hint);
    }
    m_state->showEmpty({u"dialog-error"_s, tr("%1 cannot be shown").arg(entry.title()), lines.join(u'\n'), {m_edit}});
}

// ---- the connection

void DashboardPage::connectionChanged()
{
    followVisibility();
    const auto state = m_services.connection->state();
    m_reconnect->setEnabled(state == ConnectionController::State::Lost || state == ConnectionController::State::Failed);
    ConnectedPage::connectionChanged();
    updateActions();
}

void DashboardPage::elsewhere()
{
    m_news->hide();
    m_isTold = false; // what is shown is not from here: nothing of it is kept
}

void DashboardPage::connected()
{
    m_lost->hide();
    const bool hasReturned = std::exchange(m_isTold, false); // the same line, that was lost
    m_controls->filters()->forgetValues();
    if (!m_library.isRead())
        m_state->showLoading(tr("Reading dashboards"));
    else if (m_shown && !isEditing())
        m_state->showContent();
    ask(hasReturned ? PanelCard::Keep::WhatIsShown : PanelCard::Keep::Nothing);
}

void DashboardPage::connecting()
{
    if (!isEditing())
        m_board->cancel();
}

void DashboardPage::connectionGone()
{
    if (m_services.connection->state() != ConnectionController::State::Lost && !isEditing())
        m_board->cancel();
}

bool DashboardPage::keepsContent() const
{
    // A file with problems is told whatever the connection.
    const bool hasProblems = !m_path.isEmpty() && !m_shown;
    return m_services.connection->state() == ConnectionController::State::Lost || isEditing() || hasProblems;
}

void DashboardPage::showLost(const Error &error)
{
    if (m_services.connection->state() == ConnectionController::State::Lost)
        connectionLost(error);
}

EmptyState DashboardPage::withoutConnection() const
{
    return {u"network-disconnect"_s, tr("No connection"), tr("Dashboards query the connected database."), {}};
}

// Told once, above what is still to be seen; the panels do not tell it each for themselves.
void DashboardPage::connectionLost(const Error &error)
{
    if (m_isTold)
        return;
    m_isTold = true;
    m_board->cancel();
    m_lost->setText(tr("The connection was lost: %1").arg(error.message));
    m_lost->show();
    m_reconnect->setEnabled(true);
    updateProgress();
}

void DashboardPage::refresh()
{
    if (!m_services.connection->isConnected())
        m_services.connection->reconnect();
    else if (!isEditing())
        ask(PanelCard::Keep::WhatIsShown);
    m_library.reload();
}

void DashboardPage::cancelWork()
{
    if (m_board->isAsking())
        m_board->cancel();
    else if (m_board->isMaximised())
        m_board->maximise(nullptr);
}

void DashboardPage::focusSearch() { m_controls->focusRange(); }

// ---- asking

void DashboardPage::ask(PanelCard::Keep keep)
{
    m_isWanted = true;
    if (!m_shown || !m_services.connection->isConnected() || !isVisible())
        return;
    const auto asked = m_controls->question();
    if (!asked)
        return;
    m_isWanted = false;
    m_board->ask(*asked, keep);
    m_controls->autoRefresh()->restart();
    // Also without a list being open: a mark may turn out to be one of them.
    for (const metrics::FilterDefinition &filter : m_shown->filters) {
        if (!m_controls->filters()->values().contains(filter.name))
            m_board->askValues(filter.name, asked->filters, false);
    }
}

void DashboardPage::openMarkRows(const QString &schema, const QString &relation, const QString &condition)
{
    m_board->askRows(schema, relation, condition, [this, relation](const Result<metrics::OpenedRows> &found) {
        if (found)
            Q_EMIT rowsWanted(found->schema, relation, found->condition);
        else
            notify(Tone::Failed, found.error().message + u". "_s + found.error().hint);
    });
}

// To another dashboard with the range of this one, and with what is chosen here of the filters that both have.
void DashboardPage::followLink(const metrics::LinkDefinition &link, metrics::FilterChoice marked)
{
    if (!link.page.isEmpty()) {
        Q_EMIT placeWanted(link.page, link.place);
        return;
    }
    QString target; // one's own before the built-in one of the same name
    for (const LibraryEntry &entry : m_library.entries()) {
        if (QFileInfo(entry.path).completeBaseName() == link.dashboard)
            target = entry.path;
    }
    if (target.isEmpty()) {
        notify(Tone::Failed, tr("There is no dashboard named %1").arg(link.dashboard));
        return;
    }
    const DashboardChoice here = m_controls->choice();
    // A mark says the label of a value.
    const ValuesByFilter values = m_controls->filters()->values();
    for (auto at = marked.begin(); at != marked.end(); ++at)
        *at = valuesOfLabels(values.value(at.key()), *at);
    openDashboard(target);
    if (!m_shown)
        return;
    DashboardChoice next = m_controls->choice();
    next.range = here.range;
    next.filters.clear();
    for (const metrics::FilterChoice &from : {here.filters, marked}) {
        for (auto at = from.cbegin(); at != from.cend(); ++at) {
            if (m_shown->filter(at.key()) || m_shown->variable(at.key()))
                next.filters.insert(at.key(), *at);
        }
    }
    m_controls->choose(next);
}

void DashboardPage::showSql(PanelCard *card)
{
    const auto asked = m_controls->question();
    if (!asked || !m_shown)
        return;
    metrics::PanelRequest request{
        m_shown.get(), &card->definition(), asked->contextFor(card->definition()), asked->filters};
    if (card->answer()) {
        request = card->answer()->question.request();
        if (card->answer()->outcome.state == metrics::PanelOutcome::State::Shown) {
            request.context.precision = card->answer()->outcome.data.precision;
            request.context.sampleShare = card->answer()->outcome.data.sampleShare;
        }
    }
    auto *dialog = new PanelSqlDialog(request, this);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

// ---- editing

void DashboardPage::edit()
{
    const LibraryEntry *entry = m_library.find(m_path);
    if (!entry || entry->isBuiltIn())
        return;
    if (!m_editor)
        openEditor();
    m_board->cancel();
    m_faces->setCurrentWidget(m_editor);
    m_state->showContent();
    m_controls->hide();
    m_editor->open(m_path);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const metrics::TimeSelection usual = m_shown ? m_controls->choice().range : metrics::TimeSelection{u"30d"_s};
    if (const auto range = resolve(usual, now, m_controls->zone()))
        m_editor->setQuestion({*range, m_controls->zone(), now, {}, true});
    updateActions();
}

void DashboardPage::openEditor()
{
    m_editor = new DashboardEditor(m_services.connection, &m_files);
    m_editor->splitter()->restoreState(m_editorColumns);
    m_faces->addWidget(m_editor);
    connect(m_editor, &DashboardEditor::closed, this, &DashboardPage::closeEditor);
    connect(m_editor, &DashboardEditor::saved, this, [this](const QString &path) {
        notify(Tone::Applied, tr("%1 was saved.").arg(QFileInfo(path).fileName()));
        m_library.reload();
    });
}

void DashboardPage::closeEditor()
{
    DashboardEditor *closed = std::exchange(m_editor, nullptr);
    m_editorColumns = closed->splitter()->saveState();
    m_faces->setCurrentWidget(m_board);
    m_faces->removeWidget(closed);
    closed->leave();
    m_library.reload();
    m_shown.reset(); // as the file is now
    showEntry();
}

// ---- what can be done, and what was

// A figure of one tenant is not taken for that of all.
void DashboardPage::showTenant()
{
    TenantChoice &tenant = m_services.connection->tenant();
    const auto bound = std::ranges::find_if(tenant.settings(), &TenantSetting::isBound);
    const bool isShown = m_services.connection->isConnected() && bound != tenant.settings().end();
    m_tenant->setVisible(isShown);
    if (!isShown)
        return;
    m_tenant->setText(
        bound->value.isEmpty() ? tr("No %1 chosen", "tenant, such as organization").arg(bound->title.toLower())
                               : tr("Rows of %1 only", "a tenant").arg(bound->shown().left(80)));
    m_tenant->setToolTip(plainToolTip(tenant.sentence()));
    m_tenant->setAccessibleDescription(tenant.sentence());
}

void DashboardPage::updateProgress()
{
    const int open = m_board->openQuestions();
    if (open > 0 && !m_task.isRunning())
        m_task =
            m_services.tasks->start(tr("Running the panels of %1").arg(m_title->text()), [this] { m_board->cancel(); });
    if (open > 0)
        m_task.setProgress(tr("%1 remaining").arg(open));
    else
        m_task.finish();
}

void DashboardPage::updateActions()
{
    const LibraryEntry *entry = m_library.find(m_path);
    m_copy->setEnabled(entry && !entry->yaml.isEmpty());
    m_edit->setEnabled(entry && !entry->isBuiltIn());
    m_edit->setVisible(!entry || !entry->isBuiltIn());
    m_addPanel->setEnabled(m_shown && !isEditing());
    m_refresh->setEnabled(m_shown && m_services.connection->isConnected());
    m_exports->setEnabled(m_shown && m_services.connection->isConnected());
}

void DashboardPage::notify(Tone tone, const QString &text)
{
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->show();
}

// ---- what is left for the next time

QJsonObject DashboardPage::saveState() const
{
    // Another window may have added some.
    QJsonObject choices = m_choices;
    const QJsonObject kept =
        m_services.settings ? m_services.settings->pageState(key()).value(u"choices"_s).toObject() : QJsonObject();
    for (auto other = kept.begin(); other != kept.end(); ++other) {
        if (!choices.contains(other.key()))
            choices.insert(other.key(), other.value());
    }
    if (m_shown)
        choices[m_path] = toJson(m_controls->choice());
    if (m_editor)
        m_editor->keepDraft();
    return {
        {u"dashboard"_s, m_isFirst ? QString() : m_path},
        {u"zone"_s, QString::fromUtf8(m_controls->zone().id())},
        {u"choices"_s, choices},
        {u"refresh"_s, m_controls->autoRefresh()->seconds()},
        {u"rollupFolder"_s, m_rollups->folder()},
        {u"columns"_s, QString::fromLatin1(m_columns->saveState().toBase64())},
        {u"editor"_s,
         QString::fromLatin1((m_editor ? m_editor->splitter()->saveState() : m_editorColumns).toBase64())}};
}

void DashboardPage::restoreState(const QJsonObject &state)
{
    m_choices = state[u"choices"_s].toObject();
    const QTimeZone zone(state[u"zone"_s].toString().toUtf8());
    if (zone.isValid())
        m_controls->setZone(zone);
    m_controls->autoRefresh()->setSeconds(state[u"refresh"_s].toInt());
    m_rollups->setFolder(state[u"rollupFolder"_s].toString());
    m_columns->restoreState(QByteArray::fromBase64(state[u"columns"_s].toString().toLatin1()));
    m_editorColumns = QByteArray::fromBase64(state[u"editor"_s].toString().toLatin1());
    const QString path = state[u"dashboard"_s].toString();
    if (!path.isEmpty())
        openPlace(path);
}

} // namespace howdah::ui
