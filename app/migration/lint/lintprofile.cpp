// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintprofile.h"

#include "migration/lint/lintrule.h"
#include "migration/source/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

Result<void> checkProfile(const LintProfile &profile)
{
    for (const QString &set : profile.sets) {
        if (set != RobustSet)
            return fail(
                ErrorKind::Usage, tr("There is no set of lint rules named \"%1\"").arg(set),
                tr("Correct \"lint\" in pack.yaml; there is %1.").arg(RobustSet));
    }
    for (auto it = profile.rules.begin(); it != profile.rules.end(); ++it) {
        if (!findLintRule(it.key()))
            return fail(
                ErrorKind::Usage, tr("There is no lint rule named \"%1\"").arg(it.key()),
                tr("Correct \"lint\" in pack.yaml."));
    }
    return {};
}

void applyProfile(const LintProfile &profile, std::vector<Finding> &findings)
{
    std::erase_if(findings, [&profile](const Finding &finding) {
        const QString word = profile.rules.value(finding.rule);
        const LintRule *const rule = findLintRule(finding.rule);
        const bool asked = !word.isEmpty() || !rule || rule->set.isEmpty() || profile.sets.contains(rule->set);
        return !asked || word == "off"_L1;
    });
    for (Finding &finding : findings) {
        const QString word = profile.rules.value(finding.rule);
        for (const Severity severity : {Severity::Info, Severity::Warning, Severity::Error}) {
            if (severityName(severity) == word)
                finding.severity = severity;
        }
    }
}

} // namespace howdah::migration
