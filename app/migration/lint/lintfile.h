// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/finding.h"
#include "migration/lint/lintcontext.h"
#include "sql/lockeffects.h"
#include "sql/statementtree.h"

namespace howdah::migration {

// One statement of a script with all that the rules ask about it.
struct LintStatement
{
    int number = 0; // from 1
    qsizetype offset = 0;
    qsizetype size = 0;
    sql::StatementTree tree;
    sql::Classification what;
    sql::LockEffects effects; // filled in by LintWork, in the order of the run
    int block = 0;            // of the transactions that the file itself begins and ends; 0: none
    QString controlProblem;   // of BEGIN, COMMIT and their kin: what is wrong; else they pair up

    [[nodiscard]] bool is(QLatin1String node) const { return tree.is(node); }
    [[nodiscard]] const QJsonObject &body() const { return tree.body; }
};

// `-- howdah: allow RULE[, RULE] REASON`.
struct Allowance
{
    qsizetype offset = 0;
    int statement = 0; // that it speaks of; 0: none follows
    QStringList rules;
    QString reason;
    QStringList used;
};

// A script, cut and parsed once.
struct LintFile
{
    const LintScript *script = nullptr;
    std::vector<LintStatement> statements;
    std::vector<Allowance> allowances;
    std::vector<Finding> problems; // what cannot be cut, psql's commands
    bool transactional = true;     // as the planner will decide

    // Fills in file, line and column of a finding at this byte.
    void place(Finding &finding, qsizetype offset) const;
};
[[nodiscard]] LintFile readLintFile(const LintScript &script);

// Marks what the comments allow as used, and drops it, with what the pack allows. Adds what is wrong with the comments;
// that one finds nothing only where the file is judged `alone`: the run that makes a table does not need what allows to
// lock it, and later ones do.
void applyAllowances(LintFile &file, std::vector<Finding> &findings, bool alone);

} // namespace howdah::migration
