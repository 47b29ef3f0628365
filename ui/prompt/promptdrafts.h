// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptparts.h"

#include <QTimer>

namespace howdah::ui {

// The texts of one database that were edited and are not saved yet: kept over a crash, and over everything but the end
// of this object, which keeps them on disk. Lives as long as the page shows this database.
class PromptDrafts final : public QObject
{
    Q_OBJECT
public:
    explicit PromptDrafts(const PromptParts &parts);
    ~PromptDrafts() override;

    // What is shown becomes part of its draft; before anything else is shown, and before a draft is used.
    void keep();
    // Those of last time, once the keys are available; says so, and selects the first.
    void restore();
    [[nodiscard]] bool wereRestored() const { return m_wereRestored; }
    // Onto what was just read, where nothing but the encryption has changed.
    void rebase();

    [[nodiscard]] bool has(const QString &id) const { return m_drafts.contains(id); }
    [[nodiscard]] PromptDraft of(const QString &id) const { return m_drafts.value(id); }
    // What is edited of this version: as it is stored when nothing is.
    [[nodiscard]] prompt::Prompt wanted(const prompt::StoredPrompt &stored) const;
    [[nodiscard]] QSet<QString> ids() const { return {m_drafts.keyBegin(), m_drafts.keyEnd()}; }
    void put(const PromptDraft &draft);
    void drop(const QString &id);

Q_SIGNALS:
    void changed(); // which versions are edited

private:
    void textEdited();

    PromptParts m_parts;
    QString m_label;
    QHash<QString, PromptDraft> m_drafts; // by the row's id
    QTimer m_timer;
    bool m_unkept = false; // edited since the draft was last taken from what is shown
    bool m_wereRestored = false;
};

} // namespace howdah::ui
