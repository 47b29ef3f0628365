// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace howdah::cli {

// A word of the command line, in the encoding of the terminal.
inline QString text(const std::string &word) { return QString::fromLocal8Bit(word.data(), qsizetype(word.size())); }

inline QStringList texts(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list << text(word);
    return list;
}

} // namespace howdah::cli
