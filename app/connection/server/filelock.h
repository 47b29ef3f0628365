// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace howdah::connection {

// An advisory lock (flock) on a file that is made when missing and never removed. The kernel drops it when its holder
// dies, however it dies. Two locks on one file exclude each other within a process, too. Move-only; any thread.
class FileLock final
{
public:
    enum class Mode { Shared, Exclusive };

    // Waits until the lock is free, or for `stop` (ErrorKind::Cancelled). `waiting` is called once, before the first
    // wait.
    [[nodiscard]] static Result<FileLock>
    acquire(const QString &path, Mode mode, std::stop_token stop = {}, const std::function<void()> &waiting = {});

    // Without waiting: empty when somebody else holds it.
    [[nodiscard]] static Result<std::optional<FileLock>> tryAcquire(const QString &path, Mode mode);

    FileLock() = default;
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;
    ~FileLock();

    [[nodiscard]] bool isHeld() const { return m_descriptor >= 0; }
    // From shared to exclusive without waiting. False: somebody else holds it, and the shared lock may be gone.
    [[nodiscard]] bool tryMakeExclusive();
    void release();

private:
    [[nodiscard]] static Result<FileLock> openFile(const QString &path);
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    int m_descriptor = -1;
};

} // namespace howdah::connection
