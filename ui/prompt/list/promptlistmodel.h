// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/list/promptoverview.h"

#include <QAbstractItemModel>
#include <QSet>

#include <optional>

namespace howdah::ui {

// Agents, and beneath each the versions of its prompt, the newest first. UI thread.
class PromptListModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole, // of the row; "" for an agent
        IsAgentRole,
        NameRole,
        VersionRole,
        ActiveRole,
        StateRole,
        ModelRole,
        SecondLineRole,
        ErrorsRole,
        WarningsRole,
        EditedRole, // there is an unsaved draft
        CountRole,  // of an agent: its versions
        ExcerptRole,
    };

    using QAbstractItemModel::QAbstractItemModel;

    // Both may be nullptr. Keeps nothing of before.
    void setOverview(std::shared_ptr<const PromptOverview> overview);
    void setAssessment(std::shared_ptr<const PromptAssessment> assessment);
    // Only these rows, with the words around what was found; nullopt: all.
    void setFound(std::optional<QHash<QString, QString>> excerpts);
    void setEdited(const QSet<QString> &ids);
    void refreshTimes(); // "5 minutes ago"

    [[nodiscard]] QModelIndex indexOf(const QString &id) const;
    [[nodiscard]] int shownVersions() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Agent
    {
        QString name;
        std::vector<int> rows; // in the overview, newest first
        int active = -1;       // in the overview
        int versions = 0;      // shown or not
    };
    void rebuild();
    [[nodiscard]] QVariant agentData(const Agent &agent, int role) const;
    [[nodiscard]] QVariant versionData(const prompt::StoredPrompt &stored, int role) const;
    [[nodiscard]] QString secondLine(const prompt::StoredPrompt &stored) const;
    [[nodiscard]] QString toolTip(const prompt::StoredPrompt &stored) const;
    void dataAllChanged(const QList<int> &roles);

    std::shared_ptr<const PromptOverview> m_overview;
    std::shared_ptr<const PromptAssessment> m_assessment;
    std::optional<QHash<QString, QString>> m_found;
    QSet<QString> m_edited;
    std::vector<Agent> m_agents;
    mutable QHash<QString, QString> m_times; // second lines, which ask the history
};

} // namespace howdah::ui
