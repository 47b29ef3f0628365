// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/splitsuggestion.h"

#include "migration/source/create.h"
#include "migration/source/prismalayout.h"

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

// A folder of its own for each; what begins with another's whole name comes behind that one everywhere.
static void namePrismaParts(std::vector<SplitPart> &parts, const Step &step, const Source &source)
{
    const QString folder = step.version.text();
    const qsizetype width = QString::number(parts.size()).size();
    for (size_t i = 0; i < parts.size(); ++i) {
        const QString name = i == 0 ? folder : folder + u'_' + QString::number(i + 1).rightJustified(width, u'0');
        if (i > 0 && source.find(Version::named(name))) {
            parts.clear();
            return;
        }
        parts[i].file = name + u'/' + PrismaUpFile;
    }
}

// The version that comes next in the source, before which there has to be room.
static std::optional<Version> versionBehind(const Source &source, const Version &digits)
{
    for (const Migration &migration : source.migrations) {
        const std::optional<Version> other = Version::leading(migration.version.text());
        if (other && *other > digits)
            return other;
    }
    return std::nullopt;
}

static void nameNumberedParts(std::vector<SplitPart> &parts, const Step &step, const Source &source)
{
    const std::optional<Version> digits = Version::parse(step.version.text());
    const std::optional<Version> limit = digits ? versionBehind(source, *digits) : std::nullopt;
    const QString ending = u".up.sql"_s;
    QString version = step.version.text();
    const QString rest =
        step.file.endsWith(ending) ? step.file.sliced(version.size()).chopped(ending.size()) : u'-' + step.name;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            version = incremented(version);
        const std::optional<Version> parsed = Version::parse(version);
        if (!parsed || (i > 0 && limit && *parsed >= *limit)) {
            parts.clear();
            return;
        }
        parts[i].file = version + rest + (i == 0 ? QString() : u'-' + QString::number(i + 1)) + ending;
    }
}

void nameParts(std::vector<SplitPart> &parts, const Step &step, const Source &source)
{
    if (step.direction == Direction::Down || parts.empty()) {
        parts.clear();
        return;
    }
    switch (source.pack.layout) {
    case Layout::Howdah:
        nameNumberedParts(parts, step, source);
        break;
    case Layout::Prisma:
        namePrismaParts(parts, step, source);
        break;
    }
}

} // namespace howdah::migration
