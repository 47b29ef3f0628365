// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/prompttext.h"

#include "prompt/prompt.h"
#include "prompt/edit/promptlexer.h"

#include <QEvent>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int NumberMargin_ = 0;
constexpr int MarkIndicator = 8; // 9 and 10 are its other tones
constexpr int OddIndicator = 11;
constexpr int LineMarker = 8;
constexpr int OddDelayMs = 250;
// Longer texts stay unwrapped: the way to their end would lay out every line before it.
constexpr qsizetype MostWrapped = 256 * 1024;

int indicatorOf(Tone tone) { return tone == Tone::Failed ? MarkIndicator : tone == Tone::Edited ? 9 : 10; }

} // namespace

PromptText::PromptText(const QString &accessibleName, QWidget *parent)
    : QsciScintilla(parent)
{
    setAccessibleName(accessibleName);
    setUtf8(true);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapWord);
    setWrapVisualFlags(WrapFlagNone);
    setWrapIndentMode(WrapIndentSame);
    setTabWidth(4);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setBraceMatching(SloppyBraceMatch);
    setEolMode(EolUnix);
    setMarginType(NumberMargin_, NumberMargin);
    for (int margin = 1; margin < 5; ++margin)
        setMarginWidth(margin, 0);
    SendScintilla(SCI_SETMARGINLEFT, 0UL, long(space::inside));
    // Tab leaves the text: prompts are prose, and the keyboard must get out again.
    SendScintilla(SCI_CLEARCMDKEY, SCK_TAB);
    SendScintilla(SCI_CLEARCMDKEY, SCK_TAB + (SCMOD_SHIFT << 16));
    for (const int indicator : {MarkIndicator, MarkIndicator + 1, MarkIndicator + 2})
        indicatorDefine(SquiggleIndicator, indicator);
    indicatorDefine(FullBoxIndicator, OddIndicator);
    // What cannot be seen is shown as what it is.
    SendScintilla(SCI_SETREPRESENTATION, "\xe2\x80\x8b", "ZWSP");
    SendScintilla(SCI_SETREPRESENTATION, "\xef\xbb\xbf", "BOM");
    SendScintilla(SCI_SETREPRESENTATION, "\xe2\x81\xa0", "WJ");
    SendScintilla(SCI_SETREPRESENTATION, "\xc2\xad", "SHY");
    SendScintilla(SCI_SETREPRESENTATION, "\xc2\xa0", "NBSP");
    setLexer(new PromptLexer(this));
    // Laid out a bit at a time when nothing else is to be done: a long text must not stop the window.
    SendScintilla(SCI_SETLAYOUTCACHE, SC_CACHE_PAGE);
    SendScintilla(SCI_SETIDLESTYLING, SC_IDLESTYLING_TOVISIBLE);
    m_oddTimer.setSingleShot(true);
    m_oddTimer.setInterval(OddDelayMs);
    connect(&m_oddTimer, &QTimer::timeout, this, &PromptText::updateOdd);
    connect(this, &QsciScintilla::linesChanged, this, [this] {
        setMarginWidth(NumberMargin_, QString(qMax(qsizetype(2), QString::number(lines()).size()) + 1, u'0'));
    });
    connect(this, &QsciScintilla::textChanged, this, [this] {
        m_oddTimer.start();
        if (!m_setting)
            Q_EMIT edited();
    });
    applyTheme();
}

void PromptText::setPrompt(const QString &text)
{
    m_setting = true;
    m_pasted.clear();
    m_marks.clear();
    const bool locked = isReadOnly();
    setReadOnly(false);
    setEolMode(text.contains("\r\n"_L1) ? EolWindows : EolUnix);
    // The bytes themselves: QScintilla's own way would take a byte order mark away.
    const QByteArray bytes = text.toUtf8();
    // What is added while lines are wrapped is laid out at once, to its end; wrapped later, only what is seen.
    SendScintilla(SCI_SETWRAPMODE, SC_WRAP_NONE);
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_ADDTEXT, static_cast<unsigned long>(bytes.size()), bytes.constData());
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    SendScintilla(SCI_GOTOPOS, 0UL);
    SendScintilla(SCI_SETWRAPMODE, bytes.size() > MostWrapped ? SC_WRAP_NONE : SC_WRAP_WORD);
    setReadOnly(locked);
    m_setting = false;
    updateOdd();
}

QString PromptText::prompt() const
{
    const long size = SendScintilla(SCI_GETLENGTH);
    QByteArray bytes(size + 1, '\0');
    SendScintilla(SCI_GETTEXT, static_cast<unsigned long>(size + 1), static_cast<void *>(bytes.data()));
    bytes.chop(1);
    return prompt::exactText(bytes);
}

long PromptText::byteOf(const QString &text, qsizetype offset) const
{
    return long(QStringView(text).first(qBound(qsizetype(0), offset, text.size())).toUtf8().size());
}

void PromptText::setMarks(const std::vector<TextMark> &marks)
{
    m_marks = marks;
    const long size = SendScintilla(SCI_GETLENGTH);
    for (const int indicator : {MarkIndicator, MarkIndicator + 1, MarkIndicator + 2}) {
        SendScintilla(SCI_SETINDICATORCURRENT, indicator);
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, size);
    }
    if (marks.empty())
        return;
    const QString text = prompt();
    for (const TextMark &mark : marks) {
        if (mark.length <= 0)
            continue;
        const long from = byteOf(text, mark.offset);
        SendScintilla(SCI_SETINDICATORCURRENT, indicatorOf(mark.tone));
        SendScintilla(
            SCI_INDICATORFILLRANGE, static_cast<unsigned long>(from), byteOf(text, mark.offset + mark.length) - from);
    }
}

void PromptText::showPlace(qsizetype offset, qsizetype length)
{
    const QString text = prompt();
    const long from = byteOf(text, offset);
    const long to = byteOf(text, offset + length);
    SendScintilla(SCI_SETSEL, static_cast<unsigned long>(from), to);
    SendScintilla(SCI_SCROLLRANGE, static_cast<unsigned long>(to), from);
    setFocus();
}

void PromptText::insertVariable(const QString &name)
{
    replaceSelectedText(u"{{%1}}"_s.arg(name));
    setFocus();
}

void PromptText::updateOdd()
{
    m_oddTimer.stop();
    const QString text = prompt();
    std::vector<OddCharacter> odd = oddCharacters(text);
    SendScintilla(SCI_SETINDICATORCURRENT, OddIndicator);
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, SendScintilla(SCI_GETLENGTH));
    constexpr size_t Shown = 2000;
    qsizetype at = 0;
    long byte = 0;
    for (size_t i = 0; i < qMin(odd.size(), Shown); ++i) {
        byte += long(QStringView(text).sliced(at, odd[i].offset - at).toUtf8().size());
        at = odd[i].offset;
        const long length = long(QStringView(text).sliced(at, odd[i].length).toUtf8().size());
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(byte), length);
    }
    if (odd != m_odd) {
        m_odd = std::move(odd);
        Q_EMIT oddChanged();
    }
    if (!m_pasted.isEmpty()) {
        const QString summary = oddSummary(oddCharacters(m_pasted));
        m_pasted.clear();
        if (!summary.isEmpty() && !m_odd.empty())
            Q_EMIT oddPasted(summary);
    }
}

void PromptText::replaceOddCharacters()
{
    const QString text = prompt();
    const std::vector<OddCharacter> odd = oddCharacters(text);
    SendScintilla(SCI_BEGINUNDOACTION);
    // From the end, so that the places before stay where they are.
    qsizetype until = text.size();
    long byte = SendScintilla(SCI_GETLENGTH);
    for (auto it = odd.rbegin(); it != odd.rend(); ++it) {
        byte -= long(QStringView(text).sliced(it->offset, until - it->offset).toUtf8().size());
        until = it->offset;
        const long length = long(QStringView(text).sliced(it->offset, it->length).toUtf8().size());
        const QByteArray plain = it->plain.toUtf8();
        SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(byte), byte + length);
        SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(plain.size()), plain.constData());
    }
    SendScintilla(SCI_ENDUNDOACTION);
    updateOdd();
}

QByteArray PromptText::fromMimeData(const QMimeData *source, bool &rectangular) const
{
    QByteArray bytes = QsciScintilla::fromMimeData(source, rectangular);
    // NUL ends texts in the database, and in the control itself.
    bytes.replace('\0', QByteArray());
    m_pasted += prompt::exactText(bytes);
    return bytes;
}

QMimeData *PromptText::toMimeData(const QByteArray &text, bool rectangular) const
{
    QMimeData *mime = QsciScintilla::toMimeData(text, rectangular);
    mime->setData(u"x-kde-passwordManagerHint"_s, "secret");
    return mime;
}

void PromptText::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void PromptText::applyTheme()
{
    if (m_applying || !lexer()) // setting colours brings further palette events
        return;
    m_applying = true;
    const QPalette theme = palette();
    static_cast<PromptLexer *>(lexer())->applyTheme(theme);
    const QColor paper = theme.color(QPalette::Base);
    const QColor ink = theme.color(QPalette::Text);
    setPaper(paper);
    setColor(ink);
    setCaretForegroundColor(ink);
    setSelectionBackgroundColor(theme.color(QPalette::Highlight));
    setSelectionForegroundColor(theme.color(QPalette::HighlightedText));
    setMarginsFont(fixedFont());
    setMarginsBackgroundColor(paper);
    setMarginsForegroundColor(ui::color(Surface::MutedText, theme));
    setIndicatorForegroundColor(ui::color(Tone::Failed, theme), MarkIndicator);
    setIndicatorForegroundColor(ui::color(Tone::Edited, theme), MarkIndicator + 1);
    setIndicatorForegroundColor(ui::color(Tone::Pending, theme), MarkIndicator + 2);
    setIndicatorForegroundColor(ui::color(Tone::Edited, theme), OddIndicator);
    setMatchedBraceBackgroundColor(ui::color(Surface::Hover, theme));
    setMatchedBraceForegroundColor(ink);
    setUnmatchedBraceForegroundColor(ink);
    m_applying = false;
}

} // namespace howdah::ui
