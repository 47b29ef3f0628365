// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/rejectfile.h"

#include "base/writeproblem.h"
#include "data/page/tr.h"

#include <utility>

namespace howdah::data {

Result<void> RejectFile::notWritten()
{
    return fail(
        ErrorKind::Io, tr("The rejected rows cannot be written to %1: %2").arg(path(), whyNotWritten(m_file.device())),
        tr("Choose another file for them."));
}

Result<void> RejectFile::open(const QString &path)
{
    if (!m_file.open(path) || !m_file.write("line,code,reason,row\n"))
        return notWritten();
    return {};
}

Result<void> RejectFile::take(const RejectedRow &row)
{
    QByteArray text = row.text;
    while (text.endsWith('\n') || text.endsWith('\r'))
        text.chop(1);
    QString reason = row.error.message;
    if (!row.error.detail.isEmpty())
        reason += u'\n' + row.error.detail;
    const DelimitedFormat format;
    QByteArray line = QByteArray::number(row.line);
    for (const QByteArray &field : {row.error.sqlState.toUtf8(), reason.toUtf8(), text}) {
        line += format.delimiter;
        appendField(line, CellValue::text(field), format);
    }
    line += '\n';
    return m_file.write(line) ? Result<void>() : notWritten();
}

Result<void> RejectFile::keep()
{
    m_kept = m_file.keep().has_value();
    return m_kept ? Result<void>() : notWritten();
}

void RejectFile::drop()
{
    if (std::exchange(m_kept, false) && m_file.isReplaced())
        QFile::remove(path());
}

} // namespace howdah::data
