// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/code/sqlview.h"

#include "common/code/sqllexer.h"
#include "common/theme.h"

#include <QEvent>

#include <Qsci/qscistyle.h>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int numberMargin = 0;
constexpr int signMargin = 1;
constexpr int errorMarker = 8;
constexpr int errorLineMarker = 9;
constexpr int errorIndicator = 8;
// A number of our own, beyond those of the lexer: a QsciStyle without one takes the next of a small stock for good, and
// once the stock is empty annotations have no font.
constexpr int errorStyle = 60;

} // namespace

SqlView::SqlView(QWidget *parent)
    : QsciScintilla(parent)
    , m_lexer(new SqlLexer(this))
{
    setAccessibleName(tr("SQL"));
    setUtf8(true);
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapNone);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setTabWidth(4);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setBraceMatching(SloppyBraceMatch);
    setMarginType(numberMargin, NumberMargin);
    setMarginType(signMargin, SymbolMargin);
    setMarginWidth(signMargin, 14);
    setMarginMarkerMask(signMargin, 1 << errorMarker);
    setMarginSensitivity(signMargin, false);
    SendScintilla(SCI_SETMARGINLEFT, 0UL, long(space::tight) + 2);
    for (int margin = 2; margin < 5; ++margin)
        setMarginWidth(margin, 0);
    markerDefine(Circle, errorMarker);
    markerDefine(Background, errorLineMarker);
    indicatorDefine(SquiggleIndicator, errorIndicator);
    setAnnotationDisplay(AnnotationIndented);
    setLexer(m_lexer);
    // Tab moves on while nothing can be typed: a read-only text must not trap the keyboard.
    SendScintilla(SCI_SETCARETSTICKY, 0UL);
    applyTheme();
    connect(this, &QsciScintilla::linesChanged, this, [this] { updateMargin(); });
}

void SqlView::setSql(const QString &sql)
{
    clearMarks();
    setText(sql);
    updateMargin();
    setScrollWidth(1);
    setCursorPosition(0, 0);
    updateGeometry();
}

void SqlView::markError(int line, int column, const QString &message)
{
    const int row = qBound(0, line - 1, qMax(0, lines() - 1));
    markerAdd(row, errorMarker);
    markerAdd(row, errorLineMarker);
    if (column > 0) {
        const int begin = qMin(column - 1, qMax(0, lineLength(row) - 1));
        const QString rest = text(row).mid(begin);
        qsizetype word = 0;
        while (word < rest.size() && (rest[word].isLetterOrNumber() || rest[word] == u'_'))
            ++word;
        fillIndicatorRange(row, begin, row, begin + int(qMax(qsizetype(1), word)), errorIndicator);
    }
    m_marks << Mark{row, message};
    annotateMarks();
    setCursorPosition(row, qMax(0, column - 1));
    setFirstVisibleLine(qMax(0, row - 3));
    updateGeometry();
}

// An annotation keeps the colours that it was made with, so a new theme makes them again.
void SqlView::annotateMarks()
{
    const QsciStyle style(
        errorStyle, u"error"_s, ui::color(Tone::Failed, palette()), fill(Tone::Failed, palette()), fixedFont());
    for (const Mark &mark : std::as_const(m_marks))
        annotate(mark.row, mark.message, style);
}

void SqlView::clearMarks()
{
    m_marks.clear();
    markerDeleteAll(errorMarker);
    markerDeleteAll(errorLineMarker);
    clearAnnotations();
    const int last = qMax(0, lines() - 1);
    clearIndicatorRange(0, 0, last, lineLength(last), errorIndicator);
}

void SqlView::setMaximumLines(int lines)
{
    m_maximumLines = lines;
    setSizePolicy(QSizePolicy::Expanding, lines > 0 ? QSizePolicy::Maximum : QSizePolicy::Expanding);
    updateGeometry();
}

QSize SqlView::sizeHint() const
{
    if (m_maximumLines <= 0)
        return {480, 240};
    const int shown = qBound(2, lines() + 1, m_maximumLines);
    return {480, shown * textHeight(0) + 2 * space::inside};
}

QSize SqlView::minimumSizeHint() const { return {160, 2 * textHeight(0) + space::group}; }

void SqlView::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void SqlView::applyTheme()
{
    if (m_applying || !lexer()) // setting colours brings further palette events
        return;
    m_applying = true;
    const QPalette theme = palette();
    const QColor ink = theme.color(QPalette::Text);
    m_lexer->dress(*this);
    setMarginBackgroundColor(signMargin, theme.color(QPalette::AlternateBase));
    setMarkerForegroundColor(ui::color(Tone::Failed, theme), errorMarker);
    setMarkerBackgroundColor(ui::color(Tone::Failed, theme), errorMarker);
    setMarkerBackgroundColor(fill(Tone::Failed, theme), errorLineMarker);
    setIndicatorForegroundColor(ui::color(Tone::Failed, theme), errorIndicator);
    setMatchedBraceBackgroundColor(ui::color(Surface::Hover, theme));
    setMatchedBraceForegroundColor(ink);
    setUnmatchedBraceForegroundColor(ink);
    annotateMarks();
    updateMargin();
    m_applying = false;
}

void SqlView::updateMargin()
{
    // Two digits at least, so that the text does not jump at line 10.
    setMarginWidth(numberMargin, QString(qMax(qsizetype(2), QString::number(lines()).size()) + 1, u'0'));
}

} // namespace howdah::ui
