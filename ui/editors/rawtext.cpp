// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/rawtext.h"

#include "base/whendone.h"
#include "common/theme.h"

#include <QAccessibleWidget>
#include <QEvent>
#include <QMimeData>
#include <QPointer>
#include <QtConcurrentRun>

#include <Qsci/qscilexerjson.h>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace scintilla {

// Scintilla's own way to fill a document on another thread (SCI_CREATELOADER). Its header is not installed with the
// library; the order of the functions is part of its documented interface. In a namespace with a name: of a class that
// nobody else can see the optimizer knows that nothing is derived from it, and calls the pure functions.
class DocumentLoader
{
public:
    virtual int release() = 0;
    virtual int addData(const char *data, qsizetype length) = 0;
    virtual void *convertToDocument() = 0;

protected:
    ~DocumentLoader() = default;
};

} // namespace scintilla

using scintilla::DocumentLoader;

namespace {

constexpr qsizetype smallText = 32 * 1024; // loaded at once, coloured and wrapped: more takes too long for one turn

// The class of the object is Scintilla's own, which only looks like this one: the check of classes has no say here.
[[gnu::no_sanitize("vptr")]] void releaseLoader(DocumentLoader *loader) { loader->release(); }

struct LoadedText
{
    BrokenText text;
    ChunkedText chunks;
    std::shared_ptr<DocumentLoader> owner;
    void *document = nullptr;
};

// What a screen reader is told of a long text: the line that the caret is in. Scintilla's own accessible counts the
// characters from the beginning to the caret whenever it moves.
class LargeTextAccessible final : public QAccessibleWidget
{
public:
    explicit LargeTextAccessible(RawText *text)
        : QAccessibleWidget(text, QAccessible::EditableText)
        , m_text(text)
    {
    }
    [[nodiscard]] QString text(QAccessible::Text which) const override
    {
        if (which != QAccessible::Value)
            return QAccessibleWidget::text(which);
        int line = 0;
        int index = 0;
        m_text->getCursorPosition(&line, &index);
        return m_text->text(line).trimmed();
    }

private:
    RawText *m_text;
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    auto *text = className == "howdah::ui::RawText"_L1 ? qobject_cast<RawText *>(object) : nullptr;
    return text && text->isLarge() ? new LargeTextAccessible(text) : nullptr;
}

[[gnu::no_sanitize("vptr")]]
LoadedText load(const QByteArray &bytes, bool isJson, std::shared_ptr<DocumentLoader> loader)
{
    LoadedText out{brokenText(bytes, isJson), {}, loader, nullptr};
    constexpr qsizetype slice = 1024 * 1024;
    for (qsizetype at = 0; at < out.text.view.size(); at += slice)
        loader->addData(out.text.view.constData() + at, qMin(slice, out.text.view.size() - at));
    out.document = loader->convertToDocument();
    out.chunks = ChunkedText(out.text.view);
    return out;
}

} // namespace

RawText::RawText(Language language, QWidget *parent)
    : QsciScintilla(parent)
    , m_language(language)
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(installed)
    setFrameShape(QFrame::NoFrame);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    for (int margin = 0; margin < 5; ++margin)
        setMarginWidth(margin, 0);
    setMarginType(0, NumberMargin);
    indicatorDefine(SquiggleIndicator, 8);
    if (language == Language::Json) {
        auto *lexer = new QsciLexerJSON(this);
        setLexer(lexer);
    }
    setUp();
    applyTheme();
    connect(
        this, &QsciScintillaBase::SCN_MODIFIED, this,
        [this](int position, int type, const char *text, int length, int, int, int, int, int, int) {
            if (!m_loading)
                modified(position, type, QByteArrayView(text, text ? length : 0), length);
        });
}

RawText::~RawText() = default;

void RawText::modified(qint64 position, int type, QByteArrayView text, qint64 length)
{
    // Before a change of a large text: what is inserted is read when it is there.
    if (type & (SC_MOD_BEFOREINSERT | SC_MOD_BEFOREDELETE)) {
        if (!m_isLarge)
            return;
        takeInserted();
        if (type & SC_MOD_BEFOREDELETE)
            m_viewed.remove(position, length);
        else
            m_inserted = {position, length};
        ++m_revision;
        if (!std::exchange(m_unreported, true))
            QMetaObject::invokeMethod(this, &RawText::notifyChange, Qt::QueuedConnection);
        return;
    }
    if (type & SC_MOD_INSERTTEXT)
        m_viewed.insert(position, text);
    else if (type & SC_MOD_DELETETEXT)
        m_viewed.remove(position, length);
    else
        return;
    ++m_revision;
    if (viewed().size() > smallText) // pasted; not from within the change
        QMetaObject::invokeMethod(this, [this] { adoptDocument(true); }, Qt::QueuedConnection);
    Q_EMIT bytesChanged();
}

void RawText::takeInserted() const
{
    const auto [at, length] = std::exchange(m_inserted, {0, 0});
    if (length == 0)
        return;
    QByteArray bytes(length + 1, Qt::Uninitialized); // and a terminator
    SendScintilla(SCI_GETTEXTRANGE, long(at), long(at + length), bytes.data());
    m_viewed.insert(at, QByteArrayView(bytes).first(length));
}

void RawText::notifyChange()
{
    if (std::exchange(m_unreported, false))
        Q_EMIT bytesChanged();
}

const ChunkedText &RawText::viewed() const
{
    takeInserted();
    return m_viewed;
}

bool RawText::event(QEvent *event)
{
    const QPointer<RawText> here(this); // an event may be its end
    const bool handled = QsciScintilla::event(event);
    if (here)
        notifyChange();
    return handled;
}

bool RawText::viewportEvent(QEvent *event)
{
    const QPointer<RawText> here(this); // an event may be its end
    const bool handled = QsciScintilla::viewportEvent(event);
    if (here)
        notifyChange();
    return handled;
}

void RawText::undo()
{
    QsciScintilla::undo();
    notifyChange();
}

void RawText::redo()
{
    QsciScintilla::redo();
    notifyChange();
}

// What belongs to the document, and so to each new one.
void RawText::setUp()
{
    setUtf8(true);
    setEolMode(EolUnix);
    setTabWidth(4);
    setIndentationsUseTabs(m_language == Language::Plain);
    SendScintilla(SCI_SETUNDOCOLLECTION, 1UL);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    applyRepresentations();
}

void RawText::setBytes(const QByteArray &bytes)
{
    const Latest::Question load = m_loads.next();
    m_loaded = false;
    setEnabled(bytes.size() <= smallText); // what is typed meanwhile would be lost
    if (bytes.size() <= smallText) {
        showBroken(brokenText(bytes, m_language == Language::Json), nullptr);
        return;
    }
    const std::shared_ptr<DocumentLoader> loader(
        reinterpret_cast<DocumentLoader *>( // as Scintilla gives it NOLINT(performance-no-int-to-ptr)
            SendScintilla(SCI_CREATELOADER, ulong(smallText), long(SC_DOCUMENTOPTION_STYLES_NONE))),
        releaseLoader);
    const bool isJson = m_language == Language::Json;
    const auto loading = QtConcurrent::run(
        [bytes, isJson, loader]() -> Result<LoadedText> { return howdah::ui::load(bytes, isJson, loader); });
    whenDone(this, loading, [this, load](Result<LoadedText> text) {
        if (!text || !load.isWanted())
            return;
        m_viewed = std::move(text->chunks);
        showBroken(text->text, text->document);
    });
}

void RawText::showBroken(const BrokenText &text, void *document)
{
    m_loading = true;
    m_inserted = {0, 0};
    m_unreported = false;
    m_softBreak = text.softBreak;
    const bool wasReadOnly = isReadOnly();
    setReadOnly(false);
    // Before the document is there: all of it would be wrapped at once.
    setWrapMode(WrapNone);
    // No document, a new empty one.
    SendScintilla(SCI_SETDOCPOINTER, 0UL, reinterpret_cast<long>(document));
    adoptDocument(document != nullptr);
    if (!document) {
        SendScintilla(SCI_ADDTEXT, ulong(text.view.size()), text.view.constData());
        m_viewed = ChunkedText(text.view);
    }
    setUp();
    setReadOnly(wasReadOnly);
    SendScintilla(SCI_GOTOPOS, 0UL);
    m_loading = false;
    m_loaded = true;
    setEnabled(true);
    ++m_revision;
    Q_EMIT loaded();
}

void RawText::adoptDocument(bool isLarge)
{
    // Colours and wrapping look at everything before the place that is shown, and a search for the other brace at
    // everything behind it.
    if (std::exchange(m_isLarge, isLarge) != isLarge) {
        // Asked for again, it is the other kind.
        if (QAccessibleInterface *known = QAccessible::queryAccessibleInterface(this))
            QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(known));
    }
    // QScintilla counts the characters up to each change that it is told of, whether anybody reads the screen or not.
    SendScintilla(
        SCI_SETMODEVENTMASK, isLarge ? ulong(SC_MOD_BEFOREINSERT | SC_MOD_BEFOREDELETE) : ulong(SC_MODEVENTMASKALL));
    setBraceMatching(m_language == Language::Json && !isLarge ? SloppyBraceMatch : NoBraceMatch);
    setWrapMode(isLarge ? WrapNone : WrapWhitespace);
    setMarginWidth(0, isLarge ? u"000000"_s : u"000"_s);
    if (lexer())
        SendScintilla(SCI_SETLEXER, isLarge ? ulong(SCLEX_NULL) : ulong(SCLEX_JSON));
}

void RawText::applyRepresentations()
{
    static const QList<std::pair<char16_t, const char *>> names = {
        {0xfeff, "BOM"}, {0x200b, "ZWSP"}, {0x200e, "LRM"}, {0x200f, "RLM"}, {0x202a, "LRE"}, {0x202b, "RLE"},
        {0x202c, "PDF"}, {0x202d, "LRO"},  {0x202e, "RLO"}, {0x2066, "LRI"}, {0x2067, "RLI"}, {0x2068, "FSI"},
        {0x2069, "PDI"}, {0x2028, "LS"},   {0x2029, "PS"},  {0x00a0, "NBSP"}};
    for (const auto &[character, name] : names) {
        const QByteArray encoded = QString(QChar(character)).toUtf8();
        SendScintilla(SCI_SETREPRESENTATION, encoded.constData(), name);
    }
    if (!m_softBreak.isEmpty()) {
        const QByteArray mark = m_softBreak.chopped(1);
        SendScintilla(SCI_SETREPRESENTATION, mark.constData(), "\u21a9");
    }
}

void RawText::replaceBytes(qint64 from, qint64 to, const QByteArray &bytes)
{
    SendScintilla(SCI_SETTARGETSTART, ulong(from));
    SendScintilla(SCI_SETTARGETEND, ulong(to));
    SendScintilla(SCI_REPLACETARGET, ulong(bytes.size()), bytes.constData());
    notifyChange();
}

void RawText::replaceAll(const QByteArray &bytes)
{
    const BrokenText broken = brokenText(bytes, m_language == Language::Json);
    if (!broken.softBreak.isEmpty()) {
        m_softBreak = broken.softBreak;
        applyRepresentations();
    }
    replaceBytes(0, viewed().size(), broken.view);
}

void RawText::selectBytes(qint64 from, qint64 to)
{
    SendScintilla(SCI_SETSEL, ulong(to), long(from));
    SendScintilla(SCI_SETYCARETPOLICY, ulong(CARET_SLOP | CARET_STRICT | CARET_EVEN), 3L);
    SendScintilla(SCI_SCROLLCARET);
    SendScintilla(SCI_SETYCARETPOLICY, ulong(CARET_EVEN), 0L);
}

qint64 RawText::caret() const { return SendScintilla(SCI_GETCURRENTPOS); }

void RawText::markProblem(qint64 offset)
{
    SendScintilla(SCI_SETINDICATORCURRENT, 8UL);
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, long(viewed().size()));
    if (offset < 0)
        return;
    const qint64 from = qMin(offset, qMax<qint64>(0, viewed().size() - 1));
    SendScintilla(SCI_INDICATORFILLRANGE, ulong(from), 1L);
}

QMimeData *RawText::toMimeData(const QByteArray &text, bool) const
{
    auto *mime = new QMimeData;
    mime->setText(QString::fromUtf8(withoutSoftBreaks(text, m_softBreak)));
    return mime;
}

QSize RawText::sizeHint() const { return {320, 10 * textHeight(0) + 2 * space::inside}; }
QSize RawText::minimumSizeHint() const { return {120, 3 * textHeight(0)}; }

void RawText::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void RawText::applyTheme()
{
    if (m_applying) // setting colours brings further palette events
        return;
    m_applying = true;
    const QPalette theme = palette();
    const QColor paper = theme.color(QPalette::Base);
    const QColor ink = theme.color(QPalette::Text);
    setFont(fixedFont());
    setPaper(paper);
    setColor(ink);
    if (QsciLexer *json = lexer()) {
        json->setDefaultFont(fixedFont());
        json->setFont(fixedFont(), -1);
        json->setDefaultPaper(paper);
        json->setPaper(paper, -1);
        json->setDefaultColor(ink);
        json->setColor(ink, -1);
        json->setColor(ui::color(Tone::Accent, theme), QsciLexerJSON::Property);
        json->setColor(ui::color(Tone::Applied, theme), QsciLexerJSON::String);
        json->setColor(ui::color(Tone::Proven, theme), QsciLexerJSON::EscapeSequence);
        json->setColor(ui::color(Tone::Edited, theme), QsciLexerJSON::Number);
        json->setColor(ui::color(Tone::Accent, theme), QsciLexerJSON::Keyword);
    }
    setCaretForegroundColor(ink);
    setSelectionBackgroundColor(theme.color(QPalette::Highlight));
    setSelectionForegroundColor(theme.color(QPalette::HighlightedText));
    setMarginsFont(fixedFont());
    setMarginsBackgroundColor(theme.color(QPalette::AlternateBase));
    setMarginsForegroundColor(ui::color(Surface::MutedText, theme));
    setIndicatorForegroundColor(ui::color(Tone::Failed, theme), 8);
    setMatchedBraceBackgroundColor(ui::color(Surface::Hover, theme));
    setMatchedBraceForegroundColor(ink);
    m_applying = false;
}

} // namespace howdah::ui
