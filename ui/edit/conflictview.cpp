// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/conflictview.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "edit/editsession.h"
#include "edit/flowlayout.h"
#include "value/celldelegate.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QAction>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellConflict;
using data::CellValue;
using data::ChangeKind;
using data::RowProblem;

// ---- the model

// What is compared here is shown, and not what is saved.
static void hide(CellConflict &conflict)
{
    const QByteArray mask = data::sensitiveMask().toUtf8();
    for (std::optional<QByteArray> *value : {&conflict.was, &conflict.theirs}) {
        if (*value)
            *value = mask;
    }
    if (conflict.mine && conflict.mine->isText())
        conflict.mine = CellValue::text(mask);
}

void ConflictModel::setConflicts(const data::EditTarget *target, std::vector<CellConflict> conflicts, bool deletes)
{
    beginResetModel();
    m_conflicts = std::move(conflicts);
    m_names.clear();
    m_deletes = deletes;
    for (CellConflict &conflict : m_conflicts) {
        if (target && target->isSensitive(conflict.column))
            hide(conflict);
        m_names << (target ? target->columns[size_t(conflict.column)].name : QString());
    }
    endResetModel();
}

int ConflictModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_conflicts.size()); }

int ConflictModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

static constexpr qsizetype mostBytes = 4000; // are drawn of one value

static CellState stateOf(const CellValue &value)
{
    return value.isNull()      ? CellState::Null
         : value.isDefault()   ? CellState::Default
         : value.isEmptyText() ? CellState::Empty
                               : CellState::Value;
}

QVariant ConflictModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CellConflict &conflict = m_conflicts[size_t(index.row())];
    if (index.column() == Name)
        return role == Qt::DisplayRole ? QVariant(singleLine(m_names[index.row()])) : QVariant();
    std::optional<CellValue> value;
    if (index.column() == Was)
        value = CellValue::of(conflict.was);
    else if (index.column() == Theirs)
        value = CellValue::of(conflict.theirs);
    else
        value = conflict.mine;
    switch (role) {
    case Qt::DisplayRole:
        if (!value)
            return m_deletes ? tr("deleted") : QString();
        return value->isText() ? data::decoded(value->bytes().first(qMin(value->bytes().size(), mostBytes)))
             : value->isNull() ? u"NULL"_s
                               : u"DEFAULT"_s;
    case IsNullRole:
        return value && value->isNull();
    case CellStateRole:
        return value ? QVariant(int(stateOf(*value))) : QVariant();
    case Qt::AccessibleTextRole:
        return value && value->isEmptyText() ? tr("empty string") : data(index, Qt::DisplayRole).toString();
    case Qt::ToolTipRole:
        return QString(u"<p>"_s + data(index, Qt::DisplayRole).toString().left(2000).toHtmlEscaped());
    default:
        return {};
    }
}

QVariant ConflictModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Name:
        return tr("Column");
    case Was:
        return tr("Was");
    case Theirs:
        return tr("Theirs");
    case Mine:
        return tr("Mine");
    case ColumnCount:
        break;
    }
    return {};
}

// ---- the view

ConflictView::ConflictView(EditSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_message(plainLabel())
    , m_detail(plainLabel())
    , m_hint(mutedLabel())
    , m_table(new QTableView)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    column->setSpacing(space::tight);
    for (QLabel *label : {m_message, m_detail, m_hint}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    column->addWidget(m_message);
    m_message->setObjectName(u"problemMessage"_s);
    m_detail->setObjectName(u"problemDetail"_s);
    m_hint->setObjectName(u"problemHint"_s);
    makeTable();
    column->addWidget(m_table);
    makeActions();
    auto *choices = new FlowLayout;
    choices->setSpacing(space::tight);
    for (QAction *action : {m_mine, m_theirs, m_allMine, m_allTheirs, m_insertAgain, m_drop})
        choices->addWidget(buttonFor(action));
    column->addLayout(choices);
    // Below what is chosen from: in a low place that is what must be seen.
    column->addWidget(m_detail);
    column->addWidget(m_hint);
    column->addStretch(1);
    setRow({}, nullptr, false);
}

void ConflictView::makeTable()
{
    m_table->setObjectName(u"conflicts"_s);
    m_table->setAccessibleName(tr("Cells that somebody else changed"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setMinimumWidth(0);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false); // Tab goes on to the choices
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setShowGrid(false);
    setFocusProxy(m_table);
}

QAction *ConflictView::makeAction(const QString &name, const QString &text, const QString &tip, QStringView iconName)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setObjectName(name);
    action->setToolTip(tip);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void ConflictView::makeActions()
{
    m_mine = makeAction(
        u"keepMine"_s, tr("Keep mine"), tr("Keep the staged change of this cell, on top of theirs"),
        u"dialog-ok-apply");
    m_mine->setShortcut(Qt::ALT | Qt::Key_M);
    m_theirs =
        makeAction(u"takeTheirs"_s, tr("Use theirs"), tr("Discard the staged change of this cell"), u"edit-undo");
    m_theirs->setShortcut(Qt::ALT | Qt::Key_T);
    m_allMine = makeAction(
        u"keepMineInRow"_s, tr("Keep mine in the row"), tr("Keep the staged changes of all these cells"),
        u"dialog-ok-apply");
    m_allMine->setShortcut(Qt::ALT | Qt::SHIFT | Qt::Key_M);
    m_allTheirs = makeAction(
        u"takeTheirsInRow"_s, tr("Use theirs in the row"), tr("Discard the staged changes of all these cells"),
        u"edit-undo");
    m_allTheirs->setShortcut(Qt::ALT | Qt::SHIFT | Qt::Key_T);
    m_insertAgain = makeAction(
        u"insertAgain"_s, tr("Insert as a new row"),
        tr("Stage a new row with the values that this one had, and the staged ones"), u"list-add");
    m_drop =
        makeAction(u"dropRow"_s, tr("Discard my edits"), tr("Discard all staged changes of this row"), u"edit-delete");
    connect(m_mine, &QAction::triggered, this, [this] { choose(true, false); });
    connect(m_theirs, &QAction::triggered, this, [this] { choose(false, false); });
    connect(m_allMine, &QAction::triggered, this, [this] { choose(true, true); });
    connect(m_allTheirs, &QAction::triggered, this, [this] { choose(false, true); });
    connect(m_insertAgain, &QAction::triggered, this, [this] {
        if (const auto key = m_session->editor().insertAgain(m_key))
            Q_EMIT rowReplaced(*key);
        else
            Q_EMIT refused(key.error());
    });
    connect(m_drop, &QAction::triggered, this, [this] {
        if (const auto dropped = m_session->editor().revertRows({m_key}); !dropped)
            Q_EMIT refused(dropped.error());
    });
}

void ConflictView::setRow(const data::RowKey &key, const RowProblem *problem, bool canChoose)
{
    const bool same = key == m_key;
    const int current = m_table->currentIndex().row();
    m_key = key;
    m_problem = problem ? std::optional(*problem) : std::nullopt;
    const data::StagedRow *row = m_session->changes() ? m_session->changes()->row(key) : nullptr;
    m_deletes = row && row->kind == ChangeKind::Delete;
    m_message->setText(problem ? problem->error.message : QString());
    m_detail->setText(problem ? problem->error.detail : QString());
    m_hint->setText(problem ? problem->error.hint : QString());
    m_detail->setVisible(!m_detail->text().isEmpty());
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_model.setConflicts(m_session->target(), problem ? problem->conflicts : std::vector<CellConflict>(), m_deletes);
    m_table->setVisible(m_model.rowCount() > 0);
    // All of them as far as they are few: the place around it scrolls.
    const int lines = qBound(1, m_model.rowCount(), 4);
    m_table->setFixedHeight(
        m_table->horizontalHeader()->sizeHint().height() + lines * m_table->verticalHeader()->defaultSectionSize()
        + 2 * m_table->frameWidth());
    if (m_model.rowCount() > 0)
        m_table->selectRow(same ? qBound(0, current, m_model.rowCount() - 1) : 0);
    updateActions(canChoose);
}

void ConflictView::updateActions(bool canChoose)
{
    const bool changed = m_problem && m_problem->kind == RowProblem::Kind::Changed && m_problem->now;
    const bool gone = m_problem && m_problem->kind == RowProblem::Kind::Gone;
    m_mine->setVisible(changed && !m_deletes);
    m_theirs->setVisible(changed && !m_deletes);
    m_allMine->setVisible(changed);
    m_allTheirs->setVisible(changed);
    m_allMine->setText(m_deletes ? tr("Delete it anyway") : tr("Keep mine in the row"));
    m_allTheirs->setText(m_deletes ? tr("Do not delete it") : tr("Use theirs in the row"));
    m_insertAgain->setVisible(gone && !m_deletes);
    m_drop->setVisible(m_problem.has_value());
    for (QAction *action : {m_mine, m_theirs, m_allMine, m_allTheirs, m_insertAgain, m_drop})
        action->setEnabled(canChoose && action->isVisible());
}

void ConflictView::choose(bool mine, bool all)
{
    const int row = m_table->currentIndex().row();
    if (!all && (row < 0 || row >= m_model.rowCount()))
        return;
    const data::RowKey key = m_key;
    const std::optional<data::RowBasis> now = m_problem ? m_problem->now : std::nullopt;
    Result<void> done;
    if (all)
        done = mine ? m_session->editor().keepMine(key) : m_session->editor().keepTheirs(key);
    else if (const int column = m_model.conflicts()[size_t(row)].column; mine)
        done = m_session->editor().keepMine(key, column);
    else
        done = m_session->editor().keepTheirs(key, column);
    if (!done)
        Q_EMIT refused(done.error());
    else if (now && !m_session->changes()->row(key))
        Q_EMIT rowReplaced(data::rowKeyOf(*m_session->target(), *now));
}

QString ConflictView::text() const
{
    QStringList lines;
    for (const QLabel *label : {m_message, m_detail, m_hint}) {
        if (!label->text().isEmpty())
            lines << label->text();
    }
    return lines.join(u'\n');
}

} // namespace howdah::ui
