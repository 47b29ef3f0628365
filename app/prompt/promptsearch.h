// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptstore.h"

namespace howdah::prompt {

struct SearchQuery
{
    QString text;       // empty: the other conditions alone
    bool regex = false; // Perl's
    bool matchCase = false;
    QString variable; // uses this variable
    QString model;    // is written for this model
    bool activeOnly = false;
};

struct SearchHit
{
    size_t row = 0;       // in PromptIndex::prompts()
    QString field;        // systemPrompt, userPrompt, metadata, name, promptId; empty: no text was asked for
    qsizetype offset = 0; // of the first place in it
    qsizetype length = 0;
    int count = 0;   // places in this field, at most PromptIndex::MostPlaces
    QString excerpt; // one line around it
};

// Searches in decrypted texts, templates and metadata of all versions. In memory only; wipe() when the keys are locked.
// Any thread, one at a time.
class PromptIndex final
{
public:
    static constexpr int MostPlaces = 100;

    PromptIndex() = default;
    explicit PromptIndex(std::vector<StoredPrompt> prompts);
    ~PromptIndex();
    PromptIndex(PromptIndex &&) noexcept = default;
    PromptIndex &operator=(PromptIndex &&) noexcept = default;

    // In the order of the prompts. ErrorKind::Invalid for an expression that is none, with what is wrong and where.
    [[nodiscard]] Result<std::vector<SearchHit>> search(const SearchQuery &query) const;
    [[nodiscard]] const std::vector<StoredPrompt> &prompts() const { return m_prompts; }
    // Overwrites the texts.
    void wipe();

private:
    struct Folded
    {
        QString text; // character by character in one case, so that places are the same
        QString field;
    };

    std::vector<StoredPrompt> m_prompts;
    std::vector<std::vector<Folded>> m_folded;
    std::vector<QStringList> m_variables;
};

} // namespace howdah::prompt
