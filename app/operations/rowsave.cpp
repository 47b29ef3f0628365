// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/rowsave.h"

#include "connection/session/session.h"
#include "operations/settlesession.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::operations {

RowSave::RowSave(RowSaveJob job)
    : m_job(std::move(job))
{
}

data::SaveReport RowSave::run(const std::function<void(qsizetype, qsizetype)> &progress)
{
    data::SaveOptions options;
    options.stop = m_stop.get_token();
    options.lockTimeoutMs = m_job.lockTimeoutMs;
    options.beforeCommit = [this](const data::TransactionId &transaction) { return beginCommit(transaction); };
    options.reconnect = [this] { return openToSettle(m_job.server); };
    if (progress) {
        options.progress = [&progress](qsizetype sent, qsizetype total) {
            constexpr qsizetype often = 50;
            if (sent % often == 0 || sent == total)
                progress(sent, total);
        };
    }
    return data::save(*m_job.session, *m_job.target, m_job.rows, options);
}

Result<void> RowSave::beginCommit(const data::TransactionId &transaction)
{
    std::vector<data::RowKey> keys;
    keys.reserve(m_job.rows.size());
    for (const data::StagedRow &row : m_job.rows)
        keys.push_back(row.key);
    const std::lock_guard lock(m_mutex);
    if (m_stop.stop_requested())
        return fail(
            ErrorKind::Cancelled, QCoreApplication::translate("howdah::ui::SaveRun", "The save was cancelled"),
            QCoreApplication::translate("howdah::ui::SaveRun", "Nothing was changed."));
    if (auto noted = m_job.journal->appendSaving(transaction, keys); !noted)
        return noted;
    m_isCommitting = true;
    return {};
}

bool RowSave::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isCommitting)
            return false;
        m_stop.request_stop();
    }
    m_job.session->cancel();
    return true;
}

bool RowSave::isCommitting() const
{
    const std::lock_guard lock(m_mutex);
    return m_isCommitting;
}

void noteOutcome(data::EditJournal &journal, const data::SaveReport &report)
{
    if (report.outcome == data::SaveOutcome::Saved)
        journal.remove();
    else if (!report.transaction.isEmpty())
        std::ignore = journal.appendOutcome(report.outcome);
}

} // namespace howdah::operations
