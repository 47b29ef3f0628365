// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/filedecision.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace howdah::operations {

Result<void> GivenAnswer::mayReplace(const QString &path)
{
    if (m_replaces)
        return {};
    return fail(ErrorKind::Usage, QCoreApplication::translate("HowdahCtl", "%1 already exists").arg(path), m_hint);
}

Result<void> mayWrite(const QString &path, FileDecision &decision)
{
    return QFileInfo(path).isFile() ? decision.mayReplace(path) : Result<void>();
}

} // namespace howdah::operations
