// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptsave.h"
#include "prompt/dialogs/conflictdialog.h"
#include "prompt/promptdrafts.h"

namespace howdah::ui {

// Saves what is edited of one database, in place or as a new version, and says what somebody else has changed of it
// meanwhile. Lives as long as the page shows this database.
class PromptEditing final : public QObject
{
    Q_OBJECT
public:
    PromptEditing(const PromptParts &parts, PromptDrafts *drafts);

    // In place, or as the next patch version where the one that is shown was used.
    void save();
    void saveVersion(prompt::Bump bump);
    // "" when saving does so in place.
    [[nodiscard]] QString nextVersion() const;
    void discard();
    void bringBack();
    [[nodiscard]] bool hasDiscarded() const { return m_discarded.has_value(); }

Q_SIGNALS:
    void saved(const QString &id);
    void discarded(); // which can be brought back

private:
    void write(const operations::PromptEdit &edit);
    void wasWritten(const operations::PromptEdit &edit, const Result<prompt::StoredPrompt> &stored);
    void keepDiscarded(const PromptDraft &draft);
    [[nodiscard]] bool isFree() const; // nothing is read or written
    void look();                       // somebody else may have changed what is selected
    void compareRevision(const QString &id, const QString &revision, const Result<prompt::StoredPrompt> &now);
    void showConflict(const prompt::StoredPrompt &theirs);
    void resolve(const ConflictDialog &dialog, const prompt::StoredPrompt &theirs);
    [[nodiscard]] prompt::Prompt nextFree(const prompt::Prompt &of, prompt::Bump bump) const;

    PromptParts m_parts;
    PromptDrafts *m_drafts;
    std::optional<PromptDraft> m_discarded; // the last one
    QSet<QString> m_shown;                  // rows whose conflict was shown, with its revision
    QTimer m_lookTimer;
    bool m_isLooking = false;
};

} // namespace howdah::ui
