// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/draftjournal.h"

#include "base/paths.h"
#include "base/whendone.h"

#include <QDir>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DraftJournal::DraftJournal(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
{
    m_pool.setMaxThreadCount(1);
}

DraftJournal::~DraftJournal() { flush(); }

QString DraftJournal::usualFolder() { return QDir(dataFolder()).filePath(u"prompts/drafts"_s); }

void DraftJournal::notify(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void DraftJournal::keep(const QString &database, const QString &table, const PromptDraft &draft, const Ring &keys)
{
    if (!keys->current()) {
        notify(tr("There is no key to encrypt unsaved text with, so it would be lost in a crash."));
        return;
    }
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool, [place = operations::DraftPlace{m_folder, database, table}, draft,
                      keys] { return operations::keepPromptDraft(place, draft, *keys); }),
        [this](const Result<void> &written) {
            notify(written ? QString() : tr("Unsaved text is not kept: %1").arg(written.error().message));
        });
}

void DraftJournal::forget(const QString &database, const QString &table, const QString &rowId)
{
    m_pool.start([place = operations::DraftPlace{m_folder, database, table}, rowId] {
        operations::forgetPromptDraft(place, rowId);
    });
    notify({});
}

void DraftJournal::restore(
    const QString &database, const QString &table, const Ring &keys,
    std::function<void(const std::vector<PromptDraft> &)> done)
{
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool, [place = operations::DraftPlace{m_folder, database, table},
                      keys] { return operations::readPromptDrafts(place, *keys); }),
        std::move(done));
}

} // namespace howdah::ui
