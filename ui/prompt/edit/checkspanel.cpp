// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/checkspanel.h"

#include "common/icons.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/tooltips.h"
#include "prompt/edit/fieldwords.h"

#include <QHeaderView>
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
    return severity == LintSeverity::Error   ? ChecksPanel::tr("Error")
         : severity == LintSeverity::Warning ? ChecksPanel::tr("Warning")
                                             : ChecksPanel::tr("Note");
}

// In which line a finding is, counted from 1.
QString placeWord(const LintFinding &finding, const Prompt &prompt)
{
    const QString *text = finding.field == "systemPrompt"_L1 ? &prompt.systemPrompt
                        : finding.field == "userPrompt"_L1   ? &prompt.userPrompt
                                                             : nullptr;
    if (!text || finding.length <= 0)
        return fieldWord(finding.field);
    return ChecksPanel::tr("%1, line %2")
        .arg(fieldWord(finding.field))
        .arg(QStringView(*text).first(qMin(finding.offset, text->size())).count(u'\n') + 1);
}

} // namespace

ChecksPanel::ChecksPanel(QWidget *parent)
    : QWidget(parent)
    , m_list(new QTreeWidget)
{
    m_list->setObjectName(u"checks"_s);
    m_list->setAccessibleName(tr("Findings"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("Severity"), tr("Where"), tr("What")});
    m_list->header()->resizeSection(0, 100);
    m_list->header()->resizeSection(1, 180);
    m_list->setToolTip(tr("Press Enter to show it in the text"));
    connect(m_list, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        Q_EMIT placeWanted(
            item->data(0, Qt::UserRole).toString(), item->data(0, Qt::UserRole + 1).toLongLong(),
            item->data(0, Qt::UserRole + 2).toLongLong());
    });
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ChecksPanel::showSql);
    auto *findings = new QWidget;
    auto *rows = new QVBoxLayout(findings);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_list, 1);
    m_state = new StateStack(findings);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_state);
}

void ChecksPanel::setSeen(bool seen)
{
    m_seen = seen;
    showSql();
}

int ChecksPanel::count() const { return m_list->topLevelItemCount(); }

// What fixes the finding, to be read before anybody runs it: this page does not. An editor takes a while to be made, so
// it is made when somebody looks.
void ChecksPanel::showSql()
{
    if (!m_seen)
        return;
    const QTreeWidgetItem *item = m_list->currentItem();
    const QString sql = item ? item->data(0, SqlRole).toString() : QString();
    if (!m_sql && !sql.isEmpty()) {
        m_sql = new SqlView;
        m_sql->setObjectName(u"checkSql"_s);
        m_sql->setAccessibleName(tr("SQL that fixes it, or shows the row"));
        m_sql->setMaximumLines(SqlLines);
        m_list->parentWidget()->layout()->addWidget(m_sql);
    }
    if (!m_sql)
        return;
    m_sql->setSql(sql);
    m_sql->setVisible(!sql.isEmpty());
}

void ChecksPanel::show(const PromptAssessment *assessment, const prompt::StoredPrompt &stored)
{
    m_list->clear();
    m_systemMarks.clear();
    m_userMarks.clear();
    if (assessment) {
        for (const size_t at : assessment->byPromptId.value(stored.prompt.promptId))
            add(assessment->findings[at], stored.prompt);
    }
    if (count() > 0) {
        m_list->setCurrentItem(m_list->topLevelItem(0));
        m_state->showContent();
    } else if (!isReadable(stored.state)) {
        m_state->showEmpty(
            {u"object-locked"_s, tr("Not checked"), tr("A text that cannot be decrypted cannot be checked."), {}});
    } else {
        m_state->showEmpty(
            {u"checkmark"_s, tr("No findings"), tr("The checks found no problems in this version."), {}});
    }
}

void ChecksPanel::add(const LintFinding &finding, const Prompt &prompt)
{
    auto *item = new QTreeWidgetItem(
        m_list, {severityWord(finding.severity), placeWord(finding, prompt),
                 finding.fix.isEmpty() ? finding.message : finding.message + u" "_s + finding.fix});
    item->setIcon(0, icon(toneOf(finding.severity)));
    item->setToolTip(2, plainToolTip(finding.message + u'\n' + finding.fix));
    item->setData(0, Qt::UserRole, finding.field);
    item->setData(0, Qt::UserRole + 1, qlonglong(finding.offset));
    item->setData(0, Qt::UserRole + 2, qlonglong(finding.length));
    item->setData(0, SqlRole, finding.sql);
    const TextMark mark{finding.offset, finding.length, toneOf(finding.severity), finding.message};
    if (finding.field == "systemPrompt"_L1)
        m_systemMarks.push_back(mark);
    else if (finding.field == "userPrompt"_L1)
        m_userMarks.push_back(mark);
}

} // namespace howdah::ui
