// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/typedline.h"

#include <cerrno>
#include <unistd.h>

namespace howdah::cli {

QString readTypedLine()
{
    // Streams read ahead, and take the next answer with them.
    constexpr qsizetype Longest = 64 * 1024;
    QByteArray line;
    char sign = 0;
    while (line.size() < Longest) {
        const ssize_t count = read(STDIN_FILENO, &sign, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 && line.isEmpty())
            return {};
        if (count <= 0 || sign == '\n')
            break;
        line.append(sign);
    }
    if (line.endsWith('\r'))
        line.chop(1);
    return QString::fromUtf8(line);
}

} // namespace howdah::cli
