// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/textdress.h"

#include "common/code/qsci.h"
#include "common/theme.h"

namespace howdah::ui {

void dressText(QsciScintilla &text, QsciLexer &lexer)
{
    const QPalette theme = text.palette();
    const QColor paper = theme.color(QPalette::Base);
    const QColor ink = theme.color(QPalette::Text);
    lexer.setDefaultFont(fixedFont());
    lexer.setDefaultColor(ink);
    lexer.setDefaultPaper(paper);
    lexer.setFont(fixedFont(), -1);
    lexer.setPaper(paper, -1);
    lexer.setColor(ink, -1);
    text.setPaper(paper);
    text.setColor(ink);
    text.setCaretForegroundColor(ink);
    text.setSelectionBackgroundColor(theme.color(QPalette::Highlight));
    text.setSelectionForegroundColor(theme.color(QPalette::HighlightedText));
    text.setMarginsFont(fixedFont());
    text.setMarginsBackgroundColor(theme.color(QPalette::AlternateBase));
    text.setMarginsForegroundColor(color(Surface::MutedText, theme));
}

} // namespace howdah::ui
