// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationdelegate.h"

#include "base/figures.h"
#include "common/icons.h"
#include "migrate/list/migrationlistmodel.h"
#include "common/quantities.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

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
    return parts.isEmpty() ? MigrationDelegate::tr("Not in this database") : parts.join(u" · "_s);
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
QRect drawMark(QPainter *painter, QRect line, const QIcon &sign, const QString &word, const QColor &ink)
{
    painter->setFont(smallFont());
    painter->setPen(ink);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, word);
    line.setRight(line.right() - painter->fontMetrics().horizontalAdvance(word) - space::tight);
    constexpr int Size = 14;
    QRect place(line.right() - Size, 0, Size, Size);
    place.moveTop(line.center().y() - Size / 2);
    sign.paint(painter, place);
    line.setRight(place.left() - space::inside);
    return line;
}

// What the rehearsal proved of its rollback, and how much the checks found in it.
QRect drawMarks(QPainter *painter, QRect line, const QModelIndex &index, const QPalette &palette)
{
    const int errors = index.data(MigrationListModel::ErrorsRole).toInt();
    const int warnings = index.data(MigrationListModel::WarningsRole).toInt();
    if (errors + warnings > 0) {
        const Tone tone = errors > 0 ? Tone::Failed : Tone::Edited;
        const QIcon sign = icon(errors > 0 ? u"dialog-error" : u"dialog-warning", tone);
        line = drawMark(painter, line, sign, findingsWord(errors, warnings), color(tone, palette));
    }
    if (const QVariant proof = index.data(MigrationListModel::ProofRole); proof.isValid()) {
        const auto badge = migration::Badge(proof.toInt());
        line = drawMark(painter, line, icon(toneOf(badge)), badgeWord(badge), color(toneOf(badge), palette));
    }
    return line;
}

// Drawn from the right; answers what is left of the line.
QRect drawStatus(QPainter *painter, QRect line, const QModelIndex &index, const Status &status, const QPalette &palette)
{
    painter->setFont(smallFont());
    painter->setPen(color(status.tone, palette));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, status.word);
    line.setRight(line.right() - painter->fontMetrics().horizontalAdvance(status.word) - space::inside);
    if (!index.data(MigrationListModel::ProblemsRole).toStringList().isEmpty()) {
        QRect sign(line.right() - space::iconSmall, 0, space::iconSmall, space::iconSmall);
        sign.moveTop(line.center().y() - space::iconSmall / 2);
        icon(u"dialog-warning", Tone::Edited).paint(painter, sign);
        line.setRight(sign.left() - space::tight);
    }
    return line;
}

void drawFirstLine(
    QPainter *painter, const QRect &line, const QModelIndex &index, const QColor &text, const QColor &muted)
{
    painter->setFont(fixedFont());
    painter->setPen(muted);
    const QString version = painter->fontMetrics().elidedText(
        index.data(MigrationListModel::VersionRole).toString(), Qt::ElideMiddle, line.width() / 2);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, version);
    const QRect rest = line.adjusted(painter->fontMetrics().horizontalAdvance(version) + space::inside, 0, 0, 0);
    painter->setFont(baseFont());
    painter->setPen(text);
    const QString name = index.data(MigrationListModel::NameRole).toString();
    painter->drawText(
        rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(name, Qt::ElideRight, rest.width()));
}

} // namespace

void MigrationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    QRect rect = option.rect;
    if (startsPending(index)) {
        drawDivider(painter, QRect(rect.topLeft(), QSize(rect.width(), DividerHeight)), option.palette);
        rect.setTop(rect.top() + DividerHeight);
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(rect).adjusted(4, 1, -4, -1);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? option.palette.color(QPalette::Highlight) : color(Surface::Hover, option.palette));
        painter->drawRoundedRect(card, space::radius, space::radius);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color(Tone::Accent, option.palette), 1.5));
        painter->drawRoundedRect(card.adjusted(1, 1, -1, -1), space::radius - 1, space::radius - 1);
    }
    painter->setRenderHint(QPainter::Antialiasing, false);

    const Status status = statusOf(index);
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor muted = selected ? text : color(Surface::MutedText, option.palette);
    drawTimeline(
        painter, QRect(rect.left() + space::inside, rect.top(), GutterWidth - space::inside, rect.height()), index,
        status.tone, option.palette);
    const int gutter = GutterWidth + (index.data(MigrationListModel::LaneRole).toBool() ? LaneWidth : 0);
    const QRect inner = rect.adjusted(space::inside + gutter, space::tight, -space::group, -space::tight);
    const QRect first(inner.left(), inner.top(), inner.width(), inner.height() / 2);
    QRect second(inner.left(), first.bottom() + 1, inner.width(), inner.height() - first.height());
    drawFirstLine(painter, drawStatus(painter, first, index, status, option.palette), index, text, muted);
    second = drawMarks(painter, second, index, option.palette);
    painter->setFont(smallFont());
    painter->setPen(muted);
    painter->drawText(
        second, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(secondLine(index), Qt::ElideRight, second.width()));
    painter->restore();
}

QSize MigrationDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(option)
    const int lines = QFontMetrics(baseFont()).height() + QFontMetrics(smallFont()).height();
    const int height = qMax(44, lines + 3 * space::tight);
    return {200, height + (startsPending(index) ? DividerHeight : 0)};
}

bool MigrationDelegate::helpEvent(
    QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString text = index.data(Qt::ToolTipRole).toString().toHtmlEscaped().replace(u'\n', "<br>"_L1);
    QToolTip::showText(event->globalPos(), u"<p style='white-space:pre-wrap'>"_s + text, view);
    return true;
}

} // namespace howdah::ui
