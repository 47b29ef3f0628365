// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/hexview.h"

#include "common/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int offsetDigits = 8;

HexView::HexView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFont(fixedFont());
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Bytes"));
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setCursor(Qt::IBeamCursor);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void HexView::setHex(const ChunkedText &hex)
{
    m_hex = hex;
    m_caret = 0;
    updateBars();
    verticalScrollBar()->setValue(0);
    viewport()->update();
    Q_EMIT caretMoved();
}

int HexView::characterWidth() const { return fontMetrics().horizontalAdvance(u'0'); }
int HexView::lineHeight() const { return fontMetrics().height() + 2; }
int HexView::digitsAt() const { return space::inside + (offsetDigits + 2) * characterWidth(); }

// Of each byte two digits, a space and a letter.
int HexView::perLine() const
{
    const int room = (viewport()->width() - digitsAt() - 2 * space::inside) / characterWidth() / 4;
    return room >= 16 ? 16 : room >= 8 ? 8 : 4;
}

void HexView::updateBars()
{
    const qint64 lines = byteCount() / perLine() + 1;
    const int shown = qMax(1, viewport()->height() / lineHeight());
    verticalScrollBar()->setRange(0, int(qMax<qint64>(0, lines - shown)));
    verticalScrollBar()->setPageStep(shown);
}

static QChar letterOf(int byte) { return byte >= 0x20 && byte < 0x7f ? QChar(byte) : u'·'; }

void HexView::paintLine(QPainter &painter, qint64 line, int top)
{
    const qint64 count = perLine();
    const int width = characterWidth();
    const int base = top + fontMetrics().ascent();
    const QByteArray digits = m_hex.mid(line * count * 2, count * 2);
    const QColor muted = color(Surface::MutedText, palette());
    painter.setPen(muted);
    painter.drawText(space::inside, base, QString::number(line * count, 16).rightJustified(offsetDigits, u'0'));
    const int letters = digitsAt() + int(count) * 3 * width + space::inside;
    for (int i = 0; i * 2 + 1 < digits.size(); ++i) {
        const QByteArray pair = digits.sliced(i * 2, 2);
        const int byte = pair.toInt(nullptr, 16);
        const bool isCaret = (line * count + i) == m_caret / 2;
        const int x = digitsAt() + i * 3 * width;
        if (isCaret) {
            const QColor ground = hasFocus() ? palette().color(QPalette::Highlight) : color(Surface::Hover, palette());
            painter.fillRect(x + int(m_caret % 2) * width, top, width, lineHeight(), ground);
            painter.fillRect(letters + i * width, top, width, lineHeight(), ground);
        }
        painter.setPen(byte == 0 ? muted : palette().color(QPalette::Text));
        for (int half = 0; half < 2; ++half) {
            const bool marked = isCaret && hasFocus() && half == int(m_caret % 2);
            painter.setPen(marked ? palette().color(QPalette::HighlightedText) : palette().color(QPalette::Text));
            painter.drawText(x + half * width, base, QString(QLatin1Char(pair[half])));
        }
        painter.setPen(
            isCaret && hasFocus()    ? palette().color(QPalette::HighlightedText)
            : letterOf(byte) == u'·' ? muted
                                     : palette().color(QPalette::Text));
        painter.drawText(letters + i * width, base, QString(letterOf(byte)));
    }
    if (m_caret == m_hex.size() && m_caret / 2 / count == line && hasFocus())
        painter.fillRect(
            digitsAt() + int(m_caret / 2 % count) * 3 * width, top, 2, lineHeight(), palette().color(QPalette::Text));
}

void HexView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setFont(font());
    const qint64 first = verticalScrollBar()->value();
    const qint64 lines = byteCount() / perLine() + 1;
    int top = space::tight;
    for (qint64 line = first; line < lines && top < viewport()->height(); ++line, top += lineHeight())
        paintLine(painter, line, top);
}

void HexView::moveTo(qint64 digit)
{
    m_caret = qBound<qint64>(0, digit, m_hex.size());
    const int line = int(m_caret / 2 / perLine());
    const int shown = verticalScrollBar()->pageStep();
    if (line < verticalScrollBar()->value())
        verticalScrollBar()->setValue(line);
    else if (line >= verticalScrollBar()->value() + shown)
        verticalScrollBar()->setValue(line - shown + 1);
    viewport()->update();
    Q_EMIT caretMoved();
}

bool HexView::edit(const QKeyEvent *event)
{
    const QString typed = event->text().toLower();
    const bool isDigit = typed.size() == 1 && u"0123456789abcdef"_s.contains(typed)
                      && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    const qint64 byte = m_caret / 2 * 2;
    if (event->key() == Qt::Key_Insert) {
        m_hex.insert(byte, "00");
    } else if (event->key() == Qt::Key_Delete && byte < m_hex.size()) {
        m_hex.remove(byte, 2);
    } else if (event->key() == Qt::Key_Backspace && byte > 0) {
        m_hex.remove(byte - 2, 2);
        m_caret = byte - 2;
    } else if (isDigit) {
        if (m_caret == m_hex.size())
            m_hex.insert(m_caret, "00");
        m_hex.remove(m_caret, 1);
        m_hex.insert(m_caret, typed.toLatin1());
        ++m_caret;
    } else {
        return false;
    }
    updateBars();
    moveTo(m_caret);
    Q_EMIT bytesChanged();
    return true;
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    const int line = perLine() * 2;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(m_caret - 1);
    case Qt::Key_Right:
        return moveTo(m_caret + 1);
    case Qt::Key_Up:
        return moveTo(m_caret - line);
    case Qt::Key_Down:
        return moveTo(m_caret + line);
    case Qt::Key_PageUp:
        return moveTo(m_caret - qint64(line) * verticalScrollBar()->pageStep());
    case Qt::Key_PageDown:
        return moveTo(m_caret + qint64(line) * verticalScrollBar()->pageStep());
    case Qt::Key_Home:
        return moveTo(event->modifiers() & Qt::ControlModifier ? 0 : m_caret - m_caret % line);
    case Qt::Key_End:
        return moveTo(event->modifiers() & Qt::ControlModifier ? m_hex.size() : m_caret - m_caret % line + line - 1);
    default:
        break;
    }
    if (m_readOnly || !edit(event))
        QAbstractScrollArea::keyPressEvent(event);
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    const int width = characterWidth();
    const int count = perLine();
    const qint64 line = verticalScrollBar()->value() + (event->position().toPoint().y() - space::tight) / lineHeight();
    const int x = event->position().toPoint().x() - digitsAt();
    const int letters = count * 3 * width + space::inside;
    int digit = x >= letters ? (x - letters) / width * 2 : x / (3 * width) * 2 + (x % (3 * width) >= width ? 1 : 0);
    digit = qBound(0, digit, count * 2 - 1);
    moveTo(line * count * 2 + digit);
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateBars();
}

QSize HexView::sizeHint() const { return {digitsAt() + 16 * 4 * characterWidth() + 40, 8 * lineHeight()}; }

} // namespace howdah::ui
