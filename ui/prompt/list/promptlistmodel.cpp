// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/list/promptlistmodel.h"

#include "common/quantities.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::LintSeverity;
using prompt::StoredPrompt;

void PromptListModel::setOverview(std::shared_ptr<const PromptOverview> overview)
{
    beginResetModel();
    m_overview = std::move(overview);
    m_assessment.reset();
    m_times.clear();
    rebuild();
    endResetModel();
}

void PromptListModel::setAssessment(std::shared_ptr<const PromptAssessment> assessment)
{
    m_assessment = std::move(assessment);
    dataAllChanged({ErrorsRole, WarningsRole, Qt::ToolTipRole, Qt::AccessibleTextRole});
}

void PromptListModel::setFound(std::optional<QHash<QString, QString>> excerpts)
{
    beginResetModel();
    m_found = std::move(excerpts);
    m_times.clear();
    rebuild();
    endResetModel();
}

void PromptListModel::setEdited(const QSet<QString> &ids)
{
    if (ids == m_edited)
        return;
    m_edited = ids;
    dataAllChanged({EditedRole, Qt::AccessibleTextRole});
}

void PromptListModel::refreshTimes()
{
    m_times.clear();
    dataAllChanged({SecondLineRole});
}

void PromptListModel::dataAllChanged(const QList<int> &roles)
{
    for (int i = 0; i < int(m_agents.size()); ++i) {
        const QModelIndex agent = index(i, 0);
        const int rows = rowCount(agent);
        if (rows > 0)
            Q_EMIT dataChanged(index(0, 0, agent), index(rows - 1, 0, agent), roles);
    }
}

void PromptListModel::rebuild()
{
    m_agents.clear();
    if (!m_overview)
        return;
    // In the order of the overview: by name, the oldest version first.
    for (int i = 0; i < int(m_overview->prompts.size()); ++i) {
        const StoredPrompt &stored = m_overview->prompts[size_t(i)];
        if (m_agents.empty() || m_agents.back().name != stored.prompt.name) {
            if (!m_agents.empty() && m_agents.back().rows.empty())
                m_agents.pop_back();
            m_agents.push_back({stored.prompt.name, {}, -1, 0});
        }
        Agent &agent = m_agents.back();
        ++agent.versions;
        if (stored.prompt.active.value_or(false))
            agent.active = i;
        if (!m_found || m_found->contains(stored.id))
            agent.rows.push_back(i);
    }
    if (!m_agents.empty() && m_agents.back().rows.empty())
        m_agents.pop_back();
    for (Agent &agent : m_agents)
        std::ranges::reverse(agent.rows);
}

int PromptListModel::shownVersions() const
{
    int count = 0;
    for (const Agent &agent : m_agents)
        count += int(agent.rows.size());
    return count;
}

QModelIndex PromptListModel::indexOf(const QString &id) const
{
    for (int a = 0; a < int(m_agents.size()); ++a) {
        const Agent &agent = m_agents[size_t(a)];
        for (int r = 0; r < int(agent.rows.size()); ++r) {
            if (m_overview->prompts[size_t(agent.rows[size_t(r)])].id == id)
                return createIndex(r, 0, quintptr(a) + 1);
        }
    }
    return {};
}

// The internal id is the number of the agent plus one for a version, 0 for an agent.
QModelIndex PromptListModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : 0);
}

QModelIndex PromptListModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(int(index.internalId()) - 1, 0, quintptr(0));
}

int PromptListModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_agents.size());
    return parent.internalId() == 0 && parent.column() == 0 ? int(m_agents[size_t(parent.row())].rows.size()) : 0;
}

int PromptListModel::columnCount(const QModelIndex &) const { return 1; }

QVariant PromptListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_overview)
        return {};
    if (index.internalId() == 0)
        return agentData(m_agents[size_t(index.row())], role);
    const Agent &agent = m_agents[index.internalId() - 1];
    return versionData(m_overview->prompts[size_t(agent.rows[size_t(index.row())])], role);
}

QVariant PromptListModel::agentData(const Agent &agent, int role) const
{
    const auto active = [&] {
        return agent.active < 0 ? tr("none active")
                                : tr("%1 active").arg(m_overview->prompts[size_t(agent.active)].prompt.version);
    };
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return agent.name;
    case IsAgentRole:
        return true;
    case CountRole:
        return agent.versions;
    case SecondLineRole:
        return QString(tr("%n versions", nullptr, agent.versions) + u" · "_s + active());
    case Qt::AccessibleTextRole:
        return QString(agent.name + u", "_s + tr("%n versions", nullptr, agent.versions) + u", "_s + active());
    default:
        return {};
    }
}

QVariant PromptListModel::versionData(const StoredPrompt &stored, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case VersionRole:
        return stored.prompt.version;
    case IdRole:
        return stored.id;
    case IsAgentRole:
        return false;
    case NameRole:
        return stored.prompt.name;
    case ActiveRole:
        return stored.prompt.active.value_or(false);
    case StateRole:
        return int(stored.state);
    case ModelRole:
        return stored.prompt.model;
    case SecondLineRole:
        return secondLine(stored);
    case ErrorsRole:
        return m_assessment ? m_assessment->count(stored.prompt.promptId, LintSeverity::Error) : 0;
    case WarningsRole:
        return m_assessment ? m_assessment->count(stored.prompt.promptId, LintSeverity::Warning) : 0;
    case EditedRole:
        return m_edited.contains(stored.id);
    case ExcerptRole:
        return m_found ? m_found->value(stored.id) : QString();
    case Qt::ToolTipRole:
        return toolTip(stored);
    case Qt::AccessibleTextRole: {
        QStringList parts{stored.prompt.name, stored.prompt.version};
        if (stored.prompt.active.value_or(false))
            parts << tr("active");
        if (m_edited.contains(stored.id))
            parts << tr("edited, not saved");
        parts << stateWord(stored.state) << secondLine(stored);
        return parts.join(u", "_s);
    }
    default:
        return {};
    }
}

QString PromptListModel::secondLine(const StoredPrompt &stored) const
{
    if (m_found) {
        const QString excerpt = m_found->value(stored.id);
        if (!excerpt.isEmpty())
            return excerpt;
    }
    if (const auto known = m_times.constFind(stored.id); known != m_times.cend())
        return *known;
    QStringList parts{stored.prompt.model, callsWord(m_overview->callsOf(stored.id))};
    if (const prompt::ActivationRecord *record = m_overview->lastActivation(stored.id))
        parts << tr("activated %1 by %2").arg(serverTimeWords(record->at), record->by);
    else if (const QString used = m_overview->usage.value(stored.id).lastUsed; !used.isEmpty())
        parts << tr("last used %1").arg(serverTimeWords(used));
    QString line = parts.join(u" · "_s);
    m_times.insert(stored.id, line);
    return line;
}

QString PromptListModel::toolTip(const StoredPrompt &stored) const
{
    QStringList lines{u"%1 %2"_s.arg(stored.prompt.promptId, stored.prompt.version), stored.prompt.model};
    if (const QString why = stateSentence(stored); !why.isEmpty())
        lines << why;
    if (const prompt::ActivationRecord *record = m_overview->lastActivation(stored.id)) {
        lines << tr("Activated %1 by %2").arg(record->at, record->by);
        if (!record->reason.isEmpty())
            lines << record->reason;
    }
    const prompt::Usage usage = m_overview->usage.value(stored.id);
    if (!usage.lastUsed.isEmpty())
        lines << tr("Last used %1").arg(usage.lastUsed);
    const int errors = m_assessment ? m_assessment->count(stored.prompt.promptId, LintSeverity::Error) : 0;
    const int warnings = m_assessment ? m_assessment->count(stored.prompt.promptId, LintSeverity::Warning) : 0;
    if (errors + warnings > 0)
        lines << findingsWord(errors, warnings);
    return lines.join(u'\n');
}

} // namespace howdah::ui
