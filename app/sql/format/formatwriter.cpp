// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatwriter.h"

#include "sql/characters.h"

#include <algorithm>
#include <utility>

namespace howdah::sql {

namespace {

int charactersIn(QByteArrayView text)
{
    return int(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace

TextExtent extentOf(QByteArrayView text)
{
    const qsizetype first = text.indexOf('\n');
    if (first < 0) {
        const int width = charactersIn(text);
        return {width, width, false};
    }
    return {charactersIn(text.first(first)), charactersIn(text.sliced(text.lastIndexOf('\n') + 1)), true};
}

FormatWriter::FormatWriter(const FormatStyle &style, QByteArrayView lineEnd)
    : m_style(style)
    , m_lineEnd(lineEnd)
    , m_continuation(style.indentSize)
{
}

void FormatWriter::newline(int indent)
{
    m_wanted = m_commentIndent = indent;
    m_continuation = indent + step();
}

void FormatWriter::closingLine(int indent)
{
    newline(indent);
    m_commentIndent = indent + step();
}

void FormatWriter::wrap() { m_wanted = m_commentIndent = m_continuation; }

void FormatWriter::beginLine(int indent)
{
    if (!m_out.isEmpty())
        m_out += m_lineEnd;
    if (m_style.indentByTabs)
        m_out.append(indent / step(), '\t').append(indent % step(), ' ');
    else
        m_out.append(indent, ' ');
    m_column = m_lineIndent = indent;
}

void FormatWriter::put(QByteArrayView text)
{
    m_out += text;
    const TextExtent extent = extentOf(text);
    m_column = extent.isMultiline ? extent.last : m_column + extent.first;
}

void FormatWriter::comment(const Atom &atom)
{
    const bool endsLine = atom.kind == Atom::Kind::LineComment;
    if ((atom.newlineBefore && !m_out.isEmpty()) || m_mustBreak || !m_pending.empty()) {
        m_pending.push_back(&atom);
        if (m_wanted < 0 && (endsLine || atom.newlineAfter))
            wrap();
        return;
    }
    if (m_out.isEmpty() && m_wanted >= 0) // a statement does not begin with one, but who knows
        beginLine(std::exchange(m_wanted, -1));
    else
        put(" ");
    put(atom.text);
    m_mustBreak = endsLine;
    if (endsLine && m_wanted < 0)
        wrap();
}

QByteArrayView FormatWriter::cased(const Atom &atom)
{
    if (!atom.isKeyword || m_style.keywordCase == KeywordCase::Keep)
        return atom.text;
    m_casedWord = QByteArray(atom.key.data(), qsizetype(atom.key.size()));
    if (m_style.keywordCase == KeywordCase::Upper) {
        for (char &c : m_casedWord)
            c = c >= 'a' && c <= 'z' ? char(c - ('a' - 'A')) : c;
    }
    return m_casedWord;
}

void FormatWriter::atom(const Atom &atom, bool isSpaced)
{
    if (atom.isComment())
        return comment(atom);
    bool isNewLine = m_wanted >= 0;
    int indent = isNewLine ? m_wanted : m_continuation;
    int commentIndent = isNewLine ? m_commentIndent : m_continuation;
    isNewLine |= std::exchange(m_mustBreak, false);
    bool isLeading = false; // a comment stands before it on its line
    for (const Atom *pending : std::exchange(m_pending, {})) {
        const bool ownLine = pending->kind == Atom::Kind::LineComment || pending->newlineAfter;
        if (isLeading || (!isNewLine && !ownLine)) {
            put(" ");
        } else {
            beginLine(ownLine ? commentIndent : indent);
        }
        put(pending->text);
        isLeading = !ownLine;
        isNewLine |= ownLine;
    }
    m_wanted = -1;
    if (isNewLine && !isLeading)
        beginLine(indent);
    else if (isSpaced || isLeading)
        put(" ");
    put(cased(atom));
}

QByteArray FormatWriter::take() { return std::move(m_out); }

} // namespace howdah::sql
