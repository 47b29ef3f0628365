// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/querypage.h"

#include "common/captions.h"
#include "common/prompter.h"
#include "connect/connectioncontroller.h"
#include "query/run/explainchoices.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr qsizetype MostRecent = 12;

static QStringList filesOf(const QMimeData *data)
{
    QStringList files;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isFile())
            files << url.toLocalFile();
    }
    return files;
}

void QueryPage::connectActions()
{
    const auto onTab = [this](QAction *action, auto what) {
        connect(action, &QAction::triggered, this, [this, what] {
            if (QueryTab *tab = m_tabs->current())
                what(*tab);
        });
    };
    connect(m_actions.run, &QAction::triggered, this, [this] { runReviewed(QueryTab::Part::AtCursor); });
    connect(m_actions.runFrom, &QAction::triggered, this, [this] { runReviewed(QueryTab::Part::FromCursor); });
    connect(m_actions.runAll, &QAction::triggered, this, [this] { runReviewed(QueryTab::Part::All); });
    onTab(m_actions.cancel, [](QueryTab &tab) { tab.run()->cancel(); });
    onTab(m_actions.commit, [](QueryTab &tab) { tab.run()->endTransaction(true); });
    onTab(m_actions.rollBack, [](QueryTab &tab) { tab.run()->endTransaction(false); });
    onTab(m_actions.explain, [](QueryTab &tab) { tab.forecast()->askExpectedRows(); });
    onTab(m_actions.plan, [](QueryTab &tab) { tab.explain(false); });
    onTab(m_actions.planMeasured, [](QueryTab &tab) { tab.explain(true); });
    onTab(m_actions.pastePlan, [](QueryTab &tab) {
        tab.openPlan(tr("Plan of the clipboard"), QGuiApplication::clipboard()->text().toUtf8());
    });
    connect(m_actions.openPlan, &QAction::triggered, this, &QueryPage::askPlan);
    // What the server has, as soon as it is known.
    const auto noteVersion = [this] {
        const bool isKnown = m_services.connection->isConnected();
        m_actions.explainChoices->setServerVersion(isKnown ? m_services.connection->facts().version : 0);
    };
    connect(m_services.connection, &ConnectionController::stateChanged, this, noteVersion);
    noteVersion();
    onTab(m_actions.results, [](QueryTab &tab) { tab.toggleFocus(); });
    onTab(m_actions.onlyResults, [](QueryTab &tab) { tab.showOnlyResults(!tab.showsOnlyResults()); });
    connect(m_actions.newTab, &QAction::triggered, this, [this] { m_tabs->add(); });
    connect(m_actions.close, &QAction::triggered, this, [this] { m_tabs->close(m_tabs->currentIndex()); });
    connect(m_actions.closeOthers, &QAction::triggered, this, [this] { m_tabs->closeOthers(m_tabs->currentIndex()); });
    connect(m_actions.reopen, &QAction::triggered, m_tabs, &QueryTabs::reopenClosed);
    connect(m_actions.rename, &QAction::triggered, this, [this] { m_tabs->rename(m_tabs->currentIndex()); });
    connect(m_actions.next, &QAction::triggered, this, [this] { m_tabs->step(1); });
    connect(m_actions.previous, &QAction::triggered, this, [this] { m_tabs->step(-1); });
    connect(m_actions.history, &QAction::toggled, this, [this](bool on) {
        m_historyPanel->setVisible(on);
        if (on)
            m_historyPanel->refresh();
    });
    connect(m_actions.isPrivate, &QAction::toggled, this, [this](bool on) {
        m_history.setPrivate(on);
        if (on)
            m_notices->say(
                u"private"_s, Tone::Neutral, tr("Private: what is run from now on is kept in no history."),
                {{tr("End"), [this] { m_actions.isPrivate->setChecked(false); }}}, false);
        else
            m_notices->unsay(u"private"_s);
    });
}

void QueryPage::connectFiles()
{
    connect(m_actions.open, &QAction::triggered, this, &QueryPage::askFile);
    connect(m_actions.save, &QAction::triggered, this, [this] {
        QueryTab *tab = m_tabs->current();
        if (!tab)
            return;
        if (tab->file()->isNone())
            askWhereTo(tab);
        else
            tab->file()->save();
    });
    connect(m_actions.saveAs, &QAction::triggered, this, [this] {
        if (QueryTab *tab = m_tabs->current())
            askWhereTo(tab);
    });
}

void QueryPage::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("SQL scripts (*.sql *.psql *.ddl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &files) {
        for (const QString &file : files)
            m_tabs->openFile(file);
    });
    dialog->open();
}

void QueryPage::askPlan()
{
    auto *dialog = new QFileDialog(this, tr("Open a plan"));
    dialog->setObjectName(u"planFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Plans and logs (*.txt *.json *.yaml *.yml *.xml *.log *.csv *.plan)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (QueryTab *tab = m_tabs->current())
            tab->openPlanFile(path);
    });
    dialog->open();
}

void QueryPage::askWhereTo(QueryTab *tab)
{
    auto *dialog = new QFileDialog(tab, tr("Save the text"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"sql"_s);
    dialog->setNameFilters({tr("SQL scripts (*.sql *.psql *.ddl)"), tr("All files (*)")});
    dialog->selectFile(tab->file()->isNone() ? tab->title() + u".sql"_s : tab->file()->path());
    connect(dialog, &QFileDialog::fileSelected, tab, [tab](const QString &path) { tab->file()->saveAs(path); });
    dialog->open();
}

void QueryPage::noteRecent(const QString &path)
{
    m_recent.removeAll(path);
    m_recent.prepend(path);
    if (m_recent.size() > MostRecent)
        m_recent.resize(MostRecent);
}

// ---- definitions

void QueryPage::note(Tone tone, const QString &text) { m_notices->say(u"page"_s, tone, text); }

void QueryPage::connectDefinitions()
{
    m_definitions = new Definitions(m_services, this);
    m_asMigration = new AsMigration(m_services, this);
    addAction(m_definitions->openAction());
    connect(
        m_definitions, &Definitions::textWanted, this,
        [this](const QString &title, const QByteArray &text, const operations::Definition &definition) {
            openText(title, text);
            m_tabs->current()->setDefinition(definition);
        });
    connect(m_definitions, &Definitions::runWanted, this, [this](const QByteArray &text) {
        // What was seen is what is run.
        if (m_reviewed && m_reviewed->textOf(m_reviewedPart) == text)
            m_reviewed->runPart(m_reviewedPart);
    });
    connect(m_definitions, &Definitions::reported, this, &QueryPage::note);
    connect(m_asMigration, &AsMigration::reported, this, &QueryPage::note);
    connect(m_asMigration, &AsMigration::written, this, [this](const QString &folder) {
        Q_EMIT placeWanted(u"migrations"_s, folder);
    });
    connect(m_actions.asMigration, &QAction::triggered, this, [this] {
        if (const QueryTab *tab = m_tabs->current())
            m_asMigration->start(tab->textOf(QueryTab::Part::AtCursor));
    });
}

void QueryPage::runReviewed(QueryTab::Part part)
{
    constexpr qint64 LongestReviewed = qint64(1) << 20;
    QueryTab *tab = m_tabs->current();
    if (!tab || tab->run()->isRunning())
        return;
    const bool isLong = part != QueryTab::Part::AtCursor && tab->editor()->sizeInBytes() > LongestReviewed;
    const QByteArray text = isLong ? QByteArray() : tab->textOf(part);
    const bool isReviewed = !isLong && text.size() <= LongestReviewed && tab->run()->session().isHere()
                         && m_services.connection->isConnected() && Definitions::concerns(text);
    if (!isReviewed)
        return tab->runPart(part);
    m_reviewed = tab;
    m_reviewedPart = part;
    const QStringList path = tab->run()->searchPath();
    m_definitions->review(text, tab->definition(), path.isEmpty() ? u"public"_s : path.front());
}

// ---- how a tab runs

void QueryPage::choose(const std::function<void(RunChoices &)> &change)
{
    QueryTab *tab = m_tabs->current();
    if (!tab)
        return;
    RunChoices choices = tab->run()->choices();
    change(choices);
    tab->choose(choices);
    updateActions();
}

void QueryPage::connectChoices()
{
    connect(m_actions.autocommit, &QAction::triggered, this, [this](bool on) {
        choose([on](RunChoices &choices) { choices.autocommit = on; });
    });
    connect(m_actions.stopAtError, &QAction::triggered, this, [this](bool on) {
        choose([on](RunChoices &choices) { choices.stopsAtError = on; });
    });
    connect(m_actions.savepoints, &QAction::triggered, this, [this](bool on) {
        choose([on](RunChoices &choices) { choices.savepoints = on; });
    });
    connect(m_actions.statementTimeout, &QAction::triggered, this, [this] { askTimeout(true); });
    connect(m_actions.idleTimeout, &QAction::triggered, this, [this] { askTimeout(false); });
}

void QueryPage::askTimeout(bool ofStatement)
{
    const QueryTab *tab = m_tabs->current();
    if (!tab)
        return;
    constexpr int MostSeconds = 86'400;
    const auto now = ofStatement ? tab->run()->choices().statementMs : tab->run()->choices().idleMs;
    m_services.prompter->askText(
        this,
        {.title = ofStatement ? tr("Statement timeout") : tr("Timeout of idle transactions"),
         .text =
             ofStatement
                 ? tr("In seconds: the server cancels a statement of this tab that takes longer. 0: none. Empty: as "
                      "the server has it.")
                 : tr("In seconds: the server ends the session of this tab where a transaction is idle for longer. 0: "
                      "none. Empty: as the server has it."),
         .value = now ? QString::number(double(*now) / 1000) : QString(),
         .placeholder = tr("As the server has it"),
         .acceptText = tr("Use it"),
         .problem =
             [](const QString &text) {
                 bool isNumber = false;
                 const double seconds = text.trimmed().toDouble(&isNumber);
                 return text.trimmed().isEmpty() || (isNumber && seconds >= 0 && seconds <= MostSeconds)
                          ? QString()
                          : tr("Give seconds, up to a day.");
             }},
        [this, ofStatement](const std::optional<QString> &text) {
            if (!text)
                return;
            const auto limit =
                text->trimmed().isEmpty() ? std::nullopt : std::optional(qRound(text->trimmed().toDouble() * 1000));
            choose([ofStatement, limit](RunChoices &choices) {
                (ofStatement ? choices.statementMs : choices.idleMs) = limit;
            });
        });
}

void QueryPage::updateActions()
{
    const QueryTab *tab = m_tabs->current();
    const bool running = tab && tab->run()->isRunning();
    const query::TransactionFacts facts = tab ? tab->run()->transaction() : query::TransactionFacts();
    for (QAction *action :
         {m_actions.run, m_actions.runFrom, m_actions.runAll, m_actions.explain, m_actions.plan,
          m_actions.planMeasured})
        action->setEnabled(tab && !running);
    m_actions.cancel->setEnabled(running);
    m_actions.commit->setEnabled(!running && facts.state == connection::TransactionState::Open);
    m_actions.rollBack->setEnabled(!running && facts.isOpen());
    m_actions.rename->setEnabled(tab && tab->file()->isNone());
    m_actions.reopen->setEnabled(m_tabs->canReopen());
    m_actions.closeOthers->setEnabled(m_tabs->count() > 1);
    const RunChoices choices = tab ? tab->run()->choices() : RunChoices();
    m_actions.autocommit->setChecked(choices.autocommit);
    m_actions.stopAtError->setChecked(choices.stopsAtError);
    m_actions.savepoints->setChecked(choices.savepoints);
}

void QueryPage::fillMenu(QMenu *menu)
{
    menu->clear();
    menu->addActions({m_actions.runFrom, m_actions.runAll, m_actions.plan, m_actions.planMeasured});
    menu->addActions({m_actions.openPlan, m_actions.pastePlan});
    menu->addSeparator();
    menu->addActions({m_actions.autocommit, m_actions.stopAtError, m_actions.savepoints});
    menu->addActions({m_actions.statementTimeout, m_actions.idleTimeout, m_actions.isPrivate});
    menu->addSeparator();
    menu->addActions({m_actions.results, m_actions.onlyResults});
    menu->addSeparator();
    menu->addActions({m_actions.saveAs, m_actions.rename, m_actions.reopen});
    menu->addSeparator();
    menu->addActions({m_definitions->openAction(), m_actions.asMigration});
    QMenu *recent = menu->addMenu(tr("Recent files"));
    recent->setEnabled(!m_recent.isEmpty());
    for (const QString &path : std::as_const(m_recent))
        recent->addAction(plainCaption(path), this, [this, path] { m_tabs->openFile(path); });
}

// ---- files that are dropped

void QueryPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!filesOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void QueryPage::dropEvent(QDropEvent *event)
{
    const QStringList files = filesOf(event->mimeData());
    for (const QString &file : files)
        m_tabs->openFile(file);
    if (!files.isEmpty())
        event->acceptProposedAction();
}

// The text would take the name of a file for what is to be inserted.
bool QueryPage::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDrag = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
    if (!isDrag && event->type() != QEvent::Drop)
        return Page::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    if (filesOf(drop->mimeData()).isEmpty())
        return Page::eventFilter(watched, event);
    if (isDrag)
        drop->acceptProposedAction();
    else
        dropEvent(drop);
    return true;
}

} // namespace howdah::ui
