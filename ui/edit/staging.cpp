// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/staging.h"

#include "common/turnclock.h"

namespace howdah::ui {

Staging::Staging(StagedRows &staged, RowProblems &problems, QString words, qsizetype count, Piece piece)
    : m_staged(staged)
    , m_problems(problems)
    , m_words(std::move(words))
    , m_count(count)
    , m_piece(std::move(piece))
    , m_recorder(*staged.changes())
{
}

bool Staging::turn()
{
    for (const TurnClock clock; m_phase != Phase::Over && !clock.isOver();)
        next();
    return m_phase != Phase::Over;
}

void Staging::next()
{
    switch (m_phase) {
    case Phase::Stage:
        return stageNext();
    case Phase::Note:
        return noteNext();
    case Phase::TakeBack:
        if (!m_recorder.takeBackLast())
            m_phase = Phase::Over;
        return;
    case Phase::Over:
        return;
    }
}

void Staging::stageNext()
{
    if (m_at < m_count) {
        m_result = m_piece(m_recorder, m_at++);
        if (!m_result)
            m_phase = Phase::TakeBack;
        for (; m_result && m_noted < qsizetype(m_recorder.steps().size()); ++m_noted)
            m_rows.insert(m_recorder.steps()[size_t(m_noted)].key);
        return;
    }
    // What could not be written before is missing in the journal: then all of it is rewritten.
    if (m_staged.journalError())
        m_staged.noteAgain();
    m_toNote = m_rows.cbegin();
    m_noted = 0;
    m_phase = Phase::Note;
}

void Staging::noteNext()
{
    if (m_toNote == m_rows.cend()) {
        m_phase = Phase::Over;
        return;
    }
    m_staged.writeDown(*m_toNote);
    m_problems.find(*m_toNote);
    ++m_toNote;
    ++m_noted;
}

void Staging::cancel()
{
    if (m_phase != Phase::Stage)
        return;
    m_result = fail(ErrorKind::Cancelled, tr("Staging was cancelled; nothing was staged"));
    m_phase = Phase::TakeBack;
}

void Staging::abandon()
{
    while (m_phase == Phase::Note)
        next();
}

// Noting takes about as long as staging.
double Staging::fraction() const
{
    const auto part = [](qsizetype done, qsizetype all) { return all > 0 ? double(done) / double(all) : 1; };
    switch (m_phase) {
    case Phase::Stage:
        return part(m_at, m_count) / 2;
    case Phase::Note:
        return 0.5 + part(m_noted, qsizetype(m_rows.size())) / 2;
    case Phase::TakeBack:
        return part(qsizetype(m_recorder.steps().size()), m_count) / 2;
    case Phase::Over:
        break;
    }
    return 1;
}

} // namespace howdah::ui
