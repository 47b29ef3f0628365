// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/keychain.h"

#include "connection/keychain.h"
#include "prompt/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

// The keychain's own words, with what they mean for keys.
Error inOurWords(Error error)
{
    if (error.kind == ErrorKind::NotFound)
        error.message = tr("The keychain contains no Howdah keys yet");
    else if (error.kind == ErrorKind::Connection)
        error.hint =
            tr("Start one (GNOME Keyring, KWallet, KeePassXC), or keep the keys in a file that only you can read.");
    return error;
}

} // namespace

QString KeychainKeyStore::usualEntry() { return u"prompt-keys"_s; }

Result<KeyRing> KeychainKeyStore::load()
{
    Result<QString> stored = connection::Keychain(m_patience).read(m_entry);
    if (!stored)
        return fail(inOurWords(stored.error()));
    QByteArray text = stored->toLatin1();
    wipe(*stored);
    Result<KeyRing> ring = KeyRing::fromText(text);
    wipe(text);
    return ring;
}

Result<void> KeychainKeyStore::save(const KeyRing &ring)
{
    QByteArray bytes = ring.toText();
    QString text = QString::fromLatin1(bytes);
    wipe(bytes);
    const Result<void> written = connection::Keychain(m_patience).write(m_entry, text);
    wipe(text);
    if (!written)
        return fail(inOurWords(written.error()));
    return {};
}

Result<void> KeychainKeyStore::remove()
{
    if (auto removed = connection::Keychain(m_patience).remove(m_entry); !removed)
        return fail(inOurWords(removed.error()));
    return {};
}

} // namespace howdah::prompt
