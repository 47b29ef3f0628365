// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editoractions.h"

#include "common/icons.h"
#include "common/code/sqllexer.h"
#include "query/editor/editorfindbar.h"
#include "query/editor/editorformatter.h"
#include "query/editor/editoroutline.h"
#include "query/editor/editortools.h"
#include "query/editor/linebar.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qint64 longestWhole = 8 << 20; // of a text in which all occurrences get a cursor
constexpr qsizetype mostCursors = 5'000;

} // namespace

EditorActions::EditorActions(EditorText &editor, EditorTools &tools)
    : QObject(&editor)
    , m_editor(editor)
    , m_tools(tools)
{
    makeSearch();
    makeEditing();
    makeLines();
    makeText();
    makeSeen();
}

QAction *EditorActions::make(
    const char *name, const QString &text, const QString &iconName, const QKeySequence &keys,
    std::function<void()> what)
{
    auto *action = new QAction(text, &m_editor);
    action->setObjectName(QString::fromLatin1(name));
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, std::move(what));
    m_editor.addAction(action);
    return action;
}

void EditorActions::send(unsigned int message) { m_editor.SendScintilla(message); }

void EditorActions::makeSearch()
{
    using Bar = EditorFindBar;
    make("editorFindAction", tr("Find in the text"), u"edit-find"_s, Qt::CTRL | Qt::Key_F, [this] {
        m_tools.findBar().open(Bar::Open::Find);
    });
    make("editorReplaceAction", tr("Replace in the text"), u"edit-find-replace"_s, Qt::CTRL | Qt::Key_H, [this] {
        m_tools.findBar().open(Bar::Open::Replace);
    });
    make("editorFindNext", tr("Find next"), u"go-down"_s, Qt::Key_F3, [this] { m_tools.findBar().go(Bar::Way::Next); });
    make("editorFindPrevious", tr("Find previous"), u"go-up"_s, Qt::SHIFT | Qt::Key_F3, [this] {
        m_tools.findBar().go(Bar::Way::Previous);
    });
    make("editorGoToLine", tr("Go to a line…"), u"go-jump"_s, Qt::CTRL | Qt::Key_G, [this] { askForLine(); });
    make(
        "editorOutlineAction", tr("Go to a statement…"), u"view-list-text"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_O,
        [this] { m_tools.outline().open(); });
    make("editorNextProblem", tr("Next problem"), u"go-next"_s, Qt::Key_F8, [this] {
        if (!m_tools.problems().go(EditorProblems::Way::Next))
            Q_EMIT m_editor.noted(tr("No problems are known"));
    });
    make("editorPreviousProblem", tr("Previous problem"), u"go-previous"_s, Qt::SHIFT | Qt::Key_F8, [this] {
        if (!m_tools.problems().go(EditorProblems::Way::Previous))
            Q_EMIT m_editor.noted(tr("No problems are known"));
    });
    make("editorOtherBracket", tr("Go to the other bracket"), u"go-jump"_s, Qt::CTRL | Qt::Key_M, [this] {
        (void)m_tools.brackets().goToOther();
    });
    make(
        "editorSelectBrackets", tr("Select to the other bracket"), u"edit-select"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_M,
        [this] { (void)m_tools.brackets().selectToOther(); });
}

void EditorActions::makeEditing()
{
    make("editorUndo", tr("Undo"), u"edit-undo"_s, Qt::CTRL | Qt::Key_Z, [this] { send(QsciScintilla::SCI_UNDO); });
    make("editorRedo", tr("Redo"), u"edit-redo"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_Z, [this] {
        send(QsciScintilla::SCI_REDO);
    });
    make("editorComment", tr("Comment or uncomment"), u"code-context"_s, Qt::CTRL | Qt::Key_Slash, [this] {
        comment();
    });
    make("editorAddNext", tr("Select the next occurrence as well"), u"list-add"_s, Qt::CTRL | Qt::Key_D, [this] {
        addNext();
    });
    make("editorAddAll", tr("Select all occurrences"), u"edit-select-all"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_L, [this] {
        addAll();
    });
    make("editorSnippet", tr("Insert the snippet of the word"), u"insert-text"_s, Qt::CTRL | Qt::Key_J, [this] {
        if (!m_tools.snippets().insertByWord())
            Q_EMIT m_editor.noted(tr("The word before the cursor is that of no snippet"));
    });
}

void EditorActions::makeLines()
{
    make(
        "editorDuplicate", tr("Duplicate the line or selection"), u"edit-copy"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_D,
        [this] { send(QsciScintilla::SCI_SELECTIONDUPLICATE); });
    make("editorMoveUp", tr("Move the lines up"), u"go-up"_s, Qt::ALT | Qt::Key_Up, [this] {
        send(QsciScintilla::SCI_MOVESELECTEDLINESUP);
    });
    make("editorMoveDown", tr("Move the lines down"), u"go-down"_s, Qt::ALT | Qt::Key_Down, [this] {
        send(QsciScintilla::SCI_MOVESELECTEDLINESDOWN);
    });
    make("editorDeleteLine", tr("Delete the line"), u"edit-delete"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_K, [this] {
        send(QsciScintilla::SCI_LINEDELETE);
    });
}

void EditorActions::makeText()
{
    using What = EditorFormatter::What;
    make(
        "editorFormat", tr("Format the statement or selection"), u"format-justify-left"_s,
        Qt::CTRL | Qt::SHIFT | Qt::Key_F, [this] { m_tools.formatter().format(What::Selection); });
    make("editorFormatAll", tr("Format the whole text"), u"format-justify-fill"_s, {}, [this] {
        m_tools.formatter().format(What::All);
    });
    make("editorUpper", tr("Keywords in upper case"), u"format-text-uppercase"_s, {}, [this] {
        setKeywords(WordCase::Upper);
    });
    make("editorLower", tr("Keywords in lower case"), u"format-text-lowercase"_s, {}, [this] {
        setKeywords(WordCase::Lower);
    });
}

void EditorActions::makeSeen()
{
    using Fold = EditorFolds::Fold;
    make("editorFold", tr("Fold the statement"), u"view-hidden"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_BracketLeft, [this] {
        m_tools.folds().foldAtCursor(Fold::Close);
    });
    make(
        "editorUnfold", tr("Unfold the statement"), u"view-visible"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_BracketRight,
        [this] { m_tools.folds().foldAtCursor(Fold::Open); });
    make("editorFoldAll", tr("Fold all statements"), u"view-hidden"_s, {}, [this] {
        m_tools.folds().foldAll(Fold::Close);
    });
    make("editorUnfoldAll", tr("Unfold all statements"), u"view-visible"_s, {}, [this] {
        m_tools.folds().foldAll(Fold::Open);
    });
    QAction *wrap = make("editorWrap", tr("Wrap long lines"), u"text-wrap"_s, Qt::ALT | Qt::Key_Z, [] {});
    wrap->setCheckable(true);
    connect(wrap, &QAction::toggled, this, [this](bool on) {
        m_editor.setWrapMode(on ? QsciScintilla::WrapWord : QsciScintilla::WrapNone);
    });
    QAction *blanks = make("editorBlanks", tr("Show spaces and line ends"), u"visibility"_s, {}, [] {});
    blanks->setCheckable(true);
    connect(blanks, &QAction::toggled, this, [this](bool on) {
        m_editor.setWhitespaceVisibility(on ? QsciScintilla::WsVisible : QsciScintilla::WsInvisible);
        m_editor.setEolVisibility(on);
    });
    make("editorLarger", tr("Larger letters in the text"), u"zoom-in"_s, {}, [this] { m_editor.zoomIn(); });
    make("editorSmaller", tr("Smaller letters in the text"), u"zoom-out"_s, {}, [this] { m_editor.zoomOut(); });
    make("editorUsualSize", tr("Letters of the usual size"), u"zoom-original"_s, {}, [this] { m_editor.zoomTo(0); });
}

// A part of a line between /* and */, whole lines by --.
void EditorActions::comment()
{
    if (m_editor.isReadOnly())
        return;
    const query::TextExtent selected = m_editor.selectedBytes();
    const auto lineOf = [this](qint64 offset) {
        return m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(offset));
    };
    const auto beginOf = [this](long line) {
        return qint64(m_editor.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line)));
    };
    const auto endOf = [this](long line) {
        return qint64(m_editor.SendScintilla(QsciScintilla::SCI_GETLINEENDPOSITION, static_cast<unsigned long>(line)));
    };
    const qint64 end = selected.offset + selected.size;
    const long first = lineOf(selected.offset);
    long last = lineOf(end);
    const QByteArray before = m_editor.bytesOf({beginOf(first), selected.offset - beginOf(first)});
    const bool isPart = selected.size > 0 && first == last && (!before.trimmed().isEmpty() || end < endOf(last));
    if (isPart) {
        const QByteArray fresh = toggledBlockComment(m_editor.bytesOf(selected));
        m_editor.replaceBytes(selected, fresh);
        m_editor.selectBytes({selected.offset, fresh.size()});
        return;
    }
    if (last > first && end == beginOf(last))
        --last; // the selection ends before it
    const query::TextExtent lines{beginOf(first), endOf(last) - beginOf(first)};
    const QByteArray old = m_editor.bytesOf(lines);
    const QByteArray fresh = toggledLineComments(old);
    m_editor.replaceBytes(lines, fresh);
    if (selected.size > 0) {
        m_editor.selectBytes({lines.offset, fresh.size()});
        return;
    }
    // At the same letter.
    const qint64 behind = lines.offset + old.size() - selected.offset;
    m_editor.setCursorByte(std::max(lines.offset, lines.offset + fresh.size() - behind));
}

void EditorActions::setKeywords(WordCase wordCase)
{
    if (m_editor.isReadOnly())
        return;
    const query::TextExtent selected = m_editor.selectedBytes();
    const query::TextExtent place = selected.size > 0 ? selected : m_editor.extentOf(m_editor.partsAtCursor());
    if (place.size == 0)
        return;
    const qint64 cursor = m_editor.cursorByte();
    m_editor.replaceBytes(
        place, withKeywordsIn(wordCase, m_editor.bytesOf(place), m_editor.parts().hasStandardStrings()));
    selected.size > 0 ? m_editor.selectBytes(selected) : m_editor.setCursorByte(cursor);
}

void EditorActions::addNext()
{
    const bool isWord = m_editor.selectedBytes().size == 0;
    m_editor.SendScintilla(
        QsciScintilla::SCI_SETSEARCHFLAGS,
        static_cast<unsigned long>(QsciScintilla::SCFIND_MATCHCASE | (isWord ? QsciScintilla::SCFIND_WHOLEWORD : 0)));
    send(QsciScintilla::SCI_TARGETWHOLEDOCUMENT);
    send(QsciScintilla::SCI_MULTIPLESELECTADDNEXT);
    send(QsciScintilla::SCI_SCROLLCARET);
}

void EditorActions::addAll()
{
    const bool isWord = m_editor.selectedBytes().size == 0;
    query::TextExtent place{0, m_editor.sizeInBytes()};
    if (place.size > longestWhole)
        place = m_editor.extentOf(m_editor.partsAtCursor());
    if (isWord)
        send(QsciScintilla::SCI_MULTIPLESELECTADDNEXT); // the word itself
    const QByteArray wanted = m_editor.bytesOf(m_editor.selectedBytes());
    if (wanted.isEmpty() || bytesOf(m_editor, place.offset, place.size).count(wanted) > mostCursors) {
        if (!wanted.isEmpty())
            Q_EMIT m_editor.noted(
                tr("There are more than %1 of them: use Replace").arg(m_editor.locale().toString(mostCursors)));
        return;
    }
    m_editor.SendScintilla(
        QsciScintilla::SCI_SETSEARCHFLAGS,
        static_cast<unsigned long>(QsciScintilla::SCFIND_MATCHCASE | (isWord ? QsciScintilla::SCFIND_WHOLEWORD : 0)));
    m_editor.SendScintilla(
        QsciScintilla::SCI_SETTARGETRANGE, static_cast<unsigned long>(place.offset), long(place.offset + place.size));
    send(QsciScintilla::SCI_MULTIPLESELECTADDEACH);
}

void EditorActions::askForLine() { (new LineBar(m_editor))->open(); }

} // namespace howdah::ui
