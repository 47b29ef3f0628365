// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/test/testcase.h"

namespace howdah::prompt {

// The results of a version, for a report.
struct TestedVersion
{
    QString name; // its promptId
    std::vector<CaseResult> results;
};

// JUnit's XML, as CI servers read it: one suite of the cases of a version. A case whose assertions do not hold is a
// failure; one without an answer is an error; those that were not run are skipped. `failure`: what ended the run, an
// error of its own; "" for nothing. Characters that XML cannot hold become U+FFFD.
[[nodiscard]] QByteArray junitReport(
    const QString &dataset, const TestedVersion &version, const QStringList &notRun = {}, const QString &failure = {});

} // namespace howdah::prompt
