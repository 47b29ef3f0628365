// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tour shows of the page of dashboards.
#include "common/statestack.h"
#include "dashboard/dashboardeditor.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/rollupdialog.h"

#include <QDialog>
#include <QDir>
#include <QFileInfo>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

std::vector<TourStep> DashboardPage::tourSteps()
{
    const auto isOpen = [this](const QString &id) { return m_shown && m_shown->id == id && m_board->isSettled(); };
    std::vector<TourStep> steps;
    // Those whose tables this database does not have show how that looks.
    for (const metrics::DashboardFile &file : metrics::builtInDashboards()) {
        const QString id = QFileInfo(file.path).completeBaseName();
        steps.push_back({u"dashboards-"_s + id, [this, id] { openPlace(id); }, [isOpen, id] { return isOpen(id); }});
    }
    const auto openTools = [this] { openPlace(u"tools"_s); };
    const auto isTools = [isOpen] { return isOpen(u"tools"_s); };
    steps.push_back({u"dashboards-table"_s, openTools, [this, isTools] {
                         PanelCard *card = m_board->card(u"slowest"_s);
                         if (!isTools() || !card)
                             return false;
                         if (m_board->isMaximised())
                             return card->isTableShown();
                         card->setTableShown(true);
                         m_board->maximise(card);
                         return false;
                     }});
    steps.push_back(
        {u"dashboards-sql"_s,
         [this] {
             m_board->maximise(nullptr);
             if (PanelCard *card = m_board->card(u"times"_s))
                 showSql(card);
         },
         [this] { return m_dialog && m_dialog->isVisible(); }});
    steps.push_back(
        {u"dashboards-rollup"_s, [this] { exampleRollup(); },
         [this] {
             const auto *dialog = qobject_cast<RollupDialog *>(m_dialog.data());
             return dialog && dialog->isVisible() && !dialog->isAsking();
         }});
    steps.push_back(
        {u"dashboards-failed"_s, [this] { exampleFailure(); }, [this, isTools] { return !m_dialog && isTools(); }});
    steps.push_back(
        {u"dashboards-editor"_s, [this] { exampleEditor(); },
         [this] { return isEditing() && m_editor->isReady() && m_editor->hasProblems(); }});
    return steps;
}

// What a rollup of the tools' calls would be; nothing is written.
void DashboardPage::exampleRollup()
{
    if (PanelCard *card = m_board->card(u"times"_s))
        askRollup(card);
}

// As if a column had been dropped: nothing is sent.
void DashboardPage::exampleFailure()
{
    delete m_dialog;
    PanelCard *card = m_board->card(u"calls"_s);
    if (!card || !card->answer())
        return;
    auto failed = std::make_shared<PanelAnswer>();
    failed->question = card->answer()->question;
    failed->outcome.error = makeError(ErrorKind::Server, u"column \"used_at\" does not exist"_s);
    failed->outcome.error.sqlState = u"42703"_s;
    card->setAnswer(failed);
}

// A text with an error in it, in a file that does not exist and is not made.
void DashboardPage::exampleEditor()
{
    makeEditor();
    m_editor->setKeepsDrafts(false);
    // sqlnames: as an operator writes it
    m_editor->showExample(QDir::temp().filePath(u"quality.yaml"_s), uR"(title: Quality of the answers
range: 30d
tables: [tool_usage_records]
panels:
  - id: quality
    title: Quality over time
    kind: lines
    unit: score
    interval: mean
    query: |
      SELECT :bucket(used_at) AS bucket, avg(quality_score) AS value,
             stddev_samp(quality_score) AS deviation, count(quality_score) AS n
      FROM tool_usage_records
      WHERE used_at >= :from AND used_at < :until GROUP BY 1
)"_s);
    m_faces->setCurrentWidget(m_editor);
    m_state->showContent();
    m_controls->hide();
}

} // namespace howdah::ui
