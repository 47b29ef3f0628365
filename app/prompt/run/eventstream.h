// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>

namespace howdah::prompt {

// A stream of server-sent events (WHATWG HTML, 9.2.6), in pieces as they come: lines end with LF, CRLF or CR, comments
// and unknown fields are passed over, the lines `data` of an event are joined. What a bound is needed for is bounded by
// who feeds it.
class EventStream final
{
public:
    // Each event with data; false: no more of them.
    using Event = std::function<bool(const QByteArray &data)>;

    // False once an event said so, or when the first line shows that this is no such stream.
    bool feed(QByteArrayView bytes, const Event &event);
    // Its end: an event whose empty line is missing is one all the same, as servers that are in a hurry leave it out.
    void end(const Event &event);
    [[nodiscard]] bool isOther() const { return m_isOther; } // it is no stream of events
    [[nodiscard]] bool hasEvents() const { return m_hasEvents; }

private:
    bool takeLine(const QByteArray &line, const Event &event);
    bool dispatch(const Event &event);

    QByteArray m_line;
    QByteArray m_data;
    bool m_hasData = false;
    bool m_afterReturn = false; // the last byte was a CR, which an LF may belong to
    bool m_isBegun = false;     // a line was seen
    bool m_isOther = false;
    bool m_hasEvents = false;
};

} // namespace howdah::prompt
