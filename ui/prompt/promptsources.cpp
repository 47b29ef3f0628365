// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a prompt is compared with: other versions, files, other databases.
#include "connect/connectioncontroller.h"
#include "connection/server/environment.h"
#include "prompt/edit/promptdetail.h"
#include "operations/promptsave.h"
#include "operations/promptsync.h"
#include "prompt/promptpage.h"

#include <QFile>
#include <QFileInfo>

#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

void PromptPage::updateSources()
{
    const StoredPrompt *stored = selected();
    if (!stored)
        return;
    std::vector<std::pair<QString, QString>> sources;
    const auto add = [&](const StoredPrompt &one) {
        sources.emplace_back(
            one.id, one.id == stored->id                ? tr("%1 as it is stored").arg(one.prompt.version)
                    : one.prompt.active.value_or(false) ? tr("%1 %2 (active)").arg(one.prompt.name, one.prompt.version)
                                                        : u"%1 %2"_s.arg(one.prompt.name, one.prompt.version));
    };
    const auto same = [stored](const StoredPrompt &one) { return one.prompt.name == stored->prompt.name; };
    for (auto it = m_overview->prompts.rbegin(); it != m_overview->prompts.rend(); ++it) {
        if (same(*it) && it->id != stored->id)
            add(*it);
    }
    QString before = sources.empty() ? stored->id : sources.front().first;
    for (const StoredPrompt &one : m_overview->prompts) {
        if (one.id == stored->id)
            break;
        if (same(one))
            before = one.id;
    }
    sources.insert(sources.begin(), {stored->id, tr("%1 as it is stored").arg(stored->prompt.version)});
    for (const auto &[key, name] : m_otherNames)
        sources.emplace_back(key, name);
    constexpr size_t MostSources = 400;
    for (const StoredPrompt &one : m_overview->prompts) {
        if (!same(one) && sources.size() < MostSources)
            add(one);
    }
    m_detail->setSources(sources);
    // What was chosen for one prompt says nothing of another.
    const bool isAnother = std::exchange(m_comparedPrompt, stored->prompt.name) != stored->prompt.name;
    const bool isUnchosen = m_detail->source() == stored->id && m_detail->tab() != PromptDetail::Tab::Compare;
    if (!isAnother && !isUnchosen)
        return;
    // The version that is active, or else the one before: what one most likely wants to know.
    const StoredPrompt *active = m_overview->active(stored->prompt.name);
    m_detail->setSource(active && active->id != stored->id ? active->id : before);
    if (m_detail->tab() == PromptDetail::Tab::Compare)
        readOther(m_detail->source());
}

void PromptPage::readOther(const QString &key)
{
    if (!m_overview || key.isEmpty())
        return;
    if (const auto other = m_others.constFind(key); other != m_others.cend()) {
        m_detail->showOther(*other);
    } else if (const StoredPrompt *stored = m_overview->find(key)) {
        if (isReadable(stored->state))
            m_detail->showOther(stored->prompt);
        else
            m_detail->showOtherProblem(stateSentence(*stored));
    }
    Q_EMIT otherShown();
}

void PromptPage::compareWithFile(const QString &file)
{
    whenDone(
        this, m_jobs.work<prompt::Prompt>([file] { return operations::readPromptText(file); }),
        [this, file](const Result<prompt::Prompt> &read) {
            if (!read) {
                tell(read.error());
                return;
            }
            const QString key = u"file:"_s + file;
            if (!m_others.contains(key))
                m_otherNames.emplace_back(key, tr("File %1").arg(QFileInfo(file).fileName()));
            m_others.insert(key, *read);
            updateSources();
            m_detail->setTab(PromptDetail::Tab::Compare);
            m_detail->setSource(key);
            readOther(key);
        });
}

void PromptPage::compareWithDatabase(const QString &uri)
{
    const StoredPrompt *stored = selected();
    const auto info = connection::parseConnInfo(uri);
    if (!stored || !info) {
        if (!info)
            tell(info.error());
        return;
    }
    m_task = m_services.tasks->start(tr("Reading the other database"));
    whenDone(
        this, m_jobs.work<std::vector<StoredPrompt>>([info = *info, like = m_overview->table, keys = m_keys.ring()] {
            return operations::readPromptsElsewhere(info, like, *keys);
        }),
        [this, name = connection::describe(*info),
         wanted = stored->prompt](const Result<std::vector<StoredPrompt>> &found) {
            m_task.finish();
            if (!found) {
                tell(found.error());
                return;
            }
            // The same version there, or else the one that is active.
            const auto same = std::ranges::find_if(
                *found, [&](const StoredPrompt &one) { return one.prompt.promptId == wanted.promptId; });
            const auto active = std::ranges::find_if(*found, [&](const StoredPrompt &one) {
                return one.prompt.name == wanted.name && one.prompt.active.value_or(false);
            });
            const auto other = same != found->end() ? same : active;
            if (other == found->end()) {
                tell(Tone::Edited, tr("%1 has no prompt %2.").arg(name, wanted.name));
                return;
            }
            if (!isReadable(other->state)) {
                tell(Tone::Failed, tr("The prompt in %1 does not open with the keys at hand.").arg(name));
                return;
            }
            const QString key = u"database:%1/%2"_s.arg(name, other->prompt.promptId);
            if (!m_others.contains(key))
                m_otherNames.emplace_back(key, tr("%1 in %2").arg(other->prompt.version, name));
            m_others.insert(key, other->prompt);
            updateSources();
            m_detail->setTab(PromptDetail::Tab::Compare);
            m_detail->setSource(key);
            readOther(key);
        });
}

} // namespace howdah::ui
