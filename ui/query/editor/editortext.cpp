// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editortext.h"

#include "common/code/sqllexer.h"
#include "common/theme.h"
#include "common/turnclock.h"
#include "query/drafts/textfile.h"

#include <algorithm>
#include <cstring>

namespace howdah::ui {

namespace {

constexpr qint64 TurnBytes = 64 << 10;    // that are read for a key at once
constexpr qint64 DrawnBefore = 256 << 10; // that are drawn before what is seen
constexpr qint64 LongestSeen = 1 << 20;   // of lines that are seen

// What has to be drawn so that `seen` is right: from the part that it begins in, unless that is more than `far` before.
SqlLexer::Stretch stretchOf(const query::ScriptParts &parts, query::TextExtent seen, qint64 far)
{
    const qint64 end = seen.offset + seen.size;
    SqlLexer::Stretch stretch{seen.offset, end, {}, parts.hasStandardStrings()};
    std::size_t index = parts.behind(seen.offset);
    if (index > 0) {
        const sql::Piece before = parts.at(--index);
        const qint64 stop = before.offset + before.size;
        if (stop <= seen.offset)
            stretch.begin = std::max(stop, seen.offset - far);
        else if (before.kind != sql::PieceKind::CopyData && seen.offset - before.offset <= far)
            stretch.begin = before.offset;
    } else {
        stretch.begin = std::max<qint64>(0, seen.offset - far);
    }
    for (; index < parts.size(); ++index) {
        const sql::Piece piece = parts.at(index);
        if (piece.offset >= end)
            break;
        if (piece.kind == sql::PieceKind::CopyData && piece.offset + piece.size > stretch.begin)
            stretch.pieces.push_back(piece);
    }
    return stretch;
}

} // namespace

EditorText::EditorText(QWidget *parent)
    : QsciScintilla(parent)
    , m_parts([this](qint64 offset, qint64 size) { return ui::bytesOf(*this, offset, size); })
    , m_lexer(new SqlLexer(this))
{
    setUtf8(true);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapNone);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setTabWidth(4);
    setIndentationsUseTabs(false);
    setTabIndents(true);
    setBraceMatching(NoBraceMatch);
    SendScintilla(SCI_SETMULTIPLESELECTION, 1UL);
    SendScintilla(SCI_SETADDITIONALSELECTIONTYPING, 1UL);
    SendScintilla(SCI_SETMULTIPASTE, long(SC_MULTIPASTE_EACH));
    SendScintilla(SCI_SETVIRTUALSPACEOPTIONS, long(SCVS_RECTANGULARSELECTION));
    SendScintilla(SCI_SETMOUSEDWELLTIME, long(SC_TIME_FOREVER));
    SendScintilla(
        SCI_SETMODEVENTMASK, static_cast<unsigned long>(SC_MOD_BEFOREINSERT | SC_MOD_BEFOREDELETE | SC_MOD_CHANGEFOLD));
    m_lexer->setStretches([this](qint64) {
        const SqlLexer::Stretch stretch = stretchOf(parts(), visibleBytes(), DrawnBefore);
        // Again when it is known where its parts begin.
        m_drawn = m_parts.isComplete() ? Extent{stretch.begin, stretch.end - stretch.begin} : Extent();
        return stretch;
    });
    setLexer(m_lexer);
    m_parts.reset(0);
    (void)m_parts.go(1);

    m_cutting.setInterval(0);
    connect(&m_cutting, &QTimer::timeout, this, &EditorText::goOn);
    m_looking.setInterval(0);
    m_looking.setSingleShot(true);
    connect(&m_looking, &QTimer::timeout, this, &EditorText::look);
    connect(this, &QsciScintilla::SCN_MODIFIED, this, [this](int position, int type, const char *, int length) {
        modified(position, type, length);
    });
    connect(this, &QsciScintilla::SCN_UPDATEUI, this, [this] {
        drawVisible();
        look();
        hasDrawn();
    });
}

// ---- text

void EditorText::setBytes(const QByteArray &text)
{
    const qint64 before = sizeInBytes();
    const bool wasReadOnly = isReadOnly();
    m_replacing = true;
    willReplace();
    SendScintilla(SCI_SETREADONLY, 0UL);
    SendScintilla(SCI_SETUNDOCOLLECTION, 0UL);
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_ALLOCATE, static_cast<unsigned long>(text.size()));
    SendScintilla(SCI_APPENDTEXT, static_cast<unsigned long>(text.size()), text.constData());
    SendScintilla(SCI_SETUNDOCOLLECTION, 1UL);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    SendScintilla(SCI_SETREADONLY, static_cast<unsigned long>(wasReadOnly));
    SendScintilla(SCI_SETSCROLLWIDTH, 1UL);
    const bool isWindows = query::lineEndsOf(text) == query::LineEnds::Windows;
    SendScintilla(SCI_SETEOLMODE, long(isWindows ? SC_EOL_CRLF : SC_EOL_LF));
    m_replacing = false;
    m_script.reset();
    m_text = text;
    m_parts.reset(text.size(), m_parts.hasStandardStrings());
    m_drawn = {};
    m_atCursor = {-1, 0};
    m_cutting.start();
    m_edit.reset();
    m_unread.reset();
    m_lines = lines();
    Q_EMIT textChanged();
    Q_EMIT linesChanged();
    Q_EMIT edited(0, before, text.size());
    goOn();
}

QByteArray EditorText::bytes() const
{
    if (!m_text) {
        // On both sides of where one types, so that nothing has to be moved together for it.
        const qint64 size = sizeInBytes();
        const qint64 gap = std::clamp<qint64>(SendScintilla(SCI_GETGAPPOSITION), 0, size);
        QByteArray text(qsizetype(size), Qt::Uninitialized);
        for (const Extent half : {Extent{0, gap}, Extent{gap, size - gap}}) {
            if (half.size > 0)
                std::memcpy(
                    text.data() + half.offset, ui::bytesOf(*this, half.offset, half.size).data(),
                    std::size_t(half.size));
        }
        m_text = text;
    }
    return *m_text;
}

QByteArray EditorText::bytesOf(Extent extent) const
{
    return ui::bytesOf(*this, extent.offset, extent.size).toByteArray();
}

const query::Script &EditorText::script() const
{
    if (!m_script) {
        settle();
        while (!m_parts.go(LongestSeen)) {
        }
        m_script.emplace(bytes(), m_parts);
    }
    return *m_script;
}

const query::ScriptParts &EditorText::parts() const
{
    settle();
    (void)m_parts.go(TurnBytes);
    return m_parts;
}

void EditorText::setStandardStrings(bool standard)
{
    if (standard == m_parts.hasStandardStrings())
        return;
    m_script.reset();
    m_unread.reset();
    m_parts.reset(sizeInBytes(), standard);
    m_drawn = {};
    m_atCursor = {-1, 0};
    m_cutting.start();
    goOn();
}

// Told just before it happens: behind it QScintilla would count all characters up to there, for whoever reads a screen,
// whether there is one or not.
void EditorText::modified(int position, int type, int length)
{
    if ((type & (SC_MOD_BEFOREINSERT | SC_MOD_BEFOREDELETE)) == 0 || m_replacing)
        return;
    settle();
    tellEdits();
    const bool isInserted = (type & SC_MOD_BEFOREINSERT) != 0;
    const Edit edit{position, isInserted ? 0 : length, isInserted ? length : 0};
    m_text.reset();
    m_script.reset();
    m_drawn = {};
    if (position <= m_atCursor.offset + m_atCursor.size)
        m_atCursor = {-1, 0}; // another text, or at another place
    if (isInserted)
        m_unread = edit;
    else
        m_parts.edit(edit.offset, edit.removed, 0, -ui::bytesOf(*this, position, length).count('\n'));
    willEdit(edit.offset, edit.removed, edit.inserted);
    m_edit = edit;
    m_cutting.start();
    m_looking.start();
}

// What has been inserted can be read now.
void EditorText::settle() const
{
    if (!m_unread)
        return;
    const Edit edit = *std::exchange(m_unread, {});
    m_parts.edit(edit.offset, 0, edit.inserted, ui::bytesOf(*this, edit.offset, edit.inserted).count('\n'));
}

// The one that has happened meanwhile.
void EditorText::tellEdits()
{
    if (!m_edit)
        return;
    const Edit edit = *std::exchange(m_edit, {});
    Q_EMIT textChanged();
    if (lines() != m_lines) {
        m_lines = lines();
        Q_EMIT linesChanged();
    }
    hasEdited(edit.offset, edit.removed, edit.inserted);
    Q_EMIT edited(edit.offset, edit.removed, edit.inserted);
}

// A stretch of what is not cut yet.
void EditorText::goOn()
{
    settle();
    for (const TurnClock clock; !clock.isOver() && !m_parts.go(TurnBytes);) {
    }
    if (!m_parts.isComplete())
        return;
    m_cutting.stop();
    drawVisible();
    look();
}

void EditorText::drawVisible()
{
    const Extent seen = visibleBytes();
    if (seen.offset < m_drawn.offset || seen.offset + seen.size > m_drawn.offset + m_drawn.size)
        m_lexer->styleText(int(seen.offset), int(seen.offset + seen.size));
}

// ---- places

qint64 EditorText::cursorByte() const { return SendScintilla(SCI_GETCURRENTPOS); }

void EditorText::setCursorByte(qint64 offset)
{
    offset = std::clamp<qint64>(offset, 0, sizeInBytes());
    SendScintilla(SCI_ENSUREVISIBLEENFORCEPOLICY, SendScintilla(SCI_LINEFROMPOSITION, long(offset)));
    SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(offset));
    look();
}

EditorText::Extent EditorText::selectedBytes() const
{
    const qint64 begin = SendScintilla(SCI_GETSELECTIONSTART);
    return {begin, SendScintilla(SCI_GETSELECTIONEND) - begin};
}

void EditorText::selectBytes(Extent extent)
{
    SendScintilla(SCI_ENSUREVISIBLEENFORCEPOLICY, SendScintilla(SCI_LINEFROMPOSITION, long(extent.offset)));
    SendScintilla(
        SCI_SETSEL, static_cast<unsigned long>(extent.offset), static_cast<long>(extent.offset + extent.size));
    look();
}

void EditorText::replaceBytes(Extent extent, const QByteArray &text)
{
    // What is alike at both ends stays, and with it the cursor that stands there.
    QByteArrayView fresh = text;
    {
        const QByteArrayView old = ui::bytesOf(*this, extent.offset, extent.size);
        qsizetype same = std::ranges::mismatch(old, fresh).in1 - old.begin();
        while (same > 0 && same < old.size() && (old[same] & 0xc0) == 0x80)
            --same;
        qsizetype tail = 0;
        while (tail < std::min(old.size(), fresh.size()) - same
               && old[old.size() - 1 - tail] == fresh[fresh.size() - 1 - tail])
            ++tail;
        while (tail > 0 && (old[old.size() - tail] & 0xc0) == 0x80)
            --tail;
        extent = {extent.offset + same, old.size() - same - tail};
        fresh = fresh.sliced(same, fresh.size() - same - tail);
    }
    SendScintilla(SCI_BEGINUNDOACTION);
    SendScintilla(
        SCI_SETTARGETRANGE, static_cast<unsigned long>(extent.offset), static_cast<long>(extent.offset + extent.size));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(fresh.size()), fresh.isEmpty() ? "" : fresh.data());
    SendScintilla(SCI_ENDUNDOACTION);
    look();
}

EditorText::Extent EditorText::visibleBytes() const
{
    const long top = SendScintilla(SCI_GETFIRSTVISIBLELINE);
    const long first = SendScintilla(SCI_DOCLINEFROMVISIBLE, static_cast<unsigned long>(top));
    const long last =
        SendScintilla(SCI_DOCLINEFROMVISIBLE, static_cast<unsigned long>(top + SendScintilla(SCI_LINESONSCREEN) + 1));
    const qint64 begin = SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(first));
    const qint64 end = SendScintilla(SCI_GETLINEENDPOSITION, static_cast<unsigned long>(last));
    return {begin, std::clamp<qint64>(end - begin, 0, LongestSeen)};
}

query::PartRange EditorText::partsAtCursor() const
{
    const qint64 cursor = cursorByte();
    const query::ScriptParts &known = parts();
    return known.isComplete() || cursor < known.knownTo() ? known.partsAt(cursor) : query::PartRange();
}

// Where the cursor is now, and what would run there.
void EditorText::look()
{
    m_looking.stop();
    if (m_replacing)
        return;
    tellEdits();
    const qint64 cursor = cursorByte();
    const bool hasMoved = cursor != m_cursor;
    m_cursor = cursor;
    const Extent atCursor = extentOf(partsAtCursor());
    const bool isAnother = atCursor != m_atCursor;
    m_atCursor = atCursor;
    if (hasMoved || isAnother)
        hasLooked(atCursor, hasMoved);
    if (hasMoved) {
        Q_EMIT cursorMoved(cursor);
    }
    if (isAnother) {
        viewport()->update();
        Q_EMIT partsAtCursorChanged();
    }
}

} // namespace howdah::ui
