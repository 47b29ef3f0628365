// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/reveal.h"

#include "connection/audit/auditentry.h"
#include "connection/audit/auditlog.h"
#include "operations/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

Result<void> noteReveal(const LockPlace &place, const QString &relation, const QStringList &columns, const QString &row)
{
    connection::AuditEntry entry;
    entry.kind = connection::AuditEntry::Kind::Note;
    entry.profile = place.profile;
    entry.target = place.target;
    const QString names = columns.join(u", "_s);
    entry.text = row.isEmpty() ? tr("Sensitive values were shown: %1 of %2").arg(names, relation)
                               : tr("Sensitive values were shown: %1 of %2, row %3").arg(names, relation, row);
    const auto noted = connection::AuditLog().append(entry, true);
    return noted ? Result<void>() : fail(noted.error());
}

} // namespace howdah::operations
