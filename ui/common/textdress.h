// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QsciLexer;
class QsciScintilla;

namespace howdah::ui {

// The colours and fonts that every text with a lexer has alike, from the palette of the text: paper, ink, caret,
// selection and margins. The lexer's own styles come after it, as they take the ink that is set here.
void dressText(QsciScintilla &text, QsciLexer &lexer);

} // namespace howdah::ui
