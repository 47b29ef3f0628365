// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/comparerows.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Diff;
using prompt::DiffKind;
using prompt::DiffRun;

namespace {

constexpr qsizetype Context = 3;          // lines around a change
constexpr qsizetype WordLimit = 20'000;   // characters of a hunk, beyond which words are not compared
constexpr qsizetype LongestShown = 2'000; // rows of one line

// Half-open stretches of a hunk's text that only one side has.
using Spans = std::vector<std::pair<qsizetype, qsizetype>>;

struct HunkWords
{
    Spans removed;
    Spans added;
};

QString joined(const QStringList &pieces, qsizetype from, qsizetype count)
{
    return pieces.sliced(from, count).join(QString());
}

HunkWords wordsOf(const QString &before, const QString &after)
{
    HunkWords words;
    const Diff diff = prompt::wordDiff(before, after);
    qsizetype oldAt = 0;
    qsizetype newAt = 0;
    for (const DiffRun &run : diff.runs) {
        qsizetype length = 0;
        const QStringList &pieces = run.kind == DiffKind::Added ? diff.newPieces : diff.oldPieces;
        const qsizetype from = run.kind == DiffKind::Added ? run.newFrom : run.oldFrom;
        for (qsizetype i = 0; i < run.count; ++i)
            length += pieces[from + i].size();
        if (run.kind == DiffKind::Removed)
            words.removed.emplace_back(oldAt, oldAt + length);
        else if (run.kind == DiffKind::Added)
            words.added.emplace_back(newAt, newAt + length);
        if (run.kind != DiffKind::Added)
            oldAt += length;
        if (run.kind != DiffKind::Removed)
            newAt += length;
    }
    return words;
}

// A line of which more than half is another is read as another line: marks all over it would say nothing.
bool isRewritten(QStringView line, qsizetype offset, const Spans &spans)
{
    qsizetype changed = 0;
    for (const auto &[begin, finish] : spans)
        changed +=
            std::max<qsizetype>(0, std::min(finish - offset, line.size()) - std::max<qsizetype>(begin - offset, 0));
    return changed * 2 > line.size();
}

// Where a row that begins at `from` ends: behind a blank where there is one.
qsizetype rowEnd(QStringView line, qsizetype from, qsizetype columns)
{
    if (line.size() - from <= columns)
        return line.size();
    for (qsizetype at = from + columns; at > from + columns / 2; --at) {
        if (line[at - 1].isSpace())
            return at;
    }
    const qsizetype end = from + columns;
    return line[end - 1].isHighSurrogate() ? end + 1 : end;
}

class Builder final
{
public:
    Builder(const Diff &diff, int columns, CompareDetail detail, std::stop_token stop)
        : m_diff(diff)
        , m_columns(std::max(20, columns))
        , m_detail(detail)
        , m_stop(std::move(stop))
        , m_rows(std::make_shared<CompareRows>())
    {
    }

    std::shared_ptr<const CompareRows> build()
    {
        const std::vector<DiffRun> &runs = m_diff.runs;
        m_rows->worded = m_detail == CompareDetail::Words;
        for (size_t i = 0; i < runs.size() && !m_stop.stop_requested(); ++i) {
            if (runs[i].kind == DiffKind::Same) {
                addSame(runs[i], i == 0, i + 1 == runs.size());
                continue;
            }
            m_rows->same = false;
            m_rows->hunks.push_back(int(m_rows->rows.size()));
            const bool pair =
                runs[i].kind == DiffKind::Removed && i + 1 < runs.size() && runs[i + 1].kind == DiffKind::Added;
            addHunk(runs[i], pair ? &runs[i + 1] : nullptr);
            i += pair ? 1 : 0;
        }
        return m_rows;
    }

private:
    void addHunk(const DiffRun &first, const DiffRun *second)
    {
        HunkWords words;
        const DiffRun *removed = first.kind == DiffKind::Removed ? &first : nullptr;
        const DiffRun *added = first.kind == DiffKind::Added ? &first : second;
        if (removed && added && m_detail == CompareDetail::Words) {
            const QString before = joined(m_diff.oldPieces, removed->oldFrom, removed->count);
            const QString after = joined(m_diff.newPieces, added->newFrom, added->count);
            if (before.size() <= WordLimit && after.size() <= WordLimit)
                words = wordsOf(before, after);
        }
        if (removed) {
            m_rows->removed += int(removed->count);
            addLines(DiffKind::Removed, m_diff.oldPieces, removed->oldFrom, removed->count, words.removed);
        }
        if (added) {
            m_rows->added += int(added->count);
            addLines(DiffKind::Added, m_diff.newPieces, added->newFrom, added->count, words.added);
        }
    }

    void addLines(DiffKind kind, const QStringList &lines, qsizetype from, qsizetype count, const Spans &spans)
    {
        qsizetype offset = 0; // in the hunk
        for (qsizetype i = 0; i < count; ++i) {
            const QString &line = lines[from + i];
            const int number = int(from + i) + 1;
            addLine(
                kind, kind == DiffKind::Removed ? number : 0, kind == DiffKind::Added ? number : 0, line, offset,
                isRewritten(line, offset, spans) ? Spans() : spans);
            offset += line.size();
        }
    }

    void addSame(const DiffRun &run, bool first, bool last)
    {
        const qsizetype head = first ? 0 : std::min(Context, run.count);
        const qsizetype tail = last ? 0 : std::min(Context, run.count - head);
        const qsizetype hidden = run.count - head - tail;
        const auto line = [&](qsizetype i) {
            addLine(
                DiffKind::Same, int(run.oldFrom + i) + 1, int(run.newFrom + i) + 1, m_diff.newPieces[run.newFrom + i],
                0, {});
        };
        for (qsizetype i = 0; i < head; ++i)
            line(i);
        if (hidden == 1) {
            line(head);
        } else if (hidden > 1) {
            CompareRow fold;
            fold.folded = true;
            fold.count = int(hidden);
            m_rows->rows.push_back(std::move(fold));
        }
        for (qsizetype i = run.count - tail; i < run.count; ++i)
            line(i);
    }

    // `offset`: of the line in its hunk, where `spans` count from.
    void addLine(DiffKind kind, int oldLine, int newLine, const QString &whole, qsizetype offset, const Spans &spans)
    {
        QStringView line(whole);
        while (!line.isEmpty() && (line.last(1) == u"\n" || line.last(1) == u"\r"))
            line.chop(1);
        qsizetype from = 0;
        qsizetype made = 0;
        do {
            CompareRow row;
            row.kind = kind;
            row.oldLine = from == 0 ? oldLine : 0;
            row.newLine = from == 0 ? newLine : 0;
            qsizetype end = rowEnd(line, from, m_columns);
            if (++made == LongestShown)
                end = std::min(line.size(), from + m_columns);
            row.text = line.sliced(from, end - from).toString();
            for (const auto &[begin, finish] : spans) {
                const qsizetype a = std::max(begin - offset, from);
                const qsizetype b = std::min(finish - offset, end);
                if (a < b)
                    row.spans.push_back({int(a - from), int(b - a)});
            }
            from = end;
            if (from >= line.size() && kind != DiffKind::Same)
                row.text += visibleEnd(whole);
            m_rows->rows.push_back(std::move(row));
        } while (from < line.size() && made < LongestShown);
    }

    const Diff &m_diff;
    qsizetype m_columns;
    CompareDetail m_detail;
    std::stop_token m_stop;
    std::shared_ptr<CompareRows> m_rows;
};

} // namespace

// The rows of each line of one side of a change, from `at` on.
static std::vector<std::pair<int, int>> linesFrom(const CompareRows &rows, int &at, DiffKind kind)
{
    std::vector<std::pair<int, int>> lines; // the first row, and how many
    for (; at < int(rows.rows.size()) && rows.rows[size_t(at)].kind == kind && !rows.rows[size_t(at)].folded; ++at) {
        const CompareRow &row = rows.rows[size_t(at)];
        if (lines.empty() || row.oldLine > 0 || row.newLine > 0)
            lines.emplace_back(at, 0);
        ++lines.back().second;
    }
    return lines;
}

std::vector<ComparePair> pairsOf(const CompareRows &rows)
{
    std::vector<ComparePair> pairs;
    int at = 0;
    while (at < int(rows.rows.size())) {
        if (rows.rows[size_t(at)].kind == DiffKind::Same) {
            pairs.push_back({at, at});
            ++at;
            continue;
        }
        const auto removed = linesFrom(rows, at, DiffKind::Removed);
        const auto added = linesFrom(rows, at, DiffKind::Added);
        for (size_t line = 0; line < std::max(removed.size(), added.size()); ++line) {
            const auto [left, leftRows] = line < removed.size() ? removed[line] : std::pair(-1, 0);
            const auto [right, rightRows] = line < added.size() ? added[line] : std::pair(-1, 0);
            for (int row = 0; row < std::max(leftRows, rightRows); ++row)
                pairs.push_back({row < leftRows ? left + row : -1, row < rightRows ? right + row : -1});
        }
    }
    return pairs;
}

QString visibleEnd(QStringView line)
{
    if (line.endsWith(u"\r\n"))
        return u" \u240d\u240a"_s;
    if (line.endsWith(u'\n'))
        return {};
    return u" "_s + QCoreApplication::translate("CompareView", "(no line ending)");
}

std::shared_ptr<const CompareRows>
compareRows(const Diff &diff, int columns, CompareDetail detail, const std::stop_token &stop)
{
    return Builder(diff, columns, detail, stop).build();
}

} // namespace howdah::ui
