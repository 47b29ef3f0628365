// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editconnection.h"

#include "common/settings.h"
#include "connect/entitybook.h"
#include "operations/entities/keptcolumns.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

EditConnection::EditConnection(ConnectionController *controller)
    : m_controller(controller)
{
    connect(&controller->entityBook(), &EntityBook::changed, this, &EditConnection::modelsChanged);
    connect(controller, &ConnectionController::catalogFailed, this, [this] {
        if (m_isHeld)
            passOn();
    });
}

int EditConnection::lockTimeoutMs() const
{
    constexpr int Ms = 1000;
    return m_controller->settings().value(settings::saveLockSeconds) * Ms;
}

data::JournalOwner EditConnection::ownerOf(const data::RelationShape &shape) const
{
    return {m_controller->connector().identity(), m_controller->facts().database, shape.schema, shape.name};
}

bool EditConnection::take()
{
    if (m_session)
        return true;
    // Triggers of the table find what they name where the database says; what is ours names it all.
    auto taken = m_controller->takeSession(connection::SessionRole::Save, u"edit"_s);
    if (!taken) {
        fail(taken.error());
        return false;
    }
    m_session = *std::move(taken);
    connect(m_session.get(), &connection::Session::connectionLost, this, [this, lost = m_session.get()] {
        if (m_session.get() != lost)
            return;
        QMetaObject::invokeMethod(
            this,
            [this, lost] {
                if (m_session.get() != lost)
                    return;
                m_session.reset();
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    });
    return true;
}

void EditConnection::dropDead()
{
    if (m_session && !m_session->isOpen() && m_session->pendingRequests() == 0)
        m_session.reset();
}

void EditConnection::ask(const data::RelationShape &shape)
{
    m_questions.drop();
    m_target.reset();
    m_isHeld = false;
    if (!take())
        return;
    if (m_state == State::Failed)
        setState(State::Opening);
    m_questions.ask(
        this, m_session->pipeline(data::editTargetStatements(shape)),
        [this, shape](const Result<connection::PipelineAnswer> &answer) {
            if (!answer) {
                m_session.reset(); // it did not open, or was lost
                return fail(answer.error());
            }
            const auto target = data::editTargetOf(shape, *answer);
            if (!target)
                return fail(target.error());
            m_target = std::make_shared<const data::EditTarget>(*target);
            // The models are read beside it, and say which of its values are not shown: the answer waits for them.
            const bool comes = m_controller->isReadingCatalog() || m_controller->catalog();
            m_isHeld = comes && !m_controller->entityBook().entities()->isKnown();
            if (!m_isHeld)
                passOn();
        });
}

void EditConnection::passOn()
{
    m_isHeld = false;
    m_target = std::make_shared<const data::EditTarget>(withModel(*m_target));
    Q_EMIT answered(m_target);
}

data::EditTarget EditConnection::withModel(data::EditTarget target) const
{
    const entity::Entities &entities = *m_controller->entityBook().entities();
    target.kept = operations::keptColumns(entities, target);
    target.sensitive = operations::sensitiveColumns(entities, target);
    return target;
}

void EditConnection::modelsChanged()
{
    if (!m_controller->entityBook().entities()->isKnown())
        return; // what was known of this target still holds
    if (m_isHeld)
        return passOn();
    if (m_state != State::Ready || !m_target)
        return;
    data::EditTarget now = withModel(*m_target);
    if (now == *m_target)
        return;
    m_target = std::make_shared<const data::EditTarget>(std::move(now));
    Q_EMIT answered(m_target);
}

void EditConnection::fail(const Error &error)
{
    m_error = error;
    setState(State::Failed);
}

void EditConnection::setState(State state)
{
    if (state != State::Failed)
        m_error = {};
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
    Q_EMIT changed();
}

} // namespace howdah::ui
