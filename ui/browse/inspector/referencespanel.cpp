// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/referencespanel.h"

#include "base/figures.h"
#include "grid/gridmodel.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "common/statestack.h"
#include "data/edit/conversation.h"
#include "connect/connectioncontroller.h"
#include "editors/labelledreference.h"
#include "value/valuetext.h"

#include <QAction>
#include <QHeaderView>
#include <QTextDocument>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int ReferencesRestMs = 150; // an arrow key that repeats asks once
constexpr int LineRole = Qt::UserRole;

enum Column { NameColumn, RowsColumn, ColumnCount };

static std::optional<ReferenceStep> step(
    const data::RelationShape &target, const std::vector<int> &columns, const std::vector<int> &sources,
    const std::vector<std::optional<QByteArray>> &row)
{
    ReferenceStep step{target.oid, {}};
    for (size_t i = 0; i < columns.size(); ++i) {
        const auto at = size_t(sources[i]);
        if (at >= row.size() || !row[at])
            return std::nullopt;
        const QString value = data::decoded(*row[at]);
        const QString &column = target.columns[size_t(columns[i])].name;
        // An empty value would stand for an unfinished line of the filter bar; booleans are asked without a value.
        using enum data::FilterOperator;
        const bool isBoolean = target.columns[size_t(columns[i])].category == data::TypeCategory::Boolean;
        const auto op = isBoolean ? (value == u't' ? IsTrue : IsFalse) : value.isEmpty() ? IsEmpty : Equal;
        step.filters.filters.push_back({column, op, value});
    }
    return step;
}

std::optional<ReferenceStep>
stepForward(const data::Reference &reference, const std::vector<std::optional<QByteArray>> &row)
{
    return step(reference.to, reference.keyColumns, reference.columns, row);
}

std::optional<ReferenceStep>
stepBack(const data::Reference &reference, const std::vector<std::optional<QByteArray>> &row)
{
    return step(reference.from, reference.columns, reference.keyColumns, row);
}

ReferencesPanel::ReferencesPanel(ConnectionController *connection, GridModel *model, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_model(model)
    , m_tree(new QTreeWidget(this))
    , m_states(new StateStack(m_tree, this))
    , m_follow(new QAction(icon(u"go-next"_s), tr("Follow the reference of this cell"), this))
{
    m_follow->setShortcut(QKeySequence(u"Ctrl+J"_s));
    m_follow->setToolTip(tr("Open the row that this cell references"));
    m_tree->setColumnCount(ColumnCount);
    m_tree->setHeaderLabels({tr("Relation"), tr("Rows")});
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(RowsColumn, QHeaderView::ResizeToContents);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(12);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAccessibleName(tr("References of the current row"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, space::inside, 0); // numbers do not touch the edge of the window
    layout->addWidget(m_states);
    m_rest.setSingleShot(true);
    m_rest.setInterval(ReferencesRestMs);
    connect(&m_rest, &QTimer::timeout, this, &ReferencesPanel::ask);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) { activate(item); });
    showRow(0, -1);
}

ReferencesPanel::~ReferencesPanel() { stop(); }

void ReferencesPanel::stop()
{
    m_asked.next();
    m_rest.stop();
    if (m_session)
        m_session->cancel();
    m_session.reset();
}

void ReferencesPanel::cancel()
{
    if (!m_session)
        return;
    stop();
    for (const Line &line : m_lines) {
        if (line.item->text(RowsColumn).isEmpty())
            line.item->setText(RowsColumn, tr("cancelled"));
    }
}

void ReferencesPanel::showRow(quint32 relation, int row)
{
    stop();
    m_relation = relation;
    m_row = row;
    m_isDue = row >= 0;
    if (row < 0) {
        m_lines.clear();
        m_tree->clear();
        m_states->showEmpty(
            {u"link"_s, tr("No row selected"), tr("The rows that it references, and those that reference it."), {}});
    } else if (isVisible()) {
        m_rest.start();
    }
}

void ReferencesPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isDue)
        m_rest.start();
}

void ReferencesPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (m_session) { // nobody looks any more
        stop();
        m_isDue = true;
    }
}

// What was read of the row, these columns in full: a key that is a long text would be cut.
void ReferencesPanel::readWhole(int row, const std::vector<int> &columns, std::function<void(const Row &)> handler)
{
    const data::RowBasis basis = m_model->rows().basis(row);
    std::vector<int> cut;
    for (const int column : columns) {
        if (size_t(column) < basis.cut.size() && basis.cut[size_t(column)])
            cut.push_back(column);
    }
    if (cut.empty())
        return handler(basis.values);
    m_model->reader().readWhole(
        {{basis, cut}}, [this, handler = std::move(handler),
                         question = m_asked.question()](const Result<std::vector<data::RowBasis>> &whole) {
            if (!question.isWanted())
                return;
            if (whole && !whole->empty())
                handler(whole->front().values);
            else
                Q_EMIT refused(whole ? tr("The row no longer exists") : whole.error().message);
        });
}

void ReferencesPanel::follow(quint32 relation, int row, int column)
{
    const auto catalog = m_connection->catalog();
    if (!catalog || row < 0 || column < 0)
        return;
    const std::optional<data::Reference> reference = data::referenceOf(*catalog, relation, column);
    if (!reference)
        return Q_EMIT refused(tr("This column does not reference another relation"));
    readWhole(row, reference->columns, [this, reference](const Row &values) {
        if (const auto step = stepForward(*reference, values))
            Q_EMIT followed(*step);
        else
            Q_EMIT refused(tr("The cell is NULL: it references no row"));
    });
}

// ---- what is shown

void ReferencesPanel::ask()
{
    const auto catalog = m_connection->catalog();
    if (!catalog || m_row < 0 || m_row >= m_model->readRows())
        return showRow(m_relation, -1);
    m_isDue = false;
    std::vector<int> columns;
    for (const data::Reference &reference : data::referencesOf(*catalog, m_relation))
        columns.insert(columns.end(), reference.columns.begin(), reference.columns.end());
    for (const data::Reference &reference : data::referencesTo(*catalog, m_relation))
        columns.insert(columns.end(), reference.keyColumns.begin(), reference.keyColumns.end());
    for (const data::Reference &reference : data::conversationOf(*catalog, m_relation))
        columns.insert(columns.end(), reference.keyColumns.begin(), reference.keyColumns.end());
    readWhole(m_row, columns, [this](const Row &row) { fill(row); });
}

static QTreeWidgetItem *group(QTreeWidget *tree, const QString &title)
{
    auto *item = new QTreeWidgetItem(tree, {title});
    item->setFlags(Qt::ItemIsEnabled);
    item->setExpanded(true);
    QFont font = item->font(NameColumn);
    font.setBold(true);
    item->setFont(NameColumn, font);
    return item;
}

void ReferencesPanel::fill(const Row &row)
{
    const auto catalog = m_connection->catalog();
    if (!catalog)
        return;
    m_lines.clear();
    m_tree->clear();
    std::vector<data::Reference> forward = data::referencesOf(*catalog, m_relation);
    for (data::Reference &reference : forward)
        reference = withLabel(*m_connection, std::move(reference));
    std::vector<data::Reference> back = data::referencesTo(*catalog, m_relation);
    std::vector<data::Reference> beside = data::conversationOf(*catalog, m_relation);
    if (forward.empty() && back.empty() && beside.empty())
        return m_states->showEmpty(
            {u"link"_s, tr("No references"), tr("There are no foreign keys from or to this relation."), {}});
    if (!forward.empty()) {
        QTreeWidgetItem *parent = group(m_tree, tr("References"));
        for (data::Reference &reference : forward)
            addLine(parent, std::move(reference), true, row);
    }
    if (!back.empty()) {
        QTreeWidgetItem *parent = group(m_tree, tr("Referenced by"));
        for (data::Reference &reference : back)
            addLine(parent, std::move(reference), false, row);
    }
    // The other calls of its session, the tools' executions of its conversation: what no foreign key leads to.
    if (!beside.empty()) {
        QTreeWidgetItem *parent = group(m_tree, tr("Same conversation"));
        for (data::Reference &reference : beside)
            addLine(parent, std::move(reference), false, row);
    }
    m_states->showContent();
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"references"_s);
    if (!taken)
        return m_states->showFailed(taken.error(), [this] { m_rest.start(); });
    m_session = *taken;
    lookUp(0);
}

static QString columnNames(const data::RelationShape &shape, const std::vector<int> &columns)
{
    QStringList names;
    for (const int column : columns)
        names << shape.columns[size_t(column)].name;
    return singleLine(names.join(u", "_s), 100);
}

void ReferencesPanel::addLine(QTreeWidgetItem *group, data::Reference reference, bool forward, const Row &row)
{
    const data::RelationShape &other = forward ? reference.to : reference.from;
    const QString name = singleLine(other.schema == "public"_L1 ? other.name : other.schema + u'.' + other.name, 80);
    auto *item = new QTreeWidgetItem(group);
    item->setText(
        NameColumn, tr("%1 by %2", "relation, columns").arg(name, columnNames(reference.from, reference.columns)));
    item->setIcon(NameColumn, icon(forward ? u"go-next"_s : u"go-previous"_s));
    item->setToolTip(NameColumn, Qt::convertFromPlainText(reference.name));
    item->setTextAlignment(RowsColumn, Qt::AlignRight | Qt::AlignVCenter);
    item->setData(NameColumn, LineRole, int(m_lines.size()));
    auto step = forward ? stepForward(reference, row) : stepBack(reference, row);
    if (!step) {
        item->setText(RowsColumn, u"NULL"_s);
        item->setDisabled(true);
    }
    m_lines.push_back({std::move(reference), forward, std::move(step), item});
}

// One after the other, on one session.
void ReferencesPanel::lookUp(size_t at)
{
    while (at < m_lines.size() && !m_lines[at].step)
        ++at;
    if (at >= m_lines.size()) {
        m_session.reset();
        Q_EMIT counted();
        return;
    }
    const Line &line = m_lines[at];
    std::vector<QByteArray> key;
    for (const data::Filter &filter : line.step->filters.filters)
        key.push_back(filter.value.toUtf8());
    connection::Statement statement = line.isForward
                                        ? data::choiceStatement(line.reference, key)
                                        : data::referencingCountStatement(line.reference, key, MostCounted);
    m_asked.alsoAsk(
        this, m_session->pipeline(data::budgeted(std::move(statement), BudgetMs)),
        [this, at](const Result<connection::PipelineAnswer> &answer) {
            const Result<connection::RowBatch> rows = data::budgetedAnswer(answer);
            const bool isForward = m_lines[at].isForward;
            if (!rows && data::isOverBudget(rows.error()) && !isForward)
                return estimate(at);
            if (!rows)
                return answered(at, tr("unknown"), rows.error().message);
            if (isForward) {
                const auto choices = data::choicesIn(m_lines[at].reference, *rows);
                const QString label = choices.empty() ? tr("no row") : choices.front().label.value_or(tr("1 row"));
                return answered(at, singleLine(label, 40), label);
            }
            const data::Counted counted = data::countedIn(*rows, MostCounted);
            const QString number = countText(counted.rows);
            answered(at, counted.atLeast ? tr("over %1").arg(number) : number);
        });
}

void ReferencesPanel::estimate(size_t at)
{
    std::vector<QByteArray> key;
    for (const data::Filter &filter : m_lines[at].step->filters.filters)
        key.push_back(filter.value.toUtf8());
    m_asked.alsoAsk(
        this, m_session->query(data::referencingEstimateStatement(m_lines[at].reference, key)),
        [this, at](const Result<connection::Answer> &answer) {
            const data::Counted counted = answer ? data::estimateIn(answer->rows) : data::Counted();
            answered(
                at, counted.rows < 0 ? tr("unknown") : tr("about %1").arg(countText(counted.rows)),
                tr("Counting took too long; this is the planner's estimate"));
        });
}

void ReferencesPanel::answered(size_t line, const QString &text, const QString &tip)
{
    m_lines[line].item->setText(RowsColumn, text);
    m_lines[line].item->setToolTip(RowsColumn, Qt::convertFromPlainText(tip));
    lookUp(line + 1);
}

void ReferencesPanel::activate(QTreeWidgetItem *item)
{
    const QVariant at = item->data(NameColumn, LineRole);
    if (at.isValid() && m_lines[size_t(at.toInt())].step)
        Q_EMIT followed(*m_lines[size_t(at.toInt())].step);
}

} // namespace howdah::ui
