// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/keybackup.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "base/propagate.h"
#include "connection/server/filelock.h"
#include "prompt/rawbytes.h"
#include "prompt/tr.h"

#include <QDir>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static const QByteArray Head = "howdah-keys-backup 1 argon2id\n";
constexpr qsizetype ShortestPassphrase = 8;
constexpr qsizetype SaltSize = crypto_pwhash_SALTBYTES;
constexpr qsizetype LineLength = 76;

static Result<Key> keyOf(const QString &passphrase, const QByteArray &salt)
{
    if (sodium_init() < 0)
        return fail(ErrorKind::Internal, tr("The encryption library cannot be initialized"));
    // One passphrase, however a keyboard composes its letters.
    QString composed = passphrase.normalized(QString::NormalizationForm_C);
    QByteArray words = composed.toUtf8();
    wipe(composed);
    QByteArray derived(qsizetype(Key::Size), '\0');
    const int made = crypto_pwhash(
        raw(derived), Key::Size, words.constData(), quint64(words.size()), raw(salt), crypto_pwhash_OPSLIMIT_MODERATE,
        crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13);
    wipe(words);
    if (made != 0)
        return fail(ErrorKind::Io, tr("There is not enough memory to process the passphrase"));
    Result<Key> key = Key::from(derived);
    wipe(derived);
    return key;
}

Result<QByteArray> sealKeys(const KeyRing &ring, const QString &passphrase)
{
    if (passphrase.size() < ShortestPassphrase)
        return fail(
            ErrorKind::Usage, tr("The passphrase has fewer than %1 characters").arg(ShortestPassphrase),
            tr("A few words that nobody would guess are better than a few special characters."));
    if (sodium_init() < 0)
        return fail(ErrorKind::Internal, tr("The encryption library cannot be initialized"));
    QByteArray packed(SaltSize + NonceSize, '\0');
    randombytes_buf(packed.data(), size_t(packed.size()));
    ASSIGN_OR_RETURN(const Key key, keyOf(passphrase, packed.first(SaltSize)));
    QByteArray text = ring.toText();
    QByteArray sealed(text.size() + TagSize, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        raw(sealed), nullptr, raw(std::as_const(text)), quint64(text.size()), raw(Head), quint64(Head.size()), nullptr,
        raw(std::as_const(packed)) + SaltSize, key.bytes().data());
    wipe(text);
    const QByteArray encoded = (packed + sealed).toBase64();
    QByteArray backup = Head;
    for (qsizetype at = 0; at < encoded.size(); at += LineLength)
        backup += encoded.mid(at, LineLength) + '\n';
    return backup;
}

Result<KeyRing> openKeys(const QByteArray &backup, const QString &passphrase)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        backup.mid(Head.size()).replace('\r', "").replace('\n', "").trimmed(), QByteArray::AbortOnBase64DecodingErrors);
    if (!backup.startsWith(Head) || !decoded || decoded.decoded.size() < SaltSize + NonceSize + TagSize)
        return fail(ErrorKind::Invalid, tr("This is not a key backup, or it is truncated"));
    const QByteArray &packed = decoded.decoded;
    ASSIGN_OR_RETURN(const Key key, keyOf(passphrase, packed.first(SaltSize)));
    const QByteArray sealed = packed.sliced(SaltSize + NonceSize);
    QByteArray text(sealed.size() - TagSize, '\0');
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        raw(text), nullptr, nullptr, raw(sealed), quint64(sealed.size()), raw(Head), quint64(Head.size()),
        raw(packed) + SaltSize, key.bytes().data());
    if (opened != 0)
        return fail(ErrorKind::Authentication, tr("The passphrase is wrong, or the file was changed"));
    Result<KeyRing> ring = KeyRing::fromText(text);
    wipe(text);
    return ring;
}

Result<KeyRing> changeKeys(KeyStore &store, const std::function<Result<void>(KeyRing &)> &change)
{
    RETURN_IF_ERROR(makePrivateFolder(dataFolder()));
    ASSIGN_OR_RETURN(
        const auto lock,
        connection::FileLock::acquire(
            QDir(dataFolder()).filePath(u"prompt-keys.lock"_s), connection::FileLock::Mode::Exclusive));
    Result<KeyRing> ring = store.load();
    if (!ring && ring.error().kind != ErrorKind::NotFound)
        return fail(ring.error());
    KeyRing changed = ring ? std::move(*ring) : KeyRing();
    RETURN_IF_ERROR(change(changed));
    RETURN_IF_ERROR(store.save(changed));
    Result<KeyRing> kept = store.load();
    if (!kept)
        return fail(kept.error());
    QByteArray wanted = changed.toText();
    QByteArray read = kept->toText();
    const bool same = read == wanted;
    wipe(wanted);
    wipe(read);
    if (!same)
        return fail(
            ErrorKind::Io, tr("The keys were not stored correctly"),
            tr("Do not encrypt anything with a new key until this is fixed."));
    return kept;
}

QString newKeyId(const KeyRing &ring, const QDate &today)
{
    const QString month = today.toString(u"yyyy-MM"_s);
    QString id = month;
    for (int number = 2; ring.find(id); ++number)
        id = u"%1-%2"_s.arg(month).arg(number);
    return id;
}

} // namespace howdah::prompt
