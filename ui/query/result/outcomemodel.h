// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/run/outcome.h"
#include "common/theme.h"

#include <QAbstractListModel>

namespace howdah::ui {

// The statements of a run in their order, with what became of each. Statements that went well and have nothing to say
// are one line together, which can be opened. UI thread.
class OutcomeModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        ToneRole = Qt::UserRole + 1, // int of Tone
        ResultTextRole,              // QString: the second line
        DurationRole,                // QString
        IsFoldRole,                  // bool: several statements
        IsFailedRole,                // bool: the second line says what went wrong
    };
    using QAbstractListModel::QAbstractListModel;

    void clear();
    void began(const query::Outcome &outcome);
    void noticed(qint64 number, const connection::Notice &notice);
    void ended(const query::Outcome &outcome);
    // So many rows of a statement that still runs have come.
    void rowsCome(qint64 number, qint64 rows);

    // Nothing for a line of several.
    [[nodiscard]] const query::Outcome *outcome(int line) const;
    // Where it stands: of an error its place, else where the (first) statement begins.
    [[nodiscard]] std::pair<query::ScriptPlace, qint64> placeOf(int line) const;
    [[nodiscard]] int lineOf(qint64 number) const; // -1 when it is folded, or not there
    // All that is to be said of it, in lines.
    [[nodiscard]] QString detailOf(int line) const;
    void open(int line);
    [[nodiscard]] qint64 statementCount() const { return qint64(m_outcomes.size()); }
    [[nodiscard]] int firstFailed() const; // line; -1 for none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    // From so many on they are folded.
    static constexpr int FoldFrom = 6;

private:
    struct Line
    {
        int first = 0;
        int count = 1;
        bool isOpened = false; // by somebody: stays so
    };
    [[nodiscard]] bool isQuiet(const Line &line) const;
    void fold();
    void changed(int line);
    [[nodiscard]] QVariant foldData(const Line &line, int role) const;

    std::vector<query::Outcome> m_outcomes;
    std::vector<Line> m_lines;
};

// In words, of one statement: "SELECT 200", "ERROR: ...", "3 notices".
[[nodiscard]] QString resultWords(const query::Outcome &outcome);
[[nodiscard]] QString detailWords(const query::Outcome &outcome);
[[nodiscard]] Tone toneOf(const query::Outcome &outcome);

} // namespace howdah::ui
