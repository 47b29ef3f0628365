// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editorformatter.h"

#include "sql/characters.h"
#include "sql/format/formatconfig.h"
#include "sql/format/formatter.h"

#include <QDir>
#include <QtConcurrent>

namespace howdah::ui {

namespace {

bool isSpace(char c) { return sql::classOf(c) == sql::CharClass::Space; }

struct Done
{
    sql::FormattedText formatted;
    std::optional<Error> problem; // with the style
};

Done work(const QByteArray &text, const QString &path)
{
    sql::FormatStyle style;
    std::optional<Error> problem;
    if (!path.isEmpty()) {
        const Result<sql::FormatStyle> found = sql::formatStyleFor(path);
        if (found)
            style = *found;
        else
            problem = found.error();
    }
    if (problem)
        return {{}, problem};
    return {sql::formatText(text, style), {}};
}

} // namespace

// Blanks are all that a layout changes.
qsizetype placeInFormatted(QByteArrayView before, qsizetype place, QByteArrayView after)
{
    qsizetype letters = 0;
    for (qsizetype i = 0; i < place; ++i)
        letters += isSpace(before[i]) ? 0 : 1;
    const bool isAtToken = place < before.size() && !isSpace(before[place]);
    qsizetype at = 0;
    while (at < after.size() && letters > 0)
        letters -= isSpace(after[at++]) ? 0 : 1;
    while (isAtToken && at < after.size() && isSpace(after[at]))
        ++at;
    return at;
}

EditorFormatter::EditorFormatter(EditorText &editor)
    : QObject(&editor)
    , m_editor(editor)
{
}

// Whole statements.
query::TextExtent EditorFormatter::extentOf(What what) const
{
    const query::TextExtent selected = m_editor.selectedBytes();
    switch (what) {
    case What::All:
        return {0, m_editor.sizeInBytes()};
    case What::Statement:
        return m_editor.extentOf(m_editor.partsAtCursor());
    case What::Selection:
        break;
    }
    const query::ScriptParts &parts = m_editor.parts();
    std::size_t first = parts.behind(selected.offset);
    if (first > 0) {
        const sql::Piece before = parts.at(first - 1);
        first -= std::size_t(before.offset + before.size > selected.offset);
    }
    const std::size_t last = parts.behind(selected.offset + selected.size - 1);
    return m_editor.extentOf({first, last});
}

void EditorFormatter::format(What what)
{
    if (m_editor.isReadOnly())
        return;
    if (what == What::Selection && m_editor.selectedBytes().size == 0)
        what = What::Statement;
    const query::TextExtent extent = extentOf(what);
    if (extent.size == 0) {
        Q_EMIT m_editor.noted(tr("There is no statement to format"));
        return;
    }
    const QByteArray text = m_editor.bytesOf(extent);
    const qint64 line = m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(extent.offset));
    m_asked.next();
    m_isRunning = true;
    const auto done = QtConcurrent::run([text, path = m_path] { return work(text, path); });
    whenDone(this, done, [this, text, extent, line, question = m_asked.question()](const Done &result) {
        if (!question.isWanted())
            return;
        m_isRunning = false;
        if (result.problem) {
            Q_EMIT m_editor.noted(result.problem->message);
            return;
        }
        const QByteArray &fresh = result.formatted.text;
        QStringList left;
        for (const sql::LeftStatement &statement : result.formatted.left) {
            left
                << (statement.line > 0
                        ? tr("Line %1 is left as it is: %2").arg(line + statement.line).arg(statement.reason)
                        : tr("Left as it is: %1").arg(statement.reason));
        }
        if (fresh != text) {
            const qint64 cursor = m_editor.cursorByte();
            const qint64 inside = std::clamp<qint64>(cursor - extent.offset, 0, text.size());
            const qint64 place = cursor < extent.offset ? cursor
                               : cursor > extent.offset + extent.size
                                   ? cursor + fresh.size() - text.size()
                                   : extent.offset + placeInFormatted(text, qsizetype(inside), fresh);
            m_editor.replaceBytes(extent, fresh);
            m_editor.setCursorByte(place);
        }
        if (!left.isEmpty())
            Q_EMIT m_editor.noted(left.join(u'\n'));
    });
}

} // namespace howdah::ui
