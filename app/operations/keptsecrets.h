// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/secretsource.h"

namespace howdah::operations {

// Where a secret leads: a saved profile, or a place without one, which is the same again only with all its keywords. A
// password is sent to no other place than the one that it was typed for.
struct SecretPlace
{
    std::optional<connection::Profile> profile; // as it is saved; nothing without one
    connection::ConnInfo target;                // without a profile; secrets in it are not looked at
};

// Whether the keychain is where the secret of this place may be: not where a profile says that it comes from elsewhere,
// and not where the way there is part of the place and is not known here.
[[nodiscard]] bool mayKeepSecret(const SecretPlace &place);
[[nodiscard]] QString secretEntry(const SecretPlace &place, connection::SecretKind kind);
// Once the server has taken it. A profile that was to ask each time has it from the keychain from now on. Blocks.
[[nodiscard]] Result<void> keepSecret(const SecretPlace &place, connection::SecretKind kind, const QString &secret);
// What the keychain holds of Howdah, by a name that people know.
struct KeptSecret
{
    enum class Kind {
        Password,      // of a profile, or of a place without one
        KeyPassphrase, // of a client key
        PromptKeys,    // without them encrypted prompts cannot be read
        EndpointKey,   // of an endpoint that prompts are sent to
        AuditAnchor,   // the last entry of the audit log
    };
    Kind kind = Kind::Password;
    QString name;  // of the profile, or the URI without its password
    QString entry; // in the keychain, under the service "Howdah"
    bool operator==(const KeptSecret &) const = default;
};
// A keychain cannot be asked for its list: each saved profile, the places that are given and what Howdah has itself are
// looked for. An error: no keychain answers, or it stays locked. Blocks.
[[nodiscard]] Result<std::vector<KeptSecret>> keptSecrets(const std::vector<SecretPlace> &places);
// Only passwords and passphrases: the next connection asks for them. Keys of prompts and of endpoints and the anchor of
// the audit log are refused with ErrorKind::Usage. Blocks.
[[nodiscard]] Result<void> forgetSecret(const KeptSecret &secret);

// "" where there is none, and where no keychain answers: then somebody is asked. Blocks.
[[nodiscard]] QString keptSecret(const SecretPlace &place, connection::SecretKind kind);

} // namespace howdah::operations
