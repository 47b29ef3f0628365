// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/timelinemodel.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/moments.h"
#include "common/tooltips.h"
#include "entity/entitywords.h"

namespace howdah::ui {

using entity::TimelineEntry;

void TimelineModel::setTimeline(std::shared_ptr<const entity::Timeline> timeline)
{
    beginResetModel();
    m_timeline = std::move(timeline);
    endResetModel();
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_timeline ? 0 : int(m_timeline->entries.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString TimelineModel::text(const TimelineEntry &entry, int column) const
{
    using enum TimelineEntry::Span;
    switch (static_cast<Column>(column)) {
    case Lane:
        return m_timeline->lanes.value(entry.lane);
    case What:
        return entry.label.left(400);
    case State:
        return entry.state;
    case Begin:
        return entry.span == Ahead ? tr("not begun") : shownMoment(entry.begin);
    case End:
        return entry.span == Open ? tr("still going on") : entry.span == Closed ? shownMoment(entry.end) : QString();
    case Duration:
        return entry.span == Open || entry.span == Closed ? durationText(entry.durationMs()) : QString();
    case Try:
        return entry.attempt > 0 ? QString::number(entry.attempt) : QString();
    case By:
        return entry.by;
    case Waits:
        return entry.waits;
    case Failure:
        return entry.error.left(2000);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TimelineEntry &one = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(one, index.column()).simplified();
    case Qt::ToolTipRole:
        return plainToolTip(tip(index.row()));
    case Qt::DecorationRole:
        return index.column() == State && !one.state.isEmpty() ? QVariant(icon(toneOf(one.tone))) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Duration || index.column() == Try ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                                   : QVariant();
    default:
        return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Lane:
        return tr("Of");
    case What:
        return tr("What");
    case State:
        return tr("State");
    case Begin:
        return tr("Begin");
    case End:
        return tr("End");
    case Duration:
        return tr("Duration");
    case Try:
        return tr("Attempt");
    case By:
        return tr("By");
    case Waits:
        return tr("Waits for");
    case Failure:
        return tr("Error");
    case ColumnCount:
        break;
    }
    return {};
}

QString TimelineModel::tip(int row) const
{
    QStringList lines;
    for (int column = 0; column < ColumnCount; ++column) {
        if (const QString words = text(entry(row), column); !words.isEmpty())
            lines << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(": ") + words;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace howdah::ui
