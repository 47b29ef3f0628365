// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/recorder.h"
#include "edit/rowproblems.h"

#include <functional>
#include <set>

namespace howdah::ui {

// One step of undo while it is being made, undone or redone, in pieces: each a row or less. All or nothing: a piece
// that fails takes back those before it. In the journal it is noted once all of it is staged.
class Staging final
{
    Q_DECLARE_TR_FUNCTIONS(howdah::ui::EditSession)
public:
    using Piece = std::function<Result<void>(Recorder &, qsizetype)>;

    // Without words it is none of its own: steps of the history are applied, or taken back.
    Staging(StagedRows &staged, RowProblems &problems, QString words, qsizetype count, Piece piece);

    // Goes on until it is over or the turn of the event loop has been long enough; false when it is over.
    bool turn();
    void cancel();
    // The relation is being left: what is staged is noted whole, anything less is dropped.
    void abandon();

    [[nodiscard]] const Result<void> &result() const { return m_result; }
    [[nodiscard]] const QString &words() const { return m_words; }
    [[nodiscard]] const std::set<data::RowKey> &rows() const { return m_rows; }
    [[nodiscard]] std::vector<data::ChangeStep> takeSteps() { return m_recorder.takeSteps(); }
    [[nodiscard]] double fraction() const;

private:
    enum class Phase { Stage, Note, TakeBack, Over };

    void next();
    void stageNext();
    void noteNext();

    StagedRows &m_staged;
    RowProblems &m_problems;
    QString m_words;
    qsizetype m_count;
    qsizetype m_at = 0;
    Piece m_piece;
    Recorder m_recorder;
    Phase m_phase = Phase::Stage;
    std::set<data::RowKey> m_rows; // that were touched
    std::set<data::RowKey>::const_iterator m_toNote;
    qsizetype m_noted = 0;
    Result<void> m_result;
};

} // namespace howdah::ui
