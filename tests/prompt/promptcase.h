// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptdatabase.h"
#include "prompt/promptedit.h"

#include <optional>

namespace howdah::test {

// What tests of the prompts in a database share: a server, a database with their tables, keys to encrypt with.
class PromptCase
{
protected:
    static prompt::Prompt version(const QString &name, const QString &number, bool active = false)
    {
        return PromptDatabase::version(name, number, active);
    }
    connection::Session &session() { return m_base->session(); }
    const prompt::PromptTable &table() { return m_base->table; }
    Result<prompt::StoredPrompt> save(const std::optional<prompt::StoredPrompt> &base, const prompt::Prompt &wanted)
    {
        return savePrompt(session(), table(), m_keys, base, wanted);
    }

    TestServer m_server;
    std::optional<PromptDatabase> m_base;
    prompt::KeyRing m_keys = PromptDatabase::ring(QStringLiteral("k"), 1);
};

} // namespace howdah::test
