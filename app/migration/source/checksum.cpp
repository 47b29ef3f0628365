// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/checksum.h"

#include "base/sha256.h"

namespace howdah::migration {

QByteArray checksum(QByteArrayView bytes) { return sha256(bytes).toHex(); }

QByteArray unpaddedHex(const QByteArray &hex)
{
    QByteArray text;
    for (qsizetype i = 0; i + 1 < hex.size(); i += 2)
        text += hex[i] == '0' ? hex.mid(i + 1, 1) : hex.mid(i, 2);
    return text;
}

static QByteArray withUnixEnds(QByteArray text) { return text.replace("\r\n", "\n"); }
static QByteArray withDosEnds(const QByteArray &text) { return withUnixEnds(text).replace('\n', "\r\n"); }

static bool is(QByteArrayView bytes, const QByteArray &stored)
{
    const QByteArray hex = checksum(bytes);
    return hex == stored || (stored.size() < hex.size() && unpaddedHex(hex) == stored);
}

static bool isWithMark(const QByteArray &text, const QByteArray &stored)
{
    return is(ByteOrderMark.toByteArray() + text, stored);
}

// Only an end of the file that is blank can be told from its checksum: a blank elsewhere may be part of a string.
static bool isWithPadding(const QByteArray &text, const QByteArray &stored)
{
    qsizetype end = text.size();
    while (end > 0 && QByteArrayView(" \t\r\n").contains(text[end - 1]))
        --end;
    const QByteArray bare = withUnixEnds(text.left(end));
    for (const char *tail : {"", "\n", "\n\n", " \n", " "}) {
        for (const QByteArray &spelling : {bare + tail, withDosEnds(bare + tail)}) {
            if (is(spelling, stored) || isWithMark(spelling, stored))
                return true;
        }
    }
    return false;
}

ChecksumMatch matchChecksum(const QByteArray &text, const QByteArray &own, const QByteArray &stored)
{
    if (own == stored || (stored.size() < own.size() && unpaddedHex(own) == stored))
        return ChecksumMatch::Exact;
    const bool marked = own != checksum(text); // the file begins with a mark
    if (marked ? is(text, stored) : isWithMark(text, stored))
        return ChecksumMatch::ByteOrderMark;
    for (const QByteArray &spelling : {withUnixEnds(text), withDosEnds(text)}) {
        if (is(spelling, stored))
            return marked ? ChecksumMatch::LineEndsOrBom : ChecksumMatch::LineEnds;
        if (isWithMark(spelling, stored))
            return marked ? ChecksumMatch::LineEnds : ChecksumMatch::LineEndsOrBom;
    }
    return isWithPadding(text, stored) ? ChecksumMatch::Padding : ChecksumMatch::Different;
}

} // namespace howdah::migration
