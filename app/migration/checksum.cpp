// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/checksum.h"

#include <QCryptographicHash>

namespace howdah::migration {

QByteArray checksum(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return hash.result().toHex();
}

ChecksumMatch matchChecksum(const QByteArray &text, const QByteArray &own, const QByteArray &stored)
{
    if (own == stored)
        return ChecksumMatch::Exact;
    QByteArray unixText = text;
    unixText.replace("\r\n", "\n");
    QByteArray dosText = unixText;
    dosText.replace('\n', "\r\n");
    for (const QByteArray &spelling : {text, unixText, dosText}) {
        if (checksum(spelling) == stored || checksum(ByteOrderMark.toByteArray() + spelling) == stored)
            return ChecksumMatch::LineEndsOrBom;
    }
    return ChecksumMatch::Different;
}

} // namespace howdah::migration
