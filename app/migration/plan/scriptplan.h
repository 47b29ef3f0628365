// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/enumuse.h"
#include "migration/plan/step.h"

#include <functional>

namespace howdah::migration {

// What is known beyond the script itself.
struct ScriptContext
{
    // That enums have got earlier in the same transaction; what this file adds is appended.
    std::vector<EnumValue> *addedValues = nullptr;
    // Of the whole source. Asked only where a value that the script adds may be used in it.
    std::function<const ColumnTypes &()> columnTypes = {};
    bool isResumed = false; // a part of it has run already, without a transaction around the whole
    bool isSeed = false;    // no migration, and called so; its caller refuses what is not one transaction
};

// Splits Step::text into its statements and decides whether they run in one transaction. `wantsTransaction` is what the
// file asks for. What stands against running it is appended to `refusals`.
//
// Pairs of BEGIN and COMMIT in the file are left out where the migration runs in one transaction, which is what they
// want; they are run as written where the file asks for no transaction, or where one for all would not do what several
// do (settings that end with theirs, constraints that are deferred to their end).
void planScript(Step &step, bool wantsTransaction, std::vector<Refusal> &refusals, const ScriptContext &context = {});

} // namespace howdah::migration
