// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/record/recorddelegate.h"

#include "base/figures.h"
#include "grid/record/recordmodel.h"
#include "common/icons.h"
#include "common/moments.h"
#include "common/theme.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int HeadHeight = 20;
constexpr int NoteHeight = 20;
constexpr int MarkSize = 12;
constexpr int ButtonSize = 22;
constexpr int BarWidth = 3;
// Texts of so many rows are kept beside those in sight.
constexpr size_t KeptRows = 64;

QFont nameFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QRect contentRect(const QRect &item)
{
    return item.adjusted(space::group, space::inside, -space::inside, -space::inside - 1);
}

} // namespace

RecordDelegate::RecordDelegate(QAbstractItemView *view)
    : QStyledItemDelegate(view)
    , m_view(view)
{
}

void RecordDelegate::setJsonLaidOut(bool on)
{
    if (on == m_jsonLaidOut)
        return;
    m_jsonLaidOut = on;
    forget();
}

void RecordDelegate::forget()
{
    m_rows.clear();
    announce();
}

QRect RecordDelegate::buttonRect(const QRect &item)
{
    return {item.right() - space::inside - ButtonSize + 1, item.top() + space::inside - 1, ButtonSize, ButtonSize};
}

int RecordDelegate::textWidth() const { return qMax(80, contentRect(m_view->viewport()->rect()).width()); }

// What it will be if every character is one column wide; exact for short plain texts, which most are.
int RecordDelegate::estimatedHeight(const QByteArray &value, int width) const
{
    const QFontMetrics metrics(fixedFont());
    const qsizetype columns = qMax(1, width / qMax(1, metrics.horizontalAdvance(u'0')));
    const QByteArrayView seen = QByteArrayView(value).first(qMin(value.size(), shownCharacters));
    qsizetype breaks = 0;
    // By indexOf, which looks at many bytes at once: there may be 1,600 such values.
    for (qsizetype at = seen.indexOf('\n'); at >= 0; at = seen.indexOf('\n', at + 1))
        ++breaks;
    return int(breaks + qMax<qsizetype>(1, (seen.size() + columns - 1) / columns)) * metrics.lineSpacing();
}

RecordDelegate::Row &RecordDelegate::rowOf(const QModelIndex &index) const
{
    Row &row = m_rows[index.row()];
    const int width = textWidth();
    if (row.width == width)
        return row;
    row = {};
    row.width = width;
    const QVariant value = index.data(RecordModel::ValueRole);
    row.height = estimatedHeight(value.toByteArray(), width);
    if (index.data(RecordModel::SizeRole).toLongLong() > shownCharacters)
        row.note = u" "_s; // room for it; the words come when it is prepared
    row.edit = singleLine(index.data(RecordModel::NoteRole).toString());
    return row;
}

void RecordDelegate::prepare(Row &row, const QModelIndex &index) const
{
    if (row.prepared)
        return;
    row.prepared = true;
    const QVariant value = index.data(RecordModel::ValueRole);
    const QByteArray bytes = value.toByteArray();
    const auto category = data::TypeCategory(index.data(RecordModel::CategoryRole).toInt());
    row.word = !value.isValid() || bytes.isEmpty();
    row.muted = !value.isValid();
    if (row.word) {
        const bool byDefault = index.data(RecordModel::DefaultRole).toBool();
        row.text = byDefault ? u"DEFAULT"_s : row.muted ? u"NULL"_s : u"''"_s;
    } else if (category == data::TypeCategory::Boolean && (bytes == "t" || bytes == "f")) {
        row.text = bytes == "t" ? tr("✓ true") : tr("✗ false");
        row.muted = bytes == "f";
    } else if (category == data::TypeCategory::DateTime) {
        row.text = shownMoment(QString::fromUtf8(bytes));
    } else {
        ShownText shown = shownText(bytes);
        row.text = category == data::TypeCategory::Json && m_jsonLaidOut ? layOutJson(shown.text) : shown.text;
        const bool cut = shown.cut || row.text.size() >= shownCharacters;
        row.note = cut ? tr("The first %1 characters of %2. Copying copies all of it.")
                             .arg(countText(row.text.size()), sizeText(bytes.size()))
                       : QString();
    }
    if (!row.pieces.empty())
        return; // only the text had been dropped
    const QFontMetrics metrics(fixedFont());
    row.height = 0;
    for (const TextPiece &place : piecesOf(row.text)) {
        Piece piece{place, estimatedHeight(row.text.mid(place.from, place.length).toLatin1(), row.width), false, {}};
        row.height += piece.height;
        row.pieces.push_back(std::move(piece));
    }
}

void RecordDelegate::layOut(Row &row, Piece &piece) const
{
    QString text = row.text.mid(piece.place.from, piece.place.length);
    const bool last = piece.place.from + piece.place.length == row.text.size();
    if (!last && text.endsWith(u'\n'))
        text.chop(1); // the next piece begins a line anyway
    text.replace(u'\n', QChar::LineSeparator);
    const QFont font = row.word && row.muted ? smallFont() : fixedFont();
    piece.layout = std::make_unique<QTextLayout>(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    // Found out once: left to itself, the layout looks through the text for each of its lines.
    option.setTextDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    option.setTabStopDistance(4 * QFontMetricsF(fixedFont()).horizontalAdvance(u'0'));
    piece.layout->setTextOption(option);
    const int step = QFontMetrics(fixedFont()).lineSpacing();
    piece.layout->beginLayout();
    int y = 0;
    for (QTextLine line = piece.layout->createLine(); line.isValid(); line = piece.layout->createLine()) {
        line.setLineWidth(row.width);
        line.setPosition({0, qreal(y)});
        // Letters of another font may be higher; lines keep their distance unless they would touch.
        y += qMax(step, qCeil(line.height()));
    }
    piece.layout->endLayout();
    row.height += y - piece.height;
    piece.height = y;
    piece.measured = true;
}

QSize RecordDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const Row &row = rowOf(index);
    const int note = (row.note.isEmpty() ? 0 : NoteHeight) + (row.edit.isEmpty() ? 0 : NoteHeight);
    return {0, 2 * space::inside + HeadHeight + 2 + row.height + note + 1};
}

void RecordDelegate::paintHead(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect line = contentRect(option.rect);
    line.setHeight(HeadHeight);
    line.setRight(buttonRect(option.rect).left() - space::tight);
    const bool primary = index.data(RecordModel::PrimaryRole).toBool();
    if (primary || index.data(RecordModel::ForeignRole).toBool()) {
        const QRect place(line.left(), line.top() + (HeadHeight - MarkSize) / 2, MarkSize, MarkSize);
        icon(primary ? u"password-copy"_s : u"link"_s, primary ? Tone::Edited : Tone::Accent).paint(painter, place);
        line.setLeft(place.right() + space::tight + 1);
    }
    const QFontMetrics metrics(nameFont());
    const QString name =
        metrics.elidedText(singleLine(index.data(RecordModel::NameRole).toString()), Qt::ElideRight, line.width());
    painter->setFont(nameFont());
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    line.setLeft(line.left() + metrics.horizontalAdvance(name) + space::inside);
    if (line.width() < 2 * space::group)
        return;
    painter->setFont(smallFont());
    painter->setPen(color(Surface::MutedText, option.palette));
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(smallFont())
            .elidedText(singleLine(index.data(RecordModel::TypeRole).toString()), Qt::ElideRight, line.width()));
}

void RecordDelegate::paintNote(QPainter *painter, const QRect &line, const QString &text, const QPalette &palette) const
{
    painter->setFont(smallFont());
    painter->setPen(color(Surface::MutedText, palette));
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(smallFont()).elidedText(text, Qt::ElideRight, line.width()));
}

// What is staged: a pencil, or a cross for what stands against it, and the words.
void RecordDelegate::paintEdit(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = rowOf(index).edit;
    if (text.isEmpty())
        return;
    const QRect content = contentRect(option.rect);
    QRect line(content.left(), content.bottom() - NoteHeight + 1, content.width(), NoteHeight);
    const Tone tone = index.data(RecordModel::ProblemRole).toBool() ? Tone::Failed : Tone::Edited;
    const QRect place(line.left(), line.top() + (NoteHeight - MarkSize) / 2, MarkSize, MarkSize);
    icon(tone).paint(painter, place);
    line.setLeft(place.right() + space::tight + 1);
    paintNote(painter, line, text, option.palette);
}

void RecordDelegate::paintText(QPainter *painter, const QRect &area, const QPalette &palette, Row &row) const
{
    const QRect seen = m_view->viewport()->rect();
    painter->setPen(
        row.muted  ? color(Surface::MutedText, palette)
        : row.word ? color(Tone::Accent, palette)
                   : palette.color(QPalette::Text));
    const int before = row.height;
    int y = area.top();
    for (Piece &piece : row.pieces) {
        const bool inSight = y + piece.height >= seen.top() && y <= seen.bottom();
        if (inSight && !piece.layout)
            layOut(row, piece);
        if (inSight)
            piece.layout->draw(painter, QPointF(area.left(), y));
        else
            piece.layout.reset();
        y += piece.height;
    }
    if (!row.note.isEmpty())
        paintNote(painter, QRect(area.left(), y, area.width(), NoteHeight), row.note, palette);
    if (row.height != before)
        announce();
}

// The view lays its items out again, all of them, so many changes are told as one; never while it paints.
void RecordDelegate::announce() const
{
    if (std::exchange(m_announced, true))
        return;
    auto *self = const_cast<RecordDelegate *>(this);
    QMetaObject::invokeMethod(
        self,
        [self] {
            self->m_announced = false;
            Q_EMIT self->sizeHintChanged({});
        },
        Qt::QueuedConnection);
}

void RecordDelegate::dropUnseen(const QModelIndex &painted) const
{
    if (m_rows.size() < KeptRows)
        return;
    const QRect seen = m_view->viewport()->rect();
    size_t loaded = 0;
    for (const auto &[number, row] : m_rows)
        loaded += row.prepared ? 1 : 0;
    if (loaded < KeptRows)
        return;
    for (auto &[number, row] : m_rows) {
        if (number == painted.row() || m_view->visualRect(painted.siblingAtRow(number)).intersects(seen))
            continue;
        row.prepared = false;
        row.text = QString();
        for (Piece &piece : row.pieces)
            piece.layout.reset();
    }
}

void RecordDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool current = option.state & QStyle::State_Selected;
    const bool focused = current && m_view->hasFocus();
    if (current) {
        painter->fillRect(option.rect, color(Surface::Hover, option.palette));
        painter->fillRect(
            QRect(option.rect.topLeft(), QSize(BarWidth, option.rect.height())),
            focused ? color(Tone::Accent, option.palette) : color(Surface::StrongBorder, option.palette));
    }
    // Until a height that was estimated is put right, a text may be higher than its item.
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->fillRect(
        QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)), color(Surface::Border, option.palette));
    // Left is left, whatever direction the first letter of a name has.
    painter->setLayoutDirection(Qt::LeftToRight);
    paintHead(painter, option, index);
    Row &row = rowOf(index);
    prepare(row, index);
    paintText(painter, contentRect(option.rect).adjusted(0, HeadHeight + 2, 0, 0), option.palette, row);
    paintEdit(painter, option, index);
    dropUnseen(index);
    painter->restore();
}

} // namespace howdah::ui
