// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/editedfile.h"

#include "operations/promptsync.h"
#include "prompt/dialogs/conflictdialog.h"

#include <QFileDialog>
#include <QFileInfo>

namespace howdah::ui {

using prompt::Prompt;
using prompt::StoredPrompt;

EditedFile::EditedFile(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
    connect(&m_watcher, &SourceWatcher::changed, this, &EditedFile::changed);
    connect(&m_watcher, &SourceWatcher::watching, this, &EditedFile::look);
}

void EditedFile::choose()
{
    auto *dialog = new QFileDialog(
        m_parts.context->window(), tr("Load the text from a file"), {}, tr("Prompts (*.prompt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &EditedFile::take);
    dialog->open();
}

void EditedFile::take(const QString &file)
{
    whenDone(
        this, m_parts.context->jobs().work<Prompt>([file] { return operations::readPromptText(file); }),
        [this, file](const Result<Prompt> &read) {
            const StoredPrompt *stored = m_parts.selected();
            if (!read)
                m_parts.context->report(read.error());
            if (!read || !stored)
                return;
            m_file = file;
            m_rowId = stored->id;
            m_base = *read;
            m_parts.detail->setWanted(*read);
            m_watcher.watch(QFileInfo(file).path(), {QFileInfo(file).fileName()});
            m_parts.context->report(
                Tone::Edited,
                tr("The text was loaded from %1, which is watched from now on.").arg(QFileInfo(file).fileName()));
        });
}

void EditedFile::changed()
{
    // One that was replaced is another file than the one that was watched.
    if (!m_file.isEmpty() && m_parts.detail->stored().id == m_rowId)
        m_watcher.watch(QFileInfo(m_file).path(), {QFileInfo(m_file).fileName()});
}

// Whenever it is watched, again: it may have changed since it was read.
void EditedFile::look()
{
    if (m_file.isEmpty() || m_parts.detail->stored().id != m_rowId)
        return;
    whenDone(
        this, m_parts.context->jobs().work<Prompt>([file = m_file] { return operations::readPromptText(file); }),
        [this](const Result<Prompt> &now) {
            if (now)
                compare(*now);
            else
                m_parts.context->report(now.error()); // it is being written, or gone: the text in the editor stays
        });
}

// What the texts of two prompts say; names and numbers stay those of the version that is edited.
static bool sameTexts(const Prompt &a, const Prompt &b)
{
    return a.systemPrompt == b.systemPrompt && a.userPrompt == b.userPrompt && a.model == b.model
        && prompt::sameJson(a.metadata, b.metadata);
}

void EditedFile::compare(const Prompt &now)
{
    if (sameTexts(now, m_base))
        return;
    if (!sameTexts(m_parts.detail->wanted(), m_base)) {
        showConflict(now);
        return;
    }
    m_base = now;
    m_parts.detail->setWanted(now);
    m_parts.context->report(Tone::Edited, tr("%1 was changed: its text was loaded.").arg(QFileInfo(m_file).fileName()));
}

void EditedFile::showConflict(const Prompt &now)
{
    if (m_parts.context->dialog())
        return;
    auto *dialog = new ConflictDialog(
        QFileInfo(m_file).fileName(), m_base, now, m_parts.detail->wanted(), false, m_parts.context->window());
    connect(dialog, &QDialog::finished, this, [this, dialog, now] {
        m_base = now;
        if (dialog->choice() == ConflictDialog::Choice::TakeTheirs)
            m_parts.detail->setWanted(now);
    });
    m_parts.context->open(dialog);
}

} // namespace howdah::ui
