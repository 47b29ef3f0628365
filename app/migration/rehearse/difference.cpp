// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/difference.h"

#include "base/propagate.h"
#include "migration/source/tr.h"

#include <algorithm>
#include <string>

#include <dtl/dtl.hpp>

using namespace Qt::StringLiterals;

namespace howdah::migration {

constexpr int Context = 3;

bool TextDifference::isEmpty() const
{
    return std::ranges::all_of(
        lines, [](const DifferenceLine &line) { return line.kind == DifferenceLine::Kind::Same; });
}

static QByteArray plain(const QByteArray &text)
{
    QByteArray result = text.startsWith(ByteOrderMark) ? text.mid(ByteOrderMark.size()) : text;
    result.replace("\r\n", "\n");
    while (!result.isEmpty() && QByteArrayView(" \t\r\n").contains(result.back()))
        result.chop(1);
    return result;
}

static std::vector<std::string> linesOf(const QByteArray &text)
{
    std::vector<std::string> lines;
    const QByteArray bare = plain(text);
    if (bare.isEmpty())
        return lines;
    for (const QByteArray &line : bare.split('\n'))
        lines.push_back(line.toStdString());
    return lines;
}

TextDifference differenceBetween(const QByteArray &applied, const QByteArray &now)
{
    using Kind = DifferenceLine::Kind;
    TextDifference difference;
    const QByteArray bare = now.startsWith(ByteOrderMark) ? now.mid(ByteOrderMark.size()) : now;
    difference.match = matchChecksum(bare, checksum(now), checksum(applied));
    dtl::Diff<std::string, std::vector<std::string>> diff(linesOf(applied), linesOf(now));
    diff.onHuge();
    diff.compose();
    for (const auto &[text, info] : diff.getSes().getSequence()) {
        DifferenceLine line;
        line.text = QString::fromStdString(text);
        line.kind = info.type == dtl::SES_ADD ? Kind::Added : info.type == dtl::SES_DELETE ? Kind::Removed : Kind::Same;
        line.before = line.kind == Kind::Added ? 0 : int(info.beforeIdx);
        line.now = line.kind == Kind::Removed ? 0 : int(info.afterIdx);
        difference.lines.push_back(std::move(line));
    }
    return difference;
}

// The lines [from, to) as one hunk.
static QString hunk(const TextDifference &difference, size_t from, size_t to)
{
    int before = 0, beforeCount = 0, now = 0, nowCount = 0;
    QString body;
    for (size_t i = from; i < to; ++i) {
        const DifferenceLine &line = difference.lines[i];
        if (line.before > 0 && beforeCount++ == 0)
            before = line.before;
        if (line.now > 0 && nowCount++ == 0)
            now = line.now;
        const QChar sign = line.kind == DifferenceLine::Kind::Same  ? u' '
                         : line.kind == DifferenceLine::Kind::Added ? u'+'
                                                                    : u'-';
        body += sign + line.text + u'\n';
    }
    return u"@@ -%1,%2 +%3,%4 @@\n"_s.arg(before).arg(beforeCount).arg(now).arg(nowCount) + body;
}

QString unifiedText(const TextDifference &difference, const QString &file)
{
    if (difference.isEmpty())
        return {};
    QString text = u"--- %1\n+++ %2\n"_s.arg(tr("%1 as applied").arg(file), file);
    const std::vector<DifferenceLine> &lines = difference.lines;
    const auto isChange = [&lines](size_t i) { return lines[i].kind != DifferenceLine::Kind::Same; };
    for (size_t i = 0; i < lines.size(); ++i) {
        if (!isChange(i))
            continue;
        const size_t from = i > Context ? i - Context : 0;
        size_t end = i; // the last change that belongs to this hunk
        for (size_t j = i; j < lines.size() && j <= end + 2 * Context; ++j)
            end = isChange(j) ? j : end;
        const size_t to = std::min(lines.size(), end + Context + 1);
        text += hunk(difference, from, to);
        i = to - 1;
    }
    return text;
}

Result<TextDifference> differenceToApplied(
    connection::Session &session, const Dialect &dialect, const Source &source, History history, const Version &version,
    Direction direction)
{
    const bool up = direction == Direction::Up;
    const Migration *migration = source.find(version);
    RETURN_IF_ERROR(readTexts(session, dialect, history, {version}));
    const Record *record = history.find(version);
    if (!record || !(record->isApplied() || record->isPartial()))
        return fail(ErrorKind::Usage, tr("%1 is not applied").arg(version.text()));
    const Script *script = !migration ? nullptr : up ? &migration->up : migration->down ? &*migration->down : nullptr;
    const QByteArray now = script ? script->text : QByteArray();
    const std::optional<QByteArray> &applied = up ? record->upText : record->downText;
    if (applied)
        return differenceBetween(*applied, now);
    TextDifference difference;
    const QByteArray &stored = up ? record->checksumUp : record->checksumDown;
    difference.match =
        script && !stored.isEmpty() ? matchChecksum(now, script->checksum, stored) : ChecksumMatch::Different;
    if (!isSameText(difference.match))
        difference.unknown = tr("The text as applied was not kept: it is longer than a megabyte, or was applied before "
                                "Howdah kept it");
    return difference;
}

} // namespace howdah::migration
