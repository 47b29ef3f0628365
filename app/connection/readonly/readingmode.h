// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::connection {

// What a session may do, for all who send something on it. The session's thread.
struct ReadingMode
{
    bool guarded = false; // the server holds it to reading, and is watched to do so
    bool judged = false;  // and what it calls is judged before that is sent
};

} // namespace howdah::connection
