// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "prompt/promptparts.h"

namespace howdah::ui {

// How the version that is shown has fared: its scorecard, and the calls that were made with it. Lives as long as the
// page shows this database.
class PromptFigures final : public QObject
{
    Q_OBJECT
public:
    explicit PromptFigures(const PromptParts &parts);

    // Of another version from now on.
    void begin(const prompt::StoredPrompt &stored);
    void read();

Q_SIGNALS:
    // The rows that a figure counts.
    void rowsWanted(const QString &schema, const QString &table, const QString &condition);

private:
    void readScores();
    void readTests(const QString &rowId);
    void readCalls();

    PromptParts m_parts;
    Latest m_scores;
    Latest m_tests;
};

} // namespace howdah::ui
