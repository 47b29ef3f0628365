// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/code/sqllexer.h"

#include "common/textdress.h"
#include "common/theme.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QByteArrayView bytesOf(const QsciScintillaBase &text, qint64 offset, qint64 size)
{
    const qint64 length = text.SendScintilla(QsciScintillaBase::SCI_GETLENGTH);
    offset = std::clamp<qint64>(offset, 0, length);
    size = std::clamp<qint64>(size, 0, length - offset);
    if (size == 0)
        return {};
    const long bytes = text.SendScintilla(
        QsciScintillaBase::SCI_GETRANGEPOINTER, static_cast<unsigned long>(offset), static_cast<long>(size));
    return QByteArrayView(reinterpret_cast<const char *>(bytes), qsizetype(size));
}

SqlLexer::SqlLexer(QObject *parent)
    : QsciLexerCustom(parent)
{
}

QString SqlLexer::description(int style) const
{
    switch (SqlStyle(style)) {
    case SqlStyle::Plain:
        return tr("Text");
    case SqlStyle::Comment:
        return tr("Comment");
    case SqlStyle::Keyword:
        return tr("Keyword");
    case SqlStyle::Number:
        return tr("Number");
    case SqlStyle::String:
        return tr("String");
    case SqlStyle::QuotedName:
        return tr("Quoted name");
    case SqlStyle::Parameter:
        return tr("Parameter");
    case SqlStyle::Command:
        return tr("Command of psql");
    case SqlStyle::Data:
        return tr("Data of COPY");
    }
    return {};
}

void SqlLexer::dress(QsciScintilla &text)
{
    const QPalette theme = text.palette();
    dressText(text, *this);
    const QColor muted = ui::color(Surface::MutedText, theme);
    setColor(muted, int(SqlStyle::Comment));
    setColor(muted, int(SqlStyle::Data));
    setColor(ui::color(Tone::Accent, theme), int(SqlStyle::Keyword));
    setColor(ui::color(Tone::Applied, theme), int(SqlStyle::String));
    setColor(ui::color(Tone::Edited, theme), int(SqlStyle::Number));
    setColor(ui::color(Tone::Proven, theme), int(SqlStyle::QuotedName));
    setColor(ui::color(Tone::Staging, theme), int(SqlStyle::Parameter));
    setColor(ui::color(Tone::Interrupted, theme), int(SqlStyle::Command));
}

SqlLexer::Stretch SqlLexer::whole() const
{
    const qint64 size = editor()->SendScintilla(QsciScintillaBase::SCI_GETLENGTH);
    Stretch stretch{0, size, {}};
    if (const auto pieces = sql::split(bytesOf(*editor(), 0, size)))
        stretch.pieces = *pieces;
    return stretch;
}

void SqlLexer::styleText(int start, int end)
{
    Q_UNUSED(start)
    if (!editor())
        return;
    Stretch stretch = m_stretches ? m_stretches(end) : whole();
    for (sql::Piece &piece : stretch.pieces) {
        // What began before it.
        const qint64 stop = piece.offset + piece.size - stretch.begin;
        piece.offset = std::max<qint64>(0, piece.offset - stretch.begin);
        piece.size = std::max<qint64>(0, stop - piece.offset);
    }
    const QByteArray text = bytesOf(*editor(), stretch.begin, stretch.end - stretch.begin).toByteArray();
    QByteArray styles(text.size(), char(SqlStyle::Plain));
    qsizetype at = 0;
    for (const SqlRun &run : scriptRuns(text, stretch.pieces, stretch.standardStrings)) {
        std::fill(styles.begin() + at, styles.begin() + run.end, char(run.style));
        at = run.end;
    }
    QsciScintilla &view = *editor();
    view.SendScintilla(QsciScintillaBase::SCI_STARTSTYLING, static_cast<unsigned long>(stretch.begin));
    view.SendScintilla(
        QsciScintillaBase::SCI_SETSTYLINGEX, static_cast<unsigned long>(styles.size()), styles.constData());
    // What lies before is drawn when it is seen.
    view.SendScintilla(
        QsciScintillaBase::SCI_STARTSTYLING, static_cast<unsigned long>(std::max<qint64>(stretch.end, end)));
}

} // namespace howdah::ui
