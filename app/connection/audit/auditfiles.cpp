// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditfiles.h"

#include "base/paths.h"
#include "base/sha256.h"
#include "connection/tr.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static constexpr QByteArrayView HashMark = ",\"hash\":\"";
static constexpr qsizetype HashSize = 64;
static constexpr qsizetype TailSize = HashMark.size() + HashSize + 2; // "}

QString auditFolder() { return dataFolder() + u"/audit"_s; }

QString auditFilePath(const QString &folder, int number)
{
    return folder + u"/audit-%1.log"_s.arg(number, 6, 10, QChar(u'0'));
}

QString auditHeadPath(const QString &folder) { return folder + u"/head"_s; }

QList<AuditFile> auditFiles(const QString &folder)
{
    QList<AuditFile> files;
    for (const QString &name : QDir(folder).entryList({u"audit-*.log"_s}, QDir::Files)) {
        bool isNumber = false;
        const int number = name.mid(6).chopped(4).toInt(&isNumber);
        if (isNumber && number > 0)
            files.append({number, folder + u'/' + name});
    }
    std::ranges::sort(files, {}, &AuditFile::number);
    return files;
}

QByteArray auditHash(const QByteArray &previous, QByteArrayView body) { return sha256(previous, body).toHex(); }

AuditLine auditLine(const AuditEntry &entry, const QByteArray &previous)
{
    QByteArray body = auditJson(entry);
    body.chop(1); // the hash stands before the brace
    AuditLine line;
    line.hash = auditHash(previous, body);
    line.text = body + HashMark.toByteArray() + line.hash + "\"}";
    return line;
}

std::optional<AuditParts> auditParts(QByteArrayView line)
{
    if (line.size() < TailSize + 2 || !line.startsWith('{') || !line.endsWith("\"}"))
        return std::nullopt;
    const QByteArrayView tail = line.last(TailSize);
    if (!tail.startsWith(HashMark))
        return std::nullopt;
    return AuditParts{line.chopped(TailSize), tail.sliced(HashMark.size(), HashSize).toByteArray()};
}

QByteArray auditHead(qint64 number, const QByteArray &hash)
{
    return QByteArray::number(number).rightJustified(19, '0') + ' ' + hash + '\n';
}

std::optional<AuditHead> readAuditHead(const QByteArray &text)
{
    bool isNumber = false;
    AuditHead head{text.first(std::min<qsizetype>(19, text.size())).toLongLong(&isNumber), text.mid(20, HashSize)};
    if (!isNumber || text.size() != 20 + HashSize + 1)
        return std::nullopt;
    return head;
}

Result<AuditEntry> auditEntryIn(QByteArrayView line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line.toByteArray());
    return auditEntryFromJson(document.object());
}

static std::optional<AuditHead> headOf(QByteArrayView line)
{
    const auto parts = auditParts(line);
    if (!parts)
        return std::nullopt;
    const Result<AuditEntry> entry = auditEntryIn(line);
    return entry ? std::optional(AuditHead{entry->number, parts->hash}) : std::nullopt;
}

namespace {

// What the end of a file says.
struct LastLine
{
    std::optional<AuditHead> head;
    bool openIsWhole = false; // it is the one without a line break
    bool tooShort = false;    // more of the file is needed to tell
};

// `fromStart`: the text is all of the file.
LastLine lastLine(const QByteArray &end, bool fromStart)
{
    LastLine found;
    qsizetype stop = end.lastIndexOf('\n');
    const QByteArrayView open = QByteArrayView(end).sliced(stop + 1);
    while (stop >= 0 && !found.head) {
        const qsizetype before = stop == 0 ? -1 : end.lastIndexOf('\n', stop - 1);
        found.tooShort = before < 0 && !fromStart; // it may begin before this
        if (found.tooShort)
            return found;
        found.head = headOf(QByteArrayView(end).sliced(before + 1, stop - before - 1));
        stop = before;
    }
    found.tooShort = !found.head && !fromStart;
    if (open.isEmpty() || found.tooShort)
        return found;
    // Only its hash tells whether a line without a break is whole; the first of a file has nothing here to be held
    // against.
    const auto parts = auditParts(open);
    if (parts && (!found.head || auditHash(found.head->hash, parts->body) == parts->hash)) {
        if (const auto head = headOf(open)) {
            found.head = head;
            found.openIsWhole = true;
        }
    }
    return found;
}

Error unreadable(const QFile &file)
{
    return makeError(ErrorKind::Io, tr("%1 cannot be read: %2").arg(file.fileName(), file.errorString()));
}

} // namespace

Result<AuditTail> findAuditTail(const QString &folder)
{
    AuditTail tail;
    const QList<AuditFile> files = auditFiles(folder);
    for (auto it = files.rbegin(); it != files.rend(); ++it) {
        QFile file(it->path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(unreadable(file));
        const bool isLast = it == files.rbegin();
        if (isLast) {
            tail.file = it->number;
            tail.size = file.size();
        }
        // Lines are short but for a few: from the end in growing steps, until a whole one is found.
        for (qint64 step = 4096;; step *= 8) {
            const qint64 from = std::max<qint64>(0, file.size() - step);
            file.seek(from);
            const QByteArray end = file.read(file.size() - from);
            const LastLine found = lastLine(end, from == 0);
            if (isLast) {
                tail.open = !end.isEmpty() && !end.endsWith('\n');
                tail.torn = tail.open && !found.openIsWhole;
            }
            if (found.head) {
                tail.last = *found.head;
                return tail;
            }
            if (from == 0)
                break;
        }
    }
    return tail;
}

Result<std::optional<QByteArray>> auditHashOf(const QString &folder, qint64 number)
{
    const QList<AuditFile> files = auditFiles(folder);
    for (auto it = files.rbegin(); it != files.rend(); ++it) {
        QFile file(it->path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(unreadable(file));
        const QByteArray all = file.readAll();
        for (qsizetype end = all.size(); end > 0;) {
            const qsizetype before = all.lastIndexOf('\n', end - 1);
            if (const auto head = headOf(QByteArrayView(all).sliced(before + 1, end - before - 1))) {
                if (head->number == number)
                    return head->hash;
                if (head->number < number)
                    return std::nullopt;
            }
            end = before;
        }
    }
    return std::nullopt;
}

} // namespace howdah::connection
