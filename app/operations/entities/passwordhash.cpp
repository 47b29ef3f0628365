// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/passwordhash.h"

#include "operations/tr.h"

#include <array>
#include <memory>

#include <crypt.h>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

constexpr qsizetype MostBcryptBytes = 72;
constexpr unsigned long BcryptCost = 12;

// Forgets the bytes when it goes.
struct SecretBytes
{
    explicit SecretBytes(const QString &text)
        : bytes(text.toUtf8())
    {
    }
    ~SecretBytes() { sodium_memzero(bytes.data(), size_t(bytes.size())); }
    SecretBytes(const SecretBytes &) = delete;
    SecretBytes &operator=(const SecretBytes &) = delete;

    QByteArray bytes;
};

Result<QByteArray> failedHash()
{
    return fail(ErrorKind::Internal, tr("The password cannot be hashed on this machine"));
}

QByteArray crypted(const QByteArray &password, const char *setting)
{
    // Tens of kilobytes, in which the password stands.
    const auto data = std::make_unique<crypt_data>();
    const char *hash = crypt_r(password.constData(), setting, data.get());
    const QByteArray found = hash && hash[0] != '*' ? QByteArray(hash) : QByteArray();
    sodium_memzero(data.get(), sizeof(crypt_data));
    return found;
}

Result<QByteArray> bcryptOf(const QByteArray &password)
{
    if (password.size() > MostBcryptBytes)
        return fail(
            ErrorKind::Usage, tr("The password is longer than the %1 bytes that bcrypt reads").arg(MostBcryptBytes),
            tr("What is behind them would not be checked. Choose a shorter one."));
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
    if (!crypt_gensalt_rn("$2b$", BcryptCost, nullptr, 0, setting.data(), int(setting.size())))
        return failedHash();
    const QByteArray hash = crypted(password, setting.data());
    return hash.isEmpty() ? failedHash() : Result<QByteArray>(hash);
}

Result<QByteArray> argonOf(const QByteArray &password)
{
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int done = crypto_pwhash_str_alg(
        hash.data(), password.constData(), static_cast<unsigned long long>(password.size()),
        crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    return done == 0 ? Result<QByteArray>(QByteArray(hash.data())) : failedHash();
}

} // namespace

Result<QByteArray> hashPassword(const QString &password, entity::PasswordHash hash)
{
    if (sodium_init() < 0)
        return failedHash();
    if (password.isEmpty())
        return fail(ErrorKind::Usage, tr("The password is empty"));
    if (password.contains(QChar::Null))
        return fail(ErrorKind::Usage, tr("A password cannot hold a null character"));
    const SecretBytes secret(password);
    switch (hash) {
    case entity::PasswordHash::Argon2id:
        return argonOf(secret.bytes);
    case entity::PasswordHash::Bcrypt:
        return bcryptOf(secret.bytes);
    case entity::PasswordHash::None:
        break;
    }
    return fail(ErrorKind::Internal, u"A password without a hash"_s);
}

bool isPasswordOf(const QString &password, const QByteArray &hash)
{
    if (sodium_init() < 0 || hash.isEmpty())
        return false;
    const SecretBytes secret(password);
    if (hash.startsWith("$argon2"))
        return crypto_pwhash_str_verify(
                   hash.constData(), secret.bytes.constData(), static_cast<unsigned long long>(secret.bytes.size()))
            == 0;
    return crypted(secret.bytes, hash.constData()) == hash;
}

} // namespace howdah::operations
