// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/rundelegate.h"

#include "base/figures.h"
#include "common/density.h"
#include "common/icons.h"
#include "migrate/list/runmodel.h"
#include "common/quantities.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int TimeWidth = 76;

// What became of it, in words; a time says "done" by itself.
QString resultText(const QModelIndex &index)
{
    const auto state = RunLine::State(index.data(RunModel::StateRole).toInt());
    QStringList parts;
    if (state != RunLine::State::Done)
        parts << runStateWord(state);
    const double typical = index.data(RunModel::TypicalRole).toDouble();
    if (typical >= 0 && (state == RunLine::State::Waiting || state == RunLine::State::Running))
        parts << RunDelegate::tr("typically %1").arg(durationText(typical));
    if (const qint64 rows = index.data(RunModel::RowsRole).toLongLong(); rows > 0)
        parts << rowsWord(rows);
    return parts.join(u" · "_s);
}

} // namespace

void RunDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const bool heading = index.data(RunModel::KindRole).toInt() == int(RunLine::Kind::Migration);
    const auto state = RunLine::State(index.data(RunModel::StateRole).toInt());
    QRect line = rect.adjusted(space::inside + (heading ? 0 : space::group), 0, -space::inside, 0);
    line = card.drawSign(line, icon(toneOf(state)), space::iconSmall, space::inside);
    // The times stand beneath one another.
    const QString time = durationText(index.data(RunModel::DurationRole).toDouble());
    (void)card.drawWordsAtEnd(line, time, smallFont(), card.mutedInk(), 0);
    line.setRight(line.right() - TimeWidth);
    const bool usual = state == RunLine::State::Done || state == RunLine::State::Waiting;
    line = card.drawWordsAtEnd(
        line, resultText(index), smallFont(), usual ? card.mutedInk() : color(toneOf(state), card.palette()),
        space::inside);
    QFont font = heading ? baseFont() : fixedFont();
    font.setWeight(heading ? QFont::DemiBold : QFont::Normal);
    card.drawWords(line, index.data().toString(), font, card.ink());
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, qMax(rowHeight(), QFontMetrics(fixedFont()).height() + space::tight)};
}

} // namespace howdah::ui
