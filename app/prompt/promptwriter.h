// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/storedprompt.h"

namespace howdah::prompt {

// Gathers statements that write prompts, each of which touches just one row.
class PromptWriter final
{
public:
    PromptWriter(const PromptTable &table, const KeyRing &keys)
        : m_table(table)
        , m_keys(keys)
    {
    }

    // Answers the id of the new row. `reason` is for the history, where the version is active.
    Result<QString> insert(const Prompt &prompt, const QString &reason = {});
    // Touches no row when somebody else has changed it, or used it while something else than its metadata changes.
    Result<void> update(const StoredPrompt &stored, const Prompt &wanted);
    // Encrypts what is there with the current key.
    Result<void> seal(const StoredPrompt &stored);

    [[nodiscard]] std::vector<connection::Statement> take() { return std::move(m_statements); }

private:
    [[nodiscard]] Result<QByteArray> systemText(const Prompt &prompt, const QString &rowId) const;
    [[nodiscard]] std::optional<QByteArray> keyId() const;
    [[nodiscard]] QStringList columns() const;

    const PromptTable &m_table;
    const KeyRing &m_keys;
    std::vector<connection::Statement> m_statements;
};

// ErrorKind::Usage when texts would be written readable and nobody has allowed it; ErrorKind::Permission when they
// would then stand in the log of the server, too, and that cannot be switched off for this session.
[[nodiscard]] Result<void> mayWriteTexts(connection::Session &session, const KeyRing &keys, bool readable);

// All of them in one transaction; ErrorKind::Conflict when one does not touch just one row.
[[nodiscard]] Result<void> runTogether(connection::Session &session, std::vector<connection::Statement> statements);

} // namespace howdah::prompt
