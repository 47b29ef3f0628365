// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatgap.h"

#include "sql/characters.h"

#include <algorithm>
#include <utility>

namespace howdah::sql {

namespace {

constexpr int MostNewlines = 3;

qsizetype commentEnd(QByteArrayView text, qsizetype at)
{
    if (text.sliced(at).startsWith("--")) {
        while (at < text.size() && text[at] != '\n' && text[at] != '\r')
            ++at;
        return at;
    }
    qsizetype depth = 0;
    do {
        const QByteArrayView rest = text.sliced(at);
        const bool isMark = rest.startsWith("/*") || rest.startsWith("*/");
        depth += rest.startsWith("/*") ? 1 : rest.startsWith("*/") ? -1 : 0;
        at += isMark ? 2 : 1;
    } while (depth > 0 && at < text.size());
    return at;
}

} // namespace

QByteArrayView lineEndOf(QByteArrayView text)
{
    qsizetype at = text.indexOf('\n');
    if (at < 0)
        return "\n";
    for (; at >= 0; at = text.indexOf('\n', at + 1)) {
        if (at == 0 || text[at - 1] != '\r')
            return "\n";
    }
    return "\r\n";
}

QByteArrayList gapItems(QByteArrayView gap)
{
    QByteArrayList items;
    for (qsizetype at = 0; at < gap.size();) {
        const bool isComment = gap.sliced(at).startsWith("--") || gap.sliced(at).startsWith("/*");
        const qsizetype end = isComment ? commentEnd(gap, at) : at + 1;
        if (classOf(gap[at]) != CharClass::Space)
            items << gap.sliced(at, end - at).toByteArray();
        at = end;
    }
    return items;
}

QByteArray tidyGap(QByteArrayView gap, const GapPlace &place, QByteArrayView lineEnd)
{
    qsizetype at = place.isFirst && gap.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    QByteArray out = gap.first(at).toByteArray();
    int newlines = 0;
    bool isBlank = false; // before what comes next
    bool endsStatement = false;
    bool isLineComment = false;
    const auto breakLine = [&](int most) {
        for (int i = std::min(newlines, most); i > 0; --i)
            out += lineEnd;
        newlines = 0;
    };
    const qsizetype beginning = out.size();
    while (at < gap.size()) {
        const char c = gap[at];
        if (classOf(c) == CharClass::Space) {
            // A \r of its own ends a line, too.
            newlines += int(c == '\n' || (c == '\r' && (at + 1 == gap.size() || gap[at + 1] != '\n')));
            isBlank = true;
            ++at;
            continue;
        }
        const bool isComment = gap.sliced(at).startsWith("--") || gap.sliced(at).startsWith("/*");
        if (c != ';' && !isComment)
            return gap.toByteArray(); // not ours to judge
        if (c == ';') {
            if (isLineComment || (newlines > 0 && place.isBehindCommand && out.isEmpty()))
                out += lineEnd;
            newlines = 0;
            out += c;
            endsStatement = true;
            isLineComment = false;
            ++at;
        } else {
            const qsizetype end = commentEnd(gap, at);
            if (place.isFirst && out.size() == beginning)
                newlines = 0;
            else if (newlines > 0)
                breakLine(MostNewlines);
            else
                out += ' ';
            isLineComment = gap[at] == '-';
            out += gap.sliced(at, end - at);
            at = end;
        }
        isBlank = false;
    }
    if (place.isLast) {
        breakLine(1);
    } else if (place.isFirst && out.size() == beginning) {
        return out;
    } else if (newlines > 0) {
        breakLine(MostNewlines);
    } else if (endsStatement && !place.isBeforeCommand && !place.isBehindCommand && out.endsWith(';')) {
        out += lineEnd;
    } else if (isBlank || out.endsWith('/')) {
        out += ' ';
    }
    return out;
}

} // namespace howdah::sql
