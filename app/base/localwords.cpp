// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/localwords.h"

#include "base/tr.h"

#include <QByteArray>
#include <QFile>

#include <cstdlib>
#include <memory>

#include <unistd.h>

namespace howdah {

// As it is decoded, and as it goes to the system when it names a file.
static bool comesBack(QByteArrayView bytes)
{
    const QByteArray whole = bytes.toByteArray();
    return QFile::encodeName(QFile::decodeName(whole)) == whole && QString::fromLocal8Bit(whole).toLocal8Bit() == whole;
}

// Printable, and as whoever typed it can find it again: with its bytes.
static QString shown(QByteArrayView bytes)
{
    QString text;
    for (const char byte : bytes) {
        if (byte >= ' ' && byte < 0x7f)
            text += QLatin1Char(byte);
        else
            text += QStringLiteral("\\x%1").arg(int(uchar(byte)), 2, 16, QLatin1Char('0'));
    }
    return text;
}

static Error notUtf8(const QString &what)
{
    return makeError(
        ErrorKind::Usage, tr("%1 is not valid UTF-8").arg(what),
        tr("It would refer to another file or folder. Rename it, or use a link whose name is UTF-8."));
}

Result<void> checkLocalWords(int argc, const char *const *argv)
{
    for (int i = 1; i < argc; ++i) {
        // Its value may be a secret.
        const QByteArrayView word(argv[i]);
        if (!comesBack(word))
            return fail(notUtf8(
                word.contains("://") || word.contains("password") ? tr("Argument %1").arg(i)
                                                                  : tr("The argument %1").arg(shown(word))));
    }
    for (const char *name :
         {"HOME", "HOWDAH_DATA_DIR", "HOWDAH_STATE_DIR", "HOWDAH_SHARE_DIR", "HOWDAH_PG_BINDIR", "XDG_CONFIG_HOME",
          "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR", "PGSERVICEFILE", "PGSYSCONFDIR",
          "PGPASSFILE"}) {
        if (const char *value = std::getenv(name); value && !comesBack(value))
            return fail(notUtf8(tr("%1, which is %2,").arg(QLatin1StringView(name), shown(value))));
    }
    const std::unique_ptr<char, decltype(&std::free)> here(::getcwd(nullptr, 0), std::free);
    if (here && !comesBack(here.get()))
        return fail(notUtf8(tr("The current folder, %1,").arg(shown(here.get()))));
    return {};
}

} // namespace howdah
