// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is said about a version: who activated it, and what the checks have found.
#include "common/icons.h"
#include "common/sqlview.h"
#include "common/statestack.h"
#include "common/tooltips.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/edit/prompttext.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::LintFinding;
using prompt::LintSeverity;
using prompt::Prompt;

namespace {

constexpr int SqlRole = Qt::UserRole + 3;
constexpr int SqlLines = 4;

Tone toneOf(LintSeverity severity)
{
    return severity == LintSeverity::Error   ? Tone::Failed
         : severity == LintSeverity::Warning ? Tone::Edited
                                             : Tone::Pending;
}

QString severityWord(LintSeverity severity)
{
    return severity == LintSeverity::Error   ? PromptDetail::tr("Error")
         : severity == LintSeverity::Warning ? PromptDetail::tr("Warning")
                                             : PromptDetail::tr("Note");
}

// In which line a finding is, counted from 1.
QString placeWord(const LintFinding &finding, const Prompt &prompt)
{
    const QString *text = finding.field == "systemPrompt"_L1 ? &prompt.systemPrompt
                        : finding.field == "userPrompt"_L1   ? &prompt.userPrompt
                                                             : nullptr;
    if (!text || finding.length <= 0)
        return fieldWord(finding.field);
    return PromptDetail::tr("%1, line %2")
        .arg(fieldWord(finding.field))
        .arg(QStringView(*text).first(qMin(finding.offset, text->size())).count(u'\n') + 1);
}

} // namespace

QWidget *PromptDetail::buildHistory()
{
    m_history = new QTreeWidget;
    m_history->setObjectName(u"history"_s);
    m_history->setAccessibleName(tr("Activation history"));
    m_history->setRootIsDecorated(false);
    m_history->setHeaderLabels({tr("What"), tr("When"), tr("Who"), tr("Reason")});
    m_history->header()->resizeSection(0, 260);
    m_history->header()->resizeSection(1, 130);
    m_history->header()->resizeSection(2, 140);
    m_historyState = new StateStack(m_history);
    return m_historyState;
}

void PromptDetail::showHistory()
{
    m_history->clear();
    if (!m_overview)
        return;
    for (const prompt::ActivationRecord &record : m_overview->history) {
        if (record.name != m_stored.prompt.name)
            continue;
        auto *item = new QTreeWidgetItem(
            m_history, {activationWords(*m_overview, record), serverTimeWords(record.at), record.by, record.reason});
        item->setToolTip(1, plainToolTip(record.at));
        item->setToolTip(3, plainToolTip(record.reason));
        const bool here = record.activatedId == m_stored.id;
        item->setIcon(0, icon(here ? Tone::Applied : Tone::Baseline));
    }
    if (m_history->topLevelItemCount() > 0)
        m_historyState->showContent();
    else
        m_historyState->showEmpty(
            {u"view-history"_s,
             tr("No activations yet"),
             m_overview->table.activations.isEmpty()
                 ? tr("This database has no activation table: the last migration of the deepref pack creates it. Until "
                      "then the history is kept in the metadata.")
                 : tr("Who activated which version, when and why, is shown here."),
             {}});
}

QWidget *PromptDetail::buildChecks()
{
    m_checks = new QTreeWidget;
    m_checks->setObjectName(u"checks"_s);
    m_checks->setAccessibleName(tr("Findings"));
    m_checks->setRootIsDecorated(false);
    m_checks->setHeaderLabels({tr("Severity"), tr("Where"), tr("What")});
    m_checks->header()->resizeSection(0, 100);
    m_checks->header()->resizeSection(1, 180);
    m_checks->setToolTip(tr("Press Enter to show it in the text"));
    connect(m_checks, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) {
        showPlace(
            item->data(0, Qt::UserRole).toString(), item->data(0, Qt::UserRole + 1).toLongLong(),
            item->data(0, Qt::UserRole + 2).toLongLong());
    });
    connect(m_checks, &QTreeWidget::currentItemChanged, this, &PromptDetail::showCheckSql);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_checks, 1);
    m_checksState = new StateStack(content);
    return m_checksState;
}

// What fixes the finding, to be read before anybody runs it: this page does not. An editor takes a while to be made, so
// it is made when somebody looks.
void PromptDetail::showCheckSql()
{
    if (tab() != Tab::Checks)
        return;
    const QTreeWidgetItem *item = m_checks->currentItem();
    const QString sql = item ? item->data(0, SqlRole).toString() : QString();
    if (!m_checkSql && !sql.isEmpty()) {
        m_checkSql = new SqlView;
        m_checkSql->setObjectName(u"checkSql"_s);
        m_checkSql->setAccessibleName(tr("SQL that fixes it, or shows the row"));
        m_checkSql->setMaximumLines(SqlLines);
        m_checks->parentWidget()->layout()->addWidget(m_checkSql);
    }
    if (!m_checkSql)
        return;
    m_checkSql->setSql(sql);
    m_checkSql->setVisible(!sql.isEmpty());
}

void PromptDetail::showChecks()
{
    m_checks->clear();
    std::vector<TextMark> system;
    std::vector<TextMark> user;
    int count = 0;
    if (m_assessment) {
        for (const size_t at : m_assessment->byPromptId.value(m_stored.prompt.promptId)) {
            const LintFinding &finding = m_assessment->findings[at];
            ++count;
            auto *item = new QTreeWidgetItem(
                m_checks, {severityWord(finding.severity), placeWord(finding, m_stored.prompt),
                           finding.fix.isEmpty() ? finding.message : finding.message + u" "_s + finding.fix});
            item->setIcon(0, icon(toneOf(finding.severity)));
            item->setToolTip(2, plainToolTip(finding.message + u'\n' + finding.fix));
            item->setData(0, Qt::UserRole, finding.field);
            item->setData(0, Qt::UserRole + 1, qlonglong(finding.offset));
            item->setData(0, Qt::UserRole + 2, qlonglong(finding.length));
            item->setData(0, SqlRole, finding.sql);
            const TextMark mark{finding.offset, finding.length, toneOf(finding.severity), finding.message};
            if (finding.field == "systemPrompt"_L1)
                system.push_back(mark);
            else if (finding.field == "userPrompt"_L1)
                user.push_back(mark);
        }
    }
    m_tabs->setTabText(int(Tab::Checks), count > 0 ? tr("Checks (%1)").arg(count) : tr("Checks"));
    if (!isEdited()) { // the places are those of the stored text
        m_system->setMarks(system);
        m_user->setMarks(user);
    }
    if (count > 0) {
        m_checks->setCurrentItem(m_checks->topLevelItem(0));
        m_checksState->showContent();
    } else if (!isReadable(m_stored.state)) {
        m_checksState->showEmpty(
            {u"object-locked"_s, tr("Not checked"), tr("A text that cannot be decrypted cannot be checked."), {}});
    } else {
        m_checksState->showEmpty(
            {u"checkmark"_s, tr("No findings"), tr("The checks found no problems in this version."), {}});
    }
}

void PromptDetail::showPlace(const QString &field, qsizetype offset, qsizetype length)
{
    if (field == "metadata"_L1) {
        setTab(Tab::Metadata);
        return;
    }
    setTab(Tab::Text);
    if (field == "systemPrompt"_L1)
        m_system->showPlace(offset, length);
    else if (field == "userPrompt"_L1)
        m_user->showPlace(offset, length);
    else if (field == "model"_L1)
        m_model->setFocus();
}

} // namespace howdah::ui
