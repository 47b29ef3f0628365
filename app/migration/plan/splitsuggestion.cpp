// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/splitsuggestion.h"

#include "migration/source/create.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

// The first byte behind a statement: its semicolon or its data, and the rest of that line when nothing stands there.
static qsizetype endOf(const Step &step, size_t index)
{
    const PlannedStatement &statement = step.statements[index];
    const qsizetype limit = index + 1 < step.statements.size() ? step.statements[index + 1].offset : step.text.size();
    qsizetype at = statement.offset + statement.size;
    if (statement.isCopy()) {
        at = statement.dataOffset + statement.dataSize;
        if (QByteArrayView(step.text).sliced(at).startsWith("\\."))
            at += 2;
    } else if (const qsizetype semicolon = step.text.indexOf(';', at); semicolon >= 0 && semicolon < limit) {
        at = semicolon + 1;
    }
    qsizetype line = at;
    while (line < limit && (step.text[line] == ' ' || step.text[line] == '\t' || step.text[line] == '\r'))
        ++line;
    return line < limit && step.text[line] == '\n' ? line + 1 : at;
}

std::vector<SplitPart> splitBefore(const Step &step, const std::vector<size_t> &starts)
{
    std::vector<SplitPart> parts;
    qsizetype from = 0;
    size_t first = 0;
    for (size_t i = 0; i <= starts.size(); ++i) {
        const size_t next = i < starts.size() ? starts[i] : step.statements.size();
        const qsizetype to = i < starts.size() ? endOf(step, next - 1) : step.text.size();
        SplitPart part;
        part.text = step.text.mid(from, to - from);
        while (part.text.startsWith('\n') || part.text.startsWith('\r'))
            part.text.remove(0, 1);
        part.transactional = std::none_of(
            step.statements.begin() + qsizetype(first), step.statements.begin() + qsizetype(next),
            [](const PlannedStatement &statement) { return statement.alone; });
        parts.push_back(std::move(part));
        from = to;
        first = next;
    }
    return parts;
}

std::vector<size_t> mixedStarts(const Step &step)
{
    std::vector<size_t> starts;
    for (size_t i = 1; i < step.statements.size(); ++i) {
        if (step.statements[i].alone != step.statements[i - 1].alone)
            starts.push_back(i);
    }
    return starts;
}

void nameParts(std::vector<SplitPart> &parts, const Step &step, const Source &source)
{
    QString version = step.version.text();
    const QString suffix = step.direction == Direction::Up ? u".up.sql"_s : u".down.sql"_s;
    for (size_t i = 0; i < parts.size(); ++i) {
        for (int tries = 0; i > 0 && tries < 100; ++tries) {
            version = incremented(version);
            const std::optional<Version> parsed = Version::parse(version);
            if (!parsed || !source.find(*parsed))
                break;
        }
        const QString name = i == 0 ? step.name : u"%1-%2"_s.arg(step.name).arg(i + 1);
        parts[i].file = version + u'-' + name + suffix;
    }
}

} // namespace howdah::migration
