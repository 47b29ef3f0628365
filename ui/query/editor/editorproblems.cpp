// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editorproblems.h"

#include "common/code/sqllexer.h"
#include "common/theme.h"
#include "sql/characters.h"

#include <Qsci/qscistyle.h>

#include <algorithm>

namespace howdah::ui {

namespace {

constexpr int errorIndicator = 8;
constexpr int warningIndicator = 9;
constexpr int noteStyle = 60; // see SqlView

} // namespace

EditorProblems::EditorProblems(EditorText &editor)
    : QObject(&editor)
    , m_editor(editor)
{
    m_editor.indicatorDefine(QsciScintilla::SquiggleIndicator, errorIndicator);
    m_editor.indicatorDefine(QsciScintilla::DashesIndicator, warningIndicator);
    m_editor.setAnnotationDisplay(QsciScintilla::AnnotationIndented);
    m_drawing.setInterval(0);
    m_drawing.setSingleShot(true);
    connect(&m_drawing, &QTimer::timeout, this, &EditorProblems::draw);
}

// The word there, where it has no size.
EditorProblems::Problem EditorProblems::placed(Problem problem) const
{
    const qint64 size = m_editor.sizeInBytes();
    query::TextExtent &place = problem.place;
    place.offset = std::clamp<qint64>(place.offset, 0, size);
    place.size = std::clamp<qint64>(place.size, 0, size - place.offset);
    if (place.size > 0)
        return problem;
    constexpr qint64 LongestWord = 200;
    const QByteArray text = m_editor.bytesOf({place.offset, LongestWord});
    while (place.size < text.size() && sql::isNameChar(text[qsizetype(place.size)]))
        ++place.size;
    if (place.size > 0)
        return problem;
    // One character, whatever it is; at the end of the text the last one.
    if (text.isEmpty() && place.offset > 0)
        place.offset =
            m_editor.SendScintilla(QsciScintilla::SCI_POSITIONBEFORE, static_cast<unsigned long>(place.offset));
    place.size = m_editor.SendScintilla(QsciScintilla::SCI_POSITIONAFTER, static_cast<unsigned long>(place.offset))
               - place.offset;
    return problem;
}

void EditorProblems::set(Finder finder, std::vector<Problem> problems)
{
    if (problems.size() > Most)
        problems.resize(Most);
    std::ranges::transform(problems, problems.begin(), [this](const Problem &problem) { return placed(problem); });
    std::ranges::stable_sort(problems, {}, [](const Problem &problem) { return problem.place.offset; });
    if (problems == of(finder))
        return;
    m_problems[std::size_t(finder)] = std::move(problems);
    draw();
}

QString EditorProblems::messageAt(qint64 offset) const
{
    QStringList messages;
    for (const auto &problems : m_problems) {
        for (const Problem &problem : problems) {
            if (problem.place.offset <= offset
                && offset < problem.place.offset + std::max<qint64>(1, problem.place.size)
                && !messages.contains(problem.message))
                messages << problem.message;
        }
    }
    return messages.join(u'\n');
}

bool EditorProblems::go(Way way)
{
    std::vector<qint64> places;
    for (const auto &problems : m_problems) {
        for (const Problem &problem : problems)
            places.push_back(problem.place.offset);
    }
    if (places.empty())
        return false;
    std::ranges::sort(places);
    const qint64 cursor = m_editor.cursorByte();
    const auto behind = std::ranges::upper_bound(places, cursor);
    const auto here = std::ranges::lower_bound(places, cursor);
    const qint64 place = way == Way::Next ? (behind == places.end() ? places.front() : *behind)
                                          : (here == places.begin() ? places.back() : *std::prev(here));
    m_editor.setCursorByte(place);
    return true;
}

std::vector<EditorProblems::Sign> EditorProblems::signsIn(int height) const
{
    std::vector<Sign> signs;
    const query::TextExtent seen = m_editor.visibleBytes();
    for (const auto &problems : m_problems) {
        for (const Problem &problem : problems) {
            if (problem.place.offset < seen.offset || problem.place.offset > seen.offset + seen.size)
                continue;
            const int top =
                int(m_editor.SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, long(problem.place.offset)));
            if (top < height)
                signs.push_back({top, problem.isError});
        }
    }
    // An error is above a warning of the same line.
    std::ranges::stable_sort(signs, {}, &Sign::isError);
    return signs;
}

void EditorProblems::edited(qint64 offset, qint64 removed, qint64 inserted)
{
    bool isGone = false;
    for (auto &problems : m_problems) {
        const auto rest = std::ranges::remove_if(problems, [&](const Problem &problem) {
            return offset <= problem.place.offset + problem.place.size && offset + removed >= problem.place.offset
                && !(removed == 0 && offset == problem.place.offset && problem.place.size > 0);
        });
        isGone = isGone || !rest.empty();
        problems.erase(rest.begin(), rest.end());
        for (Problem &problem : problems) {
            if (problem.place.offset >= offset)
                problem.place.offset += inserted - removed;
        }
    }
    if (isGone)
        m_drawing.start();
}

void EditorProblems::draw()
{
    m_drawing.stop();
    const bool isEmpty = m_problems[0].empty() && m_problems[1].empty();
    if (isEmpty && !m_isDrawn)
        return;
    m_isDrawn = !isEmpty;
    const auto use = [this](int indicator) {
        m_editor.SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT, static_cast<unsigned long>(indicator));
    };
    for (const int indicator : {errorIndicator, warningIndicator}) {
        use(indicator);
        m_editor.SendScintilla(QsciScintilla::SCI_INDICATORCLEARRANGE, 0UL, long(m_editor.sizeInBytes()));
    }
    m_editor.clearAnnotations();
    for (const auto &problems : m_problems) {
        for (const Problem &problem : problems) {
            use(problem.isError ? errorIndicator : warningIndicator);
            m_editor.SendScintilla(
                QsciScintilla::SCI_INDICATORFILLRANGE, static_cast<unsigned long>(problem.place.offset),
                long(problem.place.size));
        }
    }
    const QPalette theme = m_editor.palette();
    const QsciStyle style(
        noteStyle, QStringLiteral("error"), color(Tone::Failed, theme), fill(Tone::Failed, theme), fixedFont());
    for (const Problem &problem : of(Finder::Run)) {
        const int line = int(m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(problem.place.offset)));
        const QString there = m_editor.annotation(line);
        m_editor.annotate(line, there.isEmpty() ? problem.message : there + u'\n' + problem.message, style);
    }
    m_editor.viewport()->update();
}

void EditorProblems::dress()
{
    const QPalette theme = m_editor.palette();
    m_editor.setIndicatorForegroundColor(color(Tone::Failed, theme), errorIndicator);
    m_editor.setIndicatorForegroundColor(color(Tone::Edited, theme), warningIndicator);
    draw();
}

} // namespace howdah::ui
