// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace howdah::operations {

// Whoever is responsible for files that are there already: a dialog that was answered before, or the option of a
// command. Asked on the thread of the operation, which waits.
class FileDecision
{
public:
    virtual ~FileDecision() = default;
    // Of a regular file that is there. An error: it stays, and nothing is done.
    [[nodiscard]] virtual Result<void> mayReplace(const QString &path) = 0;
};

// What was said before: by a note in a dialog, or an option. `hint`: what to do when it may not be replaced.
class GivenAnswer final : public FileDecision
{
public:
    GivenAnswer(bool replaces, QString hint)
        : m_replaces(replaces)
        , m_hint(std::move(hint))
    {
    }
    [[nodiscard]] Result<void> mayReplace(const QString &path) override;

private:
    bool m_replaces;
    QString m_hint;
};

// Asks where there is something to ask about. What is no regular file (a device, a pipe) is never replaced, only
// written to.
[[nodiscard]] Result<void> mayWrite(const QString &path, FileDecision &decision);

} // namespace howdah::operations
