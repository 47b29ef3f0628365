// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "prompt/promptparts.h"

namespace howdah::ui {

// What the version that is shown is compared with: other versions, files, other databases. Lives as long as the page
// shows this database.
class PromptComparison final : public QObject
{
    Q_OBJECT
public:
    explicit PromptComparison(const PromptParts &parts);
    ~PromptComparison() override;

    // What there is to compare with now; what was chosen for the same prompt stays chosen.
    void updateSources();
    void withFile(const QString &file);
    void withDatabase(const QString &uri);

private:
    // A prompt of elsewhere.
    struct Other
    {
        QString key;
        QString name;
        prompt::Prompt prompt;
    };

    void show(const QString &key);
    void add(const Other &other);
    void addOf(const QString &database, const prompt::Prompt &wanted, const std::vector<prompt::StoredPrompt> &found);
    void chooseFile();
    void askForDatabase();
    [[nodiscard]] std::vector<std::pair<QString, QString>> sources(const prompt::StoredPrompt &stored) const;
    [[nodiscard]] QString versionBefore(const prompt::StoredPrompt &stored) const;

    PromptParts m_parts;
    std::vector<Other> m_others;
    QString m_comparedPrompt; // whose name it is that the source was chosen for
    QString m_proposed;       // the source that was not chosen by hand
    TaskHandle m_task;
};

} // namespace howdah::ui
