// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/drafts/merge.h"

#include <algorithm>
#include <span>
#include <vector>

#include <dtl/dtl.hpp>

namespace howdah::query {

namespace {

using Lines = std::vector<QByteArray>;

// What dtl may be asked to do: lines times lines, without those that are the same at the beginning and the end.
constexpr qsizetype MostWork = 16'000'000;

// With their ends.
Lines linesOf(const QByteArray &text)
{
    Lines lines;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype newline = text.indexOf('\n', from);
        const qsizetype to = newline < 0 ? text.size() : newline + 1;
        lines.push_back(text.sliced(from, to - from));
        from = to;
    }
    return lines;
}

// For each line of `base` the one of `other` that it still is, or -1.
std::vector<qsizetype> matches(const Lines &base, const Lines &other)
{
    std::vector<qsizetype> match(base.size(), -1);
    std::size_t head = 0;
    while (head < base.size() && head < other.size() && base[head] == other[head]) {
        match[head] = qsizetype(head);
        ++head;
    }
    std::size_t tail = 0;
    while (tail < base.size() - head && tail < other.size() - head
           && base[base.size() - 1 - tail] == other[other.size() - 1 - tail]) {
        ++tail;
        match[base.size() - tail] = qsizetype(other.size() - tail);
    }
    const Lines before(base.begin() + qsizetype(head), base.end() - qsizetype(tail));
    const Lines after(other.begin() + qsizetype(head), other.end() - qsizetype(tail));
    if (before.empty() || after.empty() || qsizetype(before.size()) * qsizetype(after.size()) > MostWork)
        return match;
    dtl::Diff<QByteArray, Lines> diff(before, after);
    diff.compose();
    for (const auto &[text, info] : diff.getSes().getSequence()) {
        if (info.type == dtl::SES_COMMON)
            match[head + std::size_t(info.beforeIdx - 1)] = qsizetype(head) + qsizetype(info.afterIdx) - 1;
    }
    return match;
}

void append(QByteArray &to, std::span<const QByteArray> lines)
{
    for (const QByteArray &line : lines)
        to += line;
}

// A line of its own, whatever stands before it.
void mark(QByteArray &to, const QByteArray &line, const QByteArray &end)
{
    if (!to.isEmpty() && !to.endsWith('\n'))
        to += end;
    to += line + end;
}

} // namespace

MergedText mergeTexts(
    const QByteArray &base, const QByteArray &mine, const QByteArray &theirs, const QByteArray &mineName,
    const QByteArray &theirsName)
{
    const Lines baseLines = linesOf(base);
    const Lines mineLines = linesOf(mine);
    const Lines theirLines = linesOf(theirs);
    const auto inMine = matches(baseLines, mineLines);
    const auto inTheirs = matches(baseLines, theirLines);
    const QByteArray end = mine.contains("\r\n") ? "\r\n" : "\n";
    MergedText merged;
    std::size_t at = 0;
    std::size_t atMine = 0;
    std::size_t atTheirs = 0;
    for (;;) {
        // To the next line that all three have.
        std::size_t next = at;
        while (next < baseLines.size() && (inMine[next] < 0 || inTheirs[next] < 0))
            ++next;
        const bool isEnd = next == baseLines.size();
        const std::size_t mineEnd = isEnd ? mineLines.size() : std::size_t(inMine[next]);
        const std::size_t theirEnd = isEnd ? theirLines.size() : std::size_t(inTheirs[next]);
        const std::span was(baseLines.data() + at, next - at);
        const std::span ours(mineLines.data() + atMine, mineEnd - atMine);
        const std::span their(theirLines.data() + atTheirs, theirEnd - atTheirs);
        if (std::ranges::equal(ours, their) || std::ranges::equal(their, was)) {
            append(merged.text, ours);
        } else if (std::ranges::equal(ours, was)) {
            append(merged.text, their);
        } else {
            ++merged.conflicts;
            mark(merged.text, "<<<<<<< " + mineName, end);
            append(merged.text, ours);
            mark(merged.text, "=======", end);
            append(merged.text, their);
            mark(merged.text, ">>>>>>> " + theirsName, end);
        }
        if (isEnd)
            return merged;
        merged.text += baseLines[next];
        at = next + 1;
        atMine = mineEnd + 1;
        atTheirs = theirEnd + 1;
    }
}

} // namespace howdah::query
