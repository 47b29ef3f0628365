// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/commentedit.h"

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace howdah::ui {

CommentEdit::CommentEdit(const QString &accessibleName, QWidget *parent)
    : QPlainTextEdit(parent)
{
    setObjectName(u"comment"_s);
    setAccessibleName(accessibleName);
    setTabChangesFocus(true);
}

void CommentEdit::setComment(const QString &comment)
{
    m_given = comment;
    setPlainText(comment);
    m_shown = document()->toRawText();
}

// Not toPlainText(), which makes a blank of one that does not break.
QString CommentEdit::comment() const
{
    QString text = document()->toRawText();
    if (text == m_shown)
        return m_given;
    const bool hasReturns = m_given.contains("\r\n"_L1);
    text.replace(QChar::ParagraphSeparator, hasReturns ? u"\r\n"_s : u"\n"_s);
    if (!m_given.contains(QChar::LineSeparator)) // what Shift+Return has typed
        text.replace(QChar::LineSeparator, hasReturns ? u"\r\n"_s : u"\n"_s);
    return text;
}

void CommentEdit::setLines(int lines)
{
    const int around = 2 * (frameWidth() + int(document()->documentMargin()));
    setFixedHeight(lines * fontMetrics().lineSpacing() + around);
}

} // namespace howdah::ui
