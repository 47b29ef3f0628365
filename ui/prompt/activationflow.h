// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptactivation.h"
#include "prompt/promptparts.h"

namespace howdah::ui {

class ActivateDialog;

// Activating a version, or going back to the one before: what the database says of it, the question, and what comes of
// it. Lives as long as the page shows this database.
class ActivationFlow final : public QObject
{
    Q_OBJECT
public:
    explicit ActivationFlow(const PromptParts &parts);

    void activateSelected();
    void rollBack();

private:
    void plan(const operations::ActivationWish &wish);
    void ask(const operations::ActivationPlan &plan);
    void readScores(ActivateDialog *dialog);
    void carryOut(const ActivateDialog &dialog);

    PromptParts m_parts;
};

} // namespace howdah::ui
