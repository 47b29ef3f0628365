// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "data/edit/editjournal.h"

#include <QFutureWatcher>
#include <QPointer>

#include <memory>

namespace howdah::ui {

// The connection over which the edits of one relation are asked about and saved: what the server answers to the
// question what may be edited, and a session that is taken when it is needed and again after it was lost. UI thread.
class EditConnection final : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Closed,
        Opening, // the server is being asked what may be edited
        Ready,   // it has answered
        Failed,  // error() says why
    };

    explicit EditConnection(ConnectionController *controller);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] bool isOnline() const { return m_controller->isConnected(); }
    [[nodiscard]] connection::ConnInfo server() const { return m_controller->connInfo(); }
    // How long a save waits for a row that somebody else holds; 0: as the server has it.
    [[nodiscard]] int lockTimeoutMs() const;
    [[nodiscard]] data::JournalOwner ownerOf(const data::RelationShape &shape) const;

    // What may be edited of the relation: answered() or State::Failed. An answer to an older question is dropped.
    void ask(const data::RelationShape &shape);
    void setState(State state);

    // Whether session() is there now; State::Failed when not.
    bool take();
    [[nodiscard]] const std::shared_ptr<connection::Session> &session() const { return m_session; }
    void letGo() { m_session.reset(); }
    // After an answer: a session that has not opened, or was lost, is of no more use.
    void dropDead();

    // Brings the answer of a thread that uses the session home, and keeps the session until then, come what may. Not
    // told once `context` is gone.
    template <typename T, typename Handler>
    void watch(QObject *context, const QFuture<Result<T>> &future, Handler handler)
    {
        auto *watcher = new QFutureWatcher<Result<T>>; // of its own: the thread may outlive this object
        connect(
            watcher, &QFutureWatcherBase::finished, watcher,
            [watcher, session = m_session, context = QPointer(context), handler = std::move(handler)] {
                watcher->deleteLater();
                if (context)
                    handler(watcher->result());
            });
        watcher->setFuture(future);
    }

Q_SIGNALS:
    void answered(const std::shared_ptr<const howdah::data::EditTarget> &target);
    void stateChanged();
    void changed();

private:
    void fail(const Error &error);
    [[nodiscard]] data::EditTarget withModel(data::EditTarget target) const;
    void passOn();
    void modelsChanged();

    ConnectionController *m_controller;
    State m_state = State::Closed;
    Error m_error;
    std::shared_ptr<connection::Session> m_session;
    std::shared_ptr<const data::EditTarget> m_target; // as it was answered last, or is to be
    bool m_isHeld = false;                            // until the models are known
    Latest m_questions;
};

} // namespace howdah::ui
