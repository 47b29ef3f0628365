// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptjournal.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "prompt/tr.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

QString promptJournalFile() { return dataFolder() + u"/prompts/journal.jsonl"_s; }

static QString systemUser()
{
    const passwd *user = getpwuid(geteuid());
    return user ? QString::fromLocal8Bit(user->pw_name) : QString::number(geteuid());
}

Result<void> appendToJournal(const QString &file, QJsonObject entry)
{
    entry.insert(u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    entry.insert(u"user"_s, systemUser());
    if (auto made = makePrivateFolder(QFileInfo(file).path()); !made)
        return made;
    const QByteArray line = QJsonDocument(entry).toJson(QJsonDocument::Compact) + '\n';
    // Appended in one write, so that lines of several programs stay whole; private from its first byte on.
    const int descriptor =
        ::open(QFile::encodeName(file).constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool written = descriptor >= 0 && ::write(descriptor, line.constData(), size_t(line.size())) == line.size()
                      && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!written)
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(file, QString::fromLocal8Bit(strerror(reason))));
    return {};
}

} // namespace howdah::prompt
