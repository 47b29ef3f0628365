// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planview.h"

#include "base/whendone.h"
#include "common/captions.h"
#include "common/fonts.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "common/widgets.h"
#include "plan/planbars.h"
#include "plan/planflame.h"
#include "plan/plantext.h"
#include "plan/read/planreader.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTextBlock>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostOpened = 1000; // nodes that the tree shows at once; of larger ones, the upper levels

static QPlainTextEdit *readOnlyText(const QString &name, QWidget *parent)
{
    auto *text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setStyleSheet(u"QPlainTextEdit { border: none; border-radius: 0; }"_s);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setTabChangesFocus(true);
    text->setFont(fixedFont());
    text->setAccessibleName(name);
    return text;
}

// What is longer would hold the window while it is laid out; the lines stay where they are.
static QString shortened(const QString &text)
{
    constexpr qsizetype MostLine = 2000;
    constexpr qsizetype MostText = qsizetype(4) << 20;
    QString shown;
    for (const QStringView line : QStringView(text).split(u'\n')) {
        if (shown.size() > MostText)
            return shown + u"…\n"_s;
        shown += line.left(MostLine);
        if (line.size() > MostLine)
            shown += u'…';
        shown += u'\n';
    }
    shown.chop(1);
    return shown;
}

PlanView::PlanView(QWidget *parent)
    : QWidget(parent)
    , m_treeModel(new PlanModel(PlanModel::Form::Tree, this))
    , m_listModel(new PlanModel(PlanModel::Form::List, this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(m_listModel);
    m_sorted->setSortRole(PlanModel::SortRole);
    build();
    m_states->showEmpty({.title = tr("No plan"), .text = tr("Run EXPLAIN of a statement to see its plan here.")});
}

PlanView::~PlanView() = default;

QTreeView *PlanView::makeTree(QAbstractItemModel *model, const QString &name)
{
    auto *view = new QTreeView(this);
    view->setModel(model);
    view->setFrameShape(QFrame::NoFrame);
    view->setUniformRowHeights(true);
    view->setAllColumnsShowFocus(true);
    view->setAccessibleName(name);
    view->setItemDelegateForColumn(PlanModel::Share, new PlanBars(view));
    view->header()->setStretchLastSection(false);
    view->viewport()->installEventFilter(this);
    return view;
}

// What stands above the faces.
QHBoxLayout *PlanView::buildRow(QWidget *content)
{
    m_tabs = new QTabBar(content);
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Ways to see the plan"));
    m_list = new QComboBox(content);
    m_list->setAccessibleName(tr("Plans of this answer"));
    m_list->setToolTip(tr("Plans of this answer"));
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_list->setMinimumContentsLength(18);
    m_list->hide();
    connect(m_list, &QComboBox::activated, this, &PlanView::showPlan);
    m_totals = plainLabel({}, content);
    m_totals->setAccessibleName(tr("Totals of the statement"));
    m_totals->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *exporting = new QToolButton(content);
    exporting->setIcon(icon(u"document-export"_s));
    exporting->setToolTip(tr("Export the plan"));
    exporting->setAccessibleName(tr("Export the plan"));
    exporting->setAutoRaise(true);
    exporting->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(exporting);
    menu->addAction(tr("As SVG…"), this, [this] { exportAs(PlanFile::Svg); });
    menu->addAction(tr("As PNG…"), this, [this] { exportAs(PlanFile::Png); });
    menu->addAction(tr("As HTML…"), this, [this] { exportAs(PlanFile::Html); });
    exporting->setMenu(menu);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, space::inside, 0);
    row->addWidget(m_tabs);
    row->addWidget(m_list);
    row->addSpacing(space::group);
    row->addWidget(m_totals, 1);
    m_tools = new QHBoxLayout;
    m_tools->setSpacing(space::tight);
    row->addLayout(m_tools);
    row->addWidget(exporting);
    return row;
}

void PlanView::build()
{
    auto *content = new QWidget(this);
    QHBoxLayout *row = buildRow(content);
    m_faces = new QStackedWidget(content);
    m_tree = makeTree(m_treeModel, tr("Tree of the plan"));
    m_table = makeTree(m_sorted, tr("Nodes of the plan"));
    m_table->setRootIsDecorated(false);
    m_table->setSortingEnabled(true);
    m_flame = new PlanFlame;
    auto *area = new QScrollArea(content);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(m_flame);
    m_text = readOnlyText(tr("Plan as text"), content);
    addFace(m_tree, tr("Tree"));
    addFace(area, tr("Flame"));
    addFace(m_table, tr("Table"));
    addFace(m_text, tr("Text"));
    m_details = readOnlyText(tr("Details of the node"), content);
    m_details->setLineWrapMode(QPlainTextEdit::WidgetWidth); // there is little room beside the tree
    auto *splitter = new QSplitter(Qt::Horizontal, content);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_faces);
    m_asides = new QTabWidget(content);
    m_asides->setDocumentMode(true);
    m_asides->setTabBarAutoHide(true); // with the details alone
    m_asides->setAccessibleName(tr("Beside the plan"));
    m_asides->addTab(m_details, tr("Details"));
    splitter->addWidget(m_asides);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(splitter, 1);
    m_states = new StateStack(content, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
    watch(m_tree);
    watch(m_table);
    connect(m_tabs, &QTabBar::currentChanged, m_faces, &QStackedWidget::setCurrentIndex);
    connect(m_flame, &PlanFlame::chosen, this, &PlanView::select);
    connect(m_text, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!m_isSelecting)
            showLine();
    });
}

void PlanView::watch(QTreeView *view)
{
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (now.isValid() && !m_isSelecting)
            select(now.data(PlanModel::NodeRole).toInt());
    });
    connect(view, &QTreeView::activated, this, [this] {
        if (m_selected >= 0)
            Q_EMIT placeWanted(m_selected);
    });
}

void PlanView::addFace(QWidget *face, const QString &title)
{
    m_faces->addWidget(face);
    m_tabs->addTab(title);
}

void PlanView::setFace(Face face) { m_tabs->setCurrentIndex(int(face)); }

void PlanView::addAside(QWidget *aside, const QString &title) { m_asides->addTab(aside, title); }

void PlanView::showAside(QWidget *aside) { m_asides->setCurrentWidget(aside); }

void PlanView::addTool(QWidget *tool) { m_tools->addWidget(tool); }

const ShownPlan *PlanView::plan() const { return m_shown; }

void PlanView::showLoading() { m_states->showLoading(tr("Reading the plan")); }

void PlanView::showFailed(const Error &error)
{
    m_states->showContent();
    m_states->setStale({});
    m_states->showFailed(error);
}

void PlanView::read(const QByteArray &text)
{
    showLoading();
    const auto work = [text, statement = m_origin.statement]() -> Result<std::vector<ShownPlan>> {
        auto reading = plan::readPlans(text);
        if (!reading)
            return std::unexpected(reading.error());
        auto &problems = reading->plans.front().problems;
        problems.insert(problems.end(), reading->problems.begin(), reading->problems.end());
        std::vector<ShownPlan> plans;
        for (plan::Plan &plan : reading->plans) {
            // What was written for programs is shown as EXPLAIN writes it for people.
            const QString shown =
                reading->format == plan::PlanFormat::Text ? QString::fromUtf8(text) : plan::writeText(plan);
            plans.push_back(ShownPlan::of(std::move(plan), shortened(shown), statement));
        }
        return plans;
    };
    whenDone(this, QtConcurrent::run(work), [this](const Result<std::vector<ShownPlan>> &shown) {
        if (shown)
            setPlans(*shown);
        else
            showFailed(shown.error());
    });
}

void PlanView::setPlan(ShownPlan plan)
{
    std::vector<ShownPlan> one;
    one.push_back(std::move(plan));
    setPlans(std::move(one));
}

void PlanView::setPlans(std::vector<ShownPlan> plans)
{
    m_shown = nullptr;
    m_treeModel->setPlan(nullptr);
    m_listModel->setPlan(nullptr);
    m_flame->setPlan(nullptr);
    m_plans.clear();
    m_list->clear();
    for (ShownPlan &plan : plans) {
        m_plans.push_back(std::make_unique<ShownPlan>(std::move(plan)));
        const QString query = m_plans.back()->plan.queryText.simplified().left(60);
        const QString what = query.isEmpty() ? m_plans.back()->title(0) : query;
        m_list->addItem(tr("%1: %2").arg(m_plans.size()).arg(plainCaption(what)));
    }
    m_list->setVisible(m_plans.size() > 1);
    showPlan(0);
}

void PlanView::showPlan(int number)
{
    if (number < 0 || number >= planCount())
        return;
    m_list->setCurrentIndex(number);
    m_shown = m_plans[size_t(number)].get();
    present();
}

void PlanView::present()
{
    m_selected = -1;
    m_isSelecting = true;
    m_treeModel->setPlan(m_shown);
    m_listModel->setPlan(m_shown);
    m_flame->setPlan(m_shown);
    m_text->setPlainText(m_shown->text);
    m_isSelecting = false;
    m_table->sortByColumn(PlanModel::Share, Qt::DescendingOrder);
    if (m_shown->plan.nodes.size() <= MostOpened)
        m_tree->expandAll();
    else
        m_tree->expandToDepth(3);
    fitColumns();
    m_totals->setText(totals());
    m_totals->setToolTip({});
    m_states->showContent();
    QStringList problems;
    for (const plan::Problem &problem : m_shown->plan.problems)
        problems << (problem.line > 0 ? tr("Line %1: %2").arg(problem.line).arg(problem.message) : problem.message);
    m_states->setStale(
        problems.isEmpty() ? QString() : tr("A part of the plan could not be read. %1").arg(problems.front()));
    Q_EMIT planChanged();
    int slowest = m_shown->plan.nodes.empty() ? -1 : 0;
    for (int node = 1; node < int(m_shown->plan.nodes.size()); ++node) {
        if (m_shown->share(node) > m_shown->share(slowest))
            slowest = node;
    }
    select(slowest);
}

void PlanView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fitColumns();
}

// By what is in view: a column of 10,000 nodes is not measured whole.
void PlanView::fitColumns()
{
    // In letters; at 1024 pixels all but the last stand beside the details.
    constexpr int Widths[PlanModel::ColumnCount] = {30, 10, 10, 10, 9, 9, 8, 7, 8, 10};
    const int letter = fontMetrics().averageCharWidth();
    for (QTreeView *view : {m_tree, m_table}) {
        for (int column = 0; column < PlanModel::ColumnCount; ++column)
            view->setColumnWidth(column, letter * Widths[column]);
        const bool timed = m_shown && m_shown->figures.timed;
        view->setColumnHidden(PlanModel::Own, !timed);
        view->setColumnHidden(PlanModel::Whole, !timed);
        for (const int column : {PlanModel::Actual, PlanModel::Factor, PlanModel::Loops})
            view->setColumnHidden(column, !m_shown || !m_shown->plan.isAnalyzed());
        view->setColumnHidden(PlanModel::Read, !m_shown || !m_shown->figures.hasBuffers);
        useRoom(view);
    }
}

// What the others leave is for the names of the nodes.
void PlanView::useRoom(QTreeView *view)
{
    const int left = view->viewport()->width() - view->header()->length();
    if (left > 0)
        view->setColumnWidth(PlanModel::Name, view->columnWidth(PlanModel::Name) + left);
}

bool PlanView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        for (QTreeView *view : {m_tree, m_table}) {
            if (view && watched == view->viewport())
                useRoom(view);
        }
    }
    return QWidget::eventFilter(watched, event);
}

// ---- one node

void PlanView::select(int node)
{
    if (!m_shown || node < 0 || node >= int(m_shown->plan.nodes.size()) || node == m_selected)
        return;
    m_selected = node;
    m_isSelecting = true;
    m_tree->setCurrentIndex(m_treeModel->indexOf(node));
    m_table->setCurrentIndex(m_sorted->mapFromSource(m_listModel->indexOf(node)));
    m_flame->setCurrent(node);
    if (const int line = m_shown->plan.nodes[size_t(node)].line; line > 0) {
        QTextCursor cursor(m_text->document()->findBlockByNumber(line - 1));
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        m_text->setTextCursor(cursor);
    }
    m_details->setPlainText(detailsOf(node));
    m_isSelecting = false;
    Q_EMIT selectedChanged(node);
}

// The node that the line of the text belongs to.
void PlanView::showLine()
{
    const int line = m_text->textCursor().blockNumber() + 1;
    int best = -1;
    for (int node = 0; m_shown && node < int(m_shown->plan.nodes.size()); ++node) {
        const int at = m_shown->plan.nodes[size_t(node)].line;
        if (at > 0 && at <= line && (best < 0 || at > m_shown->plan.nodes[size_t(best)].line))
            best = node;
    }
    select(best);
}

QString PlanView::detailsOf(int node) const
{
    constexpr qsizetype MostValue = 4000;
    constexpr qsizetype MostFields = 300;
    const plan::Node &one = m_shown->plan.nodes[size_t(node)];
    const plan::NodeFigures &figures = m_shown->figures.nodes[size_t(node)];
    QStringList lines{m_shown->title(node), m_shown->timeText(node), {}};
    if (one.isNeverExecuted())
        lines << tr("Never executed");
    if (figures.endedEarly)
        lines << tr("Ended early: nobody wanted more rows");
    for (int column = PlanModel::Planned; column < PlanModel::ColumnCount; ++column) {
        const QString value = m_listModel->index(node, column).data().toString();
        if (!value.isEmpty())
            lines << m_listModel->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + u": "_s + value;
    }
    for (const auto &[key, value] : one.fields) {
        // JSON says also what is not so.
        if (value == "false"_L1 || (value == "0"_L1 && key.endsWith(" Blocks"_L1)))
            continue;
        if (lines.size() > MostFields) {
            lines << tr("…");
            break;
        }
        lines << key.left(MostValue) + u": "_s + value.left(MostValue);
    }
    if (figures.spread)
        lines << QString()
              << tr("Processes: %1, the busiest did %2 × the mean")
                     .arg(figures.spread->processes)
                     .arg(figures.spread->skew, 0, 'f', 2);
    for (const plan::Worker &worker : one.workers) {
        if (worker.actual)
            lines << tr("Worker %1: %2 rows, %3 ms")
                         .arg(worker.number)
                         .arg(worker.actual->rows.value_or(0))
                         .arg(worker.actual->total.value_or(0));
    }
    if (!m_shown->plan.settings.isEmpty())
        lines << QString() << tr("Settings");
    for (const auto &[key, value] : m_shown->plan.settings)
        lines << key + u" = "_s + value;
    return lines.join(u'\n');
}

QString PlanView::totals() const
{
    if (!m_shown)
        return {};
    const plan::Whole &whole = m_shown->figures.whole;
    QStringList parts;
    const auto add = [&](const QString &what, double value) {
        if (value > 0)
            parts << tr("%1 %2 ms").arg(what, QLocale().toString(value, 'f', value < 10 ? 3 : 1));
    };
    add(tr("Execution"), m_shown->plan.isAnalyzed() ? whole.execution : 0);
    add(tr("planning"), whole.planning);
    add(tr("triggers"), whole.triggers);
    add(tr("JIT"), whole.jit);
    add(tr("serialization"), whole.serialization);
    if (whole.workersPlanned > 0 && m_shown->plan.isAnalyzed())
        parts << tr("%1 of %2 workers").arg(whole.workersLaunched).arg(whole.workersPlanned);
    if (!m_shown->plan.isAnalyzed())
        parts << tr("Estimated: nothing was run");
    return parts.join(u", "_s);
}

std::optional<plan::StatementRange> PlanView::placeOf(int node) const
{
    return m_shown ? m_shown->places.of(node) : std::nullopt;
}

std::vector<int> PlanView::nodesAt(qsizetype byte) const
{
    return m_shown ? m_shown->places.at(byte) : std::vector<int>();
}

void PlanView::exportAs(PlanFile kind)
{
    if (!m_shown)
        return;
    const QString suffix = kind == PlanFile::Svg ? u"svg"_s : kind == PlanFile::Png ? u"png"_s : u"html"_s;
    auto *dialog = new QFileDialog(this, tr("Export the plan"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(u"plan."_s + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, kind](const QString &path) {
        const auto bytes = planFile(*m_shown, kind, palette());
        if (!bytes)
            return m_states->setStale(describe(bytes.error()));
        const auto work = [path, content = *bytes] {
            QSaveFile file(path);
            const bool done = file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
            return done ? QString() : file.errorString();
        };
        whenDone(this, QtConcurrent::run(work), [this](const QString &problem) {
            if (!problem.isEmpty())
                m_states->setStale(tr("The plan could not be written: %1").arg(problem));
        });
    });
    dialog->open();
}

} // namespace howdah::ui
