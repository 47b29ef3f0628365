// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/changespanel.h"

#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "data/edit/changescript.h"
#include "edit/conflictview.h"
#include "edit/editsession.h"
#include "edit/statementview.h"
#include "value/celldelegate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLocale>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::RowKey;

constexpr int LeastPart = 64;
constexpr int LeastHeight = 150;
// From here on the list and what is chosen in it stand side by side.
constexpr int WideEnough = 560;

ChangesPanel::ChangesPanel(EditSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ChangesModel(session, this))
    , m_tree(new QTreeView)
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_conflicts(new ConflictView(session))
    , m_statement(new StatementView)
    , m_count(mutedLabel())
    , m_offerBanner(new Banner(Tone::Pending))
    , m_refused(new Banner(Tone::Failed))
{
    setObjectName(u"changesPanel"_s);
    makeActions();
    makeTree();
    auto *details = new QWidget;
    auto *below = new QVBoxLayout(details);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(space::tight);
    below->addWidget(m_conflicts);
    below->addWidget(m_statement, 1);
    m_details = new QScrollArea;
    m_details->setObjectName(u"changeDetails"_s);
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->setWidgetResizable(true);
    m_details->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_details->setFocusPolicy(Qt::NoFocus); // what stands in it has it
    m_details->setWidget(details);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    // The rows above need the room: what does not fit here scrolls.
    m_tree->setMinimumSize(LeastPart, LeastPart);
    m_details->setMinimumSize(LeastPart, LeastPart);
    setMinimumHeight(LeastHeight);
    m_states = new StateStack(m_splitter, this);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(m_offerBanner);
    column->addWidget(m_refused);
    column->addWidget(m_states, 1);
    m_refused->hide();
    connect(m_conflicts, &ConflictView::refused, this, &ChangesPanel::refused);
    connect(m_conflicts, &ConflictView::rowReplaced, this, &ChangesPanel::selectRow);
    connect(session, &EditSession::changed, this, &ChangesPanel::update);
    connect(session, &EditSession::offerChanged, this, &ChangesPanel::update);
    update();
}

void ChangesPanel::makeActions()
{
    const auto made = [this](const QString &name, QStringView iconName, const QString &text, const QString &tip) {
        auto *action = new QAction(icon(iconName), text, this);
        action->setObjectName(name);
        action->setToolTip(tip);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        return action;
    };
    m_revert =
        made(u"revertChange"_s, u"document-revert", tr("Revert"), tr("Discard the selected changes; can be undone"));
    m_revert->setShortcut(QKeySequence::Delete);
    m_showRow = made(
        u"showChangedRow"_s, u"go-jump", tr("Show the row"), tr("Show the row of the selected change in the grid"));
    m_check = made(
        u"checkConflicts"_s, u"view-refresh", tr("Check"),
        tr("Compare the staged changes with the server: which rows were changed or deleted by others"));
    m_copyScript =
        made(u"copyScript"_s, u"edit-copy", tr("Copy as script"), tr("Copy all changes as one SQL transaction"));
    connect(m_revert, &QAction::triggered, this, &ChangesPanel::revertSelected);
    connect(m_showRow, &QAction::triggered, this, [this] { activate(m_tree->currentIndex()); });
    connect(m_check, &QAction::triggered, this, [this] { m_session->conflictCheck().run(); });
    connect(m_copyScript, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(script()); });
    m_tree->addActions({m_revert, m_showRow, m_check, m_copyScript});
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ChangesPanel::makeTree()
{
    m_tree->setObjectName(u"changes"_s);
    m_tree->setAccessibleName(tr("Staged changes"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegateForColumn(ChangesModel::Was, new CellDelegate(m_tree));
    m_tree->setItemDelegateForColumn(ChangesModel::Becomes, new CellDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(ChangesModel::What, 170);
    m_tree->header()->resizeSection(ChangesModel::Was, 110);
    m_tree->header()->resizeSection(ChangesModel::Becomes, 110);
    connect(m_tree, &QTreeView::activated, this, &ChangesPanel::activate);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { updateDetails(); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { updateActions(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        // A tree of a hundred thousand lines takes long to lay out, and nobody reads it to the end.
        constexpr qsizetype mostExpanded = 2000;
        if (m_model->cellCount() <= mostExpanded)
            m_tree->expandAll();
        updateDetails();
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &parent, int first, int last) {
        for (int row = first; row <= last && !parent.isValid(); ++row)
            m_tree->expand(m_model->index(row, 0));
        if (parent.isValid())
            m_tree->expand(parent);
    });
}

QWidget *ChangesPanel::makeHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(tr("Changes"), 2));
    row->addWidget(m_count);
    row->addStretch(1);
    for (QAction *action : {m_revert, m_showRow, m_check, m_copyScript})
        row->addWidget(buttonFor(action));
    auto *back = button(tr("Back to the staged changes"));
    back->setObjectName(u"leaveOffer"_s);
    connect(back, &QPushButton::clicked, this, [this] { showOffer(false); });
    m_offerBanner->addWidget(back);
    auto *dismiss = button(tr("Dismiss"));
    dismiss->setObjectName(u"dismissRefusal"_s);
    connect(dismiss, &QPushButton::clicked, m_refused, &QWidget::hide);
    m_refused->addWidget(dismiss);
    return head;
}

void ChangesPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const Qt::Orientation orientation = width() >= WideEnough ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() == orientation)
        return;
    m_splitter->setOrientation(orientation);
    m_splitter->setSizes({2000, 3000});
}

// ---- what is shown

void ChangesPanel::showOffer(bool offered)
{
    m_model->setOffered(offered);
    update();
    Q_EMIT offerShown(m_model->isOffered());
}

bool ChangesPanel::isOfferShown() const { return m_model->isOffered(); }

void ChangesPanel::update()
{
    m_offerBanner->setVisible(m_model->isOffered());
    m_offerBanner->setText(tr("These are earlier edits. They are not staged."));
    const int count = m_model->rowCount();
    if (!m_wanted.isEmpty())
        selectRow(std::exchange(m_wanted, {}));
    m_count->setText(count == 0 ? QString() : tr("%n row(s)", nullptr, count));
    updateStates();
    updateDetails();
    updateActions();
}

void ChangesPanel::updateStates()
{
    const bool isEmpty = m_model->rowCount() == 0;
    const QString refusal = m_session->refusal();
    if (!isEmpty) {
        m_states->showContent();
    } else if (m_session->state() == EditSession::State::Failed) {
        m_states->showFailed(m_session->error(), [this] { m_session->retry(); });
    } else if (m_session->state() == EditSession::State::Opening) {
        m_states->showLoading(tr("Checking what can be edited"));
    } else {
        m_states->showEmpty(
            {u"document-edit"_s,
             tr("No staged changes"),
             refusal.isEmpty()
                 ? tr("Edit a cell, insert a row or delete one: changes are listed here until they are saved.")
                 : refusal,
             {}});
    }
    if (isEmpty)
        m_states->setStale({});
    else if (m_session->state() == EditSession::State::Failed)
        m_states->setStale(
            tr("Staged changes are kept. %1").arg(m_session->error().message), [this] { m_session->retry(); });
    else if (!m_session->isOnline())
        m_states->setStale(tr("Not connected. Staged changes are kept, and can be saved once the connection is back."));
    else if (m_session->conflictCheck().error())
        m_states->setStale(
            tr("The staged changes were not compared with the server: %1")
                .arg(m_session->conflictCheck().error()->message),
            [this] { m_session->conflictCheck().run(); });
    else
        m_states->setStale({});
}

void ChangesPanel::updateDetails()
{
    const RowKey key = m_model->keyAt(m_tree->currentIndex());
    const data::StagedRow *row = key.isEmpty() ? nullptr : m_model->row(key);
    const data::RowProblem *problem = row ? m_model->problem(key) : nullptr;
    const bool canChoose = !m_model->isOffered() && m_session->refusal().isEmpty();
    m_conflicts->setRow(key, problem, canChoose);
    m_conflicts->setVisible(problem != nullptr);
    m_statement->setStatement(
        row && m_session->target() ? std::optional(data::changeStatement(
                                         *m_session->target(), data::withoutSensitive(*m_session->target(), *row)))
                                   : std::nullopt);
}

void ChangesPanel::updateActions()
{
    const bool isChosen = m_tree->selectionModel()->hasSelection();
    const bool own = !m_model->isOffered();
    m_revert->setEnabled(isChosen && own && m_session->refusal().isEmpty());
    m_showRow->setEnabled(m_tree->currentIndex().isValid() && own);
    m_check->setEnabled(
        own && m_session->hasEdits() && !m_session->conflictCheck().isRunning() && !m_session->saving().isSaving());
    m_copyScript->setEnabled(m_model->rowCount() > 0);
}

void ChangesPanel::selectRow(const RowKey &key)
{
    const QModelIndex index = m_model->indexOf(key);
    m_wanted = index.isValid() ? RowKey() : key; // the list may not have caught up yet
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

// ---- what is done

void ChangesPanel::activate(const QModelIndex &index)
{
    const RowKey key = m_model->keyAt(index);
    if (!key.isEmpty() && !m_model->isOffered())
        Q_EMIT rowActivated(key, index.siblingAtColumn(0).data(ChangesModel::CellColumnRole).toInt());
}

void ChangesPanel::revertSelected()
{
    std::vector<RowKey> rows;
    std::vector<std::pair<RowKey, int>> cells;
    for (const QModelIndex &index : m_tree->selectionModel()->selectedRows()) {
        const RowKey key = m_model->keyAt(index);
        if (const int column = index.data(ChangesModel::CellColumnRole).toInt(); column < 0)
            rows.push_back(key);
        else
            cells.emplace_back(key, column);
    }
    // With the row all of its cells go.
    std::erase_if(cells, [&rows](const auto &cell) { return std::ranges::find(rows, cell.first) != rows.end(); });
    Result<void> done;
    if (!cells.empty())
        done = m_session->editor().revertCells(cells);
    if (done && !rows.empty())
        done = m_session->editor().revertRows(rows);
    if (!done)
        refused(done.error());
}

void ChangesPanel::refused(const Error &error)
{
    m_refused->setText(describe(error));
    m_refused->show();
}

QString ChangesPanel::script() const
{
    if (!m_session->target())
        return {};
    std::vector<data::StagedRow> rows;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        if (const data::StagedRow *row = m_model->row(m_model->keyAt(m_model->index(i, 0))))
            rows.push_back(*row);
    }
    return data::readableScript(*m_session->target(), rows);
}

} // namespace howdah::ui
