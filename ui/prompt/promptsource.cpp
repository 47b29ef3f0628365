// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptsource.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "prompt/promptcontext.h"

#include <QFileInfo>

namespace howdah::ui {

using prompt::StoredPrompt;

PromptSource::PromptSource(PromptContext *context)
    : QObject(context)
    , m_context(context)
{
}

void PromptSource::begin(const QString &label)
{
    stop();
    m_judged.drop();
    m_loaded = {.label = label, .overview = {}, .assessment = {}};
}

void PromptSource::stop()
{
    m_reads.drop();
    m_isReading = false;
}

void PromptSource::forget()
{
    m_judged.drop();
    m_loaded.overview.reset();
    m_loaded.assessment.reset();
}

void PromptSource::read()
{
    if (!m_context->jobs().hasSession())
        return;
    m_isReading = true;
    Q_EMIT readingBegun();
    const QString wanted = m_loaded.overview ? prompt::qualifiedName(m_loaded.overview->table) : QString();
    m_reads.ask(
        this,
        m_context->jobs().read<Overview>(
            [keys = m_context->keys().ring(), mapping = m_mapping, wanted](connection::Session &session)
                -> Result<Overview> { return readPromptOverview(session, *keys, mapping, wanted); }),
        [this](const Result<Overview> &overview) {
            m_isReading = false;
            if (!overview) {
                Q_EMIT failed(overview.error());
                return;
            }
            m_judged.drop();
            m_loaded.overview = *overview;
            m_loaded.assessment.reset();
            Q_EMIT loaded();
            assess();
        });
}

void PromptSource::assess()
{
    m_judged.ask(
        this, m_context->jobs().work<Assessment>([overview = m_loaded.overview]() -> Result<Assessment> {
            return assessPrompts(*overview);
        }),
        [this](const Result<Assessment> &assessment) {
            if (!assessment)
                return;
            m_loaded.assessment = *assessment;
            Q_EMIT assessed();
        });
}

const StoredPrompt *PromptSource::find(const QString &id) const
{
    return m_loaded.overview && !id.isEmpty() ? m_loaded.overview->find(id) : nullptr;
}

operations::PromptOrigin PromptSource::origin() const
{
    return {m_loaded.label, m_loaded.overview ? prompt::qualifiedName(m_loaded.overview->table) : QString()};
}

QString PromptSource::refusal() const
{
    if (!m_loaded.overview)
        return tr("There is no prompt table.");
    const ConnectionController &connection = m_context->connection();
    const connection::ServerFacts &facts = connection.facts();
    if (!connection.isConnected())
        return tr("Not connected.");
    if (facts.inRecovery)
        return tr("This server is a standby: nothing can be written.");
    const connection::Guard &guard = connection.guard();
    if (guard.isLocked())
        return tr("This production server is locked for writing: unlock it in the bar at the top.");
    if (facts.readOnly && !guard.isGuarded()) // what is read goes over a session that is held to reading
        return tr("This connection is read-only.");
    if (!m_loaded.overview->table.mayWrite)
        return tr("The database user %1 does not have permission to write to %2: you can read everything, but change "
                  "nothing.")
            .arg(facts.user, prompt::qualifiedName(m_loaded.overview->table));
    return {};
}

void PromptSource::useMapping(const QString &file)
{
    whenDone(
        this, m_context->jobs().work<prompt::PromptTable>([file]() -> Result<prompt::PromptTable> {
            ASSIGN_OR_RETURN(const QByteArray mapping, readPlainFile(file));
            return prompt::parseTableMapping(mapping, QFileInfo(file).fileName());
        }),
        [this, file](const Result<prompt::PromptTable> &mapping) {
            if (!mapping) {
                m_context->report(mapping.error());
                return;
            }
            m_mapping = *mapping;
            m_mappingFile = file;
            read();
        });
}

} // namespace howdah::ui
