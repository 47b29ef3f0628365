// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/spooleddevice.h"

#include <QDir>
#include <QStorageInfo>
#include <QTemporaryFile>

namespace howdah::data {

SpooledDevice::SpooledDevice(QIODevice &from)
    : m_from(from)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

SpooledDevice::~SpooledDevice() = default;

void SpooledDevice::keep()
{
    // QTemporaryFile gives it a name only when somebody asks for that.
    m_file = std::make_unique<QTemporaryFile>();
    m_room = QStorageInfo(QDir::tempPath()).bytesAvailable() / 2;
    if (!m_file->open())
        m_file.reset();
}

QIODevice *SpooledDevice::kept()
{
    if (!m_file || !m_file->flush() || !m_file->seek(0))
        return nullptr;
    return m_file.get();
}

qint64 SpooledDevice::readData(char *to, qint64 most)
{
    const qint64 some = m_from.read(to, most);
    if (some < 0)
        setErrorString(m_from.errorString());
    if (m_file && some > 0) {
        m_room -= some;
        if (m_room < 0 || m_file->write(to, some) != some)
            m_file.reset();
    }
    return some;
}

} // namespace howdah::data
