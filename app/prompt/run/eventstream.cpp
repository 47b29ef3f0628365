// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/run/eventstream.h"

#include <algorithm>
#include <array>
#include <utility>

namespace howdah::prompt {

static bool isField(QByteArrayView line)
{
    static constexpr std::array fields{"data", "event", "id", "retry"};
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView name = colon < 0 ? line : line.first(colon);
    return name.isEmpty() // a comment
        || std::ranges::any_of(fields, [&name](const char *field) { return name == QByteArrayView(field); });
}

bool EventStream::feed(QByteArrayView bytes, const Event &event)
{
    for (qsizetype at = 0; at < bytes.size();) {
        if (m_afterReturn && bytes[at] == '\n') {
            m_afterReturn = false;
            ++at;
            continue;
        }
        m_afterReturn = false;
        const auto *const end =
            std::find_if(bytes.begin() + at, bytes.end(), [](char byte) { return byte == '\n' || byte == '\r'; });
        m_line.append(bytes.sliced(at, end - bytes.begin() - at));
        at = end - bytes.begin();
        if (end == bytes.end())
            return true;
        m_afterReturn = *end == '\r';
        ++at;
        const QByteArray line = std::exchange(m_line, {});
        if (!takeLine(line, event))
            return false;
    }
    return true;
}

void EventStream::end(const Event &event)
{
    if (!m_line.isEmpty() && !takeLine(std::exchange(m_line, {}), event))
        return;
    dispatch(event);
}

bool EventStream::takeLine(const QByteArray &whole, const Event &event)
{
    QByteArray line = whole;
    if (!m_isBegun && line.startsWith("\xEF\xBB\xBF"))
        line = line.mid(3);
    if (line.isEmpty())
        return dispatch(event);
    if (!m_isBegun && !isField(line)) {
        m_isOther = true;
        return false;
    }
    m_isBegun = true;
    const qsizetype colon = line.indexOf(':');
    if ((colon < 0 ? line : line.left(colon)) != "data")
        return true;
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' '))
        value = value.mid(1);
    if (m_hasData)
        m_data += '\n';
    m_data += value;
    m_hasData = true;
    return true;
}

bool EventStream::dispatch(const Event &event)
{
    if (!std::exchange(m_hasData, false))
        return true;
    m_hasEvents = true;
    return event(std::exchange(m_data, {}));
}

} // namespace howdah::prompt
