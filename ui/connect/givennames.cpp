// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/givennames.h"

#include "common/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

Result<bool> GivenNames::areNamed(const operations::NamesQuestion &question)
{
    if (question.reason == operations::NamesQuestion::Reason::NotInTheCopy) {
        QStringList unknown = question.things;
        unknown.removeIf([this](const QString &one) { return m_uncovered.contains(one); });
        if (!unknown.isEmpty())
            return fail(
                ErrorKind::Conflict,
                tr("A safety copy cannot include %1, so nothing was run").arg(unknown.join(u", "_s)),
                tr("Copy that yourself, and run without a safety copy."));
    }
    QStringList missing = question.names;
    missing.removeIf([this](const QString &one) { return m_names.contains(one); });
    if (!missing.isEmpty())
        return fail(
            ErrorKind::Conflict, tr("Nothing was run: %1 was not typed").arg(missing.join(u", "_s)),
            tr("Review what would be lost now, and confirm again."));
    return true;
}

} // namespace howdah::ui
