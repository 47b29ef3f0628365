// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/textdiff.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <span>
#include <utility>

#include <dtl/dtl.hpp>

namespace howdah::prompt {

namespace {

using Numbers = std::vector<int>; // pieces as numbers: equal ones are equal
using View = std::span<const int>;

// Finds the runs. dtl's time grows with the square of what differs, so what cannot match is taken out first, and the
// rest is cut at pieces that stand once on both sides.
class Differ final
{
public:
    explicit Differ(std::vector<DiffRun> &runs)
        : m_runs(runs)
    {
    }

    void compare(View a, View b, qsizetype oldFrom, qsizetype newFrom)
    {
        const auto [endA, endB] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
        const qsizetype head = endA - a.begin();
        emitRun(DiffKind::Same, oldFrom, newFrom, head);
        a = a.subspan(size_t(head));
        b = b.subspan(size_t(head));
        const auto [tailA, tailB] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
        const size_t tail = size_t(tailA - a.rbegin());
        a = a.first(a.size() - tail);
        b = b.first(b.size() - tail);
        middle(a, b, oldFrom + head, newFrom + head);
        emitRun(
            DiffKind::Same, oldFrom + head + qsizetype(a.size()), newFrom + head + qsizetype(b.size()),
            qsizetype(tail));
    }

private:
    // What dtl may be asked to do: pieces times pieces.
    static constexpr size_t Bearable = 4'000'000;

    void emitRun(DiffKind kind, qsizetype oldFrom, qsizetype newFrom, qsizetype count)
    {
        if (count == 0)
            return;
        if (!m_runs.empty() && m_runs.back().kind == kind)
            m_runs.back().count += count;
        else
            m_runs.push_back({kind, oldFrom, newFrom, count});
    }

    void replace(View a, View b, qsizetype oldFrom, qsizetype newFrom)
    {
        emitRun(DiffKind::Removed, oldFrom, newFrom, qsizetype(a.size()));
        emitRun(DiffKind::Added, oldFrom + qsizetype(a.size()), newFrom, qsizetype(b.size()));
    }

    void middle(View a, View b, qsizetype oldFrom, qsizetype newFrom)
    {
        if (a.empty() || b.empty())
            return replace(a, b, oldFrom, newFrom);
        if (a.size() * b.size() <= Bearable)
            return byDtl(a, b, oldFrom, newFrom);
        const std::vector<std::pair<size_t, size_t>> anchors = anchorsOf(a, b);
        if (anchors.empty())
            return replace(a, b, oldFrom, newFrom);
        size_t fromA = 0;
        size_t fromB = 0;
        for (const auto &[atA, atB] : anchors) {
            middle(
                a.subspan(fromA, atA - fromA), b.subspan(fromB, atB - fromB), oldFrom + qsizetype(fromA),
                newFrom + qsizetype(fromB));
            emitRun(DiffKind::Same, oldFrom + qsizetype(atA), newFrom + qsizetype(atB), 1);
            fromA = atA + 1;
            fromB = atB + 1;
        }
        middle(a.subspan(fromA), b.subspan(fromB), oldFrom + qsizetype(fromA), newFrom + qsizetype(fromB));
    }

    // Pieces that stand once on either side, as many as keep their order on both: the longest increasing sequence.
    static std::vector<std::pair<size_t, size_t>> anchorsOf(View a, View b)
    {
        QHash<int, std::pair<int, size_t>> inB; // how often, and where last
        for (size_t i = 0; i < b.size(); ++i)
            inB[b[i]] = {inB.value(b[i]).first + 1, i};
        QHash<int, int> inA;
        for (const int piece : a)
            ++inA[piece];
        std::vector<std::pair<size_t, size_t>> pairs;
        for (size_t i = 0; i < a.size(); ++i)
            if (inA.value(a[i]) == 1 && inB.value(a[i]).first == 1)
                pairs.emplace_back(i, inB.value(a[i]).second);
        std::vector<size_t> ends; // index of the pair that ends the best sequence of each length
        std::vector<qsizetype> before(pairs.size(), -1);
        for (size_t i = 0; i < pairs.size(); ++i) {
            const auto place = std::lower_bound(ends.begin(), ends.end(), pairs[i].second, [&](size_t end, size_t at) {
                return pairs[end].second < at;
            });
            if (place != ends.begin())
                before[i] = qsizetype(*(place - 1));
            if (place == ends.end())
                ends.push_back(i);
            else
                *place = i;
        }
        std::vector<std::pair<size_t, size_t>> anchors;
        for (qsizetype i = ends.empty() ? -1 : qsizetype(ends.back()); i >= 0; i = before[size_t(i)])
            anchors.push_back(pairs[size_t(i)]);
        std::reverse(anchors.begin(), anchors.end());
        return anchors;
    }

    void byDtl(View a, View b, qsizetype oldFrom, qsizetype newFrom)
    {
        dtl::Diff<int, Numbers> diff(Numbers(a.begin(), a.end()), Numbers(b.begin(), b.end()));
        diff.compose();
        // Within a change dtl mixes both sides; people read what was there and then what is there now.
        qsizetype removed = 0;
        qsizetype added = 0;
        const auto endChange = [&] {
            emitRun(DiffKind::Removed, oldFrom, newFrom, removed);
            oldFrom += std::exchange(removed, 0);
            emitRun(DiffKind::Added, oldFrom, newFrom, added);
            newFrom += std::exchange(added, 0);
        };
        for (const auto &[piece, info] : diff.getSes().getSequence()) {
            if (info.type == dtl::SES_DELETE) {
                ++removed;
            } else if (info.type == dtl::SES_ADD) {
                ++added;
            } else {
                endChange();
                emitRun(DiffKind::Same, oldFrom++, newFrom++, 1);
            }
        }
        endChange();
    }

    std::vector<DiffRun> &m_runs;
};

Diff diffOf(QStringList before, QStringList after)
{
    Diff diff;
    QHash<QStringView, int> numbers;
    const auto number = [&numbers](const QStringList &pieces) {
        Numbers list;
        list.reserve(size_t(pieces.size()));
        for (const QString &piece : pieces)
            list.push_back(*numbers.emplace(piece, numbers.value(piece, int(numbers.size()))));
        return list;
    };
    const Numbers a = number(before);
    const Numbers b = number(after);
    Differ(diff.runs).compare(a, b, 0, 0);
    diff.oldPieces = std::move(before);
    diff.newPieces = std::move(after);
    return diff;
}

QStringList linesOf(const QString &text)
{
    QStringList lines;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype end = text.indexOf(u'\n', from);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        lines << text.mid(from, next - from);
        from = next;
    }
    return lines;
}

QStringList wordsOf(const QString &text)
{
    enum class Class { Word, Blank, Other };
    const auto classOf = [](QChar c) {
        if (c.isLetterOrNumber() || c == u'_' || c.isMark() || c.isSurrogate())
            return Class::Word;
        return c.isSpace() && c != u'\n' ? Class::Blank : Class::Other;
    };
    QStringList words;
    for (qsizetype from = 0; from < text.size();) {
        qsizetype next = from + 1;
        const Class kind = classOf(text[from]);
        while (kind != Class::Other && next < text.size() && classOf(text[next]) == kind)
            ++next;
        words << text.mid(from, next - from);
        from = next;
    }
    return words;
}

} // namespace

bool Diff::isEmpty() const
{
    return std::all_of(runs.begin(), runs.end(), [](const DiffRun &run) { return run.kind == DiffKind::Same; });
}

Diff lineDiff(const QString &before, const QString &after) { return diffOf(linesOf(before), linesOf(after)); }
Diff wordDiff(const QString &before, const QString &after) { return diffOf(wordsOf(before), wordsOf(after)); }

} // namespace howdah::prompt
