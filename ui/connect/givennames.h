// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/decision.h"

namespace howdah::ui {

// What was typed in a dialog before the operation began, for when it asks: what was not named there is not agreed to.
// A value; any thread.
class GivenNames final : public operations::Decision
{
public:
    // `uncovered`: what the dialog said that no safety copy holds.
    explicit GivenNames(QStringList names, QStringList uncovered = {})
        : m_names(std::move(names))
        , m_uncovered(std::move(uncovered))
    {
    }

    [[nodiscard]] Result<bool> areNamed(const operations::NamesQuestion &question) override;

private:
    QStringList m_names;
    QStringList m_uncovered;
};

} // namespace howdah::ui
