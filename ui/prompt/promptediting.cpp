// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptediting.h"

#include "common/prompter.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Bump;
using prompt::Prompt;
using prompt::StoredPrompt;

constexpr int LookMs = 4'000;

PromptEditing::PromptEditing(const PromptParts &parts, PromptDrafts *drafts)
    : QObject(parts.context)
    , m_parts(parts)
    , m_drafts(drafts)
    , m_lookTimer(this)
{
    m_lookTimer.setObjectName(u"lookTimer"_s);
    m_lookTimer.setInterval(LookMs);
    connect(&m_lookTimer, &QTimer::timeout, this, &PromptEditing::look);
    m_lookTimer.start();
}

// ---- saving

QString PromptEditing::nextVersion() const
{
    const StoredPrompt &stored = m_parts.detail->stored();
    const auto &overview = m_parts.source->overview();
    if (!overview)
        return {};
    const Prompt wanted = m_parts.detail->wanted();
    return operations::needsNewVersion(stored, wanted, overview->callsOf(stored.id))
             ? nextFree(wanted, Bump::Patch).version
             : QString();
}

Prompt PromptEditing::nextFree(const Prompt &of, Bump bump) const
{
    return operations::nextFreeVersion(m_parts.source->overview()->prompts, of, bump);
}

void PromptEditing::save()
{
    if (!nextVersion().isEmpty()) {
        saveVersion(Bump::Patch);
        return;
    }
    m_drafts->keep();
    const PromptDraft draft = m_drafts->of(m_parts.detail->stored().id);
    StoredPrompt base = m_parts.detail->stored();
    base.prompt = draft.base;
    base.revision = draft.baseRevision;
    write({base, m_parts.detail->wanted()});
}

void PromptEditing::saveVersion(Bump bump)
{
    if (m_parts.detail->stored().id.isEmpty() || !m_parts.source->overview())
        return;
    m_drafts->keep();
    write({m_parts.detail->stored(), nextFree(m_parts.detail->wanted(), bump)});
}

void PromptEditing::write(const operations::PromptEdit &edit)
{
    const KeyBox::Ring keys = m_parts.context->keys().ring();
    if (operations::asksForReadable(*keys, edit)) {
        const Question question{
            tr("Save %1 %2 without encryption?").arg(edit.wanted.name, edit.wanted.version),
            tr("There is no key. The system prompt would be readable in the database for everybody who can read the "
               "table. To encrypt it, create a key under Keys first."),
            {},
            {tr("The secrecy of this text")},
            tr("Save unencrypted"),
            {},
            Tone::Failed};
        m_parts.context->services().prompter->confirm(
            m_parts.context->window(), question, [asked = QPointer(this), edit](bool yes) {
                if (yes && asked)
                    asked->write({edit.base, edit.wanted, true});
            });
        return;
    }
    m_parts.context->write<StoredPrompt>(
        this,
        [table = m_parts.source->overview()->table, keys, edit](connection::Session &on) {
            return operations::savePromptEdit(on, table, *keys, edit);
        },
        [this, edit](const Result<StoredPrompt> &stored) { wasWritten(edit, stored); });
}

void PromptEditing::wasWritten(const operations::PromptEdit &edit, const Result<StoredPrompt> &stored)
{
    const std::optional<StoredPrompt> &base = edit.base;
    if (stored) {
        if (base)
            m_drafts->drop(base->id);
        const bool fresh = !base || base->id != stored->id;
        m_parts.context->report(
            Tone::Applied, fresh
                               ? tr("%1 was saved as a new version. It is not active yet.").arg(stored->prompt.version)
                               : tr("%1 was saved.").arg(stored->prompt.version));
        Q_EMIT saved(stored->id);
        Q_EMIT m_parts.context->reloadWanted(stored->id);
        return;
    }
    m_parts.context->report(stored.error());
    if (stored.error().kind != ErrorKind::Conflict || !base || !m_parts.source->overview())
        return;
    // What they have written, to be compared with.
    whenDone(
        this,
        m_parts.context->jobs().read<StoredPrompt>(
            [table = m_parts.source->overview()->table, keys = m_parts.context->keys().ring(),
             id = base->id](connection::Session &session) { return prompt::readPrompt(session, table, *keys, id); }),
        [this, revision = base->revision](const Result<StoredPrompt> &theirs) {
            if (theirs && theirs->revision != revision && m_drafts->has(theirs->id))
                showConflict(*theirs);
            else
                // It was used meanwhile, or the number is taken: what is offered changes.
                Q_EMIT m_parts.context->reloadWanted({});
        });
}

// ---- discarding

void PromptEditing::keepDiscarded(const PromptDraft &draft)
{
    m_discarded = draft;
    m_drafts->drop(draft.rowId);
}

void PromptEditing::discard()
{
    const StoredPrompt *stored = m_parts.selected();
    if (!stored || !m_drafts->has(stored->id))
        return;
    m_drafts->keep();
    keepDiscarded(m_drafts->of(stored->id));
    m_parts.detail->setWanted(stored->prompt);
    m_parts.context->report(Tone::Edited, tr("The unsaved changes of %1 were discarded.").arg(stored->prompt.version));
    Q_EMIT discarded();
}

void PromptEditing::bringBack()
{
    if (!m_discarded || !m_parts.source->find(m_discarded->rowId))
        return;
    const PromptDraft draft = *m_discarded;
    m_discarded.reset();
    m_parts.context->report(Tone::Edited, {});
    m_parts.list->select(draft.rowId);
    m_drafts->put(draft);
    m_parts.detail->setWanted(draft.wanted);
}

// ---- what somebody else has changed

bool PromptEditing::isFree() const
{
    return !m_parts.source->isReading() && !m_parts.context->isWriting() && !m_parts.context->keys().isBusy();
}

// Every few seconds while the page is looked at.
void PromptEditing::look()
{
    const StoredPrompt *stored = m_parts.selected();
    PromptContext &context = *m_parts.context;
    if (!stored || !context.window()->isVisible() || m_isLooking || !isFree() || !context.jobs().hasSession()
        || context.dialog())
        return;
    m_isLooking = true;
    whenDone(
        this,
        context.jobs().read<StoredPrompt>(
            [table = m_parts.source->overview()->table, keys = context.keys().ring(),
             id = stored->id](connection::Session &session) { return prompt::readPrompt(session, table, *keys, id); }),
        [this, id = stored->id, revision = stored->revision](const Result<StoredPrompt> &now) {
            m_isLooking = false;
            compareRevision(id, revision, now);
        });
}

void PromptEditing::compareRevision(const QString &id, const QString &revision, const Result<StoredPrompt> &now)
{
    const StoredPrompt *shown = m_parts.selected();
    if (!shown || shown->id != id || shown->revision != revision || !isFree())
        return;
    if (!now && now.error().kind == ErrorKind::NotFound)
        Q_EMIT m_parts.context->reloadWanted({});
    if (!now || now->revision == revision)
        return;
    const QString key = id + now->revision;
    if (m_drafts->has(id) && now->prompt != shown->prompt && !m_shown.contains(key)) {
        m_shown.insert(key);
        showConflict(*now);
    } else {
        Q_EMIT m_parts.context->reloadWanted({});
    }
}

void PromptEditing::showConflict(const StoredPrompt &theirs)
{
    m_drafts->keep();
    const PromptDraft draft = m_drafts->of(theirs.id);
    if (draft.rowId.isEmpty() || m_parts.context->dialog())
        return;
    auto *dialog = new ConflictDialog(
        tr("the database"), draft.base, theirs.prompt, draft.wanted, m_parts.source->refusal().isEmpty(),
        m_parts.context->window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, theirs] { resolve(*dialog, theirs); });
    m_parts.context->open(dialog);
}

void PromptEditing::resolve(const ConflictDialog &dialog, const StoredPrompt &theirs)
{
    PromptDraft draft = m_drafts->of(theirs.id);
    switch (dialog.choice()) {
    case ConflictDialog::Choice::None:
        return;
    case ConflictDialog::Choice::TakeTheirs:
        keepDiscarded(draft);
        m_parts.detail->setWanted(m_parts.detail->stored().prompt);
        break;
    case ConflictDialog::Choice::KeepMine:
        draft.base = theirs.prompt;
        draft.baseRevision = theirs.revision;
        m_drafts->put(draft);
        break;
    case ConflictDialog::Choice::NewVersion:
        write({theirs, nextFree(draft.wanted, Bump::Patch)});
        return;
    }
    Q_EMIT m_parts.context->reloadWanted({});
}

} // namespace howdah::ui
