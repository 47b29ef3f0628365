// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/planmarks.h"

#include "common/colors.h"
#include "plan/planview.h"
#include "query/result/resultarea.h"

namespace howdah::ui {

namespace {

constexpr int PlanIndicator = 13;
constexpr qint64 LongestStatement = 256 << 10; // that is compared for a move of the cursor

} // namespace

PlanMarks::PlanMarks(SqlEditor *editor, ResultArea *results, std::function<qint64(qint64)> placeNow, QObject *parent)
    : QObject(parent)
    , m_editor(editor)
    , m_results(results)
    , m_placeNow(std::move(placeNow))
{
    m_editor->indicatorDefine(QsciScintilla::StraightBoxIndicator, PlanIndicator);
    m_editor->setIndicatorDrawUnder(true, PlanIndicator);
    connect(m_results, &ResultArea::planAdded, this, &PlanMarks::follow);
    connect(m_editor, &SqlEditor::cursorMoved, this, &PlanMarks::choose);
    connect(m_editor, &SqlEditor::edited, this, [this] { mark({}); });
}

void PlanMarks::follow(PlanView *view)
{
    connect(view, &PlanView::selectedChanged, this, [this, view](int node) { show(view, node); });
    connect(view, &QObject::destroyed, this, [this] { mark({}); });
}

// Its text, where that is still the one that was explained.
std::optional<SqlEditor::Extent> PlanMarks::statementOf(const PlanView *view) const
{
    const auto place = m_results->statementOf(view);
    if (!place || !place->file.isEmpty() || place->size > LongestStatement)
        return {};
    const SqlEditor::Extent extent{m_placeNow(place->offset), place->size};
    if (extent.offset + extent.size > m_editor->sizeInBytes() || m_editor->bytesOf(extent) != view->origin().statement)
        return {};
    return extent;
}

void PlanMarks::show(const PlanView *view, int node)
{
    if (view != m_results->currentPlan())
        return;
    const auto place = view->placeOf(node);
    const auto statement = place ? statementOf(view) : std::nullopt;
    mark(statement ? SqlEditor::Extent{statement->offset + place->begin, place->size} : SqlEditor::Extent());
}

void PlanMarks::choose(qint64 cursor)
{
    PlanView *view = m_results->currentPlan();
    if (!view || !view->plan() || !m_editor->hasFocus())
        return;
    const auto statement = statementOf(view);
    if (!statement || cursor < statement->offset || cursor > statement->offset + statement->size)
        return;
    const std::vector<int> nodes = view->nodesAt(qsizetype(cursor - statement->offset));
    if (!nodes.empty())
        view->select(nodes.front());
}

void PlanMarks::mark(SqlEditor::Extent extent)
{
    if (m_marked.size == 0 && extent.size == 0)
        return;
    m_marked = extent;
    m_editor->SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT, static_cast<unsigned long>(PlanIndicator));
    m_editor->SendScintilla(QsciScintilla::SCI_INDICATORCLEARRANGE, 0UL, long(m_editor->sizeInBytes()));
    if (extent.size == 0)
        return;
    m_editor->setIndicatorForegroundColor(color(Tone::Edited, m_editor->palette()), PlanIndicator);
    m_editor->SendScintilla(QsciScintilla::SCI_INDICSETALPHA, static_cast<unsigned long>(PlanIndicator), 60L);
    m_editor->SendScintilla(QsciScintilla::SCI_INDICSETOUTLINEALPHA, static_cast<unsigned long>(PlanIndicator), 160L);
    m_editor->SendScintilla(
        QsciScintilla::SCI_INDICATORFILLRANGE, static_cast<unsigned long>(extent.offset), long(extent.size));
}

} // namespace howdah::ui
