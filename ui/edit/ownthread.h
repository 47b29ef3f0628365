// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>

#include <thread>

namespace howdah::ui {

// Runs work that waits for a server on a thread of its own: it may wait for a lock or a dead line, and must neither
// hold up what the pool's threads do nor the end of the program.
template <typename Work>
[[nodiscard]] auto onOwnThread(Work work)
{
    QPromise<std::invoke_result_t<Work>> promise;
    auto future = promise.future();
    std::thread([promise = std::move(promise), work = std::move(work)]() mutable {
        promise.start();
        promise.addResult(work());
        promise.finish();
    }).detach();
    return future;
}

} // namespace howdah::ui
