// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptdraftfiles.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace howdah::ui {

using operations::PromptDraft;

// Keeps unsaved text over a crash: one file for each version that is being edited, encrypted with the current key of
// the operator, in the data folder. Without a key nothing is written: a draft is as secret as the prompt. UI thread;
// the files are written on another one, in the order of the calls.
class DraftJournal final : public QObject
{
    Q_OBJECT
public:
    using Ring = std::shared_ptr<const prompt::KeyRing>;

    explicit DraftJournal(const QString &folder, QObject *parent = nullptr);
    ~DraftJournal() override;

    // "<data>/prompts/drafts".
    [[nodiscard]] static QString usualFolder();

    // `database` and `table` say where the draft belongs, as the page names them.
    void keep(const QString &database, const QString &table, const PromptDraft &draft, const Ring &keys);
    void forget(const QString &database, const QString &table, const QString &rowId);
    // Those of this database that open with these keys. The others stay where they are.
    void restore(
        const QString &database, const QString &table, const Ring &keys,
        std::function<void(const std::vector<PromptDraft> &)> done);
    // Until everything asked for is on disk. For the end of the program, and tests.
    void flush() { m_pool.waitForDone(); }
    // What went wrong with the last one, "" when it is kept.
    [[nodiscard]] QString problem() const { return m_problem; }

Q_SIGNALS:
    void problemChanged();

private:
    void notify(const QString &problem);

    QString m_folder;
    QString m_problem;
    QThreadPool m_pool;
};

} // namespace howdah::ui
