// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/testcase.h"

#include "base/enumtable.h"
#include "prompt/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static constexpr std::array States{
    EnumName{RunState::Running, "running"_L1, QT_TRANSLATE_NOOP("Prompt", "not finished")},
    EnumName{RunState::Finished, "finished"_L1, QT_TRANSLATE_NOOP("Prompt", "finished")},
    EnumName{RunState::Cancelled, "cancelled"_L1, QT_TRANSLATE_NOOP("Prompt", "cancelled")},
    EnumName{RunState::Failed, "failed"_L1, QT_TRANSLATE_NOOP("Prompt", "failed")},
};
static_assert(isWholeTable(States));

QString runStateName(RunState state) { return nameIn(States, state); }
std::optional<RunState> runStateFrom(QStringView name) { return valueNamed(States, name); }
QString runStateText(RunState state) { return tr(textIn(States, state)); }

CaseFromCall caseFromCall(const Prompt &used, const Interaction &call)
{
    CaseFromCall made;
    made.testCase.variables = recoverValues(used.userPrompt, call.input);
    made.testCase.name = tr("Call %1").arg(call.at.left(19)); // to the second
    made.testCase.interactionId = call.id;
    if (call.success && !call.answer.isEmpty()) {
        made.testCase.expected = call.answer;
        made.testCase.assertions.push_back(
            {.kind = Assertion::Kind::Judge,
             .text = tr("It says the same as the expected answer, in whatever words."),
             .judge = {},
             .least = {},
             .most = {}});
    }
    for (const Input &input : inputsOf(used))
        if ((input.inSystem || input.inUser) && !made.testCase.variables.contains(input.name) && !input.byDefault)
            made.unrecovered << input.name;
    return made;
}

} // namespace howdah::prompt
