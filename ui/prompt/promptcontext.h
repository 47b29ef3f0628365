// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/theme.h"
#include "connect/connectioncontroller.h"
#include "prompt/edit/keybox.h"
#include "prompt/promptjobs.h"

#include <QDialog>
#include <QPointer>

namespace howdah::ui {

// What the parts of the page of prompts have in common: where keys come from, threads to work on, the one dialog that
// may be open, and what is being written. Knows none of the parts; the page hears its signals. UI thread.
class PromptContext final : public QObject
{
    Q_OBJECT
public:
    PromptContext(const PageServices &services, QWidget *window);
    ~PromptContext() override;

    [[nodiscard]] const PageServices &services() const { return m_services; }
    [[nodiscard]] ConnectionController &connection() const { return *m_services.connection; }
    [[nodiscard]] QWidget *window() const { return m_window; } // the page, for questions and dialogs
    [[nodiscard]] KeyBox &keys() { return m_keys; }
    [[nodiscard]] const KeyBox &keys() const { return m_keys; }
    [[nodiscard]] PromptJobs &jobs() { return m_jobs; }

    void report(Tone tone, const QString &text) { Q_EMIT reported(tone, text); }
    void report(const Error &error) { Q_EMIT reported(Tone::Failed, describe(error)); }
    // One at a time: the one before is closed.
    void open(QDialog *dialog);
    [[nodiscard]] QDialog *dialog() const { return m_dialog; }

    // Runs a job, which takes a Session & and answers a Result<T>, on a session that may write; false, and reported,
    // when there is none. `done` has the answer while `asker` lives; what fails after that is reported all the same.
    template <typename T, typename Job, typename Done>
    bool write(QObject *asker, Job job, Done done)
    {
        const auto session = connection().takeSession(connection::SessionRole::Write, QStringLiteral("prompts"));
        if (!session) {
            report(session.error());
            return false;
        }
        ++m_writing;
        Q_EMIT writingChanged();
        whenDone(
            this, m_jobs.write<T>(*session, std::move(job)),
            [this, asker = QPointer<QObject>(asker), done = std::move(done)](const Result<T> &answer) mutable {
                --m_writing;
                if (asker)
                    done(answer);
                else if (!answer)
                    report(answer.error());
                Q_EMIT writingChanged();
            });
        return true;
    }
    [[nodiscard]] bool isWriting() const { return m_writing > 0; }

Q_SIGNALS:
    void reported(Tone tone, const QString &text);
    void dialogOpened(QDialog *dialog);
    void writingChanged();
    void reloadWanted(const QString &select); // the database holds something else now; "": what is selected stays so

private:
    PageServices m_services;
    QWidget *m_window;
    KeyBox m_keys;
    PromptJobs m_jobs;
    QPointer<QDialog> m_dialog;
    int m_writing = 0;
};

} // namespace howdah::ui
