// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/sqleditor.h"

#include <functional>

namespace howdah::ui {

class PlanView;
class ResultArea;

// Keeps a plan and the text of its statement in step: the node that is chosen in the plan is marked in the text, and
// the cursor in the text chooses the node that does what stands there. Only while the text is what was explained.
// Nothing is selected in the text by it, as what is selected is what would run. UI thread.
class PlanMarks final : public QObject
{
    Q_OBJECT
public:
    // `placeNow`: where a byte of the last run is in the text by now. Both outlive it.
    PlanMarks(SqlEditor *editor, ResultArea *results, std::function<qint64(qint64)> placeNow, QObject *parent);

    // What is marked; size 0: nothing.
    [[nodiscard]] SqlEditor::Extent marked() const { return m_marked; }

private:
    void follow(PlanView *view);
    void show(const PlanView *view, int node);
    void choose(qint64 cursor);
    void mark(SqlEditor::Extent extent);
    [[nodiscard]] std::optional<SqlEditor::Extent> statementOf(const PlanView *view) const;

    SqlEditor *m_editor;
    ResultArea *m_results;
    std::function<qint64(qint64)> m_placeNow;
    SqlEditor::Extent m_marked;
};

} // namespace howdah::ui
