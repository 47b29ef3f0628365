// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/labelreader.h"

namespace howdah::ui {

using connection::PipelineAnswer;
using connection::Session;
using entity::LabelQuestion;

LabelReader::LabelReader(TakeSession takeSession, QObject *parent)
    : QObject(parent)
    , m_takeSession(std::move(takeSession))
{
    m_turn.setSingleShot(true);
    connect(&m_turn, &QTimer::timeout, this, &LabelReader::ask);
}

LabelReader::~LabelReader() = default;

void LabelReader::want(std::vector<entity::LabelWish> wishes)
{
    if (wishes.empty())
        return;
    std::ranges::move(wishes, std::back_inserter(m_wanted));
    m_turn.start(0);
}

void LabelReader::forget()
{
    m_asked.drop();
    m_turn.stop();
    m_wanted.clear();
    m_waiting.clear();
    m_cache.clear();
    if (m_session)
        m_session->cancel();
    m_session.reset();
    Q_EMIT forgotten();
}

void LabelReader::ask()
{
    if (LabelQuestion question = m_cache.question(std::exchange(m_wanted, {})); !question.isEmpty())
        m_waiting.push_back(std::move(question));
    if (m_session || m_waiting.empty())
        return;
    Result<std::shared_ptr<Session>> session = m_takeSession();
    if (!session) {
        // All of them are in use, or there are none: to be asked again by whoever still shows it.
        for (const LabelQuestion &question : std::exchange(m_waiting, {}))
            m_cache.take(question, fail(session.error()));
        return;
    }
    m_session = *session;
    const LabelQuestion question = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_asked.ask(this, m_session->pipeline(question.statements()), [this, question](const auto &answer) {
        answered(question, answer);
    });
}

void LabelReader::answered(const LabelQuestion &question, const Result<PipelineAnswer> &answer)
{
    m_session.reset();
    if (LabelQuestion rest = m_cache.take(question, answer); !rest.isEmpty())
        m_waiting.push_front(std::move(rest));
    if (!m_waiting.empty())
        m_turn.start(0);
    Q_EMIT arrived();
}

} // namespace howdah::ui
