// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintfix.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "migration/source/checksum.h"
#include "migration/source/scripttext.h"
#include "migration/source/tr.h"

#include <QFile>

#include <algorithm>

namespace howdah::migration {

// A rewrite that brought its own finding back would never end; no file of people has as many.
constexpr int MostRewrites = 1000;

std::vector<FixedScript> fixScripts(std::vector<LintScript> scripts, const LintContext &context)
{
    std::vector<FixedScript> all;
    all.reserve(scripts.size());
    for (const LintScript &script : scripts)
        all.push_back({script.file, script.text, script.text, {}});
    for (int round = 0; round < MostRewrites; ++round) {
        const std::vector<Finding> findings = lintRun(scripts, context);
        const auto finding = std::ranges::find_if(findings, [](const Finding &one) { return one.rewrite.has_value(); });
        if (finding == findings.end() || !finding->rewrite)
            break;
        const auto script = std::ranges::find(scripts, finding->file, &LintScript::file);
        if (script == scripts.end())
            break;
        const QByteArray text = applied(script->text, *finding->rewrite);
        if (text == script->text)
            break;
        script->text = text;
        script->transaction = wantsTransaction(text);
        FixedScript &fixed = all[size_t(script - scripts.begin())];
        fixed.after = text;
        fixed.fixed.push_back(*finding);
    }
    std::erase_if(all, [](const FixedScript &one) { return one.before == one.after; });
    return all;
}

Result<QString> rewriteFile(const QString &name, const QByteArray &before, const QByteArray &text)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 could not be read: %2").arg(name, file.errorString()));
    const QByteArray now = file.readAll();
    const QByteArray mark = now.startsWith(ByteOrderMark) ? ByteOrderMark.toByteArray() : QByteArray();
    if (now.mid(mark.size()) != before)
        return fail(
            ErrorKind::Conflict, tr("%1 was changed since the checks read it").arg(name),
            tr("Review the findings again."));
    RETURN_IF_ERROR(writeWholeFile(name, mark + text));
    return name;
}

} // namespace howdah::migration
