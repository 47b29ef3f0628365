// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/turnlayout.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/moments.h"
#include "common/theme.h"

#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::ThreadDetail;
using entity::ThreadRole;
using entity::ThreadTurn;

namespace {

constexpr int BarWidth = 3;

int margin() { return zoomed(space::group); }

QFont strongFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

int headHeight() { return QFontMetrics(strongFont()).height() + zoomed(space::tight); }

Tone toneOf(ThreadRole role)
{
    switch (role) {
    case ThreadRole::User:
        return Tone::Applied;
    case ThreadRole::Assistant:
        return Tone::Accent;
    case ThreadRole::Tool:
        return Tone::Edited;
    case ThreadRole::System:
    case ThreadRole::Other:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

QString signOf(ThreadRole role)
{
    switch (role) {
    case ThreadRole::User:
        return u"user-identity"_s;
    case ThreadRole::Assistant:
        return u"dialog-messages"_s;
    case ThreadRole::Tool:
        return u"applications-utilities"_s;
    case ThreadRole::System:
    case ThreadRole::Other:
        return u"configure"_s;
    }
    return {};
}

qsizetype mostOf(const ThreadTurn &turn, bool isUnfolded)
{
    if (isUnfolded)
        return TurnLayout::MostUnfolded;
    return turn.role == ThreadRole::Tool ? TurnLayout::MostFoldedOfTool : TurnLayout::MostFolded;
}

// The beginning that is shown, never half of a character.
QString shownText(const ThreadTurn &turn, bool isUnfolded)
{
    qsizetype most = mostOf(turn, isUnfolded);
    if (turn.text.size() <= most)
        return turn.text;
    if (turn.text.at(most).isLowSurrogate())
        --most;
    return turn.text.first(most);
}

} // namespace

TurnLayout::TurnLayout(const ThreadModel &model, int row, int width)
    : m_role(model.turn(row).role)
    , m_name(entity::roleText(m_role))
    , m_figures(figuresText(model.turn(row)))
    , m_width(std::max(zoomed(120), std::min(width - 2 * margin(), zoomed(WidestText))))
    , m_height(zoomed(space::inside) + headHeight())
{
    const ThreadTurn &turn = model.turn(row);
    QStringList beside;
    const bool isNamed = !turn.who.isEmpty() && turn.who.compare(m_name, Qt::CaseInsensitive) != 0;
    if (isNamed)
        beside << turn.who;
    if (!turn.model.isEmpty())
        beside << turn.model;
    if (!turn.time.isEmpty() && !turn.isReply)
        beside << shownMoment(turn.time);
    if (const double pause = entity::pauseBefore(*model.thread(), size_t(row)); pause > 0)
        beside << QCoreApplication::translate("howdah::ui::ThreadModel", "%1 later").arg(durationText(pause));
    m_beside = beside.join(u"  ·  "_s);
    addText(model, row);
    addDetails(turn, model.isUnfolded(row));
    m_height += zoomed(space::inside) + 1; // and the line beneath
}

void TurnLayout::addText(const ThreadModel &model, int row)
{
    const ThreadTurn &turn = model.turn(row);
    const QString text = shownText(turn, model.isUnfolded(row));
    const bool isData = turn.role == ThreadRole::Tool;
    if (!text.isEmpty())
        add(text, isData ? fixedFont() : baseFont(), Ink::Text);
    if (const qsizetype more = turn.text.size() - text.size(); more > 0)
        add(model.isUnfolded(row) ? ThreadModel::tr("%1 more characters are in the row itself").arg(countText(more))
                                  : ThreadModel::tr("Show %1 more characters").arg(countText(more)),
            baseFont(), Ink::Link, 0, true);
    if (!turn.error.isEmpty())
        add(turn.error.first(std::min(turn.error.size(), MostFolded)), baseFont(), Ink::Failed);
}

void TurnLayout::addDetails(const ThreadTurn &turn, bool isUnfolded)
{
    if (turn.details.empty())
        return;
    if (!isUnfolded) {
        QStringList words;
        QString last;
        for (const ThreadDetail &detail : turn.details) {
            words << (detail.title == last ? QString() : detail.title + u": "_s) + detail.label;
            last = detail.title;
            if (words.size() > 12)
                break;
        }
        add(u"▸ "_s + words.join(u", "_s), smallFont(), Ink::Muted, 0, true);
        return;
    }
    add(u"▾ "_s + ThreadModel::tr("Fold"), smallFont(), Ink::Muted, 0, true);
    qsizetype left = MostUnfolded;
    for (const ThreadDetail &detail : turn.details) {
        add(detail.title + u": "_s + detail.label, strongFont(), Ink::Text, zoomed(space::group));
        for (const auto &[name, value] : detail.values) {
            left -= value.size();
            if (left < 0)
                return;
            add(name + u": "_s + value, fixedFont(), Ink::Muted, 2 * zoomed(space::group));
        }
    }
}

void TurnLayout::add(const QString &text, const QFont &font, Ink ink, int indent, bool isFold)
{
    QString lines = text;
    lines.replace(u'\n', QChar::LineSeparator);
    Block block{std::make_unique<QTextLayout>(lines, font), m_height, indent, ink, isFold};
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    block.layout->setTextOption(option);
    block.layout->setCacheEnabled(true);
    block.layout->beginLayout();
    double y = 0;
    for (QTextLine line = block.layout->createLine(); line.isValid(); line = block.layout->createLine()) {
        line.setLineWidth(m_width - indent);
        line.setPosition({0, y});
        y += line.height();
    }
    block.layout->endLayout();
    m_height += int(std::ceil(y)) + zoomed(2);
    m_blocks.push_back(std::move(block));
}

bool TurnLayout::isFoldLine(int y) const
{
    return std::ranges::any_of(m_blocks, [y](const Block &block) {
        return block.isFold && y >= block.top && y < block.top + int(block.layout->boundingRect().height());
    });
}

static QList<QTextLayout::FormatRange> marksOf(const QString &text, const QString &term, const QPalette &palette)
{
    QList<QTextLayout::FormatRange> marks;
    if (term.isEmpty())
        return marks;
    QTextCharFormat format;
    format.setBackground(color(Tone::Edited, palette));
    format.setForeground(palette.color(QPalette::Base));
    for (qsizetype at = text.indexOf(term, 0, Qt::CaseInsensitive); at >= 0 && marks.size() < 500;
         at = text.indexOf(term, at + term.size(), Qt::CaseInsensitive))
        marks << QTextLayout::FormatRange{int(at), int(term.size()), format};
    return marks;
}

void TurnLayout::paint(QPainter &painter, const QRect &rect, const QPalette &palette, const QString &term) const
{
    paintHead(painter, rect, palette);
    for (const Block &block : m_blocks) {
        switch (block.ink) {
        case Ink::Text:
            painter.setPen(palette.color(QPalette::Text));
            break;
        case Ink::Muted:
            painter.setPen(color(Surface::MutedText, palette));
            break;
        case Ink::Failed:
            painter.setPen(color(Tone::Failed, palette));
            break;
        case Ink::Link:
            painter.setPen(color(Tone::Accent, palette));
            break;
        }
        block.layout->draw(
            &painter, QPointF(rect.left() + margin() + block.left, rect.top() + block.top),
            marksOf(block.layout->text(), term, palette));
    }
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Surface::Border, palette));
}

void TurnLayout::paintHead(QPainter &painter, const QRect &rect, const QPalette &palette) const
{
    const Tone tone = toneOf(m_role);
    painter.fillRect(QRect(rect.left(), rect.top(), zoomed(BarWidth), rect.height() - 1), color(tone, palette));
    const int size = zoomed(space::iconSmall);
    QRect line(
        rect.left() + margin(), rect.top() + zoomed(space::inside), std::min(rect.width() - 2 * margin(), m_width),
        headHeight() - zoomed(space::tight));
    icon(signOf(m_role), tone).paint(&painter, line.left(), line.center().y() - size / 2, size, size);
    line.setLeft(line.left() + size + zoomed(space::tight));
    painter.setFont(strongFont());
    painter.setPen(color(tone, palette));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_name);
    line.setLeft(line.left() + QFontMetrics(strongFont()).horizontalAdvance(m_name) + zoomed(space::inside));
    const QFontMetrics small(smallFont());
    painter.setFont(smallFont());
    painter.setPen(color(Surface::MutedText, palette));
    const int figures = std::min(small.horizontalAdvance(m_figures) + 2, line.width() * 2 / 3);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, small.elidedText(m_figures, Qt::ElideRight, figures));
    line.setRight(line.right() - figures - zoomed(space::inside));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, small.elidedText(m_beside, Qt::ElideRight, line.width()));
}

TurnLayout::Estimate::Estimate(int width)
    : m_line(QFontMetrics(baseFont()).lineSpacing())
    , m_frame(headHeight() + 2 * zoomed(space::inside) + 1)
{
    const int room = std::max(zoomed(120), std::min(width - 2 * margin(), zoomed(WidestText)));
    m_perLine = std::max(10, room / std::max(1, QFontMetrics(baseFont()).averageCharWidth()));
}

int TurnLayout::Estimate::heightOf(const ThreadTurn &turn, bool isUnfolded) const
{
    const qsizetype shown = std::min(turn.text.size(), mostOf(turn, isUnfolded));
    const qsizetype lines = shown / m_perLine + (shown > 0 ? 1 : 0) + (turn.details.empty() ? 0 : 1);
    return m_frame + int(lines) * m_line;
}

} // namespace howdah::ui
