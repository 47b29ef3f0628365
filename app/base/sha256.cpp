// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSSL 3 calls this interface old. The one it recommends reads a configuration file and loads a provider at its
// first use, which costs a command more than a thousand hashes.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.h"

#include <openssl/sha.h>

namespace howdah {

QByteArray sha256(QByteArrayView bytes, QByteArrayView more)
{
    // It uses the processor's own instructions, which Qt's and libsodium's do not.
    QByteArray hash(SHA256_DIGEST_LENGTH, Qt::Uninitialized);
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes.data(), size_t(bytes.size()));
    SHA256_Update(&state, more.data(), size_t(more.size()));
    SHA256_Final(reinterpret_cast<uchar *>(hash.data()), &state);
    return hash;
}

} // namespace howdah
