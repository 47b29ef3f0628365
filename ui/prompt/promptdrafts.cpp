// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptdrafts.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Prompt;
using prompt::StoredPrompt;

constexpr int DraftDelayMs = 700;

PromptDrafts::PromptDrafts(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
    , m_label(parts.source->label())
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(DraftDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &PromptDrafts::keep);
    connect(m_parts.detail, &PromptDetail::edited, this, &PromptDrafts::textEdited);
}

PromptDrafts::~PromptDrafts() { keep(); }

void PromptDrafts::textEdited()
{
    const StoredPrompt &stored = m_parts.detail->stored();
    if (stored.id.isEmpty() || !m_parts.source->overview())
        return;
    if (m_parts.detail->isEdited()) {
        PromptDraft &draft = m_drafts[stored.id];
        if (draft.rowId.isEmpty()) {
            draft.rowId = stored.id;
            draft.baseRevision = stored.revision;
            draft.base = stored.prompt;
        }
        m_unkept = true;
        m_timer.start();
    } else if (m_drafts.contains(stored.id)) {
        drop(stored.id);
    }
    Q_EMIT changed();
}

// The text itself is asked for only now: a long one costs more than a key stroke may. What is shown is not the draft's
// text unless somebody has edited it since: a draft that was just restored is not shown yet.
void PromptDrafts::keep()
{
    if (!m_unkept)
        return;
    m_unkept = false;
    m_timer.stop();
    const auto draft = m_drafts.find(m_parts.detail->stored().id);
    if (draft == m_drafts.end() || !m_parts.source->overview())
        return;
    Prompt wanted = m_parts.detail->wanted();
    if (wanted == draft->wanted)
        return;
    draft->wanted = std::move(wanted);
    draft->at = QDateTime::currentDateTimeUtc();
    m_parts.journal->keep(m_label, m_parts.source->origin().table, *draft, m_parts.context->keys().ring());
}

void PromptDrafts::restore()
{
    m_wereRestored = true;
    m_parts.journal->restore(
        m_label, m_parts.source->origin().table, m_parts.context->keys().ring(),
        [this, alive = QPointer(this)](const std::vector<PromptDraft> &drafts) {
            if (!alive || !m_parts.source->overview())
                return;
            int restored = 0;
            QString first;
            for (const PromptDraft &draft : drafts) {
                if (m_drafts.contains(draft.rowId) || !m_parts.source->find(draft.rowId))
                    continue;
                m_drafts.insert(draft.rowId, draft);
                if (restored++ == 0)
                    first = draft.rowId;
            }
            if (restored == 0)
                return;
            rebase();
            Q_EMIT changed();
            m_parts.context->report(
                Tone::Edited, tr("Unsaved text was restored: %n versions are marked as edited.", nullptr, restored));
            m_parts.list->select(first);
            Q_EMIT m_parts.list->selectionChanged(); // shown again, also where it was selected already
        });
}

void PromptDrafts::rebase()
{
    for (PromptDraft &draft : m_drafts) {
        const StoredPrompt *now = m_parts.source->find(draft.rowId);
        if (now && now->prompt == draft.base)
            draft.baseRevision = now->revision;
    }
}

Prompt PromptDrafts::wanted(const StoredPrompt &stored) const
{
    const auto draft = m_drafts.constFind(stored.id);
    return draft != m_drafts.cend() ? draft->wanted : stored.prompt;
}

void PromptDrafts::put(const PromptDraft &draft)
{
    m_drafts.insert(draft.rowId, draft);
    Q_EMIT changed();
}

void PromptDrafts::drop(const QString &id)
{
    m_drafts.remove(id);
    if (m_parts.source->overview())
        m_parts.journal->forget(m_label, m_parts.source->origin().table, id);
    Q_EMIT changed();
}

} // namespace howdah::ui
