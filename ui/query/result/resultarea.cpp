// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultarea.h"

#include "base/whendone.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/prompter.h"
#include "common/quantities.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/sensitivity.h"
#include "plan/planview.h"
#include "query/result/copyview.h"
#include "query/result/messagesview.h"
#include "query/result/planpanes.h"
#include "query/result/pane/resultpane.h"
#include "query/result/resultoperations.h"
#include "query/result/pane/resulttools.h"
#include "value/valuetext.h"

#include <QAction>
#include <QMenu>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::Outcome;

constexpr int SayMs = 200;
constexpr qsizetype MostTitle = 40;

// As EXPLAIN calls its only column.
static bool isPlan(const query::ResultStore &rows)
{
    const auto columns = rows.columns();
    return columns && columns->size() == 1 && columns->front().name == "QUERY PLAN"_L1
        && columns->front().relationOid == 0;
}

static Result<QByteArray> textOf(const query::ResultStore &rows)
{
    QByteArray text;
    for (qint64 row = 0; row < rows.rowCount() && text.size() <= plan::MostBytes; ++row) {
        ASSIGN_OR_RETURN(const auto value, rows.value(row, 0));
        text += value.value_or(QByteArray()) + '\n';
    }
    return text;
}

ResultArea::ResultArea(const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_tabs(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
    , m_messages(new MessagesView(this))
    , m_tick(new QTimer(this))
    , m_pin(new QAction(icon(u"window-pin"_s), tr("Pin this result…"), this))
    , m_close(new QAction(icon(u"window-close"_s), tr("Close this result"), this))
    , m_next(new QAction(tr("Next result"), this))
    , m_previous(new QAction(tr("Previous result"), this))
    , m_find(new QAction(icon(u"edit-find"_s), tr("Find in the result"), this))
    , m_export(new QAction(icon(u"document-export"_s), tr("Export the result…"), this))
    , m_stop(new QAction(icon(u"process-stop"_s), tr("Stop here, and keep the rows that have come"), this))
    , m_goTo(new QAction(icon(u"go-jump"_s), tr("Go to the statement of the result"), this))
{
    m_tabs->setDocumentMode(true);
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setAccessibleName(tr("Results"));
    m_tabs->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tabs->addTab(icon(u"dialog-messages"_s), tr("Messages"));
    m_stack->addWidget(m_messages);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tabs);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_stack, 1);
    m_tick->setInterval(SayMs);
    connect(m_tick, &QTimer::timeout, this, &ResultArea::tick);
    connect(m_tabs, &QTabBar::currentChanged, this, &ResultArea::tabChanged);
    connect(m_tabs, &QWidget::customContextMenuRequested, this, &ResultArea::showMenu);
    connect(m_messages, &MessagesView::placeWanted, this, &ResultArea::placeWanted);
    makeActions();
    updateActions();
}

ResultArea::~ResultArea() = default;

void ResultArea::makeActions()
{
    m_next->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_Right);
    m_previous->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_Left);
    for (QAction *action : {m_next, m_previous}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
    m_pin->setToolTip(tr("It stays when the next run has its rows, by a name"));
    connect(m_pin, &QAction::triggered, this, &ResultArea::askForPin);
    connect(m_close, &QAction::triggered, this, [this] { closeResult(currentResult()); });
    connect(m_next, &QAction::triggered, this, [this] {
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + 1) % m_tabs->count());
    });
    connect(m_previous, &QAction::triggered, this, [this] {
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + m_tabs->count() - 1) % m_tabs->count());
    });
    connect(m_find, &QAction::triggered, this, &ResultArea::focusSearch);
    connect(m_export, &QAction::triggered, this, [this] {
        if (ResultPane *pane = currentPane())
            pane->tools()->exportAction()->trigger();
    });
    connect(m_stop, &QAction::triggered, this, [this] {
        if (currentResult() >= 0)
            m_results[size_t(currentResult())].rows->stop();
    });
    connect(m_goTo, &QAction::triggered, this, [this] {
        if (currentResult() < 0)
            return;
        const query::ScriptPlace &place = m_results[size_t(currentResult())].outcome.place;
        Q_EMIT placeWanted(place, place.offset);
    });
}

QList<QAction *> ResultArea::actions() const
{
    return {m_find, m_export, m_pin, m_close, m_next, m_previous, m_stop, m_goTo};
}

// ---- as a run goes on

void ResultArea::beginRun(const query::Script &script)
{
    Q_UNUSED(script)
    ++m_run;
    m_hasRows = false;
    m_isChosen = false;
    m_begun.clear();
    m_messages->beginRun();
    m_tick->start();
}

void ResultArea::began(const Outcome &outcome)
{
    m_begun[outcome.number] = outcome;
    m_messages->began(outcome);
}

void ResultArea::rowsCome(qint64 number, const std::shared_ptr<query::ResultStore> &rows)
{
    if (!std::exchange(m_hasRows, true))
        dropOthers();
    Shown shown{
        .run = m_run, .outcome = {}, .rows = rows, .isHere = m_isHere, .place = m_place, .searchPath = m_searchPath};
    if (const auto begun = m_begun.find(number); begun != m_begun.end())
        shown.outcome = begun->second;
    shown.outcome.number = number;
    shown.outcome.result = rows;
    // Known before its statement has ended: the server has no type 0.
    const auto columns = rows->columns();
    shown.outcome.isCopy = columns && columns->size() == 1 && columns->front().typeOid == 0;
    const auto ofRun = std::ranges::count(m_results, m_run, &Shown::run);
    shown.title = (isPlan(*rows) ? tr("Plan %1") : tr("Result %1")).arg(ofRun + 1);
    m_results.push_back(std::move(shown));
    m_isSetting = true;
    m_tabs->addTab(m_results.back().title);
    const int result = resultCount() - 1;
    say(result);
    if (!m_isChosen && ofRun == 0)
        showResult(result);
    m_isSetting = false;
    updateActions();
}

ResultArea::Shown *ResultArea::running(qint64 number)
{
    const auto found = std::ranges::find_if(
        m_results, [&](const Shown &each) { return each.run == m_run && each.outcome.number == number; });
    return found == m_results.end() ? nullptr : &*found;
}

void ResultArea::noticed(qint64 number, const connection::Notice &notice) { m_messages->noticed(number, notice); }

void ResultArea::ended(const Outcome &outcome)
{
    m_begun.erase(outcome.number);
    m_messages->ended(outcome);
    Shown *shown = running(outcome.number);
    if (!shown && outcome.result && outcome.result->columns())
        return rowsCome(outcome.number, outcome.result), ended(outcome);
    if (!shown)
        return;
    shown->outcome = outcome;
    if (shown->pane)
        shown->pane->setOutcome(outcome);
    readPlan(*shown);
    say(int(shown - m_results.data()));
}

void ResultArea::finished(const query::RunReport &report)
{
    m_messages->finished(report);
    tick();
    m_tick->stop();
    const bool isWell = report.failed == 0 && !report.error && report.end == query::RunReport::End::Finished;
    if (!m_isChosen && (!m_hasRows || !isWell))
        showMessages();
    updateActions();
}

void ResultArea::addPlan(const QString &title, const QByteArray &text)
{
    constexpr quint32 TextOid = 25;
    auto rows = std::make_shared<query::ResultStore>();
    connection::RowBatch batch(std::make_shared<const connection::Columns>(
        connection::Columns{{.name = u"QUERY PLAN"_s, .typeOid = TextOid}}));
    batch.appendValue(text);
    batch.endRow();
    (void)rows->append(std::move(batch));
    rows->finish();
    Shown shown{.run = 0, .outcome = {}, .rows = rows};
    shown.outcome.number = -1;
    shown.outcome.state = Outcome::State::Done;
    shown.outcome.result = rows;
    shown.title = title.left(MostTitle);
    m_results.push_back(std::move(shown));
    m_isSetting = true;
    m_tabs->addTab(m_results.back().title);
    m_isSetting = false;
    pin(resultCount() - 1, m_results.back().title);
    showResult(resultCount() - 1);
}

// What earlier runs have answered goes, but for what somebody wants to keep.
void ResultArea::dropOthers()
{
    m_isSetting = true;
    for (int result = resultCount() - 1; result >= 0; --result) {
        const Shown &shown = m_results[size_t(result)];
        const bool isEdited = shown.pane && !shown.pane->unsavedWork().isEmpty();
        if (shown.run != m_run && !shown.isPinned && !isEdited)
            closeResult(result);
    }
    m_isSetting = false;
}

void ResultArea::tick()
{
    for (int result = 0; result < resultCount(); ++result)
        say(result);
    for (const auto &[number, outcome] : m_begun)
        m_messages->model()->rowsCome(number, 0);
    m_stop->setEnabled(currentResult() >= 0 && !m_results[size_t(currentResult())].rows->isFinished());
}

// ---- tabs

void ResultArea::say(int result)
{
    Shown &shown = m_results[size_t(result)];
    const qint64 rows = shown.rows->rowCount();
    if (std::exchange(shown.saidRows, rows) == rows)
        return;
    const QString title = tr("%1: %2").arg(shown.title, shown.outcome.isCopy ? tr("COPY") : rowsWord(rows));
    // The lines of a plan are no rows that anybody counts.
    m_tabs->setTabText(result + 1, plainCaption(isPlan(*shown.rows) ? shown.title : title));
    m_tabs->setTabToolTip(
        result + 1, tipText(shown.title + u'\n' + singleLine(shown.outcome.sql.left(2000).simplified(), 400)));
}

// The data of a COPY are one column, which a pane hides until it is revealed.
bool ResultArea::copiesSensitive(const query::Outcome &outcome, bool isHere) const
{
    if (!m_services.connection || m_services.connection->destination().isNowhere())
        return false;
    const entity::Entities &entities = *m_services.connection->entityBook().entities();
    return !isHere || entity::sensitiveAnswer(entities, {entity::AnswerColumn()}, outcome.sql.toUtf8()).front();
}

void ResultArea::makeView(Shown &shown)
{
    if (shown.view)
        return;
    const bool isHere = !m_isHere || m_isHere();
    if (shown.outcome.isCopy && !copiesSensitive(shown.outcome, isHere)) {
        shown.view = new CopyView(shown.rows, this);
    } else {
        shown.pane = new ResultPane(m_services, shown.rows, shown.outcome, isHere, this);
        shown.pane->setTitle(shown.title);
        shown.pane->tools()->recordAction()->setChecked(shown.outcome.expanded); // \x
        shown.view = shown.pane;
        if (isPlan(*shown.rows))
            makePlan(shown);
    }
    m_stack->addWidget(shown.view);
    if (!shown.pane)
        return;
    auto *operations = new ResultOperations(shown.pane, [this] { return panes(); });
    if (shown.isHere)
        operations->setHere(shown.isHere);
    connect(operations, &ResultOperations::panelWanted, this, &ResultArea::panelWanted);
    Q_EMIT paneAdded(shown.pane);
}

// The rows stay to be seen, searched, copied and exported as those of any answer.
void ResultArea::makePlan(Shown &shown)
{
    shown.plan = new PlanView(this);
    shown.plan->addFace(shown.pane, tr("Rows"));
    addPlanPanes(shown.plan, m_services);
    shown.plan->showLoading();
    shown.view = shown.plan;
    connect(shown.plan, &PlanView::placeWanted, this, [this, view = shown.plan](int node) {
        const auto statement = statementOf(view);
        if (!statement)
            return;
        const auto place = view->placeOf(node);
        Q_EMIT placeWanted(*statement, statement->offset + (place ? place->begin : 0));
    });
    Q_EMIT planAdded(shown.plan);
    readPlan(shown);
}

void ResultArea::readPlan(Shown &shown)
{
    if (!shown.plan || shown.isPlanRead || !shown.rows->isFinished())
        return;
    shown.isPlanRead = true;
    // What was explained is the end of what was sent: EXPLAIN before it may have been put there by us.
    QByteArray statement = shown.outcome.sql.toUtf8().right(qsizetype(shown.outcome.place.size));
    statement = statement.sliced(plan::behindExplain(statement));
    shown.plan->setOrigin(
        {.statement = statement, .place = shown.place, .searchPath = shown.searchPath, .isHere = shown.isHere});
    const auto work = [rows = shown.rows] { return textOf(*rows); };
    whenDone(shown.plan, QtConcurrent::run(work), [view = shown.plan](const Result<QByteArray> &text) {
        if (text)
            view->read(*text);
        else
            view->showFailed(text.error());
    });
}

std::optional<query::ScriptPlace> ResultArea::statementOf(const PlanView *view) const
{
    const auto found = std::ranges::find(m_results, view, &Shown::plan);
    if (found == m_results.end() || view->origin().statement.isEmpty())
        return {};
    query::ScriptPlace place = found->outcome.place;
    const qint64 before = place.size - view->origin().statement.size(); // EXPLAIN that was typed
    place.offset += before;
    place.size -= before;
    return place;
}

void ResultArea::tabChanged(int tab)
{
    m_isChosen = m_isChosen || !m_isSetting;
    if (tab <= 0 || tab > resultCount()) {
        m_stack->setCurrentWidget(m_messages);
    } else {
        Shown &shown = m_results[size_t(tab) - 1];
        makeView(shown);
        m_stack->setCurrentWidget(shown.view);
    }
    updateActions();
}

int ResultArea::currentResult() const { return m_tabs->currentIndex() - 1; }

void ResultArea::showResult(int result)
{
    const bool isSetting = std::exchange(m_isSetting, true);
    m_tabs->setCurrentIndex(result + 1);
    m_isSetting = isSetting;
}

void ResultArea::showMessages() { showResult(-1); }

ResultPane *ResultArea::currentPane() const
{
    const int result = currentResult();
    return result >= 0 && result < resultCount() ? m_results[size_t(result)].pane : nullptr;
}

PlanView *ResultArea::currentPlan() const
{
    const int result = currentResult();
    return result >= 0 && result < resultCount() ? m_results[size_t(result)].plan : nullptr;
}

QList<ResultPane *> ResultArea::panes() const
{
    QList<ResultPane *> panes;
    for (const Shown &shown : m_results) {
        if (shown.pane)
            panes << shown.pane;
    }
    return panes;
}

void ResultArea::pin(int result, const QString &name)
{
    if (result < 0 || result >= resultCount())
        return;
    Shown &shown = m_results[size_t(result)];
    shown.isPinned = !name.isEmpty();
    if (shown.isPinned)
        shown.title = name;
    if (shown.pane)
        shown.pane->setTitle(shown.title);
    m_tabs->setTabIcon(result + 1, shown.isPinned ? icon(u"window-pin"_s) : QIcon());
    shown.saidRows = -1;
    say(result);
    updateActions();
}

void ResultArea::askForPin()
{
    const int result = currentResult();
    if (result < 0)
        return;
    if (isPinned(result))
        return pin(result, {});
    const TextQuestion question{
        .title = tr("Pin this result"),
        .text = tr("It stays when the next run has its rows, until it is closed."),
        .value = m_results[size_t(result)].title,
        .placeholder = tr("Name"),
        .acceptText = tr("Pin"),
        .problem = [](const QString &name) { return name.trimmed().isEmpty() ? tr("Enter a name") : QString(); }};
    const auto rows = m_results[size_t(result)].rows;
    m_services.prompter->askText(this, question, [this, rows](const std::optional<QString> &name) {
        const auto found = std::ranges::find(m_results, rows, &Shown::rows);
        if (name && found != m_results.end())
            pin(int(found - m_results.begin()), name->trimmed().left(MostTitle));
    });
}

void ResultArea::closeResult(int result)
{
    if (result < 0 || result >= resultCount())
        return;
    Shown shown = std::move(m_results[size_t(result)]);
    m_results.erase(m_results.begin() + result);
    m_tabs->removeTab(result + 1);
    shown.rows->stop(); // nobody waits for more of them
    if (shown.view) {
        m_stack->removeWidget(shown.view);
        shown.view->deleteLater();
    }
    tabChanged(m_tabs->currentIndex());
}

void ResultArea::showMenu(const QPoint &at)
{
    const int tab = m_tabs->tabAt(at);
    if (tab <= 0)
        return;
    m_tabs->setCurrentIndex(tab);
    auto *menu = new QMenu(m_tabs);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_goTo, m_pin, m_export, m_stop, m_close});
    menu->popup(m_tabs->mapToGlobal(at));
}

void ResultArea::updateActions()
{
    const int result = currentResult();
    const bool any = result >= 0 && result < resultCount();
    for (QAction *action : {m_pin, m_close, m_goTo})
        action->setEnabled(any);
    for (QAction *action : {m_find, m_export})
        action->setEnabled(any && m_results[size_t(result)].pane);
    m_stop->setEnabled(any && !m_results[size_t(result)].rows->isFinished());
    m_pin->setText(any && isPinned(result) ? tr("Unpin this result") : tr("Pin this result…"));
}

void ResultArea::focusSearch()
{
    if (ResultPane *pane = currentPane())
        pane->focusSearch();
}

QStringList ResultArea::unsavedWork() const
{
    QStringList lines;
    for (const Shown &shown : m_results) {
        if (const QString work = shown.pane ? shown.pane->unsavedWork() : QString(); !work.isEmpty())
            lines << work;
    }
    return lines;
}

} // namespace howdah::ui
