// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::connection {

// A descriptor that another thread can make readable, so that a thread in poll() notices. Any thread may ring().
class Wakeup final
{
public:
    Wakeup();
    ~Wakeup();
    Wakeup(const Wakeup &) = delete;
    Wakeup &operator=(const Wakeup &) = delete;

    void ring() const;
    void clear() const;
    // Waits until rung (true at once if it was), `socket` is readable or, with forWriting, writable, or the time is
    // over. A negative socket or time-out means none. Returns at the latest then; spurious returns are allowed. Whether
    // the socket was ready, or has an error to tell.
    bool wait(int socket, bool forWriting, int milliseconds) const;

private:
    int m_read = -1;
    int m_write = -1;
};

} // namespace howdah::connection
