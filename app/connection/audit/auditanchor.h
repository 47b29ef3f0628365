// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditfiles.h"

#include <chrono>
#include <optional>
#include <vector>

// The end of the log, kept where who can write its folder need not be able to write: without that nothing tells a log
// that was cut off, or a folder that was removed, from one that never had more. In a file of the state folder with each
// write, and in the keychain of the desktop from time to time (auditkeeper.h). An anchor may be behind the log; one
// that is ahead of it, or names another line, is a finding. Only the usual log of a user has anchors: one that was
// copied somewhere else is verified by itself.
namespace howdah::connection {

[[nodiscard]] bool isAnchored(const QString &folder);

struct AuditAnchor
{
    AuditHead end;
    QString logId; // of auditLogId(): a folder that is gone takes its own along
    bool operator==(const AuditAnchor &) const = default;
};
[[nodiscard]] QByteArray auditAnchorText(const AuditAnchor &anchor); // always of one length
[[nodiscard]] std::optional<AuditAnchor> readAuditAnchor(const QByteArray &text);

[[nodiscard]] QString auditAnchorPath();
[[nodiscard]] std::optional<AuditAnchor> anchorOfFile();
[[nodiscard]] Result<void> keepAnchorInFile(const AuditAnchor &anchor);

// These block while the keychain answers. NotFound: there is none yet.
inline constexpr std::chrono::milliseconds AnchorPatience = std::chrono::seconds(3);
// Its name in the keychain.
[[nodiscard]] QString auditAnchorEntry(const QString &folder);
[[nodiscard]] Result<AuditAnchor> anchorOfKeychain(const QString &folder);
[[nodiscard]] Result<void> keepAnchorInKeychain(const QString &folder, const AuditAnchor &anchor);

// Which log a line is from: a UUID in the folder, made at the first call.
[[nodiscard]] Result<QString> auditLogId(const QString &folder);

// For who begins a new log on purpose.
void dropAuditAnchors(const QString &folder);

enum class AuditPlace { Keychain, StateFile };
[[nodiscard]] QString auditPlaceName(AuditPlace place); // "the keychain"

// An anchor as verifying meets it.
struct AuditWitness
{
    AuditPlace place = AuditPlace::StateFile;
    AuditHead end;
    bool holds = false; // the log has that line
};
struct AuditWitnesses
{
    std::vector<AuditWitness> found;
    QString noKeychain; // why that has nothing to say; empty when it has
};
[[nodiscard]] AuditWitnesses auditWitnesses(const QString &folder);

// What an anchor misses in the log; nothing when it is there.
[[nodiscard]] std::optional<Error> missingFrom(const QString &folder, const AuditHead &end, AuditPlace place);

} // namespace howdah::connection
