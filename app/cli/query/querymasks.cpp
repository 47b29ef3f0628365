// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/querymasks.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/entities/reveal.h"
#include "operations/entities/sensitiveexport.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

Result<std::shared_ptr<const entity::Entities>> readModels(Target &target)
{
    // The session of the script is busy with its answer, and may be in a transaction that has failed.
    const auto session = target.openAnother(u"models"_s);
    if (!session)
        return fail(ErrorKind::Connection, tr("A second connection to %1 could not be opened").arg(target.name()));
    ASSIGN_OR_RETURN(const auto catalog, catalog::CatalogReader(*session).readNow());
    return std::make_shared<const entity::Entities>(entity::modelsFor(*catalog), catalog);
}

// What names no relation answers nothing of one.
bool mayHoldValues(const query::Outcome &outcome, const connection::Columns &columns)
{
    const auto isOfTable = [](const connection::Column &one) { return one.relationOid != 0; };
    return outcome.isCopy || std::ranges::any_of(columns, isOfTable)
        || outcome.sql.contains(u"from"_s, Qt::CaseInsensitive) || outcome.sql.contains(u"table"_s, Qt::CaseInsensitive)
        || outcome.sql.contains(u"returning"_s, Qt::CaseInsensitive)
        || outcome.sql.contains(u"execute"_s, Qt::CaseInsensitive)
        || outcome.sql.contains(u"fetch"_s, Qt::CaseInsensitive);
}

} // namespace

std::vector<bool> QueryMasks::of(const query::Outcome &outcome, const connection::Columns &columns)
{
    if (!mayHoldValues(outcome, columns))
        return std::vector<bool>(columns.size());
    if (!m_entities) {
        auto read = readModels(m_target);
        if (!read) {
            showError(m_output.err, read.error());
            m_output.err << tr("All values are hidden, as it is not known which are sensitive.") << Qt::endl;
        }
        m_entities = read ? *read : entity::Entities::unknown();
    }
    std::vector<bool> masked = operations::sensitiveOf(*m_entities, columns, outcome.sql.toUtf8());
    const QStringList names = operations::sensitiveOrigins(*m_entities, columns, outcome.sql.toUtf8());
    if (names.isEmpty())
        return masked;
    if (m_reveals && m_entities->isKnown()) {
        const auto noted = operations::noteReveal(m_target.lockPlace(), tr("a query"), names);
        if (noted)
            return std::vector<bool>(columns.size());
        showError(m_output.err, noted.error());
    }
    m_output.err << plainLine(
        tr("Hidden as sensitive: %1. --reveal shows them, and is noted in the audit log.").arg(names.join(u", "_s)))
                 << Qt::endl;
    return masked;
}

} // namespace howdah::cli
