// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/threadmodel.h"

#include "base/figures.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::Thread;
using entity::ThreadDetail;
using entity::ThreadTurn;

constexpr qsizetype SpokenText = 1000; // characters of a turn that a screen reader is given

void ThreadModel::setThread(std::shared_ptr<const Thread> thread)
{
    beginResetModel();
    m_thread = std::move(thread);
    m_turned.clear();
    m_areAllUnfolded = false;
    endResetModel();
}

void ThreadModel::addDetails(std::shared_ptr<const Thread> thread)
{
    if (!m_thread || thread->turns.size() != m_thread->turns.size())
        return setThread(std::move(thread));
    m_thread = std::move(thread);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int ThreadModel::rowOf(const entity::RowValues &said) const
{
    for (int row = 0; !said.isEmpty() && row < rowCount(); ++row) {
        if (turn(row).key == said)
            return row;
    }
    return -1;
}

void ThreadModel::toggle(int row)
{
    if (!m_turned.remove(row))
        m_turned.insert(row);
    Q_EMIT dataChanged(index(row), index(row));
}

void ThreadModel::setAllUnfolded(bool on)
{
    m_areAllUnfolded = on;
    m_turned.clear();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int ThreadModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_thread ? 0 : int(m_thread->turns.size());
}

QVariant ThreadModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ThreadTurn &one = turn(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return one.text.left(SpokenText);
    case Qt::AccessibleTextRole:
        return QString(headText(index.row()) + u": "_s + one.text.left(SpokenText));
    default:
        return {};
    }
}

QString figuresText(const ThreadTurn &turn)
{
    QStringList words;
    if (!turn.tokens.isEmpty()) {
        bool isWhole = false;
        const qint64 tokens = turn.tokens.toLongLong(&isWhole);
        words << ThreadModel::tr("%1 tokens").arg(isWhole ? countText(tokens) : turn.tokens);
    }
    if (!turn.duration.isEmpty())
        words << durationText(turn.duration.toDouble());
    if (!turn.cost.isEmpty())
        words << ThreadModel::tr("cost %1").arg(turn.cost);
    if (!turn.rating.isEmpty())
        words << ThreadModel::tr("rated %1").arg(turn.rating);
    return words.join(u"  ·  "_s);
}

QString ThreadModel::headText(int row) const
{
    const ThreadTurn &one = turn(row);
    QStringList words{entity::roleText(one.role)};
    if (!one.who.isEmpty())
        words << one.who;
    if (!one.model.isEmpty())
        words << one.model;
    if (!one.time.isEmpty())
        words << one.time;
    if (const double pause = entity::pauseBefore(*m_thread, size_t(row)); pause > 0)
        words << tr("%1 later").arg(durationText(pause));
    if (const QString figures = figuresText(one); !figures.isEmpty())
        words << figures;
    return words.join(u", "_s);
}

QString ThreadModel::wholeText(int row) const
{
    const ThreadTurn &one = turn(row);
    QStringList lines{headText(row), one.text};
    if (!one.error.isEmpty())
        lines << one.error;
    for (const ThreadDetail &detail : one.details) {
        lines << detail.title + u": "_s + detail.label;
        for (const auto &[name, value] : detail.values)
            lines << u"    "_s + name + u": "_s + value;
    }
    return lines.join(u'\n');
}

} // namespace howdah::ui
