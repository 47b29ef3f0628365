// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "plan/plan.h"

namespace howdah::plan {

enum class PlanFormat { Text, Json, Yaml, Xml };

struct Reading
{
    std::vector<Plan> plans; // at least one; of a rewritten statement or a log, several
    PlanFormat format = PlanFormat::Text;
    std::vector<Problem> problems; // that no plan has
};

// Reads what EXPLAIN of PostgreSQL 13 to 18 answers, or auto_explain logs: as text, JSON, YAML or XML, as it comes from
// psql, a log (stderr, csvlog, jsonlog), a grid, a mail that has wrapped it. What is cut or damaged gives the part that
// can be read, with its problems. In time that grows with the size only. ErrorKind::Invalid where there is no plan in
// it, or it is larger than MostBytes. Any thread.
[[nodiscard]] Result<Reading> readPlans(const QByteArray &bytes);

} // namespace howdah::plan
