// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Editing on the page of prompts: drafts, saving, versions, and what somebody else has changed meanwhile.
#include "common/prompter.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "prompt/edit/promptdetail.h"
#include "operations/promptsave.h"
#include "operations/promptsync.h"
#include "prompt/promptpage.h"
#include "prompt/edit/prompttext.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Bump;
using prompt::Prompt;
using prompt::StoredPrompt;

// ---- drafts

void PromptPage::textEdited()
{
    const StoredPrompt &stored = m_detail->stored();
    if (stored.id.isEmpty() || !m_overview)
        return;
    if (m_detail->isEdited()) {
        PromptDraft &draft = m_drafts[stored.id];
        if (draft.rowId.isEmpty()) {
            draft.rowId = stored.id;
            draft.baseRevision = stored.revision;
            draft.base = stored.prompt;
        }
        m_unkept = true;
        m_draftTimer.start();
    } else if (m_drafts.contains(stored.id)) {
        dropDraft(stored.id);
    }
    m_model.setEdited({m_drafts.keyBegin(), m_drafts.keyEnd()});
    updateActions();
}

// The text itself is asked for only now: a long one costs more than a key stroke may. What is shown is not the draft's
// text unless somebody has edited it since: a draft that was just restored is not shown yet.
void PromptPage::keepDrafts()
{
    if (!m_unkept)
        return;
    m_unkept = false;
    m_draftTimer.stop();
    const QString id = m_detail->stored().id;
    const auto draft = m_drafts.find(id);
    if (draft == m_drafts.end() || !m_overview)
        return;
    Prompt wanted = m_detail->wanted();
    if (wanted == draft->wanted)
        return;
    draft->wanted = std::move(wanted);
    draft->at = QDateTime::currentDateTimeUtc();
    m_journal.keep(database(), prompt::qualifiedName(m_overview->table), *draft, m_keys.ring());
}

void PromptPage::restoreDrafts()
{
    m_draftsOf = m_connection;
    m_journal.restore(
        database(), prompt::qualifiedName(m_overview->table), m_keys.ring(),
        [this, connection = m_connection](const std::vector<PromptDraft> &drafts) {
            if (connection != m_connection || !m_overview)
                return;
            int restored = 0;
            QString first;
            for (const PromptDraft &draft : drafts) {
                if (m_drafts.contains(draft.rowId) || !m_overview->find(draft.rowId))
                    continue;
                m_drafts.insert(draft.rowId, draft);
                if (restored++ == 0)
                    first = draft.rowId;
            }
            if (restored == 0)
                return;
            rebaseDrafts();
            m_model.setEdited({m_drafts.keyBegin(), m_drafts.keyEnd()});
            tell(
                Tone::Edited,
                tr("Unsaved text of last time is back: %n versions are marked as edited.", nullptr, restored));
            select(first);
            showSelected();
        });
}

void PromptPage::rebaseDrafts()
{
    for (PromptDraft &draft : m_drafts) {
        const StoredPrompt *now = m_overview->find(draft.rowId);
        if (now && now->prompt == draft.base)
            draft.baseRevision = now->revision;
    }
}

void PromptPage::dropDraft(const QString &id)
{
    m_drafts.remove(id);
    if (m_overview)
        m_journal.forget(database(), prompt::qualifiedName(m_overview->table), id);
}

void PromptPage::discard()
{
    const StoredPrompt *stored = selected();
    if (!stored || !m_drafts.contains(stored->id))
        return;
    keepDrafts();
    m_discarded = m_drafts.value(stored->id);
    dropDraft(stored->id);
    m_detail->setWanted(stored->prompt);
    m_bringBack->setEnabled(true);
    tell(Tone::Edited, tr("What was not saved of %1 is discarded.").arg(stored->prompt.version));
    m_news->findChild<QWidget *>(u"bringBack"_s)->setVisible(true);
}

void PromptPage::bringBack()
{
    if (!m_discarded || !m_overview || !m_overview->find(m_discarded->rowId))
        return;
    const PromptDraft draft = *m_discarded;
    m_discarded.reset();
    m_bringBack->setEnabled(false);
    m_news->hide();
    select(draft.rowId);
    m_drafts.insert(draft.rowId, draft);
    m_detail->setWanted(draft.wanted);
}

// ---- saving

bool PromptPage::needsVersion() const
{
    const StoredPrompt &stored = m_detail->stored();
    return m_overview && operations::needsNewVersion(stored, m_detail->wanted(), m_overview->callsOf(stored.id));
}

Prompt PromptPage::nextFree(const Prompt &of, Bump bump) const
{
    return operations::nextFreeVersion(m_overview->prompts, of, bump);
}

void PromptPage::save()
{
    if (!m_save->isEnabled())
        return;
    if (needsVersion()) {
        saveVersion(Bump::Patch);
        return;
    }
    keepDrafts();
    const PromptDraft draft = m_drafts.value(m_detail->stored().id);
    StoredPrompt base = m_detail->stored();
    base.prompt = draft.base;
    base.revision = draft.baseRevision;
    write({base, m_detail->wanted()});
}

void PromptPage::saveVersion(Bump bump)
{
    if (m_detail->stored().id.isEmpty() || !m_overview)
        return;
    keepDrafts();
    write({m_detail->stored(), nextFree(m_detail->wanted(), bump)});
}

void PromptPage::write(const operations::PromptEdit &edit)
{
    if (operations::asksForReadable(*m_keys.ring(), edit)) {
        const Question question{
            tr("Save %1 %2 without encryption?").arg(edit.wanted.name, edit.wanted.version),
            tr("There is no key. The system prompt would stand readable in the database, for everybody who may read "
               "the table. Make a key under Keys first to encrypt it."),
            {},
            {tr("The secrecy of this text")},
            tr("Save readable"),
            {},
            Tone::Failed};
        m_services.prompter->confirm(this, question, [this, edit](bool yes) {
            if (yes)
                write({edit.base, edit.wanted, true});
        });
        return;
    }
    auto session = m_services.connection->takeSession(connection::SessionRole::Write, u"prompts"_s);
    if (!session) {
        tell(session.error());
        return;
    }
    ++m_writing;
    updateActions();
    whenDone(
        this,
        m_jobs.write<StoredPrompt>(
            *session, [table = m_overview->table, keys = m_keys.ring(),
                       edit](connection::Session &on) { return operations::savePromptEdit(on, table, *keys, edit); }),
        [this, edit](const Result<StoredPrompt> &stored) {
            --m_writing;
            wasWritten(edit, stored);
        });
}

void PromptPage::wasWritten(const operations::PromptEdit &edit, const Result<StoredPrompt> &stored)
{
    const std::optional<StoredPrompt> &base = edit.base;
    if (stored) {
        if (base)
            dropDraft(base->id);
        m_toSelect = stored->id;
        const bool fresh = !base || base->id != stored->id;
        tell(
            Tone::Applied, fresh ? tr("%1 is saved as a new version. It is not active yet.").arg(stored->prompt.version)
                                 : tr("%1 is saved.").arg(stored->prompt.version));
        Q_EMIT saved(stored->id);
        reload();
        return;
    }
    updateActions();
    tell(stored.error());
    if (stored.error().kind != ErrorKind::Conflict || !base)
        return;
    // What they have written, to be compared with.
    whenDone(
        this,
        m_jobs.read<StoredPrompt>(
            [table = m_overview->table, keys = m_keys.ring(), id = base->id](connection::Session &session) {
                return prompt::readPrompt(session, table, *keys, id);
            }),
        [this, revision = base->revision](const Result<StoredPrompt> &theirs) {
            if (theirs && theirs->revision != revision && m_drafts.contains(theirs->id))
                showConflict(*theirs);
            else
                reload(); // it was used meanwhile, or the number is taken: what is offered changes
        });
}

// ---- conflicts

void PromptPage::showConflict(const StoredPrompt &theirs)
{
    keepDrafts();
    const PromptDraft draft = m_drafts.value(theirs.id);
    if (draft.rowId.isEmpty() || m_dialog)
        return;
    auto *dialog =
        new ConflictDialog(tr("the database"), draft.base, theirs.prompt, draft.wanted, refusal().isEmpty(), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog, theirs] { resolve(*dialog, theirs); });
    openDialog(dialog);
}

void PromptPage::resolve(const ConflictDialog &dialog, const StoredPrompt &theirs)
{
    PromptDraft draft = m_drafts.value(theirs.id);
    switch (dialog.choice()) {
    case ConflictDialog::Choice::None:
        return;
    case ConflictDialog::Choice::TakeTheirs:
        m_discarded = draft;
        m_bringBack->setEnabled(true);
        dropDraft(theirs.id);
        m_detail->setWanted(m_detail->stored().prompt);
        break;
    case ConflictDialog::Choice::KeepMine:
        draft.base = theirs.prompt;
        draft.baseRevision = theirs.revision;
        m_drafts.insert(theirs.id, draft);
        break;
    case ConflictDialog::Choice::NewVersion:
        write({theirs, nextFree(draft.wanted, Bump::Patch)});
        return;
    }
    reload();
}

// ---- a text of a file

void PromptPage::chooseEditFile()
{
    auto *dialog = new QFileDialog(this, tr("Take the text from a file"), {}, tr("Prompts (*.prompt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PromptPage::editFile);
    dialog->open();
}

void PromptPage::editFile(const QString &file)
{
    whenDone(
        this, m_jobs.work<Prompt>([file] { return operations::readPromptText(file); }),
        [this, file](const Result<Prompt> &read) {
            const StoredPrompt *stored = selected();
            if (!read || !stored) {
                if (!read)
                    tell(read.error());
                return;
            }
            m_editFile = file;
            m_editFileFor = stored->id;
            m_editFileBase = *read;
            m_detail->setWanted(*read);
            m_editedFile.watch(QFileInfo(file).path(), {QFileInfo(file).fileName()});
            tell(
                Tone::Edited,
                tr("The text is that of %1, which is watched from now on.").arg(QFileInfo(file).fileName()));
        });
}

// What the texts of two prompts say; names and numbers stay those of the version that is edited.
static bool sameTexts(const Prompt &a, const Prompt &b)
{
    return a.systemPrompt == b.systemPrompt && a.userPrompt == b.userPrompt && a.model == b.model
        && prompt::sameJson(a.metadata, b.metadata);
}

void PromptPage::fileChanged()
{
    if (m_editFile.isEmpty() || m_detail->stored().id != m_editFileFor)
        return;
    // One that was replaced is another file than the one that was watched.
    m_editedFile.watch(QFileInfo(m_editFile).path(), {QFileInfo(m_editFile).fileName()});
    whenDone(
        this, m_jobs.work<Prompt>([file = m_editFile] { return operations::readPromptText(file); }),
        [this](const Result<Prompt> &now) {
            if (!now) {
                tell(now.error()); // it is being written, or gone: the text in the editor stays
                return;
            }
            if (sameTexts(*now, m_editFileBase))
                return;
            if (sameTexts(m_detail->wanted(), m_editFileBase)) {
                m_editFileBase = *now;
                m_detail->setWanted(*now);
                tell(Tone::Edited, tr("%1 was changed: its text is taken over.").arg(QFileInfo(m_editFile).fileName()));
                return;
            }
            showFileConflict(*now);
        });
}

void PromptPage::showFileConflict(const Prompt &now)
{
    if (m_dialog)
        return;
    auto *dialog =
        new ConflictDialog(QFileInfo(m_editFile).fileName(), m_editFileBase, now, m_detail->wanted(), false, this);
    connect(dialog, &QDialog::finished, this, [this, dialog, now] {
        m_editFileBase = now;
        if (dialog->choice() == ConflictDialog::Choice::TakeTheirs)
            m_detail->setWanted(now);
    });
    openDialog(dialog);
}

void PromptPage::copySystem()
{
    if (const StoredPrompt *stored = selected(); stored && isReadable(stored->state))
        QGuiApplication::clipboard()->setMimeData(secretMimeData(m_detail->system()->prompt()));
}

} // namespace howdah::ui
