// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QFile>
#include <QSaveFile>

namespace howdah {

// A file that is written in pieces. A new one, or a regular one that is there, is whole or as it was: it takes its name
// in keep(). What is there and is no regular file (a device, a pipe) is written through, never replaced: as root,
// replacing /dev/null would break the machine. Any thread, one at a time; blocks on the disk, and on a pipe until
// somebody reads it.
class OutputFile final
{
public:
    [[nodiscard]] Result<void> open(const QString &path);
    [[nodiscard]] QFileDevice &device();
    [[nodiscard]] Result<void> write(QByteArrayView bytes);
    // What was written has left this process; the file has no other name yet.
    [[nodiscard]] Result<void> flush();
    // All of it reached the disk, or whatever is behind a device took it; otherwise ErrorKind::Io with the path and the
    // system's reason, and a regular file stays as it was.
    [[nodiscard]] Result<void> keep();
    [[nodiscard]] QString path() const { return m_whole.fileName(); }
    // It is replaced as a whole, so nobody reads a part of it.
    [[nodiscard]] bool isReplaced() const { return !m_through.isOpen(); }

private:
    [[nodiscard]] Result<void> notWritten();

    QSaveFile m_whole;
    QFile m_through;
};

// There is something of this name that is no regular file, and no folder: it is to be written through.
[[nodiscard]] bool isDevice(const QString &path);

// For what is written in pieces: false, with the file's errorString(), when not all of it reached the disk.
// QSaveFile::commit() of Qt 6.4 passes over an error of its own flush, and would put a cut file in the place of a whole
// one.
[[nodiscard]] bool keepWhole(QSaveFile &file);

} // namespace howdah
