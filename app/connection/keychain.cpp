// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/keychain.h"

#include "base/loadedmodule.h"
#include "connection/tr.h"
#include "keychain/keychainmodule.h"

#include <cstring>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

struct Loaded
{
    keychain::Module *module = nullptr;
    QString problem;
};

Loaded load()
{
    const LoadedModule found = loadModule(u"howdah-keychain.so"_s, keychain::EntryPoint);
    using Make = keychain::Module *(*)();
    return {found.entry ? reinterpret_cast<Make>(found.entry)() : nullptr, found.problem};
}

const Loaded &loaded()
{
    static const Loaded once = load();
    return once;
}

Error noKeychain(const QString &words)
{
    return makeError(
        ErrorKind::Connection, tr("No keychain is available on this system"),
        tr("Start one (GNOME Keyring, KWallet, KeePassXC)."), words);
}

Error errorOf(const keychain::Answer &answer)
{
    switch (answer.trouble) {
    case keychain::Trouble::NotFound:
        return makeError(ErrorKind::NotFound, tr("The keychain has no such entry"));
    case keychain::Trouble::Locked:
        return makeError(
            ErrorKind::Permission, tr("The keychain is locked"), tr("Unlock it, then try again."), answer.words);
    case keychain::Trouble::Silent:
        return makeError(
            ErrorKind::Timeout, tr("The keychain did not respond"),
            tr("It may be waiting to be unlocked: answer its prompt, then try again."));
    case keychain::Trouble::NoKeychain:
    case keychain::Trouble::None:
        break;
    }
    return noKeychain(answer.words);
}

} // namespace

Result<QString> Keychain::read(const QString &entry, std::stop_token stop) const
{
    if (!loaded().module)
        return fail(noKeychain(loaded().problem));
    keychain::Answer answer = loaded().module->read(entry, m_patience, std::move(stop));
    // Not every keychain tells an entry that is missing from an empty one.
    if (answer.trouble == keychain::Trouble::None && answer.secret.isEmpty())
        answer.trouble = keychain::Trouble::NotFound;
    if (answer.trouble != keychain::Trouble::None)
        return fail(errorOf(answer));
    return std::move(answer.secret);
}

Result<void> Keychain::write(const QString &entry, const QString &secret) const
{
    if (!loaded().module)
        return fail(noKeychain(loaded().problem));
    const keychain::Answer answer = loaded().module->write(entry, secret, m_patience);
    if (answer.trouble != keychain::Trouble::None)
        return fail(errorOf(answer));
    return {};
}

Result<void> Keychain::remove(const QString &entry) const
{
    if (!loaded().module)
        return fail(noKeychain(loaded().problem));
    const keychain::Answer answer = loaded().module->remove(entry, m_patience);
    if (answer.trouble != keychain::Trouble::None && answer.trouble != keychain::Trouble::NotFound)
        return fail(errorOf(answer));
    return {};
}

void wipeSecret(QString &text)
{
    if (text.isDetached())
        explicit_bzero(text.data(), size_t(text.size()) * sizeof(QChar));
    text.clear();
}

void wipeSecret(QByteArray &bytes)
{
    if (bytes.isDetached())
        explicit_bzero(bytes.data(), size_t(bytes.size()));
    bytes.clear();
}

} // namespace howdah::connection
