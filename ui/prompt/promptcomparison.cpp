// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptcomparison.h"

#include "common/prompter.h"
#include "connection/server/environment.h"
#include "operations/promptsave.h"
#include "operations/promptsync.h"
#include "prompt/edit/comparepanel.h"

#include <QFileDialog>
#include <QFileInfo>

#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Prompt;
using prompt::StoredPrompt;

PromptComparison::PromptComparison(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
    const ComparePanel *comparison = m_parts.detail->comparison();
    connect(comparison, &ComparePanel::sourceWanted, this, &PromptComparison::show);
    connect(comparison, &ComparePanel::otherFileWanted, this, &PromptComparison::chooseFile);
    connect(comparison, &ComparePanel::otherDatabaseWanted, this, &PromptComparison::askForDatabase);
}

PromptComparison::~PromptComparison() { m_task.finish(); }

// ---- other versions

std::vector<std::pair<QString, QString>> PromptComparison::sources(const StoredPrompt &stored) const
{
    std::vector<std::pair<QString, QString>> sources{{stored.id, tr("%1 as stored").arg(stored.prompt.version)}};
    const auto add = [&](const StoredPrompt &one) {
        const QString words = one.prompt.active.value_or(false) ? tr("%1 %2 (active)") : u"%1 %2"_s;
        sources.emplace_back(one.id, words.arg(one.prompt.name, one.prompt.version));
    };
    const std::vector<StoredPrompt> &prompts = m_parts.source->overview()->prompts;
    const auto same = [&stored](const StoredPrompt &one) { return one.prompt.name == stored.prompt.name; };
    for (auto it = prompts.rbegin(); it != prompts.rend(); ++it) {
        if (same(*it) && it->id != stored.id)
            add(*it);
    }
    for (const Other &other : m_others)
        sources.emplace_back(other.key, other.name);
    constexpr size_t MostSources = 400;
    for (const StoredPrompt &one : prompts) {
        if (!same(one) && sources.size() < MostSources)
            add(one);
    }
    return sources;
}

// The one before it in the order of versions; of the first one the newest.
QString PromptComparison::versionBefore(const StoredPrompt &stored) const
{
    QString newest = stored.id;
    QString before;
    bool passed = false;
    for (const StoredPrompt &one : m_parts.source->overview()->prompts) {
        if (one.id == stored.id)
            passed = true;
        else if (one.prompt.name == stored.prompt.name)
            (passed ? newest : before) = one.id;
    }
    if (!before.isEmpty())
        return before;
    return newest;
}

void PromptComparison::updateSources()
{
    const StoredPrompt *stored = m_parts.selected();
    if (!stored)
        return;
    PromptDetail &detail = *m_parts.detail;
    const QString before = detail.comparison()->source();
    detail.comparison()->setSources(sources(*stored));
    const QString source = detail.comparison()->source();
    // What was chosen for one prompt says nothing of another.
    const bool isAnother = std::exchange(m_comparedPrompt, stored->prompt.name) != stored->prompt.name;
    const bool isItself = source == stored->id && detail.tab() != PromptDetail::Tab::Compare;
    if (!isAnother && !isItself && source == before && source != m_proposed)
        return; // it was chosen by hand
    // The version that is active, or else the one before: what one most likely wants to know. Of a version that was
    // just saved it is another one than of that which it was made from.
    const StoredPrompt *active = m_parts.source->overview()->active(stored->prompt.name);
    m_proposed = active && active->id != stored->id ? active->id : versionBefore(*stored);
    if (!isAnother && source == m_proposed)
        return;
    detail.comparison()->setSource(m_proposed);
    if (detail.tab() == PromptDetail::Tab::Compare)
        show(detail.comparison()->source());
}

void PromptComparison::show(const QString &key)
{
    if (!m_parts.source->overview() || key.isEmpty())
        return;
    if (const auto other = std::ranges::find(m_others, key, &Other::key); other != m_others.end()) {
        m_parts.detail->comparison()->showOther(other->prompt);
    } else if (const StoredPrompt *stored = m_parts.source->find(key)) {
        if (isReadable(stored->state))
            m_parts.detail->comparison()->showOther(stored->prompt);
        else
            m_parts.detail->comparison()->showOtherProblem(stateSentence(*stored));
    }
}

void PromptComparison::add(const Other &other)
{
    if (const auto known = std::ranges::find(m_others, other.key, &Other::key); known != m_others.end())
        known->prompt = other.prompt;
    else
        m_others.push_back(other);
    updateSources();
    m_parts.detail->setTab(PromptDetail::Tab::Compare);
    m_parts.detail->comparison()->setSource(other.key);
    show(other.key);
}

// ---- files

void PromptComparison::chooseFile()
{
    auto *dialog = new QFileDialog(
        m_parts.context->window(), tr("Compare with a file"), {}, tr("Prompts (*.prompt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PromptComparison::withFile);
    dialog->open();
}

void PromptComparison::withFile(const QString &file)
{
    whenDone(
        this, m_parts.context->jobs().work<Prompt>([file] { return operations::readPromptText(file); }),
        [this, file](const Result<Prompt> &read) {
            if (read)
                add({u"file:"_s + file, tr("File %1").arg(QFileInfo(file).fileName()), *read});
            else
                m_parts.context->report(read.error());
        });
}

// ---- other databases

void PromptComparison::askForDatabase()
{
    const std::vector<RecentConnection> recent = m_parts.context->connection().recent().all();
    m_parts.context->services().prompter->askText(
        m_parts.context->window(),
        {tr("Compare with another database"),
         tr("The database to look for the same prompt in. The password can be left to the password file."),
         recent.size() > 1 ? recent[1].uri : QString(), u"postgresql://user@host/database"_s, tr("Compare"),
         [](const QString &text) { return text.isEmpty() ? tr("The address is missing") : QString(); }},
        [asked = QPointer(this)](const std::optional<QString> &uri) {
            if (uri && asked)
                asked->withDatabase(*uri);
        });
}

void PromptComparison::withDatabase(const QString &uri)
{
    const StoredPrompt *stored = m_parts.selected();
    auto info = connection::parseConnInfo(uri);
    if (!info)
        m_parts.context->report(info.error());
    if (!stored || !info)
        return;
    info->context = m_parts.context->connection().sessionContext();
    m_task = m_parts.context->services().tasks->start(tr("Reading the other database"));
    whenDone(
        this,
        m_parts.context->jobs().work<std::vector<StoredPrompt>>(
            [info = *info, like = m_parts.source->overview()->table, keys = m_parts.context->keys().ring()] {
                return operations::readPromptsElsewhere(info, like, *keys);
            }),
        [this, name = connection::describe(*info),
         wanted = stored->prompt](const Result<std::vector<StoredPrompt>> &found) {
            m_task.finish();
            if (found)
                addOf(name, wanted, *found);
            else
                m_parts.context->report(found.error());
        });
}

// The same version there, or else the one that is active.
void PromptComparison::addOf(const QString &database, const Prompt &wanted, const std::vector<StoredPrompt> &found)
{
    const auto same =
        std::ranges::find_if(found, [&](const StoredPrompt &one) { return one.prompt.promptId == wanted.promptId; });
    const auto active = std::ranges::find_if(found, [&](const StoredPrompt &one) {
        return one.prompt.name == wanted.name && one.prompt.active.value_or(false);
    });
    const auto other = same != found.end() ? same : active;
    if (other == found.end())
        m_parts.context->report(Tone::Edited, tr("%1 has no prompt %2.").arg(database, wanted.name));
    else if (!isReadable(other->state))
        m_parts.context->report(
            Tone::Failed, tr("The prompt in %1 cannot be decrypted with the available keys.").arg(database));
    else
        add(
            {u"database:%1/%2"_s.arg(database, other->prompt.promptId),
             tr("%1 in %2").arg(other->prompt.version, database), other->prompt});
}

} // namespace howdah::ui
