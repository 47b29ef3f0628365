// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/sqleditor.h"

#include "common/code/sqllexer.h"
#include "common/theme.h"
#include "common/tooltips.h"
#include "query/editor/editortools.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <Qsci/qscicommandset.h>

#include <array>

namespace howdah::ui {

// The keys of QScintilla that are not about the cursor and the letters are the window's, or come as actions.
void SqlEditor::dressKeys()
{
    using enum QsciCommand::Command;
    static constexpr std::array dropped{
        Undo,
        Redo,
        Cancel,
        LineDuplicate,
        SelectionDuplicate,
        LineTranspose,
        LineDelete,
        LineCut,
        LineCopy,
        ZoomIn,
        ZoomOut,
        SelectionLowerCase,
        SelectionUpperCase,
        Formfeed,
        EditToggleOvertype,
        MoveSelectedLinesUp,
        MoveSelectedLinesDown,

        ParaDown,
        ParaDownExtend,
        ParaUp,
        ParaUpExtend,
        LineScrollDown,
        LineScrollUp,
        ReverseLines,
        DeleteLineLeft,
        DeleteLineRight,
        VerticalCentreCaret,
        SelectAll};
    for (QsciCommand *command : standardCommands()->commands()) {
        const bool isDropped = std::ranges::find(dropped, command->command()) != dropped.end();
        if (isDropped && command->command() != SelectAll)
            command->setKey(0);
        if (isDropped)
            command->setAlternateKey(0);
        // What is an action here has its key.
        for (const QAction *action : actions()) {
            if (command->key() != 0 && action->shortcut() == QKeySequence(command->key()))
                command->setKey(0);
            if (command->alternateKey() != 0 && action->shortcut() == QKeySequence(command->alternateKey()))
                command->setAlternateKey(0);
        }
    }
}

bool SqlEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && m_tools->hasOpen()) {
            event->accept();
            return true;
        }
    }
    return EditorText::event(event);
}

bool SqlEditor::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_tools) {
        const auto *help = static_cast<QHelpEvent *>(event);
        // A sign in the margin is about its line, a squiggle about its word.
        const bool isMargin = help->pos().x() < m_tools->margins().width();
        const unsigned int message = isMargin ? SCI_POSITIONFROMPOINT : SCI_POSITIONFROMPOINTCLOSE;
        const long place =
            SendScintilla(message, static_cast<unsigned long>(std::max(0, help->pos().x())), long(help->pos().y()));
        QStringList messages;
        if (isMargin) {
            const long line = SendScintilla(SCI_LINEFROMPOSITION, place);
            for (const Finder finder : {Finder::Run, Finder::Check}) {
                for (const Problem &problem : problems(finder)) {
                    if (SendScintilla(SCI_LINEFROMPOSITION, long(problem.place.offset)) == line)
                        messages << problem.message;
                }
            }
        } else if (place >= 0) {
            messages << m_tools->problems().messageAt(place);
        }
        messages.removeAll(QString());
        messages.removeDuplicates();
        if (!messages.isEmpty()) {
            QToolTip::showText(help->globalPos(), plainToolTip(messages.join(u'\n')), this);
            return true;
        }
    }
    return QsciScintilla::viewportEvent(event);
}

void SqlEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        // Whoever is behind has it where there is nothing to end.
        event->setAccepted(m_tools->hasOpen());
        m_tools->closeOpen();
        return;
    }
    if (m_tools->take(*event)) {
        event->accept();
        look();
        return;
    }
    const bool isForeign = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) != 0
                        && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter);
    if (isForeign) {
        event->ignore();
        return;
    }
    QsciScintilla::keyPressEvent(event);
    look();
}

void SqlEditor::paintEvent(QPaintEvent *event)
{
    QsciScintilla::paintEvent(event);
    QPainter painter(viewport());
    m_tools->margins().paint(painter, m_tools->problems());
}

void SqlEditor::resizeEvent(QResizeEvent *event)
{
    QsciScintilla::resizeEvent(event);
    if (m_tools)
        m_tools->resized();
}

// The page makes the menu, of the actions of all.
void SqlEditor::contextMenuEvent(QContextMenuEvent *event)
{
    if (contextMenuPolicy() == Qt::DefaultContextMenu)
        event->ignore();
    else
        QsciScintilla::contextMenuEvent(event);
}

void SqlEditor::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void SqlEditor::applyTheme()
{
    if (m_applying || !m_tools) // setting colours brings further palette events
        return;
    m_applying = true;
    sqlLexer()->dress(*this);
    const QPalette theme = palette();
    setMarginBackgroundColor(1, theme.color(QPalette::AlternateBase));
    setFoldMarginColors(theme.color(QPalette::AlternateBase), theme.color(QPalette::AlternateBase));
    SendScintilla(SCI_SETADDITIONALSELBACK, theme.color(QPalette::Highlight));
    SendScintilla(SCI_SETADDITIONALSELFORE, theme.color(QPalette::HighlightedText));
    SendScintilla(SCI_SETADDITIONALCARETFORE, theme.color(QPalette::Text));
    const QColor muted = ui::color(Surface::MutedText, theme);
    setWhitespaceForegroundColor(muted);
    for (int marker = int(SC_MARKNUM_FOLDEREND); marker <= int(SC_MARKNUM_FOLDEROPEN); ++marker) {
        // QScintilla's own functions leave out the markers of folds, which nobody has allocated.
        SendScintilla(SCI_MARKERSETFORE, static_cast<unsigned long>(marker), muted);
        SendScintilla(SCI_MARKERSETBACK, static_cast<unsigned long>(marker), muted);
    }
    m_tools->dress();
    updateMargin();
    m_applying = false;
}

void SqlEditor::updateMargin()
{
    // Two digits at least, so that the text does not jump at line 10.
    setMarginWidth(0, QString(qMax(qsizetype(2), QString::number(lines()).size()) + 1, u'0'));
}

} // namespace howdah::ui
