// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "edit/editsession.h"

#include <QFutureWatcher>
#include <QPointer>

namespace howdah::ui {

template <typename T, typename Handler>
void EditSession::watch(const QFuture<Result<T>> &future, Handler handler)
{
    auto *watcher = new QFutureWatcher<Result<T>>; // of its own: the thread may outlive this object
    connect(
        watcher, &QFutureWatcherBase::finished, watcher,
        [watcher, session = m_session, self = QPointer(this), opened = m_opened, handler = std::move(handler)] {
            watcher->deleteLater();
            if (self && self->m_opened == opened)
                handler(watcher->result());
        });
    watcher->setFuture(future);
}

} // namespace howdah::ui
