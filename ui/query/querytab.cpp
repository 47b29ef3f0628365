// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/querytab.h"

#include "common/spacing.h"
#include "connect/connectioncontroller.h"
#include "query/editor/editortools.h"
#include "query/run/explainchoices.h"
#include "query/run/summary.h"

#include <QApplication>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::Outcome;
using query::RunReport;

namespace {

constexpr int DraftMs = 250;          // behind the first change; the keeper adds no more than half a second
constexpr qint64 LargeText = 4 << 20; // each draft of which costs a copy
constexpr int LargeDraftMs = 600;
constexpr std::size_t MostEdits = 20'000;

} // namespace

QueryTab::QueryTab(
    const PageServices &services, const TabMemories &memories, const QueryActions &actions, QString id, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_actions(actions)
    , m_id(std::move(id))
    , m_editor(new SqlEditor(this))
    , m_results(new ResultArea(services, this))
    , m_form(new ParameterForm(this, memories.parameters))
    , m_bar(new RunBar(this))
    , m_transaction(new TransactionBar(actions.commit, actions.rollBack, this))
    , m_notices(new TabNotices(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_run(new TabRun(services, memories.history, this))
    , m_file(new TabFile(m_editor, this))
{
    build();
    m_forecast = new TabForecast(m_editor, m_run, m_bar, m_form, services.connection, this);
    m_assist = new EditorAssist(
        m_editor, services.connection,
        {.idleSession = [this] { return m_run->session().idle(); },
         .searchPath =
             [this] {
                 const TabSession &session = m_run->session();
                 return session.session() && !session.isNew() ? std::optional(m_run->searchPath()) : std::nullopt;
             }},
        this);
    offerSnippets();
    new TabWait(m_run, m_notices, services.connection, this);
    m_planMarks = new PlanMarks(m_editor, m_results, [this](qint64 offset) { return placeNow(offset); }, this);
    connectRun();
    connectFile();
    connectTransaction();
    m_draftTimer.setSingleShot(true);
    connect(&m_draftTimer, &QTimer::timeout, this, &QueryTab::draftChanged);
    connect(m_editor, &SqlEditor::edited, this, [this](qint64 offset, qint64 removed, qint64 inserted) {
        if (m_edits.size() < MostEdits)
            m_edits.push_back({offset, removed, inserted});
        startDraft();
    });
    m_run->session().setPlace(TabSession::placeOf(*services.connection));
    showTransaction();
}

void QueryTab::offerSnippets()
{
    std::vector<EditorAssist::Snippet> offered;
    for (const query::Snippet &snippet : m_editor->tools().snippets().known())
        offered.push_back({snippet.word, snippet.title});
    m_assist->setSnippets(std::move(offered), [this](const QString &word, SqlEditor::Extent replaces) {
        (void)m_editor->tools().snippets().insertNamed(word, replaces);
    });
}

QueryTab::~QueryTab()
{
    disconnect(m_run, nullptr, this, nullptr); // which has nothing to say of its end
    disconnect(m_editor, nullptr, this, nullptr);
}

// ---- its face

void QueryTab::build()
{
    m_editor->setObjectName(u"sqlEditor"_s);
    m_editor->setAccessibleName(tr("SQL text"));
    m_editor->installEventFilter(this);
    m_results->setObjectName(u"results"_s);
    m_form->hide();
    auto *above = new QWidget(m_splitter);
    auto *column = new QVBoxLayout(above);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notices);
    column->addWidget(m_editor, 1);
    column->addWidget(m_form);
    column->addWidget(separator(Qt::Horizontal, above));
    column->addWidget(buildRunRow(above));
    m_splitter->addWidget(above);
    m_splitter->addWidget(m_results);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { // which draws the text out again
        m_sizesBefore = m_splitter->sizes();
        showOnlyResults(false);
    });
    m_editor->setMinimumHeight(80);
    m_results->setMinimumHeight(80);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setFocusProxy(m_editor);
}

QWidget *QueryTab::buildRunRow(QWidget *parent)
{
    auto *row = new QWidget(parent);
    row->setObjectName(u"runRow"_s);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->setSpacing(space::tight);
    layout->addWidget(buttonFor(m_actions.run, ButtonRole::Primary, row));
    layout->addWidget(buttonFor(m_actions.cancel, ButtonRole::Plain, row));
    layout->addSpacing(space::tight);
    layout->addWidget(m_bar, 1);
    auto *explain = new QToolButton(row);
    explain->setDefaultAction(m_actions.explain);
    explain->setAccessibleName(m_actions.explain->text());
    explain->setAutoRaise(true);
    layout->addWidget(explain);
    auto *plan = new QToolButton(row);
    plan->setObjectName(u"explainButton"_s);
    plan->setDefaultAction(m_actions.plan);
    plan->setAccessibleName(m_actions.plan->text());
    plan->setAutoRaise(true);
    plan->setPopupMode(QToolButton::MenuButtonPopup);
    plan->setMenu(m_actions.explainChoices->menu());
    layout->addWidget(plan);
    auto *only = new QToolButton(row);
    only->setDefaultAction(m_actions.onlyResults);
    only->setAccessibleName(m_actions.onlyResults->text());
    only->setAutoRaise(true);
    layout->addWidget(only);
    layout->addWidget(m_transaction);
    return row;
}

QString QueryTab::title() const { return m_file->isNone() ? m_title : m_file->name(); }

QString QueryTab::tip() const
{
    QStringList lines{m_file->isNone() ? m_title : m_file->path()};
    if (!m_run->session().place().isEmpty())
        lines << m_run->session().place();
    if (m_run->isRunning())
        lines << tr("Running");
    else if (m_run->transaction().isOpen())
        lines << m_transaction->words();
    return lines.join(u'\n');
}

void QueryTab::setTitle(const QString &title)
{
    m_title = title;
    m_run->setTitle(this->title());
    startDraft();
    Q_EMIT changed();
}

// ---- what is kept of it

void QueryTab::restore(const query::Draft &draft)
{
    m_title = draft.title;
    m_editor->setBytes(draft.text);
    m_editor->setCursorByte(std::min(draft.cursor, m_editor->sizeInBytes()));
    if (!draft.database.isEmpty())
        m_run->session().setPlace(draft.database);
    m_file->restore(draft);
    m_run->setTitle(title());
    m_forecast->schedule();
    notePlace();
    Q_EMIT changed();
}

query::Draft QueryTab::draft() const
{
    query::Draft draft;
    draft.id = m_id;
    draft.title = m_title;
    draft.database = m_run->session().place();
    draft.cursor = m_editor->cursorByte();
    draft.text = m_editor->bytes();
    m_file->fill(draft);
    return draft;
}

// A draft holds the text, which the next key would have to copy: so it is asked for now and then, not with each key.
void QueryTab::startDraft()
{
    if (!m_draftTimer.isActive())
        m_draftTimer.start(m_editor->sizeInBytes() > LargeText ? LargeDraftMs : DraftMs);
}

QStringList QueryTab::unsavedWork() const
{
    QStringList lines;
    if (m_run->isRunning())
        lines << tr("%1: a statement is running").arg(title());
    if (m_run->transaction().isOpen())
        lines << tr("%1: a transaction is open, which will be rolled back").arg(title());
    for (const QString &line : m_results->unsavedWork())
        lines << tr("%1: %2").arg(title(), line);
    return lines;
}

// ---- running

void QueryTab::choose(const RunChoices &choices)
{
    m_run->setChoices(choices);
    showTransaction();
}

void QueryTab::runPart(Part part)
{
    if (m_run->isRunning() || m_form->askForMissing())
        return;
    TabRun::Order order;
    const SqlEditor::Extent selected = m_editor->selectedBytes();
    if (part == Part::All) {
        order.script = m_editor->script();
        order.range = order.script.all();
    } else if (part == Part::FromCursor) {
        order.script = m_editor->script();
        order.range = order.script.from(m_editor->cursorByte());
    } else {
        order = orderAt(selected.size > 0 ? selected : m_editor->extentOf(m_editor->partsAtCursor()));
    }
    if (order.range.isEmpty())
        return m_notices->say(u"run"_s, Tone::Neutral, tr("There is nothing to run here."));
    start(std::move(order));
}

TabRun::Order QueryTab::orderAt(SqlEditor::Extent extent, const QByteArray &prefix) const
{
    TabRun::Order order;
    order.script = query::Script(prefix + m_editor->bytesOf(extent), m_editor->script().hasStandardStrings());
    order.range = order.script.all();
    order.offset = extent.offset;
    order.line =
        m_editor->SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, static_cast<unsigned long>(extent.offset));
    order.prefix = prefix.size();
    return order;
}

void QueryTab::start(TabRun::Order order)
{
    order.values = m_form->values();
    m_form->remember();
    if (!m_file->isNone())
        order.folder = QFileInfo(m_file->path()).absolutePath();
    m_run->setTitle(title());
    m_run->start(std::move(order));
}

QByteArray QueryTab::textOf(Part part) const
{
    if (part == Part::All)
        return m_editor->bytes();
    if (part == Part::FromCursor) {
        const query::Script &script = m_editor->script();
        return m_editor->bytesOf(script.extentOf(script.from(m_editor->cursorByte())));
    }
    const SqlEditor::Extent selected = m_editor->selectedBytes();
    return m_editor->bytesOf(selected.size > 0 ? selected : m_editor->extentOf(m_editor->partsAtCursor()));
}

void QueryTab::connectRun()
{
    connect(m_run, &TabRun::beginning, this, [this](const query::Script &script) {
        m_notices->unsay(u"run"_s);
        m_notices->unsay(u"loss"_s);
        m_problems.clear();
        m_edits.clear();
        m_editor->setProblems(SqlEditor::Finder::Run, {});
        // A tab keeps its session while the window goes elsewhere.
        m_results->setHere([connection = m_services.connection, place = m_run->session().place()] {
            return TabSession::placeOf(*connection) == place;
        });
        m_results->setPlace(m_run->session().place(), m_run->searchPath());
        m_results->beginRun(script);
    });
    connect(m_run, &TabRun::began, this, [this](const Outcome &outcome) {
        if (outcome.place.file.isEmpty() && outcome.place.size > 0)
            m_editor->setRunning({placeNow(outcome.place.offset), outcome.place.size});
        m_results->began(outcome);
        showTransaction();
    });
    connect(m_run, &TabRun::rowsCome, m_results, &ResultArea::rowsCome);
    connect(m_run, &TabRun::noticed, m_results, &ResultArea::noticed);
    connect(m_results, &ResultArea::planAdded, this, &QueryTab::dressPlan);
    connect(m_run, &TabRun::ended, this, [this](const Outcome &outcome) {
        noteProblem(outcome);
        m_results->ended(outcome);
        if (outcome.isDone() && outcome.command == "EXPLAIN" && !outcome.text.isEmpty())
            m_notices->say(u"run"_s, Tone::Neutral, outcome.text);
        if (outcome.isDone() && outcome.kind == Outcome::Kind::Statement)
            m_assist->learn(outcome.sql.toUtf8());
        Q_EMIT historyAdded();
    });
    connect(m_run, &TabRun::finished, this, [this](const RunReport &report) {
        m_editor->setRunning({});
        m_results->finished(report);
        if (report.end == RunReport::End::ConnectionLost)
            noteLoss(report.error.value_or(makeError(ErrorKind::Connection, tr("The connection was lost"))));
        else if (report.error && report.end != RunReport::End::Cancelled)
            m_notices->say(u"run"_s, Tone::Failed, describe(*report.error));
        showTransaction();
    });
    connect(m_run, &TabRun::failed, this, [this](const Error &error) {
        if (error.kind == ErrorKind::Conflict && !m_run->session().isHere())
            return notePlace();
        m_notices->say(u"run"_s, Tone::Failed, describe(error));
    });
    connect(m_run, &TabRun::runningChanged, this, [this] {
        notePlace(); // what may be chosen there
        showTransaction();
        Q_EMIT changed();
    });
    connect(m_run, &TabRun::sessionSettled, this, [this] {
        if (const auto session = m_run->session().idle()) {
            const QString standard = session->serverParameter(u"standard_conforming_strings"_s);
            if ((standard != "off"_L1) != m_editor->script().hasStandardStrings())
                m_editor->setStandardStrings(standard != "off"_L1);
        }
        m_assist->sessionChanged();
    });
    connect(&m_run->session(), &TabSession::lost, this, &QueryTab::noteLoss);
    connect(&m_run->session(), &TabSession::changed, this, [this] {
        notePlace();
        showTransaction();
        m_assist->sessionChanged();
        Q_EMIT changed();
    });
    connect(&m_run->session(), &TabSession::replaced, this, [this] {
        m_notices->say(
            u"loss"_s, Tone::Accent,
            tr("The lock of production has changed: the next run takes a new session. Settings and temporary tables of "
               "the last one are gone."));
    });
    connect(m_form, &ParameterForm::fieldsChanged, this, [this] { m_form->setVisible(!m_form->isEmpty()); });
    m_form->setCatalog(m_services.connection->catalog());
    connect(m_services.connection, &ConnectionController::catalogChanged, m_form, &ParameterForm::setCatalog);
    connect(m_form, &ParameterForm::runWanted, this, [this] { runPart(Part::AtCursor); });
}

void QueryTab::noteLoss(const Error &error)
{
    m_transaction->setNoSession(true);
    m_notices->say(
        u"loss"_s, Tone::Failed,
        tr("%1. The results say what became of what was running. The next run takes a new session: settings, temporary "
           "tables "
           "and the open transaction of the last one are gone.")
            .arg(error.message));
}

// At the place that the server named, else at the statement.
void QueryTab::noteProblem(const Outcome &outcome)
{
    if (!outcome.error || !outcome.place.file.isEmpty() || outcome.place.size == 0
        || outcome.state == Outcome::State::Cancelled)
        return;
    const qint64 offset = outcome.errorOffset >= 0 ? outcome.errorOffset : outcome.place.offset;
    QString message = outcome.error->message;
    for (const QString &more : {outcome.error->detail, outcome.error->hint}) {
        if (!more.isEmpty())
            message += u'\n' + more;
    }
    m_problems.push_back({.place = {placeNow(offset), 0}, .isError = true, .message = message});
    m_editor->setProblems(SqlEditor::Finder::Run, m_problems);
}

qint64 QueryTab::placeNow(qint64 offset) const
{
    for (const Edit &edit : m_edits) {
        if (offset >= edit.offset + edit.removed)
            offset += edit.inserted - edit.removed;
        else if (offset > edit.offset)
            offset = edit.offset;
    }
    return offset;
}

void QueryTab::showPlace(qint64 offset)
{
    showOnlyResults(false);
    m_editor->setCursorByte(placeNow(offset));
    m_editor->setFocus(Qt::OtherFocusReason);
}

QList<int> QueryTab::sizes() const { return showsOnlyResults() ? m_sizesBefore : m_splitter->sizes(); }

void QueryTab::showOnlyResults(bool only)
{
    if (only == showsOnlyResults())
        return;
    if (only)
        m_sizesBefore = m_splitter->sizes();
    const bool hadFocus = m_editor->hasFocus();
    m_editor->setHidden(only);
    setFocusProxy(only ? static_cast<QWidget *>(m_results) : m_editor);
    // What is above them keeps the height of its bars.
    if (only)
        m_splitter->setSizes({0, m_splitter->height()});
    else
        m_splitter->setSizes(m_sizesBefore);
    if (only && hadFocus)
        toggleFocus();
}

void QueryTab::toggleFocus()
{
    if (m_results->isAncestorOf(QApplication::focusWidget()))
        showOnlyResults(false);
    QWidget *at = m_editor->hasFocus() ? static_cast<QWidget *>(m_results) : m_editor;
    QWidget *first = at;
    if (at == m_results && !m_results->focusProxy()) {
        for (QWidget *each = m_results->nextInFocusChain(); each != m_results; each = each->nextInFocusChain()) {
            if (m_results->isAncestorOf(each) && each->isVisible() && (each->focusPolicy() & Qt::TabFocus)) {
                first = each;
                break;
            }
        }
    }
    first->setFocus(Qt::ShortcutFocusReason);
}

// The text would keep the key for itself.
bool QueryTab::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_editor && event->type() == QEvent::KeyPress && m_run->isRunning()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool hasList = m_editor->isListActive();
        if (key->key() == Qt::Key_Escape && key->modifiers() == Qt::NoModifier && !hasList) {
            m_run->cancel();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

// ---- its transaction

void QueryTab::connectTransaction()
{
    connect(m_run, &TabRun::transactionChanged, this, [this] {
        notePlace();
        showTransaction();
        Q_EMIT changed();
    });
    connect(m_transaction, &TransactionBar::idleLong, this, &QueryTab::warnOfIdle);
    connect(m_transaction, &TransactionBar::idleEnded, this, [this] {
        m_holding.drop();
        m_notices->unsay(u"idle"_s);
    });
}

void QueryTab::showTransaction()
{
    m_transaction->setAutocommit(m_run->choices().autocommit);
    if (m_run->session().session())
        m_transaction->setFacts(m_run->transaction(), m_run->idleSince());
    else
        m_transaction->setNoSession(!m_notices->said(u"loss"_s).isEmpty());
}

void QueryTab::warnOfIdle()
{
    const QString words = tr("The transaction of this tab has been idle for over a minute.");
    m_notices->say(u"idle"_s, Tone::Interrupted, words);
    if (!m_run->session().isHere() || m_run->backendPid() == 0)
        return;
    const auto looker = m_services.connection->takeSession(connection::SessionRole::Reader, u"query locks"_s);
    if (!looker)
        return;
    const auto asking = m_jobs.run(*looker, [pid = m_run->backendPid()](connection::Session &session) {
        return query::locksHeldBy(session, pid);
    });
    m_holding.ask(this, asking, [this, words](const Result<std::vector<query::HeldLock>> &held) {
        if (!held || m_notices->said(u"idle"_s).isEmpty())
            return;
        m_notices->say(
            u"idle"_s, Tone::Interrupted,
            held->empty() ? tr("%1 It holds no locks on tables, and keeps the server from cleaning up.").arg(words)
                          : tr("%1 It holds: %2").arg(words, heldText(*held)));
    });
}

void QueryTab::notePlace()
{
    const TabSession &session = m_run->session();
    const QString there = TabSession::placeOf(*m_services.connection);
    if (session.place().isEmpty() || there.isEmpty() || session.isHere())
        return m_notices->unsay(u"place"_s);
    const bool keeps = session.session() != nullptr;
    std::vector<TabNotices::Choice> choices;
    if (TabSession::databaseBeside(*m_services.connection, session.place()))
        choices.push_back({tr("Connect there"), [this] { Q_EMIT connectWanted(m_run->session().place()); }});
    if (!m_run->isRunning() && !m_run->transaction().isOpen())
        choices.push_back({tr("Use this database"), [this, there] {
                               m_run->session().setPlace(there);
                               startDraft();
                           }});
    m_notices->say(
        u"place"_s, Tone::Neutral,
        keeps ? tr("This tab keeps its session on %1; the window is connected to %2.").arg(session.place(), there)
              : tr("This tab is for %1; the window is connected to %2.").arg(session.place(), there),
        choices);
}

// ---- its file

void QueryTab::connectFile()
{
    connect(m_file, &TabFile::changed, this, [this] {
        m_run->setTitle(title());
        startDraft();
        Q_EMIT changed();
    });
    connect(m_file, &TabFile::failed, this, [this](const Error &error) {
        m_notices->say(u"file"_s, Tone::Failed, describe(error));
    });
    connect(m_file, &TabFile::opened, this, [this] { m_forecast->schedule(); });
    connect(m_file, &TabFile::saved, this, [this] { m_notices->unsay(u"file"_s); });
    connect(m_file, &TabFile::changedOutside, this, &QueryTab::noteChange);
    connect(m_file, &TabFile::readAgain, this, [this] {
        m_notices->say(
            u"file"_s, Tone::Accent,
            tr("%1 was changed by another program, and was read again. Undo brings back what was here.")
                .arg(m_file->name()));
    });
    connect(m_file, &TabFile::merged, this, [this](int conflicts) {
        m_notices->say(
            u"file"_s, conflicts > 0 ? Tone::Interrupted : Tone::Applied,
            conflicts > 0 ? tr("Both changes are in the text. %n places were changed by both: look for <<<<<<<.",
                               nullptr, conflicts)
                          : tr("Both changes are in the text. Save it to keep them."));
    });
}

void QueryTab::noteChange(query::FileChange change)
{
    std::vector<TabNotices::Choice> choices{{tr("Keep mine"), [this] { m_file->keepMine(); }}};
    if (change == query::FileChange::Changed) {
        choices.push_back({tr("Take theirs"), [this] { m_file->takeTheirs(); }});
        if (m_file->canMerge())
            choices.push_back({tr("Merge"), [this] { m_file->merge(); }});
    }
    m_notices->say(
        u"file"_s, Tone::Interrupted,
        change == query::FileChange::Changed
            ? tr("%1 was changed by another program while it is changed here.").arg(m_file->name())
            : tr("%1 does not exist any more. The text is kept here; saving writes it again.").arg(m_file->name()),
        choices, false);
}

} // namespace howdah::ui
