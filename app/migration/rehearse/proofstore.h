// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/rehearse/proof.h"

#include <QJsonObject>

namespace howdah::migration {

// What a proof is true of. A proof says that this down script undoes this up script on what was there before; what was
// there before is the work of the up scripts that come earlier in the source. So its identity is the checksum of
//   - the versions and up checksums of all migrations before it and of itself, in their order,
//   - its own down checksum (the downs of others do not touch it),
//   - the schema that unqualified names refer to (pack.yaml),
//   - the database, for a proof on a copy: it is true of what that database held at the time (Proof::at).
// The same text under another name keeps its proof; an edit, an inserted or a renumbered migration loses it. Neither
// the server's version nor extensions are part of it: the proof tells them. Empty when there is no such migration, or
// its down file was not read (ReadDepth).
[[nodiscard]] QByteArray proofKey(const Source &source, const Version &version, const QString &database = {});

// Keeps proofs as files in the user's data folder, one a proof, named by its key. Written atomically; a file that is
// broken, of another format or cannot be read is no proof and no error. No state but the folder's name: copies are
// cheap, and any number of programs may use one folder. Blocks on the disk.
class ProofStore final
{
public:
    // An empty folder stands for `proofs` in dataFolder().
    explicit ProofStore(const QString &folder = {});

    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] Result<void> keep(const QByteArray &key, const Proof &proof) const;
    [[nodiscard]] std::optional<Proof> find(const QByteArray &key) const;

private:
    QString m_folder;
};

// What is known about the rollback of a migration: the proof on a copy of `database`, where there is one, else that
// from an empty database. The source must hold the down file.
[[nodiscard]] std::optional<Proof> proofFor(
    const Source &source, const Version &version, const QString &database = {}, const ProofStore &store = ProofStore());
// The same for all of a source at once, in its order; those that are known.
[[nodiscard]] std::vector<std::optional<Proof>>
proofsFor(const Source &source, const QString &database = {}, const ProofStore &store = ProofStore());

[[nodiscard]] QJsonObject toJson(const Proof &proof);
// Nothing when it is not one.
[[nodiscard]] std::optional<Proof> proofFromJson(const QJsonObject &object);

} // namespace howdah::migration
