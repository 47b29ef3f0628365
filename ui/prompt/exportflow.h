// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/dialogs/exportdialog.h"
#include "prompt/promptparts.h"

namespace howdah::ui {

// Prompts that leave the database as files: which, as what, and whether what lies there already may be replaced. Ends
// with the page.
class ExportFlow final : public QObject
{
    Q_OBJECT
public:
    explicit ExportFlow(const PromptParts &parts);

    void open();

private:
    [[nodiscard]] std::vector<prompt::StoredPrompt> chosen(ExportDialog::Scope scope) const;
    void plan(ExportDialog *dialog);
    void write(ExportDialog *dialog, const QString &folder);
    void askToReplace(ExportDialog *dialog, const operations::PromptExport &files, const QStringList &taken);
    void writeFiles(ExportDialog *dialog, const operations::PromptExport &files);

    PromptParts m_parts;
};

} // namespace howdah::ui
