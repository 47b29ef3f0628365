// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/rundelegate.h"

#include "base/figures.h"
#include "common/icons.h"
#include "migrate/list/runmodel.h"
#include "common/quantities.h"

#include <QLocale>
#include <QPainter>

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

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
    const bool heading = index.data(RunModel::KindRole).toInt() == int(RunLine::Kind::Migration);
    const auto state = RunLine::State(index.data(RunModel::StateRole).toInt());
    const QColor plain = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor muted = selected ? plain : color(Surface::MutedText, option.palette);

    QRect line = option.rect.adjusted(space::inside + (heading ? 0 : space::group), 0, -space::inside, 0);
    QRect sign(line.left(), 0, space::iconSmall, space::iconSmall);
    sign.moveTop(line.center().y() - space::iconSmall / 2 + 1);
    icon(toneOf(state)).paint(painter, sign);
    line.setLeft(sign.right() + space::inside);

    painter->setFont(smallFont());
    painter->setPen(muted);
    painter->drawText(
        line, Qt::AlignRight | Qt::AlignVCenter, durationText(index.data(RunModel::DurationRole).toDouble()));
    line.setRight(line.right() - TimeWidth);
    const QString result = resultText(index);
    painter->setPen(
        state == RunLine::State::Done || state == RunLine::State::Waiting ? muted
                                                                          : color(toneOf(state), option.palette));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, result);
    line.setRight(line.right() - painter->fontMetrics().horizontalAdvance(result) - space::inside);

    QFont font = heading ? baseFont() : fixedFont();
    font.setWeight(heading ? QFont::DemiBold : QFont::Normal);
    painter->setFont(font);
    painter->setPen(plain);
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, line.width()));
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, qMax(space::rowCompact, QFontMetrics(fixedFont()).height() + space::tight)};
}

} // namespace howdah::ui
