// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/textcommands.h"

#include "common/code/sqlruns.h"
#include "sql/characters.h"

#include <QList>

#include <algorithm>
#include <array>
#include <string_view>

namespace howdah::ui {

using namespace std::string_view_literals;

namespace {

qsizetype indentOf(QByteArrayView line)
{
    qsizetype at = 0;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t'))
        ++at;
    return at;
}

bool isBlank(QByteArrayView line) { return line.trimmed().isEmpty(); }

// Each with its newline.
QList<QByteArrayView> linesOf(QByteArrayView text)
{
    QList<QByteArrayView> lines;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype newline = text.indexOf('\n', at);
        const qsizetype end = newline < 0 ? text.size() : newline + 1;
        lines << text.sliced(at, end - at);
        at = end;
    }
    return lines;
}

} // namespace

QByteArray toggledLineComments(QByteArrayView text)
{
    const QList<QByteArrayView> lines = linesOf(text);
    qsizetype least = text.size();
    bool isCommented = true;
    bool isAllBlank = true;
    for (const QByteArrayView line : lines) {
        if (isBlank(line))
            continue;
        isAllBlank = false;
        least = std::min(least, indentOf(line));
        isCommented = isCommented && line.sliced(indentOf(line)).startsWith("--");
    }
    if (isAllBlank)
        return text.toByteArray();
    QByteArray result;
    result.reserve(text.size() + 3 * lines.size());
    for (const QByteArrayView line : lines) {
        if (isBlank(line)) {
            result += line;
        } else if (isCommented) {
            const qsizetype indent = indentOf(line);
            const qsizetype size = line.sliced(indent).startsWith("-- ") ? 3 : 2;
            result += line.first(indent);
            result += line.sliced(indent + size);
        } else {
            result += line.first(least);
            result += "-- ";
            result += line.sliced(least);
        }
    }
    return result;
}

QByteArray toggledBlockComment(QByteArrayView text)
{
    if (text.size() >= 4 && text.startsWith("/*") && text.endsWith("*/")) {
        QByteArrayView inner = text.sliced(2, text.size() - 4);
        if (inner.size() >= 2 && inner.startsWith(' ') && inner.endsWith(' '))
            inner = inner.sliced(1, inner.size() - 2);
        return inner.toByteArray();
    }
    return "/* " + text.toByteArray() + " */";
}

QByteArray withKeywordsIn(WordCase wordCase, QByteArrayView sql, bool standardStrings)
{
    QByteArray result = sql.toByteArray();
    qsizetype begin = 0;
    for (const SqlRun &run : sqlRuns(sql, standardStrings)) {
        if (run.style == SqlStyle::Keyword) {
            const QByteArray word = result.sliced(begin, run.end - begin);
            result.replace(begin, word.size(), wordCase == WordCase::Upper ? word.toUpper() : word.toLower());
        }
        begin = run.end;
    }
    return result;
}

QByteArray indentAfter(QByteArrayView before, QByteArrayView step)
{
    static constexpr std::array openers{"begin"sv, "declare"sv, "else"sv, "exception"sv, "loop"sv, "then"sv};
    QByteArray indent = before.first(indentOf(before)).toByteArray();
    const QByteArrayView text = before.trimmed();
    qsizetype word = text.size();
    while (word > 0 && sql::isNameChar(text[word - 1]))
        --word;
    const QByteArrayView last = text.sliced(word);
    const bool opens = text.endsWith('(') || std::ranges::any_of(openers, [last](std::string_view opener) {
                           return sql::isKeyword(last, QByteArrayView(opener.data(), qsizetype(opener.size())));
                       });
    if (opens)
        indent += step;
    return indent;
}

} // namespace howdah::ui
