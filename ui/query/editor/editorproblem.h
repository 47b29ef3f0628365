// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/script/partrange.h"

#include <QString>

namespace howdah::ui {

// Who has found it.
enum class ProblemFinder { Run, Check };

// What is wrong with a text, at its place.
struct EditorProblem
{
    query::TextExtent place; // size 0: of the word there
    bool isError = true;
    QString message; // plain text, shown in the tip; that of a run beneath the line, too
    bool operator==(const EditorProblem &) const = default;
};

} // namespace howdah::ui
