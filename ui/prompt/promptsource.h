// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "operations/promptexport.h"
#include "prompt/list/promptoverview.h"

namespace howdah::ui {

class PromptContext;

// What is loaded of the prompts of one database, and how it is reread. Another database is begun with nothing.
// UI thread; reads on another one.
class PromptSource final : public QObject
{
    Q_OBJECT
public:
    using Overview = std::shared_ptr<const PromptOverview>;
    using Assessment = std::shared_ptr<const PromptAssessment>;

    explicit PromptSource(PromptContext *context);

    // From another database: nothing of the one before is kept.
    void begin(const QString &label);
    [[nodiscard]] const QString &label() const { return m_loaded.label; }
    void read();   // does nothing without a session
    void stop();   // no answer is waited for any more
    void forget(); // there is no table any more
    [[nodiscard]] bool isReading() const { return m_isReading; }

    // Both nullptr when nothing is loaded; the assessment comes later.
    [[nodiscard]] const Overview &overview() const { return m_loaded.overview; }
    [[nodiscard]] const Assessment &assessment() const { return m_loaded.assessment; }
    [[nodiscard]] const prompt::StoredPrompt *find(const QString &id) const;
    [[nodiscard]] operations::PromptOrigin origin() const; // for the journal
    // Why nothing can be written, "" when it can.
    [[nodiscard]] QString refusal() const;

    // A file that says which table and columns stand for ours; read at once.
    void useMapping(const QString &file);
    [[nodiscard]] const QString &mappingFile() const { return m_mappingFile; }

Q_SIGNALS:
    void readingBegun();
    void loaded();
    void failed(const Error &error);
    void assessed();

private:
    void assess();

    // Of one database.
    struct Loaded
    {
        QString label;
        Overview overview;
        Assessment assessment;
    };

    PromptContext *m_context;
    Loaded m_loaded;
    std::optional<prompt::PromptTable> m_mapping;
    QString m_mappingFile;
    Latest m_reads;
    Latest m_judged;
    bool m_isReading = false;
};

} // namespace howdah::ui
