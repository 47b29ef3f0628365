// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

#include <memory>

class QTemporaryFile;

namespace howdah::data {

// A pipe that can be read a second time, once it was read to its end: what passes is kept in a file without a name,
// where that is asked for. There may be no place for it; the pipe is none the worse for that.
class SpooledDevice final : public QIODevice
{
public:
    explicit SpooledDevice(QIODevice &from);
    ~SpooledDevice() override;
    [[nodiscard]] bool isSequential() const override { return true; }

    // From here on. At most half of what is free in the folder of temporary files.
    void keep();
    // All since then, from its beginning; null where that is not whole.
    [[nodiscard]] QIODevice *kept();

protected:
    qint64 readData(char *to, qint64 most) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QIODevice &m_from;
    std::unique_ptr<QTemporaryFile> m_file;
    qint64 m_room = 0;
};

} // namespace howdah::data
