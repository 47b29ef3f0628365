// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planmodel.h"

#include "value/valuetext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Names come from the server, or from whoever wrote the plan: of any length.
constexpr qsizetype MostTitle = 300;

static QString milliseconds(double value)
{
    return PlanModel::tr("%1 ms").arg(QLocale().toString(value, 'f', value < 10 ? 3 : 1));
}

static QString whole(double value) { return QLocale().toString(qint64(value)); }

ShownPlan ShownPlan::of(plan::Plan plan, const QString &text, const QByteArray &statement)
{
    ShownPlan shown{.plan = std::move(plan), .figures = {}, .text = text, .places = {}};
    if (!statement.isEmpty())
        shown.places = plan::StatementPlaces(shown.plan, statement);
    shown.figures = plan::figuresOf(shown.plan);
    return shown;
}

double ShownPlan::share(int node) const
{
    if (figures.timed) {
        const double all = figures.whole.nodes;
        return all > 0 ? std::clamp(figures.nodes[size_t(node)].exclusive / all, 0.0, 1.0) : 0;
    }
    double own = plan.nodes[size_t(node)].totalCost.value_or(0);
    for (const int child : plan.nodes[size_t(node)].children)
        own -= plan.nodes[size_t(child)].totalCost.value_or(0);
    const double all = plan.nodes.front().totalCost.value_or(0);
    return all > 0 ? std::clamp(own / all, 0.0, 1.0) : 0;
}

QString ShownPlan::timeText(int node) const
{
    const QString percent = QLocale().toString(share(node) * 100, 'f', 1);
    if (!figures.timed)
        return PlanModel::tr("%1 % of the cost").arg(percent);
    return PlanModel::tr("%1, %2 % of the time").arg(milliseconds(figures.nodes[size_t(node)].exclusive), percent);
}

QString ShownPlan::title(int node) const
{
    const plan::Node &one = plan.nodes[size_t(node)];
    QString title = one.title();
    if (!one.subplan.isEmpty())
        title = one.subplan + u": "_s + title;
    return title.left(MostTitle).simplified();
}

PlanModel::PlanModel(Form form, QObject *parent)
    : QAbstractItemModel(parent)
    , m_form(form)
{
}

void PlanModel::setPlan(const ShownPlan *shown)
{
    beginResetModel();
    m_shown = shown;
    m_rows.assign(shown ? shown->plan.nodes.size() : 0, 0);
    for (size_t node = 0; shown && node < m_rows.size(); ++node) {
        const auto &children = shown->plan.nodes[node].children;
        for (size_t row = 0; row < children.size(); ++row)
            m_rows[size_t(children[row])] = int(row);
    }
    endResetModel();
}

QModelIndex PlanModel::indexOf(int node) const
{
    if (!m_shown || node < 0 || node >= int(m_rows.size()))
        return {};
    return createIndex(m_form == Form::List ? node : m_rows[size_t(node)], 0, quintptr(node));
}

QModelIndex PlanModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || row >= rowCount(parent) || column < 0 || column >= ColumnCount)
        return {};
    if (m_form == Form::List)
        return createIndex(row, column, quintptr(row));
    const int node = parent.isValid() ? m_shown->plan.nodes[size_t(parent.internalId())].children[size_t(row)] : 0;
    return createIndex(row, column, quintptr(node));
}

QModelIndex PlanModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || m_form == Form::List)
        return {};
    return indexOf(m_shown->plan.nodes[size_t(index.internalId())].parent);
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    if (!m_shown || m_rows.empty() || parent.column() > 0)
        return 0;
    if (m_form == Form::List)
        return parent.isValid() ? 0 : int(m_rows.size());
    return parent.isValid() ? int(m_shown->plan.nodes[size_t(parent.internalId())].children.size()) : 1;
}

int PlanModel::columnCount(const QModelIndex &parent) const
{
    return m_form == Form::List && parent.isValid() ? 0 : ColumnCount;
}

QString PlanModel::text(int node, int column) const
{
    const plan::Node &one = m_shown->plan.nodes[size_t(node)];
    const plan::NodeFigures &figures = m_shown->figures.nodes[size_t(node)];
    const bool ran = one.actual && !one.isNeverExecuted();
    switch (Column(column)) {
    case Name:
        return m_shown->title(node);
    case Own:
        return ran && m_shown->figures.timed ? milliseconds(figures.exclusive) : QString();
    case Share:
        return tr("%1 %").arg(QLocale().toString(m_shown->share(node) * 100, 'f', 1));
    case Whole:
        return ran && m_shown->figures.timed ? milliseconds(figures.inclusive) : QString();
    case Planned:
        return one.planRows ? whole(figures.plannedRows.value_or(*one.planRows)) : QString();
    case Actual:
        if (one.isNeverExecuted())
            return tr("never executed");
        return ran ? (figures.rowsError >= 1 ? u"≈ "_s : QString()) + whole(figures.rows) : QString();
    case Factor:
        if (!ran || figures.estimateFactor < 1.05)
            return {};
        return (figures.underestimated ? u"↑ "_s : u"↓ "_s) + QLocale().toString(figures.estimateFactor, 'f', 1)
             + u" ×"_s;
    case Loops:
        return ran ? whole(one.actual->loops) : QString();
    case Read:
        return m_shown->figures.hasBuffers ? whole(
                                                 plan::of(figures.ownBuffers, plan::BufferKind::SharedHit)
                                                 + plan::of(figures.ownBuffers, plan::BufferKind::SharedRead))
                                           : QString();
    case Cost:
        return one.totalCost ? QLocale().toString(*one.totalCost, 'f', 2) : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PlanModel::sortKey(int node, int column) const
{
    const plan::Node &one = m_shown->plan.nodes[size_t(node)];
    const plan::NodeFigures &figures = m_shown->figures.nodes[size_t(node)];
    switch (Column(column)) {
    case Name:
        return m_shown->title(node);
    case Own:
        return figures.exclusive;
    case Share:
        return m_shown->share(node);
    case Whole:
        return figures.inclusive;
    case Planned:
        return figures.plannedRows.value_or(one.planRows.value_or(0));
    case Actual:
        return figures.rows;
    case Factor:
        return figures.estimateFactor;
    case Loops:
        return one.actual ? one.actual->loops : 0;
    case Read:
        return plan::of(figures.ownBuffers, plan::BufferKind::SharedHit)
             + plan::of(figures.ownBuffers, plan::BufferKind::SharedRead);
    case Cost:
        return one.totalCost.value_or(0);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_shown)
        return {};
    const int node = int(index.internalId());
    switch (role) {
    case Qt::DisplayRole:
        return text(node, index.column());
    case Qt::ToolTipRole:
        return tipText(m_shown->title(node) + u'\n' + m_shown->timeText(node));
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == Name ? Qt::AlignLeft : Qt::AlignRight));
    case NodeRole:
        return node;
    case ShareRole:
        return m_shown->share(node);
    case SortRole:
        return sortKey(node, index.column());
    default:
        return {};
    }
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Name ? Qt::AlignLeft : Qt::AlignRight));
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const bool isTip = role == Qt::ToolTipRole;
    switch (Column(section)) {
    case Name:
        return isTip ? tr("Node of the plan") : tr("Node");
    case Own:
        return isTip ? tr("Time of the node alone, without what is below it") : tr("Own time");
    case Share:
        return isTip ? tr("Part of the time of the whole plan; of its cost where nothing ran") : tr("Share");
    case Whole:
        return isTip ? tr("Time with what is below it") : tr("Time");
    case Planned:
        return isTip ? tr("Rows that the planner expected, of all loops") : tr("Expected");
    case Actual:
        return isTip ? tr("Rows that it answered, of all loops") : tr("Rows");
    case Factor:
        return isTip ? tr("How far off the planner was: ↑ more rows came, ↓ fewer") : tr("Off by");
    case Loops:
        return isTip ? tr("How often it was run") : tr("Loops");
    case Read:
        return isTip ? tr("Blocks of shared buffers that the node alone looked at") : tr("Blocks");
    case Cost:
        return isTip ? tr("The planner's total cost, with what is below it") : tr("Cost");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace howdah::ui
