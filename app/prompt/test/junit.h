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

// JUnit's XML, as CI servers read it: a suite for each version, a case for each case. A case whose assertions do not
// hold is a failure; one without an answer is an error. Characters that XML cannot hold become U+FFFD.
[[nodiscard]] QByteArray junitReport(const QString &dataset, const std::vector<TestedVersion> &versions);

} // namespace howdah::prompt
