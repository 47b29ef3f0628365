// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/scripttext.h"

#include "migration/source/foreignmarkers.h"

#include <algorithm>

namespace howdah::migration {

// The comments to the end of a line that a file begins with.
static std::vector<Directive> leadingComments(QByteArrayView text)
{
    std::vector<Directive> comments;
    qsizetype at = 0;
    qsizetype line = 1;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '\n')
            ++line;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            ++at;
        } else if (text.sliced(at).startsWith("--")) {
            const qsizetype newline = text.indexOf('\n', at);
            const qsizetype end = newline < 0 ? text.size() : newline;
            comments.push_back({text.sliced(at + 2, end - at - 2).toByteArray().simplified(), line});
            at = end;
        } else if (text.sliced(at).startsWith("/*")) {
            const qsizetype close = text.indexOf("*/", at + 2);
            if (close < 0)
                break;
            line += std::count(text.begin() + at, text.begin() + close, '\n');
            at = close + 2;
        } else {
            break;
        }
    }
    return comments;
}

static std::vector<Directive> directivesOf(const std::vector<Directive> &comments)
{
    std::vector<Directive> directives;
    for (const Directive &comment : comments) {
        if (comment.text.startsWith("howdah:"))
            directives.push_back({comment.text.mid(7).trimmed(), comment.line});
    }
    return directives;
}

std::vector<Directive> leadingDirectives(QByteArrayView text) { return directivesOf(leadingComments(text)); }

bool wantsTransaction(QByteArrayView text)
{
    const std::vector<Directive> comments = leadingComments(text);
    const std::vector<Directive> directives = directivesOf(comments);
    const auto says = [&directives](const char *words) {
        return std::ranges::find(directives, QByteArray(words), &Directive::text) != directives.end();
    };
    if (says("transaction off"))
        return false;
    return says("transaction on") || std::ranges::none_of(comments, turnsTransactionOff, &Directive::text);
}

bool asksForTransaction(QByteArrayView text)
{
    const std::vector<Directive> directives = leadingDirectives(text);
    return std::ranges::find(directives, QByteArray("transaction on"), &Directive::text) != directives.end();
}

// The length of the sequence that starts with this byte, 0 when none can.
static int sequenceLength(uchar lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

// Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
static bool secondByteFits(uchar lead, uchar second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second <= 0x9F;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second <= 0x8F;
    default:
        return true;
    }
}

qsizetype firstLineNotUtf8(QByteArrayView text)
{
    if (text.isValidUtf8()) // as most are; many bytes at a time
        return 0;
    const auto *bytes = reinterpret_cast<const uchar *>(text.data());
    qsizetype line = 1;
    for (qsizetype at = 0; at < text.size();) {
        if (bytes[at] < 0x80) {
            line += bytes[at++] == '\n';
            continue;
        }
        const int length = sequenceLength(bytes[at]);
        if (length == 0 || at + length > text.size())
            return line;
        for (int i = 1; i < length; ++i) {
            if ((bytes[at + i] & 0xC0) != 0x80)
                return line;
        }
        if (length > 1 && !secondByteFits(bytes[at], bytes[at + 1]))
            return line;
        at += length;
    }
    return 0;
}

} // namespace howdah::migration
