// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultpane.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/quantities.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "grid/gridview.h"
#include "grid/tools/columnbar.h"
#include "grid/tools/findbar.h"
#include "query/result/pane/resultarranger.h"
#include "query/result/pane/resultcopy.h"
#include "query/result/pane/resultexportdialog.h"
#include "query/result/pane/resultfilterbar.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultrecord.h"
#include "query/result/pane/resultstatistics.h"
#include "query/result/pane/resulttools.h"
#include "value/valuetext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int LookMs = 100;
constexpr int NoteMs = 8000;
constexpr int NearEnd = 100;   // rows before the end of what is here, where more are asked for
constexpr int MostFitted = 60; // columns whose width is fitted to their values

ResultPane::ResultPane(
    const PageServices &services, std::shared_ptr<query::ResultStore> rows, query::Outcome outcome, bool isHere,
    QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_rows(std::move(rows))
    , m_outcome(std::move(outcome))
    , m_model(new ResultModel(this))
    , m_grid(new GridView(this))
    , m_tick(new QTimer(this))
    , m_noteEnd(new QTimer(this))
{
    const auto columns = m_rows->columns();
    const auto catalog = services.connection ? services.connection->catalog() : nullptr;
    m_model->open(m_rows, query::resultColumns(columns ? *columns : connection::Columns(), catalog.get()));
    m_grid->setModel(m_model);
    m_tools = new ResultTools(services, m_grid->table(), m_model, m_outcome.sql, isHere, this);
    makeLayout();
    m_noteEnd->setSingleShot(true);
    m_noteEnd->setInterval(NoteMs);
    m_tick->setInterval(LookMs);
    connect(m_noteEnd, &QTimer::timeout, this, [this] { m_note->clear(); });
    connect(m_tick, &QTimer::timeout, this, &ResultPane::tick);
    connect(m_model, &ResultModel::extentChanged, this, &ResultPane::showFoot);
    connect(m_model, &ResultModel::failed, this, [this](const Error &error) { say(error.message); });
    connect(m_grid, &GridView::visibleRangeChanged, this, &ResultPane::showFoot);
    connect(m_tools, &ResultTools::message, this, &ResultPane::say);
    connect(m_tools, &ResultTools::exportWanted, this, &ResultPane::openExport);
    connect(m_tools->arranger(), &ResultArranger::wishChanged, this, &ResultPane::showFoot);
    // The first rows tell how wide columns should be; nobody waits for others.
    connect(m_model, &ResultModel::pageArrived, this, &ResultPane::fitColumns, Qt::SingleShotConnection);
    m_tick->start();
    tick();
}

ResultPane::~ResultPane() = default;

void ResultPane::fitColumns()
{
    if (m_model->columnCount() <= MostFitted)
        m_grid->table()->resizeColumnsToContents();
}

void ResultPane::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_toolLine = new QHBoxLayout;
    m_toolLine->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    m_toolLine->setSpacing(space::tight);
    m_toolLine->addWidget(m_tools->filterBar(), 1);
    auto *copy = new QToolButton(this);
    auto *ways = new QMenu(copy);
    ways->addActions(m_tools->copy()->ways());
    copy->setDefaultAction(m_tools->copy()->action(data::ClipFormat::Tsv));
    copy->setMenu(ways);
    copy->setPopupMode(QToolButton::MenuButtonPopup);
    copy->setAccessibleName(copy->defaultAction()->text());
    for (QAction *action :
         {m_tools->findAction(), m_tools->recordAction(), m_tools->statisticsAction(), m_tools->exportAction()})
        addFace(action);
    m_toolLine->insertWidget(2, copy);
    layout->addLayout(m_toolLine);
    layout->addWidget(m_tools->columnBar());
    layout->addWidget(m_tools->find());
    layout->addWidget(separator(Qt::Horizontal, this));
    m_body = new QSplitter(Qt::Horizontal, this);
    m_body->setChildrenCollapsible(false);
    m_body->setHandleWidth(1);
    m_body->addWidget(m_grid);
    m_body->addWidget(m_tools->record());
    m_body->addWidget(m_tools->statistics());
    m_body->setStretchFactor(0, 3);
    m_body->setStretchFactor(1, 1);
    m_body->setStretchFactor(2, 1);
    layout->addWidget(m_body, 1);
    layout->addWidget(separator(Qt::Horizontal, this));
    makeFoot();
    layout->addWidget(m_foot);
    setFocusProxy(m_grid);
}

void ResultPane::addFace(QAction *action)
{
    auto *face = new QToolButton(this);
    face->setDefaultAction(action);
    face->setAccessibleName(action->text());
    // Signs where there is one: a line of words would not fit in a narrow window.
    face->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    m_toolLine->addWidget(face);
}

void ResultPane::makeFoot()
{
    m_foot = new QWidget(this);
    auto *line = new QHBoxLayout(m_foot);
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::group);
    m_count = mutedLabel({}, m_foot);
    m_count->setObjectName(u"resultCount"_s);
    m_note = mutedLabel({}, m_foot);
    m_note->setObjectName(u"resultNote"_s);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_stop = new QAction(icon(u"process-stop"_s), tr("Stop here"), this);
    m_stop->setObjectName(u"stopHere"_s);
    m_stop->setToolTip(tr("The rows that have come stay, and the statement is cancelled"));
    connect(m_stop, &QAction::triggered, this, [this] {
        m_rows->stop();
        m_stop->setEnabled(false);
        showFoot();
    });
    line->addWidget(m_count);
    line->addWidget(buttonFor(m_stop, ButtonRole::Plain, m_foot));
    line->addWidget(m_note, 1);
    line->addWidget(m_tools->summaryLabel(), 1);
}

// ---- for what is built on it

void ResultPane::addTool(QAction *action)
{
    addFace(action);
    m_added << action;
}

void ResultPane::addBeside(QWidget *panel)
{
    panel->hide();
    m_body->addWidget(panel);
    m_body->setStretchFactor(m_body->count() - 1, 1);
}

void ResultPane::addBeneath(QWidget *bar)
{
    bar->hide();
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_foot) - 1, bar);
}

void ResultPane::setTitle(const QString &title)
{
    if (std::exchange(m_title, title) != title)
        Q_EMIT titleChanged();
}

void ResultPane::setOutcome(const query::Outcome &outcome)
{
    m_outcome = outcome;
    tick();
}

void ResultPane::say(const QString &text)
{
    m_note->setText(singleLine(text, 300));
    m_note->setToolTip(tipText(text));
    m_noteEnd->start();
}

QList<QAction *> ResultPane::paletteActions() const { return m_tools->paletteActions() << m_stop << m_added; }

void ResultPane::focusSearch() { m_tools->find()->open(); }

bool ResultPane::isFinished() const { return m_isFinished; }

void ResultPane::openExport()
{
    auto *dialog = new ResultExportDialog(*m_model, m_grid->table()->shownColumns(), m_services.tasks, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

// ---- while rows come

void ResultPane::tick()
{
    m_model->lookAgain();
    const GridTable *table = m_grid->table();
    if (table->topRow() + table->visibleRows() + NearEnd >= m_model->rowCount())
        m_model->fetchAfter();
    const bool isFinished = m_rows->isFinished();
    showFoot();
    if (!isFinished || m_isFinished)
        return;
    m_isFinished = true;
    m_tick->stop();
    m_tools->rowsFinished();
    Q_EMIT finished();
}

void ResultPane::showFoot()
{
    if (!m_count)
        return;
    const qint64 come = m_rows->rowCount();
    QString text;
    if (m_model->order() && m_tools->arranger()->wish().filters())
        text = tr("%1 of %2 that have come").arg(countText(m_model->totalRows()), rowsWord(come));
    else if (!m_isFinished && !m_rows->isFinished())
        text = m_rows->isStopped() ? tr("%1, stopping").arg(rowsWord(come))
                                   : tr("%1, more are coming").arg(rowsWord(come));
    else
        text = rowsWord(come);
    if (m_rows->isFinished() && m_rows->isStopped())
        text += u" · "_s + tr("stopped here: there may be more");
    if (const auto problem = m_rows->problem())
        text += u" · "_s + tr("not all of them: %1").arg(singleLine(problem->message, 200));
    if (m_outcome.state != query::Outcome::State::Running && m_outcome.milliseconds > 0)
        text += u" · "_s + durationText(m_outcome.milliseconds);
    const auto &order = m_model->order();
    if (order && order->of() < come)
        text += u" · "_s + tr("sorted and filtered among the first %1").arg(countText(order->of()));
    m_count->setText(text);
    m_stop->setVisible(!m_rows->isFinished());
}

QString ResultPane::footText() const { return m_count->text(); }

} // namespace howdah::ui
