// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/layout.h"

#include "migration/source/checksum.h"
#include "migration/source/foreignmarkers.h"
#include "migration/source/scripttext.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

// A file of a tool that keeps both directions in one: sent as it is, it would undo what it has just done.
static void checkSections(const Script &script, Part part, std::vector<Problem> &problems)
{
    for (const ForeignSection &section : foreignSections(script.text)) {
        if (!section.runs || section.down == (part == Part::Down))
            continue;
        problems.push_back(
            {ProblemKind::ForeignSection, script.file, section.line,
             part == Part::Up
                 ? tr("A marker of %1 begins here what undoes the migration; it would run with the rest. Move it into "
                      "the down file")
                       .arg(section.tool)
                 : tr("A marker of %1 begins here what applies the migration; it would run with the rest. Move it into "
                      "the up file")
                       .arg(section.tool),
             true});
        return;
    }
}

Script readScript(const QString &file, const QByteArray &bytes, Part part, std::vector<Problem> &problems)
{
    Script script;
    script.file = file;
    script.checksum = checksum(bytes);
    script.text = bytes.startsWith(ByteOrderMark) ? bytes.mid(ByteOrderMark.size()) : bytes;
    if (const qsizetype line = firstLineNotUtf8(script.text)) {
        const bool utf16 = bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF");
        problems.push_back(
            {ProblemKind::NotUtf8, file, line,
             utf16 ? tr("The file is UTF-16; save it as UTF-8") : tr("The file is not UTF-8; save it as UTF-8"), true});
    } else if (const qsizetype nul = script.text.indexOf('\0'); nul >= 0) {
        const qsizetype nulLine = 1 + std::count(script.text.begin(), script.text.begin() + nul, '\n');
        problems.push_back(
            {ProblemKind::ContainsNul, file, nulLine, tr("The file contains a NUL byte, which PostgreSQL cannot read"),
             true});
    }
    script.transaction = wantsTransaction(script.text);
    for (const Directive &directive : leadingDirectives(script.text)) {
        // "allow" is for lint.
        if (directive.text != "transaction on" && directive.text != "transaction off"
            && !directive.text.startsWith("allow "))
            problems.push_back(
                {ProblemKind::UnknownDirective, file, directive.line,
                 tr("Unknown directive \"%1\"; use \"transaction on\" or \"transaction off\"")
                     .arg(QString::fromUtf8(directive.text)),
                 true});
    }
    checkSections(script, part, problems);
    return script;
}

Problem unreadableProblem(const QString &file, const QString &reason)
{
    return {ProblemKind::Unreadable, file, 0, tr("%1 cannot be read: %2").arg(file, reason), true};
}

Problem missingDownProblem(const QString &file)
{
    return {ProblemKind::MissingDown, file, 0, tr("%1 has no down file, so it cannot be rolled back").arg(file), false};
}

void addDown(
    Migration &migration, const QString &upFile, std::optional<Files::const_iterator> downFile,
    const QSet<QString> &unread)
{
    if (!downFile)
        migration.problems.push_back(missingDownProblem(upFile));
    else if (unread.contains(downFile->key()))
        migration.down = Script{.file = downFile->key(), .read = false};
    else
        migration.down = readScript(downFile->key(), downFile->value(), Part::Down, migration.problems);
}

} // namespace howdah::migration
