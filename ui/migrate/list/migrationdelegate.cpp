// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationdelegate.h"

#include "base/figures.h"
#include "common/icons.h"
#include "migrate/list/migrationlistmodel.h"
#include "common/quantities.h"

#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

using Activity = MigrationListModel::Activity;

constexpr int GutterWidth = 32; // the line of time with the signs
constexpr int LaneWidth = 14;   // what came out of order stands beside the line
constexpr int DividerHeight = 24;

bool startsPending(const QModelIndex &index)
{
    if (index.row() == 0 || index.data(MigrationListModel::GroupRole).toInt() != int(MigrationGroup::Pending))
        return false;
    return index.siblingAtRow(index.row() - 1).data(MigrationListModel::GroupRole).toInt()
        == int(MigrationGroup::Applied);
}

migration::State stateOf(const QModelIndex &index)
{
    return migration::State(index.data(MigrationListModel::StateRole).toInt());
}

// What stands at the right of the first line.
struct Status
{
    Tone tone;
    QString word;
};

Status statusOf(const QModelIndex &index)
{
    switch (Activity(index.data(MigrationListModel::ActivityRole).toInt())) {
    case Activity::Applying:
        return {Tone::Running, MigrationDelegate::tr("Applying")};
    case Activity::RollingBack:
        return {Tone::Running, MigrationDelegate::tr("Rolling back")};
    case Activity::Waiting:
        return {toneOf(stateOf(index)), MigrationDelegate::tr("Next")};
    case Activity::None:
        break;
    }
    return {toneOf(stateOf(index)), stateWord(stateOf(index))};
}

QString secondLine(const QModelIndex &index)
{
    QStringList parts;
    const QDateTime at = index.data(MigrationListModel::AppliedAtRole).toDateTime();
    if (at.isValid())
        parts << relativeTime(at, QDateTime::currentDateTime());
    if (const QString by = index.data(MigrationListModel::AppliedByRole).toString(); !by.isEmpty())
        parts << by;
    if (at.isValid() && groupOf(stateOf(index)) == MigrationGroup::Applied)
        parts << durationText(index.data(MigrationListModel::DurationRole).toDouble());
    parts.removeAll(QString());
    if (parts.isEmpty() && groupOf(stateOf(index)) == MigrationGroup::Pending)
        return MigrationDelegate::tr("Not in this database");
    return parts.join(u" · "_s);
}

void drawDivider(QPainter *painter, const QRect &rect, const QPalette &palette)
{
    painter->setFont(smallFont());
    painter->setPen(color(Surface::MutedText, palette));
    const QString text = MigrationDelegate::tr("Pending");
    const QRect words = rect.adjusted(space::inside, 0, -space::inside, 0);
    painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text);
    painter->setPen(color(Surface::Border, palette));
    const int x = words.left() + painter->fontMetrics().horizontalAdvance(text) + space::inside;
    painter->drawLine(x, rect.center().y(), rect.right() - space::inside, rect.center().y());
}

// The line leaves the main one above, and comes back to it below.
void drawLane(QPainter *painter, const QRect &gutter, int x, int lane, int half)
{
    QPainterPath out(QPointF(x, gutter.top()));
    out.cubicTo(
        QPointF(x, gutter.center().y() - half), QPointF(lane, gutter.top()), QPointF(lane, gutter.center().y() - half));
    QPainterPath back(QPointF(lane, gutter.center().y() + half));
    back.cubicTo(QPointF(lane, gutter.bottom()), QPointF(x, gutter.center().y() + half), QPointF(x, gutter.bottom()));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(out);
    painter->drawPath(back);
    painter->setRenderHint(QPainter::Antialiasing, false);
}

void drawTimeline(QPainter *painter, const QRect &gutter, const QModelIndex &index, Tone tone, const QPalette &palette)
{
    const int x = gutter.center().x();
    const int half = space::iconSmall / 2 + 3;
    const bool pending = index.data(MigrationListModel::GroupRole).toInt() == int(MigrationGroup::Pending);
    const bool lane = index.data(MigrationListModel::LaneRole).toBool();
    painter->setPen(QPen(color(Surface::StrongBorder, palette), 1, pending ? Qt::DotLine : Qt::SolidLine));
    const bool first = index.row() == 0;
    const bool last = index.row() + 1 == index.model()->rowCount();
    if (!first)
        painter->drawLine(x, gutter.top(), x, lane ? gutter.center().y() : gutter.center().y() - half);
    if (!last)
        painter->drawLine(x, lane ? gutter.center().y() : gutter.center().y() + half, x, gutter.bottom());
    if (lane) {
        painter->setPen(QPen(color(Tone::Edited, palette), 1.2, pending ? Qt::DotLine : Qt::SolidLine));
        drawLane(painter, gutter, x, x + LaneWidth, half);
    }
    QRect sign(0, 0, space::iconSmall, space::iconSmall);
    sign.moveCenter(gutter.center() + QPoint(lane ? LaneWidth : 0, 0));
    icon(tone).paint(painter, sign);
}

// A sign and a word at the right end of a line; answers what is left of it.
QRect drawMark(const CardPainter &card, QRect line, const QIcon &sign, const QString &word, Tone tone)
{
    constexpr int Size = 14;
    line = card.drawWordsAtEnd(line, word, smallFont(), color(tone, card.palette()), space::tight);
    return card.drawSignAtEnd(line, sign, Size, space::inside);
}

// What the rehearsal proved of its rollback, and how much the checks found in it.
QRect drawMarks(const CardPainter &card, QRect line, const QModelIndex &index)
{
    const int errors = index.data(MigrationListModel::ErrorsRole).toInt();
    const int warnings = index.data(MigrationListModel::WarningsRole).toInt();
    if (errors + warnings > 0) {
        const Tone tone = errors > 0 ? Tone::Failed : Tone::Edited;
        const QIcon sign = icon(errors > 0 ? u"dialog-error" : u"dialog-warning", tone);
        line = drawMark(card, line, sign, findingsWord(errors, warnings), tone);
    }
    if (const QVariant proof = index.data(MigrationListModel::ProofRole); proof.isValid()) {
        const auto badge = migration::Badge(proof.toInt());
        line = drawMark(card, line, icon(toneOf(badge)), badgeWord(badge), toneOf(badge));
    }
    return line;
}

// Drawn from the right; answers what is left of the line.
QRect drawStatus(const CardPainter &card, QRect line, const QModelIndex &index, const Status &status)
{
    line = card.drawWordsAtEnd(line, status.word, smallFont(), color(status.tone, card.palette()), space::inside);
    if (!index.data(MigrationListModel::ProblemsRole).toStringList().isEmpty())
        line = card.drawSignAtEnd(line, icon(u"dialog-warning", Tone::Edited), space::iconSmall, space::tight);
    return line;
}

void drawFirstLine(const CardPainter &card, QRect line, const QModelIndex &index)
{
    const QString version = index.data(MigrationListModel::VersionRole).toString();
    const QRect half(line.left(), line.top(), line.width() / 2, line.height());
    const int used = card.drawWords(half, version, fixedFont(), card.mutedInk(), Qt::ElideMiddle);
    line.setLeft(line.left() + used + space::inside);
    card.drawWords(line, index.data(MigrationListModel::NameRole).toString(), baseFont(), card.ink());
}

} // namespace

QRect MigrationDelegate::cardRect(const QRect &row, const QModelIndex &index) const
{
    return startsPending(index) ? row.adjusted(0, DividerHeight, 0, 0) : row;
}

void MigrationDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const QRect row = card.option().rect;
    if (startsPending(index))
        drawDivider(card.painter(), QRect(row.topLeft(), QSize(row.width(), DividerHeight)), card.palette());
    const Status status = statusOf(index);
    drawTimeline(
        card.painter(), QRect(rect.left() + space::inside, rect.top(), GutterWidth - space::inside, rect.height()),
        index, status.tone, card.palette());
    const int gutter = GutterWidth + (index.data(MigrationListModel::LaneRole).toBool() ? LaneWidth : 0);
    const auto [first, second] =
        CardPainter::linesOf(rect.adjusted(space::inside + gutter, space::tight, -space::group, -space::tight));
    drawFirstLine(card, drawStatus(card, first, index, status), index);
    card.drawWords(drawMarks(card, second, index), secondLine(index), smallFont(), card.mutedInk());
}

QSize MigrationDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {200, CardPainter::twoLineHeight() + (startsPending(index) ? DividerHeight : 0)};
}

std::optional<QString> MigrationDelegate::plainTip(const QAbstractItemView &, const QModelIndex &index) const
{
    return index.data(Qt::ToolTipRole).toString();
}

} // namespace howdah::ui
