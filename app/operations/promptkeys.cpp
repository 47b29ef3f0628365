// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptkeys.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "operations/promptactivation.h"
#include "operations/tr.h"
#include "prompt/keybackup.h"
#include "prompt/keyuse.h"
#include "prompt/promptfile.h"
#include "prompt/promptjournal.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace prompt;

static QJsonObject entryOf(const KeyPlace &place, const QString &what, const QString &subject)
{
    return {{u"action"_s, u"keys-"_s + what}, {u"store"_s, place.name}, {u"subject"_s, subject}};
}

// `step` changes the ring and answers what it was about. The line is written when it is known that the change is
// possible, and before anything is kept; where that fails then, a second line says so.
static Result<KeyRing>
changed(const KeyPlace &place, const QString &what, const std::function<Result<QString>(KeyRing &)> &step)
{
    QJsonObject entry;
    Result<KeyRing> kept = changeKeys(place.store, [&](KeyRing &ring) -> Result<void> {
        ASSIGN_OR_RETURN(const QString subject, step(ring));
        const QJsonObject line = entryOf(place, what, subject);
        RETURN_IF_ERROR(appendToJournal(place.journal, line));
        entry = line;
        return {};
    });
    if (!kept && !entry.isEmpty()) {
        entry.insert(u"state"_s, u"failed"_s);
        (void)appendToJournal(place.journal, entry);
    }
    return kept;
}

static Result<Key> copyOf(const Key &key)
{
    const std::span<const unsigned char, Key::Size> bytes = key.bytes();
    return Key::from(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
}

static Result<void> addCopy(KeyRing &ring, const QString &id, const Key &key, const QDateTime &created)
{
    ASSIGN_OR_RETURN(Key copy, copyOf(key));
    return ring.add(id, std::move(copy), created);
}

// ---- changing

Result<KeyRing> createPromptKey(const KeyPlace &place, const QString &id)
{
    return changed(place, u"create"_s, [&id](KeyRing &ring) -> Result<QString> {
        QString name = id.isEmpty() ? newKeyId(ring, QDate::currentDate()) : id;
        ASSIGN_OR_RETURN(Key key, Key::make());
        RETURN_IF_ERROR(ring.add(name, std::move(key), QDateTime::currentDateTimeUtc()));
        return name;
    });
}

Result<KeyRing> addPromptKey(const KeyPlace &place, const QString &id, const Key &key)
{
    return changed(place, u"add"_s, [&](KeyRing &ring) -> Result<QString> {
        RETURN_IF_ERROR(addCopy(ring, id, key, QDateTime::currentDateTimeUtc()));
        return id;
    });
}

Result<KeyRing> usePromptKey(const KeyPlace &place, const QString &id)
{
    return changed(place, u"use"_s, [&id](KeyRing &ring) -> Result<QString> {
        RETURN_IF_ERROR(ring.setCurrent(id));
        return id;
    });
}

Result<void> mayRemovePromptKey(
    connection::Session &session, const PromptTable &table, const PromptOrigin &origin, const QString &id)
{
    ASSIGN_OR_RETURN(const std::vector<KeyUse> uses, readKeyUse(session, table, KeyRing()));
    for (const KeyUse &key : uses) {
        if (key.id == id && key.rows > 0)
            return fail(
                ErrorKind::Conflict, tr("%1 texts in %2 are encrypted with %3").arg(key.rows).arg(origin.database, id),
                tr("Encrypt them with another key first: `howdahctl prompts reencrypt`."));
    }
    return {};
}

Result<KeyRing> removePromptKey(
    const KeyPlace &place, connection::Session &session, const PromptTable &table, const PromptOrigin &origin,
    const QString &id)
{
    return changed(place, u"remove"_s, [&](KeyRing &ring) -> Result<QString> {
        RETURN_IF_ERROR(mayRemovePromptKey(session, table, origin, id));
        RETURN_IF_ERROR(ring.remove(id));
        return id;
    });
}

// ---- backups

Result<void> mayBackUpTo(const QString &file)
{
    if (QFileInfo::exists(file) || QFileInfo(file).isSymLink())
        return fail(ErrorKind::Conflict, tr("%1 already exists").arg(file));
    return {};
}

Result<void> backUpPromptKeys(
    const KeyPlace &place, const KeyRing &keys, const QString &file, const QString &passphrase, ExistingFile existing)
{
    if (existing == ExistingFile::Refuse) {
        RETURN_IF_ERROR(mayBackUpTo(file));
    }
    ASSIGN_OR_RETURN(const QByteArray sealed, sealKeys(keys, passphrase));
    RETURN_IF_ERROR(appendToJournal(place.journal, entryOf(place, u"backup"_s, file)));
    return savePrivately(file, sealed);
}

Result<KeyRing> openKeyBackup(const QString &file, const QString &passphrase)
{
    const Result<QByteArray> bytes = readPlainFile(file);
    return bytes ? openKeys(*bytes, passphrase) : Result<KeyRing>(fail(bytes.error()));
}

static Result<int> addMissing(KeyRing &ring, const KeyRing &backup)
{
    const KeyRing::Entry *current = ring.current() ? ring.current() : backup.current();
    const QString wanted = current ? current->id : QString();
    int added = 0;
    for (const KeyRing::Entry &entry : backup.entries()) {
        if (const KeyRing::Entry *there = ring.find(entry.id)) {
            if (there->key.fingerprint() != entry.key.fingerprint())
                return fail(
                    ErrorKind::Conflict,
                    tr("The backup contains a key named %1 that differs from the one in use").arg(entry.id));
            continue;
        }
        RETURN_IF_ERROR(addCopy(ring, entry.id, entry.key, entry.created));
        ++added;
    }
    RETURN_IF_ERROR(wanted.isEmpty() ? Result<void>() : ring.setCurrent(wanted));
    return added;
}

Result<KeysRestored> restorePromptKeys(const KeyPlace &place, const KeyRing &backup, const QString &file)
{
    int added = 0;
    ASSIGN_OR_RETURN(KeyRing kept, changed(place, u"restore"_s, [&](KeyRing &ring) -> Result<QString> {
                         ASSIGN_OR_RETURN(const int count, addMissing(ring, backup));
                         added = count;
                         return file;
                     }));
    return KeysRestored{std::move(kept), added};
}

Result<Key> typedPromptKey(const QString &text)
{
    QByteArray plain = text.simplified().remove(u' ').toLatin1();
    QByteArray bytes;
    if (plain.size() == 2 * qsizetype(Key::Size))
        bytes = QByteArray::fromHex(plain);
    if (bytes.size() != qsizetype(Key::Size)) {
        const auto decoded = QByteArray::fromBase64Encoding(plain, QByteArray::AbortOnBase64DecodingErrors);
        bytes = decoded ? decoded.decoded : QByteArray();
    }
    wipe(plain);
    if (bytes.size() != qsizetype(Key::Size))
        return fail(ErrorKind::Usage, tr("A key must be 64 hexadecimal digits, or 32 bytes in base64"));
    Result<Key> key = Key::from(bytes);
    wipe(bytes);
    return key;
}

// ---- encrypting again

Result<ReencryptReport> reencryptPrompts(
    connection::Session &session, const PromptTable &table, const KeyRing &keys, const PromptOrigin &origin,
    const QString &journal, const std::stop_token &stop, const std::function<void(qsizetype, qsizetype)> &progress)
{
    if (!keys.current())
        return fail(ErrorKind::Usage, tr("There is no key to encrypt with"));
    RETURN_IF_ERROR(mayWritePrompts(table));
    QJsonObject entry{
        {u"action"_s, u"reencrypt"_s},
        {u"database"_s, origin.database},
        {u"table"_s, origin.table},
        {u"key"_s, keys.current()->id},
        {u"state"_s, u"begun"_s}};
    RETURN_IF_ERROR(appendToJournal(journal, entry));
    Result<ReencryptReport> report = reencrypt(session, table, keys, false, [&](qsizetype done, qsizetype all) {
        if (progress)
            progress(done, all);
        return !stop.stop_requested();
    });
    entry.insert(u"state"_s, report ? u"finished"_s : u"stopped"_s);
    if (report)
        entry.insert(u"changed"_s, qint64(report->changed));
    (void)appendToJournal(journal, entry); // it is done; that it began is in the journal already
    return report;
}

} // namespace howdah::operations
