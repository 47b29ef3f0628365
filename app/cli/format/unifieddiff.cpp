// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/format/unifieddiff.h"

#include <algorithm>
#include <string>
#include <vector>

#include <dtl/dtl.hpp>

namespace howdah::cli {

namespace {

using Lines = std::vector<QByteArray>;

constexpr qsizetype Context = 3;
// What dtl may be asked to do: lines times lines. What is more is shown as one change.
constexpr qsizetype MostWork = 16'000'000;

enum class Mark : char { Same = ' ', Removed = '-', Added = '+' };

struct Line
{
    Mark mark = Mark::Same;
    const QByteArray *text = nullptr;
};

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

std::vector<Line> compare(const Lines &before, const Lines &after)
{
    std::vector<Line> all;
    if (qsizetype(before.size()) * qsizetype(after.size()) > MostWork) {
        for (const QByteArray &line : before)
            all.push_back({Mark::Removed, &line});
        for (const QByteArray &line : after)
            all.push_back({Mark::Added, &line});
        return all;
    }
    dtl::Diff<QByteArray, Lines> diff(before, after);
    diff.compose();
    for (const auto &[text, info] : diff.getSes().getSequence()) {
        if (info.type == dtl::SES_ADD)
            all.push_back({Mark::Added, &after[std::size_t(info.afterIdx - 1)]});
        else
            all.push_back(
                {info.type == dtl::SES_DELETE ? Mark::Removed : Mark::Same, &before[std::size_t(info.beforeIdx - 1)]});
    }
    return all;
}

// Lines [begin, end) of the whole, with where they are in both texts.
void addHunk(
    QByteArray &out, const std::vector<Line> &all, std::size_t begin, std::size_t end, qsizetype beforeLine,
    qsizetype afterLine)
{
    qsizetype removed = 0;
    qsizetype added = 0;
    QByteArray body;
    for (std::size_t i = begin; i < end; ++i) {
        removed += qsizetype(all[i].mark != Mark::Added);
        added += qsizetype(all[i].mark != Mark::Removed);
        body += char(all[i].mark);
        body += *all[i].text;
        if (!body.endsWith('\n'))
            body += "\n\\ No newline at end of file\n";
    }
    const auto place = [](qsizetype line, qsizetype count) {
        return QByteArray::number(count == 0 ? line - 1 : line) + ',' + QByteArray::number(count);
    };
    out += "@@ -" + place(beforeLine, removed) + " +" + place(afterLine, added) + " @@\n" + body;
}

} // namespace

QByteArray unifiedDiff(const QByteArray &before, const QByteArray &after, const QString &name)
{
    if (before == after)
        return {};
    const Lines left = linesOf(before);
    const Lines right = linesOf(after);
    const std::vector<Line> all = compare(left, right);
    QByteArray out = "--- " + name.toUtf8() + "\n+++ " + name.toUtf8() + '\n';
    const auto isChange = [&](std::size_t i) { return all[i].mark != Mark::Same; };
    qsizetype beforeLine = 1;
    qsizetype afterLine = 1;
    std::size_t at = 0;
    const auto step = [&](std::size_t to) {
        for (; at < to; ++at) {
            beforeLine += qsizetype(all[at].mark != Mark::Added);
            afterLine += qsizetype(all[at].mark != Mark::Removed);
        }
    };
    for (std::size_t i = 0; i < all.size();) {
        if (!isChange(i)) {
            ++i;
            continue;
        }
        std::size_t end = i + 1; // behind the last change that is near
        for (std::size_t j = end; j < all.size() && j <= end + 2 * std::size_t(Context); ++j) {
            if (isChange(j))
                end = j + 1;
        }
        step(i > std::size_t(Context) ? std::max(at, i - std::size_t(Context)) : at);
        const std::size_t to = std::min(all.size(), end + std::size_t(Context));
        addHunk(out, all, at, to, beforeLine, afterLine);
        step(to);
        i = to;
    }
    return out;
}

} // namespace howdah::cli
