// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/envelope.h"

#include "prompt/prompt.h"
#include "prompt/rawbytes.h"
#include "prompt/tr.h"

#include <QtEndian>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static constexpr QByteArrayView Prefix("howdah1.");
static constexpr qsizetype FingerprintSize = 8;
static constexpr QByteArray::Base64Options Alphabet = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

// Each part with its length, so that no two places give the same bytes.
static QByteArray boundData(const QString &keyId, const CellPlace &place)
{
    QByteArray data(Prefix.data(), Prefix.size());
    for (const QString &part : {keyId, place.table, place.rowId, place.column}) {
        const QByteArray utf8 = part.toUtf8();
        const quint64 size = qToLittleEndian(quint64(utf8.size()));
        data.append(reinterpret_cast<const char *>(&size), sizeof size);
        data += utf8;
    }
    return data;
}

Result<QByteArray> sealCell(const QString &text, const KeyRing::Entry &key, const CellPlace &place)
{
    if (place.rowId.isEmpty())
        return fail(ErrorKind::Internal, tr("A text cannot be encrypted until its row has an identifier"));
    QByteArray plain = text.toUtf8();
    if (exactText(plain) != text) {
        wipe(plain);
        return fail(ErrorKind::Invalid, tr("The text is not valid Unicode, and would be changed by encrypting it"));
    }
    const QByteArray bound = boundData(key.id, place);
    QByteArray sealed = key.key.fingerprint();
    sealed.resize(FingerprintSize + NonceSize + plain.size() + TagSize);
    unsigned char *nonce = raw(sealed) + FingerprintSize;
    randombytes_buf(nonce, NonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        nonce + NonceSize, nullptr, raw(plain), quint64(plain.size()), raw(bound), quint64(bound.size()), nullptr,
        nonce, key.key.bytes().data());
    wipe(plain);
    return QByteArray(Prefix.data(), Prefix.size()) + key.id.toUtf8() + '.' + sealed.toBase64(Alphabet);
}

bool looksSealed(QByteArrayView stored) { return stored.startsWith(Prefix); }

OpenedCell openCell(QByteArrayView stored, const QString &keyId, const KeyRing &keys, const CellPlace &place)
{
    if (!looksSealed(stored)) {
        if (!keyId.isEmpty())
            return {CellState::Damaged, {}, keyId};
        return {CellState::Plain, exactText(stored), {}};
    }
    const qsizetype dot = stored.indexOf('.', Prefix.size());
    if (dot < 0)
        return {CellState::Damaged, {}, keyId};
    const QString id = QString::fromUtf8(stored.sliced(Prefix.size(), dot - Prefix.size()));
    if (!keyId.isEmpty() && id != keyId)
        return {CellState::Damaged, {}, keyId};
    const QByteArray encoded = stored.sliced(dot + 1).toByteArray();
    const QByteArray sealed = QByteArray::fromBase64(encoded, Alphabet);
    // Decoding forgives stray characters and bits; what was written is exactly what encoding gives.
    if (sealed.size() < FingerprintSize + NonceSize + TagSize || sealed.toBase64(Alphabet) != encoded)
        return {CellState::Damaged, {}, id};
    const KeyRing::Entry *key = keys.find(id);
    if (!key)
        return {CellState::Locked, {}, id};
    if (sealed.left(FingerprintSize) != key->key.fingerprint())
        return {CellState::WrongKey, {}, id};
    const QByteArray bound = boundData(id, place);
    const unsigned char *nonce = raw(sealed) + FingerprintSize;
    QByteArray plain(sealed.size() - FingerprintSize - NonceSize - TagSize, Qt::Uninitialized);
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        raw(plain), nullptr, nullptr, nonce + NonceSize, quint64(plain.size() + TagSize), raw(bound),
        quint64(bound.size()), nonce, key->key.bytes().data());
    OpenedCell cell{opened == 0 ? CellState::Open : CellState::Damaged, {}, id};
    if (opened == 0)
        cell.text = exactText(plain);
    wipe(plain);
    return cell;
}

} // namespace howdah::prompt
