// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/decision.h"

#include <vector>

namespace howdah::test {

// Types the names that it is asked for, or others, and remembers what it was asked.
class NamesAnswers final : public operations::Decision
{
public:
    explicit NamesAnswers(bool named)
        : m_named(named)
    {
    }
    Result<bool> areNamed(const operations::NamesQuestion &question) override
    {
        asked.push_back(question);
        return m_named;
    }
    std::vector<operations::NamesQuestion> asked;

private:
    bool m_named;
};

} // namespace howdah::test
