// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/outputfile.h"

#include "base/writeproblem.h"

#include <QCoreApplication>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

namespace howdah {

bool isDevice(const QString &path)
{
    struct stat facts;
    return stat(QFile::encodeName(path).constData(), &facts) == 0 && !S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode);
}

Result<void> OutputFile::notWritten()
{
    return fail(
        ErrorKind::Io,
        QCoreApplication::translate("Base", "%1 cannot be written: %2").arg(path(), whyNotWritten(device())));
}

QFileDevice &OutputFile::device() { return isReplaced() ? static_cast<QFileDevice &>(m_whole) : m_through; }

Result<void> OutputFile::open(const QString &path)
{
    m_whole.setFileName(path);
    if (!isDevice(path))
        return m_whole.open(QIODevice::WriteOnly) ? Result<void>() : notWritten();
    // No O_CREAT and no O_TRUNC: if it has become something else meanwhile, that is left as it is.
    const int number = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    const int problem = errno;
    if (number < 0
        || !m_through.open(number, QIODevice::WriteOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle))
        return fail(
            ErrorKind::Io,
            QCoreApplication::translate("Base", "%1 cannot be written: %2").arg(path, qt_error_string(problem)));
    return {};
}

Result<void> OutputFile::write(QByteArrayView bytes)
{
    return device().write(bytes.data(), bytes.size()) == bytes.size() ? Result<void>() : notWritten();
}

Result<void> OutputFile::flush()
{
    const bool good = device().error() == QFileDevice::NoError && device().flush();
    return good ? Result<void>() : notWritten();
}

Result<void> OutputFile::keep()
{
    const bool kept =
        isReplaced() ? keepWhole(m_whole) : m_through.error() == QFileDevice::NoError && m_through.flush();
    return kept ? Result<void>() : notWritten();
}

} // namespace howdah
