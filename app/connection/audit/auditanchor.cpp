// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditanchor.h"

#include "base/paths.h"
#include "base/privatefolder.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "connection/keychain.h"
#include "connection/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

bool isAnchored(const QString &folder) { return QDir::cleanPath(folder) == QDir::cleanPath(auditFolder()); }

static constexpr qsizetype HeadSize = 20 + 64 + 1;
static constexpr qsizetype IdSize = 36;

QByteArray auditAnchorText(const AuditAnchor &anchor)
{
    return auditHead(anchor.end.number, anchor.end.hash) + anchor.logId.toLatin1().leftJustified(IdSize) + '\n';
}

std::optional<AuditAnchor> readAuditAnchor(const QByteArray &text)
{
    if (text.size() != HeadSize + IdSize + 1)
        return std::nullopt;
    const auto head = readAuditHead(text.first(HeadSize));
    const QString id = QString::fromLatin1(text.sliced(HeadSize)).trimmed();
    if (!head || (!id.isEmpty() && QUuid(id).isNull()))
        return std::nullopt;
    return AuditAnchor{*head, id};
}

// ---- the file

QString auditAnchorPath() { return stateFolder() + u"/audit-anchor"_s; }

std::optional<AuditAnchor> anchorOfFile()
{
    QFile file(auditAnchorPath());
    return file.open(QIODevice::ReadOnly) ? readAuditAnchor(file.read(HeadSize + IdSize + 2)) : std::nullopt;
}

static int openAnchor()
{
    constexpr int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    return ::open(QFile::encodeName(auditAnchorPath()).constData(), flags, 0600);
}

// In place and with one write, as the head of the log: a line is noted a thousand times in a run.
Result<void> keepAnchorInFile(const AuditAnchor &anchor)
{
    int file = openAnchor();
    if (file < 0 && errno == ENOENT && makePrivateFolder(stateFolder()))
        file = openAnchor();
    const QByteArray text = auditAnchorText(anchor);
    const bool written = file >= 0 && ::pwrite(file, text.constData(), size_t(text.size()), 0) == text.size();
    const QString why = qt_error_string(errno);
    if (file >= 0)
        ::close(file);
    if (!written)
        return fail(ErrorKind::Io, tr("The end of the audit log cannot be kept in %1: %2").arg(auditAnchorPath(), why));
    return {};
}

// ---- the keychain

QString auditAnchorEntry(const QString &folder) { return u"audit/"_s + QDir::cleanPath(folder); }

Result<AuditAnchor> anchorOfKeychain(const QString &folder)
{
    ASSIGN_OR_RETURN(const QString text, Keychain(AnchorPatience).read(auditAnchorEntry(folder)));
    const auto anchor = readAuditAnchor(text.toLatin1());
    if (!anchor)
        return fail(ErrorKind::Invalid, tr("The audit log's entry in the keychain cannot be read"));
    return *anchor;
}

Result<void> keepAnchorInKeychain(const QString &folder, const AuditAnchor &anchor)
{
    return Keychain(AnchorPatience).write(auditAnchorEntry(folder), QString::fromLatin1(auditAnchorText(anchor)));
}

static Result<void> writeIdFile(const QString &path, const QByteArray &bytes)
{
    if (auto made = makePrivateFolder(QFileInfo(path).path()); !made)
        return made;
    return writeWholeFile(path, bytes, QFile::ReadOwner | QFile::WriteOwner);
}

Result<QString> auditLogId(const QString &folder)
{
    const QString path = folder + u"/id"_s;
    if (QFile file(path); file.open(QIODevice::ReadOnly)) {
        if (QString id = QString::fromLatin1(file.readAll().trimmed()); !QUuid(id).isNull())
            return id;
    }
    // A folder that was removed has taken its id along; the table still knows the lines by it.
    const auto anchor = isAnchored(folder) ? anchorOfFile() : std::nullopt;
    const bool isKnown = anchor && !anchor->logId.isEmpty();
    QString id = isKnown ? anchor->logId : QUuid::createUuid().toString(QUuid::WithoutBraces);
    RETURN_IF_ERROR(writeIdFile(path, id.toLatin1() + '\n'));
    return id;
}

void dropAuditAnchors(const QString &folder)
{
    if (!isAnchored(folder))
        return;
    QFile::remove(auditAnchorPath());
    (void)Keychain(AnchorPatience).remove(auditAnchorEntry(folder));
}

// ---- held against the log

QString auditPlaceName(AuditPlace place)
{
    switch (place) {
    case AuditPlace::Keychain:
        return tr("the keychain");
    case AuditPlace::StateFile:
        return auditAnchorPath();
    }
    return {};
}

AuditWitnesses auditWitnesses(const QString &folder)
{
    AuditWitnesses witnesses;
    if (!isAnchored(folder)) {
        witnesses.noKeychain = tr("this is not the folder that Howdah writes to");
        return witnesses;
    }
    if (const auto kept = anchorOfFile())
        witnesses.found.push_back({.place = AuditPlace::StateFile, .end = kept->end});
    if (const auto kept = anchorOfKeychain(folder))
        witnesses.found.push_back({.place = AuditPlace::Keychain, .end = kept->end});
    else
        witnesses.noKeychain = kept.error().message;
    return witnesses;
}

static Error lossError(const QString &what)
{
    return makeError(
        ErrorKind::Conflict, what,
        tr("Entries of the audit log were removed, or lost in a power failure. Verify the log to see where; it "
           "continues after the gap, which remains visible."));
}

std::optional<Error> missingFrom(const QString &folder, const AuditHead &end, AuditPlace place)
{
    if (end.number == 0)
        return std::nullopt;
    const auto hash = auditHashOf(folder, end.number);
    if (!hash)
        return hash.error();
    if (*hash == end.hash)
        return std::nullopt;
    return lossError((hash->has_value()
                          ? tr("The audit log was changed: entry %1 does not match %2")
                          : tr("Entries of the audit log are missing: %2 refers to entry %1, which does not exist"))
                         .arg(end.number)
                         .arg(auditPlaceName(place)));
}

} // namespace howdah::connection
