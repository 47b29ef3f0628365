// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/sourcewatcher.h"
#include "prompt/promptparts.h"

namespace howdah::ui {

class PlanDialog;

// Files against the database: which folder or file, what it would change, and writing that. Follows the files while
// they are looked at. Ends with the page.
class PlanFlow final : public QObject
{
    Q_OBJECT
public:
    explicit PlanFlow(const PromptParts &parts);

    void chooseFolder();
    void chooseFile();
    void openFolder(const QString &folder);
    void openFile(const QString &file);

    // The folders that were chosen last, by connection.
    [[nodiscard]] QJsonObject saveState() const { return m_folders; }
    void restoreState(const QJsonObject &folders) { m_folders = folders; }

private:
    void open(const QString &origin, const QString &title);
    void read();
    void apply(PlanDialog *dialog);

    PromptParts m_parts;
    SourceWatcher m_watcher;
    Latest m_plans;
    QPointer<PlanDialog> m_dialog;
    QString m_origin; // folder or file
    QJsonObject m_folders;
};

} // namespace howdah::ui
