// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

namespace howdah {

// Brings the answer of a future home to the thread of `context`, and calls nothing once `context` is gone. Preferred to
// QFuture::then(context, ...), whose continuation in Qt 6.4 is neither dropped nor safe when the context dies first.
// A future that ends without a value arrives as ErrorKind::Cancelled where it is one of a Result; of others nothing is
// said then. Must be called on the thread of `context`.
template <typename T, typename Handler>
void whenDone(QObject *context, const QFuture<T> &future, Handler &&handler)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(
        watcher, &QFutureWatcherBase::finished, context, [watcher, handler = std::forward<Handler>(handler)]() mutable {
            watcher->deleteLater();
            QFuture<T> done = watcher->future();
            if constexpr (std::is_void_v<T>) {
                handler();
            } else {
                if (done.resultCount() > 0)
                    handler(done.result());
                else if constexpr (requires { typename T::unexpected_type; })
                    handler(T(fail(ErrorKind::Cancelled, QObject::tr("Cancelled"))));
            }
        });
    watcher->setFuture(future);
}

} // namespace howdah
