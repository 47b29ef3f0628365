// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/drafts/draftstore.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "base/privatefolder.h"
#include "base/propagate.h"
#include "base/sha256.h"
#include "base/wholefile.h"
#include "query/tr.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

using connection::FileLock;

static constexpr qint64 LargestDraft = qint64(1) << 30;
static const QLatin1StringView Ending(".draft");
static const QLatin1StringView LockName("lock");

QByteArray draftBytes(const Draft &draft)
{
    const QJsonObject head{
        {u"format"_s, 1},
        {u"id"_s, draft.id},
        {u"title"_s, draft.title},
        {u"database"_s, draft.database},
        {u"file"_s, draft.file},
        {u"encoding"_s, int(draft.form.encoding)},
        {u"mark"_s, draft.form.hasMark},
        {u"fileHash"_s, QString::fromLatin1(draft.fileHash.toHex())},
        {u"place"_s, draft.place},
        {u"cursor"_s, draft.cursor},
        {u"saved"_s, draft.saved.toUTC().toString(Qt::ISODateWithMs)},
        {u"sha256"_s, QString::fromLatin1(sha256(draft.text).toHex())}};
    return QJsonDocument(head).toJson(QJsonDocument::Compact) + '\n' + draft.text;
}

Result<Draft> draftOf(const QByteArray &bytes)
{
    const qsizetype line = bytes.indexOf('\n');
    const QJsonObject head = QJsonDocument::fromJson(bytes.first(std::max<qsizetype>(0, line))).object();
    Draft draft;
    draft.text = line < 0 ? QByteArray() : bytes.sliced(line + 1);
    if (head["format"_L1].toInt() != 1
        || head["sha256"_L1].toString() != QString::fromLatin1(sha256(draft.text).toHex()))
        return fail(ErrorKind::Invalid, tr("This is not a draft, or it is damaged"));
    draft.id = head["id"_L1].toString();
    draft.title = head["title"_L1].toString();
    draft.database = head["database"_L1].toString();
    draft.file = head["file"_L1].toString();
    draft.form.encoding =
        TextForm::Encoding(std::clamp(head["encoding"_L1].toInt(), 0, int(TextForm::Encoding::Latin1)));
    draft.form.hasMark = head["mark"_L1].toBool();
    draft.fileHash = QByteArray::fromHex(head["fileHash"_L1].toString().toLatin1());
    draft.place = head["place"_L1].toInt();
    draft.cursor = head["cursor"_L1].toInteger();
    draft.saved = QDateTime::fromString(head["saved"_L1].toString(), Qt::ISODateWithMs);
    return draft;
}

QString DraftStore::usualFolder() { return dataFolder() + u"/query/drafts"_s; }

Result<DraftStore> DraftStore::open(const QString &folder)
{
    DraftStore store;
    store.m_folder = folder;
    store.m_own = QDir(folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces));
    RETURN_IF_ERROR(makePrivateFolder(folder));
    // Until its lock is held, nobody may take it for one that was left.
    ASSIGN_OR_RETURN(const FileLock all, FileLock::acquire(QDir(folder).filePath(LockName), FileLock::Mode::Exclusive));
    RETURN_IF_ERROR(makePrivateFolder(store.m_own));
    auto lock = FileLock::tryAcquire(QDir(store.m_own).filePath(LockName), FileLock::Mode::Exclusive);
    if (!lock)
        return fail(lock.error());
    if (!*lock)
        return fail(ErrorKind::Conflict, tr("Another process uses %1").arg(store.m_own));
    store.m_lock = **std::move(lock);
    return store;
}

static QString pathIn(const QString &folder, const QString &id) { return QDir(folder).filePath(id + Ending); }

static bool isId(const QString &id)
{
    return !id.isEmpty() && id.size() <= 100 && std::ranges::all_of(id, [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
    });
}

Result<void> DraftStore::save(const Draft &draft) const
{
    if (!isId(draft.id))
        return fail(ErrorKind::Internal, tr("\"%1\" cannot be the name of a draft").arg(draft.id));
    Draft stamped = draft;
    stamped.saved = QDateTime::currentDateTimeUtc();
    return writeWholeFile(
        pathIn(m_own, draft.id), draftBytes(stamped), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

Result<void> DraftStore::remove(const QString &id) const
{
    QFile file(pathIn(m_own, id));
    if (isId(id) && file.exists() && !file.remove())
        return fail(ErrorKind::Io, tr("%1 cannot be removed: %2").arg(file.fileName(), file.errorString()));
    return {};
}

Result<DraftStore::Adopted> DraftStore::adopt()
{
    Adopted adopted;
    ASSIGN_OR_RETURN(
        const FileLock all, FileLock::acquire(QDir(m_folder).filePath(LockName), FileLock::Mode::Exclusive));
    const QStringList folders = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    for (const QString &name : folders) {
        const QString left = QDir(m_folder).filePath(name);
        if (left == m_own)
            continue;
        auto lock = FileLock::tryAcquire(QDir(left).filePath(LockName), FileLock::Mode::Exclusive);
        if (!lock) {
            adopted.problems.push_back(lock.error());
            continue;
        }
        if (*lock) // its process is no more
            RETURN_IF_ERROR(takeOver(left, adopted));
    }
    std::ranges::stable_sort(adopted.drafts, {}, &Draft::place);
    return adopted;
}

// Each is moved, so that it is at one place whatever happens meanwhile.
Result<void> DraftStore::takeOver(const QString &left, Adopted &adopted) const
{
    bool all = true;
    for (const QString &name : QDir(left).entryList({u'*' + Ending}, QDir::Files | QDir::NoSymLinks)) {
        const QString from = QDir(left).filePath(name);
        const Result<QByteArray> bytes = readPlainFile(from, LargestDraft);
        Result<Draft> draft = bytes ? draftOf(*bytes) : fail(bytes.error());
        if (!draft || !isId(draft->id)) {
            Error problem =
                draft ? makeError(ErrorKind::Invalid, tr("This is not a draft, or it is damaged")) : draft.error();
            problem.message = from + u": "_s + problem.message;
            adopted.problems.push_back(std::move(problem));
            all = false;
            continue;
        }
        // A tab of this name may have come from elsewhere.
        if (QFile::exists(pathIn(m_own, draft->id))) {
            draft->id = QUuid::createUuid().toString(QUuid::WithoutBraces);
            RETURN_IF_ERROR(save(*draft));
            QFile::remove(from);
        } else if (!QFile::rename(from, pathIn(m_own, draft->id)))
            return fail(ErrorKind::Io, tr("%1 cannot be moved to %2").arg(from, m_own));
        adopted.drafts.push_back(*std::move(draft));
    }
    if (all)
        QDir(left).removeRecursively();
    return {};
}

} // namespace howdah::query
