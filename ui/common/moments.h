// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace howdah::ui {

// How moments are drawn. A value stays the server's text: what is copied, edited and filtered by does not change.
struct MomentShape
{
    enum class Zone {
        Session, // as the server wrote it
        Local,   // of this machine
        Utc,
    };
    enum class Format {
        Server,  // 2026-03-01 14:05:09.123456+01
        Seconds, // 2026-03-01 14:05:09+01
        Iso,     // 2026-03-01T14:05:09.123456+01:00
        Locale,  // as the language has it
    };
    Zone zone = Zone::Session;
    Format format = Format::Server;
    bool operator==(const MomentShape &) const = default;
};

[[nodiscard]] MomentShape momentShape();
// Of the program, as its fonts are. Draws again what can be seen. UI thread.
void setMomentShape(MomentShape shape);

// A timestamp in PostgreSQL's ISO style, with a zone or without one, in that shape; one without a zone is not moved.
// All digits of the seconds stay. Whatever else it is ("infinity", a year before Christ or after 9999, another
// DateStyle) stays as it is.
[[nodiscard]] QString shownMoment(const QString &server, MomentShape shape = momentShape());
// One of Howdah's own, to the second; of the session's zone nothing is known there, so it is the machine's.
[[nodiscard]] QString shownMoment(const QDateTime &moment, MomentShape shape = momentShape());

} // namespace howdah::ui
