// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/answerlimit.h"

#include "connection/tr.h"

#include <utility>

namespace howdah::connection {

AnswerLimit::AnswerLimit(qint64 mostBytes)
    : m_mostBytes(mostBytes)
{
}

void AnswerLimit::begin()
{
    m_received.reset();
    m_isExceeded = false;
}

AnswerLimit::Verdict AnswerLimit::check()
{
    if (m_received.count() <= m_mostBytes)
        return Verdict::Within;
    if (m_received.count() > m_mostBytes + m_mostBytes / 2)
        return Verdict::Hopeless;
    return std::exchange(m_isExceeded, true) ? Verdict::Within : Verdict::Exceeded;
}

void AnswerLimit::weigh(qint64 bytes)
{
    if (bytes > m_mostBytes)
        m_isExceeded = true;
}

Error AnswerLimit::error() const
{
    return makeError(
        ErrorKind::Invalid, tr("The server's answer is larger than %1 MB").arg(m_mostBytes >> 20),
        tr("Query fewer rows or shorter values, or export them."));
}

} // namespace howdah::connection
