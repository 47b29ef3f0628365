// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/sourcewatcher.h"
#include "prompt/promptparts.h"

namespace howdah::ui {

// The file whose texts were taken into the editor, and which is followed from then on. Lives as long as the page shows
// this database.
class EditedFile final : public QObject
{
    Q_OBJECT
public:
    explicit EditedFile(const PromptParts &parts);

    void choose(); // by a dialog
    void take(const QString &file);

private:
    void changed();
    void look();
    void compare(const prompt::Prompt &now);
    void showConflict(const prompt::Prompt &now);

    PromptParts m_parts;
    SourceWatcher m_watcher;
    QString m_file;
    QString m_rowId; // of the version that is edited
    prompt::Prompt m_base;
};

} // namespace howdah::ui
