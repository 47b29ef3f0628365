// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/keysflow.h"

#include "operations/promptkeys.h"
#include "prompt/dialogs/keysdialog.h"
#include "prompt/promptjournal.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

KeysFlow::KeysFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
}

KeysFlow::~KeysFlow() { m_stop.request_stop(); }

void KeysFlow::open()
{
    auto *dialog = new KeysDialog(
        &m_parts.context->keys(), m_parts.context->services().prompter, m_parts.source->refusal(),
        m_parts.context->window());
    connect(dialog, &KeysDialog::useWanted, this, [this, dialog] { readUse(dialog); });
    connect(dialog, &KeysDialog::reencryptWanted, this, [this, dialog] { reencrypt(dialog); });
    connect(dialog, &KeysDialog::cancelWanted, this, [this] { m_stop.request_stop(); });
    m_parts.context->open(dialog);
    readUse(dialog);
}

void KeysFlow::readUse(KeysDialog *dialog)
{
    using Use = std::vector<prompt::KeyUse>;
    const KeyBox::Ring keys = m_parts.context->keys().ring();
    if (!m_parts.source->overview()) {
        // Without a table of prompts there are keys all the same.
        Use use;
        for (const prompt::KeyRing::Entry &entry : keys->entries())
            use.push_back(
                {entry.id, true, &entry == keys->current(), entry.created,
                 QString::fromLatin1(entry.key.fingerprint().toHex()), 0});
        dialog->showUse(use);
        return;
    }
    whenDone(
        dialog,
        m_parts.context->jobs().read<Use>(
            [table = m_parts.source->overview()->table, keys](connection::Session &session) {
                return prompt::readKeyUse(session, table, *keys);
            }),
        [dialog](const Result<Use> &use) { dialog->showUse(use); });
}

// Row by row: stopped or killed, the next run goes on where this one was.
void KeysFlow::reencrypt(KeysDialog *dialog)
{
    const auto overview = m_parts.source->overview();
    if (!overview)
        return;
    m_stop = std::stop_source();
    const QPointer<KeysDialog> shown = dialog;
    const auto progress = [home = m_parts.context, shown](qsizetype done, qsizetype all) {
        QMetaObject::invokeMethod(home, [shown, done, all] {
            if (shown && shown->isRunning())
                shown->showProgress(done, all);
        });
    };
    const bool isBegun = m_parts.context->write<prompt::ReencryptReport>(
        this,
        [progress, table = overview->table, keys = m_parts.context->keys().ring(), origin = m_parts.source->origin(),
         stop = m_stop.get_token()](connection::Session &on) {
            return operations::reencryptPrompts(on, table, *keys, origin, prompt::promptJournalFile(), stop, progress);
        },
        [this, shown](const Result<prompt::ReencryptReport> &report) { ended(shown, report); });
    if (isBegun)
        dialog->showProgress(0, qsizetype(overview->prompts.size()));
}

void KeysFlow::ended(KeysDialog *dialog, const Result<prompt::ReencryptReport> &report)
{
    QString words;
    if (report) {
        words = tr("%n texts were re-encrypted", nullptr, int(report->changed)) + u". "_s;
        if (!report->refused.empty())
            words += tr("%n texts cannot be decrypted, and were left as they are", nullptr, int(report->refused.size()))
                   + u'.';
    } else {
        words = describe(report.error()) + u'\n'
              + tr("What was done is kept; \"Re-encrypt everything\" continues where it stopped.");
    }
    if (dialog)
        dialog->endProgress(words.trimmed(), !report);
    else
        m_parts.context->report(report ? Tone::Applied : Tone::Failed, words);
    Q_EMIT m_parts.context->reloadWanted({});
}

} // namespace howdah::ui
