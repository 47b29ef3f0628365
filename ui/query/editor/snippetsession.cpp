// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/snippetsession.h"

#include "common/theme.h"
#include "sql/characters.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int fieldIndicator = 11;

} // namespace

SnippetSession::SnippetSession(EditorText &editor)
    : m_editor(editor)
{
    m_editor.indicatorDefine(QsciScintilla::StraightBoxIndicator, fieldIndicator);
    m_editor.setIndicatorDrawUnder(true, fieldIndicator);
}

const QList<query::Snippet> &SnippetSession::known()
{
    const QString file = query::ownSnippetFile();
    const QFileInfo info(file);
    const QString stamp = info.exists() ? info.lastModified().toString(Qt::ISODateWithMs) : QString();
    if (!m_known || stamp != m_stamp) {
        query::SnippetFile read = query::readSnippets(file);
        m_stamp = stamp;
        m_known = std::move(read.snippets);
        if (!read.problems.isEmpty())
            Q_EMIT m_editor.noted(read.problems.join(u'\n'));
    }
    return *m_known;
}

void SnippetSession::insert(const query::Snippet &snippet, query::TextExtent replaced)
{
    end();
    const long line = m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(replaced.offset));
    const qint64 begin = m_editor.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    QByteArray indent = m_editor.bytesOf({begin, replaced.offset - begin});
    indent.truncate(std::ranges::find_if(indent, [](char c) { return c != ' ' && c != '\t'; }) - indent.begin());
    const bool isWindows = m_editor.SendScintilla(QsciScintilla::SCI_GETEOLMODE) == QsciScintilla::SC_EOL_CRLF;
    const query::FilledSnippet filled = query::fillSnippet(snippet.text, indent, isWindows ? "\r\n" : "\n");
    m_isInserting = true;
    m_editor.SendScintilla(QsciScintilla::SCI_BEGINUNDOACTION);
    m_editor.SendScintilla(
        QsciScintilla::SCI_SETTARGETRANGE, static_cast<unsigned long>(replaced.offset),
        long(replaced.offset + replaced.size));
    m_editor.SendScintilla(
        QsciScintilla::SCI_REPLACETARGET, static_cast<unsigned long>(filled.text.size()), filled.text.constData());
    m_editor.SendScintilla(QsciScintilla::SCI_ENDUNDOACTION);
    m_isInserting = false;
    for (const query::FilledSnippet::Field &field : filled.fields)
        m_fields.push_back({field.number, replaced.offset + field.offset, field.size});
    select(order().front());
}

bool SnippetSession::insertByWord()
{
    const qint64 cursor = m_editor.cursorByte();
    constexpr qint64 LongestWord = 40;
    const qint64 from = std::max<qint64>(0, cursor - LongestWord);
    const QByteArray before = m_editor.bytesOf({from, cursor - from});
    qsizetype begin = before.size();
    while (begin > 0 && sql::isNameChar(before[begin - 1]))
        --begin;
    return insertNamed(QString::fromUtf8(before.sliced(begin)), {from + begin, cursor - from - begin});
}

bool SnippetSession::insertNamed(const QString &word, query::TextExtent replaced)
{
    for (const query::Snippet &snippet : known()) {
        if (snippet.word == word) {
            insert(query::Snippet(snippet), replaced);
            return true;
        }
    }
    return false;
}

// The numbers as they are gone through, 0 last.
std::vector<int> SnippetSession::order() const
{
    std::vector<int> numbers;
    for (const Field &field : m_fields) {
        if (std::ranges::find(numbers, field.number) == numbers.end())
            numbers.push_back(field.number);
    }
    std::ranges::sort(numbers, {}, [](int number) { return number == 0 ? 1000 : number; });
    return numbers;
}

// All fields of the number, each with a cursor.
void SnippetSession::select(int number)
{
    m_current = number;
    m_isInserting = true;
    bool isFirst = true;
    for (const Field &field : m_fields) {
        if (field.number != number)
            continue;
        m_editor.SendScintilla(
            isFirst ? QsciScintilla::SCI_SETSELECTION : QsciScintilla::SCI_ADDSELECTION,
            static_cast<unsigned long>(field.offset + field.size), long(field.offset));
        isFirst = false;
    }
    m_editor.SendScintilla(QsciScintilla::SCI_SETMAINSELECTION, 0UL);
    m_editor.SendScintilla(QsciScintilla::SCI_SCROLLCARET);
    m_isInserting = false;
    if (number == 0)
        m_fields.clear();
    draw();
}

void SnippetSession::go(Way way)
{
    const std::vector<int> numbers = order();
    const auto here = std::ranges::find(numbers, m_current);
    if (here == numbers.end())
        return end();
    if (way == Way::Previous)
        return select(here == numbers.begin() ? *here : *std::prev(here));
    std::next(here) == numbers.end() ? end() : select(*std::next(here));
}

void SnippetSession::end()
{
    m_fields.clear();
    draw();
}

void SnippetSession::edited(qint64 offset, qint64 removed, qint64 inserted)
{
    if (m_isInserting || m_fields.empty())
        return;
    // What is typed at the end of a field belongs to it, unless the next one begins there.
    bool isInside = false;
    for (Field &field : m_fields) {
        const bool touches = offset >= field.offset && offset + removed <= field.offset + field.size
                          && field.number == m_current && !isInside;
        if (touches) {
            isInside = true;
            field.size += inserted - removed;
        } else if (field.offset >= offset) {
            field.offset += inserted - removed;
        }
    }
    if (!isInside)
        m_fields.clear();
}

void SnippetSession::looked(qint64 cursor)
{
    if (m_isInserting)
        return;
    const bool isInside = std::ranges::any_of(m_fields, [cursor](const Field &field) {
        return field.offset <= cursor && cursor <= field.offset + field.size;
    });
    if (!isInside)
        m_fields.clear();
    draw();
}

void SnippetSession::draw()
{
    m_editor.SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT, static_cast<unsigned long>(fieldIndicator));
    m_editor.SendScintilla(QsciScintilla::SCI_INDICATORCLEARRANGE, 0UL, long(m_editor.sizeInBytes()));
    for (const Field &field : m_fields) {
        if (field.size > 0)
            m_editor.SendScintilla(
                QsciScintilla::SCI_INDICATORFILLRANGE, static_cast<unsigned long>(field.offset), long(field.size));
    }
}

void SnippetSession::dress()
{
    m_editor.setIndicatorForegroundColor(color(Tone::Pending, m_editor.palette()), fieldIndicator);
    m_editor.SendScintilla(QsciScintilla::SCI_INDICSETALPHA, static_cast<unsigned long>(fieldIndicator), 24L);
}

} // namespace howdah::ui
